"""Reader of OFAC's lists in the legacy CSV format (SDN and consolidated non-SDN)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.registry import Reader, ReadRequest
from ingest.watchlists.files import files_of
from ingest.watchlists.ofac.entry import SCHEMATA, Entry
from ingest.watchlists.ofac.names import NameIndex
from ingest.watchlists.ofac.rows import (
    ADDRESSES,
    ALIASES,
    COMMENTS,
    PRIMARY,
    BadRow,
    ListFile,
    Row,
    read_list_file,
)
from ingest.watchlists.ofac.statements import say_entry
from kg.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.lake import SourceWriter

SDN = "Specially Designated Nationals and Blocked Persons List"
CONSOLIDATED = "Consolidated Sanctions List (non-SDN)"


def read(request: ReadRequest) -> None:
    """Read the files of one or both lists; the order in which they are named does not matter.

    Every row of every file is a record. `params` may hold `list`, the name of the list
    where the file names (`sdn…`, `cons…`) do not say it, and `authority`, who keeps a list of
    this layout that is not OFAC's.

    Raises:
        BadFile: a file is none of OFAC's, or there is no primary file among them.
    """
    files = [read_list_file(path) for path in files_of(request.paths, (".csv",))]
    if not any(file.kind == PRIMARY for file in files):
        raise BadFile(
            "no SDN.CSV (or CONS_PRIM.CSV) among the files",
            file=", ".join(file.name for file in files) or None,
            hint="Give it together with ALT.CSV, ADD.CSV and SDN_COMMENTS.CSV",
        )
    writer = request.writer
    entries: dict[str, Entry] = {}
    for file in (file for file in files if file.kind == PRIMARY):
        list_name = request.params.get("list") or _list_name(file.name)
        authority = request.params.get("authority")
        for row in _good_rows(writer, file):
            _add_entry(writer, entries, Entry(row, list_name, authority))
    for kind in (ALIASES, ADDRESSES, COMMENTS):
        for file in (file for file in files if file.kind == kind):
            _attach(writer, entries, file)
    names, door = _index(entries.values()), request.door
    for done, entry in enumerate(entries.values(), start=1):
        say_entry(door, request.namespace, entry, names)
        if done % 1000 == 0 or done == len(entries):
            request.progress("entries", done, len(entries))


def _list_name(file: str) -> str:
    return CONSOLIDATED if file.lower().startswith("cons") else SDN


def _good_rows(writer: SourceWriter, file: ListFile) -> Iterable[Row]:
    for row in file.rows:
        writer.read += 1
        if isinstance(row, BadRow):
            writer.reject(reason=row.reason, file=row.file, line=row.line, value=row.text[:200])
        else:
            yield row


def _add_entry(writer: SourceWriter, entries: dict[str, Entry], entry: Entry) -> None:
    row = entry.row
    reason = field = None
    if not row.values["name"]:
        reason, field = "an entry without a name", "name"
    elif row.values["type"].lower() not in SCHEMATA:
        reason, field = "a type of entry that is not known", "type"
    elif row.ent_num in entries:
        reason, field = "ent_num was already given to another entry", "ent_num"
    if reason and field:
        _reject(writer, row, reason, field)
    else:
        entries[row.ent_num] = entry


def _attach(writer: SourceWriter, entries: dict[str, Entry], file: ListFile) -> None:
    for row in _good_rows(writer, file):
        entry = entries.get(row.ent_num)
        if entry is None:
            _reject(writer, row, "there is no entry of that ent_num", "ent_num")
        elif file.kind == ALIASES and not row.values["alt_name"]:
            _reject(writer, row, "an alias without a name", "alt_name")
        elif file.kind == ALIASES:
            entry.aliases.append(row)
        elif file.kind == ADDRESSES:
            entry.addresses.append(row)
        else:
            entry.comments.append(row)


def _reject(writer: SourceWriter, row: Row, reason: str, field: str) -> None:
    writer.reject(
        reason=reason,
        file=row.file,
        record=f"ent_num={row.ent_num}",
        line=row.line,
        field=field,
        value=row.values[field],
    )


def _index(entries: Iterable[Entry]) -> NameIndex:
    names = NameIndex()
    for entry in entries:
        person = entry.is_person
        names.add(entry.row.ent_num, entry.row.values["name"], person=person)
        for row in entry.aliases:
            names.add(entry.row.ent_num, row.values["alt_name"], person=person, alias=True)
    return names


READER = Reader(
    name="ofac",
    version="3",
    description="OFAC sanctions lists in the legacy CSV format: SDN and consolidated non-SDN.",
    files="SDN.CSV with ALT.CSV, ADD.CSV and SDN_COMMENTS.CSV; CONS_*.CSV; or their folder",
    read=read,
)
