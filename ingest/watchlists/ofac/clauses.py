"""What each kind of clause in an OFAC remark says of its entry.

A handler takes the entry, its entity where the clause stands, and the clause. It says what it can
and returns True; False means that it could not make sense of the value, which is then kept as a
note and reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.watchlists.addresses import country_at_end, digest
from ingest.watchlists.birth_dates import dates_of_range
from ingest.watchlists.identity_documents import Document, say_document
from ingest.watchlists.ofac import remarks as ofac_remarks
from ingest.watchlists.ofac.names import spoken_name

if TYPE_CHECKING:
    from ingest.watchlists.ofac.entry import Listed
    from ingest.watchlists.ofac.remarks import Clause
    from kg.lake import Entity

Handler = Callable[["Listed", "Entity", "Clause"], bool]

# A statement with one of these words is one the source itself does not hold for sure.
ALTERNATIVE, POSSIBLY, INFERRED = 0.8, 0.5, 0.9


def _confidence(clause: Clause) -> float:
    return ALTERNATIVE if clause.alternative else 1.0


def _plain(prop: str) -> Handler:
    """The value is the property's, in whatever form its type reads."""

    def handle(entry: Listed, entity: Entity, clause: Clause) -> bool:
        value = ofac_remarks.without_stop(clause.value).strip(" ,:")
        return entry.say_if_read(entity, prop, value, clause)

    return handle


def _birth_date(_: Listed, entity: Entity, clause: Clause) -> bool:
    if "birthDate" not in entity.schema.properties:
        return False
    dates, surely = dates_of_range(clause.value)
    for day in dates:
        surely = min(surely, _confidence(clause))
        entity.say("birthDate", day, original=clause.line, confidence=surely)
    return bool(dates)


def _birth_place(entry: Listed, entity: Entity, clause: Clause) -> bool:
    place, surely = ofac_remarks.without_stop(clause.value), _confidence(clause)
    if not entry.say_if_read(entity, "birthPlace", place, clause, surely):
        return False
    code = country_at_end(place)
    entity.say("birthCountry", code, original=clause.line, confidence=surely)
    return True


def _country(prop: str) -> Handler:
    def handle(entry: Listed, entity: Entity, clause: Clause) -> bool:
        surely = POSSIBLY if "possibly" in clause.value else _confidence(clause)
        return entry.say_if_read(entity, prop, clause.country, clause, surely)

    return handle


def _phone(entry: Listed, entity: Entity, clause: Clause) -> bool:
    text = clause.value.strip(" .")
    # OFAC writes "(98)(21)(66153220)": country code, area, number.
    if re.fullmatch(r"(?:\(\d+\)\s*)+", text):
        text = "+" + re.sub(r"\D", "", text)
    return entry.say_if_read(entity, "phone", text, clause)


def _note(_: Listed, entity: Entity, clause: Clause) -> bool:
    entity.say("notes", clause.line)
    return True


def _role(_: Listed, entity: Entity, clause: Clause) -> bool:
    # Words without a label: that they are an office is our reading.
    inferred = entity.now(method=f"{entity.method}-role")
    inferred.say("position", clause.value, original=clause.line, confidence=INFERRED)
    return True


def _title(_: Listed, entity: Entity, clause: Clause) -> bool:
    entity.say("title", clause.value, original=clause.line)
    return True


def _alias(prop: str) -> Handler:
    def handle(entry: Listed, entity: Entity, clause: Clause) -> bool:
        name = spoken_name(clause.value, person=entry.entry.is_person)
        entity.say(prop, name, original=clause.line)
        return True

    return handle


def _wallet(entry: Listed, entity: Entity, clause: Clause) -> bool:
    match = re.fullmatch(r"-?\s*([A-Z0-9]{2,10})\s+(\S{20,200}?)\.?", clause.value)
    if match is None:
        return False
    symbol, key = match.groups()
    currency = ofac_remarks.tables()["currencies"].get(symbol, symbol)
    wallet = entry.beside(entity, "CryptoWallet", f"wallet/{currency.lower()}-{key}")
    wallet.say("publicKey", key, original=clause.line)
    wallet.say("currency", currency, original=clause.line, or_note=clause.line)
    entry.tag(wallet, clause.line)
    if entry.is_party:
        wallet.say("holder", entity, original=clause.line)
    return True


def _not_one(entry: Listed, entity: Entity, clause: Clause, what: str) -> bool:
    entity.say("notes", clause.line)
    entry.warn(entity, f"{what}: kept as a note")
    return True


def _linked(entry: Listed, entity: Entity, clause: Clause) -> bool:
    other = entry.find(clause.value)
    if other is None:
        return _not_one(entry, entity, clause, "Linked To a name that is not exactly one entry's")
    link = entry.beside(entity, "UnknownLink", f"{entry.entry.row.ent_num}/link/{digest(other)}")
    link.say("subject", entity, original=clause.line)
    link.say("object", other, original=clause.line)
    link.say("role", "Linked To", original=clause.line)
    return True


def _relative(entry: Listed, entity: Entity, clause: Clause) -> bool:
    relationship, name = ofac_remarks.relative(clause.value)
    other = entry.find(name)
    if other is None:
        return _not_one(entry, entity, clause, "relative who is not exactly one entry")
    family = entry.beside(entity, "Family", f"{entry.entry.row.ent_num}/family/{digest(other)}")
    family.say("person", entity, original=clause.line)
    family.say("relative", other, original=clause.line)
    family.say("relationship", f"{relationship} of", original=clause.line)
    return True


