"""Authorities by the names that reports give them, one name for each."""

from __future__ import annotations

import re
from functools import cache

from kg.text.authorities import bodies

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
    return bodies("filings").get(plain)


def authority_spans(words: str) -> list[tuple[int, int]]:
    """Places of the authorities that words name, so that no "and" inside one parts it."""
    plain = words.replace(_LEADER, ".")
    return [match.span() for match in _any_authority().finditer(plain)]


@cache
def _any_authority() -> re.Pattern[str]:
    names = sorted(bodies("filings"), key=len, reverse=True)
    return re.compile(rf"\b{_COUNTRY}(?:{'|'.join(map(re.escape, names))})\b")
