"""Behaviour features of the subject's accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from queries.features.catalogue import FeatureValue, compute_features
from queries.portraits.blocks import Block, Column, Quantity, Table
from queries.portraits.section import Section, section

if TYPE_CHECKING:
    from queries.portraits.subject import Subject


@section("behaviour", "Behaviour", place=120)
class BehaviourSection(Section):
    """Features, by name."""

    features: tuple[FeatureValue, ...] = ()

    @classmethod
    def read(cls, subject: Subject) -> Self:
        return cls(features=compute_features(subject.ledger).get(subject.id, ()))

    def blocks(self) -> Iterable[Block]:
        yield Table(
            (
                Column("Feature", "code"),
                Column("Value", "number"),
                Column("What it is", "word", brief=False),
            ),
            tuple(
                (one.name, Quantity(one.value, one.unit), one.description) for one in self.features
            ),
        )
