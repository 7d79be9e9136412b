"""Portraits for a terminal: every section, its tables and lists cut where they grow long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg.cli_tools import LONGEST_SHOWN, shortened
from queries.answers import counted
from queries.portraits.blocks import (
    Banner,
    Block,
    Cell,
    Cited,
    Column,
    Heading,
    Items,
    LeftOut,
    Note,
    Score,
    Table,
)
from viz.portraits.cells import cell_pieces, quote_pieces, quote_place
from viz.styles import Styles
from viz.terminal import MOST_ROWS, heading, more, plain, risk_style, table
from viz.text import grouped_account, moment, quantity, visible

if TYPE_CHECKING:
    from rich.console import Group, RenderableType
    from rich.text import Text

    from queries.portraits.portrait import Portrait
    from queries.portraits.section import Section
    from queries.provenance.quotes import Passage

MOST_LISTED = 20
"""Facts of a list before it says how many more there are."""

_LONGEST_FACT = 300
_CLAIM_LETTERS = 8
_REASONS = (("Reason", False), ("Value", False), ("Points", True), ("Rests on", False))


def portrait_text(portrait: Portrait, styles: Styles | None = None) -> Group:
    """A portrait, section by section; the page and the JSON form have its evidence as well."""
    from rich.console import Group

    shown = _Shown(styles or Styles())
    subject = portrait.subject
    parts: list[RenderableType] = [
        heading(
            grouped_account(visible(subject.caption or subject.id)),
            f"{portrait.schema_label}, {shortened(subject.id)}, as of {moment(portrait.as_of)}",
            LONGEST_SHOWN,
        )
    ]
    for section in portrait.sections:
        parts += [shown.banner(one) for one in section.headlines() if isinstance(one, Banner)]
    for section in portrait.sections:
        parts += shown.section(section)
    if portrait.left_out:
        left = ", ".join(f"{visible(key)} {n:,}" for key, n in sorted(portrait.left_out.items()))
        parts.append(plain(f"\nLeft out by limits: {left}.", "dim"))
    records = {claim.entity for claim in portrait.evidence}
    parts.append(
        plain(
            f"{counted(len(portrait.evidence), 'claim')} from {counted(len(records), 'record')}"
            " behind this; --html and --json show them.",
            "dim",
        )
    )
    return Group(*parts)


class _Shown:
    """Blocks as rich shows them."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def section(self, section: Section) -> list[RenderableType]:
        """A section under its heading; nothing where nothing of it can be shown."""
        from rich.text import Text

        parts = [part for block in section.blocks() if block for part in self.block(block)]
        if not parts:
            return []
        title = Text("\n")
        title.append(visible(section.title), style="bold underline")
        if aside := self.text(section.aside()):
            title.append(f"  {aside}", style="dim")
        return [title, *parts]

    def banner(self, one: Banner) -> Text:
        """A banner; the grave ones in red."""
        said = (one.brief or one.lead, self.text(one.cell))
        text = " ".join(filter(None, said))
        after = one.after if one.after.startswith(";") else f" {one.after}".rstrip()
        return plain(text + after, "bold red" if one.grave else "yellow")

    def block(self, block: Block) -> Iterable[RenderableType]:
        """A block; pictures have no form here."""
        match block:
            case Table() if any(column.kind == "quote" for column in block.columns):
                yield from self._told(block)
            case Table():
                yield from self._table(block)
            case Items(title, items, left_out):
                facts = [
                    (one.name, one.facts, [_quote(one.quote)] if one.quote else []) for one in items
                ]
                yield from self._list(title, facts, left_out)
            case Score():
                yield from self._score(block)
            case Heading(text, aside):
                yield plain(f"{text}  {aside}".rstrip(), "bold")
            case Note(cell, warning):
                yield plain(f"{warning} {self.text(cell)}".lstrip(), "yellow" if warning else "dim")
            case _:
                return

    def text(self, cell: Cell) -> str:
        """A cell on one line or several, without its quotes and claims."""
        text, before = "", ""
        for piece in cell_pieces(cell, self._styles):
            if piece.brief:
                text = text.removesuffix(" ") + piece.brief
            elif piece.look == "line":
                text += "\n"
            elif piece.look not in ("kind", "quote", "claims"):
                text += ", " if piece.look == before == "tag" else ""
                text += visible(piece.text)
            before = piece.look
        return text.rstrip(" ")

    def _table(self, block: Table) -> Iterable[RenderableType]:
        places = [place for place, column in enumerate(block.columns) if column.brief]
        columns = [block.columns[place] for place in places]
        made = table(((one.heading, one.kind == "number") for one in columns), block.title)
        for row in block.rows[:MOST_ROWS]:
            made.add_row(*(self._cell(row[place], block.columns[place]) for place in places))
        yield made
        left_out = block.left_out
        further = len(block.columns) - len(places) if left_out.of_columns else 0
        further += max(0, len(block.rows) - MOST_ROWS)
        yield from _more(further, left_out)

    def _cell(self, cell: Cell, column: Column) -> Text:
        from rich.text import Text

        text = Text("\n").join(plain(line) for line in self.text(cell).split("\n"))
        if column.cited and isinstance(cell, Cited):
            text.append(f"\n{visible(cell.claims[0][:_CLAIM_LETTERS])}", style="dim")
        return text

    def _told(self, block: Table) -> Iterable[RenderableType]:
        """A table that quotes documents, as a list: each row with its words beneath."""
        facts = []
        for row in block.rows:
            said: list[str] = []
            words: list[RenderableType] = []
            for column, cell in zip(block.columns[1:], row[1:], strict=True):
                text = self.text(cell).replace("\n", "; ")
                if column.kind == "quote":
                    pieces = cell_pieces(cell, self._styles)
                    words += [_quote(one.quote) for one in pieces if one.quote is not None]
                    words += [_beneath(plain(text, "dim"))] if text else []
                elif text:
                    said.append(f"{column.lead} {text}".lstrip())
            facts.append((row[0], said, words))
        yield from self._list(block.title or block.folded, facts, block.left_out)

    def _list(
        self,
        title: str,
        facts: Sequence[tuple[Cell, Sequence[Cell], Sequence[RenderableType]]],
        left_out: LeftOut,
    ) -> Iterator[RenderableType]:
        yield plain(title, "bold")
        for name, said, words in facts[:MOST_LISTED]:
            line = plain(shortened(self.text(name).replace("\n", " ")))
            told = "; ".join(filter(None, map(self.text, said)))
            line.append(visible(shortened(f"  {told}", _LONGEST_FACT)) if told else "")
            yield line
            yield from words
        yield from _more(max(0, len(facts) - MOST_LISTED), left_out)

    def _score(self, block: Score) -> Iterable[RenderableType]:
        finding = block.finding
        status = f" ({block.status})" if block.status not in ("", "open") else ""
        head = f"{block.kind}: {quantity(finding.score, finding.unit)}{status}. {finding.summary}"
        yield plain(head, risk_style(finding.score) or "bold")
        made = table(_REASONS)
        for reason in finding.reasons:
            claims, transfers = set(reason.claims), set(reason.transfers)
            rests = [counted(len(claims), "claim")] if claims else []
            rests += [counted(len(transfers), "transfer")] if transfers else []
            made.add_row(
                plain(reason.explanation),
                plain(quantity(reason.value, reason.unit)),
                plain(f"{reason.contribution:g}"),
                plain(", ".join(rests)),
            )
        yield made


def _more(here: int, left_out: LeftOut) -> Iterable[Text]:
    """What is not shown here, together with what was left out before."""
    count = here + left_out.count
    if left_out.of_columns and left_out.count + here:
        yield plain(f"… and {counted(count, left_out.one, left_out.many)}.", "dim")
    else:
        yield from more(count)


def _beneath(text: Text) -> RenderableType:
    from rich.padding import Padding

    return Padding(text, (0, 0, 0, 4))


def _quote(quote: Passage) -> RenderableType:
    from rich.text import Text

    text = Text(style="dim")
    for piece, marked in quote_pieces(quote, _LONGEST_FACT):
        text.append(visible(piece), style="underline" if marked else "")
    text.append(f" ({visible(quote_place(quote))})")
    return _beneath(text)
