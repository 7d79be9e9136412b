"""Who owns whom, as it is told: shares are exact fractions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kg.json_form import dataclass_json, jsonable
from queries.answers import Ref


class _Sharing:
    """What has a `share`, told in percent too."""

    __slots__ = ()

    share: Fraction | None

    @property
    def percentage(self) -> Decimal | None:
        """The share in percent, rounded to four decimals; None where unknown."""
        return None if self.share is None else percent(self.share)

    def to_json(self) -> dict[str, Any]:
        """The fields, and `percentage` as text."""
        return {**dataclass_json(self), "percentage": jsonable(self.percentage)}


@dataclass(frozen=True, slots=True)
class OwnershipStep(_Sharing):
    """One link of an ownership chain: `owner` holds `share` of `asset`.

    `share` is an exact fraction (3/5 is 60 %), None where no source states it;
    `relation` is the ownership's id.
    """

    owner: Ref
    asset: Ref
    share: Fraction | None
    relation: str


@dataclass(frozen=True, slots=True)
class BeneficialOwner(_Sharing):
    """An owner found by looking through the chains of ownership.

    Attributes:
        owner: the person or company.
        share: exact share of the subject's value that is in the end the owner's: the products
            of the shares along all chains, summed; where the chains hold a circle, the
            limit of going round it for ever. None when no chain has all its shares stated.
        chain_share: the same over `chains` alone, which pass no entity twice; it is
            less than `share` only where ownership is circular.
        chains: the chains that lead from the owner to the subject, largest product first;
            a chain with an unstated share counts nothing.
        ultimate: True when nobody is known to own the owner.
        natural_person: True for a Person.
        over_threshold: share is at or above the threshold.
        circular: True when the owner is itself owned, somewhere along, by the subject
            or by a company that it owns.
    """

    owner: Ref
    share: Fraction | None
    chain_share: Fraction | None
    chains: tuple[tuple[OwnershipStep, ...], ...]
    ultimate: bool
    natural_person: bool
    over_threshold: bool
    circular: bool


@dataclass(frozen=True, slots=True)
class OwnershipView:
    """Ownership around the subject.

    Attributes:
        owners: direct owners. owned: what the subject owns directly.
        beneficial_owners: owners through chains, largest share first.
        holdings: what the subject owns through chains; in a holding, `owner` of the
            BeneficialOwner is the thing owned and `chains` lead from the subject to it.
        circles: ownership circles through the subject's chains, each as a tuple of refs.
        threshold: share from which a person is named beneficial owner (1/4), and
            `threshold_source`, where that comes from.
        left_out: owners and holdings beyond the depth or number that was followed.
    """

    owners: tuple[OwnershipStep, ...] = ()
    owned: tuple[OwnershipStep, ...] = ()
    beneficial_owners: tuple[BeneficialOwner, ...] = ()
    holdings: tuple[BeneficialOwner, ...] = ()
    circles: tuple[tuple[Ref, ...], ...] = ()
    threshold: Fraction = Fraction(1, 4)
    threshold_source: str = ""
    left_out: int = 0


def percent(share: Fraction) -> Decimal:
    """A share in percent, rounded to four decimals (1/3 is 33.3333)."""
    hundredth_of_percent = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return hundredth_of_percent.quantize(Decimal("0.0001"))
