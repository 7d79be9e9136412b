"""The parts citations are made of: points, paragraphs, articles, sections, chapters, acts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from ingest.regulations.extraction.english.citation_lists import (
    GROUP_BODY,
    GROUPS,
    items_of,
    path_below,
)
from ingest.regulations.extraction.gazetteer import alternatives, word_map
from ingest.regulations.extraction.targets import celex_of


class Level(IntEnum):
    """How high a part stands in an act; a part lies in one of a higher level."""

    SENTENCE = 0
    POINT = 1
    SUBPARAGRAPH = 2
    PARAGRAPH = 3
    ARTICLE = 4
    DIVISION = 5
    ACT = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a citation.

    Attributes:
        paths: path below its parent, one for each member of a list; for an act its id.
        root: what the path starts from where no higher part is named; None for none.
        relative: "this" or "that" where the part is "this section", else "".
        absolute: the paths already start with an act.
        complete: nothing else belongs to it ("15 U.S.C. 1693").
        annex: an annex or appendix, which is one "to" an act.
        treaty: follows its articles without "of".
        named_by_its_articles: an act that is cited only together with a place in it.
    """

    level: Level
    start: int
    end: int
    paths: tuple[str, ...] = ()
    root: str | None = None
    relative: str = ""
    absolute: bool = False
    complete: bool = False
    annex: bool = False
    treaty: bool = False
    named_by_its_articles: bool = False


_S = r"\s{1,3}"
_SEP = rf"(?:,?{_S}(?:and/or|and|or|to|through){_S}|,{_S}|{_S}?[–-]{_S}?)"
_GROUP = r"\((?:\d{1,3}[a-z]?|[a-zA-Z]{1,5})\)"
_ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "last", "introductory", "final",
]  # fmt: skip
_ORDINAL = f"(?:{'|'.join(_ORDINALS)})"
_POINT = rf"(?:{_GROUP}(?:{_GROUP}){{0,4}}|\d{{1,3}}[a-z]?(?![\w.,]\d))"
_NUMBER = rf"\d{{1,3}}[a-z]{{0,2}}{GROUPS}(?![\w])"
# The members of a list are of one kind: "Titles III and IV", but not "Title X, 124 Stat.".
_NUMERALS = "|".join(
    rf"{one}{GROUPS}(?:{_SEP}{one}{GROUPS}){{0,20}}"
    for one in (rf"{sign}\b(?!\.\d)" for sign in ("[IVXL]{1,7}[a-z]?", r"\d{1,4}[a-z]?", "[A-Z]"))
)
_SECTION = rf"\d{{1,4}}\.\d{{1,4}}[a-z]{{0,2}}(?:-\d{{1,3}}[a-z]?)?{GROUPS}"
_MORE_GROUPS = rf"(?:(?:,{_S}(?:(?:and|or){_S})?|{_S}(?:and|or|through|to){_S})(?:{_GROUP}){{1,5}})"
_EU_KIND = r"(?:Framework\s{1,3}Decision|Regulation|Directive|Decision|Recommendation)"
_EU_NUMBER = (
    rf"(?:\((?:EU|EC|EEC|Euratom)\){_S}(?:No{_S})?\d{{1,4}}/\d{{1,4}}"
    rf"|(?:No{_S})?\d{{2,4}}/\d{{1,4}}/(?:EU|EC|EEC|Euratom|JHA))"
)
_DIVISION = (
    r"(?:[Ss]ub(?:part|title)|[Cc]hapter|[Tt]itle|[Pp]art|[Ss]ection|[Aa]ppendix|[Ss]upplement|"
    r"Annex|Schedule)"
)
_ACT_NOUNS = ("Regulation", "Directive", "Decision", "Act", "Treaty", "Agreement")
_PLACES = {
    "Article": (Level.ARTICLE, "this-article"),
    "section": (Level.ARTICLE, "this-section"),
    "subsection": (Level.PARAGRAPH, "this-paragraph"),
    "paragraph": (Level.PARAGRAPH, "this-paragraph"),
    "subparagraph": (Level.SUBPARAGRAPH, "this-paragraph"),
}
_DIVISIONS = (
    "Chapter", "Title", "Section", "Annex", "Part", "part", "subpart", "chapter", "subchapter",
    "title", "appendix",
)  # fmt: skip

