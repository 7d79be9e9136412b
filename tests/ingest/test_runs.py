"""`ingest.run`: once for each state of the files, whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import ingest
import kg
from kg.errors import BadFile, MappingError, UsageError
from tests.ingest.tables.conftest import Bench

PEOPLE = """
people:
  files: "*.csv"
  entities:
    person: {schema: Person, id: id, properties: {name: name}}
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    found = Bench(tmp_path)
    found.mapping(PEOPLE)
    return found


def test_a_first_version_and_the_next(bench: Bench) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n2,Bob\n")
    first = bench.read(file)
    assert (first.source, first.version, first.unchanged) == ("test", 1, False)
    assert (first.added, first.changed, first.gone) == (2, 0, 0)
    file.write_text("id,name\n2,Bobby\n3,Cid\n", encoding="utf-8")
    second = bench.read(file)
    assert (second.version, second.added, second.changed, second.gone) == (2, 1, 1, 1)


def test_the_same_input_is_not_read_again(bench: Bench) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n,x\n")
    first = bench.read(file)
    again = bench.read(file)
    assert again.unchanged
    assert (again.version, again.read, again.kept, again.rejected) == (1, 2, 1, 1)
    assert again.reject_file == first.reject_file
    assert (again.added, again.changed, again.gone) == (0, 0, 0)


@pytest.mark.parametrize("change", ["content", "mapping", "setting", "ontology"])
def test_whatever_bears_on_the_result_is_read_again(bench: Bench, change: str) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n")
    bench.read(file)
    settings = {}
    if change == "content":
        file.write_text("id,name\n1,Bob\n", encoding="utf-8")
    elif change == "mapping":
        bench.mapping(PEOPLE.replace("name: name", "alias: name"))
    elif change == "setting":
        settings = {"encoding": "latin-1"}
    else:
        extra = bench.write("more.yaml", "schemata:\n  Robot: {label: Robot, extends: [Thing]}\n")
        bench.workspace.__dict__["ontology"] = kg.load_ontology([extra])
    assert bench.read(file, **settings).version == 2


def test_a_withdrawn_source_is_read_again(bench: Bench) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n")
    bench.read(file)
    bench.workspace.withdraw("test")
    report = bench.read(file)
    assert (report.version, report.unchanged, report.added) == (2, False, 1)


def test_a_bad_file_leaves_the_version_before(bench: Bench) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n")
    bench.read(file)
    file.write_text('id,name\n1,"Bob\n', encoding="utf-8")
    with pytest.raises(BadFile):
        bench.read(file)
    assert bench.claims() == {("1", "name", "Ann")}
    assert not (bench.workspace.lake.root / "staging").exists()


def test_nothing_but_rejects_does_not_replace_what_was_good(bench: Bench) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n")
    bench.read(file)
    file.write_text("id,name\n,Bob\n,Cid\n", encoding="utf-8")
    with pytest.raises(BadFile, match="every one of the 2 records was rejected") as caught:
        bench.read(file)
    assert str(caught.value).startswith("p.csv:2: field 'id': ")
    assert bench.claims() == {("1", "name", "Ann")}


@pytest.mark.parametrize("content", ["id,name\n", "id,name", "id,name\n\n\n"])
def test_a_header_alone_does_not_replace_what_was_good(bench: Bench, content: str) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n")
    bench.read(file)
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        bench.read(file)
    assert str(caught.value) == (
        "p.csv: has no records. Version 1 stays. To empty the source, withdraw it"
    )
    assert bench.claims() == {("1", "name", "Ann")}
    bench.workspace.withdraw("test")
    assert bench.read(file).read == 0


