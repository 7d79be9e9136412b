"""Reading a source into the lake, once for each state of its files."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.registry import Progress, Reader, ReadRequest, get_reader, silent
from ingest.templates import template
from kg.desk_source import DESK_SOURCE
from kg.errors import BadFile, NotFound, UsageError
from kg.lake import Difference, RunReport, SourceState, SourceWriter

if TYPE_CHECKING:
    from kg import Workspace

_FORMAT = "1"
_CHUNK = 4 << 20


def run(
    ws: Workspace,
    source_type: str,
    *paths: str | Path,
    name: str | None = None,
    mapping: str | Path | None = None,
    params: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> RunReport:
    """Read files into the lake as a new version of a source, whole or not at all.

    Input that the live version was already read from is not read again. An exception,
    Ctrl-C or a crash leaves the version that was live before.

    Args:
        source_type: name of one of `ingest.source_types()`.
        paths: files, or folders of them.
        name: name of the source in the lake; None is the mapping's, or the source type.
        mapping: mapping file, for source type `table`; or the name of one of the templates
            that come with Riskweave (`transfers`, `customers`).
        params: settings of the mapping or reader, by name.
        progress: called with (stage, done, total) in bytes.

    Raises:
        UsageError: unknown source type or setting, no such file, a mapping missing.
        MappingError: the mapping file is wrong.
        BadFile: a file cannot be used.
        Busy: another process is writing.
    """
    started = time.monotonic()
    reader = get_reader(source_type)
    chosen = _mapping_of(reader, mapping)
    places = tuple(_existing(reader.file(path)) for path in paths)
    if not places:
        raise UsageError("no file was named", hint=f"It wants: {reader.files}")
    settings = dict(params or {})
    title = name or _source_name(reader, places)
    namespace = title
    if chosen is not None:
        from ingest.tables.mapping import load_mapping

        checked = load_mapping(chosen, ws.ontology, settings)
        title = name or checked.source
        namespace = checked.namespace or title
    if title == DESK_SOURCE:
        raise UsageError("this name is the desk's own", field="name", value=title)
    files = list(_files(places))
    if reader.read_with is not None:
        files += [
            beside for place in places if place.is_file() for beside in reader.read_with(place)
        ]
    before = [_Stamp.of(path) for path in files]
    fingerprint = _fingerprint(ws, reader, chosen, settings, namespace, files, progress)
    if ws.lake.is_current(title, fingerprint):
        return _unchanged(ws, ws.lake.source(title), started)
    names = [path.name for path in files]
    version_of_reader = f"{reader.name} {reader.version}"
    with (
        ws.act("ingest", title, fingerprint=fingerprint, reader=reader.name, files=names),
        ws.lake.write(title, fingerprint=fingerprint, reader=version_of_reader) as writer,
    ):
        previous = next((s for s in ws.lake.sources() if s.name == title), None)
        reader.read(
            ReadRequest(
                writer=writer,
                paths=places,
                ontology=ws.ontology,
                params=settings,
                progress=progress,
                namespace=namespace,
                mapping=chosen,
                memory_limit=ws.config.memory_limit,
                timezone=ws.config.timezone,
            )
        )
        _check_not_emptied(writer, previous, files)
        for stamp in before:
            if stamp != _Stamp.of(stamp.path):
                raise BadFile(
                    "changed while it was read",
                    file=stamp.path,
                    hint="Run the same command again when it is complete",
                )
        progress("storing", 0, 1)
    progress("storing", 1, 1)
    state = ws.lake.source(title)
    assert state.version is not None
    return _changed(ws, state, previous.version if previous else None, started)


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What tells that a file has not been touched."""

    path: Path
    size: int
    modified: int

    @classmethod
    def of(cls, path: Path) -> _Stamp:
        if any("\ud800" <= sign <= "\udfff" for sign in path.name):
            raise BadFile(
                "its name is not UTF-8, as claims must name it", file=path, hint="Rename it"
            )
        try:
            found = path.stat()
        except OSError as fault:
            raise BadFile(f"cannot be read: {fault.strerror}", file=path) from fault
        return cls(path, found.st_size, found.st_mtime_ns)


def _source_name(reader: Reader, places: tuple[Path, ...]) -> str:
    if reader.source_of is None:
        return reader.name
    if len(places) != 1 or places[0].is_dir():
        raise UsageError(
            "each document is a source of its own", hint="Read them one by one, or name no source"
        )
    return reader.source_of(places[0])


