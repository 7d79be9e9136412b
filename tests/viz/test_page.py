from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg.errors import SetupError, UsageError
from kg.model import Relation
from queries.connections.subgraph import Subgraph
from tests.viz.page_reading import ReadPage, source_expression, sums
from tests.viz.viz_samples import HOSTILE_NAMES, aggregate, hostile, ring, sized, transfer
from viz.maps import page as page_module
from viz.maps.page import page
from viz.text import visible


@pytest.fixture(scope="module")
def ring_page() -> ReadPage:
    return ReadPage(page(ring()))


def _totals(subgraph: Subgraph) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in subgraph.relations:
        if one.type == "TRANSFER":
            total[one.properties["currency"]] += one.properties["amount"]
    return total


def test_the_table_lists_every_entity_and_every_relation(ring_page: ReadPage) -> None:
    subgraph = ring()
    ids = {row[-1] for row in ring_page.rows("entities")}
    assert ids == {node.id for node in subgraph.nodes}
    ids = {row[-1] for row in ring_page.rows("relations")}
    assert ids == {relation.id for relation in subgraph.relations}
    assert len(ring_page.rows("relations")) == len(subgraph.relations)


def test_drawn_sums_listed_sums_and_source_sums_agree(ring_page: ReadPage) -> None:
    expected = _totals(ring())
    assert set(expected) == {"GBP", "EUR", "USD"}
    listed = sums([row[3] for row in ring_page.rows("relations")])
    drawn = sums(
        [dict(edge["facts"])["Sum"] for edge in ring_page.content()["edges"] if _is_money(edge)]
    )
    paid_in = sums([row[4] for row in ring_page.rows("entities")])
    paid_out = sums([row[5] for row in ring_page.rows("entities")])
    assert listed == drawn == paid_in == paid_out == expected


def test_aggregates_show_the_same_sums_as_single_transfers(ring_page: ReadPage) -> None:
    subgraph = ring()
    others = [one for one in subgraph.relations if one.type != "TRANSFER"]
    money = [one for one in subgraph.relations if one.type == "TRANSFER"]
    summed = ReadPage(page(replace(subgraph, relations=tuple(others + aggregate(money)))))

    def drawn(read: ReadPage) -> set[tuple[str, str, str, str]]:
        return {
            (edge["title"], facts["Sum"], facts["Transfers"], facts["When"])
            for edge in read.content()["edges"]
            if _is_money(edge) and (facts := dict(edge["facts"]))
        }

    assert drawn(summed) == drawn(ring_page)
    assert len(drawn(summed)) == len(aggregate(money))
    transfers = sum(int(row[4]) for row in summed.rows("relations") if row[4])
    assert transfers == len(money)


def _is_money(edge: dict[str, object]) -> bool:
    return "Sum" in dict(edge["facts"])  # type: ignore[call-overload]


def test_all_fourteen_of_fourteen_parallel_transfers_are_kept() -> None:
    nodes = tuple(node for node in ring().nodes if node.id in {"a:m1", "a:m2"})
    parallel = tuple(transfer(f"t{n:02d}", "a:m1", "a:m2", 100 + n) for n in range(14))
    read = ReadPage(page(Subgraph(nodes, parallel)))
    (edge,) = read.content()["edges"]
    assert len(edge["members"]) == 14
    assert dict(edge["facts"])["Sum"] == "14.91 GBP"
    assert len(read.rows("relations")) == 14


def test_the_policy_allows_exactly_what_the_page_carries(ring_page: ReadPage) -> None:
    policy = ring_page.policy()
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == [source_expression(text) for text in ring_page.inline("script")]
    assert policy["style-src"] == [source_expression(text) for text in ring_page.inline("style")]
    assert policy["img-src"] == ["data:"]
    assert policy["require-trusted-types-for"] == ["'script'"]
    assert len(ring_page.inline("script")) == 3
    assert not any("unsafe" in word for words in policy.values() for word in words)


def test_the_page_refers_to_nothing_outside_itself(ring_page: ReadPage) -> None:
    sources = [str(value) for value in ring_page.find("//@src")]
    assert sources
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert (
        ring_page.find("//link | //iframe | //object | //embed | //form | //base | //@href") == []
    )
    assert ring_page.find("//@style | //@onclick | //@onload | //@onerror") == []
    lowered = ring_page.text.lower()
    for trace in ("bootstrap", "cdnjs", "jsdelivr", "unpkg", "tom-select", "sourcemappingurl"):
        assert trace not in lowered
    for node in _drawn_nodes(ring_page):
        assert '"image": "data:image/svg+xml;base64,' in node


