"""Items, defined terms, auditor and passages of 10-Ks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.reports.narrative.narrative import Narrative, read_narrative
from ingest.reports.narrative.sections import TITLES
from kg.errors import BadFile

TEN_K = ["aapl-10-k-2024-11-01", "ba-10-k-2025-02-03", "tsla-10-k-2025-01-30",
         "v-10-k-2024-11-13", "wfc-10-k-2025-02-25"]  # fmt: skip


@pytest.fixture(scope="module")
def read(annual_report: Callable[[str], Narrative]) -> dict[str, Narrative]:
    return {name: annual_report(name) for name in TEN_K}


@pytest.mark.shared
@pytest.mark.parametrize("name", TEN_K)
def test_every_item_of_a_filing_is_found_in_its_order(
    read: dict[str, Narrative], name: str
) -> None:
    narrative = read[name]
    assert [section.item for section in narrative.sections] == list(TITLES)
    for section in narrative.sections:
        head = " ".join(narrative.text.text[section.start : section.body].split())
        assert head.lower().startswith(f"item {section.item.lower()}")
        assert section.end >= section.body


@pytest.mark.shared
def test_a_section_begins_and_ends_where_it_does(read: dict[str, Narrative]) -> None:
    apple = read["aapl-10-k-2024-11-01"]
    proceedings = apple.section("3")
    assert proceedings is not None
    words = apple.text.text[proceedings.body : proceedings.end]
    assert words.startswith("Digital Markets Act Investigations")
    assert "Mine Safety" not in words
    disagreements = apple.section("9")
    assert disagreements is not None
    assert apple.text.text[disagreements.body : disagreements.end].strip() == "None."


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "auditor"),
    [
        ("aapl-10-k-2024-11-01", ("Ernst & Young LLP", "42", "San Jose, California", 2009)),
        ("ba-10-k-2025-02-03", ("Deloitte & Touche LLP", "34", "Chicago, Illinois", 1934)),
        (
            "tsla-10-k-2025-01-30",
            ("PricewaterhouseCoopers LLP", "238", "San Jose, California", 2005),
        ),
        ("v-10-k-2024-11-13", ("KPMG LLP", "185", "San Francisco, CA", 2007)),
    ],
)
def test_auditors(
    read: dict[str, Narrative], name: str, auditor: tuple[str, str, str, int]
) -> None:
    found = read[name].auditor
    assert found is not None
    assert (found.name, found.firm_id, found.location, found.since) == auditor
    assert found.source == "dei"
    # Boeing's report says "since at least 1934".
    assert found.since_at_least == name.startswith("ba-")


@pytest.mark.shared
def test_wells_fargo_names_its_auditor_in_another_document(read: dict[str, Narrative]) -> None:
    assert read["wfc-10-k-2025-02-25"].auditor is None


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "words", "party"),
    [
        ("aapl-10-k-2024-11-01", "the Company", "Apple Inc."),
        ("aapl-10-k-2024-11-01", "Apple", "Apple Inc."),
        ("aapl-10-k-2024-11-01", "Epic", "Epic Games, Inc."),
        ("ba-10-k-2025-02-03", "Boeing", "BOEING CO"),
        ("ba-10-k-2025-02-03", "The Boeing Company", "BOEING CO"),
        ("ba-10-k-2025-02-03", "Spirit", "Spirit AeroSystems Holdings, Inc."),
        ("tsla-10-k-2025-01-30", "we", "Tesla, Inc."),
        ("tsla-10-k-2025-01-30", "EEOC", "Equal Employment Opportunity Commission"),
        ("v-10-k-2024-11-13", "Visa", "VISA INC."),
        ("v-10-k-2024-11-13", "Visa Europe", "Visa Europe Limited"),
        ("wfc-10-k-2025-02-25", "Wells Fargo", "WELLS FARGO & COMPANY/MN"),
        ("wfc-10-k-2025-02-25", "FDIC", "Federal Deposit Insurance Corporation"),
        ("tsla-10-k-2025-01-30", "FSD", None),
        ("aapl-10-k-2024-11-01", "the Borrower", None),
    ],
)
def test_terms_stand_for_their_party(
    read: dict[str, Narrative], name: str, words: str, party: str | None
) -> None:
    assert read[name].terms.resolve(words) == party


@pytest.mark.shared
def test_proceedings_of_apple_and_tesla(read: dict[str, Narrative]) -> None:
    """Item 3 of Apple tells of two suits and two investigations, a note of Tesla of more suits."""
    apple = read["aapl-10-k-2024-11-01"].proceedings
    assert [(p.category, p.plaintiffs, p.defendants, p.court, p.filed) for p in apple] == [
        ("investigation", ("European Commission",), (), None, None),
        (
            "lawsuit",
            ("the U.S. Department of Justice",),
            ("Apple Inc.",),
            "U.S. District Court for the District of New Jersey",
            "2024-03-21",
        ),
        (
            "lawsuit",
            ("Epic Games, Inc.",),
            ("Apple Inc.",),
            "U.S. District Court for the Northern District of California",
            # The one day that the passage names is that of a statement of compliance.
            None,
        ),
    ]
    told = {(p.plaintiffs, p.defendants, p.filed) for p in read["tsla-10-k-2025-01-30"].proceedings}
    assert (("JPMorgan Chase Bank",), ("Tesla, Inc.",), "2021-11-15") in told
    assert (("a purported Tesla stockholder",), ("Elon Musk",), "2018-06-04") in told
    assert (
        ("the California Civil Rights Department",),
        ("Tesla, Inc.",),
        "2022-02-09",
    ) in told


@pytest.mark.shared
def test_passages_say_where_they_stand(read: dict[str, Narrative]) -> None:
    for narrative in read.values():
        blocks = {block.key: block for block in narrative.text.blocks}
        for passage in (*narrative.passages, *narrative.proceedings):
            block = blocks[passage.block]
            assert (block.start, block.end) == (passage.start, passage.end)
            assert narrative.text.of(block) == passage.words
            for money in passage.amounts:
                assert narrative.text.text[money.start : money.end] == money.text
    tesla = read["tsla-10-k-2025-01-30"]
    related = tesla.of_kind("related_party")[0]
    assert related.heading == "Note 16 – Related Party Transactions"
    assert related.words.startswith("Tesla periodically does business with certain entities")
    boeing = read["ba-10-k-2025-02-03"].of_kind("guarantee")
    assert any(passage.words.startswith("Credit Guarantees We have issued") for passage in boeing)
    assert not any(narrative.of_kind("going_concern") for narrative in read.values())
    assert len(read["aapl-10-k-2024-11-01"].risks) > 20
    assert read["wfc-10-k-2025-02-25"].risks == ()


# Small filings of our own

FILING = """<html><body>
<p>ELM TREE BANCORP, INC.</p>
<table><tr><td>Item 1.</td><td>Business</td><td>3</td></tr>
<tr><td>Item 1A.</td><td>Risk Factors</td><td>9</td></tr>
<tr><td>Item 3.</td><td>Legal Proceedings</td><td>12</td></tr>
<tr><td>Item 8.</td><td>Financial Statements</td><td>20</td></tr></table>
<p><b>ITEM 1. BUSINESS</b></p>
<p>Elm Tree Bancorp, Inc., a Delaware corporation (together with its subsidiaries, “Elm Tree” or
the “Company”), lends. See Item 8 for more.</p>
<p>Oak Credit LLC (the “Borrower”) owes us money. Jane Q. Roe (“Ms. Roe”) is our chair. The
Loans Transfer Program (“LTP”) ended.</p>
<p><b>ITEM 1A.</b></p><p><b>RISK FACTORS</b></p>
<p><b>We may not be able to go on lending at the rates we do.</b></p>
<p>Rates may rise, and there can be no guarantee that we will raise ours as well.</p>
<p><b>ITEM 3. LEGAL PROCEEDINGS</b></p>
<p>On May 2, 2023, Birch &amp; Sons, Inc. filed a complaint against the Borrower and the Company
in the U.S. District Court for the Southern District of New York alleging fraud, and claims
$3.5 million. The case is Birch &amp; Sons, Inc. v. Oak Credit LLC.</p>
<p><b>ITEM 8. FINANCIAL STATEMENTS AND SUPPLEMENTARY DATA</b></p>
<p>We have served as the Company’s auditor since 2015.</p><p>/s/ Maple &amp; Partners LLP</p>
<p>Columbus, Ohio</p><p>PCAOB ID: 01234</p>
<p><b>Note 2. Going Concern</b></p>
<p>These losses raise substantial doubt about the Company’s ability to continue as a going
concern.</p>
<p><b>Note 3. Related Party Transactions</b></p>
<p>The Company leases its office from Ms. Roe for $120,000 a year.</p>
<p><b>Note 4. Leases</b></p><p>The Company leases branches under ordinary terms from others.</p>
<p>The Company has guaranteed the debts of the Borrower up to $10 million.</p>
</body></html>"""


@pytest.fixture
def filing() -> Narrative:
    return read_narrative(FILING.encode(), "elm.htm", registrant="Elm Tree Bancorp, Inc.")


def test_contents_and_references_are_no_sections(filing: Narrative) -> None:
    assert [(section.item, section.title) for section in filing.sections] == [
        ("1", "BUSINESS"),
        ("1A", "RISK FACTORS"),
        ("3", "LEGAL PROCEEDINGS"),
        ("8", "FINANCIAL STATEMENTS AND SUPPLEMENTARY DATA"),
    ]


def test_a_role_resolves_and_never_becomes_a_party(filing: Narrative) -> None:
    terms = filing.terms
    assert terms.resolve("the Borrower") == "Oak Credit LLC"
    assert terms.resolve("Elm Tree") == terms.resolve("our") == "Elm Tree Bancorp, Inc."
    assert terms.resolve("Ms. Roe") == "Jane Q. Roe"
    assert terms.resolve("the Lender") is None
    assert terms.is_role("the Lender")
    assert terms.resolve("LTP") is None


def test_a_lawsuit_names_its_parties(filing: Narrative) -> None:
    (suit,) = filing.proceedings
    assert suit.plaintiffs == ("Birch & Sons, Inc.",)
    assert suit.defendants == ("Oak Credit LLC", "Elm Tree Bancorp, Inc.")
    assert suit.court == "U.S. District Court for the Southern District of New York"
    assert suit.filed == "2023-05-02"
    assert suit.case == "Birch & Sons, Inc. v. Oak Credit LLC"
    assert [money.text for money in suit.amounts] == ["$3.5 million"]


def test_passages_by_heading_and_by_words(filing: Narrative) -> None:
    assert [(found.kind, found.how, found.heading) for found in filing.passages] == [
        ("going_concern", "heading", "Note 2. Going Concern"),
        ("related_party", "heading", "Note 3. Related Party Transactions"),
        ("guarantee", "words", "Note 4. Leases"),
    ]
    (doubt,) = filing.of_kind("going_concern")
    assert not doubt.negated
    (risk,) = filing.risks
    assert risk.heading == "We may not be able to go on lending at the rates we do."


def test_a_firm_printed_under_its_signature_is_no_place() -> None:
    lines = ("/s/ Maple &amp; Oak, LLP", "Maple &amp; Oak, LLP", "Dallas, Texas", "March 31, 2030")
    page = "".join(f"<p>{line}</p>" for line in ("Report of the auditor", *lines))
    auditor = read_narrative(f"<html><body>{page}</body></html>".encode(), "a.htm").auditor
    assert auditor is not None
    assert (auditor.name, auditor.location) == ("Maple & Oak, LLP", "Dallas, Texas")


def test_the_auditor_of_a_filing_without_data(filing: Narrative) -> None:
    auditor = filing.auditor
    assert auditor is not None
    assert (auditor.name, auditor.firm_id, auditor.location, auditor.since, auditor.source) == (
        "Maple & Partners LLP",
        "1234",
        "Columbus, Ohio",
        2015,
        "text",
    )
    for kind, span in auditor.evidence:
        words = filing.text.text[slice(*span)]
        assert {"name": "Maple", "location": "Columbus", "firm_id": "1234", "since": "2015"}[
            kind
        ] in words


def test_doubt_that_was_removed_is_marked() -> None:
    body = (
        "<p><b>Item 1. Business</b></p><p>We bake bread in many towns of the north.</p>"
        "<p><b>Item 7. Management’s Discussion</b></p>"
        "<p>Management concluded that there is no substantial doubt about our ability to continue "
        "as a going concern.</p><p><b>Item 8. Financial Statements</b></p><p>None of them here.</p>"
    )
    narrative = read_narrative(f"<html><body>{body}</body></html>".encode(), "a.htm")
    (passage,) = narrative.of_kind("going_concern")
    assert passage.negated
    assert passage.item == "7"


def test_a_cut_filing_is_refused() -> None:
    with pytest.raises(BadFile, match="ends before </html>"):
        read_narrative(FILING[: len(FILING) // 2].encode() + b"x</p>", "elm.htm")
