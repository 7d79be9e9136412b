"""Lawsuits, actions and investigations that a report tells of, with their parties and court.

What is told of a suit is its own or not told: court and day are those of the sentence on how it
began, or of the one with its caption; where a passage tells of several, only of the latter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.reports.layout.sentences import sentences, without_points
from ingest.reports.narrative.money_text import Amounts, Money
from ingest.reports.narrative.parties import parties_in, without_full_stop, without_opening
from ingest.reports.narrative.passages import NO_PROSE, item_at, under_headings
from ingest.reports.narrative.patterns import every, names, patterns, search
from ingest.reports.narrative.sections import Section
from ingest.reports.narrative.terms import Terms
from kg.text.blocks import PlainText
from kg.text.dates import partial_date

# Words that captions shorten (Bluebook, table T6), beside those of legal forms.
_SHORTENED = (
    r"(?:Am|Assocs?|Ass[’']n|Auth|Bd|Bros|Cas|Cnty|Co|Comm[’']?n|Corp|Dep[’']?t|Dist|Elec|Emp(?:s|ls?)?|Fed|"
    r"Fin|Found|Gov[’']?t|Grp|Hosp|Inc|Indus|Ins|Int[’']l|Inv|Ltd|Mfg|Mgmt|Mut|Nat[’']l|Pens|Pub|Ret|"
    r"Sav|Sch|Servs?|St|Sys|Tech|Tr|Univ|Util)"
)
# "No. 2:24-cv-00099" behind a caption is its number and no part of a name; a point ends the name
# unless it shortens a word.
_WORD = (
    r"(?!(?:Nos?|Case|Index|Docket|Civil|Civ|Cause|C)\b\.?(?=\s))"
    rf"(?:{_SHORTENED}\.|[A-Z]\.(?:[A-Z]\.)*|[A-Z][\w&’'-]*(?:\.[a-z]{{2,3}}\b)?)"
)
_MORE = (
    rf"(?:(?:,? |,? and | of | & | de | del | de la | van | von )(?:{_WORD}|et al\.?)"
    r"| \d{1,4}(?=\s[A-Z])){0,12}"
)
_CAPTION = re.compile(
    rf"\b(?P<a>(?!(?:In|See|Under|The)\s){_WORD}\.?{_MORE}\.?),?\s+vs?\.\s+(?P<b>{_WORD}{_MORE})"
)
_NEXT_CAPTION = re.compile(r"\.?,?\s+vs?\.\s")
_UP_TO_COURT = re.compile(r"^.*\b(?:Court|Tribunal),\s+")
_APPEAL = re.compile(r"\b(?:appeal\w*|affirm\w*|revers\w*|Circuit|petition for|certiorari)\b")
_SUBORDINATE = re.compile(
    r"^(?:While|Although|Notwithstanding|Despite|As|Following|After|Shortly|Prior|Upon|Because)\b.*?,\s+"
    r"(?=(?:the |our |its |an? |certain )?[A-Z])"
)
# "The agency referred the case to the Department and on June 1, 2031, the Department filed …"
_LATER_CLAUSE = re.compile(
    r"^.*\band,?\s+(?:on|in)\s+(?P<day>[A-Z][a-z]+(?:\s\d{1,2},)?\s\d{4}),?\s+(?=.)", re.DOTALL
)
# "• Search: In October 2030, the agency …"
_LABEL = re.compile(r"^\W*(?:[\w’'&/-]+[, ]+){0,7}[\w’'&/-]+:\s+(?=[A-Z])")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_SHORTEST = 40
_LOOK_BACK = 200

Span = tuple[int, int]


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


@dataclass(frozen=True, slots=True)
class _Beginning:
    """How a proceeding began: the sentence without the points of abbreviations, its place, the
    stretch of the block that tells of this proceeding, and whether the block tells of one alone."""

    category: str
    sentence: str
    at: Span
    told: Span
    alone: bool


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
        case, begun = _caption(words), _beginning(words)
        if begun is None and case is None:
            continue
        told = begun.told if begun else (0, len(words))
        lawsuit = begun is None or begun.category == "lawsuit"
        sides = _sides(begun, case, terms)
        court = _court(words, begun, case) if lawsuit else None
        filed = _filed(begun, case) if begun and lawsuit else None
        others = {*sides[0], *sides[1]} - {terms.registrant}
        # "Suits have been filed against us" is none of its own.
        when = begun is not None and _YEAR.search(begun.sentence) is not None
        if not (case or others or court or (when and any(sides))):
            continue
        money = amounts.within(block.start, block.end)
        found.append(
            Proceeding(
                block=block.key,
                start=block.start,
                end=block.end,
                words=words,
                heading=heading,
                case=_title(case) if case else None,
                plaintiffs=sides[0],
                defendants=sides[1],
                court=court,
                filed=filed,
                amounts=money,
                category=begun.category if begun else "lawsuit",
                docket=_docket(words, case, told),
                status=_status(words[slice(*told)]) if lawsuit else None,
                beginning=" ".join(begun.sentence.split()) if begun else None,
                claimed=_amount("amount sought", words, money, block.start, told),
                decided=_amount("amount decided", words, money, block.start, told),
            )
        )
    return tuple(found)


def _caption(words: str) -> re.Match[str] | None:
    """The first "Doe v. Roe" that is no precedent."""
    for match in _CAPTION.finditer(words):
        before = words[max(0, match.start() - _LOOK_BACK) : match.start()]
        reported = patterns("precedent behind")[0].match(words, match.end())
        if not search("precedent before", before) and reported is None:
            # What names the court behind "et al.," is no party.
            named = every("court", words[: match.end() + _LOOK_BACK])
            starts = (one.start() for one in named if one.start() > match.start("b"))
            ends = min(match.end(), *starts, match.end())
            if _NEXT_CAPTION.match(words, ends):
                # "Doe v. Oak Inc., Roe, et al. v. Elm Inc.": the last name is of the next one.
                names = [*re.finditer(r"(?:,| and)\s+(?!et al|Inc|LLC|Ltd)", words[:ends])]
                ends = names[-1].start() if names else ends
            return _CAPTION.match(words, match.start(), ends) or match
    return None


def _title(case: re.Match[str]) -> str:
    return without_full_stop(_UP_TO_COURT.sub("", " ".join(case[0].split())))


def _beginning(words: str) -> _Beginning | None:
    """The first sentence that tells how a proceeding began.

    A sentence that names who filed it is taken before one that does not. The stretch ends where
    another suit begins.
    """
    plain = without_points(words)
    # Where brackets were there are runs of blanks, which patterns would try one by one.
    told_at = {at: " ".join(plain[slice(*at)].split()) for at in sentences(words)}
    begun = [
        at
        for at, sentence in told_at.items()
        if not search("court ruled", sentence)
        and not search("insolvency", sentence)
        and (search("suit by", sentence) or search("suit begun", sentence) or _sued(sentence))
    ]
    if first := [at for at in begun if not search("suit later", told_at[at])] or begun:
        named = (
            at
            for at in first
            if search("suit brought by", told_at[at])
            or search("suit by", told_at[at])
            or _sued(told_at[at])
        )
        at = next(named, first[0])
        following = (
            other[0] for other in first if other > at and search("day at opening", told_at[other])
        )
        stretch = (at[0], next(following, len(words)))
        return _Beginning("lawsuit", _own_words(told_at[at]), at, stretch, len(first) == 1)
    for at, sentence in told_at.items():
        if search("investigated", sentence):
            return _Beginning("investigation", _own_words(sentence), at, (at[0], len(words)), True)
    return None


def _own_words(sentence: str) -> str:
    """A sentence without its label and the clause on where it was reported before."""
    sentence = _LABEL.sub("", sentence)
    match = search("reported before", sentence)
    return sentence[match.end() :] if match else sentence


def _sued(sentence: str) -> re.Match[str] | None:
    """Who sued whom, in "X sued Y in …" and "Y was sued by X"."""
    if passive := search("suit sued by", sentence):
        uncertain = re.search(r"\b(?:sued|may|could|might)\b", passive["whom"])
        return None if uncertain else passive
    match = search("suit sued", sentence)
    return None if match is None or search("suit not told", match["who"]) else match


def _sides(
    begun: _Beginning | None, case: re.Match[str] | None, terms: Terms
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Plaintiffs and defendants, as the beginning names them, else the caption."""
    plaintiffs: list[str] = []
    defendants: list[str] = []
    if begun is not None and begun.category == "investigation":
        match = search("investigated", begun.sentence)
        who = match["who"] if match else ""
        told = search("announced", who)
        return parties_in([who[: told.start()] if told else who], terms), ()
    if begun is not None and (begun.alone or case is None):
        sentence = begun.sentence
        subject, by = search("suit by", sentence), search("suit brought by", sentence)
        if subject is None and (sued := _sued(sentence)):
            plaintiffs, defendants = [sued["who"]], [sued["whom"]]
        else:
            plaintiffs = [match["who"] for match in (subject, by) if match]
            if subject and search("suit begun", without_opening(subject["who"])):
                plaintiffs = [by["who"]] if by else []
            # What another clause says is of another step: "; however on May 2 it dropped …".
            clause = sentence[: sentence.find(";", subject.end() if subject else 0)]
            against = search("suit against", clause if ";" in sentence else sentence)
            served = search("suit served", sentence)
            defendants = [match["whom"] for match in (against or served,) if match]
    if case is not None:
        # "Beginning with Doe v. Oak Inc., others filed suits": the caption names the parties.
        plaintiffs = [words for words in plaintiffs if not re.search(r"\svs?[.․]\s", words)]
        first = _UP_TO_COURT.sub("", case["a"])
        if not parties_in(plaintiffs, terms):
            plaintiffs, defendants = [first], [*defendants, case["b"]]
        elif not defendants and (
            first.split()[-1] in " ".join(plaintiffs)
            or {*parties_in([first], terms)} & {*parties_in(plaintiffs, terms)}
        ):
            defendants = [case["b"]]
    plaintiffs = [_LATER_CLAUSE.sub("", _SUBORDINATE.sub("", words)) for words in plaintiffs]
    return parties_in(plaintiffs, terms), parties_in(defendants, terms)


