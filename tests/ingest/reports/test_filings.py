"""Five annual reports and a proxy statement as inline XBRL: every fact against its tag.

The second reading shares no code with the first: a stream of events, values by replacing
characters, text with all white space taken out.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from decimal import Context as Arithmetic
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from ingest.reports.narrative.narrative import Narrative
from ingest.reports.xbrl.facts import Fact, Report
from ingest.reports.xbrl.inline import read_inline
from ingest.reports.xbrl.instance import read_instance

pytestmark = pytest.mark.shared

TEN_K = {
    "aapl-10-k-2024-11-01": 1127,
    "ba-10-k-2025-02-03": 2688,
    "tsla-10-k-2025-01-30": 1697,
    "v-10-k-2024-11-13": 1752,
    "wfc-10-k-2025-02-25": 104,
}
"""Filings, and how often `<ix:nonFraction` and `<ix:nonNumeric` stand in each (by grep)."""

EXACT = Arithmetic(prec=60)
WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "thirteen",
    "thirty",
]
COUNT = {word: number for number, word in enumerate(WORDS[:11])} | {"thirteen": 13, "thirty": 30}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# Fractions of years by hand: .42 of 12 months is 5.04, .04 of 30.4375 days is 1.2, and so on.
YEARS = {
    "0.42": "P5M1D", "0.88": "P10M17D", "0.93": "P11M4D", "1.6": "P1Y7M6D", "1.7": "P1Y8M12D",
    "1.93": "P1Y11M4D", "10.3": "P10Y3M18D", "10.6": "P10Y7M6D", "2.05": "P2Y18D",
    "2.15": "P2Y1M24D", "2.3": "P2Y3M18D", "2.4": "P2Y4M24D", "3.1": "P3Y1M6D",
    "3.14": "P3Y1M20D", "3.50": "P3Y6M", "3.51": "P3Y6M3D", "4.1": "P4Y1M6D", "4.11": "P4Y1M9D",
    "4.17": "P4Y2M1D", "4.23": "P4Y2M23D", "4.3": "P4Y3M18D", "4.4": "P4Y4M24D", "4.5": "P4Y6M",
    "5.01": "P5Y3D", "5.94": "P5Y11M8D", "5.96": "P5Y11M15D", "6.8": "P6Y9M18D",
    "6.9": "P6Y10M24D", "7.4": "P7Y4M24D", "7.9": "P7Y10M24D", "3.0": "P3Y", "4.0": "P4Y",
    "6.0": "P6Y",
}  # fmt: skip
CODES = {
    "New York Stock Exchange": "NYSE", "The Nasdaq Global Select Market": "NASDAQ",
    "The Nasdaq Stock Market LLC": "NASDAQ", "California": "CA", "Delaware": "DE", "Texas": "TX",
    "Large accelerated filer": "Large Accelerated Filer", "☐": "false", "☑": "true", "☒": "true",
}  # fmt: skip
Row = tuple[Any, ...]


def second_value(name: str, text: str) -> str:  # noqa: PLR0911
    """The value of a formatted text, as a person would work it out."""
    if name.endswith(("fixed-true", "fixed-false")):
        return name.rpartition("-")[2]
    if name.endswith("duryear"):
        return YEARS.get(text) or f"P{text}Y"
    if name.endswith(("durmonth", "durday")):
        return f"P{text}{'M' if name.endswith('month') else 'D'}"
    if name.endswith("durwordsen"):
        count, unit = re.split(r"[\s-]", text)
        return f"P{COUNT.get(count, count)}{unit[0].upper()}"
    if text in CODES:
        return CODES[text]
    if name.endswith("date-month-day"):
        return f"--{text}"
    month = next(number for number, word in enumerate(MONTHS, 1) if text.startswith(word))
    numbers = re.findall(r"\d+", text)
    if name.endswith("monthname-day-en"):
        return f"--{month:02}-{int(numbers[0]):02}"
    if name.endswith("monthname-year-en"):
        return f"{numbers[0]}-{month:02}"
    return f"{numbers[1]}-{month:02}-{int(numbers[0]):02}"


def second_number(attributes: dict[str, str], text: str) -> Decimal:
    name = attributes.get("format", "")
    if name.endswith("fixed-zero"):
        return Decimal(0)
    if name.endswith("numwordsen"):
        number = Decimal(COUNT[text.strip().lower()])
    else:
        number = EXACT.create_decimal(re.sub(r"[,\s\u00a0]", "", text))
    number = EXACT.multiply(number, EXACT.power(Decimal(10), int(attributes.get("scale", 0))))
    return EXACT.minus(number) if attributes.get("sign") == "-" and number else number


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def second_reading(path: Path) -> Counter[Row]:  # noqa: PLR0912
    """Every fact as a row of plain values."""
    contexts: dict[str, Row] = {}
    units: dict[str, str] = {}
    continued: dict[str, tuple[str, str | None]] = {}
    tags: list[tuple[str, dict[str, str], str]] = []
    for _, element in etree.iterparse(str(path), events=("end",)):
        name = str(element.tag).partition("}")[2]
        inline = "inlineXBRL" in str(element.tag)
        if name == "context":
            found = {str(e.tag).partition("}")[2]: e for e in element.iter("*")}
            period = [found[n].text for n in ("instant", "startDate", "endDate") if n in found]
            members = sorted(
                (e.get("dimension") or "", squeezed("".join(e.itertext())))
                for e in element.iter("*")
                if str(e.tag).endswith(("explicitMember", "typedMember"))
            )
            entity = (found["identifier"].get("scheme"), found["identifier"].text)
            contexts[element.get("id") or ""] = (*entity, "/".join(map(str, period)), *members)
        elif name == "unit":
            sides = [
                "*".join(sorted(str(m.text).partition(":")[2] for m in side.iter("{*}measure")))
                for side in (element.findall(".//{*}divide/*") or [element])
            ]
            units[element.get("id") or ""] = "/".join(sides)
        elif inline and name in {"nonFraction", "nonNumeric", "continuation"}:
            parts = list(element.itertext())
            for excluded in element.iter("{*}exclude"):
                for gone in excluded.itertext():
                    parts.remove(gone)
            text = "".join(map(str, parts))
            attributes = {str(key): str(value) for key, value in element.attrib.items()}
            if name == "continuation":
                continued[attributes["id"]] = (text, attributes.get("continuedAt"))
            else:
                tags.append((name, attributes, text))
    rows: Counter[Row] = Counter()
    for name, attributes, text in tags:
        whole, following = text, attributes.get("continuedAt")
        while following:
            more, following = continued[following]
            whole += more
        nil = any(key.endswith("}nil") and value == "true" for key, value in attributes.items())
        value: object = None
        if not nil and name == "nonFraction":
            value = second_number(attributes, whole)
        elif not nil and "format" in attributes:
            value = second_value(attributes["format"], " ".join(whole.split()))
        elif not nil:
            value = squeezed(whole)
        decimals = attributes.get("decimals")
        rows[
            attributes["name"],
            value,
            units.get(attributes.get("unitRef", "")),
            decimals,
            contexts[attributes["contextRef"]],
        ] += 1
    return rows


def as_row(fact: Fact) -> Row:
    value: object = fact.value
    if isinstance(value, str):
        if fact.escaped:
            value = html.unescape(re.sub(r"<[^>]+>", "", value))
        value = value if fact.format else squeezed(str(value))
    members = sorted((found.axis, str(found.member)) for found in fact.dimensions)
    context = (fact.entity.scheme, fact.entity.identifier, str(fact.period), *members)
    return (
        fact.concept,
        value,
        str(fact.unit) if fact.unit else None,
        None if fact.decimals is None else str(fact.decimals),
        context,
    )


@pytest.mark.parametrize("name", TEN_K)
def test_every_fact_of_a_10_k_equals_its_tag(
    reports: Path, read: dict[str, Report], name: str
) -> None:
    path = reports / "sec_10k" / f"{name}.html"
    report = read[name]
    assert report.problems == ()
    assert len(report.facts) == TEN_K[name]
    data = path.read_bytes()
    assert data.count(b"<ix:nonFraction ") + data.count(b"<ix:nonNumeric ") == TEN_K[name]
    first, second = Counter(map(as_row, report.facts)), second_reading(path)
    assert first - second == Counter()
    assert second - first == Counter()


def test_every_fact_of_a_proxy_statement_equals_its_tag(reports: Path) -> None:
    path = reports / "proxy" / "cabot.DEF14A.ixbrl.html"
    report = read_inline(path)
    assert report.problems == ()
    assert len(report.facts) == 105
    first, second = Counter(map(as_row, report.facts)), second_reading(path)
    assert first - second == Counter()
    assert second - first == Counter()


@pytest.mark.parametrize("name", TEN_K)
def test_every_fact_that_is_shown_has_its_place(read: dict[str, Report], name: str) -> None:
    report = read[name]
    (text,) = report.texts.values()
    for fact in report.facts:
        if fact.span is None:
            assert fact.hidden or fact.text == ""
        elif not fact.hidden and fact.unit is not None:
            assert squeezed(text.text[slice(*fact.span)]) == squeezed(fact.text)
            assert text.block_at(fact.span[0]) is not None


# Worked out by hand from the printed statements.

HAND = {
    "aapl-10-k-2024-11-01": [
        ("us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax", "2023-10-01/2024-09-28",
         "391035000000", "USD"),
        ("us-gaap:NetIncomeLoss", "2021-09-26/2022-09-24", "99803000000", "USD"),
        ("us-gaap:EarningsPerShareDiluted", "2023-10-01/2024-09-28", "6.08", "USD/shares"),
        ("us-gaap:WeightedAverageNumberOfDilutedSharesOutstanding", "2023-10-01/2024-09-28",
         "15408095000", "shares"),
        ("us-gaap:Assets", "2024-09-28", "364980000000", "USD"),
        ("us-gaap:Assets", "2023-09-30", "352583000000", "USD"),
        ("us-gaap:InventoryNet", "2024-09-28", "7286000000", "USD"),
        ("us-gaap:Liabilities", "2024-09-28", "308030000000", "USD"),
        ("us-gaap:StockholdersEquity", "2022-09-24", "50672000000", "USD"),
        ("us-gaap:IncomeTaxExpenseBenefit", "2023-10-01/2024-09-28", "29749000000", "USD"),
        # Shown as (1,046): an increase of inventories takes cash.
        ("us-gaap:IncreaseDecreaseInInventories", "2023-10-01/2024-09-28", "1046000000", "USD"),
        ("dei:EntityPublicFloat", "2024-03-29", "2628553000000", "USD"),
        ("us-gaap:CommonStockParOrStatedValuePerShare", "2024-09-28", "0.00001", "USD/shares"),
    ],
    "ba-10-k-2025-02-03": [
        ("us-gaap:Revenues", "2024-01-01/2024-12-31", "66517000000", "USD"),
        ("us-gaap:ProfitLoss", "2024-01-01/2024-12-31", "-11829000000", "USD"),
        ("us-gaap:NetIncomeLoss", "2023-01-01/2023-12-31", "-2222000000", "USD"),
        ("us-gaap:EarningsPerShareDiluted", "2024-01-01/2024-12-31", "-18.36", "USD/shares"),
        ("us-gaap:Assets", "2024-12-31", "156363000000", "USD"),
        ("us-gaap:Liabilities", "2024-12-31", "160277000000", "USD"),
        ("us-gaap:StockholdersEquity", "2024-12-31", "-3908000000", "USD"),
        ("us-gaap:Goodwill", "2023-12-31", "8093000000", "USD"),
        ("us-gaap:AccountsPayableCurrent", "2024-12-31", "11364000000", "USD"),
        ("us-gaap:NetCashProvidedByUsedInOperatingActivities", "2024-01-01/2024-12-31",
         "-12080000000", "USD"),
        ("us-gaap:NetCashProvidedByUsedInFinancingActivities", "2024-01-01/2024-12-31",
         "25209000000", "USD"),
        ("dei:EntityPublicFloat", "2024-06-30", "112000000000", "USD"),
    ],
    "tsla-10-k-2025-01-30": [
        ("us-gaap:Revenues", "2024-01-01/2024-12-31", "97690000000", "USD"),
        ("us-gaap:ProfitLoss", "2024-01-01/2024-12-31", "7153000000", "USD"),
        ("us-gaap:NetIncomeLoss", "2023-01-01/2023-12-31", "14997000000", "USD"),
        ("us-gaap:EarningsPerShareDiluted", "2022-01-01/2022-12-31", "3.62", "USD/shares"),
        ("us-gaap:WeightedAverageNumberOfDilutedSharesOutstanding", "2024-01-01/2024-12-31",
         "3498000000", "shares"),
        ("us-gaap:Assets", "2024-12-31", "122070000000", "USD"),
        ("us-gaap:AssetsCurrent", "2023-12-31", "49616000000", "USD"),
        ("us-gaap:Liabilities", "2024-12-31", "48390000000", "USD"),
        ("us-gaap:AccountsPayableCurrent", "2024-12-31", "12474000000", "USD"),
        ("us-gaap:NetCashProvidedByUsedInInvestingActivities", "2024-01-01/2024-12-31",
         "-18787000000", "USD"),
        ("us-gaap:Goodwill", "2024-12-31", "244000000", "USD"),
        ("dei:EntityPublicFloat", "2024-06-28", "550170000000", "USD"),
    ],
    "v-10-k-2024-11-13": [
        ("us-gaap:NetIncomeLoss", "2023-10-01/2024-09-30", "19743000000", "USD"),
        ("us-gaap:OperatingIncomeLoss", "2021-10-01/2022-09-30", "18813000000", "USD"),
        ("us-gaap:Assets", "2024-09-30", "94511000000", "USD"),
        ("us-gaap:AssetsCurrent", "2024-09-30", "34033000000", "USD"),
        ("us-gaap:Liabilities", "2023-09-30", "51766000000", "USD"),
        ("us-gaap:Goodwill", "2024-09-30", "18941000000", "USD"),
        ("us-gaap:LongTermDebtNoncurrent", "2024-09-30", "20836000000", "USD"),
        ("us-gaap:CashAndCashEquivalentsAtCarryingValue", "2023-09-30", "16286000000", "USD"),
        ("us-gaap:AccountsPayableCurrent", "2024-09-30", "479000000", "USD"),
        ("us-gaap:NetCashProvidedByUsedInFinancingActivities", "2023-10-01/2024-09-30",
         "-20633000000", "USD"),
        ("us-gaap:NetCashProvidedByUsedInOperatingActivities", "2022-10-01/2023-09-30",
         "20755000000", "USD"),
        # Of the class A shares; dimensions are left out of this list.
        ("dei:EntityPublicFloat", "2024-03-28", "439300000000", "USD"),
    ],
    "wfc-10-k-2025-02-25": [
        ("dei:EntityPublicFloat", "2024-06-28", "201600000000", "USD"),
        ("dei:EntityCommonStockSharesOutstanding", "2025-02-14", "3288186582", "shares"),
    ],
}  # fmt: skip

TEXTS = {
    "aapl-10-k-2024-11-01": {
        "dei:EntityRegistrantName": "Apple Inc.",
        "dei:EntityCentralIndexKey": "0000320193",
        "dei:DocumentPeriodEndDate": "2024-09-28",
        "dei:CurrentFiscalYearEndDate": "--09-28",
        "dei:EntityIncorporationStateCountryCode": "CA",
        "dei:EntityTaxIdentificationNumber": "94-2404110",
        "dei:AmendmentFlag": "false",
        "dei:AuditorFirmId": "42",
    },
    "ba-10-k-2025-02-03": {
        "dei:EntityRegistrantName": "BOEING CO",
        "dei:DocumentPeriodEndDate": "2024-12-31",
        "dei:EntityIncorporationStateCountryCode": "DE",
    },
    "tsla-10-k-2025-01-30": {
        "dei:EntityCentralIndexKey": "0001318605",
        "dei:EntityIncorporationStateCountryCode": "TX",
        "dei:EntityFilerCategory": "Large Accelerated Filer",
    },
    "v-10-k-2024-11-13": {
        "dei:EntityCentralIndexKey": "0001403161",
        "dei:AuditorName": "KPMG LLP",
        "dei:AuditorLocation": "San Francisco, CA",
    },
    "wfc-10-k-2025-02-25": {
        "dei:EntityRegistrantName": "WELLS FARGO & COMPANY/MN",
        "dei:CurrentFiscalYearEndDate": "--12-31",
        "dei:DocumentAnnualReport": "true",
        "dei:EntityIncorporationStateCountryCode": "DE",
        "dei:DocumentPeriodEndDate": "2024-12-31",
        "dei:LocalPhoneNumber": "371-2921",
    },
}


@pytest.fixture(scope="module")
def read(annual_report: Callable[[str], Narrative]) -> dict[str, Report]:
    found = {name: annual_report(name).report for name in TEN_K}
    return {name: report for name, report in found.items() if report is not None}


@pytest.mark.parametrize(
    ("name", "concept", "period", "value", "unit"),
    [(name, *row) for name, rows in HAND.items() for row in rows],
)
def test_figures_by_hand(
    read: dict[str, Report], name: str, concept: str, period: str, value: str, unit: str
) -> None:
    found = {
        (fact.value, str(fact.unit))
        for fact in read[name].facts
        if fact.concept == concept
        and str(fact.period) == period
        and not fact.nil
        and (not fact.dimensions or concept.startswith("dei:"))
    }
    assert found == {(Decimal(value), unit)}


@pytest.mark.parametrize("name", TEN_K)
def test_texts_by_hand(read: dict[str, Report], name: str) -> None:
    for concept, value in TEXTS[name].items():
        fact = read[name].first(concept)
        assert fact is not None, concept
        assert fact.value == value


def test_wells_fargo_reports_hidden_percentages_as_fractions(read: dict[str, Report]) -> None:
    """Shown nowhere: a hidden 0.055 with scale -2 and sign - is -0.00055."""
    facts = {fact.element_id: fact for fact in read["wfc-10-k-2025-02-25"].facts}
    fact = facts["f-4888"]
    assert (fact.value, fact.hidden, fact.decimals) == (Decimal("-0.00055"), True, 5)
    assert facts["f-4889"].value == Decimal("0.01410")
    assert str(fact.unit) == "pure"


def test_footnotes_of_visa(read: dict[str, Report]) -> None:
    report = read["v-10-k-2024-11-13"]
    assert len(report.footnotes) == 7
    facts = {fact.element_id: fact for fact in report.facts}
    assert len([fact for fact in report.facts if "fn-1" in {n.id for n in fact.footnotes}]) == 16
    assert facts["f-318"].footnotes[0].text == "Increase or decrease is less than one million."


def test_the_next_annual_report_tells_the_same_of_the_same_year(
    reports: Path, read: dict[str, Report]
) -> None:
    """What SEC derived from Apple's report of 2023 against the tags of that of 2024."""
    before = read_instance(reports / "xbrl" / "aapl_10k_2023" / "aapl-20230930_htm.xml")

    def keyed(report: Report) -> dict[Row, set[object]]:
        found: dict[Row, set[object]] = {}
        for fact in report.facts:
            if isinstance(fact.value, Decimal):
                key = (fact.concept, fact.period, fact.dimensions, str(fact.unit), fact.decimals)
                found.setdefault(key, set()).add(fact.value)
        return found

    old, new = keyed(before), keyed(read["aapl-10-k-2024-11-01"])
    both = old.keys() & new.keys()
    assert len(both) > 250
    # In 2024 Apple split the line "Other" of its tax reconciliation, and restated it back to 2022.
    assert [(key[0], str(key[1])) for key in both if old[key] != new[key]] == [
        ("us-gaap:IncomeTaxReconciliationOtherAdjustments", "2021-09-26/2022-09-24")
    ]