def _owner(entry: Listed, entity: Entity, clause: Clause) -> bool:
    if entry.is_party:
        return False
    other = entry.find(clause.value)
    if other is None:
        entity.say("notes", f"Owner: {clause.value}", original=clause.line)
        entry.warn(entity, "owner who is not exactly one entry: kept as a note")
        return True
    owning = entry.beside(entity, "Ownership", f"{entry.entry.row.ent_num}/owner/{digest(other)}")
    owning.say("owner", other, original=clause.line)
    owning.say("asset", entity, original=clause.line)
    return True


def _operator(entry: Listed, entity: Entity, clause: Clause) -> bool:
    if entry.is_party:
        return False
    other = entry.find(clause.value)
    if other is None:
        return _not_one(entry, entity, clause, "operator who is not exactly one entry")
    entity.say("operator", other, original=clause.line)
    return True


def _flag(prop: str) -> Handler:
    def handle(entry: Listed, entity: Entity, clause: Clause) -> bool:
        if entry.schema == "Organization" and clause.label.startswith("Nationality"):
            code = entity.would_say("country", clause.country)
            if code is not None:
                entry.registers.add(code)
                entity.say("country", code, original=clause.line)
            return code is not None
        if entry.schema == "Vessel" and "None Identified" in clause.value:
            entity.say("notes", f"Flag: {clause.value}", original=clause.line)
            return True
        # "Other" marks a flag that is flown as well.
        surely = POSSIBLY if clause.label.startswith("Other") else 1.0
        return entry.say_if_read(entity, prop, clause.country, clause, surely)

    return handle


def _ship_number(entry: Listed, entity: Entity, clause: Clause) -> bool:
    if entry.schema == "Organization":
        # Owners and managers of ships have numbers of the same organisation.
        rules = ofac_remarks.tables()["documents"]
        return _document_of(
            entry, entity, clause, next(r for r in rules if r.get("property") == "imoNumber")
        )
    if entry.schema != "Vessel":
        return False
    return entry.say_if_read(entity, "imoNumber", clause.value, clause) or _not_one(
        entry, entity, clause, "IMO number with a wrong check digit"
    )


def _document(entry: Listed, entity: Entity, clause: Clause) -> bool:
    return _document_of(entry, entity, clause, clause.rule or {})


def _document_of(
    entry: Listed, entity: Entity, clause: Clause, rule: ofac_remarks.DocumentRule
) -> bool:
    parts = ofac_remarks.read_document(clause.value)
    if parts is None:
        return False
    registers, number = ofac_remarks.tables()["registers"], parts.number
    prop, kind = rule["property"], rule["type"]
    if not entry.is_party:
        if kind not in registers:
            return False
        entity.say("registrationNumber", number, original=clause.line)
        return True
    if prop not in entity.schema.properties:
        # A passport of an organisation, a company's number of a person.
        prop = "idNumber"
    if "otherwise" in rule:
        # Its words stand before other numbers too: only a right one is of that type.
        checked = entity.would_say(prop, number)
        if checked is None:
            prop, kind = rule["otherwise"], clause.label
        number = checked or number
    summary = [part for part in (clause.label, parts.extra) if part not in ("", kind)]
    say_document(
        entity,
        Document(
            schema=rule.get("schema", "Identification"),
            type=kind,
            number=number,
            property=prop,
            country=parts.country,
            issued=parts.issued,
            expires=parts.expires,
            summary="; ".join(summary),
        ),
        original=clause.line,
    )
    if parts.country and kind in registers:
        if entry.schema == "Organization":
            entry.registers.add(parts.country)
    elif parts.country and kind in ofac_remarks.tables()["tax"]:
        entity.say("country", parts.country, original=clause.line, confidence=INFERRED)
    return True


HANDLERS: dict[str, Handler] = {
    "alias": _alias("weakAlias"),
    "former-name": _alias("previousName"),
    "birth-date": _birth_date,
    "birth-place": _birth_place,
    "build-date": _plain("buildDate"),
    "call-sign": _plain("callSign"),
    "citizenship": _country("citizenship"),
    "deadweight": _plain("deadweightTonnage"),
    "document": _document,
    "email": _plain("email"),
    "established": _plain("incorporationDate"),
    "ethnicity": _plain("ethnicity"),
    "fax": _note,
    "gender": _plain("gender"),
    "gross-tonnage": _plain("grossRegisteredTonnage"),
    "imo": _ship_number,
    "linked": _linked,
    "mmsi": _plain("mmsi"),
    "model": _plain("model"),
    "nationality": _country("nationality"),
    "operator": _operator,
    "organization-type": _plain("classification"),
    "owner": _owner,
    "past-flag": _flag("pastFlags"),
    "past-tail-number": _note,
    "phone": _phone,
    "position": _plain("position"),
    "relative": _relative,
    "role": _role,
    "serial-number": _plain("serialNumber"),
    "tail-number": _plain("registrationNumber"),
    "title": _title,
    "tonnage": _plain("tonnage"),
    "vessel-flag": _flag("flag"),
    "vessel-type": _plain("type"),
    "wallet": _wallet,
    "website": _plain("website"),
}
"""Handler of each kind of clause."""
