"""The jars of Neo4j Community, from Maven Central through jgo, kept in a cache."""

from __future__ import annotations

import os
from pathlib import Path

ENDPOINT = "org.neo4j:neo4j:5.26.30"
"""The long-term line; it wants Java 17 or 21."""


def cache_folder() -> Path:
    """`RISKWEAVE_NEO4J_CACHE`, else `~/.cache/riskweave-neo4j`."""
    chosen = os.environ.get("RISKWEAVE_NEO4J_CACHE")
    return Path(chosen) if chosen else Path.home() / ".cache" / "riskweave-neo4j"


def neo4j_jars() -> list[Path]:
    """Every jar the server needs; fetched the first time, which takes a minute or two."""
    import filelock
    from jgo.env import EnvironmentBuilder
    from jgo.maven import MavenContext

    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(cache / "lock"):
        environment = EnvironmentBuilder(
            context=MavenContext(repo_cache=cache / "repo"), cache_dir=cache / "env"
        ).from_endpoint(ENDPOINT)
        # jgo sorts the jars into two folders by whether they are modules; all go on one path.
        return sorted(environment.path.rglob("*.jar"))
