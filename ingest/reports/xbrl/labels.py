"""What a filing's taxonomy says of its concepts: labels, and how figures add up.

Linkbases may be files of their own or stand inside the schema; both are read. The networks
are those of XBRL 2.1, §5.2.2 (labels), §5.2.4 (presentation) and §5.2.5 (calculation).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from ingest.reports.markup import parse_xml, read_bytes
from ingest.reports.xbrl.names import LINK, XLINK, XML, prefixed
from ingest.reports.xbrl.values import decimal_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lxml.etree import _Element

_SCHEMA = "http://www.w3.org/2001/XMLSchema"
_LONGEST_LABEL = 100_000


@dataclass(frozen=True, slots=True)
class Label:
    """A label. `role` is the last step of its role: `label`, `terseLabel`, `totalLabel`,
    `negatedLabel`, `periodStartLabel`, `documentation` and so on."""

    concept: str
    role: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Arc:
    """One step of a network, in the extended link `role` (usually one statement or note).

    `weight` is set in calculations, `preferred_label` (a label's role) in presentations.
    """

    role: str
    parent: str
    child: str
    order: Decimal
    weight: Decimal | None = None
    preferred_label: str | None = None


@dataclass(frozen=True)
class Taxonomy:
    """The linkbases of a folder. `titles` names extended links by their role."""

    labels: tuple[Label, ...]
    calculations: tuple[Arc, ...]
    presentations: tuple[Arc, ...]
    titles: Mapping[str, str]

    def label(self, concept: str, role: str = "label", language: str = "en") -> str | None:
        """The label of a concept in a role, in `en-US` where `en` is asked; None without one."""
        for label in self._by_concept.get(concept, ()):
            if label.role == role and label.language.lower().startswith(language.lower()):
                return label.text
        return None

    @cached_property
    def _by_concept(self) -> Mapping[str, tuple[Label, ...]]:
        found: dict[str, list[Label]] = {}
        for label in self.labels:
            found.setdefault(label.concept, []).append(label)
        return {concept: tuple(labels) for concept, labels in found.items()}


def read_taxonomy(folder: Path) -> Taxonomy:
    """Read the linkbases and schemas (`*.xml`, `*.xsd`) that lie in a folder.

    Raises:
        BadFile: one of them is not well-formed, too large, or declares entities.
    """
    roots = [
        parse_xml(*read_bytes(path))
        for path in sorted(folder.iterdir())
        if path.suffix == ".xsd" or (path.suffix == ".xml" and _is_linkbase(path))
    ]
    concepts = _concept_ids(roots)
    labels: list[Label] = []
    calculations: list[Arc] = []
    presentations: list[Arc] = []
    titles: dict[str, str] = {}
    for root in roots:
        for link in root.iter(f"{{{LINK}}}labelLink"):
            labels.extend(_labels(link, concepts))
        for link in root.iter(f"{{{LINK}}}calculationLink"):
            calculations.extend(_arcs(link, "calculationArc", concepts))
        for link in root.iter(f"{{{LINK}}}presentationLink"):
            presentations.extend(_arcs(link, "presentationArc", concepts))
        for role in root.iter(f"{{{LINK}}}roleType"):
            definition = role.find(f"{{{LINK}}}definition")
            if definition is not None and definition.text:
                titles[role.get("roleURI") or ""] = " ".join(definition.text.split())
    return Taxonomy(
        tuple(dict.fromkeys(labels)),
        tuple(calculations),
        tuple(presentations),
        MappingProxyType(titles),
    )


def _is_linkbase(path: Path) -> bool:
    with path.open("rb") as stream:
        return b"linkbase" in stream.read(4_000).replace(b"linkbaseRef", b"")


def _concept_ids(roots: list[_Element]) -> Mapping[str, str]:
    """Ids of elements in the filing's own schemas to prefixed names."""
    found: dict[str, str] = {}
    for root in roots:
        namespace = root.get("targetNamespace") or ""
        prefix = next((p for p, uri in root.nsmap.items() if uri == namespace and p), None)
        for element in root.iterchildren(f"{{{_SCHEMA}}}element"):
            name, identifier = element.get("name"), element.get("id")
            if name and identifier:
                found[identifier] = prefixed(namespace, name, prefix)
    return found


def _concept(href: str, concepts: Mapping[str, str]) -> str:
    """`…us-gaap-2023.xsd#us-gaap_Assets` is `us-gaap:Assets`, unless a schema says otherwise."""
    fragment = href.rpartition("#")[2]
    if fragment in concepts:
        return concepts[fragment]
    prefix, _, name = fragment.partition("_")
    return f"{prefix}:{name}" if name else fragment


def _locators(link: _Element, concepts: Mapping[str, str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for locator in link.iterchildren(f"{{{LINK}}}loc"):
        label = locator.get(f"{{{XLINK}}}label") or ""
        concept = _concept(locator.get(f"{{{XLINK}}}href") or "", concepts)
        found.setdefault(label, []).append(concept)
    return found


def _labels(link: _Element, concepts: Mapping[str, str]) -> Iterator[Label]:
    places = _locators(link, concepts)
    resources: dict[str, list[_Element]] = {}
    for element in link.iterchildren(f"{{{LINK}}}label"):
        resources.setdefault(element.get(f"{{{XLINK}}}label") or "", []).append(element)
    for arc in _effective(link, "labelArc"):
        for concept in places.get(arc.get(f"{{{XLINK}}}from") or "", ()):
            for element in resources.get(arc.get(f"{{{XLINK}}}to") or "", ()):
                text = " ".join("".join(str(part) for part in element.itertext()).split())
                role = element.get(f"{{{XLINK}}}role") or "label"
                language = element.get(f"{{{XML}}}lang") or ""
                yield Label(concept, role.rpartition("/")[2], language, text[:_LONGEST_LABEL])


def _arcs(link: _Element, name: str, concepts: Mapping[str, str]) -> Iterator[Arc]:
    places = _locators(link, concepts)
    role = link.get(f"{{{XLINK}}}role") or ""
    for arc in _effective(link, name):
        weight = arc.get("weight")
        preferred = arc.get("preferredLabel")
        for parent in places.get(arc.get(f"{{{XLINK}}}from") or "", ()):
            for child in places.get(arc.get(f"{{{XLINK}}}to") or "", ()):
                yield Arc(
                    role=role,
                    parent=parent,
                    child=child,
                    order=decimal_of(arc.get("order") or "1"),
                    weight=decimal_of(weight) if weight else None,
                    preferred_label=preferred.rpartition("/")[2] if preferred else None,
                )


def _effective(link: _Element, name: str) -> Iterator[_Element]:
    """Arcs that no arc of the same or a higher priority prohibits (XBRL 2.1, §3.5.3.9.7.5)."""
    arcs = list(link.iterchildren(f"{{{LINK}}}{name}"))
    prohibited: dict[tuple[str | None, str | None], int] = {}
    for arc in arcs:
        if arc.get("use") == "prohibited":
            ends = (arc.get(f"{{{XLINK}}}from"), arc.get(f"{{{XLINK}}}to"))
            prohibited[ends] = max(prohibited.get(ends, -(10**6)), _priority(arc))
    for arc in arcs:
        ends = (arc.get(f"{{{XLINK}}}from"), arc.get(f"{{{XLINK}}}to"))
        if arc.get("use") != "prohibited" and _priority(arc) > prohibited.get(ends, -(10**6)):
            yield arc


def _priority(arc: _Element) -> int:
    text = arc.get("priority") or "0"
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 7 else 0
