"""Exhibit 21 of a 10-K: the registrant's subsidiaries (Regulation S-K, Item 601(b)(21)).

There is no set layout. Read are tables with or without a header, with one or two sets of
columns, indented or numbered trees, bullets, paragraphs and typewriter text. A line of a list
that is no subsidiary as far as can be told is set aside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ingest.reports.layout.grid import rows
from ingest.reports.layout.markup import read_markup
from ingest.reports.layout.plain_text import PlainText, plain_text
from ingest.reports.layout.typewriter import typewriter_rows
from ingest.reports.subsidiaries.listing import SubsidiaryList
from ingest.reports.subsidiaries.subsidiary import Subsidiary
from ingest.reports.subsidiaries.tree import with_owners
from ingest.reports.subsidiaries.wrapped_names import with_whole_names

__all__ = ["Exhibit21", "Subsidiary", "read_exhibit21"]


@dataclass(frozen=True)
class Exhibit21:
    """The list. `registrant` is None where no title names it; `notes` maps marks to notes.

    `set_aside` has the lines inside the list that were not read, each with the reason.
    """

    registrant: str | None
    subsidiaries: tuple[Subsidiary, ...]
    notes: tuple[tuple[str, str], ...]
    text: PlainText
    set_aside: tuple[tuple[str, str], ...] = ()


def read_exhibit21(source: Path | bytes, name: str | None = None) -> Exhibit21:
    """Read a list of subsidiaries from HTML or text.

    Raises:
        BadFile: the file is too large, empty, truncated, or neither HTML nor text.
    """
    markup = read_markup(source, name)
    text = plain_text(markup.root)
    found = typewriter_rows(markup.root, text)
    if not any(len(row.cells) > 1 for row in found):
        found = rows(text) if len(found) < 2 else [replace(row, table=None) for row in found]
    reading = SubsidiaryList(with_whole_names(found), text)
    registrant = reading.registrant
    return Exhibit21(
        registrant,
        with_owners(reading.subsidiaries, registrant),
        tuple(reading.notes.items()),
        text,
        (*reading.set_aside[: reading.set_aside_before_last], *reading.unread_sentences),
    )
