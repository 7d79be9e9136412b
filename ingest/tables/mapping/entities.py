"""Entities and their properties in a mapping file, checked against the ontology."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from decimal import Decimal
from typing import cast

from ingest.tables.mapping.language import Bad, EntityMap, PropertyMap, Text
from ingest.tables.mapping.source import Value, suggestion
from ingest.tables.mapping.texts import (
    DATE_KEYS,
    TEXT_KEYS,
    parse_conditions,
    parse_currency,
    parse_date,
    parse_date_style,
    parse_number,
    parse_number_style,
    parse_text,
    text_from,
)
from kg.ontology import TRANSFER, Ontology, Property, Schema

_ENTITY_KEYS = frozenset(
    {"schema", "id", "properties", "once", "optional", "record", "when", "valid_from", "valid_to"}
)
_NUMBER_KEYS = frozenset({"decimal", "thousands"})
_REFERENCE_KEYS = frozenset({"entity", "id"})
_COMMON_KEYS = frozenset({"split", "bad", "when", "valid_from", "valid_to"})
_BOUND_KEYS = frozenset({"minimum", "maximum"})
_ALL_KEYS = (
    TEXT_KEYS
    | DATE_KEYS
    | _NUMBER_KEYS
    | _BOUND_KEYS
    | _REFERENCE_KEYS
    | _COMMON_KEYS
    | {"currency"}
)

_SEE_REFERENCE = "See the reference of the ontology"

_NUMBER_TYPES = frozenset({"money", "number", "share"})


def parse_entity(name: str, value: Value, ontology: Ontology, *, is_end: bool) -> EntityMap:
    """One entity of a table.

    Args:
        is_end: a transfer starts or ends at it, so that many rows speak of it.

    Raises:
        MappingError: unknown schema or property, or a value its property cannot take.
    """
    what = f"entity '{name}'"
    keys = value.mapping(what, _ENTITY_KEYS)
    for key in ("schema", "id"):
        if key not in keys:
            raise value.error(f"{what} needs the key '{key}'")
    schema = _schema(keys["schema"], ontology)
    identifier = parse_text(keys["id"])
    properties: list[PropertyMap] = []
    if "properties" in keys:
        for prop_name, item in keys["properties"].mapping(f"properties of {what}").items():
            prop = _property(schema, prop_name, item)
            vocabulary = tuple(ontology.types[prop.type].values)
            for part in item.items():
                properties.append(_property_map(prop, part, vocabulary))
    if schema.edge is not None:
        given = {prop.prop.name for prop in properties}
        for end in (schema.edge.source, schema.edge.target):
            if end not in given:
                raise value.error(f"{what} needs property '{end}', as every {schema.name} does")
    label = keys["record"].text() if "record" in keys else identifier.column or name
    return EntityMap(
        name=name,
        schema=schema,
        id=identifier,
        line=value.line,
        properties=tuple(properties),
        once=keys["once"].flag() if "once" in keys else is_end,
        optional=keys["optional"].flag() if "optional" in keys else False,
        label=label,
        when=parse_conditions(keys["when"]) if "when" in keys else (),
        valid_from=parse_date(keys["valid_from"]) if "valid_from" in keys else None,
        valid_to=parse_date(keys["valid_to"]) if "valid_to" in keys else None,
    )


def _schema(value: Value, ontology: Ontology) -> Schema:
    name = value.text()
    schema = ontology.schemata.get(name)
    if schema is None:
        raise value.error(
            "no such schema in the ontology",
            value=name,
            hint=suggestion(name, ontology.schemata) or _SEE_REFERENCE,
        )
    if name == TRANSFER:
        raise value.error("transfers are no entities; write them under 'transfers'")
    if schema.abstract:
        choices = [s for s in ontology.descendants(name) if not ontology.schemata[s].abstract]
        raise value.error(
            f"schema {name} is abstract", value=name, hint=f"Use one of: {', '.join(choices[:12])}"
        )
    return schema


def _property(schema: Schema, name: str, value: Value) -> Property:
    prop = schema.properties.get(name)
    if prop is None:
        raise value.error(
            f"schema {schema.name} has no such property",
            value=name,
            hint=suggestion(name, schema.properties) or _SEE_REFERENCE,
        )
    return prop


def _property_map(prop: Property, value: Value, vocabulary: tuple[str, ...]) -> PropertyMap:
    if value.is_scalar:
        if prop.is_entity:
            raise value.error(
                f"property {prop.name} points to an entity",
                hint="Write {entity: NAME} for one of this table, or {id: KEY} for any other",
            )
        keys: Dictionary[str, Value] = {}
        text: Text | None = parse_text(value)
    else:
        keys = value.mapping(f"property {prop.name}", _ALL_KEYS)
        _check_keys(prop, value, keys)
        text = None if prop.is_entity else text_from(value, keys)
    if prop.type == "money" and "currency" not in keys:
        raise value.error(f"property {prop.name} is money and needs a currency")
    decimal, thousands = parse_number_style(keys)
    low, high = _bound(keys, "minimum", prop.minimum), _bound(keys, "maximum", prop.maximum)
    bad = keys["bad"].one_of(("reject", "drop", "keep")) if "bad" in keys else "drop"
    if bad == "keep" and prop.type in _NUMBER_TYPES:
        raise keys["bad"].error(f"property {prop.name} must be a number", value="keep")
    if bad == "reject" and "split" in keys:
        raise keys["bad"].error("one of several values cannot reject the record", value="reject")
    return PropertyMap(
        prop=prop,
        line=value.line,
        text=text,
        entity=keys["entity"].text() if "entity" in keys else None,
        id=parse_text(keys["id"]) if "id" in keys else None,
        split=keys["split"].text() if "split" in keys else None,
        date=parse_date_style(keys),
        currency=parse_currency(keys["currency"]) if "currency" in keys else None,
        decimal=decimal,
        thousands=thousands,
        minimum=low,
        maximum=high,
        vocabulary=vocabulary,
        bad=cast("Bad", bad),
        ordered="bad" not in keys or bad == "reject",
        when=parse_conditions(keys["when"]) if "when" in keys else (),
        valid_from=parse_date(keys["valid_from"]) if "valid_from" in keys else None,
        valid_to=parse_date(keys["valid_to"]) if "valid_to" in keys else None,
    )


def _bound(keys: Dictionary[str, Value], name: str, usual: Decimal | None) -> Decimal | None:
    """The bound that a mapping sets, `null` for none; without it the ontology's."""
    if name not in keys:
        return usual
    return None if keys[name].is_null else parse_number(keys[name])


def _check_keys(prop: Property, value: Value, keys: Dictionary[str, Value]) -> None:
    fitting = {
        "date": DATE_KEYS,
        "number": _NUMBER_KEYS | _BOUND_KEYS,
        "money": _NUMBER_KEYS | _BOUND_KEYS | {"currency"},
        "share": _NUMBER_KEYS | _BOUND_KEYS,
        "entity": _REFERENCE_KEYS,
    }
    own = TEXT_KEYS if not prop.is_entity else frozenset()
    allowed = own | _COMMON_KEYS | fitting.get(prop.type, frozenset())
    for name, item in keys.items():
        if name not in allowed:
            raise item.error(
                f"'{name}' means nothing for property {prop.name}, which is of type {prop.type}",
                hint=suggestion(name, allowed),
            )
    if prop.is_entity and len(_REFERENCE_KEYS & set(keys)) != 1:
        raise value.error(
            f"property {prop.name} points to an entity: give entity or id, one of them"
        )
    if "split" in keys and (prop.is_entity or not keys["split"].text()):
        raise keys["split"].error("split takes the separator of several values inside a cell")
