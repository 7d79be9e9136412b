from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.errors import BadFile

if TYPE_CHECKING:
    from conftest import Reading

ENTITY = '<!ENTITY e SYSTEM "file:///etc/passwd">'
LIST = "<CONSOLIDATED_LIST><INDIVIDUALS>{}</INDIVIDUALS><ENTITIES>{}</ENTITIES></CONSOLIDATED_LIST>"


@pytest.fixture
def un(read: Callable[..., Reading], tmp_path: Path) -> Callable[..., Reading]:
    def un(individuals: str = "", entities: str = "") -> Reading:
        path = tmp_path / "consolidated.xml"
        path.write_text(LIST.format(individuals, entities), encoding="utf-8")
        return read("un", path)

    return un


def individual(dataid: int, *more: str, name: str = "ERIC") -> str:
    return (
        f"<INDIVIDUAL><DATAID>{dataid}</DATAID><FIRST_NAME>{name}</FIRST_NAME>"
        f"{''.join(more)}</INDIVIDUAL>"
    )


def entity(dataid: int, *more: str, name: str = "AL-ITIHAAD / AIAI") -> str:
    return individual(dataid, *more, name=name).replace("INDIVIDUAL>", "ENTITY>")


def test_an_individual_and_the_listing(un: Callable[..., Reading]) -> None:
    reading = un(
        individual(
            6907993,
            "<VERSIONNUM>1</VERSIONNUM><SECOND_NAME>BADEGE</SECOND_NAME>",
            "<UN_LIST_TYPE>DRC</UN_LIST_TYPE><REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER>",
            "<LISTED_ON>2012-12-31</LISTED_ON><GENDER>Male</GENDER>",
            "<TITLE><VALUE>Dr.</VALUE><VALUE>Haji</VALUE></TITLE>",
            "<DESIGNATION><VALUE>Brigadier\nGeneral</VALUE></DESIGNATION>",
            "<NATIONALITY><VALUE>Democratic Republic of the Congo</VALUE></NATIONALITY>",
            "<LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE>",
            "<LAST_DAY_UPDATED><VALUE>2016-10-13</VALUE><VALUE>2014-02-01</VALUE><VALUE/>",
            "</LAST_DAY_UPDATED><NAME_ORIGINAL_SCRIPT>أيمن</NAME_ORIGINAL_SCRIPT>",
            "<COMMENTS1>Fled. Gender: male.</COMMENTS1><SORT_KEY/><SORT_KEY_LAST_MOD/>",
        )
    )
    assert reading.counts == (1, 1, 0)
    assert reading.warnings == {}
    assert reading.said("un:6907993") == {
        "alias": ["أيمن"],
        "gender": ["male"],
        "name": ["ERIC BADEGE"],
        "nationality": ["cd"],
        "notes": ["Fled. Gender: male."],
        "position": ["Brigadier General"],
        "title": ["Dr.", "Haji"],
        "topics": ["sanction"],
    }
    assert reading.said("un:6907993/sanction") == {
        "authority": ["United Nations Security Council"],
        "authorityId": ["6907993"],
        "description": ["Amended on 2014-02-01, 2016-10-13"],
        "entity": ["un:6907993"],
        "listingDate": ["2012-12-31"],
        "modifiedAt": ["2016-10-13"],
        "program": ["DRC"],
        "programId": ["DRC"],
        "startDate": ["2012-12-31"],
        "unscId": ["CDi.001"],
    }
    claim = reading.claim("un:6907993/sanction", "unscId")
    assert (claim.record, claim.file, claim.line) == ("dataid=6907993", "consolidated.xml", 1)
    assert claim.valid_from == date(2012, 12, 31)


