"""Letters that typesetting has put signs in the place of."""

from __future__ import annotations

import pytest

from kg.text.letters import plain_letters


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("within ﬁve days, no oﬀer, ﬂoats, oﬃce, eﬄuent, ﬅ",
         "within five days, no offer, floats, office, effluent, st"),
        ("work\u00ading with\u200bin \ufeffdays\u2060", "working within days"),
        ("½ £ é 1\u00a0000 می\u200cخواهم", "½ £ é 1\u00a0000 می\u200cخواهم"),
        ("plain", "plain"),
    ],
)  # fmt: skip
def test_letters_are_plain(text: str, plain: str) -> None:
    assert plain_letters(text) == plain
