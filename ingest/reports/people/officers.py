"""Named executive officers and their titles (Regulation S-K, Item 402)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.reports.people.person_names import NAME, person_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.reports.layout.grid import Row
    from ingest.reports.layout.plain_text import PlainText

_TITLE = re.compile(
    r"\b(?:president|chief|officer|counsel|secretary|treasurer|controller|chair\w*|vice|head|"
    r"CEO|CFO|COO|CTO|CIO|CLO|CHRO|EVP|SVP|managing director|principal)\b",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:named )?executive officers|\bNEOs?\b", re.IGNORECASE)
_ITEM = re.compile(
    rf"^\W*(?P<name>{NAME})\s*(?:,|[-–—:]|\n)\s*(?P<title>.{{4,260}}?)\s*[;.]?(?:\s+and)?\s*$",
    re.DOTALL,
)
_SUMMARY = re.compile(
    r"name\s+and\s+(?:principal\s+)?position|name/title|name and title", re.IGNORECASE
)
_LIST_LINES = 14


@dataclass(frozen=True, slots=True)
class Officer:
    """A name and the titles that go with it, with their place in the plain text."""

    name: str
    titles: tuple[str, ...]
    span: tuple[int, int]


def is_title(words: str) -> bool:
    """Whether words name an office, such as "Vice President" or "Treasurer"."""
    return _TITLE.search(words) is not None


def officer_titles(found: Sequence[Row], text: PlainText) -> Iterator[Officer]:
    """Officers of lists ("our named executive officers are: …") and of the summary table."""
    for index, row in enumerate(found):
        last = row.cells[-1].line
        if (
            len(row.cells) <= 2
            and _LIST.search(last)
            and last.rstrip().endswith((":", "were", "are"))
        ):
            yield from _listed(found[index + 1 : index + 1 + _LIST_LINES], text)
        if row.table is not None and _SUMMARY.search(row.cells[0].line):
            yield from _summary(found, index, text)


def _listed(lines: Sequence[Row], text: PlainText) -> Iterator[Officer]:
    for row in lines:
        words = "\n".join(cell.text for cell in row.cells if re.search(r"\w", cell.text))
        match = _ITEM.match(" ".join(words.split()) if "\n" not in words else words)
        name = person_name(match["name"]) if match else None
        if match is None or name is None or not is_title(match["title"]):
            return
        yield Officer(name, (" ".join(match["title"].split()),), _place(name, row, text))


def _summary(found: Sequence[Row], index: int, text: PlainText) -> Iterator[Officer]:
    """The first column: a name, and its titles on the lines or rows below."""
    table = found[index].table
    name: str | None = None
    titles: list[str] = []
    at = (0, 0)
    for row in found[index + 1 :]:
        if row.table != table:
            break
        first = row.cells[0]
        if first.column > 1 or re.fullmatch(r"(?:19|20)\d{2}", first.line):
            continue
        head, _, below = first.text.partition("\n")
        whole = person_name(head)
        inline = None
        if whole is None and (match := _ITEM.match(first.line)):
            whole, inline = person_name(match["name"]), match["title"]
        if whole is not None:
            if name is not None and titles:
                yield Officer(name, (" ".join(titles),), at)
            name, at = whole, _place(whole, row, text)
            titles = [part for part in (inline, *below.split("\n")) if part]
        elif name is not None and re.search(r"[A-Za-z]{2}", first.line) and len(titles) < 6:
            titles.extend(first.text.split("\n"))
    if name is not None and titles:
        yield Officer(name, (" ".join(titles),), at)


def _place(name: str, row: Row, text: PlainText) -> tuple[int, int]:
    pattern = re.compile(r"\s+".join(re.escape(word) for word in name.split()))
    match = pattern.search(text.text, *row.span)
    return match.span() if match else row.span
