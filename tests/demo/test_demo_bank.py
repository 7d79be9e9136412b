"""The demo bank's files: the same for a seed, and consistent with each other."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from demo.accounts import iban
from demo.bank import Bank, make_bank, write_bank
from demo.plan import Plan
from demo.population import ascii_fold, lei_of
from demo.words import draw_people, load_words
from kg.errors import UsageError
from kg.values import identifiers

SMALL = Plan(seed=3, parties=1_300, transfers=20_000)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return make_bank(SMALL)


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_plan_makes_the_same_files(bank: Bank, tmp_path: Path) -> None:
    write_bank(bank, tmp_path / "one")
    write_bank(make_bank(SMALL), tmp_path / "two")
    one = files_below(tmp_path / "one")
    assert one == files_below(tmp_path / "two")
    assert {name.split("/")[0] for name in one} == {
        "README.txt", "bank", "watchlist", "acts", "reports", "truth",
    }  # fmt: skip


def test_another_seed_makes_another_bank(bank: Bank) -> None:
    other = make_bank(Plan(seed=4, parties=SMALL.parties, transfers=SMALL.transfers))
    assert other.tables["transfers"].columns != bank.tables["transfers"].columns
    assert other.tables["customers"]["family_name"] != bank.tables["customers"]["family_name"]


def test_numbers_are_those_of_the_plan(bank: Bank) -> None:
    parties = sum(len(bank.tables[name]) for name in ("customers", "companies", "employees"))
    assert parties == 1_300
    assert len(bank.tables["companies"]) == 260
    assert len(bank.tables["employees"]) == 26
    assert len(bank.tables["transfers"]) == 20_000


@pytest.mark.parametrize(
    "wrong",
    [{"parties": 499}, {"parties": 100_001}, {"transfers": 9_999}, {"seed": -1}],
)
def test_a_plan_out_of_range_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError) as error:
        Plan(**wrong)
    assert error.value.field == next(iter(wrong))


KEYS = {
    "customers": "customer_id",
    "companies": "company_id",
    "employees": "employee_id",
    "counterparties": "counterparty_id",
    "accounts": "account",
    "loans": "loan_number",
}
REFERENCES = [
    ("customers", "employer_id", ("companies",)),
    ("accounts", "holder_id", ("customers", "companies", "counterparties")),
    ("transfers", "from_account", ("accounts",)),
    ("transfers", "to_account", ("accounts",)),
    ("ownership", "owner_id", ("customers", "companies")),
    ("ownership", "company_id", ("companies",)),
    ("directors", "person_id", ("customers",)),
    ("directors", "company_id", ("companies",)),
    ("guarantees", "guarantor_id", ("customers", "companies")),
    ("guarantees", "debtor_id", ("companies",)),
    ("loans", "borrower_id", ("customers", "companies")),
    ("loans", "account", ("accounts",)),
    ("loans", "approved_by", ("employees",)),
    ("devices", "customer_id", ("customers",)),
    ("logins", "customer_id", ("customers",)),
    ("complaints", "customer_id", ("customers",)),
    ("complaints", "account", ("accounts",)),
    ("employee_actions", "employee_id", ("employees",)),
    ("employee_actions", "account", ("accounts",)),
    ("market_events", "company_id", ("companies",)),
    ("controls", "owner_id", ("employees",)),
]


@pytest.mark.parametrize(("name", "column", "targets"), REFERENCES)
def test_references_lead_somewhere(
    bank: Bank, name: str, column: str, targets: tuple[str, ...]
) -> None:
    known = {value for target in targets for value in bank.tables[target][KEYS[target]]}
    known |= {"", "BANK"}
    assert set(bank.tables[name][column]) <= known


@pytest.mark.parametrize(
    ("name", "column"),
    [
        *KEYS.items(),
        ("transfers", "transfer_id"),
        ("guarantees", "guarantee_id"),
        ("logins", "login_id"),
        ("complaints", "complaint_id"),
        ("employee_actions", "action_id"),
        ("market_events", "event_id"),
        ("customers", "passport"),
        ("customers", "tax_number"),
        ("companies", "name"),
        ("companies", "registration_number"),
    ],
)
def test_keys_are_unique(bank: Bank, name: str, column: str) -> None:
    values = bank.tables[name][column]
    assert len(set(values)) == len(values)


def test_everybody_has_a_name_of_their_own(bank: Bank) -> None:
    customers = bank.tables["customers"]
    names = list(zip(customers["given_names"], customers["family_name"], strict=True))
    assert len(set(names)) == len(names)


def test_all_stocks_of_names_are_large_enough_for_the_largest_bank() -> None:
    cultures = load_words().cultures
    heaviest = max(c.weight for c in cultures) / sum(c.weight for c in cultures)
    assert min(c.capacity for c in cultures) > 1.1 * heaviest * 80_000


def test_people_of_one_culture_have_different_names_up_to_its_capacity() -> None:
    culture = load_words().cultures[0]
    assert culture.plain == 18 * 18
    assert culture.capacity == 324 * (1 + 17 * 27)
    assert len({culture.person(n) for n in range(culture.capacity)}) == culture.capacity
    assert culture.person(0) == ("Anouk", "Vandermoor")
    assert culture.person(324) == ("Anouk Bram", "Vandermoor")


def test_drawn_people_differ() -> None:
    import numpy as np

    given, family, culture = draw_people(np.random.default_rng(1), 3_000)
    assert len(set(zip(given, family, strict=True))) == 3_000
    assert culture.max() == len(load_words().cultures) - 1


def test_ibans_are_valid(bank: Bank) -> None:
    numbers = bank.tables["accounts"]["account"]
    assert all(identifiers.FORMATS["iban"](number) == number for number in numbers)
    # 27 letters and digits: DEMO and 000000 and the number, in the layout of Britain.
    assert iban("gb", 12345678)[4:] == "DEMO00000012345678"


def test_leis_are_valid(bank: Bank) -> None:
    codes = [code for code in bank.tables["companies"]["lei"] if code]
    assert codes
    assert all(identifiers.FORMATS["lei"](code) == code for code in codes)
    assert identifiers.FORMATS["lei"](lei_of(0)) is not None


def test_the_bic_is_one_for_tests(bank: Bank) -> None:
    codes = set(bank.tables["accounts"]["bic"]) - {""}
    assert codes == {"DEMONL20"}
    assert identifiers.FORMATS["bic"]("DEMONL20") == "DEMONL20"


def test_transfers_are_in_order_and_inside_the_period(bank: Bank) -> None:
    booked = bank.tables["transfers"]["booked_at"]
    assert list(booked) == sorted(booked)
    assert booked[0] >= "2026-01-01T00:00:00Z"
    assert booked[-1] < "2026-07-01T00:00:00Z"


def test_amounts_are_positive_and_have_two_decimals(bank: Bank) -> None:
    for amount in bank.tables["transfers"]["amount"]:
        assert Decimal(amount) > 0
        assert Decimal(amount).as_tuple().exponent == -2


def test_the_other_side_is_given_where_and_only_where_currencies_differ(bank: Bank) -> None:
    accounts = bank.tables["accounts"]
    currency = dict(zip(accounts["account"], accounts["currency"], strict=True))
    converted = 0
    for row in bank.tables["transfers"].dicts():
        payer, payee = currency[row["from_account"]], currency[row["to_account"]]
        assert row["currency"] == payer
        assert row["received_currency"] == (payee if payer != payee else "")
        assert bool(row["received_amount"]) == (payer != payee)
        converted += payer != payee
    assert converted > 0


def test_nobody_pays_themselves_and_the_bank_sees_every_payment(bank: Bank) -> None:
    accounts = bank.tables["accounts"]
    kind = dict(zip(accounts["account"], accounts["type"], strict=True))
    for row in bank.tables["transfers"].dicts():
        assert row["from_account"] != row["to_account"]
        assert not kind[row["from_account"]] == kind[row["to_account"]] == "external"


def test_salaries_are_paid_monthly_and_stay_the_same(bank: Bank) -> None:
    paid: dict[str, list[tuple[str, str]]] = defaultdict(list)
    full = make_bank(Plan(seed=3, parties=500, transfers=60_000))
    for row in full.tables["transfers"].dicts():
        if row["purpose"].startswith("salary"):
            paid[row["to_account"]].append((row["booked_at"][:7], row["amount"]))
    assert paid
    months = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]
    for payments in paid.values():
        assert [month for month, _ in payments] == months
        assert len({amount for _, amount in payments}) == 1
    assert len(bank.tables["transfers"]) == SMALL.transfers


def test_shares_of_each_company_add_up_to_a_hundred_per_cent(bank: Bank) -> None:
    total: dict[str, Decimal] = defaultdict(Decimal)
    for row in bank.tables["ownership"].dicts():
        total[row["company_id"]] += Decimal(row["percentage"])
    assert set(total) == set(bank.tables["companies"]["company_id"])
    assert set(total.values()) == {Decimal(100)}


def test_circles_are_closed_in_the_files(bank: Bank) -> None:
    edges = {
        "ownership": {
            (row["owner_id"], row["company_id"]) for row in bank.tables["ownership"].dicts()
        },
        "guarantee": {
            (row["guarantor_id"], row["debtor_id"]) for row in bank.tables["guarantees"].dicts()
        },
    }
    circles: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in bank.truth["circles"].dicts():
        circles[row["circle"], row["kind"]].append(row["company_id"])
    assert {kind for _, kind in circles} == {"ownership", "guarantee"}
    for (_, kind), members in circles.items():
        assert len(members) >= 3
        for place, member in enumerate(members):
            assert (member, members[(place + 1) % len(members)]) in edges[kind]


def test_every_chain_of_owners_outside_the_circles_ends_in_people(bank: Bank) -> None:
    in_circle = set(bank.truth["circles"]["company_id"])
    owners: dict[str, set[str]] = defaultdict(set)
    for row in bank.tables["ownership"].dicts():
        owners[row["company_id"]].add(row["owner_id"])
    longest = 0
    for company in owners:
        level, depth = {company} - in_circle, 0
        while level:
            level = {o for c in level for o in owners[c] if o.startswith("B")} - in_circle
            depth += 1
            assert depth <= len(owners)
        longest = max(longest, depth)
    assert longest >= 3


def test_some_people_share_phones_addresses_and_devices(bank: Bank) -> None:
    customers = bank.tables["customers"]
    assert len(set(customers["phone"])) < len(customers)
    homes = set(zip(customers["street"], customers["city"], strict=True))
    assert len(homes) < len(customers)
    users: dict[str, set[str]] = defaultdict(set)
    for row in bank.tables["devices"].dicts():
        users[row["device_id"]].add(row["customer_id"])
    assert max(map(len, users.values())) >= 3


def test_the_truth_is_in_no_file_that_is_read(bank: Bank, tmp_path: Path) -> None:
    write_bank(bank, tmp_path)
    typologies = set(bank.truth["schemes"]["typology"])
    for path in [*(tmp_path / "bank").iterdir(), *(tmp_path / "watchlist").iterdir()]:
        with path.open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        assert not {"scheme", "variant", "circle", "insider"} & set(header)
        if path.name != "controls.csv":
            text = path.read_text(encoding="utf-8")
            assert not [t for t in typologies - {"random", "cycle", "stack"} if t in text]


def test_hidden_transfers_look_like_others(bank: Bank) -> None:
    hidden = set(bank.truth["scheme_transfers"]["transfer_id"])
    seen: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    for row in bank.tables["transfers"].dicts():
        seen[row["transfer_id"] in hidden].add((row["channel"], row["format"]))
    assert seen[True] <= seen[False]


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Nguyễn Văn", "nguyen.van"), ("Yıldız", "yildiz"), ("Đà", "da"), ("O'Neil", "oneil")],
)
def test_fold_to_ascii(text: str, folded: str) -> None:
    assert ascii_fold(text) == folded