def _mapping_of(reader: Reader, given: str | Path | None) -> Path | None:
    if given is None:
        if reader.name == "table":
            raise UsageError(
                "source type 'table' needs a mapping file",
                hint="Give it with --mapping FILE, or the name of one of 'kg template list'",
            )
        return reader.mapping
    if reader.name != "table":
        raise UsageError(
            f"source type '{reader.name}' takes no mapping file",
            hint="Use source type 'table' to read by a mapping of your own",
        )
    if Path(given).name == str(given) and not Path(given).suffix and not Path(given).exists():
        try:
            return template(str(given)).path
        except NotFound as fault:
            message = "neither a mapping file here nor a template"
            raise UsageError(message, value=given, hint=fault.hint) from None
    return _existing(given)


def _existing(path: str | Path) -> Path:
    place = Path(path).expanduser()
    if not place.exists():
        raise UsageError("no such file or folder", file=place)
    return place.resolve()


def _files(places: tuple[Path, ...]) -> Iterator[Path]:
    """The files named and those directly in the folders named, each once."""
    seen: set[Path] = set()
    for place in places:
        inside = sorted(p for p in place.iterdir() if p.is_file()) if place.is_dir() else [place]
        for path in inside:
            if path not in seen:
                seen.add(path)
                yield path


def _fingerprint(
    ws: Workspace,
    reader: Reader,
    mapping: Path | None,
    settings: Mapping[str, str],
    namespace: str,
    files: list[Path],
    progress: Progress,
) -> str:
    """Hash of everything that the result depends on."""
    digest = hashlib.sha256()

    def add(*texts: str) -> None:
        for text in texts:
            encoded = os.fsencode(text)
            digest.update(f"{len(encoded)}:".encode() + encoded)

    add(_FORMAT, reader.name, reader.version, namespace, ws.ontology.version)
    for key, value in sorted(settings.items()):
        add(key, value)
    if mapping is None:
        add("")
    else:
        add(mapping.read_text(encoding="utf-8"), ws.config.timezone)
    total, done = sum(path.stat().st_size for path in files), 0
    for path in files:
        content = hashlib.sha256()
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(_CHUNK):
                    content.update(chunk)
                    done += len(chunk)
                    progress("looking for changes", done, total)
        except OSError as fault:
            raise BadFile(f"cannot be read: {fault.strerror}", file=path) from fault
        add(path.name, content.hexdigest())
    return digest.hexdigest()


def _check_not_emptied(
    writer: SourceWriter, previous: SourceState | None, files: list[Path]
) -> None:
    """See that a source that was good is not replaced by nothing.

    Raises:
        BadFile: there was no record, or every one was rejected, and the version before kept some.
    """
    if previous is None or not previous.kept or writer.kept:
        return
    hint = f"Version {previous.version} stays. To empty the source, withdraw it"
    if not writer.read:
        more = f" and {len(files) - 3} more" if len(files) > 3 else ""
        raise BadFile(
            "has no records",
            file=", ".join(path.name for path in files[:3]) + more,
            hint=hint,
        )
    first = writer.first_reject or {}
    raise BadFile(
        f"every one of the {writer.read:,} records was rejected, the first because: "
        f"{first.get('reason')}",
        file=first.get("file"),
        line=first.get("line"),
        field=first.get("field"),
        value=first.get("value"),
        hint=hint,
    )


def _unchanged(ws: Workspace, state: SourceState, started: float) -> RunReport:
    return _run_report(ws, state, Difference(), started, unchanged=True)


def _changed(ws: Workspace, state: SourceState, previous: int | None, started: float) -> RunReport:
    assert state.version is not None
    difference = ws.lake.difference(state.name, previous, state.version)
    return _run_report(ws, state, difference, started, unchanged=False)


def _run_report(
    ws: Workspace, state: SourceState, difference: Difference, started: float, *, unchanged: bool
) -> RunReport:
    assert state.version is not None
    return RunReport(
        source=state.name,
        version=state.version,
        read=state.read,
        kept=state.kept,
        rejected=state.rejected,
        claims=state.claims,
        transfers=state.transfers,
        added=difference.added,
        changed=difference.changed,
        gone=difference.gone,
        transfers_added=difference.transfers_added,
        transfers_gone=difference.transfers_gone,
        unchanged=unchanged,
        warnings=state.warnings,
        rejects=state.rejects,
        reject_file=ws.lake.reject_file(state.name, state.version),
        seconds=time.monotonic() - started,
        examples=difference.examples,
    )
