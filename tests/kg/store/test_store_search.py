"""Full text over captions and names, and hostile text in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store.protocol import GraphStore
from kg.store.search import score, text_queries


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("ann", ["x:ann"]),
        ("ANN O'BRIEN", ["x:ann"]),
        ("o'brien", ["x:ann"]),
        ("Mueller", ["x:bob"]),
        ("müller", ["x:bob"]),
        ("bobby", ["x:bob"]),
        ("Beta Holding", ["x:beta"]),
        ("hold", ["x:beta"]),
        ("x:acme", ["x:acme"]),
        ("nobody of that name", []),
        ("account 3", ["x:a3", "x:a1", "x:a2", "x:a4"]),
        ("acme beta", ["x:acme", "x:beta"]),
    ],
)
def test_found_by_caption_name_and_id(kept_ring: GraphStore, text: str, ids: list[str]) -> None:
    rows = kept_ring.search(text)

    assert rows.columns == ("id", "schema", "caption", "score")
    assert [row[0] for row in rows] == ids


def test_the_best_comes_first_with_its_score(kept_ring: GraphStore) -> None:
    assert kept_ring.search("account 3", limit=2).rows == [
        ("x:a3", "BankAccount", "Account 3", 1.0),
        ("x:a1", "BankAccount", "Account 1", 0.5),
    ]


HOSTILE = [
    '"', "'", "*", "?", ":", "a:b", "name:*", '"open', "(((", "))", "[a TO b]", "{a TO b}", "a^",
    "a~", "~2", "/.*/", "/open", "\\", "\\\\", "AND", "OR NOT", "NOT ann", "+", "-", "+-&&||!",
    "&&", "!", "<", ">=3", "=cmd()", "😀", "😀 ann", "", "   ", "\t\n", "\0", "a\0b", "\u202e",
    "<img src=x onerror=alert(1)>", "'; MATCH (n) DETACH DELETE n", "a" * 5000, "a " * 5000,
    "ann' OR '1'='1", "$text", "{{a}}", "%s", "_", "__", "._.", "o'", "'o", "ann*", "*ann", "a?n",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_looked_for_as_it_stands(kept_ring: GraphStore, text: str) -> None:
    words = re.findall(r"[^\W_]+", text.casefold())

    rows = kept_ring.search(text)

    captions = [str(row[2]).casefold() for row in rows]
    assert all(any(word in caption for word in words) for caption in captions)
    assert ("ann o'brien" in captions) == ("ann" in words)
    assert len(kept_ring.read("MATCH (n:Entity) RETURN n.id")) == 8


@given(st.text(max_size=40))
def test_a_query_has_no_operator_of_the_texts_own(text: str) -> None:
    for query in text_queries(text):
        depth = 0
        escaped = False
        for char in query:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            else:
                depth += (char == "(") - (char == ")")
                assert depth >= 0
                assert char not in '"~^[]{}:!/&|?'
        assert depth == 0
        assert not escaped
        assert not {"AND", "OR", "NOT", "TO"} & set(query.split())


def test_scores_by_hand() -> None:
    # 0.7 x share of the asked words + 0.3 x share of the name's words
    assert score("ann", ["Ann"]) == 1.0
    assert score("ann", ["Ann Lee"]) == pytest.approx(0.7 + 0.3 / 2)
    assert score("ann lee", ["Lee"]) == pytest.approx(0.7 / 2 + 0.3)
    assert score("hold", ["Holding"]) == pytest.approx(0.75)
    assert score("ho", ["Holding"]) == 0.0
    assert score("muller", ["Müller"]) == 1.0
    assert score("ann", []) == 0.0
    assert score("", ["Ann"]) == 0.0
    assert score("bob", ["Ann", "Bob"]) == 1.0
