"""A mapping drafted from the head of a table, with what is unsure said beside it."""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import product
from pathlib import Path

from ingest.naming import source_name
from kg.declarations import Declared, Words, shipped
from kg.errors import BadFile
from kg.values.money import currency_signs, is_currency

_HEAD_BYTES = 1 << 20
_MOST_RECORDS = 1000
_DELIMITERS = ",;\t|"
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ORDERS = (
    *("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y%m%d"),
    *("%d.%m.%y", "%d/%m/%y", "%m/%d/%y"),
)
_TIMES = ("", " %H:%M:%S", " %H:%M", "T%H:%M:%S", "T%H:%M")
_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")
_FIGURES = re.compile(r"[^0-9.,]")
_NUMBER = re.compile(r"[^\w]*\d[\d.,' \u00a0\u202f]*(?:[^\w]*|\s?[A-Z]{2,3})|[A-Z]{3}\s?[\d.,' -]+")
_GUESSED = {
    "instant": "when it was",
    "amount": "how much it was",
    "from": "who paid",
    "to": "who was paid",
}
_KINDS = {"instant": "date", "amount": "number", "from": "text", "to": "text"}
_FEWEST_KNOWN = 3
"""Properties of one schema that columns tell, from which on the rows are no transfers."""
_NEGATIVE = re.compile(r"[-\u2212]|\(.*\)")


class DraftWords(Declared, frozen=True):
    """Names of columns, by what stands in them."""

    transfer: dict[str, Words]
    key: Words
    things: dict[str, dict[str, Words]]


@dataclass(slots=True)
class Draft:
    """A mapping as YAML, and what in it is unsure, each in a line."""

    text: str = ""
    unsure: list[str] = field(default_factory=list)

    def doubt(self, what: str) -> str:
        """A comment that says so."""
        self.unsure.append(what)
        return f"  # unsure: {what}"


@dataclass(frozen=True, slots=True)
class _Table:
    encoding: str | None
    guessed: bool
    delimiter: str
    skip: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def cells(self, column: str) -> list[str]:
        """What stands in a column, empty cells left out."""
        place = self.header.index(column)
        return [row[place].strip() for row in self.rows if row[place].strip()]


def draft_mapping(path: Path) -> Draft:
    """Draft a mapping for a table from its first mebibyte.

    It loads and reads the file as far as it was understood; what was guessed is said in comments,
    and columns that were not understood stand under `ignore`.

    Raises:
        BadFile: it cannot be read, is no delimited text, or no column tells its records apart.
    """
    table, draft = _read(path), Draft()
    roles = _named(table, _words().transfer)
    lines = [f"source: {source_name(path.stem) or 'table'}", "tables:", "  rows:"]
    lines.append(f"    files: {_quoted('*' + path.suffix)}")
    lines += _format(table, draft)
    guesses = _completed(table, roles, draft) if len(_told(table)[1]) < _FEWEST_KNOWN else {}
    roles |= guesses
    if set(_GUESSED) <= set(roles):
        body = _transfers(table, roles, draft)
        used = set(roles.values())
    else:
        body, used = _things(table, draft, path)
    if left := [name for name in table.header if name not in used]:
        doubt = draft.doubt("these columns were not understood; map what is wanted")
        lines.append(f"    ignore: [{', '.join(map(_quoted, left))}]{doubt}")
    draft.text = "\n".join([*lines, *body, ""])
    return draft


@cache
def _words() -> DraftWords:
    return shipped("ingest.tables", "draft.yaml", DraftWords)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _plain(name: str) -> str:
    return re.sub(r"[\s._-]+", "", name.casefold())


