"""The entity a portrait is of, with what several sections need of it."""

from __future__ import annotations

from functools import cached_property

from queries.answers import Evidence
from queries.portraits.links import Links, read_links
from queries.portraits.properties import PropertyView, property_views
from queries.provenance.evidence import entity_evidence
from queries.risk.subject import RiskSubject


class Subject(RiskSubject):
    """An entity in a view; each part is read when first asked for, and once."""

    @cached_property
    def own_claims(self) -> list[Evidence]:
        """All claims about it."""
        return entity_evidence(self.view, self.id)

    @cached_property
    def properties(self) -> tuple[PropertyView, ...]:
        """What these claims say, property by property."""
        return property_views(self.view.ontology, self.own_claims)

    @cached_property
    def links(self) -> Links:
        """Its relations, those that ended included."""
        return read_links(self.view, self.node)
