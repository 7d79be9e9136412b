"""The body of Cypher that both stores run.

Labels and relationship types cannot be parameters in Cypher, so they are put into the text;
`label_expression` and `relationship_type` let nothing pass but plain names, and callers take
those from the ontology. Values are always parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.errors import UsageError

ROOT_LABEL = "Entity"
"""Carried by every entity, so that one unique index on `id` serves all of them."""

TRANSFER_TYPE = "TRANSFER"

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


def label_set(labels: Iterable[str]) -> tuple[str, ...]:
    """The labels a node with these carries: sorted, each once, the root label among them.

    Raises:
        UsageError: one of them is no plain name.
    """
    found = sorted({*labels, ROOT_LABEL})
    for label in found:
        _check(label, "label")
    return tuple(found)


def label_expression(labels: Iterable[str]) -> str:
    """`:A:B` for the labels A and B.

    Raises:
        UsageError: one of them is no plain name.
    """
    return "".join(f":{_check(label, 'label')}" for label in labels)


def relationship_type(name: str) -> str:
    """The name itself.

    Raises:
        UsageError: it is no plain name.
    """
    return _check(name, "relationship type")


def _check(name: str, what: str) -> str:
    if not _NAME.fullmatch(name):
        raise UsageError(f"not a name for a {what}", value=name)
    return name


LABELS_OF = "UNWIND $ids AS id MATCH (n:Entity {id: id}) RETURN n.id AS id, labels(n) AS labels"
"""Which of these nodes there are, and with which labels."""

DELETE_NODES = "UNWIND $ids AS id MATCH (n:Entity {id: id}) DETACH DELETE n"

READ_MARK = """
MATCH (m:ProjectionMark {id: 'mark'}) RETURN m.applied AS applied, m.pending AS pending
"""

WRITE_MARK = """
MERGE (m:ProjectionMark {id: 'mark'})
SET m = {id: 'mark', applied: $applied, pending: $pending}
"""

NODE_BY_ID = "MATCH (n:Entity {id: $id}) RETURN n"

FIND_TEXT = """
CALL db.index.fulltext.queryNodes($index, $text) YIELD node, score
RETURN node, score ORDER BY score DESC LIMIT $limit
"""
"""Nodes that a full-text index finds for a Lucene query, by the engine's own score."""


def create_nodes(labels: tuple[str, ...]) -> str:
    """Statement that makes new nodes with these labels from `$rows`, maps of properties."""
    expression = label_expression(labels)
    return f"UNWIND $rows AS row CREATE (n{expression}) SET n = row"


def update_nodes(gained: tuple[str, ...] = ()) -> str:
    """Statement that gives the nodes `$rows` the properties of their row, and more labels."""
    change = f" SET n{label_expression(gained)}" if gained else ""
    return f"UNWIND $rows AS row MATCH (n:Entity {{id: row.id}}){change} SET n = row"


def remove_labels(lost: tuple[str, ...]) -> str:
    """Statement that takes labels from the nodes `$ids`."""
    return f"UNWIND $ids AS id MATCH (n:Entity {{id: id}}) REMOVE n{label_expression(lost)}"


def create_relations(type_: str) -> str:
    """Statement that makes relations of one type from `$rows`.

    A row has `source` and `target` (node ids) and `properties`.
    """
    return f"""
UNWIND $rows AS row
MATCH (source:Entity {{id: row.source}})
MATCH (target:Entity {{id: row.target}})
CREATE (source)-[r:{relationship_type(type_)}]->(target)
SET r = row.properties
RETURN count(r) AS done
"""


def update_relations(type_: str) -> str:
    """Statement that gives relations new properties; returns the ids of those there were.

    A row is as for `create_relations`, with the relation's `id` too. Engines look through the
    relations between two nodes without reading the others of the source, but once a row.
    """
    return f"""
UNWIND $rows AS row
MATCH (source:Entity {{id: row.source}})
MATCH (target:Entity {{id: row.target}})
MATCH (source)-[r:{relationship_type(type_)}]->(target)
WHERE r.id = row.id
SET r = row.properties
RETURN row.id AS id
"""


def update_relations_of_source(type_: str) -> str:
    """The same for sources with many relations to put, whose relations are read once.

    A row has `source`, a node id, and `properties`, a map from a relation's id to its own:
    looking a key up takes the same time however many there are, where `IN` on a list would
    compare each relation of a busy account with each id.
    """
    return f"""
UNWIND $rows AS row
MATCH (source:Entity {{id: row.source}})-[r:{relationship_type(type_)}]->()
WHERE row.properties[r.id] IS NOT NULL
SET r = row.properties[r.id]
RETURN r.id AS id
"""


def delete_relations(type_: str) -> str:
    """Statement that removes relations of one type, known by their source and id.

    A row has `source`, a node id, and `ids`, a map with the ids as keys.
    """
    return f"""
UNWIND $rows AS row
MATCH (source:Entity {{id: row.source}})-[r:{relationship_type(type_)}]->()
WHERE row.ids[r.id] IS NOT NULL
DELETE r
"""
