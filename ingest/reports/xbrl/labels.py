"""What a filing's taxonomy calls its concepts: the label linkbases that lie beside a document.

A document names its schema (`link:schemaRef`), the schema its linkbases (`link:linkbaseRef`), and
these give labels (XBRL 2.1, §4.2, §5.1.2 and §5.2.2). Only files beside the document are read:
nothing is fetched, and a name that leads elsewhere is passed over.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ingest.reports.layout.markup import read_bytes
from ingest.reports.xbrl.facts import Problem
from ingest.reports.xbrl.names import LINK, XLINK, XML
from kg.errors import BadFile
from kg.text.files import LARGEST_FILING
from kg.text.markup import parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from ingest.reports.xbrl.facts import Report

FilesBeside = Mapping[str, Path | bytes]
"""The files that lie beside a document, itself included, by name."""

_SCHEMA = "http://www.w3.org/2001/XMLSchema"
_STANDARD = "http://www.xbrl.org/2003/role/label"
_LABEL_LINKBASE = "http://www.xbrl.org/2003/role/labelLinkbaseRef"
_LABEL_FILE = "_lab.xml"
"""End of the name of a label linkbase (EDGAR Filer Manual, volume II, 6.3.3)."""

_LONGEST_LABEL = 1_000
"""Characters; a name is shorter than 511 (EDGAR Filer Manual, volume II, 6.10)."""

_HEAD = 20_000
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_TAXONOMY_ROOT = re.compile(
    rb"[^<]*(?:<[?!][^>]*>[^<]*)*"
    rb"<(?:[\w.-]+:)?(?:linkbase\s[^>]*xbrl\.org/2003/linkbase|schema\s[^>]*/XMLSchema)"
)
_CONCEPT_BEGINNING = re.compile(r"(?:.*[:}])?")


@dataclass(frozen=True, slots=True)
class Label:
    """The standard label of a concept.

    Attributes:
        text: on one line.
        language: as the linkbase writes it (`en-US`), "" where it gives none.
        file: the linkbase, or the schema that holds it.
    """

    concept: str
    text: str
    language: str
    file: str


@dataclass(frozen=True)
class Labels:
    """The labels that a document's taxonomy gives, in one language for each concept.

    Attributes:
        by_concept: in English, or in the only language that the taxonomy has.
        files: names of the files that were looked into for them, broken ones too.
        problems: files that could not be read.
    """

    by_concept: Mapping[str, Label] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def text(self, concept: str) -> str | None:
        """The label of a concept; None where it has none."""
        label = self.by_concept.get(concept)
        return label.text if label else None


def files_beside(path: Path) -> FilesBeside:
    """The files of the folder that a document is in; links to others are left out.

    Raises:
        BadFile: the folder cannot be listed.
    """
    try:
        with os.scandir(path.parent) as entries:
            names = [one.name for one in entries if one.is_file(follow_symlinks=False)]
    except OSError as fault:
        raise BadFile(f"cannot be listed: {fault.strerror}", file=path.parent) from fault
    return {name: path.parent / name for name in names}


def is_taxonomy_file(path: Path) -> bool:
    """Whether a file is a schema or linkbase, which is read with the document that names it."""
    if path.suffix.lower() not in {".xsd", ".xml"}:
        return False
    with path.open("rb") as stream:
        head = _COMMENT.sub(b"", stream.read(_HEAD))
    return _TAXONOMY_ROOT.match(head) is not None


def read_labels(report: Report, beside: FilesBeside) -> Labels:
    """The labels of a document's concepts.

    A linkbase that bears another name than the schema gives it, as in archives that rename
    files, is known by what it labels: elements of the schema that the document names.
    """
    reading = _Reading(beside)
    for href in report.schemas:
        reading.read_schema(href)
    if not any(True for root in reading.roots.values() for _ in _label_links(root)):
        for href in report.schemas:
            reading.read_renamed(href)
    labels = list(reading.labels(_beginnings(report)))
    return Labels(
        MappingProxyType(_in_one_language(labels)), tuple(reading.seen), tuple(reading.problems)
    )


@dataclass
class _Reading:
    beside: FilesBeside
    roots: dict[str, _Element] = field(default_factory=dict)
    seen: dict[str, None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    size: int = 0

    def read_schema(self, href: str) -> None:
        """A schema, the schemas beside it that it takes in, and the label linkbases of all."""
        waiting = [href]
        while waiting:
            root = self._read(waiting.pop(0))
            if root is None:
                continue
            for reference in root.iter(f"{{{LINK}}}linkbaseRef"):
                if reference.get(f"{{{XLINK}}}role") in {_LABEL_LINKBASE, None}:
                    self._read(reference.get(f"{{{XLINK}}}href") or "")
            for tag in ("import", "include"):
                for other in root.iterchildren(f"{{{_SCHEMA}}}{tag}"):
                    waiting.append(other.get("schemaLocation") or "")

    def read_renamed(self, href: str) -> None:
        """Label linkbases of the same company with locators that point at the schema."""
        schema = _local_name(href)
        company = schema.removesuffix(".xsd").partition("-")[0]
        if not company:
            return
        points_at_it = re.compile(rb"[\"']" + re.escape(schema.encode()) + b"#")
        for name in sorted(self.beside):
            if not name.startswith(company) or not name.endswith(_LABEL_FILE):
                continue
            try:
                data, _ = read_bytes(self.beside[name], name)
            except BadFile:
                continue
            if points_at_it.search(data):
                self._read(name)

    def _read(self, href: str) -> _Element | None:
        name = _local_name(href)
        source = self.beside.get(name)
        if source is None or name in self.seen:
            return None
        self.seen[name] = None
        try:
            data, _ = read_bytes(source, name)
            self.size += len(data)
            if self.size > LARGEST_FILING:
                raise BadFile(f"more than {LARGEST_FILING // 2**20} MB of taxonomy", file=name)
            root = parse_xml(data, name)
        except BadFile as fault:
            self.problems.append(Problem(name, "", fault.message))
            return None
        self.roots[name] = root
        return root

    def labels(self, beginnings: Mapping[str, str]) -> Iterator[Label]:
        concepts = _concept_ids(self.roots, beginnings)
        for name, root in self.roots.items():
            for link in _label_links(root):
                yield from _labels(link, name, concepts)


def _local_name(href: str) -> str:
    """The name of a file beside the document; what leads elsewhere is the name of none."""
    return unquote(href.partition("#")[0].strip()).removeprefix("./")


def _label_links(root: _Element) -> Iterator[_Element]:
    yield from root.iter(f"{{{LINK}}}labelLink")


def _beginnings(report: Report) -> Mapping[str, str]:
    """What the names of concepts begin with in a report, by namespace: `us-gaap:`."""
    found: dict[str, str] = {}
    for fact in report.facts:
        if fact.namespace not in found:
            beginning = _CONCEPT_BEGINNING.match(fact.concept)
            found[fact.namespace] = beginning[0] if beginning else ""
    return found


def _concept_ids(
    roots: Mapping[str, _Element], beginnings: Mapping[str, str]
) -> Mapping[tuple[str, str], str]:
    """Concepts of the report by the file and the id of the element that declares them."""
    found: dict[tuple[str, str], str] = {}
    for file, root in roots.items():
        beginning = beginnings.get(root.get("targetNamespace") or "")
        if beginning is None:
            continue
        for element in root.iterchildren(f"{{{_SCHEMA}}}element"):
            name, identifier = element.get("name"), element.get("id")
            if name and identifier:
                found[file, identifier] = f"{beginning}{name}"
    return found


def _concept(href: str, file: str, concepts: Mapping[tuple[str, str], str]) -> str:
    """`…us-gaap-2023.xsd#us-gaap_Assets` is `us-gaap:Assets`, unless a schema says otherwise."""
    fragment = href.rpartition("#")[2]
    known = concepts.get((_local_name(href) or file, fragment))
    if known is not None:
        return known
    prefix, _, name = fragment.partition("_")
    return f"{prefix}:{name}" if name else fragment


def _labels(link: _Element, file: str, concepts: Mapping[tuple[str, str], str]) -> Iterator[Label]:
    """The standard labels of an extended link; one without a role is standard (§5.2.2.2.2)."""
    places: dict[str, list[str]] = {}
    for locator in link.iterchildren(f"{{{LINK}}}loc"):
        concept = _concept(locator.get(f"{{{XLINK}}}href") or "", file, concepts)
        places.setdefault(locator.get(f"{{{XLINK}}}label") or "", []).append(concept)
    resources: dict[str, list[_Element]] = {}
    for element in link.iterchildren(f"{{{LINK}}}label"):
        if element.get(f"{{{XLINK}}}role") in {_STANDARD, None}:
            resources.setdefault(element.get(f"{{{XLINK}}}label") or "", []).append(element)
    for arc in _effective_arcs(link):
        for element in resources.get(arc.get(f"{{{XLINK}}}to") or "", ()):
            text = " ".join("".join(str(part) for part in element.itertext()).split())
            if not text or len(text) > _LONGEST_LABEL:
                continue
            for concept in places.get(arc.get(f"{{{XLINK}}}from") or "", ()):
                yield Label(concept, text, element.get(f"{{{XML}}}lang") or "", file)


def _effective_arcs(link: _Element) -> Iterator[_Element]:
    """Arcs that no arc of the same or a higher priority prohibits (XBRL 2.1, §3.5.3.9.7.5)."""
    arcs = list(link.iterchildren(f"{{{LINK}}}labelArc"))
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


def _in_one_language(labels: Iterable[Label]) -> dict[str, Label]:
    """The first English label of each concept, else the first one of the only language."""
    every = list(labels)
    languages = {_language(one) for one in every}
    chosen = "en" if "en" in languages or len(languages) != 1 else next(iter(languages))
    found: dict[str, Label] = {}
    for one in every:
        if _language(one) == chosen:
            found.setdefault(one.concept, one)
    return found


def _language(label: Label) -> str:
    return label.language.partition("-")[0].lower()
