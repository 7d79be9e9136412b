"""The ontology: which kinds of entity there are, what can be said of them, how they connect.

It is data: YAML files in `schemata/`, with property types in `types.yaml`, groups (colours
and shapes) in `groups.yaml` and drawings in `icons.yaml`. `load_ontology` reads and checks
them; users add files of their own.
"""

from kg.ontology.loader import load_ontology
from kg.ontology.reference import reference_markdown
from kg.ontology.schema import (
    RESERVED_LABELS,
    RESERVED_PROPERTIES,
    TRANSFER,
    VOCABULARIES,
    EdgeSpec,
    Group,
    Icon,
    IdentityKey,
    Ontology,
    Property,
    PropertyType,
    Relationship,
    Reverse,
    Schema,
)

__all__ = [
    "RESERVED_LABELS",
    "RESERVED_PROPERTIES",
    "TRANSFER",
    "VOCABULARIES",
    "EdgeSpec",
    "Group",
    "Icon",
    "IdentityKey",
    "Ontology",
    "Property",
    "PropertyType",
    "Relationship",
    "Reverse",
    "Schema",
    "load_ontology",
    "reference_markdown",
]
