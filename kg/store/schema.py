"""Constraints and indexes that follow from the ontology."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kg.ontology import Ontology, Property
from kg.ontology.stored import ALL
from kg.store.cypher import ROOT_LABEL, TRANSFER_TYPE

NAME_INDEX = "entity_names"
"""Neo4j's full-text index over captions and names."""


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """What to index on entities, besides their unique `id`.

    Attributes:
        names: properties of type `name`, searched as text beside the caption, all their values.
        keys: properties of identity keys with one value each, looked up by equality; those
            with several are lists, which an index does not help to search.
    """

    names: tuple[Property, ...]
    keys: tuple[Property, ...]

    @property
    def name_fields(self) -> dict[str, bool]:
        """Stored names of `names`, and whether each is a list."""
        return {prop.name + ALL * prop.multiple: prop.multiple for prop in self.names}

    def within(self, present: Collection[str]) -> IndexPlan:
        """The part that concerns properties some node has."""
        return IndexPlan(
            tuple(prop for prop in self.names if prop.name in present),
            tuple(prop for prop in self.keys if prop.name in present),
        )


def index_plan(ontology: Ontology) -> IndexPlan:
    """Which properties of nodes to index, in the order of their names."""
    names: dict[str, Property] = {}
    keys: dict[str, Property] = {}
    for schema in ontology.schemata.values():
        if not schema.is_node:
            continue
        in_keys = {name for key in schema.identity for name in key.properties}
        for prop in schema.properties.values():
            if prop.type == "name":
                names.setdefault(prop.name, prop)
            elif prop.name in in_keys and prop.type == "identifier" and not prop.multiple:
                keys.setdefault(prop.name, prop)
    return IndexPlan(
        tuple(names[name] for name in sorted(names)), tuple(keys[name] for name in sorted(keys))
    )


def searched_properties(ontology: Ontology) -> tuple[str, ...]:
    """Properties that the index by word covers."""
    return ("caption", *index_plan(ontology).name_fields)


def neo4j_statements(ontology: Ontology) -> list[str]:
    """Cypher that makes Neo4j's constraints and indexes; running it again changes nothing."""
    text = ", ".join(f"n.`{name}`" for name in searched_properties(ontology))
    return [
        f"CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:{ROOT_LABEL}) REQUIRE n.id IS UNIQUE",
        "CREATE CONSTRAINT mark_id IF NOT EXISTS FOR (n:ProjectionMark) REQUIRE n.id IS UNIQUE",
        f"CREATE INDEX entity_caption IF NOT EXISTS FOR (n:{ROOT_LABEL}) ON (n.caption)",
        f"CREATE INDEX transfer_id IF NOT EXISTS FOR ()-[t:{TRANSFER_TYPE}]-() ON (t.id)",
        *(
            f"CREATE INDEX entity_{prop.name} IF NOT EXISTS"
            f" FOR (n:{ROOT_LABEL}) ON (n.`{prop.name}`)"
            for prop in index_plan(ontology).keys
        ),
        f"CREATE FULLTEXT INDEX {NAME_INDEX} IF NOT EXISTS FOR (n:{ROOT_LABEL}) ON EACH [{text}]",
        "CALL db.awaitIndexes(3600)",
    ]
