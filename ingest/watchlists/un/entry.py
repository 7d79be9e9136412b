"""What one entry of the UN Security Council's consolidated list says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ingest.watchlists.addresses import PostalAddress, digest, say_address
from ingest.watchlists.birth_dates import APPROXIMATELY, dates_of_range
from ingest.watchlists.identity_documents import say_document
from ingest.watchlists.un.identity_documents import read_document
from kg.text.dates import approximate_date, date_bounds, partial_date
from kg.text.markup import children, local_name, text_of
from kg.values.countries import country_code

if TYPE_CHECKING:
    from lxml.etree import _Element

    from kg.lake import Door, Entity, Place

AUTHORITY = "United Nations Security Council"
SCHEMATA = {"INDIVIDUAL": "Person", "ENTITY": "Organization"}
"""Schema of each kind of record. An ENTITY may be a company, a bank or an armed group."""

NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")

IGNORED = frozenset({"SORT_KEY", "SORT_KEY_LAST_MOD", "VERSIONNUM", "LIST_TYPE"})
"""Elements left out on purpose: sort keys, the constant version 1 and "UN List"."""

_GENDER = re.compile(r"\bGender:\s*(male|female)\b", re.IGNORECASE)
# What an alias record says about the person under that name, not about the person.
_UNDER_ALIAS = 0.5
_SEPARATORS = re.compile(r"\s*;\s*|\s+\b[b-z]\)\s*|^a\)\s*")
_ORIGINAL_SCRIPT = re.compile(r"\b(?:original script|in arabic)\s*:\s*(?P<name>[^;.]+)", re.I)


def names_in(text: str) -> list[str]:
    """The names in a field that may hold several: "A; B", "a) A b) B", "A (B; C)"."""
    parts = _SEPARATORS.split(text)
    names = []
    for part in parts:
        balanced = part.count("(") == part.count(")")
        names += [part] if balanced else re.split(r"[()]", part)
    return [name.strip() for name in names if name.strip() not in ("", "original script")]


class UnEntry:
    """Says what one INDIVIDUAL or ENTITY element tells."""

    def __init__(self, door: Door, namespace: str, element: _Element, at: Place, key: str) -> None:
        self.door = door
        self.namespace = namespace
        self.element = element
        self.at = at
        self.key = key
        self.entity = door.entity(SCHEMATA[local_name(element)], f"{namespace}:{key}", at=at)
        self.is_person = self.entity.schema.name == "Person"
        self.say = self.entity.say

    def make(self) -> None:
        """Say all of the entry."""
        self._name()
        self._sanction()
        for name, child in children(self.element):
            if name in NAME_PARTS or name in IGNORED or name in _OF_THE_SANCTION:
                continue
            kind = name.removeprefix("INDIVIDUAL_").removeprefix("ENTITY_")
            handle = _HANDLERS.get(kind)
            if handle is None or (kind in _OF_PERSONS and not self.is_person):
                self.unknown(name, child)
            else:
                handle(self, child)

    def warn(self, message: str) -> None:
        """Note what was not understood, and that it stands here."""
        self.door.writer.warn(message, at=self.at)

    def unknown(self, name: str, element: _Element) -> None:
        """Keep what an unknown element says and report it."""
        self.warn(f"element not known: {name}")
        if text := text_of(element):
            self.say("notes", f"{name}: {text}", method="un-unknown-element")

    def parts(self, element: _Element, known: frozenset[str]) -> dict[str, str]:
        """Texts of the children of an element by name; unknown ones are kept as notes."""
        found: dict[str, str] = {}
        for name, child in children(element):
            text = text_of(child)
            if not text:
                continue
            if name in known:
                found[name] = f"{found[name]}; {text}" if name in found else text
            else:
                self.unknown(f"{local_name(element)}/{name}", child)
        return found

    def values(self, element: _Element) -> list[str]:
        """Texts of the VALUE children, or of the element itself where it has none."""
        texts = [text_of(child) for name, child in children(element) if name == "VALUE"]
        for name, child in children(element):
            if name != "VALUE":
                self.unknown(f"{local_name(element)}/{name}", child)
        if len(element) == 0:
            texts = [text_of(element)]
        return [text for text in texts if text]

    def texts(self, name: str) -> list[str]:
        """All values of the children of that name."""
        found = []
        for child_name, child in children(self.element):
            if child_name == name:
                found += self.values(child)
        return found

    def _name(self) -> None:
        whole = " ".join(text for part in NAME_PARTS for text in self.texts(part))
        names = [whole]
        if not self.is_person:
            names = [name for part in names_in(whole) for name in part.split(" / ")]
        self.say("name", names[0], method="un-name", original=whole)
        for name in names[1:]:
            self.say("alias", name, method="un-name", original=whole)

    def _sanction(self) -> None:
        listed, delisted = self.texts("LISTED_ON"), self.texts("DELISTED_ON")
        valid_from = _days(listed[:1])[0][0] if _days(listed[:1]) else None
        # On the list through the day of delisting; the end of a claim is exclusive.
        off = [last for _, last in _days(delisted)]
        self.say(
            "topics", "sanction", method="un-list", valid_from=valid_from,
            valid_to=max(off) + timedelta(days=1) if off else None,
        )  # fmt: skip
        updated = self.texts("LAST_DAY_UPDATED")
        updates = sorted(day for day in map(partial_date, updated) if day)
        statements: tuple[tuple[str, Iterable[Entity | str]], ...] = (
            ("entity", [self.entity]),
            ("authority", [AUTHORITY]),
            ("authorityId", [self.key]),
            ("unscId", self.texts("REFERENCE_NUMBER")),
            ("program", self.texts("UN_LIST_TYPE")),
            ("programId", self.texts("UN_LIST_TYPE")),
            ("listingDate", listed),
            ("startDate", filter(partial_date, listed)),
            ("endDate", delisted),
            ("modifiedAt", updates[-1:]),
            ("description", [f"Amended on {', '.join(updates)}"] if updates else []),
            ("description", [f"Last update: {on}" for on in updated if not partial_date(on)]),
            ("description", [f"Submitted by {by}" for by in self.texts("SUBMITTED_BY")]),
            ("description", [f"Submitted on {on}" for on in self.texts("SUBMITTED_ON")]),
        )
        sanction = self.door.entity(
            "Sanction", f"{self.entity.id}/sanction", at=self.at, method="un-listing"
        )
        for prop, values in statements:
            for value in values:
                sanction.say(prop, value, valid_from=valid_from, or_note=f"{prop}: {value}")

    def alias(self, element: _Element) -> None:
        """INDIVIDUAL_ALIAS and ENTITY_ALIAS."""
        parts = self.parts(element, _ALIAS_PARTS | _BIRTH_PARTS if self.is_person else _ALIAS_PARTS)
        if not parts:
            return
        quality = parts.get("QUALITY", "").lower().strip(". ")
        if quality not in _ALIAS_QUALITIES:
            self.warn(f"alias quality not known, read as alias: {quality!r}")
        whole = parts.get("ALIAS_NAME", "")
        for name in names_in(whole):
            self.say(
                _ALIAS_QUALITIES.get(quality, "alias"), name, method="un-alias", original=whole
            )
        note = parts.get("NOTE", "")
        if match := _ORIGINAL_SCRIPT.search(note):
            self.say("alias", match["name"], method="un-original-script", original=note)
        if note:
            self.say("notes", f"Alias {whole}: {note}" if whole else note, method="un-alias")
        self._alias_birth(parts)

    def _alias_birth(self, parts: dict[str, str]) -> None:
        """Where and when the bearer of an alias is said to be born."""
        if not _BIRTH_PARTS & parts.keys():
            return
        entity = self.entity.now(method="un-alias")
        birth = parts.get("DATE_OF_BIRTH", "")
        days, _ = dates_of_range(birth)
        for day in days:
            entity.say("birthDate", day, original=birth, confidence=_UNDER_ALIAS)
        if birth and not days:
            entity.say("notes", f"Date of birth under an alias: {birth}")
        place = [parts.get(name, "") for name in ("CITY_OF_BIRTH", "COUNTRY_OF_BIRTH")]
        entity.say("birthPlace", ", ".join(filter(None, place)), confidence=_UNDER_ALIAS)
        entity.say("birthCountry", place[1], confidence=_UNDER_ALIAS)

    def address(self, element: _Element) -> None:
        """INDIVIDUAL_ADDRESS and ENTITY_ADDRESS."""
        parts = self.parts(element, _ADDRESS_PARTS)
        if not parts:
            return
        address = PostalAddress(
            street=parts.get("STREET", ""),
            city=parts.get("CITY", ""),
            state=parts.get("STATE_PROVINCE", ""),
            postal_code=parts.get("ZIP_CODE", ""),
            country=parts.get("COUNTRY", ""),
            remarks=parts.get("NOTE", ""),
        )
        key = f"{self.key}/address/{digest(address.full)}"
        say_address(
            self.entity.now(method="un-address"), address, namespace=self.namespace, key=key
        )

    def birth_date(self, element: _Element) -> None:
        """INDIVIDUAL_DATE_OF_BIRTH: exact, approximate, or between two years."""
        parts = self.parts(element, _BIRTH_DATE_PARTS)
        kind, note = parts.pop("TYPE_OF_DATE", "EXACT"), parts.get("NOTE", "")
        if not parts:
            return
        entity = self.entity.now(method="un-birth-date")
        exact = parts.get("DATE") or parts.get("YEAR")
        ends = [parts[name] for name in ("FROM_YEAR", "TO_YEAR") if name in parts]
        text = exact or " to ".join(ends) or note
        days, surely = dates_of_range(text)
        if kind.upper() == "APPROXIMATELY" or note.strip().lower().startswith("approx"):
            surely = min(surely, APPROXIMATELY)
            days = list(dict.fromkeys(map(approximate_date, days)))
        for day in days:
            entity.say("birthDate", day, original=f"{kind} {text}", confidence=surely)
        if kind.upper() not in ("EXACT", "APPROXIMATELY", "BETWEEN"):
            self.warn(f"type of date not known: {kind!r}")
        if note and (not days or text != note):
            entity.say("notes", f"Date of birth: {note}")
        if not days and not note:
            self.warn("date of birth not understood, kept as a note")
            entity.say("notes", f"Date of birth: {text}")

    def birth_place(self, element: _Element) -> None:
        """INDIVIDUAL_PLACE_OF_BIRTH."""
        parts = self.parts(element, _ADDRESS_PARTS)
        entity = self.entity.now(method="un-birth-place")
        order = ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")
        entity.say("birthPlace", ", ".join(parts[name] for name in order if name in parts))
        entity.say("birthCountry", parts.get("COUNTRY"))
        for name in ("NOTE", "ZIP_CODE"):
            if name in parts:
                entity.say("notes", f"Place of birth: {parts[name]}")

    def document(self, element: _Element) -> None:
        """INDIVIDUAL_DOCUMENT."""
        parts = self.parts(element, _DOCUMENT_PARTS)
        if not parts:
            return
        entity, whole = self.entity.now(method="un-document"), "; ".join(parts.values())
        document = read_document(parts)
        if document is None:
            self.warn("document without a number: kept as a note")
            entity.say("notes", f"Document: {whole}")
            return
        for name in ("ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"):
            if name in parts and country_code(parts[name]) is None:
                self.warn(f"country not known, kept as text: {parts[name][:60]!r}")
        say_document(entity, document, original=whole)

    def comments(self, element: _Element) -> None:
        """COMMENTS1."""
        text = text_of(element)
        self.say("notes", text, method="un-comment")
        match = _GENDER.search(text)
        if match and self.is_person:
            self.say("gender", match[1], method="un-comment", original=match[0])

    def gender(self, element: _Element) -> None:
        """GENDER."""
        text = text_of(element)
        self.say("gender", text, method="un-gender", or_note=text)

    def nationality(self, element: _Element) -> None:
        """NATIONALITY and NATIONALITY2; of an organisation it is only a country."""
        prop = "nationality" if self.is_person else "country"
        for text in self.values(element):
            self.say(prop, text, method="un-nationality", or_note=f"Nationality: {text}")

    def title(self, element: _Element) -> None:
        """TITLE."""
        for text in self.values(element):
            self.say("title" if self.is_person else "notes", text, method="un-title")

    def designation(self, element: _Element) -> None:
        """DESIGNATION, an office held or a rank."""
        for text in self.values(element):
            self.say("position" if self.is_person else "notes", text, method="un-designation")

    def original_script(self, element: _Element) -> None:
        """NAME_ORIGINAL_SCRIPT."""
        self.say("alias", text_of(element), method="un-original-script")


def _days(texts: Iterable[str]) -> list[tuple[date, date]]:
    """First and last day of each text that is a date."""
    return [date_bounds(day) for day in map(partial_date, texts) if day]


_ALIAS_QUALITIES = {
    "": "alias",
    "good": "alias",
    "a.k.a": "alias",
    "low": "weakAlias",
    "f.k.a": "previousName",
}
_OF_THE_SANCTION = frozenset(
    {
        "DATAID", "DELISTED_ON", "LAST_DAY_UPDATED", "LISTED_ON", "REFERENCE_NUMBER",
        "SUBMITTED_BY", "SUBMITTED_ON", "UN_LIST_TYPE",
    }
)  # fmt: skip
_OF_PERSONS = frozenset({"DATE_OF_BIRTH", "DOCUMENT", "GENDER", "PLACE_OF_BIRTH"})
_ALIAS_PARTS = frozenset({"QUALITY", "ALIAS_NAME", "NOTE"})
_BIRTH_PARTS = frozenset({"DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"})
_ADDRESS_PARTS = frozenset({"STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE"})
_BIRTH_DATE_PARTS = frozenset({"TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "NOTE"})
_DOCUMENT_PARTS = frozenset(
    {
        "TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER", "ISSUING_COUNTRY", "DATE_OF_ISSUE",
        "CITY_OF_ISSUE", "COUNTRY_OF_ISSUE", "NOTE",
    }
)  # fmt: skip

_HANDLERS: dict[str, Callable[[UnEntry, _Element], None]] = {
    "ADDRESS": UnEntry.address,
    "ALIAS": UnEntry.alias,
    "COMMENTS1": UnEntry.comments,
    "DATE_OF_BIRTH": UnEntry.birth_date,
    "DESIGNATION": UnEntry.designation,
    "DOCUMENT": UnEntry.document,
    "GENDER": UnEntry.gender,
    "NAME_ORIGINAL_SCRIPT": UnEntry.original_script,
    "NATIONALITY": UnEntry.nationality,
    "NATIONALITY2": UnEntry.nationality,
    "PLACE_OF_BIRTH": UnEntry.birth_place,
    "TITLE": UnEntry.title,
}
