"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.neo4j_server.launcher import CannotStart, Neo4jAddress, Neo4jServer, given_address
from tests.viz.browsing import FLAGS, Opener, executable

if TYPE_CHECKING:
    from playwright.sync_api import Browser


# How long drawing and running take says more of what else the machine does than of the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


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


@pytest.fixture
def empty_neo4j(neo4j_server: Neo4jAddress) -> Neo4jAddress:
    """The same server, with nothing left in it by another test."""
    import neo4j

    with neo4j.GraphDatabase.driver(
        neo4j_server.url, auth=(neo4j_server.user, neo4j_server.password)
    ) as driver:
        driver.execute_query(
            "MATCH (n) DETACH DELETE n", database_=neo4j_server.database, routing_="w"
        )
    return neo4j_server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; the test is skipped where there is none, unless it is required."""
    required = "browser" in os.environ.get("RISKWEAVE_REQUIRE", "").replace(" ", "").split(",")
    path = executable()
    if path is None:
        if required:
            pytest.fail("no Chromium found; set RISKWEAVE_CHROMIUM to its path")
        pytest.skip("no Chromium on this machine (set RISKWEAVE_CHROMIUM to its path)")
    if required:
        import playwright.sync_api as playwright
    else:
        playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Opener]:
    """Open a file in the browser and watch it."""
    yield Opener(chromium)
    for context in list(chromium.contexts):
        context.close()
