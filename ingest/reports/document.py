"""One document while its claims are made: the door they go through, and places in its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.lake.door import Door, Entity
from kg.model.place import Place

if TYPE_CHECKING:
    from kg.text.blocks import PlainText


@dataclass(frozen=True, slots=True)
class Document:
    """Says things of entities at places of a document.

    Attributes:
        file: its name, without folders.
        part: name of the document within a submission or a package, whose records begin with it;
            "" where the file is the document.
    """

    door: Door
    file: str
    part: str = ""

    def beside(self, name: str) -> Document:
        """A file that is read with the document."""
        return Document(self.door, self.file, name) if self.part else Document(self.door, name)

    def entity(self, schema: str, id: str) -> Entity:
        """The entity of that id, to say things of."""
        return self.door.entity(schema, id)

    def at(self, record: str, text: str, start: int | None = None, end: int | None = None) -> Place:
        """A place in a block; `start` and `end` are None where all of it is meant."""
        if self.part and not record.startswith(f"{self.part}#"):
            record = f"{self.part}#{record}"
        return Place(self.file, record, text=text, start=start, end=end)

    def place(self, text: PlainText, span: tuple[int, int], document: str = "") -> Place | None:
        """The block that holds a span, and the span in it; None where it is in none.

        `document` goes before the block's key, where a report has several documents.
        """
        block = text.block_at(span[0])
        if block is None:
            return None
        end = min(span[1], block.end)
        prefix = f"{document}#" if document else ""
        return self.at(
            f"{prefix}{block.key}", text.of(block), span[0] - block.start, end - block.start
        )

    def place_of(self, text: PlainText, span: tuple[int, int] | None, words: str) -> Place:
        """The same, where a span outside all blocks or none at all gives the words alone."""
        found = self.place(text, span) if span is not None else None
        return found or self.at("words", words)
