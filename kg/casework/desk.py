"""The desk: what people and rules decided, and the trail of it."""

from __future__ import annotations

import getpass
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Engine, RowMapping, create_engine, event, insert, select, update

from kg.casework import tables
from kg.model.finding import Finding, Reason

Verdict = Literal["same", "different", "unsure"]
AlertStatus = Literal["open", "closed", "superseded"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two records are about one and the same thing.

    `decided_by` is a person's name, or `rule:NAME` for a rule; `reason` is what was compared.
    `retracted_at` is None while it counts.
    """

    left: str
    right: str
    verdict: Verdict
    decided_by: str
    reason: str
    decided_at: datetime
    retracted_at: datetime | None = None

    @property
    def id(self) -> str:
        """32 hex digits over the pair, the verdict, and by whom and why."""
        parts = (*sorted((self.left, self.right)), self.verdict, self.decided_by, self.reason)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding put before people. `superseded` means that its grounds are gone."""

    finding: Finding
    status: AlertStatus
    first_seen: datetime
    last_seen: datetime


class Desk:
    """Judgements, alerts and the audit log, in SQLite or any database SQLAlchemy reaches."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine, opened at first use."""
        if self._engine is None:
            engine = create_engine(f"sqlite:///{self._path}")
            event.listen(engine, "connect", _configure_sqlite)
            tables.metadata.create_all(engine)
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
                    actor=getpass.getuser(),
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
        query = select(tables.judgements).order_by(
            tables.judgements.c.decided_at, tables.judgements.c.id
        )
        if not retracted:
            query = query.where(tables.judgements.c.retracted_at.is_(None))
        with self.engine.connect() as connection:
            return [_judgement(row) for row in connection.execute(query).mappings()]

    def judge(self, judgement: Judgement) -> None:
        """Record a judgement; recording an equal one again, or one retracted, revives it."""
        self._put_judgements([judgement])

    def retract(self, judgement_id: str) -> None:
        """Take a judgement back; it stays in the log."""
        with self.engine.begin() as connection:
            connection.execute(
                update(tables.judgements)
                .where(tables.judgements.c.id == judgement_id)
                .values(retracted_at=datetime.now(UTC))
            )

    def replace_rule_judgements(self, rule: str, judgements: Sequence[Judgement]) -> None:
        """Make `judgements` the ones of that rule which count; others of it are retracted."""
        wanted = {judgement.id for judgement in judgements}
        standing = [j for j in self.judgements() if j.decided_by == rule]
        for judgement in standing:
            if judgement.id not in wanted:
                self.retract(judgement.id)
        known = {judgement.id for judgement in standing}
        self._put_judgements([j for j in judgements if j.id not in known])

    def record_identity_changes(self, changes: Iterable[tuple[str, str, str]], state: str) -> None:
        """Note (entity, old canonical id, new canonical id), once for each `state` digest."""
        now = datetime.now(UTC)
        rows = [
            {
                "id": hashlib.sha256(f"{state}\x1f{entity}".encode()).hexdigest()[:32],
                "entity": entity,
                "old_canonical": old,
                "new_canonical": new,
                "at": now,
            }
            for entity, old, new in changes
        ]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(insert(tables.identity_events).prefix_with("OR IGNORE"), rows)

    def identity_changes(self) -> list[dict[str, Any]]:
        """Every move of a record from one canonical id to another, oldest first."""
        query = select(tables.identity_events).order_by(
            tables.identity_events.c.at, tables.identity_events.c.entity
        )
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def upsert_alerts(self, findings: Sequence[Finding], *, supersede: bool = True) -> list[Alert]:
        """Make these findings the alerts that stand; returns them, highest score first.

        An alert seen before keeps its first moment and its status, unless it had been
        superseded, when it opens again. One no longer found, whose grounds are gone, becomes
        superseded, unless `supersede` is False; nothing is deleted.
        """
        now = datetime.now(UTC)
        wanted = {finding.id: finding for finding in findings}
        with self.engine.begin() as connection:
            known = {row["id"]: row for row in connection.execute(select(tables.alerts)).mappings()}
            fresh = []
            for finding in wanted.values():
                values = _alert_values(finding, now)
                before = known.get(finding.id)
                if before is None:
                    fresh.append({**values, "status": "open", "first_seen": now})
                else:
                    status = "open" if before["status"] == "superseded" else before["status"]
                    connection.execute(
                        update(tables.alerts)
                        .where(tables.alerts.c.id == finding.id)
                        .values(**values, status=status)
                    )
            if fresh:
                connection.execute(insert(tables.alerts), fresh)
            for alert_id, row in known.items():
                if supersede and alert_id not in wanted and row["status"] == "open":
                    connection.execute(
                        update(tables.alerts)
                        .where(tables.alerts.c.id == alert_id)
                        .values(status="superseded")
                    )
        return [alert for alert in self.alerts() if alert.finding.id in wanted]

    def alerts(self, status: AlertStatus | None = None) -> list[Alert]:
        """Alerts, highest score first; only those of one status if given."""
        query = select(tables.alerts).order_by(tables.alerts.c.score.desc(), tables.alerts.c.id)
        if status is not None:
            query = query.where(tables.alerts.c.status == status)
        with self.engine.connect() as connection:
            return [_alert(row) for row in connection.execute(query).mappings()]

    def _put_judgements(self, judgements: Sequence[Judgement]) -> None:
        if not judgements:
            return
        with self.engine.begin() as connection:
            ids = [judgement.id for judgement in judgements]
            present = set()
            for start in range(0, len(ids), 500):
                chunk = ids[start : start + 500]
                present |= set(
                    connection.execute(
                        select(tables.judgements.c.id).where(tables.judgements.c.id.in_(chunk))
                    ).scalars()
                )
            for judgement in judgements:
                if judgement.id in present:
                    connection.execute(
                        update(tables.judgements)
                        .where(tables.judgements.c.id == judgement.id)
                        .values(retracted_at=None)
                    )
            fresh = {j.id: {**asdict(j), "id": j.id} for j in judgements if j.id not in present}
            if fresh:
                connection.execute(insert(tables.judgements), list(fresh.values()))


def _configure_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _utc(instant: datetime | None) -> datetime | None:
    # SQLite hands back what was stored without its offset.
    return instant.replace(tzinfo=UTC) if instant is not None else None


def _judgement(row: RowMapping) -> Judgement:
    return Judgement(
        left=row["left"],
        right=row["right"],
        verdict=row["verdict"],
        decided_by=row["decided_by"],
        reason=row["reason"],
        decided_at=row["decided_at"].replace(tzinfo=UTC),
        retracted_at=_utc(row["retracted_at"]),
    )


def _alert_values(finding: Finding, now: datetime) -> dict[str, Any]:
    values = asdict(finding)
    values["members"] = list(finding.members)
    values["reasons"] = [asdict(reason) for reason in finding.reasons]
    values["last_seen"] = now
    return values


def _alert(row: RowMapping) -> Alert:
    reasons = tuple(
        Reason(**{**raw, "claims": tuple(raw["claims"]), "transfers": tuple(raw["transfers"])})
        for raw in row["reasons"]
    )
    finding = Finding(
        id=row["id"],
        kind=row["kind"],
        subject=row["subject"],
        members=tuple(row["members"]),
        score=row["score"],
        unit=row["unit"],
        reasons=reasons,
        as_of=_utc(row["as_of"]),
        summary=row["summary"],
    )
    return Alert(
        finding=finding,
        status=row["status"],
        first_seen=row["first_seen"].replace(tzinfo=UTC),
        last_seen=row["last_seen"].replace(tzinfo=UTC),
    )
