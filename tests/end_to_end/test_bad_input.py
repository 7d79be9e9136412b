"""Bad input: refused in one line that says where, or set aside record by record and counted."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.command_line import CommandLine

STEPS = "sourceNodeId,targetNodeId,value,time\n"
BLANK = ",-0- " * 7
UN = "<CONSOLIDATED_LIST><INDIVIDUALS>{}</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"
UN_RECORD = "<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>{}</FIRST_NAME></INDIVIDUAL>"
LAUGHS = "".join(
    f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' if level else '<!ENTITY l0 "lol">'
    for level in range(12)
)
MAPPING = """source: people
tables:
  people:
    files: "*.csv"
    entities:
      person:
        schema: Person
        id: id
        properties: {name: name}
"""


@dataclass(frozen=True)
class Refused:
    """A file, the command it is given to, and what the error must say, place first."""

    command: tuple[str, ...]
    files: dict[str, bytes | str]
    says: tuple[str, ...]


def aml(content: bytes | str, *says: str) -> Refused:
    return Refused(("ingest", "amlsim", "{transactions.csv}"), {"transactions.csv": content}, says)


def un(content: bytes | str, *says: str) -> Refused:
    return Refused(("ingest", "un", "{un.xml}"), {"un.xml": content}, says)


def ofac(content: bytes | str, *says: str) -> Refused:
    return Refused(("ingest", "ofac", "{sdn.csv}"), {"sdn.csv": content}, says)


def ftm(content: bytes | str, *says: str) -> Refused:
    return Refused(("ingest", "ftm", "{list.json}"), {"list.json": content}, says)


def mapped(mapping: bytes | str, *says: str) -> Refused:
    return Refused(
        ("ingest", "table", "{people.csv}", "--mapping", "{people.yaml}"),
        {"people.csv": "id,name\n1,Ann\n", "people.yaml": mapping},
        says,
    )


def call(*command: str, says: tuple[str, ...]) -> Refused:
    return Refused(command, {"people.csv": "id,name\n1,Ann\n", "people.yaml": MAPPING}, says)


REFUSED = {
    "wrong encoding": aml(
        STEPS.encode() + b"1,2,3.00,4\n1,\xff\xfe2,3.00,4\n",
        "transactions.csv:3: is not UTF-8", "--set encoding=",
    ),
    "missing column": aml(
        "sourceNodeId,targetNodeId,time\n1,2,3\n",
        "transactions.csv:1: a column is missing", "value",
    ),
    "unclosed quote": aml(
        STEPS + '1,2,3,1\n1,2,"3,1\n1,2,3,4\n',
        "transactions.csv:3: a quote is opened and never closed",
    ),
    "table that is cut short": aml(
        STEPS + "1,2,3,1\n1,2", "transactions.csv:3: is cut short", "Get the whole file"
    ),
    "empty table": aml("", "transactions.csv: is empty"),
    "table of another kind": aml("<html></html>\n", "transactions.csv:1: ", "column"),
    "xml with an external entity": un(
        '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file://{folder}/secret">]>\n'
        + UN.format(UN_RECORD.format("&x;")),
        "un.xml:2: ", "document type declaration",
    ),
    "xml with an external document type": un(
        '<?xml version="1.0"?>\n\n<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">\n'
        + UN.format(UN_RECORD.format("A")),
        "un.xml:3: ", "document type declaration",
    ),
    "billion laughs": un(
        f"<!DOCTYPE l [{LAUGHS}]>\n" + UN.format(UN_RECORD.format("&l11;")),
        "un.xml:1: ", "document type declaration",
    ),
    "unknown xml entity": un(
        "\n" + UN.format(UN_RECORD.format("&nbsp;")), "un.xml:2: not well-formed XML"
    ),
    "truncated xml": un(
        UN.format("\n" + UN_RECORD.format("A") + "\n").partition("</INDIVIDUALS>")[0],
        "un.xml:3: not well-formed XML",
    ),
    "xml nested too deeply": un(
        "<CONSOLIDATED_LIST><INDIVIDUALS>\n" + "<a>" * 100_000,
        "un.xml:2: elements are nested too deeply",
    ),
    "xml in the wrong encoding": un(
        b'<?xml version="1.0" encoding="utf-8"?>\n'
        + UN.format(UN_RECORD.format("Jos\xe9")).encode("latin-1"),
        "un.xml:2: not well-formed XML",
    ),
    "xml of another kind": un("<html/>", "un.xml:1: ", "CONSOLIDATED_LIST"),
    "empty xml": un("", "un.xml: not well-formed XML"),
    "truncated list": ofac(
        f'36,"A",-0- ,"CUBA"{BLANK},-0- \n37,"B', "sdn.csv:2: the file is cut short"
    ),
    "list of another kind": ofac("a,b,c\n", "sdn.csv:1: not one of OFAC's legacy CSV files"),
    "list with null bytes": ofac('36,"A\0",-0- \n', "sdn.csv:1: not a text file"),
    "truncated json lines": ftm(
        '{"id":"a","schema":"Person","properties":{"name":["A"]}}\n{"id":"b","sche',
        "list.json:2: the file is cut short",
    ),
    "no json lines": ftm("name\nAnn\n", "list.json:1: not JSON lines"),
    "unknown property": mapped(
        MAPPING.replace("{name:", "{nam:"),
        "people.yaml:9: ", "no such property", "'nam'", "Did you mean 'name'?",
    ),
    "unknown key": mapped(
        MAPPING + "        propertys: {}\n", "people.yaml:10: ", "unknown key", "propertys'"
    ),
    "unknown schema": mapped(
        MAPPING.replace("Person", "Persn"), "people.yaml:7: ", "no such schema", "'Person'?"
    ),
    "wrong yaml": mapped(MAPPING + "\tx: 1\n", "people.yaml:10: not well-formed YAML"),
    "yaml that would call a function": mapped(
        MAPPING + "    record: !!python/object/apply:os.mkdir ['{folder}/made']\n",
        "people.csv:1: a column is missing", "{folder}/made",
    ),
    "yaml of another kind": mapped("- 1\n- 2\n", "people.yaml"),
    "yaml that is not text": mapped(b"\xff\xfe\x00", "people.yaml:1: is not UTF-8"),
    "empty mapping": mapped("", "people.yaml: the mapping file is empty"),
    "column the file lacks": mapped(
        MAPPING.replace("name: name", "name: nmae"), "people.csv:1: a column is missing", "nmae"
    ),
    "no mapping": call(
        "ingest", "table", "{people.csv}", says=("source type 'table' needs a mapping file",)
    ),
    "a mapping where none is taken": call(
        "ingest", "un", "{people.csv}", "--mapping", "{people.yaml}",
        says=("takes no mapping file",),
    ),
    "mapping that is a folder": call(
        "ingest", "table", "{people.csv}", "--mapping", "{folder}",
        says=("{folder}: cannot be read",),
    ),
    "mapping that is not there": call(
        "ingest", "table", "{people.csv}", "--mapping", "{folder}/no.yaml",
        says=("{folder}/no.yaml: no such file or folder",),
    ),
    "unknown setting": call(
        "ingest", "table", "{people.csv}", "--mapping", "{people.yaml}", "--set", "colour=red",
        says=("no such setting (got 'colour')",),
    ),
    "half a setting": call(
        "ingest", "table", "{people.csv}", "--mapping", "{people.yaml}", "--set", "colour",
        says=("expected KEY=VALUE (got 'colour')",),
    ),
    "unknown source": call(
        "ingest", "amlsimm", "{people.csv}", says=("got 'amlsimm'", "Did you mean 'amlsim'?")
    ),
    "missing file": call(
        "ingest", "amlsim", "{folder}/no.csv", says=("{folder}/no.csv: no such file or folder",)
    ),
    "folder without a table": call(
        "ingest", "amlsim", "{folder}", says=("no file for this source",)
    ),
    "folder without a list": call("ingest", "un", "{folder}", says=("no file named *.xml",)),
}  # fmt: skip


def lake_digest(folder: Path) -> str:
    """Digest of all that the lake and the desk keep, byte by byte; locks are not kept."""
    digest = hashlib.sha256()
    for path in sorted((folder / "lake").rglob("*")):
        if path.is_file() and path.name != "lock":
            digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """`kg` on a workspace that has read and drawn a small ledger, a list and a table."""
    folder = tmp_path_factory.mktemp("sound")
    line = CommandLine(folder / "work")
    line.do("init")
    (folder / "transactions.csv").write_text(STEPS + "1,2,3.00,4\n")
    (folder / "sdn.csv").write_text(f'36,"A",-0- ,"CUBA"{BLANK},-0- \n')
    (folder / "un.xml").write_text(UN.format(UN_RECORD.format("A")))
    for source, name in (("amlsim", "transactions.csv"), ("ofac", "sdn.csv"), ("un", "un.xml")):
        line.do("ingest", source, folder / name)
    line.do("refresh")
    return line


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_call_or_file_is_refused_in_one_line(
    case: str, sound: CommandLine, tmp_path: Path
) -> None:
    refused = REFUSED[case]
    before = lake_digest(sound.folder)
    places = {"{folder}": str(tmp_path)}
    (tmp_path / "secret").write_text("the secret of the machine")
    for name, content in refused.files.items():
        path = tmp_path / name
        data = content.replace("{folder}", str(tmp_path)) if isinstance(content, str) else content
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        places[f"{{{name}}}"] = str(path)

    def placed(text: str) -> str:
        for key, value in places.items():
            text = text.replace(key, value)
        return text

    fault = sound.run(*map(placed, refused.command)).fault()
    for part in map(placed, refused.says):
        assert part in fault
    assert "secret of the machine" not in fault
    assert len(fault) < 600
    assert {path.name for path in tmp_path.iterdir()} == {"secret", *refused.files}
    assert lake_digest(sound.folder) == before


def test_after_all_of_that_the_workspace_is_as_it_was(sound: CommandLine) -> None:
    status = sound.json("status")
    assert [(one["name"], one["version"], one["kept"]) for one in status["sources"]] == [
        ("amlsim", 1, 1), ("ofac", 1, 1), ("un", 1, 1),
    ]  # fmt: skip
    assert status["stale"] is False
    assert sound.json("refresh")["graph"]["how"] == "unchanged"


# Set aside


@dataclass(frozen=True)
class SetAside:
    """A file, and of each record that is set aside (line, field, part of the reason)."""

    source: str
    name: str
    content: str
    kept: int
    rejects: tuple[tuple[int, str | None, str], ...]


SET_ASIDE = {
    "bad amounts": SetAside(
        "amlsim", "transactions.csv",
        STEPS + "1,2,x,1\n1,2,1.234,1\n1,2,,1\n1,2,-5,1\n1,2,NaN,1\n1,2,1e400,1\n1,2,5.00,1\n",
        1,
        (
            (2, "value", "not a number"), (3, "value", "more decimals than its currency"),
            (4, "value", "empty"), (5, "value", "negative"), (6, "value", "not a number"),
            (7, "value", "not a number"),
        ),
    ),
    "bad dates": SetAside(
        "amlsim", "transactions.csv",
        STEPS + "1,2,3,yesterday\n1,2,3,99999999999\n1,2,3,\n1,2,3,1.5\n1,2,3,1\n",
        1,
        ((2, "time", "date"), (3, "time", "date"), (4, "time", "date"), (5, "time", "date")),
    ),
    "records of another width": SetAside(
        "amlsim", "transactions.csv",
        STEPS + "1,2,3,1\n1,2,3,4,5\n1\0,2,3,1\n,2,3,1\n1,2\n",
        1,
        (
            (3, None, "5 fields instead of 4"), (4, None, "NUL"),
            (5, "sourceNodeId", "empty"), (6, None, "2 fields instead of 4"),
        ),
    ),
    "bad entries of the OFAC list": SetAside(
        "ofac", "sdn.csv",
        f'36,"A",-0- ,"CUBA"{BLANK},-0- \nx,"B",-0- ,"CUBA"{BLANK},-0- \n38,"C",-0- ,"CUBA"\n'
        f'40,-0- ,-0- ,"CUBA"{BLANK},-0- \n36,"A2",-0- ,"CUBA"{BLANK},-0- \n'
        f'41,"D",-0- ,"CUBA"{BLANK},-0- \n',
        2,
        (
            (2, None, "ent_num is not a number"), (3, None, "4 columns where there are 12"),
            (4, "name", "without a name"), (5, "ent_num", "already given"),
        ),
    ),
    "bad entries of the UN list": SetAside(
        "un", "un.xml",
        UN.format(
            UN_RECORD.format("A")
            + "\n<INDIVIDUAL><FIRST_NAME>B</FIRST_NAME></INDIVIDUAL>"
            + "\n<INDIVIDUAL><DATAID>3</DATAID></INDIVIDUAL>"
        ),
        1,
        ((2, "DATAID", "without a DATAID"), (3, "FIRST_NAME", "without a name")),
    ),
    "bad lines of FollowTheMoney": SetAside(
        "ftm", "list.json",
        '{"id":"a","schema":"Person","properties":{"name":["A"]}}\n{"id":"b"\n'
        '{"id":"c","schema":"Persn","properties":{"name":["C"]}}\n[1]\n'
        '{"schema":"Person","properties":{"name":["D"]}}\n'
        '{"id":"e","schema":"Person","properties":{"name":["E"]}}\n',
        2,
        (
            (2, None, "not JSON"), (3, "schema", "not in the ontology"),
            (4, None, "not a JSON object"), (5, "id", "missing"),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SET_ASIDE)
def test_a_bad_record_is_set_aside_with_its_place_and_reason(
    case: str, command_line: CommandLine, tmp_path: Path
) -> None:
    given = SET_ASIDE[case]
    path = tmp_path / given.name
    path.write_text(given.content, encoding="utf-8", newline="")
    report = command_line.json("ingest", given.source, path)
    assert (report["kept"], report["rejected"]) == (given.kept, len(given.rejects))
    assert report["read"] == report["kept"] + report["rejected"]
    entries = [json.loads(line) for line in Path(report["reject_file"]).read_text().splitlines()]
    found = sorted((entry["line"], entry["field"], entry["reason"]) for entry in entries)
    for (line, field, reason), expected in zip(found, sorted(given.rejects), strict=True):
        assert (line, field) == expected[:2]
        assert expected[2] in reason
    assert {entry["file"] for entry in entries} == {given.name}
    (source,) = command_line.json("status")["sources"]
    assert source["rejected"] == len(given.rejects)
    shown = " ".join(command_line.do("status").split())
    assert f"{given.source} 1 {report['read']} {given.kept} {len(given.rejects)}" in shown


# Too large


_RUN = """
import sys
from kg.cli import main
try:
    main()
