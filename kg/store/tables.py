"""Rows of a projection's Parquet files, a batch at a time, ready to be parameters."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import BadFile
from kg.files import plain_path
from kg.store.cypher import TRANSFER_TYPE
from kg.values.money import currencies

Properties = dict[str, Any]

_NODE_COLUMNS = ("id", "schema", "labels", "caption", "sources", "properties", "dates")
_RELATION_COLUMNS = ("id", "type", "source", "target", "properties", "dates")
_TRANSFER_COLUMNS = ("id", "amount", "currency", "count", "first", "last", "dataset")
_OPTIONAL_TRANSFER_COLUMNS = (
    "date",
    "date_from",
    "date_to",
    "precision",
    "channel",
    "format",
    "purpose",
)
"""Properties of the relationship TRANSFER that it has only where the column has a value."""


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node to be: its labels without the root one, and all its properties (no nulls)."""

    labels: tuple[str, ...]
    properties: Properties

    @property
    def id(self) -> str:
        return str(self.properties["id"])


@dataclass(frozen=True, slots=True)
class Relations:
    """Relations of one type to be, as columns of equal length."""

    type: str
    sources: list[str]
    targets: list[str]
    properties: list[Properties]

    def rows(self) -> Iterator[tuple[str, str, Properties]]:
        """Source, target and properties of each."""
        return zip(self.sources, self.targets, self.properties, strict=True)

    def without(self, ids: set[str]) -> Relations:
        """Those whose id is none of these."""
        kept = [row for row in self.rows() if row[2]["id"] not in ids]
        return Relations(
            self.type,
            [source for source, _, _ in kept],
            [target for _, target, _ in kept],
            [properties for _, _, properties in kept],
        )


@dataclass(frozen=True, slots=True)
class RelationKeys:
    """Relations of one type that are no more: ids by the id of their source node."""

    type: str
    ids: dict[str, dict[str, bool]]


def row_count(path: Path) -> int:
    """Number of rows, from the file's footer."""
    return int(pq.read_metadata(plain_path(path)).num_rows)


def label_sets(nodes: Path) -> list[tuple[str, ...]]:
    """The different combinations of labels in `nodes.parquet`.

    Raises:
        BadFile: it has no column of them.
    """
    return [tuple(labels) for labels in _distinct(nodes, "labels", "labels")]


def relation_types(relations: Path) -> list[str]:
    """The different types in `relations.parquet`.

    Raises:
        BadFile: it has no column of them.
    """
    return [str(name) for name in _distinct(relations, "type", "type")]


def property_names(nodes: Path) -> set[str]:
    """Names of the properties that some node in `nodes.parquet` has.

    Raises:
        BadFile: it has no column of properties.
    """
    return {str(name) for name in _distinct(nodes, "properties", "unnest(json_keys(properties))")}


def read_nodes(path: Path, size: int) -> Iterator[list[NodeRow]]:
    """Rows of `nodes.parquet`.

    Raises:
        BadFile: a column is missing, or a property object is not JSON.
    """
    for batch in _arrow(path, size, _NODE_COLUMNS):
        *columns, texts, dates = (batch.column(name).to_pylist() for name in _NODE_COLUMNS)
        rows = []
        for id_, schema, names, caption, origin, properties in zip(
            *columns, _properties(path, texts, dates), strict=True
        ):
            properties.update(id=id_, schema=schema, caption=caption, sources=origin)
            rows.append(NodeRow(tuple(names), _without_nulls(properties)))
        yield rows


def read_relations(path: Path, size: int) -> Iterator[Relations]:
    """Rows of `relations.parquet` in the order of type and source.

    Raises:
        BadFile: a column is missing, or a property object is not JSON.
    """
    for batch in _sorted(path, size, _RELATION_COLUMNS, "type, source, id"):
        columns = [batch.column(name).to_pylist() for name in _RELATION_COLUMNS]
        group: Relations | None = None
        for id_, type_, source, target, properties in zip(
            *columns[:4], _properties(path, *columns[4:]), strict=True
        ):
            if group is None or group.type != type_:
                if group is not None:
                    yield group
                group = Relations(type_, [], [], [])
            properties["id"] = id_
            group.sources.append(source)
            group.targets.append(target)
            group.properties.append(_without_nulls(properties))
        if group is not None:
            yield group


