"""An act out of a run of lines: chapters, articles and sections by their headings.

Used where a format has no structure of its own: plain text, PDF, HTML, and the XHTML of EUR-Lex,
which marks headings by class but nests nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.regulations.act import Act, Provision, with_unique_keys
from ingest.regulations.extraction import language_of
from ingest.regulations.reading.celex import TYPES, celex_in
from ingest.regulations.reading.cfr_paragraphs import nested_paragraphs
from ingest.regulations.reading.outline import outlined, outlined_chinese
from kg.errors import BadFile

_DIVISION = re.compile(
    r"(?P<kind>PART|TITLE|CHAPTER|SECTION|Part|Title|Chapter|Section|SUBPART|Subpart)\s+"
    r"(?P<number>[IVXL]{1,7}[a-z]?|\d{1,3}[a-z]?|[A-Z]|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN)"
    r"(?:\s*[.:—–-]\s*(?P<heading>\S.{0,200}))?"
)
_ARTICLE = re.compile(
    r"(?:Article|ARTICLE)\s+(?P<number>\d{1,4}[a-z]{0,2})(?:\s*[.:—–-]\s*(?P<heading>\S.{0,200}))?"
)
_SECTION = re.compile(
    r"(?P<sign>§\s*|(?:Section|SECTION|Sec\.)\s+)(?P<number>\d{1,5}(?:\.\d{1,5})?[a-z]?)\.?\s+(?P<heading>[A-Z].{0,200}?)\.?"
)
_ANNEX = re.compile(
    r"(?:ANNEX|Annex|APPENDIX|Appendix|SCHEDULE|Schedule)(?:\s+(?P<number>[IVXL]{1,7}|\d{1,3}|[A-Z]))?(?:\s*[.:—–-]?\s*(?P<heading>\S.{0,200}))?"
)
_CHINESE_DIVISION = re.compile(
    r"(?P<number>第[零〇一二三四五六七八九十百]{1,6}(?P<kind>[编章节]))[\s　]*(?P<heading>\S{0,60})"
)
_CHINESE_ARTICLE = re.compile(
    r"(?P<number>第[零〇一二三四五六七八九十百千]{1,8}条(?:之[一二三四五六七八九十]{1,3})?)"
    r"[\s　]*(?P<rest>.*)"
)
_RECITAL = re.compile(r"\((?P<number>\d{1,3})\)(?:\s+(?P<rest>.+))?")
_RANKS = {
    "Part": 1,
    "Title": 2,
    "Chapter": 3,
    "Section": 4,
    "Subpart": 3,
    "编": 1,
    "章": 2,
    "节": 3,
}
_CHINESE_KINDS = {"编": "Part", "章": "Chapter", "节": "Section"}
_LONGEST_HEADING = 220


@dataclass(frozen=True, slots=True)
class Line:
    """A block of text.

    Attributes:
        role: "division", "article", "heading" where the format marks it so; "" to be told by
            the words; "text" for what is no heading whatever it looks like.
    """

    words: str
    role: str = ""


@dataclass(slots=True)
class _Open:
    key: tuple[str, ...]
    kind: str
    number: str | None
    heading: str | None
    rank: int
    blocks: list[str] = field(default_factory=list)
    children: list[Provision] = field(default_factory=list)


def act_of_lines(
    lines: Sequence[Line], path: Path, *, title: str = "", url: str | None = None
) -> Act:
    """The act that a run of lines makes up.

    What stands before the first article is one provision of the kind Preamble; where no article
    is found, all is one of the kind Document. Numbered recitals of EU acts stand apart.

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
    provisions = _structure(lines, chinese=chinese)
    found_title = " ".join(title.split()) or _title(lines)
    celex = celex_in(f"{found_title}\n" + "\n".join(line.words for line in lines[:12]))
    digest = hashlib.sha256(whole.encode()).hexdigest()[:8]
    slug = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:40]
    return Act(
        id=f"celex:{celex}" if celex else f"doc:{slug or 'act'}-{digest}",
        title=found_title,
        short_title=None,
        type=TYPES.get(celex[5], "Document") if celex else "Document",
        authority=None,
        jurisdiction="eu" if celex else "cn" if chinese else None,
        language=language,
        adopted=None,
        effective=None,
        repealed=None,
        url=url,
        identifiers=(("celex", celex),) if celex else (),
        provisions=with_unique_keys(provisions),
    )


def _title(lines: Sequence[Line]) -> str:
    return " ".join(lines[0].words.split())[:300]


