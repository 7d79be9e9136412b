"""Letting only reading queries of a user's own through.

The first of two lines: the engine refuses writes as well (the embedded one by running the
text as a query, Neo4j by a read transaction and by the kind of its plan). This one also
refuses what an engine counts as reading: files, network addresses, other databases, and
procedures and functions that are not known to be harmless.
"""

from __future__ import annotations

from collections.abc import Collection

from kg.errors import QueryRefused, UsageError
from kg.store.tokens import Token, tokenize

_LONGEST = 100_000

_FIRST_WORDS = frozenset({"MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL"})

_REFUSED_WORDS = frozenset(
    {
        "CREATE",
        "CSV",
        "DELETE",
        "DETACH",
        "DROP",
        "FOREACH",
        "GRAPH",
        "INSERT",
        "LOAD",
        "MERGE",
        "NODETACH",
        "REMOVE",
        "SET",
        "SHOW",
        "TERMINATE",
        "TRANSACTIONS",
        "USE",
    }
)
"""Words that may stand inside a query and do more than read; others can only begin one."""

_PROCEDURES = frozenset(
    {"DB.LABELS", "DB.RELATIONSHIPTYPES", "DB.PROPERTYKEYS", "DB.SCHEMA.VISUALIZATION"}
)

_NAMESPACES = frozenset(
    {"DATE", "DATETIME", "DURATION", "LOCALDATETIME", "LOCALTIME", "POINT", "TIME"}
)
"""Beginnings of functions with a dot in their name, such as `duration.between`."""


def check_reads_only(query: str, parameters: Collection[str] = ()) -> str:
    r"""The query as it may be run, or an error.

    Args:
        parameters: names of the parameters given with it.

    Returns:
        the query without a semicolon at its end.

    Raises:
        QueryRefused: it does something else than reading the graph, is longer than 100,000
            characters, holds several statements, or cannot be told apart for sure: it has
            a string without end, a null character, or the escape `\u`, which one engine
            reads before it looks for the ends of strings.
        UsageError: it is empty, or a parameter it needs is not given.
    """
    if len(query) > _LONGEST:
        raise QueryRefused(f"the query is longer than {_LONGEST} characters")
    if any("\ud800" <= sign <= "\udfff" for sign in query):
        raise QueryRefused("the query holds bytes that are no UTF-8 text")
    if "\0" in query:
        raise QueryRefused("the query has a null character")
    if "\\u" in query.casefold():
        raise QueryRefused(
            r"the query has a character escape \u", hint="Write the character itself"
        )
    tokens = tokenize(query)
    while tokens and tokens[-1].is_sign(";"):
        query = query[: tokens.pop().start]
    if not tokens:
        raise UsageError("the query is empty")
    if tokens[0].keyword not in _FIRST_WORDS:
        raise _refused(query, tokens[0], "a query begins with MATCH, WITH, UNWIND, RETURN or CALL")
    for index, token in enumerate(tokens):
        if token.is_sign(";"):
            raise _refused(query, token, "one statement at a time")
        if token.keyword in _REFUSED_WORDS and not _is_name(tokens, index):
            raise _refused(query, token, "queries here only read; put a plain name in backticks")
    _check_calls(query, tokens)
    known = set(parameters)
    for token in tokens:
        if token.kind == "parameter" and token.text not in known:
            raise UsageError(f"the query needs a value for ${token.text}")
    return query


def _check_calls(query: str, tokens: list[Token]) -> None:
    for index, token in enumerate(tokens):
        after_call = index > 0 and tokens[index - 1].keyword == "CALL"
        if after_call and not _is_name(tokens, index - 1):
            if token.is_sign("{") or token.is_sign("("):
                continue
            name, _ = _dotted(tokens, index)
            if name not in _PROCEDURES:
                raise _refused(query, token, "this procedure may do more than read")
        elif token.kind in ("word", "name") and not _follows_dot(tokens, index):
            name, end = _dotted(tokens, index)
            called = end < len(tokens) and tokens[end].is_sign("(")
            if called and "." in name and name.partition(".")[0] not in _NAMESPACES:
                raise _refused(query, token, "this function may do more than read")


def _dotted(tokens: list[Token], index: int) -> tuple[str, int]:
    """The dotted name that begins at `index`, in capitals, and the index after it."""
    parts = [_capitals(tokens[index])]
    index += 1
    while index + 1 < len(tokens) and tokens[index].is_sign("."):
        parts.append(_capitals(tokens[index + 1]))
        index += 2
    return ".".join(parts), index


def _capitals(token: Token) -> str:
    return token.keyword or token.text.upper()


def _follows_dot(tokens: list[Token], index: int) -> bool:
    """The word is a property or the like: not so after a number (`1.`) or a range (`1..`)."""
    if index == 0 or not tokens[index - 1].is_sign("."):
        return False
    return index > 1 and tokens[index - 2].kind != "number" and not tokens[index - 2].is_sign(".")


def _is_name(tokens: list[Token], index: int) -> bool:
    """The word stands where no clause can begin: as a property, a label or a map's key."""
    if index == 0:
        return False
    before = tokens[index - 1]
    # A clause can follow a bar in FOREACH alone, which is refused.
    if _follows_dot(tokens, index) or (before.kind == "sign" and before.text in ":|&!"):
        return True
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    is_key = before.is_sign("{") or before.is_sign(",")
    return is_key and after is not None and after.is_sign(":")


def _refused(query: str, token: Token, hint: str) -> QueryRefused:
    return QueryRefused(
        "the query is not allowed",
        line=query.count("\n", 0, token.start) + 1,
        value=token.text,
        hint=f"{hint[0].upper()}{hint[1:]}",
    )
