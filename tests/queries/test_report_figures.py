"""Figures of reports: exact values, several filings, restated figures, moments."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import queries
from kg.cli_tools import CliContext
from kg.errors import NotFound
from kg.json_form import jsonable
from queries.answers import Ref
from queries.filings.periods import FigureTable, Period, ReportedFigure
from queries.filings.report_commands import figures as figures_command
from tests.queries.report_filings import Filer
from tests.queries.worlds import World


def figure(value: str, decimals: str | None = "0", filing: str = "f") -> ReportedFigure:
    period = Period(date(2025, 12, 31))
    return ReportedFigure("own:C", Decimal(value), "USD", decimals, period, filing, f"c{value}")


def test_values_are_exact(lake: Any, world: World) -> None:
    filer = Filer(world)
    filing = filer.files("10-K", "2025-12-31")
    value = "12345678901234567890123456789.000000000000000000000001"
    filer.says(filing, "Assets", value, "2025-12-31", decimals="INF")
    filer.says(filing, "Par", "-1.6666", "2025-12-31", unit="USD/shares", decimals="4")
    ws = lake(world)
    table = queries.figures(ws, "Acme")
    assets, par = table.figures
    assert assets.value == Decimal(value)
    assert (par.value, par.unit) == (Decimal("-1.6666"), "USD/shares")
    assert table.to_json()["tables"]["instant"]["rows"][0]["figures"][0]["value"] == value
    assert queries.evidence(ws, assets.claim).evidence.value == value


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        (None, "2025-12-31", "instant"),
        ("2025-01-01", "2025-12-31", "annual"),
        # Apple's years of 52 and 53 weeks
        ("2023-10-01", "2024-09-28", "annual"),
        ("2022-09-25", "2023-09-30", "annual"),
        ("2025-10-01", "2025-12-31", "quarterly"),
        ("2025-01-01", "2025-09-30", "other"),
        ("2025-01-01", "2025-01-01", "other"),
    ],
)
def test_kinds_of_periods(start: str | None, end: str, kind: str) -> None:
    first = date.fromisoformat(start) if start else None
    assert Period(date.fromisoformat(end), first).kind == kind


def test_segments_and_other_companies_are_left_out(lake: Any, world: World) -> None:
    filer, other = Filer(world), Filer(world, "Other")
    filing = filer.files("10-K", "2025-12-31")
    filer.says(filing, "Assets", 10, "2025-12-31")
    filer.says(filing, "Assets", 4, "2025-12-31", dimension="own:Axis=own:East")
    theirs = other.files("10-K", "2025-12-31")
    other.says(theirs, "Assets", 99, "2025-12-31")
    table = queries.figures(lake(world), "Acme")
    assert [one.value for one in table.figures] == [10]
    assert list(table.filings) == [filing]


def test_the_newest_filing_stands_and_restated_figures_are_told(lake: Any, world: World) -> None:
    filer = Filer(world)
    for year, value in ((2023, 100), (2024, 100), (2025, 90)):
        filing = filer.files("10-K", f"{year}-12-31", f"{year + 1}-03-01")
        filer.says(filing, "Revenues", value, "2023-12-31", "2023-01-01")
    table = queries.figures(lake(world), "Acme")
    (one,) = table.standing
    assert one.figure.value == 90
    assert one.restated
    assert [other.value for other in one.replaced] == [100, 100]
    assert [other.filing for other in one.others] == [
        "f:Acme-10-K-2024-12-31", "f:Acme-10-K-2023-12-31",
    ]  # fmt: skip
    assert table.latest("us-gaap:Revenues") == one.figure
    assert table.latest("us-gaap:Assets") is None


def test_roundings_of_one_value_are_no_restatement(lake: Any, world: World) -> None:
    filer = Filer(world)
    old = filer.files("10-K", "2024-12-31")
    new = filer.files("10-K", "2025-12-31")
    filer.says(old, "Revenues", 1837, "2024-12-31", "2024-01-01")
    filer.says(new, "Revenues", 1840, "2024-12-31", "2024-01-01", decimals="-1")
    (one,) = queries.figures(lake(world), "Acme").standing
    # The older one is more accurate and agrees.
    assert (one.figure.value, one.restated) == (1837, False)


def test_a_filing_that_contradicts_itself(lake: Any, world: World) -> None:
    filer = Filer(world)
    filing = filer.files("10-K", "2025-12-31")
    filer.says(filing, "Revenues", 100, "2025-12-31", "2025-01-01")
    filer.says(filing, "Revenues", 120, "2025-12-31", "2025-01-01")
    (one,) = queries.figures(lake(world), "Acme").standing
    assert not one.restated
    assert len(one.disputed) == 1


@pytest.mark.parametrize(
    ("decimals", "rounding", "agrees"),
    [("0", "0.5", True), ("-2", "50", True), ("2", "0.005", False), ("INF", "0", False),
     (None, "0", False), ("many", "0", False)],
)  # fmt: skip
def test_rounding_by_decimals(decimals: str | None, rounding: str, agrees: bool) -> None:
    one = figure("100", decimals)
    assert one.rounding == Decimal(rounding)
    assert one.agrees_with(figure("100.3", "INF")) is agrees


SAID = st.tuples(
    st.integers(-50, 50),
    st.sampled_from(["0", "-1", "INF", None]),
    st.sampled_from(["f1", "f2", "f3"]),
)


@given(st.lists(SAID, min_size=1, max_size=8))
def test_nothing_said_is_lost(said: list[tuple[int, str | None, str]]) -> None:
    figures = tuple(figure(str(value), decimals, filing) for value, decimals, filing in said)
    (one,) = FigureTable(Ref("a", "Company", "A"), figures).standing
    assert sorted(map(repr, (one.figure, *one.others))) == sorted(map(repr, figures))
    if len({value for value, _, _ in said}) == 1:
        assert not one.restated
        assert not one.disputed


def test_nothing_later_is_seen(lake: Any, world: World) -> None:
    filer = Filer(world)
    old = filer.files("10-K", "2023-12-31", "2024-03-01")
    new = filer.files("10-K", "2024-12-31", "2025-03-01")
    filer.says(old, "Revenues", 100, "2023-12-31", "2023-01-01")
    filer.says(new, "Revenues", 90, "2023-12-31", "2023-01-01")
    ws = lake(world)

    def seen(as_of: str | None) -> list[Decimal]:
        return [one.figure.value for one in queries.figures(ws, "Acme", as_of=as_of).standing]

    assert seen("2024-02-29") == []
    assert seen("2024-03-01") == [100]
    assert seen("2025-02-28") == [100]
    assert seen("2025-03-01") == seen(None) == [90]


def test_a_filing_without_its_day_is_as_old_as_its_cover(lake: Any, world: World) -> None:
    filer = Filer(world)
    filing = filer.files("10-K", "2024-12-31")
    filer.says(filing, "Revenues", 100, "2024-12-31", "2024-01-01")
    # Not the end of what it speaks of: obligations reach far into the future.
    filer.says(filing, "Due", 5, "2030-12-31")
    filer.says(filing, "dei:EntityCommonStockSharesOutstanding", 7, "2025-02-14", unit="shares")
    ws = lake(world)
    assert queries.figures(ws, "Acme", as_of="2025-02-13").figures == ()
    assert len(queries.figures(ws, "Acme", as_of="2025-02-14").figures) == 3


def test_a_report_without_a_cover_is_as_old_as_its_figures(lake: Any, world: World) -> None:
    acme, other = Filer(world), Filer(world, "Other")
    filing = world.entity("f:esef", "Filing", filer=acme.id)
    acme.says(filing, "Revenue", 90, "2022-12-31", "2022-01-01")
    acme.says(filing, "Revenue", 100, "2023-12-31", "2023-01-01")
    world.entity("f:bare", "Filing", filer=other.id)
    ws = lake(world)
    assert queries.figures(ws, "Acme", as_of="2023-12-30").figures == ()
    assert len(queries.figures(ws, "Acme", as_of="2023-12-31").figures) == 2
    # Without any day, it is known since it was read.
    assert queries.figures(ws, "Other", as_of="2023-12-31").filings == {}
    assert list(queries.figures(ws, "Other", as_of="2199-01-01").filings) == ["f:bare"]


def test_a_report_without_a_cover_that_looks_ahead(lake: Any, world: World) -> None:
    acme = Filer(world)
    filing = world.entity("f:esef", "Filing", filer=acme.id)
    acme.says(filing, "Revenue", 100, "2023-12-31", "2023-01-01")
    acme.says(filing, "Due", 5, "2150-12-31")
    ws = lake(world)
    assert queries.figures(ws, "Acme", as_of="2023-12-31").figures == ()
    assert len(queries.figures(ws, "Acme", as_of="2100-01-01").figures) == 2


def test_a_company_of_two_records_is_one(lake: Any, world: World) -> None:
    filer = Filer(world)
    filing = filer.files("10-K", "2025-12-31")
    filer.says(filing, "Assets", 10, "2025-12-31")
    twin = World(numbers=world.numbers)
    for one, records in ((world, filer.id), (twin, "cik:acme")):
        one.entity(records, "Company", name="Acme", cikCode="0000320193")
    ws = lake(world, sources={"twin": twin})
    assert [one.value for one in queries.figures(ws, "cik:acme").figures] == [10]
    assert [one.value for one in queries.figures(ws, filer.id).figures] == [10]


def test_what_cannot_be_used_is_counted(lake: Any, world: World) -> None:
    filer = Filer(world)
    filing = filer.files("10-K", "2025-12-31")
    filer.says(filing, "Assets", 10, "2025-12-31")
    world.entity("f:no-period", "Figure", concept="own:C", value="1", reporter=filer.id)
    world.entity("f:nan", "Figure", concept="own:C", value="NaN", date="2025-12-31",
                 reporter=filer.id)  # fmt: skip
    for text in ("1E+999999999", "0E-999999999"):
        world.entity(f"f:{text}", "Figure", concept="own:C", value=text, date="2025-12-31",
                     reporter=filer.id)  # fmt: skip
    table = queries.figures(lake(world), "Acme")
    assert (len(table.figures), table.unusable) == (1, 4)


def test_the_json_form_is_a_table_by_kind_of_period(lake: Any, world: World) -> None:
    filer = Filer(world)
    filing = filer.files("10-K", "2025-12-31")
    filer.says(filing, "Revenues", 7, "2025-12-31", "2025-01-01")
    filer.says(filing, "Revenues", 2, "2025-12-31", "2025-10-01")
    filer.says(filing, "Assets", 10, "2025-12-31")
    filer.says(filing, "Assets", 8, "2024-12-31")
    form = json.loads(json.dumps(jsonable(queries.figures(lake(world), "Acme"))))
    assert list(form["tables"]) == ["annual", "quarterly", "instant"]
    assert form["tables"]["instant"]["periods"] == ["2025-12-31", "2024-12-31"]
    (row,) = form["tables"]["instant"]["rows"]
    assert (row["concept"], row["unit"]) == ("us-gaap:Assets", "USD")
    assert [(one["period"], one["value"]) for one in row["figures"]] == [
        ("2025-12-31", "10"), ("2024-12-31", "8"),
    ]  # fmt: skip
    assert len({one["claim"] for one in row["figures"]}) == 2


def test_a_concept_goes_by_the_label_of_the_newest_filing_that_has_one(
    lake: Any, world: World
) -> None:
    filer = Filer(world)
    oldest = filer.files("10-K", "2023-12-31", "2024-03-01")
    older = filer.files("10-K", "2024-12-31", "2025-03-01")
    newest = filer.files("10-K", "2025-12-31", "2026-03-01")
    filer.says(older, "Assets", 8, "2024-12-31", label="Assets, total")
    filer.says(oldest, "Assets", 7, "2023-12-31", label="Consolidated assets")
    filer.says(newest, "Assets", 10, "2025-12-31")
    filer.says(newest, "NetIncomeLoss", 3, "2025-12-31", "2025-01-01")
    ws = lake(world)
    table = queries.figures(ws, "Acme")
    assert table.label("us-gaap:Assets") == "Assets, total"
    assert table.label("us-gaap:NetIncomeLoss") == "Net income loss"
    assert queries.figures(ws, "Acme", as_of="2025-01-01").label("us-gaap:Assets") == (
        "Consolidated assets"
    )
    (row,) = table.to_json()["tables"]["instant"]["rows"]
    assert row["label"] == "Assets, total"
    shown = (
        CliRunner()
        .invoke(figures_command, ["Acme"], obj=CliContext(ws.path), env={"COLUMNS": "150"})
        .output
    )
    at = next(line for line in shown.splitlines() if "USD" in line and "10" in line)
    assert at.lstrip().startswith("Assets, total")
    assert "us-gaap:Assets" in shown


def test_nobody_is_not_found(lake: Any, world: World) -> None:
    with pytest.raises(NotFound):
        queries.figures(lake(world), "nobody")
