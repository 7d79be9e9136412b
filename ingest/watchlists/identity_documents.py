"""Passports, identity cards and other numbered documents of watchlist entries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.values.identifiers import normalise_identifier

if TYPE_CHECKING:
    from ingest.watchlists.claims import RecordClaims


@dataclass(frozen=True, slots=True)
class Document:
    """A numbered document; None is what the list does not say.

    Attributes:
        schema: `Passport` or `Identification`.
        type: what kind of document, as a person would say it.
        property: flat property of the holder that has the number too.
        country: code. issued, expires: ISO partial dates.
        summary: what else the list says about it.
    """

    schema: str
    type: str
    number: str
    property: str
    country: str | None = None
    issued: str | None = None
    expires: str | None = None
    authority: str | None = None
    summary: str | None = None


def add_document(
    claims: RecordClaims,
    holder: str,
    schema: str,
    document: Document,
    *,
    method: str,
    original: str | None,
    confidence: float = 1.0,
) -> None:
    """Say that an entry holds a document: an entity of its own and the flat property."""

    def say(entity: str, schema: str, prop: str, value: str | None) -> None:
        claims.add(entity, schema, prop, value, method, original=original, confidence=confidence)

    kind = re.sub(r"[^a-z0-9]+", "-", document.type.lower()).strip("-")
    number = normalise_identifier(document.number) or document.number
    entity = f"{holder}/{kind}/{document.country or 'xx'}-{number}"
    say(holder, schema, document.property, document.number)
    say(entity, document.schema, "holder", holder)
    say(entity, document.schema, "type", document.type)
    say(entity, document.schema, "number", document.number)
    say(entity, document.schema, "country", document.country)
    say(entity, document.schema, "startDate", document.issued)
    say(entity, document.schema, "endDate", document.expires)
    say(entity, document.schema, "authority", document.authority)
    say(entity, document.schema, "summary", document.summary)
