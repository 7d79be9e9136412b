from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import viz
from kg.model import Reason
from queries.money.sums import months
from tests.viz import portrait_samples as samples
from tests.viz.browsing import Opener
from tests.viz.page_reading import ReadPage, source_expression
from tests.viz.viz_samples import HOSTILE_NAMES
from viz.portraits.neighbourhood import MOST_NEIGHBOURS, portrait_subgraph
from viz.portraits.page import portrait_page


@pytest.fixture(scope="module")
def read() -> ReadPage:
    return ReadPage(portrait_page(samples.portrait()))


def _section(read: ReadPage, name: str) -> str:
    (section,) = read.find("//section[@id=$name]", name=name)
    text = " ".join(" ".join(section.itertext()).split())
    return text.replace(" ,", ",").replace(" ;", ";")


def test_the_page_needs_no_script_and_allows_none(read: ReadPage) -> None:
    policy = read.policy()
    (style,) = read.inline("style")
    assert policy["default-src"] == ["'none'"]
    assert policy["style-src"] == [source_expression(style)]
    assert set(policy) == {"default-src", "style-src", "base-uri", "form-action"}
    assert read.find("//script | //img | //link | //iframe | //@style | //@src") == []
    assert all(str(link).startswith("#") for link in read.find("//@href"))


def test_every_section_is_there(read: ReadPage) -> None:
    assert "91" in read.find("//header")[0].text_content()
    assert "sanctioned_within_2_hops" in _section(read, "exposure")
    assert "Six accounts gather 254,000 GBP" in _section(read, "findings")
    assert "Same name as entry 77." in _section(read, "watchlists")
    assert "Blue Lantern" in _section(read, "identity")
    assert "GB41 ZZZZ 1020 3000 0028 24" in _section(read, "accounts")
    assert "595,000.00 GBP" in _section(read, "money")
    assert "no known owner of its own" in _section(read, "ownership")
    assert "← directs Ivo Marchesini" in _section(read, "relations")
    assert "Nora Quist" in _section(read, "reported")
    assert "4 others Quayside Copper LLP; Ivo Marchesini" in _section(read, "contacts")
    assert "undefined" in _section(read, "behaviour")
    assert "Payee says that no goods came." in _section(read, "events")
    assert "laundering 12 bank" in _section(read, "outcomes")
    banner = read.find("//p[@class='banner mild']")[1].text_content()
    assert banner == "Sources differ on Incorporated on; all values are shown."


def test_every_claim_is_listed_with_its_place(read: ReadPage) -> None:
    rows = read.find("//section[@id='claims']//tbody/tr")
    portrait = samples.portrait()
    assert len(rows) == len(portrait.evidence)
    first = " ".join(rows[0].text_content().split())
    assert "BLUEWATER LANTERN TRADING LIMITED" in first
    assert "companies.csv, row 13, line 14" in first
    assert portrait.evidence[0].claim in first


def test_each_number_in_the_text_leads_to_its_claim(read: ReadPage) -> None:
    targets = {str(target) for target in read.find("//tr/@id")}
    links = [str(link)[1:] for link in read.find("//a[starts-with(@href, '#claim-')]/@href")]
    assert links
    assert set(links) <= targets
    (cell,) = read.find("//section[@id='identity']//th[.='Name']/../td[1]")
    assert cell.text_content() == "Bluewater Lantern Trading Ltd1,2"


def test_reasons_name_the_claims_and_transfers_they_rest_on(read: ReadPage) -> None:
    assert "claim 1, claim ffeeffeeffee…" in _section(read, "exposure")
    findings = _section(read, "findings")
    assert "bank/t0030, bank/t0031" in findings
    assert "and 12 more" in findings


def test_what_was_cut_is_counted(read: ReadPage) -> None:
    assert "2 more left out here." in _section(read, "contacts")
    assert "11 smaller ones left out here." in _section(read, "money")


def test_a_sanctioned_subject_says_so_at_the_top() -> None:
    read = ReadPage(portrait_page(samples.sanctioned()))
    banner = read.find("//p[@class='banner']")[0].text_content()
    assert banner == "On a sanctions list or watchlist: Fictional Office (FICT-2)"


def test_the_same_portrait_gives_the_same_bytes(read: ReadPage) -> None:
    assert portrait_page(samples.portrait()) == read.text


def test_a_bare_portrait_is_a_page_too() -> None:
    read = ReadPage(portrait_page(samples.bare_portrait()))
    present = [str(name) for name in read.find("//section/@id")]
    assert present == ["identity", "claims"]


def test_months_without_money_are_shown_as_gaps() -> None:
    flows = samples.portrait().flows
    found = months([flow for flow in flows.monthly if flow.month != "2026-04"], "GBP")
    assert [one.month for one in found] == ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]
    assert (found[2].paid_in, found[2].paid_out) == (0, 0)
    assert (found[0].paid_in, found[0].paid_out) == (1_250_000, 900_000)
    assert months(flows.monthly, "USD") == []


