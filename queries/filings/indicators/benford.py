"""Whether the first digits of a filing's numbers fall as Benford's law says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import log10
from typing import TYPE_CHECKING

from kg.model import Reason
from queries.filings.indicators.model import Indicator, computed, not_computed, rounded
from queries.filings.indicators.register import definition_of, indicator
from queries.filings.periods import ReportFiling

if TYPE_CHECKING:
    from kg.view import View

# Chi-square, 8 degrees of freedom; any table of it.
_CHI_SQUARE_5_PERCENT = 15.507
_CHI_SQUARE_1_PERCENT = 20.090
_MOST_CLAIMS = 50


@dataclass(frozen=True, slots=True)
class FirstDigits:
    """How often each digit comes first, and how far that is from Benford's law.

    Attributes:
        counts: by digit, 1 to 9.
        deviation: mean absolute deviation of the nine shares.
        chi_square: 8 degrees of freedom.
    """

    counts: Mapping[int, int]
    deviation: float
    chi_square: float


def first_digits(numbers: list[Decimal]) -> FirstDigits:
    """First digits of numbers other than 0, which are left out.

    Raises:
        ValueError: there is none.
    """
    counts = Counter(number.as_tuple().digits[0] for number in numbers if number)
    total = sum(counts.values())
    if not total:
        raise ValueError("no number other than 0")
    deviation = chi_square = 0.0
    for digit in range(1, 10):
        expected = log10(1 + 1 / digit)
        deviation += abs(counts[digit] / total - expected) / 9
        chi_square += (counts[digit] - total * expected) ** 2 / (total * expected)
    return FirstDigits({digit: counts[digit] for digit in range(1, 10)}, deviation, chi_square)


@indicator("benford", place=60, reads=lambda reports: (reports.view, reports.table.filings))
def benford(view: View, filings: Mapping[str, ReportFiling]) -> Indicator:
    """The first digits of the newest filing that has numbers enough.

    All its numbers count, those of segments as well, each concept, period, unit and dimension
    once. Filings of other forms than annual reports count as well.
    """
    definition = definition_of("benford")
    least = int(definition.weights["least_numbers"])
    newest: tuple[ReportFiling, int] | None = None
    for filing in sorted(filings.values(), key=lambda one: one.order, reverse=True):
        numbers, claims = _numbers(view, filing)
        if len(numbers) >= least:
            return _indicator(filing, numbers, claims)
        if numbers and newest is None:
            newest = (filing, len(numbers))
    if newest is None:
        return not_computed(definition, ("a filing with numbers",))
    filing, count = newest
    missing = f"a filing with {least} numbers (the newest has {count})"
    return not_computed(definition, (missing,), period_end=filing.end)


def _indicator(filing: ReportFiling, numbers: list[Decimal], claims: list[str]) -> Indicator:
    definition = definition_of("benford")
    found = first_digits(numbers)
    shown = ", ".join(f"{digit}: {count}" for digit, count in found.counts.items())
    verdict = "not beyond chance"
    if found.chi_square > _CHI_SQUARE_1_PERCENT:
        verdict = "beyond chance at 1 %"
    elif found.chi_square > _CHI_SQUARE_5_PERCENT:
        verdict = "beyond chance at 5 %"
    value = Fraction(found.deviation)
    reading = definition.read(value)
    shown_claims = tuple(claims[:_MOST_CLAIMS])
    more = f" The first {_MOST_CLAIMS} are named." if len(claims) > _MOST_CLAIMS else ""
    return computed(
        definition,
        value,
        reasons=(
            Reason(
                "mean_absolute_deviation",
                f"{rounded(value)}",
                "share",
                float(rounded(value)),
                f"First digits of {len(numbers):,} numbers in {filing.id}: {shown}.{more}",
                claims=shown_claims,
            ),
            Reason(
                "chi_square",
                f"{found.chi_square:.3f}",
                "chi-square",
                0.0,
                f"Chi-square, with 8 degrees of freedom, is {found.chi_square:.2f}, {verdict}"
                f" ({_CHI_SQUARE_5_PERCENT:.3f} at 5 %, {_CHI_SQUARE_1_PERCENT:.3f} at 1 %)."
                " With many numbers small deviations are beyond chance as well.",
                claims=shown_claims,
            ),
        ),
        period_end=filing.end,
        summary=f"First digits of {len(numbers):,} numbers deviate from Benford's law by"
        f" {found.deviation:.4f} on average: {reading.reading}.",
    )


def _numbers(view: View, filing: ReportFiling) -> tuple[list[Decimal], list[str]]:
    rows = view.sql(
        """
        WITH mine AS (
            SELECT DISTINCT canonical FROM claims
            WHERE schema = 'Figure' AND prop = 'filing'
              AND (value = $id OR value IN
                   (SELECT DISTINCT entity FROM claims WHERE canonical = $id))
        )
        SELECT max(value) FILTER (prop = 'value'), min(id) FILTER (prop = 'value')
        FROM claims WHERE canonical IN (SELECT canonical FROM mine)
        GROUP BY canonical ORDER BY canonical
        """,
        {"id": filing.id},
    ).rows
    numbers: list[Decimal] = []
    claims: list[str] = []
    for text, claim in rows:
        try:
            number = Decimal(text or "")
        except InvalidOperation:
            continue
        if number.is_finite() and number:
            numbers.append(number)
            claims.append(claim)
    return numbers, claims
