"""YAML files written by people, read so that every value knows its file and line.

A reader of such a file asks for what it expects; what it does not find becomes one line for the
person who wrote the file, raised as the error class that the reader chose::

    root = Value.read(path, MappingError)
    keys = root.record("a control", required=("name", "obligations"), optional=("since", "weight"))
    name = keys["name"].text(empty=False)
    obligations = keys["obligations"].texts()
    since = keys["since"].day() if "since" in keys else None
    weight = keys["weight"].number(0, 1) if "weight" in keys else 1.0
    if name in known:
        raise keys["name"].error("this control is declared twice", value=name)

    controls.yaml:7: unknown key in a control (got 'nmae'). Did you mean 'name'? Known: name, …

Which accessor to take:

- one value: `text`, `one_of` (a closed list of words), `flag`, `integer`, `number`, `day`, or
  `scalar`, which takes what YAML makes of it;
- several: `items` (values of any kind), `texts` (a list of texts, none of them twice);
- keys and values: `record` where the keys are known, with those that must be there and those that
  may; `mapping` where the writer of the file chooses them, or where none of them must be there;
- what the accessors do not check: `raise value.error(…)`, and `suggestion` for its hint.

Only plain YAML is read: one document, UTF-8, at most LARGEST_FILE bytes, 20 levels.
Tags make no objects, `<<` merges nothing, and a value that contains itself is refused. Aliases
(`*name`) are shared, not copied, so that a small file stays small; code that follows every value
of a file of unknown shape must count its own steps.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, Self

from kg.errors import RiskweaveError, suggestion
from kg.yaml_nodes import (
    DATE,
    FLAG,
    INTEGER,
    LARGEST_FILE,
    LIST,
    MAPPING,
    NULL,
    NUMBER,
    TEXT,
    Node,
    parse,
    read_text,
)

_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
# YAML 1.1 reads 010 as eight and 1:30 as ninety; such forms are refused, not guessed.
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _Origin(NamedTuple):
    """What all values of a file share."""

    file: str
    error: type[RiskweaveError]
    name_fields: bool


class Value:
    """A YAML value with its place; its methods read it as one kind, or raise the file's error.

    A file that needs values of another kind subclasses it: members are of the class of the root.

    Attributes:
        line: 1-based; for a mapping's value that of its key.
        field: keys from the root down to here, with places in lists from 0 on, joined by dots:
            `editions.0.date`; "" for the root.
    """

    __slots__ = ("_node", "_origin", "field", "line")

    def __init__(self, node: Node, origin: _Origin, field: str = "", line: int = 0) -> None:
        self._node = node
        self._origin = origin
        self.field = field
        self.line = line or node.line

    @classmethod
    def read(
        cls,
        path: Path,
        error: type[RiskweaveError],
        *,
        name_fields: bool = False,
        largest: int = LARGEST_FILE,
    ) -> Self:
        """The root value of a file; `is_null` where the file holds nothing.

        Args:
            error: class of every error about this file, now and from the accessors.
            name_fields: errors tell the field as well as the line; for files in which many
                lines look alike.
            largest: bytes it may have.

        Raises:
            error: it cannot be read, is larger or nests deeper than allowed, is not UTF-8, is
                not well-formed YAML, or holds several documents.
        """
        text = read_text(path, error, largest)
        return cls.parse(text, str(path), error, name_fields=name_fields)

    @classmethod
    def parse(
        cls, text: str, file: str, error: type[RiskweaveError], *, name_fields: bool = False
    ) -> Self:
        """The root value of YAML that is in memory already; `file` is what errors call it.

        Raises:
            error: as from `read`, as far as it is about the text.
        """
        origin = _Origin(file, error, name_fields)
        return cls(parse(text, file, error) or Node("", NULL, 1), origin)

    @property
    def file(self) -> str:
        """Path of the file."""
        return self._origin.file

    @property
    def is_null(self) -> bool:
        """Nothing stands here, or `null`."""
        return self._node.tag == NULL

    @property
    def is_scalar(self) -> bool:
        """Neither a list nor a mapping, nor nothing."""
        return isinstance(self._node.content, str) and not self.is_null

    @property
    def is_list(self) -> bool:
        """A list."""
        return self._node.tag == LIST

    def error(
        self,
        message: str,
        *,
        value: object = None,
        field: str | None = None,
        hint: str | None = None,
        line: int | None = None,
    ) -> RiskweaveError:
        """An error at this place, to be raised by the caller.

        Args:
            field: in place of the value's own, which is told only in a file with `name_fields`.
            line: in place of the value's own.
        """
        if field is None and self._origin.name_fields:
            field = self.field or None
        return self._origin.error(
            message, file=self.file, line=line or self.line, value=value, field=field, hint=hint
        )

    def text(self, *, empty: bool = True, fold: bool = True) -> str:
        """The value as text; a number, day, `yes` or `no` must stand in quotes to be one.

        Args:
            empty: it may be "".
            fold: runs of white space become one space, and none stands at the ends.
        """
        written = self._written(TEXT)
        if written is None:
            if self.is_null:
                raise self.error("text is expected here, and nothing stands here")
            if not isinstance(self._node.content, str):
                raise self.error("text is expected here, not a list or mapping")
            raise self.error("text is expected here; put it in quotes", value=self._node.content)
        if not empty and not written.strip():
            raise self.error("text is expected here, and it is empty")
        return " ".join(written.split()) if fold else written

    def one_of(self, choices: Collection[str]) -> str:
        """The text, which must be one of `choices`."""
        text = self.text()
        if text not in choices:
            raise self.error(
                "not one of the words allowed here", value=text, hint=suggestion(text, choices)
            )
        return text

    def flag(self) -> bool:
        """True (`true`, `yes`, `on`) or false (`false`, `no`, `off`), in any case of letters."""
        written = self._written(FLAG)
        if written is None or written.lower() not in _FLAGS:
            raise self.error("true or false is expected here", value=self._shown())
        return _FLAGS[written.lower()]

    def integer(self, least: int | None = None, most: int | None = None) -> int:
        """A whole number of at most 18 digits, within the bounds; None is no bound."""
        written = self._written(INTEGER)
        if written is None or not _WHOLE.fullmatch(written):
            raise self.error("a whole number is expected here", value=self._shown())
        self._check_bounds(int(written), least, most)
        return int(written)

    def number(self, least: float | None = None, most: float | None = None) -> float:
        """A number written like 12 or -0.5, within the bounds; None is no bound.

        `Fraction(str(number))` is what the file says, to the digit; no amount of money is a
        number here, but a text for `kg.values.money`.
        """
        written = self._written(INTEGER, NUMBER)
        if written is None or not _DECIMAL.fullmatch(written):
            raise self.error(
                "a number is expected here", value=self._shown(), hint="Write it like 12 or 0.5"
            )
        self._check_bounds(float(written), least, most)
        return float(written)

    def day(self) -> date:
        """A day written YYYY-MM-DD, with quotes or without."""
        written = self._written(TEXT, DATE)
        if written is not None and _DAY.fullmatch(written):
            try:
                return date.fromisoformat(written)
            except ValueError:
                pass
        raise self.error("a date is expected here", value=self._shown(), hint="Write it YYYY-MM-DD")

    def scalar(self) -> str | int | float | bool | None:
        """The value as YAML reads it; what has no plain form of another kind is text."""
        content, tag, _ = self._node
        if not isinstance(content, str):
            raise self.error("one value is expected here, not a list or mapping")
        if tag == NULL:
            return None
        if tag == FLAG:
            return self.flag()
        if tag == INTEGER and _WHOLE.fullmatch(content):
            return int(content)
        if tag == NUMBER and _DECIMAL.fullmatch(content):
            return float(content)
        return content

    def items(self, *, empty: bool = True) -> list[Self]:
        """The members of a list, which may be none where `empty`."""
        if not self.is_list:
            raise self.error("a list is expected here")
        if not empty and not self._node.content:
            raise self.error("a list is expected here, and it is empty")
        return [
            self._member(node, self._below(str(place)), node.line)
            for place, node in enumerate(self._node.content)
        ]

    def texts(self, *, empty: bool = True) -> tuple[str, ...]:
        """A list of texts without repetition, which may be none where `empty`."""
        found: dict[str, None] = {}
        for item in self.items(empty=empty):
            text = item.text()
            if text in found:
                raise item.error("stands twice in this list", value=text)
            found[text] = None
        return tuple(found)

    def mapping(self, what: str, allowed: Collection[str] | None = None) -> dict[str, Self]:
        """A mapping by key, in the order of the file; no key stands in it twice.

        Args:
            what: noun for errors, with its article: "a weight", "the settings".
            allowed: keys that may stand in it; None for any.
        """
        if self._node.tag != MAPPING:
            if self.is_null and not self.field:
                raise self._origin.error("the file is empty", file=self.file)
            raise self.error(f"{what} must be a mapping of keys to values")
        found: dict[str, Self] = {}
        for key_node, node in self._node.content:
            key = self._key(key_node)
            name = key.text()
            if name in found:
                raise key.error(f"this key stands twice in {what}", value=name)
            if allowed is not None and name not in allowed:
                raise key.error(
                    f"unknown key in {what}", value=name, hint=suggestion(name, allowed)
                )
            found[name] = self._member(node, self._below(name), key.line)
        return found

    def record(
        self, what: str, required: Sequence[str], optional: Collection[str] = ()
    ) -> dict[str, Self]:
        """A mapping with all `required` keys, perhaps the `optional` ones, and no other."""
        found = self.mapping(what, {*required, *optional})
        for key in required:
            if key not in found:
                raise self.error(f"{what} needs '{key}'")
        return found

    def _written(self, *tags: str) -> str | None:
        """The text of a scalar that is of one of these kinds, as it stands in the file."""
        return self._node.content if self._node.tag in tags else None

    def _member(self, node: Node, field: str, line: int) -> Self:
        return type(self)(node, self._origin, field, line)

    def _key(self, node: Node) -> Self:
        return type(self)(node, self._origin, self.field)

    def _below(self, key: str) -> str:
        return f"{self.field}.{key}" if self.field else key

    def _shown(self) -> str | None:
        return self._node.content if self.is_scalar else None

    def _check_bounds(self, number: float, least: float | None, most: float | None) -> None:
        if (least is None or number >= least) and (most is None or number <= most):
            return
        if least is not None and most is not None:
            bounds = f"from {least:g} to {most:g}"
        else:
            bounds = f"at least {least:g}" if least is not None else f"at most {most:g}"
        raise self.error(f"must be {bounds}", value=number)
