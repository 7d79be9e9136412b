"""Command groups whose commands are found by entry point and imported when they are used."""

from __future__ import annotations

import importlib
from functools import cache
from importlib.metadata import EntryPoint, entry_points

import click


@cache
def _commands(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=group)}


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is asked for.

    Attributes:
        entry_points: the entry point group under which distributions add commands to it.
    """

    entry_points: str

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names of all installed commands, sorted."""
        return sorted(_commands(self.entry_points))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, None when there is none."""
        point = _commands(self.entry_points).get(cmd_name)
        if point is None:
            return None
        command = getattr(importlib.import_module(point.module), point.attr)
        assert isinstance(command, click.Command)
        return command


def group_of(entry_point_group: str) -> type[LazyGroup]:
    """The class of a group whose commands stand under that entry point group."""
    return type("CommandGroup", (LazyGroup,), {"entry_points": entry_point_group})
