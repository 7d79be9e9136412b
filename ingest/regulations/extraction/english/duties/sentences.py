"""Sentences of law made easy for a parser, and the way back to the words as they stand.

A parser of newspaper English stumbles over citations, acronyms and asides: a citation becomes the
word "Article", an acronym a plain noun; quoted rules and asides are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ingest.regulations.extraction.english.duties.nouns import is_acronym, words
from ingest.regulations.extraction.gazetteer import alternatives
from kg.values.money import is_currency

if TYPE_CHECKING:
    from spacy.tokens import Token

LONGEST_SENTENCE = 3_000
"""Characters; what is longer is a table or a list run together, and is cut."""
MODAL = r"(?:shall|must|may|should|need\snot)"
Span = tuple[int, int]

_ASIDE = re.compile(r"\s?\([^()]{0,400}(?:\([^()]{0,80}\)[^()]{0,200}){0,6}\)")
# Consolidated laws put what was changed in square brackets: "the 3[High Court]", "[F1the FCA]".
_CHANGED = re.compile(r"\d{0,2}\[(?:[A-Z]\d{1,3})?|\]")
_PERHAPS_SEVERAL = re.compile(r"(?<=[a-z])\(s\)")
_PREFIX_HYPHEN = re.compile(r"(?<=\b[Nn]on)-(?=[a-z])|(?<=\b[CcRr][oe])-(?=[a-z]{4})")
_QUOTED_RULE = re.compile(
    rf"(?:\s?that)?\s?[“‘\"][^”’\"]{{0,300}}\b{MODAL}\b[^”’\"]{{0,300}}[”’\"]"
)
OPENING = (
    r"when|where|if|as|after|upon|at|in|on|for|by|without|subject\sto|unless|under|pursuant|acting|"
    r"which|who|whether|including|other\sthan|or|with|within|taking|following|during|having|except|"
    r"based|prior|before|to|through|no\slater|not\slater|at\sleast|every|save|notwithstanding|"
    r"having\sregard|inter\salia|among\sother"
)
"""Words that an aside next to a modal starts with."""
# "The Secretary, when he deems appropriate, may" and "shall, in accordance with Article 5, be".
_INTERRUPTION = re.compile(
    rf"(?<=\w)(?P<before>,\s(?:{OPENING})\s[^,;:]{{1,200}},)(?=\s{MODAL}\b)"
    # Asides that name several: ", in consultation with the EBA, ESMA and, where needed, others,".
    rf"|(?<=\w)(?P<with>,\s(?:in\s(?:close\s)?(?:consultation|cooperation|agreement|coordination)"
    rf"|after\sconsult(?:ing|ation))\s[^;:.]{{1,400}}?,)(?=\s{MODAL}\b)"
    # "Any person who is found guilty, shall": no comma parts a subject from its verb.
    rf"|\b(?:who|which|that)\s[^,;:.]{{1,200}}(?P<comma>,)(?=\s{MODAL}\b)"
    r"|(?P<small>,\s(?:where|if|as|when|wherever)\s(?:and\s\w+\s)?(?:applicable|appropriate|relevant|"
    r"necessary|possible|practicable|available|required|requested|needed|the\scase\smay\sbe),|,\sbut\s(?:need|shall|may)\snot,)"
    rf"|\b{MODAL}(?:\snot)?(?:\s[a-z]+ly)?(?P<after>\s?,\s(?:(?:and\s)?(?:{OPENING})\s|[a-z]+ly\b|(?:and|but)\s(?:is|are|shall|need|must)\s)"
    rf"[^,;:]{{0,200}}(?:,\s(?:[a-z]+ed\s(?:in|by|on|under)|[a-z]+ing|whichever|{OPENING})"
    r"\s[^,;:]{1,120}){0,4},)(?=\s)"
)
# "Notwithstanding paragraph 1, a bank shall": parsers take the first noun for the subject.
_INTRODUCTION = re.compile(
    r"(?:Notwithstanding|Without\sprejudice\sto|Subject\sto|Pursuant\sto|Except\sas|In\saccordance"
    r"\swith|By\sway\sof\sderogation\sfrom|By\sderogation\sfrom|For\s(?:the\s)?purposes?\sof|Under|In"
    r"\saddition\sto|As\s\w+\sin)\s[^,;:]{1,150},\s"
)
_MARKER = re.compile(r"(?:\(?[0-9a-zA-Z]{1,5}\)|\d{1,3}\.|[—–-])\s+")
_THOUSANDS = re.compile(r"(?<=\d)\s\d{3}(?!\d)")
_ACRONYM = re.compile(r"(?<![\w.’'-])(?:[A-Z]-)?[A-Z][A-Za-z]{0,3}[A-Z]{1,5}s?(?![\w.-])")
_DETERMINER = re.compile(r"(?:\b[a-z]+|\b(?:The|An?|Each|Every|Any|No|All))\s$")
_BARE = ("may ", "must ", "shall ", "should")
_QUOTES = frozenset('‘“”"«»')


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: `source` counts the texts above a point, -1 is the text itself."""

    source: int
    text: str
    start: int
    end: int
    removed: tuple[Span, ...] = ()
    citations: tuple[Span, ...] = ()

    @property
    def said(self) -> str:
        """The words of the part."""
        return self.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to parse.

    Attributes:
        text: what the parser reads.
        places: for each character of `text` its source and its offset there.
    """

    pieces: tuple[Piece, ...]
    text: str
    places: tuple[tuple[int, int], ...]

    def place(self, token: Token) -> tuple[int, int, int]:
        """Source of a word, and where it starts and ends there."""
        (source, start), (_, end) = (
            self.places[token.idx],
            self.places[token.idx + len(token) - 1],
        )
        return source, start, end + 1

    def written(self, token: Token) -> str:
        """A word as it stands in the text: "ESMA" for the noun that was parsed for it."""
        source, start, end = self.place(token)
        return self.piece(source).text[start:end]

    def piece(self, source: int) -> Piece:
        """The first piece of a source."""
        return next(one for one in self.pieces if one.source == source)

    def words(self, first: Token, last: Token) -> str:
        """The words from one token to another, with what was left out for the parser between."""
        (source, start, _), (other, _, end) = self.place(first), self.place(last)
        if source == other:
            return _plain(self.piece(source).text[start:end])
        parts = [self.piece(source).text[start : self.piece(source).end]]
        parts += [self.piece(other).text[self.piece(other).start : end]]
        return _plain(" ".join(parts))


def _plain(said: str) -> str:
    return " ".join(_CHANGED.sub("", said).split())


def simplified(pieces: Sequence[Piece]) -> Sentence:
    """The pieces read as one sentence."""
    written: list[str] = []
    places: list[tuple[int, int]] = []
    for number, piece in enumerate(pieces):
        end = min(piece.end, piece.start + LONGEST_SENTENCE)
        # Words between the opening of a list and its point are an aside: ", where it is late,".
        between = 0 < number < len(pieces) - 1
        for sign in ", " if between else " " if written else "":
            written.append(sign)
            places.append((piece.source, piece.start))
        first = len(written)
        _simplify(piece, end, written, places)
        if number and "".join(written[first : first + 6]).lower().startswith(_BARE):
            written[first] = written[first].lower()
        if between:
            written.append(",")
            places.append((piece.source, max(end - 1, piece.start)))
    while written and written[-1] == " ":
        written.pop()
        places.pop()
    written, places = _uninterrupted(written, places)
    return Sentence(tuple(pieces), "".join(written), tuple(places))


def asides_with_rules(text: str, start: int, end: int) -> Iterator[Span]:
    """Asides in brackets that hold a sentence of their own: "(this need not be told)"."""
    for found in _ASIDE.finditer(text, start, end):
        if re.search(rf"\b{MODAL}\b", found[0]):
            yield found.start() + found[0].index(found[0].strip()[0]) + 1, found.end() - 1


def _uninterrupted(
    written: list[str], places: list[tuple[int, int]]
) -> tuple[list[str], list[tuple[int, int]]]:
    """The same without what stands between commas next to a modal."""
    text = "".join(written)
    cuts: list[Span] = []
    introduction = _INTRODUCTION.match(text)
    if introduction and not re.search(rf"\b{MODAL}\b", introduction[0]):
        cuts.append((0, introduction.end()))
    for found in _INTERRUPTION.finditer(text, cuts[0][1] if cuts else 0):
        cuts.append(found.span(found.lastgroup or 0))
    kept, kept_places, at = [], [], 0
    for start, end in cuts:
        kept += written[at:start]
        kept_places += places[at:start]
        at = end
    return kept + written[at:], kept_places + places[at:]


def _simplify(piece: Piece, end: int, written: list[str], places: list[tuple[int, int]]) -> None:
    text = piece.text
    marker = _MARKER.match(text, piece.start, end)
    at = marker.end() if marker else piece.start
    for low, high, word in _replacements(piece, at, end):
        if low < at:
            continue
        _copy(piece, at, low, written, places)
        for number, sign in enumerate(word, 1):
            written.append(sign)
            places.append((piece.source, high - 1 if number == len(word) else low))
        at = high
    _copy(piece, at, end, written, places)


def _replacements(piece: Piece, start: int, end: int) -> list[tuple[int, int, str]]:
    """What is read as something else: places, and the word for it ("" leaves it out)."""
    text = piece.text
    cited = [(low, high) for low, high in piece.citations if start <= low and high <= end]
    found = [(low, high, "Article") for low, high in cited]
    found += [(low, high, "") for low, high in piece.removed if start <= low and high <= end]
    for aside in _ASIDE.finditer(text, start, end):
        low, high = aside.span()
        touching = [(a, b) for a, b in cited if a < high and low < b]
        # "(s)" belongs to its word, and a bracket in a citation to the citation.
        if high - low > 4 and all(low <= a and b <= high for a, b in touching):
            found.append((low, high, ""))
    # "Auditor(s)" is "auditors", "non-compliance" one word.
    found += [(*one.span(), "s") for one in _PERHAPS_SEVERAL.finditer(text, start, end)]
    found += [(*one.span(), "") for one in _PREFIX_HYPHEN.finditer(text, start, end)]
    found += [(*sign.span(), "") for sign in _CHANGED.finditer(text, start, end)]
    found += [(*quoted.span(), "") for quoted in _QUOTED_RULE.finditer(text, start, end)]
    for name in _ACRONYM.finditer(text, start, end):
        if is_acronym(name[0]) and not is_currency(name[0]) and not text[start:end].isupper():
            determined = _DETERMINER.search(text, max(start, name.start() - 12), name.start())
            plural = name[0].endswith("s")
            noun = "banks" if plural else "bank" if determined else "Microsoft"
            found.append((*name.span(), noun))
    for name in _plain_nouns().finditer(text, start, end):
        found.append((*name.span(), words().plain[" ".join(name[0].split())]))
    found.sort(key=lambda one: (one[0], -one[1]))
    return found


@cache
def _plain_nouns() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(words().plain)})\b")


def _copy(
    piece: Piece, start: int, end: int, written: list[str], places: list[tuple[int, int]]
) -> None:
    for place in range(start, end):
        sign = piece.text[place]
        if sign.isspace():
            if not written or written[-1] == " ":
                continue
            if written[-1].isdecimal() and _THOUSANDS.match(piece.text, place):
                # "10 000" is one word, as it is one number.
                continue
            sign = " "
        elif sign in _QUOTES:
            continue
        elif sign == "’":
            sign = "'"
        written.append(sign)
        places.append((piece.source, place))


def within(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    """Those of some ordered spans that lie between two places."""
    ordered = sorted(spans)
    first = bisect_right(ordered, (start - 1, end))
    return tuple(one for one in ordered[first:] if one[0] >= start and one[1] <= end)
