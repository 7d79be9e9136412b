"""A process that works on an embedded store and kills itself on the way.

Usage: python dying.py STORE TABLES load|apply POINT

POINT is `progress:N` or `statement:N` (the N-th report of progress, or statement sent to the
engine), `sync` (before the new files are flushed), `flushed` (after that), `named` (after the
name of the new database is written), or `never`.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.ontology import load_ontology
from kg.store import embedded
from kg.store.protocol import GraphChanges, GraphTables, ProjectionMark

TABLES = ("nodes", "relations", "transfers")


def main() -> None:
    store_path, folder, what, point = Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:5]
    kind, _, number = point.partition(":")
    step = _countdown(int(number or 0))
    if kind == "statement":
        _before(embedded, "_runner", step)
    elif kind == "sync":
        _before(embedded, "sync_tree", die)
    elif kind == "flushed":
        _before(embedded, "replace_file", die)
    elif kind == "named":
        _after(embedded, "replace_file", die)
    embedded.BATCH = 100

    store = embedded.EmbeddedStore(store_path)
    progress = (lambda *_: step()) if kind == "progress" else (lambda *_: None)
    put = GraphTables(*(folder / f"{name}.parquet" for name in TABLES))
    if what == "load":
        store.load(put, load_ontology(), "new", progress)
    else:
        gone = [folder.parent / f"gone-{name}.parquet" for name in TABLES]
        store.set_mark(ProjectionMark("old", "new"))
        store.apply(GraphChanges(put, *gone), load_ontology(), progress)
        store.set_mark(ProjectionMark("new", None))
    store.close()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _countdown(count: int) -> Callable[[], None]:
    left = count

    def step() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            die()

    return step


def _before(module: Any, name: str, action: Callable[[], None]) -> None:
    original = getattr(module, name)

    def replaced(*args: Any) -> Any:
        if name == "_runner":
            run = original(*args)
            return lambda *given: (action(), run(*given))[1]
        action()
        return original(*args)

    setattr(module, name, replaced)


def _after(module: Any, name: str, action: Callable[[], None]) -> None:
    original = getattr(module, name)

    def replaced(*args: Any) -> None:
        original(*args)
        action()

    setattr(module, name, replaced)


if __name__ == "__main__":
    main()
