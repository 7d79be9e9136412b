"""Which sources can be read, and what a reader is given.

Readers are named by module path and imported when one is used: reading a watchlist does
not wait for the CSV machinery.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.lake import Door

if TYPE_CHECKING:
    from kg.lake import SourceWriter
    from kg.ontology import Ontology

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total); done and total are bytes or records of the input."""


def silent(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """One reading of one source.

    Attributes:
        writer: takes claims, ledger rows, rejects and warnings.
        paths: files and folders as the user named them; all of them exist.
        ontology: what claims may say.
        params: settings of this run, as text.
        progress: to be called now and then.
        namespace: first part of the entity ids, before the colon.
        mapping: the mapping file to read by; None where the reader needs none.
        memory_limit: what an SQL engine may use, as DuckDB writes it.
        timezone: zone of times and days for which a source names none.
    """

    writer: SourceWriter
    paths: tuple[Path, ...]
    ontology: Ontology
    params: Mapping[str, str] = field(default_factory=dict)
    progress: Progress = silent
    namespace: str = ""
    mapping: Path | None = None
    memory_limit: str = "2GB"
    timezone: str = "UTC"

    @property
    def door(self) -> Door:
        """The one way to say something of an entity."""
        return Door(self.writer, self.ontology)


@dataclass(frozen=True, slots=True)
class Reader:
    """A way of reading a kind of source.

    Attributes:
        name: what people call it on the command line.
        description: one line on what the source is.
        files: one line on the files it wants.
        read: does it. Raises BadFile to refuse the whole source; a bad record is
            given to `writer.reject` instead.
        version: to be raised whenever the same input gives another result.
        mapping: the ready mapping file it reads by, None where it reads otherwise.
        source_of: names the source that one document is, by what the document says of itself;
            None where all files of a run are one source. Raises BadFile.
        read_with: files beside a document that its claims come from too; None where there are
            none. Raises BadFile.
        is_no_document: whether a file that lies among documents only goes with them; None where
            every file is a document.
        ready: folder of the ready files that come with Riskweave and are read by their names
            without `.yaml`; None where there are none.
    """

    name: str
    description: str
    files: str
    read: Callable[[ReadRequest], None]
    version: str = "1"
    mapping: Path | None = None
    source_of: Callable[[Path], str] | None = None
    read_with: Callable[[Path], tuple[Path, ...]] | None = None
    is_no_document: Callable[[Path], bool] | None = None
    ready: Path | None = None

    def file(self, path: str | Path) -> Path:
        """The file or folder of that name, or else the ready file.

        Raises:
            UsageError: there is neither; the hint lists the ready files.
        """
        place = Path(path).expanduser()
        if self.ready is None or place.exists():
            return place
        ready = self.ready / f"{path}.yaml"
        if Path(path).name != str(path) or not ready.is_file():
            raise UsageError(
                "no such file or folder, nor a ready one of that name",
                file=place,
                hint=f"Ready: {', '.join(self.ready_names)}",
            )
        return ready

    @property
    def ready_names(self) -> tuple[str, ...]:
        """Names of the ready files."""
        return tuple(sorted(p.stem for p in self.ready.glob("*.yaml"))) if self.ready else ()


_READERS: Mapping[str, str] = {
    "amlsim": "ingest.tables.readers:AMLSIM",
    "amlworld": "ingest.tables.readers:AMLWORLD",
    "controls": "ingest.regulations.controls:READER",
    "fincen-files": "ingest.tables.readers:FINCEN_FILES",
    "ftm": "ingest.watchlists.ftm.reader:READER",
    "ofac": "ingest.watchlists.ofac.reader:READER",
    "paysim": "ingest.tables.readers:PAYSIM",
    "regulation": "ingest.regulations.reader:READER",
    "report": "ingest.reports.reader:READER",
    "table": "ingest.tables.readers:TABLE",
    "un": "ingest.watchlists.un.reader:READER",
}

SOURCE_TYPES: tuple[str, ...] = tuple(sorted(_READERS))
"""Names of all readers."""


def source_types() -> tuple[Reader, ...]:
    """Every way of reading a source, by name."""
    return tuple(get_reader(name) for name in SOURCE_TYPES)


def get_reader(name: str) -> Reader:
    """The reader of that name.

    Raises:
        UsageError: there is none; the hint lists what there is.
    """
    place = _READERS.get(name)
    if place is None:
        near = get_close_matches(name, SOURCE_TYPES, n=1)
        known = ", ".join(SOURCE_TYPES)
        raise UsageError(
            "no such source type",
            value=name,
            hint=f"Did you mean '{near[0]}'? Known: {known}" if near else f"Known: {known}",
        )
    module, attribute = place.split(":")
    reader = getattr(importlib.import_module(module), attribute)
    assert isinstance(reader, Reader)
    return reader
