"""Ordinary life: salaries, rent, shopping, invoices, savings, cash."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demo.accounts import Accounts
from demo.calendar import (
    MONTH_STARTS,
    any_day,
    at_night,
    in_leisure,
    in_office_hours,
    next_working_day,
    working_day,
)
from demo.journal import Block
from demo.plan import DAYS, Bools, Ints, Plan
from demo.population import Population

_MONTHS = len(MONTH_STARTS)
_MONTH_NAMES = ("January", "February", "March", "April", "May", "June")
_MOST_RECURRING = 0.6
"""Share of the transfers that recur at most; the rest is shopping, which fills up the number."""


@dataclass(frozen=True, slots=True)
class Employment:
    """Who works where: for each person the number of the company, -1 for none."""

    employer: Ints


def make_employment(plan: Plan, population: Population) -> Employment:
    """Give the companies' jobs to people at random."""
    rng = plan.rng("employment")
    jobs = np.repeat(np.arange(plan.companies), population.companies.staff)
    filled = min(len(jobs), int(plan.people * 0.7))
    employer = np.full(plan.people, -1, dtype=np.int64)
    employer[rng.permutation(plan.people)[:filled]] = rng.permutation(jobs)[:filled]
    return Employment(employer)


def make_payments(
    plan: Plan, population: Population, accounts: Accounts, employment: Employment, count: int
) -> list[Block]:
    """Return blocks with `count` transfers in all."""
    rng = plan.rng("payments")
    town = _Town(rng, population, accounts)
    blocks = [
        *_salaries(town, employment),
        *_rent(town),
        *_utilities(town),
        *_invoices(town),
        *_savings(town),
        *_friends(town),
        *_cash(town),
    ]
    recurring = sum(map(len, blocks))
    room = int(count * _MOST_RECURRING)
    if recurring > room:
        keep = np.zeros(recurring, dtype=np.bool_)
        keep[rng.permutation(recurring)[:room]] = True
        ends = np.cumsum([len(b) for b in blocks])[:-1]
        blocks = [b.kept(k) for b, k in zip(blocks, np.split(keep, ends), strict=True)]
    return [*blocks, *_shopping(town, count - sum(map(len, blocks)))]


