"""Terms that a text gives a meaning: ‘payment institution’ means …; (“SAR”); Account means ….

Three forms: a quoted term followed by "means" or its like; a quoted name in brackets or after
"hereinafter"; and, as US regulations print it in italics, an unquoted term that starts its
sentence or paragraph and is followed by "means".
"""

from __future__ import annotations

import re
from bisect import bisect_left

from ingest.regulations.extraction.statements import DefinedTerm

_S = r"\s{1,3}"
_OPEN, _CLOSE = "[‘“\"'«]", "[’”\"'»]"
# A closing mark ends the term only where no letter follows: ‘payer’s account’ is one term.
_QUOTED = rf"{_OPEN}(?P<{{name}}>[^‘“”\"«»;\n]{{1,120}}?){_CLOSE}(?![\w])"
_MEANS = (
    rf"(?:(?:shall{_S}|do(?:es)?{_S}not{_S})?(?:means?|includes?|refers?{_S}to|comprises?)\b"
    rf"|(?:has|have|shall{_S}have){_S}the{_S}(?:same{_S})?meanings?\b"
    rf"|(?:is|are|shall{_S}be){_S}(?:defined{_S}(?:as|in|by)|understood{_S}(?:as|to{_S}mean))\b"
    rf"|is{_S}to{_S}be{_S}understood{_S}as\b|is{_S}(?=an?{_S}|any{_S}|the{_S}))"
)
_DEFINED = re.compile(
    rf"(?:(?:the{_S})?(?:term|expression|word|phrase)s?{_S})?{_QUOTED.replace('{name}', 'term')}"
    rf"(?:(?:,{_S}|{_S})(?:or|and){_S}{_QUOTED.replace('{name}', 'other')})?"
    rf"(?P<aside>,?{_S}(?:\([^()]{{1,120}}\){_S}|(?:as{_S}used|when{_S}used|in{_S}relation{_S}to|"
    rf"with{_S}respect{_S}to|for{_S}the{_S}purposes?{_S}of)[^,;.]{{1,100}},{_S}))?"
    rf"(?:,?{_S}|[—–]\s?[“‘]?\([A-Za-z0-9]\){_S})?(?P<means>{_MEANS})",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"[(\[](?:[^()\[\]‘“”\"]{{0,60}}?(?:the|an?|or|as|collectively|each,?|together,?|to{_S}as)?{_S})?"
    rf"(?:the{_S}|an?{_S}|each,?{_S}an?{_S})?{_QUOTED.replace('{name}', 'term')}"
    rf"(?:{_S}(?:and|or|and{_S}together,|and,?{_S}collectively,?){_S}(?:the{_S})?"
    rf"{_QUOTED.replace('{name}', 'other')})?\s?[)\]]"
    rf"|\bhere(?:in)?after(?:{_S}(?:referred{_S}to|called|known))?(?:{_S}as)?{_S}(?:the{_S}|an?{_S})?"
    rf"{_QUOTED.replace('{name}', 'called')}",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    rf"(?:^|(?<=\n)|(?<=[.;:]\s)|(?<=\)\s)|(?<=,\s))(?:the{_S}term{_S})?"
    rf"(?P<term>[A-Za-z][A-Za-z’'/-]{{0,30}}(?:{_S}(?:\([A-Za-z]{{1,6}}\)|[A-Za-z][A-Za-z’'/-]{{0,30}})){{0,7}}?)"
    rf"(?:{_S}\([^()]{{1,60}}\))?{_S}"
    rf"(?P<means>means\b(?!{_S}(?:of|by|to)\b)|has{_S}the{_S}(?:same{_S})?meanings?\b"
    rf"|shall{_S}mean\b|is{_S}defined{_S}as\b)",
    re.IGNORECASE,
)
_NO_TERM_START = re.compile(
    r"(?:this|that|it|which|what|and|or|by|these|those|such|he|she|they|there|if|where|when|in|for|"
    r"as|nothing|any|each|other|all|no|term|definition|section|paragraph)\b(?!\s+(?:in|for)\b.{0,1}$)",
    re.IGNORECASE,
)
_SCOPE = re.compile(
    rf"\bfor{_S}(?:the{_S})?purposes?{_S}of{_S}(?P<scope>(?:(?:this|that|these|the|applying)\b|Article|"
    rf"Articles|paragraphs?|§)[^,;:\n]{{0,80}})|\bas{_S}used{_S}in{_S}(?P<used>this[^,;:\n]{{1,60}})"
    rf"|\bin{_S}(?P<inside>this{_S}(?:article|section|chapter|part|subpart|title|regulation|directive))\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r";|\.(?=\s|$)|\n\n")
_LONGEST_DEFINITION = 4_000


# "A Notice of Proposed Rulemaking (NPR)": the letters are the initials of the words before.
_INITIALS = re.compile(r"\((?P<short>[A-Z][A-Za-z]{0,5}[A-Z]s?)\)")
_LONGEST_NAME = 120


def find_defined_terms(text: str) -> tuple[DefinedTerm, ...]:
    """All defined terms of a text in their order, a term once for each place that defines it."""
    found: list[DefinedTerm] = []
    for match in _DEFINED.finditer(text):
        if match["means"].strip().lower() == "is" and not _introduced(text, match):
            continue
        definition = _definition(text, match.end("means"))
        for name in ("term", "other"):
            _add(found, text, match, name, definition)
    for match in _NAMED.finditer(text):
        for name in ("term", "other", "called"):
            _add(found, text, match, name, None)
    for match in _INITIALS.finditer(text):
        before = text[max(match.start() - _LONGEST_NAME, 0) : match.start()]
        if _abbreviates(match["short"], before):
            _add(found, text, match, "short", None)
    for match in _PLAIN.finditer(text):
        if not _NO_TERM_START.match(match["term"]):
            _add(found, text, match, "term", _definition(text, match.end("means")))
    return tuple(found)


def _abbreviates(short: str, before: str) -> bool:
    """Whether the last words in capitals have the initials "ESA" of "ESAs"."""
    capitals = [word for word in re.findall(r"[A-Za-z][\w’'-]*", before) if word[0].isupper()]
    letters = short.rstrip("s")
    return "".join(word[0] for word in capitals[-len(letters) :]) == letters


def _introduced(text: str, match: re.Match[str]) -> bool:
    """Whether "is" defines: only after "the term" or at the start of a sentence or item."""
    before = text[max(match.start() - 4, 0) : match.start()]
    return match[0][:1].isalpha() or not before.strip() or before.rstrip()[-1:] in ".;:)"


def _add(
    found: list[DefinedTerm],
    text: str,
    match: re.Match[str],
    name: str,
    definition: str | None,
) -> None:
    term = match[name]
    if term is None or not any(sign.isalpha() for sign in term):
        return
    start, end = match.span(name)
    stripped = term.rstrip(" ,")
    end -= len(term) - len(stripped)
    at = bisect_left(found, start, key=lambda one: one.start)
    apart = (at == 0 or found[at - 1].end <= start) and (at == len(found) or end <= found[at].start)
    if apart:
        found.insert(at, DefinedTerm(start, end, stripped, definition, _scope(text, start)))


def _definition(text: str, start: int) -> str | None:
    stop = _SENTENCE_END.search(text, start, start + _LONGEST_DEFINITION)
    words = text[start : stop.start() if stop else start + _LONGEST_DEFINITION].strip(" :,—")
    return words or None


def _scope(text: str, place: int) -> str | None:
    """The last words before a term, or in its sentence, that say where it holds."""
    window_start = max(place - 400, 0)
    scopes = list(_SCOPE.finditer(text, window_start, place))
    scope = scopes[-1] if scopes else None
    if scope is None:
        return None
    words = scope["scope"] or scope["used"] or scope["inside"]
    return " ".join(words.split())
