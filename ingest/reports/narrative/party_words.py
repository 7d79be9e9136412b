"""Words that tell roles, common words and natural persons from names; see `party_names.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kg.errors import MappingError
from kg.yaml_file import Value

_ARTICLE = (
    r"(?:each\s+of\s+)?(?:our|its|their|his|her|my|the|an?|"
    r"(?:the\s+)?[\w․.-]+(?:\s[\w․.-]+)?[’']s?)\s+"
)


@dataclass(frozen=True, slots=True)
class PartyWords:
    """`role` matches a whole "our former Chairman", `common` are words that name nobody alone,
    `natural_person` finds what only a natural person is, at the end of words."""

    role: re.Pattern[str]
    common: frozenset[str]
    natural_person: re.Pattern[str]


@cache
def party_words() -> PartyWords:
    """The words of `party_names.yaml`."""
    text = (
        resources.files("ingest.reports.narrative").joinpath("party_names.yaml").read_text("utf-8")
    )
    top = Value.parse(text, "party_names.yaml", MappingError).record(
        "the words of names",
        ("version", "roles", "before_roles", "common_words", "natural_persons"),
    )
    top["version"].integer(1, 1)

    def one_of(key: str) -> str:
        words = sorted(top[key].texts(empty=False), key=len, reverse=True)
        return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)

    role = rf"(?:{one_of('roles')})(?:s|es)?"
    role = role.replace("subsidiary", "subsidiar(?:y|ies)")
    before = rf"(?:(?:{one_of('before_roles')})\s+){{0,4}}"
    return PartyWords(
        role=re.compile(
            rf"(?:{_ARTICLE})?{before}{role}(?:\s+(?:and|or)\s+{before}{role})?", re.IGNORECASE
        ),
        common=frozenset(top["common_words"].texts(empty=False)),
        natural_person=re.compile(rf"\b(?:{one_of('natural_persons')})\Z", re.IGNORECASE),
    )
