"""From lake and identity to the graph."""

from kg.projection.build import build, register_ontology
from kg.projection.changes import ChangeCounts, SnapshotDifference, table_difference
from kg.projection.refresh import ProjectionOutcome, Projector
from kg.projection.snapshot import Snapshot, SnapshotFolder

__all__ = [
    "ChangeCounts",
    "ProjectionOutcome",
    "Projector",
    "Snapshot",
    "SnapshotDifference",
    "SnapshotFolder",
    "build",
    "register_ontology",
    "table_difference",
]
