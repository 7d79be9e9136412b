"""Lawsuits, actions and investigations that a report tells of, with their parties and court."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from ingest.reports.layout.sentences import sentences, without_points
from ingest.reports.narrative.party_names import FULL_STOP, parties_in, without_opening
from ingest.reports.narrative.passages import NO_PROSE, item_at, under_headings
from kg.errors import MappingError
from kg.text.dates import partial_date
from kg.yaml_file import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reports.layout.plain_text import PlainText
    from ingest.reports.narrative.amounts import Amounts
    from ingest.reports.narrative.defined_parties import Terms
    from ingest.reports.narrative.money_text import Money
    from ingest.reports.narrative.sections import Section

_NOUN = (
    r"(?:lawsuits?|suits?|complaints?|actions?|petitions?|charges|claims|cases|proceedings?|"
    r"indictments?)"
)
_BEGUN = r"(?:filed|commenced|brought|initiated|instituted)"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
# "filed a motion to dismiss the complaint" begins nothing.
_MODIFIERS = (
    r"(?:(?!(?:motions?|answers?|responses?|notices?|appeals?|briefs?|objections?|statements?|"
    r"requests?|letters?|reply|opposition)\b)[\w’'“”-]+,?\s+){0,7}?"
)
_SUBJECT = re.compile(
    rf"^(?P<who>.{{3,260}}?)\s+(?:jointly\s+)?(?:has\s+|have\s+|had\s+)?{_BEGUN}\s+{_MODIFIERS}{_NOUN}\b"
)
_PASSIVE = re.compile(
    rf"\b{_NOUN}\b[^.]{{0,160}}?\b(?:was|were|has been|have been)\s+"
    rf"(?:also\s+|subsequently\s+)?{_BEGUN}\b"
    rf"|\b(?:was|were)\s+served\s+with\s+{_MODIFIERS}{_NOUN}\b"
    rf"|\b{_NOUN}\s+(?:was\s+|were\s+)?{_BEGUN}\s+(?:by|in|on|against)\b"
)
_INVESTIGATED = re.compile(
    r"^(?P<who>.{3,200}?)\s+(?:has\s+|have\s+|had\s+)?(?:issued|opened|commenced|initiated|launched|"
    r"served)\s+(?:an?|its|formal|two|several)\s+(?:[\w’'-]+\s+){0,4}?"
    r"(?:investigations?|inquir(?:y|ies)|subpoenas?|[Cc]ivil [Ii]nvestigative [Dd]emands?)\b"
)
# "The Commission announced that it had opened two investigations": the Commission did.
_ANNOUNCED = re.compile(r"\s+(?:announced|informed|notified|advised|said)\b.*$")
_RULING = re.compile(
    r"\b(?:court|judge|jury|panel|tribunal)\s+(?:\w+ly\s+|also\s+)?(?:found|granted|denied|ruled|held|"
    r"issued|entered|dismissed|affirmed|reversed|rejected)\b",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:amended|consolidated|supplemental)\b", re.IGNORECASE)
_BY = re.compile(
    rf"\b(?:{_BEGUN}|brought)\b[^.]{{0,120}}?\bby\s+"
    r"(?P<who>[^.;]{3,120}?)(?=\s+(?:alleging|in|on|seeking|against|generally|challenging|was|were)\b|[.;]|"
    r",\s+(?:alleging|seeking|in|on)\b|$)"
)
_AGAINST = re.compile(
    r"\bagainst\s+(?P<whom>[^.;]{2,200}?)(?=\s+(?:alleging|in|seeking|on behalf|regarding|"
    r"purportedly|that|for|claiming|asserting|relating|under|challenging|with|before|as then)\b"
    rf"|\s+(?:on|dated)\s+(?:or about\s+)?{_MONTH}\b"
    r"|[.;]|,\s+(?:alleging|seeking|purportedly|claiming|asserting|which|in|as)\b|$)"
)
_SUED = re.compile(
    r"^(?P<who>.{3,260}?),?\s+(?:has\s+|have\s+|had\s+|also\s+)*sued\s+(?P<whom>[^.;]{2,200}?)"
    r"(?=,?\s+(?:alleging|in|seeking|on behalf|regarding|that|for|claiming|asserting|under|over|"
    rf"before|because|(?:on|dated)\s+(?:or about\s+)?{_MONTH})\b|[.;]|$)"
)
_SUED_BY = re.compile(
    r"^(?P<whom>.{2,200}?)\s+(?:was|were|has been|have been)\s+sued\s+by\s+(?P<who>[^.;]{2,200}?)"
    r"(?=,?\s+(?:alleging|in|seeking|on behalf|regarding|that|for|claiming|asserting|under|over|"
    rf"before|because|on\s+{_MONTH})\b|[.;]|$)"
)
_NOT_SUED = re.compile(
    r"\b(?:was|were|been|being|be|is|are|get|gets|got|may|could|might|not|never)\W*$"
)
# "No. 2:24-cv-00099" behind a caption is its number and no part of a name.
_CAPITALS = r"(?!(?:Nos?|Case|Index|Docket|Civil|Civ|Cause|C)\b\.?(?=\s))[A-Z][\w&’'-]*\.?"
_MORE_NAME = rf"(?:(?:,? | of | and | & )(?:{_CAPITALS}|et al\.?)){{0,7}}"
_CASE = re.compile(
    rf"\b(?P<a>(?!(?:In|See|Under|The)\s)[A-Z][\w&’'-]*{_MORE_NAME}),?\s+vs?\.\s+"
    rf"(?P<b>[A-Z][\w&’'-]*\.?{_MORE_NAME})"
)
# A precedent is no proceeding of the registrant's.
_PRECEDENT = re.compile(
    r"\b(?:under|citing|see|applying|following|in light of|based on|(?:decision|ruling|opinion|"
    r"precedent|standard)s? (?:in|of)|pursuant to)\s+$",
    re.IGNORECASE,
)
# "512 U.S. 100", "123 F.3d 456", "2020 WL 12345": only what was decided is reported there.
_REPORTER = re.compile(
    r"\W{0,3}\s*\d{1,4}\s+(?:U\.\s?S\.|S\.\s?Ct\.|L\.\s?Ed\.|F\.\s?(?:2d|3d|4th|App|Supp)|"
    r"F\.(?=\s?\d)|[A-Z][\w.]{0,9}\s?(?:2d|3d|4th|5th)|A\.D\.|N\.[EWY]\.|[SP]\.[EW]\.|B\.R\.|WL|LEXIS|"
    r"Cal\.|A\.C\.|E\.C\.R\.|All\s+E\.?R)"
    r"|\W{0,3}\s*\[\d{4}\]\s+\d{0,3}\s*[A-Z]"
)
_PLACE = r"[A-Z]\w+(?: [A-Z]\w+)?"
_COURT = re.compile(
    r"(?:(?:U\.S\.|United States) )?(?:District|Bankruptcy) Court for the "
    rf"(?:{_PLACE} )?(?:District )?of {_PLACE}"
    rf"|(?:U\.S\.|United States) Court of Appeals for the {_PLACE} Circuit"
    r"|(?:U\.S\.|United States) Court of (?:Federal Claims|International Trade)"
    rf"|(?:[A-Z]\w+ )?Court of Chancery(?: of the State of {_PLACE})?"
    r"|(?:[A-Z]\w+ ){0,4}(?:Superior|Supreme|High|General|Circuit|Federal|District) Court"
    rf"(?: of (?:the )?(?:State of )?{_PLACE})?"
    rf"|(?:Southern|Northern|Eastern|Western|Central|Middle) District of {_PLACE}"
    r"|Court of Justice of the European Union|Competition Appeal Tribunal"
)
_DOCKET = re.compile(
    r"\b(?:Case|Civil Action|Docket|Index|C\.\s?A\.|Civ\.|Cause|File)(?:\s+(?:No|Nos|Number)\.?)?"
    r"\s*[:#]?\s*(?:No\.\s*)?(?P<number>(?=[\w:./-]*\d)[A-Z0-9][\w:./-]{3,30}[A-Za-z0-9])"
    r"|\((?P<hong_kong>HC[A-Z]{1,3}\s\d{1,5}/\d{4})\)"
    r"|\b(?:transferred|consolidated|coordinat\w+|centrali[sz]ed|assigned|pending)\b[^.;]{0,120}?"
    r"\b(?P<mdl>MDL(?:\s+No\.)?\s+\d{2,5})\b"
)
_DAY = rf"(?P<day>{_MONTH}\s+\d{{1,2}},\s+\d{{4}}|{_MONTH}\s+\d{{4}})"
_OPENING_DAY = re.compile(
    rf"^(?:[^,.]{{0,40}}[.,]\s+)?(?:(?:Additionally|Also|Separately|For example|Furthermore),?\s+)?"
    rf"(?:[Oo]n|[Ii]n|[Bb]eginning (?:on|in))\s+{_DAY},?\s"
)
_BEGUN_DAY = re.compile(rf"\b{_BEGUN}\b[^.;]{{0,60}}?\b(?:on|in)\s+{_DAY}")
_ANOTHER_DAY = re.compile(rf",?\s+and\s+{_MONTH}\b")
_CAPTION_DOCKET = re.compile(
    r"[\s,(]{0,4}(?:et al\.?[\s,(]{0,3})?"
    r"(?:(?:Case|Index|Docket|Civil Action|C\.\s?A\.|Civ\.|Cause|File)\s+)?"
    r"Nos?\.\s*(?P<number>(?=[\w:./-]*\d)[A-Z0-9][\w:./-]{3,30}[A-Za-z0-9])"
)
_DECIDED = re.compile(
    r"\b(?:settled (?:\w+ ){0,4}for|settlement of|verdict of|verdict (?:\w+ ){0,6}in the amount of|"
    r"judgment of|disgorgement of|award(?:ed)? (?:\w+ ){0,4}of|fined (?:\w+ ){0,4}|fine of|"
    r"penalty of)\s*"
    r"(?:(?:approximately|about|a total of|an aggregate of|up to|more than)\s*){0,2}$",
    re.IGNORECASE,
)
_SOUGHT = re.compile(
    r"\b(?:seek(?:s|ing)?|sought|claim(?:s|ed|ing)?|demand(?:s|ed|ing)?|damages of|for unpaid)\s+"
    r"(?:(?:compensatory|punitive|monetary|money|treble|statutory|actual|total|aggregate|damages|"
    r"penalt(?:y|ies)|disgorgement|rent|wages|relief|restitution|refunds?|"
    r"compensation|payment|at least|approximately|about|in excess of|more than|up to|over|"
    r"not less than|in the amount of|an amount of|"
    r"totall?ing|of|a|an|the|for|and|to be paid)\s+){0,10}$",
    re.IGNORECASE,
)
_SHORTEST = 40
_LOOK_BACK = 200


@dataclass(frozen=True, slots=True)
class Proceeding:
    """A lawsuit, action or investigation that a block tells of.

    `category` is "lawsuit" or "investigation"; of the latter the authority is the plaintiff.
    `plaintiffs` and `defendants` are as written, defined terms replaced by their party; each
    is empty where the block names none. `filed` is an ISO date or month; `docket` the court's
    number; `status` where it stood when the report was made; `claimed` what is asked for;
    `decided` what it was settled or decided for; `beginning` the sentence on how it began. Each
    is None where not told. `amounts` are all those of the block.
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
    category: str = "lawsuit"
    docket: str | None = None
    status: str | None = None
    claimed: Money | None = None
    decided: Money | None = None
    beginning: str | None = None