@pytest.mark.parametrize(
    ("dates", "valid_from", "valid_to"),
    [
        ("<LISTED_ON>2012-12-31</LISTED_ON>", date(2012, 12, 31), None),
        (
            "<LISTED_ON>2012-12-31</LISTED_ON><DELISTED_ON>2020-02-29</DELISTED_ON>",
            date(2012, 12, 31),
            date(2020, 3, 1),
        ),
        ("<LISTED_ON>2012</LISTED_ON><DELISTED_ON>2020</DELISTED_ON>",
         date(2012, 1, 1), date(2021, 1, 1)),
        ("", None, None),
        ("<LISTED_ON>soon</LISTED_ON>", None, None),
    ],
)  # fmt: skip
def test_the_tag_holds_while_the_entry_is_on_the_list(
    un: Callable[..., Reading], dates: str, valid_from: date | None, valid_to: date | None
) -> None:
    tag = un(individual(1, dates)).claim("un:1", "topics")
    assert (tag.value, tag.valid_from, tag.valid_to) == ("sanction", valid_from, valid_to)


def test_the_older_format(un: Callable[..., Reading]) -> None:
    reading = un(
        individual(
            1,
            "<LISTED_ON>2001-01-25-05:00</LISTED_ON><DELISTED_ON>2010-02-03</DELISTED_ON>",
            "<SUBMITTED_BY>France</SUBMITTED_BY><SUBMITTED_ON>2001-01-01</SUBMITTED_ON>",
            "<NATIONALITY2>Egypt</NATIONALITY2><TITLE>Doctor</TITLE>",
            "<INDIVIDUAL_DATE_OF_BIRTH><DATE>1951-06-19-04:00</DATE></INDIVIDUAL_DATE_OF_BIRTH>",
        )
    )
    said = reading.said("un:1/sanction")
    assert said["listingDate"] == ["2001-01-25"]
    assert said["endDate"] == ["2010-02-03"]
    assert said["description"] == ["Submitted by France", "Submitted on 2001-01-01"]
    assert reading.said("un:1")["nationality"] == ["eg"]
    assert reading.said("un:1")["birthDate"] == ["1951-06-19"]
    assert reading.said("un:1")["title"] == ["Doctor"]
    assert reading.warnings == {}


def test_aliases_by_quality(un: Callable[..., Reading]) -> None:
    def alias(quality: str, name: str, *more: str) -> str:
        return (
            f"<INDIVIDUAL_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{name}</ALIAS_NAME>"
            f"{''.join(more)}</INDIVIDUAL_ALIAS>"
        )

    reading = un(
        individual(
            1,
            alias("Good", "A; B"),
            alias("Low", "C"),
            alias("f.k.a.", "D"),
            alias("", ""),
            alias("Dubious", "E"),
            alias(
                "Good",
                "F",
                "<NOTE>original script: Абу Банат</NOTE><DATE_OF_BIRTH>1979-12-31</DATE_OF_BIRTH>",
                "<CITY_OF_BIRTH>Algiers</CITY_OF_BIRTH>",
                "<COUNTRY_OF_BIRTH>Algeria</COUNTRY_OF_BIRTH>",
            ),
        )
    )
    assert reading.said("un:1") == {
        "alias": ["A", "B", "E", "F", "Абу Банат"],
        "birthCountry": ["dz"],
        "birthDate": ["1979-12-31"],
        "birthPlace": ["Algiers, Algeria"],
        "name": ["ERIC"],
        "notes": ["Alias F: original script: Абу Банат"],
        "previousName": ["D"],
        "topics": ["sanction"],
        "weakAlias": ["C"],
    }
    assert reading.claim("un:1", "birthDate").confidence == 0.5
    assert reading.warnings == {"alias quality not known, read as alias: 'dubious'": 1}


