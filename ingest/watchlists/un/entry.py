"""Claims of one entry of the UN Security Council's consolidated list."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ingest.watchlists.addresses import PostalAddress, add_address
from ingest.watchlists.birth_dates import APPROXIMATELY, dates_of_range
from ingest.watchlists.claims import RecordClaims, digest
from ingest.watchlists.identity_documents import add_document
from ingest.watchlists.un.identity_documents import read_document
from kg.text.dates import approximate_date, date_bounds, partial_date
from kg.text.markup import children, local_name, text_of
from kg.values.countries import country_code

if TYPE_CHECKING:
    from lxml.etree import _Element

    from kg.lake import SourceWriter

AUTHORITY = "United Nations Security Council"
SCHEMATA = {"INDIVIDUAL": "Person", "ENTITY": "Organization"}
"""Schema of each kind of record. An ENTITY may be a company, a bank or an armed group."""

NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")

IGNORED = frozenset({"SORT_KEY", "SORT_KEY_LAST_MOD", "VERSIONNUM", "LIST_TYPE"})
"""Elements left out on purpose: sort keys, the constant version 1 and "UN List"."""

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
    """Turns one INDIVIDUAL or ENTITY element into claims."""

    def __init__(
        self,
        writer: SourceWriter,
        namespace: str,
        element: _Element,
        *,
        file: str,
        line: int | None,
        dataid: str,
    ) -> None:
        self.writer = writer
        self.namespace = namespace
        self.element = element
        self.schema = SCHEMATA[local_name(element)]
        self.key = dataid
        self.id = f"{namespace}:{dataid}"
        self.claims = RecordClaims(writer, file, f"dataid={dataid}", line)

    def make(self) -> None:
        """Add all claims of the entry."""
        self._name()
        self._sanction()
        for name, child in children(self.element):
            if name in NAME_PARTS or name in IGNORED or name in _OF_THE_SANCTION:
                continue
            handle = _HANDLERS.get(name.removeprefix("INDIVIDUAL_").removeprefix("ENTITY_"))
            if handle is None:
                self.unknown(name, child)
            else:
                handle(self, child)

    def say(
        self,
        prop: str,
        value: str | None,
        method: str,
        *,
        original: str | None = None,
        confidence: float = 1.0,
    ) -> None:
        """Add a claim about the entry itself."""
        self.claims.add(
            self.id, self.schema, prop, value, method, original=original, confidence=confidence
        )

    def unknown(self, name: str, element: _Element) -> None:
        """Keep what an unknown element says and report it."""
        self.writer.warn(f"element not known: {name}")
        text = text_of(element)
        self.say("notes", f"{name}: {text}" if text else None, "un-unknown-element")

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

    def country(self, text: str) -> str | None:
        """Code of a country; an unknown one is reported."""
        code = country_code(text)
        if text and code is None:
            self.writer.warn(f"country not known, kept as text: {text[:60]!r}")
        return code

    def _name(self) -> None:
        whole = " ".join(text for part in NAME_PARTS for text in self.texts(part))
        names = [whole]
        if self.schema == "Organization":
            names = [name for part in names_in(whole) for name in part.split(" / ")]
        self.say("name", names[0], "un-name", original=whole)
        for name in names[1:]:
            self.say("alias", name, "un-name", original=whole)

    def _sanction(self) -> None:
        listed = [partial_date(text) for text in self.texts("LISTED_ON")]
        valid_from = _first_day(listed[0]) if listed else None
        delisted = [partial_date(text) for text in self.texts("DELISTED_ON")]
        off = [day for day in delisted if day]
        # On the list through the day of delisting; the end of a claim is exclusive.
        valid_to = date_bounds(max(off))[1] + timedelta(days=1) if off else None
        self.claims.add(
            self.id, self.schema, "topics", "sanction", "un-list",
            valid_from=valid_from, valid_to=valid_to,
        )  # fmt: skip
        updates = sorted(filter(None, map(partial_date, self.texts("LAST_DAY_UPDATED"))))
        sanction = f"{self.id}/sanction"
        statements: list[tuple[str, list[str] | list[str | None]]] = [
            ("entity", [self.id]),
            ("authority", [AUTHORITY]),
            ("authorityId", [self.key]),
            ("unscId", self.texts("REFERENCE_NUMBER")),
            ("program", self.texts("UN_LIST_TYPE")),
            ("programId", self.texts("UN_LIST_TYPE")),
            ("listingDate", listed),
            ("startDate", listed),
            ("endDate", delisted),
            ("modifiedAt", updates[-1:]),
            ("description", [f"Amended on {', '.join(updates)}"] if updates else []),
            ("description", [f"Submitted by {by}" for by in self.texts("SUBMITTED_BY")]),
            ("description", [f"Submitted on {on}" for on in self.texts("SUBMITTED_ON")]),
        ]
        for prop, values in statements:
            for value in values:
                self.claims.add(
                    sanction, "Sanction", prop, value, "un-listing", valid_from=valid_from
                )
        for element in ("LISTED_ON", "DELISTED_ON", "LAST_DAY_UPDATED"):
            for text in self.texts(element):
                if partial_date(text) is None:
                    self.writer.warn(f"{element} is no date, kept as a note")
                    self.say("notes", f"{element}: {text}", "un-listing")

    def alias(self, element: _Element) -> None:
        """INDIVIDUAL_ALIAS and ENTITY_ALIAS."""
        parts = self.parts(element, _ALIAS_PARTS)
        if not parts:
            return
        quality = parts.get("QUALITY", "").lower().strip(". ")
        kinds = {
            "": "alias",
            "good": "alias",
            "a.k.a": "alias",
            "low": "weakAlias",
            "f.k.a": "previousName",
        }
        if quality not in kinds:
            self.writer.warn(f"alias quality not known, read as alias: {quality!r}")
        whole = parts.get("ALIAS_NAME", "")
        for name in names_in(whole):
            self.say(kinds.get(quality, "alias"), name, "un-alias", original=whole)
        note = parts.get("NOTE", "")
        if match := _ORIGINAL_SCRIPT.search(note):
            self.say("alias", match["name"], "un-original-script", original=note)
        if note:
            self.say("notes", f"Alias {whole}: {note}" if whole else note, "un-alias")
        self._alias_birth(parts)

    def _alias_birth(self, parts: dict[str, str]) -> None:
        """Where and when the bearer of an alias is said to be born."""
        birth = parts.get("DATE_OF_BIRTH", "")
        for day in dates_of_range(birth)[0]:
            self.say("birthDate", day, "un-alias", original=birth, confidence=_UNDER_ALIAS)
        place = [parts.get(name, "") for name in ("CITY_OF_BIRTH", "COUNTRY_OF_BIRTH")]
        whole = ", ".join(filter(None, place))
        self.say("birthPlace", whole, "un-alias", confidence=_UNDER_ALIAS)
        code = self.country(place[1])
        self.say("birthCountry", code, "un-alias", original=place[1], confidence=_UNDER_ALIAS)
        if birth and not dates_of_range(birth)[0]:
            self.say("notes", f"Date of birth under an alias: {birth}", "un-alias")

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
        add_address(
            self.claims,
            self.id,
            self.schema,
            address,
            namespace=self.namespace,
            key=f"{self.key}/address/{digest(address.full)}",
            method="un-address",
        )

    def birth_date(self, element: _Element) -> None:
        """INDIVIDUAL_DATE_OF_BIRTH: exact, approximate, or between two years."""
        parts = self.parts(element, _BIRTH_DATE_PARTS)
        kind, note = parts.pop("TYPE_OF_DATE", "EXACT"), parts.get("NOTE", "")
        if not parts:
            return
        exact = parts.get("DATE") or parts.get("YEAR")
        ends = [parts[name] for name in ("FROM_YEAR", "TO_YEAR") if name in parts]
        text = exact or " to ".join(ends) or note
        days, surely = dates_of_range(text)
        if kind.upper() == "APPROXIMATELY" or note.strip().lower().startswith("approx"):
            surely = min(surely, APPROXIMATELY)
            days = list(dict.fromkeys(map(approximate_date, days)))
        original = f"{kind} {text}"
        for day in days:
            self.say("birthDate", day, "un-birth-date", original=original, confidence=surely)
        if kind.upper() not in ("EXACT", "APPROXIMATELY", "BETWEEN"):
            self.writer.warn(f"type of date not known: {kind!r}")
        if note and (not days or text != note):
            self.say("notes", f"Date of birth: {note}", "un-birth-date")
        if not days and not note:
            self.writer.warn("date of birth not understood, kept as a note")
            self.say("notes", f"Date of birth: {text}", "un-birth-date")

    def birth_place(self, element: _Element) -> None:
        """INDIVIDUAL_PLACE_OF_BIRTH."""
        parts = self.parts(element, _ADDRESS_PARTS)
        order = ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")
        place = ", ".join(parts[name] for name in order if name in parts)
        country = parts.get("COUNTRY", "")
        self.say("birthPlace", place, "un-birth-place")
        self.say("birthCountry", self.country(country), "un-birth-place", original=country)
        for name in ("NOTE", "ZIP_CODE"):
            if name in parts:
                self.say("notes", f"Place of birth: {parts[name]}", "un-birth-place")

    def document(self, element: _Element) -> None:
        """INDIVIDUAL_DOCUMENT."""
        parts = self.parts(element, _DOCUMENT_PARTS)
        if not parts:
            return
        whole = "; ".join(parts.values())
        document = read_document(parts)
        if document is None:
            self.writer.warn("document without a number: kept as a note")
            self.say("notes", f"Document: {whole}", "un-document")
            return
        for name in ("ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"):
            self.country(parts.get(name, ""))
        add_document(
            self.claims, self.id, self.schema, document, method="un-document", original=whole
        )

    def comments(self, element: _Element) -> None:
        """COMMENTS1."""
        text = text_of(element)
        self.say("notes", text, "un-comment")
        match = re.search(r"\bGender:\s*(male|female)\b", text, re.IGNORECASE)
        if match and self.schema == "Person":
            self.say("gender", match[1].lower(), "un-comment", original=match[0])

    def gender(self, element: _Element) -> None:
        """GENDER."""
        text = text_of(element)
        known = text.lower() in ("male", "female")
        self.say("gender" if known else "notes", text.lower() if known else text, "un-gender",
                 original=text)  # fmt: skip

    def nationality(self, element: _Element) -> None:
        """NATIONALITY and NATIONALITY2; of an organisation it is only a country."""
        prop = "nationality" if self.schema == "Person" else "country"
        for text in self.values(element):
            code = self.country(text)
            if code:
                self.say(prop, code, "un-nationality", original=text)
            else:
                self.say("notes", f"Nationality: {text}", "un-nationality")

    def title(self, element: _Element) -> None:
        """TITLE."""
        for text in self.values(element):
            self.say("title" if self.schema == "Person" else "notes", text, "un-title")

    def designation(self, element: _Element) -> None:
        """DESIGNATION, an office held or a rank."""
        for text in self.values(element):
            self.say("position" if self.schema == "Person" else "notes", text, "un-designation")

    def original_script(self, element: _Element) -> None:
        """NAME_ORIGINAL_SCRIPT."""
        self.say("alias", text_of(element), "un-original-script")


def _first_day(day: str | None) -> date | None:
    return date_bounds(day)[0] if day else None


_OF_THE_SANCTION = frozenset(
    {
        "DATAID", "DELISTED_ON", "LAST_DAY_UPDATED", "LISTED_ON", "REFERENCE_NUMBER",
        "SUBMITTED_BY", "SUBMITTED_ON", "UN_LIST_TYPE",
    }
)  # fmt: skip
_ALIAS_PARTS = frozenset(
    {"QUALITY", "ALIAS_NAME", "NOTE", "DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"}
)
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
