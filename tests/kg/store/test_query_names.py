"""What is told of names and comparisons that can find nothing."""

from __future__ import annotations

import pytest

from kg.store.query_names import warnings_about
from tests.kg.store.graphs import ONTOLOGY
from tests.kg.store.test_store_queries import QUESTIONS

TOLD = {
    "MATCH (c:Compny) RETURN c.id": [
        "the ontology has no label Compny: did you mean Company or Complaint?"
    ],
    "MATCH (a)-[:OWN]->(b) RETURN a.id": [
        "the ontology has no relationship type OWN: did you mean OWNS?"
    ],
    "MATCH (o:Ownership) RETURN o.id": [
        "no node has the label Ownership: it is the relationship [:OWNS]"
    ],
    "MATCH (a)-[:Ownership]->(b) RETURN a.id": [
        "no relationship is called Ownership: it is [:OWNS]"
    ],
    "MATCH (p:Person) WHERE p.birthdate < date('1960-01-01') RETURN p.id": [
        "Person has no property birthdate: did you mean birthDate?"
    ],
    "MATCH (o:Company)-[:OWNS]->(c) WHERE o.percentage > 25 RETURN c.id": [
        "Company has no property percentage: OWNS has it"
    ],
    "MATCH (p:Person {nmae: 'X', caption: $c}) RETURN p.id": [
        "Person has no property nmae: did you mean name?"
    ],
    "MATCH (p)-[t:TRANSFER {valuta: 'EUR'}]->() RETURN p.qqqqq": [
        "TRANSFER has no property valuta: 'kg ontology TRANSFER' lists them",
        "a node has no property qqqqq: 'kg ontology' lists them",
    ],
    "MATCH (p:Person) WHERE p.birthDate < '1960-01-01' RETURN p.id": [
        "birthDate is a date: compare it with date('1960-01-01')"
    ],
    "MATCH ()-[t:TRANSFER]->() WHERE t.amount >= '100' RETURN t.id": [
        "amount is a number: compare it with 100, without quotes"
    ],
    "MATCH (n:Person) WHERE 'X' IN n.name RETURN n.id": [
        "name holds one value, all of them are in name_all"
    ],
    "MATCH (n:Person) WHERE n.name_all = 'X' RETURN n.id": [
        "name_all is a list: write 'X' IN x.name_all"
    ],
    "MATCH (n:Company) WHERE n.registrationNumber = 123 RETURN n.id": [
        "registrationNumber is text: compare it with '123', in quotes"
    ],
    "MATCH (p:Person) WHERE p.nationality = 'NL' RETURN p.id": [
        "nationality is kept as 'nl': compare it with that"
    ],
    "MATCH (c:Company {jurisdiction: 'Netherlands'}) RETURN c.id": [
        "jurisdiction is kept as 'nl': compare it with that"
    ],
    "MATCH (p:Person) WHERE p.country IN ['de', 'FR'] RETURN p.id": [
        "country is kept as 'fr': compare it with that"
    ],
    "MATCH (p:Person) WHERE p.birthDate STARTS WITH '1960' RETURN p.id": [
        "birthDate is no text: STARTS finds nothing in a date"
    ],
    "MATCH ()-[t:TRANSFER]->() WHERE t.amount IN [100, '200'] RETURN t.id": [
        "amount is a number: compare it with 200, without quotes"
    ],
    "MATCH ()-[o:OWNS {percentage: '25'}]->() RETURN o.id": [
        "percentage is a number: compare it with 25, without quotes"
    ],
    "MATCH (p:Person) WHERE p.birthDate > $text RETURN p.id": [
        "birthDate is a date: compare it with date($text)"
    ],
    "MATCH ()-[t:TRANSFER]->() WHERE t.amount > $text RETURN t.id": [
        "amount is a number: $text is text: give a number"
    ],
    "MATCH (n:Company) WHERE n.registrationNumber = $number RETURN n.id": [
        "registrationNumber is text: compare it with '12', in quotes"
    ],
}

GIVEN = {"text": "1960-01-01", "number": 12}


@pytest.mark.parametrize("query", TOLD)
def test_what_can_find_nothing_is_told(query: str) -> None:
    assert warnings_about(query, ONTOLOGY, GIVEN) == TOLD[query]


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n) RETURN n.risk, n.caption",
        "MATCH (n:LegalEntity) WHERE n.birthDate_to < date('1960-01-01') RETURN n",
        "MATCH (n:Entity)-[r]-(m) RETURN count(n), r.startDate, m.schema",
        "UNWIND [{a: 1}] AS row RETURN row.a, row.nothing",
        "MATCH (a:BankAccount)-[t:TRANSFER*1..3]->(b) RETURN size(t), (a.balance - b.balance)",
        "MATCH (a) WHERE NOT (a)-[:OWNS]->(:Company|Vessel) RETURN a.id",
        "RETURN duration.between(date('2026-01-01'), date('2026-03-01')).days AS days",
        "MATCH (p:Person) WITH p.caption AS name, {x: 1} AS map RETURN name, map.x",
        "MATCH (p:Person) WHERE 'x' IN p.topics_all AND p.caption <> 'Persn' RETURN p {.caption}",
    ],
)
def test_nothing_is_told_of_what_can_be(query: str) -> None:
    assert warnings_about(query, ONTOLOGY) == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_is_told_of_the_projects_own_questions(question: str) -> None:
    assert warnings_about(QUESTIONS[question][0], ONTOLOGY) == []
