"""What sources say turned out to be true; never read by a feature or score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from queries.answers import Ref
from queries.portraits.blocks import Block, Cell, Cited, Column, Sources, Table
from queries.portraits.properties import LABELLED, OUTCOME
from queries.portraits.section import Section, section

if TYPE_CHECKING:
    from kg.view import View
    from queries.portraits.subject import Subject


@dataclass(frozen=True, slots=True)
class OutcomeLabel:
    """What a source says turned out to be true (ground truth), not a feature.

    `subject` is the entity labelled, or the account whose transfers carry the label;
    `transfers` counts those (0 for a label on the entity itself).
    """

    subject: Ref
    label: str
    value: str
    transfers: int
    sources: tuple[str, ...]
    claims: tuple[str, ...] = ()


@section("outcomes", "Known outcomes", place=140)
class OutcomesSection(Section):
    """Outcomes from sources, on the subject, its accounts and their transfers."""

    labels: tuple[OutcomeLabel, ...] = ()

    @classmethod
    def read(cls, subject: Subject) -> Self:
        described = {subject.id: subject.ref, **subject.account_refs}
        own = (subject.id, *subject.money_ends)
        return cls(
            labels=(
                *_claimed_labels(subject.view, described, own),
                *_transfer_labels(subject.view, described, subject.money_ends),
            )
        )

    def aside(self) -> Cell:
        return "stated by a source, never read by a feature or score"

    def claims(self) -> Iterable[str]:
        for label in self.labels:
            yield from label.claims

    def blocks(self) -> Iterable[Block]:
        yield Table(
            (
                Column("About"),
                Column("Label", "word"),
                Column("Value"),
                Column("Transfers", "number"),
                Column("Source"),
            ),
            tuple(
                (
                    one.subject,
                    one.label,
                    Cited(one.value, one.claims),
                    one.transfers or None,
                    Sources(one.sources),
                )
                for one in self.labels
            ),
        )


def _claimed_labels(
    view: View, describe: Mapping[str, Ref], entities: Iterable[str]
) -> tuple[OutcomeLabel, ...]:
    """Outcome labels that sources put on entities themselves, by entity and value."""
    labelled = [
        name
        for name, schema in view.ontology.schemata.items()
        if OUTCOME in schema.properties and schema.properties[OUTCOME].schema in LABELLED
    ]
    rows = view.sql(
        """
        SELECT canonical, value, list(DISTINCT source ORDER BY source), list(id ORDER BY id)
        FROM claims
        WHERE prop = $outcome AND canonical IN (SELECT unnest($entities))
          AND schema IN (SELECT unnest($labelled))
        GROUP BY canonical, value ORDER BY canonical, value
        """,
        {"outcome": OUTCOME, "entities": list(entities) or [""], "labelled": labelled or [""]},
    )
    return tuple(
        OutcomeLabel(
            subject=describe.get(entity, Ref(entity, "", entity)),
            label=OUTCOME,
            value=value,
            transfers=0,
            sources=tuple(sources),
            claims=tuple(claims),
        )
        for entity, value, sources, claims in rows
    )


def _transfer_labels(
    view: View, describe: Mapping[str, Ref], accounts: Iterable[str]
) -> tuple[OutcomeLabel, ...]:
    """Outcome labels on the transfers of accounts, counted by account and label."""
    rows = view.sql(
        """
        SELECT account, outcome, sum(count), list(DISTINCT source ORDER BY source) FROM (
            SELECT from_id AS account, outcome, count, source FROM ledger
            WHERE outcome IS NOT NULL AND from_id IN (SELECT unnest($accounts))
            UNION ALL
            SELECT to_id AS account, outcome, count, source FROM ledger
            WHERE outcome IS NOT NULL AND to_id IN (SELECT unnest($accounts)) AND from_id <> to_id
        ) GROUP BY account, outcome ORDER BY account, outcome
        """,
        {"accounts": list(accounts) or [""]},
    )
    return tuple(
        OutcomeLabel(
            subject=describe.get(account, Ref(account, "", account)),
            label="outcome of transfers",
            value=outcome,
            transfers=int(count),
            sources=tuple(sources),
        )
        for account, outcome, count, sources in rows
    )
