"""What a 10-K tells in words: its Items, and the passages on related parties, proceedings,
guarantees and going concern, with the parties that they name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.reports.layout.markup import read_markup
from ingest.reports.narrative.auditor import Auditor, find_auditor
from ingest.reports.narrative.guarantees import GuaranteeStatement, find_guarantees
from ingest.reports.narrative.money_text import Amounts
from ingest.reports.narrative.passages import Passage, find_passages, risk_factors
from ingest.reports.narrative.proceedings import Proceeding, find_proceedings
from ingest.reports.narrative.related_parties import RelatedDealing, find_dealings
from ingest.reports.narrative.sections import Section, find_sections
from ingest.reports.narrative.terms import Terms, find_terms
from ingest.reports.people.signature_page import Signature, find_signature
from ingest.reports.xbrl.facts import Report
from ingest.reports.xbrl.inline import read_inline
from kg.text.blocks import PlainText, plain_text


@dataclass(frozen=True)
class Narrative:
    """The words of a 10-K. Every place is in code points of `text.text`.

    `registrant` is its name from the filing's data, None without. `report` has the facts of
    an inline filing, None for plain HTML. `passages` are of the kinds `related_party`,
    `guarantee`, `going_concern`; `risks` are the headings of Item 1A with what follows;
    `guarantees` and `dealings` (with related parties) are those sentences that name the parties.
    """

    registrant: str | None
    sections: tuple[Section, ...]
    terms: Terms
    auditor: Auditor | None
    passages: tuple[Passage, ...]
    proceedings: tuple[Proceeding, ...]
    risks: tuple[Passage, ...]
    guarantees: tuple[GuaranteeStatement, ...]
    dealings: tuple[RelatedDealing, ...]
    signature: Signature | None
    text: PlainText
    report: Report | None

    def section(self, item: str) -> Section | None:
        """The section of an Item such as "1A"; None where the filing has none."""
        return next((found for found in self.sections if found.item == item), None)

    def of_kind(self, kind: str) -> tuple[Passage, ...]:
        """The passages of one kind."""
        return tuple(found for found in self.passages if found.kind == kind)


def read_narrative(
    source: Path | bytes, name: str | None = None, *, registrant: str | None = None
) -> Narrative:
    """Read the words of a 10-K, from inline XBRL or plain HTML.

    Args:
        source: a file, or its bytes.
        name: what to call the bytes in messages.
        registrant: its name, where the filing has no data that says it.

    Raises:
        BadFile: too large, empty, truncated, with entities, or no HTML.
    """
    markup = read_markup(source, name)
    if markup.inline:
        report = read_inline(source, name)
        return narrative_of(next(iter(report.texts.values())), report, registrant=registrant)
    return narrative_of(plain_text(markup.root), None, registrant=registrant)


def narrative_of(
    text: PlainText, report: Report | None, *, registrant: str | None = None
) -> Narrative:
    """The same from what was read already."""
    if report is not None:
        fact = report.first("dei:EntityRegistrantName")
        if fact is not None and fact.value:
            registrant = " ".join(str(fact.value).split())
    sections = find_sections(text)
    terms = find_terms(text, registrant)
    amounts = Amounts(text)
    passages = find_passages(text, sections, amounts)
    return Narrative(
        registrant=registrant,
        sections=sections,
        terms=terms,
        auditor=find_auditor(text, report),
        passages=passages,
        proceedings=find_proceedings(text, sections, terms, amounts),
        risks=risk_factors(text, sections),
        guarantees=find_guarantees(text, terms, amounts),
        dealings=find_dealings(passages, terms, amounts),
        signature=find_signature(text),
        text=text,
        report=report,
    )
