"""The annual report of the demo as two documents: inline XBRL, and its Exhibit 21 as HTML.

The layout is that of Form 10-K; the company, its people and its figures are invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from demo.annual_report import DIRECTOR, YEARS, AnnualReport, Officer
from demo.inline_xbrl import (
    NAMESPACES,
    count,
    header,
    millions,
    table,
    text,
    thousands,
)
from demo.plan import CURRENCY

REPORT_FILE, EXHIBIT_FILE = "annual-report.html", "exhibit-21.html"

_SIGNED = "March 12, 2026"
_NOW, _BEFORE = YEARS[:2]
_HOME_SHARE = 62
"""Per cent of revenue earned in the home market."""

_BUSINESS = {
    "trade": "trades in goods and arranges their carriage",
    "service": "sells services to firms",
    "build": "builds and lets property",
    "retail": "runs shops",
}
_INCOME = (
    ("Revenue", "Revenues", "revenue"),
    ("Cost of revenue", "CostOfRevenue", "cost"),
    ("Gross profit", "GrossProfit", "gross_profit"),
    ("Selling, general and administrative", "SellingGeneralAndAdministrativeExpense", "overhead"),
    ("Depreciation", "Depreciation", "depreciation"),
    ("Operating income", "OperatingIncomeLoss", "operating_income"),
    ("Interest expense", "InterestExpense", "interest"),
    ("Income tax", "IncomeTaxExpenseBenefit", "tax"),
    ("Net income", "NetIncomeLoss", "net_income"),
)
_BALANCE = (
    ("Cash and cash equivalents", "CashAndCashEquivalentsAtCarryingValue", "cash"),
    ("Accounts receivable", "AccountsReceivableNetCurrent", "receivables"),
    ("Inventory", "InventoryNet", "inventory"),
    ("Other current assets", "OtherAssetsCurrent", "other_current"),
    ("Total current assets", "AssetsCurrent", "current_assets"),
    ("Property, plant and equipment", "PropertyPlantAndEquipmentNet", "plant"),
    ("Intangible assets", "IntangibleAssetsNetExcludingGoodwill", "intangibles"),
    ("Total assets", "Assets", "assets"),
    ("Accounts payable", "AccountsPayableCurrent", "payables"),
    ("Short-term debt", "DebtCurrent", "short_term_debt"),
    ("Income taxes payable", "AccruedIncomeTaxesCurrent", "taxes_payable"),
    ("Total current liabilities", "LiabilitiesCurrent", "current_liabilities"),
    ("Long-term debt", "LongTermDebtNoncurrent", "long_term_debt"),
    ("Total liabilities", "Liabilities", "liabilities"),
    ("Common stock", "CommonStockValue", "common_stock"),
    ("Retained earnings", "RetainedEarningsAccumulatedDeficit", "retained_earnings"),
    ("Total equity", "StockholdersEquity", "equity"),
)
_CASH_FLOW = (
    (
        "Depreciation and amortization, part of what follows",
        "DepreciationDepletionAndAmortization",
        "depreciation",
    ),
    ("From operations", "NetCashProvidedByUsedInOperatingActivities", "operating_cash_flow"),
    ("From investing", "NetCashProvidedByUsedInInvestingActivities", "investing_cash_flow"),
    ("From financing", "NetCashProvidedByUsedInFinancingActivities", "financing_cash_flow"),
    (
        "Change in cash",
        "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsPeriodIncreaseDecreaseIncludingExchangeRateEffect",
        "change_in_cash",
    ),
)


def report_files(report: AnnualReport) -> dict[str, str]:
    """The text of both documents by the name of its file."""
    return {REPORT_FILE: annual_report_html(report), EXHIBIT_FILE: exhibit_html(report)}


def exhibit_html(report: AnnualReport) -> str:
    """Exhibit 21: the subsidiaries."""
    rows = [("Name", "Jurisdiction", "Percentage owned")]
    rows += [
        (escape(one.name), escape(one.country), f"{one.share}%") for one in report.subsidiaries
    ]
    name = escape(report.name)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html><head><meta charset="utf-8"><title>Exhibit 21, {name}</title></head><body>',
            "<p>Exhibit 21</p>",
            f"<p>Subsidiaries of {name}</p>",
            table(rows, header_row=False),
            "</body></html>",
            "",
        ]
    )


def annual_report_html(report: AnnualReport) -> str:
    """The report with its facts tagged."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<html {NAMESPACES}>",
        f'<head><meta charset="utf-8"/><title>{escape(report.name)} 10-K</title></head>',
        "<body>",
        header(report.lei),
        *_cover(report),
        *_business(report),
        *_results(report),
        *_statements(report),
        *_notes(report),
        *_people(report),
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(parts)


def _cover(report: AnnualReport) -> Iterator[str]:
    yield f"<p><b>FORM {text('dei:DocumentType', '10-K')}</b></p>"
    ended = text(
        "dei:DocumentPeriodEndDate", f"December 31, {_NOW}", form="date-monthname-day-year-en"
    )
    yield f"<p>Annual report for the fiscal year ended {ended}</p>"
    yield f"<p><b>{text('dei:EntityRegistrantName', report.name)}</b></p>"
    yield f"<p>{escape(report.city)}, {escape(report.country)}. LEI {report.lei}</p>"
    category = text("dei:EntityFilerCategory", "Non-accelerated Filer")
    yield f"<p>{category}</p>"
    shares = count("dei:EntityCommonStockSharesOutstanding", f"i{_NOW}", report.shares)
    yield f"<p>Shares of common stock outstanding: {shares}</p>"


