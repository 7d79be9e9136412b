"""What made-up reports say of a made-up company, each fact with its sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from queries.answers import Ref
from queries.filings.key_figures import KeyFigure, KeyFigureTable
from queries.filings.parties import PartyKind
from queries.filings.periods import Period
from queries.portraits.sections.reported.facts import Proceeding, Reported, ReportedParty, Statement
from queries.provenance.quotes import Passage

END = date(2025, 12, 31)
YEAR = Period(END, date(2025, 1, 1))
BEFORE = Period(date(2024, 12, 31), date(2024, 1, 1))


def quote(text: str, *words: str, record: str = "b7") -> Passage:
    """A passage of the report with words marked."""
    marks = tuple((text.index(word), text.index(word) + len(word)) for word in words)
    return Passage(text, marks, "filing-blue", "1", "blue-10-k.html", record)


def figure(label: str, concept: str, value: str, period: Period, row: str, told: str) -> KeyFigure:
    """A key figure in dollars."""
    return KeyFigure(
        label, concept, "USD", Decimal(value), period, f"claim{value:0>11}", value == "77",
        quote(row, told),
    )  # fmt: skip


def party(
    kind: PartyKind,
    name: str,
    said: Passage | None,
    *,
    roles: tuple[str, ...] = (),
    share: str | None = None,
    start: str | None = None,
    jurisdictions: tuple[str, ...] = (),
    earlier: int = 0,
) -> ReportedParty:
    """A party that the report of 2025 names."""
    return ReportedParty(
        kind=kind,
        party=Ref(f"r:{name}", "LegalEntity", name),
        roles=roles,
        share=None if share is None else Decimal(share),
        shares=None,
        start=start,
        end=None,
        jurisdictions=jurisdictions,
        reported_for=END,
        through=None,
        earlier=earlier,
        claims=("claim-party",),
        quote=said,
    )


def reported() -> Reported:
    """One of each."""
    row = "Total assets\t$\t1,234,567,890\t$\t77"
    assets = "us-gaap:Assets"
    return Reported(
        figures=KeyFigureTable(
            (YEAR, BEFORE),
            (
                figure("Total assets", assets, "1234567890", Period(END), row, "1,234,567,890"),
                figure("Total assets", assets, "77", Period(BEFORE.end), row, "77"),
            ),
            2,
        ),
        directors=(
            party(
                "director",
                "Nora Quist",
                quote("Nora Quist has been a director since 2019.", "Nora Quist", "2019"),
                roles=("chair",),
                start="2019",
                earlier=2,
            ),
        ),
        officers=(party("officer", "Otto Brandt", None, roles=("Chief Risk Officer",)),),
        auditors=(party("auditor", "Ledger & Co LLP", quote("/s/ Ledger & Co LLP", "Ledger")),),
        subsidiaries=(
            party(
                "subsidiary",
                "Lantern Shipping SA",
                quote("Lantern Shipping SA\tPanama\t80 %", "Lantern Shipping SA", "80"),
                share="80",
                jurisdictions=("pa",),
            ),
        ),
        proceedings=(
            Proceeding(
                case=Ref("r:case", "CourtCase", "Copperfield against Bluewater"),
                roles=("defendant",),
                court="High Court",
                status="pending",
                summary="",
                amount="5000000 GBP",
                filed="2025-03-03",
                reported_for=END,
                claims=("claim-case",),
                quote=quote("Copperfield sued us in the High Court.", "High Court", record="b9"),
            ),
        ),
        statements=(
            Statement(
                "Guarantee",
                Ref("r:quay", "Company", "Quayside Copper LLP"),
                (("Role", "guarantor"),),
                END,
                ("claim-guarantee",),
                quote("We guarantee the debt of Quayside Copper LLP.", "guarantee"),
            ),
        ),
    )
