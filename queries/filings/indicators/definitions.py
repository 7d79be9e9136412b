"""The YAML behind the indicators: definitions, inputs and deadlines, checked when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from kg.declarations import Declared, Filled, Number, Words, read, shipped
from kg.errors import MappingError
from queries.filings.indicators.model import Definition, Level, Reading

INPUTS_FILE = "report_inputs.yaml"
"""Name of a workspace's own list of concepts."""

_PACKAGE = "queries.filings.indicators"

Dollars = Annotated[int, Meta(ge=0)]


class DeclaredReading(Declared, frozen=True, kw_only=True):
    """How values are read that are `above` a number, or `from` one on; the last has neither."""

    reading: Filled
    level: Level
    above: Number | UnsetType = UNSET
    start: Number | UnsetType = field(default=UNSET, name="from")

    def __post_init__(self) -> None:
        if UNSET not in (self.above, self.start):
            raise ValueError("a reading has 'above' or 'from', not both")


class IndicatorFile(Declared, frozen=True, kw_only=True):
    """What stands in the file of an indicator; `Definition` says what it means."""

    title: Filled
    unit: Filled
    formula: Filled
    source: Filled
    weights: dict[str, Number]
    threshold_source: Filled
    readings: Annotated[tuple[DeclaredReading, ...], Meta(min_length=1)]


class Alternative(Declared, frozen=True):
    """Reported concepts that make up an input: the sum of `add` less that of `subtract`."""

    add: Words
    subtract: tuple[str, ...] = ()

    @property
    def concepts(self) -> tuple[str, ...]:
        """All of them, a minus before each that is subtracted."""
        return (*self.add, *(f"-{concept}" for concept in self.subtract))


class DeclaredInput(Declared, frozen=True):
    """An input, and the concepts of which the first that is reported serves."""

    label: Filled
    over: Literal["year", "instant", "cover"]
    unit: Literal["money", "shares"]
    concepts: Annotated[tuple[Filled | Alternative, ...], Meta(min_length=1)]


class InputsFile(Declared, frozen=True):
    """What stands in a file of inputs."""

    version: Literal[1]
    inputs: dict[str, DeclaredInput]


@dataclass(frozen=True, slots=True)
class InputDefinition:
    """An input: `over` a year, at an instant, or on a cover page; in money or shares."""

    name: str
    label: str
    over: str
    unit: str
    alternatives: tuple[Alternative, ...]


class Deadline(Declared, frozen=True):
    """Days that a form is due in, by category, for periods that end on or after `since`.

    Attributes:
        notice: form by which a filer tells that it will be late.
        extension: days after the deadline that a notice in time gives.
    """

    form: Filled
    source: Filled
    since: date
    days: dict[str, Annotated[int, Meta(ge=1, le=400)]]
    notice: Filled
    extension: Annotated[int, Meta(ge=0, le=60)]


class FilerCategory(Declared, frozen=True):
    """A category of Rule 12b-2, in whole US dollars.

    Attributes:
        stated: what cover pages call it, in small letters.
        least_float: public float from which a filer becomes one.
        leaves_below: public float below which it is one no longer.
        least_revenue: yearly revenue below which none is one.
    """

    name: Filled
    stated: Words
    least_float: Dollars
    leaves_below: Dollars
    least_revenue: Dollars


class Deadlines(Declared, frozen=True):
    """Categories of filers, the largest first, and when their forms are due."""

    version: Literal[1]
    categories: Annotated[tuple[FilerCategory, ...], Meta(min_length=1)]
    forms: Annotated[tuple[Deadline, ...], Meta(min_length=1)]

    def __post_init__(self) -> None:
        names = {one.name for one in self.categories}
        if any(set(form.days) != names for form in self.forms):
            raise ValueError(f"each form needs days for {', '.join(sorted(names))}, and no other")

    def of(self, form: str, end: date) -> Deadline | None:
        """The rule for a form and the end of its period, None where there is none."""
        found = [one for one in self.forms if one.form == form and one.since <= end]
        return max(found, key=lambda one: one.since, default=None)


@cache
def read_definition(name: str, path: Path) -> Definition:
    """The indicator of that name as its file says it is; raises MappingError."""
    file = read(path, IndicatorFile, MappingError)
    said, readings = file.value, list[Reading]()
    for place, one in enumerate(said.readings):
        given = one.above if one.start is UNSET else one.start
        bound = None if given is UNSET else Fraction(str(given))
        last = readings[-1].bound if readings else None
        if readings and (last is None or (bound is not None and bound >= last)):
            raise file.error(
                "readings must stand from the highest value to the lowest", "readings", place
            )
        readings.append(Reading(one.reading, one.level, bound, one.start is not UNSET))
    if readings[-1].bound is not None:
        raise file.error("the last reading must have no bound", "readings")
    return Definition(
        name=name,
        title=said.title,
        unit=said.unit,
        formula=said.formula,
        source=said.source,
        weights={key: Fraction(str(weight)) for key, weight in said.weights.items()},
        threshold_source=said.threshold_source,
        readings=tuple(readings),
    )


def workspace_inputs(folder: Path) -> Mapping[str, InputDefinition]:
    """The inputs of a workspace: its own `report_inputs.yaml`, else the shipped ones.

    Raises:
        MappingError: the file is wrong, or lacks an input that the shipped one has.
    """
    path = folder / INPUTS_FILE
    if not path.is_file():
        return shipped_inputs()
    file = read(path, InputsFile, MappingError)
    found = _inputs(file.value)
    if lacking := sorted(set(shipped_inputs()) - set(found)):
        raise file.error("an input is missing", "inputs", value=lacking[0])
    return found


@cache
def shipped_inputs() -> Mapping[str, InputDefinition]:
    """The inputs that come with the product."""
    return _inputs(shipped(_PACKAGE, "inputs.yaml", InputsFile))


def _inputs(file: InputsFile) -> Mapping[str, InputDefinition]:
    return {
        name: InputDefinition(
            name,
            one.label,
            one.over,
            one.unit,
            tuple(Alternative((c,)) if isinstance(c, str) else c for c in one.concepts),
        )
        for name, one in file.inputs.items()
    }


@cache
def deadlines() -> Deadlines:
    """When forms are due."""
    return shipped(_PACKAGE, "deadlines.yaml", Deadlines)
