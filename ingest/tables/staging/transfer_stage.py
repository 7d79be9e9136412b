"""A transfer of a mapping as expressions of a stage, and as rows of the ledger."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ingest.tables.mapping import EntityMap, Instant, TableMap, Text, TransferMap
from ingest.tables.staging.expressions import Columns, conditions_sql, key_sql, literals, text_sql
from ingest.tables.staging.levels import NOT_YET, Levels
from ingest.tables.staging.money_sql import add_amount, add_received
from ingest.tables.staging.time_sql import (
    EARLIEST,
    LATEST,
    Zoned,
    agreed,
    last_moment,
    precision,
    readings,
    within_range,
    zoned,
)
from kg.lake.sql import sql_string
from kg.model.transfer import UNNAMED_END, UNNAMED_KINDS

_TEXTS = ("channel", "format", "purpose", "outcome")
_ID_DIGITS = 24
# Stands on the stage before the kind of an end without a name: no key begins with it.
_MARK = "chr(1)"


@dataclass(frozen=True, slots=True)
class StagedTransfer:
    """Where a transfer of the mapping stands in the view `good`.

    Attributes:
        name: first part of the names of its columns and tables.
        columns: SQL of each column of the ledger, but for file, record and line; `id` and
            `amount` are columns of `good`, and `amount` is NULL in rows without such a transfer.
        repeated_id: number of the problem "another record has this id"; None where the
            source has no ids and one is made from what the transfer says.
        twice: (time zone, column of the text) of each local time that may have come twice; the
            column is NULL where it did not.
        may_be_unnamed: an end may have no name.
    """

    name: str
    columns: dict[str, str]
    repeated_id: int | None
    twice: tuple[tuple[str, str], ...] = ()
    may_be_unnamed: bool = False

    @property
    def id(self) -> str:
        """The column of its id."""
        return self.columns["id"]

    @property
    def amount(self) -> str:
        """The column of its amount."""
        return self.columns["amount"]


def add_transfer(
    levels: Levels, x: str, table: TableMap, transfer: TransferMap, kept: tuple[int, ...]
) -> StagedTransfer:
    """Add one transfer of the table to its stage, with columns named after `x`.

    Args:
        kept: numbers of the cells that the stage has anyway.
    """
    row = levels.columns
    on = conditions_sql(transfer.when, row)
    levels.define(f"{x}_on", on)
    applies = "" if on == "TRUE" else f"{x}_on AND "
    for end, name in (("payer", transfer.payer), ("payee", transfer.payee)):
        entity = table.entity(name)
        levels.define(f"{x}_{end}", _end_sql(entity, row))
        levels.key(name, entity.id, f"{x}_{end}", applies, optional=False)
    add_amount(levels, x, transfer.amount, applies)
    if transfer.received is not None:
        add_received(levels, x, transfer.amount, transfer.received, applies)
    begin = _moment(levels, f"{x}_when", transfer.instant, applies, required=True)
    ends, units = [begin.last] if begin.last else [], [begin.unit]
    twice = [(transfer.instant.timezone, begin.twice)] if begin.twice else []
    if transfer.until is not None:
        close = _moment(levels, f"{x}_end", transfer.until, applies, required=False)
        ends.insert(0, f"coalesce({close.last}, {x}_end)" if close.last else f"{x}_end")
        units.append(close.unit)
        twice += [(transfer.until.timezone, close.twice)] if close.twice else []
        levels.fault(
            f"{applies}{ends[0]} < {x}_when",
            "the period ends before it begins",
            transfer.until.text,
            f"{x}_end_text",
            guard=f"({x}_end_text IS NULL OR {ends[0]} >= {x}_when)",
        )
    until = f"nullif(coalesce({', '.join(ends)}), {x}_when)" if ends else "NULL"
    known = {"until": until, "precision": precision(units)}
    if transfer.count is not None:
        _count(levels, x, transfer.count, transfer.empty_count, applies)
    repeated = None
    if transfer.id is not None:
        levels.define(f"{x}_key", key_sql(transfer.id, row))
        levels.key("transfer", transfer.id, f"{x}_key", applies, optional=False)
        repeated = levels.fault(NOT_YET, "another record has this id", transfer.id)
    for name in _TEXTS:
        text: Text | None = getattr(transfer, name)
        if text is not None:
            levels.define(f"{x}_text_{name}", text_sql(text, row))
            levels.misses(text, applies)
    columns = _outputs(levels, x, transfer, known, kept)
    unnamed = any(table.entity(end).unnamed for end in (transfer.payer, transfer.payee))
    return StagedTransfer(x, columns, repeated, tuple(twice), unnamed)


def _end_sql(entity: EntityMap, row: Columns) -> str:
    """The key of an end, or behind a mark the kind of one without a name."""
    key = key_sql(entity.id, row)
    if entity.unnamed is None:
        return key
    kind = text_sql(entity.unnamed, row)
    known = f"CASE WHEN {kind} IN ({literals(UNNAMED_KINDS)}) THEN {kind} ELSE 'unnamed' END"
    return f"coalesce({key}, {_MARK} || {known})"


def ledger_select(
    staged: StagedTransfer, *, namespace: str, file: str, repeated: bool, pair: bool
) -> str:
    """SELECT of the ledger rows that a transfer makes of the view `good`.

    Args:
        repeated: table `repeats_NAME` (i, occurrence, told) has the rows that are not the first of
            their content.
        pair: those that another file has told of are left out.
    """
    prefix = sql_string(f"{namespace}:")
    columns, join, new = dict(staged.columns), "", ""
    if repeated:
        join = f"LEFT JOIN repeats_{staged.name} r ON r.i = g.i"
        new = " AND NOT coalesce(r.told, FALSE)" if pair else ""
        columns["id"] += " || CASE WHEN r.occurrence > 1 THEN '-' || r.occurrence ELSE '' END"
    for end in ("from_account", "to_account"):
        key = columns[end]
        columns[end] = f"{prefix} || {key}"
        if staged.may_be_unnamed:
            kind = f"{sql_string(UNNAMED_END)} || substr({key}, 2)"
            columns[end] = (
                f"CASE WHEN prefix({key}, {_MARK}) THEN {kind} ELSE {prefix} || {key} END"
            )
    listed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    return f"""
        SELECT {listed}, {sql_string(file)} AS file, record, line
        FROM good g {join} WHERE {staged.amount} IS NOT NULL{new}"""


def _constants(transfer: TransferMap) -> dict[str, str]:
    """Columns of the ledger that are the same for each row of the transfer."""
    found: dict[str, str] = {}
    if transfer.amount.currency.constant is not None:
        found["currency"] = sql_string(transfer.amount.currency.constant)
    if transfer.count is None:
        found["count"] = "1"
    if transfer.received is None:
        found |= {"received_amount": "NULL", "received_currency": "NULL"}
    found["zone"] = sql_string(transfer.instant.timezone)
    return found | {name: "NULL" for name in _TEXTS if getattr(transfer, name) is None}


def _columns(x: str, transfer: TransferMap) -> dict[str, str]:
    """SQL of every column of the ledger that the transfer determines, but for the id."""
    payer, payee, amount = f"{x}_payer", f"{x}_payee", f"{x}_minor"
    if transfer.amount.negative == "flip":
        payer = f"CASE WHEN {amount} < 0 THEN {x}_payee ELSE {x}_payer END"
        payee = f"CASE WHEN {amount} < 0 THEN {x}_payer ELSE {x}_payee END"
        amount = f"abs({amount})"
    return {
        "from_account": payer,
        "to_account": payee,
        "amount": f"CASE WHEN {x}_on THEN {amount} END" if transfer.when else amount,
        "currency": f"{x}_code",
        "received_amount": f"abs({x}_rminor)",
        "received_currency": f"CASE WHEN {x}_rminor IS NOT NULL THEN {x}_rcode END",
        "instant": f"{x}_when",
        "count": f"{x}_number",
        **{name: f"{x}_text_{name}" for name in _TEXTS},
    }


def _outputs(
    levels: Levels, x: str, transfer: TransferMap, known: dict[str, str], kept: tuple[int, ...]
) -> dict[str, str]:
    """Put what the transfer determines on the stage; the column of the ledger's each.

    Args:
        known: SQL of `until` and `precision`.
    """
    constants = _constants(transfer)
    columns = {name: sql for name, sql in _columns(x, transfer).items() if name not in constants}
    identifier = f"{x}_key"
    if transfer.id is None:
        # Labels are left out: relabelled, a transfer is still the same one. Of a time its beginning
        # says which it is.
        said = []
        for name, sql in columns.items():
            if name == "instant":
                said.append(f"epoch_us({sql})")
                if transfer.until is not None:
                    said.append(f"epoch_us(nullif({x}_end, {x}_when))")
            elif name != "outcome":
                said.append(sql)
        if "currency" in constants:
            said.append(constants["currency"])
        identifier = f"left(md5(concat({', chr(31), '.join(said)})), {_ID_DIGITS})"
    found = dict(constants)
    for name, sql in known.items():
        if f"{x}_" not in sql:
            found[name] = sql
        else:
            columns[name] = sql
    for name, sql in {"id": identifier, **columns}.items():
        cell = levels.cell_of(sql)
        if cell in kept:
            found[name] = f"c{cell}"
        else:
            levels.outputs.append(f"{sql} AS {x}_{name}")
            found[name] = f"{x}_{name}"
    return found


@dataclass(frozen=True, slots=True)
class _Time:
    """Columns of a time on a stage.

    Attributes:
        unit: SQL of the unit in which it is told.
        last: column of the last moment that it may be, NULL where the first is exact; None where
            it always is.
        twice: output column of the text of a local time that came twice; None where none can.
    """

    unit: str
    last: str | None
    twice: str | None


def _moment(levels: Levels, name: str, when: Instant, applies: str, *, required: bool) -> _Time:
    """Add a time: column `name` is its first moment."""
    text = levels.define(f"{name}_text", text_sql(when.text, levels.columns))
    read, moments, inside = readings(when, text), [], []
    found: list[Zoned] = []
    for i, reading in enumerate(read):
        sql = levels.define(f"{name}_r{i}", reading.sql, text)
        found.append(zoned(reading, sql, when.timezone))
        moments.append(levels.define(f"{name}_m{i}", found[i].first, sql))
        inside.append(levels.define(f"{name}_i{i}", within_range(moments[i]), moments[i]))
    levels.define(name, agreed(inside), *inside)
    units = dict.fromkeys(reading.unit for reading in read)
    unit = next(iter(units))
    if len(units) > 1:
        cases = zip(inside, read, strict=True)
        unit = " ".join(f"WHEN {at} IS NOT NULL THEN {one.unit}" for at, one in cases)
        unit = levels.define(f"{name}_unit", f"CASE {unit} END", *inside)
    last = _last_moment(levels, name, found, unit, units, when.timezone)
    twice = None
    if any(each.again for each in found):
        twice = f"{name}_twice"
        levels.outputs.append(f"CASE WHEN {name}_again IS NOT NULL THEN {text} END AS {twice}")
    _no_moment(levels, name, when, applies, required=required)
    return _Time(unit, last, twice)


def _last_moment(
    levels: Levels, name: str, found: list[Zoned], unit: str, units: Collection[str], timezone: str
) -> str | None:
    """Define `{name}_last`; None where every text tells an instant that comes once."""
    first, needs = name, [name, *([unit] if len(units) > 1 else [])]
    again = [each.again for each in found if each.again]
    if again:
        levels.define(f"{name}_again", f"coalesce({', '.join(again)})", name)
        first = f"coalesce({name}_again, {name})"
        needs.append(f"{name}_again")
    known = (
        unit
        if len(units) == 1
        else f"CASE {unit} " + " ".join(f"WHEN {each} THEN {each}" for each in units) + " END"
    )
    last = last_moment(first, known, timezone)
    if again:
        last = f"coalesce({last}, {name}_again)" if last else f"{name}_again"
    return levels.define(f"{name}_last", last, *needs) if last else None


def _no_moment(levels: Levels, name: str, when: Instant, applies: str, *, required: bool) -> None:
    """Add the problems that a time may have."""
    guard, text, n = f"{name} IS NOT NULL", f"{name}_text", len(readings(when, ""))
    if required:
        guard = levels.unless(applies, guard)
        levels.fault(f"{applies}{text} IS NULL", "the date is empty", when.text, guard=guard)
    else:
        guard = f"({guard} OR {text} IS NULL)"
    missing = f"{applies}{text} IS NOT NULL AND {name} IS NULL"
    read, moments, inside = (
        f"coalesce({', '.join(f'{name}_{kind}{i}' for i in range(n))}) IS NOT NULL"
        for kind in ("r", "m", "i")
    )
    reasons = [
        (f"{missing} AND {moments}", f"a date outside {EARLIEST} to {LATEST}"),
        (f"{missing} AND {read}", f"a time that the clocks of {when.timezone} skipped"),
        (missing, "not a date of the format expected"),
    ]
    if n > 1:
        reasons.insert(0, (f"{missing} AND {inside}", "a date that two of the formats read"))
    for condition, reason in reasons:
        levels.fault(condition, reason, when.text, text, guard=guard)


def _count(levels: Levels, x: str, text: Text, empty: int | None, applies: str) -> None:
    stated = f"{x}_counttext"
    levels.define(stated, text_sql(text, levels.columns))
    number = (
        f"CASE WHEN regexp_full_match({stated}, '0*[1-9][0-9]{{0,11}}([.]0*)?')"
        f" THEN regexp_extract({stated}, '^[0-9]+')::BIGINT END"
    )
    if empty is not None:
        number = f"CASE WHEN {stated} IS NULL THEN {empty} ELSE {number} END"
    levels.define(f"{x}_number", number, stated)
    levels.fault(
        f"{applies}{x}_number IS NULL",
        "the count is not a whole number above zero",
        text,
        stated,
        guard=levels.unless(applies, f"{x}_number IS NOT NULL"),
    )
