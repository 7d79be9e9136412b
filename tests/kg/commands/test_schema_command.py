"""`kg schema`: JSON Schemas of the files that people write, which those that ship fit."""

from __future__ import annotations

import json
from importlib.metadata import entry_points

import pytest
from click.testing import CliRunner

from kg.cli import kg
from kg.commands.schema import GROUP
from kg.errors import NotFound

KINDS = sorted(entry.name for entry in entry_points(group=GROUP))


def test_the_kinds_are_listed() -> None:
    assert CliRunner().invoke(kg, ["schema"]).output.split() == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_closed_and_says_what_is_required(kind: str) -> None:
    schema = json.loads(CliRunner().invoke(kg, ["schema", kind]).output)
    assert schema["$schema"].startswith("https://json-schema.org/")
    objects = [part for part in schema["$defs"].values() if "properties" in part]
    assert objects
    assert all(part["additionalProperties"] is False for part in objects)


def test_an_unknown_kind_is_refused_with_a_suggestion() -> None:
    result = CliRunner().invoke(kg, ["schema", "exposur"])
    assert isinstance(result.exception, NotFound)
    assert "Did you mean 'exposure'" in str(result.exception)