@pytest.mark.parametrize(
    ("birth", "dates", "confidence", "notes"),
    [
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1971</YEAR>", ["1971"], 1.0, []),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1971-02-03</DATE>", ["1971-02-03"], 1.0, []),
        ("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1971</YEAR>", ["1971"], 0.7, []),
        (
            "<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><DATE>1971-02-03</DATE>",
            ["1971"],
            0.7,
            [],
        ),
        (
            "<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1963</FROM_YEAR><TO_YEAR>1964</TO_YEAR>",
            ["1963", "1964"],
            0.5,
            [],
        ),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1973 </NOTE>", ["1973-11"], 1.0, []),
        (
            "<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>30-35 years old</NOTE>",
            [],
            None,
            ["Date of birth: 30-35 years old"],
        ),
        (
            "<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1971</YEAR><NOTE>Approximately</NOTE>",
            ["1971"],
            0.7,
            ["Date of birth: Approximately"],
        ),
        ("<TYPE_OF_DATE/>", [], None, []),
    ],
)
def test_dates_of_birth(
    un: Callable[..., Reading],
    birth: str,
    dates: list[str],
    confidence: float | None,
    notes: list[str],
) -> None:
    reading = un(individual(1, f"<INDIVIDUAL_DATE_OF_BIRTH>{birth}</INDIVIDUAL_DATE_OF_BIRTH>"))
    assert reading.said("un:1").get("birthDate", []) == dates
    assert reading.said("un:1").get("notes", []) == notes
    found = {c.confidence for c in reading.claims if c.prop == "birthDate"}
    assert found == ({confidence} if confidence else set())


def test_places_and_documents(un: Callable[..., Reading]) -> None:
    reading = un(
        individual(
            1,
            "<INDIVIDUAL_PLACE_OF_BIRTH><CITY>Musanze District</CITY><STATE_PROVINCE>",
            "Northern Province</STATE_PROVINCE><COUNTRY>Rwanda</COUNTRY><NOTE>perhaps</NOTE>",
            "</INDIVIDUAL_PLACE_OF_BIRTH>",
            "<INDIVIDUAL_PLACE_OF_BIRTH><COUNTRY/></INDIVIDUAL_PLACE_OF_BIRTH>",
            "<INDIVIDUAL_DOCUMENT/>",
            "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>",
            "<NUMBER>OB 0243318</NUMBER><ISSUING_COUNTRY>Democratic Republic of the Congo",
            "</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>",
            "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>",
            "<NOTE>lost</NOTE></INDIVIDUAL_DOCUMENT>",
        )
    )
    assert reading.said("un:1") == {
        "birthCountry": ["rw"],
        "birthPlace": ["Musanze District, Northern Province, Rwanda"],
        "name": ["ERIC"],
        "notes": ["Document: Passport; lost", "Place of birth: perhaps"],
        "passportNumber": ["OB 0243318"],
        "topics": ["sanction"],
    }
    assert reading.said("un:1/passport/cd-OB0243318") == {
        "country": ["cd"],
        "holder": ["un:1"],
        "number": ["OB 0243318"],
        "type": ["Passport"],
    }
    assert reading.warnings == {"document without a number: kept as a note": 1}


def test_addresses(un: Callable[..., Reading]) -> None:
    def address(*parts: str) -> str:
        return f"<ENTITY_ADDRESS>{''.join(parts)}</ENTITY_ADDRESS>"

    dprk = "<COUNTRY>Democratic People's Republic of Korea</COUNTRY>"
    street = "<STREET>Rakwon-dong</STREET><CITY>Pyongyang</CITY>"
    reading = un(
        "",
        entity(1, address(street, dprk), address("<CITY>Pyongyang</CITY>", dprk), address())
        + entity(2, address(street, dprk, "<NOTE>at time of listing</NOTE>"), address(dprk))
        + entity(3, address("<NOTE>Support network in Tunisia</NOTE>")),
    )
    (shared,) = reading.said("un:2")["addressEntity"]
    assert shared in reading.said("un:1")["addressEntity"]
    assert len(reading.said("un:1")["addressEntity"]) == 2
    assert reading.said(shared) == {
        "city": ["Pyongyang"],
        "country": ["kp"],
        "full": ["Rakwon-dong, Pyongyang, North Korea"],
        "street": ["Rakwon-dong"],
    }
    assert reading.said("un:2")["country"] == ["kp"]
    assert reading.said("un:2")["notes"] == [
        "Rakwon-dong, Pyongyang, North Korea: at time of listing"
    ]
    assert reading.said("un:3")["notes"] == ["Support network in Tunisia"]


