"""Values of a mapping file: scalars as they are written, and parameters put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from kg.errors import MappingError
from kg.yaml_file import Value as PlainValue
from kg.yaml_file import suggestion
from kg.yaml_nodes import Node

__all__ = ["Value", "read_mapping", "suggestion"]

_PARAMETER = re.compile(r"\$(\$|[a-z][a-z0-9_]*)")


class Value(PlainValue):
    """A value of a mapping file.

    What a mapping says is compared with cells of a table, which are texts: `0`, `no` and
    `2022-01-01` are those texts, and white space stays. `$name` is replaced by that parameter
    and `$$` by a dollar sign, except in keys. Where a list may stand, one value may stand alone.

    Attributes:
        parameters: values by name; None where none are put in.
    """

    parameters: Mapping[str, str] | None = None

    def with_parameters(self, parameters: Mapping[str, str] | None) -> Self:
        """The same value with these parameters put in, here and in its members."""
        value = super()._member(self._node, self.field, self.line)
        value.parameters = parameters
        return value

    def text(self, *, empty: bool = True, fold: bool = False) -> str:
        """The text, with parameters put in."""
        return super().text(empty=empty, fold=fold)

    def scalar(self) -> str | None:
        """The text, None where nothing stands."""
        return None if self.is_null else self.text()

    def items(self, *, empty: bool = True) -> list[Self]:
        """The members of a list; a single value is a list of one."""
        return super().items(empty=empty) if self.is_list else [self]

    def texts(self, *, empty: bool = True) -> tuple[str, ...]:
        """A list of texts, or one text; a text may stand in it twice."""
        return tuple(item.text() for item in self.items(empty=empty))

    def _written(self, *_tags: str) -> str | None:
        if not self.is_scalar:
            return None
        text = str(self._node.content)
        return text if self.parameters is None else _PARAMETER.sub(self._replace, text)

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

    def _member(self, node: Node, field: str, line: int) -> Self:
        member = super()._member(node, field, line)
        member.parameters = self.parameters
        return member


def read_mapping(path: Path) -> Value:
    """The root value of a mapping file, no parameters put in.

    Raises:
        MappingError: as from `Value.read`, or the file holds nothing.
    """
    root = Value.read(path, MappingError)
    if root.is_null:
        raise MappingError("the mapping file is empty", file=path)
    return root
