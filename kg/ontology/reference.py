"""The ontology as a page of documentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.ontology.schema import VOCABULARIES, IdentityKey, Ontology, Property, Schema
from kg.ontology.stored import stored_fields

_INTRODUCTION = """# Ontology

This page is made from the ontology's YAML files by `kg.ontology.reference_markdown`.

Schemata marked *FollowTheMoney* have the names and properties of that standard, so its entities
are read and written unchanged; the others are Riskweave's own. A schema has its parents'
properties as well as its own. *Several* means that more than one value may hold at once,
*distinctive* that records of one source which differ in it speak of different entities, *personal*
that the value is personal data. A record whose value is outside the bounds given is set aside.
"""


def reference_markdown(ontology: Ontology) -> str:
    """The reference page in Markdown: schemata by group, relationship types, property types."""
    parts = [_INTRODUCTION, f"Version `{ontology.version}`.\n"]
    for group in ontology.groups.values():
        members = sorted(
            (schema for schema in ontology.schemata.values() if schema.group == group.name),
            key=lambda schema: schema.name,
        )
        if not members:
            continue
        parts.append(f"## {_text(group.label)}\n")
        if group.description:
            parts.append(_text(group.description) + "\n")
        parts.extend(_schema(ontology, schema) for schema in members)
    parts.append(_in_the_graph())
    parts.append(_relationships(ontology))
    parts.append(_types(ontology))
    return "\n".join(parts)


def _schema(ontology: Ontology, schema: Schema) -> str:
    lines = [f"### {schema.name}", ""]
    if schema.description:
        lines += [_text(schema.description), ""]
    lines += [f"- {fact}" for fact in _facts(ontology, schema)]
    lines.append("")
    own = [schema.properties[name] for name in schema.own_properties]
    if own:
        rows = [
            (
                f"`{prop.name}`",
                _type_of(prop),
                _filter(prop),
                _text(prop.label),
                _remarks(prop),
            )
            for prop in own
        ]
        lines += [*_table(("Property", "Type", "Filter", "Label", "Meaning"), rows), ""]
    return "\n".join(lines)


def _facts(ontology: Ontology, schema: Schema) -> Iterable[str]:
    origin = "FollowTheMoney" if schema.vocabulary == "ftm" else "Riskweave"
    kind = ", abstract" if schema.abstract else ""
    yield f"*{origin}*{kind}, class `{schema.rdf}`"
    if schema.extends:
        yield "Extends " + ", ".join(map(_link, schema.extends))
    children = sorted(s.name for s in ontology.schemata.values() if schema.name in s.extends)
    if children:
        yield "Extended by " + ", ".join(map(_link, children))
    if schema.edge is not None:
        edge = schema.edge
        direction = "" if edge.directed else "; it may be read either way round"
        yield (
            f"Relationship `{edge.type}`, from `{edge.source}` to `{edge.target}`:"
            f" the {edge.source} {_text(edge.label)} the {edge.target}{direction}"
        )
    elif schema.is_node:
        yield "Labels " + ", ".join(f"`{label}`" for label in schema.labels)
    if schema.required:
        yield "Required: " + _codes(schema.required)
    if schema.caption:
        yield "Short name from: " + _codes(schema.caption)
    inherited = {key for parent in schema.extends for key in ontology.schemata[parent].identity}
    for key in schema.identity:
        if key not in inherited:
            yield _identity(key)


def _identity(key: IdentityKey) -> str:
    whom = f"the entity in `{key.identifies}`" if key.identifies else "one entity"
    return f"Identity key: {' + '.join(f'`{name}`' for name in key.properties)} names {whom}"


def _type_of(prop: Property) -> str:
    if prop.range is not None:
        target = _link(prop.range)
        return f"{target}, as `{prop.relation}`" if prop.relation else target
    return f"{prop.type} ({prop.format})" if prop.format else prop.type


def _remarks(prop: Property) -> str:
    parts = [_text(prop.description)] if prop.description else []
    if prop.examples:
        parts.append("For example " + _codes(prop.examples) + ".")
    parts += _limits(prop)
    marks = [
        word
        for word, holds in (
            ("several", prop.multiple),
            ("distinctive", prop.distinctive),
            ("personal", prop.sensitive),
            ("deprecated", prop.deprecated),
        )
        if holds
    ]
    if marks:
        parts.append("*" + ", ".join(marks).capitalize() + ".*")
    return " ".join(parts)


def _limits(prop: Property) -> Iterable[str]:
    if prop.minimum is not None and prop.maximum is not None:
        yield f"From {prop.minimum:f} to {prop.maximum:f}."
    elif prop.minimum is not None:
        yield f"At least {prop.minimum:f}."
    elif prop.maximum is not None:
        yield f"At most {prop.maximum:f}."
    if prop.not_before is not None:
        yield f"Not before `{prop.not_before}`."


def _filter(prop: Property) -> str:
    """How to filter by it in Cypher; of a property with several values, by any of them."""
    shown = [field.filter for field in stored_fields(prop) if field.filter]
    return _codes(shown[-1:] if prop.multiple and prop.stored == "text" else shown[:1])


def _in_the_graph() -> str:
    """What a property of each kind becomes, from one of its own."""
    rows = [
        (
            said,
            f"`{field.name}`",
            field.kind,
            _text(field.meaning),
            _codes(filter(None, [field.filter])),
        )
        for said, prop in _KINDS
        for field in stored_fields(prop)
    ]
    head = ("A property", "Stored as", "Type", "What it holds", "Filter")
    return "\n".join(["## In the graph", "", _STORED, *_table(head, rows), ""])


_STORED = """A property's own name holds one typed value, which Cypher filters by; what else its
claims say stands beside it. `kg ontology NAME` lists this for a label or a relationship type.
"""

_KINDS = tuple(
    (said, Property("p", "", "The value", type_, "", multiple=multiple, currency=currency))
    for said, type_, multiple, currency in (
        ("text", "string", False, None),
        ("number", "number", False, None),
        ("date", "date", False, None),
        ("money", "money", False, None),
        ("number with a `currency`", "number", False, "currency"),
        ("with several values", "string", True, None),
    )
)


def _relationships(ontology: Ontology) -> str:
    rows = [
        (
            f"`{each.type}`",
            ", ".join(map(_link, each.sources)),
            ", ".join(map(_link, each.targets)),
            _link(each.edge_schema)
            if each.edge_schema
            else ", ".join(f"`{schema}.{name}`" for schema, name in each.properties),
        )
        for each in ontology.relationships.values()
    ]
    table = _table(("Type", "From", "To", "Comes of"), rows)
    return "\n".join(["## Relationship types", "", *table, ""])


def _types(ontology: Ontology) -> str:
    lines = ["## Property types", ""]
    rows = [
        (
            f"`{each.name}`",
            _text(each.description),
            _codes((*each.values, *each.formats)),
        )
        for each in ontology.types.values()
    ]
    lines += _table(("Type", "Written as", "Values or formats"), rows)
    namespaces = [(name, f"`{base}`") for name, base in VOCABULARIES.items()]
    lines += ["", "## Vocabularies", "", *_table(("Vocabulary", "RDF namespace"), namespaces)]
    return "\n".join([*lines, ""])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return lines


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _codes(names: Iterable[str]) -> str:
    return ", ".join("`" + name.replace("`", "'").replace("|", "\\|") + "`" for name in names)


def _text(text: str) -> str:
    """Text that cannot break a table or become markup; code spans survive."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
