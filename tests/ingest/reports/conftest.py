"""The real filings, for the tests that read them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
