"""From a mapping file to a checked Mapping; every fault names its file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from pathlib import Path

from ingest.tables.mapping.entities import parse_entity
from ingest.tables.mapping.formats import FORMAT_SETTINGS, override_format, parse_format
from ingest.tables.mapping.language import (
    EntityMap,
    Mapping,
    Parameter,
    TableFormat,
    TableMap,
    TransferMap,
    in_zone,
)
from ingest.tables.mapping.source import Value, read_mapping, suggestion
from ingest.tables.mapping.texts import (
    parse_amount_map,
    parse_conditions,
    parse_instant,
    parse_text,
)
from kg.errors import UsageError
from kg.ontology import Ontology

_ROOT_KEYS = frozenset({"source", "title", "namespace", "parameters", "format", "tables"})
_TABLE_KEYS = frozenset(
    {"files", "format", "optional", "ignore", "record", "entities", "transfers"}
)
_TRANSFER_KEYS = frozenset(
    {"from", "to", "id", "amount", "received", "instant", "until", "count", "empty_count"}
    | {"channel", "format", "purpose", "outcome", "when"}
)
_PARAMETER_KEYS = frozenset({"default", "description"})
_SOURCE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


def load_mapping(
    path: Path,
    ontology: Ontology,
    settings: Dictionary[str, str] | None = None,
    timezone: str = "UTC",
) -> Mapping:
    """Read and check a mapping file.

    Args:
        settings: values of its parameters, and of FORMAT_SETTINGS.
        timezone: zone of times and days for which the file names none.

    Raises:
        MappingError: it says something that cannot be; file and line are those of the fault.
        UsageError: a setting it does not know, or one it needs is missing.
    """
    root = read_mapping(path)
    keys = root.mapping("a mapping file", _ROOT_KEYS)
    for name in ("source", "tables"):
        if name not in keys:
            raise root.error(f"the key '{name}' is missing")
    parameters = _parameters(keys["parameters"]) if "parameters" in keys else ()
    given = dict(settings or {})
    overrides = {name: given.pop(name) for name in FORMAT_SETTINGS if name in given}
    keys = root.with_parameters(_values(parameters, given, path)).mapping(
        "a mapping file", _ROOT_KEYS
    )
    source = keys["source"].text()
    if not _SOURCE_NAME.fullmatch(source):
        raise keys["source"].error("not a usable source name", value=source)
    default = parse_format(keys["format"], TableFormat()) if "format" in keys else TableFormat()
    tables = tuple(
        _table(name, value, default, ontology, overrides)
        for name, value in keys["tables"].mapping("tables").items()
    )
    if not tables:
        raise keys["tables"].error("a mapping needs at least one table")
    _check_ends_are_described(tables, keys["tables"])
    return Mapping(
        source=source,
        title=keys["title"].text() if "title" in keys else source,
        file=str(path),
        tables=in_zone(tables, timezone),
        parameters=parameters,
        namespace=keys["namespace"].text() if "namespace" in keys else None,
    )


def _check_ends_are_described(tables: tuple[TableMap, ...], value: Value) -> None:
    """See that something is said of what transfers start and end at, or they would hang in air."""
    described = {
        entity.schema.name for table in tables for entity in table.entities if entity.properties
    }
    for table in tables:
        ends = {end for transfer in table.transfers for end in (transfer.payer, transfer.payee)}
        for entity in table.entities:
            if entity.name in ends and entity.schema.name not in described:
                raise value.error(
                    f"transfers start or end at '{entity.name}', but no table says anything of a "
                    f"{entity.schema.name}",
                    hint="Give it a property, such as accountNumber, from the column of its id",
                    line=entity.line,
                )


def _parameters(value: Value) -> tuple[Parameter, ...]:
    found = []
    for name, item in value.mapping("parameters").items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in FORMAT_SETTINGS:
            raise item.error("not a usable parameter name", value=name)
        if item.is_scalar or item.is_null:
            found.append(Parameter(name, None if item.is_null else item.text(), ""))
            continue
        keys = item.mapping("a parameter", _PARAMETER_KEYS)
        found.append(
            Parameter(
                name,
                keys["default"].text() if "default" in keys else None,
                keys["description"].text() if "description" in keys else "",
            )
        )
    return tuple(found)


def _values(
    parameters: tuple[Parameter, ...], given: Dictionary[str, str], path: Path
) -> dict[str, str]:
    known = {parameter.name: parameter.default for parameter in parameters}
    if unknown := sorted(set(given) - set(known)):
        raise UsageError(
            "the mapping has no such setting",
            file=path,
            value=unknown[0],
            hint=suggestion(unknown[0], (*known, *FORMAT_SETTINGS)),
        )
    values = known | dict(given)
    filled = {name: text for name, text in values.items() if text is not None}
    if missing := [p for p in parameters if p.name not in filled]:
        raise UsageError(
            f"the mapping needs a value for '{missing[0].name}'",
            file=path,
            hint=f"Give it with --set {missing[0].name}=… ({missing[0].description})",
        )
    return filled


def _table(
    name: str,
    value: Value,
    default: TableFormat,
    ontology: Ontology,
    overrides: Dictionary[str, str],
) -> TableMap:
    if not _NAME.fullmatch(name):
        raise value.error("not a usable table name", value=name)
    keys = value.mapping(f"table '{name}'", _TABLE_KEYS)
    if "files" not in keys:
        raise value.error("a table needs 'files', a pattern of file names")
    form = parse_format(keys["format"], default) if "format" in keys else default
    form = override_format(form, overrides)
    if not {"entities", "transfers"} & set(keys):
        raise value.error("a table needs entities or transfers")
    ends: set[str] = set()
    if "transfers" in keys:
        for item in keys["transfers"].items():
            part = item.mapping("a transfer", _TRANSFER_KEYS)
            ends |= {part[end].text() for end in ("from", "to") if end in part}
    entities = _entities(keys["entities"], ontology, ends) if "entities" in keys else ()
    transfers = (
        tuple(_transfer(item, entities) for item in keys["transfers"].items())
        if "transfers" in keys
        else ()
    )
    return TableMap(
        name=name,
        files=keys["files"].texts(),
        line=value.line,
        format=form,
        optional=keys["optional"].texts() if "optional" in keys else (),
        ignored=keys["ignore"].texts() if "ignore" in keys else (),
        record=keys["record"].texts() if "record" in keys else (),
        entities=entities,
        transfers=transfers,
    )


def _entities(value: Value, ontology: Ontology, ends: set[str]) -> tuple[EntityMap, ...]:
    found: dict[str, EntityMap] = {}
    declared = value.mapping("entities")
    for name, item in declared.items():
        if not _NAME.fullmatch(name):
            raise item.error("not a usable name of an entity", value=name)
        found[name] = parse_entity(name, item, ontology, is_end=name in ends)
    for entity in found.values():
        for prop in entity.properties:
            if prop.entity is None:
                continue
            place = declared[entity.name]
            target = found.get(prop.entity)
            if target is None:
                raise place.error(
                    "no such entity in this table",
                    value=prop.entity,
                    hint=suggestion(prop.entity, found),
                    line=prop.line,
                )
            wanted = prop.prop.range or "Thing"
            if not target.schema.is_a(wanted):
                raise place.error(
                    f"property {prop.prop.name} of {entity.schema.name} points to a {wanted},"
                    f" but '{target.name}' is a {target.schema.name}",
                    line=prop.line,
                )
    return tuple(found.values())


def _transfer(value: Value, entities: tuple[EntityMap, ...]) -> TransferMap:
    keys = value.mapping("a transfer", _TRANSFER_KEYS)
    for name in ("from", "to", "amount", "instant"):
        if name not in keys:
            raise value.error(f"a transfer needs '{name}'")
    names = {entity.name: entity for entity in entities}
    for end in ("from", "to"):
        text = keys[end].text()
        if text not in names:
            raise keys[end].error(
                "no such entity in this table", value=text, hint=suggestion(text, names)
            )
        if names[text].schema.is_edge:
            raise keys[end].error("a transfer cannot start or end at a relation", value=text)
    if "empty_count" in keys and "count" not in keys:
        raise keys["empty_count"].error("empty_count goes with count")
    texts = {
        name: parse_text(keys[name])
        for name in ("id", "count", "channel", "format", "purpose", "outcome")
        if name in keys
    }
    empty_count = keys["empty_count"].integer(least=1) if "empty_count" in keys else None
    return TransferMap(
        line=value.line,
        payer=keys["from"].text(),
        payee=keys["to"].text(),
        amount=parse_amount_map(keys["amount"]),
        instant=parse_instant(keys["instant"]),
        id=texts.get("id"),
        received=parse_amount_map(keys["received"]) if "received" in keys else None,
        until=parse_instant(keys["until"]) if "until" in keys else None,
        count=texts.get("count"),
        empty_count=empty_count,
        channel=texts.get("channel"),
        format=texts.get("format"),
        purpose=texts.get("purpose"),
        outcome=texts.get("outcome"),
        when=parse_conditions(keys["when"]) if "when" in keys else (),
    )
