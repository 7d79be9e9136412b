"""Keys of names: equal for spellings of one name, and a quick look for names that may have one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.identity.words import words
from kg.text.names import legal_form_words, legal_forms, normalise_name

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_AND = "and"

MOST_TELLTALES = 2000
"""Words looked for at a time; beyond, comparing every name is quicker."""

_SHORT = 4
"""Letters of a word below which it stands inside too many others."""

# What normalising leaves of plain ASCII is its letters and digits, apart from legal forms; a
# word of a key is then a piece of the text without apostrophes, and without full stops where it
# is made of initials. Of other names only normalising can tell.
_LIKELY_SQL = """
WITH names AS (SELECT DISTINCT value, lower(value) AS low FROM spoken_names)
SELECT value FROM names
WHERE NOT regexp_full_match(value, '[ -~]*')
   OR regexp_matches(translate(low, '''`.', ''), $words)
   OR $any_short AND (
       regexp_matches(low, '[a-z0-9][.][a-z0-9]')
       OR regexp_matches(translate(low, '''`', ''), $short)
   )
ORDER BY value
"""


def names_nobody(value: str) -> bool:
    """Whether it stands for want of a name ("N/A", "Unknown"), or is nothing but a legal form."""
    normal = normalise_name(value)
    return normal.replace(" ", "").upper() in words().placeholders or legal_forms().issuperset(
        normal.split()
    )


def key(value: str, *, person: bool) -> str:
    """Key of a name as a person's or as another party's; "" for one that names nobody."""
    normal = normalise_name(value, person=person)
    return ("p:" if person else "o:") + normal if normal and not names_nobody(value) else ""


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
    tales = {""}
    if own is not None:
        tales = {telltale(value, person=person) for value in own for person in (True, False)}
    if not tales:
        return []
    if "" in tales or len(tales) > MOST_TELLTALES:
        found = con.execute("SELECT DISTINCT value FROM spoken_names ORDER BY value")
    else:
        short = {word for word in tales if len(word) < _SHORT}
        patterns = {
            "words": _either(tales - short),
            "any_short": bool(short),
            "short": f"(?:^|[^a-z0-9])(?:{_either(short)})(?:$|[^a-z0-9])",
        }
        found = con.execute(_LIKELY_SQL, patterns)
    return [value for (value,) in found.fetchall()]


def telltale(value: str, *, person: bool) -> str:
    """A word that every plain spelling of the name has in it; "" where there is none."""
    every = set(normalise_name(value, person=person).split()) - {_AND}
    # A person's name keeps what is a legal form elsewhere, but so do very many others.
    every = every - legal_form_words() or every if person else every - legal_forms()
    return max(every, key=lambda word: (len(word), word), default="")


def _either(words: Iterable[str]) -> str:
    """A pattern of one of the words; of nothing but the empty text where there is none."""
    return "|".join(re.escape(word) for word in sorted(words)) or "$^"
