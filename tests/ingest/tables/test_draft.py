"""Mappings drafted from tables: they load, they ingest, and what is unsure in them is marked."""

from __future__ import annotations

from pathlib import Path

import pytest

import ingest
from ingest.tables.draft import draft_mapping
from kg.errors import BadFile
from kg.lake import RunReport
from tests.ingest.tables.conftest import Bench


def drafted(bench: Bench, path: Path) -> RunReport:
    mapping = bench.write("draft.yaml", draft_mapping(path).text)
    return ingest.run(bench.workspace, "table", path, mapping=mapping)


def test_payments_of_a_german_bank(bench: Bench) -> None:
    path = bench.write("payments.csv", b"")
    path.write_bytes(
        "Konto 1 im März\nid;from;to;Betrag;Währung;Buchungstag;Zweck\n"
        "1;A;B;-1.250,50;EUR;13.01.2024;Miete\n2;B;C;80,5;EUR;02.03.2024;Müll\n".encode("cp1252")
    )
    draft = draft_mapping(path)
    assert draft.unsure == [
        "the encoding; is every accent right?",
        "a negative amount is taken for money that went the other way",
        "these columns were not understood; map what is wanted",
    ]
    assert 'format: {delimiter: ";", encoding: cp1252, skip: 1}' in draft.text
    assert 'ignore: ["Zweck"]  # unsure: these columns' in draft.text
    report = drafted(bench, path)
    assert (report.kept, report.rejected) == (2, 0)
    assert bench.ledger("from_account", "to_account", "amount", "instant::DATE::VARCHAR") == [
        ("payments:B", "payments:A", 125050, "2024-01-13"),
        ("payments:B", "payments:C", 8050, "2024-03-02"),
    ]


def test_dates_and_numbers_that_may_be_read_in_two_ways(bench: Bench) -> None:
    path = bench.write(
        "p.csv",
        'from account,to account,amount,date\nA,B,"1,234",03/04/2024\nB,A,"2,000",05/06/2024\n',
    )
    draft = draft_mapping(path)
    assert draft.unsure == [
        "1,234 is taken for thousands; no column tells the currency; EUR is taken",
        "every date could also be %m/%d/%Y",
    ]
    assert drafted(bench, path).kept == 2
    assert bench.ledger("amount", "currency") == [(123400, "EUR"), (200000, "EUR")]


def test_customers(bench: Bench) -> None:
    path = bench.write(
        "customers.csv",
        "Customer ID,First Name,Surname,DOB,Colour\n"
        "C1,Ada,Quill,12/31/1957,red\nC2,Bo,Ek,01/02/1960,\n",
    )
    draft = draft_mapping(path)
    assert draft.unsure == [
        "what the rows are",
        "these columns were not understood; map what is wanted",
    ]
    report = drafted(bench, path)
    assert (report.kept, report.rejected) == (2, 0)
    assert bench.claims("Person") == {
        ("C1", "name", "Ada Quill"), ("C1", "firstName", "Ada"), ("C1", "lastName", "Quill"),
        ("C1", "birthDate", "1957-12-31"),
        ("C2", "name", "Bo Ek"), ("C2", "firstName", "Bo"), ("C2", "lastName", "Ek"),
        ("C2", "birthDate", "1960-01-02"),
    }  # fmt: skip


def test_payments_whose_columns_have_other_names(bench: Bench) -> None:
    path = bench.write("p.csv", "acct,day,paid,mate\nA,2024-05-01,5.00,B\nA,2024-05-02,7.00,C\n")
    draft = draft_mapping(path)
    assert draft.unsure[:4] == [
        "when it was is taken from 'day'",
        "how much it was is taken from 'paid'",
        "who paid is taken from 'acct'",
        "who was paid is taken from 'mate'",
    ]
    assert drafted(bench, path).kept == 2
    assert bench.ledger("from_account", "to_account", "amount") == [
        ("p:A", "p:B", 500),
        ("p:A", "p:C", 700),
    ]


def test_signs_of_currencies_and_brackets(bench: Bench) -> None:
    path = bench.write(
        "p.csv",
        "nr,from,to,amount,date\n1,A,B,$400.00,2023-01-01\n2,A,B,($5.50),2023-01-02\n",
    )
    draft = draft_mapping(path)
    assert draft.unsure == [
        "no column tells the currency; USD is taken;"
        " a negative amount is taken for money that went the other way"
    ]
    assert drafted(bench, path).kept == 2
    assert bench.ledger("from_account", "amount", "currency") == [
        ("p:A", 40000, "USD"),
        ("p:B", 550, "USD"),
    ]


@pytest.mark.parametrize("head", ["sep=;\n", ""])
def test_utf_16_without_a_mark(bench: Bench, head: str) -> None:
    path = bench.write("p.csv", b"")
    text = head + "iban;type\nDE89370400440532013000;giro\nAT611904300234573201;giro\n"
    path.write_bytes(text.encode("utf-16-le"))
    assert "encoding: utf-16-le" in draft_mapping(path).text
    assert drafted(bench, path).kept == 2


def test_what_is_no_table(bench: Bench) -> None:
    for name, text in (("a.csv", "just text\n"), ("b.csv", ""), ("c.csv", "x,y\nq,r\nq,r\n")):
        with pytest.raises(BadFile):
            draft_mapping(bench.write(name, text))
    with pytest.raises(BadFile, match="cannot be read"):
        draft_mapping(bench.folder / "none.csv")
