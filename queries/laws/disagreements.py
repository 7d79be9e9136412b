"""`disagreements`: where two extractors read one passage of a law differently, for a person to see.

Both readings are kept; nothing here decides between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from kg.workspace import Workspace

Difference = Literal["modality", "obliged", "only by rules", "only by model"]

MODEL_METHOD = "model:"
"""How the method of a language model's claims begins; any other is a rule's."""

_OBLIGATIONS = """
SELECT s.value AS provision, m.entity, m.method LIKE $model AS by_model,
       any_value(m.value) FILTER (m.prop = 'modality') AS modality,
       any_value(m.value) FILTER (m.prop = 'obliged') AS obliged,
       any_value(m.value) FILTER (m.prop = 'action') AS action,
       min(m.id) FILTER (m.prop = 'modality') AS claim,
       any_value(m.record) FILTER (m.prop = 'action') AS record,
       min(m.span_start) FILTER (m.prop = 'action') AS first,
       max(m.span_end) FILTER (m.prop = 'action') AS last
FROM claims m JOIN claims s ON s.entity = m.entity AND s.prop = 'provision'
WHERE m.schema = 'Obligation'
  AND s.value IN (SELECT value FROM claims WHERE schema = 'Obligation' AND prop = 'provision'
                  AND method LIKE $model)
GROUP BY s.value, m.entity, by_model
ORDER BY provision, first, m.entity
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """One extractor's reading of a duty; `claim` is the id of the claim of its modality."""

    obligation: str
    modality: str
    obliged: str | None
    action: str | None
    claim: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A passage on which the rules and a model differ.

    Attributes:
        provision: id of the provision.
        difference: in what. by_rules, by_model: the readings; None where there is none.
    """

    provision: str
    difference: Difference
    by_rules: Reading | None
    by_model: Reading | None


@dataclass(frozen=True, slots=True)
class _Placed:
    reading: Reading
    by_model: bool
    record: str
    span: tuple[int, int] | None


def disagreements(ws: Workspace, act: str | None = None) -> list[Disagreement]:
    """Where rules and model differ, in provisions that both have read, by provision.

    Args:
        act: beginning of the ids of its provisions (`celex:32015L2366`); None is every act.
    """
    found: list[Disagreement] = []
    with ws.view() as view:
        rows = view.sql(_OBLIGATIONS, {"model": f"{MODEL_METHOD}%"}).rows
    for provision, group in groupby(rows, key=lambda row: row[0]):
        if act is None or str(provision).startswith(act):
            found += _differences(str(provision), [_placed(row) for row in group])
    return found


def _placed(row: Sequence[object]) -> _Placed:
    _, entity, by_model, modality, obliged, action, claim, record, first, last = row
    return _Placed(
        Reading(
            str(entity),
            str(modality),
            None if obliged is None else str(obliged),
            None if action is None else str(action),
            str(claim),
        ),
        bool(by_model),
        str(record),
        (first, last) if isinstance(first, int) and isinstance(last, int) else None,
    )


def _differences(provision: str, readings: Sequence[_Placed]) -> Iterator[Disagreement]:
    by_rules = [one for one in readings if not one.by_model]
    met: set[str] = set()
    for model in (one for one in readings if one.by_model):
        same = [rule for rule in by_rules if _meet(model, rule)]
        met.update(rule.reading.obligation for rule in same)
        if not same:
            yield Disagreement(provision, "only by model", None, model.reading)
            continue
        agreeing = [r for r in same if r.reading.modality == model.reading.modality]
        if not agreeing:
            yield Disagreement(provision, "modality", same[0].reading, model.reading)
        elif not any(_same_party(r.reading.obliged, model.reading.obliged) for r in agreeing):
            yield Disagreement(provision, "obliged", agreeing[0].reading, model.reading)
    for rule in by_rules:
        if rule.reading.obligation not in met:
            yield Disagreement(provision, "only by rules", rule.reading, None)


def _meet(one: _Placed, other: _Placed) -> bool:
    """Whether two readings are of the same words."""
    if one.span is None or other.span is None:
        return False
    near = one.span[0] < other.span[1] and other.span[0] < one.span[1]
    return one.record == other.record and near


def _same_party(one: str | None, other: str | None) -> bool:
    words = [set((text or "").casefold().split()) - {"the", "a", "an"} for text in (one, other)]
    return words[0] <= words[1] or words[1] <= words[0]
