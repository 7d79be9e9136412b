"""Examining an installation and a workspace."""

from __future__ import annotations

import importlib
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kg.config import FILE_NAME
from kg.errors import RiskweaveError
from kg.files import plain_path
from kg.projection import register_ontology
from kg.store.cypher import TRANSFER_TYPE
from kg.workspace import Workspace

State = Literal["ok", "warning", "fault"]

_LEAST_FREE_BYTES = 1_000_000_000

_PARTS = ("arcadedb", "duckdb", "neo4j", "numba", "pyarrow", "pyvis")
_EXTRAS = {"neo4j-rust-ext": "neo4j-fast", "followthemoney": "ftm"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `detail` says what was found and what to do."""

    name: str
    state: State
    detail: str


def examine(folder: Path) -> list[Check]:
    """Look at the installation, and at the workspace in `folder` if there is one."""
    checks = [*_installation()]
    if not (folder / FILE_NAME).is_file():
        checks.append(Check("workspace", "warning", f"none at {folder}; 'kg init' makes one"))
        return checks
    try:
        with Workspace(folder) as workspace:
            for check in (_space, _privacy, _ontology, _lake, _references, _desk, _audit, _graph):
                checks.append(_guarded(check, workspace))
    except RiskweaveError as error:
        checks.append(Check("workspace", "fault", str(error)))
    return checks


def _guarded(check: Callable[[Workspace], Check], workspace: Workspace) -> Check:
    try:
        return check(workspace)
    except RiskweaveError as error:
        found = str(error)
    except (OSError, pa.ArrowException, duckdb.Error) as error:
        found = f"cannot be read: {str(error).splitlines()[0]}"
    return Check(check.__name__.removeprefix("_"), "fault", found)


def _installation() -> Iterator[Check]:
    yield Check("python", "ok", sys.version.split()[0])
    for part in _PARTS:
        try:
            importlib.import_module(part)
        except ImportError as error:
            yield Check(part, "fault", f"cannot be imported ({error}); install riskweave again")
        else:
            yield Check(part, "ok", version(part))
    for part, extra in _EXTRAS.items():
        try:
            yield Check(part, "ok", version(part))
        except PackageNotFoundError:
            yield Check(part, "ok", f"not installed (optional: pip install 'riskweave[{extra}]')")


def _space(workspace: Workspace) -> Check:
    free = shutil.disk_usage(workspace.path).free
    state: State = "ok" if free >= _LEAST_FREE_BYTES else "warning"
    return Check("disk space", state, f"{free / 1e9:.1f} GB free")


def _ontology(workspace: Workspace) -> Check:
    return Check("ontology", "ok", f"{len(workspace.ontology.schemata)} schemata")


def _lake(workspace: Workspace) -> Check:
    missing = []
    for source in workspace.lake.sources():
        assert source.version is not None
        faults = workspace.lake.faults(source.name, source.version, thorough=True)
        missing += [f"{source.name} version {source.version}: {fault}" for fault in faults]
        if faults:
            continue
        for kind, rows in (("claims", source.claims), ("ledger", source.transfers)):
            files = workspace.lake.files(source.name, source.version, kind)
            found = sum(pq.read_metadata(plain_path(path)).num_rows for path in files)
            if found != rows:
                missing.append(f"{source.name} has {found} of {rows} {kind} rows")
    if missing:
        return Check("lake", "fault", _mended(missing))
    return Check("lake", "ok", f"{len(workspace.lake.sources())} sources, all rows there")


def _mended(faults: list[str]) -> str:
    return (
        "; ".join(faults) + ". Nothing was overwritten: read the source again from its input, or"
        " take its version before with 'kg rebuild --fall-back'"
    )


def _desk(workspace: Workspace) -> Check:
    file = workspace.config.desk.file(workspace.path)
    states = workspace.lake.sources(withdrawn=True)
    if file is not None and not file.exists() and states:
        # To look further would make an empty one, and the loss would be seen no more.
        return Check("desk", "fault", f"{file} is missing: 'kg restore FILE' puts a backup back")
    return Check("desk", "ok", f"{len(workspace.desk.alerts())} alerts on file")


def _audit(workspace: Workspace) -> Check:
    """Whether the audit log is as it was written, and each act in it has an end."""
    file = workspace.config.desk.file(workspace.path)
    if file is not None and not file.exists():
        return Check("audit", "warning", "there is no desk yet")
    proof = workspace.desk.verify_audit()
    if proof.broken is not None:
        return Check(
            "audit",
            "fault",
            f"line {proof.broken} of the audit log is {proof.fault}: somebody has altered it;"
            " compare it with a copy",
        )
    intents = workspace.desk.open_intents()
    if intents:
        first = intents[0]
        return Check(
            "audit",
            "warning",
            f"{len(intents)} acts have no end, the first {first.action} of"
            f" {first.facts.get('source')} by {first.actor} (line {first.number}): it goes on, or"
            " was cut short; 'kg refresh' notes what became of it",
        )
    return Check("audit", "ok", f"{proof.lines} lines, the last with digest {proof.head}")


def _privacy(workspace: Workspace) -> Check:
    mode = workspace.path.stat().st_mode
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Check(
            "privacy", "warning", f"others than its owner may open {workspace.path}: chmod 700"
        )
    return Check("privacy", "ok", "the folder is its owner's alone")


def _references(workspace: Workspace) -> Check:
    """Statements that name an entity of which no source says anything."""
    with workspace.view() as view:
        register_ontology(view.con, workspace.ontology)
        rows = view.sql(
            """
            SELECT entity, prop, value, source, file, line, count(*) OVER () AS found
            FROM claims JOIN reference_properties USING (schema, prop)
            WHERE value NOT IN (SELECT entity FROM claims)
            ORDER BY source, file, line, entity, prop, value LIMIT 5
            """
        ).rows
    if not rows:
        return Check("references", "ok", "every entity that is named is described")
    named = "; ".join(
        f"{source} {file}{f':{line}' if line else ''}: {prop} of {entity} is {value}"
        for entity, prop, value, source, file, line, _ in rows
    )
    return Check(
        "references",
        "warning",
        f"{rows[0][-1]} statements name an entity that no source describes, and are not drawn:"
        f" {named}{'; …' if rows[0][-1] > len(rows) else ''}",
    )


def _graph(workspace: Workspace) -> Check:
    mark = workspace.store.mark()
    if mark.pending is not None:
        return Check("graph", "warning", "a refresh was cut short; 'kg refresh' completes it")
    status = workspace.status()
    if status.stale:
        return Check("graph", "warning", "behind the lake; 'kg refresh' brings it up")
    with workspace.view() as view:
        nodes = [s.name for s in workspace.ontology.schemata.values() if not s.is_edge]
        expected = int(
            view.sql(
                "SELECT count(DISTINCT canonical) FROM claims"
                " WHERE schema IN (SELECT unnest($nodes))",
                {"nodes": nodes},
            ).rows[0][0]
        )
    found = sum(status.entities.values())
    if found != expected:
        return Check("graph", "fault", f"{found} of {expected} entities; 'kg rebuild' mends it")
    if workspace.config.transfers == "each":
        drawn = status.ledger.rows - status.ledger.without_ends
        held = status.relations.get(TRANSFER_TYPE, 0)
        if held != drawn:
            return Check("graph", "fault", f"{held} of {drawn} transfers; 'kg rebuild' mends it")
    return Check("graph", "ok", f"{found} entities in {workspace.store.name}")
