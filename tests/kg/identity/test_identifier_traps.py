"""Identifiers that look like one and name nothing, and records that only seem to share one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.desk import Desk
from kg.identity import Identity, IdentityChange
from kg.lake import Lake
from kg.model import Claim
from kg.ontology import Ontology, load_ontology

Statement = tuple[str, str, str]


class Bench:
    """Records of one source, each statement at a place of its own choosing, and their identity."""

    def __init__(self, folder: Path, ontology: Ontology) -> None:
        self.lake = Lake(folder / "lake")
        self.identity = Identity(folder / "identity")
        self.desk = Desk(folder / "desk.sqlite")
        self.ontology = ontology

    def resolve(self, records: dict[str, list[Statement]]) -> IdentityChange:
        """`records`: entity id to (schema, property, value or "value @ place")."""
        claims = []
        for entity, statements in records.items():
            for schema, prop, text in statements:
                value, _, place = text.partition(" @ ")
                claims.append(Claim(f"s:{entity}", schema, prop, value, place or entity, "file"))
        with self.lake.write("source", fingerprint=str(records), reader="test") as writer:
            writer.read = len(records)
            writer.add_claims(claims)
        with self.lake.connect() as con:
            return self.identity.resolve(con, self.ontology, self.desk)

    def merged(self, one: str, two: str) -> bool:
        return self.identity.canonical(f"s:{one}") == self.identity.canonical(f"s:{two}")


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


@pytest.fixture
def bench(tmp_path: Path, ontology: Ontology) -> Iterator[Bench]:
    made = Bench(tmp_path, ontology)
    yield made
    made.desk.close()


def company(number: str, name: str = "", *, country: str = "gb") -> list[Statement]:
    said = [
        ("Company", "registrationNumber", number),
        ("Company", "jurisdiction", country),
    ]
    return [*said, ("Company", "name", name)] if name else said


def person(name: str, born: str = "") -> list[Statement]:
    said = [
        ("Person", "name", name),
        ("Person", "taxNumber", "48036502"),
        ("Person", "country", "de"),
    ]
    return [*said, ("Person", "birthDate", born)] if born else said


@pytest.mark.parametrize(
    "number",
    ["N/A", "n.a.", "None", "UNKNOWN", "null", "Test", "not available", "нет", "0", "000000",
     "99999999", "XXXX", "123456789", "0123456789", "987654321", "12", "00012", "A0000000"],
)  # fmt: skip
def test_a_placeholder_names_nothing(bench: Bench, number: str) -> None:
    bench.resolve({"a": company(number), "b": company(number)})
    assert not bench.merged("a", "b")


@pytest.mark.parametrize("number", ["04366849", "SC123456", "HE100", "A123456", "1243", "NA4711"])
def test_what_is_no_placeholder_names_its_company(bench: Bench, number: str) -> None:
    bench.resolve({"a": company(number), "b": company(number)})
    assert bench.merged("a", "b")


def test_a_placeholder_of_one_part_is_none_of_the_whole(bench: Bench) -> None:
    where = [("Address", "city", "Leeds"), ("Address", "country", "gb")]
    bench.resolve(
        {name: [("Address", "street", "n/a"), *where] for name in ("a", "b")}
        | {name: [("Address", "street", "1 High St"), *where] for name in ("c", "d")}
    )
    assert not bench.merged("a", "b")
    assert bench.merged("c", "d")


def test_a_country_code_is_short_and_yet_an_identifier(bench: Bench) -> None:
    bench.resolve({name: [("Territory", "territoryCode", "DE")] for name in ("a", "b")})
    assert bench.merged("a", "b")


@pytest.mark.parametrize(
    ("schema", "prop", "right", "wrong"),
    [
        ("Company", "innCode", "7707083893", "1234567890"),
        ("Company", "innCode", "7707083893", "7707083894"),
        ("Company", "ogrnCode", "1027700132195", "1027700132196"),
        ("Company", "uscCode", "91330100799655058B", "91330100799655058C"),
        ("Company", "uniqueEntityId", "S2YDW4PGJKK9", "0IYDW4PGJKK9"),
        ("Company", "npiCode", "1245319599", "1245319598"),
        ("Company", "wikidataId", "Q312", "312X"),
        ("Security", "isin", "US0378331005", "US0378331006"),
        ("Security", "figiCode", "BBG000BLNQ16", "BBG000BLNQ17"),
        ("Device", "imei", "490154203237518", "490154203237519"),
        ("Vessel", "imoNumber", "9074729", "9074728"),
        ("Vessel", "imoNumber", "9074729", "1234567"),  # its check digit is right
    ],
)
def test_a_format_decides_what_can_be_an_identifier(
    bench: Bench, schema: str, prop: str, right: str, wrong: str
) -> None:
    bench.resolve(
        {name: [(schema, prop, right)] for name in ("a", "b")}
        | {name: [(schema, prop, wrong)] for name in ("c", "d")}
    )
    assert bench.merged("a", "b")
    assert not bench.merged("c", "d")


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Alfa Bank", "Omega Bank", False),
        ("Alfa Ltd", "Omega Limited", False),
        ("General Trading Company LLC", "Omega General Trading LLC", False),
        ("Alfa Bank", "ALFA BANK PLC", True),
        ("Alfa Bank", "Alfabank", True),
        ("Omega Industries and Shipping", "Omega", True),
        ("General Trading Co", "General Trading Company Ltd.", True),
    ],
)
def test_only_telling_words_make_names_of_firms_agree(
    bench: Bench, one: str, two: str, same: bool
) -> None:
    change = bench.resolve(
        {"a": company("4803650", one, country="de"), "b": company("4803650", two, country="de")}
    )
    assert bench.merged("a", "b") is same
    assert len(change.unsure) == (not same)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("John Smith", "John Doe", False),
        ("John Smith", "Smith, John", True),
        ("John Smith", "J. Smith", True),
        ("John Smith", "J. S.", False),
        ("Ivan Petrovich Sidorov", "Sidorov I.P.", True),
        ("Mohammed al-Hussein", "Muhammad Husayn", True),
        ("Hassan Ali", "Hussein Ali", False),
        ("Anna Meier", "Anna Schmidt", False),  # perhaps a maiden name: a person must say
        ("Maria Jose Garcia Lopez", "Maria Jose Perez Ruiz", False),
        ("Ahmed", "Ahmed Khan", False),
        ("Suharto", "Suharto", True),
        ("Abu Bakr al-Baghdadi", "Abu Omar al-Shishani", False),
    ],
)
def test_a_shared_first_name_makes_no_person(bench: Bench, one: str, two: str, same: bool) -> None:
    change = bench.resolve({"a": person(one), "b": person(two)})
    assert bench.merged("a", "b") is same
    assert len(change.unsure) == (not same)


def test_a_weak_alias_does_not_make_a_name_agree(bench: Bench) -> None:
    hassan = ("Person", "weakAlias", "Hassan")
    bench.resolve({"a": [*person("John Smith"), hassan], "b": [*person("Karl Braun"), hassan]})
    assert not bench.merged("a", "b")


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("1950", "1990-05-05", False),
        ("1990", "1990-05-05", True),
        ("1990-04", "1990-05-05", False),
        ("1990-05", "1990-05-05", True),
        ("1950", "1951", False),
        ("1990-05-05", "1990-05-06", False),
    ],
)
def test_dates_of_birth_object_unless_they_overlap(
    bench: Bench, one: str, two: str, same: bool
) -> None:
    bench.resolve({"a": person("John Smith", one), "b": person("John Smith", two)})
    assert bench.merged("a", "b") is same


CYPRIOT_AND_RUSSIAN = [
    ("Company", "registrationNumber", "HE100 @ row 1"),
    ("Company", "jurisdiction", "cy @ row 1"),
    ("Company", "registrationNumber", "77701 @ row 2"),
    ("Company", "jurisdiction", "ru @ row 2"),
]


def test_a_number_belongs_to_the_country_of_its_record(bench: Bench) -> None:
    bench.resolve(
        {
            "both": CYPRIOT_AND_RUSSIAN,
            "crossed": company("77701", country="cy"),
            "cypriot": company("HE100", country="cy"),
            "russian": company("77701", country="ru"),
        }
    )
    assert not bench.merged("both", "crossed")
    assert bench.merged("both", "cypriot")
    assert bench.merged("both", "russian")


def test_of_two_numbers_and_countries_in_one_record_nothing_says_which_belongs(
    bench: Bench,
) -> None:
    at_once = [(schema, prop, text.split(" @ ")[0]) for schema, prop, text in CYPRIOT_AND_RUSSIAN]
    bench.resolve({"both": at_once, "other": company("77701", country="cy")})
    assert not bench.merged("both", "other")


def test_two_numbers_of_one_country_both_count(bench: Bench) -> None:
    bench.resolve(
        {
            "both": [*company("HE100", country="cy"), *company("HE200", country="cy")],
            "old": company("HE100", country="cy"),
            "new": company("HE200", country="cy"),
        }
    )
    assert bench.merged("both", "old")
    assert bench.merged("both", "new")


def test_a_paper_of_three_parts_is_paired_part_by_part(bench: Bench) -> None:
    def paper(*rows: tuple[str, str, str]) -> list[Statement]:
        return [
            ("Identification", prop, f"{value} @ row {place}")
            for place, row in enumerate(rows)
            for prop, value in zip(("number", "country", "type"), row, strict=True)
        ]

    bench.resolve(
        {
            "both": paper(("K4711", "cy", "card"), ("L0815", "ru", "licence")),
            "crossed": paper(("K4711", "cy", "licence")),
            "same": paper(("L0815", "ru", "licence")),
        }
    )
    assert not bench.merged("both", "crossed")
    assert bench.merged("both", "same")


def test_a_number_that_many_different_companies_carry_names_none(bench: Bench) -> None:
    names = [f"{letter}{letter}son Ltd" for letter in "ABCDEFGHIJKLMNOPQRSTUV"]
    records = {name: company("99900017", name) for name in names}
    change = bench.resolve(records | {"again": company("99900017", names[0])})
    assert not bench.merged(names[0], "again")
    assert len(change.unsure) == len(names)
    assert all("more than 20 different things" in judgement.reason for judgement in change.unsure)
