"""Maps for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from queries.answers import counted
from viz.maps.bundles import bundle, sums_by_currency
from viz.maps.scene import MoneyTexts, money_by_node, node_caption, relation_counts
from viz.styles import Styles
from viz.terminal import MOST_ROWS, heading, more, plain, risk_style, table
from viz.text import moment, money, period

if TYPE_CHECKING:
    from rich.console import Group

    from queries.connections.subgraph import Subgraph

_LONGEST_TITLE = 500
_ENTITIES = (
    ("Entity", False),
    ("Type", False),
    ("Risk", True),
    ("Relations", True),
    ("Money in", False),
    ("Money out", False),
    ("Id", False),
)
_RELATIONS = (
    ("From", False),
    ("Relation", False),
    ("To", False),
    ("Sum", True),
    ("Number", True),
    ("When", False),
)


def subgraph_text(subgraph: Subgraph, styles: Styles | None = None) -> Group:
    """A map as two tables: entities, highest risk first, and bundled relations."""
    from rich.console import Group

    cut = subgraph.cut
    subgraph = subgraph.with_others()
    styles = styles or Styles()
    bundles = bundle(subgraph.relations)
    counts = relation_counts(subgraph)
    moved = money_by_node(bundles)
    captions = {node.id: node_caption(node) for node in subgraph.nodes}
    ranked = sorted(
        subgraph.nodes, key=lambda node: (-subgraph.risk.get(node.id, -1.0), captions[node.id])
    )
    entities = table(_ENTITIES)
    for node in ranked[:MOST_ROWS]:
        risk = subgraph.risk.get(node.id)
        entities.add_row(
            plain(("● " if node.id in subgraph.focus else "") + captions[node.id]),
            plain(styles.node(node).label),
            plain("" if risk is None else f"{risk:.0f}", risk_style(risk)),
            plain(f"{counts[node.id]:,}"),
            plain(moved.get(node.id, MoneyTexts()).paid_in),
            plain(moved.get(node.id, MoneyTexts()).paid_out),
            plain(node.id),
        )
    relations = table(_RELATIONS)
    ordered = sorted(
        bundles, key=lambda one: (not one.is_transfer, one.currency, -(one.amount or 0))
    )
    for one in ordered[:MOST_ROWS]:
        relations.add_row(
            plain(captions[one.source]),
            plain(styles.edge(one.type).label),
            plain(captions[one.target]),
            plain("" if one.amount is None else money(one.amount, one.currency)),
            plain(f"{one.count:,}"),
            plain(period(one.days)),
        )
    sums = "; ".join(
        f"{money(total, currency)} in {counted(count, 'transfer')}"
        for currency, (count, total) in sums_by_currency(bundles).items()
    )
    entities_said = counted(len(subgraph.nodes), "entity", "entities")
    facts = [f"{entities_said}, {counted(len(subgraph.relations), 'relation')}", sums]
    facts += [cut] if cut else []
    return Group(
        heading(subgraph.title or "Map", f"as of {moment(subgraph.as_of)}", _LONGEST_TITLE),
        plain(". ".join(fact for fact in facts if fact) + "."),
        entities,
        *more(len(ranked) - MOST_ROWS, "entity", "entities"),
        relations,
        *more(len(ordered) - MOST_ROWS, "line"),
    )
