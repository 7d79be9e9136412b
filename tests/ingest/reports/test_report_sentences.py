"""Where sentences of a report end, worked out by hand."""

from __future__ import annotations

import pytest

from ingest.reports.layout.sentences import sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Messrs. Ito and Ray sued Bolt Inc. in the U.S. District Court.\nThe court ruled.",
            ["Messrs. Ito and Ray sued Bolt Inc. in the U.S. District Court.", "The court ruled."],
        ),
        (
            "We paid Bolt Inc. (the “Lender”. It lends.) one\nmillion. We owe (see Note 5)",
            ["We paid Bolt Inc. (the “Lender”. It lends.) one\nmillion.", "We owe (see Note 5)"],
        ),
        ("It is told under “Risk Factors.” Nothing else.", ["It is told under “Risk Factors.”",
                                                           "Nothing else."]),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_of_a_report(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == found
