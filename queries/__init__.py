"""What the graph and the ledger mean: portraits, maps, paths, exposure, typologies, alerts.

Everything here only reads a workspace, and takes an `as_of`: the moment after which
nothing is looked at. Names load their module when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.json_form import jsonable
    from queries.connections.paths import Hop, Path, path
    from queries.connections.subgraph import Subgraph
    from queries.detection.alerts import alerts
    from queries.detection.detect import detect
    from queries.filings.figures import figures
    from queries.filings.indicators import indicators
    from queries.filings.parties import parties
    from queries.laws.coverage import coverage
    from queries.laws.regulations import act_versions, obligations, provisions
    from queries.laws.trace import trace
    from queries.look_up import find
    from queries.maps import association_map, ego
    from queries.portraits.portrait import Portrait, portrait
    from queries.provenance.quotes import evidence
    from queries.risk.exposure import exposure
    from queries.screening.screen import screen

__all__ = [
    "Hop",
    "Path",
    "Portrait",
    "Subgraph",
    "act_versions",
    "alerts",
    "association_map",
    "coverage",
    "detect",
    "disagreements",
    "ego",
    "evidence",
    "exposure",
    "figures",
    "find",
    "indicators",
    "jsonable",
    "obligations",
    "parties",
    "path",
    "portrait",
    "provisions",
    "screen",
    "trace",
]

_MODULE_OF = {
    "Hop": "queries.connections.paths",
    "Path": "queries.connections.paths",
    "Portrait": "queries.portraits.portrait",
    "Subgraph": "queries.connections.subgraph",
    "act_versions": "queries.laws.regulations",
    "alerts": "queries.detection.alerts",
    "association_map": "queries.maps",
    "coverage": "queries.laws.coverage",
    "detect": "queries.detection.detect",
    "disagreements": "queries.laws.disagreements",
    "ego": "queries.maps",
    "evidence": "queries.provenance.quotes",
    "exposure": "queries.risk.exposure",
    "figures": "queries.filings.figures",
    "find": "queries.look_up",
    "indicators": "queries.filings.indicators",
    "jsonable": "kg.json_form",
    "obligations": "queries.laws.regulations",
    "parties": "queries.filings.parties",
    "path": "queries.connections.paths",
    "portrait": "queries.portraits.portrait",
    "provisions": "queries.laws.regulations",
    "screen": "queries.screening.screen",
    "trace": "queries.laws.trace",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
