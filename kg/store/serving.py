"""The Bolt server that the owner of an embedded store may run for other processes."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from pathlib import Path
from types import ModuleType
from typing import Any

from kg.store.occupancy import ServerAddress

TIME_LIMIT_S = 60
"""Longest time a statement may run on a served store: its Bolt server knows no limit per query."""

_LOOPBACK = "127.0.0.1"
_USER = "root"


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
        self._port = _free_port()
        home = self._folder / "server"
        # The server would keep the user of its first start, and that password with it.
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(mode=0o700)
        self._server = self._engine.create_server(
            str(home),
            self._password,
            {
                "mode": "production",
                "host": _LOOPBACK,
                "http_port": _free_port(),
                "server_databaseDirectory": str(self._folder),
                "server_databaseLoadAtStartup": False,
                "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
                "bolt_port": self._port,
                "bolt_host": _LOOPBACK,
            },
        )
        self._server.start()
        return self._server.get_database(database)

    def stop(self) -> None:
        """Stop serving, which closes the database."""
        self._server.stop()

    def address(self, database: str) -> ServerAddress:
        """Where it answers."""
        return ServerAddress(os.getpid(), self._port, _USER, self._password, database)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])
