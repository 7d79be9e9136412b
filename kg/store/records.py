"""The embedded engine's rows as the project's values.

The engine hands out a record as a map with `@rid` and `@type`, a relation without its ends,
and a path as text such as `(#4:0)-[#9:2]->(#4:7)`. Ends and paths are looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from kg.model.graph import Node, Relation
from kg.store import values
from kg.store.arcade import Database, Types

_RECORD = re.compile(r"#\d+:\d+")
_PATH = re.compile(r"\(#\d+:\d+\)(?:-\[#\d+:\d+\]->\(#\d+:\d+\))*")
_LOOKED_UP_AT_ONCE = 1000

Record = dict[str, Any]


def convert(
    db: Database,
    types: Types,
    columns: tuple[str, ...],
    rows: list[Record],
    *,
    has_paths: bool,
    raw: bool,
) -> list[tuple[Any, ...]]:
    """Rows with their values converted, in the order of the columns.

    Args:
        has_paths: the query names a path, so that text in the form of one may be one. It is
            taken for a path only where its records follow on each other.
        raw: nodes and relations with their properties as stored, not as claims tell them.
    """
    reader = _Reader(db, types, has_paths, raw)
    reader.look_up(rows)
    return [tuple(reader.value(row.get(name)) for name in columns) for row in rows]


class _Reader:
    def __init__(self, db: Database, types: Types, has_paths: bool, raw: bool) -> None:
        self._db = db
        self._types = types
        self._has_paths = has_paths
        self._raw = raw
        self._records: dict[str, Record] = {}
        self._ends: dict[str, tuple[str, str]] = {}

    def look_up(self, rows: Iterable[Record]) -> None:
        relations: set[str] = set()
        of_paths: set[str] = set()
        for value in _walk(rows):
            if isinstance(value, dict):
                if self._types.is_edge(value["@type"]):
                    relations.add(value["@rid"])
            elif self._has_paths and _PATH.fullmatch(value):
                of_paths.update(_RECORD.findall(value))
        for record in self._select("@rid AS rid, @this AS value", of_paths):
            value = record["value"]
            self._records[value["@rid"]] = value
            if self._types.is_edge(value["@type"]):
                relations.add(value["@rid"])
        for record in self._select("@rid AS rid, @out.id AS source, @in.id AS target", relations):
            self._ends[str(record["rid"])] = (str(record["source"]), str(record["target"]))

    def value(self, raw: Any) -> Any:
        if isinstance(raw, str):
            return self._text(raw)
        if isinstance(raw, dict):
            if _is_record(raw):
                return self._record(raw)
            return {str(key): self.value(each) for key, each in raw.items()}
        if isinstance(raw, list | tuple | set | frozenset):
            return [self.value(each) for each in raw]
        if raw is None or isinstance(raw, bool | int | float):
            return raw
        return raw.isoformat() if hasattr(raw, "isoformat") else str(raw)

    def _text(self, raw: str) -> Any:
        if not (self._has_paths and _PATH.fullmatch(raw)):
            return raw
        steps = _RECORD.findall(raw)
        if not all(step in self._records for step in steps):
            return raw
        path = tuple(self._record(self._records[step]) for step in steps)
        return path if _follows(path) else raw

    def _record(self, raw: Record) -> Node | Relation:
        type_ = raw["@type"]
        stored = {key: self.value(each) for key, each in raw.items() if not key.startswith("@")}
        if self._types.is_edge(type_):
            source, target = self._ends.get(raw["@rid"], ("", ""))
            return values.relation(type_, source, target, stored, raw=self._raw)
        return values.node(type_.split("~"), stored, raw=self._raw)

    def _select(self, what: str, records: set[str]) -> Iterator[Record]:
        ordered = sorted(records)
        for start in range(0, len(ordered), _LOOKED_UP_AT_ONCE):
            chunk = ordered[start : start + _LOOKED_UP_AT_ONCE]
            # Nothing but record ids goes into the text, whatever a query called its columns.
            ids = ", ".join(rid for rid in chunk if _RECORD.fullmatch(rid))
            yield from self._db.query("sql", f"SELECT {what} FROM [{ids}]").to_list()


def _is_record(raw: Record) -> bool:
    return isinstance(raw.get("@rid"), str) and isinstance(raw.get("@type"), str)


def _walk(value: Any) -> Iterator[Any]:
    """Every record and text in a value, records not entered."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        if _is_record(value):
            yield value
        else:
            yield from _walk(list(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _walk(each)


def _follows(path: tuple[Node | Relation, ...]) -> bool:
    """Nodes and relations alternate, and each relation joins the nodes beside it."""
    for index, step in enumerate(path):
        if isinstance(step, Relation) != bool(index % 2):
            return False
    return all(
        {step.source, step.target} == {path[index - 1].id, path[index + 1].id}
        for index, step in enumerate(path)
        if isinstance(step, Relation)
    )
