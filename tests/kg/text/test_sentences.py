"""Where sentences start and end, worked out by hand."""

from __future__ import annotations

import pytest

from kg.text.sentences import points_within, sentence_around, sentence_spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two!  Three", ["One.", "Two!", "Three"]),
        (
            "under Regulation (EU) No. 575/2013 of 12 U.S.C. 1831 et seq. The bank files.",
            ["under Regulation (EU) No. 575/2013 of 12 U.S.C. 1831 et seq.", "The bank files."],
        ),
        (
            "It sued Visa Inc. The court sits in the U.S. District of Maine.",
            ["It sued Visa Inc.", "The court sits in the U.S. District of Maine."],
        ),
        (
            "United States v. The Boeing Company, by Mr. On Lee, e.g. Bolt Co. Ltd. Next.",
            ["United States v. The Boeing Company, by Mr. On Lee, e.g. Bolt Co. Ltd. Next."],
        ),
        ("See app. B. Wait... Stop.", ["See app. B. Wait...", "Stop."]),
        (
            "The art. On it. Visa is art and Reg. Z.",
            ["The art.", "On it.", "Visa is art and Reg. Z."],
        ),
        ("It shall:\n(a) notify; and\n(b) keep.", ["It shall:", "(a) notify;", "(b) keep."]),
        ("a fee of 1.5 per cent. is due", ["a fee of 1.5 per cent. is due"]),
        ("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."]),
        ("(a) notify; (b) keep; or (c) file", ["(a) notify;", "(b) keep;", "(c) file"]),
        (
            "应当报告。不得泄露；可以查阅：\n（一）账户",
            ["应当报告。", "不得泄露；", "可以查阅：", "（一）账户"],
        ),
        ("他说：“停止。”然后离开。", ["他说：“停止。”", "然后离开。"]),
        (" \n ", []),
        ("", []),
    ],
)
def test_sentences_of_a_text(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("575", "See No. 575."),
        ("See", "See No. 575."),
        ("575. Then", "See No. 575. Then it ends."),
        ("ends", "Then it ends."),
    ],
)
def test_sentence_around_words(words: str, sentence: str) -> None:
    text = "First. See No. 575. Then it ends. Last."
    start = text.index(words)
    low, high = sentence_around(text, start, start + len(words))
    assert text[low:high] == sentence


def test_a_place_outside_all_sentences_is_its_own_passage() -> None:
    assert sentence_around("One.\n\n\nTwo.", 5, 6) == (5, 6)
    assert sentence_around("One.", 9, 9) == (9, 9)


def test_long_white_space_takes_no_longer_than_its_length() -> None:
    assert len(list(sentence_spans("a." + " \t" * 200_000 + "b\n" * 1000))) == 1000


def test_points_within_sentences_are_told_from_those_that_end_them() -> None:
    text = "Ash Inc. and U.S. GAAP at 3.5. Oak Inc. The suit of Mr. Elm ended."
    ends = [place for place, sign in enumerate(text) if sign == "."]
    assert [text[place - 3 : place] for place in ends if place not in set(points_within(text))] == [
        "3.5",
        "Inc",
        "ded",
    ]
