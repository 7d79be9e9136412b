"""Making claims from documents: each points at the words that state it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from kg.model import Claim

if TYPE_CHECKING:
    from datetime import date

    from kg.lake import SourceWriter

_LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True)
class Words:
    """A place in a document: a block, and offsets in its text (code points, end exclusive).

    `start` and `end` are None where all of the block is meant.
    """

    record: str
    text: str
    start: int | None = None
    end: int | None = None

    @property
    def quoted(self) -> str | None:
        """The words themselves; None where all of the block is meant."""
        return None if self.start is None else self.text[self.start : self.end]


@dataclass(slots=True)
class DocumentClaims:
    """The claims of one document, and the writer that takes them.

    `file` is the document's name without its folders.
    """

    writer: SourceWriter
    file: str

    def of_file_beside(self, name: str) -> DocumentClaims:
        """Claims of a file that is read with the document."""
        return DocumentClaims(self.writer, name)

    def say(
        self,
        entity: str,
        schema: str,
        prop: str,
        value: object,
        words: Words,
        method: str,
        *,
        confidence: float = 1.0,
        valid_from: date | None = None,
        valid_to: date | None = None,
    ) -> None:
        """Add a claim; None or blank says nothing."""
        text = " ".join(str(value).split()) if value is not None else ""
        if not text:
            return
        record = self._record_of(words)
        quoted = words.quoted
        self.writer.add_claim(
            Claim(
                entity=entity,
                schema=schema,
                prop=prop,
                value=text,
                record=record,
                file=self.file,
                original=None if quoted == text else quoted,
                span_start=words.start,
                span_end=words.end,
                valid_from=valid_from,
                valid_to=valid_to,
                method=method,
                confidence=confidence,
            )
        )

    def _record_of(self, words: Words) -> str:
        """Keep the text of a block; of two that a document gives one name, the second gets more."""
        try:
            self.writer.add_text(words.record, words.text)
        except ValueError:
            record = f"{words.record}~{sha256(words.text.encode()).hexdigest()[:8]}"
            self.writer.add_text(record, words.text)
            return record
        return words.record


def slug(*parts: str) -> str:
    """A readable name for ids, the same for the same parts: `apple-operations-limited-1f0c2a9b`.

    The hex digits at the end tell apart what reads alike.
    """
    whole = "\x1f".join(parts)
    plain = unicodedata.normalize("NFKD", parts[0]).encode("ascii", "ignore").decode().lower()
    readable = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].rstrip("-")
    return f"{readable or 'x'}-{sha256(whole.encode()).hexdigest()[:8]}"