def _named(table: _Table, words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What is told, to the column that tells it; no column tells two things."""
    free = {_plain(name): name for name in reversed(table.header) if not set("{}") & set(name)}
    found: dict[str, str] = {}
    for role, names in words.items():
        column = next((n for name in names if (n := _plain(name)) in free), None)
        if column is not None:
            found[role] = free.pop(column)
    return found


def _read(path: Path) -> _Table:
    try:
        with path.open("rb") as stream:
            raw = stream.read(_HEAD_BYTES)
            cut = bool(stream.read(1))
    except OSError as fault:
        raise BadFile(f"cannot be read: {fault.strerror}", file=path) from fault
    text, encoding, guessed = _decoded(raw)
    lines = re.split(r"\r\n|\r|\n", text)[: -1 if cut else None]
    told = re.fullmatch(r'"?sep=(.)"?', lines[0], re.IGNORECASE)
    delimiter = told[1] if told else max(_DELIMITERS, key=lambda d: _evenness(lines, d))
    first = 1 if told else 0
    records = list(csv.reader(lines[first : _MOST_RECORDS * 2], delimiter=delimiter))
    widths = [len(record) for record in records]
    width = max(set(widths), key=lambda w: (widths.count(w) * (w > 1), w), default=0)
    if width < 2:
        raise BadFile("no table of delimited text", file=path, hint="Write a mapping by hand")
    skip = widths.index(width)
    names: list[str] = []
    for place, written in enumerate(records[skip], 1):
        name = written.strip() or f"column {place}"
        again = sum(each.partition("#")[0] == name for each in names) + 1
        names.append(f"{name}#{again}" if again > 1 else name)
    rows = [tuple(r) for r in records[skip + 1 :][:_MOST_RECORDS] if len(r) == width]
    return _Table(encoding, guessed, delimiter, first + skip, tuple(names), tuple(rows))


def _decoded(raw: bytes) -> tuple[str, str | None, bool]:
    """The text, the encoding where it is not UTF-8 or marked, and whether that is a guess."""
    if raw.startswith(_BOMS):
        return raw.decode("utf-8-sig" if raw[0] == 0xEF else "utf-16", "replace"), None, False
    if raw[:200].count(0) > len(raw[:200]) // 4:
        name = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
        return raw.decode(name, "replace"), name, False
    try:
        # The last sign of the head may be cut in two.
        return codecs.getincrementaldecoder("utf-8")().decode(raw), None, False
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), "cp1252", True


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """Most lines that have one number of fields, and that number."""
    counts = [len(record) for record in csv.reader(lines[:200], delimiter=delimiter)]
    return max(((counts.count(n), n) for n in set(counts) if n > 1), default=(0, 0))


def _format(table: _Table, draft: Draft) -> list[str]:
    parts = []
    if table.delimiter != ",":
        parts.append(f"delimiter: {_quoted(table.delimiter)}")
    if table.encoding:
        parts.append(f"encoding: {table.encoding}")
    if table.skip:
        parts.append(f"skip: {table.skip}")
    doubt = draft.doubt("the encoding; is every accent right?") if table.guessed else ""
    return [f"    format: {{{', '.join(parts)}}}{doubt}"] if parts else []


def _transfers(table: _Table, roles: Mapping[str, str], draft: Draft) -> list[str]:
    lines = ["    entities:"]
    for name, role in (("payer", "from"), ("payee", "to")):
        column = _quoted(roles[role])
        said = f"schema: BankAccount, id: {column}, record: account"
        lines.append(f"      {name}: {{{said}, properties: {{accountNumber: {column}}}}}")
    lines.append("    transfers:")
    if "id" in roles and _unique(table, roles["id"]):
        lines.append(f"      id: {_quoted(roles['id'])}")
    lines += ["      from: payer", "      to: payee"]
    lines += _amount(table, roles, draft)
    style, doubt = _date_style(table, roles["instant"], draft)
    lines.append(f"      instant: {{column: {_quoted(roles['instant'])}{style}}}{doubt}")
    lines += [
        f"      {r}: {_quoted(roles[r])}" for r in ("purpose", "channel", "format") if r in roles
    ]
    return lines


def _amount(table: _Table, roles: Mapping[str, str], draft: Draft) -> list[str]:
    cells = table.cells(roles["amount"])
    decimal, thousands, unsure = _number_style(cells)
    style = f", decimal: {_quoted(decimal)}" if decimal != "." else ""
    style += f", thousands: {_quoted(thousands)}" if thousands else ""
    doubts = [unsure] if unsure else []
    if "currency" in roles:
        currency = f"{{column: {_quoted(roles['currency'])}}}"
    else:
        currency = _beside(cells)
        doubts.append(f"no column tells the currency; {currency} is taken")
    if any(_NEGATIVE.search(cell) for cell in cells):
        style += ", negative: flip"
        doubts.append("a negative amount is taken for money that went the other way")
    head = f"      amount: {{column: {_quoted(roles['amount'])}, currency: {currency}{style}}}"
    return [head + (draft.doubt("; ".join(doubts)) if doubts else "")]


def _beside(cells: Sequence[str]) -> str:
    """The likeliest code of what stands beside amounts; EUR where nothing does."""
    words = (str(word) for cell in cells for word in re.findall("[A-Z]{3}", cell))
    codes = {word for word in words if is_currency(word)}
    if len(codes) == 1:
        return min(codes)
    signs = [s for s in currency_signs() if any(s in cell for cell in cells)]
    meant = currency_signs()[max(signs, key=len)] if signs else frozenset({"EUR"})
    return "USD" if "USD" in meant else min(meant)


def _number_style(cells: Sequence[str]) -> tuple[str, str, str]:
    """Decimal sign, sign between thousands, and what is unsure of them."""
    sure: set[tuple[str, str]] = set()
    unclear: set[str] = set()
    for cell in cells:
        figures = _FIGURES.sub("", cell).strip(".,")
        signs = re.findall("[.,]", figures)
        if len(set(signs)) == 2 and signs.count(signs[-1]) == 1:
            sure.add((signs[-1], signs[0]))
        elif len(signs) > 1:
            sure.add((",.".replace(signs[0], ""), signs[0]))
        elif signs and len(figures) - figures.index(signs[0]) - 1 != 3:
            sure.add((signs[0], ""))
        elif signs:
            unclear.add(signs[0])
    decimals = {decimal for decimal, _ in sure}
    if len(decimals) == 1:
        decimal = decimals.pop()
        other = "," if decimal == "." else "."
        grouped = other in unclear or any(thousands for _, thousands in sure)
        return decimal, other if grouped else "", ""
    if decimals:
        return ".", "", "some numbers have a decimal point and some a decimal comma"
    if unclear == {","}:
        return ".", ",", "1,234 is taken for thousands"
    return ".", "", "1.234 is taken for a decimal point" if unclear else ""


def _date_style(table: _Table, column: str, draft: Draft) -> tuple[str, str]:
    """Keys that say how dates are written, and a comment."""
    cells = table.cells(column)
    if all(_ISO.fullmatch(cell) for cell in cells):
        return "", ""
    fitting = _forms(cells)
    if not fitting:
        shown = next(cell for cell in cells if not _ISO.fullmatch(cell))
        return "", draft.doubt(f"how dates are written, such as {shown[:40]!r}")
    style, doubt = f", format: {_quoted(fitting[0])}", ""
    if len(fitting) > 1:
        doubt = draft.doubt(f"every date could also be {' or '.join(fitting[1:])}")
    if "%y" in fitting[0]:
        style += ", century: pivot"
        doubt = doubt or draft.doubt("two digits of a year are taken for 1969 to 2068")
    return style, doubt


def _forms(cells: Sequence[str]) -> list[str]:
    """The formats that read all of some dates."""
    forms = [order + time for order, time in product(_ORDERS, _TIMES)]
    return [form for form in forms if all(_is_date(cell, form) for cell in cells)]


def _is_date(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)
    except ValueError:
        return False
    return True


def _unique(table: _Table, column: str) -> bool:
    cells = table.cells(column)
    return len(set(cells)) == len(cells) == len(table.rows) > 0


def _completed(table: _Table, roles: Mapping[str, str], draft: Draft) -> dict[str, str]:
    """Columns of a transfer that their values tell, where their names do not; empty for none."""
    left = [n for n in table.header if n not in roles.values() and not set("{}") & set(n)]
    found: dict[str, str] = {}
    for role, kind in _KINDS.items():
        if role in roles:
            continue
        fitting = [n for n in left if table.cells(n) and _kind(table, n) == kind]
        if not fitting:
            return {}
        found[role] = fitting[0]
        left.remove(fitting[0])
    for role, column in found.items():
        draft.unsure.append(f"{_GUESSED[role]} is taken from {column!r}")
    return found


def _kind(table: _Table, column: str) -> str:
    cells = table.cells(column)
    if all(_ISO.fullmatch(cell) for cell in cells) or _forms(cells):
        return "date"
    return "number" if all(_NUMBER.fullmatch(cell) for cell in cells) else "text"


def _told(table: _Table) -> tuple[str, dict[str, str]]:
    """The schema whose properties most columns tell, and those columns by property."""
    told = {schema: _named(table, words) for schema, words in _words().things.items()}
    schema = max(told, key=lambda name: len(told[name]))
    return schema, told[schema]


def _things(table: _Table, draft: Draft, path: Path) -> tuple[list[str], set[str]]:
    """Lines of the entity that the rows tell of, and the columns they use."""
    schema, props = _told(table)
    key = _named(table, {"key": _words().key}).get("key")
    if key is None or not _unique(table, key):
        usable = [n for n in table.header if not set("{}") & set(n) and _unique(table, n)]
        key = next(iter(usable), None)
    if key is None or not props:
        raise BadFile(
            "no column tells its records apart, or no column is known by its name",
            file=path,
            hint="Write a mapping by hand; 'kg template list' shows examples",
        )
    doubt = draft.doubt("what the rows are")
    lines = ["    entities:", "      thing:", f"        schema: {schema}{doubt}"]
    lines.append(f"        id: {_quoted(key)}")
    lines.append("        properties:")
    if {"firstName", "lastName"} <= set(props) and "name" not in props:
        both = f"{{{props['firstName']}}} {{{props['lastName']}}}"
        lines.append(f"          name: {_quoted(both)}")
    for name, column in props.items():
        value, doubt = _quoted(column), ""
        if name.endswith("Date"):
            style, doubt = _date_style(table, column, draft)
            value = f"{{column: {value}{style}}}" if style else value
        lines.append(f"          {name}: {value}{doubt}")
    return lines, {key, *props.values()}
