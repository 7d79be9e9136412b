"""What became of the articles from one version of an act to the next."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest

from ingest.regulations.act import Act, Provision
from ingest.regulations.reading.detect import read_act
from ingest.regulations.versions import differences, last_day_in_force, supersede

_SHARED = (
    Path(os.environ.get("RISKWEAVE_SHARED", Path(__file__).parents[4] / "shared" / "data"))
    / "regulations"
)


def _act(effective: date | None, *articles: tuple[str, str]) -> Act:
    provisions = tuple(Provision((f"art_{n}",), "Article", n, None, text) for n, text in articles)
    return Act(
        "x", "x", None, "Statute", None, None, "en", None, effective, None, None, (), provisions
    )


def test_articles_are_matched_by_their_words() -> None:
    records = "a bank shall keep records of all transactions for five years from their date"
    report = "a bank shall report every suspicious transaction to the unit without delay"
    old = _act(
        None,
        ("1", "this act prevents the laundering of money"),
        ("2", records),
        ("3", report),
        ("4", "the minister may set fees for licences"),
    )
    new = _act(
        date(2025, 1, 1),
        ("1", "this act prevents the laundering of money"),
        ("2", "beneficial owners are registered in a central file kept by courts"),
        ("3", records.replace("five", "ten")),
        ("4", report),
    )
    found = [
        (one.change, one.old and one.old.number, one.new and one.new.number)
        for one in differences(old, new)
    ]
    assert found == [
        ("same", "1", "1"),
        ("added", None, "2"),
        ("changed", "2", "3"),
        ("moved", "3", "4"),
        ("gone", "4", None),
    ]
    assert {one.since for one in differences(old, new)} == {date(2025, 1, 1)}


def test_an_act_with_itself_is_the_same() -> None:
    act = _act(None, ("1", "one two three four"), ("2", "one two three four"), ("3", "a"))
    assert [one.change for one in differences(act, act)] == ["same"] * 3


def test_the_old_version_ends_the_day_before_the_new_starts() -> None:
    old = supersede(_act(date(2007, 1, 1)), _act(date(2025, 1, 1)))
    assert (old.repealed, last_day_in_force(old)) == (date(2025, 1, 1), date(2024, 12, 31))
    assert last_day_in_force(_act(None)) is None


def _shared(name: str) -> Path:
    path = _SHARED / name
    if not path.exists():
        pytest.skip(f"no real input at {path}")
    return path


@pytest.mark.shared
def test_anti_money_laundering_law_of_2006_and_2024() -> None:
    old = read_act(_shared("cn/2c909fdd678bf17901678bf643400357.json"))
    new = read_act(_shared("cn/ff808181927b2d1a01930c84b1c96d8b.json"))
    found = differences(old, new)
    became = {one.old.number: one for one in found if one.old}
    assert len(became) == 37
    assert len([one for one in found if one.new]) == 65
    # Read side by side: Article 2 defines the same term; 5 (secrecy) went to 7; 19 (records) to
    # 34; 34 (what a financial institution is) to 63; the beneficial owner of 19 is new.
    pairs = {
        one: became[one].new.number if became[one].new else None
        for one in ("第二条", "第五条", "第十九条", "第三十四条")
    }
    assert pairs == {
        "第二条": "第二条",
        "第五条": "第七条",
        "第十九条": "第三十四条",
        "第三十四条": "第六十三条",
    }
    assert all(became[one].change in {"changed", "replaced"} for one in pairs)
    assert next(one.change for one in found if one.new and one.new.number == "第十九条") == "added"
    assert supersede(old, new).repealed == date(2025, 1, 1)


def _squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.shared
@pytest.mark.parametrize("name", ["psd2", "mica", "dora", "gdpr"])
def test_all_words_of_a_european_act_stand_in_exactly_one_provision(name: str) -> None:
    path = _shared(f"eu/{name}.json")
    act, data = read_act(path), json.loads(path.read_text())
    keys = [one.key for one in act.walk()]
    assert len(keys) == len(set(keys))
    for article in data["articles"]:
        found = act.find((f"art_{article['number']}",))
        assert found is not None
        words = "".join((one.number or "") + one.text for one in found.walk())
        assert _squeezed(words.removeprefix(found.number or "")) == _squeezed(article["text"])
    recitals = [one for one in act.walk() if one.kind == "Recital"]
    assert [_squeezed(one.text) for one in recitals] == [
        _squeezed(one["text"]) for one in data["recitals"]
    ]


@pytest.mark.shared
def test_all_words_of_chinese_laws_stand_in_exactly_one_provision() -> None:
    for path in sorted(_shared("cn").glob("*.json")):
        act, data = read_act(path), json.loads(path.read_text())
        words = [
            _squeezed(
                "".join(
                    (one.number or "") * (one is not article) + one.text for one in article.walk()
                )
            )
            for article in act.walk()
            if article.kind == "Article"
        ]
        assert words == [_squeezed(one["content"]) for one in data["provisions"]]


@pytest.mark.shared
def test_all_words_of_regulation_e_stand_in_exactly_one_provision() -> None:
    from lxml import etree

    for path in sorted(_shared("us_cfpb").glob("*.xml")):
        act = read_act(path)
        root = etree.parse(path).getroot()
        for one in list(root.iter("{eregs}tableOfContents", "{eregs}fdsys", "{eregs}preamble")):
            parent = one.getparent()
            assert parent is not None
            parent.remove(one)
        kept = "".join((one.heading or "") + one.text for one in act.walk())
        assert sorted(_squeezed(kept)) == sorted(_squeezed("".join(root.itertext())))
        assert len({one.key for one in act.walk()}) == sum(1 for _ in act.walk())
        assert re.fullmatch(r"ecfr:12/1005@\d{4}-\d\d-\d\d\.\d{4}-\d+", act.id)
