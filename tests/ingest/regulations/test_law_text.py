"""What of an act obliges, what it is cited as, and how it comes back from the lake."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import ingest
import kg
from ingest.regulations.claims.act_claims import cited_as, say_act
from ingest.regulations.claims.document import Document
from ingest.regulations.claims.law_text import standings
from ingest.regulations.comparison.versions import differences, stored_act
from ingest.regulations.extraction import extract
from ingest.regulations.formats.detect import read_act
from ingest.regulations.structure.act import Act, Provision
from kg.cli_tools import CliContext
from kg.lake import Door
from kg.model import Claim
from kg.ontology import load_ontology
from queries.laws.coverage import coverage
from queries.laws.regulation_commands import coverage as coverage_command
from queries.laws.regulation_commands import obligations as obligations_command
from queries.laws.regulation_commands import show
from queries.laws.regulations import act_in_force, act_versions, obligations, provisions

_SHARED = Path(os.environ.get("RISKWEAVE_SHARED", Path(__file__).parents[4] / "shared" / "data"))
SAMPLES = Path(__file__).parent / "samples"


class Said:
    """Keeps claims where a lake would."""

    def __init__(self) -> None:
        self.claims: list[Claim] = []

    def add_claim(self, claim: Claim) -> None:
        self.claims.append(claim)

    def add_text(self, record: str, text: str) -> None:
        pass


def said(act: Act, *props: str) -> set[tuple[str, str, str]]:
    kept = Said()
    say_act(Document(Door(kept, load_ontology()), "act.xml"), act)  # type: ignore[arg-type]
    return {(one.entity, one.prop, one.value) for one in kept.claims if one.prop in props}


def an_act(*provisions: Provision, title: str = "Sample Act", short: str | None = None) -> Act:
    return Act(
        "doc:x", title, short, "Statute", None, "us", "en", None, None, None, None, (), provisions
    )


def section(number: str, text: str, *children: Provision) -> Provision:
    return Provision((number,), "Section", f"Section {number}", None, text, children)


DUTY = "A bank shall keep records."


def test_what_is_no_rule_of_the_act_obliges_nobody() -> None:
    form = Provision(("appendix_A", "1"), "Paragraph", None, None, DUTY)
    act = an_act(
        Provision(("preamble",), "Preamble", None, None, DUTY),
        Provision(("rct_1",), "Recital", "(1)", None, DUTY),
        section("1", DUTY),
        Provision(("appendix_A",), "Appendix", "A", "Model Disclosure Clauses", "", (form,)),
        Provision(("appendix_B",), "Appendix", "B", "Rates", DUTY),
        Provision(
            ("supplement_I",), "Appendix", "I", "Supplement I—Official Interpretations", DUTY
        ),
        Provision(("Interp",), "Interpretation", None, None, DUTY),
        Provision(("Analysis",), "Analysis", None, None, DUTY),
    )

    assert {one for one, _, _ in said(act, "modality")} == {
        "doc:x/1/obligation/1",
        "doc:x/appendix_B/obligation/1",
    }
    # Their words stay.
    assert ("doc:x/Interp", "bodyText", DUTY) in said(act, "bodyText")


def test_words_put_into_another_act_are_that_acts() -> None:
    quoted = Provision(
        ("1", "amendment_1"), "Amendment", None, None,
        "3A. ‘Hat’ means a hat. A bank shall keep hats under 31 U.S.C. 5318, as section 2 says.",
    )  # fmt: skip
    act = an_act(section("1", "The Hats Act is amended as follows:", quoted), section("2", DUTY))
    entity = "doc:x/1/amendment_1"

    assert dict(standings(act.provisions))[quoted.key] == (False, True)
    assert said(act, "modality", "definition") == {("doc:x/2/obligation/1", "modality", "must")}
    assert {one for one in said(act, "cites", "citesRegulation") if one[0] == entity} == {
        (entity, "citesRegulation", "usc:31/5318")
    }


def test_annexes_cite_their_own_parts_and_tables_of_correlation_nothing() -> None:
    def annexed(*key: str, text: str, heading: str | None = None) -> Provision:
        kind = {"annex": "Annex", "art": "Article", "pt": "Point"}[key[-1].partition("_")[0]]
        return Provision(key, kind, None, heading, text)

    statutes = replace(
        annexed("annex_I", text="", heading="Statutes of the Fund"),
        children=(
            annexed("annex_I", "art_1", text="Article 2 and Article 9 apply."),
            annexed("annex_I", "art_2", text="Article 1 of this Regulation applies."),
        ),
    )
    items = replace(
        annexed("annex_II", text="See point 1 and Article 2(1)."),
        children=(annexed("annex_II", "pt_1", text="See point 2."),),
    )
    act = an_act(
        Provision(("art_1",), "Article", "Article 1", None, DUTY),
        Provision(("art_2",), "Article", "Article 2", None, DUTY),
        Provision(("art_9",), "Article", "Article 9", None, DUTY),
        statutes,
        items,
        annexed(
            "annex_III", heading="CORRELATION TABLE",
            text="Directive 2007/64/EC | This Directive\nArticle 1 | Article 2\n— | Article 9(1)",
        ),
    )  # fmt: skip

    cited = {(one.removeprefix("doc:x/"), to) for one, _, to in said(act, "cites")}
    assert cited == {
        ("annex_I/art_1", "doc:x/annex_I/art_2"),
        ("annex_I/art_2", "doc:x/art_1"),
        ("annex_II", "doc:x/annex_II/pt_1"),
        ("annex_II", "doc:x/art_2"),
    }
    assert {one for one, _, _ in said(act, "citesRegulation")} == {"doc:x/annex_III"}
    (point,) = (one for one in act.walk() if one.key == ("annex_II", "pt_1"))
    assert cited_as(act, point) == "Annex II, point 1"


@pytest.mark.parametrize(
    ("naming", "citing"),
    [
        ("This Act may be cited as the Payments Integrity Act.", "the Payments Integrity Act"),
        (
            "This Act may be cited as the “Payments Integrity Act of 2020”.",
            "the Payments Integrity Act",
        ),
        ("This Law shall be known as the Hats Act 2020.", "the Hats Act"),
    ],
)
def test_the_own_title_is_no_other_act(naming: str, citing: str) -> None:
    act = an_act(
        section("1", naming),
        section("2", DUTY),
        section("3", f"Section 2 of {citing} and the Bank Secrecy Act apply."),
    )

    assert said(act, "cites", "citesRegulation") == {
        ("doc:x/3", "cites", "doc:x/2"),
        ("doc:x/3", "citesRegulation", "act:bank-secrecy-act"),
    }


def test_a_title_alone_names_the_act_and_one_of_another_year_does_not() -> None:
    text = "It stands in the Payments Integrity Act."
    old = "It stands in the Payments Integrity Act of 2005."
    title = "The Payments Integrity Act of 2020"

    assert not said(an_act(section("1", text), title=title), "citesRegulation")
    assert not said(an_act(section("1", text), short="Payments Integrity Act"), "citesRegulation")
    assert said(an_act(section("1", old), title=title), "citesRegulation")
    amending = "An Act to amend the Payments Integrity Act"
    assert said(an_act(section("1", text), title=amending), "citesRegulation")


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("The bank shall carry out checks on its customers.", "carry out checks on its customers"),
        ("Checks shall be carried out by the bank.", "carry out checks"),
        ("Penalties shall be laid down.", "lay down penalties"),
        ("A register shall be set up by the competent authority.", "set up a register"),
        ("The bank shall carry out and document the assessment.",
         "carry out and document the assessment"),
        ("The rules shall be drawn up and sent to EBA.", "draw up the rules"),
    ],
)  # fmt: skip
def test_a_verb_keeps_its_particle(text: str, action: str) -> None:
    found = extract(text).obligations[0]

    assert found.action == action
    assert 0 <= found.start < found.end <= len(text)


ORIGINAL = {
    "id": "S", "full_name": "Sample Regulation", "celex_id": "32019R0042",
    "effective_date": "2019-02-01", "eur_lex_url": "", "definitions": [],
    "recitals": [{"number": "1", "text": "Banks should be careful."}],
    "articles": [
        {"number": str(n), "title": "Duties", "chapter": "I" if n < 3 else "II",
         "text": f"1.   Record number {n} shall be kept.\n\n2.   A bank shall keep book {n} and:"
                 f"\n\n(a) bind it;\n\n(b) lock it."}
        for n in range(1, 13)
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("act") / "original.json"
    path.write_text(json.dumps(ORIGINAL))
    return path


@pytest.fixture(scope="module")
def ws(original: Path) -> Iterator[kg.Workspace]:
    with kg.init(original.parent / "work") as workspace:
        done = ingest.run_documents(
            workspace, "regulation", original, SAMPLES / "formex_consolidated.xml"
        )
        assert not done.refused
        workspace.refresh()
        yield workspace


def test_an_act_comes_back_as_it_was_read(ws: kg.Workspace, original: Path) -> None:
    read = read_act(original)
    back = stored_act(ws, "celex:32019R0042")

    assert [one.key for one in back.walk()] == [one.key for one in read.walk()]
    found = differences(read, back)
    assert [one.change for one in found] == ["same"] * 12
    assert [one.new.key for one in found if one.new] == [(f"art_{n}",) for n in range(1, 13)]


def test_provisions_are_shown_in_reading_order(ws: kg.Workspace, original: Path) -> None:
    found = provisions(ws, "celex:32019R0042", as_of="2020-01-01")
    read = read_act(original)

    assert [one.id.removeprefix("celex:32019R0042/") for one in found] == [
        "/".join(one.key) for one in read.walk()
    ]
    shown = run(ws, show, "celex:32019R0042", "--as-of", "2020-01-01")
    headings = [line for line in shown.splitlines() if line.startswith(("Chapter", "Article 1 "))]
    assert [one.split()[0] for one in headings] == ["Chapter", "Article", "Chapter"]


def test_the_original_is_a_wording_beside_the_consolidated_one(ws: kg.Workspace) -> None:
    found = act_versions(ws, "celex:32019R0042", as_of="2020-01-01")

    assert [(one.id, str(one.until), one.in_force) for one in found] == [
        ("celex:32019R0042", "2022-03-15", True),
        ("celex:32019R0042@2022-03-15", "None", False),
    ]
    newest = act_in_force(ws, "celex:32019R0042", as_of="2023-01-01")
    assert newest.id == "celex:32019R0042@2022-03-15"


def run(ws: kg.Workspace, command: object, *arguments: str) -> str:
    from click import Command

    assert isinstance(command, Command)
    context = CliContext(ws.path)
    context._workspace = ws
    result = CliRunner().invoke(command, list(arguments), obj=context, env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.output


def test_a_duty_that_names_nobody_reads_sensibly(ws: kg.Workspace) -> None:
    at = ("celex:32019R0042", "--as-of", "2020-01-01")

    assert "no control: Article 1(1): must keep record number 1 (celex" in run(
        ws, coverage_command, *at
    )
    assert "nobody named" in run(ws, obligations_command, *at)
    (first, *_) = obligations(ws, at[0], as_of=at[2])
    assert (first.obliged, first.in_words()) == ("", "must keep record number 1")
    uncovered = coverage(ws, at[0], as_of=at[2]).uncovered
    assert not [duty for duty in uncovered if "rct_" in duty.id]


def test_a_question_opens_one_view(ws: kg.Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    resolve, view = ws.resolve, ws.view
    known = {ref: resolve(ref) for ref in ("celex:32019R0042", "celex:32019R0042/art_1")}

    def counted(*moments: object) -> kg.view.View:
        opened.append(moments)
        return view()

    monkeypatch.setattr(kg.Workspace, "view", lambda _, *moments: counted(*moments))
    monkeypatch.setattr(kg.Workspace, "resolve", lambda _, ref: known[ref])
    for question in (act_versions, obligations, provisions, coverage):
        opened.clear()
        assert question(ws, "celex:32019R0042", as_of="2020-01-01")
        assert opened == [()]
