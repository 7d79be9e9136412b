"""Names, numbers, purposes and links that would run somewhere stay text everywhere."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from tests.end_to_end.command_line import CommandLine
from tests.end_to_end.contents import contents
from tests.viz.browsing import Opener, Watched
from tests.viz.page_reading import ReadPage

HOSTILE = {
    "image": "<img src=x onerror=alert(1)>",
    "script": "</script><script>alert(1)</script>",
    "attribute": "\"' onmouseover='alert(1)' x=\"",
    "link": "javascript:alert(1)",
    "template": "{{ 7 * 7 }}{% raw %}${7*7}",
    "cypher": "'; MATCH (n) DETACH DELETE n //",
    "cypher string": "\\' OR 1=1 RETURN n //",
    "sql": "Robert'); DROP TABLE claims;--",
    "formula": "=cmd()",
    "sum": "+SUM(1)",
    "minus": "-2+3",
    "at": "@SUM(1)",
    "guarded formula": "'=cmd()",
    "markup": "[bold red]x[/]",
    "open markup": "[link=http://127.0.0.1:9/]y",
    "clear screen": "\x1b[2J\x1b[1;31mRED",
    "title": "\x1b]0;owned\x07name",
    "c1": "\x9b31mC1",
    "bell": "a\x07\x08\x7fb",
    "right to left": "Ivo \u202etxt.exe\u202c Marchetti\u200f",
    "isolate": "a\u2066b\u2069c",
    "line separator": "a\u2028b\u2029c",
    "zero width": "pay\u200bpal",
    "lines": "first\nsecond\r\nthird",
    "emoji": "👩‍👩‍👧 Ünï 🏦",
    "chinese": "张伟 有限公司",
    "arabic": "محمد بن سلمان",
    "quotes": "\"quoted\", 'it', `tick`",
    "backslash": "a\\b\\",
    "null": "null",
    "prototype": "__proto__",
    "format": "%s%n{0}",
    "path": "../../etc/passwd",
}
LONG = "L" * 5_000

MAPPING = """source: bank
tables:
  parties:
    files: parties.csv
    record: no
    entities:
      party:
        schema: Person
        id: "party/{no}"
        properties: {name: name, notes: name, website: name}
      account:
        schema: BankAccount
        id: account
        record: account
        once: true
        properties: {accountNumber: account}
      holding:
        schema: Ownership
        id: "holding/{no}"
        properties: {owner: {entity: party}, asset: {entity: account}, role: name}
  payments:
    files: payments.csv
    entities:
      payer:
        schema: BankAccount
        id: payer
        record: account
        once: true
        properties: {accountNumber: payer}
      payee:
        schema: BankAccount
        id: payee
        record: account
        once: true
        properties: {accountNumber: payee}
    transfers:
      id: id
      from: payer
      to: payee
      amount: {column: amount, currency: {constant: EUR}}
      instant: {column: time, format: "%Y-%m-%dT%H:%M"}
      purpose: purpose
      channel: purpose
"""


def write_table(path: Path, *rows: tuple[object, ...]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)


def steers(text: str) -> list[str]:
    """The characters of a text, line ends apart, that a terminal acts upon."""
    return [c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]


def strings(value: object) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """`kg` on a workspace where every account pays the next, all of them with such names."""
    folder = tmp_path_factory.mktemp("hostile")
    line = CommandLine(folder / "work")
    line.do("init")
    texts = list(HOSTILE.values())
    write_table(
        folder / "parties.csv",
        ("no", "name", "account"),
        *((number, text, text) for number, text in enumerate(texts)),
        ("long", LONG, "long"),
    )
    write_table(
        folder / "payments.csv",
        ("id", "payer", "payee", "amount", "time", "purpose"),
        *(
            (text, text, following, "10.00", f"2026-01-{number % 28 + 1:02}T12:00", text)
            for number, (text, following) in enumerate(
                zip(texts, [*texts[1:], texts[0]], strict=True)
            )
        ),
    )
    (folder / "bank.yaml").write_text(MAPPING, encoding="utf-8")
    report = line.json(
        "ingest", "table", folder / "parties.csv", folder / "payments.csv",
        "--mapping", folder / "bank.yaml",
    )  # fmt: skip
    assert report["rejected"] == 0, Path(report["reject_file"]).read_text()
    line.do("refresh")
    line.do("alerts")
    return line


def party(name: str) -> str:
    return f"bank:party/{list(HOSTILE).index(name)}"


def one_line(name: str) -> str:
    """A name as the ontology's type has it: runs of white space, line ends too, are one space."""
    return " ".join(name.split())


