"""YAML of a mapping file, read so that every value still knows its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from kg.errors import MappingError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_LARGEST_FILE = 1024 * 1024
_NULL = "tag:yaml.org,2002:null"
_PARAMETER = re.compile(r"\$(\$|[a-z][a-z0-9_]*)")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


class Value:
    """A YAML value with its place; its methods read it as one kind or raise MappingError.

    Scalars are taken as they are written: `0`, `no` and `2022-01-01` are those texts.
    """

    __slots__ = ("_node", "file", "line", "parameters")

    def __init__(
        self, node: yaml.Node, file: str, parameters: Mapping[str, str] | None = None
    ) -> None:
        self._node = node
        self.file = file
        self.line: int = node.start_mark.line + 1
        self.parameters = parameters

    def error(
        self,
        message: str,
        *,
        value: object = None,
        field: str | None = None,
        hint: str | None = None,
    ) -> MappingError:
        """An error at this place, to be raised by the caller."""
        return MappingError(
            message, file=self.file, line=self.line, value=value, field=field, hint=hint
        )

    @property
    def is_null(self) -> bool:
        """Nothing stands here, or `null`."""
        return self._node.tag == _NULL

    @property
    def is_scalar(self) -> bool:
        """Neither a list nor a mapping, nor nothing."""
        return isinstance(self._node, yaml.ScalarNode) and not self.is_null

    @property
    def is_list(self) -> bool:
        """A list."""
        return isinstance(self._node, yaml.SequenceNode)

    def text(self) -> str:
        """The text, with `$name` replaced by that parameter and `$$` by a dollar sign."""
        node = self._node
        if not isinstance(node, yaml.ScalarNode) or self.is_null:
            raise self.error("a text is expected here")
        text = str(node.value)
        return text if self.parameters is None else _PARAMETER.sub(self._replace, text)

    def flag(self) -> bool:
        """The value as true or false."""
        text = self.text().lower()
        if text not in _FLAGS:
            raise self.error("true or false is expected here", value=text)
        return _FLAGS[text]

    def integer(self) -> int:
        """The value as a whole number."""
        text = self.text()
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise self.error("a whole number is expected here", value=text)
        return int(text)

    def one_of(self, choices: Collection[str]) -> str:
        """The text, which must be one of `choices`."""
        text = self.text()
        if text not in choices:
            raise self.error(
                "not one of the words allowed here", value=text, hint=suggestion(text, choices)
            )
        return text

    def items(self) -> list[Value]:
        """The members of a list; a single value is a list of one."""
        if isinstance(self._node, yaml.SequenceNode):
            return [Value(node, self.file, self.parameters) for node in self._node.value]
        return [self]

    def texts(self) -> tuple[str, ...]:
        """A list of texts, or one text."""
        return tuple(item.text() for item in self.items())

    def mapping(self, what: str, allowed: Collection[str] | None = None) -> dict[str, Value]:
        """A mapping by key; a repeated key, or one outside `allowed`, is an error."""
        node = self._node
        if not isinstance(node, yaml.MappingNode):
            raise self.error(f"{what} must be a mapping of keys to values")
        found: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = Value(key_node, self.file)
            name = key.text()
            if name in found:
                raise key.error(f"this key stands twice in {what}", value=name)
            if allowed is not None and name not in allowed:
                raise key.error(
                    f"unknown key in {what}", value=name, hint=suggestion(name, allowed)
                )
            value = Value(value_node, self.file, self.parameters)
            value.line = key.line
            found[name] = value
        return found

    def _replace(self, match: re.Match[str]) -> str:
        name = match[1]
        if name == "$":
            return "$"
        assert self.parameters is not None
        if name not in self.parameters:
            raise self.error(
                "no such parameter", value=f"${name}", hint=suggestion(name, self.parameters)
            )
        return self.parameters[name]


def suggestion(word: str, known: Collection[str]) -> str:
    """A hint that names the nearest known word, and all of them while they are few."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.7)
    listed = f"Known: {', '.join(sorted(known))}" if 0 < len(known) <= 24 else ""
    if near:
        return f"Did you mean '{near[0]}'? {listed}".strip()
    return listed or "See the reference of the ontology"


def read_yaml(path: Path) -> Value:
    """The root value of a mapping file.

    Raises:
        MappingError: it cannot be read, is not UTF-8, empty, or not well-formed YAML.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_FILE + 1)
    except OSError as fault:
        raise MappingError(f"cannot be read: {fault.strerror}", file=path) from fault
    if len(content) > _LARGEST_FILE:
        raise MappingError(f"larger than {_LARGEST_FILE} bytes", file=path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise MappingError("is not UTF-8", file=path, line=line) from fault
    try:
        node: Any = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise MappingError(
            f"not well-formed YAML: {fault.problem or fault.context}", file=path, line=line
        ) from fault
    except (yaml.YAMLError, RecursionError) as fault:
        raise MappingError(f"not well-formed YAML: {fault}", file=path) from fault
    if node is None:
        raise MappingError("the mapping file is empty", file=path)
    return Value(node, str(path))
