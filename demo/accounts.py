"""Accounts of the demo bank and of its customers' counterparties at other banks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demo.plan import CURRENCY, HOME, Ints, Plan
from demo.population import BRANCHES, Population
from demo.words import draw_company_names, load_words

BANK_NAME = "Example Harbour Bank (fictional)"
BIC = "DEMONL20"
"""A BIC whose eighth character is 0 belongs to test and training (ISO 9362)."""

# Bank code and width of the account number in each country's IBAN. No bank has these codes.
_IBAN_LAYOUT = {
    "nl": ("DEMO", 10),
    "gb": ("DEMO000000", 8),
    "de": ("00000000", 10),
    "bg": ("DEMO000000", 8),
    "ch": ("00000", 12),
    "lu": ("000", 13),
    "cy": ("00000000", 16),
    "tr": ("000000", 16),
    "ae": ("000", 16),
}
_CURRENCIES = {"gb": "GBP", "ch": "CHF", "tr": "TRY", "ae": "AED"}
_NOTHING = -1


@dataclass(frozen=True, slots=True)
class Accounts:
    """Every account, one a row; others point at them by row number.

    `holder` is a customer, a company, a counterparty or the bank itself. The index
    arrays give the account of each person or company, -1 where it has none.
    """

    iban: list[str]
    holder: list[str]
    kind: list[str]
    currency: list[str]
    opened_day: Ints
    branch: list[str]
    current_of_person: Ints
    savings_of_person: Ints
    account_of_company: Ints
    cash_desks: Ints
    external: Ints


@dataclass(frozen=True, slots=True)
class Counterparties:
    """Companies that hold accounts at other banks; known by name and country only."""

    ids: list[str]
    names: list[str]
    country: list[str]


def iban(country: str, number: int) -> str:
    """An IBAN with right check digits (ISO 13616) and a bank code that nobody has.

    `number` becomes the account number, filled with zeros to the country's width.
    """
    code, width = _IBAN_LAYOUT[country]
    bban = f"{code}{number:0{width}d}"
    rearranged = f"{bban}{country.upper()}00"
    remainder = int("".join(str(int(c, 36)) for c in rearranged)) % 97
    return f"{country.upper()}{98 - remainder:02d}{bban}"


def make_accounts(plan: Plan, population: Population) -> tuple[Accounts, Counterparties]:
    """Open a current account for everybody, savings for some, and what the bank itself needs."""
    rng = plan.rng("accounts")
    rows: list[tuple[str, str, str, int]] = []
    people, companies = population.people, population.companies

    def open_all(holders: list[str], kind: str, opened: Ints) -> Ints:
        start = len(rows)
        rows.extend((h, kind, HOME, int(d)) for h, d in zip(holders, opened, strict=True))
        return np.arange(start, len(rows), dtype=np.int64)

    current = open_all(people.ids, "current", people.since_day)
    saves = rng.random(len(people.ids)) < 0.35
    savings = np.full(len(people.ids), _NOTHING, dtype=np.int64)
    savings[saves] = open_all(
        [people.ids[n] for n in np.nonzero(saves)[0]], "savings", people.since_day[saves]
    )
    opened = np.maximum(companies.founded_day, -4000)
    business = open_all(companies.ids, "business", opened)
    old = np.full(len(BRANCHES), -6000, dtype=np.int64)
    desks = open_all(["BANK"] * len(BRANCHES), "cash desk", old)

    abroad = [c for c in _IBAN_LAYOUT if c != HOME]
    count = max(40, plan.companies // 8)
    trades = list(load_words().trades)
    counterparties = Counterparties(
        ids=[f"X{n:05d}" for n in range(1, count + 1)],
        names=draw_company_names(rng, [trades[k] for k in rng.integers(3, size=count)]),
        country=[abroad[k] for k in rng.integers(len(abroad), size=count)],
    )
    external_start = len(rows)
    rows.extend(
        (holder, "external", country, -1000)
        for holder, country in zip(counterparties.ids, counterparties.country, strict=True)
    )
    numbers = rng.choice(90_000_000, size=len(rows), replace=False) + 10_000_000
    kinds = [kind for _, kind, _, _ in rows]
    desk_names = dict(zip(desks.tolist(), BRANCHES, strict=True))
    branch = [BRANCHES[b] for b in rng.integers(len(BRANCHES), size=len(rows))]
    accounts = Accounts(
        iban=[iban(row[2], int(n)) for row, n in zip(rows, numbers, strict=True)],
        holder=[row[0] for row in rows],
        kind=kinds,
        currency=[
            _CURRENCIES.get(row[2], CURRENCY) if row[1] == "external" else CURRENCY for row in rows
        ],
        opened_day=np.array([row[3] for row in rows], dtype=np.int64),
        branch=[desk_names.get(n, name) for n, name in enumerate(branch)],
        current_of_person=current,
        savings_of_person=savings,
        account_of_company=business,
        cash_desks=desks,
        external=np.arange(external_start, len(rows), dtype=np.int64),
    )
    return accounts, counterparties
