"""The fictional list: OFAC's layout, and each name differs from the customer's as it should."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from demo.bank import Bank, make_bank, write_bank
from demo.plan import Plan
from demo.watchlist import VARIANTS, misspell
from kg.text.names import normalise_name


@pytest.fixture(scope="module")
def bank() -> Bank:
    return make_bank(Plan(seed=5, parties=1_300, transfers=10_000))


@pytest.fixture(scope="module")
def rows(bank: Bank, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[str]]]:
    folder = tmp_path_factory.mktemp("watchlist")
    write_bank(bank, folder)
    return {name: read(folder / "watchlist" / f"{name}.csv") for name in ("sdn", "alt", "add")}


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def customer_names(bank: Bank) -> dict[str, str]:
    customers = bank.tables["customers"].dicts()
    names = {c["customer_id"]: f"{c['given_names']} {c['family_name']}" for c in customers}
    return names | {c["company_id"]: c["name"] for c in bank.tables["companies"].dicts()}


def test_layout(rows: dict[str, list[list[str]]]) -> None:
    assert {len(row) for row in rows["sdn"]} == {12}
    assert {len(row) for row in rows["alt"]} == {5}
    assert {len(row) for row in rows["add"]} == {6}
    numbers = [row[0] for row in rows["sdn"]]
    assert len(set(numbers)) == len(numbers) >= 60
    assert {row[0] for row in rows["alt"] + rows["add"]} <= set(numbers)
    assert {row[2].strip() for row in rows["sdn"]} == {"individual", "-0-"}
    assert {row[3] for row in rows["sdn"]} == {"FICTION"}


def test_every_variant_is_there_twice(bank: Bank) -> None:
    truth = bank.truth["watchlist"].dicts()
    assert Counter(row["variant"] for row in truth) == dict.fromkeys(VARIANTS, 2)
    assert {row["variant"] for row in truth if row["same"] == "no"} == {"namesake"}


@pytest.mark.parametrize(
    ("variant", "main_name_equal", "some_name_equal"),
    [
        ("exact", True, True),
        ("capitals", True, True),
        ("alias", False, True),
        ("passport", False, False),
        ("legal form", True, True),
        ("misspelt", False, False),
        ("namesake", True, True),
    ],
)
def test_names_agree_after_normalisation_where_they_should(
    bank: Bank,
    rows: dict[str, list[list[str]]],
    variant: str,
    main_name_equal: bool,
    some_name_equal: bool,
) -> None:
    names = customer_names(bank)
    main = {row[0]: row[1] for row in rows["sdn"]}
    for truth in bank.truth["watchlist"].dicts():
        if truth["variant"] != variant:
            continue
        person = truth["party_id"].startswith("C")
        own = normalise_name(names[truth["party_id"]], person=person)
        listed = normalise_name(main[truth["ent_num"]], person=person)
        aliases = {
            normalise_name(row[3], person=person)
            for row in rows["alt"]
            if row[0] == truth["ent_num"]
        }
        assert (listed == own) is main_name_equal
        assert (own in {listed, *aliases}) is some_name_equal


def test_a_passport_is_the_customers_own(bank: Bank, rows: dict[str, list[list[str]]]) -> None:
    passports = {c["customer_id"]: c["passport"] for c in bank.tables["customers"].dicts()}
    remarks = {row[0]: row[11] for row in rows["sdn"]}
    listed = [t for t in bank.truth["watchlist"].dicts() if t["variant"] == "passport"]
    for truth in listed:
        assert f"Passport {passports[truth['party_id']]} (" in remarks[truth["ent_num"]]


def test_a_namesake_was_born_in_another_year(bank: Bank, rows: dict[str, list[list[str]]]) -> None:
    born = {c["customer_id"]: c["birth_date"] for c in bank.tables["customers"].dicts()}
    remarks = {row[0]: row[11] for row in rows["sdn"]}
    for truth in bank.truth["watchlist"].dicts():
        if truth["variant"] in ("exact", "namesake"):
            same_year = f"{born[truth['party_id']][:4]}." in remarks[truth["ent_num"]]
            assert same_year is (truth["same"] == "yes")


def test_nobody_else_on_the_list_is_a_customer(
    bank: Bank, rows: dict[str, list[list[str]]]
) -> None:
    meant = set(bank.truth["watchlist"]["ent_num"])
    own = {normalise_name(n, person=p.startswith("C")) for p, n in customer_names(bank).items()}
    for row in rows["sdn"]:
        if row[0] not in meant:
            assert normalise_name(row[1], person=row[2] == "individual") not in own


@pytest.mark.parametrize(("word", "wrong"), [("Rechnikov", "Recnhikovv"), ("Anna", "Annaa")])
def test_misspell(word: str, wrong: str) -> None:
    assert misspell(word) == wrong
