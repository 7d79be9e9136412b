"""The desk: what people and rules decided, and the trail of it."""

from __future__ import annotations

import getpass
import os
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import (
    Engine,
    RowMapping,
    create_engine,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    update,
)

from kg.desk import tables
from kg.desk.finding_rows import (
    finding_of,
    finding_values,
    is_later,
    moment_key,
    put_past,
    take_turn,
    utc,
)
from kg.desk.judgement import Judgement
from kg.desk.judgement_rows import chunks, judgement_of, put_judgements, set_aside
from kg.errors import NotFound
from kg.model.finding import Finding

AlertStatus = Literal["open", "closed", "superseded"]


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding put before people. `superseded` means that its grounds are gone."""

    finding: Finding
    status: AlertStatus
    first_seen: datetime
    last_seen: datetime


def user_name() -> str:
    """Who runs this process: the name, or `uid:N` where the system knows none, as in containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid:{os.getuid()}"


class Desk:
    """Judgements, alerts and the audit log, in SQLite or any database SQLAlchemy reaches."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine, opened at first use."""
        if self._engine is None:
            # Who has to wait for a turn to write waits for up to a minute.
            engine = create_engine(f"sqlite:///{self._path}", connect_args={"timeout": 60})
            event.listen(engine, "connect", _configure_sqlite)
            if not tables.metadata.tables.keys() <= set(inspect(engine).get_table_names()):
                with engine.begin() as connection:
                    take_turn(connection)
                    tables.metadata.create_all(connection)
            self._engine = engine
        return self._engine

    def close(self) -> None:
        """Close all connections."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def log(self, action: str, **facts: Any) -> None:
        """Append one line to the audit log."""
        with self.engine.begin() as connection:
            connection.execute(
                insert(tables.audit_log).values(
                    id=uuid.uuid4().hex,
                    at=datetime.now(UTC),
                    actor=user_name(),
                    action=action,
                    facts=facts,
                )
            )

    def audit(self) -> list[dict[str, Any]]:
        """The audit log, oldest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(tables.audit_log).order_by(tables.audit_log.c.at, tables.audit_log.c.id)
            )
            return [dict(row) for row in rows.mappings()]

    def judgements(self, *, retracted: bool = False) -> list[Judgement]:
        """Judgements that count, oldest first; those retracted too if asked for."""
        taken_back = tables.retractions
        query = (
            select(tables.judgements, taken_back.c.retracted_by)
            .outerjoin(taken_back, taken_back.c.judgement == tables.judgements.c.id)
            .order_by(tables.judgements.c.decided_at, tables.judgements.c.id)
        )
        if not retracted:
            query = query.where(tables.judgements.c.retracted_at.is_(None))
        with self.engine.connect() as connection:
            return [judgement_of(row) for row in connection.execute(query).mappings()]

    def judge(self, judgement: Judgement) -> None:
        """Record a judgement; one equal to an earlier or retracted one is made anew, now."""
        with self.engine.begin() as connection:
            connection.execute(
                delete(tables.retractions).where(tables.retractions.c.judgement == judgement.id)
            )
            put_judgements(connection, [judgement])

    def retract(self, judgement_id: str, *, by: str | None = None) -> None:
        """Take a judgement back; it stays on record, and no rule brings it back.

        Args:
            by: the person who does so; None is the user of this process.

        Raises:
            NotFound: there is no judgement of that id.
        """
        now = datetime.now(UTC)
        with self.engine.begin() as connection:
            known = connection.execute(
                select(tables.judgements.c.id).where(tables.judgements.c.id == judgement_id)
            ).first()
            if known is None:
                raise NotFound("no judgement has that id", value=judgement_id)
            set_aside(connection, judgement_id, now)
            taken_back = tables.retractions
            if not connection.execute(
                select(taken_back.c.judgement).where(taken_back.c.judgement == judgement_id)
            ).first():
                connection.execute(
                    insert(taken_back).values(
                        judgement=judgement_id, retracted_by=by or user_name(), at=now
                    )
                )

    def replace_rule_judgements(self, rule: str, judgements: Sequence[Judgement]) -> None:
        """Make `judgements` the ones of that rule which count; others of it are retracted.

        One that a person has taken back stays so.
        """
        wanted = {judgement.id for judgement in judgements}
        of_rule = [j for j in self.judgements(retracted=True) if j.decided_by == rule]
        standing = [j for j in of_rule if j.retracted_at is None]
        settled = {j.id for j in standing} | {j.id for j in of_rule if j.retracted_by is not None}
        now = datetime.now(UTC)
        with self.engine.begin() as connection:
            for judgement in standing:
                if judgement.id not in wanted:
                    set_aside(connection, judgement.id, now)
            put_judgements(connection, [j for j in judgements if j.id not in settled])

    def record_identity_changes(self, changes: Iterable[tuple[str, str, str]]) -> None:
        """Note (entity, old canonical id, new canonical id), all of one resolution.

        A change equal to the last one noted of its entity is that one, noted before a crash
        kept it from taking effect: it is left as it is.
        """
        events = tables.identity_events
        wanted = {entity: (old, new) for entity, old, new in changes}
        if not wanted:
            return
        with self.engine.begin() as connection:
            last: dict[str, tuple[str, str]] = {}
            for chunk in chunks(list(wanted)):
                rows = connection.execute(
                    select(events.c.entity, events.c.old_canonical, events.c.new_canonical)
                    .where(events.c.entity.in_(chunk))
                    .order_by(events.c.at, events.c.id)
                )
                last |= {entity: (old, new) for entity, old, new in rows}
            now = datetime.now(UTC)
            newest = utc(connection.execute(select(func.max(events.c.at))).scalar())
            if newest is not None and newest >= now:
                # The order of events must hold though the clock was set back.
                now = newest + timedelta(microseconds=1)
            fresh = [
                {
                    "id": uuid.uuid4().hex,
                    "entity": entity,
                    "old_canonical": old,
                    "new_canonical": new,
                    "at": now,
                }
                for entity, (old, new) in wanted.items()
                if last.get(entity) != (old, new)
            ]
            if fresh:
                connection.execute(insert(events), fresh)

    def identity_changes(self) -> list[dict[str, Any]]:
        """Every move of a record from one canonical id to another, oldest first."""
        query = select(tables.identity_events).order_by(
            tables.identity_events.c.at, tables.identity_events.c.entity
        )
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def upsert_alerts(self, findings: Sequence[Finding], *, supersede: bool = True) -> list[Alert]:
        """Make these findings alerts; returns one for each, highest score first.

        An alert seen before keeps its first moment and its status, unless it had been
        superseded, when it opens again. One that was found as of a later moment, or of now
        (None), stays as it is, whatever an earlier moment shows: the look back is answered with
        its own finding and the status of the alert, and kept for `past_findings`. One no longer
        found, whose grounds are gone, becomes superseded, unless `supersede` is False; nothing
        is deleted. Of several who do this at once, one waits for the other.
        """
        now = datetime.now(UTC)
        wanted = {finding.id: finding for finding in findings}
        later: set[str] = set()
        with self.engine.begin() as connection:
            take_turn(connection)
            known = {row["id"]: row for row in connection.execute(select(tables.alerts)).mappings()}
            fresh = []
            for finding in wanted.values():
                values = _alert_values(finding, now)
                before = known.get(finding.id)
                if before is None:
                    fresh.append({**values, "status": "open", "first_seen": now})
                elif is_later(utc(before["as_of"]), finding.as_of):
                    later.add(finding.id)
                else:
                    status = "open" if before["status"] == "superseded" else before["status"]
                    connection.execute(
                        update(tables.alerts)
                        .where(tables.alerts.c.id == finding.id)
                        .values(**values, status=status)
                    )
            if fresh:
                connection.execute(insert(tables.alerts), fresh)
            put_past(connection, [f for f in wanted.values() if f.as_of is not None])
            for alert_id, row in known.items():
                if supersede and alert_id not in wanted and row["status"] == "open":
                    connection.execute(
                        update(tables.alerts)
                        .where(tables.alerts.c.id == alert_id)
                        .values(status="superseded")
                    )
        standing = [alert for alert in self.alerts() if alert.finding.id in wanted]
        found = [
            replace(alert, finding=wanted[alert.finding.id]) if alert.finding.id in later else alert
            for alert in standing
        ]
        return sorted(found, key=lambda alert: (-alert.finding.score, alert.finding.id))

    def past_findings(self, as_of: datetime) -> list[Finding]:
        """What look-backs up to that moment found, the earliest moment first.

        An alert that was looked at as of several moments is there several times.
        """
        query = (
            select(tables.past_findings)
            .where(tables.past_findings.c.as_of <= as_of)
            .order_by(tables.past_findings.c.as_of, tables.past_findings.c.id)
        )
        with self.engine.connect() as connection:
            return [finding_of(row) for row in connection.execute(query).mappings()]

    def record_screening(
        self, as_of: datetime | None, screened: str, findings: Sequence[Finding]
    ) -> None:
        """Note that a screening as of a moment (None: now) is done, and what it found.

        Args:
            screened: digest of what was screened.
            findings: all that it found; they are alerts already.
        """
        run = {
            "moment": moment_key(as_of),
            "screened": screened,
            "findings": [[finding.id, finding.subject] for finding in findings],
            "at": datetime.now(UTC),
        }
        runs = tables.screening_runs
        with self.engine.begin() as connection:
            take_turn(connection)
            connection.execute(delete(runs).where(runs.c.moment == run["moment"]))
            connection.execute(insert(runs).values(run))

    def screening_of(
        self, as_of: datetime | None, screened: str, subjects: Collection[str]
    ) -> list[Finding] | None:
        """What the last screening as of exactly that moment found on some subjects.

        None where there was none, where it screened something else than `screened`, or where
        the alerts have changed since.
        """
        runs = tables.screening_runs
        table = tables.alerts if as_of is None else tables.past_findings
        with self.engine.connect() as connection:
            query = select(runs).where(runs.c.moment == moment_key(as_of))
            run = connection.execute(query).mappings().first()
            if run is None or run["screened"] != screened:
                return None
            wanted = [one for one, subject in run["findings"] if subject in subjects]
            found = connection.execute(
                select(table)
                .where(table.c.id.in_(wanted), table.c.as_of.is_not_distinct_from(as_of))
                .order_by(table.c.score.desc(), table.c.id)
            )
            findings = [finding_of(row) for row in found.mappings()]
        return findings if len(findings) == len(wanted) else None

    def alerts(self, status: AlertStatus | None = None) -> list[Alert]:
        """Alerts, highest score first; only those of one status if given."""
        query = select(tables.alerts).order_by(tables.alerts.c.score.desc(), tables.alerts.c.id)
        if status is not None:
            query = query.where(tables.alerts.c.status == status)
        with self.engine.connect() as connection:
            return [_alert(row) for row in connection.execute(query).mappings()]


def _configure_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _alert_values(finding: Finding, now: datetime) -> dict[str, Any]:
    return {**finding_values(finding), "last_seen": now}


def _alert(row: RowMapping) -> Alert:
    return Alert(
        finding=finding_of(row),
        status=row["status"],
        first_seen=row["first_seen"].replace(tzinfo=UTC),
        last_seen=row["last_seen"].replace(tzinfo=UTC),
    )