class _Town:
    """What all kinds of payment draw on."""

    def __init__(
        self, rng: np.random.Generator, population: Population, accounts: Accounts
    ) -> None:
        self.rng = rng
        self.population = population
        self.accounts = accounts
        self.people = accounts.current_of_person
        self.companies = accounts.account_of_company
        self.trade = np.array(population.companies.trade)

    def of_trade(self, *kinds: str) -> Ints:
        return self.companies[np.isin(self.trade, kinds)]

    def lognormal_cents(self, median: float, sigma: float, count: int) -> Ints:
        """Cents around a median in euro; sigma is that of the logarithm."""
        return self.cents(self.rng.lognormal(np.log(median), sigma, size=count))

    @staticmethod
    def cents(euro: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Ints:
        return np.maximum(np.rint(euro * 100), 1).astype(np.int64)

    def some(self, count: int, share: float) -> Bools:
        return self.rng.random(count) < share


def _monthly(days: int, count: int) -> Ints:
    """Day numbers, month by month, `count` times each, of the day `days` after its first."""
    return np.repeat(np.minimum(MONTH_STARTS + days, DAYS - 1), count)


def _salaries(town: _Town, employment: Employment) -> list[Block]:
    (workers,) = np.nonzero(employment.employer >= 0)
    pay = town.lognormal_cents(2_600, 0.35, len(workers))
    days = next_working_day(_monthly(24, len(workers)))
    return [
        Block(
            instant=at_night(town.rng, days),
            payer=np.tile(town.companies[employment.employer[workers]], _MONTHS),
            payee=np.tile(town.people[workers], _MONTHS),
            cents=np.tile(pay, _MONTHS),
            channel="batch",
            format="credit transfer",
            purpose=[f"salary {m} 2026" for m in _MONTH_NAMES for _ in range(len(workers))],
        )
    ]


def _rent(town: _Town) -> list[Block]:
    first_of_household: dict[int, int] = {}
    for person, home in enumerate(town.population.people.household.tolist()):
        first_of_household.setdefault(home, person)
    heads = np.array(sorted(first_of_household.values()))
    heads = heads[town.some(len(heads), 0.55)]
    private = town.people[town.rng.integers(len(town.people), size=len(town.people) // 20 + 1)]
    landlords = np.concatenate([town.of_trade("build"), private])
    landlord = landlords[town.rng.integers(len(landlords), size=len(heads))]
    tenants = town.people[heads]
    differs = landlord != tenants
    tenants, landlord = tenants[differs], landlord[differs]
    # Whole tens of euro.
    rent = town.lognormal_cents(950, 0.3, len(tenants)) // 1000 * 1000 + 1000
    days = np.repeat(MONTH_STARTS, len(tenants)) + np.tile(
        town.rng.integers(0, 5, size=len(tenants)), _MONTHS
    )
    return [
        Block(
            instant=at_night(town.rng, days),
            payer=np.tile(tenants, _MONTHS),
            payee=np.tile(landlord, _MONTHS),
            cents=np.tile(rent, _MONTHS),
            channel="online",
            format="standing order",
            purpose=[f"rent {m}" for m in _MONTH_NAMES for _ in range(len(tenants))],
        )
    ]


def _utilities(town: _Town) -> list[Block]:
    providers = town.of_trade("utility")
    payers = np.repeat(town.people[town.some(len(town.people), 0.75)], 2)
    payee = providers[town.rng.integers(len(providers), size=len(payers))]
    bill = town.lognormal_cents(62, 0.5, len(payers))
    days = np.repeat(MONTH_STARTS, len(payers)) + np.tile(
        town.rng.integers(0, 28, size=len(payers)), _MONTHS
    )
    return [
        Block(
            instant=at_night(town.rng, days),
            payer=np.tile(payers, _MONTHS),
            payee=np.tile(payee, _MONTHS),
            cents=np.tile(bill, _MONTHS),
            channel="batch",
            format="direct debit",
            purpose="monthly bill",
        )
    ]


def _invoices(town: _Town) -> list[Block]:
    """Each company buys again and again from a few suppliers; some are abroad."""
    rng, companies = town.rng, town.companies
    business = np.concatenate([town.of_trade("trade", "service", "build"), town.accounts.external])
    popularity = rng.pareto(1.6, size=len(business)) + 1
    buyers = np.concatenate([np.repeat(companies, 4), town.accounts.external])
    suppliers = rng.choice(business, size=len(buyers), p=popularity / popularity.sum())
    # Two banks elsewhere would not settle through this one.
    external = np.zeros(len(town.accounts.iban), dtype=np.bool_)
    external[town.accounts.external] = True
    differs = (suppliers != buyers) & ~(external[suppliers] & external[buyers])
    buyers, suppliers = buyers[differs], suppliers[differs]
    size = town.lognormal_cents(2_400, 0.9, len(buyers))
    orders = rng.poisson(5.0, size=len(buyers))
    pair = np.repeat(np.arange(len(buyers)), orders)
    spread = rng.lognormal(0, 0.25, size=len(pair))
    cents = np.maximum((size[pair] * spread).astype(np.int64), 100)
    numbers = rng.integers(10_000, 99_999, size=len(pair)).tolist()
    return [
        Block(
            instant=in_office_hours(rng, working_day(rng, len(pair))),
            payer=buyers[pair],
            payee=suppliers[pair],
            cents=cents,
            channel="online",
            format="credit transfer",
            purpose=[f"invoice {n}" for n in numbers],
        )
    ]


def _savings(town: _Town) -> list[Block]:
    savings = town.accounts.savings_of_person
    (savers,) = np.nonzero(savings >= 0)
    saved = town.rng.integers(2, 41, size=len(savers)) * 2500
    days = next_working_day(_monthly(25, len(savers)))
    back = town.some(len(savers), 0.3)
    drawn = town.rng.integers(4, 61, size=int(back.sum())) * 2500
    return [
        Block(
            instant=at_night(town.rng, days),
            payer=np.tile(town.people[savers], _MONTHS),
            payee=np.tile(savings[savers], _MONTHS),
            cents=np.tile(saved, _MONTHS),
            channel="online",
            format="standing order",
            purpose="savings",
        ),
        Block(
            instant=in_leisure(town.rng, any_day(town.rng, len(drawn))),
            payer=savings[savers[back]],
            payee=town.people[savers[back]],
            cents=drawn,
            channel="mobile",
            format="credit transfer",
            purpose="from savings",
        ),
    ]


def _friends(town: _Town) -> list[Block]:
    rng, people = town.rng, town.people
    payer = np.repeat(people, 2)
    payee = people[rng.integers(len(people), size=len(payer))]
    differs = payer != payee
    payer, payee = payer[differs], payee[differs]
    often = rng.poisson(1.6, size=len(payer))
    payer, payee = np.repeat(payer, often), np.repeat(payee, often)
    swap = town.some(len(payer), 0.4)
    payer, payee = np.where(swap, payee, payer), np.where(swap, payer, payee)
    purposes = ("dinner", "tickets", "groceries", "present", "thanks", "taxi", "holiday")
    return [
        Block(
            instant=in_leisure(rng, any_day(rng, len(payer))),
            payer=payer,
            payee=payee,
            cents=town.lognormal_cents(28, 0.8, len(payer)),
            channel="mobile",
            format="instant payment",
            purpose=[purposes[n] for n in rng.integers(len(purposes), size=len(payer)).tolist()],
        )
    ]


def _cash(town: _Town) -> list[Block]:
    rng, desks = town.rng, town.accounts.cash_desks
    shops = np.repeat(town.of_trade("retail"), 24)
    takings = town.lognormal_cents(1_300, 0.6, len(shops)) // 500 * 500 + 500
    users = np.repeat(town.people, rng.poisson(1.0, size=len(town.people)))
    return [
        Block(
            instant=in_office_hours(rng, working_day(rng, len(shops))),
            payer=desks[rng.integers(len(desks), size=len(shops))],
            payee=shops,
            cents=takings,
            channel="branch",
            format="cash deposit",
            purpose="takings",
        ),
        Block(
            instant=in_leisure(rng, any_day(rng, len(users))),
            payer=users,
            payee=desks[rng.integers(len(desks), size=len(users))],
            cents=rng.integers(2, 41, size=len(users)) * 1000,
            channel="atm",
            format="cash withdrawal",
            purpose="cash",
        ),
    ]


def _shopping(town: _Town, count: int) -> list[Block]:
    """Card payments; few shops have many customers and many shops few."""
    rng = town.rng
    shops = town.of_trade("retail")
    popularity = rng.pareto(1.3, size=len(shops)) + 0.5
    spenders = rng.gamma(2.0, size=len(town.people))
    return [
        Block(
            instant=in_leisure(rng, any_day(rng, count)),
            payer=rng.choice(town.people, size=count, p=spenders / spenders.sum()),
            payee=rng.choice(shops, size=count, p=popularity / popularity.sum()),
            cents=town.lognormal_cents(24, 0.95, count),
            channel="card",
            format="card payment",
            purpose="purchase",
        )
    ]
