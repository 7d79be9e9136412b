"""Typologies read from YAML and checked; every fault is told with its file and line."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from msgspec import Meta, field

from kg.declarations import Declared, Filled, Spot, read
from kg.errors import MappingError, suggestion
from kg.values.money import is_currency, parse_amount
from kg.yaml_nodes import yaml_files
from queries.typologies.kernel_specs import KERNELS
from queries.typologies.typology import (
    DURATION_UNITS,
    FeatureSpec,
    KernelSpec,
    Kind,
    ParameterSpec,
    ParameterValue,
    Reference,
    Scoring,
    Typology,
)

SHIPPED = Path(__file__).parent

COMMON_TEMPLATE_NAMES = ("subject", "amount", "first", "last")
"""Names every template may use besides features and parameters."""

_QUANTITY = re.compile(r"(-?\d+(?:\.\d+)?) +([a-z]+)")
_MONEY = re.compile(r"(\d+(?:\.\d+)?) +([A-Z0-9]{3,10})")


class DeclaredReference(Declared, frozen=True):
    """Who describes a typology."""

    title: Filled
    publisher: Filled
    year: Annotated[str, Meta(pattern=r"^(19|20)[0-9]{2}$", extra={"says": "a year"})]
    url: (
        Annotated[str, Meta(pattern=r"^https://\S+$", extra={"says": "an https address"})] | None
    ) = None


class DeclaredScoring(Declared, frozen=True):
    """A feature that scores; quantities are written with their unit ("3 accounts")."""

    feature: str
    start: str = field(name="from")
    full: str = field(name="to")
    points: str
    says: Filled
    says_without_usual: str | None = None


class TypologyFile(Declared, frozen=True):
    """What stands in the file of a typology."""

    name: Annotated[
        str,
        Meta(
            pattern="^[a-z][a-z0-9_]{0,39}$",
            extra={"says": "a name of lower-case letters, digits and '_'"},
        ),
    ]
    title: Filled
    description: Filled
    references: Annotated[tuple[DeclaredReference, ...], Meta(min_length=1)]
    kernel: str
    summary: Filled
    scoring: Annotated[tuple[DeclaredScoring, ...], Meta(min_length=1)]
    threshold: str
    parameters: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    part_of: tuple[str, ...] = ()


def load_typologies(extra: Iterable[Path] = ()) -> tuple[Typology, ...]:
    """The typologies that ship with the product and those of `extra`, by name.

    Args:
        extra: YAML files, or folders with some. One with the name of a shipped typology
            takes its place.

    Raises:
        MappingError: a file is wrong; says which, in which line, and what to do.
    """
    shipped = [_typology(path) for path in yaml_files([SHIPPED], MappingError)]
    own = [_typology(path) for path in yaml_files(extra, MappingError)]
    by_name = {typology.name: typology for typology in shipped}
    seen: dict[str, Typology] = {}
    for typology in own:
        if typology.name in seen:
            raise MappingError(
                f"the name is also used in {seen[typology.name].file}",
                file=typology.file,
                line=typology.line,
                value=typology.name,
            )
        seen[typology.name] = typology
    by_name |= seen
    _check_parts(by_name)
    return tuple(by_name[name] for name in sorted(by_name))


def _check_parts(by_name: Mapping[str, Typology]) -> None:
    """`part_of` names other typologies, and none is a part of itself over others."""
    for typology in by_name.values():
        for name in typology.part_of:
            if name not in by_name:
                raise _wrong_part(
                    typology, name, "no typology has this name", "Known: " + ", ".join(by_name)
                )
        wholes = list(typology.part_of)
        seen: set[str] = set()
        while wholes:
            name = wholes.pop()
            if name == typology.name:
                raise _wrong_part(
                    typology, name, "a typology cannot be a part of itself, nor over others"
                )
            if name not in seen:
                seen.add(name)
                wholes.extend(by_name[name].part_of if name in by_name else ())


def _wrong_part(
    typology: Typology, name: str, message: str, hint: str | None = None
) -> MappingError:
    return MappingError(
        message, file=typology.file, line=typology.line, field="part_of", value=name, hint=hint
    )


def _typology(path: Path) -> Typology:
    file = read(path, TypologyFile, MappingError)
    said, root = file.value, Spot(file)
    if said.kernel not in KERNELS:
        raise root.below("kernel").error("no such kernel", hint="Known: " + ", ".join(KERNELS))
    kernel = KERNELS[said.kernel]
    names = {*COMMON_TEMPLATE_NAMES, *kernel.features, *kernel.parameters, *kernel.others}
    parameters = _parameters(said.parameters, kernel, root.below("parameters"))
    scoring = tuple(
        _scoring(one, kernel, names, root.below("scoring", place))
        for place, one in enumerate(said.scoring)
    )
    positive = sum(max(entry.points, 0.0) for entry in scoring)
    threshold = _quantity(said.threshold, "points", root.below("threshold"))
    if not 0 < threshold <= min(positive, 100.0):
        raise root.below("threshold").error(
            f"must be above 0 and within the {positive:g} points that can be reached"
        )
    return Typology(
        name=said.name,
        title=said.title,
        description=said.description,
        references=tuple(
            Reference(one.title, one.publisher, int(one.year), one.url) for one in said.references
        ),
        kernel=kernel.name,
        parameters=parameters,
        summary=_template(said.summary, names, root.below("summary")),
        scoring=scoring,
        threshold=threshold,
        part_of=said.part_of,
        file=file.file,
        line=file.line("name"),
    )


def _parameters(
    given: Mapping[str, str | tuple[str, ...]], kernel: KernelSpec, place: Spot
) -> Mapping[str, ParameterValue]:
    for name in given:
        if name not in kernel.parameters:
            raise place.below(name).error(
                f"{kernel.name} has no such parameter", hint=suggestion(name, kernel.parameters)
            )
    found: dict[str, ParameterValue] = {}
    for name, spec in kernel.parameters.items():
        if name in given:
            found[name] = _parameter(given[name], spec, place.below(name))
        elif spec.default is None:
            raise place.error(f"{kernel.name} needs the parameter '{name}'")
        else:
            found[name] = spec.default
    low, high = found.get("least_passed_on"), found.get("most_passed_on")
    if isinstance(low, float) and isinstance(high, float) and low > high:
        raise place.below("least_passed_on").error("is above most_passed_on")
    return found


def _parameter(written: str | tuple[str, ...], spec: ParameterSpec, place: Spot) -> ParameterValue:
    result: ParameterValue
    if spec.kind is Kind.AMOUNTS:
        if isinstance(written, str):
            raise place.error("a list of amounts is expected here")
        return dict(_money(one, place.below(number)) for number, one in enumerate(written))
    if not isinstance(written, str):
        raise place.error("one value is expected here, not a list")
    if spec.kind is Kind.FLAG:
        if written not in ("true", "false"):
            raise place.error("true or false is expected here")
        return written == "true"
    if spec.kind is Kind.DURATION:
        result = timedelta(hours=_duration(written, place))
        small = result / timedelta(days=1) < spec.least
    elif spec.kind is Kind.SHARE:
        result = _quantity(written, "percent", place) / 100
        small = result < spec.least
    else:
        number = _quantity(written, spec.unit, place)
        if number != int(number):
            raise place.error("a whole number is expected")
        result = int(number)
        small = result < spec.least
    if small:
        least = f"{spec.least * 100:g} percent" if spec.kind is Kind.SHARE else f"{spec.least:g}"
        raise place.error(f"must be at least {least}")
    return result


def _scoring(said: DeclaredScoring, kernel: KernelSpec, names: set[str], place: Spot) -> Scoring:
    if said.feature not in kernel.features:
        raise place.below("feature").error(
            f"{kernel.name} measures no such feature", hint="Known: " + ", ".join(kernel.features)
        )
    spec = kernel.features[said.feature]
    start = _of_feature(said.start, spec, place.below("from"))
    full = _of_feature(said.full, spec, place.below("to"))
    if start == full:
        raise place.below("to").error("'from' and 'to' must differ")
    points = _quantity(said.points, "points", place.below("points"))
    if not -100 <= points <= 100 or points == 0:
        raise place.below("points").error("must be from -100 to 100 and not 0")
    unusual = said.says_without_usual
    if unusual is not None:
        if not spec.of_usual:
            raise place.below("says_without_usual").error(
                f"'{said.feature}' is no multiple of what is usual"
            )
        _template(unusual, {*names, "value"}, place.below("says_without_usual"))
    says = _template(said.says, {*names, "value"}, place.below("says"))
    return Scoring(said.feature, start, full, points, says, unusual)


def _of_feature(written: str, spec: FeatureSpec, place: Spot) -> float:
    if spec.kind is Kind.DURATION:
        return _duration(written, place)
    return _quantity(written, spec.shown_unit, place)


def _duration(written: str, place: Spot) -> float:
    number, unit = _split(written, "7 days", place)
    if unit not in DURATION_UNITS:
        raise place.error("not a unit of time", hint="Write minutes, hours, days, weeks")
    return number * (DURATION_UNITS[unit] / timedelta(hours=1))


def _quantity(written: str, unit: str, place: Spot) -> float:
    number, given = _split(written, f"5 {unit}", place)
    if given not in (unit, unit.removesuffix("s")):
        raise place.error(f"the unit here is '{unit}'")
    return number


def _split(written: str, example: str, place: Spot) -> tuple[float, str]:
    match = _QUANTITY.fullmatch(written)
    if match is None:
        raise place.error("a number with its unit is expected", hint=f"Write '{example}'")
    return float(match[1]), match[2]


def _money(written: str, place: Spot) -> tuple[str, int]:
    match = _MONEY.fullmatch(written)
    if match is None or not is_currency(match[2]):
        raise place.error("an amount and its currency are expected", hint="Write '10000 EUR'")
    try:
        minor = parse_amount(match[1], match[2])
    except ValueError as fault:
        raise place.error(str(fault)) from fault
    if minor <= 0:
        raise place.error("must be above 0")
    return match[2], minor


def _template(text: str, names: set[str], place: Spot) -> str:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as fault:
        raise place.error(f"not a template: {fault}") from fault
    for _, name, layout, conversion in parts:
        if name is not None and (name not in names or layout or conversion):
            raise place.error(
                "nothing of this name to put in",
                value="{" + name + "}",
                hint="Known: " + ", ".join(sorted(names)),
            )
    return text