def find_proceedings(
    text: PlainText, sections: Sequence[Section], terms: Terms, amounts: Amounts
) -> tuple[Proceeding, ...]:
    """Proceedings that Item 3 and the notes tell of, one for each block that tells of one.

    A block counts where a sentence of it says that something was filed or opened, or where it
    names a case, and where it tells a party or a court.
    """
    found: list[Proceeding] = []
    for block, heading, kind in under_headings(text):
        item = item_at(sections, block.start)
        if block.kind == "row" or item is None or (item != "3" and kind != "legal_proceeding"):
            continue
        words = text.of(block)
        if len(words) < _SHORTEST or NO_PROSE.search(words):
            continue
        case = _case(words)
        begun = _beginning(words)
        if begun is None and case is None:
            continue
        category, sentence, told = begun or ("lawsuit", "", (0, len(words)))
        plaintiffs, defendants = _sides(sentence, category)
        if case and not plaintiffs:
            plaintiffs, defendants = [case["a"]], [*defendants, case["b"]]
        elif case and not defendants and case["a"].split()[-1] in " ".join(plaintiffs):
            defendants = [case["b"]]
        court, docket = _COURT.search(words), _docket(words, case, told)
        lawsuit = category == "lawsuit"
        sides = (parties_in(plaintiffs, terms), parties_in(defendants, terms))
        if not (case or any(sides) or (court and lawsuit)):
            continue
        money = amounts.within(block.start, block.end)
        found.append(
            Proceeding(
                block=block.key,
                start=block.start,
                end=block.end,
                words=words,
                heading=heading,
                case=FULL_STOP.sub("", " ".join(case[0].split())) if case else None,
                plaintiffs=sides[0],
                defendants=sides[1],
                court=" ".join(court[0].split()) if court and lawsuit else None,
                filed=_filed(sentence) if lawsuit else None,
                amounts=money,
                category=category,
                docket=docket,
                status=_status(words[slice(*told)]) if lawsuit else None,
                beginning=" ".join(sentence.split()) or None,
                claimed=_amount(_SOUGHT, words, money, block.start, told),
                decided=_amount(_DECIDED, words, money, block.start, told),
            )
        )
    return tuple(found)


