"""YAML that people write, decoded into typed declarations; every fault is told with its line.

What may stand in a file is a `Declared` structure; its types are the check, and its JSON Schema
is what an editor completes from::

    class Control(Declared, kw_only=True):
        name: Name
        obligations: tuple[str, ...]
        weight: Weight = 1.0

    class Controls(Declared):
        controls: dict[str, Control]

    file = read(path, Controls, MappingError)
    for key, control in file.value.controls.items():
        if control.name in known:
            raise file.error("this control is declared twice", "controls", key, "name")

    controls.yaml:7: field 'controls.ctr.nmae': unknown key. Did you mean 'name'? Known: …

A scalar is the text that stands there, whatever YAML 1.1 would make of it: `no` is Norway's code
where text is expected, `010` is no number. Only plain YAML is read; see `kg.yaml_nodes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from kg.errors import MappingError, RiskweaveError, suggestion
from kg.yaml_nodes import FLAG, LARGEST_FILE, LIST, MAPPING, NULL, Node, parse, read_text

Filled = Annotated[str, msgspec.Meta(min_length=1)]
"""Text that is not empty."""

Words = Annotated[tuple[Filled, ...], msgspec.Meta(min_length=1)]
"""One text or more."""

Number = Annotated[float, msgspec.Meta(ge=-1e15, le=1e15)]
"""A finite number; `Fraction(str(number))` is what the file says, to the digit."""

MOST_VALUES = 1_000_000
"""Values that a file may hold: aliases within aliases could make billions of a few lines."""

_T = TypeVar("_T")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_FAULT = re.compile(r"Expected `([a-z]+)(?: \|[^`]*)?`(?:, got `(null)`| (of length|\S+) (.*))?")
_EXPECTED = {
    "array": "a list is expected here",
    "bool": "true or false is expected here",
    "date": "a date is expected here",
    "decimal": "a number is expected here",
    "float": "a number is expected here",
    "int": "a whole number is expected here",
    "object": "keys and values are expected here",
    "str": "text is expected here",
}
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`|Invalid enum value '(.*)'")
_BOUNDS = {"<=": "at most", ">=": "at least", "<": "below", ">": "above"}
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_HINTS = {"date": "Write it YYYY-MM-DD", "decimal": "Write it like 12 or 0.5"}


class Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keys and values of a file: the fields are the keys that may stand there.

    `__post_init__` may raise ValueError, which is told at the place of the structure. A type's
    `Meta(…, extra={"says": "a country code"})` says in words what it expects.
    """


