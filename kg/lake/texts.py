"""The texts of documents, kept beside the claims that were got from them.

A claim names its block by `record` and the words by their offsets in it; the block's text is here,
so that what a claim rests on can be shown without the file it was read from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kg.files import plain_path

_FILE = "texts.parquet"
_SCHEMA = pa.schema(
    [
        pa.field("record", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
    ]
)


def write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write texts by record into the folder of a version; nothing where there are none."""
    if not texts:
        return
    ordered = sorted(texts.items())
    columns = [pa.array([pair[n] for pair in ordered], pa.string()) for n in (0, 1)]
    pq.write_table(
        pa.Table.from_arrays(columns, schema=_SCHEMA),
        plain_path(folder / _FILE),
        compression="zstd",
    )


def read_texts(folder: Path, records: Collection[str]) -> dict[str, str]:
    """The texts of records of a version; those for which the version keeps none are left out."""
    path = folder / _FILE
    if not path.exists():
        return {}
    found = pq.ParquetFile(plain_path(path)).read()
    wanted = set(records)
    return {
        record: found["text"][place].as_py()
        for place, record in enumerate(found["record"].to_pylist())
        if record in wanted
    }
