"""Claims from reports: the registrant, its figures, subsidiaries, directors, officers, holders."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from ingest.document_claims import DocumentClaims, Words, slug
from ingest.reports.people.person_names import person_key
from ingest.reports.xbrl.facts import Duration, Instant
from kg.text.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from ingest.reports.layout.plain_text import PlainText
    from ingest.reports.people.proxy import Person, Proxy
    from ingest.reports.subsidiaries.exhibit21 import Exhibit21, Subsidiary
    from ingest.reports.xbrl.facts import Entity, Fact, Report
    from ingest.reports.xbrl.labels import Label, Labels

CIK_SCHEME = "http://www.sec.gov/CIK"
LEI_SCHEME = "http://standards.iso.org/iso/17442"

_COVER = {
    "dei:EntityRegistrantName": "name",
    "dei:TradingSymbol": "ticker",
    "dei:EntityTaxIdentificationNumber": "irsCode",
}
"""Facts of a cover page that say something of the registrant, by concept."""

_NUMBERS = {"cik": "cikCode", "lei": "leiCode"}
"""Property of a registrant's number, by the beginning of its id."""
_IFRS_NAME = "ifrs-full:NameOfReportingEntityOrOtherMeansOfIdentification"

_EXHIBIT_21, _PROXY = 0.98, 0.95
"""Confidence in what was read out of tables and prose."""
_LONGEST_CELL = 4000


def registrant_id(entity: Entity) -> str:
    """Id of whom facts are about: `cik:0000320193`, `lei:…`, or by scheme and identifier."""
    if entity.scheme == CIK_SCHEME:
        return f"cik:{entity.identifier.zfill(10)}"
    if entity.scheme == LEI_SCHEME:
        return f"lei:{entity.identifier.upper()}"
    return f"xbrl:{slug(entity.identifier, entity.scheme)}"


def named_registrant_id(name: str) -> str:
    """Id of a registrant of which a document says nothing but the name.

    An annual report says of itself which number that name stands for, so that both meet.
    """
    return f"registrant:{slug(normalise_name(name))}"


def filing_id(report: Report) -> str:
    """Id of a filing: its registrant, form and end of period."""
    first = report.facts[0]
    form = text_of(report.first("dei:DocumentType")) or "report"
    end = text_of(report.first("dei:DocumentPeriodEndDate")) or str(first.period)
    return f"filing:{registrant_id(first.entity).replace(':', '-')}/{form}/{end}"


def text_of(fact: Fact | None) -> str | None:
    """The value of a fact on one line; None where there is none."""
    if fact is None or fact.value is None:
        return None
    return " ".join(str(fact.value).split()) or None


def words_of_fact(fact: Fact, report: Report) -> Words:
    """Where a fact stands: in its paragraph or row, or, where it is not shown, by itself."""
    text = report.texts.get(fact.document)
    if text is not None and fact.span is not None:
        found = words_at(text, fact.span, fact.document)
        if found is not None:
            return found
    place = fact.element_id or fact.place
    shown = f"{fact.concept} = {fact.text}"[:_LONGEST_CELL]
    return Words(place, shown)


def words_at(text: PlainText, span: tuple[int, int], document: str = "") -> Words | None:
    """The block that holds a span, and the span in it; None where it is in none."""
    block = text.block_at(span[0])
    if block is None:
        return None
    end = min(span[1], block.end)
    whole = text.of(block)
    prefix = f"{document}#" if document else ""
    return Words(f"{prefix}{block.key}", whole, span[0] - block.start, end - block.start)


def say_filing(claims: DocumentClaims, report: Report) -> None:
    """What a cover page says of the filing and the registrant."""
    first = report.facts[0]
    filing, filer = filing_id(report), registrant_id(first.entity)
    here = words_of_fact(first, report)

    def cover(entity: str, schema: str, prop: str, concept: str) -> None:
        fact = report.first(concept)
        if (value := text_of(fact)) is not None and fact is not None:
            claims.say(entity, schema, prop, value, words_of_fact(fact, report), "xbrl-cover")

    claims.say(filing, "Filing", "filer", filer, here, "xbrl-cover")
    cover(filing, "Filing", "filingType", "dei:DocumentType")
    cover(filing, "Filing", "endDate", "dei:DocumentPeriodEndDate")
    cover(filing, "Filing", "filerCategory", "dei:EntityFilerCategory")
    for concept, prop in _COVER.items():
        cover(filer, "Company", prop, concept)
    number = _NUMBERS.get(filer.partition(":")[0])
    if number is None:
        return
    identifier = filer.partition(":")[2]
    claims.say(filer, "Company", number, identifier, here, "xbrl-context")
    name = report.first("dei:EntityRegistrantName") or report.first(_IFRS_NAME)
    if (text := text_of(name)) is not None and name is not None:
        known = named_registrant_id(text)
        words = words_of_fact(name, report)
        claims.say(filer, "Company", "name", text, words, "xbrl-cover")
        claims.say(known, "Company", "name", text, words, "xbrl-cover")
        claims.say(known, "Company", number, identifier, words, "xbrl-context")


