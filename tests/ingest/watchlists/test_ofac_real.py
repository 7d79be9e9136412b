"""The SDN list of 4 January 2019: counts found with grep, and entries read by eye."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Reading

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def sdn(
    read_into: Callable[..., Reading],
    watchlists: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Reading:
    folder = tmp_path_factory.mktemp("staging")
    return read_into(folder, "ofac", watchlists / "ofac_sdn_2019-01-04")


def test_every_row_is_counted_and_kept(sdn: Reading) -> None:
    assert sdn.counts == (7_379 + 9_682 + 11_696 + 3,) * 2 + (0,)


def test_entries_by_type(sdn: Reading) -> None:
    kinds = Counter(
        schema
        for entity, schema in sdn.schemata().items()
        if entity.removeprefix("ofac:").isdigit()
    )
    assert kinds == {"Person": 3845, "Vessel": 323, "Airplane": 217, "Organization": 2994}


def test_claims_by_kind(sdn: Reading) -> None:
    values = Counter(claim.prop for claim in sdn.claims if claim.schema != "Passport")
    assert values["gender"] == 621 + 58
    assert values["mmsi"] == 48
    assert values["publicKey"] == 2
    methods = Counter(claim.method for claim in sdn.claims)
    assert methods["ofac-alias"] == 9_335 + 331 + 16
    # "f.k.a." and "d.b.a." clauses beside the 2,026 "a.k.a." ones.
    weak = [c for c in sdn.claims if c.prop == "weakAlias"]
    assert len(weak) == 2_026 + 1
    banks = [c for c in sdn.claims if c.prop == "swiftBic"]
    assert len(banks) == 72


def test_links_are_made_or_reported(sdn: Reading) -> None:
    # grep finds 2,427 "Linked To: " in the remarks and their overflow.
    links = [c for c in sdn.claims if c.schema == "UnknownLink" and c.prop == "object"]
    unresolved = sdn.warnings["Linked To a name that is not exactly one entry's: kept as a note"]
    assert (len(links), unresolved) == (2_424, 3)


def test_ship_numbers_are_made_or_reported(sdn: Reading) -> None:
    # grep finds 327 "Vessel Registration Identification IMO n" and one without "IMO".
    ships = [c for c in sdn.claims if c.prop == "imoNumber"]
    ships = [c for c in ships if "Vessel Registration Identification" in (c.original or "")]
    wrong = sdn.warnings["IMO number with a wrong check digit: kept as a note"]
    assert len(ships) + wrong == 328
    assert wrong == 2


def test_little_of_the_remarks_is_not_understood(sdn: Reading) -> None:
    unknown = {
        warning: count
        for warning, count in sdn.warnings.items()
        if warning.startswith("remark not understood")
    }
    # Of 24,564 clauses; each of these is in a note.
    assert sum(unknown.values()) == 9
    assert sdn.warnings["remark without a known label, kept as a note"] == 257
    assert not any(kind.endswith((": DOB", ": POB", ": Passport #")) for kind in unknown)


def test_aerocaribbean(sdn: Reading) -> None:
    assert sdn.said("ofac:36") == {
        "addressEntity": ["ofac:36/address/25"],
        "alias": ["AERO-CARIBBEAN"],
        "country": ["cu"],
        "name": ["AEROCARIBBEAN AIRLINES"],
        "topics": ["sanction"],
    }
    assert sdn.said("ofac:36/address/25") == {
        "city": ["Havana"],
        "country": ["cu"],
        "full": ["Havana, Cuba"],
    }


def test_a_person_with_five_passports(sdn: Reading) -> None:
    said = sdn.said("ofac:11793")
    assert said["name"] == ["Mohamed Bachir SULEMAN"]
    assert said["birthDate"] == ["1958-04-28"]
    assert said["birthPlace"] == ["Nampula, Mozambique"]
    numbers = ["AA109572", "AA261051", "AA291051", "AB030890", "AC036215"]
    assert said["passportNumber"] == numbers
    for number in numbers:
        assert sdn.said(f"ofac:11793/passport/mz-{number}") == {
            "country": ["mz"],
            "holder": ["ofac:11793"],
            "number": [number],
            "type": ["Passport"],
        }


def test_a_vessel_with_former_flags_and_names(sdn: Reading) -> None:
    said = sdn.said("ofac:15036")
    assert said["name"] == ["ARTAVIL"]
    assert said["imoNumber"] == ["IMO9187629"]
    assert said["mmsi"] == ["572469210"]
    assert said["pastFlags"] == ["mt", "tv", "tz"]
    assert said["flag"] == ["ir"]
    assert said["type"] == ["Crude/Oil Products Tanker"]
    assert said["tonnage"] == ["99144"]
    assert said["grossRegisteredTonnage"] == ["56068"]
    assert said["previousName"] == ["ABADAN", "ALPHA", "SHONA"]
    assert sdn.said("ofac:15036/sanction/IRAN")["provisions"] == [
        "Additional Sanctions Information - Subject to Secondary Sanctions"
    ]


def test_an_aircraft_and_its_operator(sdn: Reading) -> None:
    said = sdn.said("ofac:15431")
    assert said["registrationNumber"] == ["EP-GOM"]
    assert said["serialNumber"] == ["1023409321", "8401"]
    assert said["buildDate"] == ["1992"]
    (operator,) = said["operator"]
    assert "YAS AIR" in sdn.said(operator)["name"] + sdn.said(operator)["alias"]


def test_remarks_that_overflow_are_read_to_their_end(sdn: Reading) -> None:
    links = [
        sdn.said(entity)["object"][0]
        for entity, schema in sdn.schemata().items()
        if schema == "UnknownLink" and entity.startswith("ofac:12300/")
    ]
    names = {sdn.said(other)["name"][0] for other in links}
    # Cut after "PROMO RAI" in SDN.CSV; the rest is in SDN_COMMENTS.CSV.
    assert "PROMO RAIZ S.A.S." in names
    assert "R D I S.A." in names
    assert "C.I. OKCOFFEE COLOMBIA S.A.S." in names
