"""`screen`: parties that may be on a sanctions list, by name, number or resolved identity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from kg.identity.clusters import said_by_people
from kg.identity.rules import Objections
from kg.model import Finding, Reason, finding_id
from kg.text.dates import partial_date
from queries.answers import counted
from queries.screening.pairs import Candidates, SameName, SameNumber, candidates, entered_records
from queries.screening.scoring import ScreeningModel, shipped_model

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from kg.view import View
    from kg.workspace import Workspace

KIND = "watchlist_match"

_COMMON = 10
_MOST_CLAIMS = 50
_NAME_KINDS = ("name", "alias", "near_name", "weak_alias")
_MOST_NAMELESS = 5

_FACTS_SQL = """
SELECT entity AS record, prop, value, id FROM claims
WHERE entity IN (SELECT unnest($records)) AND list_contains($props, prop) ORDER BY ALL
"""
_MEASURES_SQL = """
SELECT l.record, c.prop, c.value, c.id
FROM (SELECT record, unnest(measures) AS measure FROM listed) l
JOIN claims c ON c.entity = l.measure
WHERE l.record IN (SELECT unnest($records)) AND c.prop IN ('entity', 'authority', 'program')
ORDER BY ALL
"""
_JUDGED_SQL = """
SELECT DISTINCT entity, canonical FROM claims WHERE entity IN (SELECT unnest($records::varchar[]))
"""
_RECORDS_SQL = """
SELECT record, canonical, schemata FROM party_records
WHERE record IN (SELECT unnest($records))
   OR NOT is_listed AND canonical IN (
       SELECT canonical FROM party_records WHERE record IN (SELECT unnest($parties)))
ORDER BY record
"""


def screen(
    ws: Workspace,
    as_of: str | date | datetime | None = None,
    model: ScreeningModel | None = None,
) -> list[Finding]:
    """Parties that may be the ones a sanctions list means, highest score first.

    Listed are the targets of sanctions in force, and what a source tags with the topic
    `sanction` without a sanctions entry of any date; they are compared with the parties of all
    other sources. A match needs the same normalised name or a near one (a weak alias alone will
    not do), a number that both carry, or records of both that were put under one identity. Two
    that a person judged different are none. What may not be
    the same kind of thing, such as a ship and a person, never matches. Another day of birth or
    another country lowers the score.

    Args:
        as_of: nothing that holds only later is looked at; a date means the end of that day in the
            own zone. None is now.
        model: points and threshold; None is the shipped model.
    """
    return list(screening(ws, as_of, model).findings)


@dataclass(frozen=True, slots=True)
class Screening:
    """What a screening found, and in `notes` what it could not do, one sentence each."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def screening(
    ws: Workspace,
    as_of: str | date | datetime | None = None,
    model: ScreeningModel | None = None,
) -> Screening:
    """The same as `screen`, with what could not be done."""
    return _screened(ws, None, as_of, model)


def screen_parties(
    ws: Workspace,
    parties: Collection[str] | None,
    as_of: str | date | datetime | None = None,
    model: ScreeningModel | None = None,
) -> list[Finding]:
    """What `screen` finds on some parties (canonical ids), without looking for the others."""
    return list(_screened(ws, parties, as_of, model).findings)


def _screened(
    ws: Workspace,
    parties: Collection[str] | None,
    as_of: str | date | datetime | None,
    model: ScreeningModel | None,
) -> Screening:
    with ws.view(as_of) as view:
        if view.as_of is None:
            entered = entered_records(view)
        else:
            with ws.view() as all_times:
                entered = entered_records(all_times)
        return _Screener(view, model or shipped_model()).screened(entered, parties)


