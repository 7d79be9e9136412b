"""What the reading of one source shares: a bounded DuckDB, and what was seen so far."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest.registry import ReadRequest
from ingest.tables.staging.money_sql import create_money
from ingest.tables.staging.normal_forms import NormalForms
from kg.lake.sql import sql_path, sql_string
from kg.values.money import format_amount

_MOST_WARNINGS = 20
_LONGEST_QUOTATION = 200


def shortened(text: str | None) -> str | None:
    """The text as it is quoted in rejects and warnings."""
    if text is None or len(text) <= _LONGEST_QUOTATION:
        return text
    return text[: _LONGEST_QUOTATION - 1] + "…"


@dataclass(slots=True)
class Session:
    """A DuckDB of bounded memory that spills into the writer's staging folder.

    It has the tables `seen_transfers` (hash of each ledger row's id, number of its file),
    `seen_rows` (kind, and hashes of the cells of entities that many rows speak of) and `seen_keys`
    (kind, hashes of the key, of all that was said with it and of each thing said, and where). Use
    it as a context
    manager.

    Attributes:
        kinds: number of each way in which cells become claims, by its signature, and of each
            entity whose keys are watched.
        id_ranges: (least, greatest) id of each batch of transfers so far; None once some of
            their ids are no whole numbers.
        files: those read so far.
    """

    request: ReadRequest
    con: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    kinds: dict[str, int] = field(default_factory=dict)
    id_ranges: list[tuple[int, int]] | None = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    _overlaps: dict[str, Counter[str]] = field(default_factory=dict)
    _warned: Counter[str] = field(default_factory=Counter)
    _first: dict[str, str] = field(default_factory=dict)
    normal: NormalForms = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        spill = sql_path(self.folder / "spill")
        self.con.execute("SET TimeZone = 'UTC'")
        self.con.execute("SET autoinstall_known_extensions = false")
        self.con.execute(f"SET memory_limit = {sql_string(self.request.memory_limit)}")
        self.con.execute(f"SET temp_directory = {spill}")
        create_money(self.con)
        self.con.execute("CREATE TEMP TABLE seen_transfers (hash UBIGINT, file INTEGER)")
        self.con.execute("CREATE TEMP TABLE seen_rows (kind INTEGER, h1 UBIGINT, h2 UBIGINT)")
        self.con.execute(
            "CREATE TEMP TABLE seen_keys (kind INTEGER, h1 UBIGINT, h2 UBIGINT, whole UBIGINT,"
            " said UBIGINT[], file VARCHAR, ordinal BIGINT)"
        )
        self.normal = NormalForms(self.con)

    @property
    def folder(self) -> Path:
        """Temporary files; the lake clears it away after a crash."""
        return self.request.writer.folder / "work"

    def count(self, query: str) -> int:
        """The one number that a query yields."""
        ((number,),) = self.con.execute(query).fetchall()
        return int(number)

    def warn_of_values(self, subject: str, query: str) -> None:
        """Warn of (text, count, place of the first) that a query yields; beyond a few, in one sum.

        Args:
            subject: what is wrong with them, and with which property.
        """
        for text, count, place in self.con.execute(query).fetchall():
            told = f"{subject}: {shortened(text)!r}"
            if told not in self.request.writer.warnings:
                if self._warned[subject] >= _MOST_WARNINGS:
                    told = f"{subject}: other values"
                else:
                    self._warned[subject] += 1
            self.request.writer.warn(told, count, at=place)

    def warn_from(self, subject: str, place: str, count: int) -> None:
        """Warn of a number of records, and where the first of all of them stands."""
        first = self._first.setdefault(subject, place)
        self.request.writer.warn(f"{subject}; first in {first}", count)

    def tell_overlap(self, subject: str, place: str, sums: Mapping[str, tuple[int, int]]) -> None:
        """Remember transfers that another file has told of; their count and sum by currency."""
        self._first.setdefault(subject, place)
        told = self._overlaps.setdefault(subject, Counter())
        for currency, (count, minor) in sums.items():
            told[currency] += minor
            told[""] += count

    def warn_of_overlaps(self) -> None:
        """Warn of all of them, with their sums."""
        for subject, told in self._overlaps.items():
            count = told.pop("")
            sums = ", ".join(format_amount(minor, code) for code, minor in sorted(told.items()))
            self.request.writer.warn(f"{subject}: {sums}", count, at=self._first[subject])

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()
        shutil.rmtree(self.folder, ignore_errors=True)
