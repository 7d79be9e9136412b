"""Entities and their properties in a mapping file, checked against the ontology."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from msgspec import UNSET, UnsetType

from ingest.tables.mapping.keys import DateKeys, EntityKeys, PropertyKeys, TextKeys
from ingest.tables.mapping.language import EntityMap, PropertyMap, Text
from ingest.tables.mapping.texts import (
    check_number_style,
    conditions_of,
    currency_of,
    date_style,
    optional_date,
    optional_text,
    text_of,
)
from kg.declarations import Spot
from kg.errors import suggestion
from kg.model.transfer import UNNAMED_KINDS
from kg.ontology import TRANSFER, Ontology, Property, Schema

_TEXT_KEYS = frozenset(TextKeys.__struct_fields__)
_NUMBER_KEYS = _TEXT_KEYS | {"decimal", "thousands", "minimum", "maximum"}
_COMMON_KEYS = frozenset({"split", "bad", "when", "valid_from", "valid_to"})
_KEYS_OF_TYPES: Mapping[str, frozenset[str]] = {
    "date": frozenset(DateKeys.__struct_fields__),
    "number": _NUMBER_KEYS,
    "money": _NUMBER_KEYS | {"currency"},
    "share": _NUMBER_KEYS,
    "entity": frozenset({"entity", "id"}),
}
"""Keys that mean something for properties of a type, besides the common ones; all others take
those of a text."""
_SEE_REFERENCE = "See the reference of the ontology"


def entity_map(
    name: str,
    entities: Mapping[str, EntityKeys],
    spot: Spot,
    ontology: Ontology,
    ends: Collection[str],
) -> EntityMap:
    """One entity of a table.

    Args:
        entities: all of the table; `spot` is where they stand.
        ends: those at which a transfer starts or ends, so that many rows speak of them.

    Raises:
        MappingError: unknown schema or property, or a value its property cannot take.
    """
    keys, spot = entities[name], spot.below(name)
    schema = _schema(keys.schema, spot.below("schema"), ontology)
    identifier = text_of(keys.id, spot.below("id"))
    properties: list[PropertyMap] = []
    for prop_name, values in keys.properties.items():
        place = spot.below("properties", prop_name)
        prop = _property(schema, prop_name, place)
        vocabulary = tuple(ontology.types[prop.type].values)
        each: Iterator[tuple[str | PropertyKeys, Spot]] = place.each(values)
        for value, at in each:
            if isinstance(value, PropertyKeys) and value.entity is not UNSET:
                _check_target(prop, value.entity, at, entities, ontology)
            properties.append(_property_map(prop, value, at, vocabulary))
    if schema.edge is not None:
        for end in (schema.edge.source, schema.edge.target):
            if end not in keys.properties:
                raise spot.error(f"needs property '{end}', as every {schema.name} does")
    return EntityMap(
        name=name,
        schema=schema,
        id=identifier,
        properties=tuple(properties),
        once=name in ends if keys.once is UNSET else keys.once,
        optional=keys.optional,
        label=keys.record or identifier.column or name,
        unnamed=_unnamed(keys.unnamed, spot.below("unnamed")),
        when=conditions_of(keys.when, spot.below("when")),
        valid_from=optional_date(keys.valid_from, spot.below("valid_from")),
        valid_to=optional_date(keys.valid_to, spot.below("valid_to")),
    )


def _unnamed(keys: str | TextKeys | UnsetType, spot: Spot) -> Text | None:
    """The kind of an end without a name."""
    if isinstance(keys, UnsetType):
        return None
    if isinstance(keys, str):
        return Text((keys,))
    text = text_of(keys, spot)
    for kind in (text.constant, text.default, *(text.lookup or {}).values()):
        if kind is not None and kind not in UNNAMED_KINDS:
            raise spot.error(
                "no kind of end without a name",
                value=kind,
                hint=suggestion(kind, UNNAMED_KINDS) or f"Or: {', '.join(UNNAMED_KINDS)}",
            )
    return text


def _check_target(
    prop: Property,
    name: str,
    spot: Spot,
    entities: Mapping[str, EntityKeys],
    ontology: Ontology,
) -> None:
    """See that a property points to an entity of the table, and to one that may stand there."""
    if name not in entities:
        raise spot.error(
            "no such entity in this table", value=name, hint=suggestion(name, entities)
        )
    schema, wanted = ontology.schemata.get(entities[name].schema), prop.range or "Thing"
    if prop.is_entity and schema is not None and not schema.is_a(wanted):
        raise spot.error(
            f"property {prop.name} points to a {wanted}, but '{name}' is a {schema.name}"
        )


def _schema(name: str, spot: Spot, ontology: Ontology) -> Schema:
    schema = ontology.schemata.get(name)
    if schema is None:
        raise spot.error(
            "no such schema in the ontology",
            hint=suggestion(name, ontology.schemata) or _SEE_REFERENCE,
        )
    if name == TRANSFER:
        raise spot.error("transfers are no entities; write them under 'transfers'")
    if schema.abstract:
        choices = [s for s in ontology.descendants(name) if not ontology.schemata[s].abstract]
        raise spot.error(
            f"schema {name} is abstract", hint=f"Use one of: {', '.join(choices[:12])}"
        )
    return schema


def _property(schema: Schema, name: str, spot: Spot) -> Property:
    prop = schema.properties.get(name)
    if prop is None:
        raise spot.error(
            f"schema {schema.name} has no such property",
            value=name,
            hint=suggestion(name, schema.properties) or _SEE_REFERENCE,
        )
    return prop


def _property_map(
    prop: Property, keys: str | PropertyKeys, spot: Spot, vocabulary: tuple[str, ...]
) -> PropertyMap:
    if isinstance(keys, str):
        if prop.is_entity:
            raise spot.error(
                f"property {prop.name} points to an entity",
                hint="Write {entity: NAME} for one of this table, or {id: KEY} for any other",
            )
        keys = PropertyKeys(column=keys)
    else:
        _check_keys(prop, keys, spot)
    if prop.type == "money" and keys.currency is UNSET:
        raise spot.error(f"property {prop.name} is money and needs a currency")
    check_number_style(keys.decimal, keys.thousands, spot)
    return PropertyMap(
        prop=prop,
        text=None if prop.is_entity else text_of(keys, spot),
        entity=keys.entity or None,
        id=optional_text(keys.id, spot.below("id")),
        split=keys.split or None,
        date=date_style(keys, spot),
        currency=None
        if keys.currency is UNSET
        else currency_of(keys.currency, spot.below("currency")),
        decimal=keys.decimal,
        thousands=keys.thousands,
        minimum=_bound(keys.minimum, prop.minimum),
        maximum=_bound(keys.maximum, prop.maximum),
        vocabulary=vocabulary,
        bad=keys.bad or "drop",
        ordered=keys.bad in (UNSET, "reject"),
        when=conditions_of(keys.when, spot.below("when")),
        valid_from=optional_date(keys.valid_from, spot.below("valid_from")),
        valid_to=optional_date(keys.valid_to, spot.below("valid_to")),
    )


def _bound(said: str | UnsetType | None, usual: Decimal | None) -> Decimal | None:
    """The bound that a mapping sets, None for none; without it the ontology's."""
    if said is UNSET:
        return usual
    return None if said is None else Decimal(said)


def _check_keys(prop: Property, keys: PropertyKeys, spot: Spot) -> None:
    allowed = _COMMON_KEYS | _KEYS_OF_TYPES.get(prop.type, _TEXT_KEYS)
    for name in spot.keys:
        if name not in allowed:
            raise spot.below(name).error(
                f"'{name}' means nothing for property {prop.name}, which is of type {prop.type}",
                hint=suggestion(name, allowed),
            )
    if prop.is_entity and (keys.entity is UNSET) == (keys.id is UNSET):
        raise spot.error(
            f"property {prop.name} points to an entity: give entity or id, one of them"
        )
    if prop.is_entity and keys.split is not UNSET:
        raise spot.below("split").error("split takes the separator of several values inside a cell")
    if keys.bad == "keep" and prop.type in ("money", "number", "share"):
        raise spot.below("bad").error(f"property {prop.name} must be a number")
    if keys.bad == "reject" and keys.split is not UNSET:
        raise spot.below("bad").error("one of several values cannot reject the record")
