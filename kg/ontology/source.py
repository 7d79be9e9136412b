"""YAML read so that every value still knows its file and line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from kg.errors import OntologyError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_LARGEST_FILE = 4 * 1024 * 1024
_DEEPEST_NESTING = 20
_STRING = "tag:yaml.org,2002:str"
_BOOLEAN = "tag:yaml.org,2002:bool"
_IMPLICIT = yaml.SafeLoader.yaml_implicit_resolvers


class Value:
    """A YAML value with its place; its methods read it as one kind or raise OntologyError.

    Attributes:
        file: path of the file. line: 1-based, for a mapping's value that of its key.
    """

    __slots__ = ("_content", "_tag", "file", "line")

    def __init__(self, content: Any, tag: str, file: str, line: int) -> None:
        # Text of a scalar, values of a list, pairs of values of a mapping.
        self._content = content
        self._tag = tag
        self.file = file
        self.line = line

    def error(
        self,
        message: str,
        *,
        value: object = None,
        field: str | None = None,
        hint: str | None = None,
    ) -> OntologyError:
        """An error at this place, to be raised by the caller."""
        return OntologyError(
            message, file=self.file, line=self.line, value=value, field=field, hint=hint
        )

    def text(self) -> str:
        """The value as text, runs of white space folded into one space."""
        if self._tag != _STRING or not isinstance(self._content, str):
            if isinstance(self._content, str):
                raise self.error("text expected; put it in quotes", value=self._content)
            raise self.error("text expected, not a list or mapping")
        return " ".join(self._content.split())

    def flag(self) -> bool:
        """The value as true or false."""
        if self._tag != _BOOLEAN:
            raise self.error("true or false expected")
        return bool(self._content.lower() in {"true", "yes", "on"})

    def items(self) -> list[Value]:
        """The members of a list."""
        if self._tag != "list":
            raise self.error("a list expected")
        return list(self._content)

    def texts(self) -> tuple[str, ...]:
        """A list of texts without repetition."""
        found: dict[str, None] = {}
        for item in self.items():
            text = item.text()
            if text in found:
                raise item.error("stands twice in this list", value=text)
            found[text] = None
        return tuple(found)

    def mapping(self, what: str, allowed: frozenset[str] | None = None) -> dict[str, Value]:
        """A mapping by key; a repeated key, or one outside `allowed`, is an error."""
        if self._tag != "mapping":
            raise self.error(f"a mapping expected for {what}")
        found: dict[str, Value] = {}
        for key, value in self._content:
            name = key.text()
            if name in found:
                raise key.error(f"{what} stands twice here", value=name)
            if allowed is not None and name not in allowed:
                known = ", ".join(sorted(allowed))
                raise key.error(f"unknown key for {what}", value=name, hint="Known: " + known)
            found[name] = Value(value._content, value._tag, value.file, key.line)
        return found


def read_yaml(path: Path) -> Value | None:
    """The root value of a YAML file, None where it holds nothing.

    Raises:
        OntologyError: it cannot be read, is not UTF-8, is not well-formed YAML, holds several
            documents, or is larger or deeper than any ontology needs to be.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_FILE + 1)
    except OSError as fault:
        raise OntologyError(f"cannot be read: {fault.strerror}", file=path) from fault
    if len(content) > _LARGEST_FILE:
        raise OntologyError(f"larger than {_LARGEST_FILE} bytes", file=path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise OntologyError("is not UTF-8", file=path, line=line) from fault
    try:
        return _build(yaml.parse(text, Loader=_Loader), str(path))
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise OntologyError(
            f"not well-formed YAML: {fault.problem or fault.context}",
            file=path,
            line=mark.line + 1 if mark else None,
        ) from fault
    except yaml.YAMLError as fault:
        raise OntologyError(f"not well-formed YAML: {fault}", file=path) from fault


def _build(events: Iterable[Any], file: str) -> Value | None:
    """The tree of a stream of parser events.

    PyYAML's own composer calls itself for every level, and its C form ends the process on a
    file that nests deeply; this one keeps a stack and a limit.
    """
    root: Value | None = None
    stack: list[Value] = []
    keys: list[Value | None] = []
    anchors: dict[str, Value] = {}
    for event in events:
        if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            stack.pop()
            keys.pop()
            continue
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise OntologyError("holds several documents", file=file, line=_line(event))
        if not isinstance(event, yaml.NodeEvent):
            continue
        value = _value(event, file, anchors)
        if not stack:
            root = value
        elif stack[-1]._tag == "list":
            stack[-1]._content.append(value)
        elif (key := keys[-1]) is None:
            keys[-1] = value
        else:
            stack[-1]._content.append((key, value))
            keys[-1] = None
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append(value)
            keys.append(None)
            if len(stack) > _DEEPEST_NESTING:
                raise value.error(f"nests more than {_DEEPEST_NESTING} levels deep")
    return root


def _value(event: Any, file: str, anchors: dict[str, Value]) -> Value:
    if isinstance(event, yaml.AliasEvent):
        if event.anchor not in anchors:
            raise OntologyError(
                "no anchor of this name above", file=file, line=_line(event), value=event.anchor
            )
        return anchors[event.anchor]
    if isinstance(event, yaml.ScalarEvent):
        value = Value(event.value, _scalar_tag(event), file, _line(event))
    elif isinstance(event, yaml.SequenceStartEvent):
        value = Value([], "list", file, _line(event))
    else:
        value = Value([], "mapping", file, _line(event))
    if event.anchor is not None:
        anchors[event.anchor] = value
    return value


def _scalar_tag(event: Any) -> str:
    if event.tag is not None:
        return str(event.tag)
    if not event.implicit[0]:
        return _STRING
    text = event.value
    for tag, pattern in _IMPLICIT.get(text[:1], ()):
        if pattern.match(text):
            return str(tag)
    return _STRING


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def yaml_files(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and the `*.yaml` and `*.yml` files of folders, by name.

    Raises:
        OntologyError: a path does not exist, or a folder has no such file.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix in {".yaml", ".yml"})
            if not inside:
                raise OntologyError("folder holds no YAML file", file=path)
            found.extend(inside)
        elif path.exists():
            found.append(path)
        else:
            raise OntologyError("no such file or folder", file=path)
    return found
