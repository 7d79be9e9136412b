"""Contexts and units, which inline documents and instances write alike (XBRL 2.1, §4.7, §4.8)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from ingest.reports.xbrl.facts import Context, Dimension, Duration, Entity, Forever, Instant, Unit
from ingest.reports.xbrl.names import XBRLDI, XBRLI, XSI, of_tag, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from ingest.reports.xbrl.facts import Period

_MOMENT = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)(?:T(?P<time>\d\d:\d\d:\d\d)(?P<part>\.\d+)?)?"
    r"(?P<zone>Z|[+-]\d\d:\d\d)?"
)
_LONGEST_OTHER = 2_000


def read_context(element: _Element) -> Context:
    """An `xbrli:context`.

    Raises:
        ValueError: it lacks an entity or a period, or a date or dimension cannot be read.
    """
    entity = element.find(f"{{{XBRLI}}}entity")
    identifier = entity.find(f"{{{XBRLI}}}identifier") if entity is not None else None
    period = element.find(f"{{{XBRLI}}}period")
    if entity is None or identifier is None or period is None:
        raise ValueError("the context lacks an entity or a period")
    dimensions: list[Dimension] = []
    other: list[str] = []
    for container in (
        entity.find(f"{{{XBRLI}}}segment"),
        element.find(f"{{{XBRLI}}}scenario"),
    ):
        if container is not None:
            _read_container(container, dimensions, other)
    return Context(
        id=element.get("id") or "",
        entity=Entity((identifier.get("scheme") or "").strip(), _text(identifier)),
        period=read_period(period),
        dimensions=tuple(sorted(dimensions, key=lambda found: (found.axis, found.member or ""))),
        other=tuple(other),
    )


def read_period(element: _Element) -> Period:
    """An `xbrli:period`: an end without a time is the end of that day (XBRL 2.1, §4.7.2).

    Raises:
        ValueError: neither an instant, nor a start and an end, nor forever.
    """
    parts = {of_tag(str(child.tag), {})[1].rpartition(":")[2]: child for child in elements(element)}
    if "instant" in parts:
        return Instant(*_end(_text(parts["instant"])))
    if "startDate" in parts and "endDate" in parts:
        start, start_moment = _start(_text(parts["startDate"]))
        end, end_moment = _end(_text(parts["endDate"]))
        if end < start:
            raise ValueError(f"the period ends on {end}, before it starts on {start}")
        return Duration(start, end, start_moment, end_moment)
    if "forever" in parts:
        return Forever()
    raise ValueError("the period has neither an instant nor a start and an end")


def read_unit(element: _Element) -> Unit:
    """An `xbrli:unit`, multiplied or divided.

    Raises:
        ValueError: it names no measure, or one with an undeclared prefix.
    """
    divide = element.find(f"{{{XBRLI}}}divide")
    if divide is None:
        above: _Element | None = element
        below = None
    else:
        above = divide.find(f"{{{XBRLI}}}unitNumerator")
        below = divide.find(f"{{{XBRLI}}}unitDenominator")
        if above is None or below is None:
            raise ValueError("the unit divides without a numerator or a denominator")
    numerator = tuple(sorted(_measures(above)))
    if not numerator:
        raise ValueError("the unit names no measure")
    return Unit(element.get("id") or "", numerator, tuple(sorted(_measures(below))))


def _read_container(container: _Element, dimensions: list[Dimension], other: list[str]) -> None:
    from lxml import etree

    kind = str(container.tag).rpartition("}")[2]
    for child in elements(container):
        if child.tag == f"{{{XBRLDI}}}explicitMember":
            axis = resolve(child.get("dimension") or "", child.nsmap)[1]
            dimensions.append(Dimension(axis, resolve(_text(child), child.nsmap)[1], None, kind))
        elif child.tag == f"{{{XBRLDI}}}typedMember":
            axis = resolve(child.get("dimension") or "", child.nsmap)[1]
            value = next(elements(child), None)
            if value is None:
                raise ValueError(f"the typed member of {axis} is empty")
            nil = value.get(f"{{{XSI}}}nil") in {"true", "1"}
            typed = of_tag(str(value.tag), value.nsmap)[1]
            dimensions.append(Dimension(axis, None if nil else _text(value), typed, kind))
        else:
            xml = etree.tostring(child, encoding="unicode", with_tail=False)
            other.append(xml[:_LONGEST_OTHER])


def _measures(element: _Element | None) -> Iterator[str]:
    if element is None:
        return
    for child in element.iterchildren(f"{{{XBRLI}}}measure"):
        yield resolve(_text(child), child.nsmap)[1]


def _moment(text: str) -> tuple[datetime, bool]:
    """The moment, and whether a time was given with it."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is no date")
    try:
        day = date.fromisoformat(match["date"])
        if match["time"] is None:
            return datetime.combine(day, time()), False
        # XML Schema's 24:00:00 is the next midnight.
        after_midnight = match["time"] == "24:00:00"
        clock = "00:00:00" if after_midnight else match["time"]
        text = f"{day}T{clock}{(match['part'] or '')[:7]}{match['zone'] or ''}"
        return datetime.fromisoformat(text) + timedelta(days=after_midnight), True
    except ValueError:
        raise ValueError(f"'{text}' is no date") from None
    except OverflowError:
        raise ValueError(f"'{text}' is out of range") from None


def _start(text: str) -> tuple[date, datetime | None]:
    moment, _ = _moment(text)
    return moment.date(), None if moment.time() == time() else moment


def _end(text: str) -> tuple[date, datetime | None]:
    moment, timed = _moment(text)
    if timed and moment.time() == time():
        # Midnight at the beginning of a day is the end of the day before.
        return moment.date() - timedelta(days=1), None
    return moment.date(), moment if timed else None


def elements(element: _Element) -> Iterator[_Element]:
    """Its children, without comments and processing instructions."""
    for child in element:
        tag: Any = child.tag
        if isinstance(tag, str):
            yield child


def _text(element: _Element) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())
