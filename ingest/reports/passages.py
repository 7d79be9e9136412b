"""Passages of a 10-K on related parties, guarantees, going concern and legal proceedings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.reports.money_text import Money, find_money
from kg.model.dates import partial_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.reports.plain_text import Block, PlainText
    from ingest.reports.sections import Section
    from ingest.reports.terms import Terms

_HEADINGS = {
    "related_party": re.compile(
        r"related[- ](?:part(?:y|ies)|persons?)|certain relationships|affiliate transactions", re.I
    ),
    "guarantee": re.compile(r"guarantees?\b|guaranties|indemnification", re.I),
    "going_concern": re.compile(r"going concern", re.I),
    "legal_proceeding": re.compile(
        r"legal (?:proceedings|matters)|litigation|contingenc|lawsuit|investigations?\b", re.I
    ),
}
_WORDS = {
    "related_party": re.compile(
        r"\brelated[- ](?:part(?:y|ies)|person) "
        r"(?:transactions?|agreements?|loans?|receivables?|payables?)"
        r"|\b(?:is|are|was|were) (?:considered )?(?:a )?related part(?:y|ies)\b",
        re.I,
    ),
    "guarantee": re.compile(
        r"\b(?:we|company|registrant|parent|subsidiar\w+|bank|corporation|[A-Z]\w+)\b[^.]{0,80}"
        r"\b(?:guarantee[sd]?|indemnif(?:y|ies|ied)|"
        r"(?:provides?|provided|issued?|entered into) [^.]{0,40}guarantees?)\b",
        re.I,
    ),
    "going_concern": re.compile(
        r"\bsubstantial doubt about\b|\b(?:continue|continuing) as a going concern\b"
        r"|\bgoing concern (?:basis|assumption|doubt|qualification|opinion)",
        re.I,
    ),
}
_NO_GUARANTEE = re.compile(
    r"\b(?:no|not a|cannot|can not|not|neither|without any) (?:\w+ )?guarantee"
    r"|there (?:can be|is) no guarantee|not guarantees? of|guarantee that",
    re.IGNORECASE,
)
_NO_DOUBT = re.compile(
    r"\b(?:no|not|without|alleviat\w+)\b[^.]{0,80}(?:substantial doubt|going concern)", re.I
)
_ACTION = re.compile(
    r"\b(?:filed|commenced|brought|initiated|instituted|served)\b[^.]{0,160}"
    r"\b(?:lawsuits?|suits?|complaints?|actions?|petitions?|claims?|charges|proceedings?)\b"
    r"|\b(?:lawsuits?|suits?|complaints?|(?:class|derivative) actions?|indictments?)\b"
    r"[^.]{0,120}\b(?:was|were|has been|have been)\b[^.]{0,60}\b(?:filed|commenced|brought)\b"
    r"|\b(?:subpoenas?|civil investigative demands?|investigations? by|consent orders?)\b"
    r"|\bsettle\w+ with\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:^|[.;]\s+)(?P<who>[^.;]{3,260}?)\s+(?:jointly\s+)?(?:has\s+|have\s+|had\s+)?"
    r"(?:filed|commenced|brought|initiated|instituted)\s+(?:an?|its|their|several|separate|two)\b"
)
_BY = re.compile(
    r"\b(?:was|were)\s+(?:also\s+)?(?:filed|brought|commenced)\b[^.]{0,120}?\bby\s+"
    r"(?P<who>[^.,;]{3,120}?)(?=\s+(?:alleging|in|seeking|against|on behalf)\b|[.,;])"
)
_AGAINST = re.compile(
    r"\bagainst\s+(?P<whom>[^.;]{2,200}?)(?=\s+(?:alleging|in|seeking|on behalf|regarding|"
    r"purportedly|that|for|claiming|asserting|relating|under|challenging|with|before|as then)\b"
    r"|[.;]|,\s+(?:alleging|seeking|purportedly|claiming|asserting|which|in)\b|$)"
)
_OPENING = re.compile(
    r"^(?:(?:On|In|Between|During|Since|Beginning|After|Following|Additionally|Also|Separately)\b"
    r"(?:(?!\bthe\b)[^,]){0,60}(?:,\s+\d{4})?,?\s+)+|^(?:[A-Z][a-z]+ \d{1,2}, )?\d{4},?\s+"
)
_UNNAMED = re.compile(
    r"(?:these |the |all |both |after )*(?:plaintiffs?|defendants?|parties|complaints?|lawsuits?|"
    r"actions?|mr|ms|et al|class actions?|case)\b",
    re.IGNORECASE,
)
_CAPITALS = r"[A-Z][\w&’'-]*\.?"
_CASE = re.compile(
    rf"(?P<a>[A-Z][\w&’'-]*(?:(?:,? | of | and | & )(?:{_CAPITALS}|et al\.?)){{0,7}}),?\s+vs?\.\s+"
    rf"(?P<b>[A-Z][\w&’'-]*\.?(?:(?:,? | of | and | & )(?:{_CAPITALS}|et al\.?)){{0,7}})"
)
_PLACE = r"[A-Z]\w+(?: [A-Z]\w+)?"
_COURT = re.compile(
    r"(?:(?:U\.S\.|United States) )?(?:District|Bankruptcy) Court for the "
    rf"(?:{_PLACE} )?(?:District )?of {_PLACE}"
    rf"|(?:U\.S\.|United States) Court of Appeals for the {_PLACE} Circuit"
    rf"|(?:[A-Z]\w+ )?Court of Chancery(?: of the State of {_PLACE})?"
    r"|(?:[A-Z]\w+ ){0,4}(?:Superior|Supreme|High|General|Circuit|Federal|District) Court"
    rf"(?: of (?:the )?(?:State of )?{_PLACE})?"
    rf"|(?:Southern|Northern|Eastern|Western|Central|Middle) District of {_PLACE}"
    r"|Court of Justice of the European Union|Competition Appeal Tribunal"
)
# Points that end no sentence; behind a company's name only where none begins.
_ABBREVIATION = re.compile(
    r"\b(?:U\.S\.A?\.?|L\.P\.|N\.A\.|S\.A\.|Mr\.|Ms\.|Mrs\.|Dr\.|No\.|vs?\.|al\.|[A-Z]\.)"
    r"|\b(?:Inc|Corp|Co|Ltd|LLC)\.(?!\s+(?:The|This|On|In|At|We|It|An?|These|Both|After|Plaintiffs?)\b)"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_AND_OTHERS = re.compile(
    r"\s+and(?:/or)?\s+(?:other|others|certain|various|several|related|the members|members|"
    r"its (?:current|former|directors))\b.*$"
)
_NEXT_NAME = re.compile(
    r",\s+(?!(?:Inc|LLC|L․L․C|Ltd|L․P|LP|N․A|Corp|Co|S․A)\b)"
    r"|\s+and\s+(?=[A-Z]|the [A-Z]|certain|a )"
)
_DATE = re.compile(r"\b(?:On|on|In|in)\s+((?:[A-Z][a-z]+ \d{1,2}, |[A-Z][a-z]+ )\d{4})")
_LONGEST_HEADING = 150
_SHORTEST_PASSAGE = 40
_MOST_BLOCKS = 60
# Nobody writes such words; patterns that try each of their letters would take for ever.
_NO_PROSE = re.compile(r"\S{300}")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of text on a subject. `how` is "heading" where it stands under a heading of that
    subject, "words" where its own words tell; `heading` is the nearest heading above it.
    `negated` says that it denies the thing, as in "no substantial doubt"."""

    kind: str
    block: str
    start: int
    end: int
    words: str
    heading: str | None
    how: str
    item: str | None
    negated: bool = False
    amounts: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class Proceeding:
    """A lawsuit, action or investigation that a block tells of.

    `plaintiffs` and `defendants` are as written, defined terms replaced by their party; each
    is empty where the block names none. `filed` is an ISO date or month, None where not told.
    """

    block: str
    start: int
    end: int
    words: str
    heading: str | None
    case: str | None
    plaintiffs: tuple[str, ...]
    defendants: tuple[str, ...]
    court: str | None
    filed: str | None
    amounts: tuple[Money, ...]


