"""What people and rules decided: judgements, alerts and the audit log."""

from kg.desk.alert import Alert, AlertStatus
from kg.desk.audit import AuditLine, AuditProof, Stage
from kg.desk.desk import Desk
from kg.desk.judgement import Judgement, Verdict
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
