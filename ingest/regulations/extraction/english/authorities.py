"""Authorities that an English text names: by their names, or by their role.

"The competent authority" is a role and stays one. "EBA" and "European Supervisory Authority
(European Banking Authority)" are one body. A short name such as "the Board" is the body that the
text named before; else it stays as it is, until the act says whom it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from ingest.regulations.extraction.statements import Authority
from kg.declarations import Declared, Filled, Words, shipped
from kg.text.authorities import bodies

Span = tuple[int, int]

_SUPERVISOR = re.compile(r"European\sSupervisory\sAuthority\s?\(\s?$")
_MEANS = re.compile(
    r"[“\"‘](?:the\s)?(?P<short>[A-Z][a-z]+)[”\"’]\s(?:means|refers\sto)\s(?:the\s)?(?P<full>[A-Z][^.;:,()]{5,90})"
)
_IN_PASSING = re.compile(
    r"(?P<full>[A-Z][A-Za-z’' -]{5,90}?)\s\((?:hereinafter\s)?(?:the\s)?"
    r"[“\"‘](?:the\s)?(?P<short>[A-Z][a-z]+)[”\"’]\)"
)


class _Lists(Declared, frozen=True):
    short: frozenset[Filled]
    not_before: tuple[str, ...]
    roles: Words
    same_role: dict[str, tuple[str, ...]]
    by_jurisdiction: dict[str, dict[str, str]]


@cache
def _lists() -> _Lists:
    return shipped("ingest.regulations.extraction.english", "authorities.yaml", _Lists)


def _alternatives(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(r"\s{1,3}".join(map(re.escape, word.split())) for word in longest_first)


@cache
def _roles() -> Mapping[str, str]:
    """Role in the singular and plural to the name of the role."""
    lists, found = _lists(), dict[str, str]()
    same = {form: role for role, forms in lists.same_role.items() for form in forms}
    for form in lists.roles:
        role = same.get(form, form)
        plural = form[:-1] + "ies" if form.endswith("y") else form + "s"
        found |= {form: role, plural: role}
    return found


@cache
def _pattern() -> re.Pattern[str]:
    lists = _lists()
    roles = "|".join(
        f"[{word[0].upper()}{word[0]}]" + _alternatives([word])[1:]
        for word in sorted(_roles(), key=lambda word: (-len(word), word))
    )
    not_before, names = _alternatives(lists.not_before), _alternatives(bodies("laws"))
    # What may come first is told by one letter, so that most places fail at once.
    return re.compile(
        r"\b(?=[A-Zcdfjlmprst])(?:"
        rf"(?:[Tt]he\s{{1,3}})?(?P<name>{names})"
        rf"|(?:[Tt]he|[Ee]ach|[Ff]ederal|[Ss]uch)\s{{1,3}}(?P<short>{_alternatives(lists.short)})(?!\s{{1,3}}(?:{not_before}))"
        rf"|(?P<role>{roles})"
        r")(?![\w-])"
    )


def find_authorities(text: str, taken: Sequence[Span] = ()) -> tuple[Authority, ...]:
    """All authorities that a text names, in its order.

    Args:
        taken: spans in which no name is a body's, such as citations, in their order.
    """
    found: list[Authority] = []
    places = iter(taken)
    place = next(places, None)
    for match in _pattern().finditer(text):
        start, end = match.span(match.lastgroup or 0)
        while place and place[1] <= start:
            place = next(places, None)
        if place and place[0] < end:
            continue
        words = " ".join(match[match.lastgroup or 0].split())
        if match["name"]:
            start, end = _with_aside(text, start, end)
            found.append(Authority(start, end, text[start:end], bodies("laws")[words], True))
        elif match["short"]:
            found.append(Authority(start, end, words, _named_before(words, found), False))
        else:
            role = _roles().get(words) or _roles()[words[0].lower() + words[1:]]
            found.append(Authority(start, end, text[start:end], role, True))
    return tuple(_joined(found, text))


def _with_aside(text: str, start: int, end: int) -> Span:
    """A name with the "European Supervisory Authority (…)" that stands around it."""
    around = _SUPERVISOR.search(text, max(start - 40, 0), start)
    return (around.start(), end + 1) if around and text[end : end + 1] == ")" else (start, end)


def _joined(found: Sequence[Authority], text: str) -> list[Authority]:
    """The same without an acronym in brackets behind its own name: "… Authority) (EBA)"."""
    kept: list[Authority] = []
    for one in found:
        before = kept[-1] if kept else None
        if before and before.name == one.name:
            between = text[before.end : one.start]
            if re.fullmatch(r"\s?\(\s?[‘“]?", between) and re.match("[’”]?\\)", text[one.end :]):
                continue
        kept.append(one)
    return kept


def _named_before(short: str, found: Sequence[Authority]) -> str:
    """The body of this short name that the text named before; else the short name."""
    words = re.compile(rf"\b{short}\b")
    for one in reversed(found):
        if one.exact and words.search(one.name):
            return one.name
    return short


def short_names(texts: Iterable[str], jurisdiction: str | None) -> dict[str, str]:
    """What the short names mean in an act: by its definitions, else by its jurisdiction.

    A name that the act gives to two bodies means none of them.
    """
    lists = _lists()
    meant: dict[str, str | None] = {}
    for text in texts:
        for pattern in (_MEANS, _IN_PASSING):
            for match in pattern.finditer(text):
                if match["short"] not in lists.short:
                    continue
                full = _full_name(match["full"], match["short"])
                if full and meant.setdefault(match["short"], full) != full:
                    meant[match["short"]] = None
    own = lists.by_jurisdiction.get(jurisdiction or "", {})
    return dict(own) | {short: full for short, full in meant.items() if full}


def _full_name(words: str, short: str) -> str | None:
    """The known body that the words name, with the short name in it; None where there is none."""
    words = " ".join(words.split())
    for form, name in bodies("laws").items():
        if form in words and short in words:
            return name
    return None


def resolved(found: Iterable[Authority], meant: Mapping[str, str]) -> tuple[Authority, ...]:
    """The authorities with the short names replaced by what they mean in the act."""
    return tuple(
        one if one.exact or one.name not in meant else replace(one, name=meant[one.name])
        for one in found
    )
