"""Profiles of directors and officers: a name with its age, terms and roles around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.reports.people.person_names import NAME, person_key, person_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.reports.layout.grid import Cell, Row
    from ingest.reports.layout.plain_text import PlainText

_AGE = re.compile(r"\bage[:d]?\s*:?\s*(\d{2})\b|\b(\d{2}) years (?:old|of age)\b", re.IGNORECASE)
_SINCE = re.compile(
    r"\b(?:director|board member|served|joined|appointed|elected|member of the board)\s*"
    r"(?:of the company\s*|on the board\s*|of the board\s*|to the board\s*)?"
    r"(?:since|in|from)?\s*:?\s*(?:since\s*:?\s*)?(?:[A-Z][a-z]+\.?\s+(?:\d{1,2},\s*)?)?((?:19|20)\d{2})\b",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"\bexpir(?:es|ing|ation)\b\s*:?\s*(?:in|at the)?\s*((?:19|20)\d{2})", re.IGNORECASE
)
_NOMINEE = re.compile(r"\bnominee\b", re.IGNORECASE)
_SEAT = re.compile(
    # "Director of Marketing" is an officer; a nominee for director sits on no board yet.
    r"(?:\b(?:nominee|nominated|candidate|standing)\b(?:\s+(?:for|as|to|be|become|elected|"
    r"election|a|an|independent|new|non-employee))*\s+)?\bdirector\b(?! of\b)"
    r"(?:[\s-]+(?:nominee|candidate|elect)\b)?"
    r"|\bmember of the board\b",
    re.IGNORECASE,
)
_OWN_DIRECTOR = re.compile(
    # A director of another company may be no more than a nominee here.
    r"\bdirector\b(?! of\b(?! (?:the|our) (?:company|corporation|registrant|bank)\b))",
    re.IGNORECASE,
)
_SEAT_TO_COME = re.compile(r"nominee|nominated|candidate|standing|elect\b", re.IGNORECASE)
_INDEPENDENT = re.compile(
    r"^\W*(?:lead )?independent(?: (?:director|board chair|chair))?\W*$|\bindependent\s*:\s*yes",
    re.I,
)
_NOT_INDEPENDENT = re.compile(r"\bindependent\s*:\s*no\b|\b(?:non|not)[- ]independent\b", re.I)
_COMMITTEES = re.compile(r"\bcommittees?(?: memberships?)?\s*:\s*(?P<names>.+)", re.IGNORECASE)
_BIOGRAPHY = re.compile(
    rf"^(?P<name>{NAME})\s*(?:,|\()\s*(?:age\s*:?\s*)?(?P<age>\d{{2}})\s*(?:years old\s*)?[,.;)]"
)
_HAS_SERVED = re.compile(
    r"(?:has (?:served|been)|served|joined|became|was (?:elected|appointed))[^.]{0,80}?"
    r"\b(?:director|board)\b[^.]{0,60}?\b(?:since|in)\s+(?:[A-Z][a-z]+\s+(?:\d{1,2},\s*)?)?((?:19|20)\d{2})",
    re.IGNORECASE,
)
_OF_OUR_BOARD = re.compile(
    r"(?:Mr|Ms|Mrs|Miss|Dr)\.?\s+(?P<last>[^\W\d_][\w’'-]+)\s+"
    r"(?:has (?:served|been)|joined|became|was (?:elected|appointed))\b[^.;]{0,140}?"
    r"\b(?:our [Bb]oard|director of (?:the|our) [Cc]ompany)\b[^.;]{0,60}?"
    r"\b(?:since|in)\s+(?:[A-Z][a-z]+\s+(?:\d{1,2},\s*)?)?(?P<since>(?:19|20)\d{2})\b"
)
_NOMINEES_ONLY = re.compile(r"\bnominees\b(?! and)", re.IGNORECASE)
_OTHERS_TOO = re.compile(r"continuing|(?:directors|officers) and (?:\w+ )?nominees", re.IGNORECASE)
_TODAY = re.compile(r",?\s+since\b|;|(?<=[a-z]{3})\.(?:\s|$)")
_OFFICE = re.compile(
    r"\b(?:chief|president|counsel|treasurer|secretary|controller|officer)\b", re.IGNORECASE
)
_LINES_OF_PROFILE = 14
_LONGEST_OPENING = 160
_LINES_TO_SIGN = 7
_YOUNGEST, _OLDEST = 21, 99


@dataclass
class Profile:
    """What a profile says; `evidence` names each thing that it says and where."""

    name: str
    span: tuple[int, int]
    director: bool = False
    nominee: bool = False
    officer: bool = False
    age: int | None = None
    since: int | None = None
    term_expires: int | None = None
    independent: bool | None = None
    committees: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    evidence: list[tuple[str, tuple[int, int]]] = field(default_factory=list)


def read_profiles(found: Sequence[Row], text: PlainText) -> Iterator[Profile]:
    """Every profile in the order of the document; a person may have several."""
    yield from _from_tables(found, text)
    starts = [
        (index, name) for index, row in enumerate(found) if (name := _begins(row)) is not None
    ]
    position = {index for index, _ in starts}
    for index, name in starts:
        end = index + 1
        while end < len(found) and end - index < _LINES_OF_PROFILE and end not in position:
            end += 1
        profile = _read(found[index:end], name, text)
        if profile is not None:
            yield profile
    for index, block in enumerate(text.blocks):
        if block.kind != "row":
            following = text.blocks[index + 1 : index + 2]
            below = text.of(following[0])[:400] if following else ""
            profile = _biography(text.of(block), block.start, below)
            if profile is None and following:
                profile = _under_a_name(text.of(block), block.start, below, following[0].start)
            if profile is not None:
                yield profile


def _begins(row: Row) -> str | None:
    """The name where a row or line begins with nothing but a name."""
    first = row.cells[0].text
    return person_name(first) or person_name(first.partition("\n")[0])


def _read(lines: Sequence[Row], name: str, text: PlainText) -> Profile | None:
    """A profile where a line near the name tells an age or since when; None otherwise."""
    profile = Profile(name, _span_of(name, lines[0].span, text))
    signs = False
    for number, row in enumerate(lines):
        for cell in row.cells:
            for line in cell.text.split("\n"):
                if len(line) > 200 and number > 0:
                    continue
                at = _span_of(line, row.span, text)
                signs = _take(profile, line, at, number) or signs
    return profile if signs and (profile.age or profile.since) else None


def _take(profile: Profile, line: str, at: tuple[int, int], number: int) -> bool:
    """Note what one line says; True where it is the sign of a profile."""
    sign = False
    near = number < _LINES_TO_SIGN
    if near and profile.age is None and (match := _AGE.search(line)):
        age = int(match[1] or match[2])
        if _YOUNGEST <= age <= _OLDEST:
            profile.age, sign = age, True
            profile.evidence.append(("age", at))
    about_board = near and len(line) < 120 and re.search(r"director|board", line, re.IGNORECASE)
    if about_board and profile.since is None and (match := _SINCE.search(line)):
        profile.since, profile.director, sign = int(match[1]), True, True
        profile.evidence.append(("since", at))
    if profile.term_expires is None and (match := _TERM.search(line)):
        profile.term_expires = int(match[1])
        profile.evidence.append(("term_expires", at))
    if near and _NOMINEE.search(line) and len(line) < 80:
        profile.nominee = True
        profile.evidence.append(("nominee", at))
    if _NOT_INDEPENDENT.search(line):
        profile.independent = False
        profile.evidence.append(("independent", at))
    elif _INDEPENDENT.search(line) and len(line) < 60:
        profile.independent = True
        profile.evidence.append(("independent", at))
    if not profile.committees and len(line) < 200 and (match := _COMMITTEES.search(line)):
        names = [part.strip(" .") for part in re.split(r"[,;]|\band\b", match["names"])]
        profile.committees = tuple(part for part in names if part and part.lower() != "none")
        profile.evidence.append(("committees", at))
    return sign


def _from_tables(found: Sequence[Row], text: PlainText) -> Iterator[Profile]:
    """Tables with columns "Name", "Age" and often "Position" and "Director since"."""
    index = 0
    while index < len(found):
        header = found[index]
        roles = _roles(header) if header.table is not None else {}
        if "name" not in roles or "age" not in roles:
            index += 1
            continue
        before = _words_before(found, index)
        about_officers = "officer" in before
        about_nominees = bool(_NOMINEES_ONLY.search(before)) and not _OTHERS_TOO.search(before)
        index += 1
        while index < len(found) and found[index].table == header.table:
            profile = _from_row(found[index], roles, text, officers=about_officers)
            if profile is not None:
                if about_nominees and profile.director:
                    profile.nominee = True
                yield profile
            index += 1


def _words_before(found: Sequence[Row], index: int) -> str:
    return " ".join(
        c.line for row in found[max(0, index - 3) : index] for c in row.cells
    ).casefold()


def _roles(header: Row) -> dict[str, tuple[int, int]]:
    roles: dict[str, tuple[int, int]] = {}
    for cell in header.cells:
        line = cell.line.casefold()
        if len(line) > 80:
            continue
        if re.fullmatch(r"age(?: \(.*\))?", line):
            role = "age"
        elif "since" in line:
            role = "since"
        elif re.search(r"position|title|office|occupation|principal", line):
            role = "titles"
        elif re.search(r"name|nominee|director|officer", line):
            role = "name"
        elif "independen" in line:
            role = "independent"
        elif re.search(r"expir|term", line):
            role = "term_expires"
        else:
            continue
        roles.setdefault(role, (cell.column, cell.end_column))
    return roles


def _from_row(
    row: Row, roles: dict[str, tuple[int, int]], text: PlainText, *, officers: bool
) -> Profile | None:
    cells: dict[str, Cell] = {}
    for cell in row.cells:
        for role, (start, end) in roles.items():
            if min(end, cell.end_column) > max(start, cell.column):
                cells.setdefault(role, cell)
    name = person_name(cells["name"].text.partition("\n")[0]) if "name" in cells else None
    age = cells["age"].line if "age" in cells else ""
    if name is None or not re.fullmatch(r"\d{2}", age):
        return None
    profile = Profile(name, _span_of(name, row.span, text), age=int(age))
    profile.evidence.append(("age", row.span))
    # "Chief Engineer since March 2023. Mr. McKenzie joined …": the position of today.
    titles = _TODAY.split(cells["titles"].line)[0].strip(" ,") if "titles" in cells else ""
    profile.titles = (titles,) if titles else ()
    profile.officer = (
        officers
        or re.search(
            r"\b(?:chief|president|vice|secretary|treasurer|counsel)\b", titles, re.IGNORECASE
        )
        is not None
    )
    years = re.findall(r"(?:19|20)\d{2}", cells["since"].line) if "since" in cells else []
    profile.since = int(years[0]) if years else None
    profile.nominee = _NOMINEE.search(titles) is not None
    unsaid = not officers and not profile.officer and not profile.nominee
    sat_since = profile.nominee and profile.since is not None
    profile.director = _sits_on_board(titles) or unsaid or sat_since
    if "independent" in cells:
        profile.independent = (
            re.match(r"(?:yes|✓|✔|x|•|ü)", cells["independent"].line, re.I) is not None
        )
    expires = re.findall(r"20\d{2}", cells["term_expires"].line) if "term_expires" in cells else []
    profile.term_expires = int(expires[0]) if expires else None
    return profile


def _sits_on_board(words: str) -> bool:
    """Whether words say that somebody is a director now, and no mere nominee."""
    return any(not _SEAT_TO_COME.search(match[0]) for match in _SEAT.finditer(words))


def _biography(words: str, start: int, below: str) -> Profile | None:
    """ "Jane Q. Doe, 62, has served as a director since 2015 …"."""
    match = _BIOGRAPHY.match(words[:_LONGEST_OPENING])
    name = person_name(match["name"]) if match else None
    if match is None or name is None or not _YOUNGEST <= int(match["age"]) <= _OLDEST:
        return None
    profile = Profile(name, (start, start + len(match["name"])), age=int(match["age"]))
    profile.evidence.append(("age", (start, start + match.end())))
    head = words[match.end() : match.end() + 600]
    if not head.strip(" .)"):
        # The name stands alone; what it holds is said on the next line.
        title = _TODAY.split(below)[0].strip(" ,")
        profile.officer = _OFFICE.search(title) is not None and len(title) < 200
        profile.titles = (title,) if profile.officer else ()
        head = below
    served = _HAS_SERVED.search(head)
    since = _SINCE.search(head)
    if served or (since and "director since" in since[0].casefold()):
        found = served or since
        assert found is not None
        profile.since, profile.director = int(found[1]), True
        profile.evidence.append(("since", (start, start + match.end() + found.end())))
    elif _OWN_DIRECTOR.search(head[:200]):
        profile.nominee = _NOMINEE.search(head[:200]) is not None
        profile.director = not profile.nominee
    title = re.match(
        r"\s*(?:is|has been|serves as|has served as)\s+(?:our|the Company’s|the)\s+([^.;]{4,160}?)"
        r"(?:\s+since|\s+and has|[.;,])",
        head,
    )
    if title and re.search(r"chief|president|counsel|treasurer|secretary|officer", title[1], re.I):
        profile.officer = True
        profile.titles = (title[1].strip(),)
    return profile


def _under_a_name(words: str, start: int, below: str, below_start: int) -> Profile | None:
    """A name on a line of its own, and "Mr. Doe has served as a member of our Board since …"."""
    name = person_name(words) if len(words) <= _LONGEST_OPENING else None
    match = _OF_OUR_BOARD.match(below) if name else None
    if name is None or match is None or person_key(name)[1] != person_key(f"X. {match['last']}")[1]:
        return None
    profile = Profile(name, (start, start + len(words)), director=True, since=int(match["since"]))
    profile.evidence.append(("since", (below_start, below_start + match.end())))
    return profile


def _span_of(words: str, within: tuple[int, int], text: PlainText) -> tuple[int, int]:
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()) or r"(?!)")
    match = pattern.search(text.text, *within)
    return match.span() if match else within