def test_an_entity_may_have_two_names_in_one_field(un: Callable[..., Reading]) -> None:
    reading = un("", entity(1) + entity(2, name="CAGL ; GREAT LAKES"))
    assert reading.schemata()["un:1"] == "Organization"
    assert (reading.said("un:1")["name"], reading.said("un:1")["alias"]) == (
        ["AL-ITIHAAD"],
        ["AIAI"],
    )
    assert reading.said("un:2")["alias"] == ["GREAT LAKES"]
    assert reading.claim("un:2", "name").original == "CAGL ; GREAT LAKES"


def test_an_unknown_element_is_reported_and_kept(un: Callable[..., Reading]) -> None:
    reading = un(
        individual(
            1,
            "<HEIGHT>180 <B>cm</B></HEIGHT>",
            "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>A</ALIAS_NAME>",
            "<SCRIPT>latin</SCRIPT></INDIVIDUAL_ALIAS>",
            "<NATIONALITY><VALUE>Atlantis</VALUE></NATIONALITY>",
            "<LISTED_ON>long ago</LISTED_ON>",
        )
    )
    assert reading.said("un:1")["notes"] == [
        "HEIGHT: 180 cm",
        "INDIVIDUAL_ALIAS/SCRIPT: latin",
        "Nationality: Atlantis",
    ]
    assert reading.said("un:1/sanction")["description"] == ["listingDate: long ago"]
    assert reading.warnings == {
        "Person.nationality: not a valid country, kept as a note": 1,
        "Sanction.listingDate: not a valid date, kept as a note": 1,
        "element not known: HEIGHT": 1,
        "element not known: INDIVIDUAL_ALIAS/SCRIPT": 1,
    }


def test_bad_records_are_set_aside(un: Callable[..., Reading]) -> None:
    reading = un(
        individual(1)
        + "<INDIVIDUAL><FIRST_NAME>NO ID</FIRST_NAME></INDIVIDUAL>"
        + individual(1, name="AGAIN")
        + individual(2, name=" "),
    )
    assert reading.counts == (4, 1, 3)
    assert [(r["record"], r["field"], r["reason"]) for r in reading.rejects()] == [
        ("INDIVIDUAL", "DATAID", "a record without a DATAID"),
        ("dataid=1", "DATAID", "DATAID was already given to another record"),
        ("dataid=2", "FIRST_NAME", "a record without a name"),
    ]


def test_hostile_names_stay_text(un: Callable[..., Reading]) -> None:
    reading = un(
        individual(1, name="&lt;img src=x onerror=alert(1)&gt;")
        + individual(2, name="<![CDATA['; MATCH (n) DETACH DELETE n]]>")
    )
    assert reading.said("un:1")["name"] == ["<img src=x onerror=alert(1)>"]
    assert reading.said("un:2")["name"] == ["'; MATCH (n) DETACH DELETE n"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LIST.format("", ""), "no INDIVIDUAL"),
        (LIST.format(individual(1), "")[:-20], "not well-formed"),
        ("<html/>", "not a CONSOLIDATED_LIST"),
        (
            f"<!DOCTYPE x [{ENTITY}]>" + LIST.format("&e;", ""),
            "type decl",
        ),
    ],
)
def test_bad_files_are_refused(
    read: Callable[..., Reading], tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "consolidated.xml"
    path.write_text(text)
    with pytest.raises(BadFile, match=message) as caught:
        read("un", path)
    assert caught.value.file == "consolidated.xml"


def test_namespaces_and_folders(read: Callable[..., Reading], tmp_path: Path) -> None:
    text = LIST.format(individual(1), "").replace("_LIST>", '_LIST xmlns="urn:un">', 1)
    (tmp_path / "a.xml").write_text(text)
    (tmp_path / "b.xml").write_text(LIST.format("", entity(2)))
    reading = read("un", tmp_path)
    assert sorted(reading.said("un:1")["name"] + reading.said("un:2")["name"]) == [
        "AL-ITIHAAD",
        "ERIC",
    ]
    assert [name for name, _, _ in reading.progress] == ["a.xml", "b.xml"]
