"""Rows of OFAC's legacy CSV files: SDN.CSV and its kin, and the consolidated CONS_*.CSV.

They have no header. Which of the four files one is shows in its number of columns. An
empty value is `-0-`, and a control-Z may end the file. The text is UTF-8, or failing
that Windows-1252, in which older copies were written.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadFile
from kg.text.files import LARGEST_LIST

_LONGEST_RECORD_LINES = 50
_SAMPLED_LINES = 200
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}

PRIMARY, ALIASES, ADDRESSES, COMMENTS = "primary", "aliases", "addresses", "comments"

COLUMNS = {
    PRIMARY: (
        "ent_num", "name", "type", "program", "title", "call_sign", "vessel_type", "tonnage",
        "gross_tonnage", "flag", "vessel_owner", "remarks",
    ),
    ALIASES: ("ent_num", "alt_num", "alt_type", "alt_name", "remarks"),
    ADDRESSES: ("ent_num", "add_num", "address", "city", "country", "remarks"),
    COMMENTS: ("ent_num", "remarks"),
}  # fmt: skip
"""Columns of each kind of file, in the order of OFAC's data specification."""

_KIND_BY_WIDTH = {len(columns): kind for kind, columns in COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """One record, its values by column name with '' for null; `raw` is not stripped."""

    file: str
    line: int
    values: dict[str, str]
    raw: dict[str, str]

    @property
    def ent_num(self) -> str:
        """Number of the entry, unique over all of OFAC's lists."""
        return self.values["ent_num"]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A record that cannot be read, and why."""

    file: str
    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ListFile:
    """One of OFAC's files: `kind` is a key of COLUMNS, `rows` in the order of the file."""

    name: str
    kind: str
    rows: list[Row | BadRow]


def decode(data: bytes, file: str) -> str:
    """Return the text of a file.

    UTF-8 when all of it is; else Windows-1252, provided that nothing in it looks like
    UTF-8, which would mean a damaged file and not an old one.

    Raises:
        BadFile: neither holds, or there are null bytes (UTF-16).
    """
    if b"\0" in data:
        raise BadFile(
            "not a text file: it has null bytes",
            file=file,
            line=data.count(b"\n", 0, data.index(b"\0")) + 1,
            hint="Save it as UTF-8",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        utf8 = re.search(rb"[\xc3-\xf4][\x80-\xbf]+", data)
        try:
            if utf8 is None:
                return data.decode("windows-1252")
        except UnicodeDecodeError as other:
            line = data.count(b"\n", 0, other.start) + 1
        raise BadFile(
            "the text is neither UTF-8 nor Windows-1252",
            file=file,
            line=line,
            hint="Download the file again",
        ) from None


def read_list_file(path: Path) -> ListFile:
    """Read one of OFAC's files.

    Raises:
        BadFile: it is too large, not text, none of the four kinds, or cut short.
    """
    if path.stat().st_size > LARGEST_LIST:
        raise BadFile(f"larger than {LARGEST_LIST >> 20} MiB: not an OFAC list", file=path.name)
    text = decode(path.read_bytes(), path.name).rstrip("\x1a \r\n")
    lines = text.split("\n")
    _check_separator(lines, path.name)
    records = list(_records(lines))
    kind = _kind([values for _, values in records if not isinstance(values, str)], path.name)
    rows: list[Row | BadRow] = []
    for line, values in records:
        if isinstance(values, str):
            if line == len(lines):
                raise BadFile(f"the file is cut short: {values}", file=path.name, line=line)
            rows.append(BadRow(path.name, line, lines[line - 1].rstrip("\r"), values))
            continue
        row = _row(values, kind, path.name, line)
        if isinstance(row, BadRow) and line == len(lines) and len(values) < len(COLUMNS[kind]):
            raise BadFile(f"the file is cut short: {row.reason}", file=path.name, line=line)
        if not (line == 1 and row_is_header(values)):
            rows.append(row)
    return ListFile(path.name, kind, rows)


def row_is_header(values: list[str]) -> bool:
    """Whether a first row names the columns, as copies made by other tools do."""
    return re.sub(r"[^a-z]", "", values[0].lower()) in ("entnum", "uid", "id")


def _check_separator(lines: list[str], file: str) -> None:
    """Refuse a file whose lines have a list's columns when parted by another sign than a comma."""
    sample = [line for line in lines[:_SAMPLED_LINES] if line.strip() and len(line) < 1 << 16]

    def fitting(separator: str) -> int:
        widths = Counter(
            len(row) for line in sample for row in csv.reader([line], delimiter=separator)
        )
        return max((widths[width] for width in _KIND_BY_WIDTH), default=0)

    for sign, name in _OTHER_SEPARATORS.items():
        if 2 * fitting(sign) > len(sample) and fitting(sign) > fitting(","):
            raise BadFile(
                f"its columns are parted by {name}, not by commas as OFAC has them",
                file=file,
                line=1,
                hint="Save it with commas, or take the file as OFAC publishes it",
            )


def _kind(rows: list[list[str]], file: str) -> str:
    widths = Counter(len(values) for values in rows[:200])
    kind = next((_KIND_BY_WIDTH[w] for w, _ in widths.most_common() if w in _KIND_BY_WIDTH), None)
    if kind is None:
        raise BadFile(
            "not one of OFAC's legacy CSV files",
            file=file,
            line=1,
            hint="Rows have 12 columns (SDN.CSV), 5 (ALT.CSV), 6 (ADD.CSV) or 2 (SDN_COMMENTS.CSV)",
        )
    return kind


def _row(values: list[str], kind: str, file: str, line: int) -> Row | BadRow:
    columns = COLUMNS[kind]
    if len(values) != len(columns):
        reason = f"{len(values)} columns where there are {len(columns)}"
        return BadRow(file, line, ",".join(values), reason)
    raw = {name: "" if is_null(v) else v for name, v in zip(columns, values, strict=True)}
    stripped = {name: " ".join(value.split()) for name, value in raw.items()}
    if not re.fullmatch(r"\d{1,12}", stripped["ent_num"], re.ASCII):
        return BadRow(file, line, ",".join(values), "ent_num is not a number")
    return Row(file, line, stripped, raw)


def is_null(value: str) -> bool:
    """Whether a field is empty: blank or `-0-`; `-0` ends copies that lost their last byte."""
    return value.strip() in ("", "-0-", "-0")


def _records(lines: list[str]) -> Iterator[tuple[int, list[str] | str]]:
    """Yield (line, values), with the reason instead of values where a record is malformed.

    A quoted value may run over several lines. Where it never closes only the line that
    opens it is lost, not all that a CSV reader would swallow looking for the quote.
    """
    at = 0
    while at < len(lines):
        values, used = _record(lines, at)
        if values:
            yield at + 1, values
        at += used


def _record(lines: list[str], at: int) -> tuple[list[str] | str, int]:
    text, used = lines[at].rstrip("\r"), 1
    if not text.strip():
        return "", 1
    while text.count('"') % 2 and used < _LONGEST_RECORD_LINES and at + used < len(lines):
        text += "\n" + lines[at + used].rstrip("\r")
        used += 1
    values = _parse(text)
    if isinstance(values, str) and used > 1:
        return _parse(lines[at].rstrip("\r")), 1
    return values, used


def _parse(text: str) -> list[str] | str:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return "a quoted value never ends" if "unexpected end" in str(error) else str(error)
    return rows[0] if len(rows) == 1 else f"{len(rows)} records run together"
