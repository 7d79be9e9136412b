"""An act out of a run of lines: chapters, articles and sections by their headings.

Used where a format has no structure of its own: plain text, PDF, HTML, and the XHTML of EUR-Lex,
which marks headings by class but nests nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from ingest.regulations.extraction import language_of
from ingest.regulations.structure.act import ANNEXED, Act, Provision, counted, with_unique_keys
from ingest.regulations.structure.act_dates import (
    adopted_from_title,
    chinese_adopted,
    chinese_effective_from,
    days_after_publication,
    effective_from,
)
from ingest.regulations.structure.act_names import TYPES, celex_of_title, is_statute, short_name
from ingest.regulations.structure.act_titles import id_by_title
from ingest.regulations.structure.dotted import dotted_rules, is_dotted, with_numbers_joined
from ingest.regulations.structure.headings import (
    ARTICLE_RANK,
    CORRESPONDENCE,
    Heading,
    Line,
    article_of,
    as_unit,
    division_of,
    is_heading,
    numbered_sections,
    sections_are_units,
)
from ingest.regulations.structure.outline import QUOTATION, outlined, outlined_chinese
from ingest.regulations.structure.quotations import Quotations
from ingest.regulations.structure.sections import (
    CFR_LEVELS,
    levels_of,
    nested_paragraphs,
)
from kg.errors import BadFile

__all__ = ["Line", "act_of_lines"]

_RECITAL = re.compile(r"\((?P<number>\d{1,3})\)(?:\s+(?P<rest>.+))?")
_CONTENTS = re.compile(r"(?:table of )?contents|arrangement of (?:sections|articles)|目录", re.I)
_CONTENTS_HEAD = 8
"""Lines after "Contents" of which one is its first entry; "Section" and "Page" head columns."""
_OPENS_ENTRY = re.compile(
    r"(?:article|chapter|part|schedule|section|sec\.|title)\s+[\divxlc]|§|\d|第"
)
_LONGEST_CONTENTS = 600
_LONGEST_TITLE = 300
_RANK_IN_CHAPTER = 4
_CONCLUDES = re.compile(
    r"Done at [A-Z][\w’' -]{1,40}, (?:this )?\d|"
    r"This (?:Regulation|Decision) shall be binding in its entirety\b"
)
_FOOTNOTE = re.compile(r"\(\d{1,3}\)(?:\s+(?P<words>.+))?")
_ADOPTS = re.compile(r"(?:HAS|HAVE) (?:ADOPTED|DECIDED|AGREED)\b|HEREBY\b")


def act_of_lines(
    lines: Sequence[Line],
    path: Path,
    *,
    title: str = "",
    celex: str | None = None,
    wording: date | None = None,
    published: date | None = None,
    left_out: tuple[tuple[str, int], ...] = (),
) -> Act:
    """The act that a run of lines makes up.

    What stands before the first article is one provision of the kind Preamble; where no article
    is found, all is one of the kind Document. Numbered recitals of EU acts stand apart. A table of
    contents is left out.

    Args:
        lines: in the order of the text.
        path: of the file, for its name and for errors.
        title: where the format tells it; "" for the first line.
        celex: CELEX number where the format tells it; None to look for it in the title.
        wording: from when this consolidated wording holds.
        published: day of the Official Journal, from which days of entry into force count.
        left_out: as in `Act`.

    Raises:
        BadFile: there is no text, or it is in a language there are no rules for.
    """
    lines = [line for line in lines if line.words.strip()]
    if not lines:
        raise BadFile("no text in it", file=path, hint="A scan needs text recognition first")
    whole = "\n".join(line.words for line in lines)
    language = language_of(whole)
    if language is None:
        raise BadFile("neither English nor Chinese, the languages there are rules for", file=path)
    chinese = language == "zh"
    kept, dropped = _without_contents(lines)
    plain = with_numbers_joined([" ".join(line.words.split()) for line in kept])
    footnotes = 0
    if not chinese and all(not line.role for line in kept) and is_dotted(plain):
        opening_lines, rules = dotted_rules(plain)
        provisions = (*_preamble(list(opening_lines)), *rules)
    else:
        provisions, footnotes = _structure(kept, chinese=chinese)
    whole_title = " ".join(title.split()) or " ".join(kept[0].words.split())
    found_title = whole_title[:_LONGEST_TITLE]
    opening = [line.words for line in kept[:12]]
    if not chinese:
        own = next(filter(celex_of_title, (found_title, *opening)), None)
        if own and not celex:
            celex, found_title = celex_of_title(own), own[:_LONGEST_TITLE]
    name = short_name(found_title) if chinese and is_statute(found_title) else None
    adopted = chinese_adopted("\n".join(opening)) if chinese else adopted_from_title(found_title)
    if chinese:
        effective = chinese_effective_from(provisions)
    else:
        effective = effective_from(provisions)
        if effective is None and published:
            days = days_after_publication(provisions)
            effective = published + timedelta(days=days) if days is not None else None
    effective = wording or effective
    counts = Counter(dict(left_out))
    counts += Counter({"lines of a table of contents": dropped, "footnotes": footnotes})
    return Act(
        id=_id(celex, wording, name, effective or adopted, whole_title, path),
        title=found_title,
        short_title=name,
        type=TYPES.get(celex[5], "Document") if celex else "Statute" if name else "Document",
        authority=_authority("\n".join(opening)) if chinese else None,
        jurisdiction="eu" if celex else "cn" if chinese else None,
        language=language,
        adopted=adopted,
        effective=effective,
        repealed=None,
        url=None,
        identifiers=(("celex", celex),) if celex else (),
        provisions=with_unique_keys(provisions),
        left_out=counted(counts),
    )


def _id(
    celex: str | None,
    wording: date | None,
    name: str | None,
    start: date | None,
    title: str,
    path: Path,
) -> str:
    if celex:
        return f"celex:{celex}@{wording.isoformat()}" if wording else f"celex:{celex}"
    if name:
        return f"prc:{name}@{start.isoformat()}" if start else f"prc:{name}"
    return id_by_title(title, path)


def _authority(opening: str) -> str | None:
    found = re.search(
        r"全国人民代表大会常务委员会|全国人民代表大会|国务院|中国人民银行|最高人民法院", opening
    )
    return found[0] if found else None


def _without_contents(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """The lines without a table of contents, and how many there were in it.

    It starts at a line that says so, and ends where its first entry stands a second time.
    """
    for start, line in enumerate(lines[:200]):
        if not _CONTENTS.fullmatch(
            "".join(line.words.split()) if "目" in line.words else line.words
        ):
            continue
        entries = [_entry(one.words) for one in lines[start + 1 : start + _LONGEST_CONTENTS]]
        head = entries[:_CONTENTS_HEAD]
        at = next((at for at, entry in enumerate(head) if _OPENS_ENTRY.match(entry)), 0)
        first = "".join(entries[at : at + 1])
        for place, entry in enumerate(entries[at + 1 :], start + at + 2):
            # "Chapter I" again, but not "Chapter II".
            if first and entry.startswith(first) and not entry[len(first) :][:1].isalnum():
                return [*lines[:start], *lines[place:]], place - start
    return list(lines), 0


def _entry(words: str) -> str:
    """A line as a table of contents and the heading itself both have it."""
    plain = " ".join(re.sub(r"[\s　.…·]+\d*$", "", words).split()).casefold()
    return re.sub(r"(?<=[一-鿿])\s+(?=[一-鿿])", "", plain)


def concludes(words: str) -> bool:
    """Whether a line follows the last article of an EU act: its formula, or where it was signed."""
    return _CONCLUDES.match(" ".join(words.split())) is not None


def _structure(lines: Sequence[Line], *, chinese: bool) -> tuple[tuple[Provision, ...], int]:
    """The provisions that lines make up, and how many footnotes behind the last were left out."""
    sections = not chinese and sections_are_units(lines)
    numbered = {} if chinese or sections else numbered_sections(lines)
    made = _Structure(chinese=chinese, sections=sections)
    quotations = Quotations(lines)
    place = 0
    while place < len(lines):
        end = quotations.end(place) if made.started else None
        if end is not None:
            made.quote([" ".join(line.words.split()) for line in lines[place:end]])
            place = end
        elif place in numbered:
            made.number(numbered[place])
            place += 1
        else:
            made.take(lines[place])
            place += 1
    return made.provisions(), made.footnotes


class _Structure:
    """The provisions that lines make up, taken one after the other."""

    def __init__(self, *, chinese: bool, sections: bool) -> None:
        self._chinese = chinese
        self._sections = sections
        self._top = Heading((), "Document", None, None, 0)
        self._stack = [self._top]
        self._article: Heading | None = None
        self._preamble: list[str] = []
        self._conclusions: list[str] = []
        self._concluding = False
        self._last = 0
        self._in_footnote = False
        self._part_rank: int | None = None
        self.started = False
        self.footnotes = 0

    def quote(self, lines: list[str]) -> None:
        """Words that the act puts into another one."""
        target = self._article or self._stack[-1]
        target.blocks.append(QUOTATION + (" " if self._chinese else "\n").join(lines))

    def number(self, section: Heading) -> None:
        """A section that its number opens; what stands above it may be its heading."""
        above = (self._article or self._stack[-1]).blocks if self.started else self._preamble
        if section.blocks and above and is_heading(Line(above[-1]), above[-1], chinese=False):
            section.heading = above.pop()
        self._open_article(section)

    def take(self, line: Line) -> None:
        words = " ".join(line.words.split())
        if line.role == "conclusion" or (
            self.started and not self._chinese and not line.role and concludes(words)
        ):
            self._concluding = True
        opened = division_of(line, words, chinese=self._chinese)
        if CORRESPONDENCE.search(self._stack[-1].heading or "") and not (
            opened and opened.kind == "Annex"
        ):
            self._stack[-1].blocks.append(words)
        elif opened and self._sections and opened.kind == "Section":
            self._open_article(as_unit(opened))
        elif opened:
            self._open_division(opened)
        elif self._concluding:
            self._conclude(words)
        else:
            fresh = article_of(line, words, self._last, chinese=self._chinese)
            if fresh:
                self._open_article(fresh)
            else:
                self._add(line, words)

    def _conclude(self, words: str) -> None:
        """Signatures; what is behind the first footnote there is the rest of the footnotes."""
        note = _FOOTNOTE.fullmatch(words)
        if note:
            self.footnotes += 1
            self._in_footnote = not note["words"]
        elif self._in_footnote:
            self._in_footnote = False
        elif not self.footnotes:
            self._conclusions.append(words)

    def _open_division(self, opened: Heading) -> None:
        self._close_article()
        if opened.kind == "Part":
            if self._part_rank is None:
                # Where chapters come first, parts are theirs, and each chapter counts them anew.
                within = any(one.kind == "Chapter" for one in self._stack)
                self._part_rank = opened.rank if not within else _RANK_IN_CHAPTER
            opened.rank = self._part_rank
        if opened.kind != "Annex" and any(one.kind == "Annex" for one in self._stack):
            # Parts of an annex are not those of the act.
            opened.rank += 1
        self._close_divisions(opened.rank)
        opened.key = (*self._stack[-1].key, *opened.key)
        self._stack.append(opened)
        self.started, self._concluding = True, False

    def _open_article(self, fresh: Heading) -> None:
        self._close_article()
        # Articles of an annex are not those of the act.
        if self._stack[-1].kind == "Annex":
            fresh.key = (*self._stack[-1].key, *fresh.key)
        self._article, self.started = fresh, True
        counted = re.search(r"\d+$", fresh.key[-1])
        self._last = int(counted[0]) if counted else self._last

    def _add(self, line: Line, words: str) -> None:
        target = self._article or self._stack[-1]
        if (
            target.kind != "Document"
            and target.heading is None
            and not target.blocks
            and is_heading(line, words, chinese=self._chinese)
        ):
            target.heading = words
        elif not self.started and target is self._top:
            self._preamble.append(words)
        else:
            target.blocks.append(words)

    def _close_article(self) -> None:
        if self._article is not None:
            self._stack[-1].children.append(_finished(self._article, chinese=self._chinese))
            self._article = None

    def _close_divisions(self, rank: int) -> None:
        while len(self._stack) > 1 and self._stack[-1].rank >= rank:
            done = self._stack.pop()
            self._stack[-1].children.append(_closed(done, chinese=self._chinese))

    def provisions(self) -> tuple[Provision, ...]:
        """All that was made of the lines."""
        self._close_article()
        self._close_divisions(0)
        if not self.started:
            text = "\n".join([*self._preamble, *self._conclusions])
            return (Provision(("text",), "Document", None, None, text),)
        found = self._top.children
        if self._conclusions:
            annexes = next((at for at, one in enumerate(found) if one.kind == "Annex"), len(found))
            text = "\n".join(self._conclusions)
            found.insert(annexes, Provision(("conclusions",), "Conclusion", None, None, text))
        return (*_preamble(self._preamble), *found)


def _finished(one: Heading, *, chinese: bool) -> Provision:
    heading = one.heading or None
    if chinese:
        text, children = outlined_chinese("\n".join(one.blocks), one.key)
    elif one.kind == "Section" and one.rank == ARTICLE_RANK:
        levels = CFR_LEVELS if (one.number or "").startswith("§") else levels_of(one.blocks)
        text, children = nested_paragraphs(one.blocks, one.key, levels)
    else:
        text, children = outlined(one.blocks, one.key)
    return Provision(one.key, one.kind, one.number, heading, text, children)


def _closed(one: Heading, *, chinese: bool) -> Provision:
    """A division with what it holds; the words of an annex may have points of their own."""
    text = "\n".join(one.blocks).replace(QUOTATION, "")
    below: tuple[Provision, ...] = ()
    listed = CORRESPONDENCE.search(one.heading or "")
    if not chinese and not listed and not one.children and one.key[0].startswith(ANNEXED):
        text, below = outlined(one.blocks, one.key, points=True)
    return Provision(
        one.key, one.kind, one.number, one.heading or None, text, (*below, *one.children)
    )


def _preamble(blocks: list[str]) -> list[Provision]:
    """Numbered recitals, and the rest of what stands before the first article."""
    rest: list[str] = []
    recitals: list[tuple[str, list[str]]] = []
    for block in blocks:
        found = _RECITAL.fullmatch(block)
        if found and int(found["number"]) == len(recitals) + 1:
            recitals.append((found["number"], [found["rest"]] if found["rest"] else []))
        elif recitals and not _ADOPTS.match(block):
            recitals[-1][1].append(block)
        else:
            rest.append(block)
    made = [Provision(("preamble",), "Preamble", None, None, "\n".join(rest))] if rest else []
    return made + [
        Provision((f"rct_{number}",), "Recital", f"({number})", None, "\n".join(own))
        for number, own in recitals
    ]
