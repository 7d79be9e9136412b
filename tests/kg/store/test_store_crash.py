"""An embedded store whose process is killed: the old graph or the new one, never a mixture."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.store.embedded import EmbeddedStore
from kg.store.protocol import GraphChanges, ProjectionMark
from tests.kg.store.graphs import ONTOLOGY, changes, contents, several, silent, tables

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")

COUNT = 400
OLD = [(f"n:{at}", "Person", f"Person {at}", several(name=[f"Person {at}"])) for at in range(COUNT)]
NEW = [
    *((id_, "Company", f"Firm {id_}", {}) for id_, *_ in OLD[:50]),
    *OLD[50:300],
    *((f"m:{at}", "Vessel", f"Ship {at}", {}) for at in range(100)),
]
TIES = [(f"f:{at}", "FAMILY_OF", f"n:{at}", f"n:{at + 1}", {"role": ["a"]}) for at in range(250)]
PAID = [(f"t:{at}", f"n:{at % 7}", f"n:{at % 290}", at, "USD", at) for at in range(COUNT)]
PAID_NEW = [
    *((*row[:3], row[3] + 1, *row[4:]) for row in PAID[:150]),
    *PAID[150:300],
    *((f"u:{at}", f"m:{at}", "n:0", at, "EUR", at) for at in range(100)),
]


def killed(store: Path, folder: Path, what: str, point: str) -> None:
    process = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("dying.py")), store, folder, what, point],
        capture_output=True,
        text=True,
        check=False,
    )
    expected = 0 if point == "never" else -signal.SIGKILL
    assert process.returncode == expected, process.stderr


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The old and the new graph, what leads from one to the other, and what each holds."""
    folder = tmp_path_factory.mktemp("graphs")
    old = tables(folder / "old", OLD, TIES, PAID)
    new = tables(folder / "new", NEW, TIES[:200], PAID_NEW)
    difference = changes(
        folder / "difference",
        nodes=[row for row in NEW if row not in OLD],
        transfers=[row for row in PAID_NEW if row not in PAID],
        gone_nodes=[row[0] for row in OLD[300:]],
        gone_relations=[row[:4] for row in TIES[200:]],
        gone_transfers=[row[:3] for row in PAID[300:]],
    )
    store = EmbeddedStore(folder / "store")
    held = {}
    for name, each in (("old", old), ("new", new)):
        store.load(each, ONTOLOGY, name, silent)
        held[name] = contents(store)
    store.close()
    return {"old": old, "new": new, "difference": difference, "held": held, "folder": folder}


@pytest.mark.parametrize(
    ("point", "after"),
    [
        ("progress:1", "old"),
        ("progress:2", "old"),
        ("progress:3", "old"),
        ("progress:4", "old"),
        ("progress:5", "old"),
        ("statement:1", "old"),
        ("sync", "old"),
        ("flushed", "old"),
        ("named", "new"),
        ("never", "new"),
    ],
)
def test_killed_while_loading(
    graphs: dict[str, Any], tmp_path: Path, point: str, after: str
) -> None:
    store = EmbeddedStore(tmp_path / "store")
    store.load(graphs["old"], ONTOLOGY, "old", silent)
    store.close()

    killed(tmp_path / "store", graphs["folder"] / "new", "load", point)

    store = EmbeddedStore(tmp_path / "store")
    assert store.mark() == ProjectionMark(after, None)
    assert contents(store) == graphs["held"][after]
    assert len(list((tmp_path / "store").glob("db-*"))) == 1
    store.load(graphs["new"], ONTOLOGY, "new", silent)
    assert contents(store) == graphs["held"]["new"]
    store.close()


def test_killed_at_the_very_first_load(graphs: dict[str, Any], tmp_path: Path) -> None:
    killed(tmp_path / "store", graphs["folder"] / "new", "load", "flushed")

    store = EmbeddedStore(tmp_path / "store")
    assert store.mark() == ProjectionMark(None, None)
    assert contents(store) == {"nodes": [], "relations": []}
    store.close()


@pytest.mark.parametrize(
    "point",
    [f"statement:{at}" for at in (1, 2, 3, 5, 7, 9, 11, 13, 15, 17)]
    + [f"progress:{at}" for at in (1, 3, 6, 9)],
)
def test_killed_while_changing(graphs: dict[str, Any], tmp_path: Path, point: str) -> None:
    store = EmbeddedStore(tmp_path / "store")
    store.load(graphs["old"], ONTOLOGY, "old", silent)
    store.close()

    killed(tmp_path / "store", graphs["folder"] / "difference" / "put", "apply", point)

    store = EmbeddedStore(tmp_path / "store")
    mark = store.mark()
    if point == "statement:1":  # the mark itself
        assert mark == ProjectionMark("old", None)
    else:
        assert mark == ProjectionMark("old", "new")
    assert isinstance(graphs["difference"], GraphChanges)
    store.apply(graphs["difference"], ONTOLOGY, silent)
    assert contents(store) == graphs["held"]["new"]
    store.close()
