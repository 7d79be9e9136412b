"""The demo bank as a whole: all its tables, and the truth that it keeps to itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from demo.accounts import (
    BANK_NAME,
    BIC,
    Accounts,
    Counterparties,
    make_accounts,
)
from demo.act import act_files
from demo.annual_report import AnnualReport, make_annual_report
from demo.behaviour import (
    complaints,
    device_usage,
    employee_actions,
    logins,
    shared_devices,
)
from demo.business import controls, guarantees, loans, market_events
from demo.calendar import iso, iso_date
from demo.control import Control, make_control
from demo.filing import report_files
from demo.journal import Journal, join
from demo.lookalikes import make_lookalikes
from demo.payments import Employment, make_employment, make_payments
from demo.plan import Plan
from demo.population import Population, make_population
from demo.schemes import Scheme, describe, make_schemes
from demo.tables import Table, amounts, from_rows, table, write_tables
from demo.watchlist import Watchlist, make_watchlist

READ_ME = """\
Everything in this folder is invented.

The bank, its customers, companies, employees, accounts and payments do not exist, nor do the names
on its watchlist: family names, companies, streets and towns are coined, bank codes are ones that no
bank has, telephone numbers begin with a country code that no country has, and e-mail addresses end
in .example. Any likeness to somebody real is an accident.

Seed {seed}, {parties:,} parties, {transfers:,} transfers. The same numbers make the same files.

