"""Every error Riskweave raises on purpose, typed by what the caller can do about it.

::

    RiskweaveError
    ├── UsageError            fix the call
    │   ├── NotFound            nothing answers to that name
    │   ├── Ambiguous           several things answer to it
    │   ├── QueryRefused        the query writes, or is too large
    │   └── Forbidden           the principal lacks the right
    ├── InputError            fix the input
    │   ├── BadFile             a whole file is refused
    │   ├── BadRecord           one record is set aside
    │   ├── MappingError        a mapping, typology or rule file is wrong
    │   └── OntologyError       an ontology file is wrong
    ├── SetupError            fix the set-up
    │   ├── WorkspaceMissing    no workspace at that path
    │   ├── Damaged             what the workspace keeps is not what was written
    │   ├── StoreUnavailable    the graph store cannot be reached
    │   └── MissingExtra        an optional part is not installed
    ├── TransientError        try again
    │   └── Busy                somebody else holds the lock
    └── ReaderFault           mend the reader: it says what the ontology does not know
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from pathlib import Path

_LONGEST_QUOTED_VALUE = 80
_MOST_LISTED = 24
MOST_CANDIDATES = 10
"""Ids that an error names where several things answer; ask for one more to know of more."""


class RiskweaveError(Exception):
    """Base of all errors raised on purpose; `str()` is one line for a person.

    Every fact is also an attribute, None where it does not apply:
    `message` what is wrong, `hint` what to do, `source` the lake source,
    `file`, `line` (1-based), `field` and the offending `value`.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        source: str | None = None,
        file: str | Path | None = None,
        line: int | None = None,
        field: str | None = None,
        value: object = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.source = source
        self.file = str(file) if file is not None else None
        self.line = line
        self.field = field
        self.value = value

    def __str__(self) -> str:
        place = self.file or self.source or ""
        if self.line is not None:
            place = f"{place}:{self.line}" if place else f"line {self.line}"
        text = f"field '{self.field}': {self.message}" if self.field else self.message
        if self.value is not None:
            text += f" (got {_quoted(self.value)})"
        if place:
            text = f"{place}: {text}"
        if self.hint:
            text = f"{text.rstrip('.')}. {self.hint}"
        return " ".join(text.split())


def _quoted(value: object) -> str:
    text = repr(value)
    if len(text) > _LONGEST_QUOTED_VALUE:
        return text[: _LONGEST_QUOTED_VALUE - 1] + "…"
    return text


class UsageError(RiskweaveError):
    """The call is wrong: another argument would work."""


class NotFound(UsageError):
    """Nothing answers to the name or id that was given."""


class Ambiguous(UsageError):
    """Several things answer to the name; `candidates` lists their ids."""

    def __init__(self, message: str, *, candidates: tuple[str, ...] = (), **facts: object) -> None:
        super().__init__(message, **facts)  # type: ignore[arg-type]
        self.candidates = candidates

    @classmethod
    def among(cls, message: str, value: str, ids: Sequence[str]) -> Ambiguous:
        """That several things answer to `value`; the hint names the first ten of `ids`."""
        more = " and more" if len(ids) > MOST_CANDIDATES else ""
        hint = f"Give one of these ids: {', '.join(ids[:MOST_CANDIDATES])}{more}"
        return cls(message, value=value, hint=hint, candidates=tuple(ids))


class QueryRefused(UsageError):
    """A user-written query would write, reads local files, or runs too long."""


class Forbidden(UsageError):
    """The principal for whom it was asked lacks the right: somebody else may have it."""


class InputError(RiskweaveError):
    """The input is wrong: another file, record or configuration would work."""


class BadFile(InputError):
    """A whole file is refused; nothing of it was stored."""


class BadRecord(InputError):
    """One record cannot be used; it is set aside and counted."""


class MappingError(InputError):
    """A mapping, typology or rule file is wrong."""


class OntologyError(InputError):
    """An ontology file is wrong."""


class SetupError(RiskweaveError):
    """The set-up is wrong: nothing about the call or the input would help."""


class WorkspaceMissing(SetupError):
    """There is no workspace at that path."""


class Damaged(SetupError):
    """What the workspace keeps is not what was written; nothing was overwritten."""


class StoreUnavailable(SetupError):
    """The graph store cannot be opened or reached."""


class MissingExtra(SetupError):
    """An optional part of the distribution is not installed."""


class TransientError(RiskweaveError):
    """The same call may well succeed a little later."""


class Busy(TransientError):
    """Another process holds the workspace or the store."""


class ReaderFault(RiskweaveError):
    """A reader says what the ontology does not know: ours to mend, or a plugin's author's."""


def suggestion(word: str, known: Collection[str]) -> str | None:
    """A hint that names the nearest known word, and all of them while they are few.

    None where no known word is near, and there are none or more than 24.
    """
    near = get_close_matches(word, list(known), n=1, cutoff=0.7)
    listed = f"Known: {', '.join(sorted(known))}" if 0 < len(known) <= _MOST_LISTED else ""
    asked = f"Did you mean '{near[0]}'?" if near else ""
    return f"{asked} {listed}".strip() or None
