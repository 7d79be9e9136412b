"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.neo4j_server.launcher import CannotStart, Neo4jAddress, Neo4jServer, given_address


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Neo4jAddress]:
    """A real Neo4j server, whose data the test may delete.

    Skips where there is none, unless `RISKWEAVE_REQUIRE` names `neo4j`.
    """
    given = given_address()
    if given is not None:
        yield given
        return
    try:
        server = Neo4jServer()
    except (CannotStart, ImportError, OSError) as error:
        if "neo4j" in os.environ.get("RISKWEAVE_REQUIRE", ""):
            raise
        pytest.skip(f"no Neo4j here: {error}")
    try:
        yield server.address
    finally:
        server.close()
