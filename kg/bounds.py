"""Ending what an engine does not end: its own time limit stops between rows, not inside one."""

from __future__ import annotations

import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOOK_EVERY_S = 0.05
_GRACE_S = 1.0
"""What an engine may take to stop by itself, with an error of its own."""

_STATUS = 2
_POWERS = {"K": 1, "M": 2, "G": 3, "T": 4}


def bytes_of(memory: str) -> int:
    """Bytes of an amount as the settings write it: "2GB" is 2e9, "2GiB" is 2 × 2**30."""
    match = re.fullmatch(r"([\d.]+) ?([KMGT])(i?)B", memory, re.IGNORECASE)
    if match is None:
        raise ValueError(f"no amount of memory: {memory}")
    unit = 1024 if match[3] else 1000
    return int(float(match[1]) * unit ** _POWERS[match[2].upper()])


@contextmanager
def bounded(seconds: float, memory: str) -> Iterator[None]:
    """End this process where the block takes longer, or more memory on top of what it began with.

    For a command that does nothing else: what nothing interrupts, ends with its process. It says
    why in one line, with exit status 2.

    Args:
        memory: as the settings write it ("2GB"); not looked at where the system does not tell.
    """
    done = threading.Event()
    most = _resident() + bytes_of(memory)

    def watch() -> None:
        until = time.monotonic() + seconds + _GRACE_S
        while not done.wait(_LOOK_EVERY_S):
            if time.monotonic() > until:
                _end(f"the query ran longer than {seconds:g} seconds. Make it narrower")
            if _resident() > most:
                _end(
                    f"the query took more than {memory} of memory. Make it narrower, or raise"
                    " memory_limit in workspace.yaml"
                )

    watcher = threading.Thread(target=watch, name="kg-bounds", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _resident() -> int:
    """Bytes of memory in use; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _end(why: str) -> None:
    sys.stderr.write(f"kg: {why}\n")
    sys.stderr.flush()
    os._exit(_STATUS)
