from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ingest.watchlists.ftm import reader as ftm
from kg.errors import BadFile

if TYPE_CHECKING:
    from conftest import Reading

FtmRead = Callable[..., "Reading"]


@pytest.fixture
def read_ftm(read: Callable[..., Reading], tmp_path: Path) -> FtmRead:
    def read_ftm(*records: dict[str, Any] | str) -> Reading:
        lines = [r if isinstance(r, str) else json.dumps(r) for r in records]
        path = tmp_path / "entities.ftm.json"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read("ftm", path)

    return read_ftm


def entity(key: str, schema: str, **properties: object) -> dict[str, Any]:
    return {"id": key, "schema": schema, "properties": properties}


def test_a_value_outside_its_bounds_is_a_note(read_ftm: FtmRead) -> None:
    share = entity("o", "Ownership", owner=["a"], asset=["b"], percentage=["151", "51"])
    debt = entity("d", "Debt", debtor=["a"], creditor=["b"], amount=["-5"])
    reading = read_ftm(share, debt)
    assert reading.said("ftm:o")["percentage"] == ["51"]
    assert reading.said("ftm:o")["description"] == ["percentage: 151"]
    assert "amount" not in reading.said("ftm:d")
    assert reading.warnings == {
        "Debt.amount: outside its bounds, kept as a note": 1,
        "Ownership.percentage: outside its bounds, kept as a note": 1,
    }


def test_an_entity_as_opensanctions_publishes_it(read_ftm: FtmRead) -> None:
    reading = read_ftm(
        {
            "id": "NK-1",
            "caption": "Ayman",
            "schema": "Person",
            "properties": {
                "name": ["Ayman al-Zawahiri", "أيمن الظواهري"],
                "birthDate": ["1951-06-19"],
                "nationality": ["eg", "suhh"],
                "gender": ["male"],
                "topics": ["sanction"],
                "addressEntity": ["addr-1"],
                "email": ["A@B.org"],
            },
            "referents": ["ofac-1"],
            "datasets": ["us_ofac_sdn"],
            "first_seen": "2020-01-01T00:00:00",
            "last_seen": "2021-01-01T00:00:00",
            "last_change": "2021-01-01T00:00:00",
            "target": True,
        }
    )
    assert reading.counts == (1, 1, 0)
    assert reading.warnings == {}
    assert reading.said("ftm:NK-1") == {
        "addressEntity": ["ftm:addr-1"],
        "birthDate": ["1951-06-19"],
        "email": ["a@b.org"],
        "gender": ["male"],
        "name": ["Ayman al-Zawahiri", "أيمن الظواهري"],
        "nationality": ["eg", "su"],
        "topics": ["sanction"],
    }
    claim = reading.claim("ftm:NK-1", "email")
    assert (claim.original, claim.method, claim.record) == ("A@B.org", "ftm:us_ofac_sdn", "id=NK-1")
    assert (claim.file, claim.line) == ("entities.ftm.json", 1)
    assert reading.claim("ftm:NK-1", "addressEntity").original is None


def test_edges_and_nested_entities(read_ftm: FtmRead) -> None:
    reading = read_ftm(
        entity("o1", "Ownership", owner=["p1"], asset=[entity("c1", "Company", name=["ACME"])]),
        entity("o2", "Ownership", owner=[{"id": "p1"}], asset=[entity("x", "Nonsense")]),
    )
    assert reading.counts == (2, 2, 0)
    assert reading.said("ftm:o1") == {"asset": ["ftm:c1"], "owner": ["ftm:p1"]}
    assert reading.said("ftm:c1") == {"name": ["ACME"]}
    assert reading.said("ftm:o2") == {"owner": ["ftm:p1"]}
    assert reading.warnings == {"nested entity left out: schema not in the ontology": 1}


def test_an_edge_without_an_end_is_reported(read_ftm: FtmRead) -> None:
    reading = read_ftm(entity("o1", "Ownership", owner=["p1"]))
    assert reading.warnings == {"Ownership without asset: it connects nothing": 1}


