"""The register of indicators.

An indicator is a function under its decorator, and beside its module a YAML file of its name that
says what it is: formula, source, weights, and how its values are read.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kg.registry import Registry
from queries.filings.indicators.definitions import read_definition

if TYPE_CHECKING:
    from queries.filings.indicators.model import Definition, Indicator
    from queries.filings.indicators.reports import Reports


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """An indicator as registered: `work_out` gives it for a company, `file` defines it."""

    name: str
    place: int
    work_out: Callable[[Reports], Indicator]
    file: Path


INDICATORS: Registry[IndicatorEntry] = Registry("indicator", "queries.filings.indicators")
"""All indicators by name."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


def indicator(
    name: str, *, place: int, reads: Callable[[Reports], tuple[Any, ...]]
) -> Callable[[_Function], _Function]:
    """Register a function as the indicator of that name, defined in `NAME.yaml` beside its module.

    Args:
        place: among the indicators, the lowest first; those that ship count in tens.
        reads: what of a company's reports the function takes, as its arguments.

    Raises:
        SetupError: there is one of that name.
    """

    def register(function: _Function) -> _Function:
        file = Path(inspect.getfile(function)).with_name(f"{name}.yaml")
        INDICATORS.add(
            name, IndicatorEntry(name, place, lambda found: function(*reads(found)), file)
        )
        return function

    return register


def ordered_indicators() -> list[IndicatorEntry]:
    """All indicators, in the order in which they are shown."""
    return sorted(INDICATORS.values(), key=lambda one: (one.place, one.name))


def definitions() -> Mapping[str, Definition]:
    """Those of all indicators, by name, in the order in which they are shown.

    Raises:
        MappingError: one of their files is missing or wrong.
    """
    return {one.name: read_definition(one.name, one.file) for one in ordered_indicators()}


def definition_of(name: str) -> Definition:
    """That of one indicator; raises NotFound, MappingError."""
    return read_definition(name, INDICATORS.named(name).file)
