from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.registry import ReadRequest, get_reader
from ingest.watchlists.ofac.names import spoken_name
from ingest.watchlists.ofac.reader import CONSOLIDATED, SDN
from kg.errors import BadFile
from kg.lake import Lake
from kg.ontology import Ontology

if TYPE_CHECKING:
    from conftest import Reading

NULL = "-0- "


def prim(
    number: int,
    name: str,
    kind: str = NULL,
    program: str = "CUBA",
    remarks: str = "",
    **columns: str,
) -> str:
    """A row of SDN.CSV."""
    order = ("title", "call_sign", "vessel_type", "tonnage", "gross_tonnage", "flag", "owner")
    values = [str(number), name, kind, program]
    values += [columns.get(column, NULL) for column in order] + [remarks or NULL]
    quoted = [v if v in (NULL, str(number)) else '"' + v.replace('"', '""') + '"' for v in values]
    return ",".join(quoted)


@pytest.fixture
def ofac(read: Callable[..., Reading], tmp_path: Path) -> Callable[..., Reading]:
    def ofac(*rows: str, **others: str) -> Reading:
        files = {"sdn": "\n".join(rows), **others}
        paths = []
        for name, text in files.items():
            path = tmp_path / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        return read("ofac", *paths)

    return ofac


def person(number: int, name: str, remarks: str) -> str:
    return prim(number, name, "individual", "SDGT", remarks)


def test_an_entity_is_an_organisation_with_a_sanction(ofac: Callable[..., Reading]) -> None:
    reading = ofac(prim(36, "AEROCARIBBEAN AIRLINES"))
    assert reading.counts == (1, 1, 0)
    assert reading.said("ofac:36") == {"name": ["AEROCARIBBEAN AIRLINES"], "topics": ["sanction"]}
    assert reading.said("ofac:36/sanction/CUBA") == {
        "authority": ["Office of Foreign Assets Control"],
        "authorityId": ["36"],
        "country": ["us"],
        "entity": ["ofac:36"],
        "program": ["CUBA"],
        "programId": ["CUBA"],
        "summary": [SDN],
    }
    assert reading.schemata() == {"ofac:36": "Organization", "ofac:36/sanction/CUBA": "Sanction"}
    claim = reading.claim("ofac:36", "name")
    assert (claim.file, claim.line, claim.record) == ("sdn.csv", 1, "ent_num=36")
    assert (claim.original, claim.method, claim.confidence) == (None, "ofac-name", 1.0)
    assert reading.progress[-1] == ("entries", 1, 1)


def test_each_programme_is_a_sanction(ofac: Callable[..., Reading]) -> None:
    reading = ofac(prim(1, "A", program="SDGT] [CAATSA - RUSSIA] [SDGT"))
    assert sorted(e for e, s in reading.schemata().items() if s == "Sanction") == [
        "ofac:1/sanction/CAATSA-RUSSIA",
        "ofac:1/sanction/SDGT",
    ]
    assert reading.said("ofac:1/sanction/CAATSA-RUSSIA")["program"] == ["CAATSA - RUSSIA"]


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("ABBAS, Abu", "Abu ABBAS"),
        ("ZULKARNAEN", "ZULKARNAEN"),
        ("DELOS REYES, Feliciano Semborio, Jr.", "Feliciano Semborio DELOS REYES Jr."),
    ],
)
def test_a_persons_name_is_said_given_name_first(name: str, spoken: str) -> None:
    assert spoken_name(name, person=True) == spoken
    assert spoken_name(name, person=False) == name