def test_statements(read_ftm: FtmRead) -> None:
    def statement(prop: str, value: str, **more: object) -> dict[str, Any]:
        return {
            "id": "f00", "entity_id": "e1", "canonical_id": "NK-1", "schema": "Company",
            "prop": prop, "prop_type": "x", "value": value, "dataset": "gleif", "lang": None,
            "external": False, "first_seen": "2020", "last_seen": "2021",
        } | more  # fmt: skip

    reading = read_ftm(
        statement("name", "ACME"),
        statement("country", "de", original_value="Deutschland"),
        statement("id", "e1"),
    )
    assert reading.counts == (3, 3, 0)
    assert reading.said("ftm:e1") == {"country": ["de"], "name": ["ACME"]}
    claim = reading.claim("ftm:e1", "country")
    assert (claim.original, claim.method) == ("Deutschland", "ftm:gleif")


def test_values_are_checked_and_odd_ones_kept_as_notes(read_ftm: FtmRead) -> None:
    reading = read_ftm(
        entity(
            "p",
            "Person",
            birthDate=["1951", "circa 1957-03-19", "foo"],
            country=["zz", "Atlantis"],
            website=["javascript:alert(1)", "https://a.org"],
            email=["nobody"],
            gender=["MALE", "x"],
            topics=["sanction", "made.up"],
            addressEntity=["has space"],
            height=["1,80", "1,800.5"],
            leiCode=["HWUPKR0MPOU8FGXBT395"],
            shoeSize=["44"],
            name="single value",
            weight=80,
        )
    )
    assert reading.said("ftm:p") == {
        "birthDate": ["1951", "1957"],
        "country": ["zz"],
        "gender": ["male"],
        "height": ["1800.5"],
        "name": ["single value"],
        "notes": [
            "addressEntity: has space",
            "birthDate: foo",
            "country: Atlantis",
            "email: nobody",
            "gender: x",
            "height: 1,80",
            "leiCode: HWUPKR0MPOU8FGXBT395",
            "shoeSize: 44",
            "topics: made.up",
            "website: javascript:alert(1)",
        ],
        "topics": ["sanction"],
        "website": ["https://a.org"],
        "weight": ["80"],
    }
    assert reading.warnings == {
        "Person.addressEntity: not a valid entity, kept as a note": 1,
        "Person.birthDate: not a valid date, kept as a note": 1,
        "Person.country: not a valid country, kept as a note": 1,
        "Person.email: not a valid email, kept as a note": 1,
        "Person.gender: not a valid gender, kept as a note": 1,
        "Person.height: not a valid number, kept as a note": 1,
        "Person.leiCode: not a valid lei, kept as a note": 1,
        "Person.shoeSize is not in the ontology: kept as a note": 1,
        "Person.topics: not a valid topic, kept as a note": 1,
        "Person.website: not a valid url, kept as a note": 1,
    }


def test_notes_of_an_interval_are_its_description(read_ftm: FtmRead) -> None:
    reading = read_ftm(entity("s", "Sanction", entity=["p"], startDate=["soon"]))
    assert reading.said("ftm:s") == {"description": ["startDate: soon"], "entity": ["ftm:p"]}


@pytest.mark.parametrize(
    ("record", "reason", "field"),
    [
        (entity("x", "Nope"), "schema not in the ontology", "schema"),
        (entity("x", "Thing"), "schema is abstract", "schema"),
        ({"id": "x", "properties": {}}, "no schema", "schema"),
        ({"schema": "Person", "properties": {}}, "id is missing or not a text", "id"),
        (entity(" ", "Person"), "id is missing or not a text", "id"),
        (entity("a b", "Person"), "id has white space in it", "id"),
        (
            {"id": "x", "schema": "Person", "properties": []},
            "properties is not an object",
            "properties",
        ),
        (
            {"entity_id": "x", "prop": 7, "schema": "Person"},
            "prop is missing or not a text",
            "prop",
        ),
        ("[1]", "not a JSON object", None),
        ('{"id": "x"', "not JSON: Expecting ',' delimiter", None),
        ('{"id": ' + "[" * 200_000, "nested too deeply", None),
    ],
)
def test_bad_records_are_set_aside(
    read_ftm: FtmRead, record: dict[str, Any] | str, reason: str, field: str | None
) -> None:
    reading = read_ftm(entity("a", "Person", name=["A"]), record, entity("b", "Person", name=["B"]))
    assert reading.counts == (3, 2, 1)
    (reject,) = reading.rejects()
    assert reject["reason"].startswith(reason)
    assert (reject["line"], reject["field"]) == (2, field)


