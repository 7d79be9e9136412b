"""Which records may mean a listed party: joins over the claims, by name, number and identity."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from kg.identity.name_keys import name_keys, names_to_compare
from kg.identity.near_names import likely_near, near_names

if TYPE_CHECKING:
    from kg.ontology import Ontology, Property
    from kg.view import View

_ROOTS = ("LegalEntity", "Asset")
_MAIN_NAME = "name"
_WEAK_ALIAS = "weakAlias"
_SHORTEST_NUMBER = 5

# The ends of intervals are partial dates, which compare as text: one holds through the whole of
# the year, month or day that it names.
_LISTED_SQL = """
CREATE OR REPLACE TEMP TABLE listed AS
WITH measures AS (
    SELECT entity AS measure, max(value) FILTER (prop = 'entity') AS record,
           min(value) FILTER (prop IN ('startDate', 'listingDate')) AS begins,
           max(value) FILTER (prop = 'endDate') AS ends
    FROM claims WHERE list_contains($sanctions, schema)
      AND prop IN ('entity', 'startDate', 'listingDate', 'endDate')
    GROUP BY entity
), tagged AS (
    -- A tag without a date is dated by a sanctions entry, of whenever; one with a date is told
    -- more by an entry that has begun.
    SELECT DISTINCT entity AS record FROM claims WHERE prop = 'topics' AND value = 'sanction'
      AND (valid_from IS NULL AND entity NOT IN (SELECT record FROM entered)
           OR valid_from <= $day::date AND entity NOT IN (
               SELECT record FROM measures
               WHERE record IS NOT NULL AND (begins IS NULL OR begins <= $day)))
      AND (valid_to IS NULL OR valid_to > $day::date)
)
SELECT record, list(measure ORDER BY measure) AS measures FROM measures
WHERE record IS NOT NULL AND (begins IS NULL OR begins <= $day)
  AND (ends IS NULL OR ends >= left($day, length(ends)))
GROUP BY record
UNION ALL
SELECT record, [] FROM tagged
"""

_ENTERED_SQL = """
SELECT DISTINCT value AS record FROM claims
WHERE prop = 'entity' AND list_contains($sanctions, schema)
"""

_RECORDS_SQL = """
CREATE OR REPLACE TEMP TABLE party_records AS
SELECT entity AS record, any_value(canonical) AS canonical, min(source) AS source,
       list(DISTINCT schema ORDER BY schema) AS schemata,
       entity IN (SELECT record FROM listed) AS is_listed,
       $screened IS NULL OR list_contains($screened, any_value(canonical)) AS is_screened
FROM claims WHERE list_contains($parties, schema) GROUP BY entity
"""

_NAMES_SQL = """
CREATE OR REPLACE TEMP TABLE spoken_names AS
SELECT entity AS record, schema, prop, value, list(id ORDER BY id) AS claims
FROM claims WHERE list_contains($parties, schema) AND list_contains($names, prop)
GROUP BY entity, schema, prop, value
UNION ALL
SELECT entity, any_value(schema), 'name',
       concat_ws(' ', min(value) FILTER (prop = 'firstName'),
                 min(value) FILTER (prop = 'middleName'), min(value) FILTER (prop = 'lastName')),
       list(id ORDER BY id)
FROM claims WHERE list_contains($people, schema)
  AND prop IN ('firstName', 'middleName', 'lastName')
  AND entity NOT IN (SELECT entity FROM claims WHERE prop = 'name')
GROUP BY entity
HAVING bool_or(prop = 'firstName') AND bool_or(prop = 'lastName')
"""

_OWN_NAMES_SQL = """
SELECT DISTINCT value FROM spoken_names n JOIN party_records r ON r.record = n.record
WHERE r.is_screened AND NOT r.is_listed ORDER BY value
"""

_SAME_NAMES_SQL = """
CREATE OR REPLACE TEMP TABLE keyed_names AS
SELECT n.record, n.prop, n.value, n.claims, k.key, r.canonical, r.source, r.is_listed,
       r.is_screened
FROM spoken_names n JOIN name_keys k ON k.value = n.value
JOIN party_records r ON r.record = n.record
WHERE k.person = list_contains($people, n.schema) OR list_contains($either, n.schema)
"""

_NAME_PAIRS_SQL = """
SELECT p.record, l.record AS listed, p.prop, l.prop AS listed_prop, p.value,
       l.value AS listed_value, p.claims, l.claims AS listed_claims, p.key,
       (SELECT count(DISTINCT canonical) FROM keyed_names a
        WHERE a.key = p.key AND NOT a.is_listed) AS parties
