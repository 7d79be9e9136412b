"""Kinds of connection: which relationship types count as ownership, role, contact and so on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from kg.errors import MappingError

FILE_NAME = "link_kinds.yaml"


@dataclass(frozen=True, slots=True)
class LinkKind:
    """A kind of connection; `connects` says whether association maps search along it."""

    name: str
    label: str
    connects: bool
    types: tuple[str, ...]


@cache
def link_kinds() -> Mapping[str, LinkKind]:
    """The shipped kinds, by name; `parse_link_kinds` says what can be wrong with them."""
    return parse_link_kinds(
        resources.files("queries.connections").joinpath(FILE_NAME).read_text(encoding="utf-8")
    )


def parse_link_kinds(text: str) -> Mapping[str, LinkKind]:
    """Read the kinds.

    Raises:
        MappingError: a kind lacks a key or has one too many, or a type stands in two kinds.
    """
    kinds: dict[str, LinkKind] = {}
    kind_of: dict[str, str] = {}
    for name, body in yaml.safe_load(text).items():
        if not isinstance(body, dict) or set(body) != {"label", "connects", "types"}:
            raise MappingError(
                "a kind has the keys label, connects and types", file=FILE_NAME, field=name
            )
        for type_ in body["types"]:
            if kind_of.setdefault(type_, name) != name:
                raise MappingError(
                    f"stands in {kind_of[type_]} already", file=FILE_NAME, field=name, value=type_
                )
        kinds[name] = LinkKind(name, body["label"], bool(body["connects"]), tuple(body["types"]))
    return kinds


def kind_of_type(type_: str) -> str:
    """Name of the kind a relationship type belongs to; "money" for TRANSFER, "" for none."""
    if type_ == "TRANSFER":
        return "money"
    return next((kind.name for kind in link_kinds().values() if type_ in kind.types), "")


def connecting_types() -> tuple[str, ...]:
    """All relationship types along which association maps search, sorted."""
    return tuple(sorted(t for kind in link_kinds().values() if kind.connects for t in kind.types))
