"""From lake and identity to the graph."""

from kg.projection.build import FORMAT, build
from kg.projection.changes import ChangeCounts, difference
from kg.projection.refresh import ProjectionOutcome, Projector

__all__ = ["FORMAT", "ChangeCounts", "ProjectionOutcome", "Projector", "build", "difference"]
