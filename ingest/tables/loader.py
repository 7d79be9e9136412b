"""Reading the files of a table: slice by slice into a stage, and from there to the lake."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ingest.mapping import EntityMap, TableMap
from ingest.mapping.model import entity_columns
from ingest.registry import ReadRequest
from ingest.tables.claims_sql import ClaimsOf, PropertySql
from ingest.tables.columns import Columns, unknown_columns
from ingest.tables.entity_stage import LateCheck, add_entity
from ingest.tables.expressions import conditions_sql
from ingest.tables.files import TableFile
from ingest.tables.levels import Levels
from ingest.tables.money_sql import create_money
from ingest.tables.normal import NormalForms
from ingest.tables.slices import CsvFile, Slice, read_ahead
from ingest.tables.transfer_stage import add_transfer, ledger_select
from kg.errors import BadFile
from kg.lake.sql import sql_string

_PARQUET_ROWS = 1_000_000
_MOST_WARNINGS = 20
_LONGEST_QUOTATION = 200


class Loader:
    """Reads the files of one mapping into one SourceWriter.

    Works on a DuckDB of its own, whose memory is bounded and which spills into the
    writer's staging folder.
    """

    def __init__(self, request: ReadRequest, total: int) -> None:
        """Set up.

        Args:
            total: bytes of all files, for progress.
        """
        self.request = request
        self._writer = request.writer
        self._folder = request.writer.folder / "work"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._total = total
        self._done = 0
        self._warned: Counter[str] = Counter()
        self._con = duckdb.connect()
        self._con.execute("SET TimeZone = 'UTC'")
        self._con.execute("SET autoinstall_known_extensions = false")
        self._con.execute(f"SET memory_limit = {sql_string(request.memory_limit)}")
        self._con.execute(f"SET temp_directory = {sql_string(str(self._folder / 'spill'))}")
        create_money(self._con)
        self._con.execute("CREATE TEMP TABLE seen_transfers (hash UBIGINT)")
        self._con.execute("CREATE TEMP TABLE seen_rows (kind INTEGER, h1 UBIGINT, h2 UBIGINT)")
        self._kinds: dict[str, int] = {}
        self._normal = NormalForms(self._con)

    def load(self, file: TableFile) -> None:
        """Read one file.

        Raises:
            BadFile: it is refused as a whole.
        """
        for column in unknown_columns(file.table, file.header):
            self._writer.warn(
                f"{file.path.name}: column '{column}' is not mapped; add it to the mapping,"
                " or to its 'ignore'"
            )
        if file.table.format.kind == "csv":
            self._load_csv(file)
        else:
            self._load_parquet(file)

    def close(self) -> None:
        """Give back memory and disk."""
        self._con.close()

    def _load_csv(self, file: TableFile) -> None:
        name = file.path.name
        seen = position = 0
        with CsvFile(file.path, file.table.format) as source:
            for piece in read_ahead(source.slices(self._folder)):
                for fault in piece.faults:
                    self._writer.reject(
                        reason=fault.reason,
                        file=name,
                        record=f"row {fault.record}",
                        line=fault.line,
                        value=fault.text,
                    )
                seen += piece.rows + len(piece.faults)
                self._writer.read += piece.rows + len(piece.faults)
                if piece.rows:
                    with _Batch(self, file, padded=piece.padded) as batch:
                        batch.stage(_read_csv(piece, file), piece.rows)
                        batch.place(piece)
                        batch.finish()
                self._advance(piece.position - position)
                position = piece.position
        if not seen:
            self._writer.warn(f"{name}: has no records")

    def _load_parquet(self, file: TableFile) -> None:
        import pyarrow.parquet as pq

        metadata = pq.read_metadata(file.path)
        rows = metadata.num_rows
        cells = ", ".join(
            f"{_quoted(name)}::VARCHAR AS c{index}" for index, name in enumerate(file.header)
        )
        place = sql_string(str(file.path))
        size = file.path.stat().st_size
        for start in range(0, rows, _PARQUET_ROWS):
            count = min(_PARQUET_ROWS, rows - start)
            source = (
                f"(SELECT {cells} FROM read_parquet({place}, file_row_number = true)"
                f" WHERE file_row_number >= {start} AND file_row_number < {start + count})"
            )
            with _Batch(self, file) as batch:
                batch.stage(source, count)
                batch.number(start)
                self._writer.read += count
                batch.finish()
            self._advance(size * (start + count) // rows - size * start // rows)
        if not rows:
            self._writer.warn(f"{file.path.name}: has no records")

    def _advance(self, count: int) -> None:
        self._done += count
        self.request.progress("reading", min(self._done, self._total), self._total)


class _Batch:
    """Some rows of one file, staged in table `stage`; a context manager that drops them."""

    def __init__(self, loader: Loader, file: TableFile, *, padded: bool = True) -> None:
        self._loader = loader
        self._con = loader._con
        self._writer = loader._writer
        self._file = file
        self._table: TableMap = file.table
        nulls = file.table.format.nulls
        self._levels = Levels(Columns(file.header, nulls, padded=padded, prepared=True))
        self._cells = Columns(file.header, nulls, padded=padded)
        self._late: list[LateCheck] = []
        self._duplicates: list[int | None] = []

    def stage(self, source: str, rows: int) -> None:
        """Fill the stage from a relation with cells; it must have that many rows.

        Raises:
            BadFile: DuckDB reads it otherwise than it was checked.
        """
        table, levels = self._table, self._levels
        names = [*table.record]
        for entity in table.entities:
            names.extend(entity_columns(entity))
        kept = {self._cells.index(name) for name in names}
        levels.outputs += [f"c{i}" for i in sorted(i for i in kept if i is not None)]
        for number, transfer in enumerate(table.transfers):
            self._duplicates.append(add_transfer(levels, f"x{number}", table, transfer))
        ends = {name for t in table.transfers for name in (t.payer, t.payee)}
        for entity in table.entities:
            is_end = entity.name in ends
            self._late += add_entity(levels, entity, self._cells, is_end=is_end)
        used = {self._cells.index(name) for name in table.used_columns()}
        select = levels.select(source, tuple(sorted(i for i in used if i is not None)))
        try:
            self._con.execute(f"CREATE TEMP TABLE stage AS {select}")
        except duckdb.Error as error:
            raise BadFile(
                f"cannot be read: {str(error).splitlines()[0]}", file=self._file.path.name
            ) from error
        found = self._one("SELECT count(*) FROM stage")
        if found != rows:
            raise BadFile(
                f"was read as {found} rows where {rows} were counted", file=self._file.path.name
            )

    def place(self, piece: Slice) -> None:
        """Say where the staged rows stand in their CSV file."""
        first_record, first_line = int(piece.records[0]), int(piece.lines[0])
        ordinary = (
            int(piece.records[-1]) == first_record + piece.rows - 1
            and int(piece.lines[-1]) == first_line + piece.rows - 1
        )
        if ordinary:
            self._view(f"rowid + {first_record}", f"rowid + {first_line}")
            return
        places = pa.table({"record_no": piece.records, "at_line": piece.lines})
        self._con.register("new_places", places)
        self._con.execute("CREATE TEMP TABLE places AS SELECT * FROM new_places")
        self._con.unregister("new_places")
        self._view("p.record_no", "p.at_line", "JOIN places p ON p.rowid = s.rowid")

    def number(self, start: int) -> None:
        """Say that the staged rows follow the first `start` rows of a file without lines."""
        self._view(f"rowid + {start + 1}", "NULL::BIGINT")

    def finish(self) -> None:
        """Check what is left to check, and hand rejects, transfers and claims to the lake."""
        claims = ClaimsOf(
            self._table,
            self._cells,
            self._loader.request.namespace,
            self._file.path.name,
            self._loader.request.ontology,
        )
        for check in self._late:
            self._check(check)
        for number, transfer in enumerate(self._table.transfers):
            if transfer.id is not None:
                self._refuse_repeated_ids(number)
        self._reject()
        # From here on, only explicit columns tell the order of rows.
        self._con.execute("SET preserve_insertion_order = false")
        for number, transfer in enumerate(self._table.transfers):
            repeated = transfer.id is None and self._number_repeats(number)
            select = ledger_select(
                f"x{number}",
                transfer,
                namespace=claims.namespace,
                file=claims.file,
                repeated=repeated,
            )
            self._writer.copy_ledger(self._con, select)
        self._copy_claims(claims)
        self._warn_of_silence()

    def _view(self, record: str, line: str, join: str = "") -> None:
        texts = [
            f"{sql_string(name + '=')} || {self._cells.text(name)}" for name in self._table.record
        ]
        locator = f"'row ' || ({record})"
        if texts:
            numbers = " || ',' || ".join(texts)
            locator = f"coalesce({numbers}, {locator})"
        for name, condition in (("everything", "TRUE"), ("good", "problem IS NULL")):
            self._con.execute(
                f"CREATE TEMP VIEW {name} AS SELECT s.*, s.rowid AS i, {locator} AS record,"
                f" {line} AS line FROM stage s {join} WHERE {condition}"
            )

    def _check(self, check: LateCheck) -> None:
        self._loader._normal.learn(check.normaliser, f"SELECT {check.text} FROM good")
        self._con.execute(
            f"""
            UPDATE stage SET problem = {check.problem}, bad_value = {check.text}
            FROM normal_{check.normaliser} n
            WHERE problem IS NULL AND n.value IS NULL AND n.text = {check.text}"""
        )

    def _refuse_repeated_ids(self, number: int) -> None:
        """Set aside records whose id another record, earlier in the source, has."""
        x = f"x{number}"
        suspects = f"""
            SELECT hash({x}_id) AS h FROM good WHERE {x}_amount IS NOT NULL
            GROUP BY 1 HAVING count(*) > 1
            UNION
            SELECT hash({x}_id) FROM good SEMI JOIN seen_transfers q ON q.hash = hash({x}_id)"""
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE suspects AS {suspects}")
        if self._one("SELECT count(*) FROM suspects"):
            self._con.execute(
                f"""
                UPDATE stage SET problem = {self._duplicates[number]}, bad_value = {x}_id
                WHERE problem IS NULL AND {x}_amount IS NOT NULL AND (
                    {x}_id IN (SELECT id FROM ({self._ids_before()})
                               WHERE hash(id) IN (FROM suspects))
                    OR rowid IN (
                        SELECT i FROM good WHERE hash({x}_id) IN (FROM suspects)
                        QUALIFY row_number() OVER (PARTITION BY {x}_id ORDER BY i) > 1))"""
            )
        self._con.execute(
            f"INSERT INTO seen_transfers SELECT hash({x}_id) FROM good WHERE {x}_amount IS NOT NULL"
        )

    def _ids_before(self) -> str:
        parts = sorted(self._writer.folder.glob("ledger-*.parquet"))
        if not parts:
            return "SELECT NULL::VARCHAR AS id WHERE FALSE"
        listed = ", ".join(sql_string(str(part)) for part in parts)
        return f"SELECT id FROM read_parquet([{listed}])"

    def _number_repeats(self, number: int) -> bool:
        """Number rows of equal content, over the whole source, in table `repeats_X`."""
        x = f"x{number}"
        self._con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE suspects AS
            SELECT hash({x}_id) AS h, 0 AS before FROM good WHERE {x}_amount IS NOT NULL
            GROUP BY 1 HAVING count(*) > 1
            UNION ALL
            SELECT hash, count(*) FROM seen_transfers
            WHERE hash IN (SELECT hash({x}_id) FROM good WHERE {x}_amount IS NOT NULL) GROUP BY 1"""
        )
        found = self._one("SELECT count(*) FROM suspects") > 0
        has_outcome = self._table.transfers[number].outcome is not None
        outcome = f"{x}_outcome NULLS FIRST, " if has_outcome else ""
        if found:
            self._con.execute(
                f"""
                CREATE TEMP TABLE repeats_{x} AS
                SELECT i, b.before + row_number() OVER
                          (PARTITION BY {x}_id ORDER BY {outcome}i) AS occurrence
                FROM good JOIN (SELECT h, max(before) AS before FROM suspects GROUP BY h) b
                     ON b.h = hash({x}_id)
                WHERE {x}_amount IS NOT NULL"""
            )
        self._con.execute(
            f"INSERT INTO seen_transfers SELECT hash({x}_id) FROM good WHERE {x}_amount IS NOT NULL"
        )
        return found

    def _reject(self) -> None:
        found = self._con.execute(
            "SELECT problem, record, line, bad_value FROM everything WHERE problem IS NOT NULL"
            " ORDER BY i"
        )
        while rows := found.fetchmany(10_000):
            for number, record, line, value in rows:
                problem = self._levels.problems[number - 1]
                self._writer.reject(
                    reason=problem.reason,
                    file=self._file.path.name,
                    record=record,
                    line=line,
                    field=problem.field or None,
                    value=_short(value),
                )

    def _copy_claims(self, claims: ClaimsOf) -> None:
        self._find_once(claims)
        selects: list[str] = []
        for entity in self._table.entities:
            for name, texts in claims.normal_texts(entity):
                self._loader._normal.learn(name, texts)
            for prop in claims.properties(entity):
                selects.append(claims.select(prop))
                self._warn_unread(claims, prop)
        if selects:
            self._writer.copy_claims(self._con, " UNION ALL ".join(selects))

    def _find_once(self, claims: ClaimsOf) -> None:
        """Make the tables `once_NAME`, of cells that no earlier batch has had."""
        once = [entity for entity in self._table.entities if entity.once]
        cells = {entity.name: claims.cells_of(entity) for entity in once}
        # A bank is known by some of the cells that its accounts are known by: the many rows
        # are gone through for the accounts alone.
        largest = sorted(set(cells.values()), key=len, reverse=True)
        grouped: list[tuple[str, ...]] = []
        for wanted in largest:
            if not any(set(wanted) <= set(other) for other in grouped):
                self._distinct(f"rows_{len(grouped)}", wanted, "good")
                grouped.append(wanted)
        for entity in once:
            wanted = cells[entity.name]
            number = next(n for n, other in enumerate(grouped) if set(wanted) <= set(other))
            source = f"rows_{number}"
            if set(wanted) != set(grouped[number]):
                self._distinct("rows_some", wanted, source)
                source = "rows_some"
            self._keep_unseen(claims, entity, wanted, source)

    def _distinct(self, table: str, cells: tuple[str, ...], source: str) -> None:
        listed = "".join(f"{cell}, " for cell in cells)
        group = f"GROUP BY {', '.join(cells)}" if cells else "HAVING count(*) > 0"
        self._con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS"
            f" SELECT {listed}min(line) AS line FROM {source} {group}"
        )

    def _keep_unseen(
        self, claims: ClaimsOf, entity: EntityMap, cells: tuple[str, ...], source: str
    ) -> None:
        kinds = self._loader._kinds
        kind = kinds.setdefault(claims.signature(entity), len(kinds))
        listed = ", ".join((*cells, "''"))
        self._con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE once_{entity.name} AS
            SELECT *, NULL AS record FROM (
                SELECT *, hash({listed}) AS h1, hash('second', {listed}) AS h2 FROM {source}
            ) r ANTI JOIN (FROM seen_rows WHERE kind = {kind}) s ON s.h1 = r.h1 AND s.h2 = r.h2"""
        )
        self._con.execute(f"INSERT INTO seen_rows SELECT {kind}, h1, h2 FROM once_{entity.name}")

    def _warn_unread(self, claims: ClaimsOf, prop: PropertySql) -> None:
        select = claims.unread(prop)
        if select is None:
            return
        place = f"{prop.rule.prop.schema}.{prop.rule.prop.name}"
        done = "kept as it stands" if prop.rule.bad == "keep" else "left out"
        kind = prop.rule.prop.format or prop.rule.prop.type
        rest = 0
        for text, count in self._con.execute(select).fetchall():
            if self._loader._warned[place] < _MOST_WARNINGS:
                self._loader._warned[place] += 1
                self._writer.warn(f"{place}: not a {kind}, {done}: {_short(text)!r}", count)
            else:
                rest += count
        if rest:
            self._writer.warn(f"{place}: not a {kind}, {done}: other values", rest)

    def _warn_of_silence(self) -> None:
        """Warn of rows that no rule of the mapping applies to."""
        rules = [*self._table.entities, *self._table.transfers]
        if not all(rule.when or _is_optional(rule) for rule in rules):
            return
        transfers = [f"x{n}_amount IS NULL" for n in range(len(self._table.transfers))]
        ends = {name for t in self._table.transfers for name in (t.payer, t.payee)}
        entities = [
            f"NOT ({conditions_sql(entity.when, self._cells)})"
            for entity in self._table.entities
            if entity.name not in ends and not entity.optional
        ]
        silent = self._one(f"SELECT count(*) FROM good WHERE {' AND '.join([*transfers, *entities]) or 'FALSE'}")
        if silent:
            self._writer.warn(
                f"{self._file.path.name}: no rule of table '{self._table.name}' applies to the row",
                silent,
            )

    def _one(self, query: str) -> int:
        row = self._con.execute(query).fetchone()
        assert row is not None
        return int(row[0])

    def __enter__(self) -> _Batch:
        return self

    def __exit__(self, *_: object) -> None:
        for number in range(len(self._table.transfers)):
            self._con.execute(f"DROP TABLE IF EXISTS repeats_x{number}")
        for name in ("good", "everything"):
            self._con.execute(f"DROP VIEW IF EXISTS {name}")
        once = [f"once_{entity.name}" for entity in self._table.entities if entity.once]
        rows = [f"rows_{number}" for number in range(len(once))]
        for name in ("stage", "places", "suspects", "rows_some", *once, *rows):
            self._con.execute(f"DROP TABLE IF EXISTS {name}")
        self._con.execute("SET preserve_insertion_order = true")


def _read_csv(piece: Slice, file: TableFile) -> str:
    """A relation with the cells of a slice."""
    form = file.table.format
    names = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(file.header)))
    quote = sql_string(form.quote)
    options = (
        f"columns = {{{names}}}, auto_detect = false, header = false,"
        f" delim = {sql_string(form.delimiter)}, quote = {quote}, escape = {quote},"
        f" new_line = '\\n', strict_mode = true, max_line_size = {2 << 20}"
    )
    if piece.multiline:
        options += ", parallel = false"
    return f"read_csv({sql_string(str(piece.path))}, {options})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _short(text: Any) -> str | None:
    if text is None or len(text) <= _LONGEST_QUOTATION:
        return text
    return str(text[: _LONGEST_QUOTATION - 1]) + "…"


def _is_optional(rule: object) -> bool:
    return isinstance(rule, EntityMap) and rule.optional


def work_folder(folder: Path) -> Path:
    """Where a loader keeps its temporary files, inside a writer's staging folder."""
    return folder / "work"
