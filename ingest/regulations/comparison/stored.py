"""An act as the lake holds it, put together again from its claims."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from ingest.regulations.structure.act import Act, Provision
from kg.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    if not any("provisionType" in said for said in facts.values()):
        raise NotFound("no wording of an act has that id", value=ref)
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
        # Others are only cited, or stand in another wording of the act.
        provisions=_tree(entity, {k: said for k, said in facts.items() if "provisionType" in said}),
    )


def _tree(act: str, facts: Mapping[str, Mapping[str, str]]) -> tuple[Provision, ...]:
    """The provisions in their order; one whose parent is not known stands at the top."""
    order = sorted(facts, key=lambda one: (float(facts[one].get("readingOrder", "inf")), one))
    children: dict[str | None, list[Provision]] = defaultdict(list)
    # Backwards, so that all children of a provision are made before it.
    for record in reversed(order):
        said, parent = facts[record], facts[record].get("parent")
        made = Provision(
            key=tuple(record[len(act) + 1 :].split("/")),
            kind=said.get("provisionType", "Article"),
            number=said.get("number"),
            heading=said.get("heading"),
            text=said.get("bodyText", ""),
            children=tuple(reversed(children.pop(record, []))),
        )
        children[parent if parent in facts else None].append(made)
    return tuple(reversed(children[None]))
