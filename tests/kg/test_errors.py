from __future__ import annotations

import pytest

from kg.errors import Ambiguous, BadRecord, NotFound, RiskweaveError, UsageError, suggestion


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (RiskweaveError("it broke"), "it broke"),
        (
            BadRecord("not a date", file="a.csv", line=7, field="born", value="31.13.1990"),
            "a.csv:7: field 'born': not a date (got '31.13.1990')",
        ),
        (NotFound("no such source", value="x", hint="Loaded: ofac"),
         "no such source (got 'x'). Loaded: ofac"),
        (BadRecord("torn", line=3), "line 3: torn"),
        (UsageError("two\nlines\there"), "two lines here"),
    ],
)  # fmt: skip
def test_an_error_is_one_line_that_says_what_and_where(error: RiskweaveError, line: str) -> None:
    assert str(error) == line


def test_a_long_value_is_cut() -> None:
    assert len(str(BadRecord("bad", value="x" * 10_000))) < 120


def test_ambiguous_carries_its_candidates() -> None:
    error = Ambiguous("several", candidates=("a", "b"), value="x")
    assert error.candidates == ("a", "b")
    assert isinstance(error, UsageError)


def test_suggestion() -> None:
    assert suggestion("nmae", ["name", "id"]) == "Did you mean 'name'? Known: id, name"
    assert suggestion("x", ["name", "id"]) == "Known: id, name"
    many = [f"name{number}" for number in range(25)]
    assert suggestion("name77", many[:7]) is not None
    assert suggestion("x", many) is None
    assert suggestion("x", []) is None
    assert (suggestion("name24", many) or "") == "Did you mean 'name24'?"
