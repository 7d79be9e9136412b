"""Times of transfers and dates of entities are as precise as the table tells them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from ingest.tables.staging.time_sql import change_days
from tests.ingest.tables.conftest import Bench

NEW_YORK = "{column: t, timezone: America/New_York}"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


def end_of(*day: int) -> datetime:
    return at(*day, 23, 59, 59, 999_999)


def payments(bench: Bench, cells: list[str], instant: str) -> list[tuple[object, ...]]:
    """(first, last or None, precision) of what is kept."""
    bench.mapping(
        f"""
        payments:
          files: "*.csv"
          format: {{delimiter: ";"}}
          entities:
            payer: {{schema: BankAccount, id: from, properties: {{accountNumber: from}}}}
            payee: {{schema: BankAccount, id: to, properties: {{accountNumber: to}}}}
          transfers:
            from: payer
            to: payee
            amount: {{column: amount, currency: EUR}}
            instant: {instant}
        """
    )
    lines = [f"A;B;1;{cell}" for cell in cells]
    bench.read(bench.write("p.csv", "\n".join(["from;to;amount;t", *lines]) + "\n"))
    return bench.ledger("instant", "until", "precision")


def test_iso_texts(bench: Bench) -> None:
    assert payments(
        bench,
        ["2026-03-01", "2026-03-01 14:30", "2026-03-01T14:30+02:00", "2026-03-01T14:30:05Z",
         "2026-03-01 14:30:05.25"],
        "t",
    ) == [
        (at(2026, 3, 1), end_of(2026, 3, 1), "day"),
        (at(2026, 3, 1, 14, 30), at(2026, 3, 1, 14, 30, 59, 999_999), "minute"),
        (at(2026, 3, 1, 12, 30), at(2026, 3, 1, 12, 30, 59, 999_999), "minute"),
        (at(2026, 3, 1, 14, 30, 5), None, "instant"),
        (at(2026, 3, 1, 14, 30, 5, 250_000), None, "instant"),
    ]  # fmt: skip


@pytest.mark.parametrize("instant", ["t", "{column: t, timezone: Asia/Shanghai}"])
def test_an_offset_that_no_place_has_is_no_time(bench: Bench, instant: str) -> None:
    cells = ["+14:00", "+99:00", "-14:01", "+05:75", "+15", "+0800"]
    kept = payments(bench, [f"2026-03-01T20:00:00{offset}" for offset in cells], instant)
    assert [first for first, _, _ in kept] == [at(2026, 3, 1, 6), at(2026, 3, 1, 12)]


def test_formats_read_no_more_than_they_have(bench: Bench) -> None:
    assert payments(
        bench,
        ["1.3.2026", "1.3.2026 14", "02/2026", "2024"],
        '{column: t, format: ["%d.%m.%Y", "%d.%m.%Y %H", "%m/%Y", "%Y"]}',
    ) == [
        (at(2026, 3, 1), end_of(2026, 3, 1), "day"),
        (at(2026, 3, 1, 14), at(2026, 3, 1, 14, 59, 59, 999_999), "hour"),
        (at(2026, 2, 1), end_of(2026, 2, 28), "day"),
        (at(2024, 1, 1), end_of(2024, 12, 31), "day"),
    ]


@pytest.mark.parametrize(
    ("step", "last", "precision"),
    [
        ("second", None, "instant"),
        ("hour", at(2017, 1, 1, 0, 59, 59, 999_999), "hour"),
        ("day", end_of(2017, 1, 1), "day"),
        ("week", end_of(2017, 1, 7), "day"),
    ],
)
def test_steps_are_as_long_as_their_unit(
    bench: Bench, step: str, last: datetime | None, precision: str
) -> None:
    found = payments(bench, ["0"], f'{{column: t, step: {step}, base: "2017-01-01"}}')
    assert found == [(at(2017, 1, 1), last, precision)]


def test_a_day_is_one_of_its_own_zone(bench: Bench) -> None:
    assert payments(bench, ["2026-03-01"], "{column: t, timezone: Asia/Shanghai}") == [
        (at(2026, 2, 28, 16), at(2026, 3, 1, 15, 59, 59, 999_999), "day")
    ]
    assert bench.ledger("zone", "day", "first_day", "last_day") == [
        ("Asia/Shanghai", *[date(2026, 3, 1)] * 3)
    ]
    # The days on which the clocks are changed are an hour shorter and longer.
    assert payments(bench, ["2026-03-08", "2026-11-01"], NEW_YORK) == [
        (at(2026, 3, 8, 5), at(2026, 3, 9, 3, 59, 59, 999_999), "day"),
        (at(2026, 11, 1, 4), at(2026, 11, 2, 4, 59, 59, 999_999), "day"),
    ]
    # On that day it began at 01:00.
    found = payments(bench, ["2018-11-04"], "{column: t, timezone: America/Sao_Paulo}")
    assert found == [(at(2018, 11, 4, 3), at(2018, 11, 5, 1, 59, 59, 999_999), "day")]


def test_the_workspaces_zone_is_that_of_times_which_name_none(bench: Bench) -> None:
    settings = bench.workspace.path / "workspace.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("timezone: UTC", "timezone: Asia/Shanghai"), encoding="utf-8")
    bench.workspace = kg.open(bench.workspace.path)

    assert payments(bench, ["2026-03-01", "2026-03-01 08:00:00", "2026-03-01T08:00:00Z"], "t") == [
        (at(2026, 2, 28, 16), at(2026, 3, 1, 15, 59, 59, 999_999), "day"),
        (at(2026, 3, 1), None, "instant"),
        (at(2026, 3, 1, 8), None, "instant"),
    ]


def test_a_time_that_the_clocks_skipped_is_none(bench: Bench) -> None:
    found = payments(
        bench,
        ["2026-03-08 01:59:59", "2026-03-08 02:30:00", "2026-03-08 03:00:00",
         "2026-03-08T02:30:00-05:00"],
        NEW_YORK,
    )  # fmt: skip
    assert [row[0] for row in found] == [
        at(2026, 3, 8, 6, 59, 59),
        at(2026, 3, 8, 7),
        at(2026, 3, 8, 7, 30),
    ]
    assert bench.rejects("line", "value", "reason") == [
        (3, "2026-03-08 02:30:00", "a time that the clocks of America/New_York skipped")
    ]


def test_a_time_that_the_clocks_showed_twice_is_one_of_the_two_and_told(bench: Bench) -> None:
    assert payments(
        bench,
        ["2026-11-01 00:59:59", "2026-11-01 01:30:00", "2026-11-01 01:30", "2026-11-01 02:00:00",
         "2026-11-01T01:30:00-05:00"],
        NEW_YORK,
    ) == [
        (at(2026, 11, 1, 4, 59, 59), None, "instant"),
        (at(2026, 11, 1, 5, 30), at(2026, 11, 1, 6, 30), "instant"),
        (at(2026, 11, 1, 5, 30), at(2026, 11, 1, 6, 30, 59, 999_999), "minute"),
        (at(2026, 11, 1, 7), None, "instant"),
        (at(2026, 11, 1, 6, 30), None, "instant"),
    ]  # fmt: skip
    assert bench.warnings == (
        "a time that the clocks of America/New_York showed twice, kept as one of the two;"
        " first in p.csv, row 2: 2026-11-01 01:30:00 (2×)",
    )


def test_days_of_clock_changes() -> None:
    assert date(2026, 3, 8) in change_days("America/New_York")
    assert date(2026, 11, 1) in change_days("America/New_York")
    # Samoa went to bed on the 29th and rose on the 31st.
    assert date(2011, 12, 30) in change_days("Pacific/Apia") or date(2011, 12, 31) in change_days(
        "Pacific/Apia"
    )
    assert not [day for day in change_days("Asia/Shanghai") if day.year > 1991]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_other_days_have_each_time_once(local: datetime, zone: str) -> None:
    clock = ZoneInfo(zone)
    first, again = (local.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first != again:
        assert local.date() in change_days(zone)


def test_formats_that_read_a_text_differently_are_no_reading(bench: Bench) -> None:
    both = '{column: t, format: ["%d/%m/%Y", "%m/%d/%Y"]}'
    found = payments(bench, ["12/31/2025", "12/01/2025", "05/05/2025", "31/01/2026"], both)
    assert [row[0] for row in found] == [at(2025, 12, 31), at(2025, 5, 5), at(2026, 1, 31)]
    assert bench.rejects("value", "reason") == [
        ("12/01/2025", "a date that two of the formats read")
    ]


def test_each_format_is_held_to_the_range(bench: Bench) -> None:
    # Read as four digits, 24 is the year 24, which is none.
    two = '{column: t, format: ["%d/%m/%Y", "%d/%m/%y"], century: 2000}'
    found = payments(bench, ["01/02/2024", "01/02/24"], two)
    assert [row[0] for row in found] == [at(2024, 2, 1), at(2024, 2, 1)]


@pytest.mark.parametrize(
    ("century", "cells", "years"),
    [
        ("1900", ["68", "69", "00"], [1968, 1969, 1900]),
        ("2000", ["68", "69", "00"], [2068, 2069, 2000]),
        ("pivot", ["68", "69", "00"], [2068, 1969, 2000]),
        ("1950", ["49", "50", "99"], [2049, 1950, 1999]),
    ],
)
def test_two_digits_mean_a_year_of_the_century(
    bench: Bench, century: str, cells: list[str], years: list[int]
) -> None:
    bench.mapping(PEOPLE.format(born=f"{{column: born, format: '%d/%m/%y', century: {century}}}"))
    rows = "".join(f"{n},01/02/{cell}\n" for n, cell in enumerate(cells))
    bench.read(bench.write("p.csv", "id,born\n" + rows))
    found = {e: v for e, prop, v in bench.claims() if prop == "birthDate"}
    today = datetime.now(UTC).date().isoformat()
    expected = {str(n): f"{year}-02-01" for n, year in enumerate(years)}
    assert found == {n: day for n, day in expected.items() if day <= today}


def test_the_29th_of_february_is_a_day_of_its_century(bench: Bench) -> None:
    found = payments(bench, ["29/02/00"], "{column: t, format: '%d/%m/%y', century: 2000}")
    assert found == [(at(2000, 2, 29), end_of(2000, 2, 29), "day")]


PEOPLE = """
people:
  files: "*.csv"
  entities:
    person:
      schema: Person
      id: id
      properties: {{name: id, birthDate: {born}}}
