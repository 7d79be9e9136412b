"""`kg init`."""

from __future__ import annotations

import click

from kg.cli_tools import CliContext, json_option, safe


@click.command()
@click.option("--neo4j", "uri", metavar="URI", help="Keep the graph on this server (bolt://…).")
@click.option("--user", default="neo4j", show_default=True, help="User on that server.")
@click.option("--database", default="neo4j", show_default=True, help="Database on that server.")
@click.option(
    "--password-env",
    default="RISKWEAVE_NEO4J_PASSWORD",
    show_default=True,
    help="Environment variable that holds the password.",
)
@json_option
@click.pass_obj
def init(
    context: CliContext,
    *,
    uri: str | None,
    user: str,
    database: str,
    password_env: str,
    as_json: bool,
) -> None:
    """Make a workspace; one that exists stays as it is.

    Example: kg -w work init
    """
    from kg.workspace import init as init_workspace

    store = uri and {
        "engine": "neo4j",
        "uri": uri,
        "user": user,
        "database": database,
        "password_env": password_env,
    }
    with init_workspace(context.folder, store=store or None) as workspace:
        if as_json:
            context.emit({"path": workspace.path, "store": workspace.config.store})
        else:
            context.console.print(
                f"Workspace at [bold]{safe(workspace.path)}[/bold]"
                f" (graph: {safe(workspace.config.store['engine'])})."
            )
