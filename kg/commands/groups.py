"""Groups of commands: the packages add theirs to `kg alert`, `regulation`, `report`, `template`."""

from __future__ import annotations

import click

from kg.lazy_group import group_of


@click.group(cls=group_of("kg.commands.alert"))
def alert() -> None:
    """What people say of an alert; it stays in the audit log, and 'kg alerts' shows it.

    Example: kg -w work alert close 3f9a12c4 --why 'a family moving its own money'
    """


@click.group(cls=group_of("kg.commands.regulation"))
def regulation() -> None:
    """Laws and rules: what they demand, of whom, and what the institution does about it.

    Example: kg -w work regulation obligations 32015L2366
    """


@click.group(cls=group_of("kg.commands.report"))
def report() -> None:
    """Financial reports: their figures, parties and warning signs.

    Example: kg -w work report figures cik:0000320193
    """


@click.group(cls=group_of("kg.commands.template"))
def template() -> None:
    """Mappings that ship for tables of customers, accounts, owners, directors, transfers and more.

    Example: kg template show customers
    """
