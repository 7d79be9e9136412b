"""Credit, the business environment, and the controls that the bank runs."""

from __future__ import annotations

import numpy as np

from demo.accounts import Accounts
from demo.calendar import in_office_hours, iso, iso_date, working_day
from demo.control import Control
from demo.plan import CURRENCY, Plan
from demo.population import Companies, Population
from demo.schemes import TYPOLOGIES
from demo.tables import Table, amounts, from_rows, table

_LOAN_KINDS = ("consumer", "mortgage", "car")
_MARKET_EVENTS = (
    ("price shock", "freight rates rise by a quarter", "trade", "percent", (20, 35)),
    ("rating change", "outlook lowered after a weak quarter", "build", "notches", (1, 3)),
    ("tariff", "new duty on imported metals", "trade", "percent", (5, 20)),
    ("default", "payments to suppliers suspended", "", "days", (30, 120)),
    ("demand", "bookings fall for the second month", "retail", "percent", (5, 18)),
    (
        "energy price",
        "wholesale power price doubles within a week",
        "utility",
        "percent",
        (80, 120),
    ),
)
_CONTROLS = (
    ("Name screening of new customers", "preventive", "each new customer", "automated", ""),
    ("Daily screening against the watchlist", "detective", "daily", "automated", ""),
    ("Cash reporting from 10,000", "detective", "each deposit", "automated", "structuring"),
    ("Review of rapid movements", "detective", "weekly", "partly automated", "pass_through"),
    ("Review of many payers to one account", "detective", "weekly", "manual", "fan_in"),
    ("Review of round payments", "detective", "monthly", "manual", "cycle"),
    ("Four eyes on payments above 50,000", "preventive", "each payment", "manual", ""),
    ("Four eyes on changed contact details", "preventive", "each change", "partly automated", ""),
    ("Log of access to accounts", "detective", "monthly", "partly automated", ""),
    ("Complaints desk", "corrective", "each complaint", "manual", ""),
    ("Yearly review of guarantees", "detective", "yearly", "manual", ""),
    ("Recovery exercise of the payment system", "corrective", "half-yearly", "manual", ""),
)


def guarantees(control: Control) -> Table:
    """Every guarantee; those of a circle stand among the others."""
    rows = sorted(control.guarantees, key=lambda row: (row[3], row[0], row[1]))
    return table(
        guarantee_id=[f"G{n:05d}" for n in range(1, len(rows) + 1)],
        guarantor_id=[row[0] for row in rows],
        debtor_id=[row[1] for row in rows],
        amount=amounts([row[2] for row in rows]),
        currency=[CURRENCY] * len(rows),
        since=iso_date(np.array([row[3] for row in rows], dtype=np.int64)),
        until=iso_date(np.array([row[4] for row in rows], dtype=np.int64)),
    )


def loans(plan: Plan, population: Population, accounts: Accounts, control: Control) -> Table:
    """Loans of a tenth of the people, and of each company that somebody guarantees for."""
    rng = plan.rng("loans")
    people, companies = population.people, population.companies
    private = np.sort(rng.choice(plan.people, size=plan.people // 10, replace=False)).tolist()
    numbers = {company: n for n, company in enumerate(companies.ids)}
    debtors = sorted({row[1] for row in control.guarantees})
    borrowers = [people.ids[n] for n in private] + debtors
    account = [int(accounts.current_of_person[n]) for n in private]
    account += [int(accounts.account_of_company[numbers[d]]) for d in debtors]
    count = len(borrowers)
    business = np.arange(count) >= len(private)
    # Whole thousands: 2,000 to 60,000 for people, 50,000 to 2 million for companies.
    amount = np.where(business, rng.integers(50, 2001, size=count), rng.integers(2, 61, size=count))
    paid_back = rng.random(count)
    late = rng.random(count) < 0.06
    kinds = rng.integers(len(_LOAN_KINDS), size=count).tolist()
    started = -rng.integers(40, 1400, size=count)
    managers = [
        i
        for i, role in zip(population.employees.ids, population.employees.role, strict=True)
        if role == "relationship manager"
    ] or population.employees.ids
    return table(
        loan_number=[f"N{n:06d}" for n in range(1, count + 1)],
        borrower_id=borrowers,
        account=[accounts.iban[a] for a in account],
        kind=[
            "business" if b else _LOAN_KINDS[k]
            for b, k in zip(business.tolist(), kinds, strict=True)
        ],
        amount=amounts((amount * 100_000).tolist()),
        outstanding=amounts((amount * 100_000 * (1 - paid_back)).astype(np.int64).tolist()),
        currency=[CURRENCY] * count,
        interest_rate=[f"{r:.2f}" for r in rng.uniform(2.5, 9.5, size=count).tolist()],
        started_on=iso_date(started),
        matures_on=iso_date(started + 3650),
        days_past_due=np.where(late, rng.integers(5, 150, size=count), 0).astype(str).tolist(),
        approved_by=[managers[n] for n in rng.integers(len(managers), size=count).tolist()],
    )


def market_events(plan: Plan, companies: Companies) -> Table:
    """What happened in the business environment; most of it hits one company."""
    rng = plan.rng("market events")
    count = max(24, plan.companies // 25)
    rows = []
    kinds = rng.integers(len(_MARKET_EVENTS), size=count).tolist()
    at = iso(np.sort(in_office_hours(rng, working_day(rng, count))))
    for number, (kind, moment) in enumerate(zip(kinds, at, strict=True), start=1):
        category, headline, sector, unit, (least, most) = _MARKET_EVENTS[kind]
        hit = [n for n, trade in enumerate(companies.trade) if sector in ("", trade)]
        company = hit[int(rng.integers(len(hit)))]
        rows.append(
            (
                f"M{number:04d}",
                moment,
                category,
                f"{companies.names[company]}: {headline}",
                companies.trade[company],
                companies.ids[company],
                str(int(rng.integers(least, most + 1))),
                unit,
                ("low", "medium", "high")[int(rng.integers(3))],
            )
        )
    names = (
        "event_id", "at", "category", "headline", "sector", "company_id", "value", "unit",
        "severity",
    )  # fmt: skip
    return from_rows(names, rows)


def controls(plan: Plan, population: Population) -> Table:
    """The bank's own controls, who answers for each, and how its last test ended."""
    rng = plan.rng("controls")
    staff = population.employees.ids
    rows = []
    for number, (name, kind, often, how, typology) in enumerate(_CONTROLS, start=1):
        if typology and typology not in TYPOLOGIES:
            raise ValueError(f"control '{name}' names an unknown typology: {typology}")
        tested = iso_date(-rng.integers(20, 400, size=1))[0]
        result = ("effective", "effective", "needs improvement")[int(rng.integers(3))]
        owner = staff[int(rng.integers(len(staff)))]
        rows.append((f"IC{number:02d}", name, kind, often, how, typology, owner, result, tested))
    names = (
        "control_id", "name", "kind", "frequency", "automation", "typology", "owner_id", "result",
        "tested_on",
    )  # fmt: skip
    return from_rows(names, rows)
