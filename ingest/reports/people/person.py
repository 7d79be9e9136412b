"""People in filings: what looks like a name, when two are one person, and the roles of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.text.names import legal_forms, normalise_name

_CAPITAL = "A-ZÀ-ÖØ-Þ" + "".join(chr(n) for n in range(0x100, 0x250) if chr(n).isupper())
_INITIAL = r"(?:[A-Z]\.(?:\s?[A-Z]\.){0,2})"
_WORD = (
    rf"(?:(?:Mc|Mac|O['’]|D['’]|de|De|Le|La|Di|Van|Von|Fitz)?[{_CAPITAL}][\w’']+"
    rf"(?:-[{_CAPITAL}][\w’']+)*)"
)
_PARTICLE = r"(?:de|da|di|del|der|den|van|von|la|le|du|dos|al|el|bin|ibn|ter|ten|y)\b"
_NICKNAME = r"(?:[(“\"]{1,2}[A-Z][\w.-]+[)”\"]{1,2})"
_SUFFIX = (
    r"(?:,?\s(?:Jr\.?|Sr\.?|II|III|IV|V|Ph\.?\s?D\.?|M\.?D\.?|CPA|Esq\.?|CFA|J\.D\.|D\.?Sc\.?|"
    r"[CKDMO]BE|[QK]\.?C\.?|FCA|P\.?Eng\.?|\(?(?:Ret\.|Retired)\)?)(?![\w’'-]))"
)
NAME = (
    rf"(?:(?:Dr\.|Sir|Dame|(?:The )?Hon(?:\.|orable)|(?:Lt\. |Maj\. |Brig\. )?Gen\.|Adm\.|Lord|"
    rf"Prof\.|Col\.|Capt\.|Amb\.|Rev\.)\s)?(?:{_WORD}|{_INITIAL})"
    rf"(?:\s(?:{_INITIAL}|{_NICKNAME}|{_PARTICLE}|{_WORD})){{1,5}}{_SUFFIX}*"
)
"""A pattern of a person's name as filings print it; capitals alone are possible too."""

_NAME = re.compile(NAME)
_NOT_NAMES = frozenset({
    "age", "agreement", "amount", "annual", "april", "asia", "audit", "august", "award", "awards",
    "bank", "base", "beneficial", "board", "boards", "business", "capital", "certain", "chair",
    "chairman", "chairperson", "chairwoman", "chief", "class", "code", "committee", "committees",
    "common", "company", "compensation", "corporate", "corporation", "counsel", "december",
    "director", "directors", "election", "equity", "ethics", "executive", "experience",
    "february", "fees", "finance", "financial", "fiscal", "form", "former", "fund", "general",
    "global", "governance", "group", "holdings", "incentive", "inc", "independent",
    "information", "interim", "january", "july", "june", "key", "lead", "llc", "llp", "lp",
    "ltd", "management", "march", "marketing", "may", "meeting", "member", "memberships",
    "named", "new", "nominating", "nominee", "nominees", "non", "note", "notice", "november",
    "number", "october", "of", "office", "officer", "officers", "operating", "operations",
    "other", "ownership", "partner", "partners", "pay", "percent", "performance", "plan",
    "policies", "policy", "position", "present", "president", "principal", "proposal", "proxy",
    "public", "qualifications", "related", "retired", "role", "salary", "sec", "secretary",
    "section", "securities", "security", "senior", "september", "series", "service", "services",
    "share", "shareholder", "shareholders", "shares", "since", "skills", "standing", "statement",
    "stock", "stockholder", "stockholders", "street", "summary", "table", "technology", "term",
    "the", "title", "total", "transactions", "treasurer", "trust", "trustee", "united",
    "university", "vice", "vote", "voting", "year", "york", "our", "we", "an", "how", "what",
    "all", "each", "investors", "advisors", "association", "international", "industries",
    "name", "names", "career", "highlights", "education", "current", "past", "attributes",
})  # fmt: skip
_TITLES = frozenset({
    "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "dame", "lord", "hon",
    "honorable", "gen", "general", "adm", "admiral", "lt", "lieutenant", "maj", "major", "brig",
    "col", "colonel", "capt", "captain", "amb", "ambassador", "senator", "governor", "judge", "rev",
})  # fmt: skip
_SUFFIXES = frozenset({
    "jr", "sr", "ii", "iii", "iv", "phd", "md", "cpa", "esq", "cfa", "jd", "dsc", "cbe", "kbe",
    "dbe", "mbe", "obe", "qc", "kc", "fca", "ret", "retired",
})  # fmt: skip
_ROLE_BEHIND = re.compile(
    r"\s+(?:Non-Executive|Independent|Lead|Chair(?:man|woman|person)?|Director|President|Chief|"
    r"Vice|Executive|Senior|Former|CEO|CFO|Nominee|Age)\b.*$",
    re.DOTALL,
)


