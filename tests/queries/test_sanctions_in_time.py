"""A listing counts from its day on and until its end, however a list says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import ingest
import kg
import queries
from tests.queries.worlds import World

Build = Callable[..., kg.Workspace]

UN = """<CONSOLIDATED_LIST><INDIVIDUALS>
<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>Ada Quill</FIRST_NAME><UN_LIST_TYPE>DRC</UN_LIST_TYPE>
<LISTED_ON>2012-03-01</LISTED_ON>{}</INDIVIDUAL>
</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>"""
OFAC = (
    '1,"QUILL, Ada","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"Listing Date (EO X): 01 Mar 2012."'
)
WALLET = "149w62rY42aZBox8fGcmqNsXUzSStKeq8C"


def on_the_list(ws: kg.Workspace, entity: str, as_of: str | None) -> bool:
    found = queries.exposure(ws, entity, as_of=as_of)
    return found.reasons[0].feature == "sanctioned"


def matched(ws: kg.Workspace, as_of: str | None) -> list[str]:
    return [finding.members[1] for finding in queries.screen(ws, as_of=as_of)]


def read(ws: kg.Workspace, folder: Path, source: str, text: str) -> None:
    path = folder / f"{source}.txt"
    path.write_text(text, encoding="utf-8")
    ingest.run(ws, source, path)
    ws.refresh()


MOMENTS = [
    ("2005-01-01", False),
    ("2012-02-29", False),
    ("2012-03-01", True),
    ("2020-02-03", True),
    ("2020-02-04", False),
    (None, False),
]


def test_an_entry_of_the_un(build: Build, world: World, tmp_path: Path) -> None:
    world.person("Ada Quill")
    ws = build(world)
    read(ws, tmp_path, "un", UN.format("<DELISTED_ON>2020-02-03</DELISTED_ON>"))

    assert [(moment, on_the_list(ws, "un:1", moment)) for moment, _ in MOMENTS] == MOMENTS
    assert [(moment, matched(ws, moment) == ["un:1"]) for moment, _ in MOMENTS] == MOMENTS


def test_an_entry_of_ofac_and_its_wallet(build: Build, world: World, tmp_path: Path) -> None:
    world.person("Ada Quill")
    ws = build(world)
    clause = f"; Digital Currency Address - XBT {WALLET}."
    read(ws, tmp_path, "ofac", OFAC.replace('."', f'{clause}"'))
    wallet = f"ofac:wallet/btc-{WALLET}"

    for moment, holds in [*MOMENTS[:4], (None, True)]:
        assert on_the_list(ws, "ofac:1", moment) is holds
        assert on_the_list(ws, wallet, moment) is holds
        assert matched(ws, moment) == (["ofac:1"] if holds else [])


def test_a_tag_without_a_date_goes_by_the_entry(build: Build, world: World) -> None:
    """As FollowTheMoney has it: the tag for ever, the entry with its dates."""
    world.person("Ada Quill")
    other = World()
    other.entity("l:1", "Person", name="Ada Quill", topics="sanction")
    other.entity("l:s", "Sanction", entity="l:1", startDate="2012-03-01", endDate="2020-02-03")
    ws = build(world, sources={"list": other})

    assert [(moment, on_the_list(ws, "l:1", moment)) for moment, _ in MOMENTS] == MOMENTS
    assert [(moment, matched(ws, moment) == ["l:1"]) for moment, _ in MOMENTS] == MOMENTS


def test_a_tag_goes_by_an_entry_whose_claims_are_dated(build: Build, world: World) -> None:
    """What is only known from a later day on still says that the tag has a date."""
    world.person("Ada Quill")
    other = World()
    other.entity("l:1", "Person", name="Ada Quill", topics="sanction")
    other.entity(
        "l:s", "Sanction", date(2012, 3, 1), entity="l:1", startDate="2012-03-01", program="X"
    )
    ws = build(world, sources={"list": other})

    for moment, holds in MOMENTS[:4]:
        assert on_the_list(ws, "l:1", moment) is holds
        assert matched(ws, moment) == (["l:1"] if holds else [])


def test_the_end_on_one_list_is_none_on_another(build: Build, world: World) -> None:
    lei = "529900T8BM49AURSDO55"
    world.company("Heron", leiCode=lei)
    lifted, tags = World(), World()
    lifted.entity("l:1", "Company", name="Heron", leiCode=lei, topics="sanction")
    lifted.entity("l:s", "Sanction", entity="l:1", endDate="2020")
    tags.entity("m:1", "Company", name="Heron", leiCode=lei, topics="sanction")
    ws = build(world, sources={"lifted": lifted, "tags": tags})
    assert on_the_list(ws, lei, "2021-01-01")

    ws.lake.withdraw("tags")
    ws.refresh()
    assert not on_the_list(ws, lei, "2021-01-01")
    assert on_the_list(ws, lei, "2020-12-31")


@pytest.mark.parametrize("as_of", [None, "2019-01-01"])
def test_the_delisted_are_no_risk_to_others(build: Build, world: World, as_of: Any) -> None:
    ada, firm = world.person("Ada"), world.company("Firm")
    world.owns(ada, firm, "60")
    world.entity(ada, "Person", topics="sanction")
    world.entity("w:s", "Sanction", entity=ada, startDate="2012", endDate="2018")
    ws = build(world)

    assert queries.exposure(ws, firm, as_of=as_of).score == 0
    assert queries.ego(ws, firm, as_of=as_of).risk == {}
    assert queries.exposure(ws, firm, as_of="2018-12-31").score == 100
