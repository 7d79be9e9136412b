"""`ingest regulation`: from a file of law to claims, and to questions about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import ingest
import kg
import queries
from kg.errors import BadFile, NotFound, UsageError
from queries.laws.regulations import act_in_force, act_versions, obligations, provisions

EU = {
    "id": "SPR",
    "full_name": "Sample Payments Regulation",
    "celex_id": "32031R0001",
    "effective_date": "2031-02-01",
    "eur_lex_url": "https://example.org/32031R0001",
    "articles": [
        {
            "number": "1",
            "title": "Definitions",
            "text": "For the purposes of this Regulation, ‘provider’ means a person who pays.",
        },
        {
            "number": "2",
            "title": "Reports",
            "text": "1.   A provider shall report each transfer of more than EUR 10 000 to the"
            " competent authority within 5 days after the transfer, in accordance with Article 1."
            "\n\n2.   A provider shall not inform the customer of the report referred to in"
            " paragraph 1 of this Article.",
        },
    ],
    "definitions": [],
    "recitals": [],
}


def law(date: str, *articles: str) -> dict[str, Any]:
    return {
        "id": date,
        "type": "statute",
        "title": "中华人民共和国样本法",
        "status": "in_force",
        "issued_date": date,
        "in_force_date": date,
        "issuing_body": "全国人民代表大会常务委员会",
        "provisions": [
            {"provision_ref": str(n), "chapter": "", "section": str(n), "title": "",
             "content": text, "language": "zh"}
            for n, text in enumerate(articles, start=1)
        ],
    }  # fmt: skip


OLD = law("2001-01-01", "为了防止洗钱，制定本法。", "金融机构应当在五个工作日内报告大额交易。")
NEW = law("2031-01-01", "为了防止洗钱，制定本法。", "金融机构应当在三个工作日内报告大额交易。")


def written(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def acts_in(folder: Path) -> Path:
    folder.mkdir()
    for name, content in (("eu.json", EU), ("old.json", OLD), ("new.json", NEW)):
        written(folder, name, content)
    return folder


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed workspace with three acts."""
    top = tmp_path_factory.mktemp("regulations")
    with kg.init(top / "work") as workspace:
        done = ingest.run_documents(workspace, "regulation", acts_in(top / "acts"))
        assert (len(done.documents), done.refused) == (3, ())
        workspace.refresh()
    return top / "work"


def test_each_act_is_a_source_named_after_itself(ws: kg.Workspace) -> None:
    names = {state.name for state in ws.lake.sources()}

    assert "celex-32031r0001" in names
    assert len(names) == 3


def test_who_must_do_what_by_when_and_from_what_amount(ws: kg.Workspace) -> None:
    found = obligations(ws, "celex:32031R0001/art_2")

    assert [(one.number, one.obliged, one.modality) for one in found] == [
        ("Article 2(1)", "provider", "must"),
        ("Article 2(2)", "provider", "must not"),
    ] or [(one.number, one.obliged.removeprefix("A "), one.modality) for one in found] == [
        ("Article 2(1)", "provider", "must"),
        ("Article 2(2)", "provider", "must not"),
    ]
    assert found[0].thresholds == ("> 10000 EUR",)
    assert found[0].deadlines[0].startswith("P5D")
    assert obligations(ws, "celex:32031R0001/art_2", modality="must not") == found[1:]


def test_every_statement_points_at_its_words(ws: kg.Workspace) -> None:
    (report, _) = obligations(ws, "celex:32031R0001/art_2")
    quote = queries.evidence(ws, report.claim)

    assert quote.passage is not None
    assert "report each transfer of more than EUR 10 000" in quote.passage[quote.start : quote.end]
    assert quote.passage.startswith("A provider shall report")
    assert quote.evidence.file == "eu.json"


