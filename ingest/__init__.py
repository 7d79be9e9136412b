"""How things get in: readers of files, each turning records into sourced claims and transfers."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.documents import run_documents
    from ingest.language_models.extractor import extract
    from ingest.registry import source_types
    from ingest.runs import run

_HOMES = {
    "extract": "ingest.language_models.extractor",
    "run": "ingest.runs",
    "run_documents": "ingest.documents",
    "source_types": "ingest.registry",
}

__all__ = ["extract", "run", "run_documents", "source_types"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `kg --help` stays quick."""
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'ingest' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
