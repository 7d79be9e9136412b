"""The real filings, for the tests that read them."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from ingest.reports.narrative.narrative import Narrative, read_narrative

REPORTS = (
    Path(os.environ.get("RISKWEAVE_SHARED", Path(__file__).parents[3] / "../shared/data"))
    / "reports"
)


@pytest.fixture(scope="session")
def reports() -> Path:
    """The folder of real filings; a test that asks for it is skipped where it is absent."""
    if not REPORTS.is_dir():
        pytest.skip("the reports are not here")
    return REPORTS


@pytest.fixture(scope="session")
def annual_report(reports: Path) -> Callable[[str], Narrative]:
    """A real annual report by the name of its file: its words and, in `report`, its facts.

    Each is read once; nobody may change it.
    """
    return cache(lambda name: read_narrative(reports / "sec_10k" / f"{name}.html"))
