"""Whether the newest report was filed after the SEC's deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from kg.model import Reason
from queries.filings.indicators.definitions import Deadline, Deadlines, deadlines
from queries.filings.indicators.model import Indicator, InputUsed, computed, not_computed
from queries.filings.indicators.register import definition_of, indicator
from queries.filings.indicators.reports import Cover
from queries.filings.indicators.worksheet import Book
from queries.filings.periods import ReportedFigure, ReportFiling

_SATURDAY = 5
_FLOAT = "public_float"


@dataclass(frozen=True, slots=True)
class _Case:
    """A filing, its rule, and what is known of its filer.

    `by` is the day that is compared with the deadline: of filing, else of signing.
    """

    filing: ReportFiling
    form: str
    end: date
    by: date
    rule: Deadline
    cover: Cover
    categories: tuple[str, ...]
    held: ReportedFigure | None
    notice: ReportFiling | None

    def due(self, category: str) -> date:
        """The deadline, or the extended one where a notice made it and the report kept it."""
        deadline = deadline_of(self.end, self.rule.days[category])
        if self.notice is None or self.notice.filed is None:
            return deadline
        extended = deadline_of(deadline, self.rule.extension)
        in_time = self.notice.filed <= deadline_of(deadline, 1) and self.by <= extended
        return extended if in_time else deadline


@indicator("late_filing", place=80, reads=lambda reports: (reports.book, reports.covers))
def late_filing(book: Book, covers: Mapping[str, Cover]) -> Indicator:
    """Days from the deadline to the day the newest 10-K or 10-Q was filed; negative is early.

    The category of the filer is that of the cover page, else taken from its public float and
    revenue (Rule 12b-2). Where they leave several categories, there is a value only if all of
    them lead to the same reading. Where only the day of signing is known, there is a value only
    if that day is after the deadline: a report is not filed before it is signed.
    """
    definition = definition_of("late_filing")
    rules = deadlines()
    due = {one.form for one in rules.forms}
    reports = [one for one in book.table.filings.values() if one.form in due and one.end]
    if not reports:
        return not_computed(definition, ("a 10-K or 10-Q with the end of its period",))
    dated = [one for one in reports if one.filed or _cover_of(one, covers).signed]
    filing = max(dated or reports, key=lambda one: (one.end, one.order))
    end, form, cover = filing.end, filing.form, _cover_of(filing, covers)
    assert end is not None
    assert form is not None
    by = filing.filed or cover.signed
    if by is None:
        missing = f"the day on which the {form} for {end} was filed"
        return not_computed(definition, (missing,), period_end=end)
    rule = rules.of(form, end)
    if rule is None:
        missing = f"a deadline for a {form} of a period to {end}"
        return not_computed(definition, (missing,), period_end=end)
    held = _float(book, filing)
    categories = _categories(rules, cover, held, _revenue(book, end))
    notice = _notice(book, rule, end)
    case = _Case(filing, form, end, by, rule, cover, categories, held, notice)
    days = sorted({(by - case.due(name)).days for name in categories})
    readings = {definition.read(Fraction(one)).reading for one in days}
    if filing.filed is None and days[0] <= 0:
        return _signed_in_time(case, days)
    if len(readings) > 1:
        missing = f"the category of the filer (one of: {', '.join(categories)})"
        return not_computed(definition, (missing,), period_end=end)
    late = days[-1] if days[-1] <= 0 else days[0]
    done = "filed" if filing.filed else "signed, and so filed that day or later,"
    return computed(
        definition,
        Fraction(late),
        reasons=(_reason(case, late),),
        inputs=_inputs(held),
        period_end=end,
        summary=f"The {form} for {end} was {done} on {by},"
        f" {_days(abs(late))} {'after' if late > 0 else 'before'} its deadline.",
    )


def _signed_in_time(case: _Case, days: list[int]) -> Indicator:
    """Signed before a deadline that may have passed until it was filed: no value."""
    form, end = case.form, case.end
    missing = f"the day on which the {form} for {end} was filed"
    said = f"The {form} for {end} was signed on {case.by}"
    if days[-1] <= 0:
        said += f", {_days(-days[-1])} before its deadline; it is not known to be late"
    else:
        said += f", and its deadline hangs on the filer's category ({_either(case)})"
    return not_computed(
        definition_of("late_filing"),
        (missing,),
        reasons=(_reason(case, days[-1]),),
        inputs=_inputs(case.held),
        period_end=end,
        summary=f"{said}. {missing[0].upper()}{missing[1:]} is not known.",
    )


def _categories(
    rules: Deadlines, cover: Cover, held: ReportedFigure | None, revenue: Decimal | None
) -> tuple[str, ...]:
    stated = " ".join((cover.category or "").casefold().split())
    for one in rules.categories:
        if stated in one.stated:
            return (one.name,)
    return possible_categories(rules, None if held is None else held.value, revenue)


def _notice(book: Book, rule: Deadline, end: date) -> ReportFiling | None:
    """The first notice of lateness for the period."""
    found = [
        one
        for one in book.table.filings.values()
        if one.form == rule.notice and one.end == end and one.filed is not None
    ]
    return min(found, key=lambda one: one.order, default=None)


def _cover_of(filing: ReportFiling, covers: Mapping[str, Cover]) -> Cover:
    return covers.get(filing.id, Cover())


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
    """So many days after the end of a period, or the next business day (Rule 0-3).

    A period that ends with the calendar has no deadline before its last day.
    """
    if end.year == date.max.year:
        return date.max
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


def _float(book: Book, filing: ReportFiling) -> ReportedFigure | None:
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


def _reason(case: _Case, late: int) -> Reason:
    filing, held = case.filing, case.held
    if case.cover.category is not None and len(case.categories) == 1:
        by = "by the cover page"
    else:
        by = f"by a public float of {held.value:,f} USD" if held else "of any category"
    due = " or ".join(dict.fromkeys(f"{case.due(name)}" for name in case.categories))
    done = "filed" if filing.filed else "signed"
    feature = f"{done}_after_deadline" if late > 0 else f"{done}_in_time"
    return Reason(
        feature,
        late,
        "days",
        float(late),
        f"{_either(case)} {by}: due on {due}, {done} on {case.by} ({case.rule.source})."
        f"{_extension(case, late)}",
        claims=(
            *filing.claims,
            *(claim for claim in case.cover.claims if claim not in filing.claims),
            *((held.claim,) if held else ()),
            *(case.notice.claims if case.notice else ()),
        ),
    )


def _extension(case: _Case, late: int) -> str:
    days = case.rule.extension
    if case.notice is not None:
        kept = any(
            case.due(name) != deadline_of(case.end, case.rule.days[name])
            for name in case.categories
        )
        said = f"gave {days} days more" if kept else "did not help"
        return f" The {case.notice.form} filed on {case.notice.filed} {said} (Rule 12b-25)."
    if 0 < late <= days:
        return f" Form 12b-25 would have given {days} days more."
    return ""


def _either(case: _Case) -> str:
    return " or ".join(case.categories)


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
