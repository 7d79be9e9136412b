"""Text documents of EDGAR, as filings were before HTML, turned into HTML of one `<pre>` a line.

Their only tags mark pages and tables: `<PAGE>`, `<TABLE>`, `<CAPTION>` before a table's titles,
`<S>` and `<C>` where its columns begin, `<FN>` before its notes.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLE_CLASS = "title"
"""Class of a `<pre>` that is a line of a table's titles."""
PROSE_CLASS = "prose"
"""Class of a `<pre>` that is a paragraph: where its lines break says nothing."""

_HTML = re.compile(
    rb"<\s*(?:html|body|div|p|td|tr|font|span|br|pre|h[1-6]|a|b|i|u|ix:\w+)\b[^>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?(PAGE|TABLE|CAPTION|S|C|FN|F\d+)\b[^<>]{0,40}>", re.IGNORECASE)
_RULE = re.compile(r"[\s\-=_.~*]+")
_GAP = re.compile(r"\S\s{4,}\S")
_UNDERLINE = re.compile(r"(?<!\S)[-=_]{2,}(?!\S)")
_SHORTEST_WRAPPED = 55
_SAMPLE = 200_000


def is_text(data: bytes) -> bool:
    """Whether a document is text for people, without HTML."""
    sample = data[:_SAMPLE]
    if b"\x00" in sample or sample.lstrip()[:5] in {b"%PDF-", b"<?xml"} or _HTML.search(sample):
        return False
    # Programs, archives and pictures have control characters; letters make up most of a text.
    controls = sum(sample.count(bytes([code])) for code in range(32) if code not in b"\t\n\r\f")
    return controls * 1000 <= len(sample) and re.search(rb"[A-Za-z]{2}", sample) is not None


def as_html(text: str) -> str:
    """The document as HTML: a `<pre>` for each line of a table or list, and each paragraph."""
    parts = ["<html><body>"]
    for kind, table, words in _parts(text):
        attributes = f' class="{kind}"' if kind else ""
        attributes += f' data-table="{table}"' if table else ""
        parts.append(f"<pre{attributes}>{escape(words, quote=False)}</pre>")
    parts.append("</body></html>")
    return "\n".join(parts)


def _parts(text: str) -> Iterator[tuple[str, int, str]]:
    """The class, the number of the table or 0, and the words of each line or paragraph."""
    paragraph: list[str] = []
    in_table = in_titles = False
    table = 0
    for raw in text.replace("\f", "\n").expandtabs(8).splitlines():
        tags = [tag.upper() for tag in _TAG.findall(raw)]
        closes = re.search(r"</TABLE", raw, re.IGNORECASE) is not None
        # Blanks take the place of the tags, so that the columns stay where they are.
        line = _TAG.sub(_blanks, raw)
        line = line if _RULE.fullmatch(line) else _UNDERLINE.sub(_blanks, line).rstrip()
        if tags:
            yield from _flushed(paragraph)
        if "TABLE" in tags:
            in_table, in_titles = not closes, False
            table += in_table
        if "CAPTION" in tags:
            in_titles = True
        if {"S", "C", "PAGE"} & set(tags):
            in_titles = False
        if not line or _RULE.fullmatch(line):
            yield from _flushed(paragraph)
        elif in_table:
            yield (TITLE_CLASS if in_titles else ""), table, line
        else:
            paragraph.append(line)
    yield from _flushed(paragraph)


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _flushed(paragraph: list[str]) -> Iterator[tuple[str, int, str]]:
    """The lines so far: one paragraph where they were wrapped, else each by itself."""
    lines = list(paragraph)
    paragraph.clear()
    indents = {len(line) - len(line.lstrip()) for line in lines[1:]}
    wrapped = len(indents) == 1 and all(
        len(line.strip()) >= _SHORTEST_WRAPPED and not _GAP.search(line.strip())
        for line in lines[:-1]
    )
    if wrapped:
        yield PROSE_CLASS, 0, " ".join(" ".join(line.split()) for line in lines)
        return
    for line in lines:
        yield "", 0, line
