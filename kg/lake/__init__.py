"""What sources said: claims and ledger, append-only, by source and version."""

from kg.lake.door import Door, Entity
from kg.lake.lake import Lake
from kg.lake.manifest import SourceState
from kg.lake.report import Difference, RunReport
from kg.lake.writer import CLAIM_INPUT, SourceWriter
from kg.model.place import Place

__all__ = [
    "CLAIM_INPUT",
    "Difference",
    "Door",
    "Entity",
    "Lake",
    "Place",
    "RunReport",
    "SourceState",
    "SourceWriter",
]