def test_a_person(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        prim(
            7,
            "DELOS REYES, Feliciano, Jr.",
            "individual",
            "SDGT",
            "DOB 04 Nov 1963; alt. DOB circa 1964; POB Manila, Philippines; nationality "
            "Philippines; alt. nationality possibly Palestinian; citizen Korea, North; "
            "Gender Male; a.k.a. 'UNCLE, Big'; Maulana; Minister of Justice; "
            "Email Address A.B@Example.org; Website www.example.org.",
            title="Colonel",
        )
    )
    assert reading.said("ofac:7") == {
        "birthCountry": ["ph"],
        "birthDate": ["1963-11-04", "1964"],
        "birthPlace": ["Manila, Philippines"],
        "citizenship": ["kp"],
        "email": ["a.b@example.org"],
        "firstName": ["Feliciano"],
        "gender": ["male"],
        "lastName": ["DELOS REYES"],
        "name": ["Feliciano DELOS REYES Jr."],
        "nameSuffix": ["Jr."],
        "nationality": ["ph", "ps"],
        "position": ["Colonel", "Minister of Justice"],
        "title": ["Maulana"],
        "topics": ["sanction"],
        "weakAlias": ["Big UNCLE"],
        "website": ["http://www.example.org"],
    }
    sure = {(c.prop, c.value): c.confidence for c in reading.by_entity["ofac:7"]}
    assert sure["birthDate", "1963-11-04"] == 1.0
    assert sure["birthDate", "1964"] == 0.7
    assert sure["nationality", "ps"] == 0.5
    assert sure["position", "Colonel"] == 1.0
    assert sure["position", "Minister of Justice"] == 0.9
    assert reading.claim("ofac:7", "citizenship").original == "citizen Korea, North"
    assert reading.claim("ofac:7", "name").original == "DELOS REYES, Feliciano, Jr."
    assert reading.warnings == {}


def test_documents_are_entities_and_flat_properties(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        person(
            8,
            "X, Y",
            "Passport C284181 (Saudi Arabia) issued 12 Aug 2000 expires 19 Jun 2005; "
            "alt. Passport B-1; Cedula No. 123 (Colombia); NIT # 123 (Colombia); "
            "SSN 523-33-8386 (United States)",
        )
    )
    said = reading.said("ofac:8")
    assert said["passportNumber"] == ["B-1", "C284181"]
    assert (said["idNumber"], said["taxNumber"]) == (["123"], ["123"])
    assert said["socialSecurityNumber"] == ["523338386"]
    assert said["country"] == ["co"]
    assert reading.said("ofac:8/passport/sa-C284181") == {
        "country": ["sa"],
        "endDate": ["2005-06-19"],
        "holder": ["ofac:8"],
        "number": ["C284181"],
        "startDate": ["2000-08-12"],
        "type": ["Passport"],
    }
    assert reading.said("ofac:8/passport/xx-B1")["number"] == ["B-1"]
    # The same number of another kind is another document.
    assert reading.said("ofac:8/national-id/co-123")["summary"] == ["Cedula"]
    assert reading.said("ofac:8/tax-id/co-123")["summary"] == ["NIT"]
    schemata = reading.schemata()
    assert schemata["ofac:8/passport/xx-B1"] == "Passport"
    assert schemata["ofac:8/tax-id/co-123"] == "Identification"


def test_codes_of_companies_are_checked(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        prim(1, "BANK", remarks="SWIFT/BIC DEUTDEFFXXX; Legal Entity Number HWUPKR0MPOU8FGXBT394"),
        prim(
            2, "BANK B", remarks="SWIFT/BIC NOTABANK9; Legal Entity Number 851683897 (Netherlands)"
        ),
    )
    assert reading.said("ofac:1")["swiftBic"] == ["DEUTDEFF"]
    assert reading.said("ofac:1")["leiCode"] == ["HWUPKR0MPOU8FGXBT394"]
    second = reading.said("ofac:2")
    assert "swiftBic" not in second
    assert "leiCode" not in second
    assert second["registrationNumber"] == ["851683897"]
    assert second["idNumber"] == ["NOTABANK9"]


def test_a_register_in_one_country_is_the_jurisdiction(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        prim(1, "A", remarks="Company Number 5 (Panama); Registration ID 6 (Panama)"),
        prim(2, "B", remarks="Company Number 5 (Panama); Registration ID 6 (Russia)"),
        prim(3, "C", remarks="Nationality of Registration Korea, North"),
    )
    assert reading.said("ofac:1")["jurisdiction"] == ["pa"]
    assert "jurisdiction" not in reading.said("ofac:2")
    assert reading.said("ofac:3")["jurisdiction"] == ["kp"]
    assert reading.said("ofac:2")["registrationNumber"] == ["5", "6"]


