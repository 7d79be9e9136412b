"""`kg` as its user meets it: arguments in; exit status, standard output and error out."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from kg.cli import main


@dataclass(frozen=True)
class Outcome:
    """What one command did."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Standard output, read as JSON."""
        return json.loads(self.out)

    def fault(self) -> str:
        """The one line that a refused command prints, its status and form checked."""
        assert self.code == 2, (self.code, self.out, self.err)
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert line.startswith("kg: ")
        assert "Traceback" not in line
        return line.removeprefix("kg: ")


class CommandLine:
    """Runs `kg -w FOLDER …` in this process, through the entry point of the program."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._start = ["kg", "-w", str(folder)]

    @classmethod
    def bare(cls) -> CommandLine:
        """`kg` without `-w`."""
        line = cls(Path("work"))
        line._start = ["kg"]
        return line

    def run(self, *arguments: str | Path) -> Outcome:
        """Run a command, whatever comes of it."""
        out, err = io.StringIO(), io.StringIO()
        words = [*self._start, *map(str, arguments)]
        with (
            mock.patch.object(sys, "argv", words),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                main()
                code = 0
            except SystemExit as stop:
                code = int(stop.code or 0)
        return Outcome(code, out.getvalue(), err.getvalue())

    def do(self, *arguments: str | Path) -> str:
        """Run a command that must succeed; what it printed."""
        outcome = self.run(*arguments)
        assert outcome.code == 0, outcome.err
        return outcome.out

    def json(self, *arguments: str | Path) -> Any:
        """Run a command with `--json` that must succeed; what it printed, read."""
        return json.loads(self.do(*arguments, "--json"))
