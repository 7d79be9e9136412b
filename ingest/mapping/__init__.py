"""The mapping language: how rows of tables become claims and transfers, as YAML."""

from ingest.mapping.load import load_mapping
from ingest.mapping.model import (
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
    TableFormat,
    TableMap,
    Text,
    TransferMap,
)

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
    "TableFormat",
    "TableMap",
    "Text",
    "TransferMap",
    "load_mapping",
]
