"""Portraits and maps for a terminal, with rich; no text is ever read as markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.cli_tools import LONGEST_SHOWN, shortened
from kg.model import Finding
from viz.maps.bundles import bundle, sums_by_currency
from viz.maps.scene import MoneyTexts, money_by_node, node_caption, relation_counts
from viz.styles import Styles, halo
from viz.terminal_reported import reported_text
from viz.text import (
    counted,
    grouped_account,
    moment,
    money,
    percentage,
    period,
    quantity,
    span,
    visible,
)

if TYPE_CHECKING:
    from rich.console import Group, RenderableType
    from rich.table import Table
    from rich.text import Text

    from queries.answers import Ref
    from queries.connections.subgraph import Subgraph
    from queries.portraits.parts import Link, Portrait, PropertyView

MOST_ROWS = 60
"""Rows of a table before it says how many more there are."""

_LONGEST_CELL = 480
_LONGEST_TITLE = 500
_RISK_STYLES = {"high": "bold red", "raised": "bold yellow", "some": "yellow", "": ""}


def subgraph_text(subgraph: Subgraph, styles: Styles | None = None) -> Group:
    """A map as two tables: entities, highest risk first, and bundled relations."""
    from rich.console import Group

    styles = styles or Styles()
    bundles = bundle(subgraph.relations)
    counts = relation_counts(subgraph)
    moved = money_by_node(bundles)
    captions = {node.id: node_caption(node) for node in subgraph.nodes}
    ranked = sorted(
        subgraph.nodes, key=lambda node: (-subgraph.risk.get(node.id, -1.0), captions[node.id])
    )
    entities = _table("Entity", "Type", "Risk", "Relations", "Money in", "Money out", "Id")
    for node in ranked[:MOST_ROWS]:
        risk = subgraph.risk.get(node.id)
        entities.add_row(
            _plain(("● " if node.id in subgraph.focus else "") + captions[node.id]),
            _plain(styles.node(node).label),
            _score(risk),
            _plain(f"{counts[node.id]:,}"),
            _plain(moved.get(node.id, MoneyTexts()).paid_in),
            _plain(moved.get(node.id, MoneyTexts()).paid_out),
            _plain(node.id),
        )
    relations = _table("From", "Relation", "To", "Sum", "Number", "When")
    ordered = sorted(
        bundles, key=lambda one: (not one.is_transfer, one.currency, -(one.amount or 0))
    )
    for one in ordered[:MOST_ROWS]:
        relations.add_row(
            _plain(captions[one.source]),
            _plain(styles.edge(one.type).label),
            _plain(captions[one.target]),
            _plain("" if one.amount is None else money(one.amount, one.currency)),
            _plain(f"{one.count:,}"),
            _plain(period(one.days)),
        )
    sums = "; ".join(
        f"{money(total, currency)} in {counted(count, 'transfer')}"
        for currency, (count, total) in sums_by_currency(bundles).items()
    )
    entities_said = counted(len(subgraph.nodes), "entity", "entities")
    facts = [f"{entities_said}, {counted(len(subgraph.relations), 'relation')}", sums]
    facts += [f"{subgraph.left_out:,} left out by the limit"] if subgraph.left_out else []
    return Group(
        _heading(subgraph.title or "Map", f"as of {moment(subgraph.as_of)}", _LONGEST_TITLE),
        _plain(". ".join(fact for fact in facts if fact) + "."),
        entities,
        *_more(len(ranked), "entity", "entities"),
        relations,
        *_more(len(ordered), "line"),
    )


def portrait_text(portrait: Portrait, styles: Styles | None = None) -> Group:
    """A portrait: what matters most, in sections; the page and the JSON form have it all."""
    from rich.console import Group

    styles = styles or Styles()
    parts: list[RenderableType] = [
        _heading(
            grouped_account(visible(portrait.subject.caption or portrait.subject.id)),
            f"{portrait.schema_label}, {shortened(portrait.subject.id)},"
            f" as of {moment(portrait.as_of)}",
            LONGEST_SHOWN,
        )
    ]
    for entry in portrait.sanctions:
        caption = visible(shortened(entry.sanction.caption))
        parts.append(_plain(f"ON A LIST: {caption}", style="bold red"))
    if portrait.exposure:
        parts.append(_finding(portrait.exposure, "Exposure"))
    parts += [_finding(finding, "Finding") for finding in portrait.findings]
    parts += [_finding(finding, "Possible match") for finding in portrait.watchlist]
    parts += _facts(portrait, styles)
    parts += reported_text(portrait.reported)
    parts += _accounts(portrait)
    parts += _money(portrait)
    parts += _owners(portrait)
    parts += _links(portrait, styles)
    parts += _contacts(portrait)
    records = {claim.entity for claim in portrait.evidence}
    if portrait.left_out:
        left = ", ".join(f"{visible(key)} {n:,}" for key, n in sorted(portrait.left_out.items()))
        parts.append(_plain(f"Left out by limits: {left}.", style="dim"))
    parts.append(
        _plain(
            f"{counted(len(portrait.evidence), 'claim')} from {counted(len(records), 'record')}"
            " behind this; --html and --json show them.",
            style="dim",
        )
    )
    return Group(*parts)


def _facts(portrait: Portrait, styles: Styles) -> list[RenderableType]:
    views: tuple[PropertyView, ...] = (
        *portrait.names,
        *portrait.identifiers,
        *portrait.properties,
    )
    if not views:
        return []
    table = _table("Property", "Value", "Sources", title="Who it is")
    for view in views:
        for place, value in enumerate(view.values):
            label = view.label + (" (sources differ)" if view.conflict else "")
            shown = (
                value.entity.caption if value.entity else styles.value_text(view.type, value.value)
            )
            table.add_row(
                _plain(label if place == 0 else ""), _plain(shown), _plain(", ".join(value.sources))
            )
    return [table]


def _accounts(portrait: Portrait) -> list[RenderableType]:
    if not portrait.accounts:
        return []
    table = _table("Account", "Role", "In", "Out", title="Accounts")
    for one in portrait.accounts[:MOST_ROWS]:
        sums = {
            direction: "; ".join(
                money(total.total.minor, total.total.currency)
                for total in one.totals
                if total.direction == direction
            )
            for direction in ("in", "out")
        }
        table.add_row(_ref(one.account), _plain(one.role), _plain(sums["in"]), _plain(sums["out"]))
    return [table, *_more(len(portrait.accounts), "account")]


def _money(portrait: Portrait) -> list[RenderableType]:
    flows = portrait.flows
    if not flows.totals:
        return []
    totals = _table("Direction", "Sum", "Transfers", title="Money")
    for total in (*flows.totals, *flows.internal):
        totals.add_row(
            _plain(total.direction),
            _plain(money(total.total.minor, total.total.currency)),
            _plain(f"{total.count:,}"),
        )
    table = _table("Counterparty", "Held by", "Direction", "Sum", "Transfers")
    for one in flows.counterparties[:MOST_ROWS]:
        table.add_row(
            _ref(one.account),
            _plain("; ".join(visible(holder.caption) for holder in one.holders)),
            _plain(one.direction),
            _plain(money(one.total.minor, one.total.currency)),
            _plain(f"{one.count:,}"),
        )
    return [totals, *([table] if flows.counterparties else [])]


def _owners(portrait: Portrait) -> list[RenderableType]:
    owners = portrait.ownership.beneficial_owners
    steps = portrait.ownership.owned
    parts: list[RenderableType] = []
    if owners:
        table = _table("Owner", "Share", "Remarks", title="Owners, looked through")
        for one in owners[:MOST_ROWS]:
            remarks = [
                word
                for word, true in (
                    ("beneficial owner", one.over_threshold),
                    ("no known owner of its own", one.ultimate),
                    ("circular", one.circular),
                )
                if true
            ]
            share = _plain(percentage(one.percentage))
            table.add_row(_ref(one.owner), share, _plain(", ".join(remarks)))
        parts += [table, *_more(len(owners), "owner")]
    if steps:
        table = _table("Owns", "Share", title="Owns directly")
        for step in steps[:MOST_ROWS]:
            table.add_row(_ref(step.asset), _plain(percentage(step.percentage)))
        parts += [table, *_more(len(steps), "holding")]
    return parts


def _links(portrait: Portrait, styles: Styles) -> list[RenderableType]:
    links: tuple[Link, ...] = (
        *portrait.holders,
        *portrait.roles,
        *portrait.guarantees,
        *portrait.associates,
        *portrait.relations,
    )
    if not links:
        return []
    table = _table("Relation", "Entity", "Role", "When", "Sources", title="Relations")
    for link in links[:MOST_ROWS]:
        label = styles.edge(link.type).label
        table.add_row(
            _plain(label if link.outgoing else f"← {label}"),
            _ref(link.other),
            _plain(link.role),
            _plain(span(link.start, link.end)),
            _plain(", ".join(link.sources)),
        )
    return [table, *_more(len(links), "relation")]


def _contacts(portrait: Portrait) -> list[RenderableType]:
    if not portrait.contacts:
        return []
    table = _table("Kind", "What", "Shared with", title="Addresses, phones, devices")
    for one in portrait.contacts[:MOST_ROWS]:
        others = "; ".join(visible(other.caption) for other in one.shared_with)
        more = one.shared_count - len(one.shared_with)
        table.add_row(
            _plain(one.kind),
            _plain(one.value),
            _plain(others + (f" and {more:,} more" if more > 0 else "")),
        )
    return [table, *_more(len(portrait.contacts), "contact")]


def _finding(finding: Finding, kind: str) -> Group:
    from rich.console import Group

    level = halo(finding.score)
    head = f"{kind}: {quantity(finding.score, finding.unit)}. {finding.summary}"
    table = _table("Reason", "Value", "Points", "Rests on")
    for reason in finding.reasons:
        claims, transfers = set(reason.claims), set(reason.transfers)
        rests = [counted(len(claims), "claim")] if claims else []
        rests += [counted(len(transfers), "transfer")] if transfers else []
        table.add_row(
            _plain(reason.explanation),
            _plain(quantity(reason.value, reason.unit)),
            _plain(f"{reason.contribution:g}"),
            _plain(", ".join(rests)),
        )
    return Group(_plain(head, _RISK_STYLES[level.level if level else ""] or "bold"), table)


def _heading(title: str, below: str, longest: int) -> Text:
    from rich.text import Text

    heading = Text(visible(shortened(title, longest)), style="bold")
    heading.append("\n" + visible(below), style="not bold dim")
    return heading


def _table(*columns: str, title: str = "") -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.SIMPLE_HEAD,
        title=Text(title, style="bold") if title else None,
        title_justify="left",
        pad_edge=False,
    )
    numbers = {"Risk", "Relations", "Number", "Transfers", "Points", "Share", "Sum", "In", "Out"}
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    return table


def _ref(one: Ref) -> Text:
    return _plain(grouped_account(shortened(one.caption or one.id)))


def _score(points: float | None) -> Text:
    level = halo(points)
    return _plain(
        "" if points is None else f"{points:.0f}", _RISK_STYLES[level.level if level else ""]
    )


def _plain(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(visible(shortened(text, _LONGEST_CELL)), style=style)


def _more(count: int, one: str, many: str = "") -> Iterable[Text]:
    if count > MOST_ROWS:
        further = counted(count - MOST_ROWS, f"more {one}", f"more {many or one + 's'}")
        yield _plain(f"… and {further}.", style="dim")