def find_passages(text: PlainText, sections: Sequence[Section]) -> tuple[Passage, ...]:
    """Passages on related parties, guarantees and going concern, in the document's order."""
    found: list[Passage] = []
    for block, heading, kind in _under_headings(text):
        words = text.of(block)
        item = _item_at(sections, block.start)
        if (heading is None and item is None) or _NO_PROSE.search(words):
            continue
        for subject, pattern in _WORDS.items():
            by_heading = kind == subject and item != "1A"
            match = pattern.search(words) if block.kind != "row" else None
            if subject == "guarantee" and match and _NO_GUARANTEE.search(words):
                match = None
            in_risks = item in {"1A", None} and subject != "going_concern"
            if len(words) < _SHORTEST_PASSAGE or not (by_heading or (match and not in_risks)):
                continue
            found.append(
                Passage(
                    kind=subject,
                    block=block.key,
                    start=block.start,
                    end=block.end,
                    words=words,
                    heading=heading,
                    how="heading" if by_heading else "words",
                    item=item,
                    negated=subject == "going_concern" and _NO_DOUBT.search(words) is not None,
                    amounts=_amounts(words, block.start),
                )
            )
    return tuple(found)


def find_proceedings(
    text: PlainText, sections: Sequence[Section], terms: Terms
) -> tuple[Proceeding, ...]:
    """Proceedings that Item 3 and the notes tell of, one for each block that tells of one."""
    found: list[Proceeding] = []
    for block, heading, kind in _under_headings(text):
        item = _item_at(sections, block.start)
        if block.kind == "row" or item is None or (item != "3" and kind != "legal_proceeding"):
            continue
        words = text.of(block)
        if _NO_PROSE.search(words):
            continue
        case = _CASE.search(words)
        if len(words) < _SHORTEST_PASSAGE or not (_ACTION.search(words) or case):
            continue
        court, filed = _COURT.search(words), _DATE.search(words)
        plain = _without_points(words)
        subjects = (_SUBJECT.search(plain), _BY.search(plain))
        plaintiffs = [match["who"] for match in subjects if match]
        defendants = [match["whom"] for match in [_AGAINST.search(plain)] if match]
        if case and not plaintiffs:
            plaintiffs, defendants = [case["a"]], [*defendants, case["b"]]
        found.append(
            Proceeding(
                block=block.key,
                start=block.start,
                end=block.end,
                words=words,
                heading=heading,
                case=" ".join(case[0].split()) if case else None,
                plaintiffs=_parties(plaintiffs, terms),
                defendants=_parties(defendants, terms),
                court=" ".join(court[0].split()) if court else None,
                filed=partial_date(filed[1]) if filed else None,
                amounts=_amounts(words, block.start),
            )
        )
    return tuple(found)


