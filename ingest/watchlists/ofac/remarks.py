"""The remarks of an OFAC entry, taken apart clause by clause.

Nothing is decided here about entities: a remark becomes `Clause` objects, which `clauses` reads.
The words that they start with are in `remarks.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kg.text.dates import partial_date
from kg.values.countries import country_code
from kg.values.types import one_line

_ALTERNATIVE = re.compile(r"^alt(?:\.|ernate\b(?!\s+title))\s*", re.IGNORECASE)
_ALIAS = re.compile(
    r"^(?P<kind>[afnd]\.?[kb]\.?a)\.?:?\s+'(?P<name>.+?)'?\.?$", re.IGNORECASE | re.DOTALL
)
_NUMBER_WORDS = re.compile(r"^(?:No\b\.?|Number\b|Nos?\.|#|:|-(?=\s))\s*", re.IGNORECASE)
_ISSUED = re.compile(r"[,\s]+(?:date of )?issued?\s*(?:on)?[:\s]\s*(?P<rest>.*)$", re.IGNORECASE)
_EXPIRES = re.compile(r"[,\s]+expire[sd]?\s*(?:on)?[:\s]\s*(?P<rest>.*)$", re.IGNORECASE)
_TRAILING_PARENTHESES = re.compile(r"\s*\((?P<inside>[^()]*)\)\s*$")
_SITE = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/:]\S*)?", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_LABELLED_BEHIND = re.compile(r"^(?P<value>\S+)\s+\((?P<label>website|email)\)$", re.IGNORECASE)

NOT_UNDERSTOOD = "not-understood"

# Bounds the time that a pattern may take on text made to be slow.
_LONGEST_CLAUSE = 5_000


DocumentRule = dict[str, Any]
"""An entry of `documents` in the YAML."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement of a remark.

    Attributes:
        kind: what it says, a key of `values` in the YAML, or `document`, `alias`,
            `former-name`, `provision`, `relative`, `role`, `title`, `note` where it
            starts with no known words, or NOT_UNDERSTOOD.
        value: what remains without the words that start it and without a final stop.
        text: the clause as it stands.
        start: offset of the clause in the remark, in code points.
        alternative: it started with "alt.".
        rule: for documents the entry of `documents` in the YAML.
        label: the words that start it, as the YAML has them.
    """

    kind: str
    value: str
    text: str
    start: int
    alternative: bool = False
    rule: DocumentRule | None = None
    label: str = ""

    @property
    def line(self) -> str:
        """The clause on one line."""
        return one_line(self.text)

    @property
    def country(self) -> str:
        """The value as the name of a country, "possibly" and a final stop apart."""
        return self.value.strip(" .:").removeprefix("possibly ")


@dataclass(frozen=True, slots=True)
class DocumentText:
    """Parts of a clause like "Passport A1 (Iran) issued 1999 expires 2004".

    `country` is a code; `issued` and `expires` are ISO partial dates; `extra` is what
    else the clause says, '' when nothing.
    """

    number: str
    country: str | None
    issued: str | None
    expires: str | None
    extra: str


@dataclass(frozen=True, slots=True)
class _Rules:
    labels: re.Pattern[str]
    by_label: dict[str, tuple[str, str, DocumentRule | None]]
    provisions: re.Pattern[str]
    roles: re.Pattern[str]
    titles: frozenset[str]
    relative: re.Pattern[str]


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=1)
def tables() -> dict[str, Any]:
    """The YAML as it stands."""
    import yaml

    text = (files("ingest.watchlists.ofac") / "remarks.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@lru_cache(maxsize=1)
def titles() -> frozenset[str]:
    """Titles that stand alone, in small letters."""
    return frozenset(title.lower() for title in tables()["titles"])


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    table = tables()
    by_label: dict[str, tuple[str, str, DocumentRule | None]] = {}
    for kind, words in table["values"].items():
        by_label |= {word.lower(): (kind, word, None) for word in words}
    for document in table["documents"]:
        by_label |= {word.lower(): ("document", word, document) for word in document["words"]}
    return _Rules(
        # A label ends where a word ends: "Fax" is not the start of "Faxafloi".
        labels=re.compile(rf"({_any_of(list(by_label))})(?![^\W\d_])", re.IGNORECASE),
        by_label=by_label,
        provisions=re.compile(rf"(?:{_any_of(table['provisions'])})\b", re.IGNORECASE),
        roles=re.compile(rf"(?<!\w)(?:{_any_of(table['roles'])})(?!\w)", re.IGNORECASE),
        titles=titles(),
        relative=re.compile(
            rf"^(?P<word>{_any_of(table['relatives'])}) of (?P<name>.+)$", re.IGNORECASE
        ),
    )


def split_remark(remark: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, clause) for the parts between semicolons, outside parentheses."""
    masked = re.sub(r"\([^()]*\)", lambda match: match[0].replace(";", ","), remark)
    start = 0
    for part in masked.split(";"):
        text = remark[start : start + len(part)]
        clause = text.strip()
        if clause and clause != ".":
            yield start + len(text) - len(text.lstrip()), clause
        start += len(part) + 1


