"""A subsidiary, as a list of subsidiaries says it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.reports.subsidiaries.places import Place


@dataclass(frozen=True, slots=True)
class Subsidiary:
    """A subsidiary as the exhibit lists it.

    `jurisdiction` is as written, `place` what it means, each None where not given. `share` is
    the percentage owned (0 to 100), None where not given. `level` is 1 for a subsidiary right
    under the registrant; `parent` is the index, in the exhibit's list, of the one above, None
    at level 1. `owner` is a parent that the exhibit names in words. Where that is another
    subsidiary of the list, `parent` says which; where it is neither that nor the registrant,
    `owner_elsewhere` is true, and `share` is that owner's. `notes` are the texts of its
    footnotes. `span` is the name's place in the plain text, `block` the key of the block.
    """

    name: str
    jurisdiction: str | None
    place: Place | None
    share: Decimal | None
    level: int
    parent: int | None
    owner: str | None
    alias: str | None
    notes: tuple[str, ...]
    block: str
    span: tuple[int, int]
    row_span: tuple[int, int]
    owner_elsewhere: bool = False
