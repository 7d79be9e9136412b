"""Claims' values as the graph holds them: SQL that gives each property its typed form.

What a property becomes is told in `kg.ontology.stored`, where the names beside it are; readers
that want the claims' own text back find it in `kg.store.values`.
"""

from __future__ import annotations

from kg.ontology.stored import ALL, CURRENCY, FROM, MAJOR, TEXT, TO

_PLAIN = r"-?[0-9]+(\.[0-9]+)?"
_SHORT = "0|-?[1-9][0-9]{0,14}"
"""Whole numbers that a double prints as they are written."""

MACROS = (
    # Days that a date may mean; one without a year of our era is not looked at.
    r"""
    CREATE OR REPLACE TEMP MACRO first_day_of(t) AS (
        CASE WHEN t < '0001' THEN NULL
             WHEN regexp_full_match(t, '\d{4}') THEN try_cast(t || '-01-01' AS date)
             WHEN regexp_full_match(t, '\d{4}-\d\d') THEN try_cast(t || '-01' AS date)
             WHEN regexp_matches(t, '^\d{4}-\d\d-\d\d([T ].*)?$')
             THEN try_cast(left(t, 10) AS date) END
    )
    """,
    r"""
    CREATE OR REPLACE TEMP MACRO last_day_of(t) AS (
        CASE WHEN t < '0001' THEN NULL
             WHEN regexp_full_match(t, '\d{4}') THEN try_cast(t || '-12-31' AS date)
             WHEN regexp_full_match(t, '\d{4}-\d\d') THEN last_day(try_cast(t || '-01' AS date))
             ELSE first_day_of(t) END
    )
    """,
    f"""
    CREATE OR REPLACE TEMP MACRO finite_number(t) AS (
        CASE WHEN regexp_full_match(t, '{_PLAIN}') AND isfinite(try_cast(t AS double))
             THEN t::double END
    )
    """,
    # By digits, for a double cannot hold every amount.
    """
    CREATE OR REPLACE TEMP MACRO minor_amount(t, places) AS (
        CASE WHEN length(rtrim(split_part(t, '.', 2), '0')) <= places
             THEN try_cast(split_part(t, '.', 1)
                           || rpad(rtrim(split_part(t, '.', 2), '0'), places::integer, '0')
                           AS bigint) END
    )
    """,
)
"""Functions that `typed_properties` calls; they need not the claims but the connection."""

ORDER = (
    "-confidence, DATE '2000-01-01' - coalesce(valid_to, DATE '9999-12-31'),"
    " DATE '2000-01-01' - coalesce(valid_from, DATE '0001-01-01')"
)
"""Which of several values is shown: the surest, then the one that holds longest, then since latest.

Nothing here depends on the order in which sources were read.
"""