def person_name(text: str) -> str | None:
    """The name where a text is the name of a person and nothing else, perhaps a role behind it."""
    line = " ".join(text.split()).strip(" *†‡,;:•")
    line = re.sub(r"\s*\((?:\d+|[a-z]|Nominee[^)]*|Chair[^)]*)\)\s*", " ", line).strip()
    line = _ROLE_BEHIND.sub("", line).strip(" ,")
    if not 5 <= len(line) <= 60 or not _NAME.fullmatch(line):
        return None
    words = re.findall(r"[^\W\d_]+", line.removeprefix("The ").casefold())
    long_words = [word for word in words if len(word) > 1]
    if any(word in _NOT_NAMES for word in words) or not long_words or len(words) < 2:
        return None
    return line


def names_in(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Names of people in a list such as "A. Smith, B. de Vries and C. Wu", with their places."""
    for match in _NAME.finditer(text):
        found = person_name(match[0])
        if found is not None:
            start = match.start() + match[0].find(found)
            yield found, (start, start + len(found))


def person_key(name: str) -> tuple[str, str]:
    """First and last name, folded: the same for "SEAN D. KEOHANE" and "Sean Keohane, Jr."."""
    words = [
        word for word in normalise_plain(name) if word not in _TITLES and word not in _SUFFIXES
    ]
    whole = [word for word in words if len(word) > 1] or words
    return (whole[0], whole[-1]) if whole else ("", "")


def normalise_plain(name: str) -> list[str]:
    """The words of a name in their order, folded; nicknames in quotes or brackets left out."""
    name = re.sub(rf"{_SUFFIX}+$", "", name.strip())
    bare = re.sub(r"[“\"(][^”\")]*[”\")]", " ", name).replace(".", ". ").replace("’", "'")
    words = []
    for word in bare.replace(",", " ").split():
        folded = normalise_name(word, person=True).replace(" ", "")
        if folded:
            words.append(folded)
    return words


Span = tuple[int, int]

_OFFICE = re.compile(
    r"\b(?:president|chief|officer|counsel|secretary|treasurer|controller|vice|head|"
    r"C[EFOTIL]O|CHRO|[ES]VP|managing director|principal)\b",
    re.IGNORECASE,
)
_CHAIR = (
    r"(?:(?:executive|non-?executive|vice|co|independent|lead)[\s-]*)*chair(?:man|woman|person)?"
)
_BOARD = re.compile(
    r"(?:(?:lead|independent|presiding|non-?executive|executive)\s+)*directors?"
    rf"|{_CHAIR}(?:\s+of\s+the\s+board(?:\s+of\s+directors)?)?|board\s+{_CHAIR}"
    r"|(?:(?:a\s+)?(?:member|majority)\s+of\s+the\s+)?board(?:\s+of\s+directors)?",
    re.IGNORECASE,
)
_DIRECTOR_OF = re.compile(
    r"(?:independent\s+)?director\s+of\s+(?P<the>the\s+|our\s+)?(?P<what>.+)", re.IGNORECASE
)
_THE_REGISTRANT = re.compile(r"(?:company|corporation|registrant|bank|trust)", re.IGNORECASE)
_PART = re.compile(r",|;|/|\n|\(|\)|\band\b", re.IGNORECASE)


def is_office(words: str) -> bool:
    """Whether words name an office, such as "Vice President" or "Director of Accounting"."""
    return _OFFICE.search(words) is not None or (
        _DIRECTOR_OF.search(words) is not None and not is_board_seat(words)
    )


def is_board_seat(words: str) -> bool:
    """Whether words are a seat on the board and nothing else: "Director of Elm Inc."."""
    if _BOARD.fullmatch(words):
        return True
    match = _DIRECTOR_OF.fullmatch(words)
    if match is None:
        return False
    last = normalise_name(match["what"]).split()[-1:]
    return _THE_REGISTRANT.fullmatch(match["what"]) is not None or set(last) <= legal_forms()


def parts_of(capacity: str) -> list[str]:
    """The offices and seats of "President (Principal Executive Officer) and Director"."""
    return [words for part in _PART.split(capacity) if (words := " ".join(part.split()))]


def is_capacity(words: str) -> bool:
    """Whether words name an office or a seat."""
    return any(is_office(part) or is_board_seat(part) for part in parts_of(words))


@dataclass(frozen=True, slots=True)
class Person:
    """A director, nominee or executive officer.

    `titles` are positions at the registrant as written. `age` is in years, `since` the year of
    becoming a director, `term_expires` the year of its end; `independent` is as the document
    says. Each is None where not given. `evidence` maps what is known to where it is said:
    pairs of an attribute's name and a span of the plain text.
    """

    name: str
    director: bool = False
    nominee: bool = False
    officer: bool = False
    titles: tuple[str, ...] = ()
    age: int | None = None
    since: int | None = None
    term_expires: int | None = None
    independent: bool | None = None
    committees: tuple[str, ...] = ()
    evidence: tuple[tuple[str, Span], ...] = ()

    def told(self, what: str, at: Span, **known: object) -> Person:
        """The same with more known, and where it is said."""
        return replace(self, evidence=(*self.evidence, (what, at)), **known)  # type: ignore[arg-type]

    def with_roles(self, capacity: str) -> Person:
        """The same in a capacity: on the board, an officer, or both."""
        parts = parts_of(capacity)
        seats = [part for part in parts if is_board_seat(part)]
        offices = any(is_office(part) for part in parts if part not in seats)
        return replace(self, director=self.director or bool(seats), officer=self.officer or offices)

    def and_also(self, other: Person) -> Person:
        """Both as one: what the first does not say, the second does."""
        return Person(
            # Capitals hide how a name is spelled.
            name=other.name if self.name.isupper() and not other.name.isupper() else self.name,
            director=self.director or other.director,
            nominee=self.nominee or other.nominee,
            officer=self.officer or other.officer,
            titles=tuple(dict.fromkeys((*self.titles, *other.titles))),
            age=self.age if self.age is not None else other.age,
            since=self.since if self.since is not None else other.since,
            term_expires=self.term_expires or other.term_expires,
            independent=self.independent if other.independent is None else other.independent,
            committees=self.committees or other.committees,
            evidence=tuple(dict.fromkeys((*self.evidence, *other.evidence))),
        )


class People:
    """The people of a document, each once, in the order in which it first speaks of them."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Person] = {}

    def add(self, person: Person) -> None:
        """Somebody, perhaps known already."""
        key = person_key(person.name)
        known = self.known.get(key)
        self.known[key] = person if known is None else known.and_also(person)

    def __iter__(self) -> Iterator[Person]:
        """Those with a role."""
        return (one for one in self.known.values() if one.director or one.nominee or one.officer)
