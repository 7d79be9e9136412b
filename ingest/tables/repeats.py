"""What earlier rows of a source have said: ids of transfers, keys of entities, whole entities."""

from __future__ import annotations

from ingest.tables.mapping import EntityMap
from ingest.tables.session import Session
from ingest.tables.staging.claims_sql import ClaimsOf
from ingest.tables.staging.entity_stage import applies_sql
from ingest.tables.staging.expressions import conditions_sql, key_sql, literals, text_sql
from ingest.tables.staging.money_sql import currency_sql
from ingest.tables.staging.transfer_stage import StagedTransfer
from kg.lake.sql import sql_files, sql_string

_WIDEST_RANGE = 1 << 28
"""Most numbers that a batch's ids may lie among; a bit for each of them is 32 MB."""

_SPARSEST_RANGE = 64
"""As many times the number of ids: beyond it, comparing them is quicker than counting bits."""


def refuse_repeated_ids(session: Session, staged: StagedTransfer) -> None:
    """Set aside staged records whose id another record, earlier in the source, has."""
    con, key, present = session.con, staged.id, f"{staged.amount} IS NOT NULL"
    if _new_numbers(session, key, present):
        _remember(session, key, present)
        return
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE suspects AS
        SELECT hash({key}) AS h FROM good WHERE {present}
        GROUP BY 1 HAVING count(*) > 1
        UNION
        SELECT hash({key}) FROM good SEMI JOIN seen_transfers q ON q.hash = hash({key})"""
    )
    if session.count("SELECT count(*) FROM suspects"):
        # Hashes only raise the suspicion; the ids themselves decide.
        con.execute(
            f"""
            UPDATE stage SET problem = {staged.repeated_id}, bad_value = {key}
            WHERE problem IS NULL AND {present} AND (
                {key} IN (SELECT id FROM ({_ids_before(session)})
                           WHERE hash(id) IN (FROM suspects))
                OR rowid IN (
                    SELECT i FROM good
                    WHERE {present} AND hash({key}) IN (FROM suspects)
                    QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY i) > 1))"""
        )
    _remember(session, key, present)


def number_repeats(session: Session, staged: StagedTransfer, file: int, *, pair: bool) -> bool:
    """Number staged transfers of equal content, over the whole source.

    Returns True when there are any; table `repeats_NAME` (i, occurrence, told) then has them:
    `told` where another file of the source has told of it, as many times as this one until then.
    Those of equal content but another label are told apart by the label, not by their order.

    Args:
        file: number of the file. pair: those told of by another file are not numbered again.
    """
    con, key, present = session.con, staged.id, f"{staged.amount} IS NOT NULL"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE suspects AS
        SELECT hash({key}) AS h, 0 AS before, 0 AS here, 0 AS elsewhere FROM good WHERE {present}
        GROUP BY 1 HAVING count(*) > 1
        UNION ALL
        SELECT hash, sum(n), coalesce(max(n) FILTER (file = {file}), 0),
               coalesce(max(n) FILTER (file <> {file}), 0)
        FROM (SELECT hash, file, count(*) AS n FROM seen_transfers
              WHERE hash IN (SELECT hash({key}) FROM good WHERE {present}) GROUP BY ALL)
        GROUP BY 1"""
    )
    found = session.count("SELECT count(*) FROM suspects") > 0
    if found:
        label = f"{staged.columns['outcome']} NULLS FIRST, "
        con.execute(
            f"""
            CREATE TEMP TABLE repeats_{staged.name} AS
            SELECT i, {"here" if pair else "before"} + n AS occurrence,
                   here + n <= elsewhere AS told
            FROM (SELECT i, hash({key}) AS h,
                         row_number() OVER (PARTITION BY {key} ORDER BY {label}i) AS n
                  FROM good WHERE {present})
            JOIN (SELECT h, max(before) AS before, max(here) AS here, max(elsewhere) AS elsewhere
                  FROM suspects GROUP BY h) USING (h)"""
        )
    _remember(session, key, present, file)
    return found


