"""Kinds of things that can be added to: entries by name, the product's own and those of plug-ins.

A plug-in is a module that a distribution names under the entry point group `kg.plugins`. It is
imported when a registry is first read, and registers whatever it brings with the same decorators
that the product's own modules use.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import TypeVar

from kg.errors import NotFound, SetupError, suggestion

PLUGINS = "kg.plugins"
"""Entry point group under which distributions name their plug-ins."""

_Entry = TypeVar("_Entry")


class Registry(Mapping[str, _Entry]):
    """Entries by name, in the order in which they were added.

    Args:
        what: what an entry is, for errors: "indicator".
        module: the module that registers the product's own entries, or the package whose
            modules do; imported when the registry is first read.
    """

    def __init__(self, what: str, module: str) -> None:
        self._what = what
        self._module = module
        self._entries: dict[str, _Entry] = {}
        self._loaded = False

    def add(self, name: str, entry: _Entry) -> None:
        """Register an entry; raises SetupError where the name is taken."""
        if name in self._entries:
            raise SetupError(f"there are two entries '{name}' of the kind: {self._what}")
        self._entries[name] = entry

    def named(self, name: str) -> _Entry:
        """The entry of that name; raises NotFound, which says what is known."""
        try:
            return self[name]
        except KeyError:
            raise NotFound(
                f"no such {self._what}", value=name, hint=suggestion(name, self)
            ) from None

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Forget on leaving whatever was added within."""
        self._load()
        before = dict(self._entries)
        try:
            yield
        finally:
            self._entries = before

    def __getitem__(self, name: str) -> _Entry:
        self._load()
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(self._entries)

    def __len__(self) -> int:
        self._load()
        return len(self._entries)

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        own = import_module(self._module)
        for module in pkgutil.iter_modules(getattr(own, "__path__", ())):
            import_module(f"{self._module}.{module.name}")
        load_plugins()


@cache
def load_plugins() -> tuple[str, ...]:
    """Import all plug-ins, once; returns their names.

    Raises:
        SetupError: one of them cannot be imported.
    """
    points = sorted(entry_points(group=PLUGINS), key=lambda point: point.name)
    for point in points:
        try:
            point.load()
        except ImportError as fault:
            raise SetupError(
                f"the plug-in '{point.name}' cannot be imported: {fault}",
                hint="Install what it needs, or uninstall it",
            ) from fault
    return tuple(point.name for point in points)
