"""The patterns of `patterns.yaml`: how annual reports tell of things, each with an example."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Literal

from kg.declarations import Declared, Filled, decode
from kg.errors import MappingError
from kg.text.written_dates import MONTH

_PART = re.compile(r"%(\w+)%")
_FILE = "patterns.yaml"


class Pattern(Declared, frozen=True):
    """A verbose regular expression, and a sentence in which it is found."""

    pattern: Filled
    example: Filled
    exact: bool = False


class Patterns(Declared, frozen=True):
    """The file: named parts, and patterns by what they tell."""

    version: Literal[1]
    parts: dict[str, str]
    patterns: dict[str, tuple[Pattern, ...]]


@cache
def declared() -> Patterns:
    """The file as it stands."""
    text = resources.files("ingest.reports.narrative").joinpath(_FILE).read_text("utf-8")
    return decode(text, _FILE, Patterns, MappingError, fold=False).value


@cache
def patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of that name, in their order."""
    return tuple(
        re.compile(_whole(one.pattern), re.X if one.exact else re.X | re.IGNORECASE)
        for one in declared().patterns[name]
    )


def part(name: str) -> str:
    """A part, as a verbose expression without parts in it."""
    return _whole(f"%{name}%")


@cache
def _parts() -> Mapping[str, str]:
    return {**declared().parts, "month": MONTH}


def _whole(pattern: str) -> str:
    while _PART.search(pattern):
        pattern = _PART.sub(lambda match: _parts()[match[1]], pattern)
    return pattern


def names(beginning: str) -> tuple[str, ...]:
    """The rest of each name that begins so: "status " gives "settled", "dismissed", …"""
    return tuple(
        name.removeprefix(beginning) for name in declared().patterns if name.startswith(beginning)
    )


def search(name: str, words: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """Where the first of the patterns of that name is found that is found at all."""
    stop = len(words) if end is None else end
    found = (pattern.search(words, start, stop) for pattern in patterns(name))
    return next((match for match in found if match is not None), None)


def every(name: str, words: str) -> Iterator[re.Match[str]]:
    """Each place of each of the patterns of that name."""
    for pattern in patterns(name):
        yield from pattern.finditer(words)
