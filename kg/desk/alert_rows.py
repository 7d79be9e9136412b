"""Writing alerts by their difference to the desk, in statements over sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    MetaData,
    RowMapping,
    String,
    Table,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from kg.desk import tables
from kg.desk.records import Alert, Decision
from kg.desk.rows import finding_digest, finding_values, insert_rows, utc
from kg.errors import MOST_CANDIDATES, Ambiguous, NotFound, UsageError
from kg.model.finding import Finding

_FOUND = Table(
    "found",
    MetaData(),
    Column("id", String(80), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("as_of", DateTime(timezone=True)),
    prefixes=["TEMPORARY"],
)
"""What a run found, for as long as its transaction lasts."""

_ALERT = tables.alerts.c
_IS_FOUND = _FOUND.c.id == _ALERT.id
_IS_LATER: ColumnElement[bool] = and_(
    _FOUND.c.as_of.is_not(None), or_(_ALERT.as_of.is_(None), _ALERT.as_of > _FOUND.c.as_of)
)
"""The alert on the desk knows more than the finding, which looked back: it stays as it is."""


def put_alerts(connection: Connection, findings: Sequence[Finding], *, whole: bool) -> list[Alert]:
    """Make findings alerts, writing only what is new or has changed; see `Desk.upsert_alerts`.

    Args:
        whole: they are all that there is; others are superseded.

    Returns:
        an alert for each, highest score first.
    """
    now = datetime.now(UTC)
    wanted = {finding.id: finding for finding in findings}
    _stage(connection, wanted.values())
    _put_new_and_changed(connection, wanted, now, whole=whole)
    _put_past(connection, wanted)
    connection.execute(
        update(tables.alerts)
        .where(_ALERT.status == "superseded", _found_now())
        .values(status="open", last_seen=now)
    )
    if whole:
        _note_run(connection, now)
        connection.execute(
            update(tables.alerts)
            .where(_ALERT.status == "open", ~exists().where(_IS_FOUND))
            .values(status="superseded")
        )
    states = select(_ALERT.id, _ALERT.status, _ALERT.first_seen, last_seen())
    rows = connection.execute(states.join(_FOUND, _IS_FOUND)).mappings()
    alerts = [alert_of(wanted[row["id"]], row) for row in rows]
    _FOUND.drop(connection)
    return sorted(alerts, key=lambda alert: (-alert.finding.score, alert.finding.id))


def alert_of(finding: Finding, row: RowMapping) -> Alert:
    """The alert of a finding, from a row with its status and moments."""
    return Alert(finding, row["status"], utc(row["first_seen"]), utc(row["last_seen"]))


def last_seen() -> ColumnElement[datetime]:
    """When an alert was last found; of those in the last run of all, the moment of that run."""
    run = select(tables.alert_runs.c.at).where(_ALERT.in_last_run).scalar_subquery()
    return func.coalesce(run, _ALERT.last_seen, type_=DateTime(timezone=True)).label("last_seen")


def _found_now() -> ColumnElement[bool]:
    return exists().where(_IS_FOUND, ~_IS_LATER)


def _stage(connection: Connection, findings: Iterable[Finding]) -> None:
    _FOUND.create(connection)
    rows = [(one.id, finding_digest(one), one.as_of) for one in findings]
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        connection.execute(insert(_FOUND), [{"id": i, "digest": d, "as_of": a} for i, d, a in rows])
        return
    # Not every driver sends many rows at once; three lists are one statement.
    lists = zip(*rows, strict=True)
    arrays = [
        cast(list(values), ARRAY(column.type))
        for values, column in zip(lists, _FOUND.columns, strict=True)
    ]
    given = func.unnest(*arrays).table_valued("id", "digest", "as_of").render_derived()
    connection.execute(insert(_FOUND).from_select(["id", "digest", "as_of"], select(given)))


def _put_new_and_changed(
    connection: Connection, findings: Mapping[str, Finding], now: datetime, *, whole: bool
) -> None:
    new = connection.execute(
        select(_FOUND.c.id).where(~exists().where(_IS_FOUND).correlate(_FOUND))
    ).scalars()
    fresh = [
        {
            **finding_values(findings[one]),
            "status": "open",
            "first_seen": now,
            "last_seen": now,
            "in_last_run": whole,
        }
        for one in new
    ]
    changed = connection.execute(
        select(_FOUND.c.id)
        .join(tables.alerts, _IS_FOUND)
        .where(~_IS_LATER, _ALERT.digest.is_distinct_from(_FOUND.c.digest))
    ).scalars()
    rewritten = [
        {f"new_{name}": value for name, value in finding_values(findings[one]).items()}
        for one in changed
    ]
    insert_rows(connection, tables.alerts, fresh)
    if rewritten:
        names = [name.removeprefix("new_") for name in rewritten[0] if name != "new_id"]
        connection.execute(
            update(tables.alerts)
            .where(_ALERT.id == bindparam("new_id"))
            .values({name: bindparam(f"new_{name}") for name in names} | {"last_seen": now}),
            rewritten,
        )


def _put_past(connection: Connection, findings: Mapping[str, Finding]) -> None:
    """Keep findings of look-backs; one of the same alert and moment takes the other's place."""
    past = tables.past_findings
    same = and_(past.c.id == _FOUND.c.id, past.c.as_of == _FOUND.c.as_of)
    connection.execute(
        delete(past).where(exists().where(same, past.c.digest.is_distinct_from(_FOUND.c.digest)))
    )
    lacking = connection.execute(
        select(_FOUND.c.id).where(
            _FOUND.c.as_of.is_not(None), ~exists().where(same).correlate(_FOUND)
        )
    ).scalars()
    rows = [finding_values(findings[one]) for one in lacking]
    insert_rows(connection, past, rows)


def _note_run(connection: Connection, now: datetime) -> None:
    """Write down when the alerts that this run does not find any more were last seen."""
    before = connection.execute(select(tables.alert_runs.c.at)).scalar()
    gone: dict[str, Any] = {"in_last_run": False}
    if before is not None:
        gone["last_seen"] = before
    connection.execute(
        update(tables.alerts)
        .where(_ALERT.in_last_run == true(), ~exists().where(_IS_FOUND))
        .values(gone)
    )
    connection.execute(
        update(tables.alerts)
        .where(_ALERT.in_last_run == false(), _found_now())
        .values(in_last_run=True)
    )
    runs = tables.alert_runs
    connection.execute((insert(runs) if before is None else update(runs)).values(one=1, at=now))


def put_decision(connection: Connection, alert: str, decision: Decision) -> str:
    """Close an alert or open it again, and give its id; see `Desk.decide_alert`."""
    query = (
        select(_ALERT.id, _ALERT.status)
        .where(_ALERT.id.startswith(alert, autoescape=True))
        .order_by(_ALERT.id)
        .limit(MOST_CANDIDATES + 1)
    )
    found = [(str(row.id), row.status) for row in connection.execute(query)]
    found = [one for one in found if one[0] == alert] or found
    if not alert or not found:
        raise NotFound("no such alert", value=alert, hint="'kg alerts' shows their ids")
    if len(found) > 1:
        raise Ambiguous.among("several alerts begin so", alert, [one for one, _ in found])
    ((chosen, status),) = found
    if decision != "note":
        before, after = ("open", "closed") if decision == "close" else ("closed", "open")
        if status != before:
            raise UsageError(f"the alert is {status}, not {before}", value=chosen)
        connection.execute(update(tables.alerts).where(_ALERT.id == chosen).values(status=after))
    return chosen