def typed_properties(rows: str) -> str:
    """SELECT of the properties of each entity, as the insides of two JSON objects.

    Args:
        rows: FROM clause of columns entity, prop, value, confidence, valid_from, valid_to, and
            of the property's stored, multiple, currency_prop and currency, as in the tables
            that `register_ontology` makes.

    Returns:
        SELECT of entity, told (members with texts, numbers and lists) and dates (members whose
        values are days in ISO 8601); NULL is none. Members stand in the order of their names.
    """
    return f"""
        WITH best AS MATERIALIZED (
            SELECT entity, prop, any_value(stored) AS stored, bool_or(multiple) AS multiple,
                   any_value(currency_prop) AS currency_prop, any_value(currency) AS currency,
                   list_sort(list_distinct(list(value) FILTER (WHERE multiple))) AS everything,
                   arg_min(value, ({ORDER}, CASE WHEN stored = 'date' THEN -length(value)
                                                 ELSE length(value) END, value)) AS preferred,
                   min(CASE WHEN multiple AND stored = 'date'
                            THEN first_day_of(split_part(value, '/', 1)) END) AS earliest,
                   max(CASE WHEN multiple AND stored = 'date'
                            THEN last_day_of(split_part(value, '/', -1)) END) AS latest
            {rows} GROUP BY entity, prop
        ), codes AS (
            -- Where sources differ in the currency, none can be put beside an amount.
            SELECT entity, prop AS currency_prop, min(value) AS code
            FROM (SELECT entity, prop, value {rows})
            WHERE prop IN (SELECT currency_prop FROM currency_properties)
            GROUP BY entity, prop HAVING count(DISTINCT value) = 1
        ), amounts AS (
            SELECT b.entity, b.prop, b.preferred,
                   split_part(b.preferred, ' ', 1) AS amount,
                   CASE WHEN b.currency_prop IS NULL AND b.currency IS NULL
                        THEN nullif(split_part(b.preferred, ' ', 2), '') END AS own,
                   coalesce(own, b.currency, c.code) AS code
            FROM best b LEFT JOIN codes c USING (entity, currency_prop)
            WHERE b.stored = 'money'
        ), money AS (
            SELECT a.entity, a.prop, a.amount, a.own, minor_amount(a.amount, p.places) AS minor,
                   finite_number(a.amount) AS major
            FROM amounts a LEFT JOIN currency_places p ON p.currency = a.code
            WHERE coalesce(a.own = p.currency, contains(a.preferred, ' ') = false)
        ), read AS (
            SELECT b.*, m.own, m.minor,
                   CASE WHEN stored = 'money' THEN m.major
                        WHEN stored = 'number' THEN finite_number(preferred) END AS number,
                   CASE WHEN stored = 'money' THEN m.amount
                        WHEN stored = 'number' THEN preferred END AS digits,
                   CASE WHEN stored = 'date' THEN first_day_of(split_part(preferred, '/', 1))
                   END AS first_day,
                   CASE WHEN stored = 'date' THEN last_day_of(split_part(preferred, '/', -1))
                   END AS last_day
            FROM best b LEFT JOIN money m USING (entity, prop)
        ), members AS (
            SELECT entity, prop,
                   nullif(concat_ws(',',
                       CASE WHEN stored = 'text' THEN {_member("", "to_json(preferred)")}
                            WHEN stored = 'number' THEN {_member("", "to_json(number)")}
                            WHEN stored = 'money' THEN {_member("", "minor")} END,
                       CASE WHEN multiple THEN {_member(ALL, "to_json(everything)")} END,
                       {_member(CURRENCY, "to_json(own)")},
                       CASE WHEN stored = 'money' THEN {_member(MAJOR, "to_json(number)")} END,
                       CASE WHEN stored IN ('number', 'money') AND NOT coalesce({_SAID}, false)
                              OR stored = 'date' AND NOT coalesce({_DAY_KNOWN}, false)
                            THEN {_member(TEXT, "to_json(preferred)")} END
                   ), '') AS told,
                   CASE WHEN stored = 'date' THEN nullif(concat_ws(',',
                       CASE WHEN first_day = last_day THEN {_member("", _day("first_day"))} END,
                       {_member(FROM, _day("coalesce(earliest, first_day)"))},
                       {_member(TO, _day("coalesce(latest, last_day)"))}
                   ), '') END AS dates
            FROM read
        )
        SELECT entity, string_agg(told, ',' ORDER BY prop) AS told,
               string_agg(dates, ',' ORDER BY prop) AS dates
        FROM members GROUP BY entity
    """


_SAID = f"""(
    number IS NOT NULL AND (regexp_full_match(digits, '{_SHORT}')
        OR digits = number::varchar AND NOT contains(digits, 'e') AND NOT suffix(digits, '.0'))
)"""
"""The number prints as the claim has it, so that the claim's text need not be kept beside it."""

_DAY_KNOWN = "(first_day = last_day AND length(preferred) = 10)"


def _member(suffix: str, json: str) -> str:
    """Member of an object, NULL where its value is; names are plain words."""
    return f"""'"' || prop || '{suffix}":' || {json}"""


def _day(date: str) -> str:
    return f"""'"' || {date} || '"'"""
