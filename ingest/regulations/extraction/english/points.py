"""Points of an English list whose modal stands in the text above: "The bank shall: (a) notify".

The words above and the point are parsed as one sentence. A point with a verb of its own takes the
subject and the modal ("shall: (a) notify"); one that completes the verb above takes that too
("shall ensure that: (a) the payer is told"). Where the list stands for a noun ("shall contain the
following information:"), the obligation is that of the words above, and its points are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.regulations.extraction.english.actors import takes_points
from ingest.regulations.extraction.english.modality import MODAL_WORDS
from ingest.regulations.extraction.statements import Lead, Obligation
from kg.text.sentences import sentence_spans

Span = tuple[int, int]

_OPENING = re.compile(r"[:—–]\s*$")
_MARKER = re.compile(r"\s*\(?(?:[0-9]{1,3}|[a-zA-Z]{1,5})[).]\s+")
_CLOSING = re.compile(r"[;.,]?\s*(?:and|or)?\s*$")
_BEFORE_VERB = re.compile(r"(?:[^,]{3,120},\s)?(?:to\s|also\s|not\s|[a-z]+ly\s|at\sleast\s){0,2}")
_ENDS_THE_LEAD = re.compile(r"\s*(?P<that>that)?\s*:?\s*")
_MOST_ABOVE = 3
_LONGEST_LEAD = 1_500


@dataclass(frozen=True, slots=True)
class JoinedPoint:
    """A point with the words above it as one text.

    Attributes:
        text: both, one behind the other.
        spans: the sentences that belong together, in `text`.
        point: where the point starts in `text`, and where in its own text.
        opening: length of the words that hold the modal, at the start of `text`.
        lead: which text above they are from; `lead_start` is where they start there.
    """

    text: str
    spans: tuple[Span, ...]
    point: tuple[int, int]
    opening: int
    lead: int
    lead_start: int


def joined(text: str, above: Sequence[str]) -> JoinedPoint | None:
    """The point with the words above it; None where these open no list with a modal."""
    leads = _leads(above)
    own = next(sentence_spans(text), None)
    if not leads or own is None:
        return None
    marker = _MARKER.match(text, *own)
    start = marker.end() if marker else own[0]
    end = _CLOSING.search(text, start, own[1])
    last = end.start() if end else own[1]
    openings = [lead[low:high].rstrip(":—– ") for lead, (low, high) in leads]
    # Without their colons, behind which a parser looks for no verb.
    whole = openings[0] + "".join(f", {opening}," for opening in openings[1:])
    place = len(whole) + 1
    return JoinedPoint(
        f"{whole} {text[start:last]}",
        ((0, len(whole)), (place, place + last - start)),
        (place, start),
        len(openings[0]),
        len(above) - len(leads),
        leads[0][1][0],
    )


def _leads(above: Sequence[str]) -> list[tuple[str, Span]]:
    """The texts above from the innermost with a modal on, each with its last sentence.

    Empty where one of them opens no list, the modal stands in an earlier sentence, or they are
    too many or too long.
    """
    found: list[tuple[str, Span]] = []
    length = 0
    for text in reversed(above[-_MOST_ABOVE:]):
        # The end is enough, and a text is looked at once for each of its points.
        skipped = max(len(text) - 2 * _LONGEST_LEAD, 0)
        end = text[skipped:]
        if not _OPENING.search(end):
            return []
        *_, (low, high) = sentence_spans(end)
        found.insert(0, (text, (skipped + low, skipped + high)))
        length += high - low
        if length > _LONGEST_LEAD:
            return []
        if MODAL_WORDS.search(end):
            return found if MODAL_WORDS.search(end, low, high) else []
    return []


def of_point(
    one: JoinedPoint, found: Sequence[tuple[Span, int, Obligation]]
) -> Iterator[Obligation]:
    """Those obligations of the joined text that are the point's.

    Args:
        found: place of the verb, number of the modal, and obligation, as parsed.
    """
    place = one.point[0]
    taken: set[int] = set()
    rejected: set[int] = set()
    for verb, cue, parsed in found:
        if cue in rejected:
            continue
        obligation = parsed
        first = cue not in taken
        if first:
            # Only the first verb under a modal says whether the point completes it.
            if verb[0] >= place and obligation.start < place:
                if not _BEFORE_VERB.fullmatch(one.text, place, verb[0]):
                    rejected.add(cue)
                    continue
                taken.add(cue)
            elif one.opening >= verb[1] and (completes := _completing(one, verb, obligation)):
                yield completes
                return
            else:
                rejected.add(cue)
                continue
        if verb[0] < place:
            continue
        if obligation.obliged is not None and place <= verb[0] and first:
            # All of the point is what is to be done, however it was parsed.
            obligation = replace(obligation, action=" ".join(one.text[verb[0] :].split()))
            yield _moved(one, obligation, verb[0], len(one.text))
        else:
            yield _moved(one, obligation, verb[0], max(obligation.end, verb[1]))


def _completing(one: JoinedPoint, verb: Span, obligation: Obligation) -> Obligation | None:
    """The obligation whose verb is the last word above the point, with the point for object."""
    rest = _ENDS_THE_LEAD.fullmatch(one.text, verb[1], one.point[0])
    if rest is None or obligation.obliged is None or not takes_points(obligation.verb):
        return None
    words = " ".join(one.text[one.point[0] :].split())
    thing = f"that {words}" if rest["that"] else words
    made = replace(obligation, object=thing, action=f"{obligation.verb} {thing}")
    return _moved(one, made, one.point[0], len(one.text))


def _moved(one: JoinedPoint, obligation: Obligation, start: int, end: int) -> Obligation:
    back = one.point[1] - one.point[0]
    subject = min(obligation.start, one.opening)
    return replace(
        obligation,
        start=start + back,
        end=end + back,
        lead=Lead(one.lead, one.lead_start + subject, one.lead_start + one.opening),
    )


def opens_points(text: str, obligation: Obligation) -> bool:
    """Whether an obligation is but the opening of a list that completes its verb."""
    if obligation.obliged is None or not takes_points(obligation.verb):
        return False
    found = re.search(rf"\b{re.escape(obligation.verb)}(?:\s+that)?\s*:\s*$", text)
    return found is not None and obligation.start < found.start() <= obligation.end
