"""`kg doctor`."""

from __future__ import annotations

import click

from kg.cli_tools import CliContext, json_option, safe

_SIGNS = {
    "ok": "[green]ok[/green]",
    "warning": "[yellow]warning[/yellow]",
    "fault": "[red]fault[/red]",
}


@click.command()
@json_option
@click.pass_obj
def doctor(context: CliContext, as_json: bool) -> None:
    """Check the installation and the workspace; exits 1 when something is at fault.

    Example: kg -w work doctor
    """
    from kg.doctor import examine

    checks = examine(context.folder)
    if as_json:
        context.emit(checks)
    else:
        for check in checks:
            context.console.print(
                f"{_SIGNS[check.state]:<10} {safe(check.name)}: {safe(check.detail)}"
            )
    if any(check.state == "fault" for check in checks):
        raise click.exceptions.Exit(1)
