"""The register of graph stores, by the engine that a workspace's configuration names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.registry import Registry

Opener = Callable[[Mapping[str, Any], Path], Any]
"""From settings and the folder that a workspace keeps for it to a `kg.store.GraphStore`."""


@dataclass(frozen=True, slots=True)
class StoreEngine:
    """A graph store that a workspace's configuration may name.

    Attributes:
        settings: what may stand beside `engine` in the configuration.
        opened: opens it, given its settings and the folder a workspace keeps for it.
        check: raises SetupError where a setting's value is wrong, without opening anything.
    """

    settings: frozenset[str]
    opened: Opener
    check: Callable[[Mapping[str, Any]], None]


STORES: Registry[StoreEngine] = Registry("graph store", "kg.store.engines")
"""All graph stores by the name of their engine."""


def store_engine(
    name: str, *settings: str, check: Callable[[Mapping[str, Any]], None] = lambda _: None
) -> Callable[[Opener], Opener]:
    """Register a function that opens the graph store of that name; see `StoreEngine`.

    Raises:
        SetupError: there is one of that name.
    """

    def register(opened: Opener) -> Opener:
        STORES.add(name, StoreEngine(frozenset(settings), opened, check))
        return opened

    return register
