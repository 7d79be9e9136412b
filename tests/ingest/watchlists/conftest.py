"""Reading a watchlist without a workspace: what the reader said, by entity."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from ingest.registry import ReadRequest, get_reader
from kg.lake import SourceWriter
from kg.model import Claim
from kg.ontology import Ontology, load_ontology


class CollectingWriter(SourceWriter):
    """Keeps the claims in a list instead of writing them."""

    def __init__(self, source: str, folder: Path) -> None:
        super().__init__(source, folder)
        self.claims: list[Claim] = []

    def add_claim(self, claim: Claim) -> None:
        self.claims.append(claim)


@dataclass
class Reading:
    """What one reading gave."""

    writer: CollectingWriter
    folder: Path
    progress: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def claims(self) -> list[Claim]:
        return self.writer.claims

    @property
    def warnings(self) -> dict[str, int]:
        return self.writer.warnings

    @property
    def counts(self) -> tuple[int, int, int]:
        """(read, kept, rejected)"""
        return self.writer.read, self.writer.kept, self.writer.rejected

    @cached_property
    def by_entity(self) -> dict[str, list[Claim]]:
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            found.setdefault(claim.entity, []).append(claim)
        return found

    def said(self, entity: str) -> dict[str, list[str]]:
        """Values by property, sorted, each once."""
        found: dict[str, set[str]] = {}
        for claim in self.by_entity.get(entity, []):
            found.setdefault(claim.prop, set()).add(claim.value)
        return {prop: sorted(values) for prop, values in found.items()}

    def claim(self, entity: str, prop: str) -> Claim:
        """The one claim about a property."""
        (claim,) = [c for c in self.by_entity[entity] if c.prop == prop]
        return claim

    def rejects(self) -> list[dict[str, Any]]:
        self.writer.close()
        path = self.folder / "rejects.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def schemata(self) -> dict[str, str]:
        return {claim.entity: claim.schema for claim in self.claims}


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return load_ontology()


Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def read_into(ontology: Ontology) -> Callable[..., Reading]:
    def read(
        folder: Path, reader: str, *paths: Path, params: Mapping[str, str] | None = None
    ) -> Reading:
        reading = Reading(CollectingWriter(reader, folder), folder)
        get_reader(reader).read(
            ReadRequest(
                writer=reading.writer,
                paths=paths,
                ontology=ontology,
                params=params or {},
                progress=lambda *at: reading.progress.append(at),
                namespace=reader,
            )
        )
        for claim in reading.claims:
            ontology.check_property(claim.schema, claim.prop)
        return reading

    return read


@pytest.fixture
def read(read_into: Callable[..., Reading], tmp_path_factory: pytest.TempPathFactory) -> Read:
    def read(reader: str, *paths: Path, params: Mapping[str, str] | None = None) -> Reading:
        return read_into(tmp_path_factory.mktemp("staging"), reader, *paths, params=params)

    return read


@pytest.fixture(scope="session")
def watchlists() -> Path:
    root = Path(__file__).parents[3]
    shared = Path(os.environ.get("RISKWEAVE_SHARED", root.parent / "shared" / "data"))
    if not (shared / "watchlists").is_dir():
        pytest.skip("the real watchlists are not on this machine")
    return shared / "watchlists"
