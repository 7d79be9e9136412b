"""Values that cannot be: set aside with their reason, by what the ontology and the mapping say."""

from __future__ import annotations

import pytest

import ingest
from tests.ingest.tables.conftest import Bench

SHARES = """
shares:
  files: "*.csv"
  entities:
    share:
      schema: Ownership
      id: "{owner}-{company}"
      properties:
        owner: {id: owner}
        asset: {id: company}
        percentage: PERCENTAGE
        startDate: since
        endDate: until
"""


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ("0", "0"), ("100", "100"), ("100.0", "100.0"), ("51 %", "51"), ("33,3", "33.3"),
        ("", None),
        ("33 1/3", "33.3333"), ("25-50", None), ("151", None), ("100.01", None), ("-1", None),
        ("151 %", None), ("100,5%", None),
    ],
)  # fmt: skip
def test_a_share_is_from_0_to_100(bench: Bench, stated: str, value: str | None) -> None:
    bench.mapping(SHARES.replace("PERCENTAGE", "share"))
    bench.read(bench.write("s.csv", f'owner,company,share,since,until\nA,B,"{stated}",,\n'))
    assert bench.rejects() == []
    said = {said for _, prop, said in bench.claims() if prop == "percentage"}
    assert said == ({value} if value is not None else set())
    wrong = "not a valid share, or not from 0 to 100, left out"
    assert bench.warnings == (
        (f"Ownership.percentage: {wrong}: '{stated}' (s.csv:2)",) if stated and not said else ()
    )


@pytest.mark.parametrize(
    ("written", "stated", "rejected"),
    [
        ("{column: share, maximum: null}", "151", 0),
        ("{column: share, maximum: 200, bad: reject}", "201", 1),
        ("{column: share, minimum: 25, bad: reject}", "24.9", 1),
        ("{column: share, bad: reject}", "151", 1),
    ],
)
def test_a_mapping_may_set_other_bounds(
    bench: Bench, written: str, stated: str, rejected: int
) -> None:
    bench.mapping(SHARES.replace("PERCENTAGE", written))
    report = bench.read(bench.write("s.csv", f"owner,company,share,since,until\nA,B,{stated},,\n"))
    assert report.rejected == rejected
    assert bench.warnings == ()
    kept = {value for _, prop, value in bench.claims() if prop == "percentage"}
    assert kept == ({stated} if not rejected else set())


@pytest.mark.parametrize(
    ("since", "until", "kept"),
    [
        ("2020-01-01", "2020-01-01", True), ("2020-05-01", "2020", True), ("2020", "2020-03", True),
        ("2020-01-01", "", True), ("", "2019", True),
        ("2020-01-02", "2020-01-01", False), ("2020", "2019-12-31", False),
    ],
)  # fmt: skip
def test_no_relation_ends_before_it_starts(
    bench: Bench, since: str, until: str, kept: bool
) -> None:
    bench.mapping(SHARES.replace("PERCENTAGE", "share"))
    bench.read(bench.write("s.csv", f"owner,company,share,since,until\nA,B,,{since},{until}\n"))
    rejects = bench.rejects("field", "value", "reason")
    assert rejects == ([] if kept else [("until", until, "endDate lies before startDate")])


def test_a_period_of_validity_does_not_end_before_it_begins(bench: Bench) -> None:
    bench.mapping(
        """
        people:
          files: "*.csv"
          entities:
            person:
              schema: Person
              id: id
              valid_from: {column: since, format: "%d.%m.%Y"}
              valid_to: until
              properties: {name: name}
        """
    )
    bench.read(
        bench.write(
            "p.csv", "id,name,since,until\n1,A,02.01.2020,2020-01-01\n2,B,01.01.2020,2021\n"
        )
    )
    assert bench.rejects("line", "value", "reason") == [
        (2, "2020-01-01", "the period ends before it begins")
    ]


def test_dates_that_need_not_be_right_are_counted(bench: Bench) -> None:
    bench.mapping(
        """
        accounts:
          files: "*.csv"
          entities:
            account:
              schema: BankAccount
              id: id
              properties:
                openingDate: {column: opened, format: "%d.%m.%Y"}
                closingDate: {column: closed, bad: drop}
        """
    )
    report = bench.read(bench.write("a.csv", "id,opened,closed\n1,02.01.2020,2019\n2,,2019\n"))
    assert report.rejected == 0
    assert bench.warnings == (
        "BankAccount.closingDate lies before openingDate, kept as it stands (a.csv:2)",
    )


def test_the_templates_set_impossible_contracts_aside(bench: Bench) -> None:
    file = bench.write(
        "guarantees.csv",
        """
        guarantee_id,guarantor_id,debtor_id,amount,currency,since,until
        G-1,K-2,K-1,-5,EUR,,
        G-2,K-2,K-1,"1,000.00",eur,2020-01-01,2025-01-01
        G-3,K-2,K-1,5,EUR,2025-01-01,2020-01-01
        G-4,K-2,K-1,"1.000.000,00",EUR,,
        """,
    )
    report = ingest.run(bench.workspace, "table", file, mapping="guarantees")
    assert report.kept == 3
    assert bench.rejects("record", "field", "value", "reason", source="guarantees") == [
        ("guarantee_id=G-3", "until", "2020-01-01", "endDate lies before startDate"),
    ]
    wrong = "Guarantee.amount: not a valid number, or negative, left out"
    assert report.warnings == (
        f"{wrong}: '-5' (guarantees.csv:2)",
        f"{wrong}: '1.000.000,00' (guarantees.csv:5)",
    )
    assert bench.rows("SELECT value, original FROM claims WHERE prop = 'currency'"
                      " AND record = 'guarantee_id=G-2'") == [("EUR", "eur")]  # fmt: skip
    assert bench.rows("SELECT value FROM claims WHERE prop = 'amount'") == [("1000.00",)]


def test_money_is_not_negative_only_where_the_mapping_says_so(bench: Bench) -> None:
    bench.mapping(
        """
        loans:
          files: "*.csv"
          entities:
            loan:
              schema: Loan
              id: id
              properties:
                outstanding: {column: rest, currency: {column: ccy}, minimum: 0, bad: reject}
                interestRate: rate
        """
    )
    bench.read(bench.write("l.csv", "id,rest,ccy,rate\n1,-1,eur,-0.5\n2,0.00,chf,-0.5\n"))
    assert bench.rejects("line", "value", "reason") == [(2, "-1", "negative")]
    assert ("2", "outstanding", "0.00 CHF") in bench.claims()
    assert ("2", "interestRate", "-0.5") in bench.claims()
