from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.model import Relation
from tests.viz.viz_samples import aggregate, relation, ring_transfers, transfer
from viz.maps.bundles import bundle, sums_by_currency


def test_parallel_transfers_become_one_line_with_their_sum_count_and_period() -> None:
    lines = bundle(
        [
            transfer("t1", "a", "b", 1_000, day=3),
            transfer("t2", "a", "b", 250, day=1),
            transfer("t3", "a", "b", 50, day=9),
        ]
    )
    assert len(lines) == 1
    only = lines[0]
    assert (only.amount, only.currency, only.count) == (1_300, "GBP", 3)
    day = 86_400_000
    assert only.last is not None
    assert only.first is not None
    assert only.last - only.first == 8 * day
    assert [member.id for member in only.relations] == ["t1", "t2", "t3"]


def test_the_two_directions_are_two_lines() -> None:
    lines = bundle([transfer("t1", "a", "b", 100), transfer("t2", "b", "a", 70)])
    assert [(one.source, one.target, one.amount) for one in lines] == [
        ("a", "b", 100),
        ("b", "a", 70),
    ]


def test_currencies_are_never_added_up() -> None:
    lines = bundle([transfer("t1", "a", "b", 100, "EUR"), transfer("t2", "a", "b", 70, "USD")])
    assert sums_by_currency(lines) == {"EUR": (1, 100), "USD": (1, 70)}
    assert len(lines) == 2


def test_other_relations_are_bundled_by_type_and_keep_their_members() -> None:
    first = Relation("d1", "DIRECTOR_OF", "p", "c", {"startDate": "2019"})
    second = Relation("d2", "DIRECTOR_OF", "p", "c", {"startDate": "2024"})
    lines = bundle([first, second, relation("OWNS", "p", "c")])
    assert [(one.type, one.count, one.amount) for one in lines] == [
        ("DIRECTOR_OF", 2, None),
        ("OWNS", 1, None),
    ]
    assert lines[0].relations == (first, second)


def test_sums_do_not_depend_on_whether_the_graph_holds_transfers_or_aggregates() -> None:
    transfers = ring_transfers()
    singles, sums = bundle(transfers), bundle(aggregate(transfers))

    def shown(lines: tuple[object, ...]) -> list[tuple[object, ...]]:
        fields = ("source", "target", "amount", "currency", "count", "first", "last")
        return sorted([tuple(getattr(one, name) for name in fields) for one in lines])

    assert shown(singles) == shown(sums)
    total = sum(one.properties["amount"] for one in transfers)
    assert sum(one.amount or 0 for one in singles) == total


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from("abc"),
            st.integers(0, 10**15),
            st.sampled_from(["EUR", "USD"]),
        )
    )
)
def test_nothing_is_lost_by_bundling(rows: list[tuple[str, str, int, str]]) -> None:
    transfers = [
        transfer(f"t{place}", source, target, amount, currency)
        for place, (source, target, amount, currency) in enumerate(rows)
    ]
    lines = bundle(transfers)
    members = sorted(member.id for one in lines for member in one.relations)
    assert members == sorted(one.id for one in transfers)
    for currency, (count, total) in sums_by_currency(lines).items():
        mine = [one for one in transfers if one.properties["currency"] == currency]
        assert (count, total) == (len(mine), sum(one.properties["amount"] for one in mine))


@pytest.mark.parametrize(
    "properties",
    [
        {"currency": "EUR"},
        {"amount": None, "currency": "EUR"},
        {"amount": 1.5, "currency": "EUR"},
        {"amount": True, "currency": "EUR"},
        {"amount": 100},
        {"amount": 100, "currency": ""},
    ],
)
def test_a_transfer_without_whole_amount_and_currency_is_refused(
    properties: dict[str, object],
) -> None:
    with pytest.raises(UsageError, match="transfer t1 has no"):
        bundle([Relation("t1", "TRANSFER", "a", "b", properties)])
