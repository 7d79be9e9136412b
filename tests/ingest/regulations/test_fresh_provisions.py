"""The provisions that were drawn and annotated before any rule read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.regulations.comparison.scoring import read_gold, score

GOLD = Path(__file__).parent / "gold" / "fresh_provisions.json"


@pytest.mark.parametrize(
    ("kind", "least"), [("citations", 0.95), ("deadlines", 0.95), ("obligations", 0.95)]
)
def test_fresh_provisions_stay_read(kind: str, least: float) -> None:
    one = score(read_gold(GOLD))[kind]
    assert one.precision is not None
    assert one.recall is not None
    assert min(one.precision, one.recall) >= least
