"""Graphs small enough to draw, as a projection's Parquet files.

The ring that most tests use, amounts in cents::

    ann ──OWNS 60──▶ acme ──OWNS 80──▶ beta          ann ──DIRECTOR_OF──▶ beta
    ann ──OWNS──▶ a1    acme ──OWNS──▶ a2    beta ──OWNS──▶ a3    bob ──OWNS──▶ a4

    a1 ──t1 1000──▶ a2 ──t2 900──▶ a3 ──t3 800──▶ a1      (at 100, 200, 300)
    a2 ──t4  50──▶ a4,  a2 ──t5  70──▶ a4                 (at 50, 400)
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kg.ontology import Ontology, load_ontology
from kg.store.protocol import GraphChanges, GraphTables

ONTOLOGY: Ontology = load_ontology()

Row = tuple[Any, ...]


def several(**texts: list[str]) -> dict[str, Any]:
    """Properties that may have several values, as stored: the first of them, and all."""
    return {
        k: v for name, all_ in texts.items() for k, v in ((name, all_[0]), (f"{name}_all", all_))
    }


def _day(**days: date) -> dict[str, Any]:
    """Dates whose day is known, as stored."""
    return {name + suffix: day for name, day in days.items() for suffix in ("", "_from", "_to")}


NODES: list[Row] = [
    (
        "x:ann",
        "Person",
        "Ann O'Brien",
        {**several(name=["Ann O'Brien"]), **_day(birthDate=date(1970, 5, 1))},
    ),
    (
        "x:bob",
        "Person",
        "Bob Müller",
        several(name=["Bob Müller", "Robert Mueller"], alias=["Bobby"]),
    ),
    ("x:acme", "Company", "Acme Ltd", {**several(name=["Acme Ltd"]), "jurisdiction": "gb"}),
    ("x:beta", "Company", "Beta GmbH", several(name=["Beta GmbH"], alias=["Beta Holding"])),
    ("x:a1", "BankAccount", "Account 1", {"currency": "USD"}),
    ("x:a2", "BankAccount", "Account 2", {"currency": "USD"}),
    ("x:a3", "BankAccount", "Account 3", {"currency": "EUR"}),
    ("x:a4", "BankAccount", "Account 4", {}),
]

RELATIONS: list[Row] = [
    (
        "o1",
        "OWNS",
        "x:ann",
        "x:acme",
        {"schema": "Ownership", "sources": ["x"], "percentage": 60.0},
    ),
    (
        "o2",
        "OWNS",
        "x:acme",
        "x:beta",
        {"schema": "Ownership", "sources": ["x"], "percentage": 80.0},
    ),
    ("o3", "OWNS", "x:ann", "x:a1", {"schema": "Ownership", "sources": ["x"]}),
    ("o4", "OWNS", "x:acme", "x:a2", {"schema": "Ownership", "sources": ["x"]}),
    ("o5", "OWNS", "x:beta", "x:a3", {"schema": "Ownership", "sources": ["x"]}),
    ("o6", "OWNS", "x:bob", "x:a4", {"schema": "Ownership", "sources": ["x"]}),
    (
        "d1",
        "DIRECTOR_OF",
        "x:ann",
        "x:beta",
        {"schema": "Directorship", **_day(startDate=date(2020, 1, 1))},
    ),
]

TRANSFERS: list[Row] = [
    ("t1", "x:a1", "x:a2", 1000, "USD", 100),
    ("t2", "x:a2", "x:a3", 900, "USD", 200),
    ("t3", "x:a3", "x:a1", 800, "EUR", 300),
    ("t4", "x:a2", "x:a4", 50, "USD", 50),
    ("t5", "x:a2", "x:a4", 70, "USD", 400),
]

_EPOCH = date(1970, 1, 1)
"""The day of all transfers: their moments are a few milliseconds after its midnight."""

_TEXT = pa.string()
_TEXTS = pa.list_(pa.string())


def tables(
    folder: Path,
    nodes: Sequence[Row] = NODES,
    relations: Sequence[Row] = RELATIONS,
    transfers: Sequence[Row] = TRANSFERS,
) -> GraphTables:
    """A projection; a node without labels has those of its schema, a node's source is `x`.

    Rows: (id, schema, caption, properties[, labels]), (id, type, source, target, properties)
    and (id, source, target, amount, currency, moment).
    """
    folder.mkdir(parents=True, exist_ok=True)
    labels = [each[4] if len(each) > 4 else ONTOLOGY.get(each[1]).labels for each in nodes]
    _write(
        folder / "nodes.parquet",
        {
            "id": (_TEXT, [each[0] for each in nodes]),
            "schema": (_TEXT, [each[1] for each in nodes]),
            "labels": (_TEXTS, [list(each) for each in labels]),
            "caption": (_TEXT, [each[2] for each in nodes]),
            "sources": (_TEXTS, [["x"] for _ in nodes]),
            "properties": (_TEXT, [_properties(each[3]) for each in nodes]),
            "dates": (_TEXT, [_dates(each[3]) for each in nodes]),
        },
    )
    _write(
        folder / "relations.parquet",
        {
            **_columns(("id", "type", "source", "target"), relations),
            "properties": (_TEXT, [_properties(each[4]) for each in relations]),
            "dates": (_TEXT, [_dates(each[4]) for each in relations]),
        },
    )
    number = pa.int64()
    _write(
        folder / "transfers.parquet",
        {
            **_columns(("id", "source", "target"), transfers),
            "amount": (number, [each[3] for each in transfers]),
            "currency": (_TEXT, [each[4] for each in transfers]),
            "count": (number, [1 for _ in transfers]),
            "first": (number, [each[5] for each in transfers]),
            "last": (number, [each[5] for each in transfers]),
            "precision": (_TEXT, ["day" if each[0] == "t4" else None for each in transfers]),
            "channel": (_TEXT, ["WIRE" if each[3] > 100 else None for each in transfers]),
            "format": (_TEXT, [None for _ in transfers]),
            "purpose": (_TEXT, [None for _ in transfers]),
            "dataset": (_TEXT, ["x" for _ in transfers]),
            "date": (pa.date32(), [_EPOCH for _ in transfers]),
            "date_from": (pa.date32(), [None for _ in transfers]),
            "date_to": (pa.date32(), [None for _ in transfers]),
        },
    )
    return GraphTables(*(folder / f"{n}.parquet" for n in ("nodes", "relations", "transfers")))


def _properties(stored: Mapping[str, Any]) -> str:
    return json.dumps({name: v for name, v in stored.items() if not isinstance(v, date)})


def _dates(stored: Mapping[str, Any]) -> str:
    return json.dumps({n: v.isoformat() for n, v in stored.items() if isinstance(v, date)})


def changes(
    folder: Path,
    *,
    nodes: Sequence[Row] = (),
    relations: Sequence[Row] = (),
    transfers: Sequence[Row] = (),
    gone_nodes: Sequence[str] = (),
    gone_relations: Sequence[Row] = (),
    gone_transfers: Sequence[Row] = (),
) -> GraphChanges:
    """A difference; the keys of gone rows are as in `GraphChanges`."""
    put = tables(folder / "put", nodes, relations, transfers)
    paths = [folder / f"gone-{name}.parquet" for name in ("nodes", "relations", "transfers")]
    _write(paths[0], {"id": (_TEXT, list(gone_nodes))})
    _write(paths[1], _columns(("id", "type", "source", "target"), gone_relations))
    _write(paths[2], _columns(("id", "source", "target"), gone_transfers))
    return GraphChanges(put, *paths)


def silent(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def contents(store: Any) -> dict[str, Any]:
    """All that is in a store, in a form that does not depend on any order."""
    nodes = store.read("MATCH (n:Entity) RETURN n, n.sources")
    relations = store.read("MATCH (:Entity)-[r]->(:Entity) RETURN r")
    return {
        "nodes": sorted(
            (node.id, node.schema, node.labels, node.caption, _stable(node.properties), sources)
            for node, sources in nodes
        ),
        "relations": sorted(
            (each.type, each.id, each.source, each.target, _stable(each.properties))
            for (each,) in relations
        ),
    }


def _stable(properties: Mapping[str, Any]) -> str:
    return json.dumps(properties, sort_keys=True)


def _columns(names: Sequence[str], rows: Sequence[Row]) -> dict[str, tuple[pa.DataType, list[Any]]]:
    return {name: (_TEXT, [row[at] for row in rows]) for at, name in enumerate(names)}


def _write(path: Path, columns: Mapping[str, tuple[pa.DataType, list[Any]]]) -> None:
    table = pa.table({name: pa.array(values, kind) for name, (kind, values) in columns.items()})
    pq.write_table(table, path)
