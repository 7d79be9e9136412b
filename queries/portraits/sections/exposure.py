"""How much risk the subject carries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from kg.model import Finding
from queries.portraits.blocks import Block, Headline, Points, Score
from queries.portraits.section import Section, section
from queries.provenance.evidence import distinct_supports, supporting_claims
from queries.risk.exposure import exposure_of

if TYPE_CHECKING:
    from queries.portraits.subject import Subject


@section("exposure", "Exposure", place=10)
class ExposureSection(Section):
    """The exposure score, which every entity has."""

    exposure: Finding | None = None

    @classmethod
    def read(cls, subject: Subject) -> Self:
        return cls(exposure=distinct_supports(exposure_of(subject, subject.model)))

    def claims(self) -> Iterable[str]:
        return () if self.exposure is None else supporting_claims([self.exposure])

    def headlines(self) -> Iterable[Headline]:
        if self.exposure is not None:
            yield Points(self.exposure.score, "of 100 points of exposure")

    def blocks(self) -> Iterable[Block]:
        if self.exposure is not None:
            yield Score("Exposure", self.exposure, card=False)
