"""From a mapping file to a checked Mapping; every fault names its file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from pathlib import Path

from msgspec import UNSET

from ingest.tables.mapping.entities import entity_map
from ingest.tables.mapping.formats import FORMAT_SETTINGS, format_of, override_format
from ingest.tables.mapping.keys import MappingFile, ParameterKeys, TableKeys, TransferKeys, listed
from ingest.tables.mapping.language import (
    EntityMap,
    Mapping,
    Parameter,
    TableFormat,
    TableMap,
    TransferMap,
    in_zone,
)
from ingest.tables.mapping.texts import amount_of, conditions_of, instant_of, optional_text
from kg.declarations import Declaration, Spot, decode_tree
from kg.errors import MappingError, UsageError, suggestion
from kg.ontology import Ontology
from kg.yaml_nodes import LARGEST_FILE, LIST, MAPPING, Node, parse, read_text

_PARAMETER = re.compile(r"\$(\$|[a-z][a-z0-9_]*)")


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
    given = dict(settings or {})
    overrides = {name: given.pop(name) for name in FORMAT_SETTINGS if name in given}
    file, parameters = _read(path, given)
    said, root = file.value, Spot(file)
    default = format_of(said.format, TableFormat(), root.below("format"))
    tables = []
    for name, keys in said.tables.items():
        spot = root.below("tables", name)
        form = override_format(format_of(keys.format, default, spot.below("format")), overrides)
        tables.append(_table(name, keys, form, spot, ontology))
    _check_ends_are_described(tables, root)
    return Mapping(
        source=said.source,
        title=said.title or said.source,
        file=str(path),
        tables=in_zone(tuple(tables), timezone),
        parameters=parameters,
        namespace=said.namespace or None,
    )


def _read(
    path: Path, given: Dictionary[str, str]
) -> tuple[Declaration[MappingFile], tuple[Parameter, ...]]:
    """Decode a file with its parameters put in, and tell them.

    What a mapping says is compared with cells of a table, so white space stays.
    """
    root = parse(read_text(path, MappingError, LARGEST_FILE), str(path), MappingError)
    if root is None:
        raise MappingError("the mapping file is empty", file=path)
    declared = [pair for pair in root.content if root.tag == MAPPING and pair[0].content == _KEY]
    alone = Node(declared, MAPPING, root.line)
    kind = dict[str, dict[str, str | ParameterKeys | None]]
    head = decode_tree(alone, str(path), kind, MappingError, fold=False)
    parameters = tuple(_parameter(*item) for item in head.value.get(_KEY, {}).items())
    filled = _filled(root, _values(parameters, given, path), str(path))
    return decode_tree(filled, str(path), MappingFile, MappingError, fold=False), parameters


_KEY = "parameters"


def _parameter(name: str, said: str | ParameterKeys | None) -> Parameter:
    if isinstance(said, ParameterKeys):
        return Parameter(name, None if said.default is UNSET else said.default, said.description)
    return Parameter(name, said, "")


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


def _filled(root: Node, values: Dictionary[str, str], file: str) -> Node:
    """The tree with `$name` replaced by that parameter, except in keys and in `parameters`."""
    done: dict[int, Node] = {}

    def text(node: Node) -> str:
        def value(match: re.Match[str]) -> str:
            if match[1] == "$" or match[1] in values:
                return values.get(match[1], "$")
            hint = suggestion(match[1], values)
            shown = f"${match[1]}"
            raise MappingError(
                "no such parameter", file=file, line=node.line, value=shown, hint=hint
            )

        return _PARAMETER.sub(value, node.content)

    def fill(node: Node) -> Node:
        # Aliases are one node in several places: each is filled once.
        if id(node) not in done:
            content = node.content
            if node.tag == LIST:
                content = [fill(each) for each in content]
            elif node.tag == MAPPING:
                content = [(key, fill(each)) for key, each in content]
            else:
                content = text(node)
            done[id(node)] = node._replace(content=content)
        return done[id(node)]

    if root.tag != MAPPING:
        return root
    pairs = [(k, v if k.content == _KEY else fill(v)) for k, v in root.content]
    return root._replace(content=pairs)


def _table(
    name: str, keys: TableKeys, form: TableFormat, spot: Spot, ontology: Ontology
) -> TableMap:
    written = list(spot.below("transfers").each(keys.transfers))
    ends = {end for transfer, _ in written for end in (transfer.payer, transfer.payee)}
    entities = {
        each: entity_map(each, keys.entities, spot.below("entities"), ontology, ends)
        for each in keys.entities
    }
    return TableMap(
        name=name,
        files=listed(keys.files),
        format=form,
        optional=listed(keys.optional),
        ignored=listed(keys.ignore),
        record=listed(keys.record),
        unmatched=keys.unmatched,
        overlap=keys.overlap,
        entities=tuple(entities.values()),
        transfers=tuple(_transfer(said, place, entities) for said, place in written),
    )


def _transfer(keys: TransferKeys, spot: Spot, entities: Dictionary[str, EntityMap]) -> TransferMap:
    for end, name in (("from", keys.payer), ("to", keys.payee)):
        if name not in entities:
            raise spot.below(end).error(
                "no such entity in this table", hint=suggestion(name, entities)
            )
        if entities[name].schema.is_edge:
            raise spot.below(end).error("a transfer cannot start or end at a relation")
    if keys.empty_count is not UNSET and keys.count is UNSET:
        raise spot.below("empty_count").error("empty_count goes with count")
    texts = {
        name: optional_text(getattr(keys, name), spot.below(name))
        for name in ("id", "count", "channel", "format", "purpose", "outcome")
    }
    return TransferMap(
        payer=keys.payer,
        payee=keys.payee,
        amount=amount_of(keys.amount, spot.below("amount")),
        instant=instant_of(keys.instant, spot.below("instant")),
        received=None
        if keys.received is UNSET
        else amount_of(keys.received, spot.below("received")),
        until=None if keys.until is UNSET else instant_of(keys.until, spot.below("until")),
        empty_count=keys.empty_count or None,
        when=conditions_of(keys.when, spot.below("when")),
        **texts,
    )


def _check_ends_are_described(tables: list[TableMap], root: Spot) -> None:
    """See that something is said of what transfers start and end at, or they would hang in air."""
    described = {
        entity.schema.name for table in tables for entity in table.entities if entity.properties
    }
    for table in tables:
        ends = {end for transfer in table.transfers for end in (transfer.payer, transfer.payee)}
        for entity in table.entities:
            if entity.name in ends and entity.schema.name not in described:
                raise root.below("tables", table.name, "entities", entity.name).error(
                    f"transfers start or end at '{entity.name}', but no table says anything of a "
                    f"{entity.schema.name}",
                    hint="Give it a property, such as accountNumber, from the column of its id",
                )
