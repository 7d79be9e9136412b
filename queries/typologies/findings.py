"""From patterns to findings: score, reasons, identity, and what is told only once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from kg.model import Finding, Reason, finding_id
from kg.values.instants import moment_text
from kg.values.money import format_amount
from queries.kernels.graph import Int32s, TransferGraph
from queries.typologies.kernel_specs import KERNELS
from queries.typologies.patterns import Pattern, Patterns
from queries.typologies.typology import Floats, Typology, shown_parameter

MOST_TRANSFERS_NAMED = 50
"""Supporting transfers listed in a finding; the total is always told."""

_SHARED = 0.5
"""Share of its transfers from which a finding is covered by another."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A pattern that reached its typology's threshold."""

    typology: Typology
    pattern: Pattern
    finding: Finding


def scored(
    typology: Typology, patterns: Patterns, graph: TransferGraph, as_of: datetime | None
) -> list[Scored]:
    """The patterns whose score reaches the threshold, highest first, each scheme once.

    The score is the sum of the contributions (`Scoring.contribution`), held to 0 to 100; where
    times leave a feature open it is what is sure (`Scoring.sure`). A pattern is not told
    separately from a higher one with which it shares half its transfers or more, or whose accounts
    include all of its own while their times overlap; the higher says how many it stands for.
    """
    most = {**patterns.features, **patterns.most}
    contributions = np.stack(
        [
            entry.sure(patterns.features[entry.feature], most[entry.feature])
            for entry in typology.scoring
        ]
    )
    total = np.clip(contributions.sum(axis=0), 0.0, 100.0).round(1)
    reached = np.flatnonzero(total >= typology.threshold)
    candidates = [(i, patterns.pattern(i)) for i in reached.tolist()]
    candidates.sort(key=lambda c: (-total[c[0]], -len(c[1].edges), c[1].key))
    kept: list[tuple[int, Pattern]] = []
    stands_for: list[int] = []
    told = _Told(graph)
    for i, pattern in candidates:
        owner = told.owner(pattern)
        if owner is None:
            told.add(pattern)
            kept.append((i, pattern))
            stands_for.append(0)
        else:
            stands_for[owner] += 1
    return [
        Scored(
            typology,
            pattern,
            _finding(
                typology,
                pattern,
                {n: (float(c[i]), float(most[n][i])) for n, c in patterns.features.items()},
                {name for name, column in patterns.unheard.items() if column[i]},
                contributions[:, i],
                float(total[i]),
                others,
                graph,
                as_of,
            ),
        )
        for (i, pattern), others in zip(kept, stands_for, strict=True)
    ]


class _Told:
    """Patterns of one typology that are told, numbered in the order they were added."""

    def __init__(self, graph: TransferGraph) -> None:
        self._instant, self._latest = graph.instant, graph.latest
        self._of_edge: dict[int, int] = {}
        self._of_account: dict[int, list[int]] = {}
        self._spans: list[tuple[int, int]] = []

    def add(self, pattern: Pattern) -> None:
        """Tell a pattern."""
        number = len(self._spans)
        for edge in pattern.edges.tolist():
            self._of_edge.setdefault(edge, number)
        for account in pattern.members.tolist():
            self._of_account.setdefault(account, []).append(number)
        self._spans.append(self._span(pattern))

    def owner(self, pattern: Pattern) -> int | None:
        """The told pattern that this one is a part of; None when it is to be told itself."""
        edges = pattern.edges.tolist()
        owners = [self._of_edge[edge] for edge in edges if edge in self._of_edge]
        if len(owners) >= _SHARED * len(edges):
            return max(set(owners), key=lambda number: (owners.count(number), -number))
        first, last = self._span(pattern)
        common = set.intersection(
            *(set(self._of_account.get(account, ())) for account in pattern.members.tolist())
        )
        return min(
            (n for n in common if self._spans[n][0] <= last and first <= self._spans[n][1]),
            default=None,
        )

    def _span(self, pattern: Pattern) -> tuple[int, int]:
        edges = pattern.edges
        return int(self._instant[edges].min()), int(self._latest[edges].max())


