"""FollowTheMoney's schemata, so that its entities go in and out unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.ontology import Ontology, load_ontology

_FACTS = Path(__file__).parent / "followthemoney.txt"


@dataclass(frozen=True)
class _Facts:
    name: str
    parents: list[str]
    ends: list[str]
    properties: dict[str, tuple[str, str | None, str | None]]


def _facts() -> Iterator[_Facts]:
    facts: _Facts | None = None
    for line in _FACTS.read_text().splitlines()[1:]:
        if not line.startswith(" "):
            if facts is not None:
                yield facts
            head, _, ends = line.partition(" | ")
            name, _, parents = head.partition(" < ")
            facts = _Facts(name, parents.split(), ends.split(" -> ") if ends else [], {})
            continue
        assert facts is not None
        for word in line.split():
            name, _, rest = word.partition(":")
            rest, _, format_ = rest.partition("~")
            type_, _, range_ = rest.partition("=")
            facts.properties[name] = (type_, range_ or None, format_ or None)
    assert facts is not None
    yield facts


_OUR_OWN = {"outcome"}
"""Properties that we add to schemata of theirs."""

_DRAWN_AS_RELATIONS = {"Similar": ["candidate", "match"]}
"""Ends of what is a thing with them and a relation between two things with us."""


_NARROWER = {
    "BankAccount.bankAddress": "address",
    "Contract.numberAwards": "number",
    "EconomicActivity.customsAmount": "number",
    "EconomicActivity.dollarExchRate": "number",
    "EconomicActivity.invoiceAmount": "number",
    "License.reviewDate": "date",
    "Ownership.percentage": "share",
    "Ownership.sharesCount": "number",
    "Ownership.sharesCurrency": "currency",
    "Ownership.sharesValue": "number",
    "Page.translatedTextLanguage": "language",
    "TaxRoll.income": "number",
    "TaxRoll.taxPaid": "number",
    "TaxRoll.wealth": "number",
    "Value.currency": "currency",
}
"""Properties that are any text with them, and have a type of value with us."""

_OTHER_FORMATS = {"Organization.imoNumber": "imo-company"}
"""With them a number of a ship will do for a company."""


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


@pytest.mark.parametrize("facts", list(_facts()), ids=lambda facts: facts.name)
def test_schema_is_that_of_followthemoney(ontology: Ontology, facts: _Facts) -> None:
    schema = ontology.get(facts.name)
    assert schema.vocabulary == "ftm"
    assert list(schema.extends) == facts.parents
    ends = [schema.edge.source, schema.edge.target] if schema.edge else []
    assert ends == (facts.ends or _DRAWN_AS_RELATIONS.get(facts.name, []))
    own = {name: schema.properties[name] for name in schema.own_properties if name not in _OUR_OWN}
    theirs = {}
    for name, (type_, range_, format_) in facts.properties.items():
        ours = f"{facts.name}.{name}"
        assert ours not in _NARROWER or type_ == "string"
        theirs[name] = _NARROWER.get(ours, type_), range_, _OTHER_FORMATS.get(ours, format_)
    assert {name: (prop.type, prop.range, prop.format) for name, prop in own.items()} == theirs


def test_the_rest_is_our_own(ontology: Ontology) -> None:
    theirs = {facts.name for facts in _facts()}
    assert len(theirs) == 71
    for schema in ontology.schemata.values():
        assert (schema.vocabulary == "ftm") == (schema.name in theirs), schema.name


def test_topics(ontology: Ontology) -> None:
    topics = ontology.types["topic"].values
    # The misspelt code is FollowTheMoney's own.
    assert {"sanction", "role.pep", "crime.fin", "fin.adivsor", "poi"} <= set(topics)
    assert len(topics) == 75
