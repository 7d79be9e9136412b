"""docs/tasks/mappings.md: what it shows works as it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import ingest
from ingest.tables.mapping import load_mapping
from ingest.tables.mapping.texts import FILTERS
from kg.errors import MappingError
from kg.ontology import load_ontology
from tests.ingest.tables.conftest import Bench

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "tasks" / "mappings.md").read_text(encoding="utf-8")
TEMPLATES = ROOT / "ingest" / "mappings" / "templates"
BLOCK = re.compile(r'```(\w+)(?: title="([^"]+)")?\n(.*?)```', re.DOTALL)
REJECT = ("file", "record", "line", "field", "value", "reason")
REJECTS = [
    tuple(json.loads(body)[key] for key in REJECT)
    for kind, _, body in BLOCK.findall(TEXT)
    if kind == "json"
]
SECTIONS = {
    title: BLOCK.findall(body)
    for title, body in re.findall(
        r"^### ([^\n]+)\n(.*?)(?=^### |\Z)", TEXT, re.DOTALL | re.MULTILINE
    )
}
SAMPLES = {
    blocks[1][1]: (blocks[0][1], blocks[0][2])
    for blocks in SECTIONS.values()
    if len(blocks) == 2 and blocks[1][2].startswith("--8<--")
}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_every_template_is_shown() -> None:
    assert set(SAMPLES) == {path.stem for path in TEMPLATES.glob("*.yaml")}
    for name in SAMPLES:
        assert f'--8<-- "ingest/mappings/templates/{name}.yaml"' in TEXT


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_template_reads_its_sample(bench: Bench, name: str) -> None:
    file, content = SAMPLES[name]
    path = bench.write(file, content)
    report = ingest.run(bench.workspace, "table", path, mapping=name)
    rows = len(content.strip().splitlines()) - 1
    assert (report.read, report.rejected, report.warnings) == (rows, 0, ())
    assert report.claims > 0
    assert report.source == name
    namespaces = bench.rows("SELECT DISTINCT split_part(entity, ':', 1) FROM claims")
    assert namespaces == [("bank",)]
    # Every column of the sample says something.
    assert load_mapping(TEMPLATES / f"{name}.yaml", load_ontology()).tables[0].ignored == ()


def test_templates_find_each_others_entities(bench: Bench) -> None:
    for name, (file, content) in SAMPLES.items():
        ingest.run(bench.workspace, "table", bench.write(file, content), mapping=name)
    known = {row[0] for row in bench.rows("SELECT DISTINCT entity FROM claims")}
    pointed = {
        value for (value,) in bench.rows("SELECT value FROM claims WHERE value LIKE 'bank:%'")
    }
    assert pointed <= known
    assert {"bank:C-1", "bank:K-2", "bank:A-100", "bank:employee/E-9"} <= pointed


def test_a_statement_read_both_ways(bench: Bench) -> None:
    file, content = SAMPLES["statements"]
    ingest.run(
        bench.workspace,
        "table",
        bench.write(file, content),
        mapping="statements",
        params={"timezone": "Europe/Berlin"},
    )
    own, other = "bank:DE89370400440532013000", "bank:AT611904300234573201"
    assert bench.ledger("from_account", "to_account", "amount", "hour(instant)")[0] == (
        own, other, 125000, 8,
    )  # fmt: skip


def test_the_first_mapping(bench: Bench) -> None:
    shown = {title: body for _, title, body in BLOCK.findall(TEXT) if title}
    path = bench.write("payments.csv", shown["payments.csv"])
    mapping = bench.write("payments.yaml", shown["payments.yaml"])
    report = ingest.run(bench.workspace, "table", path, mapping=mapping)
    assert (report.read, report.kept, report.rejected) == (3, 2, 1)
    assert bench.ledger("from_account", "amount", "purpose") == [
        ("payments:CH-100", 125000, "Rent"),
        ("payments:CH-200", 8050, None),
    ]
    assert bench.rejects(*REJECT, source="payments") == [REJECTS[0]]
    mapping.write_text(shown["payments.yaml"].replace("BankAccount", "BankAcount", 1))
    with pytest.raises(MappingError) as caught:
        ingest.run(bench.workspace, "table", path, mapping=mapping)
    assert f"kg: {caught.value}".replace(f"{bench.folder}/", "") in TEXT


def test_a_key_that_is_used_twice(bench: Bench) -> None:
    file, content = SAMPLES["customers"]
    path = bench.write(file, content + "C-1,Eve,Example,1990,,,,,Oslo,NO,,\n")
    report = ingest.run(bench.workspace, "table", path, mapping="customers")
    assert report.rejected == 1
    assert bench.rejects(*REJECT, source="customers") == [REJECTS[1]]


def test_every_filter_is_explained() -> None:
    for name in FILTERS:
        assert f"`{name}`" in TEXT
