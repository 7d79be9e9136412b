"""The amounts of a document by their place, with the scale that its notes state."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from ingest.reports.narrative.money_text import Money, money_in

if TYPE_CHECKING:
    from kg.text.blocks import PlainText


class Amounts:
    """Every amount in the prose of a document, found once."""

    def __init__(self, text: PlainText) -> None:
        self._found = sorted(money_in(text), key=lambda money: money.start)

    def within(self, start: int, end: int) -> tuple[Money, ...]:
        """Those that begin in a span of the document's text."""
        first = bisect_left(self._found, start, key=lambda money: money.start)
        last = bisect_left(self._found, end, key=lambda money: money.start)
        return tuple(self._found[first:last])
