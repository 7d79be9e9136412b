"""The words a claim rests on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner

import kg
import queries
from kg.cli_tools import CliContext
from kg.errors import NotFound, UsageError
from kg.model import Claim, claim_id
from queries.provenance.evidence_command import evidence as command
from queries.provenance.quotes import LONGEST_PASSAGE, Passage, narrowed, passages, sentence_around
from tests.queries.worlds import World

Build = Callable[..., kg.Workspace]
TEXT = "This is the first. A bank shall file within 15 days [bold]. The third one; and more."
START = TEXT.index("within 15 days")
SAID = Claim(
    "act:1/o1", "Obligation", "deadline", "P15D", "art_1", "act.json",
    original="within 15 days", span_start=START, span_end=START + 14, method="rules",
    confidence=0.9,
)  # fmt: skip


@pytest.fixture
def ws(lake: Build) -> kg.Workspace:
    workspace = lake(World())
    with workspace.lake.write("act", fingerprint="1", reader="test") as writer:
        writer.read = 1
        writer.add_claim(SAID)
        writer.add_text("art_1", TEXT)
    return workspace


def test_the_sentence_with_the_words(ws: kg.Workspace) -> None:
    quote = queries.evidence(ws, claim_id("act", SAID))

    assert quote.passage == "A bank shall file within 15 days [bold]."
    assert quote.passage[quote.start : quote.end] == "within 15 days"
    assert quote.evidence.value == "P15D"
    assert quote.entity == "act:1/o1"


def test_the_first_letters_of_an_id_will_do(ws: kg.Workspace) -> None:
    whole = queries.evidence(ws, claim_id("act", SAID))

    assert queries.evidence(ws, claim_id("act", SAID)[:8]) == whole


def test_claims_that_are_not_there(ws: kg.Workspace) -> None:
    with pytest.raises(NotFound, match="no such claim"):
        queries.evidence(ws, "ffffffff")
    with pytest.raises(UsageError, match="too short"):
        queries.evidence(ws, "ff")


def test_a_claim_of_a_table_has_no_passage(lake: Build) -> None:
    world = World()
    world.person("Ann")
    ws = lake(world)
    (claim,) = world.claims

    assert queries.evidence(ws, claim_id("world", claim)).passage is None


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("One. Two three. Four.", "three", "Two three."),
        ("One two", "One", "One two"),
        ("See § 1005.7 there. Next.", "1005.7", "See § 1005.7 there."),
        ("应当报告。报告在五日内提交；不得迟延。", "五日内", "报告在五日内提交；"),
        ("A heading\nThe text of it.\nMore", "text", "The text of it."),
        ("One. Two. Three.", "One. Two", "One. Two."),
    ],
)  # fmt: skip
def test_where_a_sentence_ends(text: str, words: str, sentence: str) -> None:
    start = text.index(words)
    first, last = sentence_around(text, start, start + len(words))

    assert text[first:last] == sentence


def test_the_command_marks_the_words(ws: kg.Workspace) -> None:
    class Context(CliContext):
        def workspace(self) -> kg.Workspace:
            return ws

    result = CliRunner().invoke(command, [claim_id("act", SAID)], obj=Context(ws.path))

    assert result.exit_code == 0, result.output
    assert "within 15 days [bold]." in result.output
    assert "act.json" in result.output


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("First. We sued Bolt Inc. in the U.S. Court. Last.", "Bolt",
         "We sued Bolt Inc. in the U.S. Court."),
        ("One. See Burke v. Visa. Two.", "Burke", "See Burke v. Visa."),
        ("One. Robert K. Ortberg leads. Two.", "leads", "Robert K. Ortberg leads."),
        # A cell that holds the words alone says nothing without its row.
        ("BlackRock\n6,888,619\n12.43 %", "BlackRock", "BlackRock\n6,888,619\n12.43 %"),
        ("Wait... Stop. Yes.", "Stop", "Stop."),
    ],
)  # fmt: skip
def test_abbreviations_end_no_sentence_and_cells_no_row(
    text: str, words: str, sentence: str
) -> None:
    start = text.index(words)
    first, last = sentence_around(text, start, start + len(words))

    assert text[first:last] == sentence


def test_a_value_that_stands_word_for_word_is_what_is_marked() -> None:
    text = "The court of Bern, not of Berne, decides."
    assert narrowed(text, 0, len(text), "Bern") == (13, 17)
    assert narrowed(text, 18, len(text), "Bern") == (18, len(text))
    assert narrowed(text, 0, len(text), "P15D") == (0, len(text))


def long_text(ws: kg.Workspace, text: str, start: int, end: int) -> Passage:
    claim = Claim(
        "x:1", "Company", "name", "A name", "b1", "x.html", span_start=start, span_end=end
    )
    with ws.lake.write("long", fingerprint="1", reader="test") as writer:
        writer.read = 1
        writer.add_claim(claim)
        writer.add_text("b1", text)
    with ws.view() as view:
        return passages(view, {"it": [claim_id("long", claim)]})["it"]


def test_a_sentence_without_end_is_cut_around_the_words(lake: Build) -> None:
    text = "word " * 1000 + "HERE" + " more" * 1000
    found = long_text(lake(World()), text, 5000, 5004)

    assert [found.text[start:end] for start, end in found.marks] == ["HERE"]
    assert found.text.startswith("…word ")
    assert found.text.endswith(" more…")
    assert len(found.text) <= LONGEST_PASSAGE + 2


def test_a_mark_beyond_the_cut_ends_with_it(lake: Build) -> None:
    found = long_text(lake(World()), "a" * 3000, 0, 3000)

    assert found.text == "a" * LONGEST_PASSAGE + "…"
    assert found.marks == ((0, LONGEST_PASSAGE),)


def test_facts_without_a_document_have_no_passage(lake: Build) -> None:
    world = World()
    world.person("Ann")
    ws = lake(world)
    claims = [claim_id("world", claim) for claim in world.claims]
    with ws.view() as view:
        assert passages(view, {"it": claims, "none": []}) == {}
