"""From YAML text to a tree of nodes with their lines; `kg.declarations` is what readers use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from kg.errors import RiskweaveError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes that a file may have unless its reader sets another limit."""

DEEPEST_NESTING = 20
"""Levels of lists and mappings within each other that a file may have."""

TEXT = "tag:yaml.org,2002:str"
FLAG = "tag:yaml.org,2002:bool"
NULL = "tag:yaml.org,2002:null"
LIST = "list"
MAPPING = "mapping"

_IMPLICIT = yaml.SafeLoader.yaml_implicit_resolvers
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Node(NamedTuple):
    """A value as parsed.

    Attributes:
        content: text of a scalar, nodes of a list, or pairs of nodes of a mapping.
        tag: LIST, MAPPING, or what YAML takes a scalar for, such as TEXT.
        line: 1-based.
    """

    content: Any
    tag: str
    line: int


def read_text(path: Path, error: type[RiskweaveError], largest: int) -> str:
    """The text of a YAML file.

    Raises:
        error: it cannot be read, has more than `largest` bytes, or is not UTF-8.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(largest + 1)
    except OSError as fault:
        raise error(f"cannot be read: {fault.strerror}", file=path) from fault
    if len(content) > largest:
        raise error(f"larger than {largest} bytes", file=path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise error("is not UTF-8", file=path, line=line) from fault


def parse(text: str, file: str, error: type[RiskweaveError]) -> Node | None:
    """The root node of a document, None where it holds nothing.

    Raises:
        error: it is not well-formed, nests too deeply, contains itself, or is several documents.
    """
    if found := _FORBIDDEN.search(text):
        raise error(
            "not well-formed YAML: it holds a control character",
            file=file,
            line=text.count("\n", 0, found.start()) + 1,
            value=found[0],
        )
    try:
        return _tree(yaml.parse(text, Loader=_Loader), file, error)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        # What is missing at the end of the file is told of the line after it.
        last = max(1, text.count("\n") + (not text.endswith("\n")))
        raise error(
            f"not well-formed YAML: {fault.problem or fault.context}",
            file=file,
            line=min(mark.line + 1, last) if mark else None,
        ) from fault
    except yaml.YAMLError as fault:
        raise error(f"not well-formed YAML: {fault}", file=file) from fault


def _tree(events: Iterable[Any], file: str, error: type[RiskweaveError]) -> Node | None:
    """The tree of a stream of parser events.

    PyYAML's own composer calls itself for every level, and its C form ends the process on a
    file that nests deeply; this one keeps a stack and a limit.
    """
    root: Node | None = None
    stack: list[Node] = []
    keys: list[Node | None] = []
    anchors: dict[str, Node] = {}
    for event in events:
        if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            stack.pop()
            keys.pop()
            continue
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise error("holds several documents", file=file, line=_line(event))
        if not isinstance(event, yaml.NodeEvent):
            continue
        if isinstance(event, yaml.AliasEvent):
            node = _anchored(event, anchors, stack, file, error)
        else:
            node = _node(event)
            if event.anchor is not None:
                anchors[event.anchor] = node
        if stack:
            _attach(node, stack[-1], keys)
        else:
            root = node
        if isinstance(event, yaml.CollectionStartEvent):
            stack.append(node)
            keys.append(None)
            if len(stack) > DEEPEST_NESTING:
                raise error(
                    f"nests more than {DEEPEST_NESTING} levels deep", file=file, line=node.line
                )
    return root


def _attach(node: Node, around: Node, keys: list[Node | None]) -> None:
    """Put a node into the innermost list or mapping, whose open key, if any, ends `keys`."""
    if around.tag == LIST:
        around.content.append(node)
    elif (key := keys[-1]) is None:
        keys[-1] = node
    else:
        around.content.append((key, node))
        keys[-1] = None


def _anchored(
    event: Any,
    anchors: dict[str, Node],
    stack: list[Node],
    file: str,
    error: type[RiskweaveError],
) -> Node:
    node = anchors.get(event.anchor)
    if node is None:
        message = "no anchor of this name above"
    elif any(node is around for around in stack):
        message = "a value cannot contain itself"
    else:
        return node
    raise error(message, file=file, line=_line(event), value=event.anchor)


def _node(event: Any) -> Node:
    if isinstance(event, yaml.ScalarEvent):
        return Node(event.value, _scalar_tag(event), _line(event))
    kind = LIST if isinstance(event, yaml.SequenceStartEvent) else MAPPING
    return Node([], kind, _line(event))


def _scalar_tag(event: Any) -> str:
    if event.tag is not None:
        return str(event.tag)
    if not event.implicit[0]:
        return TEXT
    text = event.value
    for tag, pattern in _IMPLICIT.get(text[:1], ()):
        if pattern.match(text):
            return str(tag)
    return TEXT


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def yaml_files(paths: Iterable[Path], error: type[RiskweaveError]) -> list[Path]:
    """The files themselves, and the `*.yaml` and `*.yml` files of folders, by name.

    Raises:
        error: a path does not exist, or a folder has no such file.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix in {".yaml", ".yml"})
            if not inside:
                raise error("folder holds no YAML file", file=path)
            found.extend(inside)
        elif path.exists():
            found.append(path)
        else:
            raise error("no such file or folder", file=path)
    return found
