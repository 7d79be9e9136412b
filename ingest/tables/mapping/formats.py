"""How the files of a table are written, as a mapping file and the command line say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from msgspec import UNSET
from msgspec.structs import asdict

from ingest.tables.mapping.keys import FormatKeys, listed
from ingest.tables.mapping.language import TableFormat
from kg.declarations import Spot
from kg.errors import UsageError

FORMAT_SETTINGS = ("encoding", "delimiter")
"""Settings that every mapping takes: they overrule what it says of its CSV files."""

_DELIMITERS = {"\\t": "\t", "comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|", "space": " "}


def format_of(keys: FormatKeys, default: TableFormat, spot: Spot) -> TableFormat:
    """The format that a mapping file describes, as far as it differs from `default`."""
    changed: dict[str, Any] = {k: v for k, v in asdict(keys).items() if v is not UNSET}
    kind = changed.pop("type", default.kind)
    for name in ("columns", "nulls"):
        if name in changed:
            changed[name] = listed(changed[name])
    if "quote" in changed:
        changed["quote"] = changed["quote"] or ""
    for name, message, hint in _faults(changed):
        raise spot.below(name).error(message, hint=hint)
    if kind == "tsv":
        changed.setdefault("delimiter", "\t")
    result = replace(default, **changed, kind="parquet" if kind == "parquet" else "csv")
    if result.kind == "csv" and not result.header and not result.columns:
        raise spot.error("files without a header need columns, the list of their names")
    if result.kind == "csv" and result.header and result.columns:
        raise spot.below("columns").error("columns goes with header: false")
    return result


def override_format(form: TableFormat, overrides: Mapping[str, str]) -> TableFormat:
    """The format with settings of the command line put in; Parquet takes none.

    Raises:
        UsageError: a setting is not usable.
    """
    if not overrides or form.kind != "csv":
        return form
    changed: dict[str, Any] = dict(overrides)
    for name, message, hint in _faults(changed):
        raise UsageError(message, value=changed[name], hint=hint)
    return replace(form, **changed)


def _faults(changed: dict[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """(key, what is wrong, hint) of what a format is given; puts delimiters for their names."""
    if "delimiter" in changed:
        changed["delimiter"] = sign = _DELIMITERS.get(changed["delimiter"], changed["delimiter"])
        if len(sign.encode()) != 1 or sign in '"\n\r\\':
            yield "delimiter", "a delimiter is one ASCII character", f"Or: {', '.join(_DELIMITERS)}"
    if "encoding" in changed:
        try:
            "".encode(changed["encoding"])
        except (LookupError, UnicodeError):
            yield "encoding", "no such encoding", "Such as utf-8, latin-1, cp1252 or utf-16"
    if len(changed.get("quote", "").encode()) > 1:
        yield "quote", "must be one ASCII character, or null for none", None
    names = changed.get("columns", ())
    if len({name.casefold() for name in names}) < len(names):
        yield "columns", "a column name stands twice", None
