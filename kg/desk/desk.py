"""The desk: what people and rules decided, and the trail of it."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, Connection, Engine, delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from kg.desk import audit, tables
from kg.desk.alert_rows import alert_of, last_seen, put_alerts
from kg.desk.opening import copy_file, file_url, open_desk, told
from kg.desk.records import Alert, AlertStatus, AuditLine, AuditProof, Judgement, Stage
from kg.desk.rows import (
    chunks,
    finding_of,
    judgement_of,
    moment_key,
    put_judgements,
    put_screening,
    screening_on_record,
    set_aside,
    take_turn,
    utc,
)
from kg.errors import BadFile, NotFound, RiskweaveError, UsageError
from kg.files import replace_file
from kg.model.finding import Finding
from kg.principal import user_name


class Desk:
    """Judgements, alerts and the audit log, in SQLite or PostgreSQL.

    What is done to the desk, and the line of the log that says so, are one transaction.

    Every method raises SetupError where the database cannot be used, and Busy where somebody
    else kept it for long.
    """

    def __init__(self, place: URL | Path, known: Path | None = None) -> None:
        """A desk there.

        Args:
            place: address of the database, or path of a file of SQLite.
            known: a file that tells that there is a desk, written when one is first opened:
                where it is, a desk that is gone is not made anew. None makes one always.
        """
        self._url = file_url(place) if isinstance(place, Path) else place
        self._known = known
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine, opened at first use."""
        if self._engine is None:
            there = self._known is not None and self._known.exists()
            self._engine = open_desk(self._url, make=not there)
            if self._known is not None and not there:
                # Of a workspace that cannot be written, nothing can be lost either.
                with suppress(OSError):
                    replace_file(self._known, "")
        return self._engine

    def close(self) -> None:
        """Close all connections."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                yield connection
        except DBAPIError as fault:
            raise told(fault, self._url) from fault

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction in which nobody else writes."""
        try:
            with self.engine.begin() as connection:
                take_turn(connection)
                yield connection
        except DBAPIError as fault:
            raise told(fault, self._url) from fault

    def backup(self, target: Path) -> int:
        """Copy the desk to a file, and return the number of lines of its audit log.

        Raises:
            UsageError: the file is there, or the desk is on a server.
        """
        path = self._file("back it up with pg_dump")
        if target.exists():
            raise UsageError("there is such a file already", file=target, hint="Name another")
        proof = self.verify_audit()
        try:
            copy_file(path, target)
        except OSError as fault:
            raise UsageError(f"cannot be written: {fault.strerror}", file=target) from fault
        return proof.lines

    def restore(self, backup: Path | None, *, actor: str | None = None) -> Path | None:
        """Put a desk back from a file, or begin an empty one; the log says so.

        Args:
            backup: what `backup` wrote; None begins an empty desk.

        Returns:
            what the desk that was there is called now; None where there was none.

        Raises:
            UsageError: the desk is on a server.
            BadFile: the backup is no desk, or its audit log is not as it was written.
        """
        path = self._file("put it back with pg_restore")
        draft = path.with_name(f"{path.name}.new")
        if backup is not None:
            _check_backup(backup)
            copy_file(backup, draft)
        self.close()
        kept = None
        if path.exists():
            moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
            kept = path.with_name(f"{path.name}.before-restore-{moment}")
            path.rename(kept)
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        if backup is not None:
            draft.rename(path)
        self._engine = open_desk(self._url)
        self.log("restore", actor=actor, file=None if backup is None else backup.name)
        return kept

    def _file(self, otherwise: str) -> Path:
        if self._url.get_backend_name() != "sqlite":
            raise UsageError("the desk is on a server", hint=f"There, {otherwise}")
        return Path(str(self._url.database))

    def log(
        self,
        action: str,
        /,
        *,
        actor: str | None = None,
        stage: Stage = "done",
        ends: int | None = None,
        **facts: Any,
    ) -> int:
        """Append one line to the audit log, and return its number; see `AuditLine`.

        Args:
            actor: for whom it was done; None is the user of this process.
        """
        with self._writing() as connection:
            return audit.append(
                connection, actor or user_name(), action, facts, stage=stage, ends=ends
            )

    def audit(self) -> list[AuditLine]:
        """The audit log, oldest first."""
        query = select(tables.audit_log).order_by(tables.audit_log.c.number)
        with self._reading() as connection:
            return [audit.line_of(row) for row in connection.execute(query).mappings()]

    def verify_audit(self) -> AuditProof:
        """Whether the audit log is as it was written, line by line."""
        with self._reading() as connection:
            return audit.verified(connection)

    def open_intents(self) -> list[AuditLine]:
        """Acts that were begun and have no end: they go on, or were cut short."""
        with self._reading() as connection:
            return audit.open_intents(connection)

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
        with self._reading() as connection:
            return [judgement_of(row) for row in connection.execute(query).mappings()]

    def judge(self, judgement: Judgement, *, actor: str | None = None) -> None:
        """Record a judgement; one equal to an earlier or retracted one is made anew, now.

        Args:
            actor: for whom it is recorded; None is the user of this process.
        """
        facts = {
            "judgement": judgement.id,
            "left": judgement.left,
            "right": judgement.right,
            "verdict": judgement.verdict,
        }
        with self._writing() as connection:
            connection.execute(
                delete(tables.retractions).where(tables.retractions.c.judgement == judgement.id)
            )
            put_judgements(connection, [judgement])
            audit.append(connection, actor or user_name(), "judge", facts)

    def retract(
        self, judgement_id: str, *, by: str | None = None, actor: str | None = None
    ) -> None:
        """Take a judgement back; it stays on record, and no rule brings it back.

        Args:
            by: the person who does so; None is `actor`.
            actor: for whom it is recorded; None is the user of this process.

        Raises:
            NotFound: there is no judgement of that id.
        """
        now = datetime.now(UTC)
        actor = actor or user_name()
        with self._writing() as connection:
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
                        judgement=judgement_id, retracted_by=by or actor, at=now
                    )
                )
            facts = {"judgement": judgement_id} | ({} if by is None else {"by": by})
            audit.append(connection, actor, "retract", facts)

    def replace_rule_judgements(self, rule: str, judgements: Sequence[Judgement]) -> None:
        """Make `judgements` the ones of that rule which count; others of it are retracted.

        One that a person has taken back stays so.
        """
        wanted = {judgement.id for judgement in judgements}
        of_rule = [j for j in self.judgements(retracted=True) if j.decided_by == rule]
        standing = [j for j in of_rule if j.retracted_at is None]
        settled = {j.id for j in standing} | {j.id for j in of_rule if j.retracted_by is not None}
        now = datetime.now(UTC)
        with self._writing() as connection:
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
        with self._writing() as connection:
            last: dict[str, tuple[str, str]] = {}
            for chunk in chunks(list(wanted)):
                rows = connection.execute(
                    select(events.c.entity, events.c.old_canonical, events.c.new_canonical)
                    .where(events.c.entity.in_(chunk))
                    .order_by(events.c.at, events.c.id)
                )
                last |= {entity: (old, new) for entity, old, new in rows}
            now = datetime.now(UTC)
            newest = connection.execute(select(func.max(events.c.at))).scalar()
            if newest is not None:
                # The order of events must hold though the clock was set back.
                now = max(now, utc(newest) + timedelta(microseconds=1))
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
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def upsert_alerts(self, findings: Sequence[Finding], *, supersede: bool = True) -> list[Alert]:
        """Make these findings alerts; returns one for each, highest score first.

        Only what is new or has changed is written. An alert seen before keeps its first moment
        and its status, unless it had been superseded, when it opens again. One that was found as
        of a later moment, or of now (None), stays as it is, whatever an earlier moment shows: the
        look back is answered with its own finding and the status of the alert, and kept for
        `standing_alerts`. One no longer found, whose grounds are gone, becomes superseded,
        unless `supersede` is False; nothing is deleted. Of several who do this at once, one waits
        for the other.
        """
        with self._writing() as connection:
            return put_alerts(connection, findings, whole=supersede)

    def record_run(
        self,
        as_of: datetime | None,
        findings: Sequence[Finding],
        screened: str,
        matches: Sequence[Finding],
        facts: Mapping[str, Any],
        *,
        actor: str | None = None,
    ) -> list[Alert]:
        """Put a run of detection and screening on the desk: its alerts, and that it is done.

        Args:
            as_of: the moment it looked at; None is now. A look back supersedes nothing: it says
                nothing about alerts that came later.
            findings: of the detection.
            screened: digest of what was screened.
            matches: of the screening.
            facts: what the audit log says of it besides.
            actor: for whom it was made; None is the user of this process.

        Returns:
            an alert for each finding and match, highest score first.
        """
        with self._writing() as connection:
            found = [*findings, *matches]
            alerts = put_alerts(connection, found, whole=as_of is None)
            put_screening(connection, as_of, screened, matches)
            told = {"alerts": len(alerts), **facts}
            audit.append(connection, actor or user_name(), "alerts", told)
        return alerts

    def standing_alerts(self, as_of: datetime | None = None) -> list[Alert]:
        """Alerts that are not superseded, with the status they have today, highest score first.

        With a moment, only those that looked at nothing later than it, each with the finding of
        then; of an alert that was looked at as of several such moments, the last.
        """
        alerts = self.each_alert("open", "closed")
        if as_of is None:
            return list(alerts)
        standing = {alert.finding.id: alert for alert in alerts}
        past = tables.past_findings
        query = select(past).where(past.c.as_of <= as_of).order_by(past.c.as_of)
        with self._reading() as connection:
            then = {row["id"]: finding_of(row) for row in connection.execute(query).mappings()}
        then |= {
            name: alert.finding
            for name, alert in standing.items()
            if alert.finding.as_of is not None and alert.finding.as_of <= as_of
        }
        found = [
            replace(standing[one.id], finding=one) for one in then.values() if one.id in standing
        ]
        return sorted(found, key=lambda one: (-one.finding.score, one.finding.id))

    def screening_of(
        self, as_of: datetime | None, screened: str, subjects: Collection[str]
    ) -> list[Finding] | None:
        """What the last screening as of exactly that moment found on some subjects.

        None where there was none, where it screened something else than `screened`, or where
        the alerts have changed since.
        """
        with self._reading() as connection:
            return screening_on_record(connection, as_of, screened, subjects)

    def alerts(self, status: AlertStatus | None = None) -> list[Alert]:
        """Alerts, highest score first; only those of one status if given."""
        return list(self.each_alert(*((status,) if status else ("open", "closed", "superseded"))))

    def each_alert(self, *statuses: AlertStatus) -> Iterator[Alert]:
        """Alerts of these statuses, highest score first, a few held in memory at a time."""
        alert = tables.alerts
        columns = [column for column in alert.columns if column.name != "last_seen"]
        query = (
            select(*columns, last_seen())
            .where(alert.c.status.in_(statuses))
            .order_by(alert.c.score.desc(), alert.c.id)
        )
        with self._reading() as connection:
            rows = connection.execution_options(yield_per=1000).execute(query)
            for row in rows.mappings():
                yield alert_of(finding_of(row), row)

    def state(self) -> str:
        """Digest of the alerts that stand and of the doubts that count: it changes with them."""
        alert, said = tables.alerts.c, tables.judgements.c
        queries = (
            select(alert.id, alert.digest, alert.status, alert.first_seen)
            .where(alert.status != "superseded")
            .order_by(alert.id),
            select(said.id, said.decided_at)
            .where(said.retracted_at.is_(None), said.verdict == "unsure")
            .order_by(said.id),
        )
        digest = hashlib.sha256()
        with self._reading() as connection:
            for query in queries:
                for row in connection.execution_options(yield_per=1000).execute(query):
                    *texts, moment = row
                    digest.update(repr((*texts, moment_key(utc(moment)))).encode())
        return digest.hexdigest()


def _check_backup(path: Path) -> None:
    """See that a file is a desk; it is looked at in a copy, so that nothing about it changes."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "desk.sqlite"
        try:
            shutil.copyfile(path, copy)
            desk = Desk(copy, known=copy)
            proof = desk.verify_audit()
            desk.close()
        except (OSError, RiskweaveError) as fault:
            raise BadFile("no backup of a desk", file=path, hint="Name another") from fault
    if proof.broken is not None:
        raise BadFile(f"line {proof.broken} of its audit log is {proof.fault}", file=path)
