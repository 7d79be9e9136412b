"""Some rows of one file: staged, checked, and handed to the lake."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import duckdb
import pyarrow as pa

from ingest.tables.files.found import TableFile
from ingest.tables.files.records import Positions
from ingest.tables.mapping import Column, Condition, EntityMap, Text
from ingest.tables.mapping.language import entity_columns
from ingest.tables.repeats import (
    find_once,
    number_repeats,
    refuse_repeated_ids,
    refuse_repeated_keys,
)
from ingest.tables.session import Session, shortened
from ingest.tables.staging.claims_sql import ClaimsOf, PropertySql
from ingest.tables.staging.entity_stage import add_entity
from ingest.tables.staging.expressions import Columns, conditions_sql, folded
from ingest.tables.staging.levels import NOT_YET, Levels
from ingest.tables.staging.normal_forms import LateCheck, PeriodCheck, bounds_text
from ingest.tables.staging.transfer_stage import StagedTransfer, add_transfer, ledger_select
from kg.errors import BadFile
from kg.lake import Place
from kg.lake.sql import sql_string

_REJECTS_AT_ONCE = 10_000
_UNREADABLE = (
    duckdb.InvalidInputException,
    duckdb.ConversionException,
    duckdb.IOException,
    duckdb.InternalException,
    duckdb.SerializationException,
)
"""What DuckDB raises where pages of a Parquet file are damaged."""


class Batch:
    """Table `stage` with some rows of one file; a context manager that drops it again.

    Call `stage`, then `place` or `number`, then `finish`.
    """

    def __init__(self, session: Session, file: TableFile, *, padded: bool = True) -> None:
        """Prepare.

        Args:
            padded: there may be blanks around the texts of the cells.
        """
        self._session = session
        self._con = session.con
        self._writer = session.request.writer
        self._file = file
        self._table = file.table
        if file.path not in session.files:
            session.files.append(file.path)
        self._number = session.files.index(file.path)
        notations = {folded(name): how for name, how in file.table.notations().items()}
        self._cells = Columns(
            file.header, file.table.format.nulls, padded=padded, notations=notations
        )
        self._levels = Levels(replace(self._cells, prepared=True))
        self._late: list[LateCheck | PeriodCheck] = []
        self._transfers: list[StagedTransfer] = []
        self._repeated_keys: list[tuple[EntityMap, int]] = []
        self._made: list[str] = ["stage", "places", "suspects", "new_keys", "clashes"]
        self._has_lines = True

    def stage(self, source: str, rows: int) -> None:
        """Fill the stage from a relation with cells `c0`…, which must have that many rows.

        Raises:
            BadFile: DuckDB reads it otherwise than it was checked.
        """
        table, levels = self._table, self._levels
        needed = [*table.record]
        for entity in table.entities:
            needed += entity_columns(entity)
        kept = self._indexes(needed)
        levels.outputs += [f"c{index}" for index in kept]
        for number, transfer in enumerate(table.transfers):
            self._transfers.append(add_transfer(levels, f"x{number}", table, transfer, kept))
        for entity in table.entities:
            is_end = entity.name in self._ends
            self._late += add_entity(levels, entity, self._cells, is_end=is_end)
            used = levels.fault(NOT_YET, f"the key of the {entity.name}", entity.id)
            self._repeated_keys.append((entity, used))
        self._refuse_unmatched()
        select = levels.select(source, self._indexes(table.used_columns()))
        try:
            self._con.execute(f"CREATE TEMP TABLE stage AS {select}")
        except duckdb.OutOfMemoryException as error:
            raise BadFile(
                "needs more memory to read than is allowed: a cell may be very large",
                file=self._file.path.name,
                hint="Raise memory_limit in workspace.yaml if it is to be read",
            ) from error
        except _UNREADABLE as error:
            raise BadFile(
                "cannot be read: it is damaged, or not what its name says",
                file=self._file.path.name,
                hint="Get it once more from where it came from",
            ) from error
        found = self._session.count("SELECT count(*) FROM stage")
        if found != rows:
            raise BadFile(
                f"was read as {found} rows where {rows} were counted", file=self._file.path.name
            )

    def place(self, records: Positions, lines: Positions) -> None:
        """Say where the staged rows stand: ordinal in the file, and line, both from 1."""
        last = len(records) - 1
        if records[last] - records[0] == last and lines[last] - lines[0] == last:
            self._create_views(f"s.rowid + {records[0]}", f"s.rowid + {lines[0]}")
            return
        places = pa.table({"ordinal": records, "at_line": lines})
        self._con.register("new_places", places)
        self._con.execute("CREATE TEMP TABLE places AS SELECT * FROM new_places")
        self._con.unregister("new_places")
        self._create_views("p.ordinal", "p.at_line", "JOIN places p ON p.rowid = s.rowid")

    def number(self, start: int) -> None:
        """Say that the staged rows follow the first `start` rows of a file without lines."""
        self._has_lines = False
        self._create_views(f"s.rowid + {start + 1}", "NULL::BIGINT")

    def finish(self) -> None:
        """Check what is left to check, and hand rejects, transfers and claims to the lake."""
        for check in self._late:
            self._check(check)
        claims = ClaimsOf(
            self._table,
            self._cells,
            self._session.request.namespace,
            self._file.path.name,
        )
        self._con.execute("CREATE TEMP TABLE clashes (i BIGINT, k VARCHAR, detail VARCHAR)")
        for entity, problem in self._repeated_keys:
            refuse_repeated_keys(self._session, claims, entity, problem, lines=self._has_lines)
        for staged in self._transfers:
            if staged.repeated_id is not None:
                refuse_repeated_ids(self._session, staged)
        self._reject()
        # From here on, columns alone say where a row stands.
        self._con.execute("SET preserve_insertion_order = false")
        self._copy_transfers(claims)
        self._copy_claims(claims)
        self._warn_of_unmatched()

    @property
    def _ends(self) -> set[str]:
        return {name for t in self._table.transfers for name in (t.payer, t.payee)}

    def _indexes(self, columns: list[str] | tuple[str, ...]) -> tuple[int, ...]:
        found = {self._cells.index(name) for name in columns}
        return tuple(sorted(index for index in found if index is not None))

    def _create_views(self, ordinal: str, line: str, join: str = "") -> None:
        locator = f"'row ' || ({ordinal})"
        if self._table.record:
            numbers = " || ',' || ".join(
                f"{sql_string(name + '=')} || {self._cells.text(name)}"
                for name in self._table.record
            )
            locator = f"coalesce({numbers}, {locator})"
        for name, condition in (("everything", "TRUE"), ("good", "problem IS NULL")):
            self._con.execute(
                f"CREATE TEMP VIEW {name} AS SELECT s.*, s.rowid AS i, {locator} AS record,"
                f" {line} AS line, {line if self._has_lines else ordinal} AS ordinal"
                f" FROM stage s {join} WHERE {condition}"
            )

    def _check(self, check: LateCheck | PeriodCheck) -> None:
        for cleaner, texts in check.normal_texts:
            self._session.normal.learn(cleaner, f"SELECT {texts} FROM good")
        if check.problem is not None:
            self._con.execute(check.update)
        elif isinstance(check, PeriodCheck):
            self._warn_of_rows(check.subject, check.count)

    def _warn_of_rows(self, message: str, query: str) -> None:
        """Warn of as many rows as a query counts; it gives the number `i` of the first as well."""
        ((count, first),) = self._con.execute(query).fetchall()
        if count:
            ((line, record),) = self._con.execute(
                "SELECT line, record FROM everything WHERE i = ?", [first]
            ).fetchall()
            self._writer.warn(message, count, at=Place(self._file.path.name, record, line))

    def _reject(self) -> None:
        found = self._con.execute(
            "SELECT problem, record, line, bad_value, coalesce(detail, '')"
            " FROM everything LEFT JOIN clashes USING (i) WHERE problem IS NOT NULL ORDER BY i"
        )
        while rows := found.fetchmany(_REJECTS_AT_ONCE):
            for number, record, line, value, detail in rows:
                problem = self._levels.problems[number - 1]
                said = problem.explained(value or "") if problem.explained else detail
                self._writer.reject(
                    reason=problem.reason + said,
                    file=self._file.path.name,
                    record=record,
                    line=line,
                    field=problem.field or None,
                    value=shortened(value),
                    kind=problem.reason,
                )

    def _copy_transfers(self, claims: ClaimsOf) -> None:
        for staged in self._transfers:
            pair = self._table.overlap == "pair"
            repeated = staged.repeated_id is None and number_repeats(
                self._session, staged, self._number, pair=pair
            )
            self._made.append(f"repeats_{staged.name}")
            if repeated:
                self._tell_overlap(staged, pair=pair)
            select = ledger_select(
                staged, namespace=claims.namespace, file=claims.file, repeated=repeated, pair=pair
            )
            self._writer.copy_ledger(self._con, select)
            for timezone, text in staged.twice:
                self._warn_of_twice(timezone, text)

    def _tell_overlap(self, staged: StagedTransfer, *, pair: bool) -> None:
        """Tell of transfers that equal those of another file."""
        rows = self._con.execute(
            f"""
            SELECT {staged.columns["currency"]}, count(*), sum({staged.amount}), min(i)
            FROM good JOIN repeats_{staged.name} USING (i) WHERE told GROUP BY 1"""
        ).fetchall()
        if not rows:
            return
        first = min(row[3] for row in rows)
        ((line, record),) = self._con.execute(
            "SELECT line, record FROM good WHERE i = ?", [first]
        ).fetchall()
        done = "taken once" if pair else "kept as others; 'overlap: pair' takes such once"
        self._session.tell_overlap(
            f"{self._file.path.name}: transfers equal to those of another file, {done}",
            str(Place(self._file.path.name, record, line)),
            {currency: (int(count), int(total)) for currency, count, total, _ in rows},
        )

    def _warn_of_twice(self, timezone: str, text: str) -> None:
        """Warn of local times that the clocks showed twice: either may be meant."""
        count = self._session.count(f"SELECT count(*) FROM good WHERE {text} IS NOT NULL")
        if count:
            ((record, shown),) = self._con.execute(
                f"SELECT record, {text} FROM good WHERE {text} IS NOT NULL ORDER BY i LIMIT 1"
            ).fetchall()
            self._session.warn_from(
                f"a time that the clocks of {timezone} showed twice, kept as one of the two",
                f"{self._file.path.name}, {record}: {shown}",
                count,
            )

    def _copy_claims(self, claims: ClaimsOf) -> None:
        self._made += find_once(self._session, claims)
        selects: list[str] = []
        for entity in self._table.entities:
            for cleaner, texts in claims.normal_texts(entity):
                self._session.normal.learn(cleaner, texts)
            for prop in claims.properties(entity):
                selects.append(claims.select(prop))
                self._warn_of_unread(claims, prop)
        if selects:
            self._writer.copy_claims(self._con, " UNION ALL ".join(selects))

    def _warn_of_unread(self, claims: ClaimsOf, prop: PropertySql) -> None:
        select = claims.unread(prop)
        if select is not None:
            rule = prop.rule
            wrong = f"not a valid {rule.prop.format or rule.prop.type}"
            if rule.minimum is not None or rule.maximum is not None:
                wrong = f"{wrong}, or {bounds_text(rule)}"
            done = "kept as it stands" if rule.bad == "keep" else "left out"
            subject = f"{prop.entity.schema.name}.{rule.prop.name}: {wrong}, {done}"
            self._session.warn_of_values(subject, select)
        ahead = claims.ahead(prop)
        if ahead is not None:
            subject = f"{prop.entity.schema.name}.{prop.rule.prop.name}: in the future, left out"
            self._session.warn_of_values(subject, ahead)

    def _rules(self) -> list[tuple[Condition, ...]]:
        """The conditions of which one must hold; none where a rule applies to every row.

        They are those of the transfers, or in a table without transfers of its entities.
        """
        rules = [t.when for t in self._table.transfers] or [e.when for e in self._table.entities]
        return rules if all(rules) else []

    def _applies(self, row: Columns) -> str:
        """SQL of whether one of the rules applies."""
        return " OR ".join(f"({conditions_sql(when, row)})" for when in self._rules())

    def _refuse_unmatched(self) -> None:
        """A row that no rule applies to is set aside: whatever it says would be lost."""
        tests = [test for when in self._rules() for test in when]
        if tests and self._table.unmatched == "reject":
            of = Text(tuple(Column(name) for name in dict.fromkeys(t.column for t in tests)))
            row = self._levels.columns
            self._levels.fault(
                f"NOT ({self._applies(row)})",
                f"no rule of table '{self._table.name}' applies",
                of,
                row.raw(tests[0].column),
                guard=f"({self._applies(row)})",
            )

    def _warn_of_unmatched(self) -> None:
        """Tell of rows that are kept though no rule applies to them."""
        if self._rules() and self._table.unmatched == "keep":
            self._warn_of_rows(
                f"{self._file.path.name}: no rule of table '{self._table.name}' applies to a row",
                f"SELECT count(*), min(i) FROM good WHERE NOT ({self._applies(self._cells)})",
            )

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *_: object) -> None:
        # After an interruption the connection may be unusable; the session closes it then.
        with suppress(duckdb.Error):
            for name in ("good", "everything"):
                self._con.execute(f"DROP VIEW IF EXISTS {name}")
            for name in self._made:
                self._con.execute(f"DROP TABLE IF EXISTS {name}")
            self._con.execute("SET preserve_insertion_order = true")
