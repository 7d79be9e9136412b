"""Reading small tables into a workspace, and looking at what came of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import ingest
import kg
from kg.lake import RunReport


class Bench:
    """A workspace in a folder, and files beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = kg.init(folder / "work")

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(dedent(content).lstrip("\n"), encoding="utf-8", newline="")
        return path

    def mapping(self, tables: str, *, head: str = "") -> Path:
        """A mapping file `map.yaml` with these tables."""
        body = "source: test\n" + dedent(head) + "tables:\n"
        indented = "".join(f"  {line}\n" for line in dedent(tables).strip().splitlines())
        return self.write("map.yaml", body + indented)

    def read(self, *paths: Path, **settings: str) -> RunReport:
        """Read by `map.yaml`."""
        return ingest.run(
            self.workspace, "table", *paths, mapping=self.folder / "map.yaml", params=settings
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.workspace.lake.connect() as con:
            return con.execute(query).fetchall()

    def ledger(self, *columns: str) -> list[tuple[Any, ...]]:
        """These columns of the ledger, in the order of the lines."""
        return self.rows(f"SELECT {', '.join(columns)} FROM ledger ORDER BY file, line, record")

    def claims(self, schema: str | None = None) -> set[tuple[str, str, str]]:
        """(entity without namespace, property, value)."""
        where = f"WHERE schema = '{schema}'" if schema else ""
        found = self.rows(f"SELECT entity, prop, value FROM claims {where}")
        return {(entity.partition(":")[2], prop, value) for entity, prop, value in found}

    def rejects(self, *keys: str, source: str = "test") -> list[tuple[Any, ...]]:
        """These facts of each reject, in the order of the lines."""
        state = self.workspace.lake.source(source)
        assert state.version is not None
        path = self.workspace.lake.reject_file(source, state.version)
        if path is None:
            return []
        entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        entries.sort(key=lambda entry: (entry["file"], entry["line"] or 0))
        return [tuple(entry[key] for key in keys) for entry in entries]

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.workspace.lake.source("test").warnings


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    found = Bench(tmp_path)
    yield found
    found.workspace.close()


@pytest.fixture(scope="session")
def transactions() -> Path:
    """Real transfers, where they are at hand."""
    root = os.environ.get("RISKWEAVE_SHARED") or Path(__file__).parents[4] / "shared" / "data"
    folder = Path(root) / "transactions"
    if not folder.is_dir():
        pytest.skip("no real input: set RISKWEAVE_SHARED")
    return folder
