"""Alerts are written by their difference: what is the same is neither read whole nor written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, create_engine, event

from kg.desk import Alert, Desk, Judgement
from kg.model import Finding, Reason

JUNE = datetime(2026, 6, 30, tzinfo=UTC)
JULY = datetime(2026, 7, 31, tzinfo=UTC)


def finding(name: str, score: float = 50.0, as_of: datetime | None = None) -> Finding:
    reason = Reason("amount", 5, "EUR", score, "Five.", claims=("c1",), transfers=("s/t1",))
    return Finding(name, "cycle", "a", ("a", "b"), score, (reason,), as_of, "A ring.")


@contextmanager
def written(desk: Desk) -> Iterator[list[tuple[str, int]]]:
    """Statements that changed rows of the desk, with how many; and none that read reasons."""
    changes: list[tuple[str, int]] = []

    def note(_c: object, cursor: object, statement: str, *_: object) -> None:
        verb, *rest = statement.split()
        table = (rest[1:2] if verb in ("INSERT", "DELETE") else rest[:1] or [""])[0]
        rows = getattr(cursor, "rowcount", 0)
        if verb in ("INSERT", "UPDATE", "DELETE") and table != "found" and rows > 0:
            changes.append((f"{verb} {table}", rows))
        assert verb != "SELECT" or "reasons" not in statement

    event.listen(desk.engine, "after_cursor_execute", note)
    try:
        yield changes
    finally:
        event.remove(desk.engine, "after_cursor_execute", note)


def test_what_has_not_changed_is_not_written(desk: Desk) -> None:
    found = [finding(f"f{n}") for n in range(3000)]
    desk.upsert_alerts(found)
    with written(desk) as changes:
        again = desk.upsert_alerts(found)
    assert changes == [("UPDATE alert_runs", 1)]
    assert len(again) == 3000


def test_only_what_has_changed_is_written(desk: Desk) -> None:
    found = [finding(f"f{n}") for n in range(3000)]
    desk.upsert_alerts(found)
    # The second is gone, the first has changed, one is new.
    now = [replace(found[0], score=60.0), *found[2:], finding("new")]
    with written(desk) as changes:
        desk.upsert_alerts(now)
    assert sorted(changes) == [
        ("INSERT alerts", 1),
        ("UPDATE alert_runs", 1),
        ("UPDATE alerts", 1),
        ("UPDATE alerts", 1),
        ("UPDATE alerts", 1),
    ]
    assert {a.finding.id for a in desk.alerts("superseded")} == {"f1"}
    assert desk.alerts("open")[0].finding.score == 60


def test_a_look_back_again_writes_nothing(desk: Desk) -> None:
    found = [finding(f"f{n}", as_of=JUNE) for n in range(10)]
    desk.upsert_alerts(found, supersede=False)
    with written(desk) as changes:
        desk.upsert_alerts(found, supersede=False)
    assert changes == []


def test_last_seen_is_that_of_the_last_run_that_found_it(desk: Desk) -> None:
    first = {a.finding.id: a for a in desk.upsert_alerts([finding("f1"), finding("f2")])}
    second = {a.finding.id: a for a in desk.upsert_alerts([finding("f1"), finding("f2")])}
    third = {a.finding.id: a for a in desk.upsert_alerts([finding("f1")])}
    on_desk = {a.finding.id: a for a in desk.alerts()}

    assert first["f1"].last_seen < second["f1"].last_seen < third["f1"].last_seen
    assert on_desk["f1"].last_seen == third["f1"].last_seen
    # The third run did not find it: it was last seen by the second.
    assert (on_desk["f2"].status, on_desk["f2"].last_seen) == ("superseded", second["f2"].last_seen)
    assert on_desk["f2"].first_seen == first["f2"].first_seen


def test_no_finding_at_all_supersedes_all(desk: Desk) -> None:
    desk.upsert_alerts([finding("f1"), finding("f2")])
    assert desk.upsert_alerts([]) == []
    assert [a.status for a in desk.alerts()] == ["superseded", "superseded"]
    assert desk.standing_alerts() == []


def test_a_closed_alert_stays_closed(desk: Desk, place: URL) -> None:
    desk.upsert_alerts([finding("f1")])
    engine = create_engine(place)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alerts SET status = 'closed'")
    engine.dispose()
    [changed] = desk.upsert_alerts([finding("f1", 70)])
    assert (changed.status, changed.finding.score) == ("closed", 70)
    desk.upsert_alerts([])
    assert [a.status for a in desk.alerts()] == ["closed"]


def test_a_screening_an_alert_run_and_their_line_are_one(desk: Desk) -> None:
    match = replace(finding("m1", 80), kind="watchlist_match")
    alerts = desk.record_run(None, [finding("f1")], "s1", [match], {"transfers": 7}, actor="ann")
    assert [a.finding.id for a in alerts] == ["m1", "f1"]
    assert desk.screening_of(None, "s1", {"a"}) == [match]
    [line] = desk.audit()
    assert (line.actor, line.action) == ("ann", "alerts")
    assert line.facts == {"alerts": 2, "transfers": 7}


def test_the_state_tells_what_stands(desk: Desk) -> None:
    empty = desk.state()
    desk.upsert_alerts([finding("f1")])
    one = desk.state()
    desk.upsert_alerts([finding("f1")])
    assert desk.state() == one != empty
    desk.upsert_alerts([finding("f1", 60)])
    assert desk.state() not in (one, empty)
    desk.upsert_alerts([])
    assert desk.state() == empty
    desk.judge(Judgement("a", "b", "same", "ann", "looked", JUNE))
    assert desk.state() == empty
    doubt = Judgement("a", "b", "unsure", "bob", "looked", JUNE)
    desk.judge(doubt)
    assert desk.state() != empty
    desk.retract(doubt.id)
    assert desk.state() == empty


Run = tuple[dict[str, int], datetime | None]
runs = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3)),
        st.sampled_from([None, JUNE, JULY]),
    ),
    max_size=6,
)


class Model:
    """What the desk must hold after some runs, written down one alert after the other."""

    def __init__(self) -> None:
        self.alerts: dict[str, tuple[Finding, str]] = {}

    def run(self, found: list[Finding], as_of: datetime | None) -> None:
        for one in found:
            before, status = self.alerts.get(one.id, (one, "open"))
            later = as_of is not None and (before.as_of is None or before.as_of > as_of)
            if not later:
                self.alerts[one.id] = one, "open" if status == "superseded" else status
        if as_of is None:
            names = {one.id for one in found}
            for name, (before, status) in self.alerts.items():
                if name not in names and status == "open":
                    self.alerts[name] = before, "superseded"


@settings(max_examples=40, deadline=None)
@given(made=runs)
def test_any_runs_leave_what_one_by_one_would(made: list[Run]) -> None:
    model = Model()
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "desk.sqlite")
        for scores, as_of in made:
            found = [finding(name, score, as_of) for name, score in scores.items()]
            answered = desk.upsert_alerts(found, supersede=as_of is None)
            model.run(found, as_of)
            assert {a.finding.id: a.finding for a in answered} == {f.id: f for f in found}

        def told(alerts: list[Alert]) -> dict[str, tuple[Finding, str]]:
            return {a.finding.id: (a.finding, a.status) for a in alerts}

        assert told(desk.alerts()) == model.alerts
        desk.close()
