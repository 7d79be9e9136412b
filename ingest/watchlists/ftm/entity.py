"""Claims of FollowTheMoney entities and statements, checked against the ontology."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ingest.watchlists.claims import RecordClaims
from kg.errors import NotFound
from kg.text.dates import partial_date
from kg.values import identifiers
from kg.values.countries import country_code

if TYPE_CHECKING:
    from kg.lake import SourceWriter
    from kg.ontology import Ontology, Property, Schema

METADATA = frozenset(
    {
        "id", "schema", "properties", "caption", "referents", "datasets", "first_seen",
        "last_seen", "last_change", "target", "origin",
    }
)  # fmt: skip
"""What an entity may have beside its properties. All but id, schema, properties and
datasets is left out on purpose: it is derived, or about the publisher's bookkeeping."""

STATEMENT = frozenset(
    {
        "id", "entity_id", "canonical_id", "schema", "prop", "prop_type", "value",
        "original_value", "dataset", "lang", "external", "first_seen", "last_seen", "origin",
    }
)  # fmt: skip
"""What a statement may have; likewise."""

_DEEPEST_NESTING = 5
_LONGEST_VALUE = 100_000
_LONGEST_EMAIL = 320


class BadEntity(ValueError):
    """A record that cannot be used: reason, its id, and the field at fault."""

    def __init__(
        self, reason: str, *, record: str | None = None, field: str | None = None, value: Any = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.record = record
        self.field = field
        self.value = None if value is None else str(value)[:200]


class FtmClaims:
    """Turns the records of one file into claims."""

    def __init__(self, writer: SourceWriter, ontology: Ontology, namespace: str, file: str) -> None:
        self.writer = writer
        self.ontology = ontology
        self.namespace = namespace
        self.file = file

    def add(self, record: dict[str, Any], line: int) -> None:
        """Add the claims of an entity, its nested entities, or a statement.

        Raises:
            BadEntity: it has no id, or its schema is not in the ontology.
        """
        if "entity_id" in record and "prop" in record:
            self._statement(record, line)
        else:
            self._entity(record, line, depth=0)

    def _entity(self, record: dict[str, Any], line: int, depth: int) -> str:
        key = _key(record.get("id"), "id")
        schema = self._schema(record.get("schema"), key)
        properties = record.get("properties")
        if not isinstance(properties, dict):
            raise BadEntity("properties is not an object", record=key, field="properties")
        self._report_unknown(record, METADATA)
        datasets = record.get("datasets")
        one = datasets[0] if isinstance(datasets, list) and len(datasets) == 1 else None
        method = f"ftm:{one}" if isinstance(one, str) else "ftm"
        claims = RecordClaims(self.writer, self.file, f"id={key}", line)
        for name, values in properties.items():
            for value in values if isinstance(values, list) else [values]:
                if isinstance(value, dict) and "id" in value and depth < _DEEPEST_NESTING:
                    value = self._nested(value, line, depth)  # noqa: PLW2901
                self._value(claims, key, schema, name, value, method)
        for name in schema.required:
            if schema.is_edge and not properties.get(name):
                self.writer.warn(f"{schema.name} without {name}: it connects nothing")
        return key

    def _nested(self, record: dict[str, Any], line: int, depth: int) -> str | None:
        """Add an entity that stands in place of its id, and return that id."""
        if "schema" not in record:
            key = record["id"]
            return key if isinstance(key, str) else None
        try:
            return self._entity(record, line, depth + 1)
        except BadEntity as error:
            self.writer.warn(f"nested entity left out: {error.reason}")
            return None

    def _statement(self, record: dict[str, Any], line: int) -> None:
        key = _key(record["entity_id"], "entity_id")
        schema = self._schema(record.get("schema"), key)
        prop = _text(record["prop"], "prop", key)
        self._report_unknown(record, STATEMENT)
        if prop == "id":
            # States that the entity exists; its value is a checksum.
            return
        dataset = record.get("dataset")
        method = f"ftm:{dataset}" if isinstance(dataset, str) else "ftm"
        claims = RecordClaims(self.writer, self.file, f"id={key}", line)
        original = record.get("original_value")
        self._value(
            claims, key, schema, prop, record.get("value"), method,
            original=original if isinstance(original, str) else None,
        )  # fmt: skip

    def _schema(self, name: object, key: str) -> Schema:
        if not isinstance(name, str):
            raise BadEntity("no schema", record=key, field="schema", value=name)
        try:
            schema = self.ontology.get(name)
        except NotFound:
            raise BadEntity(
                "schema not in the ontology", record=key, field="schema", value=name
            ) from None
        if schema.abstract:
            raise BadEntity("schema is abstract", record=key, field="schema", value=name)
        return schema

    def _report_unknown(self, record: dict[str, Any], known: frozenset[str]) -> None:
        for name in record.keys() - known:
            self.writer.warn(f"field not known, left out: {name[:60]!r}")

    def _value(
        self,
        claims: RecordClaims,
        key: str,
        schema: Schema,
        name: str,
        value: object,
        method: str,
        *,
        original: str | None = None,
    ) -> None:
        if isinstance(value, bool | int | float):
            value = str(value).lower() if isinstance(value, bool) else str(value)
        if value is None or value == "":
            return
        entity = f"{self.namespace}:{key}"
        if not isinstance(value, str) or len(value) > _LONGEST_VALUE:
            self.writer.warn(f"{schema.name}.{name}: not a text, left out")
            return
        prop = schema.properties.get(name)
        if prop is None:
            self.writer.warn(f"{schema.name}.{name[:60]} is not in the ontology: kept as a note")
            clean = None
        else:
            clean = self._clean(prop, value)
            if clean is None:
                wrong = f"not a valid {prop.format or prop.type}"
                if not prop.admits(value):
                    wrong = "outside its bounds"
                self.writer.warn(f"{schema.name}.{name}: {wrong}, kept as a note")
        if clean is None:
            note = "notes" if "notes" in schema.properties else "description"
            claims.add(entity, schema.name, note, f"{name}: {value}", method)
            return
        text = original or value
        claims.add(
            entity, schema.name, name, clean, method,
            original=None if clean in (text, f"{self.namespace}:{text}") else text,
        )  # fmt: skip

    def _clean(self, prop: Property, value: str) -> str | None:
        if prop.type == "entity":
            return f"{self.namespace}:{value}" if not re.search(r"\s", value) else None
        if prop.type in ("topic", "gender"):
            values = self.ontology.types[prop.type].values
            return value.lower() if value.lower() in values else None
        check = _FORMATS.get(prop.format or "") or _TYPES.get(prop.type)
        clean = check(value) if check else value
        return clean if clean is not None and prop.admits(clean) else None


def _text(value: object, field: str, record: str | None) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadEntity(
            f"{field} is missing or not a text", record=record, field=field, value=value
        )
    return value.strip()


def _key(value: object, field: str) -> str:
    key = _text(value, field, None)
    if re.search(r"\s", key):
        raise BadEntity(f"{field} has white space in it", field=field, value=key)
    return key


def _number(value: str) -> str | None:
    # A comma stands for thousands only where it parts groups of three: "1,80" is not 180.
    grouped = re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", value.strip(), re.ASCII)
    number = value.replace(",", "").strip() if grouped else value.strip()
    return number if re.fullmatch(r"-?\d{1,40}(?:\.\d{1,40})?", number, re.ASCII) else None


def _url(value: str) -> str | None:
    return value if re.match(r"https?://[^\s/]", value, re.IGNORECASE) else None


def _email(value: str) -> str | None:
    if len(value) > _LONGEST_EMAIL:
        return None
    return value.lower() if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", value) else None


def _imo(value: str) -> str | None:
    # Companies have numbers of the same shape whose check digit follows another rule.
    number = identifiers.normalise_identifier(value).removeprefix("IMO")
    return f"IMO{number}" if re.fullmatch(r"[0-9]{7}", number) else None


_TYPES: dict[str, Callable[[str], str | None]] = {
    "country": country_code,
    "date": partial_date,
    "email": _email,
    "number": _number,
    "url": _url,
}
_FORMATS: dict[str, Callable[[str], str | None]] = {
    "bic": identifiers.bic,
    "iban": identifiers.iban,
    "imo": _imo,
    "lei": identifiers.lei,
}
