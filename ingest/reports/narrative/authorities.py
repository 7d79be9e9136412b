"""Authorities by the names that reports give them, one name for each."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from kg.errors import MappingError
from kg.yaml_file import Value

_COUNTRY = r"(?:(?:U\.\s?S\.|United States|US)\s+)?"
# A point that ends no sentence may stand as a one dot leader; see `sentences.without_points`.
_LEADER = "․"


def authority(name: str) -> str | None:
    """The name under which an authority is kept; None where a name is that of none.

    "the SEC" and "United States Securities and Exchange Commission" are one authority. "Securities
    and Exchange Commission of Pakistan" is another and unknown.
    """
    plain = " ".join(name.replace(_LEADER, ".").split()).strip(" ,")
    plain = re.sub(r"^(?:[Tt]he\s+)?" + _COUNTRY, "", plain)
    return _by_spelling().get(plain)


def authority_spans(words: str) -> list[tuple[int, int]]:
    """Places of the authorities that words name, so that no "and" inside one parts it."""
    plain = words.replace(_LEADER, ".")
    return [match.span() for match in _any_authority().finditer(plain)]


@cache
def _by_spelling() -> dict[str, str]:
    text = (
        resources.files("ingest.reports.narrative").joinpath("authorities.yaml").read_text("utf-8")
    )
    top = Value.parse(text, "authorities.yaml", MappingError).record(
        "the authorities", ("version", "authorities")
    )
    top["version"].integer(1, 1)
    found: dict[str, str] = {}
    for name, spellings in top["authorities"].mapping("the authorities").items():
        for spelling in spellings.texts(empty=False):
            if spelling in found:
                raise spellings.error("this spelling stands for two authorities", value=spelling)
            found[spelling] = name
    return found


@cache
def _any_authority() -> re.Pattern[str]:
    names = sorted(_by_spelling(), key=len, reverse=True)
    return re.compile(rf"\b{_COUNTRY}(?:{'|'.join(map(re.escape, names))})\b")
