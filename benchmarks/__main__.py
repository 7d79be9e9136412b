"""Run all benchmarks, or those named: lake, graph, kernels, documents."""

from __future__ import annotations

import importlib
import sys

NAMES = ("lake", "graph", "kernels", "documents")


def main() -> None:
    for name in sys.argv[1:] or NAMES:
        if name not in NAMES:
            sys.exit(f"no benchmark {name!r}; there are {', '.join(NAMES)}")
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
