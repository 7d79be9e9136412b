"""Alerts about the subject or its accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Self

from kg.model import Finding
from queries.portraits.blocks import Block, Cell, Score
from queries.portraits.section import Section, section
from queries.provenance.evidence import distinct_supports, supporting_claims

if TYPE_CHECKING:
    from queries.portraits.subject import Subject


@section("findings", "Findings", place=20)
class FindingsSection(Section):
    """Alerts that stand, watchlist matches excepted, and the status of each by its finding's id."""

    findings: tuple[Finding, ...] = ()
    alert_status: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, subject: Subject) -> Self:
        alerts = subject.alerts
        return cls(
            findings=tuple(distinct_supports(alert.finding) for alert in alerts),
            alert_status={alert.finding.id: alert.status for alert in alerts},
        )

    def aside(self) -> Cell:
        return len(self.findings)

    def claims(self) -> Iterable[str]:
        return supporting_claims(self.findings)

    def blocks(self) -> Iterable[Block]:
        for finding in self.findings:
            yield Score("Finding", finding, self.alert_status.get(finding.id, ""))