_MASTER_TEXT = rf"""
  (?P<point>\b(?:[Pp](?:oints?|t\.)|(?:[Ss]ub-)?[Cc]lauses?(?=\s\()){_S}{_POINT}(?:{_SEP}{_POINT}){{0,30}})
| (?P<ordinal>\b{_ORDINAL}(?:(?:,{_S}|{_S}(?:and|or|to){_S}){_ORDINAL}){{0,4}}{_S}
     (?P<ordinal_noun>sub-?paragraph|sentence|indent|part|alinea)s?\b)
| (?P<paragraph>\b(?:[Pp]ara(?:graph)?s?\.?|[Ss]ub-?(?:paragraph|section)s?){_S}
     (?:(?:{_GROUP}){{1,6}}(?:{_MORE_GROUPS}){{0,12}}
       |\d{{1,3}}[a-z]?\b(?:{GROUPS})(?:{_SEP}\d{{1,3}}[a-z]?\b(?!\s?%){GROUPS}){{0,20}}))
| (?P<article>\b(?:ARTICLES?|[Aa]rticles){_S}{_NUMBER}(?:{_SEP}{_NUMBER}){{0,40}}
     |\b[Aa](?:rticle|rt\.){_S}{_NUMBER}(?:(?:,?{_S}(?:and|or|to){_S}|,{_S}){_GROUP}
        (?:{_GROUP}){{0,3}}){{0,8}}(?:{_S}or{_S}{_NUMBER}(?!{_S}[a-z]+s\b|\s?%))?
     |\b[Rr]egulations?{_S}\d{{1,3}}[A-Z]{{0,2}}\b{GROUPS}(?![\w/])
        (?:{_SEP}\d{{1,3}}[A-Z]{{0,2}}\b{GROUPS}(?![\w/%])){{0,20}})
| (?P<signs>§§\s?{_SECTION}(?:(?:,{_S}(?:(?:and|or){_S})?|{_S}(?:and|or|through|to){_S}|[–-])
     §?\s?{_SECTION}){{0,40}})
| (?P<sign>§\s?{_SECTION}(?:{_S}(?:and|or){_S}\d{{1,4}}\.\d{{1,4}}{GROUPS}(?![\w%]|\s%))?)
| (?P<usc>\b\d{{1,2}}{_S}U\.?\s?S\.?\s?C\.?(?:{_S}§{{1,2}})?
     \s{{0,3}}\d{{1,5}}[a-z]{{0,3}}(?:-\d{{1,3}}[a-z]?)?
     {GROUPS}(?:{_S}et{_S}seq\b\.?)?
     (?:,?{_S}(?:and|or){_S}\d{{2,5}}[a-z]{{0,2}}(?:-\d{{1,3}})?(?:{_GROUP}){{1,5}}(?:{_MORE_GROUPS}){{0,6}})*)
| (?P<cfr>\b\d{{1,2}}{_S}C\.?F\.?R\.?{_S}(?:§{{1,2}}\s?)?(?:[Pp]arts?{_S})?\d{{1,4}}
     (?:\.\d{{1,4}}[a-z]{{0,2}}(?:-\d{{1,3}})?{GROUPS}(?:[–-](?:{_GROUP}){{1,3}}){{0,4}})?(?![\d]))
| (?P<us_other>\bPub(?:lic|\.){_S}L(?:aw|\.){_S}(?:No\.{_S})?\d{{2,3}}[-–]\d{{1,4}}
     |\b\d{{1,3}}{_S}Stat\.{_S}\d{{1,5}}|\bExecutive{_S}Order{_S}(?:No\.{_S})?\d{{4,5}}
     |\b\d{{1,3}}{_S}(?:FR|Fed\.{_S}Reg\.){_S}\d{{1,6}})
| (?P<us_title>\b[Tt]itle{_S}\d{{1,2}},?{_S}(?:of{_S}the{_S})?United{_S}States{_S}Code)
| (?P<us_section>\b[Ss]ections?{_S}
     (?:{_SECTION}|\d{{1,5}}[A-Z]?(?:[a-z]{{1,2}}(?=\())?{GROUPS})(?![\w])
     (?:{_SEP}(?:{_SECTION}|\d{{2,5}}[A-Z]?{GROUPS}|(?:{_GROUP}){{1,5}})(?![\w%]|\s%)){{0,20}})
| (?P<rule>\bRules?{_S}(?:\d{{1,3}}(?:\.\d{{1,3}}){{1,4}}|\d{{1,3}}[a-z]{{1,2}}\d?-\d{{1,3}})
     {GROUPS}(?![\w]|\.\d))
| (?P<instrument>\b(?:[Tt]he{_S})?
     (?:[A-Z][\w’'-]{{1,30}}{_S}(?:(?:and|of|in|for|on|the){_S}){{0,2}}){{0,8}}
     (?:Convention|Agreement|Covenant|Protocol|Treaty|Charter|Statute|Constitution|Accord|Code)\b
     (?:{_S}(?:on|for|of|against|concerning|relating{_S}to){_S}(?:the{_S})?[A-Z][\w’'-]{{1,30}}
       (?:{_S}(?:(?:and|of|the|in|for|on){_S}){{0,2}}[A-Z][\w’'-]{{1,30}}){{0,8}})?
     (?:{_S}of{_S}(?:19|20)\d\d)?)
| (?P<eu_act>\b(?:(?:Council|Commission){_S})?(?:(?:Delegated|Implementing){_S})?
     (?P<eu_kind>{_EU_KIND}){_S}
     (?:\((?:EU|EC|EEC|Euratom|ECSC|CFSP)(?:,{_S}\w{{2,8}})?\){_S}(?P<eu_no>No{_S})?(?P<eu_numbers>\d{{1,4}}/\d{{1,4}})
       |(?P<old_no>No{_S})?(?P<old_numbers>\d{{2,4}}/\d{{1,4}})/(?:EU|EC|EEC|Euratom|JHA|CFSP|ECSC)\b))
| (?P<eu_acts>\b(?P<acts_kind>Regulation|Directive|Decision)s{_S}{_EU_NUMBER}
     (?:{_SEP}{_EU_NUMBER}){{1,15}})
| (?P<treaty>\b(?:{{treaties}})\b)
| (?P<named>\b(?:{{acts}})\b
     |\b(?:[A-Z][\w’'.-]{{1,30}}{_S}(?:(?:and|of|in|for|to|the|&){_S}){{0,2}}){{1,9}}(?:Act|Ordinance)\b
       (?:(?:{_S}of|,){_S}(?:1[89]|20)\d\d)?)
| (?P<the_act>(?<=\bof\s)the{_S}(?!(?:{{treaties}})\b)(?:Act|Code|[A-Z]{{3,6}})\b(?!{_S}[A-Z]))
| (?P<this>\b(?P<this_word>[Tt]his|[Tt]hat|[Tt]hose|[Ss]uch){_S}
     (?P<this_noun>{"|".join((*_ACT_NOUNS, *_PLACES, *_DIVISIONS))})\b(?!{_S}{_GROUP}))
| (?P<division>\b
     (?P<division_noun>{_DIVISION}(?:e[sd])?|[Aa]ppendices|ANNEX|CHAPTER|TITLE|SECTION|PART)s?{_S}
     (?:{_NUMERALS})(?!{_S}of{_S}(?:the{_S})?[Ff]orm\b))
"""


