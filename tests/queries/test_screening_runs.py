"""When a screening on record counts, and when a subject is screened anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
import queries
from kg.identity.name_keys import key, names_to_compare
from kg.model import Finding
from kg.text.names import legal_forms
from queries.screening import runs as screening_runs
from queries.screening.screen import screen, screen_parties
from tests.queries.lake_worlds import resolve
from tests.queries.worlds import World

Build = Callable[..., kg.Workspace]


def put(ws: kg.Workspace, source: str, content: World, version: str) -> None:
    with ws.lake.write(source, fingerprint=version, reader="test") as writer:
        writer.add_claims(content.claims)
    ws.refresh()


def names_on(subject: str, ws: kg.Workspace, as_of: str | None = None) -> list[str]:
    found = queries.exposure(ws, subject, as_of=as_of)
    return [reason.feature for reason in found.reasons]


@pytest.fixture
def watchlist() -> World:
    made = World()
    made.entity("list:1", "Person", name="Ada Quill")
    made.entity("list:s1", "Sanction", entity="list:1", program="X", startDate="2010")
    return made


def no_screening(*_: Any, **__: Any) -> list[Finding]:
    raise AssertionError("screened again")


def test_a_screening_of_the_same_state_is_not_made_again(
    build: Build, world: World, watchlist: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.person("Ada Quill")
    world.person("Bob Heron")
    ws = build(world, sources={"list": watchlist})
    fresh = [queries.exposure(ws, "w:ada quill", as_of=moment) for moment in (None, "2015-01-01")]
    queries.alerts(ws)
    queries.alerts(ws, as_of="2015-01-01")

    monkeypatch.setattr(screening_runs, "screen_parties", no_screening)
    again = [queries.exposure(ws, "w:ada quill", as_of=moment) for moment in (None, "2015-01-01")]
    assert again == fresh
    assert names_on("w:bob heron", ws) == ["nothing_found"]
    with pytest.raises(AssertionError, match="screened again"):
        queries.exposure(ws, "w:ada quill", as_of="2015-01-02")


def test_who_came_after_the_screening_is_screened(
    build: Build, world: World, watchlist: World
) -> None:
    world.person("Ada Quill")
    ws = build(world, sources={"list": watchlist})
    queries.alerts(ws)
    watchlist.entity("list:2", "Person", name="Bob Heron")
    watchlist.entity("list:s2", "Sanction", entity="list:2", program="X")
    customers = World()
    customers.entity("new:1", "Person", name="Bob Heron")
    put(ws, "list", watchlist, "2")
    put(ws, "new", customers, "1")

    assert names_on("new:1", ws) == ["watchlist_match"]
    assert [f.subject for f in queries.portrait(ws, "new:1").watchlist] == ["new:1"]


def test_what_left_the_list_is_no_match_any_more(
    build: Build, world: World, watchlist: World
) -> None:
    world.person("Ada Quill")
    ws = build(world, sources={"list": watchlist})
    queries.alerts(ws)
    put(ws, "list", World(), "2")

    assert names_on("w:ada quill", ws) == ["nothing_found"]


def test_a_look_back_is_no_screening_of_today(build: Build, world: World, watchlist: World) -> None:
    world.person("Ada Quill")
    world.person("Bob Heron")
    watchlist.entity("list:2", "Person", name="Bob Heron")
    watchlist.entity("list:s2", "Sanction", entity="list:2", program="X", startDate="2020")
    ws = build(world, sources={"list": watchlist})
    assert len(queries.alerts(ws, as_of="2015-01-01")) == 1

    assert names_on("w:bob heron", ws) == ["watchlist_match"]
    assert names_on("w:bob heron", ws, "2015-01-01") == ["nothing_found"]
    assert names_on("w:bob heron", ws, "2020-01-01") == ["watchlist_match"]


def test_a_judgement_after_the_screening_counts(
    build: Build, world: World, watchlist: World
) -> None:
    world.person("Ada Quill")
    ws = build(world, sources={"list": watchlist})
    queries.alerts(ws)
    ws.judge("w:ada quill", "list:1", "same", by="an analyst", reason="interview")
    ws.refresh()

    (match,) = queries.portrait(ws, "w:ada quill").watchlist
    assert match.reasons[0].feature == "resolved"


def test_one_party_alone_is_screened_as_among_all(lake: Build, world: World) -> None:
    """By name, number and identity, with namesakes and spellings of every kind."""
    for number in range(13):
        world.entity(f"w:{number}", "Person", name="Jo O'Neil & Son" if number % 2 else "JO ONEIL")
    world.entity("w:club", "Company", name="Jo O'Neil and Son")
    world.company("Nordlicht Handel GmbH")
    world.company("Limited")
    world.person("Élodie Marché")
    world.entity("w:nobody", "Person", nationality="nl")
    world.entity("w:paper", "Passport", holder="w:nobody", number="X123456", country="nl")
    world.person("Ada Quill")
    listed = World()
    for number, (schema, name) in enumerate(
        [
            ("Person", "Oneil Jo"),
            ("Person", "Son and Jo O'Neil"),
            ("Company", "JO ONEIL & SON"),
            ("Organization", "Nordlicht Handel Gesellschaft mit beschränkter Haftung"),
            ("Company", "LTD."),
            ("Person", "MARCHE, Elodie"),
            ("Person", "Somebody Else"),
            ("Person", "Another One"),
        ]
    ):
        listed.entity(f"l:{number}", schema, name=name, topics="sanction")
    listed.entity("l:paper", "Passport", holder="l:6", number="X-123456", country="nl")
    ws = lake(world, sources={"list": listed})
    ws.judge("w:ada quill", "l:7", "same", by="an analyst", reason="interview")
    resolve(ws)
    everything = screen(ws)

    assert len(everything) > 15
    subjects = {claim.entity for claim in world.claims}
    for subject in sorted(subjects):
        alone = [finding for finding in everything if finding.subject == subject]
        assert screen_parties(ws, {subject}) == alone
    assert screen_parties(ws, subjects) == everything


PIECES = ["Ann", "O'Neil", "J.R.", "Lee-Smith", "Élodie", "and", "&", "+", "Handel", "A.B"]
FORMS = ["Limited", "Ltd.", "GmbH", "gesellschaft mit beschränkter haftung", "OOO", "S.A."]
NAMES = st.lists(st.sampled_from(PIECES + FORMS), min_size=1, max_size=4)


@st.composite
def spellings(draw: st.DrawFn) -> list[str]:
    """Names, some of which are other spellings of others."""
    found = []
    for words in draw(st.lists(NAMES, min_size=1, max_size=4)):
        for _ in range(3):
            swapped = draw(st.permutations(words)) if draw(st.booleans()) else words
            text = draw(st.sampled_from([" ", ", ", " - "])).join(swapped)
            for old, new in (("'", ""), ("&", "and"), ("Ltd.", "limited"), ("É", "e"), (".", "")):
                if draw(st.booleans()):
                    text = text.replace(old, new)
            found.append(text.upper() if draw(st.booleans()) else text)
    return found


@settings(deadline=None, max_examples=150)
@given(spellings())
def test_no_name_with_a_key_of_ones_own_is_passed_over(names: list[str]) -> None:
    assert "gmbh" in legal_forms()
    with duckdb.connect() as con:
        con.execute("CREATE TABLE spoken_names (value VARCHAR)")
        con.executemany("INSERT INTO spoken_names VALUES (?)", [[name] for name in names])
        kept = set(names_to_compare(con, names[:1]))
    for person in (True, False):
        own = key(names[0], person=person)
        assert {name for name in names if own and key(name, person=person) == own} <= kept


def test_names_that_have_nothing_in_common_are_passed_over() -> None:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE spoken_names AS SELECT unnest(['Ada Quill', 'Bob Heron']) value")
        assert names_to_compare(con, ["QUILL, Ada"]) == ["Ada Quill"]
        assert names_to_compare(con, []) == []
        assert names_to_compare(con, None) == ["Ada Quill", "Bob Heron"]
        # "and" may stand as a sign, and a form in other words.
        assert names_to_compare(con, ["and"]) == ["Ada Quill", "Bob Heron"]
