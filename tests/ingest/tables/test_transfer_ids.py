"""Ids that stand twice in a source, whatever they look like and wherever they stand."""

from __future__ import annotations

import pytest

from tests.ingest.tables.conftest import Bench

LEAST, GREATEST = str(-(2**63)), str(2**63 - 1)

Place = tuple[str, int]


@pytest.mark.parametrize(
    ("files", "repeated"),
    [
        pytest.param((["1", "2"], ["4", "3"]), [], id="ranges apart"),
        pytest.param((["1", "2", "1"],), [("0.csv", 4)], id="within a file"),
        pytest.param((["1", "9"], ["5"]), [], id="a range inside another"),
        pytest.param((["1", "9"], ["5", "9"]), [("1.csv", 3)], id="in two files"),
        pytest.param((["1", "2"], ["3"], ["1"]), [("2.csv", 2)], id="two files apart"),
        pytest.param((["3", "4"], ["1"], ["4"]), [("2.csv", 2)], id="after lower ones"),
        pytest.param((["7", "07", "7.0", "7 ", "+7"],), [("0.csv", 5)], id="equal numbers"),
        pytest.param((["7", "8"], ["07", "08"]), [], id="equal numbers in two files"),
        pytest.param((["1", "2"], ["x", "2"]), [("1.csv", 3)], id="numbers, then texts"),
        pytest.param((["x", "2"], ["1", "2"]), [("1.csv", 3)], id="texts, then numbers"),
        pytest.param((["1", "9000000000"], ["2", "1"]), [("1.csv", 3)], id="far apart"),
        pytest.param((["1", "9" * 30, "9" * 30],), [("0.csv", 4)], id="beyond 64 bits"),
        pytest.param((["-3", "-2", "4"], ["-3"]), [("1.csv", 2)], id="below zero"),
        pytest.param(([LEAST, GREATEST], [GREATEST]), [("1.csv", 2)], id="extremes"),
        pytest.param(([LEAST, f"{LEAST[:-1]}7"],), [], id="near the least"),
        pytest.param(([GREATEST, f"{GREATEST[:-1]}6", GREATEST],), [("0.csv", 4)], id="greatest"),
        pytest.param((["1"], ["bad 2"], ["2", "1"]), [("2.csv", 3)], id="a file set aside"),
    ],
)
def test_the_later_record_of_an_id_is_set_aside(
    bench: Bench, files: tuple[list[str], ...], repeated: list[Place]
) -> None:
    bench.mapping(
        """
        payments:
          files: "*.csv"
          entities:
            payer: {schema: BankAccount, id: from, properties: {accountNumber: from}}
            payee: {schema: BankAccount, id: to, properties: {accountNumber: to}}
          transfers:
            id: nr
            from: payer
            to: payee
            amount: {column: amount, currency: EUR}
            instant: at
        """
    )
    paths = []
    for number, ids in enumerate(files):
        lines = ["nr,from,to,amount,at"]
        for text in ids:
            bad = text.startswith("bad ")
            lines.append(f"{text.removeprefix('bad ')},A,B,{'?' if bad else '1'},2024-01-01")
        paths.append(bench.write(f"{number}.csv", "\n".join(lines) + "\n"))
    report = bench.read(*paths)
    found = bench.rejects("file", "line", "reason")
    assert [(f, n) for f, n, reason in found if reason == "another record has this id"] == repeated
    bad = sum(text.startswith("bad ") for ids in files for text in ids)
    assert report.rejected == len(repeated) + bad
    kept = [row[0] for row in bench.ledger("id")]
    assert len(kept) == len(set(kept)) == report.kept
