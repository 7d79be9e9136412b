"""The whole job on a demo bank, done through the commands that a user would type."""

from __future__ import annotations

import io
import json
import shlex
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import click

from demo.act import act_files, act_id
from demo.bank import READ_ME, make_bank, write_bank
from demo.comparison import Comparison, Observation, compare, read_truth
from demo.plan import Plan
from kg.errors import UsageError

BANK = "bank"
WATCHLIST = "watchlist"
"""Names of the two sources in the lake, and namespaces of their records."""

AUTHORITY, LIST = "Payments Conduct Office of Halvoria", "Register of Halvoria"
"""Who keeps the watchlist, and its name; the demo's act speaks of both."""

_TABLES_MAPPING, _CONTROLS = "bank.yaml", "controls.yaml"
_BEST_PICTURE = "scatter_gather"
"""Its map can be understood at a glance."""
_MOST_ON_MAP = 12
_TRACED = "structuring"
"""The typology whose way from the law to the payments is shown."""


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What a demo did.

    Attributes:
        folder: where everything lies.
        workspace: the workspace inside it.
        comparison: what was found against what is hidden.
        alerts: number of findings of any kind; `alerts.json` in the folder has them all.
        portrait, map: the pages that were written.
        suggestions: command lines to try next, each with what it shows.
        seconds: how long it took.
    """

    folder: Path
    workspace: Path
    plan: Plan
    comparison: Comparison
    alerts: int
    portrait: Path
    map: Path
    suggestions: tuple[tuple[str, str], ...]
    seconds: float


class Shell:
    """Runs `kg` commands on one workspace, and shows each line before it runs."""

    def __init__(self, workspace: Path, *, quiet: bool) -> None:
        self._workspace = workspace
        self._quiet = quiet

    def line(self, *arguments: str) -> str:
        """The command line as a user would type it."""
        return shlex.join(["kg", "-w", str(self._workspace), *arguments])

    def run(self, *arguments: str) -> None:
        """Run a command; its output goes where ours goes."""
        self._announce(self.line(*arguments))
        if self._quiet:
            self._output(arguments)
        else:
            _invoke(self._workspace, arguments)

    def ask(self, *arguments: str, into: Path) -> Any:
        """Run a command with `--json`, write what it prints to a file, and return it."""
        whole = (*arguments, "--json")
        self._announce(f"{self.line(*whole)} > {shlex.quote(str(into))}")
        output = self._output(whole)
        into.write_text(output, encoding="utf-8")
        return json.loads(output)

    def _output(self, arguments: Sequence[str]) -> str:
        with redirect_stdout(io.StringIO()) as output:
            _invoke(self._workspace, arguments)
        return output.getvalue()

    def _announce(self, line: str) -> None:
        if not self._quiet:
            click.secho(f"\n$ {line}", bold=True)


def _invoke(workspace: Path, arguments: Sequence[str]) -> None:
    from kg.cli import kg

    kg.main(["-w", str(workspace), *arguments], prog_name="kg", standalone_mode=False)


def run_demo(plan: Plan, folder: Path, *, quiet: bool = False) -> DemoReport:
    """Make a bank below `folder`, read it in, look for risk, and compare with the truth.

    A folder with an earlier demo is used again: what has not changed is not read again.

    Args:
        quiet: print nothing.

    Raises:
        UsageError: the folder holds something else.
    """
    began = time.perf_counter()
    _claim(folder)
    data = folder / "data"
    bank = make_bank(plan)
    write_bank(bank, data)
    shutil.copyfile(data / "README.txt", folder / "README.txt")
    for name in (_TABLES_MAPPING, _CONTROLS):
        with as_file(files("demo") / name) as shipped:
            shutil.copyfile(shipped, data / name)
    if not quiet:
        click.echo(
            f"Wrote a fictional bank (seed {plan.seed}, {plan.parties:,} parties,"
            f" {plan.transfers:,} transfers) to {data}."
        )
    workspace = folder / "work"
    shell = Shell(workspace, quiet=quiet)
    shell.run("init")
    shell.run("ingest", "table", str(data / "bank"), "--mapping", str(data / _TABLES_MAPPING))
    own = ("--name", WATCHLIST, "--set", f"authority={AUTHORITY}", "--set", f"list={LIST}")
    shell.run("ingest", "ofac", str(data / "watchlist"), *own)
    _read_documents(shell, data)
    shell.run("refresh")
    observations = _observations(shell.ask("alerts", into=folder / "alerts.json"))
    shell.run("regulation", "coverage", act_id())
    shell.run("regulation", "trace", _TRACED)
    company = f"{BANK}:{bank.report.company_id}"
    shell.ask("report", "flags", company, into=folder / "flags.json")
    truth = data / "truth"
    comparison = compare(
        observations, truth, _canonical_ids(workspace), bank=BANK, watchlist=WATCHLIST
    )
    subject, members = _most_telling(observations, comparison)
    portrait, drawing = folder / "portrait.html", folder / "map.html"
    shell.run("portrait", subject, "--html", str(portrait))
    shell.run("map", *members, "--hops", "1", "--out", str(drawing))
    return DemoReport(
        folder=folder,
        workspace=workspace,
        plan=plan,
        comparison=comparison,
        alerts=len(observations),
        portrait=portrait,
        map=drawing,
        suggestions=tuple(_suggestions(shell, folder)),
        seconds=time.perf_counter() - began,
    )


def _read_documents(shell: Shell, data: Path) -> None:
    """Read the act in its wordings, the annual report with its exhibit, and the controls."""
    shell.run("ingest", "regulation", str(data / "acts"))
    shell.run("ingest", "report", str(data / "reports"))
    shell.run("ingest", "controls", str(data / _CONTROLS))


def _claim(folder: Path) -> None:
    """Make the folder, or recognise it by the first line of its README.txt."""
    read_me = folder / "README.txt"
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        first = READ_ME.partition("\n")[0]
        if not read_me.is_file() or not read_me.read_text(encoding="utf-8").startswith(first):
            raise UsageError(
                "the folder is not empty and holds no demo",
                file=folder,
                hint="Choose another with --out",
            )
    folder.mkdir(parents=True, exist_ok=True)
    # Written first, so that a demo that was cut short is recognised as one.
    read_me.write_text(READ_ME.partition("\n")[0] + "\n", encoding="utf-8")


def _observations(findings: Sequence[Mapping[str, Any]]) -> list[Observation]:
    return [
        Observation(
            id=finding["id"],
            kind=finding["kind"],
            score=finding["score"],
            subject=finding["subject"],
            members=frozenset(finding["members"]),
            transfers=frozenset(
                transfer.removeprefix(f"{BANK}/")
                for reason in finding["reasons"]
                for transfer in reason["transfers"]
            ),
        )
        for finding in findings
    ]


def _canonical_ids(workspace: Path) -> dict[str, str]:
    """Records that were put under another id."""
    import kg

    with kg.open(workspace) as opened, opened.view() as view:
        return dict(view.sql("SELECT entity, id FROM canonical").rows)


def _most_telling(
    observations: Sequence[Observation], comparison: Comparison
) -> tuple[str, list[str]]:
    """Whom to draw: the subject of a finding, and the others in it.

    One that is right comes before one that is not, then one that makes a clear picture, then
    one about payments, then the highest.
    """
    right = set(comparison.hits.values())

    def order(o: Observation) -> tuple[bool, bool, bool, float, str]:
        return o.id not in right, o.kind != _BEST_PICTURE, not o.transfers, -o.score, o.id

    best = min(observations, key=order, default=None)
    if best is None:
        raise UsageError("nothing was found in this bank", hint="Try another --seed")
    others = sorted(best.members - {best.subject})
    return best.subject, [best.subject, *others][:_MOST_ON_MAP]


def _suggestions(shell: Shell, folder: Path) -> list[tuple[str, str]]:
    """Command lines with ids of this bank, and what each shows."""
    truth = folder / "data" / "truth"
    listed = next(r for r in read_truth(truth, "watchlist") if r["variant"] == "passport")
    stack = next(r for r in read_truth(truth, "schemes") if r["typology"] == "stack")
    members = [r for r in read_truth(truth, "scheme_accounts") if r["scheme"] == stack["scheme"]]
    first = next(r["account"] for r in members if r["role"] == "source")
    last = next(r["account"] for r in members if r["role"] == "destination")
    circles = [r for r in read_truth(truth, "circles") if r["kind"] == "guarantee"]
    circle = [f"{BANK}:{r['company_id']}" for r in circles if r["circle"] == circles[0]["circle"]]
    drawing = str(folder / "circle.html")
    insider = read_truth(truth, "insider")[0]["employee_id"]
    night = (
        "MATCH (a:EmployeeAction)-[:PERFORMED_BY]->(e:Person {id: $id}), (a)-[:ACTED_ON]->(x)"
        " RETURN a.date, a.action, x.id ORDER BY a.date"
    )
    return [
        (shell.line("alerts"), "everything that was found, the highest score first"),
        (
            shell.line("portrait", f"{BANK}:{listed['party_id']}"),
            "a customer who is on the watchlist under other names, with the same passport",
        ),
        (
            shell.line("path", first, last, "--kind", "money"),
            "how money went through a stack of accounts, in order of time",
        ),
        (
            shell.line("map", *circle, "--hops", "1", "--out", drawing),
            "companies that guarantee for one another in a circle",
        ),
        (
            shell.line("query", night, "-p", f"id={BANK}:{insider}"),
            "what an employee did, some of it at night",
        ),
        *_about_documents(shell, folder / "data", read_truth(truth, "subsidiary")[0]),
        (
            shell.line("withdraw", WATCHLIST),
            "take the watchlist out again, with all that rests on it",
        ),
        (f"ls {shlex.quote(str(truth))}", "what is hidden; nothing of it was read in"),
    ]


def _about_documents(shell: Shell, data: Path, listed: Mapping[str, str]) -> list[tuple[str, str]]:
    """What to look at of the act, the controls and the annual report."""
    company = f"{BANK}:{listed['company_id']}"
    return [
        (
            shell.line("regulation", "obligations", act_id(), "--modality", "must"),
            "what the act asks of the bank, by when and from what amount",
        ),
        (
            shell.line("regulation", "diff", *(str(data / "acts" / name) for name in act_files())),
            "which articles the newer wording of the act changed",
        ),
        (
            shell.line("report", "flags", company),
            "warning signs in the annual report of a customer, with their parts and sources",
        ),
        (
            shell.line("report", "parties", company),
            "directors, officers and subsidiaries of a customer, from its annual report",
        ),
        (
            shell.line("path", company, f"{WATCHLIST}:{listed['ent_num']}"),
            "from that customer to a listed company whose name one of its subsidiaries bears",
        ),
    ]
