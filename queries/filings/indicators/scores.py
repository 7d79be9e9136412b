"""Scores that are weighted sums of ratios: Altman's Z'' and Beneish's M."""

from __future__ import annotations

from fractions import Fraction

from queries.filings.indicators.model import Indicator, computed, not_computed, rounded
from queries.filings.indicators.register import definition_of, indicator
from queries.filings.indicators.worksheet import Book, Sheet, divide

_Ratio = tuple[str, str, Fraction | None, tuple[str, ...]]


@indicator("altman_z", place=10, reads=lambda reports: (reports.book,))
def altman_z(book: Book) -> Indicator:
    """Altman's Z'' of four factors: how near a company that makes no goods is to failure."""
    sheet = Sheet(book)
    (assets,) = sheet.take("total_assets", 1)
    (current,) = sheet.take("current_assets", 1)
    (owed,) = sheet.take("current_liabilities", 1)
    (retained,) = sheet.take("retained_earnings", 1)
    (ebit,) = sheet.take("ebit", 1)
    (equity,) = sheet.take("equity", 1)
    (liabilities,) = sheet.take("total_liabilities", 1)
    working = None if current is None or owed is None else current - owed
    ratios: list[_Ratio] = [
        ("x1", "Working capital / total assets", _ratio(working, assets),
         ("current_assets", "current_liabilities", "total_assets")),
        ("x2", "Retained earnings / total assets", _ratio(retained, assets),
         ("retained_earnings", "total_assets")),
        ("x3", "EBIT / total assets", _ratio(ebit, assets), ("ebit", "total_assets")),
        ("x4", "Book equity / total liabilities", _ratio(equity, liabilities),
         ("equity", "total_liabilities")),
    ]  # fmt: skip
    return _weighted("altman_z", sheet, ratios)


@indicator("beneish_m", place=20, reads=lambda reports: (reports.book,))
def beneish_m(book: Book) -> Indicator:
    """Beneish's M of eight variables: how like those who manipulated their earnings."""
    sheet = Sheet(book)
    sales = sheet.take("revenue", 2)
    cost = sheet.take("cost_of_sales", 2)
    receivables = sheet.take("receivables", 2)
    current = sheet.take("current_assets", 2)
    plant = sheet.take("property_plant_equipment", 2)
    assets = sheet.take("total_assets", 2)
    depreciation = sheet.take("depreciation", 2)
    overhead = sheet.take("selling_general_administrative", 2)
    debt = sheet.take("long_term_debt", 2)
    owed = sheet.take("current_liabilities", 2)
    (income,) = sheet.take("net_income", 1)
    (cash,) = sheet.take("operating_cash_flow", 1)
    margin = [_ratio(_minus(s, c), s) for s, c in zip(sales, cost, strict=True)]
    quality = [
        _minus(Fraction(1), _ratio(_plus(c, p), a))
        for c, p, a in zip(current, plant, assets, strict=True)
    ]
    wear = [_ratio(d, _plus(d, p)) for d, p in zip(depreciation, plant, strict=True)]
    leverage = [_ratio(_plus(d, o), a) for d, o, a in zip(debt, owed, assets, strict=True)]
    days = [_ratio(r, s) for r, s in zip(receivables, sales, strict=True)]
    weight = [_ratio(o, s) for o, s in zip(overhead, sales, strict=True)]
    ratios: list[_Ratio] = [
        ("dsri", "Receivables to sales, this year against last", _ratio(*days),
         ("receivables", "revenue")),
        ("gmi", "Gross margin, last year against this", _ratio(margin[1], margin[0]),
         ("revenue", "cost_of_sales")),
        ("aqi", "Assets that are neither current nor plant, this year against last",
         _ratio(*quality), ("current_assets", "property_plant_equipment", "total_assets")),
        ("sgi", "Sales, this year against last", _ratio(*sales), ("revenue",)),
        ("depi", "Rate of depreciation, last year against this", _ratio(wear[1], wear[0]),
         ("depreciation", "property_plant_equipment")),
        ("sgai", "Overhead to sales, this year against last", _ratio(*weight),
         ("selling_general_administrative", "revenue")),
        ("tata", "Net income less cash flow from operations, to total assets",
         _ratio(_minus(income, cash), assets[0]),
         ("net_income", "operating_cash_flow", "total_assets")),
        ("lvgi", "Leverage, this year against last", _ratio(*leverage),
         ("long_term_debt", "current_liabilities", "total_assets")),
    ]  # fmt: skip
    return _weighted("beneish_m", sheet, ratios)


def _weighted(name: str, sheet: Sheet, ratios: list[_Ratio]) -> Indicator:
    """The sum of the weighted ratios; where one cannot be computed, the others as reasons."""
    definition = definition_of(name)
    weights = definition.weights
    total = weights.get("constant", Fraction(0))
    reasons = []
    if total:
        reasons.append(sheet.reason("constant", total, total, "The model's constant.", ()))
    for feature, words, value, inputs in ratios:
        if value is None:
            known = {name for name, _ in sheet.used}
            if set(inputs) <= known and not set(inputs) & set(sheet.missing.values()):
                sheet.missing[f"a divisor other than 0 for {feature.upper()}"] = feature
            continue
        share = weights[feature] * value
        total += share
        reasons.append(
            sheet.reason(
                feature,
                value,
                share,
                f"{words}: {rounded(value, 4)}, weighted {float(weights[feature]):g}.",
                inputs,
            )
        )
    end = sheet.book.year.end if sheet.book.year else None
    if sheet.missing:
        return not_computed(
            definition,
            tuple(sheet.missing),
            reasons=tuple(reasons),
            inputs=sheet.inputs,
            period_end=end,
        )
    return computed(definition, total, reasons=tuple(reasons), inputs=sheet.inputs, period_end=end)


def _ratio(above: Fraction | None, below: Fraction | None) -> Fraction | None:
    return None if above is None or below is None else divide(above, below)


def _minus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one - other


def _plus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other
