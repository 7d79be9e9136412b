"""Fictional portraits: one with everything in it, one made of hostile text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from kg.model import Finding, Reason
from queries.answers import Evidence, Money, Ref
from queries.features.catalogue import FeatureValue
from queries.money.sums import Counterparty, CurrencyTotal, Flows, MonthlyFlow
from queries.ownership.stakes import BeneficialOwner, OwnershipStep, OwnershipView
from queries.portraits.links import Link
from queries.portraits.portrait import Portrait
from queries.portraits.properties import PropertyValue, PropertyView
from queries.portraits.section import ordered_sections
from queries.portraits.sections.accounts import AccountView
from queries.portraits.sections.contacts import Contact
from queries.portraits.sections.events import EventView
from queries.portraits.sections.outcomes import OutcomeLabel
from queries.portraits.sections.watchlists import SanctionEntry
from tests.viz.reported_samples import reported

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)


def made(**told: Any) -> Portrait:
    """A portrait of its fields and those of its sections, by name."""
    own = {name: told.pop(name) for name in OF_ALL if name in told}
    empty = Portrait(**own, sections=tuple(kind() for kind in ordered_sections()))
    return changed(empty, **told)


def changed(portrait: Portrait, **told: Any) -> Portrait:
    """The same with other values of its fields and those of its sections.

    `left_out` counts, by the name of a field or a part of what is reported, what a limit cut.
    """
    own = {name: told.pop(name) for name in OF_ALL if name in told}
    cut = told.pop("left_out", {})
    sections = []
    for one in portrait.sections:
        names = one.field_names()
        mine = {name: told.pop(name) for name in names if name in told}
        known = names if names != ("reported",) else tuple(reported().__slots__)
        counts = {name: cut[name] for name in known if name in cut}
        sections.append(replace(one, **mine, left_out=counts or one.left_out))
    assert not told, told
    return replace(portrait, **own, sections=tuple(sections))


OF_ALL = ("subject", "kind", "schema_label", "as_of", "evidence")

BLUE = Ref("c:blue", "Company", "Bluewater Lantern Trading Ltd")
HARBOUR = Ref("c:harbour", "Company", "Harbour Crest Holdings")
QUAY = Ref("c:quayside", "Company", "Quayside Copper LLP")
IVO = Ref("p:ivo", "Person", "Ivo Marchesini")
ANASTASIA = Ref("p:anastasia", "Person", "Anastasia Veldhuis")
ACCOUNT = Ref("a:blue", "BankAccount", "GB41ZZZZ10203000002824")
NOVA_ACCOUNT = Ref("a:nova", "BankAccount", "CZ7700000000000000001409")
MULES = tuple(Ref(f"a:m{n}", "BankAccount", f"GB{n}0ZZZZ1020300000440{n}") for n in range(1, 7))
LANE = Ref("r:lane", "Address", "12 Fenwick Lane, Suite 4, London")
PHONE = Ref("h:phone", "PhoneNumber", "+44 7700 900142")

_CLAIMS = (
    ("name", "Bluewater Lantern Trading Ltd", "BLUEWATER LANTERN TRADING LIMITED", "registry"),
    ("name", "Bluewater Lantern Trading Ltd", None, "bank"),
    ("alias", "Blue Lantern", None, "bank"),
    ("registrationNumber", "99123456", None, "registry"),
    ("jurisdiction", "gb", "UNITED KINGDOM", "registry"),
    ("incorporationDate", "2025-11-18", "18 Nov 2025", "registry"),
    ("incorporationDate", "2025-11-08", "08.11.2025", "bank"),
    ("address", "12 Fenwick Lane, Suite 4, London", None, "registry"),
    ("status", "active", "Active", "registry"),
    ("sector", "wholesale of metals", "46.72", "registry"),
)


def claim_id(place: int) -> str:
    return f"{place:02d}" + "ab34cd56ef7890" * 2 + "aa"


def _evidence() -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            claim=claim_id(place),
            entity=f"{source}:99123456",
            schema="Company",
            prop=prop,
            value=value,
            original=original,
            source=source,
            version="20260614T081500",
            file="companies.csv" if source == "registry" else "customers.csv",
            record=f"row {12 + place}",
            line=13 + place,
            valid_from=date(2025, 11, 18) if prop == "address" else None,
            valid_to=None,
            method="column",
            confidence=1.0,
        )
        for place, (prop, value, original, source) in enumerate(_CLAIMS, start=1)
    )


def _view(name: str, label: str, type_: str, *places: int, conflict: bool = False) -> PropertyView:
    values: dict[str, list[int]] = {}
    for place in places:
        values.setdefault(_CLAIMS[place - 1][1], []).append(place)
    return PropertyView(
        name,
        label,
        type_,
        tuple(
            PropertyValue(
                value,
                tuple(sorted({_CLAIMS[place - 1][3] for place in said})),
                tuple(claim_id(place) for place in said),
            )
            for value, said in values.items()
        ),
        conflict,
    )


def _monthly() -> tuple[MonthlyFlow, ...]:
    rows = {
        "2026-01": (0, 0),
        "2026-02": (1_250_000, 900_000),
        "2026-03": (31_900_000, 4_400_000),
        "2026-04": (9_300_000, 29_800_000),
        "2026-05": (15_050_000, 16_100_000),
        "2026-06": (2_000_000, 0),
    }
    found = []
    for month, (paid_in, paid_out) in rows.items():
        if paid_in:
            found.append(MonthlyFlow(month, "in", "GBP", 9, Money(paid_in, "GBP")))
        if paid_out:
            found.append(MonthlyFlow(month, "out", "GBP", 4, Money(paid_out, "GBP")))
    found.append(MonthlyFlow("2026-04", "in", "EUR", 2, Money(4_400_000, "EUR")))
    return tuple(found)


def _flows() -> Flows:
    first, last = datetime(2026, 2, 3, 9, tzinfo=UTC), datetime(2026, 6, 21, 16, tzinfo=UTC)
    counterparties = [
        Counterparty(mule, (), "in", 4, Money(4_500_000 - 100_000 * place, "GBP"), first, last)
        for place, mule in enumerate(MULES)
    ]
    counterparties.append(
        Counterparty(
            NOVA_ACCOUNT,
            (Ref("c:novaline", "Company", "Novaline Konzult s.r.o."),),
            "out",
            6,
            Money(29_800_000, "GBP"),
            first,
            last,
        )
    )
    return Flows(
        totals=(
            CurrencyTotal("in", "GBP", 45, 45, Money(59_500_000, "GBP")),
            CurrencyTotal("out", "GBP", 16, 16, Money(51_200_000, "GBP")),
            CurrencyTotal("in", "EUR", 2, 2, Money(4_400_000, "EUR")),
        ),
        internal=(CurrencyTotal("internal", "GBP", 2, 2, Money(500_000, "GBP")),),
        monthly=_monthly(),
        counterparties=tuple(counterparties),
        counterparties_left_out=11,
        first=first,
        last=last,
    )


def _findings() -> tuple[Finding, ...]:
    return (
        Finding(
            "fan_in-1f00c0ffee000001",
            "fan_in",
            BLUE.id,
            (BLUE.id, *(mule.id for mule in MULES)),
            88.0,
            (
                Reason(
                    "distinct_payers",
                    6,
                    "accounts",
                    55.0,
                    "Six accounts paid it within nine days.",
                    transfers=tuple(f"bank/t{n:04d}" for n in range(30, 54)),
                ),
                Reason("gathered", "254,000.00", "GBP", 33.0, "Nearly all of it left again."),
            ),
            AS_OF,
            "Six accounts gather 254,000 GBP here within nine days.",
        ),
        Finding(
            "cycle-1f00c0ffee000002",
            "cycle",
            BLUE.id,
            (BLUE.id, "a:nova", "a:harbour"),
            64.0,
            (Reason("cycle_length", 5, "accounts", 64.0, "Money came back after 48 days."),),
            AS_OF,
            "Money leaves and returns through five accounts in dated order.",
        ),
    )


def portrait() -> Portrait:
    """A shell company with an owner chain, a shared address, money and findings."""
    step = OwnershipStep(HARBOUR, BLUE, Fraction(1), "own-1")
    above = OwnershipStep(ANASTASIA, HARBOUR, Fraction(7, 20), "own-2")
    exposure = Finding(
        "exposure-1f00c0ffee000003",
        "exposure",
        BLUE.id,
        (BLUE.id,),
        91.0,
        (
            Reason("alerts", 2, "alerts", 46.0, "Two findings about its account.", transfers=()),
            Reason(
                "sanctioned_within_2_hops",
                1,
                "hops",
                30.0,
                "Its director stands on a list.",
                claims=(claim_id(1), "ffee" * 8),
            ),
            Reason("age", 224, "days", 15.0, "Young company.", claims=(claim_id(6),)),
        ),
        AS_OF,
        "High: it gathers money from many accounts and its director is listed.",
    )
    match = Finding(
        "watchlist_match-1f00c0ffee000004",
        "watchlist_match",
        BLUE.id,
        (BLUE.id,),
        72.5,
        (Reason("name", "equal", "normalised name", 72.5, "Same name as entry 77."),),
        AS_OF,
        "Name equals that of entry 77 of a fictional list.",
    )
    director = Link(
        "dir-1", "DIRECTOR_OF", False, IVO, "director", "2025-11-18", "", ("registry",), {}
    )
    return made(
        subject=BLUE,
        kind="party",
        schema_label="Company",
        as_of=AS_OF,
        records=("bank:C-1042", "registry:99123456"),
        names=(_view("name", "Name", "name", 1, 2), _view("alias", "Other name", "name", 3)),
        identifiers=(_view("registrationNumber", "Registration number", "identifier", 4),),
        properties=(
            _view("jurisdiction", "Jurisdiction", "country", 5),
            _view("incorporationDate", "Incorporated on", "date", 6, 7, conflict=True),
            _view("status", "Status", "string", 9),
            _view("sector", "Sector", "string", 10),
        ),
        contacts=(
            Contact("address", LANE.caption, LANE, ("registry",), (QUAY, IVO), 4),
            Contact("phone", PHONE.caption, PHONE, ("bank",), (), 0),
        ),
        accounts=(
            AccountView(
                ACCOUNT,
                "account holder",
                ("GB41ZZZZ10203000002824",),
                (BLUE,),
                _flows().totals,
                _flows().first,
                _flows().last,
            ),
        ),
        holders=(),
        ownership=OwnershipView(
            owners=(step,),
            beneficial_owners=(
                BeneficialOwner(
                    HARBOUR, Fraction(1), Fraction(1), ((step,),), False, False, True, False
                ),
                BeneficialOwner(
                    ANASTASIA,
                    Fraction(7, 20),
                    Fraction(7, 20),
                    ((above, step),),
                    True,
                    True,
                    True,
                    False,
                ),
            ),
            threshold_source="FATF Recommendation 24",
        ),
        roles=(director,),
        guarantees=(
            Link(
                "gua-1",
                "GUARANTEES",
                True,
                QUAY,
                "",
                "2026-01-10",
                "2027-01-10",
                ("bank",),
                {"amount": "250000.00 EUR"},
            ),
        ),
        associates=(),
        relations=(),
        sanctions=(),
        watchlist=(match,),
        flows=_flows(),
        features=(
            FeatureValue("distinct_payers", 6, "accounts", "Accounts that paid it."),
            FeatureValue("night_share", None, "share", "Part of its payments made at night."),
        ),
        findings=_findings(),
        exposure=exposure,
        labels=(OutcomeLabel(ACCOUNT, "outcome", "laundering", 12, ("bank",)),),
        events=(
            EventView(
                Ref("e:1", "Complaint", "Complaint 1"),
                "2026-05-02",
                "Complaint",
                "Payee says that no goods came.",
                ("bank",),
            ),
        ),
        evidence=_evidence(),
        left_out={"contacts": 2},
        reported=reported(),
    )


def sanctioned() -> Portrait:
    """The same with an entry on the subject itself."""
    entry = SanctionEntry(
        Ref("s:77", "Sanction", "Fictional list, entry 77"),
        ("Fictional Office",),
        ("FICT-2",),
        ("Fictional grounds",),
        "2026-02-01",
        "",
        ("list",),
        (claim_id(1),),
    )
    return changed(portrait(), sanctions=(entry,))


def bare_portrait() -> Portrait:
    """An entity of which nothing is known but its id."""
    return made(
        subject=Ref("x:1", "Company", ""),
        kind="party",
        schema_label="Company",
        as_of=None,
        records=("x:1",),
    )


def crowded_portrait(count: int) -> Portrait:
    """The full portrait with `count` directors."""
    directors = tuple(
        Link(f"dir-{n}", "DIRECTOR_OF", False, Ref(f"p:{n}", "Person", f"Person {n}"))
        for n in range(count)
    )
    return changed(portrait(), roles=directors)


def year_end_flows() -> tuple[MonthlyFlow, ...]:
    """Money in November and January."""
    return tuple(
        MonthlyFlow(month, "in", "EUR", 1, Money(100, "EUR")) for month in ("2025-11", "2026-01")
    )


def hostile_portrait(names: tuple[str, ...]) -> Portrait:
    """The full portrait with hostile text in place of every text, ids and schemata included."""
    poisoned = _poisoned(sanctioned(), iter(names * 400))
    assert isinstance(poisoned, Portrait)
    return poisoned


_KEPT = frozenset({"month", "direction", "currency"})


def _poisoned(value: Any, names: Any) -> Any:
    from dataclasses import fields, is_dataclass

    if isinstance(value, str):
        return next(names)
    if isinstance(value, tuple):
        return tuple(_poisoned(item, names) for item in value)
    if isinstance(value, dict):
        return {next(names): _poisoned(item, names) for item in value.values()}
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(
            **{
                one.name: getattr(value, one.name)
                if one.name in _KEPT
                else _poisoned(getattr(value, one.name), names)
                for one in fields(value)
            }
        )
    return value