def without_stop(text: str) -> str:
    """The text without a final stop, which stays where it ends an abbreviation."""
    stripped = text.rstrip()
    if not stripped.endswith("."):
        return stripped
    last = stripped.split()[-1]
    if re.fullmatch(r"(?:[^\W\d]\.)+|(?:Jr|Sr|Ltd|Inc|Co|Corp|Bros|Dr|Col|Gen|Lt)\.", last):
        return stripped
    return stripped[:-1].rstrip()


def classify(start: int, text: str, *, person: bool) -> Clause:
    """Say what one clause states.

    Args:
        person: the entry is a person, for whom unlabelled words may be an office.
    """
    body = " ".join(text.split())
    if len(body) > _LONGEST_CLAUSE:
        return Clause(NOT_UNDERSTOOD, body, text, start)
    match = _ALTERNATIVE.match(body)
    if match:
        body = body[match.end() :]
    alternative = match is not None
    rules = _rules()
    kind_and_value = _alias(body)
    if kind_and_value is None and rules.provisions.match(body):
        kind_and_value = "provision", without_stop(body)
    if kind_and_value is None and (match := rules.labels.match(body)):
        kind, label, rule = rules.by_label[match[1].lower()]
        value = body[match.end() :].strip().removeprefix(":").removeprefix(",").strip()
        known = kind if value.rstrip(".") else NOT_UNDERSTOOD
        return Clause(known, value or body, text, start, alternative, rule, label)
    if kind_and_value is None:
        kind_and_value = _contact(body) or _unlabelled(body, rules, person=person)
    return Clause(*kind_and_value, text, start, alternative)


def _alias(body: str) -> tuple[str, str] | None:
    match = _ALIAS.match(body)
    if match is None:
        return None
    name = match["name"]
    # A quote at one end only is a letter: 'Abd, Haza'.
    if len(name) > 2 and name[0] == name[-1] == "'":
        name = name[1:-1]
    return ("former-name" if match["kind"][0] in "fF" else "alias"), name


def _contact(body: str) -> tuple[str, str] | None:
    """An e-mail address or a web site without a label, or with the label behind it."""
    plain = without_stop(body)
    if match := _LABELLED_BEHIND.match(plain):
        return match["label"].lower(), match["value"]
    if _EMAIL.fullmatch(plain):
        return "email", plain
    if _SITE.fullmatch(plain) and ("www." in plain.lower() or "://" in plain):
        return "website", plain
    return None


def _unlabelled(body: str, rules: _Rules, *, person: bool) -> tuple[str, str]:
    plain = without_stop(body)
    if person and rules.relative.match(plain):
        return "relative", plain
    if person and plain.rstrip(".").lower() in rules.titles:
        return "title", plain.rstrip(".")
    if person and rules.roles.search(plain) and len(plain) <= 300:
        return "role", plain
    return "note", body


def relative(value: str) -> tuple[str, str]:
    """Return (relationship, name) of a `relative` clause: ("wife", "Slobodan Milosevic")."""
    match = _rules().relative.match(value)
    if match is None:
        raise ValueError(f"names no relative: {value!r}")
    return match["word"].lower(), match["name"]


def kind_of_unknown(text: str) -> str:
    """A short name for the kind of a clause that was not understood, for counting."""
    words = re.sub(r"\d+", "#", without_stop(text)).split()[:2]
    return " ".join(words)[:40].rstrip(",:.")


def read_document(value: str) -> DocumentText | None:
    """Take apart what follows a document's name; None where no number can be seen."""
    rest = _NUMBER_WORDS.sub("", without_stop(value)).strip()
    extra: list[str] = []
    issued = expires = country = None
    if match := _EXPIRES.search(rest):
        expires = partial_date(match["rest"].strip(" .,"))
        if expires is None:
            extra.append(match[0].strip(" ,"))
        rest = rest[: match.start()]
    if match := _ISSUED.search(rest):
        issued = partial_date(match["rest"].strip(" .,"))
        if issued is None:
            extra.append(match[0].strip(" ,"))
        rest = rest[: match.start()]
    rest = rest.rstrip(" .,")
    while match := _TRAILING_PARENTHESES.search(rest):
        code = country_code(match["inside"])
        if len(match["inside"]) == 1:
            # The check character of a Hong Kong identity card: A123456(7).
            break
        if code and country is None:
            country = code
        else:
            extra.insert(0, match["inside"])
        rest = rest[: match.start()].rstrip(" ,")
    number = _NUMBER_WORDS.sub("", rest).strip(" ,:")
    if len(number) > 60 or not re.search(r"\d|^[A-Z]{4,}", number):
        return None
    if re.search(r"\b[a-z]{2,}\b", number):
        # A sentence: "OR801168 and Kuwaiti National ID No. 2810 issued under the name …".
        return None
    return DocumentText(number, country, issued, expires, "; ".join(e for e in extra if e))
