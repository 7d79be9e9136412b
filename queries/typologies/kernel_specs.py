"""What each kernel offers to a typology: its parameters and the features it measures.

Plain data, so that typologies can be checked without compiling a kernel.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from queries.typologies.typology import FeatureSpec, KernelSpec, Kind, ParameterSpec

_SECOND = 1 / 86_400

MOST_TIMES = 1000.0
"""Multiples of what is usual are held to this."""


def _window(meaning: str, default: timedelta | None = None) -> ParameterSpec:
    return ParameterSpec(Kind.DURATION, "", _SECOND, meaning, default)


def _at_least(least: int, unit: str, meaning: str, default: int) -> ParameterSpec:
    return ParameterSpec(Kind.COUNT, unit, least, meaning, default)


def _share(meaning: str, default: float, least: float = 0.01) -> ParameterSpec:
    return ParameterSpec(Kind.SHARE, "", least, meaning, default)


def _count(unit: str, meaning: str) -> FeatureSpec:
    return FeatureSpec(Kind.COUNT, unit, meaning)


def _percent(meaning: str) -> FeatureSpec:
    return FeatureSpec(Kind.SHARE, "", meaning)


def _factor(meaning: str) -> FeatureSpec:
    return FeatureSpec(Kind.TIMES, "", meaning)


def _multiple(meaning: str) -> FeatureSpec:
    """Of what is usual, held to MOST_TIMES as nearly nothing is no baseline."""
    return FeatureSpec(Kind.TIMES, "", meaning, most=MOST_TIMES, of_usual=True)


def _time(meaning: str) -> FeatureSpec:
    return FeatureSpec(Kind.DURATION, "", meaning)


_BAND = {
    "least_passed_on": _share("Smallest share of what came that counts as passing it on.", 0.9),
    "most_passed_on": _share("Largest share of what came that counts as passing it on.", 1.0),
}
_SUM_PERCENTILE = _percent(
    "Share of the accounts of the same ledger with transfers on that side in that currency, whose "
    "busiest window has a smaller sum."
)
_SIZE_PERCENTILE = _percent(
    "Share of the same ledger's transfers in that currency that are smaller than the pattern's "
    "average one."
)
_TOTAL_PERCENTILE = _percent(
    "Share of the same ledger's transfers in that currency that are smaller than the pattern's sum."
)
_FAN_PARAMETERS = {
    "window": _window("Length of the window."),
    "min_counterparties": _at_least(2, "accounts", "Fewest distinct counterparties.", 5),
}
_FAN_FEATURES = {
    "counterparties": _count("accounts", "Distinct counterparties within the window."),
    "transfers": _count("transfers", "Transfers within the window."),
    "usual": _count(
        "accounts", "Most counterparties in any other window of that length of the same account."
    ),
    "burst": _multiple("Counterparties as a multiple of the usual; a usual of 0 counts as 1."),
    "new_share": _percent("Share of the counterparties that had not been there before."),
    "times_usual_amount": _multiple(
        "Sum within the window as a multiple of what the account moves on that side in an average "
        "window of the rest of its own ledgers' time; at most 1000."
    ),
    "amount_percentile": _SUM_PERCENTILE,
    "size_percentile": _SIZE_PERCENTILE,
}

_ALL = (
    KernelSpec(
        "fan_in",
        "Accounts paid by many others within a window.",
        "the account paid",
        _FAN_PARAMETERS,
        _FAN_FEATURES,
    ),
    KernelSpec(
        "fan_out",
        "Accounts that pay many others within a window.",
        "the account that pays",
        _FAN_PARAMETERS,
        _FAN_FEATURES,
    ),
    KernelSpec(
        "temporal_cycles",
        "Money that returns, over distinct accounts and ever later transfers, to the account it "
        "left.",
        "the account where it begins and ends",
        {
            "window": _window("Longest time from the first to the last transfer."),
            "hop": _window("Longest time an account keeps the money.", timedelta(days=7)),
            "min_length": _at_least(2, "transfers", "Fewest transfers in a cycle.", 3),
            "max_length": _at_least(2, "transfers", "Most transfers in a cycle.", 8),
            **_BAND,
        },
        {
            "length": _count("transfers", "Transfers in the cycle."),
            "duration": _time("From the first to the last transfer."),
            "returned": _percent("Last amount as a share of the first, in the same currency."),
            "size_percentile": _SIZE_PERCENTILE,
            "busiest_member": _count(
                "accounts", "Most counterparties that any account of the cycle has in all."
            ),
        },
    ),
    KernelSpec(
        "pass_through",
        "Accounts that pass money on soon and nearly undiminished.",
        "the account it passes through",
        {
            "window": _window("Longest time the money stays."),
            "min_passages": _at_least(1, "transfers", "Fewest incoming transfers passed on.", 3),
            "min_part": _share(
                "Smallest part, of what came, in which it is passed on.", 0.2, least=0.0
            ),
            **_BAND,
        },
        {
            "passages": _count("transfers", "Incoming transfers that were passed on."),
            "passed_share": _percent(
                "Share, by amount, of what was received from the first to the last of them that "
                "was passed on."
            ),
            "returned": _percent("Sum passed on as a share of the sum that came."),
            "dwell": _time("Median time the money stayed."),
            "per_week": _factor(
                "Passages a week, from the first to the last incoming transfer, or in the one week "
                "where these lie nearer to each other."
            ),
            "payers": _count("accounts", "Distinct accounts it came from."),
            "payees": _count("accounts", "Distinct accounts it went to."),
            "size_percentile": _SIZE_PERCENTILE,
        },
    ),
    KernelSpec(
        "structuring",
        "Accounts with several amounts just below a threshold.",
        "the account paid (or paying, with `payer_side`)",
        {
            "window": _window("Length of the window."),
            "thresholds": ParameterSpec(
                Kind.AMOUNTS, "", 0, "Amount from which a transfer is reported, by currency."
            ),
            "margin": _share("How far below it still counts as just below.", 0.1),
            "min_transfers": _at_least(2, "transfers", "Fewest transfers just below.", 3),
            "payer_side": ParameterSpec(
                Kind.FLAG, "", 0, "Look at what accounts pay, not at what they receive.", False
            ),
        },
        {
            "below": _count("transfers", "Transfers just below the threshold within the window."),
            "below_share": _percent(
                "Share of these among all of the account's transfers as near to the threshold on "
                "either side, over the whole time."
            ),
            "times_threshold": _factor("Their sum as a multiple of the threshold."),
            "usual": _count("transfers", "Most just below it in any other window of that length."),
            "counterparties": _count("accounts", "Distinct counterparties of them."),
            "days": _count("days", "Distinct days on which they were made."),
        },
    ),
    KernelSpec(
        "scatter_gather",
        "Several intermediaries that pass on what one source pays them to one sink.",
        "the source",
        {
            "window": _window("Longest time from the source's first to its last payment."),
            "hop": _window("Longest time an intermediary keeps the money."),
            "min_intermediaries": _at_least(2, "accounts", "Fewest intermediaries.", 3),
            **_BAND,
        },
        {
            "intermediaries": _count("accounts", "Distinct intermediaries."),
            "returned": _percent("Sum they paid to the sink as a share of what they got."),
            "duration": _time("From the first to the last transfer."),
            "size_percentile": _SIZE_PERCENTILE,
        },
        {"sink": "The account they pay."},
    ),
    KernelSpec(
        "gather_scatter",
        "Accounts paid by many within a window, and paying many in the window after.",
        "the account in the middle",
        {
            "window": _window("Length of the gathering, and of the scattering."),
            "min_counterparties": _at_least(2, "accounts", "Fewest payers, and payees.", 3),
        },
        {
            "payers": _count("accounts", "Distinct payers."),
            "payees": _count("accounts", "Distinct payees."),
            "smaller_side": _count("accounts", "The fewer of payers and payees."),
            "usual": _count("accounts", "The same in the account's best other such pattern."),
            "burst": _multiple(
                "Smaller side as a multiple of the usual; a usual of 0 counts as 1."
            ),
            "passed_on": _percent("Sum scattered as a share of the sum gathered."),
            "size_percentile": _SIZE_PERCENTILE,
        },
    ),
    KernelSpec(
        "repeated_payments",
        "Accounts that pay the same account again and again within a window.",
        "the payer",
        {
            "window": _window("Length of the window."),
            "min_transfers": _at_least(2, "transfers", "Fewest transfers.", 3),
        },
        {
            "transfers": _count("transfers", "Transfers within the window."),
            "usual": _count("transfers", "Most between the two in any other such window."),
            "burst": _multiple("Transfers as a multiple of the usual; a usual of 0 counts as 1."),
            "alike": _percent("Share of the amounts within a tenth of their median."),
            "sum_percentile": _TOTAL_PERCENTILE,
            "size_percentile": _SIZE_PERCENTILE,
        },
        {"payee": "The account paid."},
    ),
    KernelSpec(
        "chains",
        "One sum handed from account to account, transfer by transfer.",
        "the account where it begins",
        {
            "window": _window("Longest time an account keeps the money."),
            "min_transfers": _at_least(2, "transfers", "Fewest transfers in the chain.", 4),
            **_BAND,
        },
        {
            "transfers": _count("transfers", "Transfers in the chain."),
            "accounts": _count("accounts", "Distinct accounts."),
            "dwell": _time("Median time an account kept it."),
            "returned": _percent("Last amount as a share of the first."),
            "size_percentile": _SIZE_PERCENTILE,
        },
    ),
    KernelSpec(
        "bipartite",
        "Groups of payers each of which pays several of the same payees.",
        "the payer that pays most",
        {
            "window": _window("Groups no longer than this are found; some up to twice as long."),
            "min_payers": _at_least(2, "accounts", "Fewest payers of each payee.", 3),
            "min_payees": _at_least(2, "accounts", "Fewest payees of each payer.", 3),
            "max_counterparties": _at_least(
                2, "accounts", "Accounts with more are shops or employers, and left out.", 30
            ),
        },
        {
            "payers": _count("accounts", "Distinct payers."),
            "payees": _count("accounts", "Distinct payees."),
            "density": _percent("Pairs of payer and payee that paid, of all such pairs."),
            "duration": _time("From the first to the last transfer."),
            "size_percentile": _SIZE_PERCENTILE,
        },
    ),
    KernelSpec(
        "stacks",
        "Payers, intermediaries and payees, each rank paying many of the next.",
        "the first payer that pays most",
        {
            "window": _window("Stacks no longer than this are found; some up to twice as long."),
            "min_outer": _at_least(
                2, "accounts", "Fewest accounts that pay, and are paid by, an intermediary.", 2
            ),
            "min_intermediaries": _at_least(
                2, "accounts", "Fewest intermediaries of each outer account.", 3
            ),
            "max_counterparties": _at_least(
                2, "accounts", "Accounts with more are shops or employers, and left out.", 30
            ),
        },
        {
            "payers": _count("accounts", "Distinct first payers."),
            "intermediaries": _count("accounts", "Distinct intermediaries."),
            "payees": _count("accounts", "Distinct last payees."),
            "returned": _percent("Sum paid by the intermediaries as a share of what they got."),
            "duration": _time("From the first to the last transfer."),
            "size_percentile": _SIZE_PERCENTILE,
        },
    ),
)

KERNELS: Mapping[str, KernelSpec] = MappingProxyType({spec.name: spec for spec in _ALL})
"""By name; `queries.typologies.finders` has the code for each."""
