"""Amounts, shares and counts with the side on which a rule applies, in English.

"More than $10,000" is (> 10000 USD). A negation turns the comparison round: "does not exceed
EUR 150" and "shall at no time be less than EUR 20 000" are (<= 150 EUR) and (>= 20000 EUR).
An amount joined by "and" or "or" takes the comparison of the one before it. An amount with no
comparison is "=" where a rule sets it ("a fine of $5,000", "EUR 125 000;" as an item, "4 % of"),
and none where it names a thing ("a $20 gift card") or is told of in an example. Counts need a
comparison. Lengths of time are deadlines; an age is a threshold in "years".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import cast

from ingest.regulations.extraction.english.fractions import find_fractions
from ingest.regulations.extraction.gazetteer import alternatives, word_map
from ingest.regulations.extraction.statements import Operator, Threshold
from kg.text.numbers import NUMBER
from kg.text.quantities import Quantity, find_quantities

_FILE = "english/thresholds.yaml"
_CONTEXT = 90
_NEGATED: dict[str, Operator] = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "="}
_NEGATION = re.compile(
    r"\b(?:not|never|cannot|at\s{1,3}no\s{1,3}time|neither|nor|no\s{1,3}longer)"
    r"(?:\s{1,3}(?:in\s{1,3}any\s{1,3}case|be|been|at\s{1,3}any\s{1,3}time|fall|have|amount\s{1,3}to|"
    r"is|are|was|were|its?|aggregate|total|set|a|an|necessarily|it)){0,4}\s{1,3}$",
    re.IGNORECASE,
)
# "Shall not hold more than 10 %", "no fund may invest more than 5 %": one verb is between.
_PROHIBITION = re.compile(
    r"(?:\b(?:shall|must|may|should|can)\s{1,3}not|\bcannot|\bno\s{1,3}(?:[\w-]{1,30}\s{1,3}){1,5}(?:may|shall))"
    r"\s{1,3}(?!apply\b)[a-z]{2,20}\s{1,3}$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"(?:\s(?:of|in)\s[^.;,\d]{1,60}?)?\s{0,3},?\s{0,3}(?:and|or|nor)(?:,?\s{1,3}(?:in\s{1,3}the\s{1,3}case\s{1,3}of|for)"
    r"[^.;,]{1,60},)?\s{1,3}(?:the\s{1,3})?$",
    re.IGNORECASE,
)
_NAMES_A_THING = re.compile(r"\b(?:an?|the|this|that|any|each|another)\s{1,3}$", re.IGNORECASE)
_TIME = re.compile(
    r"\s{0,3}-?\s{0,3}(?:or\s{1,3}(?:more|less|fewer)\s{1,3})?(?:(?:calendar|business|working|banking|trading|consecutive|full|further|"
    r"additional|clear)\s{1,3})?(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|"
    r"years?)\b",
    re.IGNORECASE,
)
_AGE = re.compile(r"\s{1,3}years\s{1,3}(?:of\s{1,3}age|old)\b", re.IGNORECASE)
_AGE_BEFORE = re.compile(
    r"\b(?:age\s{1,3}of|aged(?:\s{1,3}[a-z]{2,8}){1,3})\s{1,3}$", re.IGNORECASE
)
_RANGE = re.compile(r"\s{1,3}(?:to|through)\s{1,3}|\s?[–-]\s?", re.IGNORECASE)
_AGE_UNIT = re.compile(r"\s{1,3}years\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\s{1,3}((?:[A-Za-z][A-Za-z’'-]{0,30}[ ,]{1,2}){0,4}?)([A-Za-z-]{2,30}s|people)\b"
)
_NO_COUNT = re.compile(
    r"\b(?:of|in|per|for|at|who|that|which|with|on|by|to|from|is|are|as|this|its|times|has|was)\b"
)
_EXAMPLE = re.compile(
    r"\s*(?:\([a-z0-9]{1,4}\)\s*)?(?:however,\s|thus,\s|similarly,\s)?(?:for\s(?:example|instance)|e\.g\.|assume|suppose|"
    r"to\sillustrate|similarly,\s(?:an?|if))\b",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[A-Za-z]{2}|:")
_SET_BEFORE = re.compile(
    r"\b(?:fines?|penalt(?:y|ies)|fees?|capital|funds|limits?|thresholds?|amounts?|sums?|deposits?|rates?|charges?|"
    r"liability|values?|guarantees?|insurance|coverage|levels?|buffers?|ratios?|requirements?)"
    r"(?:\s{1,3}[a-z]{1,12}){0,3}?\s{1,3}(?:of|is|are|be|at|to)(?:\s{1,3}(?:the|either)){0,2}\s{1,3}$"
    r"|\b(?:shall|must)\s{1,3}(?:be|equal|amount\s{1,3}to)\s{1,3}$|:\s{0,3}$",
    re.IGNORECASE,
)
_RANGE_BEFORE = re.compile(r"\d\s{1,3}(?:to|through)\s{1,3}$")
_RANGE_BEHIND = re.compile(r"\s{1,3}(?:to|through)\s{1,3}(?:[A-Z]{3}\s?|[$€£]\s?)?\d")
_OTHER_END = re.compile(
    rf"^[^.;:]{{0,60}}?\band\s(?:[a-z]+\s){{0,2}}(?:[A-Z]{{3}}\s|[$€£]\s?)?{NUMBER}\b"
)
_SCALE_TO_COME = re.compile(
    r"\s{0,2}(?:[–-]|to|and|or)\s{0,2}\d[\d.,]{0,9}[\s-]{0,2}"
    r"(?:thousand|[mb]illion|k|mn?|mln|bn)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE_YEAR = re.compile(
    r"\b(?:under|over|above|below|beyond|the|since|by|in|of|before|after)\s{1,3}$", re.IGNORECASE
)
_RATIO_BEFORE = re.compile(
    r"\b(?:ratio|factor|coefficient|multiplier|multiple)s?\b[^.;\n]*\Z", re.IGNORECASE
)
_DECIMALS = re.compile(r"\d[.,]\d")
_FURTHEST_RATIO = 160
_LONGEST_LIST = 2_000
_END_OF_LIST = re.compile(r"\.\s+(?=[A-Z])|\n(?!\s*(?:\(|[-–—•]|\d))")
_SHARE_OF = re.compile(r"\s{1,3}(?:of|per|plus)\b", re.IGNORECASE)
_TIMES = re.compile(r"\s{1,3}times\b", re.IGNORECASE)


@cache
def _before_pattern() -> re.Pattern[str]:
    gap = alternatives(word_map(_FILE, "between"))
    words = alternatives(word_map(_FILE, "before"))
    return re.compile(
        rf"\b(?P<words>{words})(?:\s{{1,3}}(?:{gap})){{0,4}}\s{{0,3}}$", re.IGNORECASE
    )


@cache
def _limit_pattern() -> re.Pattern[str]:
    gap = alternatives(word_map(_FILE, "between"))
    words = alternatives(word_map(_FILE, "limits"))
    return re.compile(
        rf"\b(?P<words>{words})(?:\s{{1,3}}[a-z-]{{1,20}}){{0,4}}?\s{{1,3}}(?:of|is|at)"
        rf"(?:\s{{1,3}}(?:{gap}|equivalent|of)){{0,3}}\s{{1,3}}$",
        re.IGNORECASE,
    )


@cache
def _list_pattern() -> re.Pattern[str]:
    words = alternatives(word_map(_FILE, "lists"))
    return re.compile(rf"\b(?P<words>{words})\b[^.;:\n]{{0,60}}:", re.IGNORECASE)


@cache
def _after_pattern() -> re.Pattern[str]:
    words = alternatives(word_map(_FILE, "after"))
    return re.compile(rf"\s{{1,3}}(?P<words>{words})\b", re.IGNORECASE)


def find_thresholds(text: str, taken: tuple[tuple[int, int], ...] = ()) -> tuple[Threshold, ...]:
    """All thresholds of a text in their order.

    Args:
        taken: spans in which no number is an amount, such as citations.
    """
    found: list[Threshold] = []
    leads = _leads(text)
    for amount in _amounts(text, taken):
        last = found[-1] if found else None
        threshold = _threshold(text, amount, last, leads)
        if threshold:
            if last and _is_range(text, last, threshold):
                found[-1] = replace(last, operator=">=")
                threshold = replace(threshold, operator="<=")
            found.append(threshold)
    fractions = find_fractions(text, taken)
    return tuple(sorted((*found, *fractions), key=lambda one: (one.start, one.end)))


def _leads(text: str) -> Sequence[tuple[int, int, Operator]]:
    """Where lists of limits start and end, in their order, and what their leads say of each item.

    "The following minimum ratios: 4 % for banks; for insurers, 5 %" gives both ">=".
    """
    found = []
    for lead in _list_pattern().finditer(text):
        last = min(lead.end() + _LONGEST_LIST, len(text))
        end = _END_OF_LIST.search(text, lead.end(), last)
        operator = cast(Operator, word_map(_FILE, "lists")[_folded(lead["words"])])
        found.append((lead.end(), end.start() if end else last, operator))
    return found


def _listed(leads: Sequence[tuple[int, int, Operator]], place: int) -> Operator | None:
    """What the lead of the list that holds a place says; None outside of lists."""
    after = bisect_right(leads, place, key=lambda lead: lead[0])
    return leads[after - 1][2] if after and place < leads[after - 1][1] else None


def _shares_a_scale(text: str, amount: Quantity) -> bool:
    """Whether the amount is the first of "EUR 5 to 10 million", whose scale may be its own too."""
    figures = amount.is_money and not amount.power and text[amount.number[1] - 1].isdigit()
    return figures and _SCALE_TO_COME.match(text, amount.end) is not None


def _is_year(words: str, before: str) -> bool:
    """Whether a number is that of "under the 2031 rules", and counts nothing."""
    return _YEAR.fullmatch(words) is not None and _BEFORE_YEAR.search(before) is not None


def _is_range(text: str, low: Threshold, high: Threshold) -> bool:
    """Whether two amounts without comparisons are the ends of "$3,000 through $10,000"."""
    return (low.operator, high.operator, low.unit) == ("=", "=", high.unit) and _RANGE.fullmatch(
        text, low.end, high.start
    ) is not None


def _amounts(text: str, taken: tuple[tuple[int, int], ...]) -> Iterator[Quantity]:
    places = iter(sorted(taken))
    place = next(places, None)
    for amount in find_quantities(text):
        while place and place[1] <= amount.start:
            place = next(places, None)
        if not (place and place[0] < amount.end) and not _shares_a_scale(text, amount):
            yield amount


def _threshold(
    text: str,
    amount: Quantity,
    last: Threshold | None,
    leads: Sequence[tuple[int, int, Operator]],
) -> Threshold | None:
    before = text[max(amount.start - _CONTEXT, 0) : amount.start]
    after = text[amount.end : amount.end + _CONTEXT]
    unit, end = amount.unit, amount.end
    # "Five or more persons": what is counted stands behind the comparison.
    behind = _after_pattern().match(text, end)
    if unit is None:
        end = behind.end() if behind else end
        rest = text[end : end + _CONTEXT]
        counted = _count_unit(amount, before, rest) or _ratio(text, amount, rest)
        if counted is None or _is_year(text[amount.start : amount.end], before):
            return None
        unit, end = counted[0], end + counted[1]
        behind = behind or _after_pattern().match(text, end)
    operator, start = _operator_before(before, after)
    start = amount.start - len(before) + start
    if operator is None and behind:
        operator = cast(Operator, word_map(_FILE, "after")[_folded(behind["words"])])
        start, end = amount.start, max(end, behind.end())
    if operator is None and last and last.operator != "=":
        between = text[last.end : amount.start]
        if len(between) <= _CONTEXT and _JOINED.fullmatch(between):
            operator, start = last.operator, amount.start
    if operator is None:
        if amount.unit is None or _names_a_thing(before, after):
            return None
        operator, start = _listed(leads, amount.start), amount.start
        if operator is None and not _is_set(text, amount, before, after):
            return None
        operator = operator or "="
    return Threshold(start, end, text[start:end], operator, amount.value, unit)


def _operator_before(before: str, after: str) -> tuple[Operator | None, int]:
    """The comparison that ends where the amount starts, and where its words start."""
    found = _before_pattern().search(before)
    table = "before"
    if not found:
        ranged = re.search(r"\bbetween\s{1,3}$", before, re.IGNORECASE)
        if ranged:
            # "Between two parties" is no range: the other end is missing.
            return (">=" if _OTHER_END.search(after) else None), ranged.start()
        # The far end of "between EUR 500 and EUR 1 000".
        ranged = re.search(
            r"\bbetween\s{1,3}[^;:()]{1,40}\s{1,3}and\s{1,3}$", before, re.IGNORECASE
        )
        if ranged and re.search(r"\d", ranged[0]):
            return "<=", len(before)
        found, table = _limit_pattern().search(before), "limits"
    if not found:
        return None, len(before)
    operator = cast(Operator, word_map(_FILE, table)[_folded(found["words"])])
    ahead = before[: found.start()]
    negation = _NEGATION.search(ahead) or _PROHIBITION.search(ahead)
    if negation and operator in {">", "<", "="} and table == "before":
        return _NEGATED[operator], negation.start()
    return operator, found.start()


def _count_unit(amount: Quantity, before: str, after: str) -> tuple[str, int] | None:
    """What is counted and where its words end; None where it is a time, or nothing."""
    age = _AGE.match(after)
    if age:
        return "years", age.end()
    if _AGE_BEFORE.search(before):
        unit = _AGE_UNIT.match(after)
        return "years", unit.end() if unit else 0
    times = _TIMES.match(after)
    if times:
        return "times", times.end()
    if _TIME.match(after) or amount.value < 2:
        return None
    counted = _COUNTED.match(after)
    if not counted or _NO_COUNT.search(counted[1]) or _NO_COUNT.fullmatch(counted[2]):
        return None
    return counted[2].lower(), counted.end()


def _ratio(text: str, amount: Quantity, after: str) -> tuple[str, int] | None:
    """ "Ratio" for "a funding ratio of less than 1.0", whose number has decimals and no unit."""
    start, end = amount.number
    if not _DECIMALS.search(text, start, end) or _TIME.match(after):
        return None
    named = _RATIO_BEFORE.search(text, max(start - _FURTHEST_RATIO, 0), start)
    return ("ratio", 0) if named else None


def _names_a_thing(before: str, after: str) -> bool:
    """Whether an amount stands like an adjective: "a $20 gift card", "$200 worth"."""
    return bool(_NAMES_A_THING.search(before)) or bool(re.match(r"\s{1,3}worth\b|-", after))


def _is_set(text: str, amount: Quantity, before: str, after: str) -> bool:
    """Whether a rule sets an amount that has no comparison, and does not only tell of one.

    It does at the start of an item, as a share of something, and after "a fine of" or "capital
    shall be"; the amounts of an example ("For example, if a provider charged $150") are none.
    """
    start = max(text.rfind(mark, 0, amount.start) for mark in (". ", "; ", "\n"))
    if _EXAMPLE.match(text, start + 1):
        return False
    opens = not _LETTER.search(text[start + 1 : amount.start])
    if opens or _SET_BEFORE.search(before) or _RANGE_BEFORE.search(before):
        return True
    if _RANGE_BEHIND.match(after):
        return True
    return amount.unit in {"percent", "basis points"} and _SHARE_OF.match(after) is not None


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()
