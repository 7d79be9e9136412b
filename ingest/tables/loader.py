"""Reading the files of a mapping into the lake, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.registry import ReadRequest
from ingest.tables.batch import Batch
from ingest.tables.files.found import TableFile, assign_files, unknown_columns
from ingest.tables.files.slices import CsvFile, Slice, read_ahead
from ingest.tables.mapping import TableFormat, load_mapping
from ingest.tables.session import Session
from kg.errors import BadFile, UsageError
from kg.files import plain_path
from kg.lake.sql import sql_name, sql_path, sql_string
from kg.text.files import LARGEST_RECORD

if TYPE_CHECKING:
    from pyarrow.parquet import FileMetaData

_PARQUET_ROWS = 1_000_000
_LONGEST_LINE = 2 << 20
_ROWS_A_BYTE = 8
_UNPACKED = 256 << 20
_DENSEST = 1_000
"""A Parquet file may unpack to _UNPACKED bytes, or to _DENSEST times its size."""


def read(request: ReadRequest) -> None:
    """Read tables by the request's mapping.

    Raises:
        MappingError: the mapping is wrong. UsageError: there is none, or a setting is wrong.
        BadFile: a file is refused, and with it the whole source.
    """
    if request.mapping is None:
        raise UsageError("reading tables takes a mapping file", hint="Give it with --mapping FILE")
    mapping = load_mapping(request.mapping, request.ontology, request.params, request.timezone)
    files, unused = assign_files(mapping, request.paths)
    for path in unused:
        request.writer.warn(f"{path.name}: not read, no table of the mapping wants it")
    with Session(request) as session:
        _Loader(session, files).load()


class _Loader:
    """Reads files one after the other, and says how far it has come."""

    def __init__(self, session: Session, files: Sequence[TableFile]) -> None:
        self._session = session
        self._writer = session.request.writer
        self._files = files
        self._total = sum(file.path.stat().st_size for file in files)
        self._done = 0

    def load(self) -> None:
        for file in self._files:
            for column in unknown_columns(file.table, file.header):
                self._writer.warn(
                    f"{file.path.name}: column '{column}' is not mapped; map it, or name it"
                    " under 'ignore'"
                )
            before = self._writer.read
            if file.table.format.kind == "csv":
                self._load_csv(file)
            else:
                self._load_parquet(file)
            if self._writer.read == before:
                self._writer.warn(f"{file.path.name}: has no records")
        self._session.warn_of_overlaps()

    def _load_csv(self, file: TableFile) -> None:
        start = self._done
        with (
            CsvFile(file.path, file.table.format) as source,
            closing(read_ahead(source.slices(self._session.folder))) as pieces,
        ):
            for piece in pieces:
                for fault in piece.faults:
                    self._writer.reject(
                        reason=fault.reason,
                        file=file.path.name,
                        record=f"row {fault.record}",
                        line=fault.line,
                        value=fault.text,
                    )
                self._writer.read += piece.rows + len(piece.faults)
                if piece.rows:
                    with Batch(self._session, file, padded=piece.padded) as batch:
                        batch.stage(_csv_relation(piece, source.form, len(file.header)), piece.rows)
                        batch.place(piece.records, piece.lines)
                        batch.finish()
                self._advance(start + piece.position)

    def _load_parquet(self, file: TableFile) -> None:
        import pyarrow.parquet as pq

        start, size = self._done, file.path.stat().st_size
        facts = pq.read_metadata(plain_path(file.path))
        _check_density(facts, file.path, size)
        rows = facts.num_rows
        cells = ", ".join(
            f"{sql_name(name)}::VARCHAR AS c{index}" for index, name in enumerate(file.header)
        )
        place = sql_path(file.path)
        for first in range(0, rows, _PARQUET_ROWS):
            count = min(_PARQUET_ROWS, rows - first)
            relation = (
                f"(SELECT {cells} FROM read_parquet({place}, file_row_number = true)"
                f" WHERE file_row_number >= {first} AND file_row_number < {first + count})"
            )
            self._writer.read += count
            with Batch(self._session, file) as batch:
                batch.stage(relation, count)
                batch.number(first)
                batch.finish()
            self._advance(start + size * (first + count) // rows)

    def _advance(self, position: int) -> None:
        self._done = min(position, self._total)
        self._session.request.progress("reading", self._done, self._total)


def _check_density(facts: FileMetaData, path: Path, size: int) -> None:
    """Refuse a Parquet file that holds far more than any table of its size.

    Raises:
        BadFile: more rows than bytes, far more bytes unpacked than packed, or cells of more than
            LARGEST_RECORD bytes on average.
    """
    if facts.num_rows > max(_PARQUET_ROWS, _ROWS_A_BYTE * size):
        raise BadFile(
            f"says that it has {facts.num_rows:,} rows in {size:,} bytes, which no table has",
            file=path.name,
        )
    groups = [facts.row_group(n) for n in range(facts.num_row_groups)]
    unpacked = sum(group.total_byte_size for group in groups)
    if unpacked > max(_UNPACKED, _DENSEST * size):
        raise BadFile(
            f"unpacks to {unpacked:,} bytes, more than {_DENSEST:,} times its size", file=path.name
        )
    for group in groups:
        for n in range(group.num_columns):
            column = group.column(n)
            if column.total_uncompressed_size > LARGEST_RECORD * max(column.num_values, 1):
                raise BadFile(
                    f"has cells of more than {LARGEST_RECORD:,} bytes",
                    file=path.name,
                    field=column.path_in_schema,
                )


def _csv_relation(piece: Slice, form: TableFormat, columns: int) -> str:
    """A relation with the cells of a slice."""
    names = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(columns))
    quote = sql_string(form.quote)
    options = (
        f"columns = {{{names}}}, auto_detect = false, header = false,"
        f" delim = {sql_string(form.delimiter)}, quote = {quote}, escape = {quote},"
        f" new_line = '\\n', strict_mode = true, max_line_size = {_LONGEST_LINE}"
    )
    if piece.multiline:
        # In parallel, DuckDB would look for line starts inside quotes.
        options += ", parallel = false"
    return f"read_csv({sql_path(piece.path)}, {options})"
