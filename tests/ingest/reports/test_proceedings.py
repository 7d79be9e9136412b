"""Lawsuits and investigations, from passages of our own and real filings."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ingest.reports.narrative import read_narrative
from ingest.reports.proceedings import Proceeding

ELM = "Elm Tree Bancorp, Inc."


def proceedings(passage: str) -> tuple[Proceeding, ...]:
    page = (
        "<html><body><p>Elm Tree Bancorp, Inc. (“Elm Tree” or the “Company”) lends.</p>"
        f"<p><b>Item 3. Legal Proceedings</b></p><p>{passage}</p></body></html>"
    )
    return read_narrative(page.encode(), "elm.htm", registrant=ELM).proceedings


def test_what_a_passage_tells_of_a_lawsuit() -> None:
    (suit,) = proceedings(
        "On May 2, 2023, Birch &amp; Sons, Inc. filed a complaint against the Company in the U.S."
        " District Court for the Southern District of New York, Case No. 1:23-cv-04567, seeking"
        " damages of at least $3.5 million. On June 9, 2024, the court granted the Company’s motion"
        " in part. The parties agreed to settle and paid $40,000. Trial had been set for 2025."
    )
    assert (suit.category, suit.plaintiffs, suit.defendants) == (
        "lawsuit", ("Birch & Sons, Inc.",), (ELM,),
    )  # fmt: skip
    assert suit.court == "U.S. District Court for the Southern District of New York"
    assert (suit.docket, suit.filed, suit.status) == ("1:23-cv-04567", "2023-05-02", "settled")
    assert suit.claimed is not None
    assert (suit.claimed.value, suit.claimed.currency) == (Decimal(3_500_000), "USD")


def test_a_passive_sentence_names_who_filed() -> None:
    (suit,) = proceedings(
        "Consumer matters. A class action was filed by Ash Holdings Inc. on May 29, 2020 against"
        " Elm Tree and certain of its officers, alleging fraud. The case remains pending."
    )
    assert (suit.plaintiffs, suit.filed, suit.status) == (
        ("Ash Holdings Inc.",), "2020-05-29", "pending",
    )  # fmt: skip


def test_an_investigation_is_no_lawsuit() -> None:
    (one,) = proceedings(
        "On March 13, 2012, the Antitrust Division of the U.S. Department of Justice (Division)"
        " issued a Civil Investigative Demand to the Company seeking documents."
    )
    assert (one.category, one.filed, one.court) == ("investigation", None, None)
    assert one.plaintiffs == ("the Antitrust Division of the U.S. Department of Justice",)


@pytest.mark.parametrize(
    ("passage", "filed"),
    [
        ("Birch LLC filed a suit against the Company. On May 2, 2023, we filed a motion to dismiss"
         " the complaint.", None),
        ("Between May 2, 2021 and May 4, 2022, nine class actions were filed against the Company in"
         " many courts.", None),
        ("Two suits were filed on May 2, 2021 and June 4, 2022 against the Company in Delaware"
         " Court of Chancery.", None),
        ("Beginning in May 2005, complaints were filed against the Company by merchants in several"
         " courts.", "2005-05"),
    ],
)  # fmt: skip
def test_a_day_is_that_of_filing_or_none(passage: str, filed: str | None) -> None:
    (suit,) = proceedings(passage)
    assert suit.filed == filed


def test_what_comes_after_another_suit_is_not_of_the_first() -> None:
    (suit,) = proceedings(
        "On May 2, 2021, Birch LLC filed a suit against the Company in Delaware Court of Chancery."
        " On June 3, 2022, Ash LLC filed a suit against the Company. The court dismissed the"
        " action. It had sought $9 million, claiming $9 million in damages."
    )
    assert (suit.plaintiffs, suit.status, suit.claimed) == (("Birch LLC",), None, None)


@pytest.mark.parametrize(
    "passage",
    [
        "The court denied motions for summary judgment under Ohio v. American Express in part.",
        "We receive subpoenas and requests for information from regulators in the normal course.",
        "On May 28, 2024, the court granted a motion concerning the actions brought by Intuit Inc.",
        "We have reached settlements with a number of merchants who had opted out of the class.",
        "We are party to many legal proceedings, none of which we believe to be material to us.",
    ],
)
def test_what_tells_of_no_proceeding_of_its_own(passage: str) -> None:
    assert proceedings(passage) == ()


@pytest.mark.shared
def test_proceedings_of_visa(reports: Path) -> None:
    """Read by hand: 12 of the suits that Note 20 tells of."""
    visa = read_narrative(reports / "sec_10k" / "v-10-k-2024-11-13.html").proceedings
    told = {(one.plaintiffs[:1], one.filed) for one in visa}
    assert {
        (("Old Jericho Enterprise, Inc.",), "2020-05-29"),
        (("the U.S. Department of Justice",), "2024-09-24"),
        (("the National ATM Council",), "2011-10"),
        (("B&R Supermarket, Inc.",), "2016-03-08"),
        (("MiCamp Solutions, LLC",), "2023-12-08"),
        (("Mirage Wine + Spirit’s Inc.",), "2023-12-14"),
        (("VISA INC.",), "2024-06-21"),
        (("German banks",), "2021-12"),
        ((), "2005-05"), ((), "2021-11-14"), ((), "2022-06-01"), ((), "2024-10-01"),
    } <= told  # fmt: skip
    assert not any(one.claimed for one in visa)
    assert {one.docket for one in visa} == {None, "MDL 1720"}
