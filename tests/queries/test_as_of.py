"""Nothing later than the moment is looked at: adding later facts changes no answer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import kg
import queries
from kg.json_form import jsonable
from kg.model import Claim, Finding, Reason, Transfer
from tests.queries.worlds import World, answers

PEOPLE = ("ann", "bob", "cid")
ACCOUNTS = ("A", "B", "C")
LAST_DAY = 10
AS_OF = 5

Fact = tuple[str, int, int, int]
"""What, two numbers that say of whom, and the day of January 2026 from which it is known."""

KINDS = (
    "transfer",
    "period",
    "director",
    "owner",
    "value",
    "name",
    "sanction",
    "listing",
    "tag",
    "listed namesake",
    "event",
)
FACTS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(1, LAST_DAY),
    ),
    min_size=6,
    max_size=18,
)


def state(world: World, lists: World, place: int, fact: Fact) -> None:
    """Put one dated fact into a world or a list; ids depend on its place alone."""
    kind, one, other, day = fact
    person, firm = f"w:{PEOPLE[one]}", f"w:firm{other}"
    dated = f"2026-01-{day:02}"
    match kind:
        case "transfer":
            world.transfers.append(transfer(place, one, other, day))
        case "period":
            # Begun long ago, and over on that day.
            world.transfers.append(transfer(place, one, other, day, since=2009))
        case "director":
            edge(world, place, "Directorship", director=person, organization=firm, startDate=dated)
        case "owner":
            edge(world, place, "Ownership", owner=person, asset=firm, startDate=dated)
        case "sanction":
            edge(world, place, "Sanction", entity=person, program="X", listingDate=dated)
        case "listing":
            listing(world, place, person, day)
        case "tag":
            edge(world, place, "Person", entity_id=person, valid=day, topics="sanction")
        case "listed namesake":
            entry = f"l:{place}"
            edge(lists, place, "Person", entity_id=entry, name=f"LEE, {PEOPLE[one].upper()}")
            listing(lists, place, entry, day)
        case "event":
            edge(world, place, "Complaint", accused=person, date=dated, category="fees")
        case "value":
            edge(world, place, "Person", entity_id=person, valid=day, nationality="fr")
        case "name":
            edge(world, place, "Person", entity_id=person, valid=day, name=f"Name{place}")


def transfer(place: int, one: int, other: int, day: int, since: int | None = None) -> Transfer:
    """A payment on a day, or those of the years since then as a sum."""
    on = datetime(2026, 1, day, tzinfo=UTC)
    return Transfer(
        id=f"t{place}",
        instant=on if since is None else datetime(since, 1, 1, tzinfo=UTC),
        until=None if since is None else on,
        count=1 if since is None else 40,
        from_account=f"w:{ACCOUNTS[one]}",
        to_account=f"w:{ACCOUNTS[other]}",
        amount=100 + place,
        currency="EUR",
        record=f"row {place}",
        file="t.csv",
    )


def listing(world: World, place: int, entity: str, day: int) -> None:
    """As the readers of watchlists make it: the tag and the entry, both from that day on."""
    dated = f"2026-01-{day:02}"
    edge(world, place, "Person", entity_id=entity, valid=day, topics="sanction")
    edge(
        world,
        place,
        "Sanction",
        valid=day,
        entity=entity,
        program="X",
        authority="The Office",
        listingDate=dated,
        startDate=dated,
    )


def edge(
    world: World,
    place: int,
    schema: str,
    entity_id: str | None = None,
    valid: int | None = None,
    **properties: str,
) -> None:
    for prop, value in properties.items():
        world.claims.append(
            Claim(
                entity=entity_id or f"w:fact{place}",
                schema=schema,
                prop=prop,
                value=value,
                record=f"row {place}",
                file="w.csv",
                valid_from=date(2026, 1, valid) if valid else None,
            )
        )


KNOWN = [
    ([("listing", 0, 0, 9), ("director", 0, 0, 1), ("director", 1, 0, 2)], "each"),
    ([("listed namesake", 0, 0, 9), ("tag", 1, 0, 8), ("transfer", 0, 1, 2)], "each"),
    ([("tag", 0, 0, 3), ("sanction", 0, 0, 8), ("director", 1, 0, 2)], "each"),
    ([("listed namesake", 0, 0, 2), ("listed namesake", 0, 1, 9)], "each"),
    ([("period", 0, 1, 9), ("period", 1, 2, 3), ("transfer", 2, 0, 4)], "each"),
    ([("period", 0, 1, 9), ("transfer", 0, 1, 2), ("period", 0, 1, 3)], "pairs"),
    ([("period", 0, 1, 9), ("period", 1, 2, 4), ("transfer", 2, 1, 8)], "pairs"),
]
"""Worlds in which what came later once changed an answer."""


@pytest.mark.parametrize(("facts", "shape"), KNOWN)
def test_later_facts_change_nothing_in_known_worlds(facts: list[Fact], shape: str) -> None:
    check_that_later_facts_change_nothing(facts, shape)


@pytest.mark.parametrize("shape", ["each", "pairs"])
@settings(
    max_examples=3,
    derandomize=True,
    # Every example builds two workspaces: shrinking one would take minutes.
    phases=[Phase.explicit, Phase.generate],
)
@given(facts=FACTS)
def test_later_facts_change_nothing(facts: list[Fact], shape: str) -> None:
    check_that_later_facts_change_nothing(facts, shape)


def check_that_later_facts_change_nothing(facts: list[Fact], shape: str) -> None:
    whole, early = (World(), World()), (World(), World())
    for world, lists in (whole, early):
        for person, number in zip(PEOPLE, ACCOUNTS, strict=True):
            world.entity(f"w:{person}", "Person", name=f"{person.capitalize()} Lee")
            world.account(number, f"w:{person}")
        for number in range(3):
            world.company(f"Firm{number}")
        lists.entity("l:other", "Person", name="Nobody Else", topics="role.pep")
    for place, fact in enumerate(facts):
        state(*whole, place, fact)
        if fact[3] <= AS_OF:
            state(*early, place, fact)
    moment = f"2026-01-{AS_OF:02}"
    with TemporaryDirectory() as folder:
        told = []
        for name, (world, lists) in (("whole", whole), ("early", early)):
            with world.build(Path(folder) / name, shape=shape, sources={"list": lists}) as ws:
                if name == "whole":
                    ws.desk.upsert_alerts([later_alert(), *queries.screen(ws)])
                told.append(everything(ws, moment))
    assert told[0] == told[1]


def everything(ws: kg.Workspace, moment: str) -> object:
    """All answers about the people, and the paths of money and others among their accounts."""
    found = answers(ws, [f"w:{person}" for person in PEOPLE], moment)
    for start, end in (("w:A", "w:B"), ("w:B", "w:C"), ("w:C", "w:A")):
        for kind in ("any", "money"):
            found.append(jsonable(queries.path(ws, start, end, kind=kind, as_of=moment)))
    # A list's names carry no date: an entry of a later day is a party like any other until then.
    matches = queries.screen(ws, as_of=moment)
    found.append(jsonable([match for match in matches if match.subject.startswith("w:")]))
    return found


def later_alert() -> Finding:
    return Finding(
        id="cycle-later",
        kind="cycle",
        subject="w:A",
        members=("w:A", "w:B"),
        score=90.0,
        reasons=(Reason("f", 1, "u", 90.0, "why"),),
        as_of=datetime(2026, 1, LAST_DAY, tzinfo=UTC),
        summary="Found later",
    )
