"""What people and rules decided: judgements, alerts and the audit log."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.desk.records import Alert, AlertStatus, AuditLine, AuditProof, Judgement, Stage, Verdict

if TYPE_CHECKING:
    from kg.desk.desk import Desk
    from kg.desk.opening import desk_url

__all__ = [
    "Alert",
    "AlertStatus",
    "AuditLine",
    "AuditProof",
    "Desk",
    "Judgement",
    "Stage",
    "Verdict",
    "desk_url",
]

_HOMES = {"Desk": "kg.desk.desk", "desk_url": "kg.desk.opening"}


def __getattr__(name: str) -> Any:
    """Import the database's library when the desk is opened: a query does without."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kg.desk' has no attribute {name!r}")
