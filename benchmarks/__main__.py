"""Run all benchmarks, or those named: lake, graph, kernels, documents.

`documents FILE…` measures filings of one's own.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

NAMES = ("lake", "graph", "kernels", "documents")


def main() -> None:
    if len(sys.argv) > 2 and sys.argv[1] == "documents" and sys.argv[2] not in NAMES:
        paths = [Path(name) for name in sys.argv[2:]]
        if missing := [str(path) for path in paths if not path.is_file()]:
            sys.exit(f"no such file: {missing[0]}")
        importlib.import_module("benchmarks.documents").main(paths)
        return
    for name in sys.argv[1:] or NAMES:
        if name not in NAMES:
            sys.exit(f"no benchmark {name!r}; there are {', '.join(NAMES)}")
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