def test_a_vessel(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        prim(
            9, "ARTAVIL", "vessel", "IRAN",
            "Former Vessel Flag Malta; alt. Former Vessel Flag None Identified; Vessel "
            "Registration Identification IMO 9187629; MMSI 572469210; Vessel Year of Build 1998; "
            "Other Vessel Flag Tanzania; Other Vessel Type Tug",
            call_sign="T2EU4", vessel_type="Crude Oil Tanker", tonnage="99,144",
            gross_tonnage="56,068", flag="Iran", owner="NITC",
        ),
        prim(10, "WRONG", "vessel", "IRAN", "Vessel Registration Identification IMO 9187620"),
        prim(11, "NATIONAL IRANIAN TANKER COMPANY"),
        alt='11,1,"aka","NITC",-0- \n9,2,"fka","ABADAN",-0- \n9,3,"nka","NEW",-0- ',
    )  # fmt: skip
    assert reading.said("ofac:9") == {
        "alias": ["NEW"],
        "buildDate": ["1998"],
        "callSign": ["T2EU4"],
        "flag": ["ir", "tz"],
        "grossRegisteredTonnage": ["56068"],
        "imoNumber": ["IMO9187629"],
        "mmsi": ["572469210"],
        "name": ["ARTAVIL"],
        "notes": ["Flag: None Identified"],
        "pastFlags": ["mt"],
        "previousName": ["ABADAN"],
        "tonnage": ["99144"],
        "topics": ["sanction"],
        "type": ["Crude Oil Tanker", "Tug"],
    }
    (ownership,) = [e for e, s in reading.schemata().items() if s == "Ownership"]
    assert reading.said(ownership) == {"owner": ["ofac:11"], "asset": ["ofac:9"]}
    assert reading.said("ofac:10")["notes"] == ["Vessel Registration Identification IMO 9187620"]
    assert reading.warnings == {"IMO number with a wrong check digit: kept as a note": 1}


@pytest.mark.parametrize(
    ("kind", "columns", "note", "title"),
    [
        ("vessel", {"tonnage": "10,000 tons"}, "Tonnage: 10,000 tons", "Tonnage"),
        (
            "vessel",
            {"gross_tonnage": "5000 GRT"},
            "Gross registered tonnage: 5000 GRT",
            "Gross registered tonnage",
        ),
        ("vessel", {"flag": "Atlantis"}, "Vessel flag: Atlantis", "Vessel flag"),
        (NULL, {"call_sign": "T2EU4"}, "Call sign: T2EU4", "Call sign"),
        ("individual", {"vessel_type": "Tanker"}, "Vessel type: Tanker", "Vessel type"),
        ("aircraft", {"flag": "Iran"}, "Vessel flag: Iran", "Vessel flag"),
        (NULL, {"owner": "Nobody"}, "Vessel owner: Nobody", "Vessel owner"),
    ],
)
def test_a_vessel_column_that_does_not_fit_is_kept(
    ofac: Callable[..., Reading], kind: str, columns: dict[str, str], note: str, title: str
) -> None:
    reading = ofac(prim(1, "X", kind, "IRAN", **columns))
    assert reading.said("ofac:1")["notes"] == [note]
    assert reading.warnings == {f"vessel column not understood, kept as a note: {title}": 1}