def test_unknown_fields_are_reported(read_ftm: FtmRead) -> None:
    reading = read_ftm(entity("a", "Person", name=["A"]) | {"mood": "good"})
    assert reading.warnings == {"field not known, left out: 'mood'": 1}


def test_blank_lines_are_no_records(read_ftm: FtmRead) -> None:
    assert read_ftm("", entity("a", "Person", name=["A"]), "  ").counts == (1, 1, 0)


def test_a_line_without_end_is_set_aside(
    read_ftm: FtmRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ftm, "LONGEST_LINE", 200)
    long = entity("b", "Person", name=["B" * 5_000])
    reading = read_ftm(entity("a", "Person", name=["A"]), long, entity("c", "Person", name=["C"]))
    assert reading.counts == (3, 2, 1)
    (reject,) = reading.rejects()
    assert (reject["line"], reject["value"]) == (2, None)
    assert reading.said("ftm:c")["name"] == ["C"]


def test_packed_files_and_folders(read: Callable[..., Reading], tmp_path: Path) -> None:
    line = json.dumps(entity("a", "Person", name=["A"])) + "\n"
    (tmp_path / "one.json").write_text(line)
    with gzip.open(tmp_path / "two.json.gz", "wt") as stream:
        stream.write(line.replace('"a"', '"b"'))
    reading = read("ftm", tmp_path)
    assert (reading.said("ftm:a"), reading.said("ftm:b")) == ({"name": ["A"]}, {"name": ["A"]})


def test_hostile_names_stay_text(read_ftm: FtmRead) -> None:
    names = ["<img src=x onerror=alert(1)>", "'; MATCH (n) DETACH DELETE n", "=cmd()", "a\u202eb"]
    reading = read_ftm(*(entity(f"h{n}", "Person", name=[name]) for n, name in enumerate(names)))
    assert [reading.said(f"ftm:h{n}")["name"] for n in range(4)] == [[name] for name in names]


GOOD = json.dumps(entity("a", "Person", name=["A"])).encode() + b"\n"


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"id,name\n1,x\n", "not JSON lines", 1),
        (GOOD.decode().encode("utf-16"), "not JSON lines", 1),
        (GOOD + GOOD[:-9], "cut short", 2),
        (GOOD + b'{"id": "\xff"}', "cut short: the line is not UTF-8", 2),
        (gzip.compress(GOOD * 1000)[:-20], "damaged gzip", None),
        (b"\x1f\x8bnot gzip at all", "damaged gzip", 1),
    ],
)
def test_bad_files_are_refused(
    read: Callable[..., Reading], tmp_path: Path, data: bytes, message: str, line: int | None
) -> None:
    path = tmp_path / "entities.ftm.json"
    path.write_bytes(data)
    with pytest.raises(BadFile, match=message) as caught:
        read("ftm", path)
    assert caught.value.file == "entities.ftm.json"
    if line is not None:
        assert caught.value.line == line


def test_a_file_that_unpacks_without_end_is_refused(
    read: Callable[..., Reading], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ftm, "_SMALLEST_BOMB", 10_000)
    monkeypatch.setattr(ftm, "LONGEST_LINE", 1_000)
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(GOOD + b" " * 5_000_000))
    with pytest.raises(BadFile, match="unpacks to more than"):
        read("ftm", path)


def test_an_id_of_two_things_that_cannot_be_one_is_told(read_ftm: FtmRead) -> None:
    """The first of the two stays; LegalEntity and Company, or two organisations, are one thing."""
    reading = read_ftm(
        entity("d1", "Person", name=["Ottoline Crabb-Meyer"]),
        entity("d1", "Address", full=["5 Example Street, Nicosia"]),
        entity("d2", "LegalEntity", name=["Quarrel Holdings"]),
        entity("d2", "Company", registrationNumber=["HE 90909"]),
        entity("d2", "PublicBody", country=["cy"]),
        entity("d2", "Person", birthDate=["1957"]),
    )

    assert [(one["line"], one["record"], one["reason"]) for one in reading.rejects()] == [
        (2, "d1", "the id stands for a Person already"),
        (6, "d2", "the id stands for a Company already"),
    ]
    assert reading.said("ftm:d1") == {"name": ["Ottoline Crabb-Meyer"]}
    assert reading.said("ftm:d2")["registrationNumber"] == ["HE 90909"]
