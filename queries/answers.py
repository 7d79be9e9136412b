"""What answers are made of: an entity, a sum, a piece of evidence.

All text comes from sources and is untrusted: whoever shows it escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.model import Node, Relation


def counted_unit(number: str, unit: str) -> str:
    """`2 hops`, `1 hop`, `1 entry`: a number as text with its unit, which is given in the plural.

    Only the number 1 has the singular; a unit that is no plural stays as it is.
    """
    if number == "1":
        first, _, rest = unit.partition(" ")
        if first.endswith("ies"):
            first = first.removesuffix("ies") + "y"
        elif not first.endswith("ss"):
            first = first.removesuffix("s")
        unit = f"{first} {rest}".rstrip()
    return f"{number} {unit}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 claim`, `2,000 claims`; `many` where an s is not enough."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: integer minor units of one currency (or sum of such amounts)."""

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """The same in major units (12345 EUR minor units are 123.45)."""
        from kg.values.money import minor_units

        return Decimal(self.minor).scaleb(-minor_units(self.currency))

    def __str__(self) -> str:
        return f"{self.amount:,f} {self.currency}"

    def to_json(self) -> dict[str, Any]:
        """`{"minor": 12345, "currency": "EUR", "amount": "123.45"}`."""
        return {"minor": self.minor, "currency": self.currency, "amount": f"{self.amount:f}"}


@dataclass(frozen=True, slots=True)
class Ref:
    """An entity that is mentioned: canonical id, schema and caption."""

    id: str
    schema: str
    caption: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim: what was said, and where it stands.

    Attributes:
        claim: claim id.
        entity: record entity id that the source speaks of.
        prop, value: what it says; `original` the source's text, None when equal.
        source, version: lake source and its version.
        file, record, line: place in the source; line is None where lines mean nothing.
        valid_from, valid_to: period it holds for, end exclusive, None open.
        method, confidence: how it was got; 0 to 1.
    """

    claim: str
    entity: str
    schema: str
    prop: str
    value: str
    original: str | None
    source: str
    version: str
    file: str
    record: str
    line: int | None
    valid_from: date | None
    valid_to: date | None
    method: str
    confidence: float


def ref(node: Node) -> Ref:
    """How the node is mentioned."""
    return Ref(node.id, node.schema, node.caption)


def text_of(entity: Node | Relation, prop: str) -> str:
    """A property as one text, values joined with "; "; "" where there is none."""
    return "; ".join(texts_of(entity, prop))


def texts_of(entity: Node | Relation, prop: str) -> tuple[str, ...]:
    """The values of a property as text, none where there is none."""
    value = entity.properties.get(prop)
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        return tuple(str(item) for item in value)
    return (str(value),)
