"""Laws and rules as they stand at a moment: their versions, provisions and obligations."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from kg.errors import NotFound, UsageError
from queries.laws.act_views import ActVersion, Moment, ObligationText, ProvisionText, day_of

if TYPE_CHECKING:
    from kg.view import View
    from kg.workspace import Workspace

_DEEPEST = 8
"""Steps from a provision to its act; it is one, unless sources contradict each other."""

# A chapter's articles go by ids of their own, and name it as their parent.
_BELOW_SQL = """
WITH RECURSIVE parents AS MATERIALIZED (
    SELECT canonical, value FROM claims WHERE schema = 'Provision' AND prop = 'parent'
), below AS (
    SELECT $root AS id UNION SELECT canonical FROM parents JOIN below ON value = below.id
)
"""


def act_versions(ws: Workspace, ref: str, *, as_of: Moment = None) -> list[ActVersion]:
    """All wordings of an act, oldest first.

    Args:
        ref: id, CELEX number or title of the act or of one of its wordings, provisions or
            obligations.
        as_of: the moment for which `in_force` is told; None is now.

    Raises:
        NotFound: it is no act that was read.
        Ambiguous: several acts answer to it.
    """
    with ws.view() as view:
        return versions_in(view, ws.resolve(ref), as_of=as_of)


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

    They come in the order in which they are read, a chapter before its articles.

    Raises:
        NotFound: as `act_in_force`.
    """
    with ws.view() as view:
        return _provisions(view, _root(view, ws.resolve(ref), as_of))


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
        found = obligations_in(view, ws.resolve(ref), as_of=as_of)
    return [one for one in found if modality in (None, one.modality)]


def versions_in(view: View, entity: str, *, as_of: Moment = None) -> list[ActVersion]:
    """As `act_versions`, of the act, wording or provision with that id, in an open view.

    Args:
        view: without a moment of its own.
    """
    return _versions(view, _act_of(view, entity), day_of(as_of))


def obligations_in(view: View, entity: str, *, as_of: Moment = None) -> list[ObligationText]:
    """As `obligations`, of the act, wording or provision with that id, in an open view.

    Args:
        entity: an obligation stands for itself.
        view: without a moment of its own.
    """
    provision = _provision_of(view, entity)
    if provision is not None:
        return [one for one in _obligations(view, provision) if one.id == entity]
    return _obligations(view, _root(view, entity, as_of))


def _provision_of(view: View, obligation: str) -> str | None:
    """The provision that imposes an obligation; None for anything else."""
    rows = view.sql(
        "SELECT min(value) FROM claims WHERE canonical = $id AND schema = 'Obligation'"
        " AND prop = 'provision'",
        {"id": obligation},
    ).rows
    return rows[0][0] if rows else None


def _root(view: View, entity: str, as_of: Moment) -> str:
    """The provision itself where it is one, else the wording of the act in force.

    Of a provision as such, whatever its wording, it is the one in the wording in force. So it is,
    as of a moment, of one that is not in force then.

    Raises:
        NotFound: none is.
    """
    if not _is_provision(view, entity):
        return chosen_version(versions_in(view, entity, as_of=as_of), entity, as_of=as_of).id
    if as_of is not None and _stands(view, entity, as_of):
        return entity
    such = entity if as_of is None else _as_such(view, entity)
    wordings = _wordings_of(view, such)
    if not wordings:
        if as_of is not None:
            raise NotFound("not in force then", value=entity)
        return entity
    versions = versions_in(view, wordings[0], as_of=as_of)
    act = chosen_version(versions, versions[0].work, as_of=as_of).id
    found = next((one for one in wordings if one.startswith(f"{act}/")), None)
    if found is None and as_of is not None:
        raise NotFound("not in force then", value=entity)
    return found or entity


def _stands(view: View, provision: str, as_of: Moment) -> bool:
    """Whether it is a provision of a wording in force at a moment."""
    versions = versions_in(view, provision, as_of=as_of)
    return any(one.in_force and provision.startswith(f"{one.id}/") for one in versions)


def _as_such(view: View, provision: str) -> str:
    rows = view.sql(
        "SELECT value FROM claims WHERE canonical = $id AND schema = 'Provision'"
        " AND prop = 'versionOf' LIMIT 1",
        {"id": provision},
    ).rows
    return str(rows[0][0]) if rows else provision


