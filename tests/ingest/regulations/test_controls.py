"""Controls: from a mapping file to the duties that have none."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import ingest
import kg
from ingest.regulations.claims.act_claims import version_id, work_id
from ingest.regulations.controls import READER, READY, ControlsFile
from ingest.regulations.formats.detect import read_act
from kg.declarations import read
from kg.errors import MappingError, UsageError
from queries.laws.coverage import coverage, without_version
from queries.screening.screen import KIND
from queries.typologies.loader import load_typologies

_SHARED = Path(os.environ.get("RISKWEAVE_SHARED", Path(__file__).parents[4] / "shared" / "data"))
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


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed workspace with three acts and the controls of a bank."""
    top = tmp_path_factory.mktemp("controls")
    folder = top / "acts"
    folder.mkdir()
    (folder / "eu.json").write_text(act())
    for day in ("2001-01-01", "2011-01-01"):
        (folder / f"{day}.json").write_text(law(day))
    (top / "bank.yaml").write_text(CONTROLS)
    with kg.init(top / "work") as workspace:
        assert not ingest.run_documents(workspace, "regulation", folder).refused
        ingest.run(workspace, "controls", top / "bank.yaml")
        workspace.refresh()
    return top / "work"


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
        ("title: x", "needs 'controls'"),
        ("controls:\n  a: {type: detective}", "controls.a': needs 'name'"),
        ("controls:\n  a: {name: x, type: detectiv}", "Did you mean 'detective'"),
        ("controls:\n  A b: {name: x}", "a key such as ctr-1 is expected here"),
        ("controls:\n  a: {name: x, owner: y}", "unknown key"),
        ("controls:\n  a: {name: x, id: IC03}", "the id of an entity, bank:IC03, is expected here"),
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


def test_a_control_of_another_source_keeps_its_id(own_ws: kg.Workspace, tmp_path: Path) -> None:
    path = tmp_path / "controls.yaml"
    path.write_text("controls:\n  cash: {id: 'bank:IC03', name: Cash, typologies: [structuring]}")
    report = ingest.run(own_ws, "controls", path)

    assert report.source == "controls"
    with own_ws.view() as view:
        said = view.sql(
            "SELECT prop, value FROM claims WHERE entity = 'bank:IC03' ORDER BY prop"
        ).rows
    assert said == [("mitigates", "typology:structuring"), ("name", "Cash")]


def test_names_that_stand_for_nothing_are_told(own_ws: kg.Workspace, tmp_path: Path) -> None:
    path = tmp_path / "slips.yaml"
    path.write_text(
        "controls:\n  slip:\n    name: Slips\n"
        "    provisions: ['celex:32001R0001/art_22/par_1', 'celex:32001R0009/art_1']\n"
        "    obligations: ['celex:32001R0001/art_2/par_1/obligation/9']\n"
        "    typologies: [structurring, structuring, watchlist_match]\n"
    )
    ingest.run(own_ws, "controls", path)

    found = coverage(own_ws, "celex:32001R0001").unknown

    # The other mapping names a place in a law that was read, in a wording that was read.
    assert {one.control.name for one in found} == {"Slips"}
    assert [(one.kind, one.name, one.near) for one in found] == [
        ("place", "celex:32001R0001/art_22/par_1", "celex:32001R0001/art_2/par_1"),
        ("act", "celex:32001R0009/art_1", None),
        (
            "place",
            "celex:32001R0001/art_2/par_1/obligation/9",
            "celex:32001R0001/art_2/par_1/obligation/1",
        ),
        ("typology", "structurring", "structuring"),
    ]


ACT_OF = {
    "bsa": None,
    "dora": "celex:32022R2554",
    "gdpr": "celex:32016R0679",
    "mica": "celex:32023R1114",
    "prc-aml": "prc:反洗钱法@2025-01-01",
    "prc-banking-supervision": "prc:银行业监督管理法@2007-01-01",
    "prc-commercial-bank": "prc:商业银行法@2015-10-01",
    "psd2": "celex:32015L2366",
    "reg-e": "ecfr:12/1005",
}
"""The act of each ready mapping, None where the shared input does not have it."""


_FILES_OF = {
    "dora": "eu/dora.json",
    "gdpr": "eu/gdpr.json",
    "mica": "eu/mica.json",
    "prc": "cn/*.json",
    "psd2": "eu/psd2.json",
    "reg": "us_cfpb/2016-24506.xml",
}


def ready(name: str) -> dict[str, dict[str, list[str]]]:
    """Lists of each control of a ready mapping."""
    controls = read(READY / f"{name}.yaml", ControlsFile, MappingError).value.controls
    parts = ("provisions", "obligations", "typologies")
    return {
        key: {part: list(getattr(control, part)) for part in parts}
        for key, control in controls.items()
    }


def test_every_ready_mapping_is_known_here() -> None:
    assert READER.ready_names == tuple(ACT_OF)
    assert all(name in READER.files for name in ACT_OF)


@pytest.mark.parametrize("name", ACT_OF)
def test_ready_mappings_can_be_read_by_their_names(tmp_path: Path, name: str) -> None:
    with kg.init(tmp_path / "work") as workspace:
        (report,) = ingest.run_documents(workspace, "controls", name).documents

    assert report.source == f"controls-{name}"
    assert 5 <= report.kept == report.read <= 12
    assert report.rejected == 0
    typologies = {KIND, *(one.name for one in load_typologies())}
    for control in ready(name).values():
        assert control["provisions"]
        assert set(control.get("typologies", ())) <= typologies


@pytest.mark.parametrize("name", ["prc-aml", "bsa"])
def test_duties_against_money_laundering_lead_to_typologies(name: str) -> None:
    looked_for = {one for control in ready(name).values() for one in control.get("typologies", ())}

    assert {"structuring", "fan_in", "cycle", "pass_through"} <= looked_for


def test_a_file_comes_before_a_ready_mapping(
    own_ws: kg.Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "psd2").write_text(CONTROLS)
    monkeypatch.chdir(tmp_path)

    assert ingest.run(own_ws, "controls", "psd2").read == 2


@pytest.mark.parametrize("name", ["psd9", "acts/psd2", "../psd2"])
def test_an_unknown_name_lists_the_ready_ones(ws: kg.Workspace, name: str) -> None:
    with pytest.raises(UsageError, match="nor a ready one") as caught:
        ingest.run_documents(ws, "controls", name)
    assert str(caught.value).endswith(f"Ready: {', '.join(ACT_OF)}")
    assert "\n" not in str(caught.value)


@pytest.mark.shared
@pytest.mark.parametrize("name", [name for name, act in ACT_OF.items() if act])
def test_ready_mappings_name_provisions_of_the_act(name: str) -> None:
    if not _SHARED.is_dir():
        pytest.skip("no shared input")
    known: set[str] = set()
    for path in sorted((_SHARED / "regulations").glob(_FILES_OF[name.partition("-")[0]])):
        act = read_act(path)
        if ACT_OF[name] in (version_id(act), work_id(act)):
            keys = ["/".join(one.key) for one in act.walk()]
            known |= {f"{whole}/{key}" for whole in (version_id(act), work_id(act)) for key in keys}
    named = {one for control in ready(name).values() for one in control["provisions"]}

    assert named <= known
