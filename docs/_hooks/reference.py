"""MkDocs hook: the reference pages that are made from the code itself."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from inspect import cleandoc

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from kg.ontology import load_ontology, reference_markdown


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add `reference/ontology.md` and `reference/commands.md` to the site."""
    pages = {
        "reference/ontology.md": reference_markdown(load_ontology()),
        "reference/commands.md": commands_markdown(),
    }
    for path, content in pages.items():
        files.append(File.generated(config, path, content=content))
    return files


def commands_markdown() -> str:
    """One section for each command of `kg`, with its help and its options."""
    parts = ["# Commands", "Each command takes `--help`; `kg --help` lists them all."]
    root = click.Context(click.Group("kg"), info_name="kg")
    for name, command in _commands():
        context = click.Context(command, info_name=name, parent=root)
        usage = " ".join(command.collect_usage_pieces(context))
        parts.append(f"## kg {name}\n\n    kg {name} {usage}\n")
        parts.append(_paragraphs(command.help or ""))
        rows = [
            record
            for parameter in command.get_params(context)
            if (record := parameter.get_help_record(context)) is not None
        ]
        if rows:
            lines = [f"| `{_cell(name)}` | {_cell(text)} |" for name, text in rows]
            parts.append("\n".join(["| option | |", "| --- | --- |", *lines]))
    return "\n\n".join(parts) + "\n"


def _commands() -> Iterator[tuple[str, click.Command]]:
    """Every command by the words it is called with; a group's own stand behind the group."""
    for entry in sorted(entry_points(group="kg.commands"), key=lambda e: e.name):
        command = entry.load()
        yield entry.name, command
        if isinstance(command, click.Group):
            own = entry_points(group=f"kg.commands.{entry.name}")
            for below in sorted(own, key=lambda e: e.name):
                yield f"{entry.name} {below.name}", below.load()


def _paragraphs(text: str) -> str:
    """A command's help as Markdown: its example, and what \\b keeps together, as code."""
    shown = []
    for paragraph in cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b"):
            lines = paragraph.lstrip("\b").strip("\n").splitlines()
            shown.append("\n".join(f"    {line}" for line in lines))
        elif paragraph.startswith("Example: "):
            example = " ".join(paragraph.removeprefix("Example: ").split())
            shown.append(f"Example:\n\n    {example}")
        else:
            shown.append(paragraph)
    return "\n\n".join(shown)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