def risk_factors(text: PlainText, sections: Sequence[Section]) -> tuple[Passage, ...]:
    """Headings of Item 1A as the titles of risks, each with the text to the next heading."""
    section = next((found for found in sections if found.item == "1A"), None)
    if section is None:
        return ()
    found: list[Passage] = []
    title: Block | None = None
    body: list[Block] = []

    def close() -> None:
        if title is not None and body:
            words = text.text[body[0].start : body[-1].end]
            found.append(
                Passage(
                    kind="risk_factor",
                    block=title.key,
                    start=title.start,
                    end=body[-1].end,
                    words=words,
                    heading=" ".join(text.of(title).split()),
                    how="heading",
                    item="1A",
                )
            )

    for block in section.blocks:
        words = text.of(block)
        if (block.bold or block.kind == "heading") and block.kind != "row" and len(words) > 15:
            if title is not None and not body and words[:1].islower():
                # A page break parts a heading that goes on.
                continue
            close()
            title, body = block, []
        elif len(words) > _SHORTEST_PASSAGE:
            body.append(block)
    close()
    return tuple(found)


def _under_headings(text: PlainText) -> Iterator[tuple[Block, str | None, str | None]]:
    """Each block with the nearest heading, and the subject that a heading above it opened.

    A subject lasts until a heading of another subject or the next numbered note; lower
    headings inside it, such as the name of a case, do not end it.
    """
    heading: str | None = None
    kind: str | None = None
    since = 0
    for block in text.blocks:
        words = text.of(block)
        if _is_heading(block, words):
            subject = next((k for k, pattern in _HEADINGS.items() if pattern.search(words)), None)
            major = re.match(r"(?:note\s+\d+|\d{1,2}\.\s|item\s+\d|part\s+[iv]+\b)", words, re.I)
            if subject is not None or major:
                kind, since = subject, 0
            elif kind != "legal_proceeding":
                kind = None
            heading = " ".join(words.split())
            continue
        since += 1
        if since > _MOST_BLOCKS:
            kind = None
        yield block, heading, kind


def _is_heading(block: Block, words: str) -> bool:
    if len(words) > _LONGEST_HEADING or not re.search(r"[A-Za-z]{3}", words):
        return False
    if block.kind == "heading":
        return True
    if re.match(r"(?:note\s+\d+\s*[-–—.:]|item\s+\d+[abc]?\b)", words, re.IGNORECASE):
        return "\t" not in words or not re.search(r"\t\d+$", words)
    return block.bold and block.kind != "row" and not words.rstrip().endswith((",", ";"))


def _item_at(sections: Sequence[Section], position: int) -> str | None:
    return next((s.item for s in sections if s.start <= position < s.end), None)


def _amounts(words: str, start: int) -> tuple[Money, ...]:
    from dataclasses import replace

    return tuple(
        replace(
            money,
            start=money.start + start,
            end=money.end + start,
            number=(money.number[0] + start, money.number[1] + start),
        )
        for money in find_money(words)
    )


def _without_points(words: str) -> str:
    """The same words at the same places, without brackets and the points of abbreviations."""
    words = _BRACKETS.sub(lambda match: " " * len(match[0]), words)
    return _ABBREVIATION.sub(lambda match: match[0].replace(".", "․"), words)


def _parties(texts: Sequence[str], terms: Terms) -> tuple[str, ...]:
    """Names in "Tesla, Inc., Elon Musk and certain current and former executives"."""
    found: list[str] = []
    for text in texts:
        named = _OPENING.sub("", " ".join(text.split()))
        for part in _NEXT_NAME.split(named):
            name = part.replace("․", ".").strip(" ,")
            name = re.sub(r"^(?:and|both|each of|defendants?)\s+", "", name)
            name = _AND_OTHERS.sub("", name)
            if re.match(r"(?:on|in|at|acting|including|alleging|as)\s", name):
                continue
            if re.search(r"\b(?:issued|court|judgment|order|ruled|granted|denied)\b", name):
                continue
            resolved = terms.resolve(name)
            if resolved is None and (
                len(name) > _LONGEST_NAME
                or not re.search(r"[A-Z]", name)
                or _UNNAMED.match(name)
                or terms.is_role(name)
            ):
                continue
            found.append(resolved or name)
    return tuple(dict.fromkeys(found))
