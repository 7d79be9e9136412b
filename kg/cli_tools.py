"""What commands share: the context, `--json`, progress, and text made safe for a terminal."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console

    from kg.store.protocol import Progress
    from kg.workspace import Workspace

_Command = TypeVar("_Command", bound=Callable[..., Any])

LONGEST_SHOWN = 200
"""Characters of a name that are shown to a reader."""

_WIDTH_OF_NO_TERMINAL = 300
_BEYOND_ASCII = re.compile(r"[^\n -~]")


class CliContext:
    """What the group hands to each command.

    Attributes:
        folder: the workspace's folder, whether or not it exists.
        debug: tracebacks are wanted.
    """

    def __init__(self, folder: Path, *, debug: bool = False) -> None:
        self.folder = folder
        self.debug = debug
        self._workspace: Workspace | None = None

    def workspace(self) -> Workspace:
        """The open workspace; raises WorkspaceMissing."""
        if self._workspace is None:
            from kg.workspace import open_workspace

            self._workspace = open_workspace(self.folder)
        return self._workspace

    @cached_property
    def console(self) -> Console:
        """Standard output."""
        return _folding_console()

    def emit(self, value: object) -> None:
        """Print a result as JSON; what would change how a terminal draws it is escaped."""
        from kg.json_form import jsonable

        text = json.dumps(jsonable(value), ensure_ascii=False, indent=2)
        click.echo(_BEYOND_ASCII.sub(_json_character, text))

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A progress bar on standard error, for calls that report (stage, done, total).

        Nothing is drawn where standard error is no terminal.
        """
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        with Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        ) as bar:
            tasks: dict[str, Any] = {}

            def report(stage: str, done: int, total: int) -> None:
                if stage not in tasks:
                    tasks[stage] = bar.add_task(safe(stage), total=total or None)
                bar.update(tasks[stage], completed=done, total=total or None)

            yield report

    def close(self) -> None:
        """Close what was opened."""
        if self._workspace is not None:
            self._workspace.close()
            self._workspace = None


def _folding_console() -> Console:
    """A console that never cuts what stands in a table, and is wide where nobody watches.

    Into a pipe or a file nothing is gained by breaking at the 80 columns of a terminal that is
    not there; `COLUMNS` in the environment still decides where it is set.
    """
    from rich.console import Console
    from rich.table import Table

    class Folding(Console):
        def print(self, *objects: Any, **options: Any) -> None:
            for table in objects:
                if isinstance(table, Table):
                    for column in table.columns:
                        if column.overflow == "ellipsis" and not column.no_wrap:
                            column.overflow = "fold"
            super().print(*objects, **options)

    console = Folding(highlight=False, soft_wrap=False)
    if not console.is_terminal and not os.environ.get("COLUMNS", "").isdigit():
        console.width = _WIDTH_OF_NO_TERMINAL
    return console


def json_option(command: _Command) -> _Command:
    """Add `--json` (parameter `as_json`) to a command."""
    return click.option("--json", "as_json", is_flag=True, help="Print the machine-readable form.")(
        command
    )


def as_of_option(command: _Command) -> _Command:
    """Add `--as-of` (parameter `as_of`, text or None) to a command."""
    return click.option(
        "--as-of",
        metavar="DATE",
        help="Look at nothing that happened later (all of a day, in the own zone).",
    )(command)


def safe(text: object) -> str:
    """Text from a source, safe to print with rich: no markup, no control or bidi characters.

    What would change how a terminal draws the line is shown as its code point (`⟨U+202E⟩`).
    """
    from rich.markup import escape

    return escape(visible(text))


def shortened(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Text of at most `longest` characters whole, of a longer one the beginning and its length.

    For display alone: the machine-readable forms carry all of it.
    """
    if len(text) <= longest:
        return text
    return f"{text[:longest].rstrip()}… ({len(text):,} characters)"


def visible(text: object) -> str:
    """Text with control, format and bidi characters shown as their code points."""
    return "".join(
        f"⟨U+{ord(character):04X}⟩" if _steers(character) else character for character in str(text)
    )


def _steers(character: str) -> bool:
    """Whether it is a control, format, private, surrogate or line-separating character."""
    return unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")


def _json_character(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if _steers(found[0]) else found[0]
