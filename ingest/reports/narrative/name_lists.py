"""Lists of parties in running text, parted only where each part is plainly a party.

"Alcohol, Tobacco and Firearms" and "India Ventures and Holdings Ltd." look like lists. So a comma
or an "and" parts two names only where what is beside it is known to be whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.reports.narrative.authorities import authority, authority_spans
from ingest.reports.narrative.party_words import party_words
from ingest.reports.people.person_names import person_name
from kg.text.names import legal_forms, normalise_name

if TYPE_CHECKING:
    from ingest.reports.narrative.defined_parties import Terms

LEGAL_FORM_BEHIND_COMMA = (
    r"(?:Inc|Incorporated|LLC|L․L․C|L\.L\.C|LLP|PLLC|Ltd|Limited|L․P|L\.P|LP|N․A|N\.A|Corp|"
    r"Corporation|Co|S․A|S\.A|P․C|P\.C|PC|PLC|plc|GmbH|AG|B․V|B\.V|N․V|N\.V|Jr|Sr|II|III|Esq)\b"
)
"""What belongs to the name before a comma, as a pattern."""
_BOUNDARY = re.compile(
    rf"(?P<comma>,\s+(?!{LEGAL_FORM_BEHIND_COMMA})(?:(?:and(?:/or)?|or)\s+)?)"
    r"|\s+and(?:/or)?\s+(?=[A-Z]|the [A-Z]|certain|an? |its |our |their )|\s+or\s+(?=[A-Z])"
)
_LONGEST_LIST = 1000
_DESCRIPTION = re.compile(r"(?!the\s+[A-Z]|(?:de|van|von|di|la|le)\s)[a-z][a-z-]*(?:\s|$)")
_LEADING = re.compile(r"^(?:(?:and|both|[Ee]ach of|defendants?|[Tt]he)\s+)+")
_ORGANISATION = re.compile(
    r"\b(?:Department|Commission|Agency|Bureau|Board|Authority|Administration|Ministry|Office|"
    r"Council|Parliament|Bank|Trust|Fund|Company|Association|University|Foundation|Federation|"
    r"State|States|Commonwealth|City|County|Republic)\b"
)


def split_names(text: str, terms: Terms, *, listed: bool = False) -> list[str]:
    """The names in a list, as written.

    Args:
        text: such as "Tesla, Inc., Elon Musk and certain executives".
        terms: of the filing; what they stand for is whole.
        listed: whether the words before said that this is a list of parties, as "such as" does.
    """
    if len(text) > _LONGEST_LIST or terms.resolve(text) is not None:
        return [text]
    whole = authority_spans(text) + terms.party_spans(text)
    found: list[str] = []
    begin = 0
    boundaries = [
        match
        for match in _BOUNDARY.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in whole)
    ]
    opened = listed and any(match["comma"] for match in boundaries)
    ends = [*(following.start() for following in boundaries[1:]), len(text)]
    for match, end in zip(boundaries, ends, strict=False):
        left = text[begin : match.start()]
        right = text[match.end() : end]
        comma = match["comma"] is not None
        if not _parts(left, right, terms, comma=comma, opened=opened):
            continue
        found.append(left)
        begin = match.end()
        # Behind its "and" a list is at its end.
        opened = comma and (opened or _whole(left, terms))
    return [*found, text[begin:]]


def _parts(left: str, right: str, terms: Terms, *, comma: bool, opened: bool) -> bool:
    """Whether what is between two stretches parts two parties."""
    # "the Company" is a party; the "Company" of "Smith and Company" is none.
    known = right.startswith("the ") and terms.resolve(right) is not None
    if not left.strip() or (_only_common_words(right) and not known):
        return False
    if _DESCRIPTION.match(right.strip()) or terms.is_role(right):
        return True
    if _whole(left, terms) or _surely_apart(right, terms):
        return True
    if opened:
        # "Johnson and Johnson Inc." may be the last of a list.
        return comma or " " in left.strip() or not has_legal_form(_bare(right))
    if comma and _whole(right, terms):
        return len(_bare(left).split()) > 1
    people = person_name(_bare(left)), person_name(_bare(right))
    return all(people) or _both_organisations(left, right)


def _both_organisations(left: str, right: str) -> bool:
    if right.startswith("the "):
        return bool(_ORGANISATION.search(left) and _ORGANISATION.search(right))
    last = right.rsplit(maxsplit=1)[-1]
    return _ORGANISATION.fullmatch(last) is not None and left.rsplit(maxsplit=1)[-1] == last


def _whole(name: str, terms: Terms) -> bool:
    """Whether a name is plainly complete: nothing behind "and" can belong to it."""
    return _surely_apart(name, terms) or has_legal_form(_bare(name))


def _surely_apart(name: str, terms: Terms) -> bool:
    """Whether a name is complete and none that a longer name could end in."""
    bare = _bare(name)
    if terms.resolve(bare) is not None or terms.is_role(name.strip()) or authority(bare):
        return True
    first = bare.split()[0] if bare else ""
    if first[:1].isupper() and terms.resolve(first) is not None:
        return True
    return person_name(bare) is not None and (
        re.search(r"\w\s[A-Z]\.\s", bare) is not None or terms.speaks_of(bare)
    )


def has_legal_form(name: str) -> bool:
    """Whether a name ends in a legal form and has a word of its own before it."""
    words = normalise_name(name).split()
    return bool(words) and words[-1] in legal_forms() and not _only_common_words(name)


def _only_common_words(name: str) -> bool:
    words = normalise_name(name.replace("․", ".")).split()
    return all(word in party_words().common or word in legal_forms() for word in words)


def _bare(name: str) -> str:
    return _LEADING.sub("", name.replace("․", ".").strip(" ,"))
