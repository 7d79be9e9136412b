"""Claims from what a provision demands: who must do what, by when and from what amount."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.regulations.claims.document import Document
from kg.text.sentences import sentence_spans

if TYPE_CHECKING:
    from ingest.regulations.extraction import Deadline, Obligation, Statements, Threshold
    from ingest.regulations.extraction.statements import Statement
    from ingest.regulations.structure.act import Provision
    from kg.lake import Entity, Place

LONGEST_NAME = 120
"""Characters of a caption."""
_MODALITY = {
    "must": "must",
    "mustnot": "must not",
    "may": "may",
    "neednot": "need not",
    "should": "should",
}


def say_found(entity: Entity, prop: str, value: object, at: Place, by: Statement) -> None:
    """Say what a statement of an extractor tells, with that extractor's method and confidence."""
    entity.say(prop, value, at=at, method=by.method, confidence=by.confidence)


def say_obligations(
    document: Document,
    provision: Provision,
    above: Sequence[tuple[Provision, Statements]],
    entity: str,
    statements: Statements,
) -> None:
    """All that a provision demands.

    Args:
        above: provisions whose sentence it may end, as they were given to `extract_passages`, each
            with what was found in it.
        entity: id of the provision.
    """
    if not statements.obligations:
        return
    text = provision.text
    sentences = tuple(sentence_spans(text))
    spans = [(one, sentence_of(sentences, one)) for one in statements.obligations]
    limits: dict[Obligation, list[str]] = {}
    for deadline in statements.deadlines:
        for one in timed_by(deadline, spans):
            limits.setdefault(one, []).append(deadline_text(deadline))
    for number, (obligation, around) in enumerate(spans, start=1):
        here = document.words("/".join(provision.key), text, obligation.start, obligation.end)
        by = here
        own = document.entity("Obligation", f"{entity}/obligation/{number}")
        if obligation.lead:
            lead, found = above[obligation.lead.above]
            span = obligation.lead.start, obligation.lead.end
            by = document.words("/".join(lead.key), lead.text, *span)
            # "Shall, within 5 days:" is for each of its points.
            for deadline in _of_opening(lead.text, found.deadlines):
                limits.setdefault(obligation, []).append(deadline_text(deadline))
        _say_obligation(own, entity, obligation, here, by)
        for value in limits.get(obligation, ()):
            say_found(own, "deadline", value, here, obligation)
        for threshold in statements.thresholds:
            if around[0] <= threshold.start < around[1]:
                say_found(own, "threshold", threshold_text(threshold), here, obligation)


def _of_opening(text: str, deadlines: Sequence[Deadline]) -> list[Deadline]:
    """Deadlines in the last sentence of a text, which opens a list."""
    start = max((low for low, _ in sentence_spans(text)), default=0)
    return [one for one in deadlines if one.start >= start]


def sentence_of(sentences: Sequence[tuple[int, int]], obligation: Obligation) -> tuple[int, int]:
    """From where to where the sentences reach that an obligation stands in."""
    held = [one for one in sentences if one[0] < obligation.end and obligation.start < one[1]]
    return (held[0][0], held[-1][1]) if held else (obligation.start, obligation.end)


def timed_by(
    deadline: Deadline, obligations: Sequence[tuple[Obligation, tuple[int, int]]]
) -> tuple[Obligation, ...]:
    """Those obligations of a text that a deadline is for.

    They are in its sentence: those whose words it stands in or right before, else those that
    start last before it, else the first behind it ("Within 5 days, the bank shall").

    Args:
        obligations: each with the place of its sentence.
    """
    place = deadline.start
    near = [one for one, around in obligations if around[0] <= place < around[1]]
    held = tuple(one for one in near if one.start <= place < one.end)
    # 及时获取名单 of a clause without a modal starts with its verb.
    held = held or tuple(one for one in near if 0 <= one.start - deadline.end <= 1)
    if held:
        return held
    nearest = max((one.start for one in near if one.start <= place), default=None)
    if nearest is None:
        nearest = min((one.start for one in near), default=None)
    return tuple(one for one in near if one.start == nearest)


def _say_obligation(
    own: Entity, provision: str, obligation: Obligation, here: Place, lead: Place
) -> None:
    """One obligation; `lead` are the words that say who must, in a list those above the point."""
    modality = _MODALITY[obligation.modality]
    name = " ".join(filter(None, (obligation.obliged, modality, obligation.action)))
    for prop, value, at in (
        ("name", shortened(name, LONGEST_NAME), here),
        ("provision", provision, here),
        ("obliged", obligation.obliged, lead),
        ("modality", modality, lead),
        ("action", obligation.action, here),
        ("recipient", obligation.recipient, here),
        ("condition", obligation.condition, lead),
    ):
        say_found(own, prop, value, at, obligation)


def shortened(words: str, longest: int) -> str:
    """Words for a caption; "…" says that they were cut."""
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def threshold_text(threshold: Threshold) -> str:
    """`>= 5000 USD`."""
    return f"{threshold.operator} {threshold.value:f} {threshold.unit}"


def deadline_text(deadline: Deadline) -> str:
    """`P15D after receipt`, `at least P5Y`, `every P1Y`; the words where nothing is exact."""
    exact = deadline.duration or (deadline.date.isoformat() if deadline.date else None)
    if exact is None and deadline.month_day:
        exact = f"--{deadline.month_day}"
    every = f"every {deadline.recurring}" if deadline.recurring else None
    least = "at least" if deadline.minimum and exact else None
    days = f"({deadline.days} days)" if deadline.days else None
    if exact is None and every is None:
        return deadline.text
    return " ".join(filter(None, (least, exact, every, days, deadline.anchor)))
