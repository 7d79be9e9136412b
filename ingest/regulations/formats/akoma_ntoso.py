"""Acts as Akoma Ntoso 3 (OASIS LegalDocML), of the EU, the UK and others.

Notes and remarks are no part of the law and are counted; text that an act puts into another one
becomes provisions of the kind Amendment; schedules and annexes that are attached are read too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.extraction import LANGUAGES, language_of
from ingest.regulations.formats.akoma_ntoso_parts import VOCABULARY, attachments, provisions_of
from ingest.regulations.formats.xml_words import Words
from ingest.regulations.structure.act import Act, Provision, counted, with_unique_keys
from ingest.regulations.structure.act_dates import adopted_from_title, compact_day, effective_from
from ingest.regulations.structure.act_names import TYPES, act_and_wording, celex_of_title
from kg.errors import BadFile
from kg.text.markup import local_name, read_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_DOCUMENTS = frozenset(["act", "bill", "doc", "statement", "amendment", "documentCollection"])
_NO_LAWS = frozenset(["judgment", "debate", "debateReport", "officialGazette", "portion"])
_LANGUAGES = {"eng": "en", "en": "en", "zho": "zh", "chi": "zh", "zh": "zh"}
_TYPES = {"act": "Statute"}
_COMMENCEMENTS = frozenset(["entryintoforce", "in-force", "inforce", "commencement"])
_ELI = re.compile(r"(?:/eli|/eu/act)/(reg|dir|dec)\w*/(\d{4})/(\d{1,4})\b")
_LONGEST_TITLE = 300
_ELI_LETTERS = {"reg": "R", "dir": "L", "dec": "D"}


def read(path: Path) -> Act:
    """The act in a file.

    Raises:
        BadFile: it is no Akoma Ntoso, holds no text, or is in another language.
    """
    root = read_xml(path)
    if local_name(root) != "akomaNtoso":
        raise BadFile("no Akoma Ntoso: the root is another", file=path, value=local_name(root))
    document = next((one for one in root if local_name(one) in _DOCUMENTS), None)
    if document is None:
        kinds = [local_name(one) for one in root if local_name(one) in _NO_LAWS]
        if kinds:
            raise BadFile("Akoma Ntoso, but no act", file=path, value=kinds[0])
        raise BadFile("no Akoma Ntoso: the root holds no act", file=path)
    words = Words(VOCABULARY)
    provisions = [*provisions_of(document, words), *attachments(root, document, words)]
    text = "\n".join(one.text for top in provisions for one in top.walk())
    if not text.strip():
        raise BadFile("no text in it", file=path)
    language = _language(document) or language_of(text)
    if language not in LANGUAGES:
        raise BadFile(
            "neither English nor Chinese, the languages there are rules for",
            file=path,
            value=language,
        )
    return _act(document, path, str(language), tuple(provisions), words.left_out)


def _act(
    document: _Element,
    path: Path,
    language: str,
    provisions: tuple[Provision, ...],
    left_out: Counter[str],
) -> Act:
    title = _title(document)
    uri = _work(document, "FRBRuri") or _work(document, "FRBRthis") or ""
    celex = _celex(document, uri, title)
    plain = re.sub(r"^https?://[^/]+/(?:id/)?|^/?(?:akn/)?", "", uri).strip("/")
    dates = _dates(document)
    country = (_work(document, "FRBRcountry") or "").lower()[:2] or _country(uri)
    return Act(
        id=_id(document, celex, plain or path.stem, dates),
        title=title or uri or path.stem,
        short_title=_first_text(document, ("shortTitle",)),
        type=TYPES[celex[5]] if celex else _TYPES.get(local_name(document), "Document"),
        authority=None,
        jurisdiction="eu" if celex else country or None,
        language=language,
        adopted=dates.get("adoption")
        or dates.get("enactment")
        or dates.get("enacted")
        or dates.get("act date")
        or dates.get("generation")
        or adopted_from_title(title),
        effective=dates.get("validfrom")
        or _amended_on(document)
        or dates.get("entryintoforce")
        or dates.get("in-force")
        or effective_from(provisions),
        repealed=None,
        url=uri if uri.startswith("http") else None,
        identifiers=tuple(
            filter(None, [("celex", celex) if celex else None, ("akn", uri) if uri else None])
        ),
        provisions=with_unique_keys(provisions),
        left_out=counted(left_out),
    )


def _id(document: _Element, celex: str | None, plain: str, dates: dict[str, date]) -> str:
    """Id of the act, with the day of its expression where that tells a wording."""
    if celex:
        wording = _amended_on(document)
        return f"celex:{celex}@{wording.isoformat()}" if wording else f"celex:{celex}"
    expression = _day_of_expression(document)
    if expression is None or expression == dates.get("adoption"):
        return f"akn:{plain}"
    return f"akn:{plain}@{expression.isoformat()}"


def _celex(document: _Element, uri: str, title: str) -> str | None:
    """By its alias or European Legislation Identifier, else by the title of an EU act."""
    named = next(filter(None, map(act_and_wording, _aliases(document))), None)
    if named:
        return named[0]
    found = _ELI.search(uri)
    if found:
        return f"3{found[2]}{_ELI_LETTERS[found[1]]}{int(found[3]):04d}"
    return celex_of_title(title) if not uri or "/eu/" in uri or "europa.eu" in uri else None


def _aliases(document: _Element) -> list[str]:
    return [one.get("value") or "" for one in document.iter() if local_name(one) == "FRBRalias"]


def _country(uri: str) -> str | None:
    found = re.match(r"/?(?:akn/)?([a-z]{2})(?:-[a-z0-9]+)?/", uri)
    return found[1] if found else None


def _title(document: _Element) -> str:
    """The title on the document, else the name that its metadata gives, else the words above it."""
    shown = _first_text(document, ("longTitle", "docTitle", "shortTitle"))
    named = next((one for one in _aliases(document) if one and not act_and_wording(one)), None)
    # The long title of acts under common law says what they are for, not what they are called.
    if named and (not shown or shown.startswith("An Act ")):
        return named
    return shown or (_first_text(document, ("preface",)) or "")[:_LONGEST_TITLE]


def _first_text(document: _Element, names: tuple[str, ...]) -> str | None:
    for one in document.iter():
        if local_name(one) in names:
            words = Words(VOCABULARY).line(one)
            if words:
                return words
    return None


def _work(document: _Element, name: str) -> str | None:
    for work in document.iter():
        if local_name(work) == "FRBRWork":
            found = next((one.get("value") for one in work if local_name(one) == name), None)
            return found or None
    return None


def _dates(document: _Element) -> dict[str, date]:
    """Days in the metadata by their names: of the work, of events, and "validfrom" of a wording."""
    found: dict[str, date] = {}
    for one in _metadata(document):
        value, name = (
            compact_day(one.get("date")),
            (one.get("name") or one.get("type") or "").lower(),
        )
        parent = one.getparent()
        holder = local_name(parent) if parent is not None else ""
        of_the_work = local_name(one) == "eventRef" or holder == "FRBRWork"
        if holder == "FRBRExpression" and name in _COMMENCEMENTS:
            name = "validfrom"
        if value and name and (of_the_work or name == "validfrom"):
            found.setdefault(name, value)
    return found


def _amended_on(document: _Element) -> date | None:
    """From when a wording holds: the day of its expression, where the act was amended that day.

    The day of an expression alone is often that of adoption or publication.
    """
    expression = _day_of_expression(document)
    amended = {
        compact_day(one.get("date"))
        for one in _metadata(document)
        if local_name(one) == "eventRef" and (one.get("type") or "").lower() == "amendment"
    }
    return expression if expression in amended else None


def _day_of_expression(document: _Element) -> date | None:
    """The day in the address of a wording: "/akn/za/act/2023/1/eng@2023-04-20"."""
    for one in _metadata(document):
        if local_name(one) == "FRBRExpression":
            for inner in one:
                address = inner.get("value") or ""
                if local_name(inner) == "FRBRuri" and "@" in address:
                    return compact_day(address.partition("@")[2])
    return None


def _metadata(document: _Element) -> Iterator[_Element]:
    meta = next((one for one in document if local_name(one) == "meta"), None)
    yield from meta.iter() if meta is not None else ()


def _language(document: _Element) -> str | None:
    code = next(
        (one.get("language") for one in _metadata(document) if local_name(one) == "FRBRlanguage"),
        None,
    )
    code = (code or "").lower().partition("-")[0]
    return _LANGUAGES.get(code, code) or None
