from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import Busy, NotFound, SetupError, UsageError
from kg.lake import Lake
from kg.model import Claim, Transfer, claim_id
from kg.values.instants import day_bounds

NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)


def name_claim(entity: str, name: str, record: str = "row 1") -> Claim:
    return Claim(entity, "Person", "name", name, record, "people.csv")


def transfer(number: int, amount: int = 100, instant: datetime = NEW_YEAR) -> Transfer:
    return Transfer(f"t{number}", instant, "a", "b", amount, "EUR", f"row {number}", "t.csv")


def put(lake: Lake, source: str, claims: list[Claim], transfers: list[Transfer] = ()) -> int:
    with lake.write(source, fingerprint="x", reader="test") as writer:
        writer.read = len(claims) + len(transfers)
        writer.add_claims(claims)
        writer.add_transfers(transfers)
    return lake.source(source).version


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def rows(lake: Lake, query: str, **moments: datetime) -> list[tuple]:
    with lake.connect(**moments) as con:
        return con.execute(query).fetchall()


def test_an_empty_lake_has_empty_views(lake: Lake) -> None:
    assert lake.sources() == []
    assert rows(lake, "SELECT * FROM claims UNION ALL BY NAME SELECT * FROM ledger") == []


def test_what_is_written_is_read(lake: Lake) -> None:
    put(lake, "people", [name_claim("p:1", "Ann")], [transfer(1)])
    assert rows(lake, "SELECT entity, value, source, version FROM claims") == [
        ("p:1", "Ann", "people", 1)
    ]
    assert rows(lake, "SELECT id, amount, count, outcome FROM ledger") == [("t1", 100, 1, None)]


def test_a_claims_id_is_the_same_in_sql_and_python(lake: Lake) -> None:
    claims = [
        name_claim("p:1", "Ann's; DROP TABLE claims"),
        Claim(
            "p:1", "Person", "birthDate", "1970", "row 1", "f", original="circa 1970", line=7,
            span_start=3, span_end=13, valid_from=date(2020, 1, 1), method="text", confidence=0.5,
        ),
    ]  # fmt: skip
    put(lake, "people", claims)
    stored = {row[0] for row in rows(lake, "SELECT id FROM claims")}
    assert stored == {claim_id("people", claim) for claim in claims}


def test_equal_statements_of_one_record_are_one_claim(lake: Lake) -> None:
    put(lake, "people", [name_claim("p:1", "Ann"), name_claim("p:1", "Ann")])
    assert lake.source("people").claims == 1


def test_a_new_version_replaces_the_old_and_keeps_when_a_claim_was_first_seen(lake: Lake) -> None:
    put(lake, "people", [name_claim("p:1", "Ann"), name_claim("p:2", "Bo")])
    first = dict(rows(lake, "SELECT value, seen_at FROM claims"))
    put(lake, "people", [name_claim("p:1", "Ann"), name_claim("p:2", "Bob")])
    second = dict(rows(lake, "SELECT value, seen_at FROM claims"))
    assert set(second) == {"Ann", "Bob"}
    assert second["Ann"] == first["Ann"]
    assert second["Bob"] > first["Bo"]


def test_difference_counts_what_came_changed_and_went(lake: Lake) -> None:
    old = [name_claim("p:1", "Ann"), name_claim("p:2", "Bo"), name_claim("p:3", "Cy")]
    new = [name_claim("p:1", "Ann"), name_claim("p:2", "Bob"), name_claim("p:4", "Di")]
    put(lake, "people", old, [transfer(1), transfer(2)])
    put(lake, "people", new, [transfer(1), transfer(2, amount=101), transfer(3)])
    found = lake.difference("people", 1, 2)
    assert (found.added, found.changed, found.gone) == (1, 1, 1)
    assert found.examples == {"added": ("p:4",), "changed": ("p:2",), "gone": ("p:3",)}
    assert (found.transfers_added, found.transfers_gone) == (2, 1)


def test_a_renamed_file_and_moved_lines_are_no_difference(lake: Lake) -> None:
    claim = name_claim("p:1", "Ann")
    put(lake, "people", [claim])
    moved = Claim(
        claim.entity, claim.schema, claim.prop, claim.value, claim.record, "b.csv", line=9
    )
    put(lake, "people", [moved])
    found = lake.difference("people", 1, 2)
    assert (found.added, found.changed, found.gone) == (0, 0, 0)


