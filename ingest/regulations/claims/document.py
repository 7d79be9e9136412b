"""The document that an act is read from, as claims point at it."""

from __future__ import annotations

from typing import NamedTuple

from kg.lake import Door, Entity, Place


class Document(NamedTuple):
    """Where claims go, and the file that says them, by its name without folders."""

    door: Door
    file: str

    def entity(self, schema: str, id: str) -> Entity:
        """The entity of that id, to say things of."""
        return self.door.entity(schema, id)

    def words(
        self, record: str, text: str, start: int | None = None, end: int | None = None
    ) -> Place:
        """A block of the document, or the words between two offsets in it."""
        return Place(self.file, record, text=text, start=start, end=end)
