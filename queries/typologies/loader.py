"""Typologies read from YAML and checked; every fault is told with its file and line."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path

from kg.errors import MappingError
from kg.values.money import is_currency, parse_amount
from kg.yaml_file import Value, yaml_files
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

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_QUANTITY = re.compile(r"(-?\d+(?:\.\d+)?) +([a-z]+)")
_MONEY = re.compile(r"(\d+(?:\.\d+)?) +([A-Z0-9]{3,10})")
_URL = re.compile(r"https://\S+")
_TYPOLOGY_KEYS = (
    "name", "title", "description", "references", "kernel", "summary", "scoring", "threshold",
)  # fmt: skip
_OPTIONAL_KEYS = ("parameters", "part_of")
_SCORING_KEYS = ("feature", "from", "to", "points", "says")
_OPTIONAL_SCORING_KEYS = ("says_without_usual",)
_REFERENCE_KEYS = ("title", "publisher", "year")


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
    root = Value.read(path, MappingError)
    entries = root.record("a typology", _TYPOLOGY_KEYS, _OPTIONAL_KEYS)
    name = entries["name"].text()
    if not _NAME.fullmatch(name):
        raise entries["name"].error(
            "not usable as a name", value=name, hint="Use lower-case letters, digits and '_'"
        )
    kernel = _kernel(entries["kernel"])
    parameters = _parameters(entries.get("parameters"), kernel, entries["kernel"])
    names = {*COMMON_TEMPLATE_NAMES, *kernel.features, *kernel.parameters, *kernel.others}
    scoring = tuple(_scoring(item, kernel, names) for item in entries["scoring"].items())
    if not scoring:
        raise entries["scoring"].error("at least one feature must score")
    positive = sum(max(entry.points, 0.0) for entry in scoring)
    threshold = _quantity(entries["threshold"], "points")
    if not 0 < threshold <= min(positive, 100.0):
        raise entries["threshold"].error(
            f"must be above 0 and within the {positive:g} points that can be reached",
            value=threshold,
        )
    return Typology(
        name=name,
        title=entries["title"].text(),
        description=entries["description"].text(),
        references=_references(entries["references"]),
        kernel=kernel.name,
        parameters=parameters,
        summary=_template(entries["summary"], names),
        scoring=scoring,
        threshold=threshold,
        part_of=entries["part_of"].texts() if "part_of" in entries else (),
        file=root.file,
        line=entries["name"].line,
    )


def _kernel(value: Value) -> KernelSpec:
    name = value.text()
    if name not in KERNELS:
        raise value.error("no such kernel", value=name, hint="Known: " + ", ".join(KERNELS))
    return KERNELS[name]


def _parameters(
    value: Value | None, kernel: KernelSpec, place: Value
) -> Mapping[str, ParameterValue]:
    given = (
        value.mapping(f"the parameters of {kernel.name}", kernel.parameters)
        if value is not None
        else {}
    )
    found: dict[str, ParameterValue] = {}
    for name, spec in kernel.parameters.items():
        if name in given:
            found[name] = _parameter(given[name], spec)
        elif spec.default is None:
            raise (value or place).error(f"{kernel.name} needs the parameter '{name}'")
        else:
            found[name] = spec.default
    low, high = found.get("least_passed_on"), found.get("most_passed_on")
    if isinstance(low, float) and isinstance(high, float) and low > high:
        raise given.get("least_passed_on", place).error("is above most_passed_on", value=low)
    return found


def _parameter(value: Value, spec: ParameterSpec) -> ParameterValue:
    result: ParameterValue
    if spec.kind is Kind.FLAG:
        return value.flag()
    if spec.kind is Kind.AMOUNTS:
        return dict(_money(item) for item in value.items())
    if spec.kind is Kind.DURATION:
        result = timedelta(hours=_duration(value))
        small = result / timedelta(days=1) < spec.least
    elif spec.kind is Kind.SHARE:
        result = _quantity(value, "percent") / 100
        small = result < spec.least
    else:
        number = _quantity(value, spec.unit)
        if number != int(number):
            raise value.error("a whole number is expected", value=number)
        result = int(number)
        small = result < spec.least
    if small:
        least = f"{spec.least * 100:g} percent" if spec.kind is Kind.SHARE else f"{spec.least:g}"
        raise value.error(f"must be at least {least}", value=value.text())
    return result


def _scoring(value: Value, kernel: KernelSpec, names: set[str]) -> Scoring:
    entries = value.record("a scoring entry", _SCORING_KEYS, _OPTIONAL_SCORING_KEYS)
    feature = entries["feature"].text()
    if feature not in kernel.features:
        raise entries["feature"].error(
            f"{kernel.name} measures no such feature",
            value=feature,
            hint="Known: " + ", ".join(kernel.features),
        )
    spec = kernel.features[feature]
    start, full = _of_feature(entries["from"], spec), _of_feature(entries["to"], spec)
    if start == full:
        raise entries["to"].error("'from' and 'to' must differ", value=full)
    points = _quantity(entries["points"], "points")
    if not -100 <= points <= 100 or points == 0:
        raise entries["points"].error("must be from -100 to 100 and not 0", value=points)
    unusual = entries.get("says_without_usual")
    if unusual is not None and not spec.of_usual:
        raise unusual.error(f"'{feature}' is no multiple of what is usual")
    return Scoring(
        feature,
        start,
        full,
        points,
        _template(entries["says"], {*names, "value"}),
        None if unusual is None else _template(unusual, {*names, "value"}),
    )


def _of_feature(value: Value, spec: FeatureSpec) -> float:
    if spec.kind is Kind.DURATION:
        return _duration(value)
    return _quantity(value, spec.shown_unit)


def _duration(value: Value) -> float:
    number, unit = _split(value, "7 days")
    if unit not in DURATION_UNITS:
        raise value.error(
            "not a unit of time", value=unit, hint="Write minutes, hours, days, weeks"
        )
    return number * (DURATION_UNITS[unit] / timedelta(hours=1))


def _quantity(value: Value, unit: str) -> float:
    number, given = _split(value, f"5 {unit}")
    if given not in (unit, unit.removesuffix("s")):
        raise value.error(f"the unit here is '{unit}'", value=given)
    return number


def _split(value: Value, example: str) -> tuple[float, str]:
    try:
        text = value.text()
    except MappingError:
        text = ""
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise value.error(
            "a number with its unit is expected", value=text or None, hint=f"Write '{example}'"
        )
    return float(match[1]), match[2]


def _money(value: Value) -> tuple[str, int]:
    text = value.text()
    match = _MONEY.fullmatch(text)
    if match is None or not is_currency(match[2]):
        raise value.error(
            "an amount and its currency are expected", value=text, hint="Write '10000 EUR'"
        )
    try:
        minor = parse_amount(match[1], match[2])
    except ValueError as fault:
        raise value.error(str(fault), value=text) from fault
    if minor <= 0:
        raise value.error("must be above 0", value=text)
    return match[2], minor


def _references(value: Value) -> tuple[Reference, ...]:
    found = []
    for item in value.items():
        entries = item.record("a reference", _REFERENCE_KEYS, ("url",))
        year = entries["year"].text()
        if not re.fullmatch(r"(19|20)\d\d", year):
            raise entries["year"].error("a year in quotes is expected", value=year)
        url = entries["url"].text() if "url" in entries else None
        if url is not None and not _URL.fullmatch(url):
            raise entries["url"].error("an https address is expected", value=url)
        title, publisher = entries["title"].text(), entries["publisher"].text()
        found.append(Reference(title, publisher, int(year), url))
    if not found:
        raise value.error("at least one reference is needed: who describes this typology?")
    return tuple(found)


def _template(value: Value, names: set[str]) -> str:
    text = value.text()
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as fault:
        raise value.error(f"not a template: {fault}", value=text) from fault
    for _, name, layout, conversion in parts:
        if name is None:
            continue
        if name not in names or layout or conversion:
            raise value.error(
                "nothing of this name to put in",
                value="{" + name + "}",
                hint="Known: " + ", ".join(sorted(names)),
            )
    return text
