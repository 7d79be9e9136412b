"""Cells of a portrait as text in pieces, the same for a page and a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kg.cli_tools import shortened
from kg.model import Relation
from queries.answers import Money, Ref
from queries.portraits.blocks import (
    Activity,
    Cell,
    Cited,
    Code,
    Joined,
    Lines,
    Name,
    Percent,
    Quantity,
    RelationDetails,
    RelationName,
    Small,
    Sources,
    Span,
    Tag,
    Typed,
)
from queries.provenance.quotes import Passage, word_end, word_start
from viz.styles import Styles
from viz.text import activity, cut, grouped_account, money, percentage, quantity, span, visible

_LONGEST_PLACE = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one look.

    Attributes:
        look: "text", "name", "own" (the product's own words), "kind" (of a name before it),
            "small", "code", "tag", "between" (two cells), "line" (a line ends here), "quote" or
            "claims".
        tone: of a tag: "", "doubt", "warn" or "source".
        brief: what stands for it, and for the space before it, where there is little room.
        claims: ids of what the text before it rests on.
    """

    text: str
    look: str = "text"
    tone: str = ""
    brief: str = ""
    quote: Passage | None = None
    claims: tuple[str, ...] = ()


def shown_name(text: str) -> str:
    """A name or account number as it is shown: account numbers grouped, overlong text cut."""
    return shortened(grouped_account(visible(text)))


def cell_pieces(cell: Cell, styles: Styles) -> list[Piece]:
    """A cell in pieces, in order; [] for nothing."""
    writer = _WRITERS.get(type(cell))
    if writer is None:
        return [piece for piece in [_PLAIN[type(cell)](cell, styles)] if piece.text or piece.quote]
    return writer(cell, styles)


def _name(ref: Ref) -> Piece:
    return Piece(shown_name(ref.caption) or ref.id, "name")


def _joined(parts: Iterable[list[Piece]], between: Piece) -> list[Piece]:
    found: list[Piece] = []
    for part in parts:
        if part and found and (between.text or between.look == "line"):
            found.append(between)
        found += part
    return found


def _details(cell: RelationDetails, styles: Styles) -> list[Piece]:
    told = styles.relation_properties(Relation("", cell.type, "", "", cell.properties))
    texts = ([Piece(f"{label}: {text}")] for label, text in told)
    return _joined(texts, Piece("; ", "between"))


def _relation(cell: RelationName, styles: Styles) -> Piece:
    label = styles.edge(cell.type).label
    return Piece(label if cell.outgoing else f"← {label}", "own")


def _quantity(cell: Quantity, _styles: Styles) -> Piece:
    return Piece("undefined" if cell.value is None else quantity(cell.value, cell.unit), "own")


_WRITERS: Mapping[type, Callable[[Any, Styles], list[Piece]]] = {
    Cited: lambda c, s: [*cell_pieces(c.cell, s), Piece("", "claims", claims=c.claims)],
    Joined: lambda c, s: _joined((cell_pieces(x, s) for x in c.cells), Piece(c.between, "between")),
    Lines: lambda c, s: _joined((cell_pieces(x, s) for x in c.cells), Piece("", "line")),
    Ref: lambda c, s: [_name(c), Piece(" ", "between"), Piece(s.kind(c.schema).label, "kind")],
    RelationDetails: _details,
    Sources: lambda c, _: [Piece(name, "tag", "source") for name in c.names],
}
"""Kinds of cells of which several pieces are made."""

_PLAIN: Mapping[type, Callable[[Any, Styles], Piece]] = {
    Activity: lambda c, _: Piece(activity(c.first, c.last), "own"),
    Code: lambda c, _: Piece(c.text, "code"),
    Money: lambda c, _: Piece(money(c.minor, c.currency), "own"),
    Name: lambda c, _: _name(c.ref),
    Passage: lambda c, _: Piece("", "quote", quote=c),
    Percent: lambda c, _: Piece(percentage(c.value), "own"),
    Quantity: _quantity,
    RelationName: _relation,
    Small: lambda c, _: Piece(c.text, "small"),
    Span: lambda c, _: Piece(span(c.start, c.end), "own"),
    Tag: lambda c, _: Piece(c.text, "tag", c.tone, c.short),
    Typed: lambda c, s: Piece(s.value_text(c.type, c.value)),
    int: lambda c, _: Piece(f"{c:,}", "own"),
    str: lambda c, _: Piece(c),
    type(None): lambda _, __: Piece(""),
}
"""Those that are one piece."""


def cut_pieces(found: Iterable[Piece], longest: int) -> list[Piece]:
    """The same, the text of each at most so long."""
    return [replace(one, text=cut(one.text, longest)) for one in found]


def quote_pieces(quote: Passage, longest: int | None = None) -> list[tuple[str, bool]]:
    """The text of a quote in order, cut at `longest` characters; True for the words marked."""
    return list(_quote_pieces(quote, longest))


def _quote_pieces(quote: Passage, longest: int | None) -> Iterator[tuple[str, bool]]:
    text, end = quote.text, len(quote.text)
    start = 0
    if longest is not None and end > longest:
        lead = quote.marks[0][0] - longest // 4 if quote.marks else 0
        start = word_start(text, max(0, min(lead, end - longest)))
        end = word_end(text, min(end, start + longest))
    if start:
        yield "…", False
    at = start
    for mark in quote.marks:
        first, last = max(mark[0], at), min(mark[1], end)
        if first < last:
            if first > at:
                yield text[at:first], False
            yield text[first:last], True
            at = last
    if at < end:
        yield text[at:end], False
    if end < len(text):
        yield "…", False


def quote_place(quote: Passage) -> str:
    """File and block of a quote; the file alone where its name is in that of the block."""
    known = quote.record.startswith(quote.file) or not quote.file
    return cut(quote.record if known else f"{quote.file}, {quote.record}", _LONGEST_PLACE)
