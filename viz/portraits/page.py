"""A portrait as one self-contained page: no script, printable, every value with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources

from markupsafe import Markup

from kg.cli_tools import shortened
from kg.model import Reason
from queries.answers import Evidence, counted
from queries.portraits.blocks import (
    Banner,
    Block,
    Cell,
    Column,
    Fact,
    Joined,
    LeftOut,
    MoneyByMonth,
    Neighbourhood,
    Points,
    Table,
)
from queries.portraits.portrait import Portrait
from viz.maps.drawing import scene_svg
from viz.maps.scene import build_scene
from viz.portraits.cells import cell_pieces, cut_pieces, quote_pieces, quote_place, shown_name
from viz.portraits.charts import monthly_svg
from viz.portraits.neighbourhood import portrait_subgraph
from viz.styles import Styles, halo
from viz.text import cut, moment, number, quantity, span
from viz.writing import content_hash, template

_MOST_EVIDENCE = 12
_BAR_PIXELS = 92
_LONGEST_SENTENCE = 400
_LONGEST_FACT = 120
_DRAWING_PIXELS = 1020.0


@dataclass(frozen=True, slots=True)
class _Mark:
    """A claim's number on the page, or an id that stands for itself (`number` 0)."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Picture:
    """A drawing whose text was escaped as it was made, and a remark below it."""

    svg: Markup
    look: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Section:
    """A section and what of it there is to show."""

    key: str
    title: str
    short: str
    aside: Cell
    blocks: tuple[Block | _Picture | tuple[Table, ...], ...]


def portrait_page(
    portrait: Portrait,
    title: str | None = None,
    *,
    styles: Styles | None = None,
    generated_at: datetime | None = None,
) -> str:
    """The page as HTML text; the same portrait gives the same text.

    Args:
        title: heading as plain text; None is the subject's caption.
        styles: looks; None is those of the project's ontology.
        generated_at: printed at the foot; None prints no time.
    """
    styles = styles or Styles()
    css = resources.files("viz").joinpath("assets", "portrait.css").read_text(encoding="utf-8")
    page = _Page(portrait, styles)
    said = [one for section in portrait.sections for one in section.headlines()]
    return template("portrait.html.j2").render(
        csp=_policy(css),
        # The project's own text, and drawings whose text was escaped as they were made.
        css=Markup(css),  # noqa: S704
        icon=Markup(styles.kind(portrait.subject.schema).svg),  # noqa: S704
        p=portrait,
        title=shown_name(title or portrait.subject.caption or portrait.subject.id),
        as_of=moment(portrait.as_of),
        generated_at=moment(generated_at) if generated_at else "",
        points=[one for one in said if isinstance(one, Points)],
        banners=[one for one in said if isinstance(one, Banner)],
        facts=[one for one in said if isinstance(one, Fact)],
        sections=list(page.sections()),
        bar=page.bar,
        cut_note=cut_note,
        evidence=page.evidence,
        fact_pieces=lambda cell: cut_pieces(cell_pieces(cell, styles), _LONGEST_FACT),
        footnotes=page.footnotes,
        joined=lambda cells: Joined(cells, " · "),
        kind_of=lambda block: type(block).__name__,
        level=finding_level,
        number=number,
        pieces=lambda cell: cell_pieces(cell, styles),
        quantity=quantity,
        quote_pieces=quote_pieces,
        quote_place=quote_place,
        rows=rows_of,
        sentence=lambda text: shortened(text, _LONGEST_SENTENCE),
        table_class=table_class,
        validity=validity,
    )


def _policy(css: str) -> str:
    style = content_hash(css)
    return f"default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'"