FROM keyed_names p JOIN keyed_names l USING (key)
WHERE l.is_listed AND NOT p.is_listed AND p.is_screened AND p.source <> l.source
ORDER BY ALL
"""

# An own number is the property and the number; a paper's is the number, the paper's schema and,
# where it is stated, its country, and belongs to the holder.
_NUMBERS_SQL = r"""
CREATE OR REPLACE TEMP TABLE party_numbers AS
WITH own AS (
    SELECT entity AS record, prop, id, value,
           upper(regexp_replace(value, '[^\p{L}\p{N}]', '', 'g')) AS number
    FROM claims WHERE list_contains($parties, schema) AND list_contains($numbers, prop)
), papers AS (
    SELECT n.entity, h.value AS record, n.schema, n.id, h.id AS holder_id, n.value,
           upper(regexp_replace(n.value, '[^\p{L}\p{N}]', '', 'g')) AS number,
           (SELECT min(c.value) FROM claims c
            WHERE c.entity = n.entity AND c.prop = 'country') AS country
    FROM claims n JOIN claims h ON h.entity = n.entity AND h.prop = 'holder'
    WHERE list_contains($papers, n.schema) AND n.prop = 'number'
), carried AS (
    SELECT record, prop, number, value, NULL AS country, [id] AS claims FROM own
    UNION ALL
    SELECT record, schema, number, value, country, [id, holder_id] FROM papers
)
SELECT c.*, r.source, r.is_listed FROM carried c JOIN party_records r ON r.record = c.record
WHERE length(c.number) >= $shortest AND (r.is_listed OR r.is_screened)
"""

_NUMBER_PAIRS_SQL = """
SELECT p.record, l.record AS listed, p.prop, p.value, l.value AS listed_value, p.claims,
       l.claims AS listed_claims, p.country IS NOT NULL AND l.country IS NOT NULL AS stated
FROM party_numbers p JOIN party_numbers l ON l.prop = p.prop AND l.number = p.number
WHERE l.is_listed AND NOT p.is_listed AND p.source <> l.source
  AND (p.country IS NULL OR l.country IS NULL OR p.country = l.country)
ORDER BY ALL
"""

# Of few own names, only listed ones that can be near: `likely` is a pattern on those in ASCII.
_NEAR_CANDIDATES_SQL = """
SELECT DISTINCT n.value, r.is_listed, unnest(
    CASE WHEN list_contains($people, schema) THEN [true]
         WHEN list_contains($either, schema) THEN [true, false] ELSE [false] END) AS person
FROM spoken_names n JOIN party_records r ON r.record = n.record
WHERE n.prop <> $weak AND (r.is_screened AND NOT r.is_listed OR r.is_listed AND (
    NOT regexp_full_match(n.value, '[ -~]*') OR regexp_matches(lower(n.value), $likely)))
ORDER BY ALL
"""

_NEAR_PAIRS_SQL = """
SELECT p.record, l.record AS listed, p.prop, l.prop AS listed_prop, p.value,
       l.value AS listed_value, p.claims, l.claims AS listed_claims, near.how, near.person
FROM near
JOIN keyed_names p ON p.value = near.value
JOIN keyed_names l ON l.value = near.listed_value
WHERE l.is_listed AND NOT p.is_listed AND p.is_screened AND p.source <> l.source
  AND p.prop <> $weak AND l.prop <> $weak
  AND starts_with(p.key, 'p:') = near.person AND starts_with(l.key, 'p:') = near.person
ORDER BY ALL
"""

_NAMELESS_SQL = """
SELECT min(r.record) FROM party_records r
WHERE NOT r.is_listed AND r.is_screened AND list_has_any(r.schemata, $bodies)
GROUP BY r.canonical HAVING r.canonical NOT IN (
    SELECT canonical FROM keyed_names UNION ALL
    SELECT canonical FROM party_records WHERE is_listed)
ORDER BY ALL
"""

_RESOLVED_SQL = """
SELECT p.record, l.record AS listed
FROM party_records p JOIN party_records l USING (canonical)
WHERE l.is_listed AND NOT p.is_listed AND p.is_screened AND p.source <> l.source ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class SameName:
    """A name of a record that is, or is near, a name of a listed record.

    `parties` have it in all; `how` says what sets near names apart, "" where they are the same.
    """

    record: str
    listed: str
    kind: str
    value: str
    listed_value: str
    single_word: bool
    parties: int
    claims: tuple[str, ...]
    how: str = ""


