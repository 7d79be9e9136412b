"""Making claims of one record without repeating where it stands."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import Claim

if TYPE_CHECKING:
    from datetime import date

    from kg.lake import SourceWriter


def one_line(text: str) -> str:
    """The text with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def digest(*parts: str) -> str:
    """Twelve hex digits that name a text inside one source."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


@dataclass(slots=True)
class RecordClaims:
    """Where a record stands, and the writer that takes its claims.

    Attributes:
        file: name of the file. line: 1-based, None where unknown.
        record: natural key of the record (`ent_num=36`).
    """

    writer: SourceWriter
    file: str
    record: str
    line: int | None = None

    def add(
        self,
        entity: str,
        schema: str,
        prop: str,
        value: str | None,
        method: str,
        *,
        original: str | None = None,
        confidence: float = 1.0,
        valid_from: date | None = None,
        valid_to: date | None = None,
    ) -> None:
        """Add a claim; a value that is None or blank adds nothing."""
        value = one_line(value) if value else ""
        if not value:
            return
        self.writer.add_claim(
            Claim(
                entity=entity,
                schema=schema,
                prop=prop,
                value=value,
                original=None if original == value else original,
                file=self.file,
                record=self.record,
                line=self.line,
                valid_from=valid_from,
                valid_to=valid_to,
                method=method,
                confidence=confidence,
            )
        )
