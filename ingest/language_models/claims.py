"""Claims from what a model said and the passage bears out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from ingest.language_models.checks import Checked, Span, place_of
from ingest.naming import slug
from kg.lake import Door, Place
from kg.text.names import normalise_name

CONFIDENCE = 0.5
"""A model's word, checked against the text, is worth half of what the text says outright."""
_LONGEST_NAME = 120
_MODALITY = {"mustnot": "must not", "neednot": "need not"}
_EDGES = {
    "owns": ("Ownership", "owner", "asset"),
    "directs": ("Directorship", "director", "organization"),
    "employs": ("Employment", "employer", "employee"),
    "represents": ("Representation", "agent", "client"),
    "related": ("UnknownLink", "subject", "object"),
}


@dataclass(frozen=True, slots=True)
class PassageClaims:
    """Says what was found in one passage.

    Attributes:
        at: the passage. about: id of the provision, or of the filing, that it is part of.
        method: `model:NAME`.
    """

    door: Door
    at: Place
    about: str
    method: str

    def say(self, found: Checked) -> int:
        """Say all of it; returns the number of statements."""
        self._obligations(found)
        for party, span in found.parties:
            self._party(party.name, span, "Person" if party.kind == "person" else "LegalEntity")
        for number, (guarantee, span) in enumerate(found.guarantees):
            sides = {
                side: self._party(name, span)
                for side in ("guarantor", "debtor", "beneficiary")
                if (name := getattr(guarantee, side)) is not None
            }
            edge = self._own("guarantee", guarantee.quote)
            self._say("Guarantee", edge, span, **sides, description=guarantee.quote)
            if (amount := found.amounts.get(number)) is not None:
                money = {"amount": amount.value, "currency": amount.currency}
                self._say("Guarantee", edge, amount.span, **money)
        for relation, span in found.relations:
            schema, source, target = _EDGES[relation.relation]
            ends = {source: self._party(relation.source, span)}
            ends[target] = self._party(relation.target, span)
            edge = self._own("relation", relation.relation + relation.quote)
            self._say(schema, edge, span, **ends, role=relation.role)
        return sum(map(len, (found.obligations, found.parties, found.guarantees, found.relations)))

    def _obligations(self, found: Checked) -> None:
        for said, span in found.obligations:
            modality = _MODALITY.get(said.modality, said.modality)
            self._say(
                "Obligation",
                self._own("obligation", said.modality + said.quote),
                span,
                name=f"{said.obliged} {modality} {said.action}"[:_LONGEST_NAME],
                provision=self.about,
                obliged=said.obliged,
                modality=modality,
                action=said.action,
                recipient=said.recipient,
                condition=said.condition,
            )

    def _say(self, schema: str, entity: str, span: Span, **said: object) -> None:
        thing = self.door.entity(schema, entity)
        place = replace(self.at, start=span[0], end=span[1])
        for prop, value in said.items():
            thing.say(prop, value, at=place, method=self.method, confidence=CONFIDENCE)

    def _party(self, name: str, span: Span, schema: str = "LegalEntity") -> str:
        """Id of a party by its name inside the document; the same name is the same party there."""
        entity = f"{self.about.partition('/')[0]}/party/{slug(normalise_name(name) or name)}"
        text = self.at.text or ""
        inside = place_of(name, text[span[0] : span[1]])
        assert inside is not None
        self._say(schema, entity, (span[0] + inside[0], span[0] + inside[1]), name=name)
        return entity

    def _own(self, kind: str, words: str) -> str:
        digest = sha256(f"{self.method}\x1f{self.at.record}\x1f{words}".encode()).hexdigest()[:12]
        return f"{self.about}/{kind}/model-{digest}"
