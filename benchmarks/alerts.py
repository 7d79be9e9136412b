"""Alerts by difference: `python -m benchmarks.alerts [COUNT] [URL]`, 200,000 by default.

Times a first run, one that finds the same, one in which one in a hundred has changed and as many
are gone, and the statement of the desk to the lake where nothing is new. With the URL of an empty
PostgreSQL database the desk is there.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy import event, make_url

from kg.desk import Desk
from kg.desk_source import state_desk
from kg.lake import Lake
from kg.model import Finding, Reason


def findings(count: int) -> list[Finding]:
    """Findings with reasons as long as those of a ring of six transfers."""
    made = []
    for n in range(count):
        members = tuple(f"bank:{(n * 7 + k) % (3 * count)}" for k in range(6))
        transfers = tuple(f"bank/t{n}-{k}" for k in range(6))
        reasons = tuple(
            Reason(f"feature_{k}", n % 97, "EUR", 10.0, f"Reason {k} of {n}.", (), transfers)
            for k in range(4)
        )
        made.append(
            Finding(f"cycle-{n:016x}", "cycle", members[0], members, n % 100 + 0.5, reasons, None,
                    f"A ring of six through {members[0]}.")
        )  # fmt: skip
    return made


def main(count: int = 200_000, url: str | None = None) -> None:
    """Print seconds, and alerts written, of each step."""
    found = findings(count)
    changed = [
        replace(one, score=99.0) if n % 100 == 0 else one
        for n, one in enumerate(found)
        if n % 100 != 1
    ]
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "desk.sqlite" if url is None else make_url(url))
        lake = Lake(Path(folder) / "lake")
        written = 0

        def count_rows(_c: object, cursor: object, statement: str, *_: object) -> None:
            nonlocal written
            if statement.startswith(("INSERT INTO alerts", "UPDATE alerts ")):
                written += getattr(cursor, "rowcount", 0)

        event.listen(desk.engine, "after_cursor_execute", count_rows)
        steps = (
            ("first run", lambda: desk.upsert_alerts(found)),
            ("the same again", lambda: desk.upsert_alerts(found)),
            ("1 % changed, 1 % gone", lambda: desk.upsert_alerts(changed)),
            ("state", desk.state),
            ("stated to the lake", lambda: state_desk(lake, desk)),
            ("stated again", lambda: state_desk(lake, desk)),
            ("standing findings", desk.standing_findings),
        )
        for name, step in steps:
            written, began, cpu = 0, time.perf_counter(), time.process_time()
            step()
            seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
            print(f"{name:24} {seconds:8.2f} s {cpu:8.2f} s CPU {written:10,} alerts written")
        desk.close()
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main(*(int(a) if a.isdigit() else a for a in sys.argv[1:]))  # type: ignore[arg-type]
