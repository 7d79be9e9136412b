"""The lake: what sources said, append-only, by source and version."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import filelock

from kg.errors import Busy, Damaged, NotFound, UsageError
from kg.files import sync_file, sync_folder
from kg.lake.damage import Inspector, facts_of
from kg.lake.delta import Delta, computed_delta, kept_delta, write_delta
from kg.lake.manifest import Manifest, SourceRecord, SourceState, VersionRecord, state_of
from kg.lake.report import Difference
from kg.lake.sql import empty_select, known_times, sql_files, sql_path, sql_string
from kg.lake.texts import read_texts
from kg.lake.writer import SourceWriter
from kg.model import CLAIM_SCHEMA, LEDGER_SCHEMA

_SOURCE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Lake:
    """Claims and ledger of all sources, as Parquet in a folder.

    Layout: `manifest.json`, and `sources/NAME/NUMBER/` with `claims.parquet`,
    `ledger-*.parquet`, `texts.parquet` and `rejects.jsonl`. One process writes at a time; readers
    need no lock, since a version never changes once the manifest names it.
    """

    def __init__(
        self,
        root: Path,
        *,
        memory_limit: str = "2GB",
        threads: int | None = None,
        timezone: str = "UTC",
    ) -> None:
        """Look into a folder; `timezone` is the workspace's, by which days are days."""
        self.root = root
        self.timezone = timezone
        self._memory_limit = memory_limit
        self._threads = threads or os.cpu_count() or 1
        self._inspector = Inspector(root / "verified.json")
        self._lock = filelock.FileLock(root / "lock", timeout=0)

    @property
    def manifest(self) -> Manifest:
        """The manifest as it stands on disk now."""
        return Manifest.load(self.root / "manifest.json")

    def sources(self, *, withdrawn: bool = False) -> list[SourceState]:
        """Live sources in order of first arrival; those withdrawn too if asked for."""
        states = [state_of(name, record) for name, record in self.manifest.sources.items()]
        states.sort(key=lambda state: state.ordinal)
        return [s for s in states if withdrawn or s.version is not None]

    def source(self, name: str) -> SourceState:
        """One source, live or withdrawn; raises NotFound."""
        record = self.manifest.sources.get(name)
        if record is None:
            raise _unknown_source(name, self.manifest)
        return state_of(name, record)

    def is_current(self, source: str, fingerprint: str) -> bool:
        """Whether the live version of `source` was read from exactly this input."""
        record = self.manifest.sources.get(source)
        live = record.live if record else None
        return (
            live is not None
            and live.fingerprint == fingerprint
            and not self.faults(source, live.number)
        )

    @contextmanager
    def write(self, source: str, *, fingerprint: str, reader: str) -> Iterator[SourceWriter]:
        """Collect a new version of `source`; it becomes the live one when the block ends well.

        An exception, or a crash at any moment, leaves the version that was live before.

        Args:
            source: name in the lake: lower-case letters, digits, `.`, `_`, `-`.
            fingerprint: hash of all that determines the result (input, mapping, reader).
            reader: name and version of the reader, kept for the record.

        Raises:
            UsageError: the name is not usable.
            Busy: another process is writing to this lake.
        """
        if not _SOURCE_NAME.fullmatch(source):
            raise UsageError(
                "not a usable source name",
                value=source,
                hint="Use lower-case letters, digits, '.', '_' and '-', starting with a letter",
            )
        with self.exclusive():
            staging = self.root / "staging"
            shutil.rmtree(staging, ignore_errors=True)
            staging.mkdir(parents=True)
            writer = SourceWriter(source, staging)
            try:
                yield writer
                self._commit(writer, fingerprint, reader)
            finally:
                writer.close()
                shutil.rmtree(staging, ignore_errors=True)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep other writers out while the block runs; raises Busy if one is at work.

        Inside the block, this object's own thread may write, and ask for it again.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except filelock.Timeout:
            raise Busy(
                "another process is writing to this workspace",
                file=self.root,
                hint="Wait until it has finished, then run the same command again",
            ) from None
        try:
            yield
        finally:
            self._lock.release()

    def withdraw(self, source: str) -> None:
        """Make no version of `source` live. Its versions stay, and can be read with `known_at`.

        Withdrawing what is withdrawn does nothing, so that a run cut short can be repeated.

        Raises:
            NotFound: there never was such a source.
        """
        with self.exclusive():
            manifest = self.manifest
            record = manifest.sources.get(source)
            if record is None:
                raise _unknown_source(source, manifest)
            if record.live is None:
                return
            record.history.append((_now(record).isoformat(), None))
            manifest.save(self.root / "manifest.json")

    def faults(self, source: str, version: int, *, thorough: bool = False) -> list[str]:
        """What is wrong with the files of a version; `thorough` reads each of them whole."""
        record = self.manifest.sources[source].version(version)
        expected = record.files if record else {}
        return self._inspector.faults(self._folder(source, version), expected, thorough=thorough)

    def check(self, versions: Mapping[str, int] | None = None) -> None:
        """See that these versions, or those that are live, are as they were written.

        Raises:
            Damaged: one is not.
        """
        live = self.live_versions() if versions is None else versions
        for name, number in live.items():
            for fault in self.faults(name, number)[:1]:
                raise Damaged(
                    f"damaged: {fault}; nothing was overwritten",
                    source=name,
                    file=self._folder(name, number),
                    hint=f"Read '{name}' again from its input, which makes a new version, or take"
                    " the version before with 'kg rebuild --fall-back'",
                )

    def recover(self) -> bool:
        """Make a lost or damaged manifest anew from its copies; whether that was needed."""
        path = self.root / "manifest.json"
        with self.exclusive():
            try:
                Manifest.load(path)
            except Damaged:
                Manifest.recovered(path).save(path)
                return True
        return False

    def fall_back(self) -> dict[str, int | None]:
        """Where the live version of a source is damaged, make the last whole one live.

        Returns:
            the version now live of each source that was damaged, None where none is whole.
        """
        done: dict[str, int | None] = {}
        with self.exclusive():
            manifest = self.manifest
            for name, number in self.live_versions().items():
                if not self.faults(name, number, thorough=True):
                    continue
                record = manifest.sources[name]
                whole = [
                    version.number
                    for version in record.versions
                    if version.number < number and not self.faults(name, version.number)
                ]
                done[name] = whole[-1] if whole else None
                record.history.append((_now(record).isoformat(), done[name]))
            if done:
                manifest.save(self.root / "manifest.json")
        return done

    def delta(self, source: str, old: int | None, new: int | None) -> Delta:
        """What leads from version `old` to `new` in rows; None is "nothing"."""
        if old is not None and self.faults(source, old):
            old = None
        if old is not None and new == old + 1:
            kept = kept_delta(self._folder(source, new))
            if kept is not None:
                return kept
        return computed_delta(self._selects(source, old), self._selects(source, new))

    def difference(self, source: str, old: int | None, new: int | None) -> Difference:
        """What came, changed and went from version `old` to `new`, counted; None is "nothing"."""
        delta = self.delta(source, old, new)
        with duckdb.connect() as con:
            self._configure(con)
            con.execute(f"CREATE TEMP TABLE entities AS {delta.entities}")
            counts: dict[str, int] = dict(
                con.execute("SELECT kind, count(*) FROM entities GROUP BY kind").fetchall()
            )
            examples = {
                kind: tuple(
                    row[0]
                    for row in con.execute(
                        "SELECT entity FROM entities WHERE kind = ? ORDER BY entity LIMIT 10",
                        [kind],
                    ).fetchall()
                )
                for kind in ("added", "changed", "gone")
            }
            transfers: dict[str, int] = dict(
                con.execute(
                    f"SELECT kind, count(*) FROM ({delta.transfers}) GROUP BY kind"
                ).fetchall()
            )
        return Difference(
            added=counts.get("added", 0),
            changed=counts.get("changed", 0),
            gone=counts.get("gone", 0),
            transfers_added=transfers.get("added", 0),
            transfers_gone=transfers.get("gone", 0),
            examples=examples,
        )

    def live_versions(self, known_at: datetime | None = None) -> dict[str, int]:
        """Version of each source that is live, or was at `known_at`, in order of arrival."""
        records = sorted(self.manifest.sources.items(), key=lambda item: item[1].ordinal)
        found = {
            name: record.live if known_at is None else record.live_at(known_at)
            for name, record in records
        }
        return {name: version.number for name, version in found.items() if version is not None}

    def connect(
        self,
        *,
        as_of: datetime | None = None,
        known_at: datetime | None = None,
        versions: Mapping[str, int] | None = None,
    ) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with views `claims` and `ledger` over the live versions.

        Both carry `source` and `version` besides the columns of their schema. Of a row of the
        ledger `ends` is the last moment at which it can have happened, never NULL; `day` and
        `end_day` are the dates of the first and the last in its own zone; `first_day` and
        `last_day` the same where it is known by days, else NULL. Table `source_order` (source,
        ordinal) gives the order in which sources first arrived.

        Args:
            as_of: leaves out transfers after that instant, those whose day or period was not
                over by then, and claims not valid on its day in the workspace's zone.
            known_at: reads the versions that were live at that instant; None is now.
            versions: reads exactly these versions of exactly these sources instead.
        """
        live = self.live_versions(known_at) if versions is None else versions
        self.check(live)
        con = duckdb.connect()
        self._configure(con)
        manifest = self.manifest
        con.execute("CREATE TABLE source_order (source VARCHAR, ordinal INTEGER)")
        for name in live:
            con.execute(
                "INSERT INTO source_order VALUES (?, ?)", [name, manifest.sources[name].ordinal]
            )
        moment = sql_string(as_of.astimezone(UTC).isoformat()) if as_of else None
        claim_filter = ledger_filter = ""
        if moment:
            day = f"({moment}::timestamptz AT TIME ZONE {sql_string(self.timezone)})::date"
            claim_filter = (
                f" WHERE (valid_from IS NULL OR valid_from <= {day})"
                f" AND (valid_to IS NULL OR valid_to > {day})"
            )
            ledger_filter = f" WHERE coalesce(until, instant) <= {moment}::timestamptz"
        for view, condition in (("claims", claim_filter), ("ledger", ledger_filter)):
            selects = [
                f"SELECT *, {sql_string(name)} AS source, {version} AS version"
                f" FROM ({self._select(name, version, view)})"
                for name, version in live.items()
                if self.files(name, version, view)
            ]
            body = " UNION ALL ".join(selects) or (
                f"SELECT *, NULL::varchar AS source, NULL::integer AS version FROM ({_empty(view)})"
            )
            known = "" if view == "claims" else f", {known_times(self.timezone)}"
            con.execute(f"CREATE VIEW {view} AS SELECT *{known} FROM ({body}){condition}")
        return con

    def files(self, source: str, version: int | None, kind: str) -> list[Path]:
        """Parquet files of a version: its "claims", "ledger" or "texts". Empty for None."""
        if version is None:
            return []
        return sorted(self._folder(source, version).glob(f"{kind}*.parquet"))

    def documents(self) -> list[str]:
        """Live sources whose texts are kept, in order of first arrival."""
        return [name for name, n in self.live_versions().items() if self.files(name, n, "texts")]

    def text(self, source: str, version: int, record: str) -> str | None:
        """The text of a block of a document; None where the version keeps none for it."""
        return self.texts(source, version, [record]).get(record)

    def texts(self, source: str, version: int, records: Collection[str]) -> dict[str, str]:
        """The same of several blocks, by record; those without a text are left out."""
        return read_texts(self._folder(source, version), records)

    def reject_file(self, source: str, version: int) -> Path | None:
        """JSON lines of the records set aside in that version; None when there are none."""
        path = self._folder(source, version) / "rejects.jsonl"
        return path if path.exists() else None

    def _select(self, source: str, version: int | None, kind: str) -> str:
        files = self.files(source, version, kind)
        if not files:
            return _empty(kind)
        rows = f"SELECT * FROM {sql_files(files)}"
        if kind == "ledger":
            # Files of versions that knew no precision lack two columns.
            rows = f"{empty_select(LEDGER_SCHEMA)} UNION ALL BY NAME {rows}"
        return f"SELECT {_COLUMNS[kind]} FROM ({rows})"

    def _selects(self, source: str, version: int | None) -> tuple[str | None, str | None]:
        """SELECTs of a version's claims and ledger, None for one that has no rows."""
        claims, ledger = (
            self._select(source, version, kind) if self.files(source, version, kind) else None
            for kind in ("claims", "ledger")
        )
        return claims, ledger

    def _commit(self, writer: SourceWriter, fingerprint: str, reader: str) -> None:
        manifest = self.manifest
        record = manifest.sources.get(writer.source)
        if record is None:
            ordinal = 1 + max((s.ordinal for s in manifest.sources.values()), default=0)
            record = SourceRecord(ordinal=ordinal)
        moment = _now(record)
        number = 1 + (record.versions[-1].number if record.versions else 0)
        whole = (v.number for v in record.versions if not self.faults(writer.source, v.number))
        previous = max(whole, default=None)
        with duckdb.connect() as con:
            self._configure(con)
            counts = writer.finish(
                con,
                self.files(writer.source, previous, "claims"),
                moment,
            )
            if previous is not None and previous == number - 1:
                after = tuple(
                    f"SELECT * FROM {sql_files(files)}"
                    if (files := sorted(writer.folder.glob(pattern)))
                    else None
                    for pattern in ("claims.parquet", "ledger-*.parquet")
                )
                before = self._selects(writer.source, previous)
                write_delta(con, computed_delta(before, (after[0], after[1])), writer.folder)
        target = self._folder(writer.source, number)
        # A crash after the rename and before the flip leaves a folder no manifest names.
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        for path in writer.folder.iterdir():
            sync_file(path)
        writer.folder.rename(target)
        sync_folder(target.parent)
        record.versions.append(
            VersionRecord(
                number=number,
                committed_at=moment.isoformat(),
                fingerprint=fingerprint,
                reader=reader,
                read=writer.read,
                rejected=writer.rejected,
                claims=counts.claims,
                transfers=counts.transfers,
                entities=counts.entities,
                warnings=writer.told_warnings(),
                rejects=writer.told_rejects(),
                files=facts_of(target),
            )
        )
        record.history.append((moment.isoformat(), number))
        manifest.sources[writer.source] = record
        manifest.save(self.root / "manifest.json")

    def _configure(self, con: duckdb.DuckDBPyConnection) -> None:
        spill = self.root / "spill"
        con.execute("SET TimeZone = 'UTC'")
        con.execute(f"SET memory_limit = {sql_string(self._memory_limit)}")
        con.execute(f"SET threads = {self._threads}")
        con.execute(f"SET temp_directory = {sql_path(spill)}")

    def _folder(self, source: str, version: int) -> Path:
        return self.root / "sources" / source / f"{version:04}"


_COLUMNS = {
    "claims": "* REPLACE (confidence::DOUBLE AS confidence)",
    "ledger": "* REPLACE (coalesce(precision, 'instant') AS precision)",
}
"""What of a file's columns: files of earlier versions have `confidence` as DOUBLE already, and no
`precision`."""


def _empty(kind: str) -> str:
    """A SELECT of no claims, or of no rows of the ledger."""
    rows = empty_select(CLAIM_SCHEMA if kind == "claims" else LEDGER_SCHEMA)
    return f"SELECT {_COLUMNS[kind]} FROM ({rows})"


def _now(record: SourceRecord) -> datetime:
    """Now, but never before the record's last flip, should the clock have been set back."""
    now = datetime.now(UTC)
    if record.history:
        now = max(now, datetime.fromisoformat(record.history[-1][0]))
    return now


def _unknown_source(name: str, manifest: Manifest) -> NotFound:
    live = ", ".join(sorted(n for n, r in manifest.sources.items() if r.live)) or "none yet"
    return NotFound("no such source in this workspace", value=name, hint=f"Loaded: {live}")
