"""The JSON form of what the library returns: plain dictionaries, lists, text and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import PurePath
from typing import Any


def jsonable(value: object) -> Any:
    """`value` as something `json.dumps` takes without loss of exactness.

    Dataclasses and mappings become dictionaries, sequences lists, sets sorted lists,
    Decimal and Fraction text (`"0.30"`, `"1/3"`), dates and datetimes ISO 8601 text,
    timedelta seconds. An object with its own `to_json` is asked first.
    Raises TypeError for anything else.
    """
    own_form = getattr(value, "to_json", None)
    if callable(own_form):
        return own_form()
    return _plain(value)


def dataclass_json(value: object) -> dict[str, Any]:
    """The JSON form of a dataclass from its fields alone, in their order."""
    return {field.name: jsonable(getattr(value, field.name)) for field in fields(value)}  # type: ignore[arg-type]


def _plain(value: object) -> Any:
    plain: Any
    match value:
        case Enum():
            plain = jsonable(value.value)
        case None | bool() | int() | float() | str():
            plain = value
        case Decimal():
            plain = format(value, "f")
        case Fraction():
            plain = str(value)
        case datetime() | date():
            plain = value.isoformat()
        case timedelta():
            plain = value.total_seconds()
        case PurePath():
            plain = value.as_posix()
        case Mapping():
            plain = {str(key): jsonable(item) for key, item in value.items()}
        case list() | tuple():
            plain = [jsonable(item) for item in value]
        case set() | frozenset():
            plain = sorted(jsonable(item) for item in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            plain = dataclass_json(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form")
    return plain