def _wordings_of(view: View, provision: str) -> list[str]:
    """The wordings of a provision as such; of anything else there are none."""
    rows = view.sql(
        "SELECT DISTINCT canonical FROM claims WHERE schema = 'Provision' AND prop = 'versionOf'"
        " AND value = $id ORDER BY canonical",
        {"id": provision},
    ).rows
    return [one for (one,) in rows]


def _act_of(view: View, entity: str) -> str:
    """The act as such behind an id: of a wording, a provision, or the act itself."""
    entity = _provision_of(view, entity) or entity
    for _ in range(_DEEPEST):
        values = dict(
            view.sql(
                "SELECT prop, value FROM claims WHERE canonical = $id"
                " AND prop IN ('regulation', 'versionOf')"
                " AND schema IN ('Regulation', 'Provision') ORDER BY prop, value",
                {"id": entity},
            ).rows
        )
        wordings = [] if values else _wordings_of(view, entity)
        if wordings:
            entity = wordings[0]
        elif "regulation" in values:
            entity = str(values["regulation"])
        else:
            return str(values.get("versionOf", entity))
    return entity


def _is_provision(view: View, entity: str) -> bool:
    rows = view.sql(
        "SELECT 1 FROM claims WHERE canonical = $id AND schema = 'Provision' LIMIT 1",
        {"id": entity},
    ).rows
    return bool(rows)


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
    if not facts:
        raise NotFound("no such act was read", value=work)
    wordings = [entity for entity in facts if entity != work]
    if not wordings or _has_words(view, work):
        wordings.append(work)
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


def _has_words(view: View, work: str) -> bool:
    """Whether a wording goes by the id of the act as such, as the original of an EU act does."""
    rows = view.sql(
        "SELECT 1 FROM claims WHERE schema = 'Provision' AND prop = 'bodyText'"
        " AND starts_with(canonical, $work || '/') LIMIT 1",
        {"work": work},
    ).rows
    return bool(rows)


def _provisions(view: View, root: str) -> list[ProvisionText]:
    rows = view.sql(
        f"""
        {_BELOW_SQL}
        SELECT canonical, prop, value, id FROM claims
        WHERE schema = 'Provision'
          AND prop IN ('number', 'heading', 'bodyText', 'parent', 'provisionType',
                       'readingOrder')
          AND (starts_with(canonical, $root || '/') OR canonical IN (SELECT id FROM below))
        ORDER BY confidence, value
        """,
        {"root": root},
    ).rows
    facts: dict[str, dict[str, tuple[str, str]]] = {}
    for entity, prop, value, claim in rows:
        facts.setdefault(entity, {})[prop] = (value, claim)

    if any("provisionType" in own for own in facts.values()):
        # Others are only cited, or stand in another wording of the act.
        facts = {one: own for one, own in facts.items() if "provisionType" in own}

    def said(entity: str, prop: str) -> str | None:
        return facts[entity][prop][0] if prop in facts[entity] else None

    def place(entity: str) -> tuple[float, str]:
        return float(said(entity, "readingOrder") or "inf"), entity

    return [
        ProvisionText(
            id=entity,
            number=said(entity, "number") or entity.rpartition("/")[2],
            heading=said(entity, "heading"),
            text=said(entity, "bodyText"),
            claim=facts[entity]["bodyText"][1] if "bodyText" in facts[entity] else None,
            parent=said(entity, "parent"),
        )
        for entity in sorted(facts, key=place)
    ]


def _obligations(view: View, root: str) -> list[ObligationText]:
    held = _provisions(view, root)
    numbers = {provision.id: provision.number for provision in held}
    ranks = {provision.id: rank for rank, provision in enumerate(held)}
    rows = view.sql(
        f"""
        {_BELOW_SQL}
        SELECT canonical, prop, value, id FROM claims
        WHERE schema = 'Obligation'
          AND (starts_with(canonical, $root || '/') OR canonical IN (
              SELECT canonical FROM claims
              WHERE schema = 'Obligation' AND prop = 'provision'
                AND value IN (SELECT id FROM below)))
        ORDER BY canonical, prop, value
        """,
        {"root": root},
    ).rows
    facts: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for entity, prop, value, claim in rows:
        facts[entity][prop].append((value, claim))
    found = []

    def place(entity: str) -> tuple[int, int, str]:
        provisions = facts[entity].get("provision")
        # They are counted within their provision: `…/obligation/2`.
        number = entity.rpartition("/")[2]
        own = int(number) if number.isdecimal() else 0
        return ranks.get(provisions[0][0] if provisions else root, -1), own, entity

    for entity in sorted(facts, key=place):
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


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
