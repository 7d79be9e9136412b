"""The mapping language: how rows of tables become claims and transfers, as YAML."""

from ingest.tables.mapping.language import (
    Amount,
    Column,
    Condition,
    DateStyle,
    DateText,
    EntityMap,
    Instant,
    Mapping,
    Parameter,
    PropertyMap,
    Sign,
    TableFormat,
    TableMap,
    Text,
    TransferMap,
)
from ingest.tables.mapping.load import load_mapping

__all__ = [
    "Amount",
    "Column",
    "Condition",
    "DateStyle",
    "DateText",
    "EntityMap",
    "Instant",
    "Mapping",
    "Parameter",
    "PropertyMap",
    "Sign",
    "TableFormat",
    "TableMap",
    "Text",
    "TransferMap",
    "load_mapping",
]
