"""One plug-in adds a section, an indicator, a kernel, a store and a form, touching nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

import kg
import queries
import viz
from kg import registry
from kg.cli_tools import CliContext
from kg.config import Config, load_config, save_config
from kg.engines import STORES
from kg.errors import SetupError
from kg.store import open_store
from queries.detection.alert_commands import alerts
from queries.filings.indicators.register import INDICATORS
from queries.filings.report_commands import flags
from queries.portraits.section import SECTIONS, Section, section
from queries.typologies.kernel_specs import KERNELS
from tests.queries.report_filings import acme
from tests.queries.worlds import World
from viz.commands import portrait
from viz.forms import FORMS

Build = Callable[..., kg.Workspace]

PLUGIN = """
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kg.engines import store_engine
from kg.model import Reason
from queries.filings.indicators.model import computed
from queries.filings.indicators.register import definition_of, indicator
from queries.portraits.blocks import Banner, Column, Table
from queries.portraits.section import Section, section
from queries.typologies.kernel_specs import at_least, count, kernel
from queries.typologies.patterns import Patterns, account_pattern, floats
from viz.forms import form


@section("moods", "Moods", place=45)
class MoodsSection(Section):
    mood: str = ""

    @classmethod
    def read(cls, subject):
        return cls(mood=f"{subject.node.caption} is <b>well</b>", left_out={"mood": 3})

    def headlines(self):
        yield Banner("Mood:", self.mood)

    def blocks(self):
        yield Table((Column("Mood"),), ((self.mood,),), left_out=self.cut("mood", "more mood"))


@indicator("filings_read", place=95, reads=lambda reports: (reports.table.filings,))
def filings_read(filings):
    reason = Reason("filings", len(filings), "filings", float(len(filings)), "Those on file.")
    return computed(definition_of("filings_read"), Fraction(len(filings)), reasons=(reason,))


@kernel(
    "busy_payers",
    "Accounts that pay often.",
    "the payer",
    {"min_transfers": at_least(1, "transfers", "Fewest transfers.", 2)},
    {"transfers": count("transfers", "Transfers it made.")},
)
def find_busy_payers(population, parameters):
    payers, counts = np.unique(population.graph.payer, return_counts=True)
    kept = counts >= parameters["min_transfers"]
    payers, counts = payers[kept], counts[kept]

    def pattern(i):
        graph = population.graph
        edges = np.flatnonzero(graph.payer == payers[i]).astype(np.int32)
        amount = int(graph.amount[edges].sum())
        return account_pattern(population, int(payers[i]), int(graph.currency[edges[0]]), edges,
                               amount)

    return Patterns({"transfers": floats(counts)}, pattern)


@store_engine("paper", "shelf")
def open_paper(settings, path):
    return f"{settings['shelf']} in {path.name}"


@dataclass
class Poem:
    lines: list


@form(Poem, ".txt")
def poem_text(poem, title, styles):
    return "\\n".join([title or "", *poem.lines])
"""
INDICATOR = """
title: Filings read
unit: filings
formula: how many filings there are
source: the plug-in
weights: {}
threshold_source: none
readings:
  - {above: 0, reading: some, level: watch}
  - {reading: none, level: ok}
"""
TYPOLOGY = """
name: busy_payer
title: Pays often
description: An account that pays often.
references: [{title: A book, publisher: A house, year: "2020"}]
kernel: busy_payers
summary: "{subject} paid {amount} in {transfers}."
scoring:
  - {feature: transfers, from: 0 transfers, to: 2 transfers, points: 80 points, says: "{value}."}
threshold: 50 points
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The plug-in as if it was installed, and forgotten in the end."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "moody_plugin.py").write_text(PLUGIN)
    (folder / "filings_read.yaml").write_text(INDICATOR)
    monkeypatch.syspath_prepend(folder)
    point = EntryPoint("moody", "moody_plugin", registry.PLUGINS)
    with ExitStack() as trials:
        for kind in (SECTIONS, INDICATORS, KERNELS, STORES, FORMS):
            trials.enter_context(kind.trial())
        monkeypatch.setattr(
            registry, "entry_points", lambda group: [point][: group == "kg.plugins"]
        )
        registry.load_plugins.cache_clear()
        assert registry.load_plugins() == ("moody",)
        yield sys.modules.pop("moody_plugin")
    registry.load_plugins.cache_clear()


