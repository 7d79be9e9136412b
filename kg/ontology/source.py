"""How one file of an ontology is read."""

from __future__ import annotations

from pathlib import Path

from kg.errors import OntologyError
from kg.yaml_file import Value

__all__ = ["Value", "read_yaml"]


def read_yaml(path: Path) -> Value | None:
    """The root value of a file, None where it holds nothing, as an ontology file may.

    Raises:
        OntologyError: as from `Value.read`.
    """
    root = Value.read(path, OntologyError)
    return None if root.is_null else root
