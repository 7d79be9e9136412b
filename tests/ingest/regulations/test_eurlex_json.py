"""EUR-Lex JSON: words put into other acts, and what stands behind the last article."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ingest.regulations.formats.detect import read_act
from ingest.regulations.structure.act import Act

_SHARED = Path(os.environ.get("RISKWEAVE_SHARED", Path(__file__).parents[4] / "shared" / "data"))

QUOTED = """Regulation (EU) No 1/2001 is amended as follows:

(1)

Article 3 is replaced by the following:

‘Article 3

Reports

A bank shall report (*1).

(*1)  Directive 1/2 (OJ L 1, p. 1).’;"

(2)

paragraph 5 is deleted;

(3)

in Article 6, the following paragraph is added:

‘4.   ‘Reports’ means letters.’."""
UNQUOTED = """Regulation (EU) No 1/2001 is amended as follows:

(1)

the following Article is inserted:

Article 3a

A bank shall report.

(2)

Article 4 is replaced by the following:

A fund shall report."""
CUT = """In Article 6 of Regulation (EU) No 1/2001, the following paragraph is added:

‘6.

A fund shall have the bank’s procedures (*5)."""
NO_AMENDMENT = """The report shall hold the following information:

(a)

the names that are added;

(b)

the fees, which shall be replaced yearly."""
LAST = """This Regulation shall enter into force on 1 May 2031.

This Regulation shall be binding in its entirety and directly applicable in all Member States.

Done at Strasbourg, 14 December 2030.

For the Council

The President

A. NAME

(1)

OJ C 152, 1.1.2030, p. 1.

(2)  Regulation (EU) 2020/1 (OJ L 1, 1.1.2020, p. 1).

ANNEX I

ITEMS OF THE PAPER

Part A: About the offeror

1.

Name;

2.

Form.

Part B: About the issuer

1.

Name.

ANNEX II

LIST

(as referred to in Article 1)

1.

Cash."""


def act_of(tmp_path: Path, *articles: str) -> Act:
    path = tmp_path / "act.json"
    path.write_text(
        json.dumps(
            {
                "celex_id": "32031R0001",
                "full_name": "Sample",
                "articles": [
                    {"number": str(number), "title": None, "text": text}
                    for number, text in enumerate(articles, 1)
                ],
            }
        )
    )
    return read_act(path)


def texts(act: Act) -> dict[str, str]:
    return {"/".join(one.key): one.text for one in act.walk()}


def amendments(act: Act) -> dict[str, str]:
    return {"/".join(one.key): one.text for one in act.walk() if one.kind == "Amendment"}


def test_quoted_words_of_another_act(tmp_path: Path) -> None:
    act = act_of(tmp_path, QUOTED, "A bank shall pay.")

    assert amendments(act) == {
        "art_1/pt_1/amendment_1": "‘Article 3\nReports\nA bank shall report (*1).\n"
        '(*1) Directive 1/2 (OJ L 1, p. 1).’;"',
        "art_1/pt_3/amendment_1": "‘4. ‘Reports’ means letters.’.",
    }
    assert texts(act)["art_1/pt_2"] == "paragraph 5 is deleted;"


def test_words_of_another_act_without_quotation_marks(tmp_path: Path) -> None:
    assert amendments(act_of(tmp_path, UNQUOTED, "A bank shall pay.")) == {
        "art_1/pt_1/amendment_1": "Article 3a\nA bank shall report.",
        "art_1/pt_2/amendment_1": "A fund shall report.",
    }


def test_a_quotation_that_the_file_cuts_off(tmp_path: Path) -> None:
    act = act_of(tmp_path, CUT, "A bank shall pay.")

    assert amendments(act) == {
        "art_1/amendment_1": "‘6.\nA fund shall have the bank’s procedures (*5)."
    }
    assert texts(act)["art_2"] == "A bank shall pay."


def test_lists_of_the_act_itself_stay_its_own(tmp_path: Path) -> None:
    act = act_of(tmp_path, NO_AMENDMENT, "A bank shall pay.")

    assert amendments(act) == {}
    assert texts(act)["art_1/pt_b"] == "the fees, which shall be replaced yearly."


def test_what_follows_the_last_article(tmp_path: Path) -> None:
    act = act_of(tmp_path, "A bank shall pay.", LAST)

    assert texts(act) == {
        "art_1": "A bank shall pay.",
        "art_2": "This Regulation shall enter into force on 1 May 2031.",
        "conclusions": "This Regulation shall be binding in its entirety and directly applicable "
        "in all Member States.\nDone at Strasbourg, 14 December 2030.\nFor the Council\n"
        "The President\nA. NAME",
        "annex_I": "",
        "annex_I/part_A": "",
        "annex_I/part_A/pt_1": "Name;",
        "annex_I/part_A/pt_2": "Form.",
        "annex_I/part_B": "",
        "annex_I/part_B/pt_1": "Name.",
        "annex_II": "(as referred to in Article 1)",
        "annex_II/pt_1": "Cash.",
    }
    headings = {one.key[-1]: (one.number, one.heading) for one in act.walk() if one.heading}
    assert headings == {
        "annex_I": ("Annex I", "ITEMS OF THE PAPER"),
        "part_A": ("Part A", "About the offeror"),
        "part_B": ("Part B", "About the issuer"),
        "annex_II": ("Annex II", "LIST"),
    }
    assert act.left_out == (("footnotes", 2),)


def test_an_annex_that_an_article_names_is_none(tmp_path: Path) -> None:
    assert texts(act_of(tmp_path, "The form is that of:\n\nANNEX\n\nof the other act.")) == {
        "art_1": "The form is that of:\nANNEX\nof the other act.",
    }


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "annexes", "footnotes", "amended"),
    [
        # Counted in the files by hand: instructions with words, notes, headings "ANNEX".
        ("dora", 0, 39, {"59", "60", "61", "62", "63"}),
        ("gdpr", 0, 21, set()),
        ("mica", 6, 47, {"144", "145", "146", "147"}),
        ("psd2", 2, 35, {"110", "111", "112", "113"}),
    ],
)
def test_real_acts_end_where_they_end(
    name: str, annexes: int, footnotes: int, amended: set[str]
) -> None:
    if not _SHARED.is_dir():
        pytest.skip("no shared input")
    act = read_act(_SHARED / "regulations" / "eu" / f"{name}.json")

    assert sum(one.kind == "Annex" for one in act.walk()) == annexes
    # Each file gives its last recital twice.
    assert act.left_out == (("footnotes", footnotes), ("repeated recitals", 1))
    assert {key.split("/")[0] for key in amendments(act)} == {f"art_{one}" for one in amended}
    (conclusion,) = (one.text for one in act.walk() if one.kind == "Conclusion")
    assert "Done at" in conclusion
    assert "OJ C" not in conclusion
    articles = "".join(t for k, t in texts(act).items() if k.startswith("art_"))
    assert "Done at" not in articles