@dataclass(slots=True)
class _Match:
    """All that links one party (canonical id) with one listed party."""

    party: str
    listed: str
    records: set[str] = field(default_factory=set)
    listed_records: set[str] = field(default_factory=set)
    names: list[SameName] = field(default_factory=list)
    numbers: list[SameNumber] = field(default_factory=list)
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is said of some records: (value, claim id) by property."""

    by_record: Mapping[str, Mapping[str, Sequence[tuple[str, str]]]]

    def of(self, records: Iterable[str], props: Collection[str]) -> list[tuple[str, str]]:
        """Values with their claims, of all these records and properties."""
        return [
            fact
            for record in sorted(records)
            for prop, facts in self.by_record.get(record, {}).items()
            if prop in props
            for fact in facts
        ]


class _Screener:
    def __init__(self, view: View, model: ScreeningModel) -> None:
        self._view = view
        self._points = model.points
        self._threshold = model.threshold
        self._countries = _country_properties(view.ontology)
        self._said = said_by_people(view.judgements())
        judged = sorted({record for pair in self._said for record in pair})
        self._judged: dict[str, str] = dict(view.sql(_JUDGED_SQL, {"records": judged}).rows)

    def screened(self, entered: Collection[str], parties: Collection[str] | None) -> Screening:
        found = candidates(self._view, entered, parties)
        listed = _listed_records(found)
        records = listed | _party_records(found)
        self._load(records, records - listed)
        told = [
            finding
            for match in self._matches(found)
            if (finding := self._finding(match)) is not None
        ]
        told.sort(key=lambda finding: (-finding.score, finding.id))
        return Screening(tuple(told), _nameless_notes(found.nameless))

    def _load(self, records: set[str], parties: set[str]) -> None:
        rows = self._view.sql(
            _RECORDS_SQL, {"records": sorted(records), "parties": sorted(parties)}
        ).rows
        self._canonical = {record: canonical for record, canonical, _ in rows}
        self._schemata = {record: schemata for record, _, schemata in rows}
        self._records_of = defaultdict(set)
        for record, canonical, _ in rows:
            self._records_of[canonical].add(record)
        wanted = sorted(self._canonical)
        props = ["name", "birthDate", *sorted(self._countries)]
        self._facts = _facts(self._view, _FACTS_SQL, {"records": wanted, "props": props})
        self._measures = _facts(self._view, _MEASURES_SQL, {"records": wanted})

    def _matches(self, found: Candidates) -> list[_Match]:
        matches: dict[tuple[str, str], _Match] = {}

        def match(record: str, listed: str) -> _Match:
            pair = self._canonical[record], self._canonical[listed]
            one = matches.setdefault(pair, _Match(*pair))
            one.records.add(record)
            one.listed_records.add(listed)
            return one

        for name in found.names:
            if self._comparable(name.record, name.listed):
                match(name.record, name.listed).names.append(name)
        for number in found.numbers:
            if self._comparable(number.record, number.listed):
                match(number.record, number.listed).numbers.append(number)
        for record, listed in found.resolved:
            match(record, listed).resolved = True
        said = {
            pair
            for (left, right), judgement in self._said.items()
            if judgement.verdict == "different"
            for a, b in [(self._judged.get(left), self._judged.get(right))]
            for pair in ((a, b), (b, a))
        }
        return [matches[pair] for pair in sorted(matches) if pair not in said]

    def _comparable(self, record: str, listed: str) -> bool:
        ontology = self._view.ontology
        return any(
            _may_be_same(ontology, a, b)
            for a in self._schemata[record]
            for b in self._schemata[listed]
        )

    def _finding(self, match: _Match) -> Finding | None:
        reasons = [
            *self._resolved(match),
            *self._same_number(match),
            *self._same_name(match),
        ]
        if not match.resolved:
            reasons += [*self._birth_date(match), *self._country(match)]
        score = round(min(max(sum(reason.contribution for reason in reasons), 0.0), 100.0), 1)
        if score < self._threshold:
            return None
        reasons.append(self._listing(match))
        verb = "is" if match.resolved else "may be"
        judged = self._joined_by(match) if match.resolved else ""
        return Finding(
            id=finding_id(KIND, min(match.records), min(match.listed_records)),
            kind=KIND,
            subject=match.party,
            members=tuple(dict.fromkeys((match.party, match.listed))),
            score=score,
            reasons=tuple(reasons),
            as_of=self._view.as_of,
            summary=f"{self._called(match.records, match.party)} {verb} "
            f"{self._called(match.listed_records, match.listed)}, {self._listed_by(match)}"
            f"{judged and f', {judged}'}.",
        )

    def _resolved(self, match: _Match) -> Iterable[Reason]:
        if match.resolved:
            claims = [
                claim
                for records in (match.records, match.listed_records)
                for _, claim in self._facts.of(records, ("name",))
            ]
            yield self._reason(
                "resolved",
                ", ".join(sorted(match.listed_records)),
                "records",
                "Its record and the listed one were put under one identity, "
                f"{self._joined_by(match) or 'by a shared identifier'}.",
                claims,
            )

    def _joined_by(self, match: _Match) -> str:
        """Who judged that the two are one, and what speaks against it now; "" for nobody."""
        both = match.records | match.listed_records
        for (left, right), judgement in self._said.items():
            if judgement.verdict != "same" or self._judged.get(left) != match.party:
                continue
            if both.isdisjoint({left, right}):
                continue
            who = f"{judgement.decided_by} judged them the same on {judgement.decided_at:%Y-%m-%d}"
            who += f" ({judgement.reason})" if judgement.reason else ""
            objections = Objections(self._view.con, self._view.ontology, sorted(both))
            against = objections.between(sorted(match.records), sorted(match.listed_records))
            return f"as {who}" + (f", yet {against}" if against else "")
        return ""

    def _same_number(self, match: _Match) -> Iterable[Reason]:
        if not match.numbers:
            return
        best = min(match.numbers, key=lambda n: (not n.checked, n.prop, n.value, n.claims))
        yield self._reason(
            "checked_identifier" if best.checked else "identifier",
            best.value,
            best.prop,
            f"Both carry the {best.prop} {best.value}.",
            [claim for number in match.numbers for claim in number.claims],
        )

    def _same_name(self, match: _Match) -> Iterable[Reason]:
        if not match.names:
            return
        best = min(
            match.names,
            key=lambda n: (_NAME_KINDS.index(n.kind), n.single_word, n.value, n.listed_value),
        )
        claims = [claim for name in match.names if name.kind == best.kind for claim in name.claims]
        how = {
            "name": f"Its name '{best.value}' is the listed name '{best.listed_value}'.",
            "alias": f"'{best.value}' and '{best.listed_value}' are the same name, one of them "
            "another or a former name.",
            "near_name": f"'{best.value}' is near the listed name '{best.listed_value}':"
            f" {best.how}.",
            "weak_alias": f"'{best.value}' and '{best.listed_value}' are the same name, one of "
            "them only a weak alias.",
        }
        yield self._reason(best.kind, best.value, "name", how[best.kind], claims)
        if best.single_word:
            yield self._reason(
                "single_word", best.value, "name", "The name is one word only.", claims
            )
        if best.parties - 1 > _COMMON:
            yield self._reason(
                "common_name",
                best.parties,
                "parties",
                f"{best.parties} parties that are not listed have this name.",
                claims,
            )

    def _birth_date(self, match: _Match) -> Iterable[Reason]:
        records = (self._party_records(match), match.listed_records)
        # What is no date (a mapping may keep it) counts neither for nor against.
        own, other = (
            [fact for fact in self._facts.of(found, ("birthDate",)) if partial_date(fact[0])]
            for found in records
        )
        if not own or not other:
            return
        pairs = [(a, b) for a in own for b in other]
        same = [(a, b) for a, b in pairs if a[0] == b[0] and len(a[0]) == len("1957-03-19")]
        compatible = [(a, b) for a, b in pairs if a[0].startswith(b[0]) or b[0].startswith(a[0])]
        if same:
            feature, born = "same_birth_date", same[0][0][0]
            how = f"Both were born on {born}."
        elif compatible:
            (born, _), (listed, _) = compatible[0]
            feature = "compatible_birth_date"
            how = f"The days of birth are compatible: {born}; listed: {listed}."
        else:
            feature, born = "other_birth_date", _told(own)
            how = f"The days of birth differ: {born}; listed: {_told(other)}."
        grounds = same or compatible or pairs
        claims = [claim for pair in grounds for _, claim in pair]
        yield self._reason(feature, born, "date", how, claims)

    def _country(self, match: _Match) -> Iterable[Reason]:
        own = self._facts.of(self._party_records(match), self._countries)
        other = self._facts.of(match.listed_records, self._countries)
        if not own or not other:
            return
        own_codes, other_codes = ({code for code, _ in facts} for facts in (own, other))
        both = sorted(own_codes & other_codes)
        claims = [claim for _, claim in (*own, *other)]
        if both:
            how = f"Both have to do with {', '.join(both)}."
            yield self._reason("same_country", ", ".join(both), "countries", how, claims)
            return
        how = (
            f"It has to do with {', '.join(sorted(own_codes))}, the listed one with "
            f"{', '.join(sorted(other_codes))}."
        )
        shown = ", ".join(sorted(own_codes))
        yield self._reason("other_country", shown, "countries", how, claims)

    def _listing(self, match: _Match) -> Reason:
        facts = self._measures.of(match.listed_records, ("entity", "authority", "program"))
        claims = [claim for _, claim in facts] or [
            claim for _, claim in self._facts.of(match.listed_records, ("name",))
        ]
        return Reason(
            feature="listed",
            value=", ".join(sorted(match.listed_records)),
            unit="records",
            contribution=0.0,
            explanation=f"The other one is {self._listed_by(match)}.",
            claims=tuple(dict.fromkeys(claims))[:_MOST_CLAIMS],
        )

    def _listed_by(self, match: _Match) -> str:
        def values(prop: str) -> str:
            return ", ".join(
                sorted({value for value, _ in self._measures.of(match.listed_records, (prop,))})
            )

        authority, program = values("authority"), values("program")
        if not authority:
            return "tagged as sanctioned"
        return f"listed by {authority}" + (f" ({program})" if program else "")

    def _called(self, records: Iterable[str], canonical: str) -> str:
        names = self._facts.of(records, ("name",))
        return f"{names[0][0]} ({canonical})" if names else canonical

    def _party_records(self, match: _Match) -> set[str]:
        """Every record of the party that is not listed itself."""
        return self._records_of[match.party] - match.listed_records

    def _reason(
        self,
        feature: str,
        value: str | int,
        unit: str,
        explanation: str,
        claims: Iterable[str],
    ) -> Reason:
        return Reason(
            feature=feature,
            value=value,
            unit=unit,
            contribution=self._points[feature],
            explanation=explanation,
            claims=tuple(dict.fromkeys(claims))[:_MOST_CLAIMS],
        )


def _nameless_notes(nameless: Sequence[str]) -> tuple[str, ...]:
    if not nameless:
        return ()
    more = len(nameless) - _MOST_NAMELESS
    return (
        f"{counted(len(nameless), 'party', 'parties')} without a name could not be screened by "
        f"name: {', '.join(nameless[:_MOST_NAMELESS])}{f' and {more:,} more' if more > 0 else ''}",
    )


def _told(facts: Iterable[tuple[str, str]]) -> str:
    return ", ".join(sorted({value for value, _ in facts}))


def _may_be_same(ontology: Ontology, a: str, b: str) -> bool:
    """Whether one thing can be both: one schema is the other's kin, or both are organisations."""
    one, other = ontology.get(a), ontology.get(b)
    return one.is_a(b) or other.is_a(a) or (one.is_a("Organization") and other.is_a("Organization"))


def _country_properties(ontology: Ontology) -> frozenset[str]:
    """Properties of parties that say which country they have to do with."""
    return frozenset(
        prop.name
        for schema in ontology.schemata.values()
        if schema.is_a("LegalEntity") or schema.is_a("Asset")
        for prop in schema.properties.values()
        if prop.type == "country"
    )


def _facts(view: View, query: str, parameters: Mapping[str, object]) -> _Facts:
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for record, prop, value, claim in view.sql(query, parameters).rows:
        found.setdefault(record, {}).setdefault(prop, []).append((value, claim))
    return _Facts(found)


def _listed_records(found: Candidates) -> set[str]:
    return {
        *(name.listed for name in found.names),
        *(number.listed for number in found.numbers),
        *(listed for _, listed in found.resolved),
    }


def _party_records(found: Candidates) -> set[str]:
    return {
        *(name.record for name in found.names),
        *(number.record for number in found.numbers),
        *(record for record, _ in found.resolved),
    }
