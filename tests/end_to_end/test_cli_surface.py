"""What every command has in common: help, examples, `--json`, errors and exit statuses."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points, version
from pathlib import Path
from unittest import mock

import click
import pytest

import kg as riskweave
from ingest.registry import Reader, ReadRequest
from kg.cli import kg as group
from kg.errors import ReaderFault
from kg.model import Claim
from tests.end_to_end.command_line import CommandLine

ROOT = Path(__file__).parents[2]
NAMES = sorted(point.name for point in entry_points(group="kg.commands"))
GROUPS = [name for name in NAMES if entry_points(group=f"kg.commands.{name}")]
LEAVES = [name for name in NAMES if name not in GROUPS] + [
    f"{name} {below.name}" for name in GROUPS for below in entry_points(group=f"kg.commands.{name}")
]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_FENCE = re.compile(r"^```(?:sh|bash|shell|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PROGRAM = "from kg.cli import main; main()"
_OTHER_OPERATORS = {"&&", "|", ";", ">", "2>", "<"}


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def calls(text: str) -> Iterator[list[str]]:
    """The arguments of each `kg` in lines of shell."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line.removeprefix("$ "), comments=True)
        while words:
            end = next((i for i, word in enumerate(words) if word in _OTHER_OPERATORS), len(words))
            call, words = words[:end], words[end + 1 :]
            while call and re.fullmatch(r"[A-Z_]+=\S*", call[0]):
                call = call[1:]
            if call and call[0] == "kg":
                yield call[1:]


def parse(arguments: list[str]) -> str:
    """Parse a call without running it, and give the command's name.

    Raises:
        click.ClickException: it is no call of `kg`. Files need not be there.
    """
    if not arguments:
        return ""
    context = group.make_context("kg", list(arguments))
    # Until click 9 the command's name is kept apart from its arguments.
    words = [*getattr(context, "_protected_args", ()), *context.args]
    name, command, rest = group.resolve_command(context, words)
    assert command is not None
    while isinstance(command, click.Group):
        context = command.make_context(name, list(rest), parent=context)
        words = [*getattr(context, "_protected_args", ()), *context.args]
        below, command, rest = command.resolve_command(context, words)
        assert command is not None
        name = f"{name} {below}"
    with mock.patch.object(click.Path, "convert", lambda _type, value, *_: Path(value)):
        command.make_context(name, list(rest), parent=context)
    return name or ""


# Help


def test_help_lists_every_command() -> None:
    text = CommandLine.bare().do("--help")
    for name in NAMES:
        assert re.search(rf"^  {name} +\S", text, re.MULTILINE)
    assert f"riskweave {version('riskweave')}\n" == CommandLine.bare().do("--version")


@pytest.mark.parametrize("name", LEAVES)
def test_help_of_a_command_ends_with_an_example_that_works(name: str) -> None:
    text = CommandLine.bare().do(*name.split(), "--help")
    assert "--json" in text
    story = text.partition("\nOptions:")[0].rstrip()
    last = " ".join(re.split(r"\n\s*\n", story)[-1].split())
    assert re.match(r"Examples?: ", last), last
    examples = list(calls(re.sub(r"^Examples?: ", "", last)))
    assert name in [parse(example) for example in examples]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_in_the_documentation_can_be_typed(page: Path) -> None:
    for block in _FENCE.findall(page.read_text(encoding="utf-8")):
        for call in calls(block):
            parse([word for word in call if word != "…"])


def test_the_readme_shows_the_commands_one_needs_first() -> None:
    text = PAGES[0].read_text(encoding="utf-8")
    shown = {
        parse([w for w in call if w != "…"]) for b in _FENCE.findall(text) for call in calls(b)
    }
    assert shown >= {"init", "ingest", "refresh", "status", "portrait", "map", "query"}


# Results


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """`kg` on a workspace with nothing in it."""
    line = CommandLine(tmp_path_factory.mktemp("empty") / "work")
    line.do("init")
    return line


