"""The words that a claim rests on, in their sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kg.errors import NotFound, UsageError
from kg.text import sentences
from queries.answers import Evidence
from queries.provenance.evidence import EVIDENCE_COLUMNS

if TYPE_CHECKING:
    from kg.view import View
    from kg.workspace import Workspace

LONGEST_PASSAGE = 1000
"""Characters of a passage in a portrait."""

_SHORTEST_PREFIX = 6
_WORD = re.compile(r"\w")
_SHORTEST_VALUE = 3
_LONGEST_WORD = 40
_Fact = TypeVar("_Fact", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Quote:
    """A claim with the passage of the document that states it.

    Attributes:
        evidence: what is said, and where it stands.
        entity: canonical id of the entity it is said of.
        passage: the sentence around the words; None where the source is no document.
        start, end: the words in `passage`, code points, end exclusive; None where the source
            gives no place inside it.
    """

    evidence: Evidence
    entity: str
    passage: str | None
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence of a document that states a fact.

    Attributes:
        text: the sentence, or sentences; an ellipsis stands where a long one was cut.
        marks: the words in `text`, as (start, end) in code points, end exclusive; in order, none
            over another. Empty where the source gives no place inside it.
        source, version, file, record: where it stands.
    """

    text: str
    marks: tuple[tuple[int, int], ...]
    source: str
    version: str
    file: str
    record: str


class _Place(NamedTuple):
    claim: str
    source: str
    version: int
    file: str
    record: str
    start: int | None
    end: int | None
    value: str


def evidence(ws: Workspace, claim: str) -> Quote:
    """The claim with that id, or the only one whose id begins so, and its words.

    Raises:
        NotFound: no live source makes such a claim.
        UsageError: fewer than six characters, or several claims begin so.
    """
    if len(claim) < _SHORTEST_PREFIX:
        raise UsageError("too short for a claim's id", value=claim, hint="Give six or more letters")
    with ws.view() as view:
        rows = view.sql(
            f"SELECT {EVIDENCE_COLUMNS}, canonical, span_start, span_end FROM claims"
            " WHERE starts_with(id, $claim) ORDER BY id LIMIT 2",
            {"claim": claim.lower()},
        ).rows
        if not rows:
            raise NotFound(
                "no such claim",
                value=claim,
                hint="'kg portrait REF --json' shows the ids of claims",
            )
        if len(rows) > 1:
            raise UsageError("several claims begin so", value=claim, hint="Give more of the id")
        *columns, canonical, start, end = rows[0]
        found = Evidence(*columns)
        texts = view.texts(found.source, int(found.version), [found.record])
    text = texts.get(found.record)
    if text is None:
        return Quote(found, canonical, None, None, None)
    if start is None or end is None:
        return Quote(found, canonical, text[:LONGEST_PASSAGE], None, None)
    start, end = narrowed(text, start, end, found.value)
    first, last = sentence_around(text, start, end)
    return Quote(found, canonical, text[first:last], start - first, end - first)


def passages(view: View, facts: Mapping[_Fact, Sequence[str]]) -> dict[_Fact, Passage]:
    """The passages that state facts; facts that no document states are left out.

    Args:
        facts: ids of the claims that a fact rests on, those that say most about it first. Of
            several blocks, the one is quoted in which most of them stand.
    """
    wanted = sorted({claim for claims in facts.values() for claim in claims})
    rows = view.sql(
        "SELECT id, source, version, file, record, span_start, span_end, value FROM claims"
        " WHERE id IN (SELECT unnest($ids))",
        {"ids": wanted or [""]},
    ).rows
    places = {row[0]: _Place(*row) for row in rows}
    blocks: dict[tuple[str, int], set[str]] = defaultdict(set)
    for one in places.values():
        blocks[one.source, one.version].add(one.record)
    texts = {
        (*document, record): text
        for document, records in sorted(blocks.items())
        for record, text in view.texts(*document, records).items()
    }
    found = {}
    for fact, claims in facts.items():
        standing = [
            place
            for claim in claims
            if (place := places.get(claim)) and (place.source, place.version, place.record) in texts
        ]
        if standing:
            block = _fullest_block(standing)
            where = block[0]
            found[fact] = _passage(texts[where.source, where.version, where.record], block)
    return found


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence, or sentences, that hold `text[start:end]` begin and end.

    Where a line holds nothing but these words, as a cell of a table may, a short text is taken
    whole.
    """
    first, last = sentences.sentence_around(text, start, end)
    alone = not _WORD.search(text[first:start] + text[end:last])
    whole_line = text[first - 1 : first] in ("", "\n") and text[last : last + 1] in ("", "\n")
    if alone and whole_line and len(text) <= LONGEST_PASSAGE:
        return 0, len(text)
    return first, last


def narrowed(text: str, start: int, end: int, value: str) -> tuple[int, int]:
    """Where `value` stands word for word in `text[start:end]`, else the place as it is given."""
    if _SHORTEST_VALUE <= len(value) < end - start:
        words = re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text[start:end])
        if words is not None:
            return start + words.start(), start + words.end()
    return start, end


def word_start(text: str, at: int) -> int:
    """The first beginning of a word from `at` on, where one is near."""
    if at == 0 or text[at - 1].isspace():
        return at
    space = text.find(" ", at, at + _LONGEST_WORD)
    return at if space < 0 else space + 1


def word_end(text: str, at: int) -> int:
    """The last end of a word up to `at`, where one is near."""
    if at >= len(text) or text[at].isspace():
        return at
    space = text.rfind(" ", max(0, at - _LONGEST_WORD), at)
    return at if space < 0 else space


def _fullest_block(places: Sequence[_Place]) -> list[_Place]:
    """Those in the block where most of them stand; of equal ones, in the first that is named."""
    blocks: dict[tuple[str, int, str], list[_Place]] = defaultdict(list)
    for place in places:
        blocks[place.source, place.version, place.record].append(place)
    return max(blocks.values(), key=len)


def _passage(text: str, block: Sequence[_Place]) -> Passage:
    spans = [
        narrowed(text, place.start, place.end, place.value)
        for place in block
        if place.start is not None and place.end is not None
    ]
    marks = _separate(spans)
    where = block[0]
    if marks:
        first, last = sentence_around(text, *marks[0])
        whole = sentence_around(text, marks[0][0], marks[-1][1])
        if whole[1] - whole[0] <= LONGEST_PASSAGE:
            first, last = whole
    else:
        first, last = 0, len(text)
    shown, inside = _bounded(text, first, last, marks)
    return Passage(shown, inside, where.source, str(where.version), where.file, where.record)


def _separate(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order; of those that lie over each other, the shortest."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[1] - span[0], span)):
        if start < end and all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end))
    return sorted(kept)


def _bounded(
    text: str, first: int, last: int, marks: Sequence[tuple[int, int]]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """`text[first:last]`, cut around the first mark where it is too long, with marks inside."""
    begin, cut = first, last
    if last - first > LONGEST_PASSAGE:
        lead = marks[0][0] - LONGEST_PASSAGE // 4 if marks else first
        begin = word_start(text, max(first, min(lead, last - LONGEST_PASSAGE)))
        cut = word_end(text, min(last, begin + LONGEST_PASSAGE))
    before, after = "…" if begin > first else "", "…" if cut < last else ""
    inside = [
        (max(start, begin) - begin + len(before), min(end, cut) - begin + len(before))
        for start, end in marks
        if start < cut and end > begin
    ]
    return f"{before}{text[begin:cut]}{after}", tuple(inside)
