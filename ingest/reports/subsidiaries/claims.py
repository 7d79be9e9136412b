"""Claims from a list of subsidiaries: each company, and who owns it."""

from __future__ import annotations

from functools import partial

from ingest.naming import slug
from ingest.reports.document import Document
from ingest.reports.subsidiaries.exhibit21 import Exhibit21, Subsidiary
from ingest.reports.xbrl.claims import named_registrant_id
from kg.model.place import Place
from kg.text.blocks import PlainText
from kg.text.names import normalise_name

_METHOD, _CONFIDENCE = "exhibit-21", 0.98


def say_subsidiaries(document: Document, exhibit: Exhibit21, registrant: str | None) -> None:
    """The subsidiaries of an Exhibit 21, each owned by the one above it or by the registrant.

    Args:
        registrant: id of the registrant where it is known; else its name in the title gives one,
            and where no title names it, the name of the file.
    """
    text = exhibit.text
    top = document.entity(
        "Company", registrant or named_registrant_id(exhibit.registrant or document.file)
    )
    if exhibit.registrant is not None:
        title = text.find(exhibit.registrant, (0, len(text.text)))
        at = document.place_of(text, title, exhibit.registrant)
        top.say("name", exhibit.registrant, at=at, method=_METHOD)
    companies = [
        document.entity(
            "Company",
            f"{top.id}/subsidiary/{slug(normalise_name(one.name), one.jurisdiction or '')}",
        )
        for one in exhibit.subsidiaries
    ]
    for one, company in zip(exhibit.subsidiaries, companies, strict=True):
        at = document.place_of(text, one.span, one.name)
        here = partial(company.say, at=at, method=_METHOD, confidence=_CONFIDENCE)
        here("name", one.name)
        here("alias", one.alias)
        if one.place is not None:
            where = _jurisdiction_place(document, text, one) or at
            here("jurisdiction", one.place.country, at=where)
        owner = top if one.parent is None else companies[one.parent]
        share = document.entity(
            "Ownership", f"{company.id}/owned-by/{slug(f'{owner.id}>{company.id}')}"
        )
        here = partial(share.say, at=at, method=_METHOD, confidence=_CONFIDENCE)
        here("owner", owner)
        here("asset", company)
        if one.owner_elsewhere:
            # The registrant holds it through somebody whom the list does not have.
            here("summary", f"held by {one.owner}")
        else:
            here("percentage", None if one.share is None else f"{one.share:f}")
        for note in one.notes:
            here("summary", note)


def _jurisdiction_place(document: Document, text: PlainText, one: Subsidiary) -> Place | None:
    """Where the jurisdiction stands, so that a state is not lost behind its country.

    That is in the row, or above it: in the heading of a group, or in the row that "ditto" means.
    """
    if one.jurisdiction is None:
        return None
    found = text.find(one.jurisdiction, (one.span[1], one.row_span[1]))
    if found is None:
        found = text.find_last(one.jurisdiction, one.row_span[0])
    return document.place(text, found) if found else None
