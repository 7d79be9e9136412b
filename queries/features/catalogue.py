"""Behaviour features: one SQL file each, run over the moves of any number of subjects.

A file starts with `-- unit:` and `-- description:` and holds one SELECT over the relation
`moves` that yields `subject` and `value`, and `currency` where the value is by currency. Its
name is the feature's. The SQL keeps to what sqlglot can turn into Spark SQL. No file may read
outcome labels: `moves` does not have them.

Columns of `moves`, one row for a subject's side of a ledger row, its own accounts' transfers
among themselves left out:

- subject, account (the subject's), counterparty: canonical ids
- direction: 'in' or 'out'
- transfer: the row's id within its source; source: the lake source
- moment, ends: epoch microseconds of the first and the last moment at which it can have
  happened: equal where its time is exactly known, else those of its minute, day or period
- day: the date of `moment` in the transfer's own zone
- first_day, last_day: its dates where it is known by days alone, else null
- as_of: epoch microseconds of the moment of asking
- count: transfers the row stands for
- amount: integer minor units, as paid on the way out and as received on the way in
- currency: of `amount`; whole_unit: minor units in one unit of it
- channel, format: null where the source does not say
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from kg.errors import MappingError

if TYPE_CHECKING:
    import duckdb

_HEADER = re.compile(r"-- (unit|description): (.+)")


@dataclass(frozen=True, slots=True)
class FeatureValue:
    """A behaviour feature: `value` in `unit`, None where it is undefined for the subject.

    `description` is the feature's own, from the head of its .sql file. Features never
    read outcome labels.
    """

    name: str
    value: int | float | Decimal | None
    unit: str
    description: str


@dataclass(frozen=True, slots=True)
class FeatureFile:
    """A feature as its file declares it; unit "money" is the currency of each value."""

    name: str
    unit: str
    description: str
    sql: str


@cache
def feature_files() -> tuple[FeatureFile, ...]:
    """All features, by name.

    Raises:
        MappingError: a file lacks its unit or description.
    """
    folder = resources.files("queries").joinpath("features")
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(
        parse_feature(file.name, file.read_text(encoding="utf-8"))
        for file in files
        if file.name.endswith(".sql")
    )


def parse_feature(file_name: str, text: str) -> FeatureFile:
    """Read one feature file; raises MappingError where its head is not as it must be."""
    header: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("--"):
            break
        match = _HEADER.fullmatch(line)
        if match is None:
            raise MappingError(
                "expected '-- unit: …' or '-- description: …'", file=file_name, line=number
            )
        header[match.group(1)] = match.group(2).strip()
    for key in ("unit", "description"):
        if key not in header:
            raise MappingError(f"a feature needs a '-- {key}:' line", file=file_name, line=1)
    return FeatureFile(
        name=file_name.removesuffix(".sql"),
        unit=header["unit"],
        description=header["description"],
        sql="\n".join(line for line in text.splitlines() if not line.startswith("--")).strip(),
    )


def compute_features(
    con: duckdb.DuckDBPyConnection, features: Sequence[FeatureFile] | None = None
) -> dict[str, tuple[FeatureValue, ...]]:
    """Run features over the relation `moves` of `con`; by subject, in order of name.

    A value by currency has the currency in its unit; money is a Decimal in whole units.
    """
    found: dict[str, list[FeatureValue]] = {}
    for feature in feature_files() if features is None else features:
        result = con.execute(f"SELECT * FROM ({feature.sql}) ORDER BY ALL")
        columns = [column[0] for column in result.description or ()]
        for row in result.fetchall():
            cells = dict(zip(columns, row, strict=True))
            value, unit = _with_unit(feature, cells["value"], cells.get("currency"))
            found.setdefault(cells["subject"], []).append(
                FeatureValue(feature.name, value, unit, feature.description)
            )
    return {subject: tuple(values) for subject, values in sorted(found.items())}


def _with_unit(
    feature: FeatureFile, value: int | float | Decimal | None, currency: str | None
) -> tuple[int | float | Decimal | None, str]:
    if currency is None:
        return value, feature.unit
    if feature.unit != "money":
        return value, f"{feature.unit}, {currency}"
    if value is None:
        return None, currency
    from kg.values.money import decimal_amount

    return decimal_amount(int(value), currency), currency
