"""Cypher text as tokens: enough to tell words from strings, names and comments."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kg.errors import QueryRefused

Kind = Literal["word", "name", "string", "number", "parameter", "sign"]

_QUERIES_KEPT = 256
"""Queries whose shape is remembered: the project's own are few, and asked again and again."""

_PATH_FUNCTIONS = frozenset({"SHORTESTPATH", "ALLSHORTESTPATHS"})

_KINDS: tuple[tuple[Kind | None, re.Pattern[str], str | None], ...] = (
    (None, re.compile(r"\s+"), None),
    (None, re.compile(r"//[^\n\r]*"), None),
    (None, re.compile(r"/\*.*?\*/|(?P<open>/\*)", re.DOTALL), "comment"),
    ("string", re.compile(r"'(?:[^'\\]|\\.)*'|(?P<open>')", re.DOTALL), "string"),
    ("string", re.compile(r'"(?:[^"\\]|\\.)*"|(?P<open>")', re.DOTALL), "string"),
    ("name", re.compile(r"`(?:[^`]|``)*`|(?P<open>`)"), "name in backticks"),
    ("parameter", re.compile(r"\$(?:\w+|`(?:[^`]|``)*`)"), None),
    # No letters but a number's own: engines take `1SET` for a number and a keyword.
    (
        "number",
        re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?"),
        None,
    ),
    ("word", re.compile(r"\w+"), None),
)
"""What a token looks like, by its beginning; the text says what lacks its end where one does."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query.

    Attributes:
        kind: `word` is a keyword or a plain name, `name` stood in backticks.
        text: as written; of a name or parameter, without its marks.
        start, end: character offsets in the query.
    """

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The word in capitals, whatever case or look-alike letters it is written in.

        Engines compare keywords by Unicode's rules, where `ſet` is SET; empty for other tokens.
        """
        if self.kind != "word":
            return ""
        return unicodedata.normalize("NFKC", self.text).upper().casefold().upper()

    def is_sign(self, text: str) -> bool:
        """True for this punctuation mark."""
        return self.kind == "sign" and self.text == text


def tokenize(query: str) -> list[Token]:
    """The tokens of a query, comments and white space left out.

    Raises:
        QueryRefused: a string, name or comment has no end.
    """
    tokens: list[Token] = []
    at = 0
    while at < len(query):
        match, token = _next(query, at)
        if token is not None:
            tokens.append(token)
        at = match
    return tokens


def _next(query: str, at: int) -> tuple[int, Token | None]:
    """The end of what begins at `at`, and the token it is, if it is one."""
    for kind, pattern, unended in _KINDS:
        match = pattern.match(query, at)
        if match is None:
            continue
        if unended is not None and match.lastgroup == "open":
            line = query.count("\n", 0, at) + 1
            raise QueryRefused(f"a {unended} has no end", line=line)
        if kind is None:
            return match.end(), None
        text = match[0]
        if kind in ("name", "parameter"):
            text = text.removeprefix("$")
            text = text[1:-1].replace("``", "`") if text.startswith("`") else text
        return match.end(), Token(kind, text, at, match.end())
    return at + 1, Token("sign", query[at], at, at + 1)


@lru_cache(maxsize=_QUERIES_KEPT)
def result_columns(query: str) -> tuple[str, ...]:
    """Names of the columns a query returns, as its last RETURN gives them.

    Engines that hand out rows as maps say nothing of the columns when there is no row.
    Empty where the query returns `*`, or nothing.
    """
    tokens = tokenize(query)
    depth = 0
    start = None
    for index, token in enumerate(tokens):
        depth += _step(token)
        if depth == 0 and token.keyword == "RETURN" and not _is_name(tokens, index):
            start = index + 1
    if start is None:
        return ()
    if start < len(tokens) and tokens[start].keyword == "DISTINCT":
        start += 1
    columns: list[str] = []
    item: list[Token] = []
    for token in [*tokens[start:], Token("sign", ",", len(query), len(query))]:
        depth += _step(token)
        ends = depth == 0 and (
            token.is_sign(";") or token.keyword in ("ORDER", "SKIP", "LIMIT", "OFFSET", "UNION")
        )
        if item and ((depth == 0 and token.is_sign(",")) or ends):
            columns.append(_column(query, item))
            item = []
        elif not ends:
            item.append(token)
        if ends:
            break
    return () if "*" in columns else tuple(columns)


@lru_cache(maxsize=_QUERIES_KEPT)
def names_a_path(query: str) -> bool:
    """Whether the query names a path (`p = (a)-->(b)`) or asks for one, and so may return it."""
    tokens = tokenize(query)
    if any(token.keyword in _PATH_FUNCTIONS for token in tokens):
        return True
    return any(
        name.kind in ("word", "name") and equals.is_sign("=") and after.is_sign("(")
        for name, equals, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _column(query: str, item: list[Token]) -> str:
    if len(item) > 2 and item[-2].keyword == "AS":
        return item[-1].text
    if len(item) == 1 and item[0].kind == "name":
        return item[0].text
    return query[item[0].start : item[-1].end]


def _step(token: Token) -> int:
    if token.kind != "sign":
        return 0
    return (token.text in "([{") - (token.text in ")]}")


def _is_name(tokens: list[Token], index: int) -> bool:
    """The word stands where only a name can: after a dot or colon, or as a map's key."""
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return bool(
        (before and (before.is_sign(".") or before.is_sign(":"))) or (after and after.is_sign(":"))
    )
