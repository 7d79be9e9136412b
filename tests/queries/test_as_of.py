"""Nothing later than the moment is looked at: adding later facts changes no answer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kg.model import Claim, Finding, Reason, Transfer
from tests.queries.worlds import World, answers

PEOPLE = ("ann", "bob", "cid")
ACCOUNTS = ("A", "B", "C")
LAST_DAY = 10
AS_OF = 5

FACTS = st.lists(
    st.tuples(
        st.sampled_from(["transfer", "director", "owner", "value", "name", "sanction", "event"]),
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(1, LAST_DAY),
    ),
    min_size=4,
    max_size=14,
)


def state(world: World, place: int, fact: tuple[str, int, int, int]) -> None:
    """Put one dated fact into a world; ids depend on its place alone."""
    kind, one, other, day = fact
    person, firm = f"w:{PEOPLE[one]}", f"w:firm{other}"
    dated = f"2026-01-{day:02}"
    match kind:
        case "transfer":
            world.transfers.append(
                Transfer(
                    id=f"t{place}",
                    instant=datetime(2026, 1, day, tzinfo=UTC),
                    from_account=f"w:{ACCOUNTS[one]}",
                    to_account=f"w:{ACCOUNTS[other]}",
                    amount=100 + place,
                    currency="EUR",
                    record=f"row {place}",
                    file="t.csv",
                )
            )
        case "director":
            edge(world, place, "Directorship", director=person, organization=firm, startDate=dated)
        case "owner":
            edge(world, place, "Ownership", owner=person, asset=firm, startDate=dated)
        case "sanction":
            edge(world, place, "Sanction", entity=person, program="X", listingDate=dated)
        case "event":
            edge(world, place, "Complaint", accused=person, date=dated, category="fees")
        case "value":
            edge(world, place, "Person", entity_id=person, valid=day, nationality="fr")
        case "name":
            edge(world, place, "Person", entity_id=person, valid=day, name=f"Name{place}")


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


@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    # Every example builds two workspaces: shrinking one would take minutes.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(FACTS)
def test_later_facts_change_nothing(facts: list[tuple[str, int, int, int]]) -> None:
    whole, early = World(), World()
    for world in (whole, early):
        for person, number in zip(PEOPLE, ACCOUNTS, strict=True):
            world.person(person.capitalize())
            world.account(number, f"w:{person}")
        for number in range(3):
            world.company(f"Firm{number}")
    for place, fact in enumerate(facts):
        state(whole, place, fact)
        if fact[3] <= AS_OF:
            state(early, place, fact)
    moment = f"2026-01-{AS_OF:02}"
    with TemporaryDirectory() as folder:
        told = []
        for name, world in (("whole", whole), ("early", early)):
            with world.build(Path(folder) / name) as ws:
                if name == "whole":
                    ws.desk.upsert_alerts([later_alert()])
                told.append(answers(ws, [f"w:{person}" for person in PEOPLE], moment))
    assert told[0] == told[1]


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
