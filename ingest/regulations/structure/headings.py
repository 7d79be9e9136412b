"""Which lines of an act are headings: of chapters, articles, sections and annexes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.regulations.structure.act import Provision

LONGEST_HEADING = 220
ARTICLE_RANK = 9
"""Rank of articles and sections; divisions have lower ones."""
_HEADING = r"\s*[.:—–-]{1,2}\s*(?P<heading>[^\s-].{0,200})"
_DIVISION = re.compile(
    r"(?P<kind>PART|TITLE|CHAPTER|SECTION|Part|Title|Chapter|Section|SUBPART|Subpart|"
    r"SUB-?SECTION|Sub-?[Ss]ection)\s+"
    r"(?P<number>[IVXLC]{1,7}[a-z]?|\d{1,3}[a-z]?|[A-Z]|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|"
    rf"NINE|TEN)(?:{_HEADING}|\.)?"
)
_DIVISION_WITH_NAME = re.compile(
    r"(?P<kind>Chapter|CHAPTER|Part|PART|Title|TITLE)\s+(?P<number>[IVXLC]{1,7}|\d{1,3}|[A-Z])"
    r"\s+(?P<heading>(?:[A-Z][\w’'-]*|and|of|the|on|for|in|to|by|with|,)(?:,? (?:[A-Z][\w’'-]*|"
    r"and|of|the|on|for|in|to|by|with|or))*)"
)
_ARTICLE = re.compile(
    rf"(?:Article|ARTICLE|Art\.)\s+(?P<number>\d{{1,4}}[a-z]{{0,2}}|[IVXLC]{{1,7}})(?:{_HEADING}|\.)?"
)
_ARTICLE_WITH_TEXT = re.compile(
    r"(?:Article|ARTICLE)\s+(?P<number>\d{1,4})[.:]?\s+(?P<text>[A-Z\"“‘(].{20,})"
)
_SECTION = re.compile(
    r"(?P<sign>§\s*|(?:Section|SECTION|Sec\.|SEC\.)\s+)"
    r"(?P<number>\d{1,5}(?:\.\d{1,5})?[a-zA-Z]?)\.?\s+(?P<heading>[A-Z\[].{0,200}?)\.?"
)
_ANNEX = re.compile(
    r"(?P<kind>ANNEX|Annex|APPENDIX|Appendix|SCHEDULE|Schedule)"
    r"(?:\s+(?P<number>[IVXL]{1,7}|\d{1,3}|[A-Z])(?![a-z]))?"
    r"(?:\s*[.:—–-]?\s*(?P<heading>\S.{0,200}))?"
)
_NUMBERED = re.compile(
    r"(?P<count>\d{1,3})(?P<letter>[A-Z]{0,2})(?P<point>\.)?\s+(?P<rest>[A-Z(“‘\"'].*)"
)
_FEWEST_NUMBERED = 3
CORRESPONDENCE = re.compile(
    r"\b(?:correlation|correspondence|concordance|derivation|disposition|distribution) table\b|"
    r"\btable of (?:correlation|correspondence|concordance|derivation|destination|equivalence)s?\b",
    re.IGNORECASE,
)
"""Headings of annexes that only set provisions of one act beside those of another: what they name
is no citation, and of which act it is stands in the head of a column."""
_CHINESE_NUMERAL = "零〇一二三四五六七八九十百千"
_CHINESE_DIVISION = re.compile(
    rf"(?P<number>第[{_CHINESE_NUMERAL}]{{1,6}}(?P<kind>分编|[编章节]))(?P<heading>[^。；：]{{0,60}})"
)
_CHINESE_ARTICLE = re.compile(
    rf"(?P<number>第[{_CHINESE_NUMERAL}]{{1,8}}条(?:之[一二三四五六七八九十]{{1,3}})?)"
    r"(?P<space>\s*)(?P<rest>.*)"
)
_RANKS = {
    "Part": 1, "Title": 2, "Chapter": 3, "Subpart": 3, "Section": 4, "Subsection": 5,
    "编": 1, "分编": 2, "章": 3, "节": 4,
}  # fmt: skip
_CHINESE_KINDS = {"编": "Part", "分编": "Subpart", "章": "Chapter", "节": "Section"}
_BETWEEN_CHINESE = re.compile(r"(?<=[一-鿿])[\s　]+(?=[一-鿿])")


@dataclass(frozen=True, slots=True)
class Line:
    """A block of text.

    Attributes:
        role: "division", "article", "heading" or "conclusion" where the format marks it so; "" to
            be told by the words; "text" for what is no heading whatever it looks like.
    """

    words: str
    role: str = ""


@dataclass(slots=True)
class Heading:
    """An opened provision: what its heading says, and what has been gathered below it."""

    key: tuple[str, ...]
    kind: str
    number: str | None
    heading: str | None
    rank: int
    blocks: list[str] = field(default_factory=list)
    children: list[Provision] = field(default_factory=list)


def division_of(line: Line, words: str, *, chinese: bool) -> Heading | None:
    """The part, title, chapter, section or annex that a line opens; None where it opens none."""
    if line.role in {"article", "text", "heading", "conclusion"} or len(words) > LONGEST_HEADING:
        return None
    if chinese:
        return _chinese_division(words)
    found = _DIVISION.fullmatch(words) or _DIVISION_WITH_NAME.fullmatch(words)
    if found and not (found["heading"] or "").endswith((";", ",")):
        kind = found["kind"].replace("-", "").capitalize()
        number = f"{kind} {found['number']}"
        key = (f"{kind.lower()}_{found['number']}",)
        return Heading(key, kind, number, found["heading"], _RANKS[kind])
    annex = _ANNEX.fullmatch(words)
    if annex and (annex["kind"].isupper() or line.role == "division"):
        kind = annex["kind"].capitalize()
        own = f"{kind.lower()}_{annex['number']}" if annex["number"] else kind.lower()
        number = " ".join(filter(None, (kind, annex["number"])))
        return Heading((own,), "Annex", number, annex["heading"], 1)
    return None


def _chinese_division(words: str) -> Heading | None:
    found = _CHINESE_DIVISION.fullmatch(words)
    if not found:
        return None
    heading = _BETWEEN_CHINESE.sub("", found["heading"]).strip(" 　")
    # "第三章规定的" starts a sentence that goes on in the next line.
    if heading and not words[len(found["number"])].isspace() and heading.startswith(("的", "规定")):
        return None
    kind = found["kind"]
    number = found["number"]
    return Heading((number,), _CHINESE_KINDS[kind], number, heading or None, _RANKS[kind])


def article_of(line: Line, words: str, last: int, *, chinese: bool) -> Heading | None:
    """The article or section that a line opens; None where it opens none.

    Args:
        last: number of the article before, 0 for none. "Article 7 The bank shall…" opens an
            article where it goes on counting, and is a reference where it does not.
    """
    if line.role in {"division", "text", "heading", "conclusion"}:
        return None
    if chinese:
        return _chinese_article(words)
    if len(words) <= LONGEST_HEADING:
        found = _ARTICLE.fullmatch(words)
        if found and not _is_sentence(found["heading"] or ""):
            return _article(found["number"], found["heading"], None)
        section = _SECTION.fullmatch(words)
        if section:
            return _section(section, words)
    told = _ARTICLE_WITH_TEXT.fullmatch(words)
    if told and int(told["number"]) == last + 1:
        return _article(told["number"], None, told["text"])
    return None


def _article(number: str, heading: str | None, text: str | None) -> Heading:
    made = Heading((f"art_{number}",), "Article", f"Article {number}", heading, ARTICLE_RANK)
    if text:
        # What stands in the line of its number is its text: it has no heading.
        made.heading = ""
        made.blocks.append(text)
    return made


def _section(found: re.Match[str], words: str) -> Heading:
    number = found["number"]
    shown = f"§ {number}" if found["sign"].startswith("§") else f"Section {number}"
    own = number.partition(".")[2] or number
    made = Heading((own,), "Section", shown, found["heading"], ARTICLE_RANK)
    if _is_sentence(words[found.start("heading") :]):
        made.heading = ""
        made.blocks.append(words[found.start("heading") :])
    return made


def sections_are_units(lines: Sequence[Line]) -> bool:
    """Whether "Section 2" opens what is cited by its number, and not a group of articles.

    So it is in acts under common law: they have no articles, and their sections count on.
    """
    last = 0
    for line in lines:
        words = " ".join(line.words.split())
        opened = division_of(line, words, chinese=False)
        if opened and opened.kind == "Annex":
            break
        if opened and opened.kind == "Section":
            number = re.match(r"\d+", opened.key[0].removeprefix("section_"))
            if line.role or not number or int(number[0]) < max(last, 1):
                return False
            last = int(number[0])
        elif opened is None:
            unit = article_of(line, words, 0, chinese=False)
            if unit and (unit.kind == "Article" or re.search(r"§|\.", unit.number or "")):
                return False
    return last > 0


def numbered_sections(lines: Sequence[Line]) -> dict[int, Heading]:
    """Sections that only a number opens, as acts under common law and policies have them.

    "9. Reports", "9 Reports" and "9. (1) It is an offence …" open one where numbers count on from
    1; empty where fewer than three do, or where articles or sections have names. The heading may
    stand in the line before.

    Returns:
        What is opened, by the place of its line.
    """
    found: dict[int, Heading] = {}
    last = 0
    for place, line in enumerate(lines):
        words = " ".join(line.words.split())
        opened = division_of(line, words, chinese=False)
        if line.role or (opened is None and article_of(line, words, 0, chinese=False)):
            return {}
        if opened and opened.kind == "Annex":
            break
        numbered = None if opened else _NUMBERED.fullmatch(words)
        if not numbered:
            continue
        count = int(numbered["count"])
        inserted = count == last and numbered["letter"]
        titled = _titles(numbered["rest"])
        if (last < count <= last + 3 or inserted) and (numbered["point"] or titled):
            number, last = numbered["count"] + numbered["letter"], count
            found[place] = Heading((number,), "Section", f"Section {number}", "", ARTICLE_RANK)
            if titled:
                found[place].heading = numbered["rest"].removesuffix(".")
            else:
                found[place].blocks.append(numbered["rest"])
    return found if len(found) >= _FEWEST_NUMBERED else {}


def _titles(words: str) -> bool:
    """Whether words are a heading: no sentence, no list."""
    return not _is_sentence(words) and not re.search(r"[;:,—–]$|^\(", words) and len(words) <= 150


def as_unit(section: Heading) -> Heading:
    """A section that was opened as a division, as one that is cited by its number."""
    key = section.key[-1].removeprefix("section_")
    made = Heading((key,), "Section", section.number, section.heading, ARTICLE_RANK)
    if section.heading and _is_sentence(section.heading):
        made.heading = ""
        made.blocks.append(section.heading)
    return made


def _is_sentence(text: str) -> bool:
    """Whether what follows a number is a sentence of the law rather than a heading."""
    return bool(
        re.search(r"\b(?:shall|must|may|means|is|are|has|have)\b.*[.;:]$", text)
        or len(text.split()) > 25
    )


def _chinese_article(words: str) -> Heading | None:
    found = _CHINESE_ARTICLE.match(words)
    # "第五条的规定" and "第三条、第四条" refer to articles.
    if not found or (
        not found["space"] and found["rest"][:1] in set("的、，和至到或规第款之中所第")
    ):
        return None
    made = Heading((found["number"],), "Article", found["number"], "", ARTICLE_RANK)
    if found["rest"]:
        made.blocks.append(found["rest"])
    return made


def is_heading(line: Line, words: str, *, chinese: bool) -> bool:
    """Whether a line is the heading of what the line before opened."""
    if line.role:
        return line.role == "heading"
    if chinese or len(words) > LONGEST_HEADING or words.endswith((".", ";", ":", ",")):
        return False
    short = len(words.split()) <= 20 or words.isupper()
    return short and not re.match(r"\(?[0-9a-z]{1,4}[.)]\s|[a-z]", words)
