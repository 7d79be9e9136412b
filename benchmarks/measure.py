"""What the benchmarks share: timing, memory, and the lines they print."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result:
    """One comparison. `ratio` is peer's seconds by ours: above 1 we are quicker."""

    name: str
    ours_s: float
    peer: str
    peer_s: float
    goal: str
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.peer_s / self.ours_s

    def show(self) -> None:
        print(
            f"{self.name}: {self.ours_s:.2f} s; {self.peer}: {self.peer_s:.2f} s;"
            f" ratio {self.ratio:.2f}x (goal {self.goal}){'; ' + self.note if self.note else ''}",
            flush=True,
        )


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """The result of a call, and its wall time in seconds."""
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def peak_gb() -> float:
    """Largest resident size of this process so far, in GB (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def in_own_process(module: str, *arguments: str) -> str:
    """Run `python -m module arguments` so that its memory is its own; its standard output."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout
