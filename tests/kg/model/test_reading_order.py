"""Provisions in the order in which a law is read, worked out by hand."""

from __future__ import annotations

import random

import pytest

from kg.model.reading_order import Place, natural_rank, reading_order

EU = [
    ("x/preamble", None, "Preamble"),
    ("x/rct_1", None, "Recital"),
    ("x/rct_2", None, "Recital"),
    ("x/rct_10", None, "Recital"),
    ("x/art_1", None, "Article"),
    ("x/chapter_I", None, "Chapter"),
    ("x/chapter_I/section_1", "x/chapter_I", "Section"),
    ("x/art_2", "x/chapter_I/section_1", "Article"),
    ("x/art_2/par_1", "x/art_2", "Paragraph"),
    ("x/art_2/par_1/pt_a", "x/art_2/par_1", "Point"),
    ("x/art_2/par_1/pt_a/pt_i", "x/art_2/par_1/pt_a", "Point"),
    ("x/art_2/par_1/pt_a/pt_ii", "x/art_2/par_1/pt_a", "Point"),
    ("x/art_2/par_1/pt_a/pt_v", "x/art_2/par_1/pt_a", "Point"),
    ("x/art_2/par_1/pt_a/pt_ix", "x/art_2/par_1/pt_a", "Point"),
    ("x/art_2/par_1/pt_c", "x/art_2/par_1", "Point"),
    ("x/art_2/par_1/pt_z", "x/art_2/par_1", "Point"),
    ("x/art_2/par_1/pt_aa", "x/art_2/par_1", "Point"),
    ("x/art_2/par_10", "x/art_2", "Paragraph"),
    ("x/art_2a", "x/chapter_I/section_1", "Article"),
    ("x/chapter_II", None, "Chapter"),
    ("x/chapter_V", None, "Chapter"),
    ("x/art_9", "x/chapter_V", "Article"),
    ("x/chapter_IX", None, "Chapter"),
    ("x/art_10", "x/chapter_IX", "Article"),
    ("x/art_11", None, "Article"),
    ("x/conclusions", None, "Conclusion"),
    ("x/annex_I", None, "Annex"),
]
CHINESE = [
    ("y/第一章", None, "Chapter"),
    ("y/第一条", "y/第一章", "Article"),
    ("y/第九条", "y/第一章", "Article"),
    ("y/第二章", None, "Chapter"),
    ("y/第十条", "y/第二章", "Article"),
    ("y/第十条之一", "y/第二章", "Article"),
    ("y/第二十一条", "y/第二章", "Article"),
    ("y/第一百零二条", "y/第二章", "Article"),
]
CFR = [
    ("z/Subpart/A", None, "Subpart"),
    ("z/2", "z/Subpart/A", "Section"),
    ("z/2/p1", "z/2", "Paragraph"),
    ("z/2/a", "z/2", "Paragraph"),
    ("z/2/i", "z/2", "Paragraph"),
    ("z/2/m", "z/2", "Paragraph"),
    ("z/20", "z/Subpart/A", "Section"),
    ("z/Subpart/B", None, "Subpart"),
    ("z/30", "z/Subpart/B", "Section"),
    ("z/A", None, "Appendix"),
    ("z/Interp", None, "Interpretation"),
    ("z/Interp/2", "z/Interp", "Interpretation"),
    ("z/Interp/2/cmt_1", "z/Interp/2", "Interpretation"),
    ("z/Interp/2/a", "z/Interp/2", "Interpretation"),
]


@pytest.mark.parametrize("act", [EU, CHINESE, CFR])
def test_provisions_come_as_they_are_read(act: list[tuple[str, str | None, str]]) -> None:
    mixed = random.Random(7).sample(act, len(act))

    found = reading_order({one: Place(parent, kind) for one, parent, kind in mixed})

    assert found == [one for one, _, _ in act]


def test_without_parents_paths_tell_what_holds_what() -> None:
    ids = ["w/9/a", "w/10", "w/9/b", "w/9", "w/9/a", "w/9/a/2", "w/9/a/10"]

    assert reading_order({one: Place(None, None) for one in ids}) == [
        "w/9", "w/9/a", "w/9/a/2", "w/9/a/10", "w/9/b", "w/10",
    ]  # fmt: skip


def test_none_is_lost_where_parents_contradict_each_other() -> None:
    places = {"a": Place("b", None), "b": Place("a", None), "c": Place("gone", None)}

    assert reading_order(places) == ["c", "a", "b"]
    assert reading_order({}) == []


def test_numbers_sort_as_numbers() -> None:
    assert natural_rank("x/art_9") < natural_rank("x/art_10") < natural_rank("x/art_10/par_1")
    assert natural_rank("x/20-30") < natural_rank("x/21")
    assert natural_rank("x/1.9") < natural_rank("x/1.10")
