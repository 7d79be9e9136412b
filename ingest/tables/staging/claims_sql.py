"""What the entities of a mapping say of each row, as SELECTs of claims."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.tables.mapping import Column, DateText, EntityMap, PropertyMap, TableMap, Text
from ingest.tables.mapping.language import entity_columns
from ingest.tables.staging.entity_stage import applies_sql
from ingest.tables.staging.expressions import Columns, conditions_sql, key_sql, text_sql
from ingest.tables.staging.money_sql import currency_sql
from ingest.tables.staging.normal_forms import SEVERAL, Cleaner, cleaner_of, date_cleaner, outside
from ingest.tables.staging.time_sql import calendar_day, date_text
from kg.lake.sql import sql_string
from kg.values.instants import latest_day
from kg.values.types import value_type

# A cell, or a literal, in which nothing is a cell.
_CELL = re.compile(r"'(?:[^']|'')*'|\bc[0-9]+\b")


@dataclass(frozen=True, slots=True)
class PropertySql:
    """A property's claims, in pieces that claims and warnings are both made of.

    Attributes:
        source: SELECT with `k` (the entity's key), `v` (the text to be read), `o` (the text
            as it stood, NULL where no cell holds it), `record`, `line`, and where needed
            `vf`, `vt` (texts of dates), `cur` (currency).
        joins: of the tables of normal forms, on columns of `s`, the source.
        value: SQL of the value over them; NULL where `v` cannot be read.
    """

    entity: EntityMap
    rule: PropertyMap
    source: str
    joins: str
    value: str
    valid_from: str
    valid_to: str
    method: str


@dataclass(frozen=True, slots=True)
class ClaimsOf:
    """Builds the SELECTs for the entities of one table, over the view `good`.

    `good` has the cells, `i`, `record` (SQL text of the locator) and `line`. Entities that many
    rows speak of are made from table `once_NAME`, which has its `cells_of` and the first line.
    """

    table: TableMap
    cells: Columns
    namespace: str
    file: str

    def normal_texts(self, entity: EntityMap) -> list[tuple[Cleaner, str]]:
        """(cleaner, SELECT of one column) for every text that needs a normal form."""
        found: list[tuple[Cleaner, str]] = []
        for prop in self.properties(entity):
            cleaner = cleaner_of(prop.rule)
            if cleaner is not None:
                found.append((cleaner, f"SELECT v FROM ({prop.source})"))
            for column, period in (("vf", self._from(prop)), ("vt", self._to(prop))):
                if period is not None and not period.style.formats:
                    texts = f"SELECT {column} FROM ({prop.source})"
                    found.append((date_cleaner(period.style), texts))
        return found

    def properties(self, entity: EntityMap) -> list[PropertySql]:
        """The properties of an entity, each with its SQL."""
        return [self._property(entity, prop) for prop in entity.properties]

    def select(self, prop: PropertySql) -> str:
        """The claims of one property, with the columns of CLAIM_INPUT."""
        entity = prop.entity
        record = f"{sql_string(entity.label + '=')} || s.k" if entity.once else "s.record"
        return f"""
            SELECT {sql_string(self.namespace + ":")} || k AS entity,
                   {sql_string(entity.schema.name)} AS schema,
                   {sql_string(prop.rule.prop.name)} AS prop, value,
                   CASE WHEN o IS DISTINCT FROM value THEN o END AS original,
                   {sql_string(self.file)} AS file, record, line,
                   vf AS valid_from, vt AS valid_to, {sql_string(prop.method)} AS method
            FROM (SELECT s.k, s.o, s.line, {record} AS record, {_each(prop)} AS value,
                         {prop.valid_from} AS vf, {prop.valid_to} AS vt
                  FROM ({prop.source}) s {prop.joins})
            WHERE value IS NOT NULL"""

    def unread(self, prop: PropertySql) -> str | None:
        """(text, count, where the first stands) of values that were left out or kept unread.

        None where all will do.
        """
        rule = prop.rule
        if rule.text is None or rule.bad == "reject" or _reads_all(rule):
            return None
        return f"""
            SELECT s.v, count(*), {self._place(prop)}
            FROM ({prop.source}) s {prop.joins}
            WHERE s.v IS NOT NULL AND {self._readable(rule, future=True)} IS NULL
            GROUP BY 1 ORDER BY 2 DESC, 1"""

    def ahead(self, prop: PropertySql) -> str | None:
        """The same of dates in the future that were left out; None where there can be none."""
        if prop.rule.text is None or not prop.rule.prop.past:
            return None
        plain = self._readable(prop.rule, future=True)
        return f"""
            SELECT s.v, count(*), {self._place(prop)}
            FROM ({prop.source}) s {prop.joins}
            WHERE {_ahead(plain, several=_is_several(prop.rule))} GROUP BY 1 ORDER BY 2 DESC, 1"""

    def _place(self, prop: PropertySql) -> str:
        """SQL of where the first of some values stands."""
        record = f"{sql_string(prop.entity.label + '=')} || s.k" if prop.entity.once else "s.record"
        first = f"arg_min({record}, (length({record}), {record}))"
        place = f"coalesce(min(s.line)::VARCHAR, ' ' || {first})"
        return f"{sql_string(self.file + ':')} || {place}"

    def _property(self, entity: EntityMap, prop: PropertyMap) -> PropertySql:
        row = self.cells
        conditions = f"{applies_sql(entity, row)} AND {conditions_sql(prop.when, row)}"
        text, original, method = self._text(prop)
        cleaner = cleaner_of(prop)
        columns = [f"{key_sql(entity.id, row)} AS k", f"{text} AS v", f"{original} AS o"]
        joins = ""
        if cleaner is not None:
            joins = f"LEFT JOIN {cleaner.table} n ON n.text = s.v"
        if prop.currency is not None:
            columns.append(f"{currency_sql(prop.currency, row)} AS cur")
        valid: dict[str, str] = {"vf": "NULL::DATE", "vt": "NULL::DATE"}
        for column, period in (
            ("vf", prop.valid_from or entity.valid_from),
            ("vt", prop.valid_to or entity.valid_to),
        ):
            if period is not None:
                columns.append(f"{text_sql(period.text, row)} AS {column}")
                valid[column], join = _day(period, column)
                joins += join
        source = f"SELECT {', '.join(columns)}, record, line FROM {_rows(entity)}"
        source += f" WHERE {conditions}"
        if prop.split is not None:
            source = _split(source, prop.split, [c.rsplit(" AS ", 1)[1] for c in columns])
        value = self._readable(prop)
        if prop.bad == "keep" and not _reads_all(prop):
            unread = self._readable(prop, future=True)
            value = f"coalesce({value}, CASE WHEN {unread} IS NULL THEN s.v END)"
        return PropertySql(entity, prop, source, joins, value, valid["vf"], valid["vt"], method)

    def cells_of(self, entity: EntityMap) -> tuple[str, ...]:
        """The cells that an entity is made of, in the order in which the mapping has them."""
        names = [*entity_columns(entity)]
        for prop in entity.properties:
            if prop.entity is not None:
                names += entity_columns(self.table.entity(prop.entity))
        indexes = (self.cells.index(name) for name in names)
        return tuple(dict.fromkeys(f"c{index}" for index in indexes if index is not None))

    def signature(self, entity: EntityMap, cells: tuple[str, ...]) -> str:
        """Equal for entities that make equal claims of rows with equal `cells`."""
        roles = {cell: f"#{role}" for role, cell in enumerate(cells)}
        claims = "\n".join(self.select(prop) for prop in self.properties(entity))
        claims = claims.replace(f"FROM {_rows(entity)} ", "FROM rows ")
        claims = claims.replace(f"{sql_string(self.file)} AS file", "")
        return _CELL.sub(lambda match: roles.get(match[0], match[0]), claims)

    def value_text(self, prop: PropertyMap) -> str:
        """SQL of the text that a property's value is read from, over cells."""
        return self._text(prop)[0]

    def _text(self, prop: PropertyMap) -> tuple[str, str, str]:
        """SQL of the text, of the text as it stood, and the method."""
        row = self.cells
        if prop.text is not None:
            plain, text = text_sql(prop.text, row), prop.text
        else:
            target = self.table.entity(prop.entity) if prop.entity is not None else None
            text = target.id if target is not None else _required(prop.id)
            key = f"{sql_string(self.namespace + ':')} || {key_sql(text, row)}"
            plain = key
            if target is not None:
                plain = f"CASE WHEN {applies_sql(target, row)} THEN {key} END"
        original = row.raw(text.column) if text.column is not None else "NULL::VARCHAR"
        if text.first_of:
            raws = ", ".join(row.raw(p.name) for p in text.parts if isinstance(p, Column))
            original = f"coalesce({raws})"
        return plain, original, _method(prop, text)

    @staticmethod
    def _readable(prop: PropertyMap, *, future: bool = False) -> str:
        """SQL of the value over `s` and its joins; `s.v` where it is a reference.

        Args:
            future: take a date in the future too where it cannot be.
        """
        kind = value_type(prop.prop.type)
        if prop.text is None:
            return "s.v"
        if kind.name == "money":
            value = "CASE WHEN places(s.cur) IS NOT NULL THEN n.value || ' ' || s.cur END"
        elif cleaner_of(prop) is not None:
            value = "n.value"
        elif kind.name == "date":
            value = date_text(prop.date, "s.v")
        else:
            assert kind.sql is not None
            return kind.sql("s.v")
        if prop.prop.past and not future:
            value = f"CASE WHEN NOT {_ahead(value, several=_is_several(prop))} THEN {value} END"
        beyond = outside(prop)
        return value if beyond is None else f"CASE WHEN NOT {beyond} THEN {value} END"

    def _from(self, prop: PropertySql) -> DateText | None:
        return prop.rule.valid_from or prop.entity.valid_from

    def _to(self, prop: PropertySql) -> DateText | None:
        return prop.rule.valid_to or prop.entity.valid_to


