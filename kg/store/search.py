"""Full text over captions and names: the engine finds candidates, this ranks them.

The engines score words differently and do not fold accents; ranking here gives the same
order on each of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from kg.model.graph import Node, Rows
from kg.ontology.stored import ALL

_WORD = re.compile(r"\w+")
_SPECIAL = re.compile(r'([+\-!(){}\[\]^"~*?:\\/&|<>=])')
_LONGEST = 500
_SHORTEST_PREFIX = 3
_EXACT, _PREFIX = 1.0, 0.75
_FOUND_SHARE = 0.7

_CANDIDATES = 20
"""Candidates to ask the engine for, for each row that is wanted."""

_COLUMNS = ("id", "schema", "caption", "score")


def ranked(
    text: str,
    limit: int,
    *,
    names: Iterable[str],
    with_id: Callable[[str], list[Node]],
    found: Callable[[str, int], list[Node]],
) -> Rows:
    """The best answers: rows (id, schema, caption, score), best first, equals by id.

    Args:
        names: properties that are searched, beside the caption.
        with_id: the node with that id, if there is one; it scores 1.
        found: up to so many nodes that a Lucene query finds.
    """
    names = tuple(names)
    scores: dict[str, tuple[float, Node]] = {node.id: (1.0, node) for node in with_id(text.strip())}
    for query in text_queries(text):
        if len(scores) >= limit:
            break
        for node in found(query, _CANDIDATES * limit):
            scores.setdefault(node.id, (score(text, _texts(node, names)), node))
    best = sorted(scores.values(), key=lambda each: (-each[0], each[1].id))[:limit]
    return Rows(_COLUMNS, [(node.id, node.schema, node.caption, value) for value, node in best])


def _texts(node: Node, names: Iterable[str]) -> list[str]:
    texts = [node.caption]
    for name in names:
        value = node.properties.get(name.removesuffix(ALL), ())
        texts.extend([value] if isinstance(value, str) else value)
    return texts


def text_queries(text: str) -> list[str]:
    """The text as queries of Lucene's, in which nothing from the text is an operator.

    The first asks for all of its words, the second for any; the last word, from three letters
    on, may be the beginning of one. Empty where there is no word in it.
    """
    terms = []
    for chunk in text[:_LONGEST].casefold().split():
        parts = _WORD.findall(chunk)
        if not parts:
            continue
        whole = _SPECIAL.sub(r"\\\1", chunk)
        # Tokenizers disagree on what parts a word ("O'Brien"): take it whole or in its parts.
        pieces = "" if parts == [chunk] else f" (+{' +'.join(parts)})"
        terms.append(f"{whole}{pieces}")
    if not terms:
        return []
    if len(terms[-1]) >= _SHORTEST_PREFIX and _WORD.fullmatch(terms[-1]):
        terms[-1] += f" {terms[-1]}*"
    every = " ".join(f"+({term})" for term in terms)
    return [every] if len(terms) == 1 else [every, " ".join(terms)]


def score(text: str, names: Iterable[str]) -> float:
    """How well the best of these names answers the text, from 0 (not at all) to 1 (the same).

    0.7 times the share of the text's words that are in the name, plus 0.3 times the share of
    the name's words that are in the text; a word that only begins so counts three quarters.
    """
    wanted = _words(text)
    return max((_similarity(wanted, _words(name)) for name in names), default=0.0)


def _similarity(wanted: Sequence[str], name: Sequence[str]) -> float:
    if not wanted or not name:
        return 0.0
    found = sum(_best(word, name) for word in wanted)
    return round(
        _FOUND_SHARE * found / len(wanted) + (1 - _FOUND_SHARE) * min(1.0, found / len(name)), 4
    )


def _best(word: str, name: Sequence[str]) -> float:
    if word in name:
        return _EXACT
    if len(word) >= _SHORTEST_PREFIX and any(each.startswith(word) for each in name):
        return _PREFIX
    return 0.0


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return list(dict.fromkeys(_WORD.findall(plain)))
