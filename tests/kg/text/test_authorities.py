"""Bodies by the names that texts give them."""

from __future__ import annotations

import pytest

from kg.text.authorities import Texts, bodies


@pytest.mark.parametrize(
    ("texts", "form", "name"),
    [
        ("laws", "SEC", "U.S. Securities and Exchange Commission"),
        ("filings", "Securities & Exchange Commission", "U.S. Securities and Exchange Commission"),
        ("laws", "Bureau of Consumer Financial Protection", "Consumer Financial Protection Bureau"),
        ("laws", "OCC", "Office of the Comptroller of the Currency"),
        ("filings", "OCC", None),
        ("laws", "Federal Reserve", None),
        ("filings", "Federal Reserve", "Board of Governors of the Federal Reserve System"),
        ("filings", "European Banking Authority", "European Banking Authority"),
    ],
)
def test_one_name_for_each_body(texts: Texts, form: str, name: str | None) -> None:
    assert bodies(texts).get(form) == name
