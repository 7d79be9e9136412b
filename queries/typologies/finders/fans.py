"""Fan-ins and fan-outs as patterns with features."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from queries import kernels
from queries.kernels.fans import window_sizes
from queries.kernels.graph import microseconds
from queries.typologies.kernel_specs import (
    SIZE_PERCENTILE,
    SUM_PERCENTILE,
    at_least,
    count,
    kernel,
    multiple,
    percent,
    window,
)
from queries.typologies.patterns import (
    Pattern,
    Patterns,
    Population,
    account_pattern,
    floats,
    percentile_within,
    ratio,
    times_usual,
)
from queries.typologies.typology import MOST_TIMES

_Parameters = Mapping[str, Any]
_FAN_PARAMETERS = {
    "window": window("Length of the window."),
    "min_counterparties": at_least(2, "accounts", "Fewest distinct counterparties.", 5),
}
_FAN_FEATURES = {
    "counterparties": count("accounts", "Distinct counterparties within the window."),
    "transfers": count("transfers", "Transfers within the window."),
    "usual": count(
        "accounts", "Most counterparties in any other window of that length of the same account."
    ),
    "burst": multiple("Counterparties as a multiple of the usual; a usual of 0 counts as 1."),
    "new_share": percent("Share of the counterparties that had not been there before."),
    "times_usual_amount": multiple(
        "Sum within the window as a multiple of what the account moves on that side in an average "
        "window of the rest of its own ledgers' time; at most 1000."
    ),
    "amount_percentile": SUM_PERCENTILE,
    "size_percentile": SIZE_PERCENTILE,
}


def find_fans(population: Population, parameters: _Parameters, *, inward: bool) -> Patterns:
    """Fan-ins or fan-outs. The baseline of an account is its own other time and its peers."""
    graph = population.graph
    window: timedelta = parameters["window"]
    search = kernels.fan_in if inward else kernels.fan_out
    fans = search(graph, window, min_counterparties=1)
    order = fans.order
    opening = order[fans.first] if len(fans) else order[:0]
    windows = population.spans[fans.account] / max(microseconds(window), 1)
    average = (fans.total - fans.amount) / np.maximum(windows - 1, 1.0)
    times = np.minimum(ratio(fans.amount, average), MOST_TIMES)
    times = np.where(average == 0, MOST_TIMES, times)
    peers = population.ledger[opening].astype(np.int64) * len(graph.currencies) + fans.currency
    percentile = percentile_within(fans.amount, peers)
    kept = np.flatnonzero(fans.counterparties >= parameters["min_counterparties"])
    features = {
        "counterparties": floats(fans.counterparties),
        "transfers": floats(fans.transfers),
        "usual": floats(fans.usual),
        "burst": times_usual(fans.counterparties, fans.usual),
        "new_share": 100 * ratio(fans.new_counterparties, fans.counterparties),
        "times_usual_amount": times,
        "amount_percentile": percentile,
        "size_percentile": population.size_percentile(
            ratio(fans.amount, window_sizes(fans)), fans.currency, opening
        ),
    }
    unheard = {"burst": fans.usual == 0, "times_usual_amount": average == 0}

    def pattern(i: int) -> Pattern:
        fan = int(kept[i])
        edges = np.sort(fans.support(fan))
        account, currency = int(fans.account[fan]), int(fans.currency[fan])
        return account_pattern(population, account, currency, edges, int(fans.amount[fan]))

    return Patterns(
        {name: column[kept] for name, column in features.items()},
        pattern,
        unheard={name: column[kept] for name, column in unheard.items()},
    )


@kernel(
    "fan_in",
    "Accounts paid by many others within a window.",
    "the account paid",
    _FAN_PARAMETERS,
    _FAN_FEATURES,
)
def find_fan_in(population: Population, parameters: _Parameters) -> Patterns:
    """See find_fans."""
    return find_fans(population, parameters, inward=True)


@kernel(
    "fan_out",
    "Accounts that pay many others within a window.",
    "the account that pays",
    _FAN_PARAMETERS,
    _FAN_FEATURES,
)
def find_fan_out(population: Population, parameters: _Parameters) -> Patterns:
    """See find_fans."""
    return find_fans(population, parameters, inward=False)
