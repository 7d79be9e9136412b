"""Opening a store: settings, who owns the files, and where passwords may stand."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from contextlib import nullcontext
from pathlib import Path

import pytest

from kg.errors import Busy, QueryRefused, SetupError, StoreUnavailable, UsageError
from kg.store import open_store
from kg.store.embedded import EmbeddedStore
from kg.store.loopback import LoopbackStore
from kg.store.neo4j import Neo4jStore
from kg.store.occupancy import Occupancy, served_at
from kg.store.protocol import GraphStore, ProjectionMark
from tests.kg.store.graphs import ONTOLOGY, contents, silent, tables
from tests.neo4j_server.launcher import Neo4jAddress

SECRET = "-".join(["never", "to", "be", "seen"])


def test_the_package_loads_no_engine() -> None:
    code = "import sys, kg.store; print(sorted({'arcadedb', 'neo4j', 'duckdb'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_embedded_store_is_a_word(tmp_path: Path) -> None:
    for config in ("embedded", {"engine": "embedded"}, {"engine": "embedded", "serve": False}):
        store = open_store(config, tmp_path / "store")
        assert isinstance(store, EmbeddedStore)
        store.close()


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        ("sqlite", "no such graph store"),
        ({}, "no such graph store"),
        ({"engine": "embedded", "uri": "bolt://x"}, "unknown setting"),
        ({"engine": "neo4j", "uri": "bolt://x", "password": SECRET}, "unknown setting"),
        ({"engine": "neo4j"}, "address of a Neo4j server"),
        ({"engine": "neo4j", "uri": "http://x"}, "address of a Neo4j server"),
        (f"neo4j://neo4j:{SECRET}@host:7687", "without user or password"),
    ],
)
def test_settings_that_name_no_store(config: object, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=complaint) as caught:
        open_store(config, tmp_path)  # type: ignore[arg-type]

    assert SECRET not in str(caught.value)


def test_a_password_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RISKWEAVE_NEO4J_PASSWORD", raising=False)
    with pytest.raises(SetupError, match="RISKWEAVE_NEO4J_PASSWORD is not set"):
        open_store("bolt://127.0.0.1:1", tmp_path)

    config = {"engine": "neo4j", "uri": "bolt://127.0.0.1:1"}
    with pytest.raises(SetupError, match="OTHER is not set"):
        open_store({**config, "password_env": "OTHER"}, tmp_path)
    with pytest.raises(SetupError, match="cannot be read"):
        open_store({**config, "password_file": str(tmp_path / "none")}, tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_password_file_that_others_can_read(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text(SECRET)
    path.chmod(0o644)

    with pytest.raises(SetupError, match="others can read") as caught:
        open_store(
            {"engine": "neo4j", "uri": "bolt://127.0.0.1:1", "password_file": str(path)}, tmp_path
        )
    assert SECRET not in str(caught.value)


def test_a_server_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RISKWEAVE_NEO4J_PASSWORD", SECRET)

    with pytest.raises(StoreUnavailable, match="does not answer") as caught:
        open_store("bolt://127.0.0.1:1", tmp_path)

    assert "\n" not in str(caught.value)
    assert "Is the server running" in str(caught.value)
    assert SECRET not in str(caught.value)
    # The driver speaks of its own classes.
    assert "IPv4Address" not in str(caught.value)


@pytest.mark.parametrize(
    ("agent", "old"),
    [("Neo4j/5.22.1", True), ("Neo4j/4.4.0", True), ("Neo4j/5.23.0", False),
     ("Neo4j/2025.01.0", False), ("Other/1.0", False)],
)  # fmt: skip
def test_a_neo4j_that_is_too_old_is_told(agent: str, old: bool) -> None:
    store = Neo4jStore.__new__(Neo4jStore)
    store._where = "neo4j://there (database 'neo4j')"
    told = pytest.raises(StoreUnavailable, match=r"is Neo4j \d\.\d+\. Neo4j 5\.23 or a later")
    with told if old else nullcontext():
        store._check_server(agent)


@pytest.mark.neo4j
def test_neo4j_by_its_address(
    neo4j_server: Neo4jAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = tmp_path / "password"
    password.write_text(neo4j_server.password + "\n")
    password.chmod(0o600)
    monkeypatch.setenv("RISKWEAVE_NEO4J_PASSWORD", neo4j_server.password)

    for config in (
        neo4j_server.url,
        neo4j_server.url.replace("bolt://", "neo4j://"),
        {"engine": "neo4j", "uri": neo4j_server.url, "password_file": str(password)},
    ):
        store = open_store(config, tmp_path)
        assert store.name == "neo4j"
        assert store.read("RETURN 1 AS x").rows == [(1,)]
        store.close()


@pytest.mark.neo4j
def test_neo4j_with_a_wrong_password_or_database(
    neo4j_server: Neo4jAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {"engine": "neo4j", "uri": neo4j_server.url}
    monkeypatch.setenv("RISKWEAVE_NEO4J_PASSWORD", SECRET)
    with pytest.raises(StoreUnavailable, match="refuses the user or password") as caught:
        open_store(config, tmp_path)
    assert SECRET not in str(caught.value)

    monkeypatch.setenv("RISKWEAVE_NEO4J_PASSWORD", neo4j_server.password)
    with pytest.raises(StoreUnavailable, match="no such database"):
        open_store({**config, "database": "elsewhere"}, tmp_path)


@pytest.mark.neo4j
def test_neo4j_with_another_graph_in_it_is_left_alone(
    neo4j_server: Neo4jAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RISKWEAVE_NEO4J_PASSWORD", neo4j_server.password)
    store = open_store(neo4j_server.url, tmp_path)
    store.write("MATCH (n) DETACH DELETE n")
    store.write("CREATE (:Theirs {id: 1})")

    with pytest.raises(StoreUnavailable, match="holds another graph"):
        store.load(tables(tmp_path / "t"), ONTOLOGY, "m", silent)

    assert store.read("MATCH (n) RETURN n.id AS id").rows == [(1,)]
    store.write("MATCH (n) DETACH DELETE n")
    store.close()


@pytest.mark.neo4j
def test_neo4j_half_loaded_is_empty_and_loads_again(
    neo4j_server: Neo4jAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RISKWEAVE_NEO4J_PASSWORD", neo4j_server.password)
    store = open_store(neo4j_server.url, tmp_path)
    store.write("MATCH (n) DETACH DELETE n")
    store.load(tables(tmp_path / "t"), ONTOLOGY, "m", silent)
    whole = contents(store)

    def cut_short(stage: str, done: int, _total: int) -> None:
        if stage == "loading the graph" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.load(tables(tmp_path / "t"), ONTOLOGY, "m", cut_short)
    assert store.mark() == ProjectionMark(None, None)

    store.load(tables(tmp_path / "t"), ONTOLOGY, "m", silent)
    assert contents(store) == whole
    assert store.mark() == ProjectionMark("m", None)
    store.write("MATCH (n) DETACH DELETE n")
    store.close()


def test_two_in_one_process_cannot_own_a_store(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "store")

    with pytest.raises(Busy, match="in use by this process"):
        EmbeddedStore(tmp_path / "store")

    store.close()
    EmbeddedStore(tmp_path / "store").close()


def test_another_process_owns_the_store(tmp_path: Path) -> None:
    code = (
        "import sys; from kg.store.embedded import EmbeddedStore;"
        " store = EmbeddedStore(sys.argv[1]); print('ready', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "store")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"ready\n"
        with pytest.raises(Busy, match=f"in use by process {owner.pid}"):
            EmbeddedStore(tmp_path / "store")
        owner.kill()
        owner.communicate()

    EmbeddedStore(tmp_path / "store").close()


def test_a_served_store_lets_others_in(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    owner = EmbeddedStore(folder, serve=True)
    owner.load(tables(tmp_path / "t"), ONTOLOGY, "m", silent)
    guest = open_store("embedded", folder)

    assert isinstance(guest, LoopbackStore)
    assert guest.mark() == ProjectionMark("m", None)
    assert contents(guest) == contents(owner)
    with pytest.raises(Busy, match=f"process {os.getpid()} owns"):
        guest.load(tables(tmp_path / "t"), ONTOLOGY, "m", silent)

    guest.write("MATCH (n:Entity {id: 'x:ann'}) SET n.risk = 1.5")
    assert owner.read("MATCH (n:Entity {id: 'x:ann'}) RETURN n.risk AS r").rows == [(1.5,)]

    owner.load(tables(tmp_path / "t"), ONTOLOGY, "again", silent)
    assert guest.mark() == ProjectionMark("again", None)

    owner.close()
    with pytest.raises(Busy, match="does not serve"):
        guest.mark()
    guest.close()


def listening_ports() -> set[int]:
    """Ports on which this process accepts connections."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        if entry.is_socket():
            with socket.socket(fileno=os.dup(int(entry.name))) as one:
                if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    found.add(one.getsockname()[1])
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="looks at the sockets of a process")
def test_only_the_user_can_read_the_servers_password(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    owner = EmbeddedStore(folder, serve=True)
    address = served_at(folder)
    assert address is not None

    # The engine's HTTP interface, which nobody asked for, listens no more.
    assert listening_ports() == {address.port}
    readable = [
        path
        for path in folder.rglob("*")
        if path.is_file() and address.password.encode() in path.read_bytes()
    ]
    assert [path.name for path in readable] == ["server.json"]
    assert readable[0].stat().st_mode & 0o777 == 0o600
    owner.close()
    assert served_at(folder) is None


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "store")
    store.close()

    with pytest.raises(UsageError, match="closed"):
        store.read("RETURN 1 AS x")


