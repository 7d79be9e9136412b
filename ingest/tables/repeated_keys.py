"""Rows that use a key again for something else: two people must not become one in silence."""

from __future__ import annotations

from ingest.tables.mapping import EntityMap
from ingest.tables.session import Session
from ingest.tables.staging.claims_sql import ClaimsOf
from ingest.tables.staging.entity_stage import applies_sql
from ingest.tables.staging.expressions import conditions_sql, key_sql, literals, text_sql
from ingest.tables.staging.money_sql import currency_sql
from kg.lake.sql import sql_string


def refuse_repeated_keys(
    session: Session, claims: ClaimsOf, entity: EntityMap, problem: int, *, lines: bool
) -> None:
    """Set aside staged rows whose key an earlier row has used with other values.

    Rows agree where what they say of the properties that tell entities apart is the same text,
    upper and lower case aside, or where one of them says nothing. Rows with different
    `valid_from` or `valid_to` speak of different times. What is wrong with a row goes into the
    table `clashes` (i, k, detail): its number, its key, and the end of the reason.

    Args:
        problem: number of the problem. lines: the file has lines, not only rows.
    """
    said = _said(claims, entity)
    if entity.once or not said:
        return
    con = session.con
    number = session.kinds.setdefault(
        f"key of {claims.table.name}.{entity.name}", len(session.kinds)
    )
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE new_keys AS
        SELECT i, ordinal, k, hash('first', k, period) AS h1, hash('second', k, period) AS h2,
               hash(said) AS whole, said
        FROM ({_keys(claims, entity, [sql for _, sql in said])})"""
    )
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE suspects AS
        SELECT h1, h2 FROM new_keys GROUP BY ALL HAVING min(whole) <> max(whole)
        UNION
        SELECT n.h1, n.h2 FROM new_keys n JOIN seen_keys s
        ON s.kind = {number} AND s.h1 = n.h1 AND s.h2 = n.h2 AND s.whole <> n.whole"""
    )
    if session.count("SELECT count(*) FROM suspects"):
        names = literals(name for name, _ in said)
        con.execute(_clashes(number, names, claims.file, "line" if lines else "row"))
        con.execute(
            f"""
            UPDATE stage SET problem = {problem}, bad_value = c.k
            FROM clashes c WHERE stage.rowid = c.i AND problem IS NULL"""
        )
        con.execute("DELETE FROM new_keys WHERE i IN (SELECT i FROM clashes)")
    con.execute(
        f"""
        INSERT INTO seen_keys
        SELECT {number}, h1, h2, whole, any_value(said), {sql_string(claims.file)}, min(ordinal)
        FROM new_keys GROUP BY h1, h2, whole"""
    )


def _said(claims: ClaimsOf, entity: EntityMap) -> list[tuple[str, str]]:
    """(property, SQL of a hash of what a row says of it) where it tells entities apart."""
    row = claims.cells
    found: list[tuple[str, str]] = []
    for prop in entity.properties:
        has_period = prop.valid_from is not None or prop.valid_to is not None
        if not prop.prop.tells_apart or prop.split is not None or has_period:
            continue
        if prop.text is not None and not prop.text.columns:
            continue
        text = claims.value_text(prop)
        if prop.currency is not None:
            text = f"{text} || ' ' || coalesce({currency_sql(prop.currency, row)}, '')"
        filled = f"{conditions_sql(prop.when, row)} AND ({text}) IS NOT NULL"
        found.append((prop.prop.name, f"CASE WHEN {filled} THEN hash(lower({text})) END"))
    return found


def _keys(claims: ClaimsOf, entity: EntityMap, said: list[str]) -> str:
    row = claims.cells
    days = (entity.valid_from, entity.valid_to)
    periods = [text_sql(day.text, row) for day in days if day is not None]
    period = f"concat_ws(chr(31), {', '.join(periods)})" if periods else "''"
    return f"""
        SELECT i, ordinal, {key_sql(entity.id, row)} AS k, {period} AS period,
               [{", ".join(said)}] AS said
        FROM good WHERE {applies_sql(entity, row)}"""


def _clashes(number: int, names: str, file: str, unit: str) -> str:
    """Fills `clashes`: the first row to say something of a property counts, later ones agree."""
    return f"""
        INSERT INTO clashes
        WITH told AS (
            SELECT h1, h2, NULL::BIGINT AS i, NULL::VARCHAR AS k, file, ordinal, said, 0 AS late
            FROM seen_keys SEMI JOIN suspects USING (h1, h2) WHERE kind = {number}
            UNION ALL
            SELECT h1, h2, i, k, {sql_string(file)}, ordinal, said, 1
            FROM new_keys SEMI JOIN suspects USING (h1, h2)
        ), each AS (
            SELECT h1, h2, i, k, file, ordinal, late, unnest(said) AS value,
                   generate_subscripts(said, 1) AS place
            FROM told
        ), compared AS (
            SELECT *, first_value(value) OVER earlier AS first,
                   first_value(file) OVER earlier AS first_file,
                   first_value(ordinal) OVER earlier AS first_ordinal
            FROM each WHERE value IS NOT NULL
            WINDOW earlier AS (PARTITION BY h1, h2, place ORDER BY late, ordinal)
        )
        SELECT i, any_value(k) AS k,
               ' was used in {unit} ' || arg_min(first_ordinal, place)
               || CASE WHEN arg_min(first_file, place) <> {sql_string(file)}
                       THEN ' of ' || arg_min(first_file, place) ELSE '' END
               || ' with another '
               || string_agg(DISTINCT trim([{names}][place]), ', ' ORDER BY trim([{names}][place]))
               AS detail
        FROM compared WHERE late = 1 AND value <> first GROUP BY i"""