def test_an_exception_leaves_the_version_before(lake: Lake) -> None:
    put(lake, "people", [name_claim("p:1", "Ann")])

    def torn() -> Iterator[Claim]:
        yield name_claim("p:1", "Zed")
        raise RuntimeError("torn")

    with (
        pytest.raises(RuntimeError, match="torn"),
        lake.write("people", fingerprint="y", reader="t") as writer,
    ):
        writer.add_claims(torn())
    assert rows(lake, "SELECT value FROM claims") == [("Ann",)]
    assert not (lake.root / "staging").exists()


def test_leftovers_of_a_crash_are_no_part_of_the_lake(lake: Lake) -> None:
    put(lake, "people", [name_claim("p:1", "Ann")])
    orphan = lake.root / "sources" / "people" / "0002"
    orphan.mkdir()
    (orphan / "claims.parquet").write_bytes(b"half a fi")
    (lake.root / "staging").mkdir()
    (lake.root / "staging" / "raw-claims-00009.parquet").write_bytes(b"half")
    assert rows(lake, "SELECT value FROM claims") == [("Ann",)]
    assert put(lake, "people", [name_claim("p:1", "Anna")]) == 2
    assert rows(lake, "SELECT value FROM claims") == [("Anna",)]


def test_withdrawing_removes_and_reading_again_restores(lake: Lake) -> None:
    put(lake, "people", [name_claim("p:1", "Ann")])
    put(lake, "others", [name_claim("o:1", "Oz")])
    before = datetime.now(UTC)
    lake.withdraw("people")
    assert rows(lake, "SELECT value FROM claims") == [("Oz",)]
    assert rows(lake, "SELECT count(*) FROM claims", known_at=before) == [(2,)]
    lake.withdraw("people")
    assert [state.version for state in lake.sources(withdrawn=True)] == [None, 1]
    assert not lake.is_current("people", "x")
    put(lake, "people", [name_claim("p:1", "Ann")])
    assert rows(lake, "SELECT count(*) FROM claims") == [(2,)]
    with pytest.raises(NotFound, match="Loaded: others, people"):
        lake.withdraw("nobody")


def test_as_of_hides_later_transfers_and_claims_not_valid(lake: Lake) -> None:
    bounded = Claim(
        "p:1", "Person", "position", "director", "row 1", "f",
        valid_from=date(2024, 1, 1), valid_to=date(2024, 7, 1),
    )  # fmt: skip
    later = NEW_YEAR + timedelta(days=1)
    put(lake, "people", [bounded], [transfer(1), transfer(2, instant=later)])

    def seen(moment: datetime) -> tuple[int, int]:
        [(claims,)] = rows(lake, "SELECT count(*) FROM claims", as_of=moment)
        [(transfers,)] = rows(lake, "SELECT count(*) FROM ledger", as_of=moment)
        return claims, transfers

    assert seen(NEW_YEAR - timedelta(microseconds=1)) == (0, 0)
    assert seen(NEW_YEAR) == (1, 1)
    assert seen(later) == (1, 2)
    assert seen(datetime(2024, 7, 1, tzinfo=UTC)) == (0, 2)


def test_as_of_hides_a_sum_over_a_period_that_is_not_over(lake: Lake) -> None:
    end = NEW_YEAR + timedelta(days=30)
    put(lake, "flows", [], [dataclasses.replace(transfer(1), until=end, count=9)])
    assert rows(lake, "SELECT * FROM ledger", as_of=end - timedelta(days=1)) == []
    assert len(rows(lake, "SELECT * FROM ledger", as_of=end)) == 1


