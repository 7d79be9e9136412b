"""One process owns the files of an embedded store; others may reach it through its server."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import filelock

from kg.errors import Busy

_LOCK = "owner.lock"
_OWNER = "owner.json"
_SERVER = "server.json"


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
        write_private(folder / _OWNER, json.dumps({"pid": os.getpid()}))
        self.withdraw_server()

    def announce_server(self, address: ServerAddress) -> None:
        """Let other processes of the same user know where the store is served."""
        write_private(self._folder / _SERVER, json.dumps(asdict(address)))

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


def write_private(path: Path, text: str) -> None:
    """Write a file, whole or not at all, that only its owner may read."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlive a crash; does nothing where a folder cannot be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_files(folder: Path) -> None:
    """Make every file of a folder, and its names, outlive a crash."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        elif path.is_dir():
            sync_folder(path)
    sync_folder(folder)


def _owner(folder: Path) -> str:
    try:
        pid = int(json.loads((folder / _OWNER).read_text(encoding="utf-8"))["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
    return "this process" if pid == os.getpid() else f"process {pid}"
