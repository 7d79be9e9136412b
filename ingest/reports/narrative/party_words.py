"""Words that tell roles and things from names (`party_words.yaml`), and names of authorities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

from ingest.reports.narrative.patterns import part
from kg.declarations import Declared, decode
from kg.errors import MappingError
from kg.text.authorities import bodies

_FILE = "party_words.yaml"
_ARTICLE = (
    r"(?:each\s+of\s+)?(?:our|its|their|his|her|my|the|an?|"
    r"(?:the\s+)?[\w․.-]+(?:\s[\w․.-]+)?[’']s?)\s+"
)


class _Words(Declared, frozen=True):
    version: Literal[1]
    roles: tuple[str, ...]
    before_roles: tuple[str, ...]
    common_words: tuple[str, ...]
    things: tuple[str, ...]


class PartyWords(NamedTuple):
    """`role` matches a whole "our former Chairman", `common` are words that name nobody alone,
    `thing` finds a thing at the end of words, `natural_person` what only a person can be there."""

    role: re.Pattern[str]
    common: frozenset[str]
    thing: re.Pattern[str]
    natural_person: re.Pattern[str]


@cache
def party_words() -> PartyWords:
    """The words of the file."""
    text = resources.files("ingest.reports.narrative").joinpath(_FILE).read_text("utf-8")
    words = decode(text, _FILE, _Words, MappingError).value
    role = rf"(?:{_one_of(words.roles)})(?:s|es)?".replace("subsidiary", "subsidiar(?:y|ies)")
    before = rf"(?:(?:{_one_of(words.before_roles)})\s+){{0,4}}"
    office = r"(?:officer|director|president|chair(?:man|woman|person)?|employee|founder|executive)"
    return PartyWords(
        role=re.compile(
            rf"(?:{_ARTICLE})?{before}{role}(?:\s+(?:and|or)\s+{before}{role})?", re.IGNORECASE
        ),
        common=frozenset(words.common_words),
        thing=re.compile(
            rf"\b(?:{_one_of(words.things)})(?:s|es)?(?:\s+(?:of|and|for|in|on|to)\b.*)?\Z"
            .replace("policy", "polic(?:y|ies)").replace("property", "propert(?:y|ies)"),
            re.IGNORECASE,
        ),
        natural_person=re.compile(rf"\b(?:{office}|{part('family')})\Z", re.IGNORECASE),
    )  # fmt: skip


def _one_of(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


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