def say_filed(
    claims: DocumentClaims,
    filing: str,
    filed: date,
    words: Words | None = None,
    method: str = "by-hand",
) -> None:
    """The day on which a report was filed; `words` is None where a user gave it."""
    shown = f"filed={filed}"
    given = Words("setting:filed", shown, shown.index("=") + 1, len(shown))
    claims.say(filing, "Filing", "filingDate", filed, words or given, method)


def say_figures(claims: DocumentClaims, report: Report, labels: Labels) -> int:
    """The numbers of a report, each as a figure of its own with its label; returns how many."""
    filing = filing_id(report)
    said = 0
    seen: set[str] = set()
    for fact in report.facts:
        if not isinstance(fact.value, Decimal):
            continue
        dimensions = tuple(f"{d.axis}={d.member}" for d in fact.dimensions)
        key = (fact.concept, str(fact.period), str(fact.unit), *dimensions, str(fact.value))
        figure = f"{filing}/{slug(*key)}"
        if figure in seen:
            continue
        seen.add(figure)
        words = words_of_fact(fact, report)

        def say(prop: str, value: object, entity: str = figure, at: Words = words) -> None:
            claims.say(entity, "Figure", prop, value, at, "xbrl")

        say("concept", fact.concept)
        say("value", f"{fact.value:f}")
        say("unit", fact.unit)
        say("decimals", fact.decimals)
        for dimension in dimensions:
            say("dimension", dimension)
        if isinstance(fact.period, Instant):
            say("date", fact.period.day)
        elif isinstance(fact.period, Duration):
            say("startDate", fact.period.start)
            say("endDate", fact.period.end)
        say("filing", filing)
        if not dimensions:
            # Figures of a segment or a class of shares are not those of the registrant.
            say("reporter", registrant_id(fact.entity))
        _say_label(claims, figure, labels.by_concept.get(fact.concept))
        said += 1
    return said


def _say_label(claims: DocumentClaims, figure: str, label: Label | None) -> None:
    if label is not None:
        words = Words(f"{label.file}#{label.concept}", label.text, 0, len(label.text))
        claims.of_file_beside(label.file).say(
            figure, "Figure", "label", label.text, words, "xbrl-label"
        )


def say_subsidiaries(claims: DocumentClaims, exhibit: Exhibit21, registrant: str | None) -> None:
    """The subsidiaries of an Exhibit 21, each owned by the one above it or by the registrant.

    Args:
        registrant: id of the registrant, where the user knows it; None is by its name.
    """
    top = registrant or named_registrant_id(exhibit.registrant or claims.file)
    if exhibit.registrant is not None:
        title = _words_of_name(exhibit.text, exhibit.registrant)
        claims.say(top, "Company", "name", exhibit.registrant, title, "exhibit-21")
    ids = [_subsidiary_id(top, one) for one in exhibit.subsidiaries]
    for one, entity in zip(exhibit.subsidiaries, ids, strict=True):
        words = words_at(exhibit.text, one.span) or Words(one.block, one.name)
        say = partial(claims.say, words=words, method="exhibit-21", confidence=_EXHIBIT_21)
        say(entity, "Company", "name", one.name)
        say(entity, "Company", "alias", one.alias)
        if one.place is not None:
            where = _words_of_jurisdiction(exhibit.text, one) or words
            claims.say(entity, "Company", "jurisdiction", one.place.country, where, "exhibit-21",
                       confidence=_EXHIBIT_21)  # fmt: skip
        owner = top if one.parent is None else ids[one.parent]
        share = f"{owner}>{entity}"
        edge = f"{entity}/owned-by/{slug(share)}"
        say(edge, "Ownership", "owner", owner)
        say(edge, "Ownership", "asset", entity)
        if one.owner_elsewhere:
            # The registrant holds it through somebody whom the list does not have.
            say(edge, "Ownership", "summary", f"held by {one.owner}")
        else:
            say(edge, "Ownership", "percentage", one.share)
        for note in one.notes:
            say(edge, "Ownership", "summary", note)


