"""Desks of both kinds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from kg.desk import Desk
from kg.desk.opening import file_url
from tests.kg.desk.postgresql import CannotStart, PostgresqlServer


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server; skips where there is none, unless it is required."""
    try:
        pytest.importorskip("pg8000")
        server = PostgresqlServer()
    except CannotStart as error:
        if "postgresql" in os.environ.get("RISKWEAVE_REQUIRE", ""):
            raise
        pytest.skip(f"no PostgreSQL here: {error}")
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """Where a desk may be made."""
    if request.param == "sqlite":
        return file_url(tmp_path / "desk.sqlite")
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture
def desk(place: URL) -> Iterator[Desk]:
    """An empty desk."""
    made = Desk(place)
    yield made
    made.close()
