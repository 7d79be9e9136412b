"""`kg ontology` and `kg query`: what can be asked, and how the answers are shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli_tools import CliContext
from kg.commands.ontology import ontology
from kg.commands.query import query
from kg.errors import NotFound
from kg.ontology import load_ontology
from kg.ontology.described import described, labels, relationship_types
from kg.store.query_names import warnings_about
from tests.queries.worlds import World

DOCS = Path(__file__).parents[3] / "docs"

Ask = Callable[..., Result]


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    folder = tmp_path_factory.mktemp("asked") / "work"
    world = World()
    ann = world.entity("w:ann", "Person", name=["Ann", "Anna"], birthDate="1957")
    firm = world.company("Firm")
    world.owns(ann, firm, "60")
    world.transfer(world.account("A", ann), world.account("B", firm), 123_450, 60)
    world.entity("w:loan", "Loan", name="L1", outstanding="250000.50 EUR")
    world.build(folder).close()
    context = CliContext(folder)

    def run(*words: str) -> Result:
        return CliRunner().invoke(query, words, obj=context, catch_exceptions=False)

    yield run
    context.close()


def shown(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_money_is_shown_with_its_currency(ask: Ask) -> None:
    text = "MATCH ()-[t:TRANSFER]->() RETURN t.amount, t.currency, t.date, t.amount AS bare"

    assert "│ 1,234.50 EUR │ EUR │ 2026-03-01 │ 123450 │" in shown(ask(text))
    loan = "MATCH (l:Loan) RETURN l.outstanding, l.outstanding_currency"
    assert "│ 250,000.50 EUR │ EUR │" in shown(ask(loan))
    summed = "MATCH ()-[t:TRANSFER]->() RETURN sum(t.amount) AS amount, t.currency AS currency"
    assert "│ 1,234.50 EUR │ EUR │" in shown(ask(summed))


def test_amounts_without_a_currency_beside_them_are_told(ask: Ask) -> None:
    hint = "amount is in minor units (10000 is 100.00 EUR)"
    pattern = "MATCH ()-[t:TRANSFER]->() RETURN"

    assert hint in shown(ask(f"{pattern} t.amount AS bare"))
    assert hint in shown(ask(f"{pattern} sum(t.amount) AS sum"))
    assert hint not in shown(ask(f"{pattern} t.amount, t.currency"))
    assert hint not in shown(ask(f"{pattern} t.amount_major"))


def test_numbers_and_lists_are_readable(ask: Ask) -> None:
    text = "MATCH (p:Person)-[o:OWNS]->(:Company) RETURN o.percentage, p.name_all, p.birthDate_to"

    assert "│ 60 │ Ann; Anna │ 1957-12-31 │" in shown(ask(text))
    [row] = json.loads(ask(text, "--json").stdout)["rows"]
    assert row == {
        "o.percentage": 60.0, "p.name_all": ["Ann", "Anna"], "p.birthDate_to": "1957-12-31"
    }  # fmt: skip


def test_what_can_find_nothing_is_told_beside_the_rows(ask: Ask) -> None:
    result = ask("MATCH (p:Persn) WHERE p.birthDate < '1960' RETURN p.id", "--json")

    assert json.loads(result.stdout)["rows"] == []
    assert result.stderr.splitlines() == [
        "warning: the ontology has no label Persn: did you mean Person or Pages?",
        "warning: birthDate is a date: compare it with date('1960')",
    ]


def described_by_command(tmp_path: Path, *words: str) -> Result:
    context = CliContext(tmp_path / "none")
    return CliRunner().invoke(ontology, words, obj=context, catch_exceptions=False)


def test_the_ontology_is_listed_without_a_workspace(tmp_path: Path) -> None:
    text = shown(described_by_command(tmp_path))
    assert "Person" in text
    assert "(:LegalEntity)-[:OWNS]->(:Asset)" in text
    found = json.loads(described_by_command(tmp_path, "--json").stdout)
    known = load_ontology()
    assert {each["name"] for each in found["labels"]} == known.node_labels
    assert {each["name"] for each in found["relationship_types"]} == known.relationship_types


def test_one_is_described_with_a_filter_for_each_property(tmp_path: Path) -> None:
    found = json.loads(described_by_command(tmp_path, "Ownership", "--json").stdout)

    assert (found["name"], found["kind"]) == ("OWNS", "relationship type")
    [share] = [each for each in found["properties"] if each["name"] == "percentage"]
    assert share["fields"][0]["kind"] == "FLOAT"
    assert share["fields"][0]["filter"] == "x.percentage > 25"
    text = shown(described_by_command(tmp_path, "Person"))
    assert "birthDate_to DATE x.birthDate_to < date('2026-03-01')" in text
    assert "(:LegalEntity)-[:OWNS]->(:Asset)" in text


@pytest.mark.parametrize(
    ("name", "hint"),
    [("Persn", "Did you mean Person"), ("percentage", "It is a property of OWNS")],
)
def test_an_unknown_name_is_refused_with_a_hint(name: str, hint: str) -> None:
    with pytest.raises(NotFound, match=hint):
        described(load_ontology(), name)


def test_every_example_and_filter_names_what_there_is() -> None:
    known = load_ontology()
    for each in (*labels(known), *relationship_types(known)):
        assert warnings_about(each.example, known) == []
        pattern = f"(x:{each.name})" if each.kind == "label" else f"()-[x:{each.name}]->()"
        fields = [*each.own, *(field for prop in each.properties for field in prop.fields)]
        where = " AND ".join(field.filter for field in fields if field.filter)
        assert warnings_about(f"MATCH {pattern} WHERE {where} RETURN x.id", known) == []


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.stem)
def test_queries_in_the_documentation_name_what_there_is(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    quoted = re.findall(r"kg query (['\"])(.*?)\1", text, re.DOTALL)
    blocks = re.findall(r"```cypher\n(.*?)```", text, re.DOTALL)

    for asked in (*(words for _, words in quoted), *blocks):
        assert warnings_about(asked, load_ontology()) == [], asked
