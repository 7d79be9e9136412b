"""What every view in a terminal is made of, with rich; no text is ever read as markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.cli_tools import shortened
from queries.answers import counted
from viz.styles import halo
from viz.text import visible

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

MOST_ROWS = 60
"""Rows of a table before it says how many more there are."""

_LONGEST_CELL = 480
_RISK_STYLES = {"high": "bold red", "raised": "bold yellow", "some": "yellow"}


def plain(text: str, style: str = "") -> Text:
    """Text that steers nothing, the overlong cut."""
    from rich.text import Text

    return Text(visible(shortened(text, _LONGEST_CELL)), style=style)


def heading(title: str, below: str, longest: int) -> Text:
    """What is shown, and a line on it below."""
    from rich.text import Text

    text = Text(visible(shortened(title, longest)), style="bold")
    text.append("\n" + visible(below), style="not bold dim")
    return text


def table(columns: Iterable[tuple[str, bool]], title: str = "") -> Table:
    """An empty table of (heading, whether it holds numbers)."""
    from rich import box
    from rich.table import Table

    made = Table(
        box=box.SIMPLE_HEAD,
        title=plain(title, "bold") if title else None,
        title_justify="left",
        pad_edge=False,
    )
    for column, numbers in columns:
        made.add_column(plain(column), justify="right" if numbers else "left", overflow="fold")
    return made


def more(count: int, one: str = "", many: str = "") -> Iterable[Text]:
    """A line that says how many more there are; none where there are not."""
    if count > 0:
        further = f"{count:,}"
        if one:
            further = counted(count, f"more {one}", f"more {many or one + 's'}")
        yield plain(f"… and {further}{'' if one else ' more'}.", "dim")


def risk_style(points: float | None) -> str:
    """The style of so many points of risk, "" for those that mean little."""
    level = halo(points)
    return _RISK_STYLES[level.level] if level else ""
