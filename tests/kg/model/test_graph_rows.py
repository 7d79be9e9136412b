"""Rows in the forms of other tools."""

from __future__ import annotations

from decimal import Decimal

from kg.model import Node, Rows

NODE = Node("w:1", "Person", ("Person",), "Ann", {})


def test_rows_as_an_arrow_table() -> None:
    rows = Rows(("n", "amount", "mixed"), [(NODE, Decimal("1.50"), 1), (NODE, None, "x")])

    assert rows.to_arrow().to_pydict() == {
        "n": ["w:1", "w:1"], "amount": [Decimal("1.50"), None], "mixed": ["1", "x"],
    }  # fmt: skip
    assert Rows(("a", "a"), []).to_arrow().column_names == ["a", "a"]


def test_rows_in_a_notebook_are_escaped_and_what_is_left_out_is_told() -> None:
    html = Rows(("<b>",), [("<script>",)] * 52)._repr_html_()

    assert "<th>&lt;b&gt;</th>" in html
    assert html.count("<td>&lt;script&gt;</td>") == 50
    assert html.endswith("<p>and 2 more rows</p>")
