"""What a portrait takes from documents, on a made-up annual report; worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import kg
import queries
from kg.errors import MappingError
from kg.model import Claim
from queries.filings.key_figures import key_concepts, read_key_concepts
from queries.filings.periods import concept_words
from queries.portraits.sections.reported import reading as portrait_reported
from queries.portraits.sections.reported.facts import Reported
from queries.provenance.quotes import Passage
from tests.queries.report_filings import Filer
from tests.queries.worlds import World

Build = Callable[..., kg.Workspace]

OFFICER = "Ann Lee, 50, has been our Chief Financial Officer since May 2021. She lives in Bern."
CASE = (
    "We were sued once. On March 3, 2025, Bolt Inc. sued Acme Corp. in the U.S. District Court"
    " for Ohio. We disagree."
)
OWNED = "East GmbH\tGermany\t80 %"
ASSETS = "Total assets\t$\t1,000\t$\t800"
DOUBT = "There is substantial doubt about our ability to continue. <b>We</b> hope."


def said(claims: list[Claim], entity: str, prop: str, words: str, text: str, record: str) -> None:
    """Place a claim of the list at words of a text."""
    start = text.index(words)
    for place, claim in enumerate(claims):
        if (claim.entity, claim.prop) == (entity, prop):
            claims[place] = replace(
                claim, record=record, file="acme.html", span_start=start,
                span_end=start + len(words),
            )  # fmt: skip
            return
    raise AssertionError(f"no claim {prop} of {entity}")


def annual_report(end: str = "2025-12-31", filed: str = "2026-03-02") -> World:
    """The claims of a report of Acme with an officer, a case, a subsidiary, a doubt, figures."""
    report = World()
    filer = Filer(report)
    filing = filer.files("10-K", end, filed, notes="Going concern: a doubt")
    first = filer.says(filing, "Assets", 1000, end)
    second = filer.says(filing, "Assets", 800, "2024-12-31")
    filer.says(filing, "NetIncomeLoss", 120, end, "2025-01-01")
    filer.says(filing, "NetIncomeLoss", 80, "2024-12-31", "2024-01-01")
    ann = report.person("Ann Lee")
    post = report.edge(
        "Employment", employee=ann, employer=filer.id, role="Chief Financial Officer",
        startDate="2021-05",
    )  # fmt: skip
    case = report.entity(
        "w:case", "CourtCase", name="Bolt against Acme", court="U.S. District Court for Ohio",
        fileDate="2025-03-03",
    )  # fmt: skip
    part = report.edge("CourtCaseParty", party=filer.id, case=case, role="defendant")
    east = report.company("East GmbH", jurisdiction="de")
    share = report.owns(filer.id, east, "80")
    claims = report.claims
    said(claims, post, "employee", "Ann Lee", OFFICER, "b1")
    said(claims, post, "role", "Chief Financial Officer", OFFICER, "b1")
    said(claims, post, "startDate", "May 2021", OFFICER, "b1")
    for entity, prop in ((case, "name"), (case, "court"), (case, "fileDate"), (part, "case")):
        said(claims, entity, prop, CASE, CASE, "b2")
    said(claims, share, "asset", "East GmbH", OWNED, "b3")
    said(claims, share, "percentage", "80", OWNED, "b3")
    said(claims, first, "value", "1,000", ASSETS, "b4")
    said(claims, second, "value", "800", ASSETS, "b4")
    said(claims, filing, "notes", "substantial doubt", DOUBT, "b5")
    return report


def add_report(ws: kg.Workspace, report: World, source: str = "report") -> None:
    with ws.lake.write(source, fingerprint="1", reader="test") as writer:
        writer.read = 1
        writer.add_claims(report.claims)
        for record, text in (
            ("b1", OFFICER), ("b2", CASE), ("b3", OWNED), ("b4", ASSETS), ("b5", DOUBT),
        ):  # fmt: skip
            writer.add_text(record, text)


def reported(ws: kg.Workspace, as_of: str | None = None) -> Reported:
    with ws.view(as_of) as view:
        return portrait_reported.reported(view, "w:acme")[0]


def marked(quote: Passage | None) -> list[str]:
    assert quote is not None
    return [quote.text[start:end] for start, end in quote.marks]


@pytest.fixture
def ws(lake: Build) -> kg.Workspace:
    made = lake(World())
    add_report(made, annual_report())
    return made


def test_an_officer_with_role_since_when_and_the_sentence(ws: kg.Workspace) -> None:
    (officer,) = reported(ws).officers

    assert officer.party.caption == "Ann Lee"
    assert (officer.roles, officer.start) == (("Chief Financial Officer",), "2021-05")
    assert officer.reported_for == date(2025, 12, 31)
    assert officer.quote is not None
    assert officer.quote.text == OFFICER.removesuffix(" She lives in Bern.")
    assert marked(officer.quote) == ["Ann Lee", "Chief Financial Officer", "May 2021"]
    assert (officer.quote.source, officer.quote.file, officer.quote.record) == (
        "report", "acme.html", "b1",
    )  # fmt: skip


def test_a_proceeding_with_its_court_marked_in_its_sentence(ws: kg.Workspace) -> None:
    (case,) = reported(ws).proceedings

    assert case.case.caption == "Bolt against Acme"
    assert (case.court, case.filed) == ("U.S. District Court for Ohio", "2025-03-03")
    assert case.roles == ("defendant",)
    assert case.quote is not None
    # Neither "Inc." nor "Corp." nor "U.S." ends the sentence.
    assert case.quote.text == (
        "On March 3, 2025, Bolt Inc. sued Acme Corp. in the U.S. District Court for Ohio."
    )
    assert marked(case.quote) == ["U.S. District Court for Ohio"]


def test_a_subsidiary_with_where_and_how_much(ws: kg.Workspace) -> None:
    (owned,) = reported(ws).subsidiaries

    assert (owned.party.caption, owned.jurisdictions) == ("East GmbH", ("de",))
    assert owned.share == Decimal(80)
    assert owned.quote is not None
    assert (owned.quote.text, marked(owned.quote)) == (OWNED, ["East GmbH", "80"])


def test_figures_by_period_with_claims_and_rows(ws: kg.Workspace) -> None:
    table = reported(ws).figures

    assert [str(period) for period in table.periods] == [
        "2025-01-01/2025-12-31", "2024-01-01/2024-12-31",
    ]  # fmt: skip
    rows = {label: cells for label, _, _, cells in table.rows}
    assert list(rows) == ["Net income", "Total assets"]
    assert [one and one.value for one in rows["Net income"]] == [Decimal(120), Decimal(80)]
    assert [one and one.value for one in rows["Total assets"]] == [Decimal(1000), Decimal(800)]
    newest, before = rows["Total assets"]
    assert newest is not None
    assert before is not None
    assert (marked(newest.quote), marked(before.quote)) == (["1,000"], ["800"])
    assert queries.evidence(ws, newest.claim).evidence.value == "1000"


def test_a_key_figure_says_what_the_filings_call_its_concept(lake: Build) -> None:
    report = World()
    filer = Filer(report)
    filing = filer.files("10-K", "2025-12-31", "2026-03-02")
    filer.says(filing, "Assets", 1000, "2025-12-31", label="Assets of the group")
    filer.says(filing, "NetIncomeLoss", 120, "2025-12-31", "2025-01-01")
    ws = lake(World())
    add_report(ws, report)
    called = {one.label: one.concept_label for one in reported(ws).figures.figures}
    assert called == {"Net income": None, "Total assets": "Assets of the group"}


def test_what_has_no_section_of_its_own_is_told_besides(lake: Build) -> None:
    report = annual_report()
    bank = report.company("Bank")
    report.edge("Guarantee", guarantor="w:acme", debtor=bank, role="guarantor", amount="5")
    ws = lake(World())
    add_report(ws, report)
    doubt, guarantee = reported(ws).statements

    assert (doubt.what, doubt.details, marked(doubt.quote)) == (
        "Going concern", (("", "a doubt"),), ["substantial doubt"],
    )  # fmt: skip
    assert doubt.quote is not None
    assert doubt.quote.text == "There is substantial doubt about our ability to continue."
    assert guarantee.what == "Guarantee"
    assert guarantee.other is not None
    assert guarantee.other.caption == "Bank"
    assert [text for _, text in guarantee.details] == ["5", "guarantor"]


def test_nothing_is_known_before_the_filing(ws: kg.Workspace) -> None:
    assert not reported(ws, "2026-03-01")
    assert len(reported(ws, "2026-03-02").officers) == 1


def test_the_newest_report_stands(ws: kg.Workspace) -> None:
    older = annual_report("2024-12-31", "2025-03-01")
    older.claims = [
        replace(claim, value="Controller") if claim.prop == "role" else claim
        for claim in older.claims
        if claim.schema in ("Employment", "Person", "Filing")
    ]
    add_report(ws, older, "older")

    (now,) = reported(ws).officers
    (then,) = reported(ws, "2025-06-30").officers
    assert (now.roles, now.earlier) == (("Chief Financial Officer",), 1)
    assert (then.roles, then.earlier) == (("Controller",), 0)


def test_tables_and_registers_are_no_documents(lake: Build) -> None:
    world = World()
    acme = Filer(world).id
    world.edge("Directorship", director=world.person("Eva"), organization=acme, role="director")
    ws = lake(world)
    add_report(ws, annual_report())

    assert reported(ws).directors == ()
    assert len(reported(ws).officers) == 1


def test_a_long_list_is_cut_and_says_so(lake: Build) -> None:
    report = annual_report()
    for number in range(70):
        report.owns("w:acme", report.company(f"Sub {number:02}"))
    ws = lake(World())
    add_report(ws, report)
    with ws.view() as view:
        found, left_out = portrait_reported.reported(view, "w:acme")

    assert [one.party.caption for one in found.subsidiaries[:2]] == ["East GmbH", "Sub 00"]
    assert len(found.subsidiaries) == portrait_reported.MOST_LISTED == 60
    assert left_out == {"subsidiaries": 11}


def test_a_portrait_has_it_all_with_its_claims(build: Build) -> None:
    ws = build(World(), sources={"bank": World()})
    add_report(ws, annual_report())
    ws.refresh()
    portrait = queries.portrait(ws, "w:acme")
    form = json.loads(json.dumps(portrait.to_json()))["reported"]

    assert set(portrait.reported.claims) <= {one.claim for one in portrait.evidence}
    assert form["officers"][0]["quote"]["marks"][0] == [0, 7]
    assert form["figures"]["figures"][0]["value"] == "120"
    # A person's stakes and posts are no report of theirs.
    assert not queries.portrait(ws, "w:ann lee").reported


def test_names_of_concepts_in_words() -> None:
    assert concept_words("us-gaap:CashAndCashEquivalentsAtCarryingValue") == (
        "Cash and cash equivalents at carrying value"
    )
    assert concept_words("dei:EntityIRSNumber") == "Entity IRS number"
    assert concept_words("x:Level3Assets") == "Level 3 assets"
    assert concept_words("") == ""


def test_figures_name_their_concepts_in_words(ws: kg.Workspace) -> None:
    tables = queries.figures(ws, "w:acme").to_json()["tables"]
    assert [row["label"] for row in tables["annual"]["rows"]] == ["Net income loss"]


def test_the_shipped_key_figures_and_wrong_ones(tmp_path: Path) -> None:
    assert key_concepts()[4].concepts == ("us-gaap:Assets", "ifrs-full:Assets")
    path = tmp_path / "key.yaml"
    path.write_text(
        "figures:\n- {label: A, concepts: [x:A]}\n- {label: B, concepts: [x:A]}\n", encoding="utf-8"
    )
    with pytest.raises(MappingError, match="stands in two figures"):
        read_key_concepts(path)
