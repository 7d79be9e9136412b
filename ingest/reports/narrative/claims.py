"""Claims from the words of an annual report: auditor, proceedings, guarantees, related parties,
risks, doubts, and the day it was signed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ingest.document_claims import DocumentClaims, Words, slug
from ingest.reports.claims import person_id, words_at
from ingest.reports.narrative.party_names import is_person, proper_name
from kg.text.names import normalise_name

if TYPE_CHECKING:
    from ingest.reports.narrative.auditor import Auditor
    from ingest.reports.narrative.guarantees import GuaranteeStatement
    from ingest.reports.narrative.money_text import Money
    from ingest.reports.narrative.passages_found import Narrative
    from ingest.reports.narrative.proceedings import Proceeding
    from ingest.reports.narrative.related_parties import RelatedDealing

_METHOD, _BY_MODEL = "narrative", "spacy-ner"
_CONFIDENCE = {
    "auditor_by_data": 1.0, "auditor_by_text": 0.85, "going_concern": 0.85, "proceeding": 0.8,
    "proceeding_party": 0.75, "status": 0.7, "guarantee": 0.8, "related_party": 0.75,
    "risk_factor": 0.95, "signature": 0.95, "model": 0.3,
}  # fmt: skip
"""How sure a claim is, by what it is read from."""
_LONGEST_NAME = 160


def say_narrative(
    claims: DocumentClaims, narrative: Narrative, registrant: str, filing: str
) -> int:
    """What the words of a filing say; returns the number of statements about things."""
    return _Saying(claims, narrative, registrant, filing).say_all()


@dataclass(frozen=True, slots=True)
class _Saying:
    claims: DocumentClaims
    narrative: Narrative
    registrant: str
    filing: str

    def say_all(self) -> int:
        narrative = self.narrative
        if narrative.auditor is not None:
            self._auditor(narrative.auditor)
        for proceeding in narrative.proceedings:
            self._proceeding(proceeding)
        for guarantee in narrative.guarantees:
            self._guarantee(guarantee)
        for dealing in narrative.dealings:
            self._dealing(dealing)
        about_filing = self._about_filing()
        return (
            (narrative.auditor is not None)
            + len(narrative.proceedings)
            + len(narrative.guarantees)
            + len(narrative.dealings)
            + about_filing
        )

    def _about_filing(self) -> int:
        """Its risks, doubts and the day it was signed; returns how many."""
        said = 0
        say = partial(self.claims.say, self.filing, "Filing")
        if (signature := self.narrative.signature) is not None:
            words = self._words(*signature.span)
            confidence = _CONFIDENCE["signature"]
            say("signedDate", signature.day, words, _METHOD, confidence=confidence)
            said += 1
        for risk in self.narrative.risks:
            heading = self.narrative.text.block_at(risk.start)
            assert heading is not None
            words = self._words(heading.start, heading.end)
            confidence = _CONFIDENCE["risk_factor"]
            say("riskFactor", risk.heading, words, _METHOD, confidence=confidence)
            said += 1
        for passage in self.narrative.passages:
            if passage.kind == "going_concern" and not passage.negated:
                words = self._words(passage.start, passage.end)
                said_of_it = f"Going concern: {passage.words}"
                confidence = _CONFIDENCE["going_concern"]
                say("notes", said_of_it, words, _METHOD, confidence=confidence)
                said += 1
        return said

    def _auditor(self, auditor: Auditor) -> None:
        entity = (
            f"pcaob:{auditor.firm_id}"
            if auditor.firm_id
            else f"auditor:{slug(normalise_name(auditor.name))}"
        )
        spans = dict(auditor.evidence)
        edge = f"{entity}/audits/{slug(self.registrant)}"
        by_data = auditor.source == "dei"
        for who, schema, prop, value, evidence in (
            (entity, "Company", "name", auditor.name, "name"),
            (entity, "Company", "registrationNumber", _pcaob(auditor), "firm_id"),
            (edge, "UnknownLink", "subject", entity, "name"),
            (edge, "UnknownLink", "object", self.registrant, "name"),
            (edge, "UnknownLink", "role", "auditor", "name"),
            (edge, "UnknownLink", "startDate", auditor.since, "since"),
            (edge, "UnknownLink", "summary", _signed_at(auditor), "location"),
        ):
            span = spans.get(evidence) or spans.get("name") or next(iter(spans.values()), None)
            words = self._words(*span) if span else Words("auditor", auditor.name)
            sure = by_data and evidence != "since"
            confidence = _CONFIDENCE["auditor_by_data" if sure else "auditor_by_text"]
            self.claims.say(who, schema, prop, value, words, _METHOD, confidence=confidence)

    def _proceeding(self, one: Proceeding) -> None:
        words = self._words(one.start, one.end)
        entity = f"{self.filing}/case/{slug(one.case or one.court or 'case', one.words)}"
        lawsuit = one.category == "lawsuit"
        sides = [
            f"{side}: {', '.join(names)}"
            for side, names in (
                ("Plaintiffs" if lawsuit else "Investigated by", one.plaintiffs),
                ("Defendants", one.defendants),
            )
            if names
        ]
        say = partial(self.claims.say, entity, "LegalProceeding", words=words, method=_METHOD)
        for prop, value in (
            ("name", (one.case or _title(one))[:_LONGEST_NAME]),
            ("category", one.category),
            ("court", one.court),
            ("caseNumber", one.docket),
            ("fileDate", one.filed),
            ("summary", "; ".join(sides)),
            ("description", one.words),
        ):
            say(prop, value, confidence=_CONFIDENCE["proceeding"])
        say("status", one.status, confidence=_CONFIDENCE["status"])
        amount = one.claimed or one.decided
        self._amount(entity, "LegalProceeding", amount, _CONFIDENCE["status"], _METHOD)
        named: dict[str, str | None] = {self.registrant: self._role(one, self.narrative.registrant)}
        first = "plaintiff" if lawsuit else "investigating authority"
        for role, names in ((first, one.plaintiffs), ("defendant", one.defendants)):
            for name in names:
                known = self._named_in_case(one, name)
                if known is not None:
                    named.setdefault(known, role)
        for party, part in named.items():
            edge = f"{entity}/party/{slug(party)}"
            for prop, value in (("party", party), ("case", entity), ("role", part)):
                confidence = _CONFIDENCE["proceeding_party"]
                self.claims.say(
                    edge, "CourtCaseParty", prop, value, words, _METHOD, confidence=confidence
                )

    @staticmethod
    def _role(one: Proceeding, registrant: str | None) -> str | None:
        if registrant in one.defendants:
            return "defendant"
        return "plaintiff" if registrant in one.plaintiffs else None

    def _named_in_case(self, one: Proceeding, name: str) -> str | None:
        """The id of a party; None for a description, or for a last name out of a case's title."""
        known = proper_name(name, self.narrative.terms)
        if known is None or (one.case and " " not in known and known in one.case):
            return None
        return self._party(known, self._words(one.start, one.end), _CONFIDENCE["proceeding_party"])

    def _guarantee(self, one: GuaranteeStatement) -> None:
        words = self._words(one.start, one.end)
        confidence = _CONFIDENCE["guarantee"]
        sides = {
            prop: self._party(name, words, confidence)
            for prop, name in (
                ("guarantor", one.guarantor),
                ("debtor", one.debtor),
                ("beneficiary", one.beneficiary),
            )
            if name is not None
        }
        edge = f"{self.filing}/guarantee/{slug(one.debtor, one.guarantor, one.words)}"
        for prop, value in (*sides.items(), ("description", one.words)):
            self.claims.say(edge, "Guarantee", prop, value, words, _METHOD, confidence=confidence)
        self._amount(edge, "Guarantee", one.amount, confidence, _METHOD)

    def _dealing(self, one: RelatedDealing) -> None:
        words = self._words(one.start, one.end)
        method = _BY_MODEL if one.by_model else _METHOD
        confidence = _CONFIDENCE["model" if one.by_model else "related_party"]
        party = self._party(one.party, words, confidence, method)
        edge = f"{self.filing}/related/{slug(one.party, one.words)}"
        for prop, value in (
            ("company", self.registrant),
            ("relatedParty", party),
            ("relationship", one.relationship),
            ("summary", one.what),
            ("description", one.words),
        ):
            self.claims.say(
                edge, "RelatedPartyTransaction", prop, value, words, method, confidence=confidence
            )
        self._amount(edge, "RelatedPartyTransaction", one.amount, confidence, method)

    def _party(self, name: str, words: Words, confidence: float, method: str = _METHOD) -> str:
        """The id of a party by its name, which is claimed; persons meet officers of their name."""
        if name == self.narrative.registrant:
            return self.registrant
        if is_person(name, self.narrative.text.text):
            entity, schema = person_id(self.registrant, name), "Person"
        else:
            entity = f"{self.registrant}/party/{slug(normalise_name(name))}"
            schema = "LegalEntity"
        self.claims.say(entity, schema, "name", name, words, method, confidence=confidence)
        return entity

    def _amount(
        self, entity: str, schema: str, money: Money | None, confidence: float, method: str
    ) -> None:
        if money is None or money.value < 0:
            return
        words = self._words(money.start, money.end)
        say = partial(
            self.claims.say, entity, schema, words=words, method=method, confidence=confidence
        )
        say("amount", f"{money.value:f}")
        say("currency", money.currency)

    def _words(self, start: int, end: int) -> Words:
        text = self.narrative.text
        return words_at(text, (start, end)) or Words(f"at {start}", text.text[start:end])


def _pcaob(auditor: Auditor) -> str | None:
    return f"PCAOB {auditor.firm_id}" if auditor.firm_id else None


def _signed_at(auditor: Auditor) -> str | None:
    return f"Signed its report at {auditor.location}" if auditor.location else None


def _title(one: Proceeding) -> str:
    """What a proceeding without a name is called: its parties, or how it began."""
    if one.category == "investigation" and one.plaintiffs:
        return f"Investigation by {one.plaintiffs[0]}: {one.beginning}".replace("․", ".")
    if one.plaintiffs and one.defendants:
        return f"{one.plaintiffs[0]} against {one.defendants[0]}"
    if one.defendants:
        return f"Action against {one.defendants[0]}{f' ({one.filed})' if one.filed else ''}"
    return (one.beginning or one.words).replace("․", ".")