bank/       what a bank would hand over: one CSV file a table
watchlist/  a sanctions list in the layout of OFAC's SDN files
acts/       a law in two wordings, of a country that does not exist
reports/    the annual report of one customer, and the list of its subsidiaries
truth/      what is hidden in them; it is never read in, only compared with afterwards
"""

# Units of the currency for one euro; the demo's own, and constant.
_RATES = {"EUR": 1.0, "GBP": 0.85, "CHF": 0.95, "TRY": 45.0, "AED": 4.2}


@dataclass(frozen=True, slots=True)
class Bank:
    """A demo bank.

    Attributes:
        plan: what was asked for.
        tables: what the bank hands over, by file name without `.csv`.
        watchlist: the sanctions list.
        report: the annual report of a customer.
        truth: what is hidden, by file name without `.csv`.
    """

    plan: Plan
    tables: Mapping[str, Table]
    watchlist: Watchlist
    report: AnnualReport
    truth: Mapping[str, Table]


def make_bank(plan: Plan) -> Bank:
    """Draw a bank; equal plans give equal banks."""
    population = make_population(plan)
    accounts, counterparties = make_accounts(plan, population)
    control = make_control(plan, population)
    schemes = make_schemes(plan, population, accounts)
    employment = make_employment(plan, population)
    members = [account for scheme in schemes for account in scheme.roles]
    special = make_lookalikes(plan, population, accounts, members)
    special += [block for scheme in schemes for block in scheme.blocks]
    ordinary = plan.transfers - sum(map(len, special))
    journal = join([*make_payments(plan, population, accounts, employment, ordinary), *special])
    shared = shared_devices(population, accounts, schemes)
    actions, insider = employee_actions(plan, population, accounts, schemes)
    watchlist = make_watchlist(plan, population)
    report = make_annual_report(plan, population, control, watchlist)
    tables = {
        "customers": _customers(population, employment),
        "companies": _companies(population),
        "employees": _employees(population),
        "counterparties": _counterparties(counterparties),
        "accounts": _accounts(accounts),
        "transfers": _transfers(journal, accounts),
        "ownership": _ownership(control),
        "directors": _directors(control),
        "guarantees": guarantees(control),
        "loans": loans(plan, population, accounts, control),
        "devices": device_usage(plan, population, shared),
        "logins": logins(plan, population, shared),
        "complaints": complaints(plan, population, accounts),
        "employee_actions": actions,
        "market_events": market_events(plan, population.companies),
        "controls": controls(plan, population),
    }
    truth = {
        **_scheme_truth(schemes, journal, accounts),
        "circles": from_rows(
            ("circle", "kind", "place", "company_id"),
            [
                (f"{n}", circle.kind, str(place), member)
                for n, circle in enumerate(control.circles, start=1)
                for place, member in enumerate(circle.members, start=1)
            ],
        ),
        "watchlist": watchlist.truth,
        "subsidiary": table(
            registrant=[report.registrant],
            company_id=[report.company_id],
            name=[report.listed.name],
            ent_num=[str(report.listed.number)],
        ),
        "insider": table(
            employee_id=[insider],
            scheme=[str(next(s.number for s in schemes if s.typology == "scatter_gather"))],
        ),
    }
    return Bank(plan, tables, watchlist, report, truth)


def write_bank(bank: Bank, folder: Path) -> None:
    """Write `bank/`, `watchlist/`, `acts/`, `reports/`, `truth/` and a README.txt in `folder`."""
    write_tables(bank.tables, folder / "bank")
    write_tables(bank.truth, folder / "truth")
    lists = folder / "watchlist"
    lists.mkdir(parents=True, exist_ok=True)
    files = {"sdn": bank.watchlist.sdn, "alt": bank.watchlist.alt, "add": bank.watchlist.add}
    for name, lines in files.items():
        text = "".join(f"{line}\r\n" for line in lines)
        (lists / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    for name, documents in (("acts", act_files()), ("reports", report_files(bank.report))):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for file, content in documents.items():
            (folder / name / file).write_text(content, encoding="utf-8", newline="")
    plan = bank.plan
    text = READ_ME.format(seed=plan.seed, parties=plan.parties, transfers=plan.transfers)
    (folder / "README.txt").write_text(text, encoding="utf-8")


def _customers(population: Population, employment: Employment) -> Table:
    people, book = population.people, population.addresses
    rows = people.address.tolist()
    companies = population.companies.ids
    return table(
        customer_id=people.ids,
        given_names=people.given,
        family_name=people.family,
        birth_date=iso_date(people.birth_day),
        nationality=people.nationality,
        passport=people.passport,
        tax_number=people.tax_number,
        street=[book.street[a] for a in rows],
        postcode=[book.postcode[a] for a in rows],
        city=[book.city[a] for a in rows],
        country=[book.country[a] for a in rows],
        phone=people.phone,
        email=people.email,
        occupation=people.occupation,
        employer_id=[companies[n] if n >= 0 else "" for n in employment.employer.tolist()],
        customer_since=iso_date(people.since_day),
    )


def _companies(population: Population) -> Table:
    companies, book = population.companies, population.addresses
    rows = companies.address.tolist()
    return table(
        company_id=companies.ids,
        name=companies.names,
        legal_form=companies.legal_form,
        sector=companies.trade,
        jurisdiction=companies.country,
        registration_number=companies.registration,
        tax_number=companies.tax_number,
        lei=companies.lei,
        founded_on=iso_date(companies.founded_day),
        street=[book.street[a] for a in rows],
        postcode=[book.postcode[a] for a in rows],
        city=[book.city[a] for a in rows],
        country=[book.country[a] for a in rows],
        phone=companies.phone,
        email=companies.email,
    )


def _employees(population: Population) -> Table:
    staff = population.employees
    return table(
        employee_id=staff.ids,
        given_names=staff.given,
        family_name=staff.family,
        role=staff.role,
        branch=staff.branch,
        hired_on=iso_date(staff.hired_day),
    )


def _counterparties(counterparties: Counterparties) -> Table:
    return table(
        counterparty_id=counterparties.ids,
        name=counterparties.names,
        country=counterparties.country,
    )


def _accounts(accounts: Accounts) -> Table:
    own = [kind != "external" for kind in accounts.kind]
    return table(
        account=accounts.iban,
        holder_id=accounts.holder,
        type=accounts.kind,
        currency=accounts.currency,
        opened_on=[d if o else "" for d, o in zip(iso_date(accounts.opened_day), own, strict=True)],
        bank=[BANK_NAME if o else "" for o in own],
        bic=[BIC if o else "" for o in own],
        branch=[b if o else "" for b, o in zip(accounts.branch, own, strict=True)],
    )


def _transfers(journal: Journal, accounts: Accounts) -> Table:
    """Amounts in the payer's currency; the payee's side where it differs."""
    currency = np.array(accounts.currency)
    rate = np.array([_RATES[c] for c in accounts.currency])
    paid_in, received_in = currency[journal.payer], currency[journal.payee]
    paid = np.maximum(np.rint(journal.cents * rate[journal.payer]), 1).astype(np.int64)
    received = np.maximum(np.rint(journal.cents * rate[journal.payee]), 1).astype(np.int64)
    converted = (paid_in != received_in).tolist()
    iban = np.array(accounts.iban)
    return table(
        transfer_id=journal.ids,
        booked_at=iso(journal.instant),
        from_account=iban[journal.payer].tolist(),
        to_account=iban[journal.payee].tolist(),
        amount=amounts(paid.tolist()),
        currency=paid_in.tolist(),
        received_amount=[
            a if c else "" for a, c in zip(amounts(received.tolist()), converted, strict=True)
        ],
        received_currency=[
            c if k else "" for c, k in zip(received_in.tolist(), converted, strict=True)
        ],
        channel=journal.channel,
        format=journal.format,
        purpose=journal.purpose,
    )


def _ownership(control: Control) -> Table:
    return table(
        owner_id=[row[0] for row in control.owners],
        company_id=[row[1] for row in control.owners],
        percentage=amounts([row[2] for row in control.owners]),
        since=iso_date(np.array([row[3] for row in control.owners], dtype=np.int64)),
    )


def _directors(control: Control) -> Table:
    return table(
        person_id=[row[0] for row in control.directors],
        company_id=[row[1] for row in control.directors],
        role=[row[2] for row in control.directors],
        since=iso_date(np.array([row[3] for row in control.directors], dtype=np.int64)),
    )


def _scheme_truth(
    schemes: Sequence[Scheme], journal: Journal, accounts: Accounts
) -> dict[str, Table]:
    (hidden,) = np.nonzero(journal.scheme)
    by_scheme: dict[int, list[int]] = {scheme.number: [] for scheme in schemes}
    for row in hidden.tolist():
        by_scheme[int(journal.scheme[row])].append(row)
    summaries: list[tuple[str, ...]] = []
    members: list[tuple[str, ...]] = []
    transfers: list[tuple[str, ...]] = []
    for scheme in schemes:
        rows = by_scheme[scheme.number]
        first, last = iso(journal.instant[[rows[0], rows[-1]]])
        total = amounts([int(journal.cents[rows].sum())])[0]
        number = str(scheme.number)
        summaries.append(
            (number, scheme.typology, str(len(scheme.roles)), str(len(rows)), total, first, last,
             "yes" if scheme.careful else "no", "yes" if scheme.shares_device else "no",
             describe(scheme.typology))
        )  # fmt: skip
        members.extend((number, accounts.iban[a], role) for a, role in scheme.roles.items())
        transfers.extend((number, journal.ids[row]) for row in rows)
    return {
        "schemes": from_rows(
            ("scheme", "typology", "accounts", "transfers", "total", "first", "last",
             "careful", "shares_device", "what"),
            summaries,
        ),
        "scheme_accounts": from_rows(("scheme", "account", "role"), members),
        "scheme_transfers": from_rows(("scheme", "transfer_id"), transfers),
    }  # fmt: skip
