"""A throw-away PostgreSQL server for tests, from the programs installed on the machine."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import URL, create_engine


class CannotStart(Exception):
    """There is no PostgreSQL here; the text says why."""


class PostgresqlServer:
    """A server of our own on loopback, stopped by `close`.

    PostgreSQL refuses to run as root: there it runs as the system's user `postgres`.
    """

    def __init__(self) -> None:
        """Start it.

        Raises:
            CannotStart: it is not installed, or does not come up.
        """
        self._programs = _programs()
        self._user = "postgres" if os.geteuid() == 0 else None
        self._home = tempfile.TemporaryDirectory(prefix="riskweave-pg-", ignore_cleanup_errors=True)
        home = Path(self._home.name)
        self._data = home / "data"
        if self._user is not None:
            try:
                entry = pwd.getpwnam(self._user)
            except KeyError as error:
                raise CannotStart("root, and no user 'postgres'") from error
            os.chown(home, entry.pw_uid, entry.pw_gid)
        self._port = _free_port()
        self._databases = 0
        self._run("initdb", "-D", str(self._data), "-U", "desk", "--auth=trust", "-E", "UTF8", "-N")
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -k {home} -c fsync=off"
        log = str(home / "log")
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", log, "-o", options, "start")

    def new_database(self) -> URL:
        """The address of an empty database."""
        self._databases += 1
        name = f"desk_{self._databases}"
        engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return self._url(name)

    def close(self) -> None:
        """Stop it; its files go with it."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")
        self._home.cleanup()

    def _url(self, database: str) -> URL:
        return URL.create(
            "postgresql+pg8000", "desk", host="127.0.0.1", port=self._port, database=database
        )

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            user=self._user,
            cwd=self._home.name,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
        if done.returncode:
            raise CannotStart(f"{program}: {done.stderr.strip().splitlines()[-1:]}")


def _programs() -> Path:
    """The folder with `initdb`; Debian keeps it off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not folders:
        raise CannotStart("initdb is not installed")
    return folders[-1].parent


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
