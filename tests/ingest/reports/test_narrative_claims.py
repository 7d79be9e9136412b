"""Claims from the words of a report: each points at its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ingest
import kg
import queries
from tests.ingest.reports.filing_samples import TEN_K

FILING = "filing:cik-0000918274/10-K/2024-12-31"
LANTERN = "cik:0000918274"
MORE = """<h2>Item 1A. Risk Factors</h2>
<p><b>We depend on a single maker of glass for all of our lanterns.</b></p>
<p>Without its glass we could not deliver any lanterns for about half a year.</p>
<h2>Item 8. Financial Statements</h2>
<p>Oak Credit LLC (the “Borrower”) makes glass. Jane Q. Roe (“Ms. Roe”) is our chair.</p>
<h3>Note 2. Going Concern</h3>
<p>These losses raise substantial doubt about our ability to continue as a going concern.</p>
<h3>Note 3. Related Party Transactions</h3>
<p>The Company leases its works from Ms. Roe for $120,000 a year. In 2024 we bought glass from Ash
Holdings Inc., a company owned by our director, for $2 million and $3 million. There were no other
transactions with any related party in 2024.</p>
<p>Our office was sold to the brother of the Lender by Quartz Holdings Trust.</p>
<h3>Note 4. Commitments</h3>
<p>The Company has guaranteed the debts of the Borrower to First River Bank up to $10 million.</p>
<h2>SIGNATURES</h2>
<p>Pursuant to the requirements of the Act, the registrant has duly caused this report to be signed
on its behalf by the undersigned.</p><p>Date: March 4, 2025</p>
<p>Cash of"""


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[kg.Workspace]:
    report = tmp_path / "10k-2025-03-09.htm"
    page = TEN_K.format(cik="0000918274", name="Lantern Group, Inc.")
    report.write_text(page.replace("<p>Cash of", MORE), encoding="utf-8")
    with kg.init(tmp_path / "work") as workspace:
        ingest.run(workspace, "report", report)
        workspace.refresh()
        yield workspace


def said(ws: kg.Workspace, schema: str) -> list[dict[str, Any]]:
    """Properties of each entity of a schema, in order of their ids."""
    with ws.view() as view:
        rows = view.sql(
            "SELECT entity, prop, value FROM claims WHERE schema = $schema ORDER BY entity, prop",
            {"schema": schema},
        ).rows
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for entity, prop, value in rows:
        found[entity][prop] = value
    return [found[entity] for entity in sorted(found)]


def name_of(ws: kg.Workspace, entity: str) -> str:
    with ws.view() as view:
        rows = view.sql(
            "SELECT DISTINCT value FROM claims WHERE entity = $id AND prop = 'name'", {"id": entity}
        ).rows
    return str(rows[0][0])


def test_a_guarantee_joins_its_parties(ws: kg.Workspace) -> None:
    (guarantee,) = said(ws, "Guarantee")
    assert guarantee["guarantor"] == LANTERN
    assert name_of(ws, guarantee["debtor"]) == "Oak Credit LLC"
    assert (guarantee["amount"], guarantee["currency"]) == ("10000000", "USD")
    rows = ws.store.read("MATCH (a)-[:GUARANTEES]->(b) RETURN a.id AS id, b.name AS name").rows
    assert [tuple(row) for row in rows] == [(LANTERN, "Oak Credit LLC")]


def test_related_parties_and_what_they_did(ws: kg.Workspace) -> None:
    deals = {name_of(ws, one["relatedParty"]): one for one in said(ws, "RelatedPartyTransaction")}
    lease, glass = deals["Jane Q. Roe"], deals["Ash Holdings Inc."]
    assert (lease["summary"], lease["amount"], lease["currency"]) == (
        "leases its works", "120000", "USD",
    )  # fmt: skip
    assert glass["relationship"] == "a company owned by our director"
    # Which of two amounts is meant is not told.
    assert "amount" not in glass
    assert {one["company"] for one in deals.values()} == {LANTERN}
    assert not {"Lender", "the Lender", "Company"} & set(deals)


def test_what_a_model_finds_is_marked_low(ws: kg.Workspace) -> None:
    with ws.view() as view:
        rows = view.sql(
            "SELECT value, confidence FROM claims WHERE method = 'spacy-ner' AND prop = 'name'"
        ).rows
        others = view.sql("SELECT min(confidence) FROM claims WHERE method = 'narrative'").rows
    assert [tuple(row) for row in rows] == [("Quartz Holdings Trust", 0.3)]
    assert others[0][0] > 0.5


def test_risks_doubts_and_the_day_of_signing(ws: kg.Workspace) -> None:
    (filing,) = said(ws, "Filing")
    assert filing["riskFactor"] == "We depend on a single maker of glass for all of our lanterns."
    assert filing["notes"].startswith("Going concern: These losses raise substantial doubt")
    assert filing["signedDate"] == "2025-03-04"
    assert "filingDate" not in filing


def test_claims_quote_the_sentence_they_are_from(ws: kg.Workspace) -> None:
    with ws.view() as view:
        rows = view.sql(
            "SELECT id, schema || '.' || prop FROM claims WHERE (schema, prop) IN"
            " (('Guarantee', 'debtor'), ('Guarantee', 'amount'), ('Filing', 'signedDate'),"
            "  ('Filing', 'riskFactor'))"
        ).rows
    quoted = {}
    for claim, prop in rows:
        quote = queries.evidence(ws, claim)
        assert quote.passage is not None
        quoted[prop] = quote.passage[quote.start : quote.end]
    assert quoted == {
        "Guarantee.debtor": "The Company has guaranteed the debts of the Borrower to First River"
        " Bank up to $10 million.",
        "Guarantee.amount": "$10 million",
        "Filing.signedDate": "March 4, 2025",
        "Filing.riskFactor": "We depend on a single maker of glass for all of our lanterns.",
    }


def test_the_parties_of_a_lawsuit_have_their_roles(ws: kg.Workspace) -> None:
    roles = {name_of(ws, one["party"]): one["role"] for one in said(ws, "CourtCaseParty")}
    assert roles == {"Lantern Group, Inc.": "defendant", "Rival Lamps, Inc.": "plaintiff"}


LEGAL = """<h2>Item 3. Legal Proceedings</h2>
<p>On October 1, 2024, the Securities and Exchange Commission (the “SEC”) filed a civil action
against the Company and its former Chief Financial Officer, Harold P. Quince,
seeking $4.2 million.</p>
<p>On November 2, 2024, the SEC commenced an investigation of the Company and of its affiliates.</p>
<p>In Smith v. Jones, 512 U.S. 100 (1994), the Supreme Court held otherwise.</p>
<p><i>Delgado v. Lantern Group Inc., et al.</i>, No. BC-712345. On July 9, 2022, Maria Delgado, a
former employee, filed a class action. The parties settled for $3,750,000.</p>
<p>Cash of"""


def test_each_party_of_a_lawsuit_is_one_entity_of_its_kind(tmp_path: Path) -> None:
    report = tmp_path / "10k.htm"
    page = TEN_K.format(cik="0000918274", name="Lantern Group, Inc.")
    report.write_text(page.replace("<p>Cash of", LEGAL), encoding="utf-8")
    with kg.init(tmp_path / "work") as workspace:
        ingest.run(workspace, "report", report)
        workspace.refresh()
        with workspace.view() as view:
            rows = view.sql(
                "SELECT DISTINCT schema, value FROM claims WHERE prop = 'name' AND entity IN"
                " (SELECT value FROM claims WHERE schema = 'CourtCaseParty' AND prop = 'party')"
            ).rows
        suits = said(workspace, "LegalProceeding")
    named = {tuple(row) for row in rows}
    assert {
        ("LegalEntity", "U.S. Securities and Exchange Commission"),
        ("Person", "Harold P. Quince"),
        ("Person", "Maria Delgado"),
    } <= named
    others = {name for _, name in named if "Exchange" in name or "Smith" in name or "Jones" in name}
    assert others == {"U.S. Securities and Exchange Commission"}
    told = {(one.get("caseNumber"), one.get("amount")) for one in suits}
    assert {(None, "4200000"), ("BC-712345", "3750000")} <= told


def test_the_auditor_is_known_by_its_number(ws: kg.Workspace) -> None:
    (link,) = said(ws, "UnknownLink")
    assert link["subject"] == "pcaob:9971"
    with ws.view() as view:
        rows = view.sql(
            "SELECT value FROM claims WHERE entity = 'pcaob:9971' AND prop = 'registrationNumber'"
        ).rows
    assert [row[0] for row in rows] == ["PCAOB 9971"]
