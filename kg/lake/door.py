"""The one door for claims: what a reader found, said of an entity, checked by the ontology.

A reader never makes a claim by hand::

    person = door.entity("Person", f"{namespace}:{key}")
    person.say("birthDate", "19 Mar 1957", at=place, method="un-birth-date")
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from kg.errors import NotFound, ReaderFault
from kg.model import Claim
from kg.model.place import Place
from kg.values.types import as_text, value_type

if TYPE_CHECKING:
    from datetime import date

    from kg.lake.writer import SourceWriter
    from kg.ontology import Ontology, Property, Schema


class Door:
    """Takes what a reader says into one version of a source."""

    def __init__(self, writer: SourceWriter, ontology: Ontology) -> None:
        self.writer = writer
        self.ontology = ontology

    def entity(
        self, schema: str, id: str, *, at: Place | None = None, method: str = "record"
    ) -> Entity:
        """The entity of that id, to say things of.

        Args:
            at, method: of what is said of it without another place or method.

        Raises:
            ReaderFault: the ontology has no such schema, or an abstract one.
        """
        try:
            known = self.ontology.get(schema)
        except NotFound as fault:
            raise ReaderFault(str(fault)) from fault
        if known.abstract:
            raise ReaderFault("an entity needs a schema that is not abstract", value=schema)
        return Entity(self, known, id, at, method)

    def record_of(self, place: Place) -> str:
        """Keep the text of a block; of two that a document gives one name, the second gets more."""
        if place.text is None:
            return place.record
        try:
            self.writer.add_text(place.record, place.text)
        except ValueError:
            record = f"{place.record}~{sha256(place.text.encode()).hexdigest()[:8]}"
            self.writer.add_text(record, place.text)
            return record
        return place.record


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity as one reader sees it; `id` is its record id, `{namespace}:{key}`.

    `at` and `method` are those of what is said without another place or method.
    """

    door: Door
    schema: Schema
    id: str
    at: Place | None = None
    method: str = "record"

    def now(self, *, at: Place | None = None, method: str | None = None) -> Entity:
        """The same entity, to say things of it at another place or by another method."""
        return replace(self, at=at or self.at, method=method or self.method)

    @property
    def notes(self) -> str:
        """The property for what has no property of its own."""
        return "notes" if "notes" in self.schema.properties else "description"

    def would_say(self, prop: str, value: str) -> str | None:
        """What `say` would claim of a text, None where nothing; the schema has the property."""
        known = self.door.ontology.check_property(self.schema.name, prop)
        text = as_text(value_type(known.type), value)
        return None if text is None else self.door.ontology.clean(known, text)

    def say(
        self,
        prop: str,
        value: object,
        *,
        at: Place | None = None,
        method: str | None = None,
        original: str | None = None,
        confidence: float = 1.0,
        valid_from: date | None = None,
        valid_to: date | None = None,
        or_note: str | None = None,
    ) -> str | None:
        """Claim that a property has a value; the property's type cleans it.

        A value that is none of its type is left out, counted as a warning and, where `or_note`
        is given, kept as that note. None and blank text say nothing.

        Args:
            prop: property of the entity's schema.
            value: text as the source has it, an Entity, or what the type takes beside text.
            at: where the source says so; None is where the entity is seen.
            method: how the statement was got from the record (`un-alias`); None as for `at`.
            original: the source's text, where `value` is not it; by default the words at `at`,
                or else `value`. Kept where it differs from the claim's text.
            confidence: 0 to 1; 1 is "the source says exactly this".
            valid_from, valid_to: period for which the source says it holds, end exclusive.
            or_note: what to keep in the entity's notes instead of a value that cannot be read.

        Returns:
            the claim's text, None where nothing was claimed.

        Raises:
            ReaderFault: the schema has no such property, its type takes no such value, or
                nobody has said where it stands.
        """
        at = at or self.at
        if at is None:
            raise ReaderFault(f"{self.schema.name}.{prop} is said without a place", value=value)
        try:
            known = self.door.ontology.check_property(self.schema.name, prop)
        except NotFound as fault:
            raise ReaderFault(str(fault)) from fault
        if isinstance(value, Entity):
            if known.type != "entity":
                raise ReaderFault(f"{self.schema.name}.{prop} takes no entity", value=value.id)
            self._claim(
                known,
                value.id,
                original,
                at=at,
                method=method or self.method,
                confidence=confidence,
                valid_from=valid_from,
                valid_to=valid_to,
            )
            return value.id
        try:
            text = as_text(value_type(known.type), value)
        except TypeError as fault:
            raise ReaderFault(f"{self.schema.name}.{prop}: {fault}", value=value) from fault
        if text is None:
            return None
        values = self.door.ontology.possible(known, text)
        if not values:
            wrong = f"not a valid {known.format or known.type}"
            if self.door.ontology.read(known, text) is not None:
                wrong = "outside its bounds"
            done = "kept as a note" if or_note else "left out"
            self.door.writer.warn(f"{self.schema.name}.{prop}: {wrong}, {done}", at=at, value=text)
            if or_note:
                self.say(self.notes, or_note, at=at, method=method, confidence=confidence)
            return None
        said = original if original is not None else at.quoted
        if said is None and known.type != "entity":
            said = text
        for meant in values:
            self._claim(
                known,
                meant,
                said,
                at=at,
                method=method or self.method,
                confidence=confidence,
                valid_from=valid_from,
                valid_to=valid_to,
            )
        return values[0]

    def _claim(
        self,
        prop: Property,
        value: str,
        original: str | None,
        *,
        at: Place,
        method: str,
        confidence: float,
        valid_from: date | None,
        valid_to: date | None,
    ) -> None:
        self.door.writer.add_claim(
            Claim(
                entity=self.id,
                schema=self.schema.name,
                prop=prop.name,
                value=value,
                original=None if original == value else original,
                file=at.file,
                record=self.door.record_of(at),
                line=at.line,
                span_start=at.start,
                span_end=at.end,
                valid_from=valid_from,
                valid_to=valid_to,
                method=method,
                confidence=confidence,
            )
        )