def test_files_that_are_no_database(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    EmbeddedStore(folder).close()
    name = (folder / "current").read_text()
    for path in (folder / name).iterdir():
        path.write_bytes(b"not a database")

    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        EmbeddedStore(folder)
    Occupancy(folder).release()


def test_two_writers_of_one_new_key(store: GraphStore) -> None:
    start = threading.Barrier(4)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            start.wait()
            for at in range(25):
                store.write(
                    "MERGE (n:Entity {id: $id}) ON CREATE SET n.seen = 1"
                    " ON MATCH SET n.seen = n.seen + 1",
                    {"id": f"k:{at}"},
                )
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    rows = store.read("MATCH (n:Entity) RETURN count(n) AS n, min(n.seen) AS least")
    assert rows.rows == [(25, 4)]


def test_readers_go_on_while_the_graph_is_replaced(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "store")
    source = tables(tmp_path / "t")
    store.load(source, ONTOLOGY, "m", silent)
    done = threading.Event()
    failures: list[BaseException] = []
    counts: set[int] = set()

    def read() -> None:
        try:
            while not done.is_set():
                counts.add(store.read("MATCH (n:Entity) RETURN count(n) AS n").rows[0][0])
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        store.load(source, ONTOLOGY, "m", silent)
    done.set()
    for thread in threads:
        thread.join()
    store.close()

    assert failures == []
    assert counts == {8}


def test_a_users_time_limit_stops_nobody_else(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "store")
    store.load(tables(tmp_path / "t"), ONTOLOGY, "m", silent)
    started = threading.Event()
    answers: list[object] = []

    def slow_but_trusted() -> None:
        started.set()
        answers.append(
            store.read(
                "UNWIND range(1, 700) AS a UNWIND range(1, 700) AS b"
                " WITH a, b WHERE a * b = -1 RETURN count(*) AS n"
            ).rows
        )

    thread = threading.Thread(target=slow_but_trusted)
    thread.start()
    started.wait()
    for _ in range(20):
        with pytest.raises(QueryRefused):
            store.query("UNWIND range(1, 5000000) AS a RETURN count(a) AS n", timeout_s=0.01)
    thread.join()
    store.close()

    assert answers == [[(0,)]]


def test_reading_from_within_a_report_of_progress(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "store")
    store.load(tables(tmp_path / "t"), ONTOLOGY, "m", silent)
    seen: list[str | None] = []

    store.load(tables(tmp_path / "t"), ONTOLOGY, "n", lambda *_: seen.append(store.mark().applied))
    assert set(seen) == {"m"}
    assert store.mark().applied == "n"
    store.close()