@pytest.mark.parametrize(
    "call",
    [("init",), ("status",), ("sources",), ("doctor",), ("refresh",), ("rebuild",), ("alerts",),
     ("query", "MATCH (n) RETURN n")],
)  # fmt: skip
def test_commands_work_on_an_empty_workspace(empty: CommandLine, call: tuple[str, ...]) -> None:
    outcome = empty.run(*call, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == json.dumps(outcome.json(), ensure_ascii=False, indent=2) + "\n"
    plain = empty.run(*call)
    assert (plain.code, plain.err) == (0, "")
    assert plain.out


def test_the_status_of_an_empty_workspace(empty: CommandLine) -> None:
    assert empty.json("status") == {
        "sources": [],
        "entities": {},
        "relations": {},
        "ledger": {"rows": 0, "count": 0, "sums": {}, "without_ends": 0},
        "stale": False,
    }


def test_the_workspace_may_stand_in_the_environment(
    empty: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_WORKSPACE", str(empty.folder))
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, "status", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == empty.json("status")
    assert done.stderr == ""


# Wrong calls

WRONG = {
    "no such command": (("statsu",), "No such command 'statsu'", "--help'"),
    "no such option": (("status", "--jsn"), "No such option", "'kg status --help'"),
    "an argument too many": (("status", "now"), "unexpected extra argument", "'kg status --help'"),
    "no argument": (("portrait",), "Missing argument 'REF'", "'kg portrait --help'"),
    "one path missing": (("path", "a"), "Missing argument 'B'", "'kg path --help'"),
    "an option without its value": (
        ("query", "x", "--limit"),
        "'--limit' requires an argument",
        "",
    ),
    "a number out of range": (("ego", "a", "--hops", "9"), "--hops", "1<=x<=4"),
    "a word for a number": (("ego", "a", "--hops", "two"), "--hops", "'two'"),
    "no such format": (("query", "x", "--format", "xml"), "--format", "'table', 'json', 'csv'"),
    "no such kind": (("path", "a", "b", "--kind", "love"), "--kind", "'money'"),
    "no such file": (("query", "--file", "no.cypher"), "--file", "no.cypher"),
    "two queries": (("query",), "either a query or --file", ""),
    "no such date": (("alerts", "--as-of", "31.12.2025"), "31.12.2025", "Write 2026-06-30"),
    "a parameter without a value": (("query", "RETURN 1", "-p", "x"), "NAME=VALUE", "'x'"),
    "a query that writes": (("query", "MATCH (n) DETACH DELETE n"), "DETACH", "only read"),
    "a query that is none": (("query", "FETCH ALL"), "", ""),
    "nobody": (("portrait", "nobody"), "no entity answers to that", "'nobody'"),
    "no such source": (("withdraw", "ofac"), "ofac", ""),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_is_one_line_and_status_2(empty: CommandLine, case: str) -> None:
    call, *parts = WRONG[case]
    fault = empty.run(*call).fault()
    assert all(part in fault for part in parts)
    if call[0] in NAMES:
        assert fault == empty.run(call[0], "--json", *call[1:]).fault()


def test_kg_alone_shows_its_help() -> None:
    outcome = CommandLine.bare().run()
    assert outcome.code == 2
    assert "Usage: kg" in outcome.err


# Set-ups that are not right


@pytest.mark.parametrize(
    "call",
    [
        ("status",), ("refresh",), ("rebuild",), ("withdraw", "x"), ("portrait", "x"),
        ("map", "x", "y"), ("ego", "x"), ("path", "x", "y"), ("query", "RETURN 1"), ("alerts",),
        ("ingest", "un", "x.xml"),
    ],
)  # fmt: skip
def test_without_a_workspace_a_command_says_how_to_make_one(
    tmp_path: Path, call: tuple[str, ...]
) -> None:
    line = CommandLine(tmp_path / "none")
    assert line.run(*call).fault() == (
        f"{tmp_path}/none: no workspace here. Make one with 'kg -w {tmp_path}/none init'"
    )
    assert not line.folder.exists()


def test_what_can_be_said_without_a_workspace(tmp_path: Path) -> None:
    line = CommandLine(tmp_path / "none")
    assert line.json("sources")["loaded"] == []
    (check,) = [one for one in line.json("doctor") if one["name"] == "workspace"]
    assert check["state"] == "warning"
    assert not line.folder.exists()


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ann")
    fault = CommandLine(tmp_path).run("init").fault()
    assert "not empty" in fault
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("format: 1\ncolour: red\n", "workspace.yaml:2: field 'colour': unknown key"),
        ("format: 1\n\tx", "workspace.yaml:2: not well-formed YAML"),
        ("format: 9\n", "workspace.yaml:1: field 'format': not a workspace of this version"),
        ("- 1\n", "workspace.yaml:1: keys and values are expected"),
        ("format: 1\nstore: {engine: abacus}\n", "workspace.yaml:2: field 'store': needs an"),
    ],
)
def test_settings_that_are_wrong(tmp_path: Path, settings: str, says: str) -> None:
    (tmp_path / "workspace.yaml").write_text(settings)
    assert says in CommandLine(tmp_path).run("status").fault()


def test_a_workspace_that_somebody_else_writes_is_busy(command_line: CommandLine) -> None:
    path = command_line.folder.parent / "list.json"
    path.write_text('{"id":"a","schema":"Person","properties":{"name":["A"]}}\n')
    with riskweave.open(command_line.folder) as workspace, workspace.lake.exclusive():
        for call in (("ingest", "ftm", path), ("refresh",), ("rebuild",)):
            outcome = command_line.run(*call)
            assert (outcome.code, outcome.out) == (1, "")
            (line,) = outcome.err.splitlines()
            assert line.startswith("kg: ")
            assert "another process" in line
    assert command_line.json("ingest", "ftm", path)["kept"] == 1
    assert command_line.json("refresh")["graph"]["how"] == "whole"


def test_a_graph_that_somebody_else_has_open_is_read(command_line: CommandLine) -> None:
    with riskweave.open(command_line.folder) as workspace:
        assert workspace.store.read("RETURN 1").rows == [(1,)]
        assert command_line.run("status").code == 0
        outcome = command_line.run("query", "--format", "csv", "RETURN 1 AS one")
        assert (outcome.code, outcome.out) == (0, "one\r\n1\r\n")


# Interruptions and faults of our own


@pytest.fixture
def reader_that(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """Make the reader of the UN's list write a claim and then raise what is put in here."""
    raised: list[BaseException] = []

    def read(request: ReadRequest) -> None:
        request.writer.read = 1
        request.writer.add_claim(
            Claim("un:1", "Person", "name", "A", record="dataid=1", file="un.xml")
        )
        raise raised[0]

    reader = Reader(name="un", description="", files="", read=read)
    monkeypatch.setattr("ingest.runs.get_reader", lambda _name: reader)
    return raised


def test_an_interruption_leaves_nothing_behind(
    command_line: CommandLine, tmp_path: Path, reader_that: list[BaseException]
) -> None:
    reader_that.append(KeyboardInterrupt())
    path = tmp_path / "un.xml"
    path.write_text("<x/>")
    before = {one for one in command_line.folder.rglob("*") if one.name != "lock"}
    outcome = command_line.run("ingest", "un", path)
    assert (outcome.code, outcome.out) == (130, "")
    assert outcome.err.splitlines()[-1].startswith("Interrupted: nothing half-done was kept.")
    after = {one for one in command_line.folder.rglob("*") if one.name != "lock"}
    # The desk alone knows of it: that it was meant, and that it failed.
    assert {one.name for one in after - before if one.is_file()} == {
        "desk.known",
        "desk.sqlite",
    }
    with riskweave.open(command_line.folder) as ws:
        meant, failed = ws.desk.audit()
    assert (meant.stage, failed.stage, failed.facts["error"]) == (
        "intent", "failed", "KeyboardInterrupt",
    )  # fmt: skip
    assert command_line.json("status")["sources"] == []


def test_a_fault_of_our_own_says_so_in_one_line(
    command_line: CommandLine, tmp_path: Path, reader_that: list[BaseException]
) -> None:
    reader_that.append(RuntimeError("all is\nlost \x1b[31m"))
    path = tmp_path / "un.xml"
    path.write_text("<x/>")
    outcome = command_line.run("ingest", "un", path)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err == (
        "kg: unexpected RuntimeError: all is lost ⟨U+001B⟩[31m."
        f" This is a fault of riskweave {version('riskweave')};"
        " run again with --debug to see where\n"
    )
    with pytest.raises(RuntimeError, match="all is"):
        command_line.run("--debug", "ingest", "un", path)
    assert command_line.json("status")["sources"] == []


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(28, "No space left on device", "lake"), "kg: the disk is full; nothing half-done"),
        (RuntimeError("IO Error: No space left on device"), "kg: the disk is full; nothing half-"),
        (PermissionError(13, "Permission denied", "sdn.csv"), "kg: sdn.csv: Permission denied"),
        (UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed"), "kg: what was giv"),
    ],
)
def test_what_the_system_is_to_blame_for_is_no_fault_of_ours(
    command_line: CommandLine,
    tmp_path: Path,
    reader_that: list[BaseException],
    error: Exception,
    says: str,
) -> None:
    reader_that.append(error)
    path = tmp_path / "un.xml"
    path.write_text("<x/>")
    outcome = command_line.run("ingest", "un", path)
    assert outcome.code == 2
    assert outcome.err.startswith(says)
    assert outcome.err.count("\n") == 1


