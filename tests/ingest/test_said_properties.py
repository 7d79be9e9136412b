"""No reader can say what the ontology does not know: its literal names and its runs are checked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

import kg
from ingest.registry import ReadRequest, get_reader
from kg.desk import Judgement
from kg.lake import SourceWriter
from kg.model import Claim, Finding, Reason
from kg.ontology import load_ontology

_ROOT = Path(__file__).parents[2]
# Methods and makers of handlers whose argument of that place names a property.
_NAMED_AT = {
    "say": 0,
    "would_say": 0,
    "say_if_read": 1,
    "_plain": 0,
    "_country": 0,
    "_alias": 0,
    "_flag": 0,
}


def _names(*paths: str) -> dict[str, str]:
    """Every literal name of a property, and where it stands."""
    return {name: place for path in paths for name, place in _literals(_ROOT / path)}


def _literals(path: Path) -> Iterator[tuple[str, str]]:
    for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", None))
            at = _NAMED_AT.get(str(name))
            if at is None or len(node.args) <= at:
                continue
            for literal in ast.walk(node.args[at]):
                if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                    yield literal.value, f"{file.relative_to(_ROOT)}:{node.lineno}"


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    schemata = load_ontology().schemata.values()
    return frozenset(name for schema in schemata for name in schema.properties)


def test_every_literal_name_of_a_property_is_one(known: frozenset[str]) -> None:
    found = _names("ingest/watchlists", "ingest/regulations/controls.py", "kg/desk_source.py")
    assert len(found) > 40
    assert {"city", "name", "notes", "imoNumber", "mitigates"} <= found.keys()
    assert {name: at for name, at in found.items() if name not in known} == {}


class _Collector(SourceWriter):
    """Keeps what is claimed."""

    def __init__(self, folder: Path) -> None:
        super().__init__("list", folder)
        self.said: set[str] = set()

    def add_claim(self, claim: Claim) -> None:
        self.said.add(claim.prop)


def _said(tmp_path: Path, reader: str, **files: str) -> set[str]:
    writer, paths = _Collector(tmp_path), []
    for name, text in files.items():
        path = tmp_path / name.replace("_", ".")
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    get_reader(reader).read(ReadRequest(writer, tuple(paths), load_ontology(), namespace="list"))
    return writer.said


_UN = """<{kind}><DATAID>{id}</DATAID><FIRST_NAME>A; B</FIRST_NAME><UN_LIST_TYPE>X</UN_LIST_TYPE>
<REFERENCE_NUMBER>R</REFERENCE_NUMBER><LISTED_ON>2012-12-31</LISTED_ON><SUBMITTED_BY>S</SUBMITTED_BY>
<DELISTED_ON>2013-12-31</DELISTED_ON><LAST_DAY_UPDATED><VALUE>2013-01-01</VALUE></LAST_DAY_UPDATED>
<GENDER>Male</GENDER><TITLE><VALUE>T</VALUE></TITLE><DESIGNATION><VALUE>D</VALUE></DESIGNATION>
<NATIONALITY><VALUE>Iran</VALUE></NATIONALITY><NAME_ORIGINAL_SCRIPT>O</NAME_ORIGINAL_SCRIPT>
<COMMENTS1>C Gender: Male</COMMENTS1><NEW>N</NEW><{kind}_ALIAS><QUALITY>a.k.a</QUALITY><ALIAS_NAME>Q
</ALIAS_NAME><NOTE>original script: Z</NOTE><DATE_OF_BIRTH>1950</DATE_OF_BIRTH>
<COUNTRY_OF_BIRTH>Iran</COUNTRY_OF_BIRTH></{kind}_ALIAS><{kind}_ALIAS><QUALITY>Low</QUALITY>
<ALIAS_NAME>L</ALIAS_NAME></{kind}_ALIAS><{kind}_ALIAS><QUALITY>f.k.a</QUALITY>
<ALIAS_NAME>F</ALIAS_NAME></{kind}_ALIAS>
<{kind}_ADDRESS><STREET>1 S</STREET><CITY>C</CITY><STATE_PROVINCE>P</STATE_PROVINCE>
<ZIP_CODE>1</ZIP_CODE><COUNTRY>Iran</COUNTRY><NOTE>N</NOTE></{kind}_ADDRESS>
<{kind}_DATE_OF_BIRTH><YEAR>1950</YEAR></{kind}_DATE_OF_BIRTH>
<{kind}_PLACE_OF_BIRTH><CITY>C</CITY><COUNTRY>Iran</COUNTRY></{kind}_PLACE_OF_BIRTH>
<{kind}_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>A12345</NUMBER>
<DATE_OF_ISSUE>2000</DATE_OF_ISSUE><COUNTRY_OF_ISSUE>Iran</COUNTRY_OF_ISSUE>
<NOTE>issued by X, expires on 1 Jan 2010</NOTE></{kind}_DOCUMENT>
<{kind}_DOCUMENT><TYPE_OF_DOCUMENT>Number</TYPE_OF_DOCUMENT><NUMBER>12345</NUMBER>
</{kind}_DOCUMENT></{kind}>"""


def test_the_reader_of_the_un_says_every_property_it_names(tmp_path: Path) -> None:
    entries = [_UN.format(kind=kind, id=n) for n, kind in enumerate(("INDIVIDUAL", "ENTITY"))]
    text = f"<CONSOLIDATED_LIST>{''.join(entries)}</CONSOLIDATED_LIST>"
    said = _said(tmp_path, "un", list_xml=text)
    shared = _names("ingest/watchlists/addresses.py", "ingest/watchlists/identity_documents.py")
    assert {*_names("ingest/watchlists/un"), *shared} - said == set()


def test_the_reader_of_ofac_says_every_property_it_names(tmp_path: Path) -> None:
    rules = yaml.safe_load((_ROOT / "ingest/watchlists/ofac/remarks.yaml").read_text())
    documents = "; ".join(f"{rule['words'][0]} AB12345 (Iran)" for rule in rules["documents"])
    values = (
        "DOB 1950; POB Rome, Italy; nationality Iran; citizen Iran; Gender Male; Email a@b.org;"
        " Website www.b.org; Phone 1234567; Fax 1; Haji; ethnicity Kurdish; wife of Z;"
        " Organization Established Date 1950; Organization Type: Bank; Linked To: Z;"
        " Digital Currency Address - XBT 149w62rY42aZBox8fGcmqNsXUzSStKeq8C; Minister of Oil;"
        " Vessel Registration Identification IMO 9187629; MMSI 572469210; Vessel Flag Iran;"
        " Vessel Registration Identification IMO 5055293; SWIFT KORBKPPY; SSN 536-90-4399;"
        " Legal Entity Number HWUPKR0MPOU8FGXBT394; Nationality of Registration Iran;"
        " Former Vessel Flag Iran; Vessel Call Sign X1; Vessel Type Tug; Vessel Tonnage 100;"
        " Vessel Year of Build 1990; Gross Registered Tonnage 100; Deadweight Tonnage 100;"
        " Vessel Owner Z; Aircraft Operator Z; Aircraft Model B747; Aircraft Tail Number EP-1;"
        " Aircraft Construction Number 1; Position: Clerk; a.k.a. 'Q'; f.k.a. 'P';"
        " Listing Date: 01 Mar 2022; Effective Date: 01 Mar 2022; Secondary sanctions risk: X"
    )
    kinds = ("individual", "vessel", "aircraft", "-0- ")
    nothing = ",".join(["-0- "] * 6)
    rows = [
        f'{n},"A{n}, B","{kind}","SDGT","Boss",{nothing},"{values}; {documents}"'
        for n, kind in enumerate(kinds, start=1)
    ]
    said = _said(
        tmp_path,
        "ofac",
        sdn_csv="\n".join([*rows, f'9,"Z","-0- ","SDGT",-0- ,{nothing},-0- ']),
        alt_csv='1,1,"aka","X",-0- \n1,2,"fka","Y",-0- ',
        add_csv='1,1,"5 High St","Yalta, Crimea 298658","Iran","here"',
    )
    named = {*_names("ingest/watchlists/ofac"), *_names("ingest/watchlists/addresses.py")}
    named |= {rule["property"] for rule in rules["documents"]}
    named |= {rule["otherwise"] for rule in rules["documents"] if "otherwise" in rule}
    assert named - said == set()


def test_controls_say_every_property_they_name(tmp_path: Path) -> None:
    text = (
        "controls:\n  a: {name: N, type: detective, frequency: daily, automation: manual,"
        " provisions: ['celex:1/art_1'], obligations: ['celex:1/art_1/obligation/1'],"
        " typologies: [cycle]}\n"
    )
    said = _said(tmp_path, "controls", bank_yaml=text)
    named = set(_names("ingest/regulations/controls.py"))
    assert named - said == set()
    assert {"covers", "implements", "mitigates", "frequency", "automation"} <= said


def test_the_desk_says_what_the_ontology_knows(tmp_path: Path) -> None:
    reason = Reason("ring", 4, "accounts", 80.0, "Back.", transfers=("t",), claims=("c",))
    day = datetime(2026, 1, 1, tzinfo=UTC)
    finding = Finding(
        "f1", "cycle", "bank:a", ("bank:a", "bank:b 1"), 80.0, (reason,), day, "Ring."
    )
    doubt = Judgement("bank:a", "bank:c", "unsure", "ann", "names", day)
    with kg.init(tmp_path / "work") as ws:
        ws.desk.upsert_alerts([finding])
        ws.desk.judge(doubt)
        ws.refresh()
        (source,) = [one for one in ws.lake.sources() if one.name == "desk"]
    assert source.warnings == ()
    assert (source.read, source.claims) == (2, 18)