def say_officers(claims: DocumentClaims, proxy: Proxy, registrant: str) -> int:
    """The executive officers that an annual report lists; returns how many."""
    for person in proxy.officers:
        _say_person(claims, proxy.text, registrant, person, "proxy")
    return len(proxy.officers)


def say_signers(
    claims: DocumentClaims, signers: Collection[Person], text: PlainText, registrant: str
) -> int:
    """The officers and directors who signed an annual report; returns how many."""
    for person in signers:
        _say_person(claims, text, registrant, person, "signature")
    return len(signers)


def say_proxy(claims: DocumentClaims, proxy: Proxy, registrant: str) -> None:
    """Directors, nominees, officers and holders of a proxy statement."""
    ids = {person_key(person.name): person_id(registrant, person.name) for person in proxy.people}
    for person in proxy.people:
        _say_person(claims, proxy.text, registrant, person, "proxy")
    for holding in proxy.holdings:
        if holding.kind == "group":
            continue
        words = words_at(proxy.text, holding.span) or Words(holding.block, holding.holder)
        known = ids.get(person_key(holding.holder)) if holding.kind == "insider" else None
        schema = "Person" if holding.kind == "insider" else "LegalEntity"
        holder = known or f"{registrant}/holder/{slug(normalise_name(holding.holder))}"
        say = partial(claims.say, words=words, method="proxy", confidence=_PROXY)
        say(holder, schema, "name", holding.holder)
        say(holder, schema, "address", holding.address)
        edge = f"{holder}/holding/{slug(registrant)}"
        say(edge, "Ownership", "owner", holder)
        say(edge, "Ownership", "asset", registrant)
        say(edge, "Ownership", "sharesCount", holding.shares)
        say(edge, "Ownership", "percentage", holding.percent)


def _say_person(
    claims: DocumentClaims, text: PlainText, registrant: str, person: Person, method: str
) -> None:
    entity = person_id(registrant, person.name)
    spans = list(dict(person.evidence).values())
    words = (words_at(text, spans[0]) if spans else None) or Words("people", person.name)
    say = partial(claims.say, words=words, method=method, confidence=_PROXY)
    say(entity, "Person", "name", person.name)
    for title in person.titles:
        say(entity, "Person", "position", title)
    if person.director or person.nominee:
        edge = f"{entity}/director"
        if at := dict(person.evidence).get("director"):
            say = partial(say, words=words_at(text, at) or words)
        say(edge, "Directorship", "director", entity)
        say(edge, "Directorship", "organization", registrant)
        say(edge, "Directorship", "role", "director" if person.director else "nominee")
        say(edge, "Directorship", "startDate", person.since)
    if person.officer:
        edge = f"{entity}/officer"
        say = partial(say, words=words)
        say(edge, "Employment", "employee", entity)
        say(edge, "Employment", "employer", registrant)
        for title in person.titles or ("executive officer",):
            say(edge, "Employment", "role", title)


def _subsidiary_id(top: str, one: Subsidiary) -> str:
    return f"{top}/subsidiary/{slug(normalise_name(one.name), one.jurisdiction or '')}"


def person_id(registrant: str, name: str) -> str:
    """Id of a person by the name under which a registrant's documents speak of them."""
    return f"{registrant}/person/{slug(' '.join(person_key(name)))}"


def _words_of_jurisdiction(text: PlainText, one: Subsidiary) -> Words | None:
    """Where the jurisdiction stands, so that a state is not lost behind its country.

    That is in the row, or above it: in the heading of a group, or in the row that "ditto" means.
    """
    if one.jurisdiction is None:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, one.jurisdiction.split())))
    match = pattern.search(text.text, one.span[1], one.row_span[1])
    if match is None:
        above = list(pattern.finditer(text.text, 0, one.row_span[0]))
        match = above[-1] if above else None
    return words_at(text, match.span()) if match else None


def _words_of_name(text: PlainText, name: str) -> Words:
    position = text.text.find(name)
    found = words_at(text, (position, position + len(name))) if position >= 0 else None
    return found or Words("title", name)
