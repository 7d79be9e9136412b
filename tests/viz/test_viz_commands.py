from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import queries
from kg.cli_tools import CliContext
from tests.viz import portrait_samples
from tests.viz.viz_samples import ring
from viz import commands

WORKSPACE = SimpleNamespace(ontology=None)
"""What the commands need of a workspace once the queries are answered."""


class _Context(CliContext):
    def workspace(self) -> Any:
        return WORKSPACE


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    made: list[tuple[Any, ...]] = []

    def portrait(*args: Any, **options: Any) -> Any:
        made.append(("portrait", args, options))
        return portrait_samples.portrait()

    def association_map(*args: Any, **options: Any) -> Any:
        made.append(("map", args, options))
        return ring()

    def ego(*args: Any, **options: Any) -> Any:
        made.append(("ego", args, options))
        return ring()

    monkeypatch.setattr(queries, "portrait", portrait, raising=False)
    monkeypatch.setattr(queries, "association_map", association_map, raising=False)
    monkeypatch.setattr(queries, "ego", ego, raising=False)
    return made


def _run(command: click.Command, *words: str) -> Result:
    result = CliRunner().invoke(command, list(words), obj=_Context(Path("work")))
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize("command", [commands.portrait, commands.map, commands.ego])
def test_each_help_ends_with_an_example(command: click.Command) -> None:
    assert command.help is not None
    assert command.help.strip().splitlines()[-1].strip().startswith("Example: kg -w work ")


def test_portrait_prints_to_the_terminal(calls: list[tuple[Any, ...]]) -> None:
    result = _run(commands.portrait, "c:blue", "--as-of", "2026-06-30")
    assert "Bluewater Lantern Trading Ltd" in result.output
    assert calls == [("portrait", (WORKSPACE, "c:blue"), {"as_of": "2026-06-30"})]


def test_portrait_writes_a_page(calls: list[tuple[Any, ...]], tmp_path: Path) -> None:
    page = tmp_path / "p.html"
    result = _run(commands.portrait, "c:blue", "--html", str(page))
    assert result.output == f"Wrote {page}.\n"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert len(calls) == 1


def test_portrait_as_json_keeps_standard_output_clean(
    calls: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    result = _run(commands.portrait, "c:blue", "--json", "--html", str(tmp_path / "p.html"))
    assert json.loads(result.stdout)["subject"]["id"] == "c:blue"
    assert "Wrote" in result.stderr
    assert len(calls) == 1


def test_map_passes_what_it_was_given(calls: list[tuple[Any, ...]], tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    result = _run(commands.map, "c:blue", "p:ivo", "--hops", "4", "--out", str(out))
    assert calls == [("map", (WORKSPACE, ("c:blue", "p:ivo")), {"hops": 4, "as_of": None})]
    relations = len(ring().relations)
    assert result.output == (
        f"Wrote {out}: 35 entities, {relations} relations, 3 left out by the limit.\n"
    )
    assert out.exists()


def test_map_as_json(calls: list[tuple[Any, ...]]) -> None:
    found = json.loads(_run(commands.map, "c:blue", "p:ivo", "--json").stdout)
    assert found == ring().to_json()
    assert calls[0][2] == {"hops": 3, "as_of": None}


def test_ego_passes_what_it_was_given(calls: list[tuple[Any, ...]]) -> None:
    result = _run(commands.ego, "c:blue", "--hops", "2", "--limit", "40")
    assert calls == [("ego", (WORKSPACE, "c:blue"), {"hops": 2, "limit": 40, "as_of": None})]
    assert "35 entities" in result.output


def test_an_unwritable_form_is_a_fault_of_the_call(calls: list[tuple[Any, ...]]) -> None:
    result = CliRunner().invoke(
        commands.ego, ["c:blue", "--out", "ego.pdf"], obj=_Context(Path("work"))
    )
    assert type(result.exception).__name__ == "UsageError"
    assert len(calls) == 1


def test_the_help_of_a_map_says_what_one_entity_gives() -> None:
    result = _run(commands.map, "--help")
    assert "REF..." in result.output
    assert "One REF alone gives what is around it" in " ".join(result.output.split())


def test_a_map_takes_no_more_hops_than_the_query(calls: list[tuple[Any, ...]]) -> None:
    result = CliRunner().invoke(commands.map, ["a", "b", "--hops", "7"], obj=_Context(Path("work")))
    assert result.exit_code == 2
    assert "1<=x<=6" in result.output
    assert calls == []