def test_an_aircraft(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        prim(
            12, "EP-GOM", "aircraft", "SDGT",
            "Aircraft Construction Number (also called L/N or S/N or F/N) 8401; Aircraft "
            "Manufacture Date 15 Feb 1992; Aircraft Model IL76-TD; Aircraft Operator YAS AIR; "
            "Aircraft Manufacturer's Serial Number (MSN) 1023409321; Previous Aircraft Tail "
            "Number YI-NAE",
        ),
        prim(13, "YAS AIR"),
    )  # fmt: skip
    assert reading.said("ofac:12") == {
        "buildDate": ["1992-02-15"],
        "model": ["IL76-TD"],
        "name": ["EP-GOM"],
        "notes": ["Previous Aircraft Tail Number YI-NAE"],
        "operator": ["ofac:13"],
        "registrationNumber": ["EP-GOM"],
        "serialNumber": ["1023409321", "8401"],
        "topics": ["sanction"],
    }
    assert reading.schemata()["ofac:12"] == "Airplane"


def test_entries_with_one_street_address_meet_in_it(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        prim(1, "A"),
        prim(2, "B"),
        add='1,10,"5 High St.","London EC3N 1DY","United Kingdom",-0- \n'
        '2,11,"5 HIGH ST","London EC3N 1DY","United Kingdom",-0- \n'
        '1,12,-0- ,"Tehran","Iran",-0- \n'
        '2,13,-0- ,"Tehran","Iran",-0- \n'
        '1,14,-0- ,-0- ,"Cuba",-0- \n'
        "1,15,-0- ,-0- ,-0- ,-0- \n"
        '2,16,-0- ,-0- ,"undetermined","moved"',
    )
    assert reading.counts == (9, 9, 0)
    first, second = reading.said("ofac:1"), reading.said("ofac:2")
    assert first["country"] == ["cu", "gb", "ir"]
    (shared,) = set(first["addressEntity"]) & set(second["addressEntity"])
    assert set(first["addressEntity"]) == {shared, "ofac:1/address/12"}
    said = reading.said(shared)
    assert (said["city"], said["postalCode"], said["country"]) == (["London"], ["EC3N 1DY"], ["gb"])
    assert said["full"] == [
        "5 HIGH ST, London EC3N 1DY, United Kingdom",
        "5 High St., London EC3N 1DY, United Kingdom",
    ]
    assert reading.said("ofac:2/address/13")["city"] == ["Tehran"]
    assert second["notes"] == ["Address: undetermined", "undetermined: moved"]
    assert reading.writer.told_warnings() == (
        "Organization.country: not a valid country, kept as a note ('undetermined' at add.csv:7)",
    )
    assert reading.claim("ofac:1/address/12", "city").record == "ent_num=1,add_num=12"


def test_overflowing_remarks_are_joined_where_they_were_cut(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        prim(1, "RAIZ S.A.S."),
        prim(2, "A", remarks="Tax ID No. 1 (Panama); Linked To: RAI"),
        prim(3, "B"),
        sdn_comments='2,"Z S.A.S.; Linked To: B"',
    )
    links = [e for e, s in reading.schemata().items() if s == "UnknownLink"]
    assert sorted(reading.said(link)["object"] for link in links) == [["ofac:1"], ["ofac:3"]]
    files = {reading.claim(e, "object").value: reading.claim(e, "object").file for e in links}
    assert files == {"ofac:1": "sdn.csv", "ofac:3": "sdn_comments.csv"}


def test_linked_to_wants_exactly_one_entry(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        prim(1, "ALFA LTD."),
        prim(2, "BETA"),
        prim(3, "BETA"),
        prim(4, "GAMMA"),
        person(5, "OLAWO, Obac William", "Linked To: FIVE; a.k.a. 'X'"),
        prim(
            6, "FIVE",
            remarks="Linked To: ALFA LIMITED; Linked To: BETA; Linked To: NOBODY; "
            "Linked To: OLAWO, Obac William; Linked To: DELTA; Linked To: FIVE",
        ),
        alt='4,1,"aka","DELTA",-0- ',
    )  # fmt: skip
    objects = [
        reading.said(e)["object"] for e, s in reading.schemata().items()
        if s == "UnknownLink" and reading.said(e)["subject"] == ["ofac:6"]
    ]  # fmt: skip
    assert sorted(objects) == [["ofac:1"], ["ofac:4"], ["ofac:5"]]
    assert reading.said("ofac:6")["notes"] == [
        "Linked To: BETA",
        "Linked To: FIVE",
        "Linked To: NOBODY",
    ]
    assert reading.warnings == {
        "Linked To a name that is not exactly one entry's: kept as a note": 3
    }


