"""The public face of the package."""

from __future__ import annotations

import importlib
import subprocess
import sys
from types import FunctionType

import queries


def test_the_public_names_are_listed() -> None:
    assert dir(queries) == queries.__all__


def test_functions_are_not_hidden_by_modules_of_their_name() -> None:
    modules = {"exposure": "queries.risk.exposure", "portrait": "queries.portraits.portrait"}
    for name, module in modules.items():
        importlib.import_module(module)
        assert isinstance(getattr(queries, name), FunctionType)


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, queries; "
        "print([m for m in ('duckdb', 'numba', 'networkx', 'pyarrow', 'arcadedb')"
        " if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
