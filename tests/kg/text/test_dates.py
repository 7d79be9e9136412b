from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.dates import date_bounds, partial_date, possible_dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19 Mar 1957", "1957-03-19"),
        ("19 MARCH 1957", "1957-03-19"),
        ("1st of", None),
        ("1st Sept. 2001", "2001-09-01"),
        ("Mar 1957", "1957-03"),
        ("1957", "1957"),
        ("circa 1950", "1950"),
        ("approximately 12 May 1980", "1980"),
        ("circa 1957-03-19", "1957"),
        ("c. Mar 1957", "1957"),
        ("early 1960", "1960"),
        ("late Mar 1957", "1957-03"),
        ("mid 1957-03-19", "1957-03"),
        ("circa 03/04/1957", None),
        ("Mar 25, 2015", "2015-03-25"),
        ("2012-12-31", "2012-12-31"),
        ("2012-12-31T00:00:09.554Z", "2012-12-31"),
        ("2014-06-01-04:00", "2014-06-01"),
        ("1960/2/3", "1960-02-03"),
        ("20060318", "2006-03-18"),
        ("19.3.1957", "1957-03-19"),
        ("03/19/1957", "1957-03-19"),
        ("19/03/1957", "1957-03-19"),
        ("05/05/1957", "1957-05-05"),
        ("12/2015", "2015-12"),
        ("5 août 1999", "1999-08-05"),
        ("29 Feb 2000", "2000-02-29"),
        ("29 Feb 1900", None),
        ("31 Apr 1990", None),
        ("2015-13", None),
        ("03/04/1957", None),
        ("57", None),
        ("0000", None),
        ("19 Foo 1957", None),
        ("", None),
        ("１９５７", None),
        ("1" * 500, None),
    ],
)
def test_partial_date(text: str, expected: str | None) -> None:
    assert partial_date(text) == expected


def test_order_of_day_and_month_can_be_given() -> None:
    assert partial_date("03/04/1957", day_first=True) == "1957-04-03"
    assert partial_date("03/04/1957", day_first=False) == "1957-03-04"
    assert partial_date("19/03/1957", day_first=False) is None


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("1957", date(1957, 1, 1), date(1957, 12, 31)),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
        ("2000-02-03", date(2000, 2, 3), date(2000, 2, 3)),
    ],
)
def test_bounds(partial: str, first: date, last: date) -> None:
    assert date_bounds(partial) == (first, last)


@pytest.mark.parametrize("text", ["", "19 Mar 1957", "2001-02-30", "2001-1", "20010203"])
def test_bounds_want_an_iso_partial_date(text: str) -> None:
    with pytest.raises(ValueError, match="not an ISO partial date"):
        date_bounds(text)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_way_of_writing_a_day_is_read(day: date) -> None:
    iso = day.isoformat()
    for text in (f"{day:%d} {day:%b} {day:%Y}", f"{day:%B} {day.day}, {day.year}", f"{day:%Y%m%d}"):
        assert partial_date(text) == iso
    assert partial_date(f"{day:%d.%m.%Y}") == iso
    assert date_bounds(iso) == (day, day)


@given(st.text(alphabet="0123456789 -/.JanuFebcircaTZ:", max_size=25))
def test_what_is_read_is_read_again_unchanged(text: str) -> None:
    partial = partial_date(text)
    if partial is not None:
        assert partial_date(partial) == partial
        first, last = date_bounds(partial)
        assert first <= last


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00/00/1965", "1965"),
        ("1965-00-00", "1965"),
        ("1965-05-00", "1965-05"),
        ("19650000", "1965"),
        ("00/05/1965", "1965-05"),
        ("05/00/1965", "1965"),
        ("00/13/1965", None),
        ("00/00/0000", None),
        ("12 Foo 1957", None),
    ],
)
def test_a_day_or_month_of_zero_is_not_known(text: str, expected: str | None) -> None:
    assert partial_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1957-03-19", ("1957-03-19",)),
        ("1976 or 1977", ("1976", "1977")),
        ("1976/1977", ("1976", "1977")),
        ("12 May 1960; 1961", ("1960-05-12", "1961")),
        ("(1) 04/05/1971. (2) 05/05/1971.", ("1971-05-04", "1971-05-05")),
        ("between 1960 and 1963", ("1960", "1961", "1962", "1963")),
        ("1960-1963", ("1960", "1961", "1962", "1963")),
        ("circa 1960 to 1961", ("1960", "1961")),
        ("the 1960s", tuple(map(str, range(1960, 1970)))),
        ("1 Jan 1960 to 31 Dec 1960", ("1960",)),
        ("1 May 1960 - 31 May 1960", ("1960-05",)),
        ("1900-1950", ("1900", "1950")),
        ("1963-1960", ()),
        ("1976 or soon", ()),
        ("or", ()),
        ("1 or " * 60, ()),
    ],
)
def test_a_text_may_mean_several_dates(text: str, expected: tuple[str, ...]) -> None:
    assert possible_dates(text, day_first=True) == expected


@given(st.text(alphabet="019 -/().;orandto", max_size=60))
def test_whatever_a_text_may_mean_has_bounds(text: str) -> None:
    for meant in possible_dates(text):
        date_bounds(meant)
