"""Laws and rules as they stand at a moment: their versions, provisions and obligations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from kg.errors import NotFound, UsageError

if TYPE_CHECKING:
    from kg.view import View
    from kg.workspace import Workspace

Moment = str | date | datetime | None


@dataclass(frozen=True, slots=True)
class ActVersion:
    """One wording of an act.

    Attributes:
        id: id of the wording. work: id of the act as such; the same where it has one wording.
        effective: first day in force, None where no source says.
        until: first day on which it is no longer in force, as the next wording is, or as the
            act is repealed; None while it is in force.
        in_force: at the moment asked for.
    """

    id: str
    work: str
    title: str
    effective: date | None
    until: date | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class ProvisionText:
    """A provision: how it is cited, its heading and own words, and the id of the claim of them."""

    id: str
    number: str
    heading: str | None
    text: str | None
    claim: str | None
    parent: str | None


@dataclass(frozen=True, slots=True)
class ObligationText:
    """What a provision demands, forbids or allows.

    `modality` is must, must not, may, need not or should. `deadlines` and `thresholds` are those
    of the same sentence, exact where they are. `claim` is the id of the claim of the action.
    """

    id: str
    provision: str
    number: str
    obliged: str
    modality: str
    action: str
    recipient: str | None
    condition: str | None
    deadlines: tuple[str, ...]
    thresholds: tuple[str, ...]
    claim: str


def act_versions(ws: Workspace, ref: str, *, as_of: Moment = None) -> list[ActVersion]:
    """All wordings of an act, oldest first.

    Args:
        ref: id, CELEX number or title of the act or of one of its wordings or provisions.
        as_of: the moment for which `in_force` is told; None is now.

    Raises:
        NotFound: it is no act that was read.
        Ambiguous: several acts answer to it.
    """
    with ws.view() as view:
        return _versions(view, _act_of(ws, view, ref), _day(ws, as_of))


def act_in_force(ws: Workspace, ref: str, *, as_of: Moment = None) -> ActVersion:
    """The wording of an act in force at a moment.

    Args:
        as_of: None is the wording that `ref` names itself, else the one in force now, else the
            last there is.

    Raises:
        NotFound: as `act_versions`, or none is in force then.
    """
    return chosen_version(act_versions(ws, ref, as_of=as_of), ref, as_of=as_of)


def chosen_version(found: list[ActVersion], ref: str, *, as_of: Moment = None) -> ActVersion:
    """Of the wordings of an act, as of a moment, the one that `act_in_force` gives."""
    standing = [version for version in found if version.in_force]
    if as_of is None:
        named = [version for version in found if version.id == ref.strip() != version.work]
        return (named or standing or found)[-1]
    if not standing:
        raise NotFound("not in force then", value=ref, hint=f"Known: {[v.id for v in found]}")
    return standing[-1]


def provisions(ws: Workspace, ref: str, *, as_of: Moment = None) -> list[ProvisionText]:
    """Provisions of the wording in force, or those at and below the provision that `ref` names.

    Raises:
        NotFound: as `act_in_force`.
    """
    with ws.view() as view:
        root = _provision_of(ws, view, ref)
        if root is None:
            root = act_in_force(ws, ref, as_of=as_of).id
        return _provisions(view, root)


def obligations(
    ws: Workspace, ref: str, *, as_of: Moment = None, modality: str | None = None
) -> list[ObligationText]:
    """Obligations of the wording in force, or of the provision that `ref` names and those below.

    Args:
        modality: only this one.

    Raises:
        NotFound: as `act_in_force`.
        UsageError: no such modality.
    """
    known = ("must", "must not", "may", "need not", "should")
    if modality is not None and modality not in known:
        raise UsageError("no such modality", value=modality, hint=f"Known: {', '.join(known)}")
    with ws.view() as view:
        root = _provision_of(ws, view, ref)
        if root is None:
            root = act_in_force(ws, ref, as_of=as_of).id
        found = _obligations(view, root)
    return [one for one in found if modality in (None, one.modality)]


def _day(ws: Workspace, as_of: Moment) -> date:
    if as_of is None:
        return datetime.now(UTC).date()
    with ws.view(as_of) as view:
        assert view.as_of is not None
        return view.as_of.date()


def _act_of(ws: Workspace, view: View, ref: str) -> str:
    """The act as such behind an id: of a wording, a provision, or the act itself."""
    entity = ws.resolve(ref)
    rows = view.sql(
        "SELECT prop, value FROM claims WHERE canonical = $id AND prop IN ('regulation',"
        " 'versionOf') AND schema IN ('Regulation', 'Provision') ORDER BY prop, value",
        {"id": entity},
    ).rows
    values = dict(rows)
    if "regulation" in values:
        return _act_of(ws, view, values["regulation"])
    return str(values.get("versionOf", entity))


def _provision_of(ws: Workspace, view: View, ref: str) -> str | None:
    """Its id where `ref` names a provision, None where it names something else."""
    entity = ws.resolve(ref)
    rows = view.sql(
        "SELECT 1 FROM claims WHERE canonical = $id AND schema = 'Provision' LIMIT 1",
        {"id": entity},
    ).rows
    return entity if rows else None


def _versions(view: View, work: str, today: date) -> list[ActVersion]:
    rows = view.sql(
        """
        SELECT canonical, prop, value FROM claims
        WHERE schema = 'Regulation' AND prop IN ('name', 'effectiveDate', 'repealDate')
          AND (canonical = $work OR canonical IN (
              SELECT canonical FROM claims
              WHERE schema = 'Regulation' AND prop = 'versionOf' AND value = $work))
        ORDER BY confidence, value
        """,
        {"work": work},
    ).rows
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    for entity, prop, value in rows:
        facts[entity][prop] = value
    wordings = [entity for entity in facts if entity != work] or [work]
    if not facts:
        raise NotFound("no such act was read", value=work)
    begun = {entity: _date(facts[entity].get("effectiveDate")) for entity in wordings}
    ordered = sorted(wordings, key=lambda entity: (begun[entity] or date.min, entity))
    found = []
    for place, entity in enumerate(ordered):
        ends = [_date(facts[entity].get("repealDate"))]
        ends += [begun[later] for later in ordered[place + 1 :]]
        until = min((end for end in ends if end is not None), default=None)
        first = begun[entity]
        found.append(
            ActVersion(
                id=entity,
                work=work,
                title=facts[entity].get("name", entity),
                effective=first,
                until=until,
                in_force=(first is None or first <= today) and (until is None or today < until),
            )
        )
    return found


def _provisions(view: View, root: str) -> list[ProvisionText]:
    rows = view.sql(
        """
        SELECT canonical, prop, value, id FROM claims
        WHERE schema = 'Provision' AND prop IN ('number', 'heading', 'bodyText', 'parent')
          AND (canonical = $root OR starts_with(canonical, $root || '/'))
        ORDER BY confidence, value
        """,
        {"root": root},
    ).rows
    facts: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for entity, prop, value, claim in rows:
        facts[entity][prop] = (value, claim)

    def said(entity: str, prop: str) -> str | None:
        return facts[entity][prop][0] if prop in facts[entity] else None

    return [
        ProvisionText(
            id=entity,
            number=said(entity, "number") or entity.rpartition("/")[2],
            heading=said(entity, "heading"),
            text=said(entity, "bodyText"),
            claim=facts[entity]["bodyText"][1] if "bodyText" in facts[entity] else None,
            parent=said(entity, "parent"),
        )
        for entity in sorted(facts, key=_in_order)
    ]


def _obligations(view: View, root: str) -> list[ObligationText]:
    numbers = {provision.id: provision.number for provision in _provisions(view, root)}
    rows = view.sql(
        """
        SELECT canonical, prop, value, id FROM claims
        WHERE schema = 'Obligation' AND starts_with(canonical, $root || '/')
        ORDER BY canonical, prop, value
        """,
        {"root": root},
    ).rows
    facts: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for entity, prop, value, claim in rows:
        facts[entity][prop].append((value, claim))
    found = []
    for entity in sorted(facts, key=_in_order):
        said = facts[entity]

        def one(prop: str, said: dict[str, list[tuple[str, str]]] = said) -> str | None:
            return said[prop][0][0] if said.get(prop) else None

        provision = one("provision") or root
        found.append(
            ObligationText(
                id=entity,
                provision=provision,
                number=numbers.get(provision, provision),
                obliged=one("obliged") or "",
                modality=one("modality") or "",
                action=one("action") or "",
                recipient=one("recipient"),
                condition=one("condition"),
                deadlines=tuple(value for value, _ in said.get("deadline", ())),
                thresholds=tuple(value for value, _ in said.get("threshold", ())),
                claim=next(iter(said.get("action") or said["modality"]))[1],
            )
        )
    return found


_DIGITS = {sign: number for number, sign in enumerate("〇一二三四五六七八九")}
_SCALES = {"十": 10, "百": 100, "千": 1000}


def _in_order(entity: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts ids of provisions as a reader would: article 9 before article 10."""
    return tuple(_rank(part) for part in entity.split("/"))


def _rank(part: str) -> tuple[int, int, str]:
    digits = "".join(sign for sign in part if sign.isascii() and sign.isdigit())
    if digits:
        return (1, int(digits[:9]), part)
    total = number = 0
    for sign in part:
        if sign in _SCALES:
            total += (number or 1) * _SCALES[sign]
            number = 0
        else:
            number = _DIGITS.get(sign, number)
    return (1, total + number, part) if total + number else (0, 0, part)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
