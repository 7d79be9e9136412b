"""Transfers from CSV into the lake, against DuckDB copying the same CSV to Parquet."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb

from benchmarks.measure import Result, in_own_process, peak_gb, timed

ROWS = 10_000_000
ACCOUNTS = 500_000
GOAL = "≥ 0.5x, < 4 GB"


def make_csv(path: Path, rows: int = ROWS) -> None:
    """A seeded ledger: id, instant, payer, payee, amount, currency."""
    with duckdb.connect() as con:
        con.execute("SET threads = 1; SELECT setseed(0.42)")
        con.execute(
            f"""
            COPY (
                SELECT n AS id,
                       strftime(TIMESTAMP '2024-01-01' + INTERVAL (n) SECOND, '%Y-%m-%dT%H:%M:%SZ')
                           AS instant,
                       'A' || (hash(n) % {ACCOUNTS}) AS payer,
                       'A' || (hash(n + 1000000007) % {ACCOUNTS}) AS payee,
                       printf('%d.%02d', hash(n + 3) % 10000, hash(n + 4) % 100) AS amount,
                       CASE WHEN n % 3 = 0 THEN 'USD' ELSE 'EUR' END AS currency
                FROM range({rows}) t(n)
            ) TO '{path}' (HEADER, DELIMITER ',')
            """
        )


def ours(csv: Path, folder: Path) -> None:
    """Read the CSV into a new workspace and print seconds and peak memory."""
    import ingest
    import kg

    with kg.init(folder) as workspace:
        mapping = Path(__file__).with_name("lake.yaml")
        report, seconds = timed(lambda: ingest.run(workspace, "table", csv, mapping=mapping))
    assert report.kept == report.read, report
    print(seconds, peak_gb(), report.read)


def peer(csv: Path, folder: Path) -> None:
    """Bare DuckDB on the same file."""
    with duckdb.connect() as con:
        _, seconds = timed(
            lambda: con.execute(
                f"COPY (SELECT * FROM read_csv('{csv}')) TO '{folder / 'peer.parquet'}'"
            )
        )
    print(seconds, peak_gb())


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        csv = folder / "transfers.csv"
        make_csv(csv)
        peer_s, _ = map(float, in_own_process("benchmarks.lake", "peer", str(csv), scratch).split())
        mine = in_own_process("benchmarks.lake", "ours", str(csv), str(folder / "work"))
        seconds, memory, rows = map(float, mine.split())
        Result(
            "CSV to lake",
            seconds,
            "DuckDB CSV to Parquet",
            peer_s,
            GOAL,
            f"{rows:,.0f} rows, peak {memory:.2f} GB",
        ).show()


if __name__ == "__main__":
    {"ours": ours, "peer": peer}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
