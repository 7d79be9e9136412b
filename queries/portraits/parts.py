"""What a portrait is made of: plain dataclasses, each value with the claims it rests on.

All text comes from sources and is untrusted: whoever shows it escapes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kg.json_form import dataclass_json
from kg.model import Finding
from kg.values.instants import Moment
from queries.answers import Evidence, Money, Ref
from queries.ownership.stakes import OwnershipView
from queries.portraits.reported_parts import Reported


@dataclass(frozen=True, slots=True)
class PropertyValue:
    """One value of a property and who says so.

    `entity` is set where the value refers to another entity; `claims` are claim ids,
    `sources` the lake sources behind them, both sorted.
    """

    value: str
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    entity: Ref | None = None


@dataclass(frozen=True, slots=True)
class PropertyView:
    """All values of one property, none hidden.

    `conflict` is True when the values cannot all be true: the ontology allows one and sources
    give several, or they give dates that do not agree. All are shown, most-supported first.
    """

    name: str
    label: str
    type: str
    values: tuple[PropertyValue, ...]
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A relation of the subject to another entity.

    Attributes:
        relation: id of the relation in the graph.
        type: relationship type (`DIRECTOR_OF`).
        outgoing: True when the subject is the relation's source.
        other: the entity at the other end.
        role: what the source calls it, "" where it does not say.
        start, end: ISO partial dates, "" where open or unknown.
        sources: lake sources that state it.
        properties: the relation's remaining properties.
    """

    relation: str
    type: str
    outgoing: bool
    other: Ref
    role: str = ""
    start: str = ""
    end: str = ""
    sources: tuple[str, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contact:
    """An address, phone, e-mail or device of the subject and who else has it.

    `kind` is "address", "phone", "email", "device" or "identification". `instrument` is
    the shared node; where a contact is only text on both entities, its id is "".
    `shared_with` is cut at a limit, `shared_count` is the full number of others
    (a lower bound where `shared_count_capped`).
    """

    kind: str
    value: str
    instrument: Ref
    sources: tuple[str, ...]
    shared_with: tuple[Ref, ...]
    shared_count: int
    shared_count_capped: bool = False


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    """In or out in one currency: rows of the ledger, transfers they stand for, and sum."""

    direction: str
    currency: str
    rows: int
    count: int
    total: Money


@dataclass(frozen=True, slots=True)
class MonthlyFlow:
    """One month, direction ("in" or "out") and currency. `month` is "YYYY-MM" (UTC).

    An aggregate over a period counts wholly in the month in which its period starts.
    """

    month: str
    direction: str
    currency: str
    count: int
    total: Money


@dataclass(frozen=True, slots=True)
class Counterparty:
    """Money between the subject and another account, by direction and currency.

    `account` is the other account (or whatever the ledger names), `holders` the parties
    that hold it. `first`, `last` are days where no more is known, else instants (UTC).
    """

    account: Ref
    holders: tuple[Ref, ...]
    direction: str
    count: int
    total: Money
    first: Moment
    last: Moment


@dataclass(frozen=True, slots=True)
class Flows:
    """Money in and out of the subject's accounts up to the portrait's moment.

    Transfers among the subject's own accounts are kept out of in and out and are summed
    in `internal`. `first`, `last` are the first and last activity, days where no more is known,
    else instants (UTC); None without any.
    `counterparties` are the largest by sum in each direction and currency;
    `counterparties_left_out` counts the rest.
    """

    totals: tuple[CurrencyTotal, ...] = ()
    internal: tuple[CurrencyTotal, ...] = ()
    monthly: tuple[MonthlyFlow, ...] = ()
    counterparties: tuple[Counterparty, ...] = ()
    counterparties_left_out: int = 0
    first: Moment | None = None
    last: Moment | None = None


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account of a party: `role` of the party towards it, and its own flows' totals."""

    account: Ref
    role: str
    identifiers: tuple[str, ...]
    holders: tuple[Ref, ...]
    totals: tuple[CurrencyTotal, ...]
    first: Moment | None
    last: Moment | None


@dataclass(frozen=True, slots=True)
class SanctionEntry:
    """A sanction or watchlist entry on the subject itself, with the list's own words."""

    sanction: Ref
    authority: tuple[str, ...]
    program: tuple[str, ...]
    reason: tuple[str, ...]
    start: str
    end: str
    sources: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeatureValue:
    """A behaviour feature: `value` in `unit`, None where it is undefined for the subject.

    `description` is the feature's own, from the head of its .sql file. Features never
    read outcome labels.
    """

    name: str
    value: int | float | Decimal | None
    unit: str
    description: str


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


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened to or was done by the subject; `date` ISO partial or ""."""

    event: Ref
    date: str
    kind: str
    summary: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """All that is known of one entity at one moment, each statement with its evidence.

    Attributes:
        subject: the entity. kind: "party", "account" or "thing".
        schema_label: the ontology's name for its schema.
        as_of: a day, or an instant (UTC); nothing later was looked at. None is "all that is
            known".
        records: record ids of the sources that were found to be this entity, sorted.
        names: names, aliases and former names.
        identifiers: properties whose type is identifier, IBAN, LEI and the like.
        properties: all other properties.
        contacts: addresses, phones, e-mails and devices, with who shares them.
        accounts: accounts of a party. holders: parties of an account.
        ownership: owners, holdings, beneficial owners.
        roles: directors, employees and representatives, and the roles the subject holds.
        guarantees: given (outgoing) and received.
        associates: family, associates and unspecified links.
        relations: relations of any other kind, transfers excepted.
        sanctions: entries on the subject. watchlist: candidate matches.
        flows: money in and out (a party: over all its accounts).
        features: behaviour features. findings: alerts about it or its accounts.
        exposure: its exposure score; None where it could not be computed.
        labels: outcomes from sources, kept apart from features.
        events: complaints, log-ins and other events, newest first.
        evidence: the claims behind the portrait, by property and value: about the subject, about
            its relations, and all that the reasons of its findings and what is reported rest on.
        left_out: section name to the number of entries cut by a limit; of evidence, also the
            claims that a reason names and no source makes any longer.
        reported: what documents say of a company: key figures, people, subsidiaries, legal
            proceedings and auditor, each with its sentence.
    """

    subject: Ref
    kind: str
    schema_label: str
    as_of: Moment | None
    records: tuple[str, ...]
    names: tuple[PropertyView, ...]
    identifiers: tuple[PropertyView, ...]
    properties: tuple[PropertyView, ...]
    contacts: tuple[Contact, ...]
    accounts: tuple[AccountView, ...]
    holders: tuple[Link, ...]
    ownership: OwnershipView
    roles: tuple[Link, ...]
    guarantees: tuple[Link, ...]
    associates: tuple[Link, ...]
    relations: tuple[Link, ...]
    sanctions: tuple[SanctionEntry, ...]
    watchlist: tuple[Finding, ...]
    flows: Flows
    features: tuple[FeatureValue, ...]
    findings: tuple[Finding, ...]
    exposure: Finding | None
    labels: tuple[OutcomeLabel, ...]
    events: tuple[EventView, ...]
    evidence: tuple[Evidence, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    reported: Reported = field(default_factory=Reported)

    @property
    def conflicts(self) -> tuple[PropertyView, ...]:
        """The properties on which sources disagree."""
        views = (*self.names, *self.identifiers, *self.properties)
        return tuple(view for view in views if view.conflict)

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries: exact numbers as text, datetimes as ISO 8601 text."""
        return dataclass_json(self)
