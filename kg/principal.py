"""For whom data is read and written, and what they may do."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from typing import Literal, get_args

from kg.errors import Forbidden

Right = Literal["read", "decide", "load"]
"""`read` sees data; `decide` judges records and puts alerts on the desk; `load` reads sources
in, withdraws them, and brings the graph up."""

EVERY_RIGHT: frozenset[Right] = frozenset(get_args(Right))


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody for whom a workspace is opened, or a view made.

    Attributes:
        name: as the audit log has it.
        rights: what they may do; by default everything.
    """

    name: str
    rights: frozenset[Right] = EVERY_RIGHT

    def needs(self, right: Right) -> None:
        """Raise Forbidden where the principal lacks a right."""
        if right not in self.rights:
            raise Forbidden(f"{self.name} lacks the right to {right}", hint="Ask who has it")


def local_user() -> Principal:
    """Who runs this process, with every right."""
    return Principal(user_name())


def user_name() -> str:
    """Who runs this process: the name, or `uid:N` where the system knows none, as in containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid:{os.getuid()}"
