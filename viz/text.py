"""Text for people: hostile characters made visible, long text cut and wrapped, short sums."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Any

from kg.values.countries import country_name
from kg.values.instants import Moment
from kg.values.money import decimal_amount, format_amount, is_currency
from queries.answers import counted_unit

_JOINERS = "\u200c\u200d"
_IBAN_LIKE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_NUMBER = re.compile(r"(?:at least )?[\d.,]+")
_THREE_DIGITS = Context(prec=3)
_SHORT_SCALES = ((10**12, "tn"), (10**9, "bn"), (10**6, "m"), (10**3, "k"))


def visible(text: str) -> str:
    """`text` with its control, bidi and other invisible format characters spelt out.

    U+202E becomes `⟨U+202E⟩`. Zero-width joiner and non-joiner stay, because Persian and
    Indic names need them. Line ends and tabs become spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible_character(character) for character in text)


def _visible_character(character: str) -> str:
    if character in "\n\r\t\u2028\u2029":
        return " "
    if character not in _JOINERS and unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}:
        return f"⟨U+{ord(character):04X}⟩"
    return character


def cut(text: str, longest: int) -> str:
    """At most `longest` characters; a cut text ends in an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def quantity(value: Any, unit: str) -> str:
    """A value with its unit: `2 hops`, `1 entry`, `48.96 %`, `Syria (sy)`.

    Shares are told in percent. Text that is no number stands alone, since its unit says only of
    what kind it is; country codes stand with their names.
    """
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return "; ".join(map(country_text, value.split(", "))) if unit == "countries" else value
    if unit == "share" and not isinstance(value, str):
        value, unit = 100 * value, "percent"
    text = value if isinstance(value, str) else number(value)
    return f"{text} %" if unit == "percent" else counted_unit(text, unit).rstrip()


def number(value: Any) -> str:
    """A number with thousands separators and at most three decimals; other text as it is."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return str(value)
    text = f"{value:,.3f}"
    return text.rstrip("0").rstrip(".") if not isinstance(value, int) else f"{value:,}"


def country_text(code: str) -> str:
    """`Cyprus (cy)`; the code alone where nobody knows it."""
    name = country_name(code)
    return f"{name} ({code})" if name and name != code else code


def grouped_account(text: str) -> str:
    """An IBAN in groups of four characters; any other text unchanged."""
    if _IBAN_LIKE.fullmatch(text):
        return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
    return text


def wrap(text: str, width: int, lines: int) -> str:
    """`text` on at most `lines` lines of at most `width` characters, broken at spaces.

    A word longer than a line is broken inside; what does not fit ends in an ellipsis.
    """
    rows: list[str] = []
    row = ""
    for word in _pieces(text.split(), width):
        if not row:
            row = word
        elif len(row) + 1 + len(word) <= width:
            row += " " + word
        else:
            rows.append(row)
            row = word
    rows.append(row)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], cut(rows[lines - 1] + "…", width)]
    return "\n".join(rows)


def _pieces(words: list[str], width: int) -> list[str]:
    return [word[at : at + width] for word in words for at in range(0, len(word), width)]


def money(minor: int, currency: str) -> str:
    """`1,234.50 EUR`; a currency that is not known shows its minor units, and says so."""
    if is_currency(currency):
        return format_amount(minor, currency)
    return f"{minor:,} minor units of {visible(currency)}"


def short_money(minor: int, currency: str) -> str:
    """Three significant digits and a scale, for a narrow place: `247k GBP`, `1.23m EUR`."""
    if not is_currency(currency):
        return f"{minor:,} {cut(visible(currency), 8)}"
    amount = _THREE_DIGITS.plus(decimal_amount(minor, currency))
    for size, suffix in _SHORT_SCALES:
        if abs(amount) >= size:
            return f"{_plain(amount / size)}{suffix} {currency}"
    return f"{_plain(amount)} {currency}"


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(epoch_ms: object) -> str:
    """UTC day of an instant in epoch milliseconds, `2026-06-30`; "" for anything else."""
    if not isinstance(epoch_ms, int) or isinstance(epoch_ms, bool):
        return ""
    return instant(epoch_ms)[:10]


def instant(epoch_ms: int) -> str:
    """UTC instant of epoch milliseconds, to the second; the number itself beyond year 9999."""
    try:
        return moment(datetime.fromtimestamp(epoch_ms / 1000, UTC))
    except (ValueError, OverflowError, OSError):
        return str(epoch_ms)


def moment(at: Moment | None) -> str:
    """`2026-06-30`, all of that day; `2026-06-30 12:00:00 UTC`; None is "the latest record"."""
    if at is None:
        return "the latest record"
    if not isinstance(at, datetime):
        return at.isoformat()
    at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


TRANSFER_DAYS = frozenset({"date", "date_from", "date_to"})
"""Properties of a TRANSFER that is known by days: the one, or the first and the last."""


def days_of(properties: Mapping[str, Any]) -> tuple[str, str]:
    """First and last day of a TRANSFER, "" for one that is not known.

    A transfer known by days has them in its own zone; of an instant it is the UTC day.
    """
    if "date" in properties:
        return (str(properties["date"]),) * 2
    if "date_from" in properties:
        return str(properties["date_from"]), str(properties["date_to"])
    return day(properties.get("first")), day(properties.get("last"))


def period(days: tuple[str, str]) -> str:
    """Days from first to last, one day where they agree, "" where neither is known."""
    return " to ".join(text for text in dict.fromkeys(days) if text)


def property_text(value: Any) -> str:
    """A property's value or values on one line, invisible characters spelt out."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return "; ".join(visible(str(item)) for item in value)
    return visible(str(value))


def activity(first: Moment | None, last: Moment | None) -> str:
    """First to last day of activity, one day where they agree; "" where there was none."""
    days = list(dict.fromkeys(f"{at:%Y-%m-%d}" for at in (first, last) if at is not None))
    return " to ".join(days)


def span(start: str, end: str) -> str:
    """`from 2020-01` or `2020-01 to 2024`; "" where neither is known."""
    if end:
        return f"{start or '…'} to {end}"
    return f"from {start}" if start else ""


def percentage(percent: Decimal | None) -> str:
    """`33.3333 %` without needless zeros; None is "not stated"."""
    if percent is None:
        return "not stated"
    text = f"{percent:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + " %"
