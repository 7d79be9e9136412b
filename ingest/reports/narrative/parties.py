"""Names of parties in running text: where a list of them parts, and what is a name at all.

"Alcohol, Tobacco and Firearms" and "India Ventures and Holdings Ltd." look like lists. So a comma
or an "and" parts two names only where what is beside it is known to be whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.reports.narrative.party_words import authority, authority_spans, party_words
from ingest.reports.narrative.patterns import part, search
from ingest.reports.narrative.terms import Terms
from ingest.reports.people.person import person_name
from kg.text.names import legal_forms, normalise_name

_FORM = re.compile(part("form"), re.VERBOSE)
_MONTH = part("month")
_BOUNDARY = re.compile(
    r"(?P<comma>,\s+(?:(?:and(?:/or)?|or)\s+)?)"
    r"|\s+and(?:/or)?\s+(?=[A-Z]|the [A-Z]|certain|an? |its |our |their )|\s+or\s+(?=[A-Z])"
)
_LONGEST_LIST = 1000
_LONGEST_NAME = 100
_DESCRIPTION = re.compile(r"(?!the\s+[A-Z]|(?:de|van|von|di|la|le)\s)[a-z][a-z-]*(?:\s|$)")
_LEADING = re.compile(r"^(?:(?:and|both|[Ee]ach of|defendants?|[Tt]he)\s+)+")
_ORGANISATION = re.compile(
    r"\b(?:Department|Commission|Agency|Bureau|Board|Authority|Administration|Ministry|Office|"
    r"Council|Parliament|Bank|Trust|Fund|Company|Association|University|Foundation|Federation|"
    r"State|States|Commonwealth|City|County|Republic)\b"
)
_OPENING = re.compile(
    r"^(?:(?:On|In|Between|During|Since|Beginning|Starting|After|Following|Additionally|Also|Separately|"
    r"Further(?:more)?|Moreover|Subsequently)\b"
    r"(?:(?!\bthe\b)[^,]){0,60}(?:,\s+\d{4})?,?\s+)+|^(?:[A-Z][a-z]+ \d{1,2}, )?\d{4},?\s+"
)
_UNNAMED = re.compile(
    r"(?:these |the |all |both |after )*(?:plaintiffs?|defendants?|parties|complaints?|lawsuits?|"
    r"actions?|mr|ms|et al|class actions?|case)\b",
    re.IGNORECASE,
)
_ET_AL = re.compile(r",?\s+et al\b[․.]?.*$")
_AND_OTHERS = re.compile(
    r"\s+and(?:/or)?\s+(?:others?|certain|various|several|related|(?:the )?members|"
    r"its (?:current|former|directors)|(?:two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|\w+teen|twenty|thirty|forty|fifty|\d+)(?= [a-z]))\b.*$"
)
_SENTENCE = re.compile(
    r"\b(?:has|have|had|was|were|is|are|been|did|does|will|which|who|whom|while|notwithstanding|"
    r"although|issued|court|judgment|order|ruled|granted|denied|regarding|concerning|resolved)\b"
)
_BEHIND = re.compile(
    r"(?:on|in|at|acting|including|alleging|as|d/b/a|after|shortly)\s", re.IGNORECASE
)
_WITH_DAY = re.compile(rf"\s(?:on|in|dated)\s(?:or about )?{_MONTH}\b")
_POSSESSIVE = re.compile(r"(?:our|its|their|his|her|your|my)\s", re.IGNORECASE)
_MANY = re.compile(r"(?:State )?Attorneys General\b", re.IGNORECASE)
_PROPER = re.compile(
    r"(?:[A-Z][\w․.&’'+-]*|[a-z]\.[A-Z][\w]*|&|\+)"
    r"(?:,?\s(?:of|the|and|for|de|van|von|in|&|\+|[A-Z][\w․.&’'+-]*|[a-z]\.[A-Z][\w]*))*"
)
_DESCRIBED = re.compile(
    r"\b(?:d/b/a|plaintiffs?|defendants?|stockholders?|shareholders?|executives|directors|officers|"
    r"committee|individuals|entities|customers|consumers|persons|parties)\b|"
    rf"^(?:These|Those|This|That|Such|Several|Certain|Two|Three|Four|Five|All|Both|Each|Any|Some|"
    rf"Many|A|An|{_MONTH})$|[’']s$",
    re.IGNORECASE,
)
# The article is part of "The Boring Company", not of "The Department of Justice".
_ARTICLE = re.compile(r"^(?:the|The(?!\s+\w+\s+(?:Company|Group|Foundation|Trust)$))\s+")


def without_opening(words: str) -> str:
    """Words without the day or occasion that a sentence begins with."""
    return _OPENING.sub("", " ".join(words.split()))


def without_full_stop(words: str) -> str:
    """Words without a point at the end that shortens nothing."""
    match = search("end of point", words)
    return words[: match.start()] if match else words


def parties_in(texts: Iterable[str], terms: Terms, *, listed: bool = False) -> tuple[str, ...]:
    """Parties in "Tesla, Inc., Elon Musk and certain current and former executives", as written.

    Defined terms are replaced by their party. What is a description, no name, is kept; a role is
    not. `listed` says that the texts are lists for certain.
    """
    found: dict[str, None] = {}
    for text in texts:
        for one in _split(without_opening(text), terms, listed=listed):
            name = _ET_AL.sub("", one).replace("․", ".")
            name = re.sub(r",?\s+(?:and|or|each|both|jointly)\s*$", "", name).strip(" ,")
            name = re.sub(r"^(?:and|both|[Ee]ach of|defendants?)\s+", "", name)
            name = _AND_OTHERS.sub("", without_full_stop(name))
            resolved = terms.resolve(name)
            if resolved is None and (
                len(name) > _LONGEST_NAME
                or not re.search(r"[A-Z]", name)
                or _BEHIND.match(name)
                or _SENTENCE.search(name)
                or _UNNAMED.match(name)
                or terms.is_role(name)
            ):
                continue
            found[resolved or name] = None
    return tuple(found)


def proper_name(words: str, terms: Terms) -> str | None:
    """The party that words name; None for a description such as "a purported stockholder".

    A defined term gives its party, an authority the name under which it is kept. "the" before a
    name is dropped. A role such as "our Chairman" names nobody, and no more does a thing such as
    "Consolidated Statements of Income".
    """
    name = _ARTICLE.sub("", " ".join(words.replace("․", ".").split())).strip(" ,")
    if (resolved := terms.resolve(name)) is not None:
        return authority(resolved) or resolved
    if (known := authority(name)) is not None:
        return known
    if not name or len(name) > _LONGEST_NAME or terms.is_role(name):
        return None
    if _SENTENCE.search(name) or _DESCRIBED.search(name) or _WITH_DAY.search(name):
        return None
    if not has_legal_form(name) and (
        _MANY.match(name) or _POSSESSIVE.match(name) or party_words().thing.search(name)
    ):
        return None
    return name if _PROPER.fullmatch(name) and re.search(r"[A-Z][\w]", name) else None


def is_person(name: str, text: str) -> bool:
    """Whether a document speaks of a name as of a person.

    It does by "Mr. Musk" for "Elon Musk", by an initial in the midst ("Harold P. Quince"), by what
    somebody is ("Ellen Birch, the spouse of our chair", "our director Jane Roe"). Two capital words
    alone do not tell: "American Express" could be a person by its form.
    """
    if person_name(name) is None or has_legal_form(name):
        return False
    whole, last = re.escape(name), re.escape(name.rsplit(maxsplit=1)[-1])
    for match in re.finditer(rf"\b{whole},?\s+", text):
        if re.compile(r"&|and\s+(?:Co|Sons)\b").match(text, match.end()) or _FORM.match(
            text, match.end()
        ):
            return False
    if re.search(r"\w\s[A-Z]\.\s", name):
        return True
    if re.search(rf"\b(?:Mr|Ms|Mrs|Dr)\.\s+(?:\w+\s+)?{last}\b", text):
        return True
    words = party_words().natural_person
    behind = (
        rf"\b{whole},\s+(?:an?|the|our|its|who (?:is|was)(?: an?| the| our)?)\s+([^.;,]{{2,60}})"
    )
    for match in re.finditer(behind, text):
        head = re.split(r"\s(?:of|at|in|for|by|with|who|owned|controlled)\s", match[1])[0]
        if words.search(head):
            return True
    before = rf"(\b(?:our|its|the Company[’']s)\s[^.;,]{{2,50}}?),?\s+{whole}\b"
    return any(words.search(match[1]) for match in re.finditer(before, text))


def _split(text: str, terms: Terms, *, listed: bool) -> list[str]:
    """The names in a list, as written."""
    if len(text) > _LONGEST_LIST or terms.resolve(text) is not None:
        return [text]
    whole = authority_spans(text) + terms.party_spans(text)
    boundaries = [
        match
        for match in _BOUNDARY.finditer(text)
        if not (match["comma"] and _FORM.match(text, match.end()))
        and not any(start < match.end() and match.start() < end for start, end in whole)
    ]
    found: list[str] = []
    begin = 0
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
