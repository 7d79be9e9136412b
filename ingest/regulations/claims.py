"""Claims from an act: its provisions, and what each demands, defines and refers to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ingest.document_claims import DocumentClaims, Words, slug
from ingest.regulations.extraction import Obligation, Statements, extract_all, resolve

if TYPE_CHECKING:
    from ingest.regulations.act import Act, Provision
    from ingest.regulations.extraction import Deadline, Threshold

_BY_RULES = "rules"
_BY_PARSE = "rules+parse"
_CONFIDENCE = {"citation": 0.97, "threshold": 0.97, "deadline": 0.95, "term": 0.93}
_OBLIGATION_CONFIDENCE = 0.9
_GUESSED_NAME = 0.5
"""For what a citation is called: the act itself, once read, knows better."""
_LONGEST_NAME = 120
_HEADS = {"art": "Article", "rct": "Recital", "anx": "Annex"}
_MODALITY = {
    "must": "must",
    "mustnot": "must not",
    "may": "may",
    "neednot": "need not",
    "should": "should",
}


def version_id(act: Act) -> str:
    """Id of this wording of the act: the act's own where that names the wording, as CELEX does.

    Otherwise with the day from which it is in force: `ecfr:12/1005@2016-11-14`.
    """
    if "@" in act.id or act.id.startswith("celex:") or act.effective is None:
        return act.id
    return f"{act.id}@{act.effective.isoformat()}"


def work_id(act: Act) -> str:
    """Id of the act as such, the same for all its wordings."""
    return act.id.partition("@")[0]


def say_act(claims: DocumentClaims, act: Act) -> int:
    """All that an act says; returns the number of its provisions."""
    _say_regulation(claims, act)
    provisions = list(act.walk())
    ids = {provision.key: "/".join((version_id(act), *provision.key)) for provision in provisions}
    parents = dict(_parents(act.provisions, None))
    found = extract_all((provision.text for provision in provisions), act.language)
    for provision, statements in zip(provisions, found, strict=True):
        entity = ids[provision.key]
        parent = parents[provision.key]
        _say_provision(claims, act, provision, entity, ids.get(parent) if parent else None)
        _say_statements(claims, act, provision, entity, statements, ids)
    return len(provisions)


def _parents(
    provisions: Sequence[Provision], above: tuple[str, ...] | None
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...] | None]]:
    for provision in provisions:
        yield provision.key, above
        yield from _parents(provision.children, provision.key)


def _say_regulation(claims: DocumentClaims, act: Act) -> None:
    entity, work = version_id(act), work_id(act)
    cover = Words("act", act.title)

    def say(prop: str, value: object, who: str = entity) -> None:
        claims.say(who, "Regulation", prop, value, cover, "metadata")

    say("name", act.title)
    say("shortTitle", act.short_title)
    say("regulationType", act.type)
    say("authority", act.authority)
    if act.jurisdiction not in (None, "eu"):
        say("jurisdiction", act.jurisdiction)
    say("adoptionDate", act.adopted)
    say("effectiveDate", act.effective)
    say("repealDate", act.repealed)
    say("sourceUrl", act.url)
    for scheme, value in act.identifiers:
        if scheme == "celex":
            say("celexNumber", value)
    if work != entity:
        say("versionOf", work)
        say("name", act.title, who=work)


def cited_as(act: Act, provision: Provision) -> str:
    """How a provision is cited: `Article 96(1)(a)`, `§ 1005.7(b)(3)`, `第三条第一款`."""
    key = provision.key
    if act.language == "zh":
        return "".join(key)
    if act.id.startswith("ecfr:") and key[0].isdigit():
        part = act.id.partition("@")[0].rpartition("/")[2]
        return f"§ {part}.{key[0]}" + "".join(f"({level})" for level in key[1:])
    head = _HEADS.get(key[0].partition("_")[0])
    if head is None:
        return provision.number or key[-1]
    return f"{head} {key[0].partition('_')[2]}" + "".join(map(_level, key[1:]))


def _level(part: str) -> str:
    kind, _, number = part.partition("_")
    if kind == "subpar":
        return f", subparagraph {number}"
    return f"({number})" if kind in ("par", "pt") else f", {part.replace('_', ' ')}"


def _say_provision(
    claims: DocumentClaims, act: Act, provision: Provision, entity: str, parent: str | None
) -> None:
    record = "/".join(provision.key)
    words = Words(record, provision.text or provision.heading or provision.number or record)

    def say(prop: str, value: object, who: str = entity) -> None:
        claims.say(who, "Provision", prop, value, words, "structure")

    say("number", cited_as(act, provision))
    say("name", f"{act.short_title or act.title}, {cited_as(act, provision)}"[:_LONGEST_NAME])
    say("provisionType", provision.kind)
    say("heading", provision.heading)
    say("bodyText", provision.text)
    say("regulation", version_id(act))
    say("parent", parent)
    say("effectiveDate", provision.effective or act.effective)
    if work_id(act) != version_id(act):
        work = "/".join((work_id(act), *provision.key))
        say("versionOf", work)
        say("number", cited_as(act, provision), who=work)
        say("regulation", work_id(act), who=work)


def _say_statements(
    claims: DocumentClaims,
    act: Act,
    provision: Provision,
    entity: str,
    statements: Statements,
    ids: dict[tuple[str, ...], str],
) -> None:
    record, text = "/".join(provision.key), provision.text

    def at(start: int, end: int) -> Words:
        return Words(record, text, start, end)

    for citation in statements.citations:
        for target in citation.targets:
            here = at(citation.start, citation.end)
            _say_citation(claims, act, entity, target, provision.key, here, ids)
    for threshold in statements.thresholds:
        claims.say(
            entity, "Provision", "threshold", threshold_text(threshold),
            at(threshold.start, threshold.end), _BY_RULES, confidence=_CONFIDENCE["threshold"],
        )  # fmt: skip
    for deadline in statements.deadlines:
        claims.say(
            entity, "Provision", "deadline", deadline_text(deadline),
            at(deadline.start, deadline.end), _BY_RULES, confidence=_CONFIDENCE["deadline"],
        )  # fmt: skip
    for term in statements.defined_terms:
        defined = f"{entity}/term/{slug(term.term)}"
        here = at(term.start, term.end)
        for prop, value in (
            ("name", term.term),
            ("definition", term.definition),
            ("scope", term.scope),
            ("provision", entity),
        ):
            claims.say(
                defined, "DefinedTerm", prop, value, here, _BY_RULES,
                confidence=_CONFIDENCE["term"],
            )  # fmt: skip
    for number, obligation in enumerate(statements.obligations, start=1):
        here = at(obligation.start, obligation.end)
        own = f"{entity}/obligation/{number}"
        _say_obligation(claims, own, entity, obligation, statements, here)


def _say_citation(
    claims: DocumentClaims,
    act: Act,
    entity: str,
    target: str,
    key: tuple[str, ...],
    words: Words,
    ids: dict[tuple[str, ...], str],
) -> None:
    """Link a provision to what it cites; what lies in another act is named by its citation."""

    def link(prop: str, to: str, who: str = entity) -> None:
        claims.say(who, "Provision", prop, to, words, _BY_RULES, confidence=_CONFIDENCE["citation"])

    cited = resolve(target, version_id(act), key)
    if cited is None or cited == entity:
        return
    own = f"{version_id(act)}/"
    if cited.startswith(own):
        parts = tuple(cited[len(own) :].split("/"))
        while parts and parts not in ids:
            parts = parts[:-1]
        if parts and ids[parts] != entity:
            link("cites", ids[parts])
        return
    if cited == version_id(act):
        return
    work, provision = _divided(cited)
    claims.say(
        work, "Regulation", "name", _act_name(work), words, _BY_RULES, confidence=_GUESSED_NAME
    )
    link("citesRegulation", work)
    if provision:
        claims.say(
            cited, "Provision", "number", provision, words, _BY_RULES, confidence=_GUESSED_NAME
        )
        link("regulation", work, cited)
        link("cites", cited)


def _divided(cited: str) -> tuple[str, str]:
    """An absolute id as that of the act and the path below it: a CFR part is an act."""
    depth = 2 if cited.startswith(("ecfr:", "usc:")) else 1
    parts = cited.split("/")
    return "/".join(parts[:depth]), "/".join(parts[depth:])


def _act_name(work: str) -> str:
    scheme, _, rest = work.partition(":")
    if scheme == "ecfr":
        title, _, part = rest.partition("/")
        return f"{title} CFR {part}".strip()
    if scheme == "usc":
        title, _, section = rest.partition("/")
        return f"{title} U.S.C. {section}".strip()
    return rest.replace("-", " ").title() if scheme == "act" else rest


def _say_obligation(
    claims: DocumentClaims,
    entity: str,
    provision: str,
    obligation: Obligation,
    statements: Statements,
    words: Words,
) -> None:
    action = " ".join(filter(None, (obligation.verb, obligation.object)))
    modality = _MODALITY[obligation.modality]
    name = f"{obligation.subject} {modality} {action}"

    def say(prop: str, value: object) -> None:
        claims.say(
            entity, "Obligation", prop, value, words, _BY_PARSE,
            confidence=_OBLIGATION_CONFIDENCE,
        )  # fmt: skip

    say("name", name[:_LONGEST_NAME])
    say("provision", provision)
    say("obliged", obligation.subject)
    say("modality", modality)
    say("action", action)
    say("recipient", obligation.recipient)
    say("condition", obligation.condition)
    first, last = _sentence(words.text, obligation.start, obligation.end)
    for deadline in statements.deadlines:
        if first <= deadline.start < last:
            say("deadline", deadline_text(deadline))
    for threshold in statements.thresholds:
        if first <= threshold.start < last:
            say("threshold", threshold_text(threshold))


def threshold_text(threshold: Threshold) -> str:
    """`>= 5000 USD`."""
    return f"{threshold.operator} {threshold.value:f} {threshold.unit}"


def deadline_text(deadline: Deadline) -> str:
    """`P15D after receipt`, `2025-01-17`, `every P1Y`; the words where nothing is exact."""
    exact = deadline.duration or (deadline.date.isoformat() if deadline.date else None)
    if exact is None and deadline.month_day:
        exact = f"--{deadline.month_day}"
    every = f"every {deadline.recurring}" if deadline.recurring else None
    days = f"({deadline.days} days)" if deadline.days else None
    if exact is None and every is None:
        return deadline.text
    return " ".join(filter(None, (exact, every, days, deadline.anchor)))


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Bounds of the sentence that holds `text[start:end]`, by its stops."""
    first = max(text.rfind(stop, 0, start) + len(stop) for stop in (". ", "\n", "。", "; "))
    ends = [place for stop in (". ", "\n", "。", "; ") if (place := text.find(stop, end)) >= 0]
    return max(first, 0), min(ends, default=len(text))
