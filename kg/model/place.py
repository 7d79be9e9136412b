"""Where a source says something."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source says something.

    Attributes:
        file: name of the file, without its folders.
        record: natural key of the record (`ent_num=36`), or name of the block of a document.
        line: 1-based line of the record, None where lines mean nothing.
        text: the text of a document's block, which the lake keeps; None for a record of data.
        start, end: offsets of the words in `text` (code points, end exclusive), None where
            all of it is meant.
    """

    file: str
    record: str
    line: int | None = None
    text: str | None = None
    start: int | None = None
    end: int | None = None

    def __str__(self) -> str:
        """`sdn.csv:7`, or the record where lines mean nothing."""
        return f"{self.file}: {self.record}" if self.line is None else f"{self.file}:{self.line}"

    @property
    def quoted(self) -> str | None:
        """The words themselves; None where all of the block is meant."""
        if self.text is None or self.start is None:
            return None
        return self.text[self.start : self.end]
