"""The indicators that are sums and ratios, against values worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kg.errors import NotFound
from queries.filings.indicators import indicators
from queries.filings.indicators.model import Indicator
from tests.queries.report_filings import Filer, acme, apple_2024
from tests.queries.worlds import World


def contributions(one: Indicator) -> dict[str, float]:
    return {reason.feature: reason.contribution for reason in one.reasons}


def check(one: Indicator, value: str, reading: str, level: str) -> None:
    assert (one.value, one.reading, one.level) == (Decimal(value), reading, level)
    assert one.missing == ()
    assert all(reason.claims for reason in one.reasons if reason.feature != "constant")
    assert one.formula
    assert one.source
    assert one.threshold_source


def test_altman_of_a_made_up_company(lake: Any, world: World) -> None:
    ws = lake(acme(world).world)
    one = indicators(ws, "Acme")["altman_z"]
    # X1 = (400 - 200) / 1000 = 0.2, X2 = 300 / 1000 = 0.3, X3 = 150 / 1000 = 0.15,
    # X4 = 600 / 400 = 1.5; 1.312 + 0.978 + 1.008 + 1.575 = 4.873
    check(one, "4.873000", "safe zone", "ok")
    assert contributions(one) == {"x1": 1.312, "x2": 0.978, "x3": 1.008, "x4": 1.575}
    assert {(i.name, i.value) for i in one.inputs} >= {
        ("total_assets", Decimal(1000)), ("ebit", Decimal(150)),
    }  # fmt: skip
    assert all(i.unit == "USD" for i in one.inputs)


@pytest.mark.parametrize(
    ("retained", "reading", "level"),
    [
        # X1, X3 and X4 add 3.895; 3.26 x 0.39723926 = 1.295 brings that to 2.6,
        # 3.26 x 0.85736196 = 2.795 to 1.1.
        ("-397.2392", "safe zone", "ok"),
        ("-397.2393", "grey zone", "watch"),
        ("-857.3619", "grey zone", "watch"),
        ("-857.3620", "distress zone", "flag"),
    ],
)
def test_altman_zones(lake: Any, world: World, retained: str, reading: str, level: str) -> None:
    filer = acme(world)
    later = filer.files("10-K/A", "2025-12-31", "2026-04-01")
    filer.says(later, "RetainedEarningsAccumulatedDeficit", retained, "2025-12-31")
    one = indicators(lake(world), "Acme")["altman_z"]
    assert (one.reading, one.level) == (reading, level)


def test_beneish_of_a_made_up_company(lake: Any, world: World) -> None:
    ws = lake(acme(world).world)
    one = indicators(ws, "Acme")["beneish_m"]
    # DSRI = (100/800) / (64/640) = 0.125 / 0.1 = 1.25; margins 320/800 = 0.4 and 320/640 = 0.5,
    # GMI = 1.25; AQI = (1 - 900/1000) / (1 - 720/800) = 1; SGI = 800/640 = 1.25;
    # DEPI = (100/500) / (100/600) = 1.2; SGAI = (80/800) / (64/640) = 1;
    # TATA = (120 - 100)/1000 = 0.02; LVGI = (300/1000) / (240/800) = 1
    assert contributions(one) == {
        "constant": -4.84, "dsri": 1.15, "gmi": 0.66, "aqi": 0.404, "sgi": 1.115, "depi": 0.138,
        "sgai": -0.172, "tata": 0.09358, "lvgi": -0.327,
    }  # fmt: skip
    check(one, "-1.778420", "like a manipulator", "flag")


def test_piotroski_of_a_made_up_company(lake: Any, world: World) -> None:
    ws = lake(acme(world).world)
    one = indicators(ws, "Acme")["piotroski_f"]
    # ROA 120/800 = 0.15, before 80/640 = 0.125; CFO 100/800 = 0.125, below ROA. Debt to average
    # assets 100/900 = 80/720, current ratio 2 and 2, turnover 1 and 1: none of them changed.
    # Margin 0.4 after 0.5. Shares 50 and 50, no proceeds reported.
    assert contributions(one) == {
        "roa": 1, "cfo": 1, "delta_roa": 1, "accrual": 0, "delta_lever": 0, "delta_liquid": 0,
        "eq_offer": 1, "delta_margin": 0, "delta_turn": 0,
    }  # fmt: skip
    check(one, "4", "middle", "ok")


def test_common_stock_issued_takes_the_signal_away(lake: Any, world: World) -> None:
    filer = acme(world)
    filing = "f:Acme-10-K-2025-12-31"
    filer.says(filing, "ProceedsFromIssuanceOfCommonStock", 1, "2025-12-31", "2025-01-01")
    one = indicators(lake(world), "Acme")["piotroski_f"]
    assert one.value == 3
    (offer,) = [reason for reason in one.reasons if reason.feature == "eq_offer"]
    assert (offer.value, offer.unit, offer.contribution) == ("1", "USD", 0)


def test_accruals_of_a_made_up_company(lake: Any, world: World) -> None:
    report = indicators(lake(acme(world).world), "Acme")
    # (80 - 10) - (40 - 10 - 5) - 105 = -60, over (1000 + 800) / 2 = 900
    check(report["sloan_accruals"], "-0.066667", "between Sloan's extreme deciles", "ok")
    # (120 - 100) / 900
    check(report["cash_flow_accruals"], "0.022222", "between Sloan's extreme deciles", "ok")
    parts = contributions(report["sloan_accruals"])
    assert sum(parts.values()) == pytest.approx(-60 / 900, abs=1e-5)


def test_apple_2024_by_hand(lake: Any, world: World) -> None:
    report = indicators(lake(apple_2024(world).world), "Apple")
    # X1 = (152987 - 176392) / 364980 = -0.0641268, X2 = -19154 / 364980 = -0.0524796,
    # X3 = 123216 / 364980 = 0.3375966, X4 = 56950 / 308030 = 0.1848846
    # -0.4206718 - 0.1710835 + 2.2686490 + 0.1941288 = 1.8710225
    check(report["altman_z"], "1.871023", "grey zone", "watch")
    # DSRI = (33410/391035) / (29508/383285) = 1.1097953 -> 1.0210117
    # GMI = (169148/383285) / (180683/391035) = 0.9550880 -> 0.5042865
    # AQI = (1 - 198667/364980) / (1 - 187281/352583) = 0.9719421 -> 0.3926646
    # SGI = 391035/383285 = 1.0202199 -> 0.9100362
    # DEPI = (8500/52215) / (8200/53880) = 1.0696394 -> 0.1230085
    # SGAI = (26097/391035) / (24932/383285) = 1.0259818 -> -0.1764689
    # TATA = (93736 - 118254) / 364980 = -0.0671763 -> -0.3143178
    # LVGI = (262142/364980) / (240589/352583) = 1.0525752 -> -0.3441921; sum with -4.84
    check(report["beneish_m"], "-2.723971", "unlike a manipulator", "ok")
    # ROA 93736/352583 = 0.2659 after 96995/352755 = 0.2750: fell. CFO 118254/352583 = 0.3354.
    # Debt 85750/358781.5 = 0.2390 after 95281/352669 = 0.2702. Current ratio 0.8673 after
    # 0.9880. Margin 0.4621 after 0.4413. Turnover 391035/352583 = 1.1091 after 1.0865.
    # Nine less ROA's rise and liquidity.
    check(report["piotroski_f"], "7", "middle", "ok")
    # Current assets +9421, cash and securities 65171 - 61555 = +3616, current liabilities
    # +31084, debt 20879 - 15807 = +5072, taxes 26601 - 8819 = +17782, depreciation 11445:
    # (9421 - 3616) - (31084 - 5072 - 17782) - 11445 = -13870, over 358781.5
    check(report["sloan_accruals"], "-0.038659", "between Sloan's extreme deciles", "ok")
    # (93736 - 118254) / 358781.5
    check(report["cash_flow_accruals"], "-0.068337", "between Sloan's extreme deciles", "ok")


def test_what_is_missing_is_named_and_nothing_is_guessed(lake: Any, world: World) -> None:
    filer = Filer(world)
    filing = filer.files("10-K", "2025-12-31")
    filer.says(filing, "Revenues", 800, "2025-12-31", "2025-01-01")
    filer.says(filing, "Assets", 1000, "2025-12-31")
    report = indicators(lake(world), "Acme")
    altman = report["altman_z"]
    assert (altman.value, altman.reading, altman.level) == (None, None, None)
    assert "current assets at 2025-12-31" in altman.missing
    assert "earnings before interest and taxes in the year to 2025-12-31" in altman.missing
    assert "total assets at 2025-12-31" not in altman.missing
    assert "revenue a year earlier" in report["beneish_m"].missing
    assert "total assets 2 years earlier" in report["piotroski_f"].missing
    assert "total assets at 2024-12-31" in report["sloan_accruals"].missing


def test_a_company_without_figures(lake: Any, world: World) -> None:
    world.company("Lone")
    ws = lake(world)
    report = indicators(ws, "Lone")
    assert report.year is None
    assert all(one.value is None and one.missing for one in report.indicators)
    assert report["altman_z"].missing == ("figures of a fiscal year",)
    with pytest.raises(NotFound):
        indicators(ws, "nobody")
    with pytest.raises(KeyError):
        report["no_such_indicator"]


def test_a_divisor_of_zero_is_missing_not_infinite(lake: Any, world: World) -> None:
    filer = acme(world)
    amended = filer.files("10-K/A", "2025-12-31", "2026-04-01")
    filer.says(amended, "Liabilities", 0, "2025-12-31")
    altman = indicators(lake(world), "Acme")["altman_z"]
    assert altman.missing == ("a divisor other than 0 for X4",)
    assert set(contributions(altman)) == {"x1", "x2", "x3"}


def test_both_years_are_of_one_concept(lake: Any, world: World) -> None:
    filer = acme(world)
    filing = "f:Acme-10-K-2025-12-31"
    # The preferred concept, but there for one year only: it must not be mixed in.
    filer.says(filing, "IncomeLossFromContinuingOperations", 999, "2025-12-31", "2025-01-01")
    report = indicators(lake(world), "Acme")
    used = {(i.name, i.period): i.concepts for i in report["piotroski_f"].inputs}
    assert used["net_income", "2025-01-01/2025-12-31"] == ("us-gaap:NetIncomeLoss",)
    # Where one year is enough, the preferred concept serves.
    (income,) = [i for i in report["beneish_m"].inputs if i.name == "net_income"]
    assert income.value == 999


def test_ifrs_concepts_serve(lake: Any, world: World) -> None:
    filer = Filer(world)
    filing = filer.files("20-F", "2025-12-31")
    instant = {
        "Assets": 1000, "CurrentAssets": 400, "CurrentLiabilities": 200, "Liabilities": 400,
        "EquityAttributableToOwnersOfParent": 600, "RetainedEarnings": 300,
    }  # fmt: skip
    for concept, value in instant.items():
        filer.says(filing, f"ifrs-full:{concept}", value, "2025-12-31", unit="EUR")
    filer.says(
        filing, "ifrs-full:ProfitLossFromOperatingActivities", 150, "2025-12-31", "2025-01-01",
        unit="EUR",
    )  # fmt: skip
    one = indicators(lake(world), "Acme")["altman_z"]
    assert one.value == Decimal("4.873")
    assert {i.unit for i in one.inputs} == {"EUR"}


def test_as_of_sees_no_later_filing(lake: Any, world: World) -> None:
    ws = lake(acme(world).world)
    assert indicators(ws, "Acme", as_of="2026-03-01").year is None
    assert indicators(ws, "Acme", as_of="2026-03-02")["altman_z"].value == Decimal("4.873")
