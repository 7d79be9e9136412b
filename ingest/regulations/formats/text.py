"""Acts as plain text: UTF-8, UTF-16 with its mark, or, for Chinese, GB 18030."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.regulations.structure.act import Act
from ingest.regulations.structure.lines import Line, act_of_lines
from kg.errors import BadFile
from kg.text.files import LARGEST_TEXT, is_utf16, read_bytes

_STARTS_BLOCK = re.compile(
    r"\s*(?:\(?[0-9a-zA-Z]{1,5}[.)]\s|[—–•-]\s|第.{1,8}[条章节编]|[（(][一二三四五六七八九十]+[）)]|"
    r"(?:Article|ARTICLE|CHAPTER|Chapter|TITLE|Title|Section|SECTION|PART|ANNEX|§)\s)"
)

_BROKEN = re.compile(r"([A-Za-z]+)-$")
_LONGEST_WORD = 60


def read(path: Path) -> Act:
    """The act in a file.

    Raises:
        BadFile: it is no text, or in a language there are no rules for.
    """
    content = read_bytes(path, LARGEST_TEXT)
    marked = is_utf16(content)
    if b"\x00" in content[:4096] and not marked:
        raise BadFile("is no text", file=path)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        known = "no well-formed UTF-16" if marked else "neither UTF-8 nor GB 18030"
        raise BadFile(f"is {known}", file=path)
    # Headings of Markdown are those of plain text with signs before them.
    plain = re.sub(r"(?m)^[ \t]{0,3}#{1,6}[ \t]+|<!--(?:(?!-->|<!--).)*-->", "", text)
    return act_of_lines([Line(words) for words in joined_lines(plain)], path)


def joined_lines(text: str) -> Iterator[str]:
    """Blocks of a text whose lines are broken to a width: a line goes on until it ends a sentence,
    an empty line follows, or the next starts a heading or point."""
    # Pieces of the block so far, each ready to be set on to the one before.
    block: list[str] = []
    previous = ""
    width = _width(text)
    known = _words_of(text)
    for raw in text.splitlines():
        line = raw.strip(" \t　\ufeff\xa0")
        wrapped = line and block and len(previous) > width * 0.7
        if wrapped and not _STARTS_BLOCK.match(line) and not _ended(block[-1], line):
            block[-1], own = _joined(block[-1], line, known)
            block.append(own)
        else:
            if block:
                yield "".join(block)
            block = [line] if line else []
        previous = raw
    if block:
        yield "".join(block)


def _words_of(text: str) -> frozenset[str]:
    """The words of a text, to tell a hyphen of its own from one at the end of a line."""
    return frozenset(re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower()))


def _joined(before: str, line: str, known: frozenset[str]) -> tuple[str, str]:
    """A piece and the line after it, ready to be joined; a word that was broken is whole again."""
    if ord(before[-1]) > 0x2E80:
        return before, line
    if before[-1] == "\xad":
        return before[:-1], line
    broken = _BROKEN.search(before, max(0, len(before) - _LONGEST_WORD))
    following = re.match(r"[a-z]+", line)
    if broken and following:
        whole = (broken[1] + following[0]).lower()
        hyphened = f"{broken[1]}-{following[0]}".lower()
        return (before if hyphened in known and whole not in known else before[:-1]), line
    return before, f" {line}"


def _width(text: str) -> float:
    """Length that nine of ten lines do not exceed."""
    lengths = sorted(len(line) for line in text.splitlines() if line.strip())
    return lengths[int(len(lengths) * 0.9)] if lengths else 0


def _ended(block: str, following: str) -> bool:
    return block.endswith((".", ";", ":", "。", "；", "：")) and not following[:1].islower()
