from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

import viz
from kg.errors import UsageError
from queries.connections.subgraph import Subgraph
from tests.viz import portrait_samples
from tests.viz.viz_samples import hostile, ring


def test_the_public_surface() -> None:
    assert viz.__all__ == ["save"]


@pytest.mark.parametrize("suffix", [".html", ".svg", ".json", ".csv", ".graphml"])
def test_a_map_is_saved_in_each_form_and_nothing_beside_it(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"map{suffix}"
    assert viz.save(ring(), path) == path
    assert os.listdir(tmp_path) == [path.name]
    first = path.read_bytes()
    viz.save(ring(), str(path))
    assert path.read_bytes() == first


@pytest.mark.parametrize("suffix", [".html", ".json"])
def test_a_portrait_is_saved_in_each_form(suffix: str, tmp_path: Path) -> None:
    path = viz.save(portrait_samples.portrait(), tmp_path / f"portrait{suffix}")
    assert "Bluewater Lantern Trading Ltd" in path.read_text(encoding="utf-8")


def test_the_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    path = viz.save(ring(), tmp_path / "MAP.JSON")
    assert len(json.loads(path.read_text(encoding="utf-8"))["nodes"]) == 35


def test_a_title_replaces_the_maps_own(tmp_path: Path) -> None:
    path = viz.save(ring(), tmp_path / "map.html", title="Case 17")
    assert "<title>Case 17</title>" in path.read_text(encoding="utf-8")


def test_an_unknown_suffix_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"'\.pdf'.*Known: \.csv, \.graphml, \.html, \.json, \.svg"
    ):
        viz.save(ring(), tmp_path / "map.pdf")
    with pytest.raises(UsageError, match=r"no form of a portrait for the suffix '\.csv'"):
        viz.save(portrait_samples.portrait(), tmp_path / "portrait.csv")
    assert os.listdir(tmp_path) == []


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        viz.save(ring(), tmp_path / "nowhere" / "map.json")


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "map.json").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        viz.save(ring(), tmp_path / "map.json")


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "map.json"
    path.write_text("old", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("viz.writing.os.fsync", full)
    with pytest.raises(UsageError, match="No space left on device"):
        viz.save(ring(), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["map.json"]


def test_a_still_drawing_holds_hostile_names_as_text(tmp_path: Path) -> None:
    path = viz.save(hostile(), tmp_path / "map.svg")
    root = etree.fromstring(path.read_bytes())
    names = {etree.QName(element).localname for element in root.iter("*")}
    assert names <= {"svg", "title", "g", "circle", "path", "rect", "text", "tspan"}
    attributes = {str(name) for element in root.iter("*") for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name}
    titles = [element.text or "" for element in root.iter("{*}title")]
    assert "<img src=x onerror=alert(1)> (<img src=x onerror=alert(1)>)" in titles


def test_an_empty_map_has_an_empty_drawing(tmp_path: Path) -> None:
    path = viz.save(Subgraph((), (), title="Nothing"), tmp_path / "map.svg")
    assert etree.fromstring(path.read_bytes()).xpath("string(*[local-name()='title'])") == "Nothing"


def test_heavy_libraries_are_loaded_only_when_a_picture_is_made() -> None:
    code = (
        "import sys, viz, viz.commands\n"
        "heavy = {'pyvis', 'networkx', 'numpy', 'jinja2', 'scipy', 'IPython'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
