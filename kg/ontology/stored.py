"""How the graph holds a property, so that an analyst's filter finds it.

One rule for all. A property's own name holds one typed value; where its claim says more than that
value can, or where there are several, more stands beside it under the same name and a suffix. No
property of an ontology has an underscore in its name, so that none of these can be taken for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kg.ontology.schema import TRANSFER, Property

ALL, TEXT, FROM, TO, MAJOR, CURRENCY = "_all", "_text", "_from", "_to", "_major", "_currency"
SUFFIXES = (ALL, TEXT, FROM, TO, MAJOR, CURRENCY)

Kind = Literal["STRING", "FLOAT", "INTEGER", "DATE", "LIST OF STRING"]
"""Types of Cypher's."""


@dataclass(frozen=True, slots=True)
class StoredField:
    """One property of nodes or relationships: its name there, type, what it holds, and a filter.

    `filter` is a condition in Cypher on a variable `x`; "" where there is none worth showing.
    """

    name: str
    kind: Kind
    meaning: str
    filter: str


EVERYWHERE = (
    StoredField("id", "STRING", "Canonical id.", "x.id = 'bank:C-17'"),
    StoredField("schema", "STRING", "Name of its schema.", "x.schema = 'Company'"),
    StoredField(
        "sources", "LIST OF STRING", "Sources that tell of it, by name.", "'bank' IN x.sources"
    ),
)
"""What every node, and every relationship that an edge schema makes, has."""

CAPTION = StoredField("caption", "STRING", "Short name.", "x.caption CONTAINS 'Acme'")
"""What every node has besides."""

OF_A_LINK = (
    EVERYWHERE[0],
    StoredField("property", "STRING", "Property that it comes of.", "x.property = 'holder'"),
    EVERYWHERE[2],
)
"""What a relationship that comes of a property has, besides startDate and endDate."""

_COUNTS = frozenset({"count", "first", "last"})
"""Numbers of the ledger that are whole, whatever numbers of claims may be."""


def stored_fields(prop: Property) -> tuple[StoredField, ...]:
    """The properties that a property of the ontology becomes; none for a relation."""
    if prop.is_entity:
        return ()
    name, ledger = prop.name, prop.schema == TRANSFER
    fields = list(_of_kind(prop, ledger))
    if prop.multiple:
        fields.append(
            StoredField(
                name + ALL,
                "LIST OF STRING",
                "All values that are told, as text.",
                f"{_example(prop)} IN x.{name}{ALL}",
            )
        )
    return tuple(fields)


def _of_kind(prop: Property, ledger: bool) -> tuple[StoredField, ...]:
    name = prop.name
    text = StoredField(
        name + TEXT, "STRING", "What is told, where that is not all said by the others.", ""
    )
    if prop.stored == "number" and ledger and name in _COUNTS:
        return (StoredField(name, "INTEGER", prop.label + ".", f"x.{name} > 1"),)
    if prop.stored == "number":
        return (StoredField(name, "FLOAT", prop.label + ".", f"x.{name} > 25"), text)
    if prop.stored == "date":
        bounds = (
            "First day that it may be",
            "Last day that it may be",
        )
        of = " of all that is told." if prop.multiple else "."
        if ledger:
            of = ", where it is no single day."
        return (
            StoredField(
                name, "DATE", "The day, where it is known.", f"x.{name} < date('2026-03-01')"
            ),
            StoredField(
                name + FROM, "DATE", bounds[0] + of, f"x.{name}{FROM} >= date('2026-03-01')"
            ),
            StoredField(name + TO, "DATE", bounds[1] + of, f"x.{name}{TO} < date('2026-03-01')"),
            *(() if ledger else (text,)),
        )
    if prop.stored == "money":
        currency = prop.currency or name + CURRENCY
        fixed = currency.isupper()
        and_ = "" if fixed else f" AND x.{currency} = 'EUR'"
        unit = f"of {currency}" if fixed else f"of `{currency}`"
        fields = [
            StoredField(
                name,
                "INTEGER",
                f"Exact amount in minor units {unit}: 1000000 is 10,000.00 EUR.",
                f"x.{name} >= 1000000{and_}",
            ),
            StoredField(
                name + MAJOR,
                "FLOAT",
                "The same in whole units: to filter by, not to add up.",
                f"x.{name}{MAJOR} >= 10000{and_}",
            ),
        ]
        if prop.currency is None:
            fields.append(
                StoredField(currency, "STRING", "ISO 4217 code.", f"x.{currency} = 'EUR'")
            )
        return (*fields, *(() if ledger else (text,)))
    meaning = "The value that is surest." if prop.multiple else prop.label + "."
    return (StoredField(name, "STRING", meaning, f"x.{name} = {_example(prop)}"),)


def _example(prop: Property) -> str:
    """A value in Cypher, of the property's own examples where it has some."""
    by_type = {
        "country": "gb",
        "currency": "EUR",
        "topic": "sanction",
        "name": "Acme Ltd",
        "date": "1957-03",
    }
    text = prop.examples[0] if prop.examples else by_type.get(prop.type, "…")
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def told(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Properties as claims tell them, of those that the graph holds for them; in order of name.

    Undoes `kg.projection.typed`: a property has one text, or all texts where it may have
    several. Integers, lists, and what is no property of an ontology stay as they are.
    """
    bases = {_base(name) for name in stored}
    return {name: _told(name, stored) for name in sorted(bases)}


def _base(name: str) -> str:
    base, mark, suffix = name.rpartition("_")
    return base if mark and f"_{suffix}" in SUFFIXES else name


def _told(name: str, stored: Mapping[str, Any]) -> Any:
    for suffix in (ALL, TEXT):
        if (value := stored.get(name + suffix)) is not None:
            return value
    major = stored.get(name + MAJOR)
    value = stored.get(name) if major is None else major
    text: Any = plain_number(value) if isinstance(value, float) else value
    currency = stored.get(name + CURRENCY)
    return text if currency is None else f"{text} {currency}"


def plain_number(number: float) -> str:
    """A number in digits, without a point where it is whole."""
    return str(int(number)) if number.is_integer() else repr(number)
