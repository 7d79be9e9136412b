"""Claims from an act: its provisions, and what each demands, defines and refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ingest.naming import slug
from ingest.registry import Progress, silent
from ingest.regulations.claims.citation_claims import CitingAct, own_names, say_citations
from ingest.regulations.claims.document import Document
from ingest.regulations.claims.law_text import Standing, standings
from ingest.regulations.claims.obligation_claims import (
    LONGEST_NAME,
    deadline_text,
    say_found,
    say_obligations,
    threshold_text,
)
from ingest.regulations.extraction import Passage, extract_passages
from ingest.regulations.extraction.english.authorities import resolved, short_names
from ingest.regulations.structure.act import ANNEXED

if TYPE_CHECKING:
    from ingest.regulations.extraction import (
        Authority,
        Citation,
        Deadline,
        DefinedTerm,
        Statements,
        Threshold,
    )
    from ingest.regulations.structure.act import Act, Provision
    from kg.lake import Place

_LIST_MEMBERS = frozenset({"Point", "Paragraph", "Interpretation"})
"""Kinds of provision that can end the sentence above; paragraphs do in the CFR."""
_HEADS = {"art": "Article", "rct": "Recital"}
_IN_ANNEX = {"pt": "point", "par": "paragraph", "subpar": "subparagraph", "ind": "indent"}


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


def say_act(document: Document, act: Act, progress: Progress = silent) -> int:
    """All that an act says; returns the number of its provisions."""
    _say_regulation(document, act)
    provisions = list(act.walk())
    ids = {provision.key: "/".join((version_id(act), *provision.key)) for provision in provisions}
    parents = dict(_parents(act.provisions, None))
    above = dict(_with_above(act.provisions, ()))
    short = short_names((provision.text for provision in provisions), act.jurisdiction)
    standing = dict(standings(act.provisions))
    found: list[Statements] = []
    passages = (_passage(one, above[one.key], standing[one.key]) for one in provisions)
    for statements in extract_passages(passages, act.language):
        found.append(statements)
        progress(document.file, len(found), len(provisions))
    by_key = {one.key: each for one, each in zip(provisions, found, strict=True)}
    citing = _citing(act, provisions, found, standing, ids)
    for position, (provision, statements) in enumerate(zip(provisions, found, strict=True), 1):
        entity = ids[provision.key]
        parent = parents[provision.key]
        above_id = ids.get(parent) if parent else None
        _say_provision(document, act, provision, entity, above_id, position)
        own = standing[provision.key]
        _say_statements(document, citing, provision, entity, statements, own)
        over = [(one, by_key[one.key]) for one in above[provision.key]]
        say_obligations(document, provision, over, entity, statements)
        _say_authorities(document, provision, entity, resolved(statements.authorities, short))
        if own.rules or provision.kind == "Conclusion":
            _say_commencements(document, act, provision, statements)
    return len(provisions)


def _with_above(
    provisions: Sequence[Provision], above: tuple[Provision, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[Provision, ...]]]:
    """Key of each provision, with those above it whose sentence it may end, outermost first."""
    for provision in provisions:
        own = above if provision.kind in _LIST_MEMBERS else ()
        yield provision.key, own
        yield from _with_above(provision.children, (*own, provision))


def _citing(
    act: Act,
    provisions: Sequence[Provision],
    found: Sequence[Statements],
    standing: Mapping[tuple[str, ...], Standing],
    ids: Mapping[tuple[str, ...], str],
) -> CitingAct:
    own_words = (
        (provision.text, statements)
        for provision, statements in zip(provisions, found, strict=True)
        if not standing[provision.key].quoted
    )
    names = own_names((act.title, act.short_title), own_words)
    numbered = {
        key[0]
        for key in ids
        if key[0].startswith(ANNEXED) and any(part.startswith("art_") for part in key[1:])
    }
    return CitingAct(version_id(act), work_id(act), names, ids, frozenset(numbered))


def _passage(provision: Provision, above: tuple[Provision, ...], standing: Standing) -> Passage:
    return Passage(
        provision.text,
        tuple(one.text for one in above),
        opens_list=any(child.kind in _LIST_MEMBERS for child in provision.children),
        obliges=standing.rules,
    )


def _parents(
    provisions: Sequence[Provision], above: tuple[str, ...] | None
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...] | None]]:
    for provision in provisions:
        yield provision.key, above
        yield from _parents(provision.children, provision.key)


def _say_regulation(document: Document, act: Act) -> None:
    entity, work = version_id(act), work_id(act)
    cover = document.words("act", act.title)

    def say(prop: str, value: object, who: str = entity) -> None:
        document.entity("Regulation", who).say(prop, value, at=cover, method="metadata")

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
            # Of a wording it would make it one with the act, and with the other wordings.
            say("celexNumber", value, who=work)
    if work != entity:
        say("versionOf", work)
        say("name", act.title, who=work)


def cited_as(act: Act, provision: Provision) -> str:
    """How a provision is cited: `Article 96(1)(a)`, `§ 1005.7(b)(3)`, `第三条第一款`."""
    key, named = provision.key, provision.number or provision.key[-1]
    if act.language == "zh":
        return "".join(key)
    if key[0][:1].isdigit():
        return _section_cited(act, key) or named
    if key[0].startswith(ANNEXED) and len(key) > 1:
        return ", ".join(map(_annex_level, key))
    head = _HEADS.get(key[0].partition("_")[0])
    if head is None:
        return named
    return f"{head} {key[0].partition('_')[2]}" + "".join(map(_level, key[1:]))


def _section_cited(act: Act, key: tuple[str, ...]) -> str | None:
    """How a section is cited; None for what is none and lies in a whole title of the CFR."""
    if not act.id.startswith("ecfr:"):
        return f"Section {key[0]}" + "".join(map(_plain_level, key[1:]))
    part = act.id.partition("@")[0].partition("/")[2]
    # The keys of a whole title start with the part.
    part, *levels = (part, *key) if part else key
    if not levels or not levels[0][:1].isdigit():
        return None
    return f"§ {part}.{levels[0]}" + "".join(map(_plain_level, levels[1:]))


def _plain_level(part: str) -> str:
    return f", {part.replace('_', ' ')}" if "_" in part else f"({part})"


def _annex_level(part: str) -> str:
    kind, _, number = part.partition("_")
    if not number:
        return kind.capitalize() if kind.isalpha() else f"paragraph {kind}"
    named = "Article" if kind == "art" else _IN_ANNEX.get(kind) or kind.capitalize()
    return f"{named} {number}"


def _level(part: str) -> str:
    kind, _, number = part.partition("_")
    if kind == "subpar":
        return f", subparagraph {number}"
    return f"({number})" if kind in ("par", "pt") else f", {part.replace('_', ' ')}"


def _say_provision(
    document: Document,
    act: Act,
    provision: Provision,
    entity: str,
    parent: str | None,
    position: int,
) -> None:
    record = "/".join(provision.key)
    words = document.words(
        record, provision.text or provision.heading or provision.number or record
    )

    def say(prop: str, value: object, who: str = entity) -> None:
        document.entity("Provision", who).say(prop, value, at=words, method="structure")

    say("number", cited_as(act, provision))
    say("name", f"{act.short_title or act.title}, {cited_as(act, provision)}"[:LONGEST_NAME])
    say("provisionType", provision.kind)
    say("heading", provision.heading)
    say("bodyText", provision.text)
    say("regulation", version_id(act))
    say("parent", parent)
    say("readingOrder", position)
    say("effectiveDate", provision.effective or act.effective)
    if work_id(act) != version_id(act):
        work = "/".join((work_id(act), *provision.key))
        say("versionOf", work)
        say("number", cited_as(act, provision), who=work)
        say("regulation", work_id(act), who=work)


def _say_statements(
    document: Document,
    citing: CitingAct,
    provision: Provision,
    entity: str,
    statements: Statements,
    standing: Standing,
) -> None:
    record, text = "/".join(provision.key), provision.text

    said = document.entity("Provision", entity)

    def at(one: Threshold | Deadline | DefinedTerm | Citation) -> Place:
        return document.words(record, text, one.start, one.end)

    for citation in statements.citations:
        say_citations(
            document, citing, provision.key, citation, at(citation), quoted=standing.quoted
        )
    for threshold in statements.thresholds:
        say_found(said, "threshold", threshold_text(threshold), at(threshold), threshold)
    for deadline in statements.deadlines:
        say_found(said, "deadline", deadline_text(deadline), at(deadline), deadline)
    for term in () if standing.quoted else statements.defined_terms:
        defined = document.entity("DefinedTerm", f"{entity}/term/{slug(term.term)}")
        say_found(defined, "name", term.term, at(term), term)
        say_found(defined, "definition", term.definition, at(term), term)
        say_found(defined, "scope", term.scope, at(term), term)
        say_found(defined, "provision", entity, at(term), term)


def _say_authorities(
    document: Document, provision: Provision, entity: str, found: Iterable[Authority]
) -> None:
    """Each authority that a provision names, once, where it names it first."""
    record = "/".join(provision.key)
    said: set[str] = set()
    for one in found:
        if one.name not in said:
            said.add(one.name)
            at = document.words(record, provision.text, one.start, one.end)
            say_found(document.entity("Provision", entity), "authority", one.name, at, one)


def _say_commencements(
    document: Document, act: Act, provision: Provision, statements: Statements
) -> None:
    """From when the act holds by its own words.

    An amended law still says when its first wording took effect: a day other than the one that is
    known for this wording is that of the act as such.
    """
    record = "/".join(provision.key)
    for one in statements.commencements:
        if one.date is None:
            continue
        entity = version_id(act) if act.effective in (None, one.date) else work_id(act)
        if entity == version_id(act) and act.effective not in (None, one.date):
            continue
        at = document.words(record, provision.text, one.start, one.end)
        say_found(document.entity("Regulation", entity), "effectiveDate", one.date, at, one)