def _structure(lines: Sequence[Line], *, chinese: bool) -> tuple[Provision, ...]:
    top = _Open((), "Document", None, None, 0)
    stack = [top]
    article: _Open | None = None
    preamble: list[str] = []
    started = False

    def close_article() -> None:
        nonlocal article
        if article is not None:
            stack[-1].children.append(_finished(article, chinese=chinese))
            article = None

    def close_divisions(rank: int) -> None:
        while len(stack) > 1 and stack[-1].rank >= rank:
            done = stack.pop()
            stack[-1].children.append(
                Provision(
                    done.key,
                    done.kind,
                    done.number,
                    done.heading,
                    "\n".join(done.blocks),
                    tuple(done.children),
                )
            )

    for line in lines:
        words = " ".join(line.words.split())
        opened = _division(line, words, chinese=chinese)
        if opened:
            close_article()
            close_divisions(opened.rank)
            opened.key = (*stack[-1].key, *opened.key)
            stack.append(opened)
            started = started or opened.rank < 9
            continue
        fresh = _article(line, words, chinese=chinese)
        if fresh:
            close_article()
            if stack[-1].rank == 9:
                close_divisions(9)
            article, started = fresh, True
            continue
        target = article or stack[-1]
        if (
            target.kind != "Document"
            and target.heading is None
            and not target.blocks
            and _is_heading(line, words, chinese=chinese)
        ):
            target.heading = words
        elif not started and target is top:
            preamble.append(words)
        else:
            target.blocks.append(words)
    close_article()
    close_divisions(0)
    if not started:
        return (Provision(("text",), "Document", None, None, "\n".join([*preamble, *top.blocks])),)
    return (*_preamble(preamble), *top.children)


def _division(line: Line, words: str, *, chinese: bool) -> _Open | None:
    if line.role in {"article", "text", "heading"} or len(words) > _LONGEST_HEADING:
        return None
    if chinese:
        found = _CHINESE_DIVISION.fullmatch(words)
        if not found:
            return None
        kind = _CHINESE_KINDS[found["kind"]]
        return _Open(
            (found["number"],),
            kind,
            found["number"],
            found["heading"] or None,
            _RANKS[found["kind"]],
        )
    found = _DIVISION.fullmatch(words)
    if found:
        kind = found["kind"].capitalize()
        number = f"{kind} {found['number']}"
        key = (f"{kind.lower()}_{found['number']}",)
        return _Open(key, kind, number, found["heading"], _RANKS[kind])
    annex = _ANNEX.fullmatch(words)
    if annex and (words.split(maxsplit=1)[0].isupper() or line.role == "division"):
        key = (f"annex_{annex['number']}",) if annex["number"] else ("annex",)
        number = " ".join(filter(None, ("Annex", annex["number"])))
        return _Open(key, "Annex", number, annex["heading"], 1)
    return None


def _article(line: Line, words: str, *, chinese: bool) -> _Open | None:
    if line.role in {"division", "text", "heading"}:
        return None
    if chinese:
        return _chinese_article(words)
    if len(words) > _LONGEST_HEADING:
        return None
    found = _ARTICLE.fullmatch(words)
    if found:
        return _Open(
            (f"art_{found['number']}",),
            "Article",
            f"Article {found['number']}",
            found["heading"],
            9,
        )
    section = _SECTION.fullmatch(words)
    if section and line.role != "division":
        number = section["number"]
        sign = "§" if section["sign"].startswith("§") else "Section"
        key = (f"sec_{number}",) if "." not in number else (number.partition(".")[2],)
        return _Open(key, "Section", f"{sign} {number}", section["heading"], 9)
    return None


def _chinese_article(words: str) -> _Open | None:
    found = _CHINESE_ARTICLE.match(words)
    if not found:
        return None
    made = _Open((found["number"],), "Article", found["number"], "", 9)
    if found["rest"]:
        made.blocks.append(found["rest"])
    return made


def _is_heading(line: Line, words: str, *, chinese: bool) -> bool:
    if line.role:
        return line.role == "heading"
    if chinese or len(words) > _LONGEST_HEADING or words.endswith((".", ";", ":", ",")):
        return False
    return not re.match(r"\(?[0-9a-z]{1,4}[.)]\s|[a-z]", words) and len(words.split()) <= 20


def _finished(one: _Open, *, chinese: bool) -> Provision:
    if chinese:
        text, children = outlined_chinese("\n".join(one.blocks), one.key)
    elif one.kind == "Section":
        text, children = nested_paragraphs(one.blocks, one.key)
    else:
        text, children = outlined(one.blocks, one.key)
    return Provision(one.key, one.kind, one.number, one.heading or None, text, children)


def _preamble(blocks: list[str]) -> list[Provision]:
    """Numbered recitals, and the rest of what stands before the first article."""
    rest: list[str] = []
    recitals: list[tuple[str, list[str]]] = []
    for block in blocks:
        found = _RECITAL.fullmatch(block)
        if found and int(found["number"]) == len(recitals) + 1:
            recitals.append((found["number"], [found["rest"]] if found["rest"] else []))
        elif recitals and not recitals[-1][1]:
            recitals[-1][1].append(block)
        else:
            rest.append(block)
    made = [Provision(("preamble",), "Preamble", None, None, "\n".join(rest))] if rest else []
    return made + [
        Provision((f"rct_{number}",), "Recital", f"({number})", None, "\n".join(own))
        for number, own in recitals
    ]