LIST = {
    "id": "SLR",
    "full_name": "Sample List Regulation",
    "celex_id": "32031R0002",
    "effective_date": "2031-03-01",
    "articles": [
        {
            "number": "1",
            "title": "Duties",
            "text": "1.   The European Banking Authority (EBA) and the Commission shall agree."
            "\n\n2.   A provider shall:\n\n(a) notify EBA within 5 days after a loss;\n\n"
            "(b) keep a record of each loss.",
        },
        {
            "number": "2",
            "title": "Entry into force",
            "text": "This Regulation shall enter into force on the twentieth day following that of"
            " its publication in the Official Journal of the European Union.\n\nIt shall apply from"
            " 1 March 2031.",
        },
    ],
    "definitions": [],
    "recitals": [],
}


def test_a_list_authorities_and_the_first_day(tmp_path: Path) -> None:
    path = written(tmp_path, "list.json", LIST)
    with kg.init(tmp_path / "work") as ws:
        ingest.run_documents(ws, "regulation", path)
        ws.refresh()
        found = obligations(ws, "celex:32031R0002")
        quoted = queries.evidence(ws, found[1].claim)
        with ws.view() as view:
            rows = view.sql(
                "SELECT entity, prop, value, record, original FROM claims WHERE prop IN"
                " ('authority', 'effectiveDate', 'obliged') AND method LIKE 'rules%'"
                " ORDER BY entity, prop, value"
            ).rows

    act = "celex:32031R0002"
    assert [(one.number, one.obliged, one.modality, one.action) for one in found] == [
        (
            "Article 1(1)",
            "The European Banking Authority (EBA) and the Commission",
            "must",
            "agree",
        ),
        ("Article 1(2)(a)", "A provider", "must", "notify EBA within 5 days after a loss"),
        ("Article 1(2)(b)", "A provider", "must", "keep a record of each loss"),
    ]
    assert found[1].deadlines[0].startswith("P5D")
    assert quoted.evidence.record == "art_1/par_2/pt_a"
    lead = ("art_1/par_2", "A provider shall")
    assert {tuple(row) for row in rows} >= {
        (act, "effectiveDate", "2031-03-01", "art_2", "It shall apply from 1 March 2031"),
        (f"{act}/art_1/par_1", "authority", "European Banking Authority", "art_1/par_1", None),
        (f"{act}/art_1/par_1", "authority", "European Commission", "art_1/par_1", "Commission"),
        (
            f"{act}/art_1/par_2/pt_a", "authority", "European Banking Authority",
            "art_1/par_2/pt_a", "EBA",
        ),
        (f"{act}/art_1/par_2/pt_a/obligation/1", "obliged", "A provider", *lead),
        (f"{act}/art_1/par_2/pt_b/obligation/1", "obliged", "A provider", *lead),
    }  # fmt: skip


def test_a_wording_says_when_the_act_as_such_took_effect(tmp_path: Path) -> None:
    amended = law("2031-01-01", "金融机构应当报告。", "本法自2004年2月1日起施行。")
    path = written(tmp_path, "amended.json", amended)
    with kg.init(tmp_path / "work") as ws:
        ingest.run_documents(ws, "regulation", path)
        ws.refresh()
        with ws.view() as view:
            rows = view.sql(
                "SELECT entity, value FROM claims WHERE schema = 'Regulation'"
                " AND prop = 'effectiveDate' ORDER BY value"
            ).rows

    first, later = (tuple(row) for row in rows)
    assert first == ("prc:样本法", "2004-02-01")
    assert later == ("prc:样本法@2031-01-01", "2031-01-01")


def test_what_a_provision_cites_is_linked(ws: kg.Workspace) -> None:
    rows = ws.store.read(
        "MATCH (p:Provision)-[:CITES]->(q:Provision) RETURN p.id AS p, q.id AS q ORDER BY p, q"
    ).rows

    assert ("celex:32031R0001/art_2/par_1", "celex:32031R0001/art_1") in rows
    assert ("celex:32031R0001/art_2/par_2", "celex:32031R0001/art_2/par_1") in rows


