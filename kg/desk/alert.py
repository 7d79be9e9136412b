"""The alert: a finding put before people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kg.model.finding import Finding

AlertStatus = Literal["open", "closed", "superseded"]


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding put before people.

    Attributes:
        finding: what was found.
        status: `superseded` means that its grounds are gone.
        first_seen: when it was first found, UTC.
        last_seen: when it was last found; a look back that finds nothing new leaves it. UTC.
    """

    finding: Finding
    status: AlertStatus
    first_seen: datetime
    last_seen: datetime
