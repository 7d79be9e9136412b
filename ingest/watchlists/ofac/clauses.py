"""What each kind of clause in an OFAC remark says of its entry.

A handler takes the entry, the clause and the name of the method, adds claims, and
returns True; False means that it could not make sense of the value, which is then kept
as a note and reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.watchlists.addresses import country_at_end
from ingest.watchlists.birth_dates import dates_of_range
from ingest.watchlists.claims import digest, one_line
from ingest.watchlists.identity_documents import Document, add_document
from ingest.watchlists.ofac import remarks as ofac_remarks
from ingest.watchlists.ofac.names import spoken_name
from kg.text.dates import partial_date
from kg.values import identifiers

if TYPE_CHECKING:
    from ingest.watchlists.ofac.entry import EntryClaims
    from ingest.watchlists.ofac.remarks import Clause

Handler = Callable[["EntryClaims", "Clause", str], bool]

# A statement with one of these words is one the source itself does not hold for sure.
ALTERNATIVE, POSSIBLY, INFERRED = 0.8, 0.5, 0.9
_CHECKS = {"lei": identifiers.lei, "bic": identifiers.bic, "imo": identifiers.imo}


def _confidence(clause: Clause) -> float:
    return ALTERNATIVE if clause.alternative else 1.0


def _birth_date(entry: EntryClaims, clause: Clause, method: str) -> bool:
    if entry.schema != "Person":
        return False
    dates, surely = dates_of_range(clause.value)
    surely = min(surely, _confidence(clause))
    for day in dates:
        entry.say(
            "birthDate", day, method=method, original=one_line(clause.text), confidence=surely
        )
    return bool(dates)


def _birth_place(entry: EntryClaims, clause: Clause, method: str) -> bool:
    if entry.schema != "Person":
        return False
    place = ofac_remarks.without_stop(clause.value)
    text, surely = one_line(clause.text), _confidence(clause)
    entry.say("birthPlace", place, method=method, original=text, confidence=surely)
    code = country_at_end(place)
    entry.say("birthCountry", code, method=method, original=text, confidence=surely)
    return True


def _country(prop: str) -> Handler:
    def handle(entry: EntryClaims, clause: Clause, method: str) -> bool:
        code = entry.country(clause.value)
        if code is None or entry.schema != "Person":
            return False
        surely = POSSIBLY if "possibly" in clause.value else _confidence(clause)
        text = one_line(clause.text)
        entry.say(prop, code, method=method, original=text, confidence=surely)
        return True

    return handle


def _gender(entry: EntryClaims, clause: Clause, method: str) -> bool:
    gender = clause.value.strip(" .").lower()
    if gender not in ("male", "female") or entry.schema != "Person":
        return False
    entry.say("gender", gender, method=method, original=one_line(clause.text))
    return True


def _email(entry: EntryClaims, clause: Clause, method: str) -> bool:
    address = ofac_remarks.without_stop(clause.value)
    if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", address) or not _is_party(entry):
        return False
    entry.say("email", address.lower(), method=method, original=one_line(clause.text))
    return True


def _website(entry: EntryClaims, clause: Clause, method: str) -> bool:
    site = ofac_remarks.without_stop(clause.value)
    if not re.fullmatch(r"(?:https?://)?[^\s/]+\.[^\s]+", site, re.I) or not _is_party(entry):
        return False
    if not re.match(r"https?://", site, re.IGNORECASE):
        site = f"http://{site}"
    entry.say("website", site, method=method, original=one_line(clause.text))
    return True


def _phone(entry: EntryClaims, clause: Clause, method: str) -> bool:
    text = clause.value.strip(" .")
    if not re.fullmatch(r"[\d\s()+./x-]{5,}(?:ext\.? ?\d+)?", text) or not _is_party(entry):
        return False
    # OFAC writes "(98)(21)(66153220)": country code, area, number.
    if re.fullmatch(r"(?:\(\d+\)\s*)+", text):
        text = "+" + re.sub(r"\D", "", text)
    entry.say("phone", text, method=method, original=one_line(clause.text))
    return True


def _note(entry: EntryClaims, clause: Clause, method: str) -> bool:
    entry.say("notes", clause.text, method=method)
    return True


def _text(prop: str, schema: str) -> Handler:
    def handle(entry: EntryClaims, clause: Clause, method: str) -> bool:
        if entry.schema != schema:
            return False
        value = ofac_remarks.without_stop(clause.value).strip(" ,:")
        entry.say(prop, value, method=method, original=one_line(clause.text))
        return True

    return handle


def _role(entry: EntryClaims, clause: Clause, method: str) -> bool:
    # Words without a label: that they are an office is our reading.
    entry.say(
        "position", clause.value, method=f"{method}-role", original=one_line(clause.text),
        confidence=INFERRED,
    )  # fmt: skip
    return True


def _title(entry: EntryClaims, clause: Clause, method: str) -> bool:
    entry.say("title", clause.value, method=method, original=one_line(clause.text))
    return True


def _alias(prop: str) -> Handler:
    def handle(entry: EntryClaims, clause: Clause, method: str) -> bool:
        name = spoken_name(clause.value, person=entry.schema == "Person")
        entry.say(prop, name, method=method, original=one_line(clause.text))
        return True

    return handle


def _established(entry: EntryClaims, clause: Clause, method: str) -> bool:
    day = partial_date(clause.value.strip(" ."))
    if day is None or not _is_party(entry):
        return False
    entry.say("incorporationDate", day, method=method, original=one_line(clause.text))
    return True


def _wallet(entry: EntryClaims, clause: Clause, method: str) -> bool:
    match = re.fullmatch(r"-?\s*([A-Z0-9]{2,10})\s+(\S{20,200}?)\.?", clause.value)
    if match is None:
        return False
    symbol, key = match.groups()
    currency = ofac_remarks.tables()["currencies"].get(symbol, symbol)
    wallet = f"{entry.namespace}:wallet/{currency.lower()}-{key}"
    text = one_line(clause.text)
    for prop, value in (("publicKey", key), ("currency", currency)):
        entry.claims.add(wallet, "CryptoWallet", prop, value, method, original=text)
    entry.tag(wallet, "CryptoWallet", entry.claims, method, original=text)
    if _is_party(entry):
        entry.claims.add(wallet, "CryptoWallet", "holder", entry.id, method, original=text)
    return True


def _linked(entry: EntryClaims, clause: Clause, method: str) -> bool:
    other = entry.find(clause.value)
    text = one_line(clause.text)
    if other is None:
        entry.say("notes", text, method=method)
        entry.writer.warn("Linked To a name that is not exactly one entry's: kept as a note")
        return True
    link = f"{entry.id}/link/{digest(other)}"
    for prop, value in (("subject", entry.id), ("object", other), ("role", "Linked To")):
        entry.claims.add(link, "UnknownLink", prop, value, method, original=text)
    return True


def _relative(entry: EntryClaims, clause: Clause, method: str) -> bool:
    relationship, name = ofac_remarks.relative(clause.value)
    other = entry.find(name)
    text = one_line(clause.text)
    if other is None:
        entry.say("notes", text, method=method)
        entry.writer.warn("relative who is not exactly one entry: kept as a note")
        return True
    family = f"{entry.id}/family/{digest(other)}"
    for prop, value in (
        ("person", entry.id),
        ("relative", other),
        ("relationship", f"{relationship} of"),
    ):
        entry.claims.add(family, "Family", prop, value, method, original=text)
    return True


def _owner(entry: EntryClaims, clause: Clause, method: str) -> bool:
    other = entry.find(clause.value)
    text = one_line(clause.text)
    if entry.schema not in ("Vessel", "Airplane"):
        return False
    if other is None:
        entry.say("notes", f"Owner: {clause.value}", method=method, original=text)
        entry.writer.warn("owner who is not exactly one entry: kept as a note")
        return True
    ownership = f"{entry.id}/owner/{digest(other)}"
    for prop, value in (("owner", other), ("asset", entry.id)):
        entry.claims.add(ownership, "Ownership", prop, value, method, original=text)
    return True


def _operator(entry: EntryClaims, clause: Clause, method: str) -> bool:
    if entry.schema not in ("Vessel", "Airplane"):
        return False
    other = entry.find(clause.value)
    if other is None:
        entry.say("notes", clause.text, method=method)
        entry.writer.warn("operator who is not exactly one entry: kept as a note")
        return True
    entry.say("operator", other, method=method, original=one_line(clause.text))
    return True


def _flag(prop: str) -> Handler:
    def handle(entry: EntryClaims, clause: Clause, method: str) -> bool:
        code = entry.country(clause.value)
        text = one_line(clause.text)
        if code and entry.schema == "Organization" and clause.label.startswith("Nationality"):
            entry.registers.add(code)
            entry.say("country", code, method=method, original=text)
            return True
        if entry.schema != "Vessel" or (code is None and "None Identified" not in clause.value):
            return False
        # "Other" marks a flag that is flown as well.
        surely = POSSIBLY if clause.label.startswith("Other") else 1.0
        if code is None:
            entry.say("notes", f"Flag: {clause.value}", method=method, original=text)
        else:
            entry.say(prop, code, method=method, original=text, confidence=surely)
        return True

    return handle


def _ship_number(entry: EntryClaims, clause: Clause, method: str) -> bool:
    number, text = identifiers.imo(clause.value), one_line(clause.text)
    if entry.schema == "Organization":
        # Owners and managers of ships have numbers of the same organisation.
        rule = {"type": "Company IMO Number", "property": "idNumber"}
        return _document(entry, replace(clause, rule=rule), method)
    if entry.schema != "Vessel":
        return False
    if number is None:
        entry.say("notes", text, method=method)
        entry.writer.warn("IMO number with a wrong check digit: kept as a note")
        return True
    entry.say("imoNumber", number, method=method, original=text)
    return True


def _mmsi(entry: EntryClaims, clause: Clause, method: str) -> bool:
    number = clause.value.strip(" .")
    if entry.schema != "Vessel" or not re.fullmatch(r"\d{9}", number):
        return False
    entry.say("mmsi", number, method=method, original=one_line(clause.text))
    return True


def _tonnage(prop: str) -> Handler:
    def handle(entry: EntryClaims, clause: Clause, method: str) -> bool:
        number = clause.value.strip(" .").replace(",", "")
        if entry.schema != "Vessel" or not re.fullmatch(r"\d{1,9}(?:\.\d+)?", number):
            return False
        entry.say(prop, number, method=method, original=one_line(clause.text))
        return True

    return handle


def _build_date(entry: EntryClaims, clause: Clause, method: str) -> bool:
    day = partial_date(clause.value.strip(" ."))
    if day is None or entry.schema not in ("Vessel", "Airplane"):
        return False
    entry.say("buildDate", day, method=method, original=one_line(clause.text))
    return True


def _is_party(entry: EntryClaims) -> bool:
    return entry.schema in ("Person", "Organization")


def _document(entry: EntryClaims, clause: Clause, method: str) -> bool:
    rule = clause.rule or {}
    parts = ofac_remarks.read_document(clause.value)
    if parts is None:
        return False
    number, text = parts.number, one_line(clause.text)
    schema, prop, kind = rule.get("schema", "Identification"), rule["property"], rule["type"]
    if not _is_party(entry):
        if kind not in ofac_remarks.tables()["registers"]:
            return False
        entry.say("registrationNumber", number, method=method, original=text)
        return True
    if entry.schema != "Person" and prop in ("passportNumber", "socialSecurityNumber"):
        prop = "idNumber"
    if "format" in rule:
        checked = _CHECKS[rule["format"]](number)
        if checked is None:
            prop, kind = rule["otherwise"], clause.label
        number = checked or number
    add_document(
        entry.claims,
        entry.id,
        entry.schema,
        Document(
            schema=schema,
            type=kind,
            number=number,
            property=prop,
            country=parts.country,
            issued=parts.issued,
            expires=parts.expires,
            summary="; ".join(
                part for part in (clause.label, parts.extra) if part not in ("", kind)
            ),
        ),
        method=method,
        original=text,
    )
    if parts.country and kind in ofac_remarks.tables()["registers"]:
        if entry.schema == "Organization":
            entry.registers.add(parts.country)
    elif parts.country and kind in ofac_remarks.tables()["tax"]:
        entry.say("country", parts.country, method=method, original=text, confidence=INFERRED)
    return True


VALUE_HANDLERS: dict[str, Handler] = {
    "alias": _alias("weakAlias"),
    "former-name": _alias("previousName"),
    "birth-date": _birth_date,
    "birth-place": _birth_place,
    "build-date": _build_date,
    "call-sign": _text("callSign", "Vessel"),
    "citizenship": _country("citizenship"),
    "deadweight": _tonnage("deadweightTonnage"),
    "document": _document,
    "email": _email,
    "established": _established,
    "ethnicity": _text("ethnicity", "Person"),
    "fax": _note,
    "gender": _gender,
    "gross-tonnage": _tonnage("grossRegisteredTonnage"),
    "imo": _ship_number,
    "linked": _linked,
    "mmsi": _mmsi,
    "model": _text("model", "Airplane"),
    "nationality": _country("nationality"),
    "operator": _operator,
    "organization-type": _text("classification", "Organization"),
    "owner": _owner,
    "past-flag": _flag("pastFlags"),
    "past-tail-number": _note,
    "phone": _phone,
    "position": _text("position", "Person"),
    "relative": _relative,
    "role": _role,
    "serial-number": _text("serialNumber", "Airplane"),
    "tail-number": _text("registrationNumber", "Airplane"),
    "title": _title,
    "tonnage": _tonnage("tonnage"),
    "vessel-flag": _flag("flag"),
    "vessel-type": _text("type", "Vessel"),
    "wallet": _wallet,
    "website": _website,
}
"""Handler of each kind of clause."""
