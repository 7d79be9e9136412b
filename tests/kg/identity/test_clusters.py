from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kg.desk import Judgement
from kg.identity.clusters import cluster

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def judged(
    left: str, right: str, verdict: str = "same", by: str = "rule:x", *, hour: int = 0
) -> Judgement:
    return Judgement(left, right, verdict, by, "test", NOW + timedelta(hours=hour))


def nothing(_left: object, _right: object) -> None:
    return None


def test_a_chain_is_one_cluster_named_after_the_earliest_source() -> None:
    rank = {"gleif:1": 2, "bank:7": 1, "bank:9": 1}
    canonical, refused = cluster(
        [judged("gleif:1", "bank:9"), judged("bank:7", "gleif:1")], rank, nothing
    )
    assert canonical == {"gleif:1": "bank:7", "bank:7": "bank:7", "bank:9": "bank:7"}
    assert refused == []


def test_a_later_source_never_renames_a_cluster() -> None:
    rank = {"bank:7": 1, "bank:9": 1, "aaa:1": 3}
    canonical, _ = cluster([judged("bank:7", "bank:9"), judged("aaa:1", "bank:7")], rank, nothing)
    assert set(canonical.values()) == {"bank:7"}


def test_different_stands_against_same_through_a_third() -> None:
    judgements = [judged("a", "b"), judged("b", "c"), judged("a", "c", "different", by="ann")]
    canonical, refused = cluster(judgements, {}, nothing)
    assert len(refused) == 1
    assert canonical.get("a", "a") != canonical.get("c", "c")


def test_of_one_pair_the_newest_word_of_a_person_counts() -> None:
    different, same = judged("a", "b", "different", "ann"), judged("b", "a", "same", "ann", hour=1)
    assert cluster([different, same], {}, nothing) == ({"a": "a", "b": "a"}, [])
    again = judged("a", "b", "different", "bob", hour=2)
    assert cluster([again, different, same], {}, nothing) == ({}, [])
    unsure = judged("a", "b", "unsure", "ann", hour=3)
    assert cluster([unsure, again, different, same], {}, nothing) == ({}, [])


def test_a_rule_never_outdates_a_person() -> None:
    different, same = judged("a", "b", "different", "ann"), judged("a", "b", hour=1)
    assert cluster([different, same], {}, nothing) == ({}, [same])


def test_of_two_joins_that_exclude_each_other_the_newer_stands() -> None:
    apart = judged("a", "c", "different", "ann")
    older, newer = judged("a", "b", by="ann", hour=1), judged("b", "c", by="ann", hour=2)
    canonical, refused = cluster([apart, older, newer], {}, nothing)
    assert (canonical, refused) == ({"b": "b", "c": "b"}, [older])


def test_unsure_joins_nothing() -> None:
    assert cluster([judged("a", "b", "unsure")], {}, nothing) == ({}, [])


def test_a_rule_yields_to_an_objection_and_a_person_does_not() -> None:
    def always(_left: object, _right: object) -> str:
        return "born on different days"

    assert cluster([judged("a", "b")], {}, always)[0] == {}
    assert cluster([judged("a", "b", by="ann")], {}, always)[0] == {"a": "a", "b": "a"}


pairs = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=8)


@given(pairs, st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")))
def test_merge_then_split_restores(before: list[tuple[str, str]], extra: tuple[str, str]) -> None:
    judgements = [judged(left, right) for left, right in before if left != right]
    original = cluster(judgements, {}, nothing)
    cluster([*judgements, judged(*extra)], {}, nothing)
    assert cluster(judgements, {}, nothing) == original


@given(st.permutations([("a", "b"), ("b", "c"), ("d", "e"), ("e", "f")]))
def test_the_order_of_judgements_does_not_matter(order: list[tuple[str, str]]) -> None:
    canonical, _ = cluster([judged(left, right) for left, right in order], {}, nothing)
    assert canonical == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "d", "f": "d"}


@given(pairs)
def test_every_canonical_id_is_a_member_of_its_cluster(found: list[tuple[str, str]]) -> None:
    canonical, _ = cluster([judged(a, b) for a, b in found if a != b], {}, nothing)
    assert all(canonical[to] == to for to in canonical.values())
