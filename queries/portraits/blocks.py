"""What sections of a portrait are laid out in: blocks, and the cells that stand in them.

A section says what is shown and in which order; how a block looks on a page or in a terminal is
the business of whoever shows it. A cell holds the value itself, not its text, so that each is
written in one way everywhere. All text comes from sources and is untrusted: whoever shows it
escapes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from kg.model import Finding, Relation
from kg.values.instants import Moment
from queries.answers import Money, Ref
from queries.money.sums import Month
from queries.provenance.quotes import Passage

Tone = Literal["", "doubt", "warn"]


@dataclass(frozen=True, slots=True)
class Name:
    """An entity by its name alone; a `Ref` as a cell also says of what kind it is."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class Typed:
    """A value of a type of the ontology, with what its code means: `country`, `gb`."""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in a unit, which is given in the plural; None is a value that is undefined."""

    value: Any
    unit: str


@dataclass(frozen=True, slots=True)
class Percent:
    """A share in percent; None where it is not stated."""

    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Span:
    """From one ISO partial date to another, "" where open or unknown."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Activity:
    """The first and last moment at which something happened, None where nothing did."""

    first: Moment | None
    last: Moment | None


@dataclass(frozen=True, slots=True)
class RelationName:
    """What a relationship type is called, seen from the subject."""

    type: str
    outgoing: bool


@dataclass(frozen=True, slots=True)
class RelationDetails:
    """The properties of a relation."""

    type: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tag:
    """A remark of a word or few; `short` stands for it where there is little room."""

    text: str
    tone: Tone = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Small:
    """A text that matters less than what it stands beside."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """An id or a technical name."""

    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Names of lake sources."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Cells one after the other, with a text between each two; nothing where there are none."""

    cells: tuple[Cell, ...]
    between: str = "; "


@dataclass(frozen=True, slots=True)
class Lines:
    """Cells one below the other; those that are empty take no line."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A cell and the ids of the claims that it rests on."""

    cell: Cell
    claims: tuple[str, ...]


Cell = (
    None | str | int | Ref | Money | Passage | Name | Typed | Quantity | Percent | Span | Activity
    | RelationName | RelationDetails | Tag | Small | Code | Sources | Joined | Lines | Cited
)  # fmt: skip
"""What may stand in a table; None is nothing at all."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        kind: "number" stands to the right; "word" is never broken inside a word; "head" names
            the row; "code" is an id; "quote" holds passages of documents.
        brief: shown also where there is little room, as in a terminal.
        lead: word before the value where rows are told as sentences ("since").
        cited: where there are no footnotes, the claims of its cells are named.
    """

    heading: str
    kind: Literal["", "number", "word", "head", "code", "quote"] = ""
    brief: bool = True
    lead: str = ""
    cited: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many more there are that a limit cut; `many` where an s is not enough.

    `of_columns` says that it counts columns, so that whoever leaves out more of them adds these.
    """

    count: int
    one: str = ""
    many: str = ""
    of_columns: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns.

    Attributes:
        folded: what to call it where it is shown only when asked for, "" for always.
        width: "half" may stand beside another such table, "wide" may need to be scrolled.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    folded: str = ""
    width: Literal["", "half", "wide"] = ""
    left_out: LeftOut = field(default_factory=lambda: LeftOut(0))

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class Item:
    """Something told with its facts and its passage; `name` says what it is."""

    name: Cell
    facts: tuple[Cell, ...] = ()
    quote: Passage | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """Things told one after the other."""

    title: str
    items: tuple[Item, ...]
    left_out: LeftOut = field(default_factory=lambda: LeftOut(0))

    def __bool__(self) -> bool:
        return bool(self.items)


@dataclass(frozen=True, slots=True)
class Score:
    """A finding with its reasons.

    Attributes:
        kind: what it is to a reader: "Finding".
        status: of the alert, "" where it is none.
        card: whether it is one of several; else it is what its section is about.
    """

    kind: str
    finding: Finding
    status: str = ""
    card: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above the blocks that follow, and a few words beside it."""

    text: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on what stands above it; `warning` where a reader must not miss it."""

    cell: Cell
    warning: str = ""

    def __bool__(self) -> bool:
        return self.cell is not None


@dataclass(frozen=True, slots=True)
class MoneyByMonth:
    """A picture of money in and out by month, in one currency."""

    currency: str
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A picture of the subject and what the sections draw around it."""


Block = Table | Items | Score | Heading | Note | MoneyByMonth | Neighbourhood
"""What a section may be laid out in."""


@dataclass(frozen=True, slots=True)
class Points:
    """The figure at the head of a portrait, and what it counts."""

    value: float
    meaning: str


@dataclass(frozen=True, slots=True)
class Banner:
    """What a reader must see first: a few words, then what they are about.

    `brief` are the words where there is little room.
    """

    lead: str
    cell: Cell = None
    after: str = ""
    grave: bool = False
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the facts that stand below the name."""

    label: str
    cell: Cell
    sources: tuple[str, ...] = ()


Headline = Points | Banner | Fact
"""What a section may say at the head of a portrait."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A relation that a section would draw, with the entities at its ends.

    The lowest `rank` is drawn first; what does not find room is counted.
    """

    rank: int
    relation: Relation
    ends: tuple[Ref, ...]

    @classmethod
    def link(cls, rank: int, type_: str, source: Ref, target: Ref) -> Drawn:
        """A relation without an id or properties of its own."""
        name = f"{type_}:{source.id}>{target.id}"
        return cls(rank, Relation(name, type_, source.id, target.id, {}), (source, target))
