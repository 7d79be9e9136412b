"""What documents say of a company, on the page and in the terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

import viz
from queries.filings.key_figures import KeyFigureTable
from queries.filings.periods import Period
from queries.portraits.sections.reported import figure_rows
from queries.portraits.sections.reported.facts import Reported
from queries.provenance.quotes import Passage
from tests.viz import portrait_samples as samples
from tests.viz.browsing import Opener
from tests.viz.page_reading import ReadPage
from tests.viz.reported_samples import figure, party, quote, reported
from viz.portraits.cells import quote_pieces
from viz.portraits.page import portrait_page
from viz.portraits.terminal import MOST_LISTED, portrait_text

HOSTILE = "<script>alert(1)</script> [red]sued[/red] \u202eus\x1b[31m in <b>court</b>."


@pytest.fixture(scope="module")
def read() -> ReadPage:
    return ReadPage(portrait_page(samples.portrait()))


def _cells(read: ReadPage, caption: str) -> list[str]:
    rows = read.find("//table[starts-with(caption, $caption)]/tbody/tr/td", caption=caption)
    return [" ".join(cell.text_content().split()) for cell in rows]


def _portrait(said: Reported) -> RenderableType:
    return portrait_text(samples.changed(samples.bare_portrait(), reported=said))


def _printed(parts: RenderableType) -> str:
    console = Console(file=StringIO(), width=100, color_system=None)
    console.print(parts)
    stream = console.file
    assert isinstance(stream, StringIO)
    return stream.getvalue()


def test_figures_stand_exactly_by_period_with_their_rows(read: ReadPage) -> None:
    (table,) = read.find("//section[@id='reported']//table[.//th='2025-12-31']")
    assert [th.text_content() for th in table.xpath(".//thead//th")] == [
        "Figure", "Unit", "2025-12-31", "2024-12-31",
    ]  # fmt: skip
    values = [td.text_content() for td in table.xpath(".//td[@class='number']")]
    assert values == ["1,234,567,890", "77 changed later"]
    words = read.find("//section[@id='reported']//details//mark")
    assert [word.text_content() for word in words] == ["1,234,567,890", "77"]


def test_each_party_has_its_sentence_with_the_words_marked(read: ReadPage) -> None:
    assert _cells(read, "Directors") == [
        "Nora Quist", "chair", "2019",
        "Nora Quist has been a director since 2019. blue-10-k.html, b7"
        "2 other documents say it too.",
    ]  # fmt: skip
    assert _cells(read, "Subsidiaries") == [
        "Lantern Shipping SA", "Panama (pa)", "80 %",
        "Lantern Shipping SA Panama 80 % blue-10-k.html, b7",
    ]  # fmt: skip
    marked = read.find("//table[starts-with(caption, 'Directors')]//mark")
    assert [word.text_content() for word in marked] == ["Nora Quist", "2019"]
    # Nothing is claimed of where a party without a document stands.
    assert _cells(read, "Officers")[-1] == ""


def test_proceedings_and_what_is_said_besides(read: ReadPage) -> None:
    case, guarantee = read.find("//article[@class='case']")
    assert " ".join(case.text_content().split()) == (
        "Copperfield against Bluewater defendant · High Court · filed 2025-03-03 · pending ·"
        " claimed: 5000000 GBP · in the report for 2025-12-31"
        " Copperfield sued us in the High Court. blue-10-k.html, b9"
    ).replace("Bluewater defendant", "Bluewaterdefendant").replace("31 Copper", "31Copper")
    assert "Guarantee: Quayside Copper LLP" in guarantee.text_content()


def test_what_was_cut_is_said() -> None:
    portrait = samples.changed(samples.portrait(), left_out={"subsidiaries": 11})
    (section,) = ReadPage(portrait_page(portrait)).find("//section[@id='reported']")
    assert "11 more subsidiaries left out here." in section.text_content()


def test_several_concepts_under_one_label_are_told_apart() -> None:
    end = Period(date(2025, 12, 31))
    both = tuple(
        figure("Equity", concept, "5", end, "row 5", "5")
        for concept in ("x:StockholdersEquity", "x:EquityOfAll")
    )
    rows = figure_rows(replace(reported(), figures=KeyFigureTable((end,), both)))
    assert [row.label for row in rows] == ["Equity: Stockholders equity", "Equity: Equity of all"]
    named = (both[0], replace(both[1], concept_label="Equity, with minorities"))
    rows = figure_rows(replace(reported(), figures=KeyFigureTable((end,), named)))
    assert [row.label for row in rows] == [
        "Equity: Stockholders equity", "Equity: Equity, with minorities",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("longest", "shown"),
    [
        (None, [("one two ", False), ("three", True), (" four five", False)]),
        (14, [("…", False), ("three", True), (" four", False), ("…", False)]),
    ],
)
def test_a_quote_is_cut_around_the_words(
    longest: int | None, shown: list[tuple[str, bool]]
) -> None:
    assert quote_pieces(quote("one two three four five", "three"), longest) == shown


def test_the_terminal_shows_each_fact_with_its_sentence() -> None:
    text = _printed(_portrait(reported()))
    lines = [line.strip() for line in text.splitlines()]
    assert "1,234,567,890" in text
    assert "77*" in text
    assert "Nora Quist  chair; since 2019" in lines
    assert "Nora Quist has been a director since 2019. (blue-10-k.html, b7)" in lines
    assert "Lantern Shipping SA  Panama (pa); 80 %" in lines
    assert "Copperfield sued us in the High Court. (blue-10-k.html, b9)" in lines
    assert "… and 2 earlier periods." in lines


def test_a_long_list_ends_in_the_terminal() -> None:
    many = tuple(party("director", f"Person {n}", None) for n in range(MOST_LISTED + 5))
    text = _printed(_portrait(replace(reported(), directors=many)))
    assert f"Person {MOST_LISTED - 1}" in text
    assert f"Person {MOST_LISTED}\n" not in text
    assert "… and 5 more." in text


def _hostile() -> Passage:
    return Passage(HOSTILE, ((0, 8), (26, 30)), "filing", "1", "<i>.html", "b<u>1")


def test_a_hostile_sentence_stays_text_in_the_terminal() -> None:
    said = replace(reported(), directors=(party("director", "Eva", _hostile()),))
    text = _printed(_portrait(said))
    assert "[red]sued[/red]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.browser
def test_a_hostile_sentence_stays_text_in_a_browser(open_page: Opener, tmp_path: Path) -> None:
    said = replace(reported(), directors=(party("director", "Eva", _hostile()),))
    portrait = samples.changed(samples.portrait(), reported=said)
    watched = open_page(viz.save(portrait, tmp_path / "portrait.html"))
    page = watched.page
    shown = page.locator("#reported table", has_text="Eva").locator(".quote")
    assert shown.locator("bdi").first.inner_text() == (
        "<script>alert(1)</script> [red]sued[/red] ⟨U+202E⟩us⟨U+001B⟩[31m in <b>court</b>."
    )
    assert shown.locator("mark").all_inner_texts() == ["<script>", "[red"]
    assert page.locator("#reported b, #reported u, #reported i, script").count() == 0
    page.locator("#reported summary").click()
    assert page.locator("#reported details mark").first.is_visible()
    watched.assert_quiet()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 600])
def test_no_table_of_reports_leaves_the_page(width: int, open_page: Opener, tmp_path: Path) -> None:
    big = figure("Revenue", "us-gaap:Revenues", "9" * 14, Period(date(2025, 12, 31)), "9", "9")
    assert big.value == Decimal("99999999999999")
    figures = replace(reported().figures, figures=(big,) * 3)
    portrait = samples.changed(samples.portrait(), reported=replace(reported(), figures=figures))
    page = open_page(viz.save(portrait, tmp_path / "portrait.html")).page
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
