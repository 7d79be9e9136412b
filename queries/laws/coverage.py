"""Which obligations have a control, and which controls rest on what is no longer in force."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from queries.laws.act_views import Moment, ObligationText
from queries.laws.regulations import chosen_version, obligations_in, versions_in
from queries.screening.screen import KIND
from queries.typologies.loader import load_typologies

if TYPE_CHECKING:
    from collections.abc import Iterable

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
class UnknownName:
    """A name in a control that stands for nothing.

    Attributes:
        kind: "place" where the act was read and has no such provision or obligation, "act" where
            it was not read, "typology" where nothing finds such a one.
        name: as the control says it.
        near: a name like it that is known; None where there is none.
    """

    control: ControlText
    kind: Literal["place", "act", "typology"]
    name: str
    near: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Duties of an act at a moment, each with the controls that meet it.

    Attributes:
        act: id of the wording in force.
        covered: pairs of a duty and the ids of its controls.
        uncovered: duties that no control meets.
        superseded: controls that rest on another wording of the act.
        unknown: names in controls of any act that stand for nothing.
    """

    act: str
    covered: tuple[tuple[ObligationText, tuple[str, ...]], ...]
    uncovered: tuple[ObligationText, ...]
    superseded: tuple[Superseded, ...]
    unknown: tuple[UnknownName, ...] = ()


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
        unknown = unknown_names(view, known)
    # Wordings still to come are no older ones.
    others = [version.id for version in versions[: versions.index(act)]]
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
    return Coverage(act.id, tuple(covered), tuple(uncovered), superseded, unknown)


def unknown_names(view: View, controls: Iterable[ControlText]) -> tuple[UnknownName, ...]:
    """Names in controls that stand for no act, provision, obligation or typology.

    A place that other acts only cite is none. A typology is one that `kg alerts` looks for, or of
    which there is an alert, as those of a file of one's own.
    """
    typologies = {KIND, *(one.name for one in load_typologies()), *_alerted(view)}
    places, acts = _places(view)
    found = []
    for control in controls:
        for place in (*control.provisions, *control.obligations):
            if place not in places:
                act = next((one for one in acts if _is_within(place, one)), None)
                # Of other acts no place is near, and a workspace may hold many.
                own = [one for one in places if act and _is_within(one, act)]
                near = get_close_matches(place, own, n=1, cutoff=0.9)
                kind: Literal["place", "act"] = "place" if act else "act"
                found.append(UnknownName(control, kind, place, next(iter(near), None)))
        for typology in control.typologies:
            if typology not in typologies:
                near = get_close_matches(typology, typologies, n=1, cutoff=0.7)
                found.append(UnknownName(control, "typology", typology, next(iter(near), None)))
    return tuple(found)


def _places(view: View) -> tuple[set[str], set[str]]:
    """Ids of what acts that were read consist of, as such and in a wording; ids of those acts."""
    said = view.sql(
        "SELECT DISTINCT canonical, prop, value FROM claims WHERE schema = 'Provision'"
        " AND prop IN ('regulation', 'versionOf') AND canonical IN (SELECT canonical FROM claims"
        " WHERE schema = 'Provision' AND prop IN ('provisionType', 'bodyText'))"
    ).rows
    acts = {value for _, prop, value in said if prop == "regulation"}
    acts |= {
        value
        for entity, value in view.sql(
            "SELECT DISTINCT canonical, value FROM claims WHERE schema = 'Regulation'"
            " AND prop = 'versionOf'"
        ).rows
        if entity in acts
    }
    duties = view.sql("SELECT DISTINCT canonical FROM claims WHERE schema = 'Obligation'").rows
    places = {value for _, prop, value in said if prop == "versionOf"}
    places |= {entity for entity, _, _ in said} | {entity for (entity,) in duties} | acts
    return places, acts


def _alerted(view: View) -> set[str]:
    """Typologies of which there is an alert."""
    rows = view.sql(
        "SELECT DISTINCT value FROM claims WHERE schema = 'Alert' AND prop = 'kind'"
    ).rows
    return {kind for (kind,) in rows}


def without_version(place: str) -> str:
    """The id of a provision as such: `ecfr:12/1005@2016-11-14/7` is `ecfr:12/1005/7`."""
    head, at, rest = place.partition("@")
    return head + ("/" + rest.partition("/")[2] if at and "/" in rest else "")


def _is_within(place: str, above: str) -> bool:
    return place == above or place.startswith(f"{above}/")