"""


def test_a_format_never_makes_a_partial_date_exact(bench: Bench) -> None:
    bench.mapping(PEOPLE.format(born='{column: born, format: ["%Y", "%m/%Y", "%d/%m/%Y"]}'))
    bench.read(bench.write("p.csv", "id,born\n1,1957\n2,03/1957\n3,19/03/1957\n"))
    assert {claim for claim in bench.claims() if claim[1] == "birthDate"} == {
        ("1", "birthDate", "1957"), ("2", "birthDate", "1957-03"), ("3", "birthDate", "1957-03-19"),
    }  # fmt: skip


@pytest.mark.parametrize("form", ["born", "{column: born, format: '%Y-%m-%d'}"])
def test_a_birth_in_the_future_costs_the_date_and_is_told(bench: Bench, form: str) -> None:
    bench.mapping(PEOPLE.format(born=form))
    ahead = (datetime.now(UTC) + timedelta(days=3)).date()
    report = bench.read(bench.write("p.csv", f"id,born\n1,{ahead}\n2,1957-03-19\n"))
    assert report.rejected == 0
    assert bench.claims() == {
        ("1", "name", "1"), ("2", "name", "2"), ("2", "birthDate", "1957-03-19"),
    }  # fmt: skip
    assert bench.warnings == (f"Person.birthDate: in the future, left out: '{ahead}' (p.csv:2)",)