def test_every_name_is_in_the_graph_as_it_was(kg: CommandLine) -> None:
    held = contents(kg.folder)
    names = {node[4]["name"][0] for node in held.nodes.values() if node[1] == "Person"}
    assert names == {*map(one_line, HOSTILE.values()), LONG}
    numbers = {node[4]["accountNumber"] for node in held.nodes.values() if node[1] == "BankAccount"}
    assert numbers == {*map(one_line, HOSTILE.values()), "long"}
    # What the commands above found is drawn too, by the desk.
    own = [node for node in held.nodes.values() if node[0] != {"desk"}]
    assert len(own) == 2 * (len(HOSTILE) + 1)
    assert sum(kind == "OWNS" for kind, _ in held.relations) == len(HOSTILE) + 1
    assert held.transfers.keys() == {f"bank/{text}" for text in HOSTILE.values()}


COMMANDS = {
    "status": ("status",),
    "sources": ("sources",),
    "alerts": ("alerts",),
    "query": ("query", "MATCH (n:Person) RETURN n.id, n.name, n.notes ORDER BY n.id"),
    "query whole": ("query", "MATCH (n:Person)-[r:OWNS]->(a) RETURN n, r, a LIMIT 100"),
    "query text": ("query", "RETURN '[red]x[/]' AS `[blue]y`"),
    "portrait of a party": ("portrait", party("clear screen")),
    "portrait of another": ("portrait", party("right to left")),
    "portrait of an account": ("portrait", "bank:" + HOSTILE["title"]),
    "ego": ("ego", party("c1"), "--hops", "4"),
    "map": ("map", party("clear screen"), party("right to left"), "--hops", "6"),
    "path": ("path", party("clear screen"), party("c1"), "--kind", "money"),
    "any path": ("path", party("lines"), party("isolate")),
    "refresh": ("refresh",),
    "doctor": ("doctor",),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_steers_the_terminal(kg: CommandLine, name: str) -> None:
    assert steers(kg.do(*COMMANDS[name])) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_json_is_plain_and_exact(kg: CommandLine, name: str) -> None:
    text = kg.do(*COMMANDS[name], "--json")
    assert steers(text) == []
    if name == "query":
        found = json.loads(text)
        assert found["columns"] == ["n.id", "n.name", "n.notes"]
        names = {*map(one_line, HOSTILE.values()), LONG}
        assert {row["n.name"] for row in found["rows"]} == names
    elif name.startswith("portrait"):
        subject = "title" if "account" in name else "clear screen"
        subject = "right to left" if "another" in name else subject
        assert HOSTILE[subject] in set(strings(json.loads(text)))


def test_tables_show_names_as_they_are_or_spelt_out(kg: CommandLine) -> None:
    shown = kg.do("query", "MATCH (n:Person) WHERE size(n.caption) < 100 RETURN n.caption")
    for name in (
        "image",
        "script",
        "cypher",
        "formula",
        "markup",
        "open markup",
        "chinese",
        "arabic",
    ):
        assert f" {HOSTILE[name]} " in shown
    assert " ⟨U+001B⟩[2J⟨U+001B⟩[1;31mRED " in shown
    assert " Ivo ⟨U+202E⟩txt.exe⟨U+202C⟩ Marchetti⟨U+200F⟩ " in shown
    assert " first second third " in shown


def test_csv_gives_names_back_and_no_formulas(kg: CommandLine) -> None:
    text = kg.do("query", "MATCH (n:Person) RETURN n.caption", "--format", "csv")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header == ["n.caption"]
    expected = {
        f"'{name}" if name.startswith(("=", "+", "-", "@")) else name
        for name in (*map(one_line, HOSTILE.values()), LONG)
    }
    assert {cell for (cell,) in rows} == expected
    assert len(rows) == len(HOSTILE) + 1


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_found_as_text_and_runs_nothing(kg: CommandLine, name: str) -> None:
    text = one_line(HOSTILE[name])
    found = kg.json(
        "query", "MATCH (n:Person) WHERE n.name = $name RETURN n.id", "-p",
        f"name={json.dumps(text)}",
    )  # fmt: skip
    assert found["rows"] == [{"n.id": party(name)}]


def test_afterwards_the_graph_is_whole(kg: CommandLine) -> None:
    status = kg.json("status")
    count = len(HOSTILE)
    found = {"Alert": 1, "Typology": 1}
    joined = {"FOUND_ON": 1, "INSTANCE_OF": 1}
    assert status["relations"].pop("HAS_MEMBER") > 0
    assert status["entities"] == {"BankAccount": count + 1, "Person": count + 1, **found}
    assert status["relations"] == {"OWNS": count + 1, "TRANSFER": count, **joined}
    assert status["ledger"] == {
        "rows": count, "count": count, "sums": {"EUR": 1000 * count}, "without_ends": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "call",
    [
        ("portrait", "nobody\x1b[31m\u202e"),
        ("query", "MATCH (n) RETURN \x1b[31m"),
        ("query", "MATCH (n) RETURN n", "-p", "\x1b[31m=1"),
        ("ingest", "\x1b[31m", "x"),
        ("ingest", "un", "no\x1b[31m\u202efile"),
        ("ingest", "un", "x", "--\x1b[31m"),
        ("\x1b[31m",),
        ("path", "bank:long", "\x9b31m", "--kind", "\x1b[31m"),
        ("withdraw", "\x1b[31m"),
    ],
)
def test_errors_do_not_steer_the_terminal_either(kg: CommandLine, call: tuple[str, ...]) -> None:
    assert steers(kg.run(*call).fault()) == []


def test_ids_of_candidates_are_spelt_out(tmp_path: Path) -> None:
    line = CommandLine(tmp_path / "work")
    line.do("init")
    path = tmp_path / "people.csv"
    write_table(path, ("id", "name"), ("\x1b[31m/7", "A"), ("\x9b31m/7", "B"))
    mapping = tmp_path / "people.yaml"
    mapping.write_text(
        'source: x\ntables:\n  t:\n    files: "*.csv"\n    entities:\n'
        "      p: {schema: Person, id: id, properties: {name: name}}\n",
        encoding="utf-8",
    )
    line.do("ingest", "table", path, "--mapping", mapping)
    fault = line.run("portrait", "7").fault()
    assert "several entities answer to that" in fault
    assert "⟨U+001B⟩[31m/7" in fault
    assert steers(fault) == []


@pytest.mark.parametrize("ending", ["svg", "graphml", "json", "csv"])
def test_files_of_a_map_can_be_read_back(kg: CommandLine, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"map.{ending}"
    kg.do("ego", party("image"), "--hops", "4", "--limit", "100", "--out", path)
    text = path.read_text(encoding="utf-8")
    if ending in {"svg", "graphml"}:
        root = etree.fromstring(text.encode())
        local = {etree.QName(one).localname for one in root.iter() if isinstance(one.tag, str)}
        assert local.isdisjoint({"script", "img", "foreignObject", "a"})
        assert not any(name.startswith("on") for one in root.iter() for name in one.attrib)
        assert HOSTILE["image"] in "".join(root.itertext())
    elif ending == "json":
        assert HOSTILE["image"] in set(strings(json.loads(text)))
    else:
        cells = {cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row}
        assert HOSTILE["image"] in cells
        assert not any(cell.startswith(("=", "+", "@", "-2")) for cell in cells)


def assert_inert(watched: Watched) -> None:
    """The page did nothing, asked for nothing and holds no foreign element."""
    page = watched.page
    watched.assert_quiet()
    assert page.locator("iframe, object, embed, b:text-is('bold')").count() == 0
    assert page.evaluate(
        "[...document.images].every((image) => image.src.startsWith('data:image/svg+xml'))"
    )
    assert page.evaluate(
        "[...document.querySelectorAll('*')].every((element) =>"
        " [...element.attributes].every((one) => !one.name.startsWith('on')))"
    )
    assert page.evaluate(
        "[...document.querySelectorAll('[href]')].every((one) =>"
        " one.getAttribute('href').startsWith('#'))"
    )


@pytest.mark.browser
@pytest.mark.parametrize("name", ["image", "script", "attribute", "link", "clear screen"])
def test_the_page_of_a_portrait_stays_inert(
    kg: CommandLine, open_page: Opener, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "portrait.html"
    kg.do("portrait", party(name), "--html", path)
    watched = open_page(path)
    shown = HOSTILE[name].replace("\x1b", "⟨U+001B⟩")
    assert shown in watched.page.locator("h1").inner_text()
    for summary in watched.page.locator("summary").all():
        summary.click()
    assert watched.page.locator("script, img").count() == 0
    assert_inert(watched)


@pytest.mark.browser
def test_the_page_of_a_map_stays_inert(kg: CommandLine, open_page: Opener, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    found = kg.json("ego", party("image"), "--hops", "4", "--limit", "200", "--out", path)
    watched = open_page(path)
    page = watched.page
    page.wait_for_function("document.documentElement.dataset.drawn === 'true'")
    assert page.evaluate("nodes.length") == len(found["nodes"])
    page.locator("summary").click()
    for button in page.locator("[data-node]").all():
        button.click()
    for box in page.locator("[data-kind]").all():
        box.click()
        box.click()
    page.locator("#find").fill(HOSTILE["image"])
    page.keyboard.press("Enter")
    assert page.locator("#detail h3").inner_text() == HOSTILE["image"]
    assert_inert(watched)


def test_pages_spell_out_what_cannot_be_seen(kg: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "portrait.html"
    kg.do("portrait", party("right to left"), "--html", path)
    read = ReadPage(path.read_text(encoding="utf-8"))
    shown = read.root.text_content()
    assert "⟨U+202E⟩txt.exe⟨U+202C⟩" in shown
    assert not {"\u202e", "\u202c", "\u200f"} & set(shown)
