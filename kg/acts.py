"""Acts on the lake, and the lines of the audit log before and after them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kg.desk import AuditLine
from kg.lake import Lake
from kg.lake.manifest import VersionRecord

if TYPE_CHECKING:
    from kg.desk import Desk


@contextmanager
def acting(
    lake: Lake, desk: Desk, actor: str, action: str, source: str, facts: Mapping[str, Any]
) -> Iterator[None]:
    """Write an intent before the block and its end after it, `failed` where it raises."""
    last = lake.manifest.sources.get(source)
    told = {**facts, "last_version": last.versions[-1].number if last else None}
    intent = desk.log(action, actor=actor, stage="intent", source=source, **told)
    try:
        yield
    except BaseException as fault:
        # What the error says may quote the data.
        error = type(fault).__name__
        desk.log(action, actor=actor, stage="failed", ends=intent, source=source, error=error)
        raise
    came = _outcome(lake.manifest.sources[source].live)
    desk.log(action, actor=actor, ends=intent, source=source, **came)


def settle_intents(lake: Lake, desk: Desk, actor: str) -> None:
    """End the intents of acts that were cut short, by what the lake says became of them.

    The caller holds the lake's lock, so that none of these acts still goes on.
    """
    for line in desk.open_intents():
        source = line.facts["source"]
        record = lake.manifest.sources.get(source)
        if line.action == "withdraw":
            done, made = record is not None and record.live is None, None
        else:
            made = _version_made(record.versions if record else [], line)
            done = made is not None
        desk.log(
            line.action,
            actor=actor,
            stage="done" if done else "failed",
            ends=line.number,
            source=source,
            settled=True,
            **_outcome(made),
        )


def _version_made(versions: list[VersionRecord], line: AuditLine) -> VersionRecord | None:
    """What came of an ingest; None where nothing did."""
    wanted, last = line.facts["fingerprint"], line.facts["last_version"] or 0
    return next((v for v in versions if v.number > last and v.fingerprint == wanted), None)


def _outcome(version: VersionRecord | None) -> dict[str, Any]:
    if version is None:
        return {}
    return {"version": version.number, "read": version.read, "rejected": version.rejected}