def test_relatives_who_are_listed_are_family(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        person(1, "MILOSEVIC, Slobodan", "DOB 1941"),
        person(2, "MARKOVIC, Mira", "wife of Slobodan Milosevic; sister of Nobody Known."),
    )
    (family,) = [e for e, s in reading.schemata().items() if s == "Family"]
    assert reading.said(family) == {
        "person": ["ofac:2"],
        "relative": ["ofac:1"],
        "relationship": ["wife of"],
    }
    assert reading.said("ofac:2")["notes"] == ["sister of Nobody Known."]


def test_a_wallet_is_one_entity_for_all_who_hold_it(ofac: Callable[..., Reading]) -> None:
    clause = "Digital Currency Address - XBT 149w62rY42aZBox8fGcmqNsXUzSStKeq8C"
    reading = ofac(person(1, "A, B", clause), prim(2, "C", remarks=f"alt. {clause}."))
    wallet = "ofac:wallet/btc-149w62rY42aZBox8fGcmqNsXUzSStKeq8C"
    assert reading.said(wallet) == {
        "currency": ["BTC"],
        "holder": ["ofac:1", "ofac:2"],
        "publicKey": ["149w62rY42aZBox8fGcmqNsXUzSStKeq8C"],
        "topics": ["sanction"],
    }


def test_the_tags_hold_from_the_day_of_the_listing(ofac: Callable[..., Reading]) -> None:
    clause = "Digital Currency Address - XBT 149w62rY42aZBox8fGcmqNsXUzSStKeq8C"
    reading = ofac(
        person(1, "A, B", f"{clause}; Listing Date (EO X): 01 Mar 2022"),
        person(2, "C, D", "Effective Date (EO X): 2021; nationality Russia"),
        person(3, "E, F", "nationality Russia"),
    )
    wallet = "ofac:wallet/btc-149w62rY42aZBox8fGcmqNsXUzSStKeq8C"
    assert {entity: reading.claim(entity, "topics").valid_from for entity in
            (wallet, "ofac:1", "ofac:2", "ofac:3")} == {
        wallet: date(2022, 3, 1), "ofac:1": date(2022, 3, 1),
        "ofac:2": date(2021, 1, 1), "ofac:3": None,
    }  # fmt: skip


def test_provisions_and_dates_go_to_the_sanctions(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        prim(
            1,
            "BANK",
            NULL,
            "RUSSIA-EO14024] [SDGT",
            "Listing Date (EO 14024 Directive 1a): 01 Mar 2022; Effective Date (EO 14024 "
            "Directive 1a): 01 Apr 2022; Secondary sanctions risk: See Section 11; "
            "Listing Date (EO X): soon",
        )
    )
    for program in ("RUSSIA-EO14024", "SDGT"):
        said = reading.said(f"ofac:1/sanction/{program}")
        assert said["listingDate"] == ["2022-03-01"]
        assert said["startDate"] == ["2022-04-01"]
        assert said["provisions"] == ["Secondary sanctions risk: See Section 11"]
    assert {c.valid_from for c in reading.claims if c.schema == "Sanction"} == {date(2022, 3, 1)}
    others = [c for c in reading.claims if c.schema != "Sanction"]
    assert {c.valid_from for c in others if c.prop != "topics"} == {None}
    assert reading.claim("ofac:1", "topics").valid_from == date(2022, 3, 1)
    assert reading.said("ofac:1")["notes"] == ["Listing Date (EO X): soon"]


