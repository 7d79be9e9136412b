"""Which obligations have a control, and which controls rest on what is no longer in force."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from queries.regulations import (
    Moment,
    ObligationText,
    chosen_version,
    obligations_in,
    versions_in,
)

if TYPE_CHECKING:
    from kg.view import View
    from kg.workspace import Workspace

DUTIES = ("must", "must not")
"""Modalities of what has to be met."""


@dataclass(frozen=True, slots=True)
class ControlText:
    """A control: the provisions and obligations it names, and codes of typologies it looks for."""

    id: str
    name: str
    provisions: tuple[str, ...]
    obligations: tuple[str, ...]
    typologies: tuple[str, ...]

    def meets(self, obligation: ObligationText) -> bool:
        """Whether the control names the obligation, its provision, or one above that."""
        if obligation.id in self.obligations:
            return True
        places = (obligation.provision, without_version(obligation.provision))
        return any(_is_within(place, named) for named in self.provisions for place in places)


@dataclass(frozen=True, slots=True)
class Superseded:
    """A control that names a place in a wording no longer in force."""

    control: ControlText
    place: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Duties of an act at a moment, each with the controls that meet it.

    Attributes:
        act: id of the wording in force.
        covered: pairs of a duty and the ids of its controls.
        uncovered: duties that no control meets.
        superseded: controls that rest on another wording of the act.
    """

    act: str
    covered: tuple[tuple[ObligationText, tuple[str, ...]], ...]
    uncovered: tuple[ObligationText, ...]
    superseded: tuple[Superseded, ...]


def controls(ws: Workspace) -> list[ControlText]:
    """All controls that were read, by id."""
    with ws.view() as view:
        return controls_in(view)


def controls_in(view: View) -> list[ControlText]:
    """As `controls`, in an open view without a moment of its own."""
    rows = view.sql(
        "SELECT canonical, prop, value FROM claims WHERE schema = 'InternalControl'"
        " AND prop IN ('name', 'covers', 'implements', 'mitigates')"
        " ORDER BY canonical, prop, value"
    ).rows
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for entity, prop, value in rows:
        facts[entity][prop].append(value)
    codes = dict(
        view.sql(
            "SELECT entity, min(value) FROM claims WHERE schema = 'Typology' AND prop = 'code'"
            " GROUP BY entity"
        ).rows
    )
    return [
        ControlText(
            id=entity,
            name=next(iter(said["name"]), entity),
            provisions=tuple(said["covers"]),
            obligations=tuple(said["implements"]),
            typologies=tuple(sorted({codes.get(node, node) for node in said["mitigates"]})),
        )
        for entity, said in facts.items()
    ]


def coverage(ws: Workspace, ref: str, *, as_of: Moment = None) -> Coverage:
    """The duties (must, must not) of an act in force, with and without a control.

    Raises:
        NotFound: no such act, or none of its wordings is in force then.
    """
    with ws.view() as view:
        known = controls_in(view)
        entity = ws.resolve(ref)
        versions = versions_in(view, entity, as_of=as_of)
        act = chosen_version(versions, entity, as_of=as_of)
        duties = obligations_in(view, act.id, as_of=as_of)
    others = [v.id for v in versions if v.id != act.id]
    covered, uncovered = [], []
    for duty in duties:
        if duty.modality not in DUTIES:
            continue
        met = tuple(control.id for control in known if control.meets(duty))
        if met:
            covered.append((duty, met))
        else:
            uncovered.append(duty)
    superseded = tuple(
        Superseded(control, place)
        for control in known
        for place in (*control.provisions, *control.obligations)
        for other in others
        if other != act.work and _is_within(place, other)
    )
    return Coverage(act.id, tuple(covered), tuple(uncovered), superseded)


def without_version(place: str) -> str:
    """The id of a provision as such: `ecfr:12/1005@2016-11-14/7` is `ecfr:12/1005/7`."""
    head, at, rest = place.partition("@")
    return head + ("/" + rest.partition("/")[2] if at and "/" in rest else "")


def _is_within(place: str, above: str) -> bool:
    return place == above or place.startswith(f"{above}/")