class _Page:
    """What the template asks for while it writes."""

    def __init__(self, portrait: Portrait, styles: Styles) -> None:
        self._portrait = portrait
        self._styles = styles
        self._numbers = {
            claim.claim: place for place, claim in enumerate(portrait.evidence, start=1)
        }

    def sections(self) -> Iterator[_Section]:
        """Those that have something to show."""
        for one in self._portrait.sections:
            blocks = tuple(self._prepared(one.blocks()))
            if blocks:
                yield _Section(one.key, one.title, one.short, one.aside(), blocks)

    def _prepared(self, blocks: Iterable[Block]) -> Iterator[Block | _Picture | tuple[Table, ...]]:
        """The blocks that are not empty: pictures drawn, tables of half a width put together."""
        beside: list[Table] = []
        for block in blocks:
            if isinstance(block, Table) and block.width == "half":
                beside += [block] if block else []
                continue
            if beside:
                yield tuple(beside)
                beside = []
            match block:
                case MoneyByMonth(currency, months):
                    svg = monthly_svg(months, currency)
                    yield _Picture(Markup(svg), "chart")  # noqa: S704
                case Neighbourhood():
                    yield from self._drawing()
                case _ if block:
                    yield block
        if beside:
            yield tuple(beside)

    def _drawing(self) -> Iterator[_Picture]:
        around = portrait_subgraph(self._portrait)
        if len(around.nodes) > 1:
            scene = build_scene(around, styles=self._styles, kind="force")
            further = counted(around.left_out, "further relation is", "further relations are")
            note = f"{further} not drawn. " if around.left_out else ""
            svg = Markup(scene_svg(scene, widest=_DRAWING_PIXELS))  # noqa: S704
            yield _Picture(svg, "drawing", f"{note}Everything drawn is listed below.")

    def footnotes(self, claims: Iterable[str]) -> list[int]:
        """Numbers of the claims that the page lists."""
        return sorted(self._numbers[claim] for claim in claims if claim in self._numbers)

    def evidence(self, reason: Reason) -> list[_Mark]:
        """What a reason rests on: claims by number, the rest by id, at most a dozen."""
        found = [
            _Mark(self._numbers.get(claim, 0), f"claim {cut(claim, 13)}")
            for claim in dict.fromkeys(reason.claims)
        ]
        found += [_Mark(0, transfer) for transfer in dict.fromkeys(reason.transfers)]
        if len(found) > _MOST_EVIDENCE:
            more = f"and {len(found) - _MOST_EVIDENCE:,} more"
            found = [*found[:_MOST_EVIDENCE], _Mark(0, more)]
        return found

    def bar(self, contribution: float) -> str:
        """Length in pixels of a contribution, 100 points being the whole bar."""
        return f"{min(abs(contribution), 100.0) / 100 * _BAR_PIXELS:.1f}"


def rows_of(table: Table) -> Iterator[list[tuple[Column, Cell, int]]]:
    """(column, cell, rows that it spans) of each row; a heading of several rows stands once."""
    for place, row in enumerate(table.rows):
        cells = []
        for number_, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            if column.kind != "head":
                cells.append((column, cell, 1))
            elif cell is not None:
                below = (later[number_] is None for later in table.rows[place + 1 :])
                cells.append((column, cell, 1 + _while_true(below)))
        yield cells


def _while_true(found: Iterable[bool]) -> int:
    count = 0
    for one in found:
        if not one:
            break
        count += 1
    return count


def table_class(table: Table) -> str:
    """`said` for a table that quotes documents."""
    return "said" if any(column.kind == "quote" for column in table.columns) else ""


def cut_note(left_out: LeftOut) -> str:
    """`2 more left out here.`, `1 earlier period left out here.`; "" where nothing was."""
    if not left_out.count:
        return ""
    what = counted(left_out.count, left_out.one, left_out.many) if left_out.one else ""
    return f"{what or f'{left_out.count:,} more'} left out here."


def validity(claim: Evidence) -> str:
    """The period a claim holds for, end exclusive; "" where it is open both ways."""

    def shown(day: date | None) -> str:
        return day.isoformat() if day else ""

    return span(shown(claim.valid_from), shown(claim.valid_to))


def finding_level(score: float) -> str:
    """`high`, `raised`, `some` or "" as the halos of a map have it."""
    level = halo(score)
    return level.level if level else ""
