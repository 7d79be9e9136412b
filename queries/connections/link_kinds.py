"""Kinds of connection: which relationship types count as ownership, role, contact and so on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from kg.declarations import Declared, Filled, decode
from kg.errors import MappingError

FILE_NAME = "link_kinds.yaml"


class LinkKind(Declared, frozen=True):
    """A kind of connection; `connects` says whether association maps search along it."""

    label: Filled
    connects: bool
    types: tuple[str, ...]


@cache
def link_kinds() -> Mapping[str, LinkKind]:
    """The shipped kinds, by name; `parse_link_kinds` says what can be wrong with them."""
    return parse_link_kinds(
        resources.files("queries.connections").joinpath(FILE_NAME).read_text(encoding="utf-8")
    )


def parse_link_kinds(text: str) -> Mapping[str, LinkKind]:
    """Read the kinds, by name.

    Raises:
        MappingError: a kind lacks a key or has one too many, or a type stands in two kinds.
    """
    file = decode(text, FILE_NAME, dict[str, LinkKind], MappingError)
    kind_of: dict[str, str] = {}
    for name, kind in file.value.items():
        for place, type_ in enumerate(kind.types):
            if kind_of.setdefault(type_, name) != name:
                raise file.error(f"stands in {kind_of[type_]} already", name, "types", place)
    return file.value


def kind_of_type(type_: str) -> str:
    """Name of the kind a relationship type belongs to; "money" for TRANSFER, "" for none."""
    if type_ == "TRANSFER":
        return "money"
    return next((name for name, kind in link_kinds().items() if type_ in kind.types), "")


def connecting_types() -> tuple[str, ...]:
    """All relationship types along which association maps search, sorted."""
    return tuple(sorted(t for kind in link_kinds().values() if kind.connects for t in kind.types))
