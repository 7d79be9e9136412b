"""Map pages in a headless Chromium: quiet, safe, complete, the same on every load."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import viz
from tests.viz.browsing import Opener, Watched
from tests.viz.viz_samples import HOSTILE_NAMES, hostile, ring, sized
from viz.maps.scene import build_scene
from viz.text import visible

pytestmark = pytest.mark.browser

_DRAWN = "document.documentElement.dataset.drawn === 'true'"
_PLACES = """() => {
  const box = document.getElementById('mynetwork').getBoundingClientRect();
  const place = (at) => { const dom = network.canvasToDOM(at);
    return [box.left + dom.x, box.top + dom.y]; };
  const found = { nodes: {}, edges: {} };
  for (const id of nodes.getIds()) found.nodes[id] = place(network.getPosition(id));
  for (const id of edges.getIds()) {
    const line = network.body.edges[id].edgeType;
    found.edges[id] = place(line.getPoint(0.5, line.getViaNode()));
  }
  return found;
}"""
_INK = """() => {
  const canvas = document.querySelector('#mynetwork canvas');
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let ink = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] > 0) ink += 1;
  return ink;
}"""


def _open(open_page: Opener, path: Path) -> Watched:
    watched = open_page(path)
    watched.page.wait_for_function(_DRAWN)
    return watched


def _save(subgraph: Any, tmp_path: Path) -> Path:
    return viz.save(subgraph, tmp_path / "map.html")


@pytest.mark.parametrize("count", [50, 300, 1000])
def test_the_picture_is_drawn_without_a_request(
    count: int, open_page: Opener, tmp_path: Path
) -> None:
    watched = _open(open_page, _save(sized(count), tmp_path))
    assert watched.page.evaluate("nodes.length") == count
    assert watched.page.evaluate(_INK) > 1000
    watched.assert_quiet()


def test_hovering_and_clicking_everything_runs_nothing_hostile(
    open_page: Opener, tmp_path: Path
) -> None:
    watched = _open(open_page, _save(hostile(), tmp_path))
    page = watched.page
    places = page.evaluate(_PLACES)
    tips: set[str] = set()
    for place in (*places["nodes"].values(), *places["edges"].values()):
        page.mouse.move(5, 5)
        page.mouse.move(*place)
        page.wait_for_timeout(140)
        if page.locator("#tip").is_visible():
            tips.add(page.locator("#tip").inner_text().split("\n")[0])
        page.mouse.click(*place)
    assert {visible(name).strip() for name in HOSTILE_NAMES} <= tips
    for box in page.locator("[data-kind]").all():
        box.click()
        box.click()
    page.locator("summary").click()
    for button in page.locator("[data-node]").all():
        button.click()
        heading = page.locator("#detail h3").inner_text()
        assert heading == button.inner_text()
    page.locator("#find").fill(HOSTILE_NAMES[0])
    page.keyboard.press("Enter")
    assert page.locator("#detail h3").inner_text() == HOSTILE_NAMES[0]
    assert page.evaluate("document.scripts.length") == 4
    assert page.evaluate(
        "[...document.images].every((image) => image.src.startsWith('data:image/svg+xml'))"
    )
    assert page.locator("a, iframe, object, embed, b:text-is('bold')").count() == 0
    watched.assert_quiet()


def test_a_click_on_a_node_shows_its_details_and_neighbours(
    open_page: Opener, tmp_path: Path
) -> None:
    watched = _open(open_page, _save(ring(), tmp_path))
    page = watched.page
    places = page.evaluate(_PLACES)
    key = page.evaluate(
        "JSON.parse(document.getElementById('map-content').textContent)"
        ".nodes.find((node) => node.id === 'p:ivo').key"
    )
    page.mouse.click(*places["nodes"][key])
    detail = page.locator("#detail").inner_text()
    assert "Ivo Marchesini" in detail
    assert "82 of 100 points" in detail
    assert "CONNECTED (6)" in detail.upper()
    faded = page.evaluate("nodes.get().filter((node) => node.opacity < 1).length")
    assert faded == 35 - 7
    page.keyboard.press("Escape")
    assert page.evaluate("nodes.get().filter((node) => node.opacity < 1).length") == 0
    assert "Select an entity" in page.locator("#detail").inner_text()
    watched.assert_quiet()


def test_a_click_on_a_line_lists_the_transfers_it_bundles(
    open_page: Opener, tmp_path: Path
) -> None:
    watched = _open(open_page, _save(ring(), tmp_path))
    page = watched.page
    edge = page.evaluate(
        "JSON.parse(document.getElementById('map-content').textContent)"
        ".edges.find((edge) => edge.members.length === 6)"
    )
    page.mouse.click(*page.evaluate(_PLACES)["edges"][edge["key"]])
    detail = page.locator("#detail").inner_text()
    assert "MADE UP OF (6)" in detail.upper()
    assert dict(edge["facts"])["Sum"] in detail
    assert page.locator("#detail li").count() == 2 + 6
    watched.assert_quiet()


def test_two_loads_show_the_same_positions(open_page: Opener, tmp_path: Path) -> None:
    subgraph = ring()
    path = _save(subgraph, tmp_path)
    asked = (
        "Object.fromEntries(nodes.getIds().map((id) =>"
        " [id, [network.body.nodes[id].x, network.body.nodes[id].y]]))"
    )
    first = _open(open_page, path).page.evaluate(asked)
    second = _open(open_page, path).page.evaluate(asked)
    scene = build_scene(subgraph)
    computed = {node.key: list(node.position) for node in scene.nodes}
    assert first == second == computed


def test_a_kind_can_be_hidden_and_shown(open_page: Opener, tmp_path: Path) -> None:
    page = _open(open_page, _save(ring(), tmp_path)).page
    hidden = "nodes.get().filter((node) => node.hidden).length"
    page.get_by_label("Person").uncheck()
    assert page.evaluate(hidden) == 10
    persons = page.evaluate(
        "network.body.edgeIndices.map((id) => edges.get(id)).filter("
        "(edge) => nodes.get(edge.from).hidden || nodes.get(edge.to).hidden).length"
    )
    assert persons == 0
    page.get_by_label("Person").check()
    assert page.evaluate(hidden) == 0


def test_everything_can_be_reached_by_keyboard(open_page: Opener, tmp_path: Path) -> None:
    watched = _open(open_page, _save(ring(), tmp_path))
    page = watched.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("harbour crest")
    page.keyboard.press("Enter")
    assert page.locator("#detail h3").inner_text() == "Harbour Crest Holdings"
    page.locator("#detail button").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#detail h3").inner_text() != "Harbour Crest Holdings"
    page.keyboard.press("Escape")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#entities").is_visible()
    page.locator("#entities button").nth(2).focus()
    page.keyboard.press("Enter")
    assert page.locator("#detail h3").inner_text() == (
        page.locator("#entities button").nth(2).inner_text()
    )
    watched.assert_quiet()


def test_without_scripts_the_table_still_stands(open_page: Opener, tmp_path: Path) -> None:
    watched = open_page(_save(ring(), tmp_path), scripts=False)
    watched.page.locator("summary").click()
    assert watched.page.locator("#entities tbody tr").count() == 35
    assert watched.requests == []
    assert watched.faults == []


@pytest.mark.parametrize("count", [20, 150])
def test_words_on_the_whole_picture_are_large_enough_to_read(
    count: int, open_page: Opener, tmp_path: Path
) -> None:
    page = _open(open_page, _save(sized(count), tmp_path)).page
    # vis-network draws no label that would be smaller on the screen than the threshold, less one.
    least = page.evaluate(
        "Math.min(network.body.nodes.n0.options.scaling.label.drawThreshold,"
        " network.body.edges.e0.options.scaling.label.drawThreshold) - 1"
    )
    assert least >= 8
    drawn = page.evaluate(
        "nodes.get().filter((n) => n.font.size * network.getScale() >= 8).map((n) => n.label)"
    )
    assert len(drawn) >= 8
    focus = page.evaluate("nodes.get('n0').font.size * network.getScale()")
    assert focus >= 8
    said = page.get_by_text("find no room show when you point at them").count()
    assert said == (1 if len(drawn) < count else said)
    # Closer, no word is larger than it needs to be.
    page.evaluate("network.moveTo({ scale: 2, animation: false })")
    assert page.evaluate("network.body.nodes.n0.options.scaling.label.maxVisible") == 20


def test_one_entity_is_told_in_the_singular(tmp_path: Path) -> None:
    alone = sized(20)
    alone = replace(alone, nodes=alone.nodes[:1], relations=(), focus=())
    text = _save(alone, tmp_path).read_text(encoding="utf-8")
    assert "Same content as a table: 1 entity, 0 relations" in text
    assert "1 entities" not in text