def test_a_day_is_seen_when_it_is_over_in_its_own_zone(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake", timezone="Asia/Shanghai")
    first, last = day_bounds(date(2024, 3, 1), "Asia/Shanghai")
    by_day = dataclasses.replace(
        transfer(1, instant=first), until=last, precision="day", zone="Asia/Shanghai"
    )
    put(lake, "flows", [], [by_day, transfer(2, instant=first)])
    days = "SELECT id, day, end_day, first_day, last_day FROM ledger ORDER BY id"

    assert (first, last) == (
        datetime(2024, 2, 29, 16, tzinfo=UTC),
        datetime(2024, 3, 1, 15, 59, 59, 999_999, tzinfo=UTC),
    )
    assert [row[0] for row in rows(lake, days, as_of=last - timedelta(microseconds=1))] == ["t2"]
    # The instant names no zone, and is of the workspace's.
    assert rows(lake, days, as_of=last) == [
        ("t1", *[date(2024, 3, 1)] * 4),
        ("t2", *[date(2024, 3, 1)] * 2, None, None),
    ]


def test_claims_hold_by_the_day_of_the_own_zone(tmp_path: Path) -> None:
    bounded = Claim(
        "p:1", "Person", "position", "director", "row 1", "f", valid_from=date(2024, 1, 1)
    )
    lake = Lake(tmp_path / "lake", timezone="America/New_York")
    put(lake, "people", [bounded])

    assert rows(lake, "SELECT * FROM claims", as_of=datetime(2024, 1, 1, 4, tzinfo=UTC)) == []
    assert rows(lake, "SELECT 1 FROM claims", as_of=datetime(2024, 1, 1, 5, tzinfo=UTC)) == [(1,)]


def test_a_ledger_of_a_version_that_knew_no_precision_is_read(lake: Lake) -> None:
    period = dataclasses.replace(transfer(2), until=NEW_YEAR + timedelta(days=30), count=9)
    put(lake, "flows", [], [transfer(1), period])
    (path,) = lake.files("flows", 1, "ledger")
    pq.write_table(pq.read_table(path).drop_columns(["precision", "zone"]), path)
    manifest = json.loads((lake.root / "manifest.json").read_text()) | {"format": 1}
    for version in manifest["sources"]["flows"]["versions"]:
        del version["files"]
    (lake.root / "manifest.json").write_text(json.dumps(manifest))
    query = "SELECT id, until IS NULL, precision, zone, first_day FROM ledger ORDER BY id"

    assert rows(lake, query) == [
        ("t1", True, "instant", None, None),
        ("t2", False, "instant", None, None),
    ]
    put(lake, "flows", [], [transfer(1), period])
    difference = lake.difference("flows", 1, 2)
    assert (difference.transfers_added, difference.transfers_gone) == (0, 0)


def test_rejects_are_listed_and_counted(lake: Lake) -> None:
    with lake.write("people", fingerprint="x", reader="test") as writer:
        writer.read = 2
        writer.add_claim(name_claim("p:1", "Ann"))
        writer.reject(reason="no name", file="people.csv", record="row 2", line=3, field="name")
        writer.warn("column 'x' is not mapped")
    state = lake.source("people")
    assert (state.read, state.kept, state.rejected) == (2, 1, 1)
    assert state.warnings == ("column 'x' is not mapped",)
    lines = lake.reject_file("people", 1).read_text().splitlines()
    assert json.loads(lines[0])["reason"] == "no name"


def test_a_second_writer_is_told_to_wait(lake: Lake) -> None:
    with lake.exclusive(), pytest.raises(Busy, match="another process"):
        put(Lake(lake.root), "people", [])


@pytest.mark.parametrize("name", ["", "Ofac", "../up", "a b", "x" * 65, "a/b", "a'b"])
def test_unusable_source_names(lake: Lake, name: str) -> None:
    with pytest.raises(UsageError, match="source name"):
        put(lake, name, [])


def test_a_damaged_manifest_is_named(lake: Lake) -> None:
    put(lake, "people", [name_claim("p:1", "Ann")])
    (lake.root / "manifest.json").write_text("{")
    with pytest.raises(SetupError, match="the lake's manifest is not as it was written"):
        lake.sources()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
        ),
        max_size=8,
    )
)
def test_writing_twice_changes_nothing(tmp_path_factory: pytest.TempPathFactory, pairs) -> None:
    lake = Lake(tmp_path_factory.mktemp("lake"))
    claims = [name_claim(f"p:{entity}", value) for entity, value in pairs]
    put(lake, "people", claims)
    first = rows(lake, "SELECT * EXCLUDE (version) FROM claims ORDER BY id")
    put(lake, "people", list(reversed(claims)))
    assert rows(lake, "SELECT * EXCLUDE (version) FROM claims ORDER BY id") == first
    found = lake.difference("people", 1, 2)
    assert (found.added, found.changed, found.gone) == (0, 0, 0)


def test_the_text_of_a_document_is_kept_with_its_version(lake: Lake) -> None:
    for number, wording in ((1, "A bank shall file."), (2, "Every bank shall file.")):
        with lake.write("act", fingerprint=str(number), reader="test") as writer:
            writer.read = 1
            writer.add_claim(name_claim("p:1", "Ann", "art_1"))
            writer.add_text("art_1", wording)
            writer.add_text("art_1", wording)
    put(lake, "people", [name_claim("p:1", "Ann")])

    assert lake.text("act", 1, "art_1") == "A bank shall file."
    assert lake.text("act", 2, "art_1") == "Every bank shall file."
    assert lake.text("act", 2, "art_2") is None
    assert lake.text("people", 1, "art_1") is None


def test_one_record_has_one_text(lake: Lake) -> None:
    with lake.write("act", fingerprint="1", reader="test") as writer:
        writer.add_text("art_1", "one")
        with pytest.raises(ValueError, match="two texts"):
            writer.add_text("art_1", "another")
