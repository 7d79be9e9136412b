"""What kind of demo bank is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from kg.errors import UsageError

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

HOME = "nl"
CURRENCY = "EUR"
START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 181
"""1 January to 30 June 2026."""
DAY = 86_400
"""Seconds."""

FEWEST_PARTIES, MOST_PARTIES = 500, 100_000
FEWEST_TRANSFERS, MOST_TRANSFERS = 10_000, 20_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """Size and seed of a demo bank; equal plans make equal files, byte for byte.

    Attributes:
        seed: any integer from 0.
        parties: people, companies and employees together, 500 to 100,000.
        transfers: rows of the ledger, schemes included, 10,000 to 20 million.

    Raises:
        UsageError: a number is out of range.
    """

    seed: int = 7
    parties: int = 5_000
    transfers: int = 200_000

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise UsageError("the seed must be 0 or more", field="seed", value=self.seed)
        for field, value, least, most in (
            ("parties", self.parties, FEWEST_PARTIES, MOST_PARTIES),
            ("transfers", self.transfers, FEWEST_TRANSFERS, MOST_TRANSFERS),
        ):
            if not least <= value <= most:
                raise UsageError(
                    f"must lie between {least:,} and {most:,}", field=field, value=value
                )

    @property
    def companies(self) -> int:
        """A fifth of the parties."""
        return self.parties // 5

    @property
    def employees(self) -> int:
        """A fiftieth of the parties."""
        return self.parties // 50

    @property
    def people(self) -> int:
        """Customers who are natural persons: all the others."""
        return self.parties - self.companies - self.employees

    def rng(self, part: str) -> np.random.Generator:
        """A generator for one part, so that a change of one part leaves the others as they are."""
        return np.random.default_rng([self.seed, *part.encode()])
