"""Behaviour features: values worked out by hand, and SQL that Spark takes as well."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from kg.errors import MappingError
from queries.features.catalogue import FeatureFile, compute_features, feature_files, parse_feature
from queries.money.flows import MOVES

HOUR = 3_600_000_000
DAY = 24 * HOUR


def moves(*rows: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """A connection over moves of subject "s"; `moment` defaults to day 0, EUR, one transfer."""
    filled = []
    for place, row in enumerate(rows):
        full = {
            "subject": "s",
            "direction": "in",
            "account": "own",
            "counterparty": "x",
            "transfer": f"t{place}",
            "source": "world",
            "moment": 0,
            "as_of": 100 * DAY,
            "count": 1,
            "amount": 100,
            "currency": "EUR",
            "whole_unit": 100,
            "channel": None,
            "format": None,
            **row,
        }
        full.setdefault("ends", full["moment"])
        full.setdefault("day", full["moment"] // DAY)
        by_day = full["ends"] - full["moment"] >= DAY - 1
        full["first_day"] = full["moment"] // DAY if by_day else None
        full["last_day"] = full["ends"] // DAY if by_day else None
        filled.append(full)
    columns = {
        name: pa.array([row[name] for row in filled]).cast(pa.int32())
        if name in ("day", "first_day", "last_day")
        else pa.array([row[name] for row in filled], type=MOVES.field(name).type)
        for name in MOVES.names
    }
    for name in ("day", "first_day", "last_day"):
        columns[name] = columns[name].cast(pa.date32())
    con = duckdb.connect()
    con.register("moves", pa.table(columns))
    return con


def value(name: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """Value by unit of one feature."""
    chosen = [feature for feature in feature_files() if feature.name == name]
    assert len(chosen) == 1
    found = compute_features(moves(*rows), chosen).get("s", ())
    return {feature.unit: feature.value for feature in found}


OUT = {"direction": "out"}
WHOLE_DAY = {"moment": 0, "ends": DAY - 1}


@pytest.mark.parametrize(
    ("name", "rows", "expected"),
    [
        ("transfers_in", [{}, {"count": 4}, OUT], {"transfers": 5}),
        ("transfers_out", [{}, OUT, OUT], {"transfers": 2}),
        ("payers", [{}, {}, {"counterparty": "y"}, {**OUT, "counterparty": "z"}], {"accounts": 2}),
        ("payees", [{}, {**OUT, "counterparty": "z"}], {"accounts": 1}),
        (
            "turnover",
            [{"amount": 1050}, {**OUT, "amount": 250}, {"amount": 7, "currency": "JPY"}],
            {"EUR": Decimal("13.00"), "JPY": Decimal(7)},
        ),
        (
            "largest_transfer",
            [{"amount": 900}, {"amount": 5000, "count": 9}, {**OUT, "amount": 1000}],
            {"EUR": Decimal("10.00")},
        ),
        (
            "passed_through_share",
            [{"amount": 1000}, {**OUT, "amount": 900}, {"amount": 5, "currency": "USD"}],
            {"share, EUR": 0.9, "share, USD": 0.0},
        ),
        # In at 0 h and 10 h; out at 4 h (4 h after), 11 h (1 h after), 19 h (9 h after).
        (
            "median_dwell_hours",
            [
                {},
                {"moment": 10 * HOUR},
                {**OUT, "moment": 4 * HOUR},
                {**OUT, "moment": 11 * HOUR},
                {**OUT, "moment": 19 * HOUR},
            ],
            {"hours": 4.0},
        ),
        ("median_dwell_hours", [OUT, {"moment": HOUR}], {}),
        # Of what is known by the day nobody knows the hours; of a minute they are known.
        (
            "median_dwell_hours",
            [WHOLE_DAY, {**OUT, **WHOLE_DAY, "moment": DAY, "ends": 2 * DAY - 1}],
            {},
        ),
        (
            "median_dwell_hours",
            [{}, {**WHOLE_DAY, "moment": DAY, "ends": 2 * DAY - 1}, {**OUT, "moment": DAY}],
            {"hours": 24.0},
        ),
        ("median_dwell_hours", [{"ends": 59_999_999}, {**OUT, "moment": HOUR}], {"hours": 1.0}),
        ("median_dwell_hours", [{}, OUT], {}),
        # Neither the twelve receipts nor those of a month, nor the payments of a week, count.
        (
            "median_dwell_hours",
            [
                {},
                {"moment": HOUR, "count": 12},
                {"moment": HOUR, "ends": 30 * DAY},
                {**OUT, "moment": 5 * HOUR},
                {**OUT, "moment": 6 * HOUR, "ends": 7 * DAY, "count": 3},
            ],
            {"hours": 5.0},
        ),
        ("active_days", [{}, {"moment": HOUR}, {"moment": 3 * DAY}], {"days": 2}),
        ("days_since_last_transfer", [{}, {"moment": 97 * DAY + HOUR}], {"days": 2}),
        ("days_since_last_transfer", [{"ends": 90 * DAY}, {"moment": 5 * DAY}], {"days": 10}),
        (
            "busiest_day_share",
            [{}, {"count": 2}, {"moment": DAY}],
            {"share": 0.75},
        ),
        (
            "main_counterparty_share",
            [{}, {}, {"counterparty": "y", "count": 6}],
            {"share": 0.75},
        ),
        # 300.00 and 1,000.00 are round, 12.34 is not, and the aggregate does not count.
        (
            "round_amount_share",
            [{"amount": 30000}, {"amount": 1234}, {"amount": 100000}, {"amount": 5, "count": 3}],
            {"share": pytest.approx(2 / 3)},
        ),
        (
            "just_below_10000_share",
            [
                {"amount": 899_999},
                {"amount": 900_000},
                {"amount": 999_999},
                {"amount": 1_000_000},
                {"amount": 950_000, "currency": "GBP"},
            ],
            {"share": 0.5},
        ),
        # As of day 100: x first seen on day 0, y on day 80; z on day 70 is not within 30 days.
        (
            "new_counterparties_30_days",
            [
                {},
                {"moment": 90 * DAY},
                {"counterparty": "y", "moment": 80 * DAY},
                {"counterparty": "z", "moment": 70 * DAY},
            ],
            {"accounts": 1},
        ),
    ],
)
def test_value_by_hand(name: str, rows: list[dict[str, Any]], expected: dict[str, Any]) -> None:
    assert value(name, *rows) == expected


def test_every_feature_is_tested_by_hand() -> None:
    mark = next(m for m in test_value_by_hand.pytestmark if m.name == "parametrize")  # type: ignore[attr-defined]
    assert {case[0] for case in mark.args[1]} == {feature.name for feature in feature_files()}


@pytest.mark.parametrize("feature", feature_files(), ids=lambda feature: feature.name)
def test_spark_takes_the_sql(feature: FeatureFile) -> None:
    (spark,) = sqlglot.transpile(
        feature.sql,
        read="duckdb",
        write="spark",
        unsupported_level=sqlglot.ErrorLevel.RAISE,
    )
    tables = {
        table.name for table in sqlglot.parse_one(spark, read="spark").find_all(sqlglot.exp.Table)
    }
    assert tables == {"moves"}
    assert "outcome" not in feature.sql


_MOVES = {
    **dict.fromkeys(("subject", "counterparty", "direction", "currency"), "STRING"),
    **dict.fromkeys(("moment", "ends", "as_of", "count", "amount", "whole_unit"), "BIGINT"),
    "day": "DATE",
}


@pytest.mark.parametrize("feature", feature_files(), ids=lambda feature: feature.name)
def test_the_value_has_the_same_bits_in_spark(feature: FeatureFile) -> None:
    """Integers and doubles are computed alike there; decimals have other digits."""
    (spark,) = sqlglot.transpile(feature.sql, read="duckdb", write="spark")
    for sql, dialect in ((feature.sql, "duckdb"), (spark, "spark")):
        schema = {"moves": _MOVES}
        tree = qualify(sqlglot.parse_one(sql, read=dialect), schema=schema, dialect=dialect)
        typed = annotate_types(tree, schema=schema, dialect=dialect)
        kinds = {part.type.this.name for part in typed.walk() if part.type is not None}
        assert not kinds & {"DECIMAL", "BIGDECIMAL", "FLOAT"}
        # A literal with a point is DOUBLE to sqlglot, and DECIMAL to both engines.
        assert not [part for part in typed.find_all(exp.Literal) if "." in part.name]
        for division in typed.find_all(exp.Div):
            left = division.left
            assert isinstance(left, exp.Median) or left.type.this.name == "DOUBLE", division.sql()
        # Over whole numbers, for the middle of two fractions is rounded in two ways.
        for median in typed.find_all(exp.Median):
            assert isinstance(median.this, exp.Cast)


def test_subjects_are_kept_apart() -> None:
    chosen = [feature for feature in feature_files() if feature.name == "transfers_in"]
    found = compute_features(moves({}, {"subject": "r"}, {"subject": "r"}), chosen)
    assert {subject: features[0].value for subject, features in found.items()} == {"r": 2, "s": 1}


def test_faulty_feature_files_are_refused_with_their_place() -> None:
    with pytest.raises(MappingError, match=r"x\.sql:1.*'-- unit:'"):
        parse_feature("x.sql", "-- description: what it is\nSELECT 1")
    with pytest.raises(MappingError, match=r"x\.sql:2"):
        parse_feature("x.sql", "-- unit: days\n-- author: me\nSELECT 1")
