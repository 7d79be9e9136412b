"""The one door for claims: what it refuses, what it cleans, what it keeps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import ReaderFault
from kg.lake import Door, Place, SourceWriter
from kg.ontology import load_ontology

AT = Place("list.xml", "dataid=1", 7)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(SourceWriter("list", tmp_path), load_ontology())


def test_a_property_the_schema_lacks_is_a_fault_of_the_reader(door: Door) -> None:
    person = door.entity("Person", "list:1")
    with pytest.raises(ReaderFault, match="no such property"):
        person.say("brithDate", "1957", at=AT)
    with pytest.raises(ReaderFault):
        door.entity("Persn", "list:1")
    with pytest.raises(ReaderFault):
        door.entity("Thing", "list:1")


def test_a_value_of_the_wrong_kind_is_a_fault_of_the_reader(door: Door) -> None:
    person = door.entity("Person", "list:1")
    for prop, value in (("name", 5), ("birthDate", 19570319), ("name", person), ("name", 1.5)):
        with pytest.raises(ReaderFault):
            person.say(prop, value, at=AT)


@pytest.mark.parametrize(
    ("schema", "prop", "value", "claimed"),
    [
        ("Person", "birthDate", "19 Mar 1957", "1957-03-19"),
        ("Person", "birthDate", date(1957, 3, 19), "1957-03-19"),
        ("Person", "birthDate", "Mar 1957", "1957-03"),
        ("Person", "nationality", "Korea, North", "kp"),
        ("Person", "name", " Kim \u00a0 Il ", "Kim Il"),
        ("Person", "gender", "M", "male"),
        ("Company", "leiCode", "5493 00IB P32U QZ0K AL24", None),
        ("Ownership", "percentage", "151", None),
        ("Debt", "amount", Decimal("12.50"), "12.50"),
        ("Debt", "amount", "1,80", None),
        ("Debt", "amount", "1,234.5", "1234.5"),
    ],
)
def test_the_type_cleans(
    door: Door, schema: str, prop: str, value: object, claimed: str | None
) -> None:
    assert door.entity(schema, "list:1").say(prop, value, at=AT) == claimed


def test_a_bad_value_costs_the_value_and_is_counted(door: Door) -> None:
    person = door.entity("Person", "list:1")
    assert person.say("birthDate", "soon", at=AT, or_note="Born: soon") is None
    assert person.say("birthDate", "later", at=AT) is None
    assert person.say("birthDate", "  ", at=AT) is None
    assert door.writer.warnings == {
        "Person.birthDate: not a valid date, kept as a note": 1,
        "Person.birthDate: not a valid date, left out": 1,
    }
    (note,) = door.writer._claims
    assert (note.prop, note.value, note.line) == ("notes", "Born: soon", 7)


def test_the_source_s_own_words_are_kept_where_they_differ(door: Door) -> None:
    person = door.entity("Person", "list:1")
    person.say("birthDate", "19 Mar 1957", at=AT)
    person.say("name", "Kim", at=AT)
    person.say("nationality", "iran", at=Place("a", "p1", text="of Iran.", start=3, end=7))
    born, name, nation = door.writer._claims
    assert (born.original, name.original, nation.original) == ("19 Mar 1957", None, "Iran")
    assert (nation.span_start, nation.span_end) == (3, 7)


def test_a_place_and_a_method_may_be_said_once(door: Door) -> None:
    person = door.entity("Person", "list:1", at=AT, method="un-name")
    person.say("name", "Kim")
    person.now(method="un-alias").say("alias", "Lee", at=Place("b.xml", "dataid=1"))
    name, alias = door.writer._claims
    assert (name.file, name.line, name.method) == ("list.xml", 7, "un-name")
    assert (alias.file, alias.line, alias.method) == ("b.xml", None, "un-alias")
    with pytest.raises(ReaderFault, match="without a place"):
        door.entity("Person", "list:1").say("name", "Kim")


def test_an_entity_is_pointed_to_by_whatever_id_it_has(door: Door) -> None:
    account = door.entity("BankAccount", "bank:DE 1", at=AT)
    door.entity("Ownership", "bank:o", at=AT).say("asset", account)
    (claim,) = door.writer._claims
    assert (claim.value, claim.original) == ("bank:DE 1", None)


def test_a_warning_tells_its_first_place(door: Door) -> None:
    person = door.entity("Person", "list:1")
    person.say("birthDate", "soon", at=AT)
    person.say("birthDate", "later", at=Place("list.xml", "dataid=2", 9))
    person.say("country", "Atlantis", at=Place("a", "row 3"))
    door.writer.warn("column 'x' is not mapped")
    assert door.writer.told_warnings() == (
        "Person.birthDate: not a valid date, left out (2×, first 'soon' at list.xml:7)",
        "Person.country: not a valid country, left out ('Atlantis' at a: row 3)",
        "column 'x' is not mapped",
    )


def test_two_blocks_of_one_name_stay_two(door: Door) -> None:
    person = door.entity("Person", "list:1")
    person.say("name", "Kim", at=Place("a", "p1", text="Kim"))
    person.say("name", "Lee", at=Place("a", "p1", text="Lee"))
    first, second = (claim.record for claim in door.writer._claims)
    assert first == "p1"
    assert second.startswith("p1~")
