"""Strong identifiers: which records carry the same one.

The ontology says which properties, taken together, name one thing in the world. Values are
compared as capitals and digits. One names nothing where its property has a format that it does
not fit (`kg.values.identifiers.FORMATS`: check digits where the format has them, else its shape),
or where it looks like something put in for want of an identifier: see `_drop_placeholders`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import duckdb
import pyarrow as pa

from kg.identity.words import words
from kg.ontology import IdentityKey, Ontology, Property
from kg.values.identifiers import FORMATS
from kg.values.types import value_type

_FEWEST_CHARACTERS = 4
"""Of an identifier without a format, zeros in front apart: a shorter one is a serial number."""

_SHORT_CODES = frozenset({"territoryCode"})
"""Identifiers that are short by nature: ISO 3166 codes."""

_DIGIT_RUNS = tuple((digits * 4)[:40] for digits in ("0123456789", "1234567890", "9876543210"))


@dataclass(frozen=True, slots=True)
class SharedKey:
    """Records that carry one strong identifier: at least two, in order of id."""

    key: str
    value: str
    entities: tuple[str, ...]


def shared_keys(con: duckdb.DuckDBPyConnection, ontology: Ontology) -> list[SharedKey]:
    """All strong identifiers carried by two records or more, in a fixed order.

    `con` has the lake's view `claims`.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE identity_keys (key VARCHAR, value VARCHAR, entity VARCHAR)"
    )
    stated = {row[0] for row in con.execute("SELECT DISTINCT prop FROM claims").fetchall()}
    for key, schemata in _keys(ontology):
        if stated.issuperset(key.properties):
            _collect(con, ontology, key, schemata)
    rows = con.execute(
        """
        SELECT key, value, list(DISTINCT entity ORDER BY entity) AS entities
        FROM identity_keys GROUP BY key, value
        HAVING count(DISTINCT entity) > 1 ORDER BY key, value
        """
    ).fetchall()
    con.execute("DROP TABLE identity_keys")
    return [SharedKey(key, value, tuple(entities)) for key, value, entities in rows]


def _keys(ontology: Ontology) -> Iterator[tuple[IdentityKey, list[str]]]:
    """Every distinct key with the names of the schemata it holds for."""
    holders: dict[IdentityKey, list[str]] = {}
    for name in sorted(ontology.schemata):
        for key in ontology.schemata[name].identity:
            holders.setdefault(key, []).append(name)
    yield from holders.items()


def _collect(
    con: duckdb.DuckDBPyConnection, ontology: Ontology, key: IdentityKey, schemata: list[str]
) -> None:
    properties = [ontology.schemata[schemata[0]].properties[name] for name in key.properties]
    several = len(properties) > 1
    for index, prop in enumerate(properties):
        _comparable(con, prop, index, schemata, by_record=several)
    parts = [f"values_{index}" for index in range(len(properties))]
    joins = "".join(f" JOIN {part} USING (entity)" for part in parts[1:])
    for one, two in combinations(range(len(properties)), 2):
        _pair(con, one, two)
        joins += (
            f" JOIN together_{one}_{two} ON together_{one}_{two}.entity = values_0.entity"
            f" AND together_{one}_{two}.one = values_{one}.value"
            f" AND together_{one}_{two}.two = values_{two}.value"
        )
    text = " || ' ' || ".join(f"{part}.value" for part in parts)
    found = f"SELECT DISTINCT {text} AS value, values_0.entity AS entity FROM values_0{joins}"
    if not several and not properties[0].multiple and properties[0].type == "identifier":
        # The ontology knows one such number of a thing: with two, it names neither holder.
        found += " WHERE values_0.alone"
    con.execute(f"CREATE OR REPLACE TEMP TABLE named AS {found}")
    label = "+".join(key.properties)
    # A passport names both the document and the one who holds it.
    document = label if key.identifies is None else f"{schemata[0]} {label}"
    con.execute("INSERT INTO identity_keys SELECT ?, value, entity FROM named", [document])
    if key.identifies is not None:
        con.execute(
            "INSERT INTO identity_keys SELECT DISTINCT ?, named.value, holder.value FROM named"
            " JOIN claims holder ON holder.entity = named.entity AND holder.prop = ?",
            [f"{document} of {key.identifies}", key.identifies],
        )