def run(command: Any, ws: kg.Workspace, *arguments: str) -> Result:
    context = CliContext(ws.path)
    context._workspace = ws
    result = CliRunner().invoke(command, arguments, obj=context, env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.usefixtures("plugin")
def test_a_section_is_in_page_terminal_and_json(build: Build, world: World, tmp_path: Path) -> None:
    ann = world.person("Ann")
    ws = build(world)
    found = queries.portrait(ws, ann)
    assert found.mood == "Ann is <b>well</b>"
    assert found.left_out == {"mood": 3}
    assert json.loads(run(portrait, ws, ann, "--json").stdout)["mood"] == "Ann is <b>well</b>"
    shown = run(portrait, ws, ann).stdout
    assert "Mood: Ann is <b>well</b>" in shown
    assert "Moods" in shown
    assert "Left out by limits: mood 3." in shown
    page = viz.save(found, tmp_path / "ann.html").read_text(encoding="utf-8")
    assert '<section id="moods"><h2>Moods</h2>' in page
    assert '<a href="#moods">Moods</a>' in page
    assert page.count("Ann is &lt;b&gt;well&lt;/b&gt;") == 2
    assert "3 more moods left out here." in page
    # It stands after what is around the subject, and before who it is.
    order = [part.key for part in found.sections]
    assert order[3:6] == ["around", "moods", "identity"]


@pytest.mark.usefixtures("plugin")
def test_an_indicator_is_among_the_flags(lake: Build, world: World) -> None:
    ws = lake(acme(world).world)
    found = queries.indicators(ws, "Acme")["filings_read"]
    assert (found.value, found.reading, found.level) == (1, "some", "watch")
    assert "Filings read  some" in run(flags, ws, "Acme").stdout
    names = [
        one["name"] for one in json.loads(run(flags, ws, "Acme", "--json").stdout)["indicators"]
    ]
    assert names[-2:] == ["restatement", "filings_read"]


@pytest.mark.usefixtures("plugin")
def test_a_kernel_and_its_typology_raise_alerts(lake: Build, world: World) -> None:
    a, b = world.account("a"), world.account("b")
    for number in (1, 2):
        world.transfer(a, b, 5_000, number)
    ws = lake(world)
    (ws.path / "typologies").mkdir()
    (ws.path / "typologies" / "busy.yaml").write_text(TYPOLOGY)
    (alert,) = json.loads(run(alerts, ws, "--kind", "busy_payer", "--json").stdout)
    assert (alert["subject"], alert["score"]) == (a, 80)
    assert alert["summary"] == f"{a} paid 100.00 EUR in 2 transfers."
    assert (alert["status"], alert["reasons"][0]["feature"]) == ("open", "transfers")
    spec = KERNELS["busy_payers"]
    assert (list(spec.parameters), list(spec.features)) == (["min_transfers"], ["transfers"])


@pytest.mark.usefixtures("plugin")
def test_a_store_is_named_in_the_configuration(tmp_path: Path) -> None:
    settings = {"engine": "paper", "shelf": "top"}
    save_config(tmp_path, Config(name="work", store=settings))
    settings = load_config(tmp_path).store
    assert settings == {"engine": "paper", "shelf": "top"}
    assert open_store(settings, tmp_path / "graph") == "top in graph"
    with pytest.raises(SetupError, match="unknown setting of the store paper"):
        open_store({"engine": "paper", "self": "top"}, tmp_path)


def test_a_form_is_chosen_by_its_suffix(plugin: ModuleType, tmp_path: Path) -> None:
    path = viz.save(plugin.Poem(["Roses"]), tmp_path / "poem.txt", "Red")
    assert path.read_text() == "Red\nRoses"


def test_what_was_tried_is_forgotten() -> None:
    with SECTIONS.trial():

        @section("once", "Once", place=1)
        class Once(Section):
            once: int = 0

        assert SECTIONS["once"] is Once
    assert "once" not in SECTIONS


@pytest.mark.parametrize(("key", "name"), [("twice", "flows"), ("money", "fresh"), ("x", "as_of")])
def test_no_two_sections_share_a_name(key: str, name: str) -> None:
    made = type("Made", (Section,), {"__annotations__": {name: int}, name: 0})
    with SECTIONS.trial(), pytest.raises(SetupError, match="section"):
        section(key, "Made", place=1)(made)


def test_a_plug_in_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("broken", "no_such_module_anywhere", registry.PLUGINS)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point] if group else [])
    registry.load_plugins.cache_clear()
    with pytest.raises(SetupError, match="the plug-in 'broken' cannot be imported"):
        registry.load_plugins()
    registry.load_plugins.cache_clear()
