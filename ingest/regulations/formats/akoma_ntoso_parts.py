"""The provisions in a document of Akoma Ntoso 3."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.regulations.structure.act import Provision
from ingest.regulations.structure.growing import Growing
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
_LEFT_OUT = {
    "authorialNote": "footnotes", "remark": "remarks of editors", "toc": "tables of contents",
    "noteRef": "footnotes", "img": "images",
}  # fmt: skip
_NOT_TEXT = frozenset(
    ["meta", "components", "attachments", "component", "attachment", "staticContent"]
)
_QUOTED = frozenset(["quotedStructure", "embeddedStructure"])
_LINES = frozenset(["p", "tr", "listIntroduction", "listWrapUp", "block"])
_ATTACHED = re.compile(
    r"(?P<kind>annex|appendix|schedule)\b(?:\s+(?P<number>[IVXLC]{1,7}|\d{1,3}[A-Z]?|[A-Z])\b)?",
    re.IGNORECASE,
)


def words_in(element: _Element, left_out: Counter[str]) -> str:
    """All words of an element on one line, without notes."""
    return " ".join("".join(_pieces(element, left_out)).split())


def _pieces(element: _Element, left_out: Counter[str]) -> Iterator[str]:
    name = local_name(element)
    if not name or name in _NOT_TEXT:
        return
    if name in _LEFT_OUT:
        left_out[_LEFT_OUT[name]] += 1
        return
    # The layout sets lines and cells apart, with or without white space between them.
    apart = " " if name in _LINES or name in {"td", "th", "num", "content", "eol", "br"} else ""
    yield apart + (element.text or "")
    for child in element:
        yield from _pieces(child, left_out)
        yield child.tail or ""
    yield apart


def provisions_of(document: _Element, left_out: Counter[str]) -> Iterator[Provision]:
    """Preamble, recitals, body and conclusions of a document, in this order."""
    preamble = Growing(("preamble",), "Preamble")
    conclusions = Growing(("conclusions",), "Conclusion")
    body = Growing((), "Document")
    recitals: list[Provision] = []
    for part in document:
        name = local_name(part)
        if name in {"preface", "preamble", "coverPage"}:
            _preamble(part, preamble, recitals, left_out)
        elif name == "conclusions":
            conclusions.blocks += _flat(part, left_out)
        elif name and name not in _NOT_TEXT:
            _fill(body, part, left_out)
    if preamble.blocks:
        yield preamble.provision()
    yield from recitals
    if body.blocks:
        yield Provision(("body",), "Paragraph", None, None, "\n".join(body.blocks))
    for one in body.parts:
        yield one.provision()
    if conclusions.blocks:
        yield conclusions.provision()


def attachments(root: _Element, document: _Element, left_out: Counter[str]) -> Iterator[Provision]:
    """Annexes and schedules that are documents of their own, in or beside the act."""
    for one in root.iter("*"):
        if local_name(one) not in {"attachment", "component"}:
            continue
        inner = next((child for child in one if local_name(child) not in _HEADS), None)
        if inner is None or inner is document:
            continue
        title = " ".join(
            filter(None, (_head(holder, left_out) for holder in (one, inner)))
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
            if local_name(part) not in _NOT_TEXT | _HEADS:
                _fill(made, part, left_out)
        # The title of an annex often stands in its words, not in a heading.
        if made.blocks and made.blocks[0] == title:
            del made.blocks[0]
        yield made.provision()


def _head(element: _Element, left_out: Counter[str]) -> str:
    return " ".join(words_in(o, left_out) for o in element if local_name(o) in _HEADS)


def _first_block(document: _Element) -> str:
    blocks = [
        block
        for part in document
        if local_name(part) in {"preface", "mainBody", "body"}
        for block in _flat(part, Counter())
    ]
    return blocks[0] if blocks and _ATTACHED.match(blocks[0]) else ""


def _preamble(
    element: _Element, made: Growing, recitals: list[Provision], left_out: Counter[str]
) -> None:
    for child in element:
        if local_name(child) == "recital":
            number = _child(child, "num", left_out)
            named = re.search(r"\w{1,4}", number or "")
            own = named[0] if named else str(len(recitals) + 1)
            words = "\n".join(
                block
                for part in child
                if local_name(part) not in _HEADS
                for block in _flat(part, left_out)
            )
            recitals.append(Provision((f"rct_{own}",), "Recital", number, None, words))
        elif any(local_name(one) == "recital" for one in child.iter()):
            _preamble(child, made, recitals, left_out)
        else:
            made.blocks += _flat(child, left_out)


def _fill(made: Growing, element: _Element, left_out: Counter[str]) -> None:
    """Add the words and parts of an element to a provision."""
    name = local_name(element)
    if not name or name in _NOT_TEXT:
        return
    if name in _QUOTED:
        made.amendment(_flat(element, left_out))
    elif name in _HIERARCHY and not _only_wraps(element):
        _add_part(made, element, left_out)
    elif not any(_makes_part(one) for one in element.iterdescendants()):
        made.blocks += _flat(element, left_out)
    else:
        buffer = [element.text or ""]
        for child in element:
            if local_name(child) in _LINES or any(_makes_part(one) for one in child.iter()):
                made.add("".join(buffer))
                buffer.clear()
                _fill(made, child, left_out)
            else:
                buffer += _pieces(child, left_out)
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


def _add_part(made: Growing, element: _Element, left_out: Counter[str]) -> None:
    part = _part(made, element, left_out)
    for child in element:
        if local_name(child) not in _HEADS:
            _fill(part, child, left_out)


def _part(made: Growing, element: _Element, left_out: Counter[str]) -> Growing:
    """The provision that an element of the hierarchy is, without its words."""
    name = local_name(element)
    number = _child(element, "num", left_out)
    if _BELOW.get(name) == "Subparagraph" and not number:
        # The first subparagraph is the words of its paragraph itself.
        if not made.blocks and not made.parts:
            return made
        place = 2 + made.count("Subparagraph")
        return made.part(f"subpar_{place}", "Subparagraph")
    heads = (_child(element, one, left_out) for one in ("heading", "subheading"))
    heading = ". ".join(filter(None, heads)) or None
    own = _own(element, number)
    if name in _BELOW and own == "":
        own = str(1 + made.count(_BELOW[name]))
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
        made.parts.append(part)
        return part
    return made.part(f"{kind.lower()}_{own or 1 + made.count(kind)}", kind, number, heading)


def _unit(made: Growing, name: str, own: str, number: str | None, heading: str | None) -> Growing:
    if name == "section":
        part = Growing((own,), "Section", f"Section {own}", heading)
    else:
        shown = number if number and re.search(r"[A-Za-z]{3}", number) else f"Article {own}"
        part = Growing((f"art_{own}",), "Article", shown, heading)
    if made.kind == "Annex" or (made.key and made.key[0].startswith(("schedule", "annex"))):
        part.key = part.prefix = (*made.prefix, *part.key)
    made.parts.append(part)
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


def _child(element: _Element, name: str, left_out: Counter[str]) -> str | None:
    found = next((one for one in element if local_name(one) == name), None)
    return (words_in(found, left_out) or None) if found is not None else None


def _flat(element: _Element, left_out: Counter[str]) -> list[str]:
    """Blocks of an element without its structure, numbers before their words."""
    found: list[str] = []
    _flatten(element, left_out, found)
    return found


def _flatten(element: _Element, left_out: Counter[str], found: list[str]) -> None:
    name = local_name(element)
    if name == "tr":
        cells = [words_in(cell, left_out) for cell in element if local_name(cell)]
        found += [" | ".join(cells).strip()] if any(cells) else []
        return
    if not any(local_name(one) in _LINES | _HEADS for one in element.iterdescendants()):
        words = words_in(element, left_out)
        found += [words] if words else []
        return
    if name in _NOT_TEXT or name in _LEFT_OUT:
        return
    marker, buffer = "", [element.text or ""]

    def flush() -> None:
        words = " ".join("".join(buffer).split())
        if words:
            found.append(words)
        buffer.clear()

    for child in element:
        inside = {local_name(one) for one in child.iter()}
        if local_name(child) == "num":
            flush()
            marker = words_in(child, left_out)
        elif inside & (_LINES | _HEADS) and local_name(child) not in _LEFT_OUT:
            flush()
            start = len(found)
            _flatten(child, left_out, found)
            if marker and len(found) > start:
                found[start], marker = f"{marker} {found[start]}", ""
        else:
            buffer += _pieces(child, left_out)
        buffer.append(child.tail or "")
    flush()
    found += [marker] if marker else []
