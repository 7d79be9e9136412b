"""What documents say of a company, as a portrait shows it: each fact with its sentence.

All text comes from documents and is untrusted: whoever shows it escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from queries.answers import Ref
from queries.filings.key_figures import KeyFigureTable
from queries.filings.parties import PartyKind
from queries.provenance.quotes import Passage


@dataclass(frozen=True, slots=True)
class ReportedParty:
    """A party and its part in the company, as the newest document says that names it.

    Attributes:
        kind, party, roles, share, shares, start, end, jurisdictions, registered_in,
            reported_for, through: as in ReportParty.
        earlier: how many other documents say it too.
        claims: ids of the claims that say it.
        quote: where they stand, None where no document is kept.
    """

    kind: PartyKind
    party: Ref
    roles: tuple[str, ...]
    share: Decimal | None
    shares: Decimal | None
    start: str | None
    end: str | None
    jurisdictions: tuple[str, ...]
    reported_for: date | None
    through: Ref | None
    earlier: int
    claims: tuple[str, ...]
    quote: Passage | None = None
    registered_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proceeding:
    """A court case or other proceeding that a document tells of.

    Attributes:
        case: the case.
        roles: the company's part in it, where it is told.
        court, status, summary: in the document's words, "" where not given.
        amount: what is claimed, with its currency, "" where not given.
        filed: ISO partial date, "" where not given.
        reported_for: last day of the period of the filing that tells of it.
        claims, quote: as in ReportedParty.
    """

    case: Ref
    roles: tuple[str, ...]
    court: str
    status: str
    summary: str
    amount: str
    filed: str
    reported_for: date | None
    claims: tuple[str, ...]
    quote: Passage | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Anything else that a document says of the company: a guarantee, a doubt, a relation.

    Attributes:
        what: what kind of statement.
        other: the entity that it joins the company with, None where it is about a filing.
        details: (label, text) of what it says.
        reported_for, claims, quote: as in Proceeding.
    """

    what: str
    other: Ref | None
    details: tuple[tuple[str, str], ...]
    reported_for: date | None
    claims: tuple[str, ...]
    quote: Passage | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """What documents say of a company; each list is cut at a limit, see Portrait.left_out.

    Attributes:
        figures: key figures by period.
        directors, officers, auditors, holders, subsidiaries, participations: by name; of
            subsidiaries, those of subsidiaries as well.
        proceedings: legal proceedings, of the newest report first.
        statements: all else, of the newest report first.
    """

    figures: KeyFigureTable = field(default_factory=KeyFigureTable)
    directors: tuple[ReportedParty, ...] = ()
    officers: tuple[ReportedParty, ...] = ()
    auditors: tuple[ReportedParty, ...] = ()
    holders: tuple[ReportedParty, ...] = ()
    subsidiaries: tuple[ReportedParty, ...] = ()
    participations: tuple[ReportedParty, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def parties(self) -> tuple[ReportedParty, ...]:
        """All parties."""
        return (
            *self.directors, *self.officers, *self.auditors, *self.holders,
            *self.subsidiaries, *self.participations,
        )  # fmt: skip

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims behind all of it, each once."""
        facts: tuple[ReportedParty | Proceeding | Statement, ...] = (
            *self.parties, *self.proceedings, *self.statements,
        )  # fmt: skip
        figures = [one.claim for one in self.figures.figures]
        return tuple(dict.fromkeys([*figures, *(c for fact in facts for c in fact.claims)]))

    def __bool__(self) -> bool:
        """Whether any document says anything."""
        return bool(self.figures.figures or self.parties or self.proceedings or self.statements)
