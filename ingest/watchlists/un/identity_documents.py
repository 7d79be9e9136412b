"""Identity documents of the UN list, whose number may hide in any of four free texts."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ingest.watchlists.identity_documents import Document
from kg.text.dates import partial_date
from kg.values.countries import country_code, nationality_in

_DATE = r"(?P<date>\d{1,2}\s*\w+\.?\s*\d{4}|\w+ \d{1,2}, \d{4}|\d{4}-\d\d-\d\d)"
_EXPIRES = re.compile(
    rf"\b(?:expir\w*(?: date)?|exp\.|valid until|expiry date of)(?: of)?:?\s*(?:on\s*)?{_DATE}",
    re.IGNORECASE,
)
_ISSUED = re.compile(
    r"\b(?:issued(?: on)?|date of issue):?\s*(?:in )?"
    r"(?P<date>\d{1,2}\s*\w+\.?\s*\d{4}|\d{4})",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(r"\bissued by (?:the )?(?P<authority>[^.;,]+)", re.IGNORECASE)
# "passport number SA0020249", "passport no. N°235/MISPAT": the number is the rest.
_BEHIND_WORDS = re.compile(
    r"^(?P<words>.*\b[A-Za-zé]{3,}.*?(?:\bno\b\.?:?|\bnumber\b:?|:|\)|\b(?:card|passport)\b))\s*"
    r"(?P<number>[A-Z0-9№°][\w\s°/.-]*?\d[\w/.-]*)$",
    re.IGNORECASE,
)
_IN_NOTE = re.compile(
    r"(?:\b(?:no\b\.?|number|SSN|code|card)\s*:?\s*|^)"
    r"(?P<number>(?=[A-Z\d /-]*\d)[A-Z]{0,6}[- ]{0,2}[\d/-]*[A-Z\d]*\d\w*)(?=$|[\s,.;(])",
    re.IGNORECASE,
)
# Bounds the time that a pattern may take on text made to be slow.
_LONGEST_TEXT = 5_000

_TRAILING = re.compile(r"^(?P<number>[^,(]+?)\s*(?:,\s*(?P<country>[^,]+)|\((?P<note>[^()]+)\))$")


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    import yaml

    text = (files("ingest.watchlists.un") / "identity_documents.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def kind_of(*texts: str) -> dict[str, Any]:
    """The entry of the YAML for a document that is described by these texts.

    The most telling text comes first: a later one decides only where no earlier one has
    a known word.
    """
    table: dict[str, Any] = _table()
    for text in texts:
        for kind in table["kinds"]:
            if any(_has_word(word, text) for word in kind["words"]):
                found: dict[str, Any] = kind
                return found
    other: dict[str, Any] = table["other"]
    return other


def _has_word(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) is not None


def _country_of(words: str) -> str | None:
    """The country of "Libyan passport number" or "Congo service passport"."""
    first = words.partition(" ")[0]
    return nationality_in(words) or (country_code(first) if len(first) > 3 else None)


def read_document(parts: dict[str, str]) -> Document | None:
    """Read an INDIVIDUAL_DOCUMENT, None where no number can be seen.

    Args:
        parts: texts by element name, '' or missing where there is none.
    """
    kinds = [parts.get(name, "") for name in ("TYPE_OF_DOCUMENT2", "TYPE_OF_DOCUMENT")]
    note = parts.get("NOTE", "")
    if sum(map(len, parts.values())) > _LONGEST_TEXT:
        return None
    number, words, country = _number(parts.get("NUMBER", ""), kinds[0], note)
    if not number:
        return None
    for element in ("ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"):
        country = country_code(parts.get(element, "")) or country
    country = country or country_code(note)
    expires = _date(_EXPIRES, f"{note} {parts.get('NUMBER', '')}")
    issued = partial_date(parts.get("DATE_OF_ISSUE", "")) or _date(_ISSUED, note)
    kind = kind_of(words, *kinds)
    authority = _AUTHORITY.search(note)
    place = ", ".join(
        parts[name] for name in ("CITY_OF_ISSUE", "COUNTRY_OF_ISSUE") if parts.get(name)
    )
    summary = [*kinds[:1], note, f"issued in {place}" if parts.get("CITY_OF_ISSUE") else ""]
    return Document(
        schema=kind.get("schema", "Identification"),
        type=kind["type"],
        number=number,
        property=kind["property"],
        country=country or _country_of(words or kinds[0]),
        issued=issued,
        expires=expires,
        authority=authority["authority"].strip() if authority else None,
        summary="; ".join(text for text in summary if text) or None,
    )


def _date(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return partial_date(match["date"]) if match else None


def _number(text: str, second_type: str, note: str) -> tuple[str, str, str | None]:
    """Return (number, words that stood with it, country that stood with it)."""
    country = None
    if text:
        if match := _TRAILING.fullmatch(text):
            country = country_code(match["country"] or "")
            if country or match["note"]:
                text = match["number"]
        if match := _BEHIND_WORDS.fullmatch(text):
            return match["number"].strip(), match["words"], country
        head, _, tail = text.partition(" ")
        if tail and country_code(head) and len(head) > 3:
            return tail, "", country_code(head)
        return text, "", country
    for other in (second_type, note):
        match = _IN_NOTE.search(other)
        # A year after "issued in" is no number.
        if match and not re.search(r"\bin $|\bon $", other[: match.start("number")]):
            number = re.sub(r"^(?:number|no)\b\.?\s*", "", match["number"].strip(), flags=re.I)
            if len(number) > 2 and partial_date(number) is None:
                return number, other.partition(number)[0], None
    return "", "", None
