"""Classic XBRL 2.1 instances, such as filings before 2019 and those derived from inline XBRL."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ingest.reports.layout.markup import Places, read_bytes
from ingest.reports.xbrl.contexts import elements, read_context, read_unit
from ingest.reports.xbrl.facts import (
    Context,
    Fact,
    FactTuple,
    Footnote,
    Problem,
    Relationship,
    Report,
    Unit,
    accuracy,
    decimal_of,
)
from ingest.reports.xbrl.names import LINK, XBRLI, XLINK, XML, XSI, of_tag
from kg.errors import BadFile
from kg.text.markup import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_TRUE = frozenset({"true", "1"})
_NOT_FACTS = (f"{{{XBRLI}}}", f"{{{LINK}}}")
_STARTS_WITH_TAG = re.compile(r"\s*<[A-Za-z][^>]*>")
_TAG = re.compile(r"<[^>]*>")
_LONGEST_TEXT = 4_000_000


def read_instance(source: Path | bytes, name: str | None = None) -> Report:
    """Read a classic XBRL instance.

    Args:
        source: a file, or its bytes.
        name: what to call the bytes in messages and in `Fact.document`.

    Returns:
        Every fact in the order of the document, tuples opened. `Fact.text` of a text block is
        its text without the mark-up. What cannot be read is in `Report.problems`.

    Raises:
        BadFile: not well-formed, too large, with entities, or no instance.
    """
    data, shown = read_bytes(source, name)
    root = parse_xml(data, shown)
    if root.tag != f"{{{XBRLI}}}xbrl":
        found = root.find(f".//{{{XBRLI}}}xbrl")
        if found is None:
            raise BadFile(
                "the document is no XBRL instance",
                file=shown,
                value=str(root.tag).rpartition("}")[2],
            )
        root = found
    return _Reading(shown).read(root)


def is_instance(path: Path) -> bool:
    """Whether a file looks like an instance: an `xbrl` element near its beginning."""
    if path.suffix.lower() not in {".xml", ".xbrl"}:
        return False
    with path.open("rb") as stream:
        head = stream.read(20_000)
    return re.search(rb"<(?:[\w.-]+:)?xbrl[\s>]", head) is not None


@dataclass
class _Reading:
    name: str
    contexts: dict[str, Context] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    tuples: list[FactTuple] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    places: Places = field(default_factory=Places)
    notes_of: dict[str, list[Footnote]] = field(default_factory=dict)
    footnotes: list[Footnote] = field(default_factory=list)
    relationships: list[Relationship] = field(default_factory=list)

    def read(self, root: _Element) -> Report:
        for element in root.iterchildren(f"{{{XBRLI}}}context"):
            self._try(element, self._context)
        for element in root.iterchildren(f"{{{XBRLI}}}unit"):
            self._try(element, self._unit)
        for element in root.iterchildren(f"{{{LINK}}}footnoteLink"):
            self._footnotes(element)
        for element in elements(root):
            if not str(element.tag).startswith(_NOT_FACTS):
                self._item(element, None)
        schemas = [
            element.get(f"{{{XLINK}}}href") or ""
            for element in root.iterchildren(f"{{{LINK}}}schemaRef")
        ]
        return Report(
            facts=tuple(self.facts),
            contexts=MappingProxyType(self.contexts),
            units=MappingProxyType(self.units),
            footnotes=tuple(self.footnotes),
            relationships=tuple(self.relationships),
            tuples=tuple(self.tuples),
            schemas=tuple(schemas),
            problems=tuple(self.problems),
            documents=(self.name,),
        )

    def _try(self, element: _Element, action: Any) -> None:
        try:
            action(element)
        except (ValueError, OverflowError) as error:
            self.problems.append(Problem(self.name, self.places.of(element), str(error)))

    def _context(self, element: _Element) -> None:
        context = read_context(element)
        self.contexts[context.id] = context

    def _unit(self, element: _Element) -> None:
        unit = read_unit(element)
        self.units[unit.id] = unit

    def _item(self, element: _Element, parent: str | None) -> None:
        """A fact; an element without a context is a tuple, whose children are facts."""
        if element.get("contextRef") is not None:
            self._try(element, lambda found: self.facts.append(self._fact(found, parent)))
            return
        namespace, concept = of_tag(str(element.tag), element.nsmap)
        inner = list(elements(element))
        if not inner:
            reason = f"{concept} has no context"
            self.problems.append(Problem(self.name, self.places.of(element), reason))
            return
        identifier = element.get("id") or self.places.of(element)
        self.tuples.append(FactTuple(identifier, concept, namespace, parent))
        for child in inner:
            self._item(child, identifier)

    def _fact(self, element: _Element, parent: str | None) -> Fact:
        namespace, concept = of_tag(str(element.tag), element.nsmap)
        context = self.contexts.get(reference := (element.get("contextRef") or "").strip())
        if context is None:
            raise ValueError(f"the context '{reference}' of {concept} is missing")
        unit = None
        if (unit_reference := element.get("unitRef")) is not None:
            unit = self.units.get(unit_reference.strip())
            if unit is None:
                raise ValueError(f"the unit '{unit_reference}' of {concept} is missing")
        nil = (element.get(f"{{{XSI}}}nil") or "").strip() in _TRUE
        raw = "".join(str(part) for part in element.itertext())
        escaped = unit is None and _STARTS_WITH_TAG.match(raw) is not None
        value: Decimal | Fraction | str | None = None
        problem: str | None = None
        try:
            if not nil:
                value = raw.strip(" \t\r\n") if unit is None else _number(element, raw)
        except ValueError as error:
            problem = str(error)
            self.problems.append(Problem(self.name, self.places.of(element), problem))
        identifier = element.get("id")
        return Fact(
            concept=concept,
            namespace=namespace,
            value=value,
            context=context,
            unit=unit,
            decimals=accuracy(element.get("decimals")),
            precision=accuracy(element.get("precision")),
            language=_language(element) if unit is None else None,
            nil=nil,
            escaped=escaped,
            text=_without_tags(raw) if escaped else " ".join(raw.split()),
            element_id=identifier,
            place=self.places.of(element),
            document=self.name,
            tuple_id=parent,
            footnotes=tuple(self.notes_of.get(identifier or "", ())),
            problem=problem,
        )

    def _footnotes(self, link: _Element) -> None:
        """Facts (by `#id`) and notes are joined by arcs between their labels (§4.11)."""
        places: dict[str, list[str]] = {}
        for locator in link.iterchildren(f"{{{LINK}}}loc"):
            fragment = (locator.get(f"{{{XLINK}}}href") or "").rpartition("#")[2]
            places.setdefault(locator.get(f"{{{XLINK}}}label") or "", []).append(fragment)
        notes: dict[str, list[Footnote]] = {}
        for element in link.iterchildren(f"{{{LINK}}}footnote"):
            label = element.get(f"{{{XLINK}}}label") or ""
            note = Footnote(
                id=element.get("id") or label,
                text=" ".join("".join(str(part) for part in element.itertext()).split()),
                role=element.get(f"{{{XLINK}}}role"),
                language=_language(element),
            )
            notes.setdefault(label, []).append(note)
            self.footnotes.append(note)
        for arc in link.iterchildren(f"{{{LINK}}}footnoteArc"):
            target = arc.get(f"{{{XLINK}}}to") or ""
            for source in places.get(arc.get(f"{{{XLINK}}}from") or "", ()):
                self.notes_of.setdefault(source, []).extend(notes.get(target, ()))
                self.relationships.extend(
                    Relationship(source, other, arc.get(f"{{{XLINK}}}arcrole"))
                    for other in places.get(target, ())
                )


def _number(element: _Element, raw: str) -> Decimal | Fraction:
    above = element.find(f"{{{XBRLI}}}numerator")
    below = element.find(f"{{{XBRLI}}}denominator")
    if above is None or below is None:
        return decimal_of(raw)
    denominator = Fraction(decimal_of(below.text or ""))
    if not denominator:
        raise ValueError("a denominator of zero")
    return Fraction(decimal_of(above.text or "")) / denominator


def _without_tags(raw: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", raw[:_LONGEST_TEXT])).split())


def _language(element: _Element) -> str | None:
    current: _Element | None = element
    while current is not None:
        language = current.get(f"{{{XML}}}lang")
        if language:
            return language
        current = current.getparent()
    return None