def read_transfers(path: Path, size: int, *, day_numbers: bool = False) -> Iterator[Relations]:
    """Rows of `transfers.parquet`.

    Args:
        day_numbers: days as days since 1970-01-01, not as dates.

    Raises:
        BadFile: a column is missing.
    """
    columns = ("source", "target", *_TRANSFER_COLUMNS, *_OPTIONAL_TRANSFER_COLUMNS)
    scale = {code: 10**places for code, places in currencies().items()}
    for batch in _arrow(path, size, columns):
        # Written out, a row takes half the time of one put together from names and values.
        properties: list[Properties] = [
            {
                "id": id_,
                "amount": amount,
                "amount_major": amount / scale[currency],
                "currency": currency,
                "count": count,
                "first": first,
                "last": last,
                "source": dataset,
            }
            for id_, amount, currency, count, first, last, dataset in zip(
                *(batch.column(name).to_pylist() for name in _TRANSFER_COLUMNS), strict=True
            )
        ]
        for name in _OPTIONAL_TRANSFER_COLUMNS:
            column = batch.column(name)
            if column.null_count == len(column):
                continue
            if day_numbers and column.type == pa.date32():
                column = column.cast(pa.int32())
            for row, value in zip(properties, column.to_pylist(), strict=True):
                if value is not None:
                    row[name] = value
        yield Relations(
            TRANSFER_TYPE,
            batch.column("source").to_pylist(),
            batch.column("target").to_pylist(),
            properties,
        )


def read_ids(path: Path, size: int) -> Iterator[list[str]]:
    """The `id` column.

    Raises:
        BadFile: it is missing.
    """
    for batch in _arrow(path, size, ["id"]):
        yield batch.column("id").to_pylist()


def read_keys(path: Path, size: int, type_: str | None = None) -> Iterator[RelationKeys]:
    """Keys of relations that are no more, in the order of type and source.

    Args:
        type_: the type of them all, where the file has no column `type`.

    Raises:
        BadFile: a column is missing.
    """
    columns = ("id", "source") if type_ else ("id", "source", "type")
    for batch in _sorted(path, size, columns, "source, id" if type_ else "type, source, id"):
        group: RelationKeys | None = None
        types = [type_] * batch.num_rows if type_ else batch.column("type").to_pylist()
        for each, source, id_ in zip(
            types, batch.column("source").to_pylist(), batch.column("id").to_pylist(), strict=True
        ):
            if group is None or group.type != each:
                if group is not None:
                    yield group
                group = RelationKeys(each, {})
            group.ids.setdefault(source, {})[id_] = True
        if group is not None:
            yield group


def _arrow(path: Path, size: int, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(plain_path(path)) as file:
        _check_columns(path, columns, file.schema_arrow.names)
        yield from file.iter_batches(batch_size=size, columns=list(columns))


def _sorted(path: Path, size: int, columns: Sequence[str], order: str) -> Iterator[pa.RecordBatch]:
    import duckdb

    _check_columns(path, columns, pq.read_schema(plain_path(path)).names)
    if not row_count(path):
        return
    # A large file is sorted on disk: not in the working directory, the engine's choice.
    with duckdb.connect(config={"temp_directory": tempfile.gettempdir()}) as con:
        rows = con.sql(
            f"SELECT {', '.join(columns)} FROM read_parquet(?) ORDER BY {order}",
            params=[plain_path(path)],
        )
        yield from rows.to_arrow_reader(size)


def _distinct(path: Path, column: str, expression: str) -> list[Any]:
    import duckdb

    _check_columns(path, [column], pq.read_schema(plain_path(path)).names)
    if not row_count(path):
        return []
    with duckdb.connect() as con:
        rows = con.execute(
            f"SELECT DISTINCT {expression} AS value FROM read_parquet(?) ORDER BY value",
            [plain_path(path)],
        ).fetchall()
    return [row[0] for row in rows]


def _check_columns(path: Path, needed: Sequence[str], present: Sequence[str]) -> None:
    if missing := sorted(set(needed) - set(present)):
        raise BadFile("a projection's table lacks a column", file=path, field=missing[0])


def _objects(path: Path, texts: list[str | None]) -> list[Properties]:
    try:
        # One document of many objects is read in half the time of many documents.
        found: list[Properties] = json.loads("[" + ",".join(t or "{}" for t in texts) + "]")
    except ValueError as error:
        raise BadFile(f"a property object is not JSON: {error}", file=path) from error
    if len(found) != len(texts) or not all(isinstance(each, dict) for each in found):
        raise BadFile("a property object is not a JSON object", file=path)
    return found


def _properties(path: Path, texts: list[str | None], dates: list[str | None]) -> list[Properties]:
    """Properties of each row: those that JSON can hold, and the dates beside them."""
    found = _objects(path, texts)
    if any(dates):
        for properties, days in zip(found, _objects(path, dates), strict=True):
            for name, day in days.items():
                properties[name] = _day(day)
    return found


@lru_cache(maxsize=50_000)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _without_nulls(properties: Properties) -> Properties:
    if None in properties.values():
        return {name: value for name, value in properties.items() if value is not None}
    return properties
