"""What nothing interrupts ends with its process, and says why in one line."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from kg.bounds import bounded, bytes_of

HUNGRY = (
    "held = bytearray(400_000_000); [held.__setitem__(i, 1) for i in range(0, len(held), 4096)]"
)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("import time; time.sleep(60)", "kg: the query ran longer than 0.1 seconds."),
        (f"{HUNGRY}; import time; time.sleep(60)", "kg: the query took more than 100MB of memory."),
    ],
    ids=["time", "memory"],
)
def test_the_process_ends(body: str, says: str) -> None:
    seconds = 0.1 if "longer" in says else 50
    code = f"from kg.bounds import bounded\nwith bounded({seconds}, '100MB'):\n    {body}"
    began = time.monotonic()
    call = [sys.executable, "-c", code]
    done = subprocess.run(call, check=False, capture_output=True, text=True, timeout=50)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(says)
    assert time.monotonic() - began < 40


def test_what_ends_in_time_goes_on() -> None:
    with bounded(5, "1GB"):
        found = sum(range(10))
    assert found == 45


@pytest.mark.parametrize(
    ("memory", "expected"), [("2GB", 2_000_000_000), ("1.5 MiB", 1_572_864), ("4kb", 4000)]
)
def test_amounts_of_memory(memory: str, expected: int) -> None:
    assert bytes_of(memory) == expected
