"""All shortest paths between two entities: breadth first from both ends, bounded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Protocol

from kg.errors import QueryRefused

_MOST_VISITED = 100_000


class Expand(Protocol):
    """Neighbours of entities, by entity; None for a hub, through which no path may lead."""

    def __call__(self, ids: Collection[str]) -> Mapping[str, Collection[str] | None]: ...


def shortest_paths(
    start: str, goal: str, expand: Expand, *, max_hops: int, limit: int
) -> tuple[list[tuple[str, ...]], int]:
    """Shortest paths as sequences of ids, alphabetically, at most `limit`; and how many there are.

    None where there is none of at most `max_hops`. `start` and `goal` differ, and are no
    hubs to `expand`.

    Raises:
        QueryRefused: more entities would have to be visited than is sensible.
    """
    parents: tuple[dict[str, set[str]], dict[str, set[str]]] = ({start: set()}, {goal: set()})
    frontiers = [{start}, {goal}]
    for _ in range(max_hops):
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        known = parents[side]
        following: dict[str, set[str]] = defaultdict(set)
        for node, neighbours in expand(frontiers[side]).items():
            for neighbour in neighbours or ():
                if neighbour not in known:
                    following[neighbour].add(node)
        known.update(following)
        frontiers[side] = set(following)
        meeting = frontiers[0] & frontiers[1]
        between = meeting - {start, goal}
        if between:
            meeting -= {node for node, found in expand(between).items() if found is None}
        if meeting:
            ways = [_ways(side) for side in parents]
            count = sum(ways[0](middle) * ways[1](middle) for middle in meeting)
            return _joined(meeting, parents, limit), count
        if not following:
            return [], 0
        if len(parents[0]) + len(parents[1]) > _MOST_VISITED:
            raise QueryRefused(
                f"more than {_MOST_VISITED:,} entities lie between the two",
                hint="Ask for fewer hops, or for one kind of relation",
            )
    return [], 0


def _ways(parents: Mapping[str, set[str]]) -> Callable[[str], int]:
    """How many ways lead from the root to a node."""

    @cache
    def ways(node: str) -> int:
        return sum(map(ways, parents[node])) or 1

    return ways


def _joined(
    meeting: set[str],
    parents: tuple[Mapping[str, set[str]], Mapping[str, set[str]]],
    limit: int,
) -> list[tuple[str, ...]]:
    paths: list[tuple[str, ...]] = []
    for middle in sorted(meeting):
        for head in _back(middle, parents[0], limit):
            for tail in _back(middle, parents[1], limit):
                paths.append((*head, *reversed(tail[:-1])))
    return sorted(paths)[:limit]


def _back(node: str, parents: Mapping[str, set[str]], limit: int) -> list[tuple[str, ...]]:
    """Up to `limit` ways from the root to `node`, the alphabetically first parents first."""
    if not parents[node]:
        return [(node,)]
    ways: list[tuple[str, ...]] = []
    for parent in sorted(parents[node]):
        ways += [(*way, node) for way in _back(parent, parents, limit - len(ways))]
        if len(ways) >= limit:
            break
    return ways
