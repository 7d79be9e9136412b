"""Bipartite groups and stacks as patterns with features."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from queries import kernels
from queries.kernels.graph import Int32s
from queries.typologies.kernel_specs import (
    SIZE_PERCENTILE,
    at_least,
    count,
    duration,
    kernel,
    percent,
    window,
)
from queries.typologies.patterns import Pattern, Patterns, Population, durations, floats
from queries.typologies.typology import Floats

_Parameters = Mapping[str, Any]


@kernel(
    "bipartite",
    "Groups of payers each of which pays several of the same payees.",
    "the payer that pays most",
    {
        "window": window("Groups no longer than this are found; some up to twice as long."),
        "min_payers": at_least(2, "accounts", "Fewest payers of each payee.", 3),
        "min_payees": at_least(2, "accounts", "Fewest payees of each payer.", 3),
        "max_counterparties": at_least(
            2, "accounts", "Accounts with more are shops or employers, and left out.", 30
        ),
    },
    {
        "payers": count("accounts", "Distinct payers."),
        "payees": count("accounts", "Distinct payees."),
        "density": percent("Pairs of payer and payee that paid, of all such pairs."),
        "duration": duration("From the first to the last transfer."),
        "size_percentile": SIZE_PERCENTILE,
    },
)
def find_bipartite(population: Population, parameters: _Parameters) -> Patterns:
    """Groups in which several payers pay the same several payees."""
    graph = population.graph
    found = kernels.bipartite(
        graph,
        parameters["window"],
        min_payers=parameters["min_payers"],
        min_payees=parameters["min_payees"],
        max_counterparties=parameters["max_counterparties"],
    )
    features = {
        "payers": _rank_sizes(found, 0),
        "payees": _rank_sizes(found, 1),
        "density": floats([_density(population, group) for group in found]),
        **_common(population, found),
    }
    most = {"duration": _durations(population, found)[1]}
    return Patterns(features, lambda i: _pattern(population, found[i]), most=most)


@kernel(
    "stacks",
    "Payers, intermediaries and payees, each rank paying many of the next.",
    "the first payer that pays most",
    {
        "window": window("Stacks no longer than this are found; some up to twice as long."),
        "min_outer": at_least(
            2, "accounts", "Fewest accounts that pay, and are paid by, an intermediary.", 2
        ),
        "min_intermediaries": at_least(
            2, "accounts", "Fewest intermediaries of each outer account.", 3
        ),
        "max_counterparties": at_least(
            2, "accounts", "Accounts with more are shops or employers, and left out.", 30
        ),
    },
    {
        "payers": count("accounts", "Distinct first payers."),
        "intermediaries": count("accounts", "Distinct intermediaries."),
        "payees": count("accounts", "Distinct last payees."),
        "returned": percent("Sum paid by the intermediaries as a share of what they got."),
        "duration": duration("From the first to the last transfer."),
        "size_percentile": SIZE_PERCENTILE,
    },
)
def find_stacks(population: Population, parameters: _Parameters) -> Patterns:
    """Two layers of transfers over a rank of intermediaries."""
    graph = population.graph
    found = kernels.stacks(
        graph,
        parameters["window"],
        min_outer=parameters["min_outer"],
        min_intermediaries=parameters["min_intermediaries"],
        max_counterparties=parameters["max_counterparties"],
    )
    features = {
        "payers": _rank_sizes(found, 0),
        "intermediaries": _rank_sizes(found, 1),
        "payees": _rank_sizes(found, 2),
        "returned": floats(
            [
                100 * graph.amount[group.layers[1]].sum() / max(_paid_first(population, group), 1)
                for group in found
            ]
        ),
        **_common(population, found),
    }
    most = {"duration": _durations(population, found)[1]}
    return Patterns(features, lambda i: _pattern(population, found[i]), most=most)


def _rank_sizes(found: list[kernels.Layered], rank: int) -> Floats:
    return floats([len(group.ranks[rank]) for group in found])


def _density(population: Population, group: kernels.Layered) -> float:
    graph = population.graph
    (edges,) = group.layers
    pairs = np.unique(np.stack([graph.payer[edges], graph.payee[edges]]), axis=1)
    return float(100 * pairs.shape[1] / (len(group.ranks[0]) * len(group.ranks[1])))


def _common(population: Population, found: list[kernels.Layered]) -> dict[str, Floats]:
    graph = population.graph
    return {
        "duration": _durations(population, found)[0],
        "size_percentile": population.size_percentile(
            [float(graph.amount[g.support].mean()) for g in found],
            [g.currency for g in found],
            [g.support[0] for g in found],
        ),
    }


def _durations(population: Population, found: list[kernels.Layered]) -> tuple[Floats, Floats]:
    return durations(population.graph, [group.support for group in found])


def _paid_first(population: Population, group: kernels.Layered) -> int:
    return int(population.graph.amount[group.layers[0]].sum())


def _pattern(population: Population, group: kernels.Layered) -> Pattern:
    graph = population.graph
    edges: Int32s = group.support
    first = group.layers[0]
    paid = np.zeros(len(group.ranks[0]), np.int64)
    np.add.at(paid, np.searchsorted(group.ranks[0], graph.payer[first]), graph.amount[first])
    subject = int(group.ranks[0][np.argmax(paid)])
    return Pattern(
        subject=subject,
        members=np.unique(np.concatenate(group.ranks)),
        edges=edges,
        key=(graph.currencies[group.currency], *graph.transfer_ids(edges[:1])),
        amount=_paid_first(population, group),
        currency=group.currency,
    )