_TAIL = re.compile(rf"(?:{_MORE_GROUPS}){{1,12}}")
_BETWEEN_ACTS = re.compile(r"(?<=\bAct)\s+(?:and|or)\s+(?:the\s+)?")
_ACT_START = re.compile(
    r"(?:(?:The|This|That|Such|An?|Each|Any|Under|In|Of|And|Or|If|By|For|To|Section)\s{1,3})+"
)
_CFR = re.compile(
    r"(\d+)\D+?(\d+)(?:\.(\d+[a-z]{0,2}(?:-\d+)?))?((?:\([^()]{1,6}\))*)((?:[–-](?:\([^()]{1,6}\))+)*)$"
)
_USC_SECTION = re.compile(
    r"(?:(?P<title>\d+)\s{1,3}U\D+?)?(?<![(\w])(?P<section>\d+[a-z]{0,3}(?:-\d+[a-z]?)?)"
    rf"(?P<groups>(?:\([^()]{{1,6}}\))*)(?P<more>{_S}et{_S}seq\b\.?)?"
)


@cache
def _master() -> re.Pattern[str]:
    text = _MASTER_TEXT.replace("{treaties}", alternatives(_names("treaties")))
    return re.compile(text.replace("{acts}", alternatives(_names("acts"))), re.VERBOSE)


@cache
def _names(key: str) -> Mapping[str, str]:
    """Names as written, and the code each stands under."""
    return word_map("english/citations.yaml", key, fold=False)


def find_parts(text: str) -> Iterator[Part]:
    """All parts of citations in a text, in order; they do not overlap."""
    for found in _master().finditer(text):
        yield from _READ[found.lastgroup or ""](found)


def _point(found: re.Match[str]) -> Iterator[Part]:
    paths = tuple("/".join(f"pt_{own}" for own in item) for item in items_of(found[0]))
    yield Part(Level.POINT, *found.span(), paths, "this-paragraph")