def test_a_defined_term_is_no_party(ws: kg.Workspace) -> None:
    rows = ws.store.read("MATCH (t:DefinedTerm) RETURN t.name AS name").rows

    assert rows == [("provider",)]
    assert ws.store.read("MATCH (p:LegalEntity) RETURN p.id AS id").rows == []


def test_the_wording_in_force_is_the_one_of_the_day(ws: kg.Workspace) -> None:
    old, new = act_versions(ws, "prc:样本法", as_of="2030-12-31")

    assert (old.in_force, new.in_force) == (True, False)
    assert str(old.until) == "2031-01-01"
    assert act_in_force(ws, "prc:样本法", as_of="2031-01-01").id == new.id
    with pytest.raises(NotFound, match="not in force then"):
        act_in_force(ws, "prc:样本法", as_of="2000-12-31")


def test_obligations_are_those_of_the_wording_in_force(ws: kg.Workspace) -> None:
    (before,) = obligations(ws, "prc:样本法", as_of="2030-12-31")
    (after,) = obligations(ws, "prc:样本法", as_of="2031-06-01")

    assert (before.provision[-3:], after.provision[-3:]) == ("第二条", "第二条")
    assert before.deadlines[0].startswith("P5D")
    assert after.deadlines[0].startswith("P3D")


def test_provisions_come_in_the_order_of_the_act(ws: kg.Workspace) -> None:
    assert [one.number for one in provisions(ws, "celex:32031R0001")] == [
        "Article 1", "Article 2", "Article 2(1)", "Article 2(2)",
    ]  # fmt: skip


def test_reading_again_changes_nothing_and_withdrawing_removes(
    own_ws: kg.Workspace, tmp_path: Path
) -> None:
    again = ingest.run_documents(own_ws, "regulation", acts_in(tmp_path / "acts"))
    assert all(report.unchanged for report in again.documents)

    own_ws.withdraw("celex-32031r0001")
    own_ws.refresh()
    assert (
        own_ws.store.read("MATCH (r:Regulation) WHERE r.id STARTS WITH 'celex' RETURN r").rows == []
    )


def test_a_new_wording_of_the_file_replaces_the_old(own_ws: kg.Workspace, tmp_path: Path) -> None:
    changed = json.loads(json.dumps(EU))
    changed["articles"][1]["text"] = "A provider may report a transfer."
    report = ingest.run(own_ws, "regulation", written(tmp_path, "eu.json", changed))
    own_ws.refresh()

    assert report.version == 2
    (only,) = obligations(own_ws, "celex:32031R0001")
    assert only.modality == "may"


def test_a_file_that_is_no_act_is_refused_and_the_others_go_in(
    own_ws: kg.Workspace, tmp_path: Path
) -> None:
    acts_in(tmp_path / "acts")
    (tmp_path / "acts" / "broken.json").write_text('{"celex_id": "3', encoding="utf-8")
    done = ingest.run_documents(own_ws, "regulation", tmp_path / "acts")

    assert len(done.documents) == 3
    (refusal,) = done.refused
    assert "broken.json" in refusal.reason


def test_a_document_read_as_one_provision_is_told(own_ws: kg.Workspace, tmp_path: Path) -> None:
    words = "The bank shall file a report of the transactions of the law. "
    (tmp_path / "letter.txt").write_text(words)
    report = ingest.run(own_ws, "regulation", tmp_path / "letter.txt")
    assert any("read as one provision" in told for told in report.warnings)

    (tmp_path / "endless.txt").write_text(words * 40_000)
    with pytest.raises(BadFile, match="longer than 2,000,000 characters without an article"):
        ingest.run(own_ws, "regulation", tmp_path / "endless.txt")


def test_calls_that_cannot_be(ws: kg.Workspace, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="reads no documents"):
        ingest.run_documents(ws, "ofac", tmp_path)
    with pytest.raises(UsageError, match="no file was named"):
        ingest.run_documents(ws, "regulation")
    with pytest.raises(UsageError, match="no such modality"):
        obligations(ws, "celex:32031R0001", modality="ought")
