"""Money that moves on, comes back, or is paid in ways that stand out, as patterns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from queries import kernels
from queries.kernels.graph import Int32s, Int64s, TransferGraph
from queries.kernels.intervals import waits
from queries.typologies.kernel_specs import (
    BAND,
    SIZE_PERCENTILE,
    TOTAL_PERCENTILE,
    at_least,
    count,
    duration,
    factor,
    kernel,
    multiple,
    percent,
    share,
    window,
)
from queries.typologies.patterns import (
    HOUR,
    Pattern,
    Patterns,
    Population,
    account_pattern,
    accounts_of,
    durations,
    floats,
    key_of,
    ratio,
    times_usual,
)
from queries.typologies.typology import Floats, Kind, ParameterSpec

_Parameters = Mapping[str, Any]


def _band(parameters: _Parameters) -> tuple[float, float]:
    return parameters["least_passed_on"], parameters["most_passed_on"]


@kernel(
    "temporal_cycles",
    "Money that returns, over distinct accounts and ever later transfers, to the account it left.",
    "the account where it begins and ends",
    {
        "window": window("Longest time from the first to the last transfer."),
        "hop": window("Longest time an account keeps the money.", timedelta(days=7)),
        "min_length": at_least(2, "transfers", "Fewest transfers in a cycle.", 3),
        "max_length": at_least(2, "transfers", "Most transfers in a cycle.", 8),
        **BAND,
    },
    {
        "length": count("transfers", "Transfers in the cycle."),
        "duration": duration("From the first to the last transfer."),
        "returned": percent("Last amount as a share of the first, in the same currency."),
        "size_percentile": SIZE_PERCENTILE,
        "busiest_member": count(
            "accounts", "Most counterparties that any account of the cycle has in all."
        ),
    },
)
def find_cycles(population: Population, parameters: _Parameters) -> Patterns:
    """Temporal cycles; one through the same accounts with the same closing transfer is one."""
    graph = population.graph
    cycles = kernels.temporal_cycles(
        graph,
        parameters["window"],
        min_length=parameters["min_length"],
        max_length=parameters["max_length"],
        hop=parameters["hop"],
        amount_band=_band(parameters),
    )
    opening, closing = cycles.edges[cycles.start[:-1]], cycles.edges[cycles.start[1:] - 1]
    least, longest = waits(graph.instant, graph.latest, opening, closing)
    length = np.diff(cycles.start)
    returned = 100 * ratio(graph.received[closing], graph.amount[opening])
    returned[graph.received_currency[closing] != graph.currency[opening]] = np.nan
    sizes = population.size_percentile(
        graph.amount[cycles.edges], graph.currency[cycles.edges], cycles.edges
    )
    degree = population.counterparties[graph.payer[cycles.edges]]
    features = {
        "length": floats(length),
        "duration": floats(least) / HOUR,
        "returned": returned,
        "size_percentile": _means(sizes, cycles.start),
        "busiest_member": floats(
            np.maximum.reduceat(degree, cycles.start[:-1]) if len(length) else []
        ),
    }

    def pattern(i: int) -> Pattern:
        edges = cycles[i]
        members = graph.payer[edges]
        return Pattern(
            subject=int(members[0]),
            members=members,
            edges=edges,
            key=(*(graph.account(v) for v in members), graph.transfer_ids(edges[-1:])[0]),
            amount=int(graph.amount[edges[0]]),
            currency=int(graph.currency[edges[0]]),
        )

    notes: tuple[str, ...] = ()
    if cycles.truncated:
        notes = (
            f"a limit was met at {len(cycles.unfinished)} closing transfers, "
            "where cycles may be missing; a shorter window or length would find all",
        )
    return Patterns(features, pattern, notes, most={"duration": floats(longest) / HOUR})


@kernel(
    "pass_through",
    "Accounts that pass money on soon and nearly undiminished.",
    "the account it passes through",
    {
        "window": window("Longest time the money stays."),
        "min_passages": at_least(1, "transfers", "Fewest incoming transfers passed on.", 3),
        "min_part": share("Smallest part, of what came, in which it is passed on.", 0.2, least=0.0),
        **BAND,
    },
    {
        "passages": count("transfers", "Incoming transfers that were passed on."),
        "passed_share": percent(
            "Share, by amount, of what was received from the first to the last of them that "
            "was passed on."
        ),
        "returned": percent("Sum passed on as a share of the sum that came."),
        "dwell": duration("Median time the money stayed."),
        "per_week": factor(
            "Passages a week, from the first to the last incoming transfer, or in the one week "
            "where these lie nearer to each other."
        ),
        "payers": count("accounts", "Distinct accounts it came from."),
        "payees": count("accounts", "Distinct accounts it went to."),
        "size_percentile": SIZE_PERCENTILE,
    },
)
def find_pass_through(population: Population, parameters: _Parameters) -> Patterns:
    """Accounts with enough passages; payment hubs (`crowded`) are left out."""
    graph = population.graph
    passed = kernels.pass_through(
        graph, parameters["window"], amount_band=_band(parameters), min_part=parameters["min_part"]
    )
    count = passed.last - passed.first
    kept = np.flatnonzero((count >= parameters["min_passages"]) & ~passed.crowded)
    features = {
        "passages": floats(count),
        "passed_share": 100 * ratio(passed.passed_in, passed.received),
        "returned": 100 * ratio(passed.passed_out, passed.passed_in),
        "dwell": floats(passed.dwell) / HOUR,
        "per_week": _per_week(
            count, passed.incoming[passed.last - 1], passed.incoming[passed.first], graph.instant
        ),
        "payers": floats(passed.payers),
        "payees": floats(passed.payees),
        "size_percentile": population.size_percentile(
            ratio(passed.passed_in, count), passed.currency, passed.incoming[passed.first]
        ),
    }

    def pattern(i: int) -> Pattern:
        one = int(kept[i])
        edges = passed.support(one)
        account, currency = int(passed.account[one]), int(passed.currency[one])
        return account_pattern(population, account, currency, edges, int(passed.passed_in[one]))

    return Patterns(
        {name: column[kept] for name, column in features.items()},
        pattern,
        most={"dwell": floats(passed.longest_dwell[kept]) / HOUR},
    )


@kernel(
    "structuring",
    "Accounts with several amounts just below a threshold.",
    "the account paid (or paying, with `payer_side`)",
    {
        "window": window("Length of the window."),
        "thresholds": ParameterSpec(
            Kind.AMOUNTS, "", 0, "Amount from which a transfer is reported, by currency."
        ),
        "margin": share("How far below it still counts as just below.", 0.1),
        "min_transfers": at_least(2, "transfers", "Fewest transfers just below.", 3),
        "payer_side": ParameterSpec(
            Kind.FLAG, "", 0, "Look at what accounts pay, not at what they receive.", False
        ),
    },
    {
        "below": count("transfers", "Transfers just below the threshold within the window."),
        "below_share": percent(
            "Share of these among all of the account's transfers as near to the threshold on "
            "either side, over the whole time."
        ),
        "times_threshold": factor("Their sum as a multiple of the threshold."),
        "usual": count("transfers", "Most just below it in any other window of that length."),
        "counterparties": count("accounts", "Distinct counterparties of them."),
        "days": count("days", "Distinct days on which they were made."),
    },
)
def find_structuring(population: Population, parameters: _Parameters) -> Patterns:
    """Amounts just below a threshold."""
    graph = population.graph
    side = "payer" if parameters["payer_side"] else "payee"
    found = kernels.structuring(
        graph,
        parameters["window"],
        parameters["thresholds"],
        side="payer" if parameters["payer_side"] else "payee",
        margin=parameters["margin"],
        min_transfers=parameters["min_transfers"],
    )
    features = {
        "below": floats(found.below),
        "below_share": 100 * ratio(found.below, found.below + found.not_below),
        "times_threshold": ratio(found.amount, found.threshold),
        "usual": floats(found.usual),
        "counterparties": floats(found.counterparties),
        "days": floats(found.days),
    }

    def pattern(i: int) -> Pattern:
        edges = found.support(i)
        account, currency = int(found.account[i]), int(found.currency[i])
        return Pattern(
            subject=account,
            members=accounts_of(graph, edges),
            edges=edges,
            key=(side, *key_of(population, account, currency, edges)),
            amount=int(found.amount[i]),
            currency=currency,
        )

    return Patterns(features, pattern)


@kernel(
    "scatter_gather",
    "Several intermediaries that pass on what one source pays them to one sink.",
    "the source",
    {
        "window": window("Longest time from the source's first to its last payment."),
        "hop": window("Longest time an intermediary keeps the money."),
        "min_intermediaries": at_least(2, "accounts", "Fewest intermediaries.", 3),
        **BAND,
    },
    {
        "intermediaries": count("accounts", "Distinct intermediaries."),
        "returned": percent("Sum they paid to the sink as a share of what they got."),
        "duration": duration("From the first to the last transfer."),
        "size_percentile": SIZE_PERCENTILE,
    },
    {"sink": "The account they pay."},
)
def find_scatter_gather(population: Population, parameters: _Parameters) -> Patterns:
    """Sources and sinks joined by intermediaries."""
    graph = population.graph
    found = kernels.scatter_gather(
        graph,
        parameters["window"],
        hop=parameters["hop"],
        amount_band=_band(parameters),
        min_intermediaries=parameters["min_intermediaries"],
    )
    supports = [found.support(i) for i in range(len(found))]
    least, longest = durations(graph, supports)
    features = {
        "intermediaries": floats(found.intermediaries),
        "returned": 100 * ratio(found.paid_out, found.paid_in),
        "duration": least,
        "size_percentile": population.size_percentile(
            ratio(found.paid_in, found.intermediaries), found.currency, _openings(supports)
        ),
    }

    def pattern(i: int) -> Pattern:
        edges = supports[i]
        source, sink = int(found.source[i]), int(found.sink[i])
        key = (graph.account(sink), *key_of(population, source, int(found.currency[i]), edges))
        return Pattern(
            subject=source,
            members=accounts_of(graph, edges),
            edges=edges,
            key=key,
            amount=int(found.paid_in[i]),
            currency=int(found.currency[i]),
            others={"sink": sink},
        )

    return Patterns(features, pattern, most={"duration": longest})


@kernel(
    "gather_scatter",
    "Accounts paid by many within a window, and paying many in the window after.",
    "the account in the middle",
    {
        "window": window("Length of the gathering, and of the scattering."),
        "min_counterparties": at_least(2, "accounts", "Fewest payers, and payees.", 3),
    },
    {
        "payers": count("accounts", "Distinct payers."),
        "payees": count("accounts", "Distinct payees."),
        "smaller_side": count("accounts", "The fewer of payers and payees."),
        "usual": count("accounts", "The same in the account's best other such pattern."),
        "burst": multiple("Smaller side as a multiple of the usual; a usual of 0 counts as 1."),
        "passed_on": percent("Sum scattered as a share of the sum gathered."),
        "size_percentile": SIZE_PERCENTILE,
    },
)
def find_gather_scatter(population: Population, parameters: _Parameters) -> Patterns:
    """Accounts that gather and then scatter."""
    graph = population.graph
    found = kernels.gather_scatter(
        graph, parameters["window"], min_counterparties=parameters["min_counterparties"]
    )
    smaller = np.minimum(found.payers, found.payees)
    features = {
        "payers": floats(found.payers),
        "payees": floats(found.payees),
        "smaller_side": floats(smaller),
        "usual": floats(found.usual),
        "burst": times_usual(smaller, found.usual),
        "passed_on": 100 * ratio(found.scattered, found.gathered),
        "size_percentile": population.size_percentile(
            ratio(found.gathered, [len(found.legs(i)[0]) for i in range(len(found))]),
            found.currency,
            found.gather_order[found.gather_first],
        ),
    }

    def pattern(i: int) -> Pattern:
        edges = found.support(i)
        account, currency = int(found.account[i]), int(found.currency[i])
        return account_pattern(population, account, currency, edges, int(found.gathered[i]))

    return Patterns(features, pattern, unheard={"burst": found.usual == 0})


@kernel(
    "repeated_payments",
    "Accounts that pay the same account again and again within a window.",
    "the payer",
    {
        "window": window("Length of the window."),
        "min_transfers": at_least(2, "transfers", "Fewest transfers.", 3),
    },
    {
        "transfers": count("transfers", "Transfers within the window."),
        "usual": count("transfers", "Most between the two in any other such window."),
        "burst": multiple("Transfers as a multiple of the usual; a usual of 0 counts as 1."),
        "alike": percent("Share of the amounts within a tenth of their median."),
        "sum_percentile": TOTAL_PERCENTILE,
        "size_percentile": SIZE_PERCENTILE,
    },
    {"payee": "The account paid."},
)
def find_repeated_payments(population: Population, parameters: _Parameters) -> Patterns:
    """One account paying another again and again."""
    graph = population.graph
    found = kernels.repeated_payments(
        graph, parameters["window"], min_transfers=parameters["min_transfers"]
    )
    opening = found.order[found.first]
    features = {
        "transfers": floats(found.transfers),
        "usual": floats(found.usual),
        "burst": times_usual(found.transfers, found.usual),
        "alike": floats([_alike(graph.amount[found.support(i)]) for i in range(len(found))]),
        "sum_percentile": population.size_percentile(found.amount, found.currency, opening),
        "size_percentile": population.size_percentile(
            ratio(found.amount, found.transfers), found.currency, opening
        ),
    }

    def pattern(i: int) -> Pattern:
        edges = found.support(i)
        payer, payee = int(found.payer[i]), int(found.payee[i])
        key = (graph.account(payee), *key_of(population, payer, int(found.currency[i]), edges))
        return Pattern(
            subject=payer,
            members=np.array([payer, payee], np.int32),
            edges=edges,
            key=key,
            amount=int(found.amount[i]),
            currency=int(found.currency[i]),
            others={"payee": payee},
        )

    return Patterns(features, pattern, unheard={"burst": found.usual == 0})


@kernel(
    "chains",
    "One sum handed from account to account, transfer by transfer.",
    "the account where it begins",
    {
        "window": window("Longest time an account keeps the money."),
        "min_transfers": at_least(2, "transfers", "Fewest transfers in the chain.", 4),
        **BAND,
    },
    {
        "transfers": count("transfers", "Transfers in the chain."),
        "accounts": count("accounts", "Distinct accounts."),
        "dwell": duration("Median time an account kept it."),
        "returned": percent("Last amount as a share of the first."),
        "size_percentile": SIZE_PERCENTILE,
    },
)
def find_chains(population: Population, parameters: _Parameters) -> Patterns:
    """Layering chains."""
    graph = population.graph
    found = kernels.chains(
        graph,
        parameters["window"],
        amount_band=_band(parameters),
        min_transfers=parameters["min_transfers"],
    )
    edges_of = [found.support(i) for i in range(len(found))]
    opening = np.array([e[0] for e in edges_of], np.int64)
    closing = np.array([e[-1] for e in edges_of], np.int64)
    sizes = population.size_percentile(
        graph.amount[found.edges], graph.currency[found.edges], found.edges
    )
    features = {
        "transfers": floats([len(e) for e in edges_of]),
        "accounts": floats([len(accounts_of(graph, e)) for e in edges_of]),
        "dwell": _median_wait(graph, edges_of, 0),
        "returned": 100 * ratio(graph.amount[closing], graph.amount[opening]),
        "size_percentile": _means(sizes, found.start),
    }

    def pattern(i: int) -> Pattern:
        edges = edges_of[i]
        payer, currency = int(graph.payer[edges[0]]), int(graph.currency[edges[0]])
        return account_pattern(population, payer, currency, edges, int(graph.amount[edges[0]]))

    return Patterns(features, pattern, most={"dwell": _median_wait(graph, edges_of, 1)})


def _median_wait(graph: TransferGraph, chains: Sequence[Int32s], bound: int) -> Floats:
    """Median hours from one transfer of each chain to the next: of the least waits (0) or the
    longest (1)."""
    found = [waits(graph.instant, graph.latest, e[:-1], e[1:])[bound] for e in chains]
    return floats([np.median(each) for each in found]) / HOUR


def _means(values: Floats, start: Int64s) -> Floats:
    """Mean of `values[start[i]:start[i + 1]]` for each i; no part is empty."""
    if len(start) == 1:
        return floats([])
    return np.add.reduceat(values, start[:-1]) / np.diff(start)


def _openings(supports: Sequence[Int32s]) -> Int64s:
    """First transfer of each pattern."""
    return np.array([edges[0] for edges in supports], np.int64)


def _per_week(count: Int64s, closing: Int32s, opening: Int32s, instant: Int64s) -> Floats:
    """Events a week. Each takes as long as the mean time between two; a week is the least.

    So `count` less one come in the time from the first to the last, and a pattern that has not
    lasted for a week is not taken to go on for one.
    """
    lasted = (instant[closing] - instant[opening]) * ratio(count, count - 1)
    weeks = np.maximum(np.nan_to_num(lasted) / (7 * 24 * HOUR), 1.0)
    return ratio(count, weeks)


def _alike(amounts: Any) -> float:
    middle = np.median(amounts)
    return float(100 * np.mean(np.abs(amounts - middle) <= middle / 10))
