"""Mappings that ship: what there is, what it says, and how it is copied."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from ingest.templates import template, templates
from kg.cli import kg
from kg.errors import NotFound


def test_what_people_have_tables_of_is_there() -> None:
    wanted = {"accounts", "customers", "directors", "ownership", "transfers"}
    assert wanted <= {one.name for one in templates()}
    assert all(one.about.endswith(".") for one in templates())


def test_templates_are_listed_and_shown() -> None:
    listed = json.loads(CliRunner().invoke(kg, ["template", "list", "--json"]).output)
    assert listed == [{"name": one.name, "about": one.about} for one in templates()]
    assert CliRunner().invoke(kg, ["template", "show", "owners"]).exit_code != 0
    shown = CliRunner().invoke(kg, ["template", "show", "directors"]).output
    assert shown == template("directors").text


def test_an_unknown_template_is_told_with_those_there_are() -> None:
    with pytest.raises(NotFound, match=r"Did you mean 'customers'. Known: accounts, "):
        template("customer")
