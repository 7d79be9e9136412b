"""What FollowTheMoney entities and statements say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kg.errors import NotFound
from kg.lake import Place

if TYPE_CHECKING:
    from kg.lake import Door, Entity
    from kg.ontology import Schema

METADATA = frozenset(
    {
        "id", "schema", "properties", "caption", "referents", "datasets", "first_seen",
        "last_seen", "last_change", "target", "origin",
    }
)  # fmt: skip
"""What an entity may have beside its properties. All but id, schema, properties and
datasets is left out on purpose: it is derived, or about the publisher's bookkeeping."""

STATEMENT = frozenset(
    {
        "id", "entity_id", "canonical_id", "schema", "prop", "prop_type", "value",
        "original_value", "dataset", "lang", "external", "first_seen", "last_seen", "origin",
    }
)  # fmt: skip
"""What a statement may have; likewise."""

_DEEPEST_NESTING = 5
_LONGEST_VALUE = 100_000


class BadEntity(ValueError):
    """A record that cannot be used: reason, its id, and the field at fault."""

    def __init__(
        self, reason: str, *, record: str | None = None, field: str | None = None, value: Any = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.record = record
        self.field = field
        self.value = None if value is None else str(value)[:200]


class FtmClaims:
    """Says what the records of one file tell.

    `kinds` has the most specific schema told of each id so far, also by files before this one.
    """

    def __init__(self, door: Door, namespace: str, file: str, kinds: dict[str, Schema]) -> None:
        self.door = door
        self.namespace = namespace
        self.file = file
        self._kinds = kinds

    def add(self, record: dict[str, Any], line: int) -> None:
        """Say all of an entity, its nested entities, or a statement.

        Raises:
            BadEntity: it has no id, or its schema is not in the ontology.
        """
        if "entity_id" in record and "prop" in record:
            self._statement(record, line)
        else:
            self._entity(record, line, depth=0)

    def _entity(self, record: dict[str, Any], line: int, depth: int) -> str:
        key = _key(record.get("id"), "id")
        schema = self._schema(record.get("schema"), key)
        properties = record.get("properties")
        if not isinstance(properties, dict):
            raise BadEntity("properties is not an object", record=key, field="properties")
        datasets = record.get("datasets")
        dataset = datasets[0] if isinstance(datasets, list) and len(datasets) == 1 else None
        entity = self._said_of(key, schema, line, dataset)
        self._report_unknown(entity, record, METADATA)
        for name, values in properties.items():
            for value in values if isinstance(values, list) else [values]:
                if isinstance(value, dict) and "id" in value and depth < _DEEPEST_NESTING:
                    value = self._nested(entity, value, line, depth)  # noqa: PLW2901
                self._value(entity, name, value)
        for name in schema.required:
            if schema.is_edge and not properties.get(name):
                self._warn(entity, f"{schema.name} without {name}: it connects nothing")
        return key

    def _nested(self, parent: Entity, record: dict[str, Any], line: int, depth: int) -> str | None:
        """Say all of an entity that stands in place of its id, and return that id."""
        if "schema" not in record:
            key = record["id"]
            return key if isinstance(key, str) else None
        try:
            return self._entity(record, line, depth + 1)
        except BadEntity as error:
            self._warn(parent, f"nested entity left out: {error.reason}")
            return None

    def _statement(self, record: dict[str, Any], line: int) -> None:
        key = _key(record["entity_id"], "entity_id")
        schema = self._schema(record.get("schema"), key)
        prop = _text(record["prop"], "prop", key)
        entity = self._said_of(key, schema, line, record.get("dataset"))
        self._report_unknown(entity, record, STATEMENT)
        if prop == "id":
            # States that the entity exists; its value is a checksum.
            return
        original = record.get("original_value")
        self._value(
            entity,
            prop,
            record.get("value"),
            original=original if isinstance(original, str) else None,
        )

    def _said_of(self, key: str, schema: Schema, line: int, dataset: object) -> Entity:
        return self.door.entity(
            schema.name,
            f"{self.namespace}:{key}",
            at=Place(self.file, f"id={key}", line),
            method=f"ftm:{dataset}" if isinstance(dataset, str) else "ftm",
        )

    def _schema(self, name: object, key: str) -> Schema:
        if not isinstance(name, str):
            raise BadEntity("no schema", record=key, field="schema", value=name)
        try:
            schema = self.door.ontology.get(name)
        except NotFound:
            raise BadEntity(
                "schema not in the ontology", record=key, field="schema", value=name
            ) from None
        if schema.abstract:
            raise BadEntity("schema is abstract", record=key, field="schema", value=name)
        before = self._kinds.setdefault(key, schema)
        if schema.is_a(before.name):
            self._kinds[key] = schema
        elif not (before.is_a(schema.name) or _both_organisations(before, schema)):
            raise BadEntity(
                f"the id stands for a {before.name} already", record=key, field="schema", value=name
            )
        return schema

    def _report_unknown(
        self, entity: Entity, record: dict[str, Any], known: frozenset[str]
    ) -> None:
        for name in record.keys() - known:
            self._warn(entity, f"field not known, left out: {name[:60]!r}")

    def _value(
        self,
        entity: Entity,
        name: str,
        value: object,
        *,
        original: str | None = None,
    ) -> None:
        if isinstance(value, bool | int | float):
            value = str(value).lower() if isinstance(value, bool) else str(value)
        if value is None or value == "":
            return
        schema = entity.schema
        if not isinstance(value, str) or len(value) > _LONGEST_VALUE:
            self._warn(entity, f"{schema.name}.{name[:60]}: not a text, left out")
            return
        note, prop = f"{name}: {value}", schema.properties.get(name)
        if prop is None:
            self._warn(entity, f"{schema.name}.{name[:60]} is not in the ontology: kept as a note")
        elif not prop.is_entity:
            entity.say(name, value, original=original, or_note=note)
            return
        elif not re.search(r"\s", value):
            entity.say(name, f"{self.namespace}:{value}")
            return
        else:
            self._warn(entity, f"{schema.name}.{name}: not a valid entity, kept as a note")
        entity.say(entity.notes, note)

    def _warn(self, entity: Entity, message: str) -> None:
        self.door.writer.warn(message, at=entity.at)


def _text(value: object, field: str, record: str | None) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadEntity(
            f"{field} is missing or not a text", record=record, field=field, value=value
        )
    return value.strip()


def _key(value: object, field: str) -> str:
    key = _text(value, field, None)
    if re.search(r"\s", key):
        raise BadEntity(f"{field} has white space in it", field=field, value=key)
    return key


def _both_organisations(one: Schema, other: Schema) -> bool:
    """Whether the two are kinds of organisation, of which one thing can be several."""
    return one.is_a("Organization") and other.is_a("Organization")
