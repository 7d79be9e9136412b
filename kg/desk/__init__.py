"""What people and rules decided: judgements, alerts and the audit log."""

from kg.desk.desk import Alert, AlertStatus, Desk
from kg.desk.judgement import Judgement, Verdict

__all__ = ["Alert", "AlertStatus", "Desk", "Judgement", "Verdict"]
