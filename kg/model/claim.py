"""The claim: one sourced statement about one property of one entity."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

CLAIM_SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("entity", pa.string(), nullable=False),
        pa.field("schema", pa.string(), nullable=False),
        pa.field("prop", pa.string(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
        pa.field("original", pa.string()),
        pa.field("file", pa.string(), nullable=False),
        pa.field("record", pa.string(), nullable=False),
        pa.field("line", pa.int64()),
        pa.field("span_start", pa.int64()),
        pa.field("span_end", pa.int64()),
        pa.field("valid_from", pa.date32()),
        pa.field("valid_to", pa.date32()),
        pa.field("seen_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("method", pa.string(), nullable=False),
        # A DOUBLE would be written in an encoding that Spark cannot read; as many decimals as
        # the claim's id counts with make it a small integer in the file.
        pa.field("confidence", pa.decimal128(7, 6), nullable=False),
    ]
)
"""Columns of the lake's claims, one row a claim; its view `claims` has `confidence` as DOUBLE."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one record of one source says about one property of one entity.

    Attributes:
        entity: record entity id, `{namespace}:{key}`.
        schema: ontology schema the source gives the entity.
        prop: ontology property of that schema.
        value: normalised value as text: dates as ISO partial dates, countries as
            lower-case ISO 3166-1 alpha-2, entity references as entity ids, money
            as `"123.45 USD"`.
        record: place inside the file: a natural key (`ent_num=36`) where the
            source has one, else `row 12` (1-based, header not counted).
        file: name of the file, without its folders.
        original: the text as the source has it; None when equal to `value`.
        line: 1-based line of the record in the file, None where lines mean nothing.
        span_start, span_end: character offsets (code points, end exclusive) of the
            words that state it, None outside running text.
        valid_from, valid_to: period for which the source says it holds, end
            exclusive; None is open.
        method: how the statement was got from the record (`column`, `ofac-remark`).
        confidence: 0 to 1; 1 is "the source says exactly this".
    """

    entity: str
    schema: str
    prop: str
    value: str
    record: str
    file: str
    original: str | None = None
    line: int | None = None
    span_start: int | None = None
    span_end: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    method: str = "record"
    confidence: float = 1.0


def claim_id(source: str, claim: Claim) -> str:
    """32 hex digits: the hash of what the claim says and of the record that says it.

    File name, line number and the time it was seen are left out, so that the same
    statement read from a renamed or re-ordered file is the same claim.
    """
    parts = (
        source,
        claim.entity,
        claim.schema,
        claim.prop,
        claim.value,
        claim.original or "",
        claim.record,
        "" if claim.span_start is None else str(claim.span_start),
        "" if claim.span_end is None else str(claim.span_end),
        "" if claim.valid_from is None else claim.valid_from.isoformat(),
        "" if claim.valid_to is None else claim.valid_to.isoformat(),
        claim.method,
        f"{claim.confidence:.6f}",
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


CLAIM_ID_SQL = (
    "left(sha256(concat_ws(chr(31), $source, entity, schema, prop, value, coalesce(original, ''),"
    " record, coalesce(span_start::varchar, ''), coalesce(span_end::varchar, ''),"
    " coalesce(valid_from::varchar, ''), coalesce(valid_to::varchar, ''), method,"
    " printf('%.6f', confidence))), 32)"
)
"""The same hash as a DuckDB expression over CLAIM_SCHEMA's columns; takes `$source`."""
