"""Asking a model about the passages of a document that is in the lake."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.language_models.answer_cache import AnswerCache
from ingest.language_models.answers import messages, read_answer, schema
from ingest.language_models.checks import check
from ingest.language_models.claims import PassageClaims
from ingest.language_models.endpoint import Endpoint, checked_address
from ingest.registry import Progress, silent
from kg.errors import NotFound, SetupError, UsageError
from kg.lake import Door, Place

if TYPE_CHECKING:
    from kg import Workspace
    from kg.config import ModelSettings

SUFFIX = ".model"
"""What the source of a model's claims is called after that of the document."""
LONGEST_PASSAGE = 20_000
"""Characters of a passage; longer ones, such as tables run together, are not asked about."""
_SHORTEST_PASSAGE = 40


@dataclass(frozen=True, slots=True)
class ExtractionReport:
    """What became of a document's passages.

    Attributes:
        source: of the lake, with the model's claims.
        passages: of the document that are long enough to say something.
        asked, from_cache: answered now, and answered before.
        not_asked: left for another run, since the bound on questions was reached.
        too_long: longer than LONGEST_PASSAGE, never asked about.
        statements: that the passages bear out.
        dropped: what a model said and the text does not, by reason.
    """

    source: str
    passages: int
    asked: int
    from_cache: int
    not_asked: int
    too_long: int
    statements: int
    dropped: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Passage:
    place: Place
    about: str
    text: str


def extract(
    ws: Workspace, source: str, *, max_calls: int | None = None, progress: Progress = silent
) -> ExtractionReport:
    """Ask the workspace's model about a document, and keep what the text bears out.

    The claims become a source of their own, named after the document's, with a method of their
    own; withdraw it to be rid of them. Answers are kept as they come: a run that is stopped or
    reaches its bound goes on where it was. Claims are those of all answers so far.

    Args:
        source: a live source of the lake that keeps texts (laws, reports).
        max_calls: questions to ask at most; None is the workspace's bound.

    Raises:
        SetupError: no model is set, or it refuses.
        NotFound, UsageError: no such source, or one without texts.
        TransientError: the model does not answer; what was answered is kept.
    """
    settings = ws.config.extractor
    if settings is None:
        raise SetupError(
            "no language model is set",
            field="extractor",
            hint="Name endpoint and model under 'extractor' in workspace.yaml",
        )
    checked_address(settings.endpoint)
    passages = list(_passages(ws, source))
    fitting = [one for one in passages if len(one.text) <= LONGEST_PASSAGE]
    cache = AnswerCache(ws.path / "model-answers", settings)
    replies: dict[str, str] = {}
    endpoint, form = Endpoint(settings), schema()
    bound = settings.max_calls if max_calls is None else max_calls
    asked = from_cache = 0
    for done, passage in enumerate(fitting):
        progress("asking the model", done, len(fitting))
        if passage.text in replies:
            continue
        reply = cache.get(passage.text)
        if reply is not None:
            from_cache += 1
        elif asked < bound:
            reply = endpoint.ask(messages(passage.text), form)
            cache.put(passage.text, reply)
            asked += 1
        else:
            continue
        replies[passage.text] = reply
    progress("asking the model", len(fitting), len(fitting))
    statements, dropped = _store(ws, source, settings, fitting, replies)
    return ExtractionReport(
        source=source + SUFFIX,
        passages=len(passages),
        asked=asked,
        from_cache=from_cache,
        not_asked=sum(one.text not in replies for one in fitting),
        too_long=len(passages) - len(fitting),
        statements=statements,
        dropped=dict(sorted(dropped.items())),
    )


def _passages(ws: Workspace, source: str) -> Iterator[_Passage]:
    """The texts of a document in the order of its claims, with what each is part of.

    Raises:
        NotFound, UsageError: as from `extract`.
    """
    version = ws.lake.live_versions().get(source)
    if version is None:
        raise NotFound("no such live source", value=source, hint="'kg sources' lists them")
    with ws.lake.connect(versions={source: version}) as con:
        rows = con.execute(
            """
            SELECT record, any_value(file), min(line),
                   min(entity) FILTER (schema IN ('Provision', 'Regulation')),
                   (SELECT min(entity) FROM claims WHERE schema IN ('Filing', 'Regulation'))
            FROM claims GROUP BY record ORDER BY record
            """
        ).fetchall()
    texts = ws.lake.texts(source, version, [row[0] for row in rows])
    if not texts:
        raise UsageError(
            "this source keeps no texts",
            value=source,
            hint="Laws and reports do; name one of those",
        )
    for record, file, line, own, whole in rows:
        text = texts.get(record, "")
        about = own or whole
        if len(text) >= _SHORTEST_PASSAGE and about is not None:
            yield _Passage(Place(file, record, line, text), about, text)


def _store(
    ws: Workspace,
    source: str,
    settings: ModelSettings,
    passages: list[_Passage],
    replies: dict[str, str],
) -> tuple[int, Counter[str]]:
    name, method = source + SUFFIX, f"model:{settings.model}"
    known = [one for one in passages if one.text in replies]
    read = repr((method, [(p.about, replies[p.text]) for p in known]))
    digest = hashlib.sha256(read.encode()).hexdigest()
    facts = {"fingerprint": digest, "model": settings.model, "passages": len(known)}
    statements = 0
    dropped: Counter[str] = Counter()
    with (
        ws.act("extract", name, **facts),
        ws.lake.write(name, fingerprint=digest, reader="language-model 1") as writer,
    ):
        door = Door(writer, ws.ontology)
        for passage in known:
            answer = read_answer(replies[passage.text])
            if answer is None:
                dropped["answer that is not of the form asked for"] += 1
                continue
            found = check(answer, passage.text)
            dropped += found.dropped
            statements += PassageClaims(door, passage.place, passage.about, method).say(found)
        writer.read = len(known)
        for reason, count in dropped.items():
            writer.warn(f"dropped: {reason}", count)
    return statements, dropped