def _ordinal(found: re.Match[str]) -> Iterator[Part]:
    noun = found["ordinal_noun"].replace("-", "")
    prefix = {"subparagraph": "subpar", "sentence": "sent", "indent": "ind"}.get(noun, noun)
    paths = tuple(
        f"{prefix}_{_ORDINALS.index(word) + 1 if word in _ORDINALS[:12] else word}"
        for word in re.findall(_ORDINAL, found[0])
    )
    level = Level.SUBPARAGRAPH if noun == "subparagraph" else Level.SENTENCE
    yield Part(level, *found.span(), paths, "this-paragraph")


def _paragraph(found: re.Match[str]) -> Iterator[Part]:
    items = items_of(found[0])
    american = "(" in found[0] and not re.search(r"\s\d", found[0])
    if american:
        paths, root = tuple("/".join(item) for item in items), "this-section"
    else:
        paths, root = tuple(path_below("par", item) for item in items), "this-article"
    yield Part(Level.PARAGRAPH, *found.span(), paths, root)


def _article(found: re.Match[str]) -> Iterator[Part]:
    paths = tuple(path_below("art", item) for item in items_of(found[0]))
    yield Part(Level.ARTICLE, *found.span(), paths, "this-act")


def _signs(found: re.Match[str]) -> Iterator[Part]:
    for one in re.finditer(_SECTION, found[0]):
        start, end = found.start() + one.start(), found.start() + one.end()
        yield Part(
            Level.ARTICLE, start, end, _cfr_paths("*", one[0], found.string, end), absolute=True
        )


def _sign(found: re.Match[str]) -> Iterator[Part]:
    # The sign belongs to the first section, and a second may follow without: "§ 1.2 and 1.3".
    for place, one in enumerate(re.finditer(_SECTION, found[0])):
        start, end = found.start() + (one.start() if place else 0), found.start() + one.end()
        paths = _cfr_paths("*", one[0], found.string, end)
        yield Part(Level.ARTICLE, start, end, paths, absolute=True)


def _cfr_paths(title: str, section: str, text: str, end: int) -> tuple[str, ...]:
    part, _, rest = section.partition(".")
    groups = GROUP_BODY.findall(rest)
    head = f"ecfr:{title}/{part}/{rest.partition('(')[0]}"
    return tuple("/".join((head, *own)) for own in (groups, *_siblings(groups, text, end)))


def _siblings(groups: list[str], text: str, end: int) -> Iterator[list[str]]:
    """Members of "(a)(2) or (c)(1)" after the first, which stand behind the citation."""
    tail = _TAIL.match(text, end)
    for item in re.findall(rf"(?:{_GROUP}){{1,5}}", tail[0]) if tail and groups else ():
        own = GROUP_BODY.findall(item)
        yield [*groups[: max(len(groups) - len(own), 0)], *own]


def _usc(found: re.Match[str]) -> Iterator[Part]:
    """ "12 U.S.C. 1786(r), or 1813(u) and 1818(b)(3)" are three of one title."""
    title = ""
    for one in _USC_SECTION.finditer(found[0]):
        title = one["title"] or title
        groups = GROUP_BODY.findall(one["groups"])
        head = f"usc:{title}/{one['section']}"
        start, end = found.start() + one.start(), found.start() + one.end()
        members = (groups, *_siblings(groups, found.string, end - len(one["more"] or "")))
        paths = tuple("/".join((head, *own)) for own in members)
        end -= len(one["more"] or "") if not (one["more"] or "").strip().startswith("et") else 0
        yield Part(Level.ARTICLE, start, end, paths, absolute=True, complete=True)


def _cfr(found: re.Match[str]) -> Iterator[Part]:
    parts = _CFR.match(found[0])
    paths: tuple[str, ...] = ()
    if parts:
        head = [f"ecfr:{parts[1]}", parts[2], *([parts[3]] if parts[3] else [])]
        # "(a)–(d)" is a range, whose ends may be several levels down.
        items = items_of(f"{parts[2]}{parts[4]}{parts[5]}")
        paths = tuple("/".join((*head, *own[1:])) for own in items)
    yield Part(Level.ACT, *found.span(), paths, absolute=True)


def _us_other(found: re.Match[str]) -> Iterator[Part]:
    slug = re.sub(r"[^a-z0-9]+", "-", found[0].lower()).strip("-")
    yield Part(Level.ACT, *found.span(), (f"act:{slug}",), absolute=True)


def _us_title(found: re.Match[str]) -> Iterator[Part]:
    number = re.search(r"\d+", found[0])
    yield Part(Level.ACT, *found.span(), (f"usc:{number[0]}",) if number else (), absolute=True)


