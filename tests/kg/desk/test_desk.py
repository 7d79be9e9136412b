from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import URL

from kg.desk import Desk, alert_rows
from kg.desk.rows import put_screening
from kg.model import Finding, Reason
from kg.principal import user_name

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)


def finding(name: str, score: float = 50.0) -> Finding:
    reason = Reason("amount", 5, "EUR", score, "Five.", claims=("c1",), transfers=("s/t1",))
    return Finding(
        name, "cycle", "bank:1", ("bank:1", "bank:2"), score, (reason,), AS_OF, "A ring."
    )


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


@pytest.mark.parametrize("now", [None, datetime(2026, 7, 1, tzinfo=UTC)])
def test_a_look_back_writes_over_nothing_later(desk: Desk, now: datetime | None) -> None:
    [standing] = desk.upsert_alerts([replace(finding("f1", 90), as_of=now)])
    [then] = desk.upsert_alerts([finding("f1", 20)], supersede=False)

    assert desk.alerts() == [standing]
    assert then == replace(standing, finding=finding("f1", 20))
    assert stood(desk, AS_OF) == [finding("f1", 20)]


def stood(desk: Desk, as_of: datetime) -> list[Finding]:
    return [alert.finding for alert in desk.standing_alerts(as_of)]


def test_a_look_back_is_known_from_its_moment_on(desk: Desk) -> None:
    later = replace(finding("f1", 60), as_of=datetime(2026, 7, 1, tzinfo=UTC))
    for one in (finding("f1", 20), later, finding("f1", 30)):
        desk.upsert_alerts([one], supersede=False)

    assert [alert.finding for alert in desk.alerts()] == [later]
    assert [
        alert.finding for alert in desk.standing_alerts(datetime(2026, 6, 29, tzinfo=UTC))
    ] == []
    assert stood(desk, AS_OF) == [finding("f1", 30)]
    assert stood(desk, datetime(2027, 1, 1, tzinfo=UTC)) == [later]


def test_a_later_look_writes_over_an_earlier_one(desk: Desk) -> None:
    desk.upsert_alerts([finding("f1", 20)])
    now = replace(finding("f1", 90), as_of=None)
    desk.upsert_alerts([now])

    assert [alert.finding for alert in desk.alerts()] == [now]


def test_two_at_once_put_an_alert_on_the_desk_once(
    place: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither writes between the other's reading and writing, however hard they try to meet."""
    both_have_read = threading.Barrier(2)
    row_of = alert_rows.finding_values

    def row_when_both_have_read(*arguments: Any) -> dict[str, Any]:
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait(timeout=0.5)
        return row_of(*arguments)

    monkeypatch.setattr(alert_rows, "finding_values", row_when_both_have_read)
    desks = [Desk(place) for _ in range(2)]
    desks[0].alerts()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: one.upsert_alerts([finding("f1")]), desks))

    assert [alert.finding.id for alert in desks[0].alerts()] == ["f1"]
    for one in desks:
        one.close()


@pytest.mark.parametrize("as_of", [None, AS_OF])
def test_a_screening_is_remembered_with_what_was_screened(
    desk: Desk, as_of: datetime | None
) -> None:
    found = [
        replace(finding("f1", 10), as_of=as_of),
        replace(finding("f2", 90), as_of=as_of),
        replace(finding("f3"), as_of=as_of, subject="bank:9", members=("bank:9",)),
    ]
    other = None if as_of else AS_OF
    assert desk.screening_of(as_of, "state 1", {"bank:1"}) is None
    desk.record_run(as_of, [], "state 1", found, {})

    assert desk.screening_of(as_of, "state 1", {"bank:1"}) == [found[1], found[0]]
    assert desk.screening_of(as_of, "state 1", {"bank:2"}) == []
    assert desk.screening_of(as_of, "state 2", {"bank:1"}) is None
    assert desk.screening_of(other, "state 1", {"bank:1"}) is None
    desk.record_run(as_of, [], "state 2", found[:1], {})
    assert desk.screening_of(as_of, "state 1", {"bank:1"}) is None
    assert desk.screening_of(as_of, "state 2", {"bank:1"}) == [found[0]]


def test_a_screening_whose_alerts_are_not_there_is_no_answer(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        put_screening(connection, None, "state 1", [replace(finding("f1"), as_of=None)])
    assert desk.screening_of(None, "state 1", {"bank:1"}) is None


def test_the_audit_log_keeps_who_did_what(desk: Desk) -> None:
    desk.log("withdraw", source="ofac")
    [line] = desk.audit()
    assert (line.number, line.action, line.facts) == (1, "withdraw", {"source": "ofac"})
    assert line.actor


@pytest.mark.parametrize("score", [-1, 101])
def test_a_score_outside_its_range_is_no_finding(score: float) -> None:
    with pytest.raises(ValueError, match="outside 0 to 100"):
        finding("f1", score)


def test_no_score_without_a_reason() -> None:
    with pytest.raises(ValueError, match="no reason"):
        Finding("f1", "cycle", "a", ("a",), 5.0, (), AS_OF, "")


def test_a_user_without_a_name_is_known_by_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4242")

    monkeypatch.setattr("getpass.getuser", nobody)
    monkeypatch.setattr("os.getuid", lambda: 4242)
    assert user_name() == "uid:4242"
