"""What people and rules decided: judgements, alerts and the audit log."""

from kg.casework.desk import Alert, AlertStatus, Desk
from kg.casework.judgement import Judgement, Verdict

__all__ = ["Alert", "AlertStatus", "Desk", "Judgement", "Verdict"]
