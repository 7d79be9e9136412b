"""What became of the articles from one version of an act to the next."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest

from ingest.regulations.comparison.versions import differences
from ingest.regulations.formats.detect import read_act
from ingest.regulations.structure.act import Act, Provision

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
    assert {one.since for one in found} == {date(2025, 1, 1)}


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


@pytest.mark.shared
@pytest.mark.parametrize("name", ["psd2", "mica", "dora", "gdpr"])
def test_all_words_of_a_european_act_stand_in_exactly_one_provision(name: str) -> None:
    path = _shared(f"eu/{name}.json")
    act, data = read_act(path), json.loads(path.read_text())
    keys = [one.key for one in act.walk()]
    assert len(keys) == len(set(keys))
    *articles, last = data["articles"]
    for article in articles:
        found = act.find((f"art_{article['number']}",))
        assert found is not None
        words = "".join((one.number or "") + one.text for one in found.walk())
        assert _squeezed(words.removeprefix(found.number or "")) == _squeezed(article["text"])
    # Behind the last article stand signatures, footnotes and annexes, which are none of it, and
    # a script of the page.
    text = _letters(last["text"].partition("////")[0])
    ending = act.find((f"art_{last['number']}",))
    assert ending is not None
    own = _letters("".join(f"{one.number} {one.text}" for one in ending.walk()))
    conclusion = _letters("".join(one.text for one in act.walk() if one.kind == "Conclusion"))
    annexes = _letters(
        "".join(
            f"{one.number or ''}{one.heading or ''}{one.text}"
            for top in act.provisions
            if top.kind == "Annex"
            for one in top.walk()
        )
    )
    start = own.removeprefix(_letters(str(ending.number))) + conclusion
    assert text.startswith(start)
    assert text.endswith(annexes)
    footnotes = text.removeprefix(start).removesuffix(annexes)
    assert footnotes.startswith("1ojc")
    assert len(footnotes) < 10_000
    recitals = [one for one in act.walk() if one.kind == "Recital"]
    # The file gives the last one twice, which is told as left out.
    assert [_squeezed(one.text) for one in recitals] == [
        _squeezed(one["text"]) for one in data["recitals"][:-1]
    ]
    assert data["recitals"][-1] == data["recitals"][-2]


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