@dataclass(frozen=True, slots=True)
class Declaration(Generic[_T]):
    """A file as decoded: its `value`, and where each part of it stands."""

    value: _T
    file: str
    _root: Node
    _error: type[RiskweaveError]

    def line(self, *path: str | int) -> int:
        """Line (1-based) of the value at these keys and places in lists, or of what holds it."""
        return _find(self._root, path)[1]

    def flag(self, *path: str | int) -> bool | None:
        """Whether true (`true`, `yes`, `on`) or false stands there, without quotes; else None."""
        node = _find(self._root, path)[0]
        return _FLAGS.get(node.content.lower()) if node.tag == FLAG else None

    def keys(self, *path: str | int) -> tuple[str, ...]:
        """The keys that are written at that place; none where no mapping stands."""
        node = _find(self._root, path)[0]
        return tuple(key.content for key, _ in node.content) if node.tag == MAPPING else ()

    def error(
        self, message: str, *path: str | int, value: object = None, hint: str | None = None
    ) -> RiskweaveError:
        """An error at that place, to be raised by the caller.

        Without `value`, the scalar that stands there is shown.
        """
        node, line = _find(self._root, path)
        if value is None and isinstance(node.content, str):
            value = node.content
        return self._error(
            message, file=self.file, line=line, field=_dotted(path), value=value, hint=hint
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file that was decoded, to tell faults at."""

    file: Declaration[Any]
    path: tuple[str | int, ...] = ()

    @property
    def flag(self) -> bool | None:
        """See `Declaration.flag`."""
        return self.file.flag(*self.path)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are written here; none where no mapping stands."""
        return self.file.keys(*self.path)

    def below(self, *path: str | int) -> Spot:
        """A place inside this one."""
        return Spot(self.file, (*self.path, *path))

    def each(self, value: _T | tuple[_T, ...] | msgspec.UnsetType) -> Iterator[tuple[_T, Spot]]:
        """The members of a list and where each stands; a value alone is a list of one."""
        if isinstance(value, tuple):
            yield from ((one, self.below(place)) for place, one in enumerate(value))
        elif not isinstance(value, msgspec.UnsetType):
            yield value, self

    def error(
        self, message: str, *, value: object = None, hint: str | None = None
    ) -> RiskweaveError:
        """An error here, to be raised by the caller."""
        return self.file.error(message, *self.path, value=value, hint=hint)


def read(
    path: Path,
    kind: type[_T],
    error: type[RiskweaveError],
    *,
    largest: int = LARGEST_FILE,
    fold: bool = True,
) -> Declaration[_T]:
    """Decode a file.

    Args:
        kind: what stands in it. error: class of every error about it.
        largest: bytes it may have.
        fold: runs of white space in texts become one space, and none stands at the ends.

    Raises:
        error: it cannot be read, is too large, is not well-formed, or is no `kind`.
    """
    return decode(read_text(path, error, largest), str(path), kind, error, fold=fold)


def decode(
    text: str, file: str, kind: type[_T], error: type[RiskweaveError], *, fold: bool = True
) -> Declaration[_T]:
    """The same of YAML that is in memory; `file` is what errors call it."""
    root = parse(text, file, error) or Node([], MAPPING, 1)
    return decode_tree(root, file, kind, error, fold=fold)


def decode_tree(
    root: Node, file: str, kind: type[_T], error: type[RiskweaveError], *, fold: bool = True
) -> Declaration[_T]:
    """The same of YAML that is parsed already."""
    plain = _Plain(file, error, fold).of(root)
    try:
        return Declaration(msgspec.convert(plain, kind, strict=False), file, root, error)
    except msgspec.ValidationError as fault:
        raise _told(str(fault), plain, root, file, kind, error) from fault


def shipped(package: str, name: str, kind: type[_T]) -> _T:
    """What a file says that ships in a package; raises MappingError."""
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    return decode(text, name, kind, MappingError).value


def json_schema(kind: type[Any]) -> dict[str, Any]:
    """The JSON Schema of a file, for editors."""
    return msgspec.json.schema(kind)


class _Plain:
    """Lists, dictionaries and texts of a tree; None where nothing stands."""

    def __init__(self, file: str, error: type[RiskweaveError], fold: bool) -> None:
        self._file, self._error, self._fold = file, error, fold
        self._left = MOST_VALUES

    def of(self, node: Node) -> Any:
        self._left -= 1
        if self._left < 0:
            raise self._error(
                f"more than {MOST_VALUES} values, those of aliases (*name) counted each time",
                file=self._file,
                line=node.line,
            )
        if node.tag == NULL:
            return None
        if node.tag == LIST:
            return [self.of(each) for each in node.content]
        if node.tag != MAPPING:
            return " ".join(node.content.split()) if self._fold else node.content
        found: dict[str, Any] = {}
        for key, value in node.content:
            if not isinstance(key.content, str):
                raise self._error("a key must be text", file=self._file, line=key.line)
            if key.content in found:
                raise self._error(
                    "this key stands twice", file=self._file, line=key.line, value=key.content
                )
            found[key.content] = self.of(value)
        return found


def _find(root: Node, path: tuple[str | int, ...]) -> tuple[Node, int]:
    """The node at a path, or as near to it as there is one, and the line of its key."""
    node, line = root, root.line
    for step in path:
        if node.tag == LIST and isinstance(step, int) and step < len(node.content):
            node = node.content[step]
            line = node.line
            continue
        pairs = node.content if node.tag == MAPPING else ()
        pair = next(((key, value) for key, value in pairs if key.content == step), None)
        if pair is None:
            break
        line, node = pair[0].line, pair[1]
    return node, line


def _told(
    fault: str, plain: Any, root: Node, file: str, kind: type[Any], error: type[RiskweaveError]
) -> RiskweaveError:
    """What the decoder found, in our words and at its line."""
    message, _, place = fault.partition(" - at `")
    of_key = place.startswith("key` in `")
    path = _path(fault, place.removeprefix("key` in `").strip("$`"), plain, kind)
    types = _types_at(kind, path)
    hint = None
    if of_key and message.startswith("Expected"):
        path = (*path, _alone(fault, list(path), plain, kind) or "")
        types = [
            inner for each in types for inner in _alternatives(getattr(each, "key_type", None))
        ]
    unknown = _UNKNOWN.fullmatch(message)
    if unknown and (of_key or unknown[1]):
        name = unknown[1] or unknown[2]
        message, hint = "unknown key", suggestion(name, _keys(types))
        path = (*path, name)
    elif found := re.fullmatch(r"Object missing required field `(.*)`", message):
        message = f"needs '{found[1]}'"
    elif message.startswith("Invalid enum value"):
        message = "not one of the words allowed here"
        hint = suggestion(str(_find(root, path)[0].content), _words(types))
    else:
        message, hint = _in_words(message, types)
    node, line = _find(root, path)
    value = path[-1] if of_key else node.content
    shown = value if isinstance(value, str) and message != "unknown key" else None
    return error(message, file=file, line=line, field=_dotted(path), value=shown, hint=hint)


def _dotted(path: tuple[str | int, ...]) -> str | None:
    return ".".join(map(str, path)) or None


def _in_words(message: str, types: list[Any]) -> tuple[str, str | None]:
    found = _FAULT.match(message)
    if found is None:
        # What a structure says of itself, or one of the decoder's own formats.
        wanted = re.match(r"Invalid (?:RFC3339 encoded )?(date|decimal)", message)
        return (_EXPECTED[wanted[1]], _HINTS[wanted[1]]) if wanted else (message, None)
    expected, nothing, bound, limit = found.groups()
    extras: list[dict[str, Any]] = [getattr(e, "extra", None) or {} for e in types]
    says = next((extra["says"] for extra in extras if "says" in extra), None)
    wish = f"{says} is expected here" if says else _EXPECTED.get(expected, message)
    if nothing:
        wish += ", and nothing stands here"
    elif bound == "of length":
        wish += ", and it is empty"
    elif bound in _BOUNDS and not says:
        least, most = (next((getattr(e, k, None) for e in types), None) for k in ("ge", "le"))
        both = least is not None and most is not None
        wish = (
            f"must be from {least:g} to {most:g}" if both else f"must be {_BOUNDS[bound]} {limit}"
        )
    return wish, _HINTS.get(expected)


def _path(fault: str, place: str, plain: Any, kind: type[Any]) -> tuple[str | int, ...]:
    """The way to the fault.

    The decoder does not say which key of a dictionary it means (`[...]`): it is the one that
    gives the same fault when it stands alone.
    """
    path: list[str | int] = []
    for name, index in _STEP.findall(place):
        if index != "...":
            path.append(name or int(index))
            continue
        key = _alone(fault, path, plain, kind)
        if key is None:
            break
        path.append(key)
    return tuple(path)


def _alone(fault: str, path: list[str | int], plain: Any, kind: type[Any]) -> str | None:
    """The key of the dictionary at `path` that gives the fault when it stands alone."""
    for key in _at(plain, path):
        try:
            msgspec.convert(_with_only(plain, path, key), kind, strict=False)
        except msgspec.ValidationError as again:
            if str(again) == fault:
                return str(key)
    return None


def _at(plain: Any, path: list[str | int]) -> Any:
    for step in path:
        plain = plain[step]
    return plain


def _with_only(plain: Any, path: list[str | int], key: str) -> Any:
    """A copy in which the dictionary at `path` has no key but one."""
    if not path:
        return {key: plain[key]}
    step = path[0]
    copy = list(plain) if isinstance(plain, list) else dict(plain)
    copy[step] = _with_only(plain[step], path[1:], key)  # type: ignore[index]
    return copy


def _keys(types: list[Any]) -> list[str]:
    """Keys that may stand in a structure or dictionary of these types."""
    fields = [f.encode_name for e in types for f in getattr(e, "fields", ())]
    return fields + _words([e.key_type for e in types if hasattr(e, "key_type")])


def _words(types: list[Any]) -> list[str]:
    return [str(word) for each in types for word in getattr(each, "values", ())]


def _types_at(kind: type[Any], path: tuple[str | int, ...]) -> list[Any]:
    found = _alternatives(msgspec.inspect.type_info(kind))
    for step in path:
        found = [inner for each in found for inner in _alternatives(_inner(each, step))]
    return found


def _inner(kind: Any, step: str | int) -> Any:
    match kind:
        case msgspec.inspect.StructType():
            return next((f.type for f in kind.fields if f.encode_name == step), None)
        case msgspec.inspect.DictType():
            return kind.value_type
        case msgspec.inspect.VarTupleType() | msgspec.inspect.ListType():
            return kind.item_type
        case _:
            return None


def _alternatives(kind: Any) -> list[Any]:
    if isinstance(kind, msgspec.inspect.Metadata):
        return [kind, *_alternatives(kind.type)]
    if isinstance(kind, msgspec.inspect.UnionType):
        return [inner for each in kind.types for inner in _alternatives(each)]
    return [] if kind is None else [kind]


__all__ = [
    "Declaration",
    "Declared",
    "Filled",
    "Number",
    "Spot",
    "Words",
    "decode",
    "decode_tree",
    "json_schema",
    "read",
    "shipped",
]
