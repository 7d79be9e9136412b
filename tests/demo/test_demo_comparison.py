"""Findings against a truth small enough to check by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.comparison import (
    Comparison,
    KindResult,
    Observation,
    TypologyResult,
    VariantResult,
    compare,
    scheme_hit,
)

TRUTH = {
    # Scheme 1 is a cycle of three transfers, 2 another one, 3 a fan-in.
    "schemes": "scheme,typology\n1,cycle\n2,cycle\n3,fan_in\n",
    "scheme_transfers": "scheme,transfer_id\n1,a\n1,b\n1,c\n2,d\n2,e\n3,f\n3,g\n",
    "watchlist": (
        "party_id,ent_num,variant,same\n"
        "C1,91,exact,yes\nC2,92,exact,yes\nC3,93,passport,yes\nC4,94,namesake,no\n"
    ),
    "subsidiary": "registrant,company_id,name,ent_num\nlei:X,B1,ACME,95\n",
}


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    for name, text in TRUTH.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def seen(
    number: str, kind: str, score: float, members: str = "", transfers: str = ""
) -> Observation:
    return Observation(
        number, kind, score, "bank:C1", frozenset(members.split()), frozenset(transfers.split())
    )


def compared(truth: Path, *observations: Observation) -> Comparison:
    canonical = {"list:93": "bank:C3"}
    return compare(observations, truth, canonical, bank="bank", watchlist="list")


@pytest.mark.parametrize(
    ("transfers", "scheme"),
    [
        ("a b c", "1"),
        ("a x", "1"),  # exactly half
        ("a x y", None),  # a third
        ("a b d e x", None),  # two fifths of each
        ("d e a", "2"),
        ("x", None),
    ],
)
def test_half_of_the_transfers_decide(transfers: str, scheme: str | None) -> None:
    scheme_of = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "2"}
    assert scheme_hit(seen("n", "cycle", 1, transfers=transfers), scheme_of) == scheme


def test_schemes_found_and_missed(truth: Path) -> None:
    result = compared(
        truth,
        seen("n1", "cycle", 60, transfers="a b c"),
        seen("n2", "pass_through", 80, transfers="a b"),
        seen("n3", "cycle", 90, transfers="x y z"),
        seen("n4", "fan_in", 50, transfers="f g x y"),
    )
    assert result.typologies == (
        TypologyResult("cycle", 2, 1, ("2",), {"cycle": 1, "pass_through": 1}),
        TypologyResult("fan_in", 1, 1, (), {"fan_in": 1}),
    )
    assert (result.hidden, result.found) == (3, 2)
    assert result.hits == {"1": "n2", "3": "n4"}
    assert result.kinds == (
        KindResult("cycle", 2, 1),
        KindResult("fan_in", 1, 1),
        KindResult("pass_through", 1, 1),
    )
    assert result.kinds[0].false_alarms == 1
    assert result.kinds[0].precision == 0.5


def test_nothing_found(truth: Path) -> None:
    result = compared(truth)
    assert (result.hidden, result.found, result.kinds, result.other_matches) == (3, 0, (), 0)
    assert [row.missed for row in result.typologies] == [("1", "2"), ("3",)]


def test_watchlist_matches(truth: Path) -> None:
    result = compared(
        truth,
        seen("w1", "watchlist_match", 90, members="bank:C1 list:91"),
        # The list's record was put under the customer's id: they share a passport.
        seen("w3", "watchlist_match", 90, members="bank:C3"),
        seen("w4", "watchlist_match", 90, members="bank:C4 list:94"),
        seen("w5", "watchlist_match", 90, members="bank:C5 list:92"),
    )
    assert result.variants == (
        VariantResult("exact", same=True, listed=2, found=1),
        VariantResult("passport", same=True, listed=1, found=1),
        VariantResult("namesake", same=False, listed=1, found=1),
    )
    assert result.other_matches == 1


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ("lei:X/subsidiary/acme list:95", True),
        ("registrant:acme-holding/subsidiary/acme list:95", True),
        ("lei:X/subsidiary/acme list:91", False),
        ("lei:X list:95", False),
    ],
)
def test_the_listed_subsidiary_is_no_false_alarm(truth: Path, members: str, found: bool) -> None:
    result = compared(truth, seen("w1", "watchlist_match", 90, members=members))
    assert result.subsidiary_found is found
    assert result.other_matches == (not found)


def test_other_kinds_count_neither_way(truth: Path) -> None:
    result = compared(truth, seen("e1", "exposure", 70, members="bank:C1 list:91"))
    assert result.kinds == ()
    assert [row.found for row in result.variants] == [0, 0, 0]
