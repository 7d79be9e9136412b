"""Parties of one name: shown to a person where a document names one, and never merged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg.desk import Desk, Judgement
from kg.identity import Identity, IdentityChange
from kg.identity.namesakes import NAME_RULE
from kg.lake import Lake
from kg.model import Claim
from kg.ontology import Ontology, load_ontology

LEI = "529900T8BM49AURSDO55"


class Desktop:
    """Lake, identity and desk in one folder; sources named `doc-…` are documents."""

    def __init__(self, folder: Path, ontology: Ontology) -> None:
        self.lake = Lake(folder / "lake")
        self.identity = Identity(folder / "identity")
        self.desk = Desk(folder / "desk.sqlite")
        self.ontology = ontology

    def put(self, source: str, *claims: tuple[str, str, str, str]) -> None:
        with self.lake.write(source, fingerprint="x", reader="test") as writer:
            writer.read = len(claims)
            writer.add_claims(Claim(*claim, f"row {i}", "f") for i, claim in enumerate(claims))
            if source.startswith("doc-"):
                writer.add_text("row 0", "the words")

    def resolve(self) -> IdentityChange:
        with self.lake.connect() as con:
            return self.identity.resolve(con, self.ontology, self.desk, self.lake.documents())

    def pairs(self) -> list[tuple[str, str]]:
        return [(j.left, j.right) for j in self.desk.judgements() if j.decided_by == NAME_RULE]


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


@pytest.fixture
def desktop(tmp_path: Path, ontology: Ontology) -> Iterator[Desktop]:
    made = Desktop(tmp_path, ontology)
    yield made
    made.desk.close()


def test_a_subsidiary_and_a_listed_company_of_one_name(desktop: Desktop) -> None:
    desktop.put("doc-ex21", ("ex:1", "Company", "name", "Quill Shipping Limited"))
    desktop.put("list", ("list:9", "Organization", "name", "QUILL SHIPPING LTD."))

    change = desktop.resolve()

    assert change.moved == 0
    [doubt] = change.unsure
    assert (doubt.left, doubt.right, doubt.verdict) == ("ex:1", "list:9", "unsure")
    assert doubt.reason == "called Quill Shipping Limited and QUILL SHIPPING LTD."
    assert desktop.identity.canonical("list:9") == "list:9"


@pytest.mark.parametrize(
    ("source", "schema", "name"),
    [
        ("other", "Company", "Quill Shipping GmbH"),  # another legal form is another company
        ("other", "Vessel", "Quill Shipping Limited"),  # no party
        ("other", "Person", "Quill Shipping Limited"),  # no company
        ("doc-ex21", "Company", "Quill Shipping Limited"),  # the same document tells them apart
    ],
)
def test_no_candidates(desktop: Desktop, source: str, schema: str, name: str) -> None:
    first = ("ex:1", "Company", "name", "Quill Shipping Limited")
    second = ("x:2", schema, "name", name)
    if source == "doc-ex21":
        desktop.put(source, first, second)
    else:
        desktop.put("doc-ex21", first)
        desktop.put(source, second)
    desktop.resolve()

    assert desktop.pairs() == []


def put_submission(desktop: Desktop, *names: tuple[str, str, str]) -> None:
    """A source of several documents: entity, name, and where the name stands."""
    with desktop.lake.write("doc-filing", fingerprint="x", reader="test") as writer:
        writer.read = len(names)
        for _, name, place in names:
            writer.add_text(place, name)
        writer.add_claims(Claim(e, "Company", "name", n, place, "f.txt") for e, n, place in names)


def test_documents_of_one_filing_do_not_tell_their_companies_apart(desktop: Desktop) -> None:
    put_submission(
        desktop,
        ("cik:1/party/quill", "Quill Logistics LLC", "10k.htm#p9"),
        ("cik:1/subsidiary/quill-de", "Quill Logistics LLC", "ex21.htm#tr1"),
        ("cik:1/subsidiary/quill-ny", "QUILL LOGISTICS, LLC", "ex21.htm#tr2"),
    )
    desktop.resolve()

    # The list has two of that name, so neither is the other; the report may mean either.
    assert sorted(desktop.pairs()) == [
        ("cik:1/party/quill", "cik:1/subsidiary/quill-de"),
        ("cik:1/party/quill", "cik:1/subsidiary/quill-ny"),
    ]


def test_tables_alone_give_no_candidates(desktop: Desktop) -> None:
    desktop.put("bank", ("bank:1", "Company", "name", "Quill Shipping Limited"))
    desktop.put("register", ("reg:1", "Company", "name", "Quill Shipping Limited"))
    desktop.resolve()

    assert desktop.pairs() == []


def test_people_need_two_words_and_no_contradiction(desktop: Desktop) -> None:
    desktop.put(
        "doc-proxy",
        ("p:1", "Person", "name", "Ada Quill"),
        ("p:2", "Person", "name", "Ada"),
        ("p:3", "Person", "name", "Bob Vane"),
        ("p:3", "Person", "birthDate", "1950"),
    )
    desktop.put(
        "list",
        ("l:1", "Person", "name", "QUILL, Ada"),
        ("l:2", "Person", "name", "Ada"),
        ("l:3", "Person", "name", "Bob Vane"),
        ("l:3", "Person", "birthDate", "1990-01-01"),
    )
    desktop.resolve()

    assert desktop.pairs() == [("l:1", "p:1")]


def test_what_may_be_a_person_meets_people(desktop: Desktop) -> None:
    desktop.put("doc-case", ("c:1", "LegalEntity", "name", "Ada Quill"))
    desktop.put("list", ("l:1", "Person", "name", "QUILL Ada"))
    desktop.resolve()

    assert desktop.pairs() == [("c:1", "l:1")]


def test_one_entity_is_no_pair(desktop: Desktop) -> None:
    for source in ("doc-10k", "register"):
        desktop.put(
            source,
            (f"{source}:1", "Company", "name", "Quill Shipping Limited"),
            (f"{source}:1", "Company", "leiCode", LEI),
        )
    assert desktop.resolve().moved == 1
    assert desktop.pairs() == []


def test_what_people_say_goes_before(desktop: Desktop) -> None:
    desktop.put("doc-ex21", ("ex:1", "Company", "name", "Quill Shipping Limited"))
    desktop.put("list", ("list:9", "Company", "name", "Quill Shipping Limited"))
    desktop.resolve()
    now = datetime.now(UTC)
    desktop.desk.judge(Judgement("ex:1", "list:9", "different", "ann", "asked them", now))

    assert desktop.resolve().unsure == ()
    assert desktop.pairs() == []


def test_a_retracted_doubt_does_not_come_back(desktop: Desktop) -> None:
    desktop.put("doc-ex21", ("ex:1", "Company", "name", "Quill Shipping Limited"))
    desktop.put("list", ("list:9", "Company", "name", "Quill Shipping Limited"))
    [doubt] = desktop.resolve().unsure
    desktop.desk.retract(doubt.id, by="ann")

    assert desktop.resolve().unsure == ()


def test_a_doubt_goes_with_its_document(desktop: Desktop) -> None:
    desktop.put("doc-ex21", ("ex:1", "Company", "name", "Quill Shipping Limited"))
    desktop.put("list", ("list:9", "Company", "name", "Quill Shipping Limited"))
    desktop.resolve()
    desktop.lake.withdraw("doc-ex21")
    desktop.resolve()

    assert desktop.pairs() == []


def test_a_name_of_very_many_tells_nothing(desktop: Desktop) -> None:
    desktop.put("doc-ex21", ("ex:1", "Company", "name", "Holding Limited"))
    for count, expected in ((19, 19), (20, 0)):
        desktop.put("list", *((f"l:{n}", "Company", "name", "Holding Ltd") for n in range(count)))
        desktop.resolve()
        assert len(desktop.pairs()) == expected


def test_one_person_twice_on_a_list_is_a_pair_to_look_at(desktop: Desktop) -> None:
    entries = {
        "un:1": ("TARIQ OSMAN WELDE", "1951-02-17"),
        "un:2": ("Welde, Tariq Osman", "1951-02-17"),
        "un:3": ("Tariq Osman Welde", "1951"),
        "un:4": ("Tariq Osman Welde", "1951-02-18"),
        "un:5": ("Tariq", "1951-02-17"),
        "un:6": ("Tariq", "1951-02-17"),
    }
    desktop.put(
        "un",
        *((entity, "Person", "name", name) for entity, (name, _) in entries.items()),
        *((entity, "Person", "birthDate", born) for entity, (_, born) in entries.items()),
        *((entity, "Person", "topics", "sanction") for entity in entries),
    )
    desktop.put(
        "bank", ("b:1", "Person", "name", "Tariq Osman Welde"),
        ("b:1", "Person", "birthDate", "1951-02-17"),
    )  # fmt: skip

    assert desktop.resolve().moved == 0
    assert desktop.pairs() == [("un:1", "un:2")]
