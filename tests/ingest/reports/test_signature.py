"""The day beside a registrant's signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from lxml import html

from ingest.reports.narrative.narrative import Narrative
from ingest.reports.people.signature_page import find_signature
from kg.text.blocks import plain_text

CAUSED = (
    "Pursuant to the requirements of Section 13 of the Act, the registrant has duly caused this"
    " report to be signed on its behalf by the undersigned, thereunto duly authorized"
)


def signed(body: str) -> tuple[date, str] | None:
    text = plain_text(html.fromstring(f"<html><body>{body}</body></html>"))
    found = find_signature(text)
    return None if found is None else (found.day, text.text[slice(*found.span)])


@pytest.mark.parametrize(
    "body",
    [
        f"<p>SIGNATURES</p><p>{CAUSED}.</p><p>Elm Inc.</p><p>Date: March 4, 2025</p>",
        f"<p>Signature</p><p>{CAUSED}, on March 4, 2025.</p>",
        f"<p>SIGNATURES</p><p>{CAUSED}.</p><table><tr><td>Dated: March 4, 2025</td>"
        "<td>By: /s/ A. Roe</td></tr></table>",
        f"<p>SIGNATURES</p><p>{CAUSED}, as of March 4, 2025.</p>",
        "<p>SIGNATURES</p><p>Pursuant to the Act, the registrant has duly caused this report to be"
        " signed on its behalf March 4, 2025 by the undersigned.</p>",
    ],
)
def test_the_day_of_signing(body: str) -> None:
    assert signed(body) == (date(2025, 3, 4), "March 4, 2025")


@pytest.mark.parametrize(
    "body",
    [
        f"<p>SIGNATURES</p><p>{CAUSED}.</p><p>Elm Inc.</p>"
        "<p>Signed below by the following persons.</p><p>Date: March 4, 2025</p>",
        "<p>SIGNATURES</p><p>The agreement was signed.</p><p>Date: March 4, 2025</p>",
        f"<p>SIGNATURES</p><p>{CAUSED}.</p><p>Date: March 2025</p>",
    ],
)
def test_no_day_of_the_registrants_signature(body: str) -> None:
    assert signed(body) is None


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("aapl-10-k-2024-11-01", "2024-11-01"),
        ("ba-10-k-2025-02-03", "2025-02-03"),
        # It was filed on 30 January.
        ("tsla-10-k-2025-01-30", "2025-01-29"),
        ("v-10-k-2024-11-13", "2024-11-13"),
        ("wfc-10-k-2025-02-25", "2025-02-25"),
    ],
)
def test_days_of_signing_of_real_reports(
    annual_report: Callable[[str], Narrative], name: str, day: str
) -> None:
    found = annual_report(name).signature
    assert found is not None
    assert found.day.isoformat() == day
