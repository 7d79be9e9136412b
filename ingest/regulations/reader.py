"""The source type `regulation`: laws and rules in any of the formats that are known."""

from __future__ import annotations

from pathlib import Path

from ingest.naming import distinct_source_name
from ingest.parsed import parsed_once
from ingest.registry import Reader, ReadRequest
from ingest.regulations.claims.act_claims import say_act, version_id
from ingest.regulations.claims.document import Document
from ingest.regulations.extraction import LANGUAGES, LONGEST_TEXT
from ingest.regulations.formats.detect import read_act
from kg.errors import BadFile, UsageError


def source_of(path: Path) -> str:
    """Name of the source that an act in one wording is: `celex-32015l2366`.

    Raises:
        BadFile: the file cannot be read.
    """
    return distinct_source_name(version_id(parsed_once(read_act, path)))


def _read(request: ReadRequest) -> None:
    (path,) = request.paths
    if request.params:
        raise UsageError("this reader has no settings", value=next(iter(request.params)))
    act = parsed_once(read_act, path)
    if act.language not in LANGUAGES:
        raise BadFile(
            "in a language there are no rules for",
            file=path,
            value=act.language,
            hint=f"Known: {', '.join(LANGUAGES)}",
        )
    longest = max(act.walk(), key=lambda one: len(one.text))
    if len(longest.text) > LONGEST_TEXT:
        raise BadFile(
            f"longer than {LONGEST_TEXT:,} characters without an article or section",
            file=path,
            field="/".join(longest.key),
            value=len(longest.text),
            hint="Give an edition that marks its articles",
        )
    if all(one.kind == "Document" for one in act.walk()):
        request.writer.warn("no articles or sections found: the text is read as one provision")
    for what, count in act.left_out:
        request.writer.warn(f"{what} left out", count)
    request.writer.read = say_act(Document(request.door, path.name), act, request.progress)


READER = Reader(
    name="regulation",
    version="4",
    description="Laws and rules: provisions, obligations, thresholds, deadlines, definitions",
    files="EUR-Lex (JSON, Formex, Akoma Ntoso, XHTML), eCFR, RegML, PRC law JSON, HTML, PDF, text",
    read=_read,
    source_of=source_of,
)
