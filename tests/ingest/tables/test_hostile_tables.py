"""Nothing that stands in a table is lost in silence, acted on, or taken for something else."""

from __future__ import annotations

import csv
import io
import json
import shutil
from decimal import Decimal, InvalidOperation
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.registry import ReadRequest
from ingest.tables.loader import read
from kg.errors import BadFile
from kg.lake import Lake, SourceWriter
from kg.ontology import Ontology, load_ontology
from kg.values.money import parse_amount
from kg.values.types import TYPES, as_text, one_line
from tests.ingest.tables.conftest import Bench

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "'; MATCH (n) DETACH DELETE n //",
    "'); DROP TABLE stage; --",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "$currency {name} {{x}} %s",
    "\u202egnp.exe",
    "a\u0007bell\u001b[31m",
    "🏦 Ünïcode 银行 بنك",
    'quo"te',
    "com,ma",
    "new\nline",
    "\\x41\\n",
    "NULL",
    "None",
]

PEOPLE = """
people:
  files: "*.csv"
  entities:
    person: {schema: Person, id: id, properties: {name: name, alias: "{name} ({id})"}}
"""


def test_hostile_text_stays_text(bench: Bench) -> None:
    bench.mapping(PEOPLE)
    output = io.StringIO(newline="")
    csv.writer(output).writerows([("id", "name"), *enumerate(HOSTILE)])
    report = bench.read(bench.write("p.csv", output.getvalue()))
    assert (report.read, report.rejected) == (len(HOSTILE), 0)
    names = {int(e): value for e, prop, value in bench.claims() if prop == "name"}
    assert names == {n: one_line(text) for n, text in enumerate(HOSTILE)}
    aliases = {int(e): value for e, prop, value in bench.claims() if prop == "alias"}
    assert aliases == {n: f"{one_line(text)} ({n})" for n, text in enumerate(HOSTILE)}


def test_hostile_keys_column_names_and_file_names(bench: Bench) -> None:
    bench.mapping(
        """
        people:
          files: "*.csv"
          entities:
            person: {schema: Person, id: "na'me", properties: {name: "na'me"}}
        """
    )
    output = io.StringIO(newline="")
    csv.writer(output).writerows([("na'me", "';--"), *((text, "x") for text in HOSTILE)])
    report = bench.read(bench.write("it's; DROP.csv", output.getvalue()))
    assert (report.read, report.rejected) == (len(HOSTILE), 0)
    assert bench.claims() == {(text, "name", one_line(text)) for text in HOSTILE}
    assert bench.warnings == (
        "it's; DROP.csv: column '';--' is not mapped; map it, or name it under 'ignore'",
    )


def test_a_hostile_reject_is_quoted_and_cut(bench: Bench) -> None:
    bench.mapping(PEOPLE)
    long = "x" * 5000
    bench.read(bench.write("p.csv", f'id,name\n,"{long}"\n1,a,"<b>{long}"\n2,b\n'))
    (empty, broken) = bench.rejects("line", "value", "reason")
    assert empty == (2, None, "the key of the person is empty")
    assert broken[0] == 3
    assert len(broken[1]) == 200
    assert broken[1].startswith('1,a,"<b>xxx')


PAYMENTS = """
source: test
tables:
  payments:
    files: "*.csv"
    entities:
      payer: {schema: BankAccount, id: from, record: a, properties: {accountNumber: from}}
      payee: {schema: BankAccount, id: to, record: a, properties: {accountNumber: to}}
    transfers:
      from: payer
      to: payee
      amount: {column: amount, currency: EUR}
      instant: {column: t, epoch: second}
"""


