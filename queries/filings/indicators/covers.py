"""What filings say of themselves besides form and period: when signed, by what filer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from queries.filings.figures import day

if TYPE_CHECKING:
    from kg.view import View


@dataclass(frozen=True, slots=True)
class Cover:
    """The signature and the cover page of a filing.

    Attributes:
        signed: day beside the registrant's signature; it was filed that day or later.
        category: of the filer, as the cover page has it.
        claims: ids of the claims that say so.
    """

    signed: date | None = None
    category: str | None = None
    claims: tuple[str, ...] = ()


def covers_of(view: View, filings: Iterable[str]) -> Mapping[str, Cover]:
    """By filing, for those of which anything is known."""
    rows = view.sql(
        """
        SELECT canonical,
               max_by(value, (confidence, seen_at, id)) FILTER (prop = 'signedDate'),
               max_by(value, (confidence, seen_at, id)) FILTER (prop = 'filerCategory'),
               list(DISTINCT id ORDER BY id)
        FROM claims
        WHERE prop IN ('signedDate', 'filerCategory')
          AND list_contains($filings::VARCHAR[], canonical)
        GROUP BY canonical
        """,
        {"filings": list(filings)},
    ).rows
    return {
        filing: Cover(day(signed), category, tuple(claims))
        for filing, signed, category, claims in rows
    }
