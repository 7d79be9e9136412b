"""Reading documents: each file is a source of its own, so that one can be replaced or withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.registry import Progress, get_reader, silent
from ingest.runs import run
from kg.errors import BadFile, UsageError
from kg.lake import RunReport

if TYPE_CHECKING:
    from kg import Workspace


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that could not be used, and why, in one line."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentRun:
    """What became of several documents; those refused left what was in the lake as it was.

    `beside` are files that only go with documents, such as the taxonomy of an XBRL instance.
    """

    documents: tuple[RunReport, ...]
    refused: tuple[Refusal, ...]
    beside: tuple[str, ...] = ()


def run_documents(
    ws: Workspace,
    source_type: str,
    *paths: str | Path,
    params: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> DocumentRun:
    """Read documents one after another, each as a source named after itself.

    A run that was cut short goes on where it stopped when it is started again: documents in
    the lake as they are now are not read a second time.

    Args:
        source_type: a reader of documents.
        paths: files; folders stand for all files in them and below, hidden ones left out.
        progress: called with ("documents", done, total), and by the reader of each.

    Raises:
        UsageError: no such source type or file, or nothing to read.
        Busy: another process is writing.
    """
    reader = get_reader(source_type)
    if reader.source_of is None:
        raise UsageError(f"source type '{source_type}' reads no documents")
    named = list(document_files([reader.file(path) for path in paths]))
    if not named:
        raise UsageError("no file was named", hint=f"It wants: {reader.files}")
    goes_along = reader.is_no_document or (lambda _: False)
    beside = [file for file in named if goes_along(file)]
    # Where nothing else was named, each is refused with what is wrong with it.
    files = [file for file in named if file not in set(beside)] or beside
    reports: list[RunReport] = []
    refused: list[Refusal] = []
    read: dict[str, Path] = {}
    for number, file in enumerate(files):
        progress("documents", number, len(files))
        try:
            # By the path that the run reads it by, so that it is parsed once.
            source = reader.source_of(file.resolve())
            before = read.setdefault(source, file)
            if before is not file:
                raise BadFile(
                    f"is the same document as {before.name}, which was read just now",
                    file=file,
                    hint="Leave one of them out, or read it by itself with a name: --name NAME",
                )
            report = run(ws, source_type, file, name=source, params=params, progress=progress)
            reports.append(report)
        except BadFile as fault:
            refused.append(Refusal(str(file), str(fault)))
    progress("documents", len(files), len(files))
    left = () if files is beside else tuple(map(str, beside))
    return DocumentRun(tuple(reports), tuple(refused), left)


def document_files(paths: Sequence[str | Path]) -> Iterator[Path]:
    """The files named, and those in and below the folders named, each once, in order of name.

    Raises:
        UsageError: one does not exist.
    """
    seen: set[Path] = set()
    for path in paths:
        place = Path(path).expanduser()
        if not place.exists():
            raise UsageError("no such file or folder", file=place)
        inside = [place]
        if place.is_dir():
            inside = sorted(
                found
                for found in place.rglob("*")
                if found.is_file()
                and not any(part.startswith(".") for part in found.relative_to(place).parts)
            )
        for file in inside:
            if file not in seen:
                seen.add(file)
                yield file
