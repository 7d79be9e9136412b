from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg.casework import Desk
from kg.model import Finding, Reason

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)


def finding(name: str, score: float = 50.0) -> Finding:
    reason = Reason("amount", 5, "EUR", score, "Five.", claims=("c1",), transfers=("s/t1",))
    return Finding(
        name, "cycle", "bank:1", ("bank:1", "bank:2"), score, (reason,), AS_OF, "A ring."
    )


@pytest.fixture
def desk(tmp_path: Path):
    made = Desk(tmp_path / "desk.sqlite")
    yield made
    made.close()


def test_an_alert_comes_back_as_it_went_in(desk: Desk) -> None:
    [alert] = desk.upsert_alerts([finding("f1")])
    assert alert.finding == finding("f1")
    assert alert.status == "open"


def test_alerts_are_listed_by_score(desk: Desk) -> None:
    desk.upsert_alerts([finding("f1", 10), finding("f2", 90), finding("f3", 50)])
    assert [alert.finding.score for alert in desk.alerts()] == [90, 50, 10]


def test_found_again_it_keeps_its_first_moment(desk: Desk) -> None:
    [before] = desk.upsert_alerts([finding("f1", 10)])
    [after] = desk.upsert_alerts([finding("f1", 20)])
    assert after.first_seen == before.first_seen
    assert after.finding.score == 20


def test_found_no_more_it_is_superseded_not_deleted(desk: Desk) -> None:
    desk.upsert_alerts([finding("f1"), finding("f2")])
    desk.upsert_alerts([finding("f2")])
    assert [alert.finding.id for alert in desk.alerts("superseded")] == ["f1"]
    desk.upsert_alerts([finding("f1"), finding("f2")])
    assert len(desk.alerts("open")) == 2


def test_a_look_back_supersedes_nothing(desk: Desk) -> None:
    desk.upsert_alerts([finding("f1"), finding("f2")])
    assert len(desk.upsert_alerts([finding("f2")], supersede=False)) == 1
    assert len(desk.alerts("open")) == 2


def test_the_audit_log_keeps_who_did_what(desk: Desk) -> None:
    desk.log("withdraw", source="ofac")
    [line] = desk.audit()
    assert (line["action"], line["facts"]) == ("withdraw", {"source": "ofac"})
    assert line["actor"]


@pytest.mark.parametrize("score", [-1, 101])
def test_a_score_outside_its_range_is_no_finding(score: float) -> None:
    with pytest.raises(ValueError, match="outside 0 to 100"):
        finding("f1", score)


def test_no_score_without_a_reason() -> None:
    with pytest.raises(ValueError, match="no reason"):
        Finding("f1", "cycle", "a", ("a",), 5.0, (), AS_OF, "")
