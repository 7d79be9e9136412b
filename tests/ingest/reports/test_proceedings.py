"""Lawsuits and investigations, from passages of our own and real filings."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from ingest.reports.narrative.narrative import Narrative, read_narrative
from ingest.reports.narrative.proceedings import Proceeding

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


def test_who_sued_whom() -> None:
    (suit,) = proceedings(
        "On August 1, 2024, Wells Fargo Bank and Trust Company, as trustee, sued Oak Terminals Inc."
        " in the Supreme Court of the State of New York, Index No. 653210/2024, for unpaid rent of"
        " $2.3 million."
    )
    assert (suit.plaintiffs, suit.defendants) == (
        ("Wells Fargo Bank and Trust Company",), ("Oak Terminals Inc.",),
    )  # fmt: skip
    assert (suit.docket, suit.filed) == ("653210/2024", "2024-08-01")
    assert suit.court == "Supreme Court of the State of New York"
    assert suit.claimed is not None
    assert suit.claimed.value == 2_300_000


def test_who_was_sued_by_whom() -> None:
    (suit,) = proceedings(
        "In May 2023, the Company and Jane Q. Roe were sued by Birch LLC in the High Court of"
        " Hong Kong (HCA 1123/2024)."
    )
    assert (suit.plaintiffs, suit.defendants) == (("Birch LLC",), (ELM, "Jane Q. Roe"))
    assert (suit.docket, suit.filed) == ("HCA 1123/2024", "2023-05")


@pytest.mark.parametrize(
    "words",
    ["A stockholder said that the Company may be sued in the Delaware Court of Chancery.",
     "The Company has not sued Birch LLC in any court of the State of Delaware.",
     "We sued and were sued by Birch LLC in courts of several states that we name below."],
)  # fmt: skip
def test_nobody_sued_or_who_is_not_told(words: str) -> None:
    assert proceedings(words) == ()


def test_a_day_is_no_part_of_the_defendant() -> None:
    (suit,) = proceedings(
        "The Department of Justice and the Federal Trade Commission filed a complaint against the"
        " Company on May 5, 2024 in the United States District Court for the District of Columbia."
    )
    assert suit.plaintiffs == ("The Department of Justice", "the Federal Trade Commission")
    assert (suit.defendants, suit.filed) == ((ELM,), "2024-05-05")


def test_a_caption_names_the_defendant_and_the_number() -> None:
    (suit,) = proceedings(
        "<i>Delgado v. Elm Tree Bancorp Inc., et al.</i>, No. BC-712345 (Los Angeles Superior"
        " Court). On July 9, 2022, Maria Delgado, a former driver, filed a wage and hour class"
        " action. The parties settled for $3,750,000 on January 15, 2025."
    )
    assert suit.case == "Delgado v. Elm Tree Bancorp Inc., et al."
    assert (suit.plaintiffs, suit.defendants) == (("Maria Delgado",), (ELM,))
    assert (suit.docket, suit.status, suit.claimed) == ("BC-712345", "settled", None)
    assert suit.decided is not None
    assert suit.decided.value == 3_750_000


@pytest.mark.parametrize(
    ("behind", "docket"),
    [(", No. 2:24-cv-00099 (D. Nev.)", "2:24-cv-00099"), (", Case No. 24-CV-1", "24-CV-1"),
     (" (Index No. 653210/2024)", "653210/2024"), ("", None)],
)  # fmt: skip
def test_the_number_behind_a_caption_is_no_part_of_the_name(
    behind: str, docket: str | None
) -> None:
    (suit,) = proceedings(f"The Company is a defendant in Hotel Owners Club v. Ash Corp.{behind}.")
    assert (suit.case, suit.docket) == ("Hotel Owners Club v. Ash Corp.", docket)
    assert suit.defendants == ("Ash Corp.",)


@pytest.mark.parametrize(
    ("words", "claimed", "decided"),
    [
        ("a jury returned a verdict of $33.1 million against the Company in Ash LP v. Oak Inc.",
         None, 33_100_000),
        ("Ash LP filed a complaint against us seeking disgorgement of approximately $4.2 million.",
         4_200_000, 4_200_000),
        ("Ash LP filed a complaint against us. We hold $9 million in cash.", None, None),
    ],
)  # fmt: skip
def test_what_a_suit_is_about_in_money(
    words: str, claimed: int | None, decided: int | None
) -> None:
    (suit,) = proceedings(f"On August 8, 2024, {words}")
    assert (suit.claimed and suit.claimed.value) == claimed
    assert (suit.decided and suit.decided.value) == decided


@pytest.mark.parametrize(
    "cited",
    ["512 U.S. 100 (1994)", "123 F.3d 456 (9th Cir. 1997)", "45 F. Supp. 2d 6 (S.D.N.Y. 1999)",
     "2020 WL 12345 (Del. Ch. 2020)", "678 A.2d 90 (Del. 1996)", "[2015] UKSC 11"],
)  # fmt: skip
def test_a_reported_case_is_a_precedent(cited: str) -> None:
    assert proceedings(f"In Smith v. Jones, {cited}, the Supreme Court held otherwise.") == ()


@pytest.mark.shared
def test_proceedings_of_visa(annual_report: Callable[[str], Narrative]) -> None:
    """Read by hand: 12 of the suits that Note 20 tells of."""
    visa = annual_report("v-10-k-2024-11-13").proceedings
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


def test_of_several_suits_only_the_caption_tells_the_court() -> None:
    (suit,) = proceedings(
        "In 2030, six suits were filed against Oak Lines, Inc. in the Superior Court of California."
        " The remaining action was filed in the U.S. District Court for the District of Oregon. In"
        " that action, captioned Doverby v. Oak Lines, Inc., Case No. 3:30-CV-01234, Oak Lines,"
        " Inc. filed a motion to dismiss the complaint in May 2031."
    )
    assert (suit.case, suit.court, suit.filed) == ("Doverby v. Oak Lines, Inc.", None, None)
    assert (suit.plaintiffs, suit.docket) == (("Doverby",), "3:30-CV-01234")


def test_the_day_of_another_report_is_not_that_of_the_suit() -> None:
    (suit,) = proceedings(
        "As we reported in our Current Report on Form 8-K, filed on June 10, 2030, Ash Minerals LLC"
        " filed a complaint against the Company in the U.S. District Court for the District of"
        " Oregon on June 7, 2030."
    )
    assert (suit.plaintiffs, suit.filed) == (("Ash Minerals LLC",), "2030-06-07")


@pytest.mark.parametrize(
    "words",
    [
        "Our former supplier Oak Talc, Inc. filed a voluntary petition under Chapter 11 of the"
        " Bankruptcy Code in the United States Bankruptcy Court for the District of Delaware.",
        "The Company has been, and may in the future be, sued by third parties for infringement.",
    ],
)
def test_no_suit_of_the_registrant(words: str) -> None:
    assert proceedings(words) == ()


@pytest.mark.parametrize(
    ("words", "plaintiffs", "defendants", "filed"),
    [
        # A label before the sentence is no party.
        ("•Search: In October 2030, Ash Holdings Inc. filed a suit against the Company in the U.S."
         " District Court for the District of Ohio.", ("Ash Holdings Inc.",), (ELM,), "2030-10"),
        # What the clause before tells is not how the suit began.
        ("Since June 2028 we had answered Birch LLC, which then referred the matter to Ash Holdings"
         " Inc., and on June 17, 2030, Ash Holdings Inc. filed a complaint against us in the U.S."
         " District Court for the District of Ohio.", ("Ash Holdings Inc.",), (ELM,), "2030-06-17"),
        # Whom a later step speaks of is not who was sued.
        ("On May 3, 2030, Ash Holdings Inc. filed a complaint naming Oak Corp. as a defendant;"
         " however on October 22, 2031, it dropped the claims against Birch LLC and kept the rest.",
         ("Ash Holdings Inc.",), ("Oak Corp.",), "2030-05-03"),
        ("In July 2030, the Company and Oak LLC were served with a complaint filed in the United"
         " States District Court for the District of Maine.", (), (ELM, "Oak LLC"), "2030-07"),
        ("In 2030, Ash Holdings Inc. filed a suit against Oak LLC in the courts of Maine.",
         ("Ash Holdings Inc.",), ("Oak LLC",), "2030"),
        ("On November 29, 2030, we filed a complaint in the U.S. District Court for the District of"
         " Maine (Elm Tree Bancorp, Inc. v. Oak Corp.).", (ELM,), ("Oak Corp.",), "2030-11-29"),
        ("Beginning in June 2030 with Doe v. Oakstore.com, Inc., now pending in the United States"
         " District Court for the District of Maine, buyers filed a number of suits.",
         ("Doe",), ("Oakstore.com, Inc.",), "2030-06"),
    ],
)  # fmt: skip
def test_parties_and_day_are_those_of_the_suit_itself(
    words: str, plaintiffs: tuple[str, ...], defendants: tuple[str, ...], filed: str
) -> None:
    (suit,) = proceedings(words)
    assert (suit.plaintiffs, suit.defendants, suit.filed) == (plaintiffs, defendants, filed)


@pytest.mark.parametrize(
    ("caption", "case", "court"),
    [
        ("Ash Matter: Ash v. Oak Inc., et al., USDC, N. Dist. of Ill., 12/22/30.",
         "Ash v. Oak Inc., et al.", "USDC, N. Dist. of Ill."),
        # The court of another case in the list is not that of the first.
        ("Derivative suits: Ash v. Alder et al., USDC, Dist. of DE, 2/9/31; Birch Fund v. Oak Inc.,"
         " Delaware Court of Chancery, 9/27/31.", "Ash v. Alder et al.", "USDC, Dist. of DE"),
        ("Elm Fund, et al. v. Walden, et al., Delaware Court of Chancery, Case No. 2031-0827.",
         "Elm Fund, et al. v. Walden, et al.", "Delaware Court of Chancery"),
        ("Comisión de Competencia of México v. Nueva Oak de México, S.A. is before the commission.",
         "Comisión de Competencia of México v. Nueva Oak de México, S.A.", None),
        ("On May 2, 2030 Elm Cnty. Pub. Emps. Ret. Sys. v. Oak Inc. was filed in the Tax Court.",
         "Elm Cnty. Pub. Emps. Ret. Sys. v. Oak Inc.", "Tax Court"),
        ("Smiths’ Health Plan of Maine, Ohio, and Utah v. Oak Inc. was filed in the United States"
         " Tax Court.", "Smiths’ Health Plan of Maine, Ohio, and Utah v. Oak Inc.",
         "United States Tax Court"),
        ("The suits Doe, et al. v. Oak Inc., Roe, et al. v. Elm Inc. were filed against us.",
         "Doe, et al. v. Oak Inc.", None),
        ("The actions were consolidated as A.B. v. Oak Inc., and the District Court set a date.",
         "A.B. v. Oak Inc.", None),
    ],
)  # fmt: skip
def test_a_caption_ends_where_its_court_begins(caption: str, case: str, court: str | None) -> None:
    (suit,) = proceedings(caption)
    assert (suit.case, suit.court) == (case, court)


def test_suits_in_general_are_no_suit() -> None:
    assert not proceedings(
        "We have had patent lawsuits filed against us claiming that we infringe."
    )
