"""From stored properties to the project's nodes and relations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kg.model.graph import Node, Relation
from kg.ontology.stored import told
from kg.store.cypher import ROOT_LABEL, TRANSFER_TYPE

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\dT)?(\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d(?::\d\d)?)?"
)
_OF_THE_NODE = frozenset({"id", "schema", "caption", "risk", "sources"})


def node(labels: Iterable[str], properties: Mapping[str, Any], *, raw: bool = False) -> Node:
    """A node from its labels and all its stored properties.

    Properties are as claims tell them, or as they are stored where `raw` ones are wanted.

    Labels come out with the schema's own first, then the others in alphabetical order, and
    without the root label: a store does not keep the order in which they were given.
    """
    schema = str(properties.get("schema", ""))
    known = {*labels} - {ROOT_LABEL}
    others = sorted(known - {schema})
    own = {name: value for name, value in properties.items() if name not in _OF_THE_NODE}
    return Node(
        id=str(properties.get("id", "")),
        schema=schema,
        labels=(schema, *others) if schema in known else tuple(others),
        caption=str(properties.get("caption", "")),
        properties=dict(sorted(own.items())) if raw else told(own),
    )


def relation(
    type_: str, source: str, target: str, properties: Mapping[str, Any], *, raw: bool = False
) -> Relation:
    """A relation from its stored properties; `source` and `target` are node ids.

    Properties are as claims tell them, or as they are stored where `raw` ones are wanted; a
    transfer's are none of claims.
    """
    own = {name: value for name, value in properties.items() if name != "id"}
    return Relation(
        id=str(properties.get("id", "")),
        type=type_,
        source=source,
        target=target,
        properties=dict(sorted(own.items())) if raw or type_ == TRANSFER_TYPE else told(own),
    )


def temporal_text(iso: str) -> str:
    """A moment or time in ISO 8601 as the embedded engine writes it.

    Seconds and fractions that are zero are left out, and UTC is `Z`.
    """
    match = _TIME.fullmatch(iso)
    if match is None:
        return iso
    date, minutes, seconds, fraction, zone = match.groups()
    fraction = (fraction or "").rstrip("0")
    if fraction:
        fraction = "." + fraction.ljust(-(-len(fraction) // 3) * 3, "0")
    tail = f":{seconds}{fraction}" if fraction or seconds not in (None, "00") else ""
    return f"{date or ''}{minutes}{tail}{'Z' if zone in ('+00:00', 'Z') else zone or ''}"
