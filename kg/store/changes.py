"""Putting and removing rows with Cypher, the same on every store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from kg.errors import InputError
from kg.ontology import Ontology
from kg.store import cypher
from kg.store.protocol import GraphChanges, Progress
from kg.store.tables import (
    NodeRow,
    Properties,
    RelationKeys,
    Relations,
    read_ids,
    read_keys,
    read_nodes,
    read_relations,
    read_transfers,
    row_count,
)

T = TypeVar("T")

Run = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]
"""Runs one statement inside an open transaction; gives its rows."""

BATCH = 5000
"""Rows of one transaction: large enough that the commit does not count, small enough for memory."""

_MANY_OF_A_SOURCE = 8
"""With more relations of one source in a batch, reading all of the source's is quicker."""


def check_names(ontology: Ontology, labels: Iterable[str], types: Iterable[str]) -> None:
    """See that a projection uses only labels and relationship types of the ontology.

    Raises:
        InputError: it does not.
    """
    for what, known, used in (
        ("label", ontology.node_labels, labels),
        ("relationship type", ontology.relationship_types | {cypher.TRANSFER_TYPE}, types),
    ):
        if unknown := sorted(set(used) - known):
            raise InputError(
                f"the ontology has no such {what}",
                value=unknown[0],
                hint="Refresh the graph with the ontology it was made with",
            )


def apply_changes(
    changes: GraphChanges,
    ontology: Ontology,
    progress: Progress,
    in_transaction: Callable[[Callable[[Run], Any]], Any],
    *,
    batch: int = BATCH,
) -> None:
    """Put and remove what `changes` says, one transaction for each batch.

    Args:
        in_transaction: calls a function inside a transaction, again from its start when it
            failed for a while.

    Raises:
        InputError: a name that is not in the ontology, or a relation one of whose ends is
            not in the graph.
    """
    put = changes.put
    done = 0
    total = sum(
        row_count(path)
        for path in (
            changes.gone_relations,
            changes.gone_transfers,
            put.nodes,
            put.relations,
            put.transfers,
            changes.gone_nodes,
        )
    )

    def step(count: int, work: Callable[[Run], T]) -> T:
        nonlocal done
        result: T = in_transaction(work)
        done += count
        progress("updating the graph", done, total)
        return result

    progress("updating the graph", 0, total)
    for keys in read_keys(changes.gone_relations, batch):
        step(_count(keys), partial(_remove, keys=keys))
    for keys in read_keys(changes.gone_transfers, batch, cypher.TRANSFER_TYPE):
        step(_count(keys), partial(_remove, keys=keys))
    for nodes in read_nodes(put.nodes, batch):
        check_names(ontology, (label for node in nodes for label in node.labels), ())
        if mislabelled := step(len(nodes), partial(put_nodes, nodes=nodes)):
            step(0, partial(drop_labels, nodes=mislabelled))
    for group in read_relations(put.relations, batch):
        check_names(ontology, (), (group.type,))
        step(len(group.sources), partial(put_relations, relations=group))
    for group in read_transfers(put.transfers, batch):
        step(len(group.sources), partial(put_relations, relations=group))
    for ids in read_ids(changes.gone_nodes, batch):
        step(len(ids), partial(_delete_nodes, ids=ids))


def put_nodes(run: Run, nodes: list[NodeRow]) -> list[NodeRow]:
    """Create the nodes that are new, and give the others their new properties and labels.

    Returns:
        those that still carry labels they should not, for `drop_labels`. It takes another
        transaction: the embedded engine moves a record when its labels change, and trips
        over its own unique index when it is to move one twice.
    """
    known = _labels_of(run, nodes)
    statements: dict[str, list[dict[str, Any]]] = {}
    for node in nodes:
        labels, before = cypher.label_set(node.labels), known.get(node.id)
        if before is None:
            statement = cypher.create_nodes(labels)
        else:
            statement = cypher.update_nodes(tuple(sorted({*labels} - before)))
        statements.setdefault(statement, []).append(node.properties)
    for statement, rows in statements.items():
        run(statement, {"rows": rows})
    return [node for node in nodes if known.get(node.id, set()) - {*cypher.label_set(node.labels)}]


def drop_labels(run: Run, nodes: list[NodeRow]) -> None:
    """Take away the labels that nodes have and should not."""
    known = _labels_of(run, nodes)
    lost: dict[tuple[str, ...], list[str]] = {}
    for node in nodes:
        labels = tuple(sorted(known.get(node.id, set()) - {*cypher.label_set(node.labels)}))
        if labels:
            lost.setdefault(labels, []).append(node.id)
    for labels, ids in lost.items():
        run(cypher.remove_labels(labels), {"ids": ids})


def _labels_of(run: Run, nodes: list[NodeRow]) -> dict[str, set[str]]:
    rows = run(cypher.LABELS_OF, {"ids": [node.id for node in nodes]})
    return {str(row["id"]): {*row["labels"]} for row in rows}


def create(run: Run, relations: Relations) -> None:
    """Create relations that are not there yet.

    Raises:
        InputError: one of their ends is not in the graph.
    """
    if not relations.sources:
        return
    rows = [
        {"source": source, "target": target, "properties": properties}
        for source, target, properties in relations.rows()
    ]
    done = run(cypher.create_relations(relations.type), {"rows": rows})[0]["done"]
    if done != len(rows):
        _refuse_dangling(run, relations)


def put_relations(run: Run, relations: Relations) -> None:
    """Create the relations that are new, and give the others their new properties.

    Raises:
        InputError: one of their ends is not in the graph.
    """
    by_source: dict[str, list[tuple[str, Properties]]] = {}
    for source, target, properties in relations.rows():
        by_source.setdefault(source, []).append((target, properties))
    few, many = [], []
    for source, put in by_source.items():
        if len(put) > _MANY_OF_A_SOURCE:
            own = {properties["id"]: properties for _, properties in put}
            many.append({"source": source, "properties": own})
        else:
            few += [
                {
                    "source": source,
                    "target": target,
                    "id": properties["id"],
                    "properties": properties,
                }
                for target, properties in put
            ]
    found: set[str] = set()
    for statement, rows in (
        (cypher.update_relations(relations.type), few),
        (cypher.update_relations_of_source(relations.type), many),
    ):
        if rows:
            found.update(row["id"] for row in run(statement, {"rows": rows}))
    create(run, relations.without(found))


def _delete_nodes(run: Run, ids: list[str]) -> None:
    run(cypher.DELETE_NODES, {"ids": ids})


def _remove(run: Run, keys: RelationKeys) -> None:
    rows = [{"source": source, "ids": ids} for source, ids in keys.ids.items()]
    run(cypher.delete_relations(keys.type), {"rows": rows})


def _refuse_dangling(run: Run, relations: Relations) -> None:
    ends = sorted({*relations.sources, *relations.targets})
    found = {row["id"] for row in run(cypher.LABELS_OF, {"ids": ends})}
    missing = next((end for end in ends if end not in found), None)
    raise InputError(
        f"a relation {relations.type} points to an entity that is not in the graph", value=missing
    )


def _count(keys: RelationKeys) -> int:
    return sum(map(len, keys.ids.values()))
