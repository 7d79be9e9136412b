"""How things get in: readers of files, each turning records into sourced claims and transfers."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.mapping import load_mapping
    from ingest.registry import SOURCE_TYPES, Reader, ReadRequest, get_reader
    from ingest.runs import run

_HOMES = {
    "Reader": "ingest.registry",
    "ReadRequest": "ingest.registry",
    "SOURCE_TYPES": "ingest.registry",
    "get_reader": "ingest.registry",
    "load_mapping": "ingest.mapping",
    "run": "ingest.runs",
}

__all__ = ["SOURCE_TYPES", "ReadRequest", "Reader", "get_reader", "load_mapping", "run"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'ingest' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
