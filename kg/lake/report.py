"""What a run of a reader did, for a person and for a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run of one source.

    Attributes:
        source: name in the lake.
        version: version now live, counted from 1.
        read, kept, rejected: records of the input; `read == kept + rejected`.
        claims, transfers: rows now in the lake for this source.
        added, changed, gone: entities, against the version before.
        transfers_added, transfers_gone: ledger rows, against the version before; one
            whose content changed is in both.
        unchanged: True when the input was already in the lake and nothing was written.
        warnings: what was not understood but not lost, one line each, with how often and where
            first.
        rejects: why records were set aside, one line each, with how often and where first.
        reject_file: JSON lines, one a rejected record; None when there is none.
        seconds: wall time of the run.
        examples: up to ten entity ids each under "added", "changed" and "gone"; empty when
            nothing was written.
    """

    source: str
    version: int
    read: int
    kept: int
    rejected: int
    claims: int
    transfers: int
    added: int
    changed: int
    gone: int
    transfers_added: int
    transfers_gone: int
    unchanged: bool
    warnings: tuple[str, ...]
    rejects: tuple[str, ...]
    reject_file: Path | None
    seconds: float
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions of a source against each other, counted.

    Attributes:
        added, changed, gone: entities; changed means that at least one of its claims
            came or went while others stayed.
        transfers_added, transfers_gone: ledger rows, compared by all they say of the transfer.
        examples: up to ten entity ids each under "added", "changed" and "gone".
    """

    added: int = 0
    changed: int = 0
    gone: int = 0
    transfers_added: int = 0
    transfers_gone: int = 0
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
