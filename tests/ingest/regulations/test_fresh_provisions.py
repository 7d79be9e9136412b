"""The provisions that were drawn and annotated before any rule read them.

`gold/fresh_provisions.json` holds 60 of EU acts and 12 CFR. `gold/fresh_acts.json` holds 60
paragraphs of 12 to 110 words of the AI Act, NIS 2, CSRD and the Cyber Resilience Act, drawn evenly
from the acts with the seed 20261203, 24 of them among those that speak of amounts or times. Texts
of EU law may be reused (Decision 2011/833/EU). First measured on them, as precision and recall:
citations .97 .99, thresholds 1.0 .86, deadlines .94 .94, obligations .89 .85, one term missed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ingest.regulations.comparison.scoring import Score, read_gold, score

GOLD = Path(__file__).parent / "gold"


@cache
def _scores(name: str) -> dict[str, Score]:
    return score(read_gold(GOLD / f"{name}.json"))


@pytest.mark.parametrize(
    ("name", "kind", "precision", "recall"),
    [
        ("fresh_provisions", "citations", 0.95, 0.95),
        ("fresh_provisions", "deadlines", 0.95, 0.95),
        ("fresh_provisions", "obligations", 0.95, 0.95),
        ("fresh_acts", "citations", 0.98, 0.98),
        ("fresh_acts", "thresholds", 0.98, 0.85),
        ("fresh_acts", "deadlines", 0.98, 0.98),
        ("fresh_acts", "obligations", 0.92, 0.91),
    ],
)
def test_fresh_provisions_stay_read(name: str, kind: str, precision: float, recall: float) -> None:
    one = _scores(name)[kind]
    assert (one.precision or 0) >= precision, one.extra
    assert (one.recall or 0) >= recall, one.missed
