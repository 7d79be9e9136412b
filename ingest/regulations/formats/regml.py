"""Parts of the Code of Federal Regulations as RegML, the XML of the CFPB's eRegulations.

The id of a wording names the day it takes effect and the document of the Federal Register:
`ecfr:12/1005@2016-11-14.2016-24506`.

Sections, their paragraphs, appendices and official interpretations become provisions; the
analysis of the rule, which is no law, becomes provisions of the kind Analysis. Tables of contents
repeat headings and are left out.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ingest.regulations.structure.act import Act, Provision, with_unique_keys
from ingest.regulations.structure.act_dates import compact_day
from kg.errors import BadFile
from kg.text.markup import local_name, read_xml, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS = {
    "subpart": "Subpart",
    "section": "Section",
    "paragraph": "Paragraph",
    "appendix": "Appendix",
    "appendixSection": "Section",
    "interpretations": "Interpretation",
    "interpSection": "Interpretation",
    "interpParagraph": "Interpretation",
    "analysis": "Analysis",
    "analysisSection": "Analysis",
}
_HEADINGS = frozenset(["title", "subject", "appendixTitle"])
_LEFT_OUT = frozenset(["tableOfContents"])


def read(path: Path) -> Act:
    """The part in a file.

    Raises:
        BadFile: it is no RegML, or names no title and part.
    """
    root = read_xml(path)
    if local_name(root) != "regulation":
        raise BadFile("no RegML: the root is not 'regulation'", file=path)
    facts = {
        f"{local_name(parent)}/{local_name(one)}": text_of(one)
        for parent in root.iter()
        if local_name(parent) in {"fdsys", "preamble", "cfr"}
        for one in parent
        if local_name(one)
    }
    title = facts.get("cfr/title") or facts.get("fdsys/cfrTitleNum")
    part = facts.get("cfr/section")
    if not title or not part:
        raise BadFile("names no title and part of the CFR", file=path, field="preamble")
    document = facts.get("preamble/documentNumber", "")
    provisions = []
    for top in root:
        if local_name(top) == "part":
            provisions += [made for one in top for made in _provisions(one, part)]
        elif local_name(top) == "analysis":
            provisions += _provisions(top, part)
    if not provisions:
        raise BadFile("holds no provision", file=path)
    contents = sum(1 for one in root.iter() if local_name(one) in _LEFT_OUT)
    letter = facts.get("preamble/regLetter")
    effective = compact_day(facts.get("preamble/effectiveDate"))
    # Several final rules may take effect on one day, each a wording of its own.
    wording = f"@{effective}.{document}" if effective and document else ""
    return Act(
        id=f"ecfr:{title}/{part}{wording}",
        title=facts.get("fdsys/title") or f"{title} CFR Part {part}",
        short_title=f"Regulation {letter}" if letter else None,
        type="Regulation",
        authority=facts.get("preamble/agency") or None,
        jurisdiction="us",
        language="en",
        adopted=compact_day(facts.get("fdsys/date")),
        effective=effective,
        repealed=None,
        url=facts.get("preamble/federalRegisterURL") or None,
        identifiers=(
            ("cfr", f"{title} CFR {part}"),
            *([("fr-document", document)] if document else []),
        ),
        provisions=with_unique_keys(tuple(provisions)),
        left_out=(("tables of contents", contents),) if contents else (),
    )


def _provisions(
    element: _Element, part: str, above: tuple[str, ...] = (), place: int = 1
) -> list[Provision]:
    """Provisions of an element; those inside it where it is only a wrapper.

    Args:
        above: key of the analysis that it is a part of.
        place: its own among its siblings, from 1 on.
    """
    name = local_name(element)
    if name in _LEFT_OUT:
        return []
    if name == "content":
        parts = (_provisions(one, part, above, at) for at, one in enumerate(element, 1))
        return [made for own in parts for made in own]
    if name not in _KINDS:
        return []
    heading, text, children = None, list[str](), list[Provision]()
    key = _key(element, part, above, place)
    for at, child in enumerate(element, 1):
        inner = local_name(child)
        if inner in _HEADINGS and heading is None:
            heading = text_of(child) or None
        elif inner == "content" and name != "subpart":
            text.append(text_of(child))
        elif inner in _KINDS or inner == "content":
            children += _provisions(child, part, key, at)
        elif inner and inner not in _LEFT_OUT:
            text.append(text_of(child))
    number = element.get("marker") or element.get("sectionNum") or element.get("appendixLetter")
    if name == "section":
        number = f"§ {part}.{element.get('sectionNum')}"
    own = "\n".join(one for one in text if one)
    return [Provision(key, _KINDS[name], number or None, heading, own, tuple(children))]


def _key(element: _Element, part: str, above: tuple[str, ...], place: int) -> tuple[str, ...]:
    """Path from a label: "1005-2-a-Interp-1" is ("Interp", "2", "a", "cmt_1") below part 1005."""
    name = local_name(element)
    label = element.get("label") or element.get("target") or name
    if name.startswith("analysis"):
        return (*above, str(place)) if above else ("Analysis",)
    pieces = label.split("-")
    if pieces[0] == part:
        pieces = pieces[1:]
    if "Interp" in pieces:
        # Comment 2 on paragraph (b) is cited as 2(b)-2, and one on (b)(2) as 2(b)(2).
        place = pieces.index("Interp")
        return ("Interp", *pieces[:place], *(f"cmt_{one}" for one in pieces[place + 1 :]))
    return tuple(pieces) or (name,)
