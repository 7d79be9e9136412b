"""Acts as PDF, by the text that is in it; scans have none."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

from ingest.regulations.formats import pdf_pages
from ingest.regulations.formats.text import joined_lines
from ingest.regulations.structure.act import Act
from ingest.regulations.structure.act_titles import names_an_act
from ingest.regulations.structure.lines import Line, act_of_lines
from kg.errors import BadFile, MissingExtra
from kg.text.files import LARGEST_PDF, read_bytes

_HEADING = re.compile(r"(?:Article|ARTICLE|Section|SECTION|§|CHAPTER|Chapter|第)\s*\w{0,6}")
_MARKER = re.compile(r"[(（]?\w{1,3}[.)）]|" + _HEADING.pattern)
_LETTERS = re.compile(r"(?:[^\W\d_].*?){4}|[一-鿿]{2}")
_REFUSALS = {
    pdf_pages.ENCRYPTED: ("is encrypted", "Give a copy without password"),
    pdf_pages.UNREADABLE: ("is no PDF that can be read", None),
    pdf_pages.TOO_MANY_PAGES: (f"has more than {pdf_pages.MOST_PAGES} pages", "Split it"),
    pdf_pages.TOO_LONG: ("holds more text than is read of one file", "Split it"),
    pdf_pages.BAD_PAGE: ("a page of the PDF cannot be read", None),
}
_MEMORY = 768 * 2**20
"""Bytes that reading may use, beside eight times those of the file."""
_SECONDS, _SECONDS_A_MEGABYTE = 60, 10
"""Of computing that reading may take."""
_TOO_MUCH = (
    "needs more memory or time to be read than a PDF of its size may",
    "Print it into a new PDF, or give its text",
)
_FEWEST_SIGNS_A_PAGE = 20


def read(path: Path) -> Act:
    """The act in a file.

    Raises:
        BadFile: it is no PDF, is encrypted, has too many pages, or holds no text.
        MissingExtra: pypdfium2 is not installed.
    """
    pages = page_texts(path)
    lines, dropped = _without_running_heads(pages)
    return act_of_lines(
        [Line(words) for words in joined_lines("\n".join(lines))],
        path,
        left_out=(("running heads and page numbers", dropped),) if dropped else (),
    )


def page_texts(path: Path) -> list[str]:
    """Text of each page.

    Raises:
        As `read`.
    """
    if find_spec("pypdfium2") is None:
        raise MissingExtra(
            "the reader for PDF is not installed", hint="Install it: pip install pypdfium2"
        )
    size = len(read_bytes(path, LARGEST_PDF))
    bounds = (_MEMORY + 8 * size, _SECONDS + _SECONDS_A_MEGABYTE * (size // 2**20))
    # Our own script; -P: no folder of the project stands before the standard library.
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-P", pdf_pages.__file__, str(path.resolve()), *map(str, bounds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        message, hint = _REFUSALS.get(done.returncode, _TOO_MUCH)
        raise BadFile(message, file=path, hint=hint)
    pages = [json.loads(line) for line in done.stdout.splitlines()]
    if sum(len(page.strip()) for page in pages) < _FEWEST_SIGNS_A_PAGE * min(len(pages), 5):
        raise BadFile(
            "no text in the PDF, it is likely a scan",
            file=path,
            hint="Run text recognition on it first",
        )
    return pages


def _without_running_heads(pages: list[str]) -> tuple[list[str], int]:
    """Lines of all pages without what heads or foots most of them, and how many those were.

    The outermost line may differ by its numbers, as heads hold that of the page ("L 119/32").
    """
    split = [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]
    edges = Counter(line for page in split for line in {*page[:2], *page[-2:]})
    # Of few pages, only what stands on all at the same edge is sure to be a head.
    few = 2 <= len(pages) < 4
    tops, feet = (
        Counter(shape for page in split for shape in {*map(_shape, page[of])})
        for of in (slice(2), slice(-2, None))
    )
    repeated = {
        shape
        for edge in (tops, feet)
        for shape, count in edge.items()
        if few and count == len(pages) and _LETTERS.search(shape) and not _MARKER.match(shape)
    }
    outermost = Counter(shape for page in split for shape in {*map(_shape, page[:1] + page[-1:])})
    many = len(pages) >= 4
    running = {line for line, count in edges.items() if many and count > len(pages) * 0.6}
    shapes = {
        shape
        for shape, count in outermost.items()
        # Heads of facing pages differ, so that each stands on half of them.
        if many and count > len(pages) * 0.4 and "0" in shape and not _HEADING.match(shape)
    }
    kept, dropped = [], 0
    for number_of_page, page in enumerate(split):
        for place, line in enumerate(page):
            edge = place < 2 or place >= len(page) - 2
            number = line.strip("- –").isdigit() and len(line) <= 6
            last = place in (0, len(page) - 1) and _shape(line) in shapes
            head = edge and (line in running or _shape(line) in repeated)
            if head and number_of_page == 0 and names_an_act(line):
                # The title of the act, which the pages that follow repeat.
                kept.append(line)
            elif (edge and number) or head or last:
                dropped += 1
            else:
                kept.append(line)
    return kept, dropped


def _shape(line: str) -> str:
    """A line with its numbers alike."""
    return re.sub(r"\d+", "0", line)
