"""First load against the engine's own bulk loader, and a refresh against the first load."""

from __future__ import annotations

import tempfile
from pathlib import Path

import arcadedb

import kg
from benchmarks.measure import Result, timed

ACCOUNTS = 100_000
TRANSFERS = 1_000_000
CHANGED_EVERY = 100


def write_version(workspace: kg.Workspace, version: int) -> None:
    """The whole source; the second version alters one transfer in a hundred."""
    with (
        workspace.lake.write("bench", fingerprint=str(version), reader="benchmark") as writer,
        workspace.lake.connect() as con,
    ):
        writer.read = ACCOUNTS + TRANSFERS
        writer.copy_claims(
            con,
            f"""
            SELECT 'b:' || n AS entity, 'BankAccount' AS schema, 'accountNumber' AS prop,
                   n::varchar AS value, 'f' AS file, 'row ' || n AS record
            FROM range({ACCOUNTS}) t(n)
            """,
        )
        writer.copy_ledger(
            con,
            f"""
            SELECT n::varchar AS id, 'f' AS file, 'row ' || n AS record,
                   TIMESTAMPTZ '2024-01-01 00:00:00Z' + INTERVAL (n) SECOND AS instant,
                   'b:' || (hash(n) % {ACCOUNTS}) AS from_account,
                   'b:' || (hash(n + 77) % {ACCOUNTS}) AS to_account,
                   (hash(n + 5) % 1000000)::bigint
                       + CASE WHEN n % {CHANGED_EVERY} = 0 THEN {version} ELSE 0 END AS amount,
                   'EUR' AS currency
            FROM range({TRANSFERS}) t(n)
            """,
        )


def bare_bulk_load(workspace: kg.Workspace, folder: Path) -> float:
    """Seconds of the engine's GraphBatch on the same rows, already in memory as Python objects.

    They have the properties that a refresh gives them, no fewer: an edge costs by its size.
    """
    with workspace.view() as view:
        nodes = view.sql("SELECT entity, value FROM claims").rows
        edges = view.sql(
            "SELECT id, from_id, to_id, amount, currency, count, epoch_ms(instant) FROM ledger"
        ).rows
    vertices = [
        {
            "id": entity,
            "schema": "BankAccount",
            "caption": number,
            "sources": ["bench"],
            "accountNumber": number,
        }
        for entity, number in nodes
    ]
    properties = [
        {
            "id": f"bench/{i}",
            "amount": a,
            "currency": c,
            "count": k,
            "first": t,
            "last": t,
            "source": "bench",
        }
        for i, _, _, a, c, k, t in edges
    ]

    def load() -> None:
        with arcadedb.create_database(str(folder)) as db:
            db.schema.create_vertex_type("BankAccount")
            db.schema.create_edge_type("TRANSFER")
            with db.graph_batch(expected_edge_count=len(edges)) as batch:
                records = dict(
                    zip(
                        (v["id"] for v in vertices),
                        batch.create_vertices("BankAccount", vertices),
                        strict=True,
                    )
                )
                batch.new_edges(
                    [records[e[1]] for e in edges],
                    "TRANSFER",
                    [records[e[2]] for e in edges],
                    properties,
                )
            db.command("sql", "CREATE PROPERTY BankAccount.id STRING").close()
            db.command("sql", "CREATE INDEX ON BankAccount (id) UNIQUE_HASH").close()

    return timed(load)[1]


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with kg.init(folder / "work") as workspace:
            write_version(workspace, 1)
            first, first_s = timed(workspace.refresh)
            peer_s = bare_bulk_load(workspace, folder / "peer")
            write_version(workspace, 2)
            second, second_s = timed(workspace.refresh)
        Result(
            "first graph load (resolve, draw, load)",
            first_s,
            "GraphBatch alone",
            peer_s,
            "≥ 0.8x",
            f"{ACCOUNTS:,} nodes, {TRANSFERS:,} transfers, {first.graph.how}",
        ).show()
        share = second_s / first_s
        print(
            f"refresh after a change of 1 %: {second_s:.2f} s, {share:.1%} of the first load"
            f" (goal < 5 %), {second.graph.how}, {second.graph.counts}",
            flush=True,
        )


if __name__ == "__main__":
    main()
