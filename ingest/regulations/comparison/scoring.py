"""How well extraction finds what a person annotated: precision, recall and F1 by kind.

A gold file is a JSON list of sentences::

    {"text": "…", "language": "en", "source": "31CFR",
     "citations": ["§ 1010.311"], "thresholds": [[">", 10000, "USD"]],
     "deadlines": ["within 15 days"], "obligations": [["bank", "must", "file"]],
     "defined_terms": ["SAR"], "authorities": ["competent authority"]}

`language` (else told from the text) and `source` may be missing, and so may a kind: one that no
sentence of the file has is not scored. Each annotation is matched with at most one finding and
each finding with at most one annotation:

- citation: the same text, white space, case and a leading "the" aside;
- threshold: the same operator, value and unit ("%" and "percent" are the same);
- deadline: one text contains the other, or they share at least half of the longer one's words
  in a row; white space and case aside. In Chinese the same with signs for words;
- obligation: the same modality, the same verb in base form, and the same subject. Subjects are
  the same if, determiners and case aside, they are equal or the shorter is the start or end
  of the longer ("issuers" and "issuers of asset-referenced tokens");
  in Chinese one contains the other, and one verb starts or ends with the other;
- defined term: the same text, white space, case and quotation marks aside;
- authority: the same name, or the same words, case and a leading "the" aside; once a sentence.

Exact matches are dealt out first, so that a loose one never takes another's place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ingest.regulations.extraction import Statements, extract_all, language_of
from kg.errors import BadFile

KINDS = ("citations", "thresholds", "deadlines", "obligations", "defined_terms", "authorities")
"""Kinds of statement, as a gold file names them."""
_LARGEST_GOLD = 64 * 1024 * 1024
_DETERMINERS = frozenset({
    "the", "a", "an", "each", "every", "all", "any", "such", "these", "those", "this", "that",
    "no", "both", "their", "its", "his", "her",
})  # fmt: skip
_QUOTES = "‘’“”\"'«»"
_UNITS = {
    "%": "percent", "per cent": "percent", "pct": "percent", "$": "usd", "€": "eur", "£": "gbp",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """One annotated sentence; obligations are (subject, modality, verb).

    `annotated` are the kinds that the person who annotated the file looked for.
    """

    text: str
    language: str
    source: str
    citations: tuple[str, ...]
    thresholds: tuple[tuple[str, Decimal, str], ...]
    deadlines: tuple[str, ...]
    obligations: tuple[tuple[str, str, str], ...]
    defined_terms: tuple[str, ...]
    authorities: tuple[str, ...] = ()
    annotated: frozenset[str] = frozenset(KINDS)


@dataclass(slots=True)
class Score:
    """Counts of one kind.

    Attributes:
        missed: what was annotated and not found, with its sentence.
        extra: what was found and not annotated, with its sentence.
    """

    found: int = 0
    missed: list[tuple[str, str]] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """Share of the findings that are right, 0 to 1; None where nothing was found."""
        total = self.found + len(self.extra)
        return self.found / total if total else None

    @property
    def recall(self) -> float | None:
        """Share of the annotations that were found, 0 to 1; None where there are none."""
        total = self.found + len(self.missed)
        return self.found / total if total else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where either is None."""
        precision, recall = self.precision, self.recall
        if precision is None or recall is None:
            return None
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def read_gold(path: Path) -> tuple[GoldSentence, ...]:
    """The sentences of a gold file.

    Raises:
        BadFile: it cannot be read, is no such list, or an annotation has another shape.
    """
    try:
        if path.stat().st_size > _LARGEST_GOLD:
            raise BadFile(f"larger than {_LARGEST_GOLD} bytes", file=path)
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise BadFile(f"cannot be read: {fault.strerror}", file=path) from fault
    except (ValueError, RecursionError) as fault:
        raise BadFile("is no JSON", file=path, hint=str(fault).partition("\n")[0]) from fault
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadFile("a list of annotated sentences is expected", file=path)
    annotated = frozenset(kind for kind in KINDS if any(kind in row for row in rows))
    return tuple(_sentence(row, place, path, annotated) for place, row in enumerate(rows))


def _sentence(
    row: Mapping[str, Any], place: int, path: Path, annotated: frozenset[str]
) -> GoldSentence:
    try:
        return GoldSentence(
            text=_text(row["text"]),
            language=_text(row.get("language") or language_of(_text(row["text"])) or "en"),
            source=_text(row.get("source", "")),
            citations=tuple(map(_text, row.get("citations", ()))),
            thresholds=tuple(
                (_text(operator), Decimal(str(value)), _text(unit))
                for operator, value, unit in row.get("thresholds", ())
            ),
            deadlines=tuple(map(_text, row.get("deadlines", ()))),
            obligations=tuple(
                (_text(subject), _text(modality), _text(verb))
                for subject, modality, verb in row.get("obligations", ())
            ),
            defined_terms=tuple(map(_text, row.get("defined_terms", ()))),
            authorities=tuple(map(_text, row.get("authorities", ()))),
            annotated=annotated,
        )
    except (KeyError, TypeError, ValueError, InvalidOperation) as fault:
        raise BadFile(
            f"sentence {place + 1} is not annotated in the expected shape",
            file=path,
            hint="See ingest.regulations.comparison.scoring for the shape",
        ) from fault


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def score(sentences: Iterable[GoldSentence]) -> dict[str, Score]:
    """Extract from the sentences and compare; one Score for each of KINDS that is annotated.

    Raises:
        As `ingest.regulations.extraction.extract`.
    """
    by_language: dict[str, list[GoldSentence]] = {}
    annotated: set[str] = set()
    for sentence in sentences:
        annotated |= sentence.annotated
        by_language.setdefault(sentence.language, []).append(sentence)
    scores = {kind: Score() for kind in KINDS if kind in annotated}
    for language, own in by_language.items():
        for sentence, found in zip(
            own, extract_all((one.text for one in own), language), strict=True
        ):
            compare(sentence, found, scores)
    return scores


