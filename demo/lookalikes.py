"""Ordinary payments that look like schemes: what makes an analyst's day long.

A detector that flags them is wrong, so they belong to no scheme of the truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from demo.accounts import Accounts
from demo.calendar import (
    MONTH_STARTS,
    at_night,
    in_leisure,
    in_office_hours,
    next_working_day,
    working_day,
)
from demo.journal import Block
from demo.plan import DAYS, Ints, Plan
from demo.population import Population
from demo.schemes import schemes_of_each


def make_lookalikes(
    plan: Plan, population: Population, accounts: Accounts, taken: Sequence[int]
) -> list[Block]:
    """As many of each kind as there are schemes of one typology.

    Args:
        taken: accounts of schemes, which stay out of it.
    """
    rng = plan.rng("lookalikes")
    free = ~np.isin(accounts.current_of_person, taken)
    people = rng.permutation(accounts.current_of_person[free])
    trade = np.array(population.companies.trade)

    def firms(*kinds: str) -> Ints:
        chosen = accounts.account_of_company[np.isin(trade, kinds)]
        return rng.permutation(chosen[~np.isin(chosen, taken)])

    offices, shops, holdings = firms("service"), firms("retail"), firms("holding", "trade")
    blocks: list[Block] = []
    for n in range(schemes_of_each(plan)):
        blocks.extend(_house_sales(rng, int(offices[n]), people))
        blocks.extend(_collection(rng, int(people[n]), people))
        blocks.append(_bonuses(rng, int(offices[-1 - n]), people))
        blocks.extend(_cash_pool(rng, np.roll(holdings, 9 * n)[:9]))
        blocks.append(_takings(rng, int(shops[n % len(shops)]), accounts.cash_desks))
        blocks.append(_trade_in_a_ring(rng, np.roll(holdings, -3 * n)[-3:]))
    return blocks


def _others(rng: np.random.Generator, people: Ints, count: int, but: int) -> Ints:
    chosen = rng.choice(people, size=count + 1, replace=False)
    others: Ints = chosen[chosen != but][:count]
    return others


def _house_sales(rng: np.random.Generator, notary: int, people: Ints) -> Iterator[Block]:
    """A notary holds the price of a house for a day or two, again and again."""
    count = int(rng.integers(5, 9))
    buyers, sellers = np.split(_others(rng, people, 2 * count, notary), 2)
    price = rng.integers(180, 520, size=count) * 100_000
    days = np.minimum(working_day(rng, count), DAYS - 6)
    notaries = np.full(count, notary)
    yield Block(
        in_office_hours(rng, days), buyers, notaries, price, "online", "credit transfer",
        "purchase of a house",
    )  # fmt: skip
    later = next_working_day(days + rng.integers(1, 3, size=count))
    paid = (price * rng.uniform(0.975, 0.99, size=count)).astype(np.int64)
    yield Block(
        in_office_hours(rng, later), notaries, sellers, paid, "online", "credit transfer",
        "sale of a house",
    )  # fmt: skip


def _collection(rng: np.random.Generator, organiser: int, people: Ints) -> Iterator[Block]:
    """Many people give a little within a week, and it is spent in one piece."""
    count = int(rng.integers(15, 41))
    givers = _others(rng, people, count, organiser)
    start = int(rng.integers(5, DAYS - 15))
    gifts = rng.integers(2, 21, size=count) * 500
    days = start + rng.integers(0, 6, size=count)
    yield Block(
        in_leisure(rng, days), givers, np.full(count, organiser), gifts, "mobile",
        "instant payment", "present",
    )  # fmt: skip
    to = _others(rng, people, 1, organiser)
    total = np.array([int(gifts.sum())])
    yield Block(
        in_leisure(rng, np.array([start + 7])), np.array([organiser]), to, total, "mobile",
        "instant payment", "from all of us",
    )  # fmt: skip


def _bonuses(rng: np.random.Generator, company: int, people: Ints) -> Block:
    """A company pays people it has never paid before, all on one day."""
    count = int(rng.integers(10, 26))
    day = next_working_day(rng.integers(10, DAYS - 10, size=1))
    return Block(
        in_office_hours(rng, np.repeat(day, count)),
        np.full(count, company),
        _others(rng, people, count, company),
        rng.integers(5, 41, size=count) * 10_000,
        "batch",
        "credit transfer",
        "one-off payment",
    )


def _cash_pool(rng: np.random.Generator, group: Ints) -> Iterator[Block]:
    """The treasury of a group collects at the end of each month and spreads it again."""
    treasury, members = int(group[0]), group[1:]
    givers, takers = np.split(members, 2)
    for month in MONTH_STARTS[1:].tolist():
        sums = rng.integers(20, 120, size=len(givers)) * 100_000
        day = next_working_day(np.full(len(givers), month - 2))
        yield Block(
            at_night(rng, day), givers, np.full(len(givers), treasury), sums, "batch",
            "credit transfer", "cash pool",
        )  # fmt: skip
        parts = rng.dirichlet(np.full(len(takers), 8.0)) * sums.sum()
        yield Block(
            at_night(rng, next_working_day(np.full(len(takers), month + 1))),
            np.full(len(takers), treasury),
            takers,
            np.rint(parts).astype(np.int64),
            "batch",
            "credit transfer",
            "cash pool",
        )


def _takings(rng: np.random.Generator, shop: int, desks: Ints) -> Block:
    """A busy shop banks its week's cash, below the limit for reports or above it as it comes."""
    weeks = np.arange(4, DAYS, 7)
    cents = rng.normal(9_600, 700, size=len(weeks)).clip(6_000).astype(np.int64) // 10 * 1000
    return Block(
        in_office_hours(rng, next_working_day(weeks)),
        desks[rng.integers(len(desks), size=len(weeks))],
        np.full(len(weeks), shop),
        cents,
        "branch",
        "cash deposit",
        "takings",
    )


def _trade_in_a_ring(rng: np.random.Generator, firms: Ints) -> Block:
    """Three firms buy from one another, each what it needs."""
    rounds = 6
    payer, payee = np.tile(firms, rounds), np.tile(np.roll(firms, -1), rounds)
    return Block(
        in_office_hours(rng, working_day(rng, len(payer))),
        payer,
        payee,
        np.rint(rng.lognormal(np.log(4_000), 0.5, size=len(payer)) * 100).astype(np.int64),
        "online",
        "credit transfer",
        "invoice",
    )