def test_what_is_made_is_its_owners_alone(command_line: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text('{"id":"a","schema":"Person","properties":{"name":["A"]}}\n')
    assert command_line.run("ingest", "ftm", path).code == 0
    assert command_line.run("refresh").code == 0
    made = [one for one in command_line.folder.rglob("*") if one.stat().st_mode & 0o077]
    assert [one for one in made if one.name != "log"] == []


def test_bytes_that_are_no_text_are_told(empty: CommandLine) -> None:
    for call in (("query", "RETURN '\udcff'"), ("portrait", "\udcff")):
        outcome = empty.run(*call)
        assert outcome.code == 2
        assert "no UTF-8 text" in outcome.err


def test_a_reader_of_the_output_may_go_away(empty: CommandLine) -> None:
    query = "UNWIND range(1, 100000) AS n RETURN n"
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, "-w", empty.folder, "query", query,
         "--json", "--limit", "100000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"{\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_reader_s_fault_is_one_line_and_ours(tmp_path: Path) -> None:
    line = CommandLine(tmp_path / "work")
    line.run("init")
    path = tmp_path / "one.json"
    path.write_text('{"id": "a", "schema": "Person", "properties": {"name": ["A"]}}\n')
    fault = ReaderFault("schema Person has no such property", field="property", value="nmae")
    with mock.patch("kg.lake.door.Entity.say", side_effect=fault):
        outcome = line.run("ingest", "ftm", path)
    assert outcome.code == 1
    (told,) = outcome.err.splitlines()
    assert told.startswith("kg: field 'property': schema Person has no such property (got 'nmae')")
    assert told.endswith("A reader is at fault, not its input.")