def _new_numbers(session: Session, key: str, present: str) -> bool:
    """Whether the ids are whole numbers, each there once, in a range that earlier ids keep out of.

    So they are in most systems, and it takes far less time to see than to compare each id with
    all others. Texts that stand for different numbers are different texts.
    """
    earlier = session.id_ranges
    if earlier is None:
        return False
    numbers = f"(SELECT try_cast({key} AS BIGINT) AS n FROM good WHERE {present})"
    ((rows, whole, low, high),) = session.con.execute(
        f"SELECT count(*), count(n), min(n), max(n) FROM {numbers}"
    ).fetchall()
    if whole < rows:
        session.id_ranges = None
        return False
    if not rows:
        return True
    apart = all(high < first or last < low for first, last in earlier)
    earlier.append((low, high))
    if not apart or high - low >= min(_WIDEST_RANGE, _SPARSEST_RANGE * rows):
        return False
    bits = f"bitstring_agg(n, ({low})::BIGINT, ({high})::BIGINT)"
    different = session.count(f"SELECT bit_count({bits}) FROM {numbers}")
    return different == int(rows)


def _remember(session: Session, key: str, present: str, file: int = 0) -> None:
    session.con.execute(
        f"INSERT INTO seen_transfers SELECT hash({key}), {file} FROM good WHERE {present}"
    )


def _ids_before(session: Session) -> str:
    """SELECT of the ids that went to the lake with earlier batches."""
    parts = sorted(session.request.writer.folder.glob("ledger-*.parquet"))
    if not parts:
        return "SELECT NULL::VARCHAR AS id WHERE FALSE"
    return f"SELECT id FROM {sql_files(parts)}"


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


def find_once(session: Session, claims: ClaimsOf) -> tuple[str, ...]:
    """Make tables `once_NAME` with the cells of such entities that no earlier batch has had.

    Returns the names of all tables made.
    """
    cells = {e.name: claims.cells_of(e) for e in claims.table.entities if e.once}
    names = sorted(cells, key=lambda name: -len(cells[name]))
    # A bank is known by some of the cells that its accounts are known by: the many rows are
    # gone through for the accounts alone, and only new accounts can have new banks.
    followers: dict[str, list[str]] = {}
    for name in names:
        leader = next((n for n in followers if set(cells[name]) <= set(cells[n])), None)
        if leader is None:
            followers[name] = []
        else:
            followers[leader].append(name)
    for leader, others in followers.items():
        # Rows count as seen only where all that follows from them was seen with them.
        entities = [claims.table.entity(name) for name in (leader, *others)]
        kind = _kind(session, claims, entities, cells[leader])
        _keep_unseen(session, leader, cells[leader], kind, "good")
        for name in others:
            kind = _kind(session, claims, [claims.table.entity(name)], cells[name])
            _keep_unseen(session, name, cells[name], kind, f"once_{leader}")
    return tuple(f"once_{name}" for name in names)


def _kind(
    session: Session, claims: ClaimsOf, entities: list[EntityMap], cells: tuple[str, ...]
) -> int:
    """Number of what is made of such cells; equal for payers and payees made alike."""
    first, *others = (claims.signature(entity, cells) for entity in entities)
    return session.kinds.setdefault("\n".join((first, *sorted(others))), len(session.kinds))


def _keep_unseen(
    session: Session, name: str, cells: tuple[str, ...], kind: int, source: str
) -> None:
    listed = "".join(f"{cell}, " for cell in cells)
    group = f"GROUP BY {', '.join(cells)}" if cells else "HAVING count(*) > 0"
    # Two hashes of 64 bits: one alone could let two accounts of millions pass for one.
    hashes = [f"hash({', '.join((salt, *cells))})" for salt in ("'first'", "'second'")]
    session.con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE once_{name} AS
        SELECT *, NULL AS record FROM (
            SELECT {listed}min(line) AS line FROM {source} {group}) r
        ANTI JOIN (FROM seen_rows WHERE kind = {kind}) s
             ON s.h1 = {hashes[0]} AND s.h2 = {hashes[1]}"""
    )
    session.con.execute(
        f"INSERT INTO seen_rows SELECT {kind}, {hashes[0]}, {hashes[1]} FROM once_{name}"
    )
