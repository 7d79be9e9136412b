"""Claims from the words of an annual report: auditor, proceedings, guarantees, related parties,
risks, doubts, and the day it was signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.naming import slug
from ingest.reports.document import Document
from ingest.reports.narrative.auditor import Auditor
from ingest.reports.narrative.guarantees import GuaranteeStatement
from ingest.reports.narrative.money_text import Money
from ingest.reports.narrative.narrative import Narrative
from ingest.reports.narrative.parties import is_person, proper_name
from ingest.reports.narrative.proceedings import Proceeding
from ingest.reports.narrative.related_parties import RelatedDealing
from ingest.reports.people.claims import person_id
from kg.lake.door import Entity
from kg.model.place import Place
from kg.text.names import normalise_name

_METHOD, _BY_MODEL = "narrative", "spacy-ner"
_BY_DATA, _BY_TEXT = 1.0, 0.85
_DOUBT, _RISK, _SIGNATURE = 0.85, 0.95, 0.95
_PROCEEDING, _PARTY, _STATUS = 0.8, 0.75, 0.7
_GUARANTEE, _DEALING, _MODEL = 0.8, 0.75, 0.3
"""How sure a claim is, by what it is read from."""
_LONGEST_NAME = 160


def say_narrative(document: Document, narrative: Narrative, registrant: str, filing: str) -> int:
    """What the words of a filing say; returns the number of statements about things."""
    saying = _Saying(document, narrative, document.entity("Company", registrant), filing)
    said = saying.about_filing()
    if narrative.auditor is not None:
        saying.auditor(narrative.auditor)
        said += 1
    for proceeding in narrative.proceedings:
        saying.proceeding(proceeding)
    for guarantee in narrative.guarantees:
        saying.guarantee(guarantee)
    for dealing in narrative.dealings:
        saying.dealing(dealing)
    return said + len(narrative.proceedings) + len(narrative.guarantees) + len(narrative.dealings)


@dataclass(frozen=True, slots=True)
class _Saying:
    document: Document
    narrative: Narrative
    registrant: Entity
    filing: str

    def about_filing(self) -> int:
        """Its risks, doubts and the day it was signed; returns how many."""
        narrative = self.narrative
        filing = self.document.entity("Filing", self.filing)
        said: list[tuple[str, object, tuple[int, int], float]] = []
        if (signature := narrative.signature) is not None:
            said.append(("signedDate", signature.day, signature.span, _SIGNATURE))
        for risk in narrative.risks:
            heading = narrative.text.block_at(risk.start)
            assert heading is not None
            said.append(("riskFactor", risk.heading, (heading.start, heading.end), _RISK))
        for passage in narrative.of_kind("going_concern"):
            if not passage.negated:
                words = f"Going concern: {passage.words}"
                said.append(("notes", words, (passage.start, passage.end), _DOUBT))
        for prop, value, span, confidence in said:
            filing.say(prop, value, at=self._at(*span), method=_METHOD, confidence=confidence)
        return len(said)

    def auditor(self, auditor: Auditor) -> None:
        id = auditor.firm_id and f"pcaob:{auditor.firm_id}"
        firm = self.document.entity(
            "Company", id or f"auditor:{slug(normalise_name(auditor.name))}"
        )
        audit = self.document.entity("UnknownLink", f"{firm.id}/audits/{slug(self.registrant.id)}")
        number = f"PCAOB {auditor.firm_id}" if auditor.firm_id else None
        signed = f"Signed its report at {auditor.location}" if auditor.location else None
        spans = dict(auditor.evidence)
        any_span = spans.get("name") or next(iter(spans.values()), None)
        for who, prop, value, told in (
            (firm, "name", auditor.name, "name"),
            (firm, "registrationNumber", number, "firm_id"),
            (audit, "subject", firm, "name"),
            (audit, "object", self.registrant, "name"),
            (audit, "role", "auditor", "name"),
            (audit, "startDate", auditor.since and str(auditor.since), "since"),
            (audit, "summary", signed, "location"),
        ):
            span = spans.get(told) or any_span
            at = self._at(*span) if span else self.document.at("auditor", auditor.name)
            sure = _BY_DATA if auditor.source == "dei" and told != "since" else _BY_TEXT
            who.say(prop, value, at=at, method=_METHOD, confidence=sure)

    def proceeding(self, one: Proceeding) -> None:
        at = self._at(one.start, one.end)
        id = f"{self.filing}/case/{slug(one.case or one.court or 'case', one.words)}"
        lawsuit = one.category == "lawsuit"
        sides = (
            ("Plaintiffs" if lawsuit else "Investigated by", one.plaintiffs),
            ("Defendants", one.defendants),
        )
        case = self._said(
            "LegalProceeding",
            id,
            (
                ("name", (one.case or _title(one))[:_LONGEST_NAME]),
                ("category", one.category),
                ("court", one.court),
                ("caseNumber", one.docket),
                ("fileDate", one.filed),
                ("summary", "; ".join(f"{side}: {', '.join(of)}" for side, of in sides if of)),
                ("description", one.words),
            ),
            at,
            _PROCEEDING,
        )
        case.say("status", one.status, at=at, method=_METHOD, confidence=_STATUS)
        self._amount(case, one.claimed or one.decided, _STATUS)
        parties: dict[str, str | None] = {self.registrant.id: self._role(one)}
        first = "plaintiff" if lawsuit else "investigating authority"
        for role, names in ((first, one.plaintiffs), ("defendant", one.defendants)):
            for name in names:
                known = proper_name(name, self.narrative.terms)
                # A single word out of a case's title is somebody's last name.
                if known is not None and not (one.case and " " not in known and known in one.case):
                    parties.setdefault(self._party(known, at, _PARTY).id, role)
        for party, part in parties.items():
            said = (("party", party), ("case", case), ("role", part))
            self._said("CourtCaseParty", f"{case.id}/party/{slug(party)}", said, at, _PARTY)

    def _role(self, one: Proceeding) -> str | None:
        if self.narrative.registrant in one.defendants:
            return "defendant"
        return "plaintiff" if self.narrative.registrant in one.plaintiffs else None

    def guarantee(self, one: GuaranteeStatement) -> None:
        at = self._at(one.start, one.end)
        sides = (
            ("guarantor", one.guarantor), ("debtor", one.debtor), ("beneficiary", one.beneficiary),
        )  # fmt: skip
        parties = [
            (prop, self._party(name, at, _GUARANTEE)) for prop, name in sides if name is not None
        ]
        id = f"{self.filing}/guarantee/{slug(one.debtor, one.guarantor, one.words)}"
        said = self._said("Guarantee", id, (*parties, ("description", one.words)), at, _GUARANTEE)
        self._amount(said, one.amount, _GUARANTEE)

    def dealing(self, one: RelatedDealing) -> None:
        at = self._at(one.start, one.end)
        method, confidence = (_BY_MODEL, _MODEL) if one.by_model else (_METHOD, _DEALING)
        said = self._said(
            "RelatedPartyTransaction",
            f"{self.filing}/related/{slug(one.party, one.words)}",
            (
                ("company", self.registrant),
                ("relatedParty", self._party(one.party, at, confidence, method)),
                ("relationship", one.relationship),
                ("summary", one.what),
                ("description", one.words),
            ),
            at,
            confidence,
            method,
        )
        self._amount(said, one.amount, confidence, method)

    def _said(
        self,
        schema: str,
        id: str,
        said: Iterable[tuple[str, object]],
        at: Place,
        confidence: float,
        method: str = _METHOD,
    ) -> Entity:
        entity = self.document.entity(schema, id)
        for prop, value in said:
            entity.say(prop, value, at=at, method=method, confidence=confidence)
        return entity

    def _party(self, name: str, at: Place, confidence: float, method: str = _METHOD) -> Entity:
        """A party by its name, which is claimed; persons meet officers of their name."""
        if name == self.narrative.registrant:
            return self.registrant
        schema, id = "LegalEntity", f"{self.registrant.id}/party/{slug(normalise_name(name))}"
        if is_person(name, self.narrative.text.text):
            schema, id = "Person", person_id(self.registrant.id, name)
        return self._said(schema, id, (("name", name),), at, confidence, method)

    def _amount(
        self, entity: Entity, money: Money | None, confidence: float, method: str = _METHOD
    ) -> None:
        if money is not None and money.value >= 0:
            at = self._at(money.start, money.end)
            for prop, value in (("amount", money.value), ("currency", money.currency)):
                entity.say(prop, value, at=at, method=method, confidence=confidence)

    def _at(self, start: int, end: int) -> Place:
        text = self.narrative.text
        found = self.document.place(text, (start, end))
        return found or self.document.at(f"at {start}", text.text[start:end])


def _title(one: Proceeding) -> str:
    """What a proceeding without a name is called: its parties, or how it began."""
    if one.category == "investigation" and one.plaintiffs:
        return f"Investigation by {one.plaintiffs[0]}: {one.beginning}".replace("․", ".")
    if one.plaintiffs and one.defendants:
        return f"{one.plaintiffs[0]} against {one.defendants[0]}"
    if one.defendants:
        return f"Action against {one.defendants[0]}{f' ({one.filed})' if one.filed else ''}"
    return (one.beginning or one.words).replace("․", ".")