def _business(report: AnnualReport) -> Iterator[str]:
    name = escape(report.name)
    yield "<h2>Item 1. Business</h2>"
    yield (
        f"<p>{name} (the “Company”) {_BUSINESS[report.business]}. It works through the"
        " subsidiaries that Exhibit 21 lists.</p>"
    )
    yield "<h2>Item 1A. Risk Factors</h2>"
    yield "<p><b>Our customers pay later than they used to.</b></p>"
    yield (
        "<p>Receivables grew faster than revenue in the year, and we may have to borrow more if"
        " customers go on paying late.</p>"
    )
    yield "<h2>Item 3. Legal Proceedings</h2>"
    yield (
        f"<p>On September 15, {_NOW}, {escape(report.plaintiff)} filed a lawsuit in the High Court"
        f" of Halvoria against {name}, alleging that goods were paid for and never delivered. It"
        f" claims {_money(report.claimed)}. The Company denies the claim.</p>"
    )


def _results(report: AnnualReport) -> Iterator[str]:
    revenue, income = report.figures["revenue"], report.figures["net_income"]
    now = millions("us-gaap:Revenues", f"d{_NOW}", revenue[_NOW])
    before = millions("us-gaap:Revenues", f"d{_BEFORE}", revenue[_BEFORE])
    home = millions("us-gaap:Revenues", f"home{_NOW}", revenue[_NOW] * _HOME_SHARE // 100)
    earned = millions("us-gaap:NetIncomeLoss", f"d{_NOW}", income[_NOW])
    yield "<h2>Item 7. Management’s Discussion and Analysis</h2>"
    yield (
        f"<p>Revenue was {CURRENCY} {now} million, after {CURRENCY} {before} million a year"
        f" earlier. Of it {CURRENCY} {home} million came from the home market. Net income was"
        f" {CURRENCY} {earned} million.</p>"
    )


def _statements(report: AnnualReport) -> Iterator[str]:
    yield "<h2>Item 8. Financial Statements and Supplementary Data</h2>"
    for title, lines, years, kind in (
        ("Statements of income", _INCOME, YEARS[:2], "d"),
        ("Balance sheets at December 31", _BALANCE, YEARS, "i"),
        ("Statements of cash flows", _CASH_FLOW, YEARS[:2], "d"),
    ):
        yield f"<p><b>{title}</b> (thousands of {CURRENCY})</p>"
        rows = [("", *map(str, years))]
        for label, concept, name in lines:
            values = report.figures[name]
            cells = (thousands(f"us-gaap:{concept}", f"{kind}{y}", values[y]) for y in years)
            rows.append((label, *cells))
        if kind == "i":
            cells = (
                count("us-gaap:CommonStockSharesOutstanding", f"i{y}", report.shares) for y in years
            )
            rows.append(("Shares outstanding (number)", *cells))
        yield table(rows)


def _notes(report: AnnualReport) -> Iterator[str]:
    yield "<p><b>Note 1. Guarantees</b></p>"
    if report.guaranteed is None:
        yield "<p>The Company gave no guarantees.</p>"
    else:
        debtor, amount = report.guaranteed
        yield (
            f"<p>The Company guarantees the bank debt of {escape(debtor)} up to"
            f" {_money(amount)}.</p>"
        )
    yield "<p><b>Report of Independent Registered Public Accounting Firm</b></p>"
    yield (
        "<p>In our opinion, the financial statements present fairly, in all material respects, the"
        " financial position of the Company. We have served as the Company’s auditor since"
        f" {report.auditor_since}.</p>"
    )
    yield f"<p>/s/ {text('dei:AuditorName', report.auditor)}</p>"
    yield f"<p>{text('dei:AuditorLocation', f'{report.city}, {report.country}')}</p>"


def _people(report: AnnualReport) -> Iterator[str]:
    yield "<h2>Item 10. Directors, Executive Officers and Corporate Governance</h2>"
    yield "<p><b>Executive officers</b></p>"
    yield _list_of(one for one in report.officers if one.title != DIRECTOR)
    yield "<p><b>Board of directors</b></p>"
    yield "<p>The shareholders elect the board for one year.</p>"
    yield "<p>It met six times in the year.</p>"
    yield _list_of(one for one in report.officers if one.director)
    yield "<h2>Item 15. Exhibits and Financial Statement Schedules</h2>"
    yield "<p>21 Subsidiaries of the registrant</p>"
    yield "<h2>SIGNATURES</h2>"
    yield (
        "<p>Pursuant to the requirements of Section 13 or 15(d) of the Securities Exchange Act of"
        " 1934, the registrant has duly caused this report to be signed on its behalf by the"
        " undersigned, thereunto duly authorized.</p>"
    )
    yield f"<p>Date: {_SIGNED}</p>"
    yield f"<p>{escape(report.name)}</p>"
    rows = [("Signature", "Title", "Date")]
    rows += [(f"/s/ {escape(one.name)}", one.title, _SIGNED) for one in report.officers]
    yield table(rows)


def _list_of(people: Iterable[Officer]) -> str:
    rows = [(escape(one.name), str(one.age), one.title) for one in people]
    return table([("Name", "Age", "Position"), *rows])


def _money(amount: int) -> str:
    return f"{CURRENCY} {amount:,}"
