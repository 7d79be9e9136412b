"""Which files belong to which table of a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from ingest.tables.files.slices import CsvFile
from ingest.tables.mapping import Mapping, TableMap
from ingest.tables.staging.expressions import folded
from kg.errors import BadFile
from kg.files import plain_path

_COMPRESSED = ".gz"


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file, the table it holds, and the names of its columns."""

    path: Path
    table: TableMap
    header: tuple[str, ...]


def input_files(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those directly in the folders named, hidden ones left out."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.is_file() and p.name[0] != ".")
            found.update(dict.fromkeys(inside))
        else:
            found[path] = None
    return list(found)


def assign_files(mapping: Mapping, paths: Sequence[Path]) -> tuple[list[TableFile], list[Path]]:
    """Give each file to the first table whose pattern and columns it fits.

    A file that was named itself, rather than found in a folder, may have any name.
    Returns the files with their tables in the order of the mapping, and the files of
    folders that fit none.

    Raises:
        BadFile: a file named fits no table, or one of a folder has the name but not the
            columns of a table; no file fits.
    """
    named = {path for path in paths if not path.is_dir()}
    found: list[TableFile] = []
    unused: list[Path] = []
    for path in input_files(paths):
        tables = [table for table in mapping.tables if _fits_name(table, path)]
        if not tables and path in named:
            tables = list(mapping.tables)
        if not tables:
            unused.append(path)
            continue
        found.append(_assign(path, tables))
    if not found:
        patterns = ", ".join(dict.fromkeys(n for table in mapping.tables for n in table.files))
        raise BadFile(
            "no file for this source",
            file=", ".join(path.name for path in paths) or None,
            hint=f"It wants files named {patterns}",
        )
    order = [table.name for table in mapping.tables]
    found.sort(key=lambda item: (order.index(item.table.name), item.path.name))
    return found, unused


def _fits_name(table: TableMap, path: Path) -> bool:
    name = path.name.lower().removesuffix(_COMPRESSED)
    return any(fnmatchcase(name, pattern.lower()) for pattern in table.files)


def _assign(path: Path, tables: Sequence[TableMap]) -> TableFile:
    nearest: tuple[int, TableMap, tuple[str, ...]] | None = None
    fault: BadFile | None = None
    for table in tables:
        try:
            header = read_header(path, table)
        except BadFile as error:
            fault = fault or error
            continue
        missing = missing_columns(table, header)
        if not missing:
            twice = ambiguous_column(table, header)
            if twice is not None:
                raise BadFile(
                    "this column stands twice in the header",
                    file=path.name,
                    field=twice,
                    hint=f"Say in the mapping what '{twice}#2' is, or ignore it",
                )
            return TableFile(path, table, header)
        if nearest is None or len(missing) < nearest[0]:
            nearest = (len(missing), table, missing)
    if nearest is None:
        assert fault is not None
        raise fault
    _, table, missing = nearest
    raise BadFile(
        f"{'a column is' if len(missing) == 1 else 'columns are'} missing for table"
        f" '{table.name}': {', '.join(missing)}",
        file=path.name,
        line=1 + table.format.skip,
        hint=f"Its header is: {', '.join(read_header(path, table))[:300]}",
    )


def read_header(path: Path, table: TableMap) -> tuple[str, ...]:
    """Names of the columns of a file, read as the table says.

    What pandas makes of the second of two columns `Account`, `Account.1`, is the `Account#2` that
    the table wants, where it speaks of that one and not of the other.

    Raises:
        BadFile: it cannot be read that way.
    """
    header = _written_header(path, table)
    used = {folded(name) for name in table.used_columns()}
    names = []
    for name in header:
        base, _, number = name.rpartition(".")
        other = f"{base}#{int(number) + 1}" if number.isdecimal() and base in header else name
        is_meant = folded(other) in used and folded(name) not in used and other not in header
        names.append(other if is_meant else name)
    return tuple(names)


def _written_header(path: Path, table: TableMap) -> tuple[str, ...]:
    if table.format.kind == "csv":
        with CsvFile(path, table.format) as file:
            return file.header
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return tuple(pq.read_schema(plain_path(path)).names)
    except (OSError, pa.ArrowException) as error:
        message = str(error).splitlines()[0]
        raise BadFile(f"is not readable as Parquet: {message}", file=path.name) from None


def missing_columns(table: TableMap, header: Iterable[str]) -> tuple[str, ...]:
    """Columns the table needs that the file does not have."""
    present = {folded(name) for name in header}
    optional = {folded(name) for name in table.optional}
    return tuple(
        name
        for name in table.used_columns()
        if folded(name) not in present and folded(name) not in optional
    )


def unknown_columns(table: TableMap, header: Iterable[str]) -> tuple[str, ...]:
    """Columns of the file that the mapping neither uses nor ignores."""
    used = {folded(name) for name in (*table.used_columns(), *table.optional)}
    return tuple(
        name
        for name in header
        if folded(name) not in used
        and not any(fnmatchcase(folded(name), folded(pattern)) for pattern in table.ignored)
    )


def ambiguous_column(table: TableMap, header: Iterable[str]) -> str | None:
    """A column that is used, stands twice in the file, and whose second the mapping forgets."""
    unknown = {folded(name) for name in unknown_columns(table, header)}
    for name in table.used_columns():
        if folded(f"{name}#2") in unknown:
            return name
    return None