def _drawn_nodes(read: ReadPage) -> list[str]:
    drawing = read.inline("script")[1]
    nodes = drawing.split("nodes = new vis.DataSet([")[1].split("]);")[0]
    return nodes.split("}, {")


def test_hostile_text_reaches_the_page_only_as_text() -> None:
    subgraph = hostile()
    read = ReadPage(page(subgraph))
    assert len(read.inline("script")) == 3
    assert len(read.find("//script")) == 4
    assert read.find("//img[not(starts-with(@src, 'data:image/svg+xml;base64,'))]") == []
    assert read.find("//b[.='bold'] | //a") == []
    captions = {row[0] for row in read.rows("entities")}
    assert captions == {visible(name).strip() for name in HOSTILE_NAMES}
    assert read.find("//title")[0].text == visible(subgraph.title)
    assert "\u202e" not in read.text
    assert "\x1b" not in read.text


def test_ids_of_sources_never_become_ids_of_the_page() -> None:
    read = ReadPage(page(hostile()))
    drawing = read.inline("script")[1]
    for name in HOSTILE_NAMES:
        assert f'"id": "{name}' not in drawing
    keys = [node["key"] for node in read.content()["nodes"]]
    assert keys == [f"n{place}" for place in range(len(HOSTILE_NAMES))]


def test_the_heading_says_what_when_and_how_much_is_missing(ring_page: ReadPage) -> None:
    heading = " ".join(ring_page.find("//header")[0].text_content().split())
    assert "Association map: Bluewater Lantern Trading Ltd, Ivo Marchesini" in heading
    assert "As of 2026-06-30" in heading
    assert "3 left out by the limit" in heading
    assert "Made" not in heading


def test_a_title_and_a_time_can_be_given() -> None:
    made = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    read = ReadPage(page(ring(), "Case <17>", generated_at=made))
    heading = read.find("//header")[0].text_content()
    assert read.find("//h1")[0].text_content() == "Case <17>"
    assert "Made 2026-07-01 08:30:00 UTC" in heading


def test_the_same_map_gives_the_same_bytes(ring_page: ReadPage) -> None:
    assert page(ring()) == ring_page.text


def test_the_legend_counts_every_kind(ring_page: ReadPage) -> None:
    kinds = [" ".join(item.text_content().split()) for item in ring_page.find("//ul[1]/li/label")]
    assert "Bank account14" in kinds
    assert "Person10" in kinds
    assert (
        sum(int(kind.lstrip("".join(c for c in kind if not c.isdigit()))) for kind in kinds) == 35
    )


def test_a_map_beyond_what_can_be_read_is_refused() -> None:
    with pytest.raises(UsageError, match="1,001 entities cannot be read in one picture"):
        page(sized(1001))


def test_a_relation_without_its_end_is_refused() -> None:
    subgraph = replace(ring(), relations=(Relation("r1", "OWNS", "p:ivo", "gone", {}),))
    with pytest.raises(UsageError, match="relation r1 has an end that is not in the subgraph"):
        page(subgraph)


def test_an_empty_map_is_a_page_too() -> None:
    read = ReadPage(page(Subgraph((), (), title="Nothing")))
    assert read.rows("entities") == []
    assert "0 entities" in read.find("//footer")[0].text_content()


@pytest.mark.parametrize("name", sorted(page_module._KNOWN_FILES))
def test_another_pyvis_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pyvis"
    shutil.copytree(page_module._pyvis_folder() / "templates", folder / "templates")
    with (folder / name).open("a", encoding="utf-8") as stream:
        stream.write("<!-- improved -->")
    monkeypatch.setattr(page_module, "_pyvis_folder", lambda: folder)
    with pytest.raises(SetupError, match=r"is not the file of release 0\.3\.2"):
        page(ring())
    (folder / name).unlink()
    with pytest.raises(SetupError, match=r"is not the file of release 0\.3\.2"):
        page(ring())


def test_a_missing_pyvis_is_a_fault_of_the_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyvis", None)
    with pytest.raises(SetupError, match="pyvis is not installed"):
        page(ring())


def test_making_a_page_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page(ring())
    assert os.listdir(tmp_path) == []
