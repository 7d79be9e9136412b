"""Patterns of annual reports as data: each is found in its example."""

from __future__ import annotations

import pytest

from ingest.reports.narrative.patterns import declared, names, patterns


@pytest.mark.parametrize("name", declared().patterns)
def test_a_pattern_is_found_in_its_example(name: str) -> None:
    for one, compiled in zip(declared().patterns[name], patterns(name), strict=True):
        assert compiled.search(one.example), one.example


def test_names_by_their_beginning() -> None:
    assert names("heading ") == ("related_party", "guarantee", "going_concern", "legal_proceeding")
