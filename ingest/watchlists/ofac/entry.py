"""Claims of one OFAC entry."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from ingest.watchlists.addresses import PostalAddress, add_address, split_city
from ingest.watchlists.claims import RecordClaims, one_line
from ingest.watchlists.ofac import remarks as ofac_remarks
from ingest.watchlists.ofac.clauses import VALUE_HANDLERS
from ingest.watchlists.ofac.names import given_and_suffix, spoken_name
from kg.text.dates import date_bounds, partial_date
from kg.values.countries import country_code

if TYPE_CHECKING:
    from ingest.watchlists.ofac.names import NameIndex
    from ingest.watchlists.ofac.remarks import Clause
    from ingest.watchlists.ofac.rows import Row
    from kg.lake import SourceWriter

AUTHORITY = "Office of Foreign Assets Control"
SCHEMATA = {"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane", "": "Organization"}
"""Schema of each `SDN_Type`. The empty one is "entity": any organisation, not only a company."""

# Column of the primary file, kind of clause that says the same, and the column's title.
_VESSEL_COLUMNS = (
    ("call_sign", "call-sign", "Call sign"),
    ("vessel_type", "vessel-type", "Vessel type"),
    ("tonnage", "tonnage", "Tonnage"),
    ("gross_tonnage", "gross-tonnage", "Gross registered tonnage"),
    ("flag", "vessel-flag", "Vessel flag"),
    ("vessel_owner", "owner", "Vessel owner"),
)


@dataclass(slots=True)
class Entry:
    """A row of the primary file with all that the other files add to it.

    Attributes:
        list_name: the list it stands on, as a person would say it.
        authority: who keeps that list; None is OFAC.
        comments: row of the comments file that goes on with its remarks.
    """

    row: Row
    list_name: str
    authority: str | None = None
    aliases: list[Row] = field(default_factory=list)
    addresses: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)

    @property
    def schema(self) -> str:
        """Ontology schema of the entry."""
        return SCHEMATA[self.row.values["type"].lower()]

    @property
    def is_person(self) -> bool:
        """The entry is an individual."""
        return self.schema == "Person"

    @property
    def programs(self) -> list[str]:
        """Codes of its programmes: "NPWMD] [IFSR" is two."""
        text = self.row.values["program"]
        return list(dict.fromkeys(p.strip() for p in re.split(r"[\]\[;]+", text) if p.strip()))


class EntryClaims:
    """Turns one entry into claims."""

    def __init__(
        self, writer: SourceWriter, namespace: str, entry: Entry, names: NameIndex
    ) -> None:
        self.writer = writer
        self.namespace = namespace
        self.entry = entry
        self.names = names
        self.schema = entry.schema
        self.id = f"{namespace}:{entry.row.ent_num}"
        self.claims = self._at(entry.row)
        self.sanctions = [
            f"{self.id}/sanction/{re.sub(r'[^A-Za-z0-9]+', '-', program).strip('-')}"
            for program in entry.programs
        ]
        self.registers: set[str] = set()
        self.listed_from: date | None = None

    def _at(self, row: Row) -> RecordClaims:
        return RecordClaims(self.writer, row.file, f"ent_num={row.ent_num}", row.line)

    def make(self) -> None:
        """Add all claims of the entry."""
        self._name()
        self._columns()
        for row in self.entry.aliases:
            self._alias(row)
        for row in self.entry.addresses:
            self._address(row)
        clauses = self._clauses()
        listed = self._dates(clauses, "listed")
        effective = self._dates(clauses, "effective")
        self.listed_from = _first_day((listed or effective)[:1])
        self.tag(self.id, self.schema, self._at(self.entry.row), "ofac-list")
        self._sanction(clauses, listed, effective)
        for claims, clause in clauses:
            self.claims = claims
            self._clause(clause)
        if len(self.registers) == 1:
            # Two registers in two countries would not say which number belongs to which.
            self.say("jurisdiction", self.registers.pop(), confidence=0.9)

    def say(
        self,
        prop: str,
        value: str | None,
        *,
        method: str = "ofac-remark",
        original: str | None = None,
        confidence: float = 1.0,
    ) -> None:
        """Add a claim about the entry itself."""
        self.claims.add(
            self.id, self.schema, prop, value, method, original=original, confidence=confidence
        )

    def tag(
        self,
        entity: str,
        schema: str,
        claims: RecordClaims,
        method: str,
        *,
        original: str | None = None,
    ) -> None:
        """Say that something is sanctioned, from the day of the listing on where it is known."""
        claims.add(
            entity, schema, "topics", "sanction", method,
            original=original, valid_from=self.listed_from,
        )  # fmt: skip

    def note(self, text: str, *, original: str | None = None) -> None:
        """Keep words as a note."""
        self.say("notes", text, original=original)

    def _name(self) -> None:
        name = self.entry.row.values["name"]
        spoken = spoken_name(name, person=self.entry.is_person)
        self.say("name", spoken, method="ofac-name", original=name)
        if self.entry.is_person and "," in name:
            last = name.partition(",")[0]
            given, suffixes = given_and_suffix(name)
            self.say("lastName", last, method="ofac-name", original=name, confidence=0.9)
            for prop, parts in (("firstName", given), ("nameSuffix", suffixes)):
                for part in parts:
                    self.say(prop, part, method="ofac-name", original=name, confidence=0.9)

    def _columns(self) -> None:
        values = self.entry.row.values
        title = values["title"]
        if title and self.entry.is_person:
            titles = {word.lower() for word in ofac_remarks.tables()["titles"]}
            prop = "title" if title.rstrip(".").lower() in titles else "position"
            self.say(prop, title, method="ofac-title")
        elif title:
            self.say("notes", title, method="ofac-title")
        if self.schema == "Airplane":
            self.say("registrationNumber", values["name"], method="ofac-name")
        for column, kind, label in _VESSEL_COLUMNS:
            text = values[column]
            if text:
                clause = ofac_remarks.Clause(kind, text, text, 0)
                if not VALUE_HANDLERS[kind](self, clause, "ofac-vessel"):
                    self.writer.warn(f"vessel column not understood, kept as a note: {label}")
                    self.say("notes", f"{label}: {text}", method="ofac-vessel", original=text)

    def _alias(self, row: Row) -> None:
        self.claims = self._at(row)
        self.claims.record += f",alt_num={row.values['alt_num']}"
        name = row.values["alt_name"]
        spoken = spoken_name(name, person=self.entry.is_person)
        kinds = {"aka": "alias", "fka": "previousName", "nka": "alias"}
        kind = row.values["alt_type"].lower()
        if kind not in kinds:
            self.writer.warn(f"alias type not known, read as alias: {kind!r}")
        self.say(kinds.get(kind, "alias"), spoken, method="ofac-alias", original=name)
        self.say("notes", row.values["remarks"], method="ofac-alias")

    def _address(self, row: Row) -> None:
        self.claims = self._at(row)
        self.claims.record += f",add_num={row.values['add_num']}"
        city, state, postal_code = split_city(row.values["city"])
        parts = [row.values[column] for column in ("address", "city", "country")]
        add_address(
            self.claims,
            self.id,
            self.schema,
            PostalAddress(
                street=parts[0],
                city=city,
                state=state,
                postal_code=postal_code,
                country=parts[2],
                remarks=row.values["remarks"],
            ),
            namespace=self.namespace,
            key=f"{row.ent_num}/address/{row.values['add_num']}",
            method="ofac-address",
            original=", ".join(part for part in parts if part),
        )

    def _clauses(self) -> list[tuple[RecordClaims, Clause]]:
        """The clauses of the remarks, each with the file and line it starts in.

        Remarks longer than the column go on in the comments file, cut in mid-word: they
        are put together again before they are taken apart.
        """
        rows = [self.entry.row, *self.entry.comments]
        texts = [row.raw["remarks"] for row in rows]
        ends = [sum(map(len, texts[: i + 1])) for i in range(len(texts))]
        found = []
        for start, text in ofac_remarks.split_remark("".join(texts)):
            row = rows[next(i for i, end in enumerate(ends) if start < end)]
            clause = ofac_remarks.classify(start, text, person=self.entry.is_person)
            found.append((self._at(row), clause))
        return found

    def _sanction(
        self, clauses: list[tuple[RecordClaims, Clause]], listed: list[str], effective: list[str]
    ) -> None:
        valid_from = self.listed_from
        for sanction, program in zip(self.sanctions, self.entry.programs, strict=True):
            for prop, value in (
                ("entity", self.id),
                ("program", program),
                ("programId", program),
                ("authority", self.entry.authority or AUTHORITY),
                ("authorityId", self.entry.row.ent_num),
                *([("country", "us")] if self.entry.authority is None else []),
                ("summary", self.entry.list_name),
                *(("listingDate", day) for day in listed),
                *(("startDate", day) for day in effective),
            ):
                self._at(self.entry.row).add(
                    sanction, "Sanction", prop, value, "ofac-program", valid_from=valid_from
                )
            for claims, clause in clauses:
                if clause.kind == "provision":
                    text = one_line(clause.text)
                    claims.add(
                        sanction, "Sanction", "provisions", clause.value, "ofac-remark",
                        original=text, valid_from=valid_from,
                    )  # fmt: skip
        if not self.sanctions:
            self.writer.warn("entry without a programme: no sanction made")

    def _dates(self, clauses: list[tuple[RecordClaims, Clause]], kind: str) -> list[str]:
        """Dates of "Listing Date (EO 14024 Directive 1a): 01 Mar 2022" clauses, in order."""
        found = []
        for at, (claims, clause) in enumerate(clauses):
            if clause.kind != kind:
                continue
            text = ofac_remarks.without_stop(clause.value).rpartition(":")[2]
            day = partial_date(text.strip())
            if day:
                found.append(day)
            if not day or not self.sanctions:
                clauses[at] = (claims, replace(clause, kind=ofac_remarks.NOT_UNDERSTOOD))
        return sorted(found)

    def _clause(self, clause: Clause) -> None:
        text = one_line(clause.text)
        if clause.kind in ("listed", "effective") or (
            clause.kind == "provision" and self.sanctions
        ):
            # On the sanctions already.
            return
        if clause.kind in ("note", "provision"):
            self.note(text)
            return
        handle = VALUE_HANDLERS.get(clause.kind)
        if handle is None or not handle(self, clause, "ofac-remark"):
            kind = ofac_remarks.kind_of_unknown(text)
            self.writer.warn(f"remark not understood, kept as a note: {kind}")
            self.note(text)

    def find(self, name: str) -> str | None:
        """Entity id of the one other entry that has a name, None when it is not one."""
        for spelling in dict.fromkeys((name, ofac_remarks.without_stop(name), name + ".")):
            found = self.names.find(spelling, but=self.entry.row.ent_num)
            if len(found) == 1:
                return f"{self.namespace}:{found[0]}"
            if found:
                break
        return None

    def country(self, text: str) -> str | None:
        """Code of a country in a remark, "possibly" and a final stop apart."""
        return country_code(text.strip(" .:").removeprefix("possibly "))


def _first_day(dates: list[str]) -> date | None:
    return date_bounds(dates[0])[0] if dates else None
