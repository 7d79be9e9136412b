"""Keys of names: equal for spellings of one name, and a quick look for names that may have one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.model.names import legal_forms, normalise_name

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_AND = "and"

MOST_TELLTALES = 2000
"""Words looked for at a time; beyond, comparing every name is quicker."""

# What normalising leaves of plain ASCII is its letters and digits, apart from legal forms; a
# word of a key is then a piece of the text without apostrophes and full stops. Of other names
# only normalising can tell.
_LIKELY_SQL = """
SELECT DISTINCT value FROM spoken_names
WHERE NOT regexp_full_match(value, '[ -~]*')
   OR regexp_matches(translate(lower(value), '''`.', ''), $words)
ORDER BY value
"""


def key(value: str, *, person: bool) -> str:
    """Key of a name as a person's or as another party's; "" for a name of nothing."""
    normal = normalise_name(value, person=person)
    return ("p:" if person else "o:") + normal if normal else ""


def name_keys(values: Iterable[str]) -> pa.Table:
    """Keys of names (value, person, key); names of nothing have none."""
    import pyarrow as pa

    rows = [
        (value, person, found)
        for value in values
        for person in (True, False)
        if (found := key(value, person=person))
    ]
    schema = pa.schema([("value", pa.string()), ("person", pa.bool_()), ("key", pa.string())])
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema)


def names_to_compare(con: duckdb.DuckDBPyConnection, own: Iterable[str] | None) -> list[str]:
    """Names of the table `spoken_names` (value), each once.

    Args:
        own: only those that may have a key of one of these, and some more; None is all.
    """
    words = {""}
    if own is not None:
        words = {telltale(value, person=person) for value in own for person in (True, False)}
    if not words:
        return []
    if "" in words or len(words) > MOST_TELLTALES:
        found = con.execute("SELECT DISTINCT value FROM spoken_names ORDER BY value")
    else:
        found = con.execute(_LIKELY_SQL, {"words": "|".join(map(re.escape, sorted(words)))})
    return [value for (value,) in found.fetchall()]


def telltale(value: str, *, person: bool) -> str:
    """A word that every plain spelling of the name has in it; "" where there is none."""
    words = set(normalise_name(value, person=person).split()) - {_AND}
    if not person:
        words -= legal_forms()
    return max(words, key=lambda word: (len(word), word), default="")
