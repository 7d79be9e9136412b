"""A person with a role at a registrant, as its documents tell of one in many places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.reports.people.person_names import person_key
from kg.text.names import legal_forms, normalise_name

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
