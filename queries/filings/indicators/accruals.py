"""How much of the earnings is not cash, from the balance sheet or the cash flow statement."""

from __future__ import annotations

from fractions import Fraction

from kg.model import Reason
from queries.filings.indicators.model import Indicator, computed, not_computed
from queries.filings.indicators.register import definition_of, indicator
from queries.filings.indicators.worksheet import Book, Sheet


@indicator("sloan_accruals", place=40, reads=lambda reports: (reports.book,))
def sloan_accruals(book: Book) -> Indicator:
    """Sloan's accruals from two balance sheets, as a share of average total assets."""
    sheet = Sheet(book)
    names = (
        ("current_assets", 1, "Change in current assets"),
        ("cash", -1, "Change in cash and short-term investments, subtracted"),
        ("current_liabilities", -1, "Change in current liabilities, subtracted"),
        ("short_term_debt", 1, "Change in debt in current liabilities"),
        ("taxes_payable", 1, "Change in income taxes payable"),
    )
    parts: list[tuple[str, str, Fraction]] = []
    for name, sign, words in names:
        now, then = sheet.take(name, 2)
        if now is not None and then is not None:
            parts.append((name, words, sign * (now - then)))
    (worn,) = sheet.take("depreciation_amortisation", 1)
    if worn is not None:
        words = "Depreciation and amortisation, subtracted"
        parts.append(("depreciation_amortisation", words, -worn))
    return _accruals("sloan_accruals", sheet, parts)


@indicator("cash_flow_accruals", place=50, reads=lambda reports: (reports.book,))
def cash_flow_accruals(book: Book) -> Indicator:
    """Net income less cash flow from operations, as a share of average total assets."""
    sheet = Sheet(book)
    (income,) = sheet.take("net_income", 1)
    (cash,) = sheet.take("operating_cash_flow", 1)
    parts: list[tuple[str, str, Fraction]] = []
    if income is not None and cash is not None:
        parts = [
            ("net_income", "Net income", income),
            ("operating_cash_flow", "Cash flow from operations, subtracted", -cash),
        ]
    return _accruals("cash_flow_accruals", sheet, parts)


def _accruals(name: str, sheet: Sheet, parts: list[tuple[str, str, Fraction]]) -> Indicator:
    definition = definition_of(name)
    end = sheet.book.year.end if sheet.book.year else None
    now, then = sheet.take("total_assets", 2)
    average = None if now is None or then is None else (now + then) / 2
    if average == 0:
        sheet.missing["total assets other than 0"] = "total_assets"
    if sheet.missing or average is None:
        return not_computed(definition, tuple(sheet.missing), inputs=sheet.inputs, period_end=end)
    reasons: list[Reason] = []
    for feature, words, amount in parts:
        share = amount / average
        said = f"{words}: {round(amount):,} {sheet.book.currency}."
        inputs = (feature, "total_assets")
        reasons.append(sheet.reason(feature, share, share, said, inputs))
    total = sum((amount for _, _, amount in parts), Fraction(0)) / average
    reading = definition.read(total)
    return computed(
        definition,
        total,
        reasons=tuple(reasons),
        inputs=sheet.inputs,
        period_end=end,
        summary=f"{definition.title} are {float(total):.1%} of average total assets:"
        f" {reading.reading}.",
    )
