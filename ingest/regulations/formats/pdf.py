"""Acts as PDF, by the text that is in it; scans have none."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from pathlib import Path

from ingest.regulations.formats.text import joined_lines
from ingest.regulations.structure.act import Act
from ingest.regulations.structure.act_titles import names_an_act
from ingest.regulations.structure.lines import Line, act_of_lines
from kg.errors import BadFile, MissingExtra
from kg.text.files import LARGEST_PDF, read_bytes

_HEADING = re.compile(r"(?:Article|ARTICLE|Section|SECTION|§|CHAPTER|Chapter|第)\s*\w{0,6}")
_MARKER = re.compile(r"[(（]?\w{1,3}[.)）]|" + _HEADING.pattern)
_LETTERS = re.compile(r"(?:[^\W\d_].*?){4}|[一-鿿]{2}")
_MOST_PAGES = 5_000
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
    try:
        pypdfium2 = import_module("pypdfium2")
    except ImportError as fault:
        raise MissingExtra(
            "the reader for PDF is not installed", hint="Install it: pip install pypdfium2"
        ) from fault
    content = read_bytes(path, LARGEST_PDF)
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        if "password" in str(fault).lower():
            raise BadFile("is encrypted", file=path, hint="Give a copy without password") from fault
        raise BadFile("is no PDF that can be read", file=path) from fault
    try:
        count = len(document)
        if count > _MOST_PAGES:
            raise BadFile(f"has more than {_MOST_PAGES} pages", file=path, value=count)
        pages = []
        for number in range(count):
            page = document[number]
            words = page.get_textpage()
            # PDFium has signs of its own for a hyphen at the end of a line.
            pages.append(re.sub("[\x02\ufffe](?:\r?\n)?", "-\n", words.get_text_bounded()))
            words.close()
            page.close()
    except pypdfium2.PdfiumError as fault:
        raise BadFile("a page of the PDF cannot be read", file=path) from fault
    finally:
        document.close()
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