def _us_section(found: re.Match[str]) -> Iterator[Part]:
    paths = tuple("/".join(item) for item in items_of(found[0], dotted=True))
    yield Part(Level.ARTICLE, *found.span(), paths, "this-act")


def _rule(found: re.Match[str]) -> Iterator[Part]:
    number = found[0].split()[-1].partition("(")[0]
    groups = GROUP_BODY.findall(found[0])
    # A rule of the SEC is a section of the CFR in a part that the citation does not name.
    paths = ("/".join((number, *groups)),) if "." in number else ()
    yield Part(Level.ARTICLE, *found.span(), paths, "this-act")


def _instrument(found: re.Match[str]) -> Iterator[Part]:
    """A treaty or code that has no number; "the Agreement" alone means one that no list knows."""
    name = re.sub(r"^[Tt]he\s+", "", " ".join(found[0].split()))
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    paths = (f"act:{slug}",) if " " in name else ()
    start = found.end() - len(re.sub(r"^[Tt]he\s+", "", found[0]))
    yield Part(Level.ACT, start, found.end(), paths, absolute=True, named_by_its_articles=True)


def _eu_act(found: re.Match[str]) -> Iterator[Part]:
    kind = " ".join(found["eu_kind"].split())
    numbers = found["eu_numbers"] or found["old_numbers"]
    celex = celex_of(kind, numbers, bool(found["eu_no"] or found["old_no"]))
    paths = (f"celex:{celex}",) if celex else ()
    yield Part(Level.ACT, *found.span(), paths, absolute=True)


def _eu_acts(found: re.Match[str]) -> Iterator[Part]:
    paths = []
    for one in re.finditer(r"(No\s{1,3})?(\d{1,4}/\d{1,4})", found[0]):
        celex = celex_of(found["acts_kind"], one[2], bool(one[1]))
        if celex:
            paths.append(f"celex:{celex}")
    yield Part(Level.ACT, *found.span(), tuple(paths), absolute=True)


def _treaty(found: re.Match[str]) -> Iterator[Part]:
    code = _names("treaties")[" ".join(found[0].split())]
    yield Part(Level.ACT, *found.span(), (code,), absolute=True, treaty=True)


def _named(found: re.Match[str]) -> Iterator[Part]:
    start, name = found.start(), found[0]
    lead = _ACT_START.match(name)
    if lead:
        start, name = start + lead.end(), name[lead.end() :]
    if name.startswith(("Act", "Ordinance")):
        return
    # "The Truth in Lending Act and the Bank Secrecy Act" are two.
    gaps = [gap.span() for gap in _BETWEEN_ACTS.finditer(name)]
    firsts, lasts = [0, *(end for _, end in gaps)], [*(begin for begin, _ in gaps), len(name)]
    for first, last in zip(firsts, lasts, strict=True):
        words = " ".join(name[first:last].split())
        slug = _names("acts").get(words) or re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
        yield Part(Level.ACT, start + first, start + last, (f"act:{slug}",), absolute=True)


def _the_act(found: re.Match[str]) -> Iterator[Part]:
    """ "Section 813 of the Act" is none of the act that says so; the definitions tell which."""
    yield Part(Level.ACT, found.start() + 4, found.end(), absolute=True, named_by_its_articles=True)


def _this(found: re.Match[str]) -> Iterator[Part]:
    noun, word = found["this_noun"], found["this_word"].lower()
    level, root = _PLACES.get(noun, (Level.DIVISION, "this-part"))
    if noun in _ACT_NOUNS:
        level, root = Level.ACT, "this-act"
    relative = "this" if word == "this" else "that"
    yield Part(level, *found.span(), root=root, relative=relative)


def _division(found: re.Match[str]) -> Iterator[Part]:
    noun = found["division_noun"].lower()
    noun = {"annexe": "annex", "annexed": "annex", "appendices": "appendix"}.get(noun, noun)
    paths = tuple(f"{noun}_{item[0]}" for item in items_of(found[0], roman=True) if item)
    annex = noun in {"annex", "appendix", "supplement"}
    yield Part(Level.DIVISION, *found.span(), paths, "this-act", annex=annex)


_READ = {
    "point": _point,
    "ordinal": _ordinal,
    "paragraph": _paragraph,
    "article": _article,
    "signs": _signs,
    "sign": _sign,
    "usc": _usc,
    "cfr": _cfr,
    "us_other": _us_other,
    "us_title": _us_title,
    "us_section": _us_section,
    "rule": _rule,
    "instrument": _instrument,
    "eu_act": _eu_act,
    "eu_acts": _eu_acts,
    "treaty": _treaty,
    "named": _named,
    "the_act": _the_act,
    "this": _this,
    "division": _division,
}
