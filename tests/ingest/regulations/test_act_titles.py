"""Acts without a number: told by their title, so that a new wording replaces the old one."""

from __future__ import annotations

from pathlib import Path

import pytest

import ingest
import kg
import queries
from ingest.regulations.claims.act_claims import version_id
from ingest.regulations.formats.detect import read_act
from ingest.regulations.structure.act_titles import id_by_title, names_an_act

TEXT = (
    "GADGET BANKING ACT 2030\n\nSection 1. Reports\n"
    "A bank must report any deposit of {amount} or more.\n{rest}"
)


@pytest.mark.parametrize(
    ("line", "is_title"),
    [
        ("GADGET BANKING ACT 2030", True),
        ("Rules on the lending of umbrellas", True),
        ("中国人民银行小工具管理办法", True),
        ("小工具管理办法（2020年修正）", True),
        ("Official Journal of Gadgets", False),
        ("The Act", False),
        ("Final Rule", False),
        ("Section 1. Rules on gadgets", False),
        ("A bank must report under this Act.", False),
        ("This Act may be cited as the Gadget Act", False),
        ("办法", False),
        ("第一条　制定本办法", False),
        ("", False),
    ],
)
def test_what_is_the_title_of_an_act(line: str, is_title: bool) -> None:
    assert names_an_act(line) is is_title


def test_long_titles_of_one_series_are_told_apart() -> None:
    start = "Rules on the lending of umbrellas, hats, coats, and gloves to the customers of banks"
    first, second = (id_by_title(f"{start} in the {way}", Path("x")) for way in ("rain", "snow"))

    assert first != second
    assert len(first) < 100


def test_a_file_without_a_title_goes_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "House Rules (v 2).txt"
    path.write_text("Section 1. Reports\nA bank must report the deposit.\n")

    assert read_act(path).id == "doc:house-rules-v-2"


def read(ws: kg.Workspace, path: Path, amount: str, rest: str = "") -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(TEXT.format(amount=amount, rest=rest))
    ingest.run(ws, "regulation", path)


def test_changed_words_replace_the_old_ones(tmp_path: Path) -> None:
    with kg.init(tmp_path / "work") as ws:
        read(ws, tmp_path / "act.txt", "10,000 pounds")
        read(ws, tmp_path / "renamed.txt", "9,000 pounds")
        (version,) = queries.act_versions(ws, "doc:gadget-banking-act-2030")
        texts = [one.text for one in queries.provisions(ws, version.id) if one.text]

    assert version.id == "doc:gadget-banking-act-2030"
    assert texts[-1] == "A bank must report any deposit of 9,000 pounds or more."


def test_another_day_of_entry_into_force_is_another_wording(tmp_path: Path) -> None:
    starts = "\nSection 2. Commencement\nThis Act shall enter into force on 1 {month} 2030.\n"
    ids = []
    for month in ("March", "July"):
        path = tmp_path / f"{month}.txt"
        path.write_text(TEXT.format(amount="5 pounds", rest=starts.format(month=month)))
        ids.append(version_id(read_act(path)))

    assert ids == [
        "doc:gadget-banking-act-2030@2030-03-01",
        "doc:gadget-banking-act-2030@2030-07-01",
    ]