def compare(gold: GoldSentence, found: Statements, scores: Mapping[str, Score]) -> None:
    """Add the comparison of one sentence to the scores of the kinds that are annotated."""
    chinese = gold.language.lower().startswith("zh")
    pairs: dict[str, tuple[Sequence[Any], Sequence[Any], Callable[[Any, Any], int]]] = {
        "citations": (gold.citations, [one.text for one in found.citations], _same_citation),
        "thresholds": (
            gold.thresholds,
            [(one.operator, one.value, one.unit) for one in found.thresholds],
            _same_threshold,
        ),
        "deadlines": (
            gold.deadlines,
            [one.text for one in found.deadlines],
            _same_chinese_deadline if chinese else _same_deadline,
        ),
        "obligations": (
            gold.obligations,
            [(one.subject, one.modality, one.verb) for one in found.obligations],
            _same_chinese_obligation if chinese else _same_obligation,
        ),
        "defined_terms": (
            gold.defined_terms,
            [one.term for one in found.defined_terms],
            _same_term,
        ),
        "authorities": (
            gold.authorities,
            list({one.name: (one.name, one.text) for one in found.authorities}.values()),
            _same_authority,
        ),
    }
    for kind in gold.annotated:
        wanted, got, same = pairs[kind]
        _match(wanted, got, same, scores[kind], gold.text)


def _match(
    wanted: Sequence[Any],
    got: Sequence[Any],
    same: Callable[[Any, Any], int],
    into: Score,
    sentence: str,
) -> None:
    ranked = sorted(
        ((same(one, other), i, j) for i, one in enumerate(wanted) for j, other in enumerate(got)),
        key=lambda rank: (-rank[0], rank[1], rank[2]),
    )
    used_wanted: set[int] = set()
    used_got: set[int] = set()
    for likeness, i, j in ranked:
        if likeness and i not in used_wanted and j not in used_got:
            used_wanted.add(i)
            used_got.add(j)
    into.found += len(used_wanted)
    into.missed += [(_shown(one), sentence) for i, one in enumerate(wanted) if i not in used_wanted]
    into.extra += [(_shown(one), sentence) for j, one in enumerate(got) if j not in used_got]


def _shown(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).casefold()


def _same_citation(one: str, other: str) -> int:
    return int(_plain(one).removeprefix("the ") == _plain(other).removeprefix("the "))


def _same_term(one: str, other: str) -> int:
    return int(_plain(one.strip(_QUOTES)) == _plain(other.strip(_QUOTES)))


def _same_authority(one: str, other: tuple[str, str]) -> int:
    return int(_plain(one).removeprefix("the ") in map(_plain, other))


def _same_threshold(one: tuple[str, Decimal, str], other: tuple[str, Decimal, str]) -> int:
    units = [_UNITS.get(_plain(unit), _plain(unit)) for unit in (one[2], other[2])]
    return int(one[0] == other[0] and one[1] == other[1] and units[0] == units[1])


def _same_deadline(one: str, other: str) -> int:
    return _overlap(_plain(one), _plain(other), _plain(one).split(), _plain(other).split())


def _same_chinese_deadline(one: str, other: str) -> int:
    return _overlap(one, other, list(one), list(other))


def _overlap(one: str, other: str, parts: Sequence[str], others: Sequence[str]) -> int:
    """3 for equal texts, 2 for one in the other, 1 for half of the longer in common, else 0."""
    if one == other:
        return 3
    if one in other or other in one:
        return 2
    shared = SequenceMatcher(None, parts, others, autojunk=False).find_longest_match().size
    return int(shared * 2 >= max(len(parts), len(others)))


def _same_obligation(one: tuple[str, str, str], other: tuple[str, str, str]) -> int:
    if one[1] != other[1] or _plain(one[2]) != _plain(other[2]):
        return 0
    return _same_subject(_subject(one[0]), _subject(other[0]))


def _subject(text: str) -> list[str]:
    words = _plain(text).replace(",", " ").split()
    while len(words) > 1 and words[0] in _DETERMINERS:
        words = words[1:]
    return words


def _same_subject(one: list[str], other: list[str]) -> int:
    if one == other:
        return 2
    short, long = sorted((one, other), key=len)
    return int(bool(short) and (long[: len(short)] == short or long[-len(short) :] == short))


def _same_chinese_obligation(one: tuple[str, str, str], other: tuple[str, str, str]) -> int:
    if one[1] != other[1]:
        return 0
    verbs = sorted((one[2], other[2]), key=len)
    if not verbs[0] or not (verbs[1].startswith(verbs[0]) or verbs[1].endswith(verbs[0])):
        return 0
    if one[0] == other[0]:
        return 2 + int(one[2] == other[2])
    return int(one[0] in other[0] or other[0] in one[0])