def test_an_empty_watchlist_does_not_replace_a_full_one(bench: Bench) -> None:
    entity = '{"id": "Q1", "schema": "Person", "properties": {"name": ["Ann"]}}\n'
    file = bench.write("list.json", entity)
    ingest.run(bench.workspace, "ftm", file)
    file.write_text("\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"list\.json: has no records\. Version 1 stays"):
        ingest.run(bench.workspace, "ftm", file)


def test_a_cut_file_does_not_replace_a_whole_one(bench: Bench) -> None:
    file = bench.write("p.csv", "id,name\n" + "".join(f"{n},Ann\n" for n in range(300)))
    bench.read(file)
    file.write_bytes(file.read_bytes()[:50])
    file.write_bytes(file.read_bytes().rpartition(b",")[0])
    with pytest.raises(BadFile, match="is cut short"):
        bench.read(file)
    assert len(bench.claims()) == 300


def test_a_report_names_what_changed(bench: Bench) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n2,Bob\n")
    bench.read(file)
    file.write_text("id,name\n2,Bobby\n3,Cid\n", encoding="utf-8")
    report = bench.read(file)
    assert report.examples == {
        "added": ("test:3",), "changed": ("test:2",), "gone": ("test:1",)
    }  # fmt: skip
    assert bench.read(file).examples == {}


def test_a_first_version_may_be_nothing_but_rejects(bench: Bench) -> None:
    report = bench.read(bench.write("p.csv", "id,name\n,Bob\n"))
    assert (report.read, report.kept, report.rejected) == (1, 0, 1)


def test_progress_is_told_in_bytes(bench: Bench) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n")
    told: list[tuple[str, int, int]] = []
    ingest.run(
        bench.workspace,
        "table",
        file,
        mapping=bench.folder / "map.yaml",
        progress=lambda *step: told.append(step),
    )
    size = file.stat().st_size
    assert ("looking for changes", size, size) in told
    assert ("reading", size, size) in told
    assert told[-1] == ("storing", 1, 1)


def test_a_file_that_changes_while_it_is_read_is_refused(bench: Bench) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n")

    def meddle(stage: str, _done: int, _total: int) -> None:
        if stage == "reading":
            file.write_text("id,name\n1,Ann\n2,Bob\n", encoding="utf-8")

    with pytest.raises(BadFile, match="changed while it was read"):
        ingest.run(
            bench.workspace, "table", file, mapping=bench.folder / "map.yaml", progress=meddle
        )
    assert bench.workspace.lake.sources() == []


def test_names_and_namespaces(bench: Bench) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n")
    mapping = bench.folder / "map.yaml"
    ingest.run(bench.workspace, "table", file, mapping=mapping, name="a")
    ingest.run(bench.workspace, "table", file, mapping=mapping, name="b")
    assert [state.name for state in bench.workspace.lake.sources()] == ["a", "b"]
    assert {row[0] for row in bench.rows("SELECT entity FROM claims")} == {"a:1", "b:1"}


def test_calls_that_cannot_be(bench: Bench) -> None:
    ws = bench.workspace
    file = bench.write("p.csv", "id,name\n1,Ann\n")
    with pytest.raises(
        UsageError, match=r"no such source type .got 'paysimm'.. Did you mean 'paysim'"
    ):
        ingest.run(ws, "paysimm", file)
    with pytest.raises(UsageError, match=r"'table' needs a mapping file"):
        ingest.run(ws, "table", file)
    with pytest.raises(UsageError, match=r"'paysim' takes no mapping file"):
        ingest.run(ws, "paysim", file, mapping=bench.folder / "map.yaml")
    with pytest.raises(UsageError, match="no such file or folder"):
        ingest.run(ws, "table", file, mapping="nowhere.yaml")
    with pytest.raises(UsageError, match=r"nor a template .got 'customer'.. Did you mean"):
        ingest.run(ws, "table", file, mapping="customer")
    with pytest.raises(UsageError, match="no file was named"):
        ingest.run(ws, "paysim")
    with pytest.raises(UsageError, match="not a usable source name"):
        ingest.run(ws, "table", file, mapping=bench.folder / "map.yaml", name="No Good")
    with pytest.raises(MappingError):
        ingest.run(ws, "table", file, mapping=file)


def test_every_run_is_logged(bench: Bench) -> None:
    bench.read(bench.write("p.csv", "id,name\n1,Ann\n"))
    intent, done = [line for line in bench.workspace.desk.audit() if line.action == "ingest"]
    assert (intent.stage, intent.facts["files"]) == ("intent", ["p.csv"])
    assert (done.stage, done.ends) == ("done", intent.number)


INTERRUPTED = """
import os, signal, sys
from pathlib import Path
import ingest, kg

# A shell starts what runs in the background with it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

def interrupt(stage, done, total):
    if stage == "reading" and done < total:
        os.kill(os.getpid(), signal.SIGINT)

ws = kg.open(sys.argv[1])
try:
    ingest.run(ws, "table", sys.argv[2], mapping=sys.argv[3], progress=interrupt)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_ctrl_c_leaves_the_version_before(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    file = bench.write("p.csv", "id,name\n1,Ann\n")
    bench.read(file)
    lines = "".join(f"{n},name {n}\n" for n in range(200_000))
    file.write_text("id,name\n" + lines, encoding="utf-8")
    bench.workspace.close()
    script = "import ingest.tables.files.slices as s\ns.SLICE_BYTES = 1 << 20\n" + INTERRUPTED
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    done = subprocess.run(
        [sys.executable, "-c", script, str(bench.folder / "work"), str(file),
         str(bench.folder / "map.yaml")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "interrupted\n", (done.returncode, done.stderr)
    assert done.returncode != -signal.SIGINT
    assert bench.claims() == {("1", "name", "Ann")}
    assert not (bench.workspace.lake.root / "staging").exists()
