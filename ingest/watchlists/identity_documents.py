"""Passports, identity cards and other numbered documents of watchlist entries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.values.identifiers import normalise_identifier

if TYPE_CHECKING:
    from kg.lake import Entity


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


def say_document(holder: Entity, document: Document, *, original: str) -> None:
    """Say that an entry holds a document: an entity of its own and the flat property.

    A number that the flat property cannot have, such as a social security number of another state,
    is only some number of the holder's.
    """
    kind = re.sub(r"[^a-z0-9]+", "-", document.type.lower()).strip("-")
    number = normalise_identifier(document.number) or document.number
    paper = holder.door.entity(
        document.schema,
        f"{holder.id}/{kind}/{document.country or 'xx'}-{number}",
        at=holder.at,
        method=holder.method,
    )
    fits = holder.would_say(document.property, document.number) is not None
    holder.say(document.property if fits else "idNumber", document.number, original=original)
    paper.say("holder", holder, original=original)
    for prop, value in (
        ("type", document.type),
        ("number", document.number),
        ("country", document.country),
        ("startDate", document.issued),
        ("endDate", document.expires),
        ("authority", document.authority),
        ("summary", document.summary),
    ):
        paper.say(prop, value, original=original)