class Reading:
    """One reading of one file by PAYMENTS, without a workspace."""

    def __init__(self, ontology: Ontology, content: bytes) -> None:
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "map.yaml").write_text(PAYMENTS, encoding="utf-8")
            (folder / "p.csv").write_bytes(content)
            lake = Lake(folder / "lake")
            with lake.write("test", fingerprint="x", reader="x") as writer:
                self._read(writer, folder, ontology)
            self.read = writer.read
            self.kept = writer.kept
            reject_file = lake.reject_file("test", 1)
            lines = reject_file.read_text("utf-8").splitlines() if reject_file else []
            self.rejects = [json.loads(line) for line in lines]
            with lake.connect() as con:
                self.ledger = con.execute(
                    "SELECT id, from_account, to_account, amount, epoch(instant), line, record"
                    " FROM ledger ORDER BY line"
                ).fetchall()
                self.accounts = {
                    row[0] for row in con.execute("SELECT value FROM claims").fetchall()
                }

    @staticmethod
    def _read(writer: SourceWriter, folder: Path, ontology: Ontology) -> None:
        read(
            ReadRequest(
                writer=writer,
                paths=(folder / "p.csv",),
                ontology=ontology,
                namespace="t",
                mapping=folder / "map.yaml",
                memory_limit="500MB",
            )
        )
        shutil.rmtree(writer.folder / "work", ignore_errors=True)


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


HEADER = b"from,to,amount,t\n"
CELLS = st.one_of(
    st.sampled_from(["A", "B", "C", "", " A ", '"', "a\nb", "x,y", "\u00a0"]),
    st.sampled_from(["1", "1.5", "1.50", "1e2", "1.555", "-1", "007", "nan", "1_0", "1,5", "1e-2"]),
)
SLOW = settings(max_examples=40, deadline=None)


@SLOW
@given(
    st.lists(
        st.one_of(
            st.text(st.sampled_from('A1,,,"\n\r\té \0'), max_size=30).map(str.encode),
            st.binary(max_size=12),
        ),
        max_size=6,
    ).map(b"\n".join)
)
def test_read_is_kept_and_rejected_whatever_the_bytes(ontology: Ontology, content: bytes) -> None:
    try:
        reading = Reading(ontology, HEADER + content)
    except BadFile:
        return
    assert reading.read == reading.kept + len(reading.rejects)
    assert reading.kept == len(reading.ledger)
    lines = [row[5] for row in reading.ledger] + [entry["line"] for entry in reading.rejects]
    assert len(set(lines)) == reading.read
    ordinals = sorted(
        int(record.removeprefix("row "))
        for record in [row[6] for row in reading.ledger]
        + [entry["record"] for entry in reading.rejects]
    )
    assert ordinals == list(range(1, reading.read + 1))


def expected(row: list[str]) -> tuple[str, str, int, int] | None:
    """What a well-formed record must become, by Python alone; None when it must be refused."""
    payer, payee, amount, moment = (cell.strip(" \t\r\n\u00a0\ufeff") for cell in row)
    try:
        minor = parse_amount(amount, "EUR")
        seconds = Decimal(moment)
    except (ValueError, InvalidOperation):
        return None
    if not payer or not payee or minor < 0 or "_" in amount or not seconds.is_finite():
        return None
    return f"t:{payer}", f"t:{payee}", minor, int(seconds)


@SLOW
@given(
    st.lists(
        st.tuples(CELLS, CELLS, CELLS, st.sampled_from(["1600000000", "0", "x", ""])),
        min_size=1,
        max_size=8,
    )
)
def test_every_record_becomes_what_python_makes_of_it(
    ontology: Ontology, rows: list[tuple[str, str, str, str]]
) -> None:
    output = io.StringIO(newline="")
    csv.writer(output).writerows(rows)
    reading = Reading(ontology, HEADER + output.getvalue().encode())
    wanted = [expected(list(row)) for row in rows]
    assert [row[1:5] for row in reading.ledger] == [found for found in wanted if found]
    assert reading.read == len(rows)
    assert len(reading.rejects) == wanted.count(None)
    assert len({row[0] for row in reading.ledger}) == len(reading.ledger)
    ends = {end.removeprefix("t:") for found in wanted if found for end in found[:2]}
    texts = (as_text(TYPES["identifier"], end) for end in ends)
    assert reading.accounts == {one_line(text) for text in texts if text}


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from("AB"), st.sampled_from(["1", "1.0", "2"])),
        min_size=1,
        max_size=10,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_no_id(
    ontology: Ontology, rows: list[tuple[str, str, str]], random: Random
) -> None:
    lines = [",".join((*row, "1600000000")) for row in rows]
    first = Reading(ontology, HEADER + "\n".join(lines).encode())
    random.shuffle(lines)
    other = Reading(ontology, HEADER + "\n".join(lines).encode())
    assert sorted(row[:4] for row in first.ledger) == sorted(row[:4] for row in other.ledger)
