"""The lake's files: what other engines can read, and what earlier versions wrote."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from kg.lake import Lake
from kg.model import Claim, Transfer, claim_id

SPARK_READS = {
    "PLAIN",
    "RLE",
    "RLE_DICTIONARY",
    "PLAIN_DICTIONARY",
    "DELTA_BINARY_PACKED",
    "DELTA_LENGTH_BYTE_ARRAY",
    "DELTA_BYTE_ARRAY",
}
"""Encodings of Spark 3.3's vectorised reader; it refuses BYTE_STREAM_SPLIT."""

MANY = 5000
"""More different confidences than a dictionary may hold here, so that another encoding is used."""


def claims() -> list[Claim]:
    return [
        Claim(
            f"p:{n}", "Person", "name", f"Ann {n}", f"row {n}", "f.csv", line=n,
            confidence=n / MANY,
        )
        for n in range(1, MANY + 1)
    ]  # fmt: skip


def written(folder: Path) -> Lake:
    lake = Lake(folder / "lake")
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    for version in (0, 1):
        with lake.write("people", fingerprint=str(version), reader="test") as writer:
            writer.read = 2 * MANY
            writer.add_claims(claims()[version:])
            with lake.connect() as con:
                writer.copy_ledger(
                    con,
                    f"SELECT 't' || n AS id, 'f' AS file, 'row ' || n AS record,"
                    f" TIMESTAMPTZ '{moment.isoformat()}' + to_seconds(n) AS instant,"
                    f" 'a' || n AS from_account, 'b' AS to_account, n * 100 AS amount,"
                    f" 'EUR' AS currency FROM range({MANY}) t(n)",
                )
            writer.add_transfer(Transfer("x", moment, "a", "b", 1, "EUR", "row 0", "f.csv"))
            writer.add_text("row 1", "Ann 1")
    return lake


def test_every_file_is_in_encodings_and_types_that_spark_reads(tmp_path: Path) -> None:
    lake = written(tmp_path)
    seen = set()
    for path in lake.root.rglob("*.parquet"):
        metadata = pq.read_metadata(path)
        seen.add(path.name.partition("-")[0].removesuffix(".parquet"))
        for group in range(metadata.num_row_groups):
            for number in range(metadata.num_columns):
                column = metadata.row_group(group).column(number)
                assert set(column.encodings) <= SPARK_READS, (path, column.path_in_schema)
                assert column.physical_type != "INT96"
                logical = metadata.schema.column(number).logical_type.type
                assert logical not in ("UUID", "FLOAT16", "INTERVAL"), column.path_in_schema
    assert seen == {"claims", "ledger", "texts", "delta"}


def test_a_confidence_is_read_as_it_was_said_and_leaves_the_id_alone(tmp_path: Path) -> None:
    lake = written(tmp_path)
    expected = {claim_id("people", one): one.confidence for one in claims()[1:]}

    with lake.connect() as con:
        found = dict(con.execute("SELECT id, confidence FROM claims").fetchall())
        types = dict(
            con.execute("SELECT column_name, column_type FROM (DESCRIBE claims)").fetchall()
        )

    assert found == expected
    assert types["confidence"] == "DOUBLE"


def test_files_that_hold_confidence_as_a_double_are_read_beside_the_others(tmp_path: Path) -> None:
    lake = written(tmp_path)
    [path] = lake.files("people", 1, "claims")
    before = pq.read_table(path)
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT * REPLACE (confidence::DOUBLE AS confidence) FROM '{path}')"
            f" TO '{tmp_path / 'old.parquet'}' (FORMAT parquet)"
        )
    (tmp_path / "old.parquet").replace(path)
    assert pq.read_schema(path).field("confidence").type == "double"
    # Lakes of that time had no facts of files either.
    manifest = json.loads((lake.root / "manifest.json").read_text()) | {"format": 1}
    for version in manifest["sources"]["people"]["versions"]:
        del version["files"]
    (lake.root / "manifest.json").write_text(json.dumps(manifest))

    with lake.connect(versions={"people": 1}) as con:
        found = con.execute("SELECT id, confidence FROM claims ORDER BY id").fetchall()
        nothing = con.execute("SELECT typeof(any_value(confidence)) FROM claims").fetchone()

    assert found == sorted(
        zip(before["id"].to_pylist(), map(float, before["confidence"].to_pylist()), strict=True)
    )
    assert nothing == ("DOUBLE",)
    assert lake.difference("people", 1, 2).gone == 1