def test_months_cross_the_end_of_a_year() -> None:
    found = months(samples.year_end_flows(), "EUR")
    assert [one.month for one in found] == ["2025-11", "2025-12", "2026-01"]


def test_the_drawing_stays_small_and_says_what_it_left_out() -> None:
    portrait = samples.portrait()
    around = portrait_subgraph(portrait)
    assert around.focus == (portrait.subject.id,)
    assert around.risk == {portrait.subject.id: 91.0}
    assert {"c:harbour", "p:ivo", "c:quayside", "a:blue", "r:lane"} <= {
        node.id for node in around.nodes
    }
    crowded = portrait_subgraph(samples.crowded_portrait(60))
    assert len(crowded.nodes) == MOST_NEIGHBOURS + 1
    assert crowded.left_out > 30


@pytest.mark.browser
@pytest.mark.parametrize("hostile", [False, True])
def test_the_page_stays_quiet_in_a_browser(
    hostile: bool, open_page: Opener, tmp_path: Path
) -> None:
    portrait = samples.hostile_portrait(HOSTILE_NAMES) if hostile else samples.portrait()
    watched = open_page(viz.save(portrait, tmp_path / "portrait.html"))
    page = watched.page
    for summary in page.locator("summary").all():
        summary.click()
    for link in page.locator("a").all()[:60]:
        link.click()
    assert page.locator("script, img, iframe, object, form").count() == 0
    assert page.url.startswith((tmp_path / "portrait.html").as_uri())
    watched.assert_quiet()


def test_hostile_text_stays_text() -> None:
    text = portrait_page(samples.hostile_portrait(HOSTILE_NAMES))
    read = ReadPage(text)
    assert read.find("//script | //img | //a[not(starts-with(@href, '#'))]") == []
    assert read.find("//h1")[0].text_content() in {
        name.replace("\u202e", "⟨U+202E⟩") for name in HOSTILE_NAMES
    }
    for character in ("\u202e", "\u200f", "\x1b"):
        assert character not in text


_BROKEN_WORDS = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll("thead th, td.word")) {
    if (!cell.firstChild || cell.firstChild.nodeType !== Node.TEXT_NODE) continue;
    const node = cell.firstChild;
    for (const word of node.data.matchAll(/[A-Za-z]+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (range.getClientRects().length > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 760])
def test_no_heading_and_no_kind_is_broken_inside_a_word(
    width: int, open_page: Opener, tmp_path: Path
) -> None:
    portrait = samples.portrait()
    paper = replace(portrait.contacts[0], kind="identification", value="8001/" + "5" * 40)
    crowded = replace(portrait.contacts[0], shared_with=portrait.contacts[0].shared_with * 20)
    portrait = samples.changed(portrait, contacts=(crowded, paper))
    page = open_page(viz.save(portrait, tmp_path / "portrait.html")).page
    page.set_viewport_size({"width": width, "height": 900})
    assert page.locator("td.word").count() > 10
    assert page.evaluate(_BROKEN_WORDS) == []


def test_a_name_without_end_does_not_fill_the_page() -> None:
    name = "A" * 300_000
    portrait = samples.portrait()
    portrait = samples.changed(portrait, subject=replace(portrait.subject, caption=name))
    assert portrait.exposure is not None
    said = replace(portrait.exposure, summary=f"{name}: 91 of 100 points.")
    read = ReadPage(portrait_page(samples.changed(portrait, exposure=said)))
    (heading,) = read.find("//h1")
    assert heading.text_content() == "A" * 200 + "… (300,000 characters)"
    assert max(len(node.text_content()) for node in read.find("//h2 | //td | //p")) < 2000


def test_numbers_have_the_unit_that_fits() -> None:
    portrait = samples.portrait()
    reason = Reason("sanctioned_nearby", 1, "hops", 5.0, "Near.")
    countries = Reason("call_for_action_country", "sy", "countries", 5.0, "Country.")
    assert portrait.exposure is not None
    said = replace(portrait.exposure, reasons=(reason, countries))
    read = ReadPage(portrait_page(samples.changed(portrait, exposure=said)))
    cells = [cell.text_content() for cell in read.find("//section[@id='exposure']//tbody//td[2]")]
    assert cells == ["1 hop", "Syria (sy)"]


def test_an_entry_that_was_lifted_is_listed_but_not_at_the_top() -> None:
    found = samples.sanctioned()
    lifted = tuple(replace(one, end="2026-03", in_force=False) for one in found.sanctions)
    read = ReadPage(portrait_page(samples.changed(found, sanctions=lifted)))
    assert read.find("//p[@class='banner']") == []
    assert "2026-02-01 to 2026-03" in _section(read, "watchlists")


def test_the_status_of_an_alert_stands_beside_it() -> None:
    closed = {samples.portrait().findings[0].id: "closed"}
    read = ReadPage(portrait_page(samples.changed(samples.portrait(), alert_status=closed)))
    notes = [note.text_content() for note in read.find("//section[@id='findings']//article/p")]
    assert [" · closed · " in note for note in notes] == [True, False]
