"""Opening the desk: its address, its file, and what brings an older one up."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, select
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchModuleError, ProgrammingError

from kg.config import DeskPlace
from kg.desk import tables
from kg.desk.audit import guard_audit_log
from kg.desk.rows import take_turn
from kg.errors import Busy, Damaged, RiskweaveError, SetupError

_SECONDS_TO_WAIT = 60
"""Who has to wait for a turn to write waits for up to so long."""


def desk_url(place: DeskPlace, folder: Path) -> URL:
    """The address of the desk of the workspace in `folder`, with its password.

    Raises:
        SetupError: the address cannot be read.
    """
    file = place.file(folder)
    if file is not None:
        return file_url(file)
    try:
        url = make_url(place.url)
    except ValueError as fault:
        raise SetupError("not an address of a database", field="desk.url") from fault
    password = os.environ.get(place.password_env)
    return url if password is None else url.set(password=password)


def file_url(path: Path) -> URL:
    """The address of a desk in a file; a path is text, whatever characters it holds."""
    return URL.create("sqlite", database=str(path.absolute()))


def open_desk(url: URL, *, make: bool = True) -> Engine:
    """An engine on the desk there, brought up; where there is none it is made, if `make` is True.

    An older desk of SQLite is copied first, beside itself, as `NAME.before-REVISION`.

    Raises:
        Damaged: there is none, or nothing in it, and none is to be made.
        SetupError: it cannot be reached, is no desk, or is newer than this version.
        Busy: somebody else kept it for a minute.
    """
    if not make and url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        raise _lost(url)
    try:
        engine = _engine(url)
    except (NoSuchModuleError, ImportError) as fault:
        raise SetupError(
            f"the desk's driver is not installed: {fault}",
            hint="For PostgreSQL: pip install 'riskweave[postgresql]'",
        ) from fault
    try:
        _ready(engine, make=make)
    except BaseException as fault:
        engine.dispose()
        if isinstance(fault, DBAPIError):
            raise told(fault, url) from fault
        raise
    return engine


def _lost(url: URL) -> Damaged:
    return Damaged(
        "the desk is gone or empty; judgements and alerts stand nowhere else",
        file=_name(url),
        hint="'kg restore FILE' puts a backup back; 'kg restore --empty' begins a new one",
    )


def _ready(engine: Engine, *, make: bool) -> None:
    """See that the tables are there, at the newest revision."""
    with engine.connect() as connection:
        if _revision(connection) == tables.REVISION:
            return
    with engine.begin() as connection:
        take_turn(connection)
        # Another process may have done it while this one waited.
        revision = _revision(connection)
        if not inspect(connection).get_table_names():
            if not make:
                raise _lost(engine.url)
            _make(connection)
        elif revision != tables.REVISION:
            _bring_up(connection, engine.url, revision)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    assert url.database is not None
    path = Path(url.database)
    if path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return _read_only(path)
    # SQLite gives what it writes beside a file the mode of the file.
    with suppress(OSError):
        os.close(os.open(url.database, os.O_CREAT | os.O_WRONLY, 0o600))
    engine = create_engine(url, connect_args={"timeout": _SECONDS_TO_WAIT})
    event.listen(engine, "connect", _configure_sqlite)
    return engine


def _read_only(path: Path) -> Engine:
    """An engine on a copy: SQLite writes beside a file also where it only reads."""
    scratch = TemporaryDirectory(prefix="kg-desk-")
    copy = Path(scratch.name) / path.name
    for suffix in ("", "-wal"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            shutil.copyfile(beside, copy.with_name(copy.name + suffix))
    engine = create_engine(file_url(copy))
    event.listen(engine, "connect", lambda made, _: made.execute("PRAGMA query_only = ON"))
    event.listen(engine, "engine_disposed", lambda _: scratch.cleanup())
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _revision(connection: Connection) -> str | None:
    """Revision of the tables; None for a desk of before there were revisions, or an empty one."""
    if not inspect(connection).has_table(tables.desk_revision.name):
        return None
    return connection.execute(select(tables.desk_revision.c.version_num)).scalar()


def _make(connection: Connection) -> None:
    tables.metadata.create_all(connection)
    guard_audit_log(connection)
    connection.execute(tables.desk_revision.insert().values(version_num=tables.REVISION))


def _bring_up(connection: Connection, url: URL, revision: str | None) -> None:
    # Alembic takes a third of a second to import.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "kg.desk:migrations")
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise SetupError(
            f"the desk is of a newer version of Riskweave (revision {revision}; this one knows"
            f" {tables.REVISION})",
            file=_name(url),
            hint="Update Riskweave",
        )
    if url.get_backend_name() == "sqlite":
        assert url.database is not None
        _copy(Path(url.database), f"before-{tables.REVISION}")
    command.upgrade(config, "head")


def _copy(path: Path, suffix: str) -> None:
    """Copy a desk beside itself; a copy that is there already stays."""
    target = path.with_name(f"{path.name}.{suffix}")
    if not target.exists():
        copy_file(path, target)


def copy_file(path: Path, target: Path) -> None:
    """Copy a desk of SQLite while others use it, whole or not at all."""
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(draft)) as copy:
        source.backup(copy)
    draft.rename(target)


def told(fault: DBAPIError, url: URL) -> RiskweaveError | DBAPIError:
    """A database's complaint in one line; what only our own fault can cause stays as it is."""
    said = fault.orig.args[0] if fault.orig is not None and fault.orig.args else fault.orig
    # Of pg8000's answer the message is what a person reads.
    words = " ".join(str(said["M"] if isinstance(said, dict) else said).split())
    if isinstance(fault, IntegrityError | ProgrammingError):
        return fault
    if "database is locked" in words:
        return Busy("somebody else keeps the desk", file=_name(url), hint="Try again later")
    if "not a database" in words or "malformed" in words:
        return Damaged(
            "the desk is damaged; nothing was overwritten",
            file=_name(url),
            hint="'kg restore FILE' puts a backup back",
        )
    return SetupError(f"the desk cannot be used: {words}", file=_name(url))


def _name(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=True)
