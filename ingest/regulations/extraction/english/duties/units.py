"""What is parsed together: a sentence, or a point of a list with the words that open the list.

"The bank shall:" and "(a) notify the authority;" are one sentence, whether they stand in one text
or in two. A list that stands for a noun ("shall contain the following information:") gives its
points nothing; one that stands for duties ("shall do the following:") does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ingest.regulations.extraction.english.duties.nouns import words
from ingest.regulations.extraction.english.duties.sentences import (
    MODAL,
    OPENING,
    Piece,
    Span,
    asides_with_rules,
    within,
)
from kg.text.sentences import sentence_spans

MODAL_WORDS = re.compile(
    r"\b(?:shall|must|should|may|needs?|requires?|requirement|required|prohibit\w*|forb\w+|unlawful|"
    r"permit\w*|allow\w*|oblig\w+|duty|duties|ha(?:s|ve)\s+to|power|powers|right|empower\w*|"
    r"authori[sz]ed|entitled|prevents?|precludes?|free|lawful|bound|necessary\s+for|discretion|"
    r"exempt\w*|relieved|released|excused)\b",
    re.IGNORECASE,
)
"""Where none of these stands, there is no obligation."""
_CERTAIN = re.compile(rf"\b{MODAL}\b|\bto\s*$")
_MARKER = re.compile(r"\s*(?:\(?(?:[0-9]{1,3}|[a-zA-Z]{1,5})[).]|[—–-])\s+")
_NUMBERED = re.compile(r"\d{1,3}\.\s+[A-Z]")
_MARKER_ALONE = re.compile(r"\(?(?:[0-9]{1,3}|[a-zA-Z]{1,5})[).]|[—–-]|\d{1,3}\.")
_LIST_OPENING = re.compile(r"(?:[:—–]|--)\s*(?=\((?:a|1|i|A)\)\s)")
_HEADING = re.compile(r":\s+(?=[A-Z])")
_NEXT_POINT = re.compile(r"[,;]\s+(?:and|or)\s+(?=\(\w{1,3}\)\s)")
# "(b) where the notice is changed, inform": the condition stands before what is to be done.
_POINT_CONDITION = re.compile(
    r"(?:where|if|when|unless|in\sthe\s(?:case|event)\sof|before|after|upon|on|for|subject\sto)\b[^,;:]{1,200},\s"
)
_NEW_PARAGRAPH = re.compile(r"\d{1,3}\.\s|[A-Z]")
_OPENS = re.compile(r"(?:[:—–]|--)\s*$")
_CLOSING = re.compile(r"[;.,]?\s*(?:and|or)?\s*$")
_FOLLOWING = re.compile(
    rf"(?P<modal>\b{MODAL}\b(?:\snot)?)(?:,[^,:]{{1,200}},|\s\w+ly)*\s(?P<verb>[a-z]+)\s(?:out\s|with\s)?"
    r"(?:(?:all|each|any|one|either|both|at\sleast\sone)\sof\s)?(?:one\sor\smore\sof\s)?the\sfollowing"
    r"(?:\s[a-z-]+){0,3}$"
)
# "The following data shall be kept:", "may be submitted by:": the points are things, or agents.
_OF_THINGS = re.compile(
    rf"\b{MODAL}\s(?:not\s)?be\s"
    r"(?!(?:requir|oblig|permitt|allow|entitl|authori|empower|prohibit)\w+)(?:\w+ly\s)?\w+(?:ed|n|t)(?:\s(?:by|to|for|with))?$"
)
_CLAUSE_ENDS = re.compile(r"[.;:]|\s(?:and|or)\b|$")
_ANCHOR = re.compile(r"\s(?:from|of|after|following|before|prior)\s")
_MODAL = re.compile(rf"\b{MODAL}\b(?:\snot\b)?")
_ASIDE_WORDS = re.compile(
    rf"(?:and\s|or\s|but\s)?(?:{OPENING}|[a-z]+ly|also|only|either|both|each|then)\b"
)
_GOES_ON = re.compile(r"\b(?:to|that|from|of|following|include|contain|ensure)$")
_BARE_MODAL = re.compile(rf"\s*(?:\(?\w{{1,5}}[).]\s+)?{MODAL}\b", re.IGNORECASE)
_MOST_ABOVE = 3
_LONGEST_LEAD = 1_500


class DutyText(NamedTuple):
    """A text to look for duties in.

    Attributes:
        citations, deadlines: where they stand in it.
        above: texts above whose last sentence it may end, the outermost first.
    """

    text: str
    citations: Sequence[Span] = ()
    deadlines: Sequence[Span] = ()
    above: Sequence[DutyText] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """Pieces that are parsed as one sentence.

    Attributes:
        point: the last piece ends a sentence that the others open.
    """

    pieces: tuple[Piece, ...]
    point: bool = False


def units(one: DutyText) -> Iterator[Unit]:
    """What to parse of a text, in its order."""
    if one.above:
        own = next(sentence_spans(one.text), None)
        lead = _lead_above(one.above, bare=_BARE_MODAL.match(one.text) is not None)
        if lead and own:
            yield Unit((*lead, _point(one, own)), point=True)
    stem: Span | None = None
    marked = False
    for start, end in _with_lists_split(one.text):
        said = one.text[start:end]
        if _MARKER_ALONE.fullmatch(said):
            marked = stem is not None
            continue
        item = marked or bool(_MARKER.match(said) and not _NUMBERED.match(said))
        if stem and not item and _NEW_PARAGRAPH.match(said):
            stem = None
        if _OPENS.search(said) and MODAL_WORDS.search(said) and not item:
            stem, marked = (start, end), False
        if stem and item:
            opening = _opening(_piece(one, -1, *stem))
            if opening:
                yield Unit((opening, _point(one, (start, end))), point=True)
        # "The bank must, as regards clients:" says all in its points.
        empty = stem == (start, end) and _says_nothing(_closed(_piece(one, -1, start, end)).said)
        if MODAL_WORDS.search(said) and not empty:
            yield Unit((_piece(one, -1, start, end),))
            for low, high in asides_with_rules(one.text, start, end):
                yield Unit((_piece(one, -1, low, high),))
        marked = False


def _with_lists_split(text: str) -> Iterator[Span]:
    """Sentences, cut at colons: "shall: (a) notify; and (b) tell", "Time limit: A firm must"."""
    for start, end in sentence_spans(text):
        at = start
        opening = _LIST_OPENING.search(text, start, end) or _HEADING.search(text, start, end)
        if opening:
            yield at, opening.start() + len(opening[0].rstrip())
            at = opening.end()
            for point in _NEXT_POINT.finditer(text, at, end):
                yield at, point.start() + 1
                at = point.end()
        yield at, end


def _piece(one: DutyText, source: int, start: int, end: int) -> Piece:
    text = one.text
    # "Must within 10 days provide": parsers take the days for what must be done.
    late = re.compile(rf"\b{MODAL}(?:\snot)?,?\s$")
    removed = tuple(
        _with_commas(text, *_short_of_the_verb(one, *span))
        for span in within(one.deadlines, start, end)
        if late.search(text, max(span[0] - 20, 0), span[0])
        and not re.search(r"\bexceed\b", text[slice(*span)])
    )
    return Piece(source, text, start, end, removed, within(one.citations, start, end))


def _short_of_the_verb(one: DutyText, start: int, end: int) -> Span:
    """A span that runs to the end of the clause, and so over its verb, up to where that may stand.

    That is behind the last citation in its anchor, or where the anchor begins.
    """
    anchor = _ANCHOR.search(one.text, start, end)
    if anchor is None or not _CLAUSE_ENDS.match(one.text, end):
        return start, end
    cited = within(one.citations, anchor.start(), end)
    stop = cited[-1][1] if cited else anchor.start()
    return start, stop if stop < end else anchor.start()


def _with_commas(text: str, start: int, end: int) -> Span:
    """A span with the commas around it, where there are both."""
    if not text[:start].rstrip().endswith(","):
        return start, end
    # ", upon request of the client," is an aside as a whole.
    enclosed = text.startswith(",", end)
    return (len(text[:start].rstrip()) - 1, end + 1) if enclosed else (start, start)


def _point(one: DutyText, span: Span) -> Piece:
    start, end = span
    marker = _MARKER.match(one.text, start, end)
    closing = _CLOSING.search(one.text, start, end)
    piece = _piece(one, -1, marker.end() if marker else start, closing.start() if closing else end)
    condition = _POINT_CONDITION.match(piece.text, piece.start, piece.end)
    return replace(piece, removed=(condition.span(), *piece.removed)) if condition else piece


def _lead_above(above: Sequence[DutyText], *, bare: bool) -> tuple[Piece, ...]:
    """The last sentences of the texts above from the innermost with a modal on.

    Args:
        bare: the point has the modal itself ("the servicer:", "(A) may"), and wants a subject.

    Empty where one of them opens no list, the modal stands in an earlier sentence, or they are
    too many or too long.
    """
    found: list[Piece] = []
    for source in range(len(above) - 1, max(len(above) - 1 - _MOST_ABOVE, -1), -1):
        one = above[source]
        # The end is enough, and a text is looked at once for each of its points.
        skipped = max(len(one.text) - 2 * _LONGEST_LEAD, 0)
        if not _OPENS.search(one.text, skipped):
            return ()
        *_, (low, high) = sentence_spans(one.text[skipped:])
        piece = _piece(one, source, skipped + low, skipped + high)
        if sum(each.end - each.start for each in found) + high - low > _LONGEST_LEAD:
            return ()
        if bare:
            return (_closed(piece),)
        if MODAL_WORDS.search(one.text, piece.start, piece.end):
            lead = _opening(piece)
            return (lead, *found) if lead else ()
        if MODAL_WORDS.search(one.text, skipped):
            return ()
        found.insert(0, _closed(piece))
    return ()


def _closed(piece: Piece) -> Piece:
    """Without the colon, behind which a parser looks for no verb."""
    end = piece.end
    while end > piece.start and piece.text[end - 1] in " :—–-,\n\t":
        end -= 1
    return replace(piece, end=end)


def _up_to_modal(said: str) -> int | None:
    """Length of an opening up to its modal, where only asides stand behind that."""
    *_, modal = (None, *_MODAL.finditer(said))
    if modal is None:
        return None
    behind = said[modal.end() :].split(",")
    asides = all(not one.strip() or _ASIDE_WORDS.match(one.strip()) for one in behind)
    return modal.end() if asides and not _GOES_ON.search(said) else None


def _says_nothing(said: str) -> bool:
    """Whether an opening has but one modal, and its verbs are those of the points."""
    return _up_to_modal(said) is not None and len(_MODAL.findall(said)) == 1


def _opening(piece: Piece) -> Piece | None:
    """The words that open a list, up to where its points go on; None for a list of things."""
    piece = _closed(piece)
    said = piece.said
    if _OF_THINGS.search(said):
        return None
    following = _FOLLOWING.search(said)
    modal = _up_to_modal(said) if following is None else None
    if modal is not None:
        return replace(piece, end=piece.start + modal)
    if following is None:
        return None if said.endswith("following") else piece
    if following["verb"] not in words().stands_for_points:
        return None
    return replace(piece, end=piece.start + following.end("modal"))
