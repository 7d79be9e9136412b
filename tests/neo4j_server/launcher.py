"""Starting a throw-away Neo4j for tests, or finding the one that is given."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

_START_S = 420
"""Time for the first start, which fetches the jars."""


class CannotStart(Exception):
    """There is no Neo4j here; the text says why."""


@dataclass(frozen=True)
class Neo4jAddress:
    """Where a Neo4j for tests answers. All of its data is the tests' to delete."""

    url: str
    user: str
    password: str
    database: str = "neo4j"


class Neo4jServer:
    """A server of our own, stopped by `close`."""

    def __init__(self) -> None:
        """Start it.

        Raises:
            CannotStart: a wheel or the jars are missing, or it does not come up.
        """
        self._home = tempfile.TemporaryDirectory(
            prefix="riskweave-neo4j-", ignore_cleanup_errors=True
        )
        self._log = Path(self._home.name) / "launcher.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("run.py")), self._home.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=self._home.name,
            )
        try:
            self.address = self._set_password(self._wait_for_port())
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Kill it: it holds nothing worth a clean stop. Its files go with it."""
        self._process.kill()
        self._process.communicate()
        self._home.cleanup()

    def _wait_for_port(self) -> int:
        assert self._process.stdout is not None
        lines: list[bytes] = []
        reader = threading.Thread(
            target=lambda out: lines.append(out.readline()),
            args=(self._process.stdout,),
            daemon=True,
        )
        reader.start()
        reader.join(_START_S)
        try:
            return int(json.loads(lines[0])["port"])
        except (IndexError, ValueError):
            said = self._log.read_text(errors="replace").strip().splitlines()
            raise CannotStart(said[-1] if said else f"silent for {_START_S} s") from None

    def _set_password(self, port: int) -> Neo4jAddress:
        import neo4j

        url = f"bolt://127.0.0.1:{port}"
        password = secrets.token_urlsafe(16)
        with (
            neo4j.GraphDatabase.driver(url, auth=("neo4j", "neo4j")) as driver,
            driver.session(database="system") as session,
        ):
            session.run(
                "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=password
            ).consume()
        return Neo4jAddress(url, "neo4j", password)


def given_address() -> Neo4jAddress | None:
    """The server that `RISKWEAVE_TEST_NEO4J_URL` names, with `…_USER`, `…_PASSWORD`, `…_DATABASE`.

    Tests delete everything in its database.
    """
    url = os.environ.get("RISKWEAVE_TEST_NEO4J_URL")
    if not url:
        return None
    return Neo4jAddress(
        url,
        os.environ.get("RISKWEAVE_TEST_NEO4J_USER", "neo4j"),
        os.environ.get("RISKWEAVE_TEST_NEO4J_PASSWORD", ""),
        os.environ.get("RISKWEAVE_TEST_NEO4J_DATABASE", "neo4j"),
    )
