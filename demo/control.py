"""Who owns, directs and guarantees whom in the demo bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from demo.plan import Plan
from demo.population import Companies, Population

OWNERSHIP_CIRCLES = (3, 3, 4)
GUARANTEE_CIRCLES = (4, 5)
"""How many companies stand in each circle."""
_NOMINEES = 2
_COMPANIES_OF_A_NOMINEE = 18


@dataclass(frozen=True, slots=True)
class Circle:
    """Companies each of which owns (or guarantees) the next, the last one the first."""

    kind: str
    members: tuple[str, ...]


@dataclass(slots=True)
class Control:
    """Rows of ownership, directorship and guarantee. Days count from the period's first."""

    owners: list[tuple[str, str, int, int]] = field(default_factory=list)
    """(owner id, company id, hundredths of a per cent, day it began)"""
    directors: list[tuple[str, str, str, int]] = field(default_factory=list)
    """(person id, company id, role, day it began)"""
    guarantees: list[tuple[str, str, int, int, int]] = field(default_factory=list)
    """(guarantor id, debtor id, amount in cents, first day, day after the last)"""
    circles: list[Circle] = field(default_factory=list)


def make_control(plan: Plan, population: Population) -> Control:
    """Draw owners, directors and guarantees.

    Apart from the circles, companies own only companies with a higher number, so every
    chain ends in people. The shares of each company add up to 100 per cent.
    """
    rng = plan.rng("control")
    control = Control()
    companies = population.companies
    circles = _pick_circles(rng, companies)
    next_in = {
        member: circle.members[place - 1]
        for circle in circles
        if circle.kind == "ownership"
        for place, member in enumerate(circle.members)
    }
    control.circles.extend(circles)
    holdings = [n for n, kind in enumerate(companies.trade) if kind == "holding"]
    people = population.people.ids
    for number, company in enumerate(companies.ids):
        founded = int(companies.founded_day[number])
        above = holdings[: int(np.searchsorted(holdings, number))]
        owners = [
            people[n] for n in rng.choice(len(people), size=rng.integers(1, 4), replace=False)
        ]
        # Mostly near ones, so that chains grow long instead of wide.
        if above and rng.random() < 0.45:
            owners[0] = companies.ids[above[-1 - int(rng.geometric(0.35) - 1) % len(above)]]
        if company in next_in:
            owners.append(next_in[company])
        for owner, share in zip(owners, _shares(rng, len(owners)), strict=True):
            control.owners.append((owner, company, share, founded))
    _add_directors(rng, control, population)
    _add_guarantees(rng, control)
    return control


def _pick_circles(rng: np.random.Generator, companies: Companies) -> list[Circle]:
    traders = [i for i, k in zip(companies.ids, companies.trade, strict=True) if k == "trade"]
    needed = sum(OWNERSHIP_CIRCLES) + sum(GUARANTEE_CIRCLES)
    # The smallest banks have room for the first of each only.
    sizes = {"ownership": OWNERSHIP_CIRCLES, "guarantee": GUARANTEE_CIRCLES}
    if needed > len(traders):
        sizes = {kind: all_sizes[:1] for kind, all_sizes in sizes.items()}
    drawn = iter(rng.permutation(len(traders)).tolist())
    return [
        Circle(kind, tuple(traders[next(drawn)] for _ in range(size)))
        for kind, kind_sizes in sizes.items()
        for size in kind_sizes
    ]


def _shares(rng: np.random.Generator, count: int) -> list[int]:
    """Hundredths of a per cent for each owner, at least 5 per cent, 100 per cent in all."""
    free = 10_000 - 500 * count
    cuts = np.sort(rng.integers(0, free + 1, size=count - 1))
    shares: list[int] = (np.diff(np.concatenate(([0], cuts, [free]))) + 500).tolist()
    return shares


def _add_directors(rng: np.random.Generator, control: Control, population: Population) -> None:
    companies, people = population.companies, population.people.ids
    owners: dict[str, list[str]] = {}
    for owner, company, _, _ in control.owners:
        if owner.startswith("C"):
            owners.setdefault(company, []).append(owner)
    nominees = [people[n] for n in rng.choice(len(people), size=_NOMINEES, replace=False)]
    nominated = rng.permutation(len(companies.ids))[: _NOMINEES * _COMPANIES_OF_A_NOMINEE]
    nominee_of = {
        companies.ids[n]: nominees[place % _NOMINEES] for place, n in enumerate(nominated.tolist())
    }
    for number, company in enumerate(companies.ids):
        since = int(companies.founded_day[number])
        board: list[str] = []
        if company in nominee_of:
            board.append(nominee_of[company])
        elif company in owners:
            board.append(owners[company][0])
        extra = rng.choice(len(people), size=rng.integers(0, 3) + (not board), replace=False)
        board.extend(people[n] for n in extra if people[n] not in board)
        for place, person in enumerate(board):
            began = since if place == 0 else int(rng.integers(since, 0))
            control.directors.append(
                (person, company, "director" if place == 0 else "board member", began)
            )


def _add_guarantees(rng: np.random.Generator, control: Control) -> None:
    in_circle = {m for c in control.circles if c.kind == "guarantee" for m in c.members}
    pairs: list[tuple[str, str]] = []
    for owner, company, _, _ in control.owners:
        if {owner, company} & in_circle:
            continue
        if rng.random() < 0.08:
            pairs.append((owner, company))
    for circle in control.circles:
        if circle.kind == "guarantee":
            pairs.extend(_ring(circle.members))
    for guarantor, debtor in pairs:
        # Whole tens of thousands, 20,000 to 900,000.
        amount = int(rng.integers(2, 91)) * 10_000 * 100
        since = -int(rng.integers(30, 1500))
        control.guarantees.append((guarantor, debtor, amount, since, since + 5 * 365))


def _ring(members: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(members, (*members[1:], members[0]), strict=True))
