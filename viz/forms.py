"""The register of forms: what each kind of result can be written as, by the suffix of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from kg.registry import Registry
from viz.styles import Styles

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the results of one type.

    `written` gives the file's text from a result, a heading as plain text (None is the result's
    own) and how things look; the same result gives the same text.
    """

    kind: type[Any]
    suffix: str
    written: Callable[[Any, str | None, Styles], str]


FORMS: Registry[Form] = Registry("form", "viz.writers")
"""All forms, by type and suffix."""

Writer = Callable[[_Result, str | None, Styles], str]


def form(kind: type[_Result], suffix: str) -> Callable[[Writer[_Result]], Writer[_Result]]:
    """Register a function as what writes results of a type into files of a suffix (`.html`).

    Raises:
        SetupError: there is one for them.
    """

    def register(written: Writer[_Result]) -> Writer[_Result]:
        name = f"{kind.__module__}.{kind.__qualname__}{suffix}"
        FORMS.add(name, Form(kind, suffix, written))
        return written

    return register


def forms_of(kind: type[Any]) -> dict[str, Form]:
    """The forms of a type of result, by suffix; {} where it has none."""
    return {one.suffix: one for one in FORMS.values() if issubclass(kind, one.kind)}
