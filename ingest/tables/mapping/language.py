"""A checked mapping, as plain frozen data. `docs/tasks/mappings.md` explains the language."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from ingest.tables.mapping.date_formats import DateFormat
from kg.ontology import Property, Schema

Bad = Literal["reject", "drop", "keep"]
"""What to do with a value that cannot be what its property asks for: set the record aside,
leave the value out with a warning, or take the text as it stands with a warning."""

Test = Literal["in", "not_in", "matches", "not_matches", "empty", "filled", "above", "below"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column by name, and the filters its text goes through (`upper`, `strip_zeros`)."""

    name: str
    filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """How a text is made from a row.

    Attributes:
        parts: literals and columns, put together in order. For `first_of`, columns only.
        first_of: take the first column that is not empty instead of joining the parts.
        lookup: replacement of the text by what it stands for; None leaves it out.
        otherwise: what becomes of a text that `lookup` lacks: "keep" it, "drop" it,
            "reject" the record, or (`default`) replace it.
        default: replacement when `otherwise` is "default".
    """

    parts: tuple[str | Column, ...]
    first_of: bool = False
    lookup: Dictionary[str, str | None] | None = None
    otherwise: Literal["keep", "drop", "reject", "default"] = "reject"
    default: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns it needs."""
        return tuple(part.name for part in self.parts if isinstance(part, Column))

    @property
    def column(self) -> str | None:
        """Its column where it is that column's text and nothing else, but for filters."""
        only = self.parts[0] if len(self.parts) == 1 else None
        return only.name if isinstance(only, Column) else None

    @property
    def constant(self) -> str | None:
        """Its text where it needs no column."""
        return None if self.columns else "".join(str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Condition:
    """A test on one column; `values` are the texts, pattern or bound it compares with."""

    column: str
    test: Test
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How dates are written.

    Attributes:
        formats: patterns, of which only one may read a text, or all alike; empty takes every
            date that can be read in one way only, partial ones too.
        day_first: how to read 03/04/2019 when `formats` is empty; None refuses it.
        with_time: the value is a time in UTC, as precise as it was told; needs `formats` or
            ISO 8601.
        timezone: zone of times without an offset; empty is the workspace's.
    """

    formats: tuple[DateFormat, ...] = ()
    day_first: bool | None = None
    with_time: bool = False
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class DateText:
    """A calendar date made from a row."""

    text: Text
    style: DateStyle


@dataclass(frozen=True, slots=True)
class PropertyMap:
    """One value, or several, that a row gives to one property of an entity.

    Attributes:
        text: where the value comes from; None when `entity` says it.
        entity: name of the entity of the same table that the property points to.
        id: key of the entity it points to, in any table of the mapping.
        split: separator where one cell holds several values.
        date: how it is written, for properties of type date.
        currency: for properties of type money.
        decimal, thousands: number style, for numbers and money.
        minimum, maximum: least and greatest number a value may be; None is no bound.
        vocabulary: the only values there are; empty where any may stand.
        ordered: a date before the one that it follows sets the record aside.
    """

    prop: Property
    text: Text | None = None
    entity: str | None = None
    id: Text | None = None
    split: str | None = None
    date: DateStyle = field(default_factory=DateStyle)
    currency: Text | None = None
    decimal: str = "."
    thousands: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    vocabulary: tuple[str, ...] = ()
    bad: Bad = "drop"
    ordered: bool = True
    when: tuple[Condition, ...] = ()
    valid_from: DateText | None = None
    valid_to: DateText | None = None

    @property
    def texts(self) -> Iterator[Text]:
        """Every text expression in it."""
        dates = [d.text for d in (self.valid_from, self.valid_to) if d is not None]
        for text in (self.text, self.id, self.currency, *dates):
            if text is not None:
                yield text


@dataclass(frozen=True, slots=True)
class EntityMap:
    """An entity that each row speaks of.

    Attributes:
        id: key inside the namespace; a row without it is set aside, unless `optional`.
        once: many rows speak of it; what they say is kept once, located by its key.
        label: name of the key in the record locator of `once` entities.
        unnamed: kind of end of a transfer that it is where its key is empty; None refuses the row.
    """

    name: str
    schema: Schema
    id: Text
    properties: tuple[PropertyMap, ...] = ()
    once: bool = False
    optional: bool = False
    label: str = ""
    unnamed: Text | None = None
    when: tuple[Condition, ...] = ()
    valid_from: DateText | None = None
    valid_to: DateText | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """Marks of an amount's direction, in capitals; "" is no mark.

    Attributes:
        column: where they stand; None where they stand beside the amount.
    """

    minus: tuple[str, ...]
    plus: tuple[str, ...]
    column: str | None = None

    @property
    def marks(self) -> tuple[str, ...]:
        """All marks."""
        return self.minus + self.plus


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money.

    Attributes:
        currency: its ISO 4217 code, or a ticker.
        round: round half away from zero to the currency's decimals instead of refusing.
        negative: "reject" the record, or "flip": turn payer and payee round.
        sign: marks that make it negative or not; None where there are none.
    """

    text: Text
    currency: Text
    decimal: str = "."
    thousands: str = ""
    round: bool = False
    negative: Literal["reject", "flip"] = "reject"
    sign: Sign | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns it needs."""
        marks = (self.sign.column,) if self.sign is not None and self.sign.column else ()
        return (*self.text.columns, *self.currency.columns, *marks)


@dataclass(frozen=True, slots=True)
class Instant:
    """A time as precise as it is told: an instant, or some moment of a minute, hour, day or more.

    Attributes:
        kind: "text" by `formats` (empty: ISO 8601), of which only one may read a text, or all
            alike; "epoch" units since 1970; "step" units since `base`, where `base` is step
            number `first`.
        unit: microsecond, millisecond, second, minute, hour, day or week.
        timezone: zone of texts without an offset, of `base`, and by which a day is a day;
            empty is the workspace's.
        base: ISO date or date-time.
    """

    text: Text
    kind: Literal["text", "epoch", "step"] = "text"
    formats: tuple[DateFormat, ...] = ()
    timezone: str = ""
    unit: str = ""
    base: str = ""
    first: int = 0


@dataclass(frozen=True, slots=True)
class TransferMap:
    """A ledger row that each row gives.

    Attributes:
        payer, payee: names of entities of the table.
        id: the source's own number of it; None makes one from the content.
        received: the payee's side where it was converted.
        until: end of the period where the row is an aggregate, all of it included. count: number of
            transfers in it; `empty_count` where the cell is empty.
        outcome: what proved true of it later, kept away from features.
    """

    payer: str
    payee: str
    amount: Amount
    instant: Instant
    id: Text | None = None
    received: Amount | None = None
    until: Instant | None = None
    count: Text | None = None
    empty_count: int | None = None
    channel: Text | None = None
    format: Text | None = None
    purpose: Text | None = None
    outcome: Text | None = None
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class TableFormat:
    """How the files of a table are written.

    Attributes:
        kind: "csv" (any delimiter) or "parquet".
        quote: quote character; empty where quotes mean nothing.
        header: the first record names the columns; otherwise `columns` does.
        skip: lines before the header.
        nulls: texts that mean "no value", besides the empty one.
    """

    kind: Literal["csv", "parquet"] = "csv"
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    header: bool = True
    skip: int = 0
    columns: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableMap:
    """One table: which files it stands in, and what its rows say.

    Attributes:
        files: patterns of file names, compared without regard to case.
        optional: columns that may be missing. ignored: patterns of columns that are
            known and not wanted.
        record: columns that number a record; empty counts rows.
        unmatched: what becomes of a row that no rule applies to.
        overlap: what becomes of a transfer without an id that equals one of another file.
    """

    name: str
    files: tuple[str, ...]
    format: TableFormat
    optional: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    record: tuple[str, ...] = ()
    unmatched: Literal["reject", "keep"] = "reject"
    overlap: Literal["tell", "pair"] = "tell"
    entities: tuple[EntityMap, ...] = ()
    transfers: tuple[TransferMap, ...] = ()

    def entity(self, name: str) -> EntityMap:
        """The entity of that name; the mapping was checked, so it is there."""
        return next(entity for entity in self.entities if entity.name == name)

    def notations(self) -> dict[str, tuple[str, str]]:
        """Decimal sign and separator of thousands of each column that a number is read from."""
        numbers: list[Amount | PropertyMap] = []
        for transfer in self.transfers:
            numbers += [a for a in (transfer.amount, transfer.received) if a is not None]
        for entity in self.entities:
            numbers += entity.properties
        found: dict[str, tuple[str, str]] = {}
        for number in numbers:
            if number.text is not None and number.text.column is not None:
                style = (number.decimal, number.thousands)
                if style != (".", ""):
                    found.setdefault(number.text.column, style)
        return found

    def used_columns(self) -> tuple[str, ...]:
        """Names of all columns that its rules mention, each once, in order of mention."""
        found: dict[str, None] = dict.fromkeys(self.record)
        for entity in self.entities:
            found.update(dict.fromkeys(entity_columns(entity)))
        for transfer in self.transfers:
            found.update(dict.fromkeys(transfer_columns(transfer)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A setting of a mapping, written `$name` inside it. `default` None means required."""

    name: str
    default: str | None
    description: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping file with its parameters filled in.

    Attributes:
        source: default name in the lake. title: what the source is, in a line.
        namespace: first part of entity ids; None is the source's name in the lake.
        file: path of the mapping file, for errors.
    """

    source: str
    title: str
    file: str
    tables: tuple[TableMap, ...]
    parameters: tuple[Parameter, ...] = ()
    namespace: str | None = None


def _condition_columns(conditions: tuple[Condition, ...]) -> Iterator[str]:
    return (condition.column for condition in conditions)


def entity_columns(entity: EntityMap) -> Iterator[str]:
    yield from entity.id.columns
    if entity.unnamed is not None:
        yield from entity.unnamed.columns
    yield from _condition_columns(entity.when)
    for date in (entity.valid_from, entity.valid_to):
        if date is not None:
            yield from date.text.columns
    for prop in entity.properties:
        yield from _condition_columns(prop.when)
        for text in prop.texts:
            yield from text.columns


def transfer_columns(transfer: TransferMap) -> Iterator[str]:
    yield from _condition_columns(transfer.when)
    for amount in (transfer.amount, transfer.received):
        if amount is not None:
            yield from amount.columns
    for instant in (transfer.instant, transfer.until):
        if instant is not None:
            yield from instant.text.columns
    for text in (
        transfer.id,
        transfer.count,
        transfer.channel,
        transfer.format,
        transfer.purpose,
        transfer.outcome,
    ):
        if text is not None:
            yield from text.columns


def in_zone(part: Any, timezone: str) -> Any:
    """A part of a mapping whose times without a zone are of this one."""
    if isinstance(part, tuple):
        return tuple(in_zone(item, timezone) for item in part)
    if type(part).__module__ != __name__ or not is_dataclass(part) or isinstance(part, type):
        return part
    if isinstance(part, Instant | DateStyle):
        return part if part.timezone else replace(part, timezone=timezone)
    old = {f.name: getattr(part, f.name) for f in fields(part)}
    new = {name: in_zone(value, timezone) for name, value in old.items()}
    return replace(part, **{name: value for name, value in new.items() if value is not old[name]})
