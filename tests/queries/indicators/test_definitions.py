"""The YAML of the indicators: that the shipped files are sound, and that faults are told."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from kg.errors import MappingError
from kg.model import Reason
from queries.filings.indicators import indicators
from queries.filings.indicators.definitions import (
    INPUTS_FILE,
    deadlines,
    shipped_inputs,
    workspace_inputs,
)
from queries.filings.indicators.model import Indicator, computed, not_computed, rounded
from queries.filings.indicators.register import definitions
from tests.queries.report_filings import acme
from tests.queries.worlds import World

SHIPPED = Path(__file__).parents[3] / "queries" / "filings" / "indicators" / "inputs.yaml"


def test_every_indicator_has_a_source_and_readings() -> None:
    shipped = {path.stem for path in SHIPPED.parent.glob("*.yaml")} - {"inputs", "deadlines"}
    assert set(definitions()) == shipped
    for one in definitions().values():
        assert one.source
        assert one.readings[-1].bound is None


def test_readings_at_their_bounds() -> None:
    altman = definitions()["altman_z"]
    read = {text: altman.read(Fraction(text)).reading for text in ("2.6001", "2.6", "1.1", "1.09")}
    assert read == {
        "2.6001": "safe zone", "2.6": "grey zone", "1.1": "grey zone", "1.09": "distress zone",
    }  # fmt: skip
    assert altman.thresholds.startswith("above 2.6 safe zone (ok); from 1.1 grey zone (watch)")


def test_deadlines_of_forms() -> None:
    from datetime import date

    rule = deadlines().of("10-K", date(2024, 12, 31))
    assert rule is not None
    assert list(rule.days.values()) == [60, 75, 90]
    assert deadlines().of("10-K", date(2006, 12, 14)) is None
    assert deadlines().of("SAR", date(2024, 12, 31)) is None


def test_rounding_is_half_to_even() -> None:
    assert rounded(Fraction(1, 3)) == Decimal("0.333333")
    assert rounded(Fraction("0.0000005")) == Decimal("0.000000")
    assert rounded(Fraction("-0.0000015")) == Decimal("-0.000002")


def test_an_indicator_has_a_value_and_reasons_or_says_what_is_missing() -> None:
    definition = definitions()["altman_z"]
    reason = Reason("x1", "1", "ratio", 1.0, "One.")
    assert computed(definition, Fraction(3), reasons=(reason,)).reading == "safe zone"
    with pytest.raises(ValueError, match="no reason"):
        computed(definition, Fraction(3), reasons=())
    with pytest.raises(ValueError, match="missing"):
        not_computed(definition, ())
    assert isinstance(not_computed(definition, ("x",)), Indicator)


def test_inputs_of_a_workspace(lake: Any, world: World) -> None:
    ws = lake(acme(world).world)
    text = SHIPPED.read_text(encoding="utf-8")
    own = ws.path / INPUTS_FILE
    own.write_text(text.replace("- us-gaap:OperatingIncomeLoss", "- us-gaap:NetIncomeLoss"))
    # X3 is 120 / 1000 instead of 150 / 1000: 0.03 x 6.72 less than 4.873.
    assert indicators(ws, "Acme")["altman_z"].value == Decimal("4.6714")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    over: year\n", "    over: month\n", "not one of the words"),
        ("  ebit:\n", "  ebitda:\n", "an input is missing"),
        (
            "{add: [us-gaap:Revenues]",
            "{plus: [us-gaap:Revenues]",
            "Known: add, subtract",
        ),
        ("version: 1", "version: 2", "not one of the words"),
    ],
)
def test_faults_of_a_workspace_file_are_told(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / INPUTS_FILE).write_text(text.replace(old, new, 1))
    with pytest.raises(MappingError, match=words):
        workspace_inputs(tmp_path)


def test_without_a_file_the_shipped_inputs_serve(tmp_path: Path) -> None:
    assert workspace_inputs(tmp_path) is shipped_inputs()
