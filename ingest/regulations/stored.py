"""An act as the lake holds it, put together again from its claims."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from ingest.regulations.act import Act, Provision
from kg.errors import NotFound

if TYPE_CHECKING:
    from kg import Workspace


def stored_act(ws: Workspace, ref: str) -> Act:
    """The wording of an act with that id.

    Raises:
        NotFound: no wording with that id was read.
    """
    entity = ws.resolve(ref)
    with ws.view() as view:
        rows = view.sql(
            """
            SELECT canonical, schema, prop, value FROM claims
            WHERE schema IN ('Regulation', 'Provision')
              AND (canonical = $act OR starts_with(canonical, $act || '/'))
            ORDER BY confidence, value
            """,
            {"act": entity},
        ).rows
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    for record, _, prop, value in rows:
        facts[record][prop] = value
    own = facts.pop(entity, {})
    if not facts:
        raise NotFound("no wording of an act has that id", value=ref)
    children: dict[str | None, list[str]] = defaultdict(list)
    for record, said in facts.items():
        children[said.get("parent")].append(record)
    effective = own.get("effectiveDate")
    return Act(
        id=entity,
        title=own.get("name", entity),
        short_title=own.get("shortTitle"),
        type=own.get("regulationType", "Document"),
        authority=own.get("authority"),
        jurisdiction=own.get("jurisdiction"),
        language="zh" if entity.startswith("prc:") else "en",
        adopted=None,
        effective=date.fromisoformat(effective) if effective else None,
        repealed=None,
        url=None,
        identifiers=(),
        provisions=_tree(entity, None, children, facts),
    )


def _tree(
    act: str,
    parent: str | None,
    children: dict[str | None, list[str]],
    facts: dict[str, dict[str, str]],
) -> tuple[Provision, ...]:
    return tuple(
        Provision(
            key=tuple(record[len(act) + 1 :].split("/")),
            kind=facts[record].get("provisionType", "Article"),
            number=facts[record].get("number"),
            heading=facts[record].get("heading"),
            text=facts[record].get("bodyText", ""),
            children=_tree(act, record, children, facts),
        )
        for record in children.get(parent, ())
    )
