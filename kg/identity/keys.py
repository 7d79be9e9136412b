"""Strong identifiers: which records carry the same one.

The ontology says which properties, taken together, name one thing in the world. Values are
compared as capitals and digits; one whose check digits fail names nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from kg.model.identifiers import bic, iban, imo, lei
from kg.ontology import IdentityKey, Ontology, Property

_CHECKED_FORMATS: dict[str, Callable[[str], str | None]] = {
    "iban": iban,
    "lei": lei,
    "imo": imo,
    "bic": bic,
}


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
    for key, schemata in _keys(ontology):
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
    parts, tables = [], []
    for index, prop in enumerate(properties):
        parts.append(_comparable(con, prop, index, schemata))
        tables.append(f"values_{index}")
    joins = " ".join(f"JOIN {table} USING (entity)" for table in tables[1:])
    text = " || ' ' || ".join(f"{table}.value" for table in tables)
    label = "+".join(key.properties)
    if key.identifies is None:
        con.execute(
            f"INSERT INTO identity_keys SELECT DISTINCT ?, {text}, {tables[0]}.entity"
            f" FROM {tables[0]} {joins}",
            [label],
        )
        return
    # A passport names both the document and the one who holds it.
    document = f"{schemata[0]} {label}"
    con.execute(
        f"INSERT INTO identity_keys SELECT DISTINCT ?, {text}, {tables[0]}.entity"
        f" FROM {tables[0]} {joins}",
        [document],
    )
    con.execute(
        f"INSERT INTO identity_keys SELECT DISTINCT ?, {text}, holder.value"
        f" FROM {tables[0]} {joins}"
        f" JOIN claims holder ON holder.entity = {tables[0]}.entity AND holder.prop = ?",
        [f"{document} of {key.identifies}", key.identifies],
    )


def _comparable(
    con: duckdb.DuckDBPyConnection, prop: Property, index: int, schemata: list[str]
) -> str:
    """Make table `values_{index}` of (entity, comparable value) of one property; its name."""
    table = f"values_{index}"
    value = "value"
    if prop.type in ("identifier", "address", "string", "name"):
        value = r"upper(regexp_replace(value, '[^\p{L}\p{N}]', '', 'g'))"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {table} AS
        SELECT DISTINCT entity, {value} AS value FROM claims
        WHERE prop = ? AND list_contains(?, schema)
        """,
        [prop.name, schemata],
    )
    con.execute(f"DELETE FROM {table} WHERE value = ''")
    check = _CHECKED_FORMATS.get(prop.format or "")
    if check is not None:
        raw = [row[0] for row in con.execute(f"SELECT DISTINCT value FROM {table}").fetchall()]
        checked = {text: check(text) for text in raw}
        con.register(
            "checked_values",
            pa.table(
                {"raw": list(checked), "value": list(checked.values())},
                schema=pa.schema([("raw", pa.string()), ("value", pa.string())]),
            ),
        )
        con.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE {table} AS
            SELECT DISTINCT v.entity, c.value FROM {table} v
            JOIN checked_values c ON c.raw = v.value WHERE c.value IS NOT NULL
            """
        )
        con.unregister("checked_values")
    return table
