"""Controls: from a mapping file to the duties that have none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest
import kg
from kg.errors import MappingError
from queries.coverage import coverage, without_version

CONTROLS = """
title: Controls of the bank
controls:
  report:
    name: Large transfers are reported
    type: detective
    frequency: daily
    provisions: ["celex:32001R0001/art_2/par_1"]
    typologies: [structuring]
  old:
    name: Reports under the old law
    provisions: ["prc:样本法@2001-01-01/第一条"]
"""
DUTIES = (
    "1.   A provider shall report each transfer.\n\n"
    "2.   A provider shall not inform the customer.\n\n"
    "3.   A provider may use paper."
)


def act() -> str:
    article = {"number": "2", "title": "Reports", "text": DUTIES}
    return json.dumps(
        {
            "id": "SPR", "full_name": "Sample Payments Regulation", "celex_id": "32001R0001",
            "effective_date": "2001-02-01", "eur_lex_url": "", "articles": [article],
            "definitions": [], "recitals": [],
        }
    )  # fmt: skip


def law(day: str) -> str:
    provision = {
        "provision_ref": "1", "chapter": "", "section": "1", "title": "", "language": "zh",
        "content": "金融机构应当在五个工作日内报告大额交易。",
    }  # fmt: skip
    return json.dumps(
        {
            "id": day, "type": "statute", "title": "中华人民共和国样本法", "status": "in_force",
            "issued_date": day, "in_force_date": day, "issuing_body": "",
            "provisions": [provision],
        }
    )  # fmt: skip


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[kg.Workspace]:
    folder = tmp_path / "acts"
    folder.mkdir()
    (folder / "eu.json").write_text(act())
    for day in ("2001-01-01", "2011-01-01"):
        (folder / f"{day}.json").write_text(law(day))
    (tmp_path / "bank.yaml").write_text(CONTROLS)
    with kg.init(tmp_path / "work") as workspace:
        assert not ingest.run_documents(workspace, "regulation", folder).refused
        ingest.run(workspace, "controls", tmp_path / "bank.yaml")
        workspace.refresh()
        yield workspace


def test_duties_with_and_without_a_control(ws: kg.Workspace) -> None:
    found = coverage(ws, "celex:32001R0001")

    assert [(duty.number, met) for duty, met in found.covered] == [
        ("Article 2(1)", ("control:controls-bank/report",))
    ]
    assert [duty.number for duty in found.uncovered] == ["Article 2(2)"]
    assert found.superseded == ()


def test_a_control_of_an_old_wording_is_told(ws: kg.Workspace) -> None:
    found = coverage(ws, "prc:样本法")

    assert [one.control.name for one in found.superseded] == ["Reports under the old law"]
    assert len(found.uncovered) == 1
    assert coverage(ws, "prc:样本法", as_of="2005-01-01").uncovered == ()


def test_the_graph_leads_from_the_act_to_the_typology(ws: kg.Workspace) -> None:
    rows = ws.store.read(
        "MATCH (r:Regulation)<-[:PROVISION_OF]-(p:Provision)<-[:COVERS]-(c:InternalControl)"
        "-[:MITIGATES]->(t:Typology) RETURN r.id AS act, c.controlId AS control, t.code AS code"
    ).rows

    assert rows == [("celex:32001R0001", "report", "structuring")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: x", "the key 'controls' is missing"),
        ("controls:\n  a: {type: x}", "control 'a' needs a name"),
        ("controls:\n  A b: {name: x}", "not a usable key"),
        ("controls:\n  a: {name: x, owner: y}", "unknown key"),
    ],
)
def test_faults_are_told_with_their_line(
    ws: kg.Workspace, tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    with pytest.raises(MappingError, match=says) as caught:
        ingest.run(ws, "controls", path)
    assert "wrong.yaml:" in str(caught.value)


@pytest.mark.parametrize(
    ("place", "plain"),
    [
        ("ecfr:12/1005@2016-11-14/7/b", "ecfr:12/1005/7/b"),
        ("ecfr:12/1005@2016-11-14", "ecfr:12/1005"),
        ("celex:32015L2366/art_96", "celex:32015L2366/art_96"),
    ],
)
def test_a_provision_whatever_its_wording(place: str, plain: str) -> None:
    assert without_version(place) == plain
