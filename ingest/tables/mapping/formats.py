"""How the files of a table are written, as a mapping file says it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from typing import Any

from ingest.tables.mapping.language import TableFormat
from ingest.tables.mapping.source import Value
from kg.errors import UsageError

FORMAT_SETTINGS = ("encoding", "delimiter")
"""Settings that every mapping takes: they overrule what it says of its CSV files."""

_FORMAT_KEYS = frozenset(
    {"type", "delimiter", "quote", "encoding", "header", "skip", "columns", "nulls"}
)
_DELIMITERS = {"\\t": "\t", "comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|", "space": " "}
_MOST_SKIPPED = 1000


def parse_format(value: Value, default: TableFormat) -> TableFormat:
    """The format that a mapping file describes, as far as it differs from `default`."""
    keys = value.mapping("format", _FORMAT_KEYS)
    changed: dict[str, Any] = {name: _PARSERS[name](item) for name, item in keys.items()}
    kind = changed.pop("type", default.kind)
    if kind == "tsv":
        changed.setdefault("delimiter", "\t")
    changed["kind"] = "parquet" if kind == "parquet" else "csv"
    result = replace(default, **changed)
    if result.kind == "csv" and not result.header and not result.columns:
        raise value.error("files without a header need columns, the list of their names")
    if result.kind == "csv" and result.header and result.columns:
        raise keys.get("columns", value).error("columns goes with header: false")
    return result


def _delimiter(value: Value) -> str:
    text = _DELIMITERS.get(value.text(), value.text())
    if len(text.encode()) != 1 or text in '"\n\r\\':
        raise value.error(
            "a delimiter is one ASCII character", value=text, hint="Or: " + ", ".join(_DELIMITERS)
        )
    return text


def _encoding(value: Value) -> str:
    text = value.text()
    try:
        "".encode(text)
    except (LookupError, UnicodeError):
        raise value.error(
            "no such encoding", value=text, hint="Such as utf-8, latin-1, cp1252 or utf-16"
        ) from None
    return text


def override_format(form: TableFormat, overrides: Dictionary[str, str]) -> TableFormat:
    """The format with settings of the command line put in; Parquet takes none.

    Raises:
        UsageError: a setting is not usable.
    """
    if not overrides or form.kind != "csv":
        return form
    changed = dict(overrides)
    if "delimiter" in changed:
        text = changed["delimiter"]
        changed["delimiter"] = _DELIMITERS.get(text, text)
        if len(changed["delimiter"].encode()) != 1:
            raise UsageError(
                "a delimiter is one ASCII character",
                value=text,
                hint="Or: " + ", ".join(_DELIMITERS),
            )
    if "encoding" in changed:
        try:
            "".encode(changed["encoding"])
        except (LookupError, UnicodeError):
            raise UsageError("no such encoding", value=changed["encoding"]) from None
    return replace(form, **changed)  # type: ignore[arg-type]


def _quote(value: Value) -> str:
    text = "" if value.is_null else value.text()
    if len(text.encode()) > 1:
        raise value.error("must be one ASCII character, or null for none", value=text)
    return text


def _skip(value: Value) -> int:
    return value.integer(0, _MOST_SKIPPED)


def _columns(value: Value) -> tuple[str, ...]:
    names = value.texts()
    if len({name.casefold() for name in names}) < len(names):
        raise value.error("a column name stands twice")
    return names


_PARSERS: Dictionary[str, Callable[[Value], Any]] = {
    "type": lambda value: value.one_of(("csv", "tsv", "parquet")),
    "delimiter": _delimiter,
    "quote": _quote,
    "encoding": _encoding,
    "header": Value.flag,
    "skip": _skip,
    "columns": _columns,
    "nulls": Value.texts,
}
