"""Whether the newest report was filed after the SEC's deadline."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from kg.model import Reason
from queries.indicators.definitions import Deadline, Deadlines, deadlines, definitions
from queries.indicators.model import Indicator, InputUsed, computed, not_computed
from queries.indicators.worksheet import Book
from queries.report_model import ReportedFigure, ReportFiling

_SATURDAY = 5
_FLOAT = "public_float"


def late_filing(book: Book) -> Indicator:
    """Days from the deadline to the day the newest 10-K or 10-Q was filed; negative is early.

    The category of the filer is taken from its public float and revenue (Rule 12b-2). Where they
    leave several categories, there is a value only if all of them lead to the same reading.
    """
    definition = definitions()["late_filing"]
    rules = deadlines()
    due = {one.form for one in rules.forms}
    reports = [one for one in book.table.filings.values() if one.form in due and one.end]
    if not reports:
        return not_computed(definition, ("a 10-K or 10-Q with the end of its period",))
    dated = [one for one in reports if one.filed]
    filing = max(dated or reports, key=lambda one: one.order)
    end, filed, form = filing.end, filing.filed, filing.form
    assert end is not None
    assert form is not None
    if filed is None:
        missing = f"the day on which the {form} for {end} was filed"
        return not_computed(definition, (missing,), period_end=end)
    rule = rules.of(form, end)
    if rule is None:
        missing = f"a deadline for a {form} of a period to {end}"
        return not_computed(definition, (missing,), period_end=end)
    held = _cover(book, filing)
    categories = possible_categories(
        rules, None if held is None else held.value, _revenue(book, end)
    )
    days = sorted({(filed - deadline_of(end, rule.days[name])).days for name in categories})
    readings = {definition.read(Fraction(day)).reading for day in days}
    if len(readings) > 1:
        missing = f"the category of the filer (one of: {', '.join(categories)})"
        return not_computed(definition, (missing,), period_end=end)
    late = days[-1] if days[-1] <= 0 else days[0]
    return computed(
        definition,
        Fraction(late),
        reasons=(_reason(filing, rule, categories, late, held),),
        inputs=_inputs(held),
        period_end=end,
        summary=f"The {form} for {end} was filed on {filed},"
        f" {_days(abs(late))} {'after' if late > 0 else 'before'} its deadline.",
    )


def possible_categories(
    rules: Deadlines, held: Decimal | None, revenue: Decimal | None
) -> tuple[str, ...]:
    """Categories that a filer may be of, the largest first.

    Args:
        held: public float in US dollars; None where not known.
        revenue: of the year, in US dollars; None where not known.
    """
    found: list[str] = []
    for place, one in enumerate(rules.categories):
        if held is not None and held < one.leaves_below:
            continue
        if revenue is not None and revenue < one.least_revenue:
            continue
        found.append(one.name)
        surely = held is not None and held >= one.least_float
        if surely and (not one.least_revenue or revenue is not None):
            break
        if place == len(rules.categories) - 1:
            break
    return tuple(found)


def deadline_of(end: date, days: int) -> date:
    """So many days after the end of a period, or the next business day (Rule 0-3)."""
    last = end + timedelta(days=days)
    while last.weekday() >= _SATURDAY or last in federal_holidays(last.year):
        last += timedelta(days=1)
    return last


def federal_holidays(year: int) -> frozenset[date]:
    """Holidays of 5 U.S.C. 6103 as observed in a year, New Year's Day of the next included."""
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    fixed.append(date(year + 1, 1, 1))
    if year >= 2021:
        fixed.append(date(year, 6, 19))
    moving = [
        _nth(year, 1, 0, 3), _nth(year, 2, 0, 3), _nth(year, 6, 0, 1) - timedelta(days=7),
        _nth(year, 9, 0, 1), _nth(year, 10, 0, 2), _nth(year, 11, 3, 4),
    ]  # fmt: skip
    # The last Monday of May is the one before the first of June.
    return frozenset([*map(_observed, fixed), *moving])


def _observed(day: date) -> date:
    """Friday for a Saturday, Monday for a Sunday."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    """The first, second, … of a day of the week (0 is Monday) in a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _cover(book: Book, filing: ReportFiling) -> ReportedFigure | None:
    """The public float in US dollars on a filing's cover page."""
    wanted = {c for one in book.inputs[_FLOAT].alternatives for c in one.add}
    found = [
        one
        for one in book.table.figures
        if one.filing == filing.id and one.concept in wanted and one.unit == "USD"
    ]
    return max(found, key=lambda one: (one.period.end, one.precision), default=None)


def _revenue(book: Book, end: date) -> Decimal | None:
    """Revenue in US dollars of the year to a day; None where it is not reported."""
    for alternative in book.inputs["revenue"].alternatives:
        for (concept, unit, period), figure in book.figures.items():
            wanted = (concept,) == alternative.add and not alternative.subtract
            if wanted and unit == "USD" and period.end == end and period.kind == "annual":
                return figure.value
    return None


def _reason(
    filing: ReportFiling,
    rule: Deadline,
    categories: tuple[str, ...],
    late: int,
    held: ReportedFigure | None,
) -> Reason:
    by = f"by a public float of {held.value:,f} USD" if held else "of any category"
    end, filed = filing.end, filing.filed
    assert end is not None
    assert filed is not None
    extended = ""
    if 0 < late <= rule.extension:
        extended = f" Form 12b-25 would have given {rule.extension} days more."
    due = " or ".join(dict.fromkeys(f"{deadline_of(end, rule.days[name])}" for name in categories))
    return Reason(
        "filed_after_deadline" if late > 0 else "filed_in_time",
        late,
        "days",
        float(late),
        f"{' or '.join(categories)} {by}: due on {due}, filed on {filed} ({rule.source})."
        f"{extended}",
        claims=(*filing.claims, *((held.claim,) if held else ())),
    )


def _inputs(held: ReportedFigure | None) -> tuple[InputUsed, ...]:
    if held is None:
        return ()
    return (
        InputUsed(
            _FLOAT, str(held.period), held.value, held.unit or "", (held.concept,), (held.claim,)
        ),
    )


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
