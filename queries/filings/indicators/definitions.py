"""The YAML behind the indicators: definitions, inputs and deadlines, checked when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from pathlib import Path

from kg.errors import MappingError
from kg.yaml_file import Value
from queries.filings.indicators.model import LEVELS, Definition, Reading
from queries.filings.indicators.register import INDICATORS, ordered_indicators

INPUTS_FILE = "report_inputs.yaml"
"""Name of a workspace's own list of concepts."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Reported concepts that make up an input: the sum of `add` less that of `subtract`."""

    add: tuple[str, ...]
    subtract: tuple[str, ...] = ()

    @property
    def concepts(self) -> tuple[str, ...]:
        """All of them, a minus before each that is subtracted."""
        return (*self.add, *(f"-{concept}" for concept in self.subtract))


@dataclass(frozen=True, slots=True)
class InputDefinition:
    """An input: `over` a year, at an instant, or on a cover page; in money or shares."""

    name: str
    label: str
    over: str
    unit: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Days that a form is due in, by category, for periods that end on or after `since`.

    Attributes:
        notice: form by which a filer tells that it will be late.
        extension: days after the deadline that a notice in time gives.
    """

    form: str
    source: str
    since: date
    days: Mapping[str, int]
    notice: str
    extension: int


@dataclass(frozen=True, slots=True)
class FilerCategory:
    """A category of Rule 12b-2, in whole US dollars.

    Attributes:
        stated: what cover pages call it, in small letters.
        least_float: public float from which a filer becomes one.
        leaves_below: public float below which it is one no longer.
        least_revenue: yearly revenue below which none is one.
    """

    name: str
    stated: tuple[str, ...]
    least_float: int
    leaves_below: int
    least_revenue: int


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Categories of filers, the largest first, and when their forms are due."""

    categories: tuple[FilerCategory, ...]
    forms: tuple[Deadline, ...]

    def of(self, form: str, end: date) -> Deadline | None:
        """The rule for a form and the end of its period, None where there is none."""
        found = [one for one in self.forms if one.form == form and one.since <= end]
        return max(found, key=lambda one: one.since, default=None)


def definitions() -> Mapping[str, Definition]:
    """Those of all indicators, by name, in the order in which they are shown.

    Raises:
        MappingError: one of their files is missing or wrong.
    """
    return {one.name: _defined(one.name, one.file) for one in ordered_indicators()}


def definition_of(name: str) -> Definition:
    """That of one indicator; raises NotFound, MappingError."""
    return _defined(name, INDICATORS.named(name).file)


@cache
def _defined(name: str, file: Path) -> Definition:
    return _definition(name, Value.read(file, MappingError, name_fields=True))


def workspace_inputs(folder: Path) -> Mapping[str, InputDefinition]:
    """The inputs of a workspace: its own `report_inputs.yaml`, else the shipped ones.

    Raises:
        MappingError: the file is wrong, or lacks an input that the shipped one has.
    """
    path = folder / INPUTS_FILE
    if not path.is_file():
        return shipped_inputs()
    root = Value.read(path, MappingError, name_fields=True)
    found = _inputs(root)
    if lacking := sorted(set(shipped_inputs()) - set(found)):
        raise root.error("an input is missing", value=lacking[0])
    return found


@cache
def shipped_inputs() -> Mapping[str, InputDefinition]:
    """The inputs that come with the product."""
    return _inputs(_shipped("inputs.yaml"))


@cache
def deadlines() -> Deadlines:
    """When forms are due."""
    root = _shipped("deadlines.yaml").record("the deadlines", ("version", "categories", "forms"))
    root["version"].integer(1, 1)
    categories: list[FilerCategory] = []
    for item in root["categories"].items(empty=False):
        parts = item.record(
            "a category", ("name", "stated", "least_float", "leaves_below", "least_revenue")
        )
        categories.append(
            FilerCategory(
                parts["name"].text(empty=False),
                tuple(one.casefold() for one in parts["stated"].texts(empty=False)),
                parts["least_float"].integer(0),
                parts["leaves_below"].integer(0),
                parts["least_revenue"].integer(0),
            )
        )
    names = [one.name for one in categories]
    forms: list[Deadline] = []
    for item in root["forms"].items(empty=False):
        parts = item.record("a form", ("form", "source", "since", "days", "notice", "extension"))
        days = parts["days"].record("the days", names)
        forms.append(
            Deadline(
                parts["form"].text(empty=False),
                parts["source"].text(empty=False),
                parts["since"].day(),
                {name: days[name].integer(1, 400) for name in names},
                parts["notice"].text(empty=False),
                parts["extension"].integer(0, 60),
            )
        )
    return Deadlines(tuple(categories), tuple(forms))


def _shipped(name: str) -> Value:
    text = resources.files("queries.filings.indicators").joinpath(name).read_text(encoding="utf-8")
    return Value.parse(text, name, MappingError, name_fields=True)


def _definition(name: str, value: Value) -> Definition:
    parts = value.record(
        "an indicator",
        ("title", "unit", "formula", "source", "weights", "threshold_source", "readings"),
    )
    readings: list[Reading] = []
    for item in parts["readings"].items(empty=False):
        reading = _reading(item)
        last = readings[-1].bound if readings else None
        if readings and (last is None or (reading.bound is not None and reading.bound >= last)):
            raise item.error("readings must stand from the highest value to the lowest")
        readings.append(reading)
    if readings[-1].bound is not None:
        raise parts["readings"].error("the last reading must have no bound")
    return Definition(
        name=name,
        title=parts["title"].text(empty=False),
        unit=parts["unit"].text(empty=False),
        formula=parts["formula"].text(empty=False),
        source=parts["source"].text(empty=False),
        weights={
            key: Fraction(str(weight.number()))
            for key, weight in parts["weights"].mapping("the weights").items()
        },
        threshold_source=parts["threshold_source"].text(empty=False),
        readings=tuple(readings),
    )


def _reading(item: Value) -> Reading:
    parts = item.record("a reading", ("reading", "level"), ("above", "from"))
    if {"above", "from"} <= set(parts):
        raise item.error("a reading has 'above' or 'from', not both")
    bound = parts.get("above") or parts.get("from")
    level = parts["level"].one_of(LEVELS)
    return Reading(
        parts["reading"].text(empty=False),
        next(one for one in LEVELS if one == level),
        None if bound is None else Fraction(str(bound.number())),
        "from" in parts,
    )


def _inputs(root: Value) -> Mapping[str, InputDefinition]:
    top = root.record("the inputs", ("version", "inputs"))
    top["version"].integer(1, 1)
    return {
        name: _input(name, value) for name, value in top["inputs"].mapping("the inputs").items()
    }


def _input(name: str, value: Value) -> InputDefinition:
    parts = value.record("an input", ("label", "over", "unit", "concepts"))
    return InputDefinition(
        name,
        parts["label"].text(empty=False),
        parts["over"].one_of(("year", "instant", "cover")),
        parts["unit"].one_of(("money", "shares")),
        tuple(_alternative(item) for item in parts["concepts"].items(empty=False)),
    )


def _alternative(item: Value) -> Alternative:
    if item.is_scalar:
        return Alternative((item.text(empty=False),))
    parts = item.record("a sum of concepts", ("add",), ("subtract",))
    subtract = parts["subtract"].texts() if "subtract" in parts else ()
    return Alternative(parts["add"].texts(empty=False), subtract)
