"""Riskweave's core: what is known, where it came from, and the graph that follows from it.

`kg.open(path)` is the one door.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.errors import RiskweaveError
    from kg.lake import RunReport
    from kg.model import Claim, Finding, Node, Reason, Relation, Rows, Transfer
    from kg.ontology import Ontology, load_ontology
    from kg.principal import Principal
    from kg.status import Status
    from kg.view import View
    from kg.workspace import RefreshReport, Workspace, init
    from kg.workspace import open_workspace as open

_HOMES = {
    "Claim": "kg.model",
    "Finding": "kg.model",
    "Node": "kg.model",
    "Ontology": "kg.ontology",
    "Principal": "kg.principal",
    "Reason": "kg.model",
    "RefreshReport": "kg.workspace",
    "Relation": "kg.model",
    "RiskweaveError": "kg.errors",
    "Rows": "kg.model",
    "RunReport": "kg.lake",
    "Status": "kg.status",
    "Transfer": "kg.model",
    "View": "kg.view",
    "Workspace": "kg.workspace",
    "init": "kg.workspace",
    "load_ontology": "kg.ontology",
}

__all__ = [
    "Claim",
    "Finding",
    "Node",
    "Ontology",
    "Principal",
    "Reason",
    "RefreshReport",
    "Relation",
    "RiskweaveError",
    "Rows",
    "RunReport",
    "Status",
    "Transfer",
    "View",
    "Workspace",
    "init",
    "load_ontology",
    "open",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `kg --help` stays quick."""
    if name == "open":
        return importlib.import_module("kg.workspace").open_workspace
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
