"""The `kg` command: a group whose commands are found by entry point and loaded when used."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path

import click

from kg.cli_tools import CliContext, visible
from kg.errors import InputError, ReaderFault, RiskweaveError, SetupError, UsageError
from kg.lazy_group import group_of

ENTRY_POINTS = "kg.commands"
"""Distributions add commands to `kg` under this entry point group."""

_USERS_FAULT = (UsageError, InputError, SetupError)

_INTERRUPTED = 130


@click.group(
    cls=group_of(ENTRY_POINTS),
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Shell completion: eval "$(_KG_COMPLETE=bash_source kg)", or zsh_source, fish_source.',
)
@click.option(
    "-w",
    "--workspace",
    "folder",
    envvar="KG_WORKSPACE",
    default="work",
    show_default=True,
    show_envvar=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the workspace.",
)
@click.option("--debug", is_flag=True, help="Show tracebacks of errors.")
@click.version_option(package_name="riskweave", message="riskweave %(version)s")
@click.pass_context
def kg(context: click.Context, folder: Path, debug: bool) -> None:
    """Risk before, during and after the event, in one graph of sourced claims.

    Example: kg -w work init && kg -w work ingest ofac sdn.csv && kg -w work refresh
    """
    context.obj = CliContext(folder, debug=debug)
    context.call_on_close(context.obj.close)


def main() -> None:
    """Run `kg`; exits 2 when the call, the input or the set-up is wrong, 1 when we are.

    Files that it makes are their owner's alone.
    """
    os.umask(0o077)
    try:
        status = kg(prog_name="kg", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted: nothing half-done was kept. Run the same command again.", err=True)
        sys.exit(_INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        click.echo(f"kg: {_one_line(error)}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output went away, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except RiskweaveError as error:
        if "--debug" in sys.argv:
            raise
        ours = " A reader is at fault, not its input." if isinstance(error, ReaderFault) else ""
        click.echo(f"kg: {visible(error)}{ours}", err=True)
        sys.exit(2 if isinstance(error, _USERS_FAULT) else 1)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        if known := _known(error):
            click.echo(f"kg: {visible(known)}", err=True)
            sys.exit(2)
        click.echo(
            f"kg: unexpected {type(error).__name__}:"
            f" {visible(' '.join(str(error).split())[:300])}."
            f" This is a fault of riskweave {version('riskweave')};"
            " run again with --debug to see where",
            err=True,
        )
        sys.exit(1)
    sys.exit(status or 0)


def _known(error: Exception) -> str | None:
    """In one line what the system, not the product, is to blame for; None for anything else."""
    said = str(error)
    if "No space left on device" in said or "disk is full" in said:
        return "the disk is full; nothing half-done was kept. Make room, then run the same again"
    if "surrogate" in said and "not allowed" in said:
        return "what was given holds bytes that are no UTF-8 text"
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}"
    return None


def _one_line(error: click.ClickException) -> str:
    """What is wrong with the call, and where its help is."""
    text = visible(" ".join(error.format_message().split()))
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return text
    return f"{text.rstrip('.')}. Try '{context.command_path} --help'"
