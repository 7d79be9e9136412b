"""The register of kernels: what each offers to a typology, and the function that finds it.

A kernel is one function under its decorator, in a module under `queries/typologies/finders` or in a
plug-in. Typologies are checked against the register, and whatever else needs to know of kernels
(a stream, a model) reads their parameters and features here. Reading it compiles none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from kg.registry import Registry
from queries.typologies.typology import MOST_TIMES, FeatureSpec, KernelSpec, Kind, ParameterSpec

if TYPE_CHECKING:
    from queries.typologies.patterns import Finder

_SECOND = 1 / 86_400


KERNELS: Registry[KernelSpec] = Registry("kernel", "queries.typologies.finders")
"""All kernels by name."""


def kernel(
    name: str,
    finds: str,
    subject: str,
    parameters: Mapping[str, ParameterSpec],
    features: Mapping[str, FeatureSpec],
    others: Mapping[str, str] | None = None,
) -> Callable[[Finder], Finder]:
    """Register a function as the kernel of that name; see `KernelSpec`.

    The function takes a Population and the parameters, complete, and gives Patterns with a column
    for each of the features.

    Raises:
        SetupError: there is one of that name.
    """

    def register(find: Finder) -> Finder:
        spec = KernelSpec(name, finds, subject, parameters, features, others or {}, find=find)
        KERNELS.add(name, spec)
        return find

    return register


def window(meaning: str, default: timedelta | None = None) -> ParameterSpec:
    """A length of time, at least a second."""
    return ParameterSpec(Kind.DURATION, "", _SECOND, meaning, default)


def at_least(least: int, unit: str, meaning: str, default: int) -> ParameterSpec:
    """A number of things; `unit` in the plural."""
    return ParameterSpec(Kind.COUNT, unit, least, meaning, default)


def share(meaning: str, default: float, least: float = 0.01) -> ParameterSpec:
    """A share, as a fraction."""
    return ParameterSpec(Kind.SHARE, "", least, meaning, default)


def count(unit: str, meaning: str) -> FeatureSpec:
    """A number of things; `unit` in the plural."""
    return FeatureSpec(Kind.COUNT, unit, meaning)


def percent(meaning: str) -> FeatureSpec:
    """A share in percent."""
    return FeatureSpec(Kind.SHARE, "", meaning)


def factor(meaning: str) -> FeatureSpec:
    """So many times something."""
    return FeatureSpec(Kind.TIMES, "", meaning)


def multiple(meaning: str) -> FeatureSpec:
    """Of what is usual, held to MOST_TIMES as nearly nothing is no baseline."""
    return FeatureSpec(Kind.TIMES, "", meaning, most=MOST_TIMES, of_usual=True)


def duration(meaning: str) -> FeatureSpec:
    """Hours."""
    return FeatureSpec(Kind.DURATION, "", meaning)


BAND = {
    "least_passed_on": share("Smallest share of what came that counts as passing it on.", 0.9),
    "most_passed_on": share("Largest share of what came that counts as passing it on.", 1.0),
}
SUM_PERCENTILE = percent(
    "Share of the accounts of the same ledger with transfers on that side in that currency, whose "
    "busiest window has a smaller sum."
)
SIZE_PERCENTILE = percent(
    "Share of the same ledger's transfers in that currency that are smaller than the pattern's "
    "average one."
)
TOTAL_PERCENTILE = percent(
    "Share of the same ledger's transfers in that currency that are smaller than the pattern's sum."
)
