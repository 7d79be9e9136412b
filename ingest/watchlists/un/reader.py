"""Reader of the UN Security Council's consolidated sanctions list in XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.registry import Reader, ReadRequest
from ingest.watchlists.files import files_of
from ingest.watchlists.un.entry import NAME_PARTS, SCHEMATA, UnEntry
from kg.errors import BadFile
from kg.text.markup import children, line_of, local_name, read_records, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element


def read(request: ReadRequest) -> None:
    """Read one or more files; each INDIVIDUAL and each ENTITY is a record.

    Raises:
        BadFile: a file is not the UN's list, is not well-formed, or declares a DTD.
    """
    seen: set[str] = set()
    for path in files_of(request.paths, (".xml",)):
        found = False
        size = path.stat().st_size

        def advance(done: int, name: str = path.name, size: int = size) -> None:
            request.progress(name, done, size)

        records = frozenset(SCHEMATA)
        for element in read_records(path, "CONSOLIDATED_LIST", records, advance):
            found = True
            _record(request, path, element, seen)
        if not found:
            raise BadFile("the list has no INDIVIDUAL and no ENTITY", file=path.name)


def _record(request: ReadRequest, path: Path, element: _Element, seen: set[str]) -> None:
    writer = request.writer
    writer.read += 1
    texts = {name: text_of(child) for name, child in children(element)}
    dataid, line = texts.get("DATAID", ""), line_of(element)
    reason = field = None
    if not dataid:
        reason, field = "a record without a DATAID", "DATAID"
    elif dataid in seen:
        reason, field = "DATAID was already given to another record", "DATAID"
    elif not any(texts.get(part) for part in NAME_PARTS):
        reason, field = "a record without a name", "FIRST_NAME"
    if reason:
        writer.reject(
            reason=reason,
            file=path.name,
            record=f"dataid={dataid}" if dataid else local_name(element),
            line=line,
            field=field,
            value=dataid or None,
        )
        return
    seen.add(dataid)
    UnEntry(writer, request.namespace, element, file=path.name, line=line, dataid=dataid).make()


READER = Reader(
    name="un",
    version="2",
    description="UN Security Council consolidated sanctions list, XML.",
    files="consolidated.xml",
    read=read,
)