def _court(words: str, begun: _Beginning | None, case: re.Match[str] | None) -> str | None:
    """The court of the sentence on the beginning, of that with the caption, or of the first
    sentence of the stretch that names one and tells of no appeal."""
    places = list(sentences(words))
    of_case = [at for at in places if case and at[0] <= case.start() < at[1]]
    if case is not None and of_case:
        # What stands in brackets behind the caption belongs to it: "(Los Angeles Superior Court)";
        # what stands behind a semicolon and before another caption does not.
        ends = max(of_case[0][1], min(len(words), case.end() + 60))
        stop = words.find(";", case.end())
        if stop >= 0 and _CAPTION.search(words, stop):
            ends = stop
        of_case = [(of_case[0][0], ends)]
    if begun is None or begun.alone:
        own = [begun.at] if begun else []
        stretch = begun.told if begun else (0, len(words))
        rest = [
            at
            for at in places
            if stretch[0] <= at[0] < stretch[1] and not _APPEAL.search(words, *at)
        ]
        candidates = [*own, *of_case, *rest]
    else:
        candidates = of_case if case else [begun.at]
    for at in candidates:
        if match := search("court", words, *at):
            return " ".join(match[0].split())
    return None


def _docket(words: str, case: re.Match[str] | None, told: Span) -> str | None:
    """The number behind the case's caption, else the first of the stretch."""
    if case and (match := patterns("docket of caption")[0].match(words, case.end())):
        return match["number"]
    found = search("docket", words, *told)
    return found["number"] if found else None


def _filed(begun: _Beginning, case: re.Match[str] | None) -> str | None:
    if case is not None and not begun.alone and not begun.at[0] <= case.start() < begun.at[1]:
        return None
    subject = search("suit by", begun.sentence)
    match = subject and _LATER_CLAUSE.match(subject["who"])
    match = match or search("day at opening", begun.sentence)
    match = match or search("day of filing", begun.sentence)
    if match is None or patterns("another day")[0].match(begun.sentence, match.end("day")):
        return None
    return partial_date(" ".join(match["day"].split()))


def _amount(
    what: str, words: str, amounts: Sequence[Money], start: int, told: Span
) -> Money | None:
    """The first amount of the stretch that the words before it tell to be this."""
    return next(
        (
            money
            for money in amounts
            if told[0] <= money.start - start < told[1]
            and search(what, words[max(0, money.start - start - _LOOK_BACK) : money.start - start])
        ),
        None,
    )


def _status(words: str) -> str | None:
    found = [
        (match.start(), status)
        for status in names("status ")
        for match in every(f"status {status}", words)
    ]
    return max(found)[1] if found else None
