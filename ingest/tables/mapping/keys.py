"""What may stand in a mapping file, key by key; `docs/tasks/mappings.md` explains the language.

Of keys that may be left out, those that mean something when nothing stands there (`minimum:`)
take None; all others refuse it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from kg.declarations import Declared, Filled

Texts = str | tuple[str, ...]
"""One text alone, or several: `listed`."""

Name = Annotated[
    str,
    Meta(
        pattern="^[A-Za-z][A-Za-z0-9_-]{0,63}$",
        extra={"says": "a name of letters, digits, '_' and '-', the first a letter,"},
    ),
]
SourceName = Annotated[
    str, Meta(pattern="^[a-z0-9][a-z0-9._-]{0,63}$", extra={"says": "a name such as core-bank"})
]
ParameterName = Annotated[
    str,
    # The settings `encoding` and `delimiter` are known to every mapping.
    Meta(
        pattern="^(?!encoding$|delimiter$)[a-z][a-z0-9_]*$",
        extra={"says": "a name of a-z, digits and '_', other than encoding and delimiter,"},
    ),
]
NumberText = Annotated[
    str, Meta(pattern=r"^-?[0-9]{1,18}(\.[0-9]{1,9})?$", extra={"says": "a number"})
]
Separator = Annotated[
    str, Meta(min_length=1, extra={"says": "the separator of several values in one cell"})
]
Century = Annotated[
    str,
    Meta(
        pattern="^(pivot|1[0-9]{3}|2[0-8][0-9]{2}|2900)$",
        extra={"says": "the first of a hundred years, such as 1900, or 'pivot' for 1969 to 2068,"},
    ),
]


class TextKeys(Declared, frozen=True, kw_only=True):
    """Where a text comes from, with one of `column`, `constant` and `first_of`."""

    column: Filled | UnsetType = UNSET
    constant: str | UnsetType = UNSET
    first_of: Texts | UnsetType = UNSET
    lookup: dict[str, str | None] | UnsetType = UNSET
    otherwise: Literal["keep", "drop", "reject"] | UnsetType = UNSET
    default: str | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.lookup is UNSET and (self.otherwise, self.default) != (UNSET, UNSET):
            raise ValueError("otherwise and default go with a lookup")
        if self.otherwise is not UNSET and self.default is not UNSET:
            raise ValueError("otherwise and default exclude each other")


Expression = str | TextKeys
"""A column name, a template with `{columns}`, or keys that say more."""


class DateKeys(TextKeys, frozen=True, kw_only=True):
    """A date, and how it is written."""

    format: Texts = ()
    century: Century | UnsetType = UNSET
    day_first: bool | None = None
    with_time: bool = False
    timezone: str = ""


class ConditionKeys(Declared, frozen=True, kw_only=True):
    """A column and one test."""

    column: Filled
    equals: Texts | UnsetType = UNSET
    in_: Texts | UnsetType = field(default=UNSET, name="in")
    not_in: Texts | UnsetType = UNSET
    matches: str | UnsetType = UNSET
    not_matches: str | UnsetType = UNSET
    empty: bool | UnsetType = UNSET
    above: NumberText | UnsetType = UNSET
    below: NumberText | UnsetType = UNSET


Conditions = ConditionKeys | tuple[ConditionKeys, ...]
"""One condition, or several that must all hold."""


class PropertyKeys(DateKeys, frozen=True, kw_only=True):
    """A value of a property."""

    entity: str | UnsetType = UNSET
    id: Expression | UnsetType = UNSET
    split: Separator | UnsetType = UNSET
    currency: Expression | UnsetType = UNSET
    decimal: Literal[".", ","] = "."
    thousands: str = ""
    minimum: NumberText | UnsetType | None = UNSET
    maximum: NumberText | UnsetType | None = UNSET
    bad: Literal["reject", "drop", "keep"] | UnsetType = UNSET
    when: Conditions | UnsetType = UNSET
    valid_from: str | DateKeys | UnsetType = UNSET
    valid_to: str | DateKeys | UnsetType = UNSET


class EntityKeys(Declared, frozen=True, kw_only=True):
    """An entity that each row speaks of."""

    schema: str
    id: Expression
    properties: dict[str, str | PropertyKeys | tuple[str | PropertyKeys, ...]] = field(
        default_factory=dict
    )
    once: bool | UnsetType = UNSET
    optional: bool = False
    unnamed: Literal["cash", "card", "fee", "interest", "unnamed"] | TextKeys | UnsetType = UNSET
    record: str | UnsetType = UNSET
    when: Conditions | UnsetType = UNSET
    valid_from: str | DateKeys | UnsetType = UNSET
    valid_to: str | DateKeys | UnsetType = UNSET


class SignKeys(Declared, frozen=True, kw_only=True):
    """Marks of direction, in a column of their own or beside the amount; "" is no mark."""

    minus: Texts
    plus: Texts
    column: Filled | UnsetType = UNSET


class AmountKeys(Declared, frozen=True, kw_only=True):
    """An amount of money."""

    column: Expression
    currency: Expression
    decimal: Literal[".", ","] = "."
    thousands: str = ""
    decimals: Literal["exact", "round"] = "exact"
    negative: Literal["reject", "flip"] | UnsetType = UNSET
    sign: SignKeys | UnsetType = UNSET


class InstantKeys(Declared, frozen=True, kw_only=True):
    """A time: a text by `format`, units since 1970 (`epoch`), or steps since a `base`."""

    column: Expression
    format: Texts = ()
    century: Century | UnsetType = UNSET
    timezone: str = ""
    epoch: Literal["microsecond", "millisecond", "second"] | UnsetType = UNSET
    step: Literal["second", "minute", "hour", "day", "week"] | UnsetType = UNSET
    base: str | UnsetType = UNSET
    first: int | UnsetType = UNSET


class TransferKeys(Declared, frozen=True, kw_only=True):
    """A transfer that each row gives."""

    payer: str = field(name="from")
    payee: str = field(name="to")
    amount: AmountKeys
    instant: str | InstantKeys
    id: Expression | UnsetType = UNSET
    received: AmountKeys | UnsetType = UNSET
    until: str | InstantKeys | UnsetType = UNSET
    count: Expression | UnsetType = UNSET
    empty_count: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    channel: Expression | UnsetType = UNSET
    format: Expression | UnsetType = UNSET
    purpose: Expression | UnsetType = UNSET
    outcome: Expression | UnsetType = UNSET
    when: Conditions | UnsetType = UNSET


class FormatKeys(Declared, frozen=True, kw_only=True):
    """How files are written."""

    type: Literal["csv", "tsv", "parquet"] | UnsetType = UNSET
    delimiter: str | UnsetType = UNSET
    quote: str | UnsetType | None = UNSET
    encoding: str | UnsetType = UNSET
    header: bool | UnsetType = UNSET
    skip: Annotated[int, Meta(ge=0, le=1000)] | UnsetType = UNSET
    columns: Texts | UnsetType = UNSET
    nulls: Texts | UnsetType = UNSET


class TableKeys(Declared, frozen=True, kw_only=True):
    """A table: which files it stands in, and what its rows say."""

    files: Texts
    format: FormatKeys = FormatKeys()
    optional: Texts = ()
    ignore: Texts = ()
    record: Texts = ()
    unmatched: Literal["reject", "keep"] = "reject"
    overlap: Literal["tell", "pair"] = "tell"
    entities: dict[Name, EntityKeys] = field(default_factory=dict)
    transfers: TransferKeys | tuple[TransferKeys, ...] = ()

    def __post_init__(self) -> None:
        if not self.entities and self.transfers == ():
            raise ValueError("a table needs entities or transfers")


class ParameterKeys(Declared, frozen=True, kw_only=True):
    """A setting, written `$name` further down; one without a default must be given."""

    default: str | UnsetType = UNSET
    description: str = ""


class MappingFile(Declared, frozen=True, kw_only=True):
    """A mapping: how rows of tables become claims and transfers."""

    source: SourceName
    tables: Annotated[dict[Name, TableKeys], Meta(min_length=1)]
    title: str | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    parameters: dict[ParameterName, str | ParameterKeys | None] = field(default_factory=dict)
    format: FormatKeys = FormatKeys()


def listed(texts: Texts) -> tuple[str, ...]:
    """Several texts, of which one may stand alone."""
    return (texts,) if isinstance(texts, str) else texts
