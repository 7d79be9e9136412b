"""What the graph and the ledger mean: portraits, maps, paths, exposure, typologies, alerts.

Everything here only reads a workspace, and takes an `as_of`: the moment after which
nothing is looked at. Names load their module when first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.json_form import jsonable
    from queries.alerts import alerts
    from queries.coverage import coverage
    from queries.detect import detect
    from queries.exposure import exposure
    from queries.indicators import indicators
    from queries.maps import association_map, ego
    from queries.paths import Hop, Path, path
    from queries.portrait import portrait
    from queries.portrait_model import Portrait
    from queries.quotes import evidence
    from queries.regulations import act_versions, obligations, provisions
    from queries.report_figures import figures
    from queries.report_parties import parties
    from queries.screen import screen
    from queries.subgraph import Subgraph
    from queries.trace import trace

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
    "ego",
    "evidence",
    "exposure",
    "figures",
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
    "Hop": "queries.paths",
    "Path": "queries.paths",
    "Portrait": "queries.portrait_model",
    "Subgraph": "queries.subgraph",
    "act_versions": "queries.regulations",
    "alerts": "queries.alerts",
    "association_map": "queries.maps",
    "coverage": "queries.coverage",
    "detect": "queries.detect",
    "ego": "queries.maps",
    "evidence": "queries.quotes",
    "exposure": "queries.exposure",
    "figures": "queries.report_figures",
    "indicators": "queries.indicators",
    "jsonable": "kg.json_form",
    "obligations": "queries.regulations",
    "parties": "queries.report_parties",
    "path": "queries.paths",
    "portrait": "queries.portrait",
    "provisions": "queries.regulations",
    "screen": "queries.screen",
    "trace": "queries.trace",
}


class _Package(ModuleType):
    """Keeps `queries.portrait` the function once the module `queries.portrait` is loaded.

    The import system binds a loaded submodule to its package; where a function has
    the submodule's name, that binding would replace the function.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _MODULE_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
