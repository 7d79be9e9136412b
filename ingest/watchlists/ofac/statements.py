"""All that the files of OFAC say of one entry."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.watchlists.addresses import PostalAddress, say_address, split_city
from ingest.watchlists.ofac import remarks as ofac_remarks
from ingest.watchlists.ofac.clauses import HANDLERS
from ingest.watchlists.ofac.entry import Listed, place_of
from ingest.watchlists.ofac.names import given_and_suffix, spoken_name
from kg.text.dates import date_bounds, partial_date

if TYPE_CHECKING:
    from ingest.watchlists.ofac.entry import Entry
    from ingest.watchlists.ofac.names import NameIndex
    from ingest.watchlists.ofac.remarks import Clause
    from ingest.watchlists.ofac.rows import Row
    from kg.lake import Door, Entity, Place

AUTHORITY = "Office of Foreign Assets Control"

# Column of the primary file, kind of clause that says the same, and the column's title.
_VESSEL_COLUMNS = (
    ("call_sign", "call-sign", "Call sign"),
    ("vessel_type", "vessel-type", "Vessel type"),
    ("tonnage", "tonnage", "Tonnage"),
    ("gross_tonnage", "gross-tonnage", "Gross registered tonnage"),
    ("flag", "vessel-flag", "Vessel flag"),
    ("vessel_owner", "owner", "Vessel owner"),
)
_ALIASES = {"aka": "alias", "fka": "previousName", "nka": "alias"}
_ON_THE_SANCTION = frozenset({"listed", "effective", "provision"})


def say_entry(door: Door, namespace: str, entry: Entry, names: NameIndex) -> None:
    """Say all of an entry through the door."""
    listed = Listed(door, namespace, entry, names)
    _say_name(listed)
    _say_columns(listed)
    for row in entry.aliases:
        _say_alias(listed, row)
    for row in entry.addresses:
        _say_address(listed, row)
    clauses = _clauses(entry)
    dates = {kind: _dates(clauses, kind, entry) for kind in ("listed", "effective")}
    if first := (dates["listed"] or dates["effective"])[:1]:
        listed.listed_from = date_bounds(first[0])[0]
    listed.tag(listed.entity.now(method="ofac-list"))
    _say_sanctions(listed, clauses, dates)
    entity = listed.entity.now(method="ofac-remark")
    for place, clause in clauses:
        if clause.kind not in _ON_THE_SANCTION or not entry.programs:
            entity = entity.now(at=place)
            _say_clause(listed, entity, clause)
    if len(listed.registers) == 1:
        # Two registers in two countries would not say which number belongs to which.
        entity.say("jurisdiction", listed.registers.pop(), confidence=0.9)


def _say_name(listed: Listed) -> None:
    name, person = listed.entry.row.values["name"], listed.entry.is_person
    entity = listed.entity.now(method="ofac-name")
    entity.say("name", spoken_name(name, person=person), original=name)
    if person and "," in name:
        given, suffixes = given_and_suffix(name)
        parts = {"lastName": [name.partition(",")[0]], "firstName": given, "nameSuffix": suffixes}
        for prop, texts in parts.items():
            for text in texts:
                entity.say(prop, text, original=name, confidence=0.9)
    if listed.schema == "Airplane":
        entity.say("registrationNumber", name)


def _say_columns(listed: Listed) -> None:
    values = listed.entry.row.values
    title, prop = values["title"], "notes"
    if listed.entry.is_person:
        prop = "title" if title.rstrip(".").lower() in ofac_remarks.titles() else "position"
    listed.entity.say(prop, title, method="ofac-title")
    entity = listed.entity.now(method="ofac-vessel")
    for column, kind, label in _VESSEL_COLUMNS:
        text = values[column]
        if text and not HANDLERS[kind](listed, entity, ofac_remarks.Clause(kind, text, text, 0)):
            listed.warn(entity, f"vessel column not understood, kept as a note: {label}")
            entity.say("notes", f"{label}: {text}", original=text)


def _say_alias(listed: Listed, row: Row) -> None:
    name, kind = row.values["alt_name"], row.values["alt_type"].lower()
    entity = listed.entity.now(
        at=place_of(row, f",alt_num={row.values['alt_num']}"), method="ofac-alias"
    )
    if kind not in _ALIASES:
        listed.warn(entity, f"alias type not known, read as alias: {kind!r}")
    spoken = spoken_name(name, person=listed.entry.is_person)
    entity.say(_ALIASES.get(kind, "alias"), spoken, original=name)
    entity.say("notes", row.values["remarks"])


def _say_address(listed: Listed, row: Row) -> None:
    number = row.values["add_num"]
    city, state, postal_code = split_city(row.values["city"])
    parts = [row.values[column] for column in ("address", "city", "country")]
    say_address(
        listed.entity.now(at=place_of(row, f",add_num={number}"), method="ofac-address"),
        PostalAddress(
            street=parts[0],
            city=city,
            state=state,
            postal_code=postal_code,
            country=parts[2],
            remarks=row.values["remarks"],
        ),
        namespace=listed.namespace,
        key=f"{row.ent_num}/address/{number}",
        original=", ".join(part for part in parts if part),
    )


def _clauses(entry: Entry) -> list[tuple[Place, Clause]]:
    """The clauses of the remarks, each with the file and line it starts in.

    Remarks longer than the column go on in the comments file, cut in mid-word: they
    are put together again before they are taken apart.
    """
    rows = [entry.row, *entry.comments]
    texts = [row.raw["remarks"] for row in rows]
    ends = [sum(map(len, texts[: i + 1])) for i in range(len(texts))]
    found = []
    for start, text in ofac_remarks.split_remark("".join(texts)):
        row = rows[next(i for i, end in enumerate(ends) if start < end)]
        clause = ofac_remarks.classify(start, text, person=entry.is_person)
        found.append((place_of(row), clause))
    return found


def _dates(clauses: list[tuple[Place, Clause]], kind: str, entry: Entry) -> list[str]:
    """Dates of "Listing Date (EO 14024 Directive 1a): 01 Mar 2022" clauses, in order.

    A clause without a date, or without a programme to be listed under, becomes one that is not
    understood.
    """
    found = []
    for at, (place, clause) in enumerate(clauses):
        if clause.kind != kind:
            continue
        text = ofac_remarks.without_stop(clause.value).rpartition(":")[2]
        day = partial_date(text.strip())
        if day:
            found.append(day)
        if not day or not entry.programs:
            clauses[at] = (place, replace(clause, kind=ofac_remarks.NOT_UNDERSTOOD))
    return sorted(found)


def _say_sanctions(
    listed: Listed, clauses: list[tuple[Place, Clause]], dates: dict[str, list[str]]
) -> None:
    entry, since = listed.entry, listed.listed_from
    for program in entry.programs:
        key = re.sub(r"[^A-Za-z0-9]+", "-", program).strip("-")
        sanction = listed.door.entity(
            "Sanction",
            f"{listed.entity.id}/sanction/{key}",
            at=place_of(entry.row),
            method="ofac-program",
        )
        for prop, value in (
            ("entity", listed.entity),
            ("program", program),
            ("programId", program),
            ("authority", entry.authority or AUTHORITY),
            ("authorityId", entry.row.ent_num),
            ("country", "us" if entry.authority is None else None),
            ("summary", entry.list_name),
            *(("listingDate", day) for day in dates["listed"]),
            *(("startDate", day) for day in dates["effective"]),
        ):
            sanction.say(prop, value, valid_from=since)
        for place, clause in clauses:
            if clause.kind == "provision":
                sanction.now(at=place, method="ofac-remark").say(
                    "provisions", clause.value, original=clause.line, valid_from=since
                )
    if not entry.programs:
        listed.warn(listed.entity, "entry without a programme: no sanction made")


def _say_clause(listed: Listed, entity: Entity, clause: Clause) -> None:
    if clause.kind == "note":
        listed.warn(entity, "remark without a known label, kept as a note")
    elif clause.kind != "provision":
        handle = HANDLERS.get(clause.kind)
        if handle is not None and handle(listed, entity, clause):
            return
        kind = ofac_remarks.kind_of_unknown(clause.line)
        listed.warn(entity, f"remark not understood, kept as a note: {kind}")
    entity.say("notes", clause.line)
