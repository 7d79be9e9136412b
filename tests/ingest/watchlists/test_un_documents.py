from __future__ import annotations

import pytest

from ingest.watchlists.identity_documents import Document
from ingest.watchlists.un.entry import names_in
from ingest.watchlists.un.identity_documents import kind_of, read_document

PASSPORT = {"TYPE_OF_DOCUMENT": "Passport"}
NATIONAL = {"TYPE_OF_DOCUMENT": "National Identification Number"}


def test_a_passport_in_full() -> None:
    parts = PASSPORT | {
        "NUMBER": "FK117RK0",
        "ISSUING_COUNTRY": "Libya",
        "DATE_OF_ISSUE": "2018-11-25",
        "CITY_OF_ISSUE": "Tripoli",
        "NOTE": "Date of expiration: 24 Nov 2026",
    }
    assert read_document(parts) == Document(
        schema="Passport",
        type="Passport",
        number="FK117RK0",
        property="passportNumber",
        country="ly",
        issued="2018-11-25",
        expires="2026-11-24",
        authority=None,
        summary="Date of expiration: 24 Nov 2026; issued in Tripoli",
    )


@pytest.mark.parametrize(
    ("parts", "number", "kind", "country"),
    [
        (PASSPORT | {"NUMBER": "OB 0243318"}, "OB 0243318", "Passport", None),
        (PASSPORT | {"NUMBER": "Jordan 286062"}, "286062", "Passport", "jo"),
        (PASSPORT | {"NUMBER": "R00012098, South Sudan"}, "R00012098", "Passport", "ss"),
        (PASSPORT | {"NUMBER": "381110042 (Expired 25 Jan. 2016)"}, "381110042", "Passport", None),
        (PASSPORT | {"NUMBER": "British passport number C00146605"}, "C00146605", "Passport", "gb"),
        (PASSPORT | {"NUMBER": "Central African diplomatic passport no. D00000898"}, "D00000898",
         "Diplomatic Passport", "cf"),
        (PASSPORT | {"NUMBER": "German travel document (“Reiseausweis”) A 0139243"}, "A 0139243",
         "Travel Document", "de"),
        (PASSPORT | {"NOTE": "Libyan passport number 347834, issued under name X"}, "347834",
         "Passport", "ly"),
        (PASSPORT | {"NUMBER": "Congo service passport number SA0020249"}, "SA0020249",
         "Service Passport", "cg"),
        (PASSPORT | {"NUMBER": "1", "TYPE_OF_DOCUMENT2": "number:"}, "1", "Passport", None),
        ({"TYPE_OF_DOCUMENT": "Numéro de passeport ", "NUMBER": "PS1"}, "PS1", "Passport", None),
        ({"TYPE_OF_DOCUMENT": "Número de pasaporte", "NUMBER": "PS1"}, "PS1", "Passport", None),
        (NATIONAL | {"NUMBER": "98606612"}, "98606612", "National ID", None),
        (NATIONAL | {"NUMBER": "1", "TYPE_OF_DOCUMENT2": "Residence card no."}, "1",
         "Residence Card", None),
        (NATIONAL | {"NUMBER": "1", "TYPE_OF_DOCUMENT2": "national passport"}, "1",
         "National Passport", None),
        (NATIONAL | {"NOTE": "SSN 156-92-9858 (United States of America)"}, "156-92-9858",
         "Social Security Number", None),
        (NATIONAL | {"NOTE": "Italian Fiscal Code: DAOMMD74T11Z352Z"}, "DAOMMD74T11Z352Z", "Tax ID",
         "it"),
        (NATIONAL | {"NOTE": "Indonesian National Identity Card number 1127083101740003 for X"},
         "1127083101740003", "National ID", "id"),
        (NATIONAL | {"TYPE_OF_DOCUMENT2": "Afghan identification card (tazkira) number 545167"},
         "545167", "National ID", "af"),
        ({"TYPE_OF_DOCUMENT": "Club card", "NUMBER": "7"}, "7", "Other Document", None),
    ],
)  # fmt: skip
def test_the_number_is_found_among_words(
    parts: dict[str, str], number: str, kind: str, country: str | None
) -> None:
    document = read_document(parts)
    assert document is not None
    assert (document.number, document.type, document.country) == (number, kind, country)


@pytest.mark.parametrize(
    "note",
    ["issued in 1974", "issued in 1993, under name X", "", "tazkira", "issued on 25 Sep. 1973"],
)
def test_a_year_is_no_number(note: str) -> None:
    assert read_document(NATIONAL | {"NOTE": note}) is None


@pytest.mark.parametrize(
    ("note", "issued", "expires"),
    [
        ("Expired 28 Nov. 2016", None, "2016-11-28"),
        ("expires on October 19, 2020", None, "2020-10-19"),
        ("Expiration date: 2026-12-11. ", None, "2026-12-11"),
        ("valid until 10 April 2018", None, "2018-04-10"),
        ("exp. 20 Aug 2017", None, "2017-08-20"),
        (
            "issued on 5 April 1999 at Zarqa, expired on 4 April 2004",
            "1999-04-05",
            "2004-04-04",
        ),
        ("issued in 2018", "2018", None),
        ("expired", None, None),
    ],
)
def test_dates_in_notes(note: str, issued: str | None, expires: str | None) -> None:
    document = read_document(PASSPORT | {"NUMBER": "X1", "NOTE": note})
    assert document is not None
    assert (document.issued, document.expires) == (issued, expires)


def test_who_issued_it() -> None:
    note = "issued by the sous-prefecture of police of Lorient, France"
    document = read_document(PASSPORT | {"NUMBER": "X1", "NOTE": note})
    assert document is not None
    assert document.authority == "sous-prefecture of police of Lorient"


def test_the_first_text_with_a_known_word_decides() -> None:
    assert kind_of("birth certificate", "Passport")["type"] == "Birth Certificate"
    assert kind_of("", "number", "Passport")["type"] == "Passport"
    assert kind_of("nothing known")["type"] == "Other Document"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Abu Ismail", ["Abu Ismail"]),
        ("A; B ;C", ["A", "B", "C"]),
        ("a) A b) B c) C", ["A", "B", "C"]),
        ("Mohammed Sabet b) M. J. Sabet; M. Sabet", ["Mohammed Sabet", "M. J. Sabet", "M. Sabet"]),
        ("A (B; C)", ["A", "B", "C"]),
        ("Lord’s Resistance Movement (LRM)", ["Lord’s Resistance Movement (LRM)"]),
        ("", []),
    ],
)
def test_names_in_one_field(text: str, names: list[str]) -> None:
    assert names_in(text) == names
