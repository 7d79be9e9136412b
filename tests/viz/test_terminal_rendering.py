from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from kg.model import Finding, Reason
from tests.viz import portrait_samples as samples
from tests.viz.viz_samples import HOSTILE_NAMES, hostile, ring, sized
from viz.maps.terminal import subgraph_text
from viz.portraits.terminal import portrait_text
from viz.terminal import MOST_ROWS

if TYPE_CHECKING:
    from rich.console import RenderableType


def _printed(what: RenderableType, *, width: int = 400, color: bool = False) -> str:
    out = io.StringIO()
    Console(
        file=out, width=width, force_terminal=color, color_system="standard" if color else None
    ).print(what)
    return out.getvalue()


def test_a_map_shows_entities_by_risk_and_money_by_currency() -> None:
    text = _printed(subgraph_text(ring()))
    lines = text.splitlines()
    assert "35 entities" in text
    assert "3 left out by the limit" in text
    first = next(line for line in lines if "Company" in line)
    assert "● Bluewater Lantern Trading Ltd" in first
    assert "91" in first
    euro = [line for line in lines if re.search(r"[\d,.]+ EUR +\d", line)]
    assert "CZ77" in euro[0]
    assert "UK" not in text


def test_long_maps_are_cut_and_say_so() -> None:
    text = _printed(subgraph_text(sized(200)))
    assert f"… and {200 - MOST_ROWS} more entities." in text


def test_a_portrait_shows_what_matters() -> None:
    text = _printed(portrait_text(samples.portrait()))
    for expected in (
        "Company, c:blue, as of 2026-06-30",
        "Exposure: 91 points.",
        "Finding: 88 points. Six accounts gather",
        "24 transfers",
        "Possible match: 72.5 points.",
        "Incorporated on (sources differ)",
        "United Kingdom (gb)",
        "595,000.00 GBP; 44,000.00 EUR",
        "beneficial owner, no known owner of its own",
        "← directs",
        "Quayside Copper LLP; Ivo Marchesini and 2 more",
        "Left out by limits: contacts 2.",
        "10 claims from 2 records",
    ):
        assert expected in text


def test_a_sanctioned_portrait_says_so_first() -> None:
    lines = _printed(portrait_text(samples.sanctioned())).splitlines()
    assert "ON A LIST: Fictional Office (FICT-2)" in lines[2]


def test_a_bare_portrait_can_be_shown() -> None:
    assert "0 claims from 0 records behind this" in _printed(portrait_text(samples.bare_portrait()))


@pytest.mark.parametrize("color", [False, True])
def test_hostile_text_does_not_steer_the_terminal(color: bool) -> None:
    shown = [
        _printed(subgraph_text(hostile()), color=color),
        _printed(portrait_text(samples.hostile_portrait(HOSTILE_NAMES)), color=color),
        _printed(portrait_text(samples.changed(samples.portrait(), schema_label="[red]x[/red]"))),
    ]
    for text in shown:
        own = re.sub(r"\x1b\[[0-9;]*m", "", text)
        assert "[red]" in own
        bad = {c for c in own if c != "\n" and unicodedata.category(c) in {"Cc", "Cf"}}
        assert bad == set()
    # The hostile colour code stands for itself, and none of rich's own codes is the hostile one.
    assert "⟨U+001B⟩[31mred" in shown[0]


def test_what_a_reason_rests_on_is_counted_once_each() -> None:
    reason = Reason(
        "alert", "cycle", "typology", 10.0, "why", claims=("c", "c"), transfers=("t", "u", "t")
    )
    finding = Finding("e-1", "exposure", "x:1", ("x:1",), 10.0, (reason,), None, "sum")
    text = _printed(portrait_text(samples.changed(samples.bare_portrait(), exposure=finding)))
    assert "1 claim, 2 transfers" in text
    assert "cycle typology" not in text


def test_a_name_without_end_is_cut_and_its_length_told() -> None:
    name = "A" * 300_000
    bare = samples.bare_portrait()
    text = _printed(
        portrait_text(samples.changed(bare, subject=replace(bare.subject, caption=name)))
    )
    assert "A" * 200 + "… (300,000 characters)" in text
    assert len(text) < 2000
    found = sized(3)
    found = replace(found, nodes=(replace(found.nodes[0], caption=name), *found.nodes[1:]))
    assert len(_printed(subgraph_text(found))) < 20_000