def _case(words: str) -> re.Match[str] | None:
    return next(
        (
            match
            for match in _CASE.finditer(words)
            if not _PRECEDENT.search(words[: match.start()])
            and not _REPORTER.match(words, match.end())
        ),
        None,
    )


def _docket(words: str, case: re.Match[str] | None, told: tuple[int, int]) -> str | None:
    """The number behind the case's caption, else the first of the stretch."""
    if case and (match := _CAPTION_DOCKET.match(words, case.end())):
        return match["number"]
    match = _DOCKET.search(words, *told)
    return (match["number"] or match["hong_kong"] or match["mdl"]) if match else None


def _beginning(words: str) -> tuple[str, str, tuple[int, int]] | None:
    """The category, the sentence that tells how it began, and the stretch that tells of it.

    A sentence that names who filed it is taken before one that does not. The stretch ends where
    another suit begins.
    """
    plain = without_points(words)
    places = list(sentences(words))
    filed = [
        (start, end)
        for start, end in places
        if not _RULING.search(plain, start, end)
        and (
            _SUBJECT.search(plain[start:end])
            or _PASSIVE.search(plain, start, end)
            or _sued(plain[start:end])
        )
    ]
    first = [one for one in filed if not _LATER.search(plain, *one)] or filed
    if first:
        told = (
            one
            for one in first
            if _BY.search(plain, *one)
            or _SUBJECT.search(plain[slice(*one)])
            or _sued(plain[slice(*one)])
        )
        start, end = next(told, first[0])
        following = (s for s, e in first if s >= end and _OPENING_DAY.search(plain[s:e]))
        return "lawsuit", plain[start:end], (start, next(following, len(words)))
    for start, end in places:
        if _INVESTIGATED.search(plain[start:end]):
            return "investigation", plain[start:end], (start, len(words))
    return None


