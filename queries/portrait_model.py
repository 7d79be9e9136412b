"""What a portrait is made of: plain dataclasses, each value with the claims it rests on.

All text comes from sources and is untrusted: whoever shows it escapes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kg.json_form import dataclass_json, jsonable
from kg.model import Finding


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: integer minor units of one currency (or sum of such amounts)."""

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """The same in major units (12345 EUR minor units are 123.45)."""
        from kg.model.money import minor_units

        return Decimal(self.minor).scaleb(-minor_units(self.currency))

    def __str__(self) -> str:
        return f"{self.amount:,f} {self.currency}"

    def to_json(self) -> dict[str, Any]:
        """`{"minor": 12345, "currency": "EUR", "amount": "123.45"}`."""
        return {"minor": self.minor, "currency": self.currency, "amount": f"{self.amount:f}"}


@dataclass(frozen=True, slots=True)
class Ref:
    """An entity that is mentioned: canonical id, schema and caption."""

    id: str
    schema: str
    caption: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim: what was said, and where it stands.

    Attributes:
        claim: claim id.
        entity: record entity id that the source speaks of.
        prop, value: what it says; `original` the source's text, None when equal.
        source, version: lake source and its version.
        file, record, line: place in the source; line is None where lines mean nothing.
        valid_from, valid_to: period it holds for, end exclusive, None open.
        method, confidence: how it was got; 0 to 1.
    """

    claim: str
    entity: str
    schema: str
    prop: str
    value: str
    original: str | None
    source: str
    version: str
    file: str
    record: str
    line: int | None
    valid_from: date | None
    valid_to: date | None
    method: str
    confidence: float


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
    that hold it. `first`, `last` are UTC instants.
    """

    account: Ref
    holders: tuple[Ref, ...]
    direction: str
    count: int
    total: Money
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Flows:
    """Money in and out of the subject's accounts up to the portrait's moment.

    Transfers among the subject's own accounts are kept out of in and out and are summed
    in `internal`. `first`, `last` are the first and last activity (UTC), None without any.
    `counterparties` are the largest by sum in each direction and currency;
    `counterparties_left_out` counts the rest.
    """

    totals: tuple[CurrencyTotal, ...] = ()
    internal: tuple[CurrencyTotal, ...] = ()
    monthly: tuple[MonthlyFlow, ...] = ()
    counterparties: tuple[Counterparty, ...] = ()
    counterparties_left_out: int = 0
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account of a party: `role` of the party towards it, and its own flows' totals."""

    account: Ref
    role: str
    identifiers: tuple[str, ...]
    holders: tuple[Ref, ...]
    totals: tuple[CurrencyTotal, ...]
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class OwnershipStep:
    """One link of an ownership chain: `owner` holds `share` of `asset`.

    `share` is an exact fraction (3/5 is 60 %), None where no source states it;
    `relation` is the ownership's id.
    """

    owner: Ref
    asset: Ref
    share: Fraction | None
    relation: str

    @property
    def percentage(self) -> Decimal | None:
        """The share in percent, rounded to four decimals; None where unknown."""
        return None if self.share is None else percent(self.share)

    def to_json(self) -> dict[str, Any]:
        """The fields, and `percentage` as text."""
        return {**dataclass_json(self), "percentage": jsonable(self.percentage)}


@dataclass(frozen=True, slots=True)
class BeneficialOwner:
    """An owner found by looking through the chains of ownership.

    Attributes:
        owner: the person or company.
        share: exact share of the subject's value that is in the end the owner's: the products
            of the shares along all chains, summed; where the chains hold a circle, the
            limit of going round it for ever. None when no chain has all its shares stated.
        chain_share: the same over `chains` alone, which pass no entity twice; it is
            less than `share` only where ownership is circular.
        chains: the chains that lead from the owner to the subject, largest product first;
            a chain with an unstated share counts nothing.
        ultimate: True when nobody is known to own the owner.
        natural_person: True for a Person.
        over_threshold: share is at or above the threshold.
        circular: True when the owner is itself owned, somewhere along, by the subject
            or by a company that it owns.
    """

    owner: Ref
    share: Fraction | None
    chain_share: Fraction | None
    chains: tuple[tuple[OwnershipStep, ...], ...]
    ultimate: bool
    natural_person: bool
    over_threshold: bool
    circular: bool

    @property
    def percentage(self) -> Decimal | None:
        """The share in percent, rounded to four decimals; None where unknown."""
        return None if self.share is None else percent(self.share)

    def to_json(self) -> dict[str, Any]:
        """The fields, and `percentage` as text."""
        return {**dataclass_json(self), "percentage": jsonable(self.percentage)}


@dataclass(frozen=True, slots=True)
class OwnershipView:
    """Ownership around the subject.

    Attributes:
        owners: direct owners. owned: what the subject owns directly.
        beneficial_owners: owners through chains, largest share first.
        holdings: what the subject owns through chains; in a holding, `owner` of the
            BeneficialOwner is the thing owned and `chains` lead from the subject to it.
        circles: ownership circles through the subject's chains, each as a tuple of refs.
        threshold: share from which a person is named beneficial owner (1/4), and
            `threshold_source`, where that comes from.
        left_out: owners and holdings beyond the depth or number that was followed.
    """

    owners: tuple[OwnershipStep, ...] = ()
    owned: tuple[OwnershipStep, ...] = ()
    beneficial_owners: tuple[BeneficialOwner, ...] = ()
    holdings: tuple[BeneficialOwner, ...] = ()
    circles: tuple[tuple[Ref, ...], ...] = ()
    threshold: Fraction = Fraction(1, 4)
    threshold_source: str = ""
    left_out: int = 0


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
        as_of: UTC; nothing later was looked at. None is "all that is known".
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
        evidence: the claims behind the portrait, by property and value.
        left_out: section name to the number of entries cut by a limit.
    """

    subject: Ref
    kind: str
    schema_label: str
    as_of: datetime | None
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

    @property
    def conflicts(self) -> tuple[PropertyView, ...]:
        """The properties on which sources disagree."""
        views = (*self.names, *self.identifiers, *self.properties)
        return tuple(view for view in views if view.conflict)

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries: exact numbers as text, datetimes as ISO 8601 text."""
        return dataclass_json(self)


def percent(share: Fraction) -> Decimal:
    """A share in percent, rounded to four decimals (1/3 is 33.3333)."""
    hundredth_of_percent = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return hundredth_of_percent.quantize(Decimal("0.0001"))
