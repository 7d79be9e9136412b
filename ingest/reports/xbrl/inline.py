"""Inline XBRL 1.1 and 1.0: every fact of one or several documents that form one report."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ingest.reports.layout.markup import INLINE_NAMESPACES, Places, read_markup
from ingest.reports.xbrl.contexts import read_context, read_unit
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
    scaled,
)
from ingest.reports.xbrl.inline_text import Content
from ingest.reports.xbrl.names import LINK, XBRLI, XLINK, XML, XSI, resolve
from ingest.reports.xbrl.transforms import registry_prefix, transform
from kg.errors import BadFile
from kg.text.blocks import PlainText, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

_FACTS = frozenset({"nonFraction", "nonNumeric", "fraction"})
_TRUE = frozenset({"true", "1"})


def read_inline(source: Path | bytes | Iterable[Path], name: str | None = None) -> Report:
    """Read an inline XBRL document, or the several documents of one report.

    Args:
        source: a file, its bytes, or several files that share contexts and continuations.
        name: what to call the bytes in messages and in `Fact.document`.

    Returns:
        Every fact in the order of the documents. A fact whose value cannot be read is kept
        with its text and its `problem`; one without a context or unit that can be read is
        set aside. `Report.problems` lists both.

    Raises:
        BadFile: a document is not well-formed XML, too large, declares entities, or holds no
            inline XBRL.
    """
    sources = [source] if isinstance(source, Path | bytes) else list(source)
    reading = _Reading()
    for one in sources:
        reading.add(one, name)
    return reading.report()


@dataclass(frozen=True)
class _Document:
    name: str
    root: _Element
    text: PlainText
    elements: tuple[_Element, ...]


@dataclass
class _Reading:
    documents: list[_Document] = field(default_factory=list)
    contexts: dict[str, Context] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    continuations: dict[str, _Element] = field(default_factory=dict)
    footnote_elements: dict[str, _Element] = field(default_factory=dict)
    schemas: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    links: list[tuple[str, str, str | None]] = field(default_factory=list)
    tuples: dict[str, FactTuple] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    size: int = 0

    def add(self, source: Path | bytes, name: str | None) -> None:
        """Read the resources of one document; facts wait until all documents are known."""
        markup = read_markup(source, name)
        if not markup.inline:
            raise BadFile("the document holds no inline XBRL", file=markup.name)
        elements = tuple(_inline_elements(markup.root))
        text = plain_text(markup.root)
        self.size += source.stat().st_size if isinstance(source, Path) else len(source)
        self.documents.append(_Document(markup.name, markup.root, text, elements))
        for element in elements:
            self._add_resource(element, markup.name)
        for element in markup.root.iter(f"{{{XBRLI}}}context", f"{{{XBRLI}}}unit"):
            self._add_context_or_unit(element, markup.name)
        for element in markup.root.iter(f"{{{LINK}}}schemaRef"):
            href = element.get(f"{{{XLINK}}}href")
            if href:
                self.schemas.append(href)

    def _add_resource(self, element: _Element, document: str) -> None:
        match _name(element):
            case "continuation":
                self._keep(self.continuations, element.get("id"), element, document)
            case "footnote":
                identifier = element.get("id") or element.get("footnoteID")
                self._keep(self.footnote_elements, identifier, element, document)
            case "relationship":
                for source in (element.get("fromRefs") or "").split():
                    for target in (element.get("toRefs") or "").split():
                        self.links.append((source, target, element.get("arcrole")))
            case "tuple":
                self._add_tuple(element, document)

    def _keep(
        self, known: dict[str, _Element], identifier: str | None, element: _Element, document: str
    ) -> None:
        if not identifier or identifier in known:
            reason = f"a second {_name(element)} '{identifier}'" if identifier else "no id"
            self.problems.append(Problem(document, self.places.of(element), reason))
            return
        known[identifier] = element

    def _add_context_or_unit(self, element: _Element, document: str) -> None:
        identifier = element.get("id") or ""
        try:
            if str(element.tag).endswith("}context"):
                self.contexts[identifier] = read_context(element)
            else:
                self.units[identifier] = read_unit(element)
        except (ValueError, OverflowError) as error:
            self.unreadable[identifier] = str(error)
            self.problems.append(Problem(document, f"#{identifier}", str(error)))

    def _add_tuple(self, element: _Element, document: str) -> None:
        identifier = element.get("tupleID") or self.places.of(element)
        try:
            namespace, concept = resolve(element.get("name") or "", element.nsmap)
            parent, order = _tuple_of(element, self.places)
            self.tuples[identifier] = FactTuple(identifier, concept, namespace, parent, order)
        except ValueError as error:
            self.problems.append(Problem(document, self.places.of(element), str(error)))

    def report(self) -> Report:
        """All facts, once every document is there."""
        shown = self.documents[0].name if self.documents else "report"
        content = Content(self.continuations, self.size, shown)
        footnotes = {
            identifier: self._footnote(identifier, element, content)
            for identifier, element in self.footnote_elements.items()
        }
        notes_of: dict[str, list[Footnote]] = {}
        relationships: list[Relationship] = []
        for source, target, arcrole in self.links:
            if target in footnotes:
                notes_of.setdefault(source, []).append(footnotes[target])
            else:
                relationships.append(Relationship(source, target, arcrole))
        facts: list[Fact] = []
        for document in self.documents:
            for element in document.elements:
                if _name(element) in _FACTS:
                    notes = list(notes_of.get(element.get("id") or "", ()))
                    for reference in (element.get("footnoteRefs") or "").split():
                        if reference in footnotes:
                            notes.append(footnotes[reference])
                    fact = self._fact(document, element, content, tuple(notes))
                    if fact is not None:
                        facts.append(fact)
        return Report(
            facts=tuple(facts),
            contexts=MappingProxyType(self.contexts),
            units=MappingProxyType(self.units),
            footnotes=tuple(footnotes.values()),
            relationships=tuple(relationships),
            tuples=tuple(self.tuples.values()),
            schemas=tuple(self.schemas),
            problems=tuple(self.problems),
            documents=tuple(document.name for document in self.documents),
            texts=MappingProxyType({document.name: document.text for document in self.documents}),
        )

    def _footnote(self, identifier: str, element: _Element, content: Content) -> Footnote:
        try:
            text = " ".join(content.plain(element).split())
        except ValueError as error:
            text = ""
            self.problems.append(Problem(self.documents[0].name, f"#{identifier}", str(error)))
        return Footnote(
            id=identifier,
            text=text,
            role=element.get("footnoteRole"),
            language=_language(element),
            arcrole=element.get("arcrole"),
        )

    def _fact(
        self, document: _Document, element: _Element, content: Content, notes: tuple[Footnote, ...]
    ) -> Fact | None:
        try:
            namespace, concept = resolve(element.get("name") or "", element.nsmap)
            context = self._context_of(element)
            unit = None if _name(element) == "nonNumeric" else self._unit_of(element)
            decimals, precision = (
                accuracy(element.get("decimals")),
                accuracy(element.get("precision")),
            )
            scale = int(element.get("scale") or 0)
            parent, order = _tuple_of(element, self.places)
        except ValueError as error:
            self.problems.append(Problem(document.name, self.places.of(element), str(error)))
            return None
        nil = (element.get(f"{{{XSI}}}nil") or "").strip() in _TRUE
        escaped = unit is None and (element.get("escape") or "").strip() in _TRUE
        value: Decimal | Fraction | str | None = None
        problem: str | None = None
        text = ""
        try:
            text = content.shown(element)
            if not nil:
                value = _value(element, content, escaped=escaped, scale=scale)
        except ValueError as error:
            problem = str(error)
            # Text whose format is unknown is still what the report says; a number is not.
            value = text if unit is None else None
            self.problems.append(Problem(document.name, self.places.of(element), problem))
        identifier = element.get("id")
        return Fact(
            concept=concept,
            namespace=namespace,
            value=value,
            context=context,
            unit=unit,
            decimals=decimals,
            precision=precision,
            language=_language(element) if unit is None else None,
            nil=nil,
            hidden=_is_hidden(element),
            escaped=escaped,
            sign=element.get("sign"),
            scale=scale,
            format=_format_name(element),
            text=text,
            element_id=identifier,
            place=self.places.of(element),
            document=document.name,
            span=_span(document.text, element),
            target=element.get("target"),
            tuple_id=parent,
            order=order,
            footnotes=notes,
            problem=problem,
        )

    def _context_of(self, element: _Element) -> Context:
        reference = (element.get("contextRef") or "").strip()
        if reference not in self.contexts:
            reason = self.unreadable.get(reference, "is missing")
            raise ValueError(f"the context '{reference}': {reason}")
        return self.contexts[reference]

    def _unit_of(self, element: _Element) -> Unit:
        reference = (element.get("unitRef") or "").strip()
        if reference not in self.units:
            reason = self.unreadable.get(reference, "is missing")
            raise ValueError(f"the unit '{reference}': {reason}")
        return self.units[reference]


def _value(
    element: _Element, content: Content, *, escaped: bool, scale: int
) -> Decimal | Fraction | str:
    match _name(element):
        case "nonFraction":
            return _number(element, content.plain(element), scale)
        case "fraction":
            return _fraction(element, content)
    if element.get("format"):
        return transform(*_format_of(element), content.plain(element))
    text = content.xhtml(element) if escaped else content.plain(element)
    return text.strip(" \t\r\n")


def _number(element: _Element, words: str, scale: int) -> Decimal:
    sign = element.get("sign")
    if sign not in {None, "", "-"}:
        raise ValueError(f"'{sign}' is no sign")
    lexical = transform(*_format_of(element), words) if element.get("format") else words
    return scaled(decimal_of(lexical), scale, negative=sign == "-")


def _fraction(element: _Element, content: Content) -> Fraction:
    """Numerator and denominator are anywhere inside; fractions may be nested (§10.1.2)."""
    parts: dict[str, Fraction] = {}
    for inner in _inline_elements(element):
        name = _name(inner)
        if name in {"numerator", "denominator"} and name not in parts:
            number = _number(inner, content.plain(inner), int(inner.get("scale") or 0))
            parts[name] = Fraction(number)
    if len(parts) != 2 or not parts["denominator"]:
        raise ValueError("a fraction without a numerator and a denominator")
    return parts["numerator"] / parts["denominator"]


def _inline_elements(root: _Element) -> Iterator[_Element]:
    """Elements of inline XBRL in the order of the document, `root` not among them."""
    for element in root.iter(*(f"{{{namespace}}}*" for namespace in INLINE_NAMESPACES)):
        if element is not root:
            yield element


def _name(element: _Element) -> str:
    tag: Any = element.tag
    return str(tag).rpartition("}")[2]


def _format_of(element: _Element) -> tuple[str, str]:
    """Namespace of the registry, and local name."""
    prefix, _, local = (element.get("format") or "").strip().rpartition(":")
    namespace = element.nsmap.get(prefix or None)
    if namespace is None:
        raise ValueError(f"the prefix of the format '{prefix}:{local}' is not declared")
    return namespace, local


def _format_name(element: _Element) -> str | None:
    """The format under its registry's usual prefix, or as written where it is unknown."""
    written = element.get("format")
    if not written:
        return None
    prefix, _, local = written.strip().rpartition(":")
    usual = registry_prefix(element.nsmap.get(prefix or None) or "")
    return f"{usual}:{local}" if usual else written.strip()


def _tuple_of(element: _Element, places: Places) -> tuple[str | None, Decimal | None]:
    """The id of the tuple that a fact or tuple belongs to, and its place in it."""
    order = element.get("order")
    place = decimal_of(order) if order else None
    if reference := element.get("tupleRef"):
        return reference, place
    parent = element.getparent()
    while parent is not None:
        if str(parent.tag).startswith("{") and _name(parent) == "tuple":
            return parent.get("tupleID") or places.of(parent), place
        parent = parent.getparent()
    return None, place


def _span(text: PlainText, element: _Element) -> tuple[int, int] | None:
    """Where a fact is shown; None for one that shows nothing."""
    span = text.spans.get(element) or text.shown_facts.get(element.get("id") or "")
    return span if span is not None and span[0] < span[1] else None


def _is_hidden(element: _Element) -> bool:
    return any(_name(parent) == "hidden" for parent in element.iterancestors())


def _language(element: _Element) -> str | None:
    current: _Element | None = element
    while current is not None:
        language = current.get(f"{{{XML}}}lang") or current.get("lang")
        if language:
            return language
        current = current.getparent()
    return None