def _sued(sentence: str) -> re.Match[str] | None:
    """Who sued whom, in "X sued Y in …" and "Y was sued by X"."""
    if passive := _SUED_BY.search(sentence):
        return None if re.search(r"\bsued\b", passive["whom"]) else passive
    match = _SUED.search(sentence)
    return None if match is None or _NOT_SUED.search(match["who"]) else match


def _sides(sentence: str, category: str) -> tuple[list[str], list[str]]:
    if category == "investigation":
        match = _INVESTIGATED.search(sentence)
        return [_ANNOUNCED.sub("", match["who"])] if match else [], []
    subject, by = _SUBJECT.search(sentence), _BY.search(sentence)
    if subject is None and (sued := _sued(sentence)):
        return [sued["who"]], [sued["whom"]]
    plaintiffs = [match["who"] for match in (subject, by) if match]
    if subject and _PASSIVE.search(without_opening(subject["who"])):
        plaintiffs = [by["who"]] if by else []
    defendants = [match["whom"] for match in [_AGAINST.search(sentence)] if match]
    return plaintiffs, defendants


def _filed(sentence: str) -> str | None:
    match = _OPENING_DAY.search(sentence) or _BEGUN_DAY.search(sentence)
    if match and _ANOTHER_DAY.match(sentence, match.end("day")):
        return None
    return partial_date(" ".join(match["day"].split())) if match else None


def _amount(
    what: re.Pattern[str], words: str, amounts: Sequence[Money], start: int, told: tuple[int, int]
) -> Money | None:
    """The first amount of the stretch that the words before it tell to be this."""
    return next(
        (
            money
            for money in amounts
            if told[0] <= money.start - start < told[1]
            and what.search(words[max(0, money.start - start - _LOOK_BACK) : money.start - start])
        ),
        None,
    )


def _status(words: str) -> str | None:
    last: tuple[int, str] | None = None
    for status, patterns in _statuses():
        for pattern in patterns:
            for match in pattern.finditer(words):
                if last is None or match.start() > last[0]:
                    last = (match.start(), status)
    return last[1] if last else None


@cache
def _statuses() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    text = (
        resources.files("ingest.reports.narrative").joinpath("proceedings.yaml").read_text("utf-8")
    )
    root = Value.parse(text, "proceedings.yaml", MappingError)
    top = root.record("the proceedings", ("version", "statuses"))
    top["version"].integer(1, 1)
    found = []
    for item in top["statuses"].items(empty=False):
        parts = item.record("a status", ("status", "patterns"))
        patterns = tuple(re.compile(one, re.I) for one in parts["patterns"].texts(empty=False))
        found.append((parts["status"].text(empty=False), patterns))
    return tuple(found)