@dataclass(frozen=True, slots=True)
class SameNumber:
    """A number of a record that is also a listed record's.

    `prop` is the property, or the schema of the paper; `checked` that it names one party in the
    world, or one paper of one country.
    """

    record: str
    listed: str
    prop: str
    value: str
    checked: bool
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everything that links records of parties to listed records.

    `nameless` are parties, by a record of each, that have no name to compare.
    """

    names: tuple[SameName, ...]
    numbers: tuple[SameNumber, ...]
    resolved: tuple[tuple[str, str], ...]
    nameless: tuple[str, ...]


def entered_records(view: View) -> list[str]:
    """Records that a sanctions entry names, among the claims of the view."""
    sanctions = _descendants(view.ontology, ("Sanction",))
    return [record for (record,) in view.sql(_ENTERED_SQL, {"sanctions": sanctions})]


def candidates(
    view: View, entered: Collection[str], parties: Collection[str] | None = None
) -> Candidates:
    """Find them. Leaves the temporary tables `listed` (record, measures) and `party_records`
    (record, canonical, source, schemata, is_listed, is_screened) on the view's connection.

    Args:
        entered: records that a sanctions entry names, of whatever date.
        parties: canonical ids of those to look for; None is all.
    """
    ontology = view.ontology
    day = (view.as_of or datetime.now(UTC)).date().isoformat()
    kinds = _descendants(ontology, _ROOTS)
    people = _descendants(ontology, ("Person",))
    # What may be a person or an organisation, for all its schema says.
    either = [name for name in kinds if name != "Person" and ontology.get("Person").is_a(name)]
    con = view.con
    con.register("entered", pa.table({"record": pa.array(entered, pa.string())}))
    con.execute(_LISTED_SQL, {"sanctions": _descendants(ontology, ("Sanction",)), "day": day})
    con.unregister("entered")
    screened = None if parties is None else sorted(parties)
    con.execute(_RECORDS_SQL, {"parties": kinds, "screened": screened})
    names = sorted({p.name for p in _properties(ontology, kinds) if p.type == "name"})
    con.execute(_NAMES_SQL, {"parties": kinds, "names": names, "people": people})
    own = None if parties is None else [name for (name,) in con.execute(_OWN_NAMES_SQL).fetchall()]
    kinds_of_name = {"people": people, "either": either}
    found = con.execute(
        _NEAR_CANDIDATES_SQL, {**kinds_of_name, "weak": _WEAK_ALIAS, "likely": likely_near(own)}
    ).fetchall()
    near = near_names(
        ((value, person) for value, is_listed, person in found if not is_listed),
        ((value, person) for value, is_listed, person in found if is_listed),
    )
    con.register("near_found", near)
    con.execute("CREATE OR REPLACE TEMP TABLE near AS SELECT * FROM near_found")
    con.unregister("near_found")
    compared = {*names_to_compare(con, own), *near["listed_value"].to_pylist()}
    con.register("name_keys", name_keys(sorted(compared)))
    con.execute(_SAME_NAMES_SQL, kinds_of_name)
    con.unregister("name_keys")
    numbers = {p.name: p for p in _properties(ontology, kinds) if p.type == "identifier"}
    con.execute(
        _NUMBERS_SQL,
        {
            "parties": kinds,
            "numbers": sorted(numbers),
            "papers": _descendants(ontology, ("Identification",)),
            "shortest": _SHORTEST_NUMBER,
        },
    )
    return Candidates(
        names=(*_same_names(view), *_near_names(view)),
        numbers=tuple(
            SameNumber(
                record=row["record"],
                listed=row["listed"],
                prop=row["prop"],
                value=row["value"],
                checked=_is_checked(row["prop"], bool(row["stated"]), numbers),
                claims=(*row["claims"], *row["listed_claims"]),
            )
            for row in view.sql(_NUMBER_PAIRS_SQL).dicts()
        ),
        resolved=tuple((record, listed) for record, listed in view.sql(_RESOLVED_SQL).rows),
        nameless=tuple(
            str(record)
            for (record,) in view.sql(
                _NAMELESS_SQL, {"bodies": _descendants(ontology, ("LegalEntity",))}
            )
        ),
    )


def _same_names(view: View) -> Iterable[SameName]:
    for row in view.sql(_NAME_PAIRS_SQL).dicts():
        kind = _kind_of_name(row["prop"], row["listed_prop"])
        yield _name(row, kind, single_word=" " not in row["key"][2:], parties=row["parties"])


def _near_names(view: View) -> Iterable[SameName]:
    for row in view.sql(_NEAR_PAIRS_SQL, {"weak": _WEAK_ALIAS}).dicts():
        yield _name(row, "near_name", single_word=False, parties=1, how=row["how"])


def _name(
    row: Mapping[str, Any], kind: str, *, single_word: bool, parties: int, how: str = ""
) -> SameName:
    return SameName(
        record=row["record"],
        listed=row["listed"],
        kind=kind,
        value=row["value"],
        listed_value=row["listed_value"],
        single_word=single_word,
        parties=parties,
        claims=(*row["claims"], *row["listed_claims"]),
        how=how,
    )


def _descendants(ontology: Ontology, roots: Iterable[str]) -> list[str]:
    return sorted(
        name
        for name, schema in ontology.schemata.items()
        if any(schema.is_a(root) for root in roots)
    )


def _properties(ontology: Ontology, schemata: Iterable[str]) -> Iterable[Property]:
    for name in schemata:
        yield from ontology.schemata[name].properties.values()


def _kind_of_name(prop: str, listed_prop: str) -> str:
    both = {prop, listed_prop}
    if _WEAK_ALIAS in both:
        return "weak_alias"
    return "name" if both == {_MAIN_NAME} else "alias"


def _is_checked(prop: str, country_stated: bool, numbers: dict[str, Property]) -> bool:
    if prop in numbers:
        return numbers[prop].format is not None
    return country_stated