def told_once(found: Sequence[Scored]) -> list[Finding]:
    """Findings of all typologies, without those that are part of a told one (`Typology.part_of`).

    Ordered by score, highest first, then by id.
    """
    of_typology: dict[str, list[Scored]] = {}
    for one in found:
        of_typology.setdefault(one.typology.name, []).append(one)
    by_edge: dict[str, dict[int, list[int]]] = {}
    told: list[Finding] = []
    waiting = sorted(of_typology)
    while waiting:
        # Acyclic, as `load_typologies` sees to.
        name = next(n for n in waiting if not set(of_typology[n][0].typology.part_of) & {*waiting})
        waiting.remove(name)
        edges_told = by_edge.setdefault(name, {})
        for number, one in enumerate(of_typology[name]):
            edges = one.pattern.edges.tolist()
            if any(_covered(edges, by_edge.get(w, {})) for w in one.typology.part_of):
                continue
            told.append(one.finding)
            for edge in edges:
                edges_told.setdefault(edge, []).append(number)
    return sorted(told, key=lambda finding: (-finding.score, finding.id))


def _covered(edges: Sequence[int], by_edge: Mapping[int, Sequence[int]]) -> bool:
    """Whether one single finding has at least half of these transfers."""
    counts: dict[int, int] = {}
    for edge in edges:
        for number in by_edge.get(edge, ()):
            counts[number] = counts.get(number, 0) + 1
    return max(counts.values(), default=0) >= _SHARED * len(edges)


def _finding(
    typology: Typology,
    pattern: Pattern,
    features: Mapping[str, tuple[float, float]],
    unheard: Collection[str],
    contributions: Floats,
    total: float,
    others: int,
    graph: TransferGraph,
    as_of: datetime | None,
) -> Finding:
    spec = KERNELS[typology.kernel]
    texts = _texts(typology, pattern, features, graph)
    named = graph.transfer_ids(_spread(pattern.edges))
    n = len(pattern.edges)
    support = f" ({len(named)} of its {n} transfers are named.)" if n > len(named) else ""
    reasons = []
    for entry, points in zip(typology.scoring, contributions.tolist(), strict=True):
        feature = spec.features[entry.feature]
        least, most = features[entry.feature]
        if np.isnan(least) or (entry.points < 0 and not points):
            continue
        template = entry.says
        if entry.says_without_usual is not None and entry.feature in unheard:
            template = entry.says_without_usual
        says = template.format_map({**texts, "value": texts[entry.feature]})
        value, unit = feature.told(least, most)
        reasons.append(
            Reason(
                feature=entry.feature,
                value=value,
                unit=unit,
                contribution=points,
                explanation=says + support,
                transfers=named,
            )
        )
    if others:
        reasons.append(
            Reason(
                feature="overlapping_patterns",
                value=others,
                unit="patterns",
                contribution=0.0,
                explanation="Further patterns of this kind over mostly the same transfers, "
                "not told separately.",
                transfers=named,
            )
        )
    subject = graph.account(pattern.subject)
    rest = sorted({graph.account(v) for v in pattern.members.tolist()} - {subject})
    return Finding(
        id=finding_id(typology.name, *pattern.key),
        kind=typology.name,
        subject=subject,
        members=(subject, *rest),
        score=total,
        reasons=tuple(reasons),
        as_of=as_of,
        summary=typology.summary.format_map(texts),
    )


def _texts(
    typology: Typology,
    pattern: Pattern,
    features: Mapping[str, tuple[float, float]],
    graph: TransferGraph,
) -> dict[str, str]:
    spec = KERNELS[typology.kernel]
    texts = {
        name: shown_parameter(value, spec.parameters[name])
        for name, value in typology.parameters.items()
    }
    for name, (least, most) in features.items():
        texts[name] = spec.features[name].shown_between(least, most)
    texts |= {name: graph.account(vertex) for name, vertex in pattern.others.items()}
    return texts | {
        "subject": graph.account(pattern.subject),
        "amount": format_amount(pattern.amount, graph.currencies[pattern.currency]),
        "first": moment_text(graph.moment(int(pattern.edges[0]))),
        "last": moment_text(graph.moment(int(pattern.edges[-1]))),
    }


def _spread(edges: Int32s) -> Int32s:
    """At most MOST_TRANSFERS_NAMED of them, evenly over time, first and last included."""
    if len(edges) <= MOST_TRANSFERS_NAMED:
        return edges
    places = np.linspace(0, len(edges) - 1, MOST_TRANSFERS_NAMED).round().astype(np.int64)
    return edges[places]
