"""Formats of inline XBRL, on inputs and outputs of the registries' own conformance examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reports.xbrl.sec_transforms import number_of_words
from ingest.reports.xbrl.transforms import transform

TR1 = "http://www.xbrl.org/inlineXBRL/transformation/2010-04-20"
TR2 = "http://www.xbrl.org/inlineXBRL/transformation/2011-07-31"
TR3 = "http://www.xbrl.org/inlineXBRL/transformation/2015-02-26"
TR4 = "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"
TR5 = "http://www.xbrl.org/inlineXBRL/transformation/2022-02-16"
SEC = "http://www.sec.gov/inlineXBRL/transformation/2015-08-31"


@pytest.mark.parametrize(
    ("registry", "name", "shown", "value"),
    [
        (TR1, "numcommadot", "1,234.50", "1234.5"),
        (TR1, "numdotcomma", "1.234,50", "1234.5"),
        (TR1, "numspacecomma", "1\u00a0234,5", "1234.5"),
        (TR1, "numspacedot", "12 345.6", "12345.6"),
        (TR1, "numcomma", "12,5", "12.5"),
        (TR1, "numdash", "-", "0"),
        (TR1, "dateslashus", "3/17/09", "2009-03-17"),
        (TR1, "dateslasheu", "17/3/09", "2009-03-17"),
        (TR1, "datedotus", "03.17.2009", "2009-03-17"),
        (TR1, "datedoteu", "17.03.2009", "2009-03-17"),
        (TR1, "datelongus", "March 17, 2009", "2009-03-17"),
        (TR1, "dateshortuk", "17 Mar 09", "2009-03-17"),
        (TR1, "datelongdaymonthuk", "17 March", "--03-17"),
        (TR1, "dateslashmonthdayus", "3/17", "--03-17"),
        (TR1, "dateshortyearmonth", "09 Mar", "2009-03"),
        (TR1, "datelongmonthyear", "March 2009", "2009-03"),
        (TR2, "booleantrue", "whatever", "true"),
        (TR2, "booleanfalse", "", "false"),
        (TR2, "nocontent", "–", ""),
        (TR2, "zerodash", "—", "0"),
        (TR2, "numdotdecimal", "1,234,567.00", "1234567"),
        (TR2, "numcommadecimal", "1 234 567,80", "1234567.8"),
        (TR2, "numunitdecimal", "12,345円67銭", "12345.67"),
        (TR2, "numunitdecimal", "12 euros 5 cents", "12.05"),
        (TR2, "datemonthdayyearen", "Feb. 29th, 2012", "2012-02-29"),
        (TR2, "dateerayearmonthdayjp", "平成24年5月26日", "2012-05-26"),
        (TR2, "dateerayearmonthjp", "昭和元年１２月", "1926-12"),
        (TR2, "dateyearmonthdaycjk", "2012年5月26日", "2012-05-26"),
        (TR2, "dateyearmonthcjk", "２０１２年５月", "2012-05"),
        (TR3, "numdotdecimalin", "12,34,567.89", "1234567.89"),
        (TR3, "datedaymonthyearin", "११ जुलाई २०१२", "2012-07-11"),
        (TR3, "datedaymonthyeardk", "11. maj 2012", "2012-05-11"),
        # 22 March is the first day of a common year of the Saka era, 21 March of a leap year.
        (TR3, "calindaymonthyear", "1 Chaitra 1935", "2013-03-22"),
        (TR3, "calindaymonthyear", "1 Chaitra 1934", "2012-03-21"),
        (TR3, "calindaymonthyear", "11 पौष 1921", "2000-01-01"),
        (TR4, "fixed-zero", "no", "0"),
        (TR4, "num-dot-decimal", ".5", "0.5"),
        (TR4, "num-comma-decimal", "0.012,50", "12.5"),
        (TR4, "date-month-year", "12 2019", "2019-12"),
        (TR4, "date-year-month-day", "2019-1-2", "2019-01-02"),
        (TR4, "date-day-monthroman-year", "5 XI 2019", "2019-11-05"),
        (TR4, "date-day-monthname-year-cs", "5. července 2019", "2019-07-05"),
        (TR4, "date-day-monthname-year-cs", "5. června 2019", "2019-06-05"),
        (TR4, "date-day-monthname-year-el", "5 Μαΐου 2019", "2019-05-05"),
        (TR4, "date-day-monthname-year-fr", "1er août 2019", "2019-08-01"),
        (TR4, "date-day-monthname-fi", "5. marraskuuta", "--11-05"),
        (TR4, "date-year-monthname-day-hu", "2019. szeptember 5.", "2019-09-05"),
        (TR4, "date-year-day-monthname-lv", "2019. gada 5. jūnijs", "2019-06-05"),
        (TR4, "date-monthname-year-no", "desember 2019", "2019-12"),
        (TR5, "num-dot-decimal-apos", "1'234’567.8", "1234567.8"),
        (TR5, "num-comma-decimal-apos", "1'234,5", "1234.5"),
        (TR5, "date-day-monthname-year-cy", "5 Rhagfyr 2019", "2019-12-05"),
        (SEC, "boolballotbox", " ☑ ", "true"),
        (SEC, "boolballotbox", "☒", "true"),
        (SEC, "yesnoballotbox", "☐", "No"),
        (SEC, "duryear", "7.3", "P7Y3M18D"),
        (SEC, "duryear", "-7", "-P7Y"),
        (SEC, "durmonth", "7.3", "P7M9D"),
        (SEC, "durweek", "7.3", "P51D"),
        (SEC, "durday", "7.5", "P7DT12H"),
        (SEC, "durhour", "7.3", "PT7H"),
        (SEC, "durhour", "0", "PT0H"),
        (SEC, "durwordsen", "twelve years, six months and four days", "P12Y6M4D"),
        (SEC, "durwordsen", "twelve‑years", "P12Y"),
        (SEC, "durwordsen", "no days", "P0D"),
        (SEC, "durwordsen", "18 months", "P18M"),
        (SEC, "numwordsen", "eighteen million three hundred thousand and fifty-one", "18300051"),
        (SEC, "numwordsen", "None", "0"),
        (SEC, "numinf", "unlimited", "INF"),
        (SEC, "stateprovnameen", "new\u00a0york", "NY"),
        (SEC, "countrynameen", "Islamic Republic of Iran", "IR"),
        (SEC, "countrynameen", "Åland Islands", "AX"),
        (SEC, "edgarprovcountryen", "Cayman Islands", "E9"),
        (SEC, "edgarprovcountryen", "Georgia", "2Q"),
        (SEC, "edgarprovcountryen", "Quebec", "A8"),
        (SEC, "edgarprovcountryen", "Delaware", "DE"),
        (SEC, "exchnameen", "The Nasdaq Stock Market LLC", "NASDAQ"),
        (SEC, "exchnameen", "new york stock exchange", "NYSE"),
        (SEC, "entityfilercategoryen", "large accelerated filer", "Large Accelerated Filer"),
        (SEC, "datequarterend", "1999 1st quarter-end", "1999-03-31"),
        (SEC, "datequarterend", "The Last quarter, 1999", "1999-12-31"),
        (SEC, "datequarterend", "Q3'1999", "1999-09-30"),
    ],
)
def test_a_format_gives_the_value_the_registry_says(
    registry: str, name: str, shown: str, value: str
) -> None:
    assert transform(registry, name, shown) == value


@pytest.mark.parametrize(
    ("registry", "name", "shown", "reason"),
    [
        (TR4, "num-dot-decimal", "12..5", "not a number"),
        (TR4, "num-dot-decimal", "", "not a number"),
        (TR4, "num-dot-decimal", "1.234,5", "not a number"),
        (TR4, "num-comma-decimal", "1,234.5", "not a number"),
        (TR4, "zerodash", "0", "not a dash"),
        (TR4, "date-day-month-year", "31 2 2019", "day"),
        (TR4, "date-day-month-year", "1 2 2019 5", "more numbers"),
        (TR4, "date-day-monthname-year-de", "5. Smarch 2019", "no month"),
        (TR4, "date-day-monthname-year-xx", "5 May 2019", "unknown format"),
        (TR4, "duryear", "5", "unknown format"),
        (SEC, "num-dot-decimal", "5", "unknown format"),
        (SEC, "fixed-true", "5", "unknown format"),
        (SEC, "numwordsen", "four gazillion", "not a number in words"),
        (SEC, "numwordsen", "zero hundred", "not a number in words"),
        (SEC, "numwordsen", "five six", "not a number in words"),
        (SEC, "durwordsen", "about four days", "not a number in words"),
        (SEC, "durwordsen", "twelve_years", "not a duration"),
        (SEC, "duryear", "1e99", "not a number"),
        (SEC, "exchnameen", "Bernard Madoff & Sons", "not in the registry"),
        (SEC, "countrynameen", "Endor", "no country"),
        (SEC, "datequarterend", "1999, Q5", "not the end of a quarter"),
        ("http://example.org/formats", "anything", "5", "unknown transformation registry"),
    ],
)
def test_what_does_not_follow_its_format_is_refused(
    registry: str, name: str, shown: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        transform(registry, name, shown)


@given(st.decimals(min_value=0, max_value=10**15, places=4))
def test_grouped_numbers_keep_their_value(number: object) -> None:
    shown = f"{number:,}"
    from decimal import Decimal

    assert Decimal(transform(TR4, "num-dot-decimal", shown)) == number
    swapped = shown.translate(str.maketrans(",.", ".,"))
    assert Decimal(transform(TR4, "num-comma-decimal", swapped)) == number


_ONES = [
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int) -> str:
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= size:
            return f"{in_words(number // size)} {name} {in_words(number % size)}".strip()
    if number >= 100:
        return f"{_ONES[number // 100]} hundred {in_words(number % 100)}".strip()
    if number < 20:
        return _ONES[number]
    return f"{_TENS[number // 10]} {_ONES[number % 10]}".strip()


@given(st.integers(min_value=1, max_value=999_999_999_999))
def test_numbers_in_words_come_back(number: int) -> None:
    assert number_of_words(in_words(number)) == number
