"""From judgements to canonical ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from kg.desk import Judgement

RULE_PREFIX = "rule:"
"""`decided_by` of a judgement that no person made begins so."""

Objection = Callable[[Iterable[str], Iterable[str]], str | None]
"""What speaks against two groups of records being one thing; None where nothing does."""


def cluster(
    judgements: Iterable[Judgement], rank: Mapping[str, int], objection: Objection
) -> tuple[dict[str, str], list[Judgement]]:
    """Canonical id of every record that is judged the same as another.

    Of what people judged of one pair, only the newest counts. Joins records judged "same",
    people's judgements before rules' and among people the newer before the older, never joining
    two that are judged "different": a join that would is refused. What a rule judges is refused
    too where something speaks against the clusters it would join, though nothing may speak
    against the pair itself; a person's word is not. The canonical
    id of a cluster is the id of its member of lowest rank, then of lowest id: it does not
    change when a source that came later adds members.

    Args:
        judgements: those not retracted, in any order.
        rank: the order in which each record's first source arrived; absent is last.

    Returns:
        (record id -> canonical id, for members of clusters of two or more), and the
        "same" judgements that were refused.
    """
    decided = _in_order(judgements)
    apart = {_pair(j) for j in decided if j.verdict == "different"}
    root: dict[str, str] = {}
    members: dict[str, set[str]] = {}
    refused = []
    for judgement in decided:
        if judgement.verdict != "same":
            continue
        left = _find(root, judgement.left)
        right = _find(root, judgement.right)
        if left == right:
            continue
        joined_left = members.get(left, {left})
        joined_right = members.get(right, {right})
        if apart and any(
            (min(a, b), max(a, b)) in apart for a in joined_left for b in joined_right
        ):
            refused.append(judgement)
            continue
        by_rule = judgement.decided_by.startswith(RULE_PREFIX)
        if by_rule and objection(joined_left, joined_right):
            refused.append(judgement)
            continue
        root[right] = left
        members[left] = joined_left | joined_right
        members.pop(right, None)
    last = len(rank) + 1
    canonical = {}
    for group in members.values():
        chosen = min(group, key=lambda entity: (rank.get(entity, last), entity))
        canonical.update(dict.fromkeys(group, chosen))
    return canonical, refused


def said_by_people(judgements: Iterable[Judgement]) -> dict[tuple[str, str], Judgement]:
    """The newest word of people on each pair of records (in order of id), newest first."""
    said: dict[tuple[str, str], Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.decided_at, j.id), reverse=True):
        if not judgement.decided_by.startswith(RULE_PREFIX):
            said.setdefault(_pair(judgement), judgement)
    return said


def _in_order(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The newest word of people on each pair, newest first, then what rules say, by id."""
    judgements = list(judgements)
    by_rules = [j for j in judgements if j.decided_by.startswith(RULE_PREFIX)]
    return [*said_by_people(judgements).values(), *sorted(by_rules, key=lambda j: j.id)]


def _pair(judgement: Judgement) -> tuple[str, str]:
    return (min(judgement.left, judgement.right), max(judgement.left, judgement.right))


def _find(root: dict[str, str], entity: str) -> str:
    while (parent := root.get(entity, entity)) != entity:
        root[entity] = root.get(parent, parent)
        entity = parent
    return entity
