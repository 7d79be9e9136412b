"""Tables of several hundred thousand rows: each stays in its place, whatever the threads do."""

from __future__ import annotations

import pytest

from tests.ingest.tables.conftest import Bench

ROWS = 300_000


def mapping(bench: Bench) -> None:
    bench.mapping(
        """
        payments:
          files: "*.csv"
          entities:
            payer: {schema: BankAccount, id: from, record: a, properties: {accountNumber: from}}
            payee: {schema: BankAccount, id: to, record: a, properties: {accountNumber: to}}
          transfers:
            from: payer
            to: payee
            amount: {column: amount, currency: {column: currency}}
            instant: {column: t, step: second, base: "2020-01-01"}
            purpose: text
        """
    )


@pytest.mark.parametrize("kind", ["plain", "quoted", "broken", "sliced"])
def test_every_row_keeps_its_line(bench: Bench, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    if kind == "sliced":
        monkeypatch.setattr("ingest.tables.files.slices.SLICE_BYTES", 3 << 20)
    mapping(bench)
    currencies = ("EUR", "JPY", "KWD")
    lines, line, place = ["from,to,amount,currency,t,text"], 2, {}
    rejected = 0
    for n in range(ROWS):
        text = f"x{n}"
        if kind == "quoted" and n % 5 == 0:
            text = f'"two\nlines {n}"'
        elif kind == "broken" and n % 997 == 7:
            text, rejected = f"{text},more", rejected + 1
        if "," not in text:
            place[n] = line
        lines.append(f"a{n % 1000},b{n % 777},{n},{currencies[n % 3]},{n},{text}")
        line += text.count("\n") + 1
    report = bench.read(bench.write("p.csv", "\n".join(lines) + "\n"))
    assert (report.read, report.rejected) == (ROWS, rejected)
    scale = {"EUR": 100, "JPY": 1, "KWD": 1000}
    found = bench.rows(
        "SELECT line, epoch(instant)::BIGINT - 1577836800, amount, currency, record FROM ledger"
    )
    assert len(found) == ROWS - rejected
    for at, n, amount, currency, record in found:
        assert place[n] == at
        assert amount == n * scale[currency]
        assert record == f"row {n + 1}"
    assert report.claims == 1000 + 777
    assert bench.rows("SELECT count(DISTINCT id) FROM ledger") == [(ROWS - rejected,)]
