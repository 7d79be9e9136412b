"""Every hidden scheme has the shape that its typology means, in the files as they are written."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from demo.bank import Bank, make_bank
from demo.plan import Plan
from demo.schemes import TYPOLOGIES, describe, schemes_of_each

PLAN = Plan(seed=11, parties=2_500, transfers=20_000)


@dataclass(frozen=True)
class Move:
    at: datetime
    payer: str
    payee: str
    amount: Decimal
    format: str


@dataclass(frozen=True)
class Hidden:
    typology: str
    moves: list[Move]
    roles: dict[str, str]

    def playing(self, role: str) -> set[str]:
        return {account for account, part in self.roles.items() if part == role}

    def pairs(self) -> Counter[tuple[str, str]]:
        return Counter((m.payer, m.payee) for m in self.moves)

    def span(self) -> timedelta:
        return self.moves[-1].at - self.moves[0].at


def hidden_schemes(bank: Bank) -> dict[str, Hidden]:
    rows = {row["transfer_id"]: row for row in bank.tables["transfers"].dicts()}
    moves: dict[str, list[Move]] = defaultdict(list)
    for row in bank.truth["scheme_transfers"].dicts():
        t = rows[row["transfer_id"]]
        moves[row["scheme"]].append(
            Move(
                datetime.fromisoformat(t["booked_at"]),
                t["from_account"],
                t["to_account"],
                Decimal(t["amount"]),
                t["format"],
            )
        )
    roles: dict[str, dict[str, str]] = defaultdict(dict)
    for row in bank.truth["scheme_accounts"].dicts():
        roles[row["scheme"]][row["account"]] = row["role"]
    return {
        row["scheme"]: Hidden(row["typology"], moves[row["scheme"]], roles[row["scheme"]])
        for row in bank.truth["schemes"].dicts()
    }


@pytest.fixture(scope="module")
def bank() -> Bank:
    return make_bank(PLAN)


@pytest.fixture(scope="module")
def schemes(bank: Bank) -> dict[str, Hidden]:
    return hidden_schemes(bank)


def of(schemes: dict[str, Hidden], typology: str) -> list[Hidden]:
    found = [s for s in schemes.values() if s.typology == typology]
    assert len(found) == 2
    return found


def test_each_typology_is_hidden_as_often(schemes: dict[str, Hidden]) -> None:
    assert schemes_of_each(PLAN) == 2
    assert Counter(s.typology for s in schemes.values()) == dict.fromkeys(TYPOLOGIES, 2)
    assert set(TYPOLOGIES) == {
        "fan_in", "fan_out", "cycle", "random", "bipartite", "stack", "scatter_gather",
        "gather_scatter", "pass_through", "structuring",
    }  # fmt: skip


@pytest.mark.parametrize(("parties", "each"), [(500, 1), (2_499, 1), (5_000, 4), (100_000, 40)])
def test_larger_banks_hide_more(parties: int, each: int) -> None:
    assert schemes_of_each(Plan(parties=parties)) == each


def test_every_fourth_scheme_is_careful() -> None:
    bank = make_bank(Plan(seed=4, parties=5_000, transfers=20_000))
    found = hidden_schemes(bank)
    spans: dict[str, dict[str, list[timedelta]]] = defaultdict(lambda: defaultdict(list))
    for row in bank.truth["schemes"].dicts():
        spans[row["typology"]][row["careful"]].append(found[row["scheme"]].span())
    for of_typology in spans.values():
        assert {careful: len(s) for careful, s in of_typology.items()} == {"no": 3, "yes": 1}
    for typology in ("fan_in", "fan_out"):
        assert max(spans[typology]["no"]) <= timedelta(days=4)
        assert timedelta(days=4) < spans[typology]["yes"][0] <= timedelta(days=16)


def test_the_smallest_bank_hides_one_of_each() -> None:
    smallest = hidden_schemes(make_bank(Plan(seed=2, parties=500, transfers=10_000)))
    assert Counter(s.typology for s in smallest.values()) == dict.fromkeys(TYPOLOGIES, 1)


def test_no_account_takes_part_in_two_schemes(schemes: dict[str, Hidden]) -> None:
    counts = Counter(account for s in schemes.values() for account in s.roles)
    assert set(counts.values()) == {1}


def test_only_members_and_cash_desks_move_money(bank: Bank, schemes: dict[str, Hidden]) -> None:
    accounts = bank.tables["accounts"]
    kind = dict(zip(accounts["account"], accounts["type"], strict=True))
    for scheme in schemes.values():
        moving = {a for m in scheme.moves for a in (m.payer, m.payee)}
        assert {kind[a] for a in moving - set(scheme.roles)} <= {"cash desk"}
        assert set(scheme.roles) <= moving


def test_the_summary_agrees_with_the_transfers(bank: Bank, schemes: dict[str, Hidden]) -> None:
    for row in bank.truth["schemes"].dicts():
        scheme = schemes[row["scheme"]]
        assert int(row["transfers"]) == len(scheme.moves)
        assert int(row["accounts"]) == len(scheme.roles)
        assert Decimal(row["total"]) == sum(m.amount for m in scheme.moves)
        assert datetime.fromisoformat(row["first"]) == scheme.moves[0].at
        assert datetime.fromisoformat(row["last"]) == scheme.moves[-1].at
        assert row["what"] == describe(scheme.typology)


def test_fan_in(schemes: dict[str, Hidden]) -> None:
    for scheme in of(schemes, "fan_in"):
        (hub,) = scheme.playing("destination")
        assert {m.payee for m in scheme.moves} == {hub}
        assert {m.payer for m in scheme.moves} == scheme.playing("source")
        assert len(scheme.playing("source")) >= 8
        assert scheme.span() <= timedelta(days=4)


def test_fan_out(schemes: dict[str, Hidden]) -> None:
    for scheme in of(schemes, "fan_out"):
        (hub,) = scheme.playing("source")
        assert {m.payer for m in scheme.moves} == {hub}
        assert {m.payee for m in scheme.moves} == scheme.playing("destination")
        assert len(scheme.playing("destination")) >= 8
        assert scheme.span() <= timedelta(days=4)


def test_cycle_comes_back_later_and_smaller_with_every_step(schemes: dict[str, Hidden]) -> None:
    for scheme in of(schemes, "cycle"):
        moves = scheme.moves
        assert moves[0].payer == moves[-1].payee
        assert len({m.payer for m in moves}) == len(moves) == len(scheme.roles) >= 4
        for before, after in pairwise(moves):
            assert before.payee == after.payer
            assert before.at < after.at
            assert Decimal("0.94") * before.amount < after.amount < before.amount


def test_random_is_a_walk_that_never_turns_straight_back(schemes: dict[str, Hidden]) -> None:
    for scheme in of(schemes, "random"):
        assert len(scheme.moves) >= 12
        assert 6 <= len(scheme.roles) <= 9
        for before, after in pairwise(scheme.moves):
            assert before.payee == after.payer
            assert after.payee != before.payer
            assert before.at < after.at
            assert after.amount < before.amount


def test_bipartite_is_complete(schemes: dict[str, Hidden]) -> None:
    for scheme in of(schemes, "bipartite"):
        sources, destinations = scheme.playing("source"), scheme.playing("destination")
        assert not sources & destinations
        assert scheme.pairs() == {(s, d): 1 for s in sources for d in destinations}


def test_stack_is_two_layers_one_after_the_other(schemes: dict[str, Hidden]) -> None:
    for scheme in of(schemes, "stack"):
        first, middle, last = (
            scheme.playing(role) for role in ("source", "intermediary", "destination")
        )
        expected = {(a, b): 1 for a in first for b in middle}
        expected |= {(b, c): 1 for b in middle for c in last}
        assert scheme.pairs() == expected
        into_middle = [m.at for m in scheme.moves if m.payee in middle]
        out_of_middle = [m.at for m in scheme.moves if m.payer in middle]
        assert max(into_middle) < min(out_of_middle)
        for account in middle:
            came = sum(m.amount for m in scheme.moves if m.payee == account)
            went = sum(m.amount for m in scheme.moves if m.payer == account)
            assert Decimal("0.95") * came < went < came


def test_scatter_gather(schemes: dict[str, Hidden]) -> None:
    for scheme in of(schemes, "scatter_gather"):
        (source,) = scheme.playing("source")
        (target,) = scheme.playing("destination")
        middle = scheme.playing("intermediary")
        assert len(middle) >= 6
        assert scheme.pairs() == {pair: 1 for m in middle for pair in ((source, m), (m, target))}
        for account in middle:
            (came,) = [m for m in scheme.moves if m.payee == account]
            (went,) = [m for m in scheme.moves if m.payer == account]
            assert came.at < went.at
            assert Decimal("0.93") * came.amount < went.amount < came.amount


def test_gather_scatter(schemes: dict[str, Hidden]) -> None:
    for scheme in of(schemes, "gather_scatter"):
        (hub,) = scheme.playing("intermediary")
        assert {m.payer for m in scheme.moves if m.payee == hub} == scheme.playing("source")
        assert {m.payee for m in scheme.moves if m.payer == hub} == scheme.playing("destination")
        came = [m for m in scheme.moves if m.payee == hub]
        went = [m for m in scheme.moves if m.payer == hub]
        assert len(came) + len(went) == len(scheme.moves)
        assert max(m.at for m in came) < min(m.at for m in went)
        assert sum(m.amount for m in went) < sum(m.amount for m in came)


def test_pass_through_is_gone_within_ten_hours(schemes: dict[str, Hidden]) -> None:
    for scheme in of(schemes, "pass_through"):
        (account,) = scheme.playing("intermediary")
        (source,) = scheme.playing("source")
        (target,) = scheme.playing("destination")
        assert len(scheme.moves) >= 8
        for came, went in zip(scheme.moves[::2], scheme.moves[1::2], strict=True):
            assert (came.payer, came.payee) == (source, account)
            assert (went.payer, went.payee) == (account, target)
            assert timedelta(0) < went.at - came.at <= timedelta(hours=10)
            assert Decimal("0.96") * came.amount < went.amount < came.amount


def test_structuring_stays_below_the_limit(schemes: dict[str, Hidden]) -> None:
    for scheme in of(schemes, "structuring"):
        (account,) = scheme.playing("depositor")
        (target,) = scheme.playing("destination")
        *deposits, last = scheme.moves
        assert len(deposits) >= 6
        for deposit in deposits:
            assert deposit.payee == account
            assert deposit.format == "cash deposit"
            assert Decimal(9_000) <= deposit.amount < Decimal(10_000)
            assert 8 <= deposit.at.hour <= 17
        assert (last.payer, last.payee) == (account, target)
        assert sum(d.amount for d in deposits) > Decimal(40_000)
        assert scheme.span() < timedelta(days=20)


def test_people_of_a_scheme_share_a_device_where_the_truth_says_so(bank: Bank) -> None:
    accounts = bank.tables["accounts"]
    holder = dict(zip(accounts["account"], accounts["holder_id"], strict=True))
    members: dict[str, set[str]] = defaultdict(set)
    for row in bank.truth["scheme_accounts"].dicts():
        if holder[row["account"]].startswith("C"):
            members[row["scheme"]].add(holder[row["account"]])
    users: dict[str, set[str]] = defaultdict(set)
    for row in bank.tables["devices"].dicts():
        users[row["device_id"]].add(row["customer_id"])
    groups = {frozenset(group) for group in users.values()}
    sharing = [
        row["scheme"] for row in bank.truth["schemes"].dicts() if row["shares_device"] == "yes"
    ]
    assert sharing
    for scheme in sharing:
        if len(members[scheme]) > 1:
            assert frozenset(members[scheme]) in groups


def test_the_insider_looks_at_a_scheme_at_night(bank: Bank, schemes: dict[str, Hidden]) -> None:
    (truth,) = bank.truth["insider"].dicts()
    watched = schemes[truth["scheme"]]
    assert watched.typology == "scatter_gather"
    looked_at_night = {
        row["account"]
        for row in bank.tables["employee_actions"].dicts()
        if row["employee_id"] == truth["employee_id"] and int(row["at"][11:13]) < 4
    }
    assert looked_at_night == set(watched.roles)
