"""The provisions in a document of Akoma Ntoso 3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.regulations.formats.xml_words import Vocabulary, Words
from ingest.regulations.structure.act import Growing, Provision
from kg.text.markup import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

_DIVISIONS = {
    "book": "Part", "tome": "Part", "part": "Part", "subpart": "Subpart", "title": "Title",
    "subtitle": "Title", "chapter": "Chapter", "subchapter": "Chapter", "division": "Division",
    "subdivision": "Division",
}  # fmt: skip
_UNITS = frozenset({"article", "rule", "clause", "transitional"})
_BELOW = {
    "subsection": "Paragraph", "paragraph": "Paragraph", "level": "Paragraph",
    "subclause": "Paragraph", "subrule": "Paragraph",
    "subparagraph": "Subparagraph", "alinea": "Subparagraph", "point": "Point",
    "indent": "Point", "item": "Point", "proviso": "Point",
}  # fmt: skip
_WRAPPERS = frozenset({"hcontainer", "section"})
_HIERARCHY = frozenset(_DIVISIONS) | _UNITS | frozenset(_BELOW) | _WRAPPERS
_SHORT = {"Article": "art", "Paragraph": "par", "Subparagraph": "subpar", "Point": "pt"}
_HEADS = frozenset(["num", "heading", "subheading"])
_QUOTED = frozenset(["quotedStructure", "embeddedStructure"])
_LINES = frozenset(["p", "tr", "listIntroduction", "listWrapUp", "block"])
VOCABULARY = Vocabulary(
    line=(_LINES | _HEADS).__contains__,
    numbers=frozenset(["num"]),
    rows=frozenset(["tr"]),
    left_out={
        "authorialNote": "footnotes", "remark": "remarks of editors", "toc": "tables of contents",
        "noteRef": "footnotes", "img": "images",
    },
    unread=frozenset(
        ["meta", "components", "attachments", "component", "attachment", "staticContent"]
    ),
    apart=frozenset(["td", "th", "content", "eol", "br"]),
)  # fmt: skip
_ATTACHED = re.compile(
    r"(?P<kind>annex|appendix|schedule)\b(?:\s+(?P<number>[IVXLC]{1,7}|\d{1,3}[A-Z]?|[A-Z])\b)?",
    re.IGNORECASE,
)


def provisions_of(document: _Element, words: Words) -> Iterator[Provision]:
    """Preamble, recitals, body and conclusions of a document, in this order."""
    preamble = Growing(("preamble",), "Preamble")
    conclusions = Growing(("conclusions",), "Conclusion")
    body = Growing((), "Document")
    recitals: list[Provision] = []
    for part in document:
        name = local_name(part)
        if name in {"preface", "preamble", "coverPage"}:
            _preamble(part, preamble, recitals, words)
        elif name == "conclusions":
            conclusions.blocks += words.blocks(part)
        elif name and name not in VOCABULARY.unread:
            _fill(body, part, words)
    if preamble.blocks:
        yield preamble.provision()
    yield from recitals
    if body.blocks:
        yield Provision(("body",), "Paragraph", None, None, "\n".join(body.blocks))
    for one in body.parts:
        yield one.provision()
    if conclusions.blocks:
        yield conclusions.provision()


def attachments(root: _Element, document: _Element, words: Words) -> Iterator[Provision]:
    """Annexes and schedules that are documents of their own, in or beside the act."""
    for one in root.iter("*"):
        if local_name(one) not in {"attachment", "component"}:
            continue
        inner = next((child for child in one if local_name(child) not in _HEADS), None)
        if inner is None or inner is document:
            continue
        title = " ".join(
            filter(None, (_head(holder, words) for holder in (one, inner)))
        ) or _first_block(inner)
        named = _ATTACHED.match(title)
        name = inner.get("name") or "annex"
        kind = named["kind"].lower() if named else name if name == "schedule" else "annex"
        number = named["number"] if named else None
        own = f"{kind}_{number}" if number else kind
        shown = f"{kind.capitalize()} {number}" if number else kind.capitalize()
        rest = title[named.end() :].strip(" .:–—-") if named else title
        made = Growing((own,), "Annex", shown, rest or None)
        for part in inner:
            if local_name(part) not in VOCABULARY.unread | _HEADS:
                _fill(made, part, words)
        # The title of an annex often stands in its words, not in a heading.
        if made.blocks and made.blocks[0] == title:
            del made.blocks[0]
        yield made.provision()


def _head(element: _Element, words: Words) -> str:
    return " ".join(words.line(o) for o in element if local_name(o) in _HEADS)


def _first_block(document: _Element) -> str:
    blocks = [
        block
        for part in document
        if local_name(part) in {"preface", "mainBody", "body"}
        for block in Words(VOCABULARY).blocks(part)
    ]
    return blocks[0] if blocks and _ATTACHED.match(blocks[0]) else ""


def _preamble(element: _Element, made: Growing, recitals: list[Provision], words: Words) -> None:
    for child in element:
        if local_name(child) == "recital":
            number = _child(child, "num", words)
            named = re.search(r"\w{1,4}", number or "")
            own = named[0] if named else str(len(recitals) + 1)
            text = "\n".join(
                block
                for part in child
                if local_name(part) not in _HEADS
                for block in words.blocks(part)
            )
            recitals.append(Provision((f"rct_{own}",), "Recital", number, None, text))
        elif any(local_name(one) == "recital" for one in child.iter()):
            _preamble(child, made, recitals, words)
        else:
            made.blocks += words.blocks(child)


def _fill(made: Growing, element: _Element, words: Words) -> None:
    """Add the words and parts of an element to a provision."""
    name = local_name(element)
    if not name or name in VOCABULARY.unread:
        return
    if name in _QUOTED:
        made.amendment(words.blocks(element))
    elif name in _HIERARCHY and not _only_wraps(element):
        _add_part(made, element, words)
    elif not any(_makes_part(one) for one in element.iterdescendants()):
        made.blocks += words.blocks(element)
    else:
        buffer = [element.text or ""]
        for child in element:
            if local_name(child) in _LINES or any(_makes_part(one) for one in child.iter()):
                made.add("".join(buffer))
                buffer.clear()
                _fill(made, child, words)
            else:
                buffer += words.pieces(child)
            buffer.append(child.tail or "")
        made.add("".join(buffer))


def _makes_part(element: _Element) -> bool:
    name = local_name(element)
    return name in _QUOTED or (name in _HIERARCHY and not _only_wraps(element))


def _only_wraps(element: _Element) -> bool:
    """Whether a container is only there for loose words between numbered parts."""
    return local_name(element) == "hcontainer" and not any(
        local_name(one) in _HEADS for one in element
    )


def _add_part(made: Growing, element: _Element, words: Words) -> None:
    part = _part(made, element, words)
    for child in element:
        if local_name(child) not in _HEADS:
            _fill(part, child, words)


def _part(made: Growing, element: _Element, words: Words) -> Growing:
    """The provision that an element of the hierarchy is, without its words."""
    name = local_name(element)
    number = _child(element, "num", words)
    if _BELOW.get(name) == "Subparagraph" and not number:
        # The first subparagraph is the words of its paragraph itself.
        if not made.blocks and not made.parts:
            return made
        place = 2 + made.kinds["Subparagraph"]
        return made.part(f"subpar_{place}", "Subparagraph")
    heads = (_child(element, one, words) for one in ("heading", "subheading"))
    heading = ". ".join(filter(None, heads)) or None
    own = _own(element, number)
    if name in _BELOW and own == "":
        own = str(1 + made.kinds[_BELOW[name]])
        if _BELOW[name] == "Point":
            return made.part(f"ind_{own}", "Point", number, heading)
    if name in _UNITS or (name == "section" and not _holds_units(element)):
        return _unit(made, name, own or str(1 + len(made.parts)), number, heading)
    if name in _BELOW:
        kind = "Point" if name == "level" and made.kind == "Annex" else _BELOW[name]
        # Below a section nobody cites "par" or "pt": section 3(1)(a) is 3/1/a.
        plain = made.prefix[:1] and made.prefix[0][0].isdigit()
        return made.part(own if plain else f"{_SHORT[kind]}_{own}", kind, number, heading)
    return _division(made, element, own, number, heading)


def _division(
    made: Growing, element: _Element, own: str, number: str | None, heading: str | None
) -> Growing:
    name = local_name(element)
    kind = _DIVISIONS.get(name) or ("Section" if name == "section" else "Division")
    named = (element.get("name") or "") if name == "hcontainer" else ""
    attached = _ATTACHED.match(number or heading or "")
    if named == "schedule" or (named and attached):
        level = attached["kind"].lower() if attached else "schedule"
        own = (attached["number"] if attached else None) or own
        part = Growing((f"{level}_{own}" if own else level,), "Annex", number, heading)
        made.hold(part)
        return part
    return made.part(f"{kind.lower()}_{own or 1 + made.kinds[kind]}", kind, number, heading)


def _unit(made: Growing, name: str, own: str, number: str | None, heading: str | None) -> Growing:
    if name == "section":
        part = Growing((own,), "Section", f"Section {own}", heading)
    else:
        shown = number if number and re.search(r"[A-Za-z]{3}", number) else f"Article {own}"
        part = Growing((f"art_{own}",), "Article", shown, heading)
    if made.kind == "Annex" or (made.key and made.key[0].startswith(("schedule", "annex"))):
        part.key = part.prefix = (*made.prefix, *part.key)
    made.hold(part)
    return part


def _holds_units(element: _Element) -> bool:
    """Whether a section is a division: it holds articles, or sections of its own."""
    return any(
        local_name(one) in _UNITS | {"section"}
        and not any(local_name(up) in _QUOTED for up in one.iterancestors())
        for one in element.iterdescendants()
    )


def _own(element: _Element, number: str | None) -> str:
    """Last piece of a key by the number, else by the identifier; "" where neither tells it."""
    found = re.search(r"[0-9A-Za-z]{1,12}(?=[^0-9A-Za-z]*$)", number or "")
    if found:
        return found[0]
    numbered = re.search(r"_(\d{1,4}[A-Za-z]?)$", element.get("eId") or "")
    return numbered[1] if numbered else ""


def _child(element: _Element, name: str, words: Words) -> str | None:
    found = next((one for one in element if local_name(one) == name), None)
    return (words.line(found) or None) if found is not None else None