def _each(prop: PropertySql) -> str:
    """SQL of the value, or of each that the text may mean."""
    if prop.rule.text is None or not _is_several(prop.rule):
        return prop.value
    return f"unnest({_dates(prop.value)})"


def _is_several(rule: PropertyMap) -> bool:
    cleaner = cleaner_of(rule)
    return cleaner is not None and cleaner.several


def _dates(value: str) -> str:
    return f"string_split({value}, chr({ord(SEVERAL)}))"


def _ahead(value: str, *, several: bool) -> str:
    """SQL of whether an ISO date, or one of several, is after today."""
    last = f"list_max({_dates(value)})" if several else value
    return f"(left({last}, 10) > {sql_string(latest_day())})"


def _reads_all(prop: PropertyMap) -> bool:
    """Whether every text is such a value."""
    return cleaner_of(prop) is None and prop.prop.type not in ("date", "identifier")


def _rows(entity: EntityMap) -> str:
    """The table of the rows that an entity is made from."""
    return f"once_{entity.name}" if entity.once else "good"


def _required(text: Text | None) -> Text:
    assert text is not None
    return text


def _method(prop: PropertyMap, text: Text) -> str:
    if prop.text is None:
        return "reference"
    if not text.columns:
        return "constant"
    if text.lookup is not None:
        return "lookup"
    return "column" if text.column is not None or text.first_of else "template"


def _day(period: DateText, column: str) -> tuple[str, str]:
    """SQL of the day that the text in a column means, and the join it needs."""
    if period.style.formats:
        return calendar_day(period.style, f"s.{column}"), ""
    table = date_cleaner(period.style).table
    join = f" LEFT JOIN {table} {column}n ON {column}n.text = s.{column}"
    # A year or a month stands for its first day.
    return f"left({column}n.value || '-01-01', 10)::DATE", join


def _split(source: str, separator: str, columns: list[str]) -> str:
    """The source with a row for each piece of `v`; the piece is also what stood there."""
    others = ", ".join(column for column in columns if column not in ("v", "o"))
    pieces = f"unnest(string_split(v, {sql_string(separator)}))"
    return (
        f"SELECT {others}, nullif(trim(piece), '') AS v, nullif(trim(piece), '') AS o,"
        f" record, line FROM (SELECT *, {pieces} AS piece FROM ({source}))"
    )
