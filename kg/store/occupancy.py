"""One process owns the files of an embedded store; others may reach it through its server."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import filelock

from kg.errors import Busy
from kg.files import plain_path, replace_file

_LOCK = "owner.lock"
_OWNER = "owner.json"
_SERVER = "server.json"

TIME_LIMIT_S = 60
"""Longest time a statement may run on a served store: its Bolt server knows no limit per query."""

_LOOPBACK = "127.0.0.1"
_USER = "root"


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where the owner of a store answers over Bolt, on the loopback interface only."""

    pid: int
    port: int
    user: str
    password: str
    database: str


class Occupancy:
    """The right to open the files in `folder`, held until `release`."""

    def __init__(self, folder: Path) -> None:
        """Take it.

        Raises:
            Busy: another process, or another store of this one, has it.
        """
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = filelock.FileLock(folder / _LOCK, thread_local=False)
        try:
            self._lock.acquire(blocking=False)
        except filelock.Timeout:
            raise Busy(
                f"the graph store is in use by {_owner(folder)}",
                file=folder,
                hint="Wait until it is done, or let it serve the store",
            ) from None
        self._writers = 0
        self._turn = threading.Lock()
        self._tell()
        self.withdraw_server()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Tell other processes that the files change while the block runs."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, step: int) -> None:
        with self._turn:
            before, self._writers = self._writers, self._writers + step
            if bool(before) != bool(self._writers):
                self._tell()

    def _tell(self) -> None:
        known = {"pid": os.getpid(), "writing": self._writers > 0}
        replace_file(self._folder / _OWNER, json.dumps(known))

    def announce_server(self, address: ServerAddress) -> None:
        """Let other processes of the same user know where the store is served."""
        replace_file(self._folder / _SERVER, json.dumps(asdict(address)))

    def withdraw_server(self) -> None:
        """Take the announcement back."""
        (self._folder / _SERVER).unlink(missing_ok=True)

    def release(self) -> None:
        """Give the right back; doing so twice is harmless."""
        if self._lock.is_locked:
            self.withdraw_server()
            (self._folder / _OWNER).unlink(missing_ok=True)
            self._lock.release()


def served_at(folder: Path) -> ServerAddress | None:
    """Where the store's owner serves it; None when it does not."""
    try:
        return ServerAddress(**json.loads((folder / _SERVER).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def is_writing(folder: Path) -> bool:
    """Whether the owner of a store says that it is changing the files."""
    return bool(_told(folder).get("writing"))


def _told(folder: Path) -> dict[str, Any]:
    try:
        known = json.loads((folder / _OWNER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _owner(folder: Path) -> str:
    pid = _told(folder).get("pid")
    if not isinstance(pid, int):
        return "another process"
    return "this process" if pid == os.getpid() else f"process {pid}"


class Server:
    """A server on the loopback interface; each start draws another port and password.

    Connections to an earlier start must not go on: the engine takes them for open, yet does
    not know their user any more.
    """

    def __init__(self, engine: ModuleType, folder: Path) -> None:
        self._engine = engine
        self._folder = folder.resolve()
        self._password = ""
        self._port = 0
        self._server: Any = None

    def start(self, database: str) -> Any:
        """Serve a database of the folder, and give it."""
        self._password = secrets.token_urlsafe(24)
        self._port, http_port = _free_port(), _free_port()
        home = self._folder / "server"
        # The server would keep the user of its first start, and that password with it.
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(mode=0o700)
        self._server = self._engine.create_server(
            plain_path(home),
            self._password,
            {
                "mode": "production",
                "host": _LOOPBACK,
                "http_port": http_port,
                "server_databaseDirectory": plain_path(self._folder),
                "server_databaseLoadAtStartup": False,
                "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
                "bolt_port": self._port,
                "bolt_host": _LOOPBACK,
            },
        )
        self._server.start()
        _stop_listening(http_port)
        return self._server.get_database(database)

    def stop(self) -> None:
        """Stop serving, which closes the database."""
        self._server.stop()

    def address(self, database: str) -> ServerAddress:
        """Where it answers."""
        return ServerAddress(os.getpid(), self._port, _USER, self._password, database)


def _stop_listening(port: int) -> None:
    """Close this process's listening socket on a port: the server has an HTTP API nobody asked for.

    It has no setting to leave it out. Where the system does not tell a process's sockets, it stays
    open, on the loopback interface and behind the password.
    """
    opened = Path("/proc/self/fd")
    for entry in sorted(opened.iterdir()) if opened.is_dir() else ():
        with suppress(OSError):
            if not entry.is_socket():
                continue
            with socket.socket(fileno=os.dup(int(entry.name))) as found:
                listens = found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                if listens and found.getsockname()[1] == port:
                    found.shutdown(socket.SHUT_RDWR)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])
