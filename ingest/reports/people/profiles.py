"""Profiles of directors and officers: a name with its age, terms and roles around it.

Regulation S-K, Items 401 (age, positions, terms), 402 (named executive officers) and 407
(independence). They stand in tables with a column of ages, in blocks of lines such as "Age: 65",
in biographies that begin with name and age, and in lists of "our named executive officers".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.reports.layout.grid import Cell, Row
from ingest.reports.people.person import NAME, Person, Span, is_office, person_key, person_name
from kg.text.blocks import PlainText

_AGE = re.compile(r"\bage[:d]?\s*:?\s*(\d{2})\b|\b(\d{2}) years (?:old|of age)\b", re.IGNORECASE)
_YEAR = r"(?:[A-Z][a-z]+\.?\s+(?:\d{1,2},\s*)?)?(?P<year>(?:19|20)\d{2})\b"
_SINCE = re.compile(
    r"\b(?:director|board member|served|joined|appointed|elected|member of the board)\s*"
    r"(?:(?:of the company|on the board|of the board|to the board)\s*)?"
    rf"(?:since|in|from)?\s*:?\s*(?:since\s*:?\s*)?{_YEAR}",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"\bexpir(?:es|ing|ation)\b\s*:?\s*(?:in|at the)?\s*((?:19|20)\d{2})", re.IGNORECASE
)
_NOMINEE = re.compile(r"\bnominee\b", re.IGNORECASE)
_SEAT = re.compile(
    # "Director of Marketing" is an officer; a nominee for director sits on no board yet.
    r"(?P<to_come>\b(?:nominee|nominated|candidate|standing)\b(?:\s+(?:for|as|to|be|become|elected|"
    r"election|a|an|independent|new|non-employee))*\s+)?\bdirector\b(?! of\b)"
    r"(?P<elect>[\s-]+(?:nominee|candidate|elect)\b)?|\bmember of the board\b",
    re.IGNORECASE,
)
_OWN_DIRECTOR = re.compile(
    # A director of another company may be no more than a nominee here.
    r"\bdirector\b(?! of\b(?! (?:the|our) (?:company|corporation|registrant|bank)\b))",
    re.IGNORECASE,
)
_INDEPENDENT = re.compile(
    r"^\W*(?:lead )?independent(?: (?:director|board chair|chair))?\W*$|\bindependent\s*:\s*yes",
    re.I,
)
_NOT_INDEPENDENT = re.compile(r"\bindependent\s*:\s*no\b|\b(?:non|not)[- ]independent\b", re.I)
_YES = re.compile(r"(?:yes|✓|✔|x|•|ü)", re.IGNORECASE)
_COMMITTEES = re.compile(r"\bcommittees?(?: memberships?)?\s*:\s*(?P<names>.+)", re.IGNORECASE)
_BIOGRAPHY = re.compile(
    rf"^(?P<name>{NAME})\s*(?:,|\()\s*(?:age\s*:?\s*)?(?P<age>\d{{2}})\s*(?:years old\s*)?[,.;)]"
)
_SERVED = r"(?:has (?:served|been)|served|joined|became|was (?:elected|appointed))"
_HAS_SERVED = re.compile(
    rf"{_SERVED}[^.]{{0,80}}?\b(?:director|board)\b[^.]{{0,60}}?\b(?:since|in)\s+{_YEAR}",
    re.IGNORECASE,
)
_OF_OUR_BOARD = re.compile(
    rf"(?:Mr|Ms|Mrs|Miss|Dr)\.?\s+(?P<last>[^\W\d_][\w’'-]+)\s+{_SERVED}\b[^.;]{{0,140}}?"
    rf"\b(?:our [Bb]oard|director of (?:the|our) [Cc]ompany)\b[^.;]{{0,60}}?"
    rf"\b(?:since|in)\s+{_YEAR}"
)
_IS_OUR = re.compile(
    r"\s*(?:is|has been|serves as|has served as)\s+(?:our|the Company’s|the)\s+"
    r"(?P<title>[^.;]{4,160}?)"
    r"(?:\s+since|\s+and has|[.;,])"
)
_OFFICERS = re.compile(r"\b(?:chief|president|vice|secretary|treasurer|counsel)\b", re.IGNORECASE)
_NOMINEES_ONLY = re.compile(r"\bnominees\b(?! and)", re.IGNORECASE)
_OTHERS_TOO = re.compile(r"continuing|(?:directors|officers) and (?:\w+ )?nominees", re.IGNORECASE)
_TODAY = re.compile(r",?\s+since\b|;|(?<=[a-z]{3})\.(?:\s|$)")
_COLUMNS = {
    "age": r"^age(?: \(.*\))?$",
    "since": r"since",
    "titles": r"position|title|office|occupation|principal",
    "name": r"name|nominee|director|officer",
    "independent": r"independen",
    "term_expires": r"expir|term",
}
"""Columns of a table of people by their titles, as patterns; the first that fits counts."""
_NAMED_OFFICERS = re.compile(r"(?:named )?executive officers|\bNEOs?\b", re.IGNORECASE)
_LISTED = re.compile(
    rf"^\W*(?P<name>{NAME})\s*(?:,|[-–—:]|\n)\s*(?P<title>.{{4,260}}?)\s*[;.]?(?:\s+and)?\s*$",
    re.DOTALL,
)
_SUMMARY = re.compile(
    r"name\s+and\s+(?:principal\s+)?position|name/title|name and title", re.IGNORECASE
)
_LINES_OF_LIST = _LINES_OF_PROFILE = 14
_LONGEST_OPENING = 160
_LONGEST_LINE = 200
_LINES_TO_SIGN = 7
_YOUNGEST, _OLDEST = 21, 99


def profiles(rows: Sequence[Row], text: PlainText) -> Iterator[Person]:
    """Every profile in the order of the document; a person may have several."""
    yield from _tables(rows, text)
    names = [person_name(r.cells[0].text) or person_name(r.cells[0].text.partition("\n")[0])
             for r in rows]  # fmt: skip
    for index, name in enumerate(names):
        if name is not None:
            end = index + 1
            while end < len(rows) and end - index < _LINES_OF_PROFILE and names[end] is None:
                end += 1
            person = _from_lines(rows[index:end], name, text)
            if person is not None:
                yield person
    for block, following in zip(text.blocks, (*text.blocks[1:], None), strict=False):
        if block.kind != "row":
            below = text.of(following)[:400] if following else ""
            person = _biography(text.of(block), block.start, below)
            if person is None and following:
                person = _under_a_name(text.of(block), block.start, below, following.start)
            if person is not None:
                yield person


def named_officers(rows: Sequence[Row], text: PlainText) -> Iterator[Person]:
    """Officers of lists ("our named executive officers are: …") and of the summary table."""
    for index, row in enumerate(rows):
        last = row.cells[-1].line
        if (
            len(row.cells) <= 2
            and last.endswith((":", "were", "are"))
            and _NAMED_OFFICERS.search(last)
        ):
            for below in rows[index + 1 : index + 1 + _LINES_OF_LIST]:
                words = "\n".join(cell.text for cell in below.cells if re.search(r"\w", cell.text))
                match = _LISTED.match(words[: _LONGEST_LINE * 3])
                name = person_name(match["name"]) if match else None
                if match is None or name is None or not is_office(match["title"]):
                    break
                yield _officer(name, match["title"], below, text)
        if row.table is not None and _SUMMARY.search(row.cells[0].line):
            yield from _summary(rows, index, text)


def _officer(name: str, title: str, row: Row, text: PlainText) -> Person:
    person = Person(name, officer=True, titles=(" ".join(title.split()),))
    return person.told("officer", text.find(name, row.span) or row.span)


def _summary(rows: Sequence[Row], index: int, text: PlainText) -> Iterator[Person]:
    """The first column: a name, and its titles on the lines or rows below."""
    current: tuple[str, Row] | None = None
    titles: list[str] = []
    for row in rows[index + 1 :]:
        if row.table != rows[index].table:
            break
        first = row.cells[0]
        if first.column > 1 or re.fullmatch(r"(?:19|20)\d{2}", first.line):
            continue
        head, _, below = first.text.partition("\n")
        name, inline = person_name(head), None
        if name is None and (match := _LISTED.match(first.line)):
            name, inline = person_name(match["name"]), match["title"]
        if name is not None:
            if current is not None and titles:
                yield _officer(current[0], " ".join(titles), current[1], text)
            current, titles = (name, row), [part for part in (inline, *below.split("\n")) if part]
        elif current is not None and re.search(r"[A-Za-z]{2}", first.line) and len(titles) < 6:
            titles.extend(first.text.split("\n"))
    if current is not None and titles:
        yield _officer(current[0], " ".join(titles), current[1], text)


def _from_lines(rows: Sequence[Row], name: str, text: PlainText) -> Person | None:
    """A profile where a line near the name tells an age or since when; None otherwise."""
    person = Person(name).told("name", text.find(name, rows[0].span) or rows[0].span)
    for number, row in enumerate(rows):
        for cell in row.cells:
            for line in cell.text.split("\n"):
                if len(line) <= _LONGEST_LINE or number == 0:
                    at = text.find(line[:_LONGEST_LINE], row.span) or row.span
                    person = _with_line(person, line, at, near=number < _LINES_TO_SIGN)
    return person if person.age or person.since else None


def _with_line(person: Person, line: str, at: Span, *, near: bool) -> Person:
    """With what one line of a profile says."""
    if near and person.age is None and (match := _AGE.search(line)):
        age = int(match[1] or match[2])
        if _YOUNGEST <= age <= _OLDEST:
            person = person.told("age", at, age=age)
    about_board = near and len(line) < 120 and re.search(r"director|board", line, re.IGNORECASE)
    if about_board and person.since is None and (match := _SINCE.search(line)):
        person = person.told("since", at, since=int(match["year"]), director=True)
    if person.term_expires is None and (match := _TERM.search(line)):
        person = person.told("term_expires", at, term_expires=int(match[1]))
    if near and _NOMINEE.search(line) and len(line) < 80:
        person = person.told("nominee", at, nominee=True)
    if _NOT_INDEPENDENT.search(line):
        person = person.told("independent", at, independent=False)
    elif _INDEPENDENT.search(line) and len(line) < 60:
        person = person.told("independent", at, independent=True)
    if not person.committees and (match := _COMMITTEES.search(line)):
        names = [part.strip(" .") for part in re.split(r"[,;]|\band\b", match["names"])]
        found = tuple(part for part in names if part and part.lower() != "none")
        person = person.told("committees", at, committees=found)
    return person


def _tables(rows: Sequence[Row], text: PlainText) -> Iterator[Person]:
    """Tables with columns "Name", "Age" and often "Position" and "Director since"."""
    header: Row | None = None
    columns: dict[str, tuple[int, int]] = {}
    before = ""
    for index, row in enumerate(rows):
        if header is None or row.table != header.table:
            columns = _columns(row) if row.table is not None else {}
            header = row if {"name", "age"} <= columns.keys() else None
            if header is not None:
                above = rows[max(0, index - 3) : index]
                before = " ".join(cell.line for r in above for cell in r.cells).casefold()
        elif person := _from_row(row, columns, text, officers="officer" in before):
            only_nominees = _NOMINEES_ONLY.search(before) and not _OTHERS_TOO.search(before)
            yield replace(person, nominee=True) if only_nominees and person.director else person


def _columns(header: Row) -> dict[str, tuple[int, int]]:
    columns: dict[str, tuple[int, int]] = {}
    for cell in header.cells:
        line = cell.line.casefold()
        role = next((role for role, words in _COLUMNS.items() if re.search(words, line)), None)
        if role is not None and len(line) <= 80:
            columns.setdefault(role, (cell.column, cell.end_column))
    return columns


def _from_row(
    row: Row, columns: dict[str, tuple[int, int]], text: PlainText, *, officers: bool
) -> Person | None:
    cells: dict[str, Cell] = {}
    for cell in row.cells:
        for role, (start, end) in columns.items():
            if min(end, cell.end_column) > max(start, cell.column):
                cells.setdefault(role, cell)
    name = person_name(cells["name"].text.partition("\n")[0]) if "name" in cells else None
    age = cells["age"].line if "age" in cells else ""
    if name is None or not re.fullmatch(r"\d{2}", age):
        return None
    person = Person(name).told("name", text.find(name, row.span) or row.span)
    person = person.told("age", row.span, age=int(age))
    # What follows "since" or a point is no position of today.
    titles = _TODAY.split(cells["titles"].line)[0].strip(" ,") if "titles" in cells else ""
    years = {
        column: [int(year) for year in re.findall(r"(?:19|20)\d{2}", cells[column].line)]
        for column in ("since", "term_expires")
        if column in cells
    }
    since = next(iter(years.get("since", ())), None)
    officer = officers or _OFFICERS.search(titles) is not None
    nominee = _NOMINEE.search(titles) is not None
    seats = [match for match in _SEAT.finditer(titles) if not (match["to_come"] or match["elect"])]
    return replace(
        person,
        titles=(titles,) if titles else (),
        officer=officer,
        nominee=nominee,
        director=bool(seats) or not (officer or nominee) or (nominee and since is not None),
        since=since,
        term_expires=next(iter(years.get("term_expires", ())), None),
        independent=_YES.match(cells["independent"].line) is not None
        if "independent" in cells
        else None,
    )


def _biography(words: str, start: int, below: str) -> Person | None:
    """ "Jane Q. Doe, 62, has served as a director since 2015 …"."""
    match = _BIOGRAPHY.match(words[:_LONGEST_OPENING])
    name = person_name(match["name"]) if match else None
    if match is None or name is None or not _YOUNGEST <= int(match["age"]) <= _OLDEST:
        return None
    person = Person(name).told("name", (start, start + len(match["name"])))
    person = person.told("age", (start, start + match.end()), age=int(match["age"]))
    head = words[match.end() : match.end() + 600]
    if not head.strip(" .)"):
        # The name stands alone; what it holds is said on the next line.
        title = _TODAY.split(below)[0].strip(" ,")
        if is_office(title) and len(title) < _LONGEST_LINE:
            person = replace(person, officer=True, titles=(title,))
        head = below
    since = _SINCE.search(head)
    since = since if since and "director since" in since[0].casefold() else None
    if served := _HAS_SERVED.search(head) or since:
        at = (start, start + match.end() + served.end())
        person = person.told("since", at, since=int(served["year"]), director=True)
    elif _OWN_DIRECTOR.search(head[:200]):
        nominee = _NOMINEE.search(head[:200]) is not None
        person = replace(person, nominee=nominee, director=not nominee)
    title_of = _IS_OUR.match(head)
    if title_of and is_office(title_of["title"]):
        person = replace(person, officer=True, titles=(title_of["title"].strip(),))
    return person


def _under_a_name(words: str, start: int, below: str, below_start: int) -> Person | None:
    """A name on a line of its own, and "Mr. Doe has served as a member of our Board since …"."""
    name = person_name(words) if len(words) <= _LONGEST_OPENING else None
    match = _OF_OUR_BOARD.match(below) if name else None
    if name is None or match is None or person_key(name)[1] != person_key(f"X. {match['last']}")[1]:
        return None
    person = Person(name, director=True).told("name", (start, start + len(words)))
    at = (below_start, below_start + match.end())
    return person.told("since", at, since=int(match["year"]))
