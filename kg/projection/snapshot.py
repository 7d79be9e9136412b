"""The state of lake and identity that a graph was made from."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from kg.config import TransferShape
from kg.files import replace_file
from kg.identity import Identity
from kg.lake import Lake
from kg.projection.build import FORMAT


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that determines a graph.

    Attributes:
        sources: version of each live source, with its fingerprint.
        identity: digest of the canonical ids.
        ontology: its content hash.
        transfers: how transfers are drawn.
        format: FORMAT of the projection's code.
    """

    sources: dict[str, tuple[int, str]]
    identity: str
    ontology: str
    transfers: TransferShape
    format: int = FORMAT

    @classmethod
    def of_now(
        cls, lake: Lake, identity: Identity, ontology_version: str, transfers: TransferShape
    ) -> Snapshot:
        """The state as it stands; the caller keeps other writers out."""
        return cls(
            {s.name: (s.version, s.fingerprint) for s in lake.sources() if s.version is not None},
            identity.digest,
            ontology_version,
            transfers,
        )

    @property
    def digest(self) -> str:
        """32 hex digits that name it."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:32]

    @property
    def versions(self) -> dict[str, int]:
        """Version of each source."""
        return {name: version for name, (version, _) in self.sources.items()}

    def comparable_with(self, other: Snapshot) -> bool:
        """Whether the same code and ontology drew both, so that sources alone tell them apart."""
        return (self.ontology, self.transfers, self.format) == (
            other.ontology,
            other.transfers,
            other.format,
        )


class SnapshotFolder:
    """Keeps snapshots, each with the canonical ids of its moment, for as long as needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, snapshot: Snapshot, identity: Identity) -> None:
        """Store it; it is there wholly or not at all."""
        folder = self._folder / snapshot.digest
        if (folder / "snapshot.json").exists():
            return
        folder.mkdir(parents=True, exist_ok=True)
        if identity.path.exists():
            shutil.copyfile(identity.path, folder / identity.path.name)
        replace_file(folder / "snapshot.json", json.dumps(asdict(snapshot), indent=1))

    def load(self, digest: str | None) -> Snapshot | None:
        """The snapshot of that digest; None when it is not kept."""
        if digest is None:
            return None
        path = self._folder / digest / "snapshot.json"
        if not path.exists():
            return None
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            states = {name: (number, mark) for name, (number, mark) in raw["sources"].items()}
            found = Snapshot(**{**raw, "sources": states})
        except (ValueError, TypeError, LookupError, AttributeError):
            return None
        return found if found.digest == digest else None

    def connect(self, lake: Lake, snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
        """A lake connection that sees exactly that state, with its table `canonical`."""
        con = lake.connect(versions=snapshot.versions)
        Identity(self._folder / snapshot.digest).create_view(con)
        return con

    def forget_all_but(self, digest: str) -> None:
        """Drop those that nothing refers to any more."""
        for path in self._folder.iterdir():
            if path.is_dir() and path.name != digest:
                shutil.rmtree(path, ignore_errors=True)
