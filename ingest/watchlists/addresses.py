"""Postal addresses of watchlist entries as entities of their own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.text.names import normalise_name
from kg.values.countries import country_code, country_name

if TYPE_CHECKING:
    from kg.lake import Entity

# "Zurich CH-8022", "Tokyo 103", "London EC3N 1DY".
_POSTAL_CODE = re.compile(
    r"\s+(?:C\.?P\.?\s*)?((?:[A-Z]{1,3}-)?\d{3}[\dA-Z-]*|[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2})$",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address in the parts a list gives; an empty string is a part it does not give.

    `country` is the text of the source, not a code; `remarks` is what the list says about
    the entry's stay there.
    """

    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    remarks: str = ""

    @property
    def full(self) -> str:
        """The address on one line, with the country's usual English name."""
        code = country_code(self.country)
        place = " ".join(part for part in (self.city, self.postal_code) if part)
        parts = (self.street, place, self.state, country_name(code) if code else self.country)
        return ", ".join(part for part in parts if part)


def digest(*parts: str) -> str:
    """Twelve hex digits that name a text inside one source."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def split_city(text: str) -> tuple[str, str, str]:
    """Return (city, state, postal code) of a field like "Yalta, Crimea 298658".

    What cannot be told apart stays in the city.
    """
    postal_code = ""
    if match := _POSTAL_CODE.search(text):
        text, postal_code = text[: match.start()], match[1]
    city, _, state = text.partition(",")
    return city.strip(), state.strip(), postal_code


def country_at_end(text: str) -> str | None:
    """Code of the country with which a place ends: "Pyongyang, Korea, North"."""
    parts = [part.strip() for part in text.strip(" .").split(",")]
    for count in (2, 1):
        code = country_code(", ".join(parts[-count:])) if len(parts) >= count else None
        if code:
            return code
    return None


def say_address(
    entry: Entity, address: PostalAddress, *, namespace: str, key: str, original: str | None = None
) -> None:
    """Say that an entry has an address, where and as the entry is seen.

    A street with a city or a country is one Address for the whole source, so that
    entries in the same house meet in it. "Tehran, Iran" is no such place: it becomes an
    Address of its own for each entry, since it would otherwise tie hundreds of
    strangers together. A country alone is only the entry's `country`.

    Args:
        key: names the address inside the source where it is not shared.
    """
    placed = address.street or address.city or address.state or address.postal_code
    note = None if placed else f"Address: {address.country}"
    code = entry.say("country", address.country, or_note=note)
    if address.remarks:
        # About the entry at this address, and so not about the address, which others share.
        entry.say("notes", ": ".join(part for part in (address.full, address.remarks) if part))
    if not placed:
        return
    if address.street and (address.city or address.country):
        parts = (address.street, address.city, code or address.country)
        key = f"address/{digest(*(normalise_name(part) for part in parts))}"
    place = entry.door.entity("Address", f"{namespace}:{key}", at=entry.at, method=entry.method)
    entry.say("addressEntity", place, original=original)
    place.say("full", address.full, original=original)
    place.say("street", address.street)
    place.say("city", address.city)
    place.say("state", address.state)
    place.say("postalCode", address.postal_code)
    if code:
        place.say("country", address.country)