def test_what_is_not_understood_is_kept_and_counted(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        person(1, "A, B", "Kurdish; DOB unknown; Gender X; nationality Atlantis"),
        prim(2, "C", remarks="Kurdish.; DOB 1950; Passport issued in Rome"),
    )
    assert reading.said("ofac:1")["notes"] == [
        "DOB unknown",
        "Gender X",
        "Kurdish",
        "nationality Atlantis",
    ]
    assert reading.said("ofac:2")["notes"] == ["DOB 1950", "Kurdish.", "Passport issued in Rome"]
    assert reading.warnings == {
        "remark not understood, kept as a note: DOB #": 1,
        "remark not understood, kept as a note: DOB unknown": 1,
        "remark not understood, kept as a note: Gender X": 1,
        "remark without a known label, kept as a note": 2,
        "remark not understood, kept as a note: Passport issued": 1,
        "remark not understood, kept as a note: nationality Atlantis": 1,
    }


@pytest.mark.parametrize("kind", ["individual", "vessel", "aircraft", NULL])
def test_a_clause_that_does_not_fit_the_entry_is_kept(
    ofac: Callable[..., Reading], kind: str
) -> None:
    """The reading itself checks that each claim's property is one of its schema."""
    clauses = [
        "DOB 1950", "POB Rome, Italy", "nationality Iran", "citizen Iran", "Gender Male",
        "Email Address a@b.org", "Website b.org", "Phone 1234567", "Fax 1234567", "Haji",
        "ethnicity Kurdish", "Organization Established Date 1950", "Organization Type: Bank",
        "Digital Currency Address - ETH 0xd882cfc20f52f2599d84b8e8d58c7fb62cfe344b",
        "Vessel Registration Identification IMO 9187629", "MMSI 572469210", "Vessel Flag Iran",
        "Former Vessel Flag Iran", "Vessel Call Sign X1", "Vessel Type Tug",
        "Vessel Year of Build 1990", "Vessel Tonnage 100", "Gross Registered Tonnage 100",
        "Deadweight Tonnage 100", "Vessel Owner Z", "Aircraft Operator Z", "Aircraft Model B747",
        "Aircraft Construction Number 1", "Aircraft Tail Number EP-1", "Company Number 1 (Iran)",
        "Nationality of Registration Iran", "Passport A1 (Iran)", "SWIFT/BIC KORBKPPY",
        "Tax ID No. 5 (Iran)", "Vessel Registration Number 7", "Minister of Oil", "wife of B A",
        "a.k.a. 'Q'", "f.k.a. 'P'", "Position: Clerk", "Linked To: Z", "SSN 523-33-8386",
    ]  # fmt: skip
    reading = ofac(prim(1, "A, B", kind, "SDGT", "; ".join(clauses)), prim(2, "Z"))
    texts = " | ".join(c.original or c.value for c in reading.claims)
    assert [clause for clause in clauses if clause not in texts] == []


def test_no_word_of_a_remark_is_lost(ofac: Callable[..., Reading]) -> None:
    clauses = [
        "DOB 1950", "alt. Passport A1 (Iran)", "Gender Male", "Kurdish", "Minister of Oil",
        "a.k.a. 'Z'", "Linked To: NOBODY", "Fax 12345", "all offices worldwide",
        "Secondary sanctions risk: North Korea", "nationality Iran",
    ]  # fmt: skip
    reading = ofac(person(1, "A, B", "; ".join(clauses) + "."))
    texts = {c.original or c.value for c in reading.claims}
    missing = [clause for clause in clauses if not any(clause in text for text in texts)]
    assert missing == []


def test_hostile_names_stay_text(ofac: Callable[..., Reading]) -> None:
    names = [
        "<img src=x onerror=alert(1)>",
        "'; MATCH (n) DETACH DELETE n",
        "=cmd()",
        "abc\u202edef",
        'say "hi"',
    ]
    rows = [prim(n, name) for n, name in enumerate(names, start=1)]
    reading = ofac(*rows)
    assert [reading.said(f"ofac:{n}")["name"] for n in range(1, 6)] == [[name] for name in names]


