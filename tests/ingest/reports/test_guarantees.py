"""Guarantees, and business with related parties, from sentences of our own and real filings."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.reports.narrative.guarantees import GuaranteeStatement
from ingest.reports.narrative.narrative import Narrative, read_narrative
from ingest.reports.narrative.related_parties import RelatedDealing

OPENING = """<p>Elm Tree Bancorp, Inc., a Delaware corporation (together with its subsidiaries,
“Elm Tree” or the “Company”), lends.</p>
<p>Oak Credit LLC (the “Borrower”) owes us money. First Prairie Bank, N.A.
(the “Lender”) lends too. Jane Q. Roe (“Ms. Roe”) is our chair.</p>"""
ELM, OAK = "Elm Tree Bancorp, Inc.", "Oak Credit LLC"


def filing(body: str) -> Narrative:
    page = f"<html><body>{OPENING}{body}</body></html>"
    return read_narrative(page.encode(), "elm.htm", registrant=ELM)


def guarantees(sentence: str) -> tuple[GuaranteeStatement, ...]:
    return filing(f"<p>{sentence}</p>").guarantees


@pytest.mark.parametrize(
    ("sentence", "guarantor", "debtor", "beneficiary", "amount"),
    [
        ("The Company has guaranteed the debts of the Borrower up to $10 million.",
         ELM, OAK, None, ("10000000", "USD")),
        ("The Notes issued by Oak Finance B.V. are fully and unconditionally guaranteed by the"
         " Company.", ELM, "Oak Finance B.V.", None, None),
        ("The senior notes of Oak Credit LLC are fully and unconditionally guaranteed, on a joint"
         " and several basis, by Elm Tree Bancorp, Inc.", ELM, OAK, None, None),
        ("Elm Tree has guaranteed Oak Credit LLC’s obligations under the lease.",
         ELM, OAK, None, None),
        ("We have provided a guarantee to First River Bank of the indebtedness of Oak Credit LLC"
         " in an amount of $2,500,000.", ELM, OAK, "First River Bank", ("2500000", "USD")),
        ("We guarantee the obligations of Oak Credit LLC in favor of First River Bank, up to €3.25"
         " million.", ELM, OAK, "First River Bank", ("3250000", "EUR")),
        ("Jane Q. Roe has personally guaranteed the loans of Oak Credit LLC.",
         "Jane Q. Roe", OAK, None, None),
        ("The Company has guaranteed the obligations of the Borrower to the Lender up to $75.0"
         " million.", ELM, OAK, "First Prairie Bank, N.A.", ("75000000", "USD")),
        ("In addition, our Chairman, Viktor A. Sorensen, has personally guaranteed a $6,500,000"
         " term loan made by Lakeshore Savings Bank to Ash Terminals Inc.",
         "Viktor A. Sorensen", "Ash Terminals Inc.", "Lakeshore Savings Bank", ("6500000", "USD")),
        ("The Company has guaranteed $5.0 million of indebtedness of Kilo Marine LLC to Lakeshore"
         " Savings Bank.", ELM, "Kilo Marine LLC", "Lakeshore Savings Bank", ("5000000", "USD")),
        ("Kilo Marine LLC’s obligations under the Credit Agreement are guaranteed by the Company.",
         ELM, "Kilo Marine LLC", None, None),
        ("The Parent’s notes aside, Ash Corp. guaranteed the obligations of the Borrower.",
         None, None, None, None),
    ],
)  # fmt: skip
def test_a_guarantee_names_who_answers_for_whom(
    sentence: str,
    guarantor: str | None,
    debtor: str | None,
    beneficiary: str | None,
    amount: tuple[str, str] | None,
) -> None:
    found = guarantees(sentence)
    if guarantor is None:
        # Who is behind the clause is not told for certain.
        assert all(one.debtor == OAK for one in found)
        return
    (one,) = found
    assert (one.guarantor, one.debtor, one.beneficiary) == (guarantor, debtor, beneficiary)
    assert one.words == sentence
    told = None if one.amount is None else (one.amount.value, one.amount.currency)
    assert told == (None if amount is None else (Decimal(amount[0]), amount[1]))


@pytest.mark.parametrize(
    "sentence",
    [
        "The Company has not guaranteed the debts of the Borrower.",
        "The notes of the Company are not guaranteed by any of the Company’s subsidiaries.",
        "We guarantee the performance of our lamps for five years.",
        "We may guarantee the obligations of Oak Credit LLC.",
        "There is no guarantee that the obligations of Oak Credit LLC will be paid.",
        "The guarantee by the Company of the debts of Oak Credit LLC was released in 2021.",
        "Obligations of Oak Credit LLC are guaranteed by the full faith and credit of the state.",
        "We have guaranteed its obligations under the plan.",
        "The Lender unconditionally guaranteed the obligations of the Guarantor.",
        "The Company guarantees the obligations of certain franchisees.",
        "The Company guarantees the obligations of the Company.",
        "Our Chairman has personally guaranteed the term loan of Oak Credit LLC.",
        "Its affiliate guaranteed a $3 million loan made by First Bank to Oak Credit LLC.",
        "The Notes are guaranteed by the Company and Ash Holdings Inc.",
        "The Notes are fully and unconditionally guaranteed by each of our subsidiaries.",
    ],
)
def test_what_is_no_guarantee_of_a_named_debtor(sentence: str) -> None:
    assert guarantees(sentence) == ()


def test_two_guarantors_are_two_guarantees() -> None:
    sentence = (
        "Each of the Company and Ash Holdings Inc. guaranteed the obligations of the Borrower."
    )
    assert [(one.guarantor, one.debtor) for one in guarantees(sentence)] == [
        (ELM, OAK), ("Ash Holdings Inc.", OAK),
    ]  # fmt: skip


NOTES = "The Notes are fully and unconditionally guaranteed by Lima Holdings Inc. and Mike LLC."


@pytest.mark.parametrize(
    ("before", "debtors"),
    [
        ("", [ELM, ELM]),
        ("In 2020 we issued $5 million of notes.", [ELM, ELM]),
        ("In 2020 Oak Finance B.V. issued $5 million of notes.", []),
        ("The notes were issued by Oak Finance B.V. in 2020.", []),
    ],
)
def test_the_notes_are_those_of_the_registrant_unless_another_issued_some(
    before: str, debtors: list[str]
) -> None:
    found = guarantees(f"{before} {NOTES}")
    assert [one.debtor for one in found] == debtors
    assert [one.guarantor for one in found] == ["Lima Holdings Inc.", "Mike LLC"][: len(debtors)]


def dealings(body: str) -> tuple[RelatedDealing, ...]:
    return filing(
        "<p><b>Item 8. Financial Statements</b></p><p><b>Note 3. Related Party Transactions</b></p>"
        f"<p>{body}</p>"
    ).dealings


def test_business_with_a_related_party() -> None:
    (lease,) = dealings("The Company leases its office from Ms. Roe for $120,000 a year.")
    assert (lease.party, lease.what, lease.by_model) == (
        "Jane Q. Roe", "leases its office", False,
    )  # fmt: skip
    assert lease.amount is not None
    assert (lease.amount.value, lease.amount.currency) == (Decimal(120000), "USD")


def test_how_a_party_is_related() -> None:
    (bought,) = dealings(
        "In 2023 we purchased lamps from Ash Holdings Inc., a company controlled by our chair, for"
        " $1.5 million."
    )
    assert bought.party == "Ash Holdings Inc."
    assert bought.relationship == "a company controlled by our chair"
    assert bought.amount is not None
    assert bought.amount.value == 1_500_000


@pytest.mark.parametrize(
    ("sentence", "party", "relationship", "what", "amount"),
    [
        ("We rent an office from Sierra Realty Trust, an affiliate of our Chairman, at $20,000 per"
         " month.",
         "Sierra Realty Trust", "an affiliate of our Chairman", "rent an office", 20_000),
        ("In 2024 we paid $310,500 in fees to Ellen Birch, the spouse of our Chief Executive"
         " Officer.", "Ellen Birch", "the spouse of our Chief Executive Officer",
         "paid $310,500 in fees", 310_500),
        ("The Company leases its works from Birch Family Properties, LLC, an entity controlled by"
         " our Chairman, Viktor A. Birch.", "Birch Family Properties, LLC",
         "an entity controlled by our Chairman", "leases its works", None),
    ],
)  # fmt: skip
def test_relationships_in_apposition(
    sentence: str, party: str, relationship: str, what: str, amount: int | None
) -> None:
    (deal,) = dealings(sentence)
    assert (deal.party, deal.relationship, deal.what) == (party, relationship, what)
    assert (deal.amount and deal.amount.value) == amount


def test_a_list_of_related_parties() -> None:
    found = dealings(
        "We do business with entities that our directors own, such as x.Oil, The Birch Company and"
        " Ash Holdings Inc., in accordance with our policy."
    )
    assert [one.party for one in found] == ["x.Oil", "The Birch Company", "Ash Holdings Inc."]
    assert {one.relationship for one in found} == {"entities that our directors own"}


@pytest.mark.parametrize(
    "sentence",
    [
        "There were no transactions with related parties such as Ash Holdings Inc. in the year.",
        "The information will be included in our Proxy Statement and is incorporated by reference.",
        "The Company paid rent to certain of its officers in each of the years that are shown.",
        "We purchased all of our lamps from the Company in each of the years that are shown.",
    ],
)
def test_what_names_no_related_party(sentence: str) -> None:
    assert [one for one in dealings(sentence) if not one.by_model] == []


@pytest.mark.shared
def test_tesla_names_five_related_parties_and_nobody_a_guarantee(
    reports: Path, annual_report: Callable[[str], Narrative]
) -> None:
    """Note 16 of Tesla; the others refer to their proxy statements. None names a debtor."""
    read = {
        path.stem: annual_report(path.stem) for path in sorted((reports / "sec_10k").glob("*.html"))
    }
    told = {name: [one.party for one in filing.dealings] for name, filing in read.items()}
    tesla = told.pop("tsla-10-k-2025-01-30")
    assert tesla == ["x.AI", "SpaceX", "The Boring Company", "X Corp.", "Redwood Materials"]
    assert not any(told.values())
    assert not any(filing.guarantees for filing in read.values())