finally:
    with open("/proc/self/status") as status:
        peak = next(line for line in status if line.startswith("VmHWM"))
    print("peak", peak.split()[1], file=sys.stderr)
"""


def sparse(path: Path, head: bytes, size: int) -> None:
    """A file that begins with `head` and goes on with NUL bytes, of which it stores none."""
    with path.open("wb") as stream:
        stream.write(head)
        stream.truncate(size)


def filled(path: Path, head: bytes, size: int) -> None:
    """The same with letters."""
    with path.open("wb") as stream:
        stream.write(head)
        for _ in range(size >> 20):
            stream.write(b"a" * (1 << 20))


GIGABYTE = 1 << 30
LARGE: dict[str, tuple[str, str, bytes, Callable[[Path, bytes, int], None], int, str]] = {
    "a line of 2 GB": (
        "amlsim", "transactions.csv", STEPS.encode() + b"1,2,3.00,1\n", sparse, 2 * GIGABYTE,
        "transactions.csv:3: a record is longer than",
    ),
    "a line of letters": (
        "amlsim", "transactions.csv", STEPS.encode() + b"1,2,3.00,1\n", filled, 64 << 20,
        "transactions.csv:3: a record is longer than",
    ),
    "a list of 300 MB": (
        "ofac", "sdn.csv", b'36,"', sparse, 300 << 20, "sdn.csv: larger than 256 MiB"
    ),
    "an element of 64 MB": (
        "un", "un.xml", UN.partition("{}")[0].encode() + b"<INDIVIDUAL><DATAID>", filled, 64 << 20,
        "un.xml:1: a text is longer than 10 MB",
    ),
}  # fmt: skip


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("case", LARGE)
def test_what_is_too_large_is_refused_in_little_memory(
    case: str, command_line: CommandLine, tmp_path: Path
) -> None:
    source, name, head, make, size, says = LARGE[case]
    path = tmp_path / name
    make(path, head, size)
    done = subprocess.run(
        [sys.executable, "-c", _RUN, "-w", command_line.folder, "ingest", source, path],
        capture_output=True,
        text=True,
        check=False,
    )
    path.unlink()
    assert done.returncode == 2
    fault, peak = done.stderr.splitlines()
    assert says in fault
    assert int(peak.split()[1]) < 500_000, "kilobytes"
    assert command_line.json("status")["sources"] == []


def test_a_json_line_that_never_ends_is_set_aside_in_little_memory(
    command_line: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "list.json"
    sparse(path, b'{"id":"a","schema":"Person","properties":{"name":["A"]}}\n{"id":"', 1 << 29)
    report: Any = command_line.json("ingest", "ftm", path)
    assert (report["read"], report["kept"], report["rejected"]) == (2, 1, 1)
    entry = json.loads(Path(report["reject_file"]).read_text(encoding="utf-8"))
    assert (entry["file"], entry["line"]) == ("list.json", 2)
    assert len(json.dumps(entry)) < 2000
