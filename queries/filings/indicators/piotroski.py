"""Piotroski's F-score: nine signals of a firm's strength, from two years and three year ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from kg.model import Reason
from queries.filings.indicators.model import Indicator, computed, not_computed, rounded
from queries.filings.indicators.register import definition_of, indicator
from queries.filings.indicators.worksheet import Book, Sheet, divide


@dataclass(frozen=True, slots=True)
class _Signal:
    """A comparison: it holds where `value` is above `other` (`above` False: not above it)."""

    feature: str
    words: str
    value: Fraction | None
    other: Fraction | None
    inputs: tuple[str, ...]
    above: bool = True
    unit: str = "ratio"

    @property
    def holds(self) -> bool | None:
        """None where one side is not known."""
        if self.value is None or self.other is None:
            return None
        return (self.value > self.other) is self.above


@indicator("piotroski_f", place=30, reads=lambda reports: (reports.book,))
def piotroski_f(book: Book) -> Indicator:
    """Piotroski's F: how many of nine signals speak for a firm; 9 is the most.

    Where some cannot be computed there is no score; the reasons then are those that can.
    """
    sheet = Sheet(book)
    signals = _signals(sheet)
    known = [one for one in signals if one.holds is not None]
    score = sum(1 for one in known if one.holds)
    reasons = tuple(_reason(sheet, one) for one in known)
    definition = definition_of("piotroski_f")
    end = book.year.end if book.year else None
    if len(known) == len(signals):
        return computed(
            definition,
            Fraction(score),
            reasons=reasons,
            inputs=sheet.inputs,
            period_end=end,
            summary=f"{definition.title} is {score} of 9 signals:"
            f" {definition.read(Fraction(score)).reading}.",
        )
    missing = tuple(sheet.missing) or tuple(
        f"a divisor other than 0 for {one.feature}" for one in signals if one.holds is None
    )
    return not_computed(
        definition,
        missing,
        reasons=reasons,
        inputs=sheet.inputs,
        period_end=end,
        summary=f"{score} of the {len(known)} signals that can be computed hold;"
        f" {definition.title} needs nine: {', '.join(missing)} not found.",
    )


def _signals(sheet: Sheet) -> list[_Signal]:
    zero = Fraction(0)
    assets = sheet.take("total_assets", 3)
    income = sheet.take("net_income", 2)
    (cash,) = sheet.take("operating_cash_flow", 1)
    debt = sheet.take("long_term_debt", 2)
    current = sheet.take("current_assets", 2)
    owed = sheet.take("current_liabilities", 2)
    sales = sheet.take("revenue", 2)
    cost = sheet.take("cost_of_sales", 2)
    # Piotroski scales by the assets at the beginning of the year, debt by their average.
    returns = _ratios(income, assets[1:])
    average = [
        None if one is None or before is None else (one + before) / 2
        for one, before in pairwise(assets)
    ]
    leverage = _ratios(debt, average)
    liquidity = _ratios(current, owed)
    margin = _ratios(
        [None if s is None or c is None else s - c for s, c in zip(sales, cost, strict=True)], sales
    )
    turnover = _ratios(sales, assets[1:])
    cash_return = None if cash is None or assets[1] is None else divide(cash, assets[1])
    return [
        _Signal("roa", "Return on assets, above 0", returns[0], zero,
                ("net_income", "total_assets")),
        _Signal("cfo", "Cash flow from operations to assets, above 0", cash_return, zero,
                ("operating_cash_flow", "total_assets")),
        _Signal("delta_roa", "Return on assets, above last year's", returns[0], returns[1],
                ("net_income", "total_assets")),
        _Signal("accrual", "Cash flow from operations to assets, above return on assets",
                cash_return, returns[0], ("operating_cash_flow", "net_income", "total_assets")),
        _Signal("delta_lever", "Long-term debt to average assets, below last year's",
                leverage[1], leverage[0], ("long_term_debt", "total_assets")),
        _Signal("delta_liquid", "Current ratio, above last year's", liquidity[0], liquidity[1],
                ("current_assets", "current_liabilities")),
        _no_offer(sheet),
        _Signal("delta_margin", "Gross margin, above last year's", margin[0], margin[1],
                ("revenue", "cost_of_sales")),
        _Signal("delta_turn", "Asset turnover, above last year's", turnover[0], turnover[1],
                ("revenue", "total_assets")),
    ]  # fmt: skip


def _no_offer(sheet: Sheet) -> _Signal:
    """No common stock issued; where no proceeds are reported, no rise of the shares outstanding."""
    trial = Sheet(sheet.book)
    (proceeds,) = trial.take("common_stock_issued", 1)
    if proceeds is not None:
        sheet.used.update(trial.used)
        return _Signal(
            "eq_offer", "Proceeds from common stock issued, not above 0",
            proceeds, Fraction(0), ("common_stock_issued",), False, sheet.book.currency,
        )  # fmt: skip
    shares = sheet.take("shares_outstanding", 2)
    if None in shares:
        sheet.missing.update(trial.missing)
    return _Signal(
        "eq_offer",
        "Shares outstanding, not above last year's (no proceeds from common stock are reported)",
        shares[0], shares[1], ("shares_outstanding",), False, "shares",
    )  # fmt: skip


def _reason(sheet: Sheet, signal: _Signal) -> Reason:
    assert signal.value is not None
    assert signal.other is not None
    holds = bool(signal.holds)
    # Leverage is the one signal in which last year's value comes first.
    now, then = signal.value, signal.other
    if signal.feature == "delta_lever":
        now, then = then, now
    return sheet.reason(
        signal.feature,
        now,
        Fraction(int(holds)),
        f"{signal.words}: {'yes' if holds else 'no'} ({_shown(now)} against {_shown(then)}).",
        signal.inputs,
        unit=signal.unit,
    )


def _shown(value: Fraction) -> str:
    return f"{value.numerator:,}" if value.denominator == 1 else f"{rounded(value, 4)}"


def _ratios(
    above: Sequence[Fraction | None], below: Sequence[Fraction | None]
) -> list[Fraction | None]:
    return [
        None if a is None or b is None else divide(a, b) for a, b in zip(above, below, strict=False)
    ]
