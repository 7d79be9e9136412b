"""Shares through chains, worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.ownership.effective import LookThrough, Stake, look_through, merge_stakes, parse_share


def stakes(*stated: tuple[str, str, str | None]) -> list[Stake]:
    """(owner, asset, percentage) each."""
    return [
        Stake(owner, asset, None if share is None else parse_share(share), f"{owner}>{asset}")
        for owner, asset, share in stated
    ]


def shares(result: LookThrough) -> dict[str, Fraction | None]:
    return {found.entity: found.share for found in result.entities}


def test_sixty_of_fifty_is_thirty() -> None:
    result = look_through("target", stakes(("ann", "mid", "60"), ("mid", "target", "50")))
    assert shares(result) == {"mid": Fraction(1, 2), "ann": Fraction(3, 10)}
    ann = result.entities[1]
    assert [[step.owner for step in chain] for chain in ann.chains] == [["ann", "mid"]]
    assert not ann.circular


def test_chains_of_one_owner_add_up() -> None:
    # 40 % x 50 % = 20 %, 60 % x 45 % = 27 %, and 5 % held directly.
    result = look_through(
        "target",
        stakes(
            ("ann", "left", "40"),
            ("ann", "right", "60"),
            ("left", "target", "50"),
            ("right", "target", "45"),
            ("ann", "target", "5"),
        ),
    )
    assert shares(result)["ann"] == Fraction(20 + 27 + 5, 100)
    assert [len(chain) for chain in result.entities[0].chains] == [2, 2, 1]


def test_circular_ownership_is_resolved() -> None:
    # Ann holds 60 % of X, X and Y hold 40 % of each other, Bob holds 60 % of Y.
    # X in the end: Ann 0.6 / (1 - 0.16) = 5/7, Bob 0.24 / 0.84 = 2/7, together the whole.
    result = look_through(
        "X", stakes(("ann", "X", "60"), ("Y", "X", "40"), ("X", "Y", "40"), ("bob", "Y", "60"))
    )
    assert shares(result) == {
        "ann": Fraction(5, 7),
        "Y": Fraction(2, 5),
        "bob": Fraction(2, 7),
    }
    bob = result.entities[2]
    assert bob.chain_share == Fraction(24, 100)
    assert bob.circular
    assert result.circles == (("X", "Y"),)


def test_a_circle_that_owns_itself_wholly_falls_back_to_its_chains() -> None:
    result = look_through("X", stakes(("Y", "X", "100"), ("X", "Y", "100")))
    assert shares(result) == {"Y": Fraction(1)}
    assert result.circles == (("X", "Y"),)


def test_more_than_the_whole_given_away_in_a_circle_falls_back_to_chains() -> None:
    result = look_through(
        "X", stakes(("Y", "X", "90"), ("X", "Y", "90"), ("ann", "X", "90"), ("ann", "Y", "90"))
    )
    # 90 % directly and 90 % x 90 % through Y, cut at the whole.
    assert shares(result)["ann"] == Fraction(1)


def test_unstated_share_counts_nothing_but_is_shown() -> None:
    result = look_through("T", stakes(("mid", "T", "80"), ("ann", "mid", None)))
    assert shares(result) == {"mid": Fraction(4, 5), "ann": None}
    assert len(result.entities[1].chains) == 1


def test_holding_itself_is_left_aside() -> None:
    assert shares(look_through("T", stakes(("T", "T", "10"), ("ann", "T", "90")))) == {
        "ann": Fraction(9, 10)
    }


def test_depth_and_number_are_bounded_and_said() -> None:
    line = stakes(*((f"o{i + 1}", f"o{i}", "100") for i in range(5)))
    result = look_through("o0", line, max_depth=3)
    assert sorted(shares(result)) == ["o1", "o2", "o3"]
    assert result.chains_left_out
    assert look_through("o0", line, max_chains=2).chains_left_out
    assert not look_through("o0", line).chains_left_out


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("60", Fraction(3, 5)),
        ("60 %", Fraction(3, 5)),
        ("33,33", Fraction(3333, 10000)),
        ("12.5%", Fraction(1, 8)),
        ("100", Fraction(1)),
        ("0", Fraction(0)),
        ("101", None),
        ("25-50", None),
        ("-5", None),
        ("a quarter", None),
        ("", None),
    ],
)
def test_parse_share(text: str, share: Fraction | None) -> None:
    assert parse_share(text) == share


def test_classes_of_shares_add_up_and_sources_do_not() -> None:
    held = [
        (Stake("ann", "T", Fraction(1, 5), "r1"), "registry"),
        (Stake("ann", "T", Fraction(1, 10), "r2"), "registry"),
        (Stake("ann", "T", Fraction(1, 4), "q1"), "leak"),
        (Stake("bob", "T", None, "q2"), "leak"),
    ]
    assert merge_stakes(held) == [
        Stake("ann", "T", Fraction(3, 10), "r1"),
        Stake("bob", "T", None, "q2"),
    ]


SHARES = st.integers(0, 24).map(lambda percent: Fraction(percent, 100))


@settings(deadline=None)
@given(st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), SHARES, max_size=12))
def test_shares_stay_within_the_whole(held: dict[tuple[int, int], Fraction]) -> None:
    # Four others at 24 % at most: nobody gives away more than the whole.
    graph = [Stake(f"e{a}", f"e{b}", share, f"{a}-{b}") for (a, b), share in sorted(held.items())]
    result = look_through("e0", graph)
    owned = {stake.asset for stake in graph if stake.owner != stake.asset}
    total = Fraction(0)
    for found in result.entities:
        assert found.share is not None
        assert found.chain_share is not None
        assert found.chain_share <= found.share <= 1
        if found.entity not in owned:
            total += found.share
    assert total <= 1
