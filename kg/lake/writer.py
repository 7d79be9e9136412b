"""Writing one new version of one source."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import BadFile
from kg.files import plain_path
from kg.lake.sql import PARQUET_OPTIONS, duckdb_type, select_as, sql_files, sql_path
from kg.lake.texts import write_texts
from kg.model import CLAIM_ID_SQL, CLAIM_SCHEMA, LEDGER_SCHEMA, Claim, Transfer

if TYPE_CHECKING:
    import duckdb

    from kg.model.place import Place

_ROWS_PER_PART = 100_000
_LONGEST_QUOTATION = 60

CLAIM_INPUT = pa.schema(
    [
        pa.field("confidence", pa.float64(), nullable=False) if f.name == "confidence" else f
        for f in CLAIM_SCHEMA
        if f.name not in ("id", "seen_at")
    ]
)
"""What a reader supplies of a claim; the lake adds `id` and `seen_at`."""

_CLAIM_DEFAULTS = {"method": "'record'", "confidence": "1.0"}
_LEDGER_DEFAULTS = {"count": "1", "precision": "'instant'"}


@dataclass(frozen=True, slots=True)
class WrittenCounts:
    """Rows of a version: claims, transfers, and the distinct entities the claims are about."""

    claims: int
    transfers: int
    entities: int


class SourceWriter:
    """Collects what a reader finds, in a staging folder that nobody else reads.

    Readers set `read` to the number of records they saw and call `reject` for each they
    could not use. Order of the rows does not matter.
    """

    def __init__(self, source: str, folder: Path) -> None:
        self.source = source
        self.folder = folder
        self.read = 0
        self.rejected = 0
        self.first_reject: dict[str, Any] | None = None
        self.warnings: dict[str, int] = {}
        self.first_places: dict[str, str] = {}
        self._rejects = Counter[str]()
        self._first_rejects: dict[str, str] = {}
        self._claims: list[Claim] = []
        self._texts: dict[str, str] = {}
        self._transfers: list[Transfer] = []
        self._parts = 0
        self._reject_stream: TextIO | None = None

    @property
    def kept(self) -> int:
        """Records that went in so far."""
        return self.read - self.rejected

    def add_claim(self, claim: Claim) -> None:
        """Add one claim."""
        self._claims.append(claim)
        if len(self._claims) >= _ROWS_PER_PART:
            self._flush_claims()

    def add_claims(self, claims: Iterable[Claim]) -> None:
        """Add claims; the iterable may be a generator of any length."""
        for claim in claims:
            self.add_claim(claim)

    def add_transfer(self, transfer: Transfer) -> None:
        """Add one ledger row; its id must be unique in the source."""
        self._transfers.append(transfer)
        if len(self._transfers) >= _ROWS_PER_PART:
            self._flush_transfers()

    def add_transfers(self, transfers: Iterable[Transfer]) -> None:
        """Add ledger rows; the iterable may be a generator of any length."""
        for transfer in transfers:
            self.add_transfer(transfer)

    def add_text(self, record: str, text: str) -> None:
        """Keep the text of a block of a document; claims name it by their `record`.

        Raises:
            ValueError: the record has another text already.
        """
        if self._texts.setdefault(record, text) != text:
            raise ValueError(f"record {record!r} has two texts")

    def copy_claims(
        self, con: duckdb.DuckDBPyConnection, select: str, parameters: Any = None
    ) -> int:
        """Add the rows of a SELECT whose columns are named as in CLAIM_INPUT.

        Columns that may be null, `method` and `confidence` may be left out.
        Returns the number of rows.
        """
        return self._copy(con, select, parameters, kind="claims")

    def copy_ledger(
        self, con: duckdb.DuckDBPyConnection, select: str, parameters: Any = None
    ) -> int:
        """Add the rows of a SELECT whose columns are named as in LEDGER_SCHEMA.

        Columns that may be null, `count` and `precision` may be left out. The select must see to it
        that `id` is unique in the source. Returns the number of rows.
        """
        return self._copy(con, select, parameters, kind="ledger")

    def reject(
        self,
        *,
        reason: str,
        file: str,
        record: str | None = None,
        line: int | None = None,
        field: str | None = None,
        value: str | None = None,
        kind: str | None = None,
    ) -> None:
        """Set one record aside: it counts as rejected and is listed in the reject file.

        Args:
            kind: the reason without what is of this record alone; None is all of it.
        """
        if self._reject_stream is None:
            self._reject_stream = (self.folder / "rejects.jsonl").open("w", encoding="utf-8")
        entry = {
            "file": file,
            "record": record,
            "line": line,
            "field": field,
            "value": value,
            "reason": reason,
        }
        self._reject_stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self.rejected += 1
        self.first_reject = self.first_reject or entry
        kind = kind or reason
        self._rejects[kind] += 1
        if kind not in self._first_rejects:
            at = f"{file}:{line or f' {record}'}" if line or record else file
            self._first_rejects[kind] = _quoted(value) + at

    def warn(
        self,
        message: str,
        count: int = 1,
        *,
        at: Place | str | None = None,
        value: str | None = None,
    ) -> None:
        """Note something that was not understood but not lost; equal messages add up.

        Args:
            at: where the first of them stands; None where it is about no place.
            value: what stands there, where the message does not say it.
        """
        self.warnings[message] = self.warnings.get(message, 0) + count
        if at is not None:
            self.first_places.setdefault(message, f"{_quoted(value)}{at}")

    def told_warnings(self) -> tuple[str, ...]:
        """The warnings in order, each with how often it was given and where first."""
        return tuple(
            message + _times_and_place(count, self.first_places.get(message))
            for message, count in sorted(self.warnings.items())
        )

    def told_rejects(self) -> tuple[str, ...]:
        """Why records were set aside, the commonest first, each with how often and where first."""
        return tuple(
            kind + _times_and_place(count, self._first_rejects[kind])
            for kind, count in self._rejects.most_common()
        )

    def finish(
        self,
        con: duckdb.DuckDBPyConnection,
        previous_claims: list[Path],
        seen_at: datetime,
    ) -> WrittenCounts:
        """Write what is buffered, give claims their ids, and count rows.

        A claim that the previous version already made keeps the moment it was first seen.
        """
        self._flush_claims()
        self._flush_transfers()
        write_texts(self.folder, self._texts)
        self.close()
        if self.rejected > self.read:
            raise BadFile(
                f"the reader rejected {self.rejected} records of {self.read} read",
                source=self.source,
            )
        claims = self._finish_claims(con, previous_claims, seen_at)
        entities = 0
        if claims:
            rows = sql_files([self.folder / "claims.parquet"])
            row = con.execute(f"SELECT count(DISTINCT entity) FROM {rows}").fetchone()
            entities = int(row[0]) if row else 0
        return WrittenCounts(claims, self._count("ledger-*.parquet"), entities)

    def close(self) -> None:
        """Close the reject file."""
        if self._reject_stream is not None:
            self._reject_stream.close()
            self._reject_stream = None

    def _finish_claims(
        self, con: duckdb.DuckDBPyConnection, previous: list[Path], seen_at: datetime
    ) -> int:
        parts = sorted(self.folder.glob("raw-claims-*.parquet"))
        if not parts:
            return 0
        earlier = (
            f"(SELECT id, seen_at FROM {sql_files(previous)})"
            if previous
            else "(SELECT ''::varchar AS id, NULL::timestamptz AS seen_at WHERE false)"
        )
        columns = ", ".join(
            f'n."{f.name}"::{duckdb_type(f.type)} AS "{f.name}"'
            for f in CLAIM_SCHEMA
            if f.name not in ("id", "seen_at")
        )
        target = self.folder / "claims.parquet"
        con.execute(
            f"""
            COPY (
                WITH identified AS (
                    SELECT {CLAIM_ID_SQL} AS id, * FROM {sql_files(parts)}
                ),
                distinct_claims AS (
                    SELECT * FROM identified
                    QUALIFY row_number() OVER (PARTITION BY id ORDER BY file, line) = 1
                )
                SELECT n.id, {columns},
                       coalesce(p.seen_at, $seen_at::timestamptz) AS seen_at
                FROM distinct_claims n LEFT JOIN {earlier} p ON p.id = n.id
                ORDER BY n.entity, n.prop, n.value, n.id
            ) TO {sql_path(target)} ({PARQUET_OPTIONS})
            """,
            {"source": self.source, "seen_at": seen_at.isoformat()},
        )
        for part in parts:
            part.unlink()
        return self._count("claims.parquet")

    def _count(self, pattern: str) -> int:
        return sum(
            pq.read_metadata(plain_path(path)).num_rows for path in self.folder.glob(pattern)
        )

    def _copy(
        self,
        con: duckdb.DuckDBPyConnection,
        select: str,
        parameters: Any,
        *,
        kind: str,
    ) -> int:
        schema, defaults = (
            (CLAIM_INPUT, _CLAIM_DEFAULTS)
            if kind == "claims"
            else (LEDGER_SCHEMA, _LEDGER_DEFAULTS)
        )
        path = self._next_part(kind)
        available = [
            column[0] for column in con.execute(f"DESCRIBE {select}", parameters).fetchall()
        ]
        query = select_as(select, available, schema, defaults)
        result = con.execute(
            f"COPY ({query}) TO {sql_path(path)} ({PARQUET_OPTIONS})",
            parameters,
        ).fetchone()
        return int(result[0]) if result else 0

    def _flush_claims(self) -> None:
        if self._claims:
            self._write_part("claims", self._claims, CLAIM_INPUT)
            self._claims = []

    def _flush_transfers(self) -> None:
        if self._transfers:
            self._write_part("ledger", self._transfers, LEDGER_SCHEMA)
            self._transfers = []

    def _write_part(self, kind: str, rows: list[Any], schema: pa.Schema) -> None:
        columns = [
            pa.array([getattr(row, column.name) for row in rows], type=column.type)
            for column in schema
        ]
        pq.write_table(
            pa.Table.from_arrays(columns, schema=schema),
            plain_path(self._next_part(kind)),
            compression="zstd",
        )

    def _next_part(self, kind: str) -> Path:
        self._parts += 1
        prefix = "raw-claims" if kind == "claims" else kind
        return self.folder / f"{prefix}-{self._parts:05}.parquet"


def _quoted(value: str | None) -> str:
    return "" if value is None else f"{value[:_LONGEST_QUOTATION]!r} at "


def _times_and_place(count: int, place: str | None) -> str:
    """` (3×, first 'soon' at sdn.csv:7)`, as far as there is something to tell."""
    where = "" if place is None else place if count == 1 else f"first {place}"
    told = ", ".join(part for part in (f"{count}×" if count > 1 else "", where) if part)
    return f" ({told})" if told else ""
