"""Ordinary payments that look like schemes are there, and are in no scheme."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from demo.bank import make_bank
from demo.plan import Plan


@pytest.fixture(scope="module")
def payments() -> dict[str, list[dict[str, str]]]:
    """Payments outside schemes by purpose."""
    bank = make_bank(Plan(seed=6, parties=1_300, transfers=20_000))
    hidden = set(bank.truth["scheme_transfers"]["transfer_id"])
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in bank.tables["transfers"].dicts():
        if row["transfer_id"] not in hidden:
            found[row["purpose"]].append(row)
    return found


def test_a_notary_passes_on_the_price_of_each_house(
    payments: dict[str, list[dict[str, str]]],
) -> None:
    bought, sold = payments["purchase of a house"], payments["sale of a house"]
    (notary,) = {row["to_account"] for row in bought}
    assert {row["from_account"] for row in sold} == {notary}
    assert len(bought) == len(sold) >= 5
    came, went = (sum(Decimal(row["amount"]) for row in rows) for rows in (bought, sold))
    assert Decimal("0.97") * came < went < came


def test_a_collection_has_many_small_givers(payments: dict[str, list[dict[str, str]]]) -> None:
    gifts = payments["present"]
    # Friends, too, pay each other for presents; the collection is one account with many of them.
    by_payee: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in gifts:
        by_payee[row["to_account"]].append(row)
    organiser, given = max(by_payee.items(), key=lambda item: len(item[1]))
    assert len({row["from_account"] for row in given}) >= 15
    (spent,) = payments["from all of us"]
    assert spent["from_account"] == organiser


def test_bonuses_come_on_one_day(payments: dict[str, list[dict[str, str]]]) -> None:
    bonuses = payments["one-off payment"]
    assert len({row["from_account"] for row in bonuses}) == 1
    assert len({row["booked_at"][:10] for row in bonuses}) == 1
    assert len({row["to_account"] for row in bonuses}) == len(bonuses) >= 10


def test_a_cash_pool_is_emptied_as_far_as_it_was_filled(
    payments: dict[str, list[dict[str, str]]],
) -> None:
    moves = payments["cash pool"]
    (treasury,) = {r["to_account"] for r in moves} & {r["from_account"] for r in moves}
    came = sum(Decimal(r["amount"]) for r in moves if r["to_account"] == treasury)
    went = sum(Decimal(r["amount"]) for r in moves if r["from_account"] == treasury)
    # Each of the parts is rounded to a cent: four parts in each of five months.
    assert abs(came - went) <= Decimal("0.01") * 4 * 5
    assert len(moves) == 2 * 4 * 5


def test_takings_fall_on_both_sides_of_the_limit(
    payments: dict[str, list[dict[str, str]]],
) -> None:
    by_shop: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in payments["takings"]:
        by_shop[row["to_account"]].append(row)
    largest = max(by_shop.values(), key=lambda rows: sum(Decimal(r["amount"]) for r in rows))
    amounts = sorted(Decimal(r["amount"]) for r in largest)
    assert amounts[0] < 10_000 < amounts[-1]
    days = sorted(datetime.fromisoformat(r["booked_at"]) for r in largest)
    assert days[-1] - days[0] > timedelta(days=150)
