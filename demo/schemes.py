"""The schemes hidden in the demo bank, one function for each typology.

The first eight are those of IBM's AMLworld generator (Altman et al., "Realistic Synthetic
Financial Transactions for Anti-Money Laundering Models", 2023); pass-through and
structuring are added. Within a scheme money never moves on before it has come in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from demo.accounts import Accounts
from demo.calendar import EPOCH, in_office_hours
from demo.journal import Block
from demo.plan import DAY, DAYS, Ints, Plan
from demo.population import Population

_HOUR = 3600
_SLOWER, _SMALLER, _DEARER = 4.0, 5.0, 4.0
"""Careful schemes take so many times longer, move so much less, and lose so much more."""
_PURPOSES = ("consultancy", "loan", "services", "deposit", "goods", "commission", "family", "car")

REPORTING_LIMIT_CENTS = 10_000 * 100
"""Cash of this value and more must be reported; structuring stays below it."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One hidden scheme.

    Attributes:
        number: counts from 1 in the whole bank.
        typology: name of the pattern, as AMLworld writes it, in lower case with `_`.
        roles: what each account does in it, by row of the account table.
        blocks: its transfers.
        careful: whether it takes four times as long as others of its typology, moves a fifth
            of the money (structuring apart) and loses four times as much of it on the way.
        shares_device: whether its people all use one device.
    """

    number: int
    typology: str
    roles: Mapping[int, str]
    blocks: tuple[Block, ...]
    careful: bool
    shares_device: bool


@dataclass(slots=True)
class _Draft:
    """A scheme while it is being drawn: accounts are taken for it, transfers noted down."""

    rng: np.random.Generator
    pool: Iterator[int]
    desks: Ints
    careful: bool
    roles: dict[int, str] = field(default_factory=dict)
    moves: list[tuple[float, int, int, float, bool]] = field(default_factory=list)

    def take(self, role: str, least: int, most: int | None = None) -> list[int]:
        count = least if most is None else int(self.rng.integers(least, most + 1))
        taken = [next(self.pool) for _ in range(count)]
        self.roles.update(dict.fromkeys(taken, role))
        return taken

    def pay(self, hour: float, payer: int, payee: int, euro: float, *, cash: bool = False) -> None:
        if self.careful:
            hour *= _SLOWER
        self.moves.append((hour, payer, payee, euro, cash))

    def within(self, least: float, most: float) -> float:
        return float(self.rng.uniform(least, most))

    def sum(self, least: float, most: float) -> float:
        """An amount in euro."""
        return self.within(least, most) / (_SMALLER if self.careful else 1.0)

    def kept(self, least: float, most: float) -> float:
        """Share that is passed on."""
        lost = 1 - self.within(least, most)
        return 1 - lost * (_DEARER if self.careful else 1.0)

    def split(self, euro: float, count: int) -> list[float]:
        """Parts of a sum that differ by up to a third or so."""
        weights = self.rng.uniform(0.75, 1.25, size=count)
        parts: list[float] = (euro * weights / weights.sum()).tolist()
        return parts


def _fan_in(draft: _Draft) -> None:
    """Many accounts pay one within a few days."""
    (hub,) = draft.take("destination", 1)
    for payer in draft.take("source", 8, 14):
        draft.pay(draft.within(0, 96), payer, hub, draft.sum(3_000, 9_500))


def _fan_out(draft: _Draft) -> None:
    """One account pays many within a few days."""
    (hub,) = draft.take("source", 1)
    for payee in draft.take("destination", 8, 14):
        draft.pay(draft.within(0, 96), hub, payee, draft.sum(3_000, 9_500))


def _cycle(draft: _Draft) -> None:
    """Money goes round and comes back to where it began, a little less each time."""
    ring = draft.take("member", 4, 7)
    euro, hour = draft.sum(15_000, 60_000), 0.0
    for payer, payee in zip(ring, [*ring[1:], ring[0]], strict=True):
        draft.pay(hour, payer, payee, euro)
        euro *= draft.kept(0.95, 0.99)
        hour += draft.within(4, 30)


def _random(draft: _Draft) -> None:
    """One sum walks at random among a few accounts, never straight back."""
    ring = draft.take("member", 6, 9)
    euro, hour = draft.sum(20_000, 60_000), 0.0
    before, here = -1, ring[0]
    for _ in range(int(draft.rng.integers(12, 19))):
        choices = [account for account in ring if account not in (here, before)]
        there = choices[int(draft.rng.integers(len(choices)))]
        draft.pay(hour, here, there, euro)
        before, here = here, there
        euro *= draft.kept(0.96, 0.99)
        hour += draft.within(3, 30)
    for account in set(ring) - {payee for _, _, payee, _, _ in draft.moves} - {ring[0]}:
        del draft.roles[account]


def _bipartite(draft: _Draft) -> None:
    """Each of some accounts pays each of some others."""
    payers, payees = draft.take("source", 3, 5), draft.take("destination", 4, 6)
    for payer in payers:
        for payee in payees:
            draft.pay(draft.within(0, 120), payer, payee, draft.sum(2_000, 7_000))


def _stack(draft: _Draft) -> None:
    """Two bipartite layers, the second after the first."""
    first = draft.take("source", 2, 4)
    middle = draft.take("intermediary", 3, 5)
    last = draft.take("destination", 2, 4)
    held = dict.fromkeys(middle, 0.0)
    for payer in first:
        for account in middle:
            euro = draft.sum(3_000, 8_000)
            held[account] += euro
            draft.pay(draft.within(0, 60), payer, account, euro)
    for account in middle:
        for payee, euro in zip(
            last, draft.split(held[account] * draft.kept(0.96, 0.98), len(last)), strict=True
        ):
            draft.pay(draft.within(66, 130), account, payee, euro)


def _scatter_gather(draft: _Draft) -> None:
    """One account pays many, and each of them pays the same last one."""
    (source,) = draft.take("source", 1)
    (target,) = draft.take("destination", 1)
    for account in draft.take("intermediary", 6, 10):
        euro = draft.sum(4_000, 9_500)
        draft.pay(draft.within(0, 48), source, account, euro)
        draft.pay(draft.within(54, 110), account, target, euro * draft.kept(0.94, 0.98))


def _gather_scatter(draft: _Draft) -> None:
    """Many accounts pay one, and that one pays many others."""
    (hub,) = draft.take("intermediary", 1)
    total = 0.0
    for payer in draft.take("source", 6, 9):
        euro = draft.sum(4_000, 9_500)
        total += euro
        draft.pay(draft.within(0, 48), payer, hub, euro)
    payees = draft.take("destination", 6, 9)
    for payee, euro in zip(
        payees, draft.split(total * draft.kept(0.95, 0.97), len(payees)), strict=True
    ):
        draft.pay(draft.within(54, 110), hub, payee, euro)


def _pass_through(draft: _Draft) -> None:
    """Again and again money comes in and is gone within hours, nearly all of it."""
    (source,) = draft.take("source", 1)
    (account,) = draft.take("intermediary", 1)
    (target,) = draft.take("destination", 1)
    hour = 0.0
    for _ in range(int(draft.rng.integers(4, 7))):
        euro = draft.sum(9_000, 45_000)
        draft.pay(hour, source, account, euro)
        draft.pay(hour + draft.within(1, 10), account, target, euro * draft.kept(0.97, 0.995))
        hour += draft.within(60, 150)


def _structuring(draft: _Draft) -> None:
    """Cash is paid in at several branches, always just below the limit for reports."""
    (account,) = draft.take("depositor", 1)
    (target,) = draft.take("destination", 1)
    limit = REPORTING_LIMIT_CENTS // 100
    hour = total = 0.0
    for _ in range(int(draft.rng.integers(6, 11))):
        euro = limit - 50.0 * int(draft.rng.integers(1, 19))
        desk = int(draft.desks[draft.rng.integers(len(draft.desks))])
        draft.pay(hour, desk, account, euro, cash=True)
        total += euro
        hour += draft.within(14, 40)
    draft.pay(hour + 10, account, target, total * 0.97)


TYPOLOGIES: Mapping[str, Callable[[_Draft], None]] = {
    "fan_in": _fan_in,
    "fan_out": _fan_out,
    "cycle": _cycle,
    "random": _random,
    "bipartite": _bipartite,
    "stack": _stack,
    "scatter_gather": _scatter_gather,
    "gather_scatter": _gather_scatter,
    "pass_through": _pass_through,
    "structuring": _structuring,
}
"""Each typology with the function that draws one scheme of it."""


def describe(typology: str) -> str:
    """One sentence that says what a typology is."""
    return (TYPOLOGIES[typology].__doc__ or "").strip()


def schemes_of_each(plan: Plan) -> int:
    """How many schemes of each typology a bank of this size hides."""
    return min(max(1, plan.parties // 1250), 40)


def make_schemes(plan: Plan, population: Population, accounts: Accounts) -> list[Scheme]:
    """Hide schemes; no account takes part in two of them."""
    rng = plan.rng("schemes")
    trade = np.array(population.companies.trade)
    fronts = accounts.account_of_company[np.isin(trade, ("trade", "service", "holding"))]
    candidates = rng.permutation(np.concatenate([accounts.current_of_person, fronts]))
    pool = iter(candidates.tolist())
    schemes: list[Scheme] = []
    for typology, draw in TYPOLOGIES.items():
        for place in range(schemes_of_each(plan)):
            # Every fourth; the first of each typology never.
            careful = place % 4 == 3
            draft = _Draft(rng, pool, accounts.cash_desks, careful)
            draw(draft)
            number = len(schemes) + 1
            blocks = tuple(_blocks(draft, number))
            shares_device = bool(rng.random() < 0.5)
            schemes.append(Scheme(number, typology, draft.roles, blocks, careful, shares_device))
    return schemes


def _blocks(draft: _Draft, number: int) -> Iterator[Block]:
    longest = int(max(move[0] for move in draft.moves) * _HOUR)
    start = EPOCH + int(draft.rng.integers(3 * DAY, (DAYS - 2) * DAY - longest))
    for cash in (False, True):
        moves = [m for m in draft.moves if m[4] == cash]
        if not moves:
            continue
        hours, payers, payees, euro, _ = zip(*moves, strict=True)
        picks = draft.rng.integers(len(_PURPOSES), size=len(moves)).tolist()
        instant = start + np.rint(np.array(hours) * _HOUR).astype(np.int64)
        yield Block(
            instant=in_office_hours(draft.rng, (instant - EPOCH) // DAY) if cash else instant,
            payer=np.array(payers, dtype=np.int64),
            payee=np.array(payees, dtype=np.int64),
            cents=np.rint(np.array(euro) * 100).astype(np.int64),
            channel="branch" if cash else "online",
            format="cash deposit" if cash else "credit transfer",
            purpose="cash" if cash else [_PURPOSES[n] for n in picks],
            scheme=number,
        )