def test_bad_rows_are_set_aside_with_their_reason(ofac: Callable[..., Reading]) -> None:
    reading = ofac(
        prim(1, "A"),
        prim(1, "A AGAIN"),
        prim(2, NULL),
        prim(3, "B", "submarine"),
        '4,"too short"',
        prim(5, "LAST"),
        alt='9,1,"aka","ORPHAN",-0- \n1,2,"aka",-0- ,-0- ',
    )
    assert reading.counts == (8, 2, 6)
    found = [(r["file"], r["line"], r["field"], r["value"], r["reason"]) for r in reading.rejects()]
    assert found == [
        ("sdn.csv", 2, "ent_num", "1", "ent_num was already given to another entry"),
        ("sdn.csv", 3, "name", "", "an entry without a name"),
        ("sdn.csv", 4, "type", "submarine", "a type of entry that is not known"),
        ("sdn.csv", 5, None, "4,too short", "2 columns where there are 12"),
        ("alt.csv", 1, "ent_num", "9", "there is no entry of that ent_num"),
        ("alt.csv", 2, "alt_name", "", "an alias without a name"),
    ]


def test_a_folder_and_the_consolidated_list(read: Callable[..., Reading], tmp_path: Path) -> None:
    (tmp_path / "SDN.CSV").write_text(prim(1, "A"))
    (tmp_path / "CONS_PRIM.CSV").write_text(prim(2, "B"))
    (tmp_path / "CONS_ALT.CSV").write_text('2,1,"aka","C",-0- ')
    (tmp_path / "readme.txt").write_text("not a list")
    reading = read("ofac", tmp_path)
    assert reading.counts == (3, 3, 0)
    assert reading.said("ofac:1/sanction/CUBA")["summary"] == [SDN]
    assert reading.said("ofac:2/sanction/CUBA")["summary"] == [CONSOLIDATED]
    assert reading.said("ofac:2")["alias"] == ["C"]
    named = read("ofac", tmp_path / "SDN.CSV", params={"list": "SSI"})
    assert named.said("ofac:1/sanction/CUBA")["summary"] == ["SSI"]


def test_the_order_of_the_files_does_not_matter(
    read: Callable[..., Reading], tmp_path: Path
) -> None:
    first, second = tmp_path / "sdn.csv", tmp_path / "alt.csv"
    first.write_text(prim(1, "A") + "\n" + prim(2, "B", remarks="Linked To: C"))
    second.write_text('1,1,"aka","C",-0- ')
    assert read("ofac", first, second).claims == read("ofac", second, first).claims


def test_a_newer_list_changes_what_changed_and_nothing_else(
    ontology: Ontology, tmp_path: Path
) -> None:
    lake, path = Lake(tmp_path / "lake"), tmp_path / "sdn.csv"
    old = [
        prim(1, "SAME", remarks="a.k.a. 'S'; Linked To: CHANGED"),
        prim(2, "CHANGED", remarks="Website old.example.org"),
        prim(3, "GONE", remarks="Passport X1 (Iran)"),
    ]
    new = [prim(4, "ADDED"), old[1].replace("old.", "new."), old[0]]
    for version, rows in enumerate((old, new)):
        path.write_text("\n".join(rows))
        with lake.write("ofac", fingerprint=str(version), reader="ofac") as writer:
            request = ReadRequest(writer=writer, paths=(path,), ontology=ontology, namespace="ofac")
            get_reader("ofac").read(request)
    difference = lake.difference("ofac", 1, 2)
    assert difference.examples == {
        "added": ("ofac:4", "ofac:4/sanction/CUBA"),
        "changed": ("ofac:2",),
        "gone": ("ofac:3", "ofac:3/passport/ir-X1", "ofac:3/sanction/CUBA"),
    }


def test_without_a_primary_file_the_source_is_refused(
    read: Callable[..., Reading], tmp_path: Path
) -> None:
    (tmp_path / "alt.csv").write_text('1,1,"aka","C",-0- ')
    with pytest.raises(BadFile, match=r"no SDN\.CSV"):
        read("ofac", tmp_path / "alt.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadFile, match=r"no file named \*\.csv"):
        read("ofac", tmp_path / "empty")