def _pair(con: duckdb.DuckDBPyConnection, one: int, two: int) -> None:
    """Make table `together_ONE_TWO` of (entity, one, two): values that belong to each other.

    An entity with two numbers and two countries has not four identifiers. Values belong
    together where the entity has but one value of either property, or where one record
    states both and has but one value of either.
    """
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE together_{one}_{two} AS
        SELECT entity, a.value AS one, b.value AS two
        FROM values_{one} a JOIN values_{two} b USING (entity) WHERE a.alone OR b.alone
        UNION
        SELECT entity, a.value AS one, b.value AS two
        FROM stated_{one} a JOIN stated_{two} b USING (entity, place) WHERE a.alone OR b.alone
        """
    )


def _comparable(
    con: duckdb.DuckDBPyConnection,
    prop: Property,
    index: int,
    schemata: list[str],
    *,
    by_record: bool,
) -> None:
    """Make the tables of one property's comparable values.

    `values_INDEX` has (entity, value, alone), alone where the entity has no other value.
    `stated_INDEX`, made if `by_record`, has (entity, value, place, alone) of entities with
    several values: place is a hash of source, file and record, alone where that record gives
    the entity no other value.
    """
    value = value_type(prop.type).comparable_sql("value")
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE raw_values AS
        SELECT DISTINCT entity, {value} AS value,
               {"hash(source, file, record)" if by_record else "0"} AS place
        FROM claims WHERE prop = ? AND list_contains(?, schema)
        """,
        [prop.name, schemata],
    )
    con.execute("DELETE FROM raw_values WHERE value = ''")
    # A property that is called what a format is called has that format.
    check = FORMATS.get(prop.format or prop.name)
    _drop_placeholders(con, prop, has_format=check is not None)
    if check is not None:
        raw = [row[0] for row in con.execute("SELECT DISTINCT value FROM raw_values").fetchall()]
        checked = {text: check(text) for text in raw}
        con.register(
            "checked_values",
            pa.table(
                {"raw": list(checked), "value": list(checked.values())},
                schema=pa.schema([("raw", pa.string()), ("value", pa.string())]),
            ),
        )
        con.execute(
            """
            CREATE OR REPLACE TEMP TABLE raw_values AS
            SELECT DISTINCT v.entity, c.value, v.place FROM raw_values v
            JOIN checked_values c ON c.raw = v.value WHERE c.value IS NOT NULL
            """
        )
        con.unregister("checked_values")
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE values_{index} AS
        SELECT entity, value, count(*) OVER (PARTITION BY entity) = 1 AS alone
        FROM (SELECT DISTINCT entity, value FROM raw_values)
        """
    )
    if by_record:
        con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE stated_{index} AS
            SELECT entity, value, place, count(*) OVER (PARTITION BY entity, place) = 1 AS alone
            FROM raw_values
            WHERE entity IN (SELECT entity FROM values_{index} WHERE NOT alone)
            """
        )


def _drop_placeholders(con: duckdb.DuckDBPyConnection, prop: Property, *, has_format: bool) -> None:
    """Drop from `raw_values` what is put in for want of a value.

    Of texts, words such as "n/a" and "unknown". Of identifiers and telephone numbers, also one
    character repeated and digits counted up or down (123456789) and, without a format, what
    has fewer than four characters.
    """
    value = r"upper(regexp_replace(value, '[^\p{L}\p{N}]', '', 'g'))"
    if prop.type in ("identifier", "string", "name", "address", "phone"):
        con.execute(
            f"DELETE FROM raw_values WHERE list_contains(?, {value})",
            [sorted(words().placeholders)],
        )
    if prop.type not in ("identifier", "phone"):
        return
    # Letters before them do not make IMO 1234567 and A0000000 mean anything.
    digits = rf"regexp_replace({value}, '^(?:IMO|[A-Z]{{1,4}}(0{{5}}|9{{5}}))', '\1')"
    runs = " OR ".join(f"starts_with('{run}', digits)" for run in _DIGIT_RUNS)
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE raw_values AS
        SELECT * EXCLUDE (digits) FROM (SELECT *, {digits} AS digits FROM raw_values)
        WHERE NOT ({runs} OR replace(digits, left(digits, 1), '') = '')
        """
    )
    if prop.type == "identifier" and not has_format and prop.name not in _SHORT_CODES:
        con.execute(
            "DELETE FROM raw_values WHERE length(ltrim(value, '0')) < ?", [_FEWEST_CHARACTERS]
        )
