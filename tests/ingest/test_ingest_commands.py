"""`kg ingest` and `kg sources`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

import kg
from ingest.commands import _show_first, ingest, sources
from ingest.registry import SOURCE_TYPES
from kg.cli_tools import CliContext
from kg.errors import MappingError, UsageError
from tests.ingest.tables.conftest import Bench

Invoke = Callable[..., Result]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    found = Bench(tmp_path)
    found.mapping(
        """
        people:
          files: "*.csv"
          entities:
            person: {schema: Person, id: id, properties: {name: name}}
        """
    )
    return found


@pytest.fixture
def invoke(bench: Bench) -> Invoke:
    """Run a command on the bench's workspace; errors come out as exceptions."""

    def call(command: str, *arguments: str | Path) -> Result:
        context = CliContext(bench.folder / "work")
        try:
            return CliRunner().invoke(
                {"ingest": ingest, "sources": sources}[command],
                [str(argument) for argument in arguments],
                obj=context,
                catch_exceptions=False,
            )
        finally:
            context.close()

    return call


def test_ingest_names_some_of_what_changed(bench: Bench, invoke: Invoke) -> None:
    file = bench.write("p.csv", "id,name\n" + "".join(f"{n},Ann\n" for n in range(12)))
    arguments = ("ingest", "table", file, "--mapping", bench.folder / "map.yaml")
    assert "added: test:0, test:1, test:10 and 9 more" in invoke(*arguments).output
    file.write_text("id,name\n0,Bob\n1,Ann\n", encoding="utf-8")
    found = json.loads(invoke(*arguments, "--json").output)
    assert found["examples"]["changed"] == ["test:0"]
    assert len(found["examples"]["gone"]) == 10


def test_ingest_says_what_it_did(bench: Bench, invoke: Invoke) -> None:
    file = bench.write("p.csv", "id,name,mood\n1,Ann,\n,Bob,\n")
    result = invoke("ingest", "table", file, "--mapping", bench.folder / "map.yaml")
    assert result.exit_code == 0
    assert "test version 1: 2 records read, 1 kept, 1 rejected" in result.output
    assert "rejects.jsonl" in result.output.replace("\n", "")
    assert "column 'mood' is not mapped" in result.output
    result = invoke("ingest", "table", file, "--mapping", bench.folder / "map.yaml")
    assert "nothing new" in result.output


def test_ingest_as_json(bench: Bench, invoke: Invoke) -> None:
    file = bench.write("p.csv", "id;name\n1;Ann\n")
    result = invoke(
        "ingest", "table", file, "--mapping", bench.folder / "map.yaml", "--name", "staff",
        "--set", "delimiter=semicolon", "--set", "encoding=latin-1", "--json",
    )  # fmt: skip
    report = json.loads(result.output)
    assert report["source"] == "staff"
    assert (report["read"], report["kept"], report["rejected"], report["added"]) == (1, 1, 0, 1)


def test_ingest_by_template(bench: Bench, invoke: Invoke) -> None:
    file = bench.write(
        "g.csv", "guarantee_id,guarantor_id,debtor_id,amount,currency\n1,a,b,5,EUR\n"
    )
    result = invoke("ingest", "table", file, "--mapping", "guarantees", "--json")
    assert json.loads(result.output)["source"] == "guarantees"


def test_ingest_refuses(bench: Bench, invoke: Invoke) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n")
    with pytest.raises(UsageError, match="expected KEY=VALUE"):
        invoke("ingest", "table", file, "--mapping", bench.folder / "map.yaml", "--set", "x")
    with pytest.raises(MappingError):
        invoke("ingest", "table", file, "--mapping", file)
    assert invoke("ingest", "table").exit_code == 2


def test_sources_lists_what_can_be_read_and_what_was(bench: Bench, invoke: Invoke) -> None:
    bench.read(bench.write("p.csv", "id,name\n1,Ann\n"))
    found = json.loads(invoke("sources", "--json").output)
    assert [entry["name"] for entry in found["known"]] == list(SOURCE_TYPES)
    assert all(entry["description"] and entry["files"] for entry in found["known"])
    assert [(entry["name"], entry["version"]) for entry in found["loaded"]] == [("test", 1)]
    text = invoke("sources").output
    assert "amlworld" in text
    assert "What was read" in text


def test_sources_needs_no_workspace(tmp_path: Path) -> None:
    result = CliRunner().invoke(sources, ["--json"], obj=CliContext(tmp_path / "none"))
    assert json.loads(result.output)["loaded"] == []


def test_hostile_names_stay_text_on_a_terminal(bench: Bench, invoke: Invoke) -> None:
    name = "[red]x\u202e\u0007.csv"
    file = bench.write(name, "id,name,<img src=x>\n1,Ann,\n")
    result = invoke("ingest", "table", file, "--mapping", bench.folder / "map.yaml")
    assert "[red]x⟨U+202E⟩⟨U+0007⟩.csv" in result.output.replace("\n", "")
    assert "\u202e" not in result.output


def test_the_api_does_what_the_command_does(bench: Bench) -> None:
    from ingest import source_types

    assert [reader.name for reader in source_types()] == list(SOURCE_TYPES)
    assert kg.open(bench.folder / "work").lake.sources() == []


def test_reasons_that_are_not_shown_are_counted() -> None:
    console = Console(record=True, width=80)
    _show_first(console, [f"reason {number}" for number in range(12)])
    told = console.export_text()
    assert "reason 9" in told
    assert "reason 10" not in told
    assert "and 2 more (--json)" in told
