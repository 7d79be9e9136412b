"""What is around the subject, as a picture of what the other sections draw."""

from __future__ import annotations

from collections.abc import Iterable

from queries.portraits.blocks import Block, Neighbourhood
from queries.portraits.section import Section, section


@section("around", "Around it", place=40)
class AroundSection(Section):
    """A picture alone: it knows nothing of its own."""

    def blocks(self) -> Iterable[Block]:
        yield Neighbourhood()
