"""Percentages with fractions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.reports.subsidiaries.columns import Share, read_share
from ingest.reports.subsidiaries.entry import percentage


@pytest.mark.parametrize(
    ("words", "value", "exact"),
    [
        ("99.9", "99.9", True),
        ("51,5", "51.5", True),
        ("12 1/2", "12.5", True),
        ("33 1/3", "33.3333", False),
        ("66⅔", "66.6667", False),
        ("37½", "37.5", True),
        ("99 1/1", "100", True),
    ],
)
def test_numbers(words: str, value: str, exact: bool) -> None:
    assert percentage(words) == (Decimal(value), exact)
    found = percentage(words)
    assert found is not None
    assert str(found[0]) == value


@pytest.mark.parametrize("words", ["100 1/2", "250", "5 1/0"])
def test_no_percentages(words: str) -> None:
    assert percentage(words) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("33 1/3%", Share(Decimal("33.3333"), None, "33 1/3%")),
        ("12 1/2 %", Share(Decimal("12.5"))),
        ("50% (JV)", Share(Decimal(50), None, "50% (JV)")),
        ("50% (or less)", Share(None, None, "50% (or less)")),
        ("50% (approximately)", Share(None, None, "50% (approximately)")),
        ("<50", Share(None, None, "<50")),
        ("1/3", Share(None, None, "1/3")),
        ("60% owned by Elm LLC", Share(Decimal(60), "Elm LLC")),
        ("N/A", Share()),
    ],
)
def test_what_a_cell_says_of_a_share(text: str, found: Share) -> None:
    assert read_share(text) == found
