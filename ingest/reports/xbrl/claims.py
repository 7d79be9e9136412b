"""Claims from facts: the filing and its registrant as the cover page has them, and the figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ingest.naming import slug
from ingest.reports.document import Document
from ingest.reports.xbrl.facts import Duration, Entity, Fact, Instant, Report
from ingest.reports.xbrl.labels import Labels
from kg.model.place import Place
from kg.text.names import normalise_name

_CIK = "http://www.sec.gov/CIK"
_LEI = "http://standards.iso.org/iso/17442"
_NUMBERS = {"cik": "cikCode", "lei": "leiCode"}
"""Property of a registrant's number, by the beginning of its id."""
_NAMES = ("dei:EntityRegistrantName", "ifrs-full:NameOfReportingEntityOrOtherMeansOfIdentification")
_FILING = {
    "filingType": "dei:DocumentType",
    "endDate": "dei:DocumentPeriodEndDate",
    "filerCategory": "dei:EntityFilerCategory",
}
_REGISTRANT = {
    "name": "dei:EntityRegistrantName",
    "ticker": "dei:TradingSymbol",
    "irsCode": "dei:EntityTaxIdentificationNumber",
}
_ADDRESS = tuple(
    f"dei:EntityAddress{part}"
    for part in ("AddressLine1", "AddressLine2", "AddressLine3", "CityOrTown", "StateOrProvince",
                 "PostalZipCode", "Country")
)  # fmt: skip
_TELEPHONE = ("dei:CountryRegion", "dei:CityAreaCode", "dei:LocalPhoneNumber")
_LONGEST_SHOWN = 4000
_METHOD = "xbrl-cover"


def registrant_id(entity: Entity) -> str:
    """Id of whom facts are about: `cik:0000320193`, `lei:…`, or by scheme and identifier."""
    if entity.scheme == _CIK:
        return f"cik:{entity.identifier.zfill(10)}"
    if entity.scheme == _LEI:
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


def _place(document: Document, report: Report, fact: Fact) -> Place:
    """Where a fact stands: in its paragraph or row, or, where it is not shown, by itself."""
    text = report.texts.get(fact.document)
    if text is not None and fact.span is not None:
        found = document.place(text, fact.span, fact.document)
        if found is not None:
            return found
    shown = f"{fact.concept} = {fact.text}"[:_LONGEST_SHOWN]
    return document.at(fact.element_id or fact.place, shown)


def say_cover(document: Document, report: Report) -> None:
    """What a cover page says of the filing and the registrant."""
    first = report.facts[0]
    filing = document.entity("Filing", filing_id(report))
    filer = document.entity("Company", registrant_id(first.entity))
    here = _place(document, report, first)
    filing.say("filer", filer, at=here, method=_METHOD)
    for entity, facts in ((filing, _FILING), (filer, _REGISTRANT)):
        for prop, concept in facts.items():
            fact = report.first(concept)
            if fact is not None and (value := text_of(fact)) is not None:
                at = _place(document, report, fact)
                entity.say(prop, value, at=at, method=_METHOD)
    for prop, concepts, between in (("address", _ADDRESS, ", "), ("phone", _TELEPHONE, " ")):
        facts_told = [fact for concept in concepts if (fact := report.first(concept))]
        parts = [part.rstrip(" ,") for part in map(text_of, facts_told) if part]
        if len(parts) > 1:
            at, value = _place(document, report, facts_told[0]), between.join(parts)
            filer.say(prop, value, at=at, method=_METHOD, original=value)
    scheme, _, identifier = filer.id.partition(":")
    number = _NUMBERS.get(scheme)
    if number is None:
        return
    filer.say(number, identifier, at=here, method="xbrl-context")
    name = next((fact for concept in _NAMES if (fact := report.first(concept))), None)
    if name is not None and (value := text_of(name)) is not None:
        at = _place(document, report, name)
        known = document.entity("Company", named_registrant_id(value))
        for entity in (filer, known):
            entity.say("name", value, at=at, method=_METHOD)
        known.say(number, identifier, at=at, method="xbrl-context")


def say_filed(
    document: Document, filing: str, day: date, at: Place | None = None, method: str = "by-hand"
) -> None:
    """The day on which a report was filed; `at` is None where a user gave it."""
    shown = f"filed={day}"
    at = at or document.at("setting:filed", shown, shown.index("=") + 1, len(shown))
    document.entity("Filing", filing).say("filingDate", day, at=at, method=method)


def say_figures(document: Document, report: Report, labels: Labels) -> None:
    """The numbers of a report, each as a figure of its own with its label."""
    filing = filing_id(report)
    seen: set[str] = set()
    for fact in report.facts:
        if not isinstance(fact.value, Decimal):
            continue
        dimensions = tuple(f"{d.axis}={d.member}" for d in fact.dimensions)
        key = (fact.concept, str(fact.period), str(fact.unit), *dimensions, str(fact.value))
        id = f"{filing}/{slug(*key)}"
        if id in seen:
            continue
        seen.add(id)
        said: list[tuple[str, object]] = [
            ("concept", fact.concept),
            ("value", fact.value),
            ("unit", str(fact.unit) if fact.unit else None),
            ("decimals", None if fact.decimals is None else str(fact.decimals)),
            *(("dimension", dimension) for dimension in dimensions),
            ("filing", filing),
        ]
        if isinstance(fact.period, Instant):
            said.append(("date", fact.period.day))
        elif isinstance(fact.period, Duration):
            said += [("startDate", fact.period.start), ("endDate", fact.period.end)]
        if not dimensions:
            # Figures of a segment or a class of shares are not those of the registrant.
            said.append(("reporter", registrant_id(fact.entity)))
        figure, at = document.entity("Figure", id), _place(document, report, fact)
        for prop, value in said:
            figure.say(prop, value, at=at, method="xbrl")
        if (label := labels.by_concept.get(fact.concept)) is not None:
            record, end = f"{label.file}#{label.concept}", len(label.text)
            where = document.beside(label.file).at(record, label.text, 0, end)
            figure.say("label", label.text, at=where, method="xbrl-label")
