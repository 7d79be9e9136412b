"""A subgraph as a file for other programs: JSON, CSV, GraphML."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Any

from kg.json_form import jsonable
from queries.connections.subgraph import Subgraph
from viz.text import TRANSFER_DAYS, days_of, instant

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# What XML 1.0 cannot hold, even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CSV_HEAD = (
    "record",
    "id",
    "type",
    "caption",
    "risk",
    "source",
    "source_caption",
    "target",
    "target_caption",
    "amount_minor",
    "currency",
    "count",
    "first",
    "last",
    "properties",
)
_TRANSFER_COLUMNS = frozenset({"amount", "currency", "count", "first", "last"}) | TRANSFER_DAYS


def to_json(subgraph: Subgraph) -> str:
    """The subgraph's JSON form, indented, UTF-8 text unescaped."""
    return json.dumps(jsonable(subgraph), ensure_ascii=False, indent=2) + "\n"


def to_csv(subgraph: Subgraph) -> str:
    """One row a node, then one a relation (RFC 4180, column `record` tells which).

    Amounts are integer minor units; times ISO 8601, a day where no more is known, else UTC; other
    properties one JSON text.
    A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    subgraph = subgraph.with_others()
    captions = {node.id: node.caption for node in subgraph.nodes}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_CSV_HEAD)
    for node in subgraph.nodes:
        risk = subgraph.risk.get(node.id, "")
        row: list[Any] = ["node", node.id, node.schema, node.caption, risk, *[""] * 9]
        writer.writerow(_cells([*row, _properties(node.properties, frozenset())]))
    for relation in subgraph.relations:
        transfer = relation.type == "TRANSFER"
        said = relation.properties if transfer else {}
        writer.writerow(
            _cells(
                [
                    "relation",
                    relation.id,
                    relation.type,
                    "",
                    "",
                    relation.source,
                    captions.get(relation.source, ""),
                    relation.target,
                    captions.get(relation.target, ""),
                    said.get("amount", ""),
                    said.get("currency", ""),
                    said.get("count", ""),
                    *_times(said),
                    _properties(
                        relation.properties, _TRANSFER_COLUMNS if transfer else frozenset()
                    ),
                ]
            )
        )
    return text.getvalue()


def to_graphml(subgraph: Subgraph) -> str:
    """GraphML with every relation as an edge of its own.

    Attributes that are lists are JSON texts. Characters XML cannot hold are spelt out as
    `\\u0007`.
    """
    import networkx as nx

    subgraph = subgraph.with_others()
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph.update(
        title=_xml(subgraph.title),
        as_of=subgraph.as_of.isoformat() if subgraph.as_of else "",
        left_out=subgraph.left_out,
    )
    for node in subgraph.nodes:
        facts: dict[str, Any] = {f"p.{name}": value for name, value in node.properties.items()}
        facts |= {
            "schema": node.schema,
            "caption": node.caption,
            "focus": node.id in subgraph.focus,
        }
        if node.id in subgraph.risk:
            facts["risk"] = float(subgraph.risk[node.id])
        graph.add_node(_xml(node.id), **_attributes(facts))
    for relation in subgraph.relations:
        facts = {f"p.{name}": value for name, value in relation.properties.items()}
        facts |= {"type": relation.type}
        graph.add_edge(
            _xml(relation.source),
            _xml(relation.target),
            key=_xml(relation.id),
            **_attributes(facts),
        )
    return "\n".join(nx.generate_graphml(graph, named_key_ids=False)) + "\n"


def _cells(row: list[Any]) -> list[str]:
    return [_cell(str(value)) for value in row]


def _cell(text: str) -> str:
    """Text that no spreadsheet runs; plain numbers, negative ones too, stay numbers."""
    if text.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def _properties(properties: Any, left: frozenset[str]) -> str:
    kept = {name: value for name, value in sorted(properties.items()) if name not in left}
    return json.dumps(jsonable(kept), ensure_ascii=False) if kept else ""


def _times(said: Mapping[str, Any]) -> tuple[str, str]:
    """First and last moment of a transfer."""
    if not TRANSFER_DAYS.isdisjoint(said):
        return days_of(said)
    return _instant(said.get("first")), _instant(said.get("last"))


def _instant(epoch_ms: Any) -> str:
    return (
        instant(epoch_ms).replace(" UTC", "Z").replace(" ", "T")
        if isinstance(epoch_ms, int)
        else ""
    )


def _attributes(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        _xml(name): _attribute(value) for name, value in sorted(facts.items()) if value is not None
    }


def _attribute(value: Any) -> Any:
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return _xml(value)
    return _xml(json.dumps(jsonable(value), ensure_ascii=False))


def _xml(text: str) -> str:
    return _NOT_XML.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
