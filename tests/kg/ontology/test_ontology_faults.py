"""Every fault of an ontology file is one line that names its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.errors import OntologyError
from kg.ontology import load_ontology

_SCHEMA = "schemata:\n  Branch:\n    label: Branch\n    extends: [Thing]\n"

_FAULTS = {
    "unknown section": ("schema:\n  Branch: {label: Branch}\n", 1, "unknown key"),
    "unknown key of a schema": (_SCHEMA + "    colour: red\n", 5, "Branch.colour': unknown key"),
    "unknown key of a property": (
        _SCHEMA + "    properties:\n      size: {label: Size, typ: number}\n",
        6,
        "size.typ': unknown key",
    ),
    "unknown key of an edge": (
        _SCHEMA + "    edge: {source: a, target: b, label: c, type: D, weight: e}\n",
        5,
        "edge.weight': unknown key",
    ),
    "unknown key of an identity key": (
        _SCHEMA + "    identity:\n      - {properties: [name], of: name}\n",
        6,
        "identity.0.of': unknown key",
    ),
    "unknown key of a reverse": (
        _SCHEMA + "    properties:\n      boss: {label: Boss, type: entity, range: Person,\n"
        "        relation: LED_BY, reverse: {name: leads, title: Leads}}\n",
        7,
        "reverse.title': unknown key",
    ),
    "unknown key of an extension": (
        "extensions:\n  Person:\n    label: Human\n",
        3,
        "extensions.Person.label': unknown key",
    ),
    "missing label": ("schemata:\n  Branch:\n    extends: [Thing]\n", 2, "Branch': needs 'label'"),
    "label': text is expected here, and it is empty": (
        "schemata:\n  Branch:\n    extends: [Thing]\n    label: ''\n",
        4,
        "label': text is expected here, and it is empty",
    ),
    "property without label": (
        _SCHEMA + "    properties:\n      size: {type: number}\n",
        6,
        "size': needs 'label'",
    ),
    "unknown parent": (
        "schemata:\n  Branch:\n    label: Branch\n    extends:\n      - Thing\n"
        "      - Organisation\n",
        6,
        r"unknown parent \(got 'Organisation'\). Did you mean Organization",
    ),
    "inheritance from itself": (
        "schemata:\n  Branch:\n    label: Branch\n    extends: [Branch]\n",
        4,
        "circle: Branch > Branch",
    ),
    "cyclic inheritance": (
        "schemata:\n  One:\n    label: One\n    extends: [Two]\n"
        "  Two:\n    label: Two\n    extends: [One]\n",
        7,
        "circle: One > Two > One",
    ),
    "unknown property type": (
        _SCHEMA + "    properties:\n      size: {label: Size, type: numbr}\n",
        6,
        r"unknown property type \(got 'numbr'\). Did you mean number",
    ),
    "unknown range": (
        _SCHEMA + "    properties:\n      boss:\n        label: Boss\n        type: entity\n"
        "        relation: LED_BY\n        range: Persn\n",
        10,
        r"unknown range \(got 'Persn'\). Did you mean Person",
    ),
    "range is an edge": (
        _SCHEMA + "    properties:\n      share:\n        label: Share\n        type: entity\n"
        "        relation: SHARE_OF\n        range: Ownership\n",
        10,
        "points to a node",
    ),
    "bounds of what is no number": (
        _SCHEMA + "    properties:\n      day: {label: Day, type: date, minimum: 0}\n",
        6,
        "day': only a number has a minimum or maximum; this is a date",
    ),
    "bounds the wrong way round": (
        _SCHEMA + "    properties:\n      size: {label: S, type: number, minimum: 2, maximum: 1}\n",
        6,
        "size': the minimum is above the maximum",
    ),
    "a bound that is no number": (
        _SCHEMA + "    properties:\n      size: {label: Size, type: number, maximum: many}\n",
        6,
        "a number is expected here",
    ),
    "not before an unknown property": (
        _SCHEMA + "    properties:\n      end: {label: End, type: date, not_before: begin}\n",
        6,
        r"unknown property \(got 'begin'\)",
    ),
    "not before what is no date": (
        _SCHEMA + "    properties:\n      end: {label: End, type: date, not_before: name}\n",
        6,
        "not_before compares two dates",
    ),
    "entity property without range": (
        _SCHEMA + "    properties:\n      boss: {label: Boss, type: entity, relation: LED_BY}\n",
        6,
        "boss': an entity property needs a range",
    ),
    "entity property of a node without relation": (
        _SCHEMA + "    properties:\n      boss: {label: Boss, type: entity, range: Person}\n",
        6,
        "boss': an entity property of a node needs a relation",
    ),
    "relation of a text property": (
        _SCHEMA + "    properties:\n      boss: {label: Boss, relation: LED_BY}\n",
        6,
        "only an entity property",
    ),
    "range of a text property": (
        _SCHEMA + "    properties:\n      boss: {label: Boss, range: Person}\n",
        6,
        "only an entity property",
    ),
    "relation of an edge's property": (
        "extensions:\n  Ownership:\n    properties:\n"
        "      notary: {label: Notary, type: entity, range: Person, relation: SEALED_BY}\n",
        4,
        "Ownership is an edge",
    ),
    "edge end is no property": (
        _SCHEMA
        + "    edge:\n      source: name\n      target: wife\n      label: x\n      type: X\n",
        6,
        "edge ends at an entity property",
    ),
    "edge end is unknown": (
        "schemata:\n  Lease:\n    label: Lease\n    extends: [Interest]\n"
        "    edge: {source: tenant, target: flat, label: rents, type: RENTS}\n",
        5,
        r"unknown property \(got 'tenant'\)",
    ),
    "edge without type": (
        _SCHEMA + "    edge: {source: a, target: b, label: c}\n",
        5,
        "edge': needs 'type'",
    ),
    "identity key of unknown property": (
        _SCHEMA + "    identity:\n      - {properties: [name]}\n      - {properties: [nmae]}\n",
        7,
        r"unknown property \(got 'nmae'\). Did you mean name",
    ),
    "identity key of nothing": (
        _SCHEMA + "    identity:\n      - {properties: []}\n",
        6,
        "properties': a list is expected here, and it is empty",
    ),
    "identity key identifies an unknown property": (
        _SCHEMA + "    identity:\n      - {properties: [name], identifies: holder}\n",
        6,
        "unknown property",
    ),
    "identity key identifies a text": (
        _SCHEMA + "    identity:\n      - {properties: [name], identifies: alias}\n",
        6,
        "identifies an entity property",
    ),
    "required property unknown": (_SCHEMA + "    required: [size]\n", 5, "unknown property"),
    "caption property unknown": (_SCHEMA + "    caption: [nam]\n", 5, "unknown property"),
    "featured property unknown": (_SCHEMA + "    featured: [nam]\n", 5, "unknown property"),
    "schema in lower case": (
        "schemata:\n  branch: {label: Branch}\n",
        2,
        r"the first in A-Z, is expected here \(got 'branch'\)",
    ),
    "schema with a space": ("schemata:\n  Bank Branch: {label: B}\n", 2, "got 'Bank Branch'"),
    "schema of Cypher": (
        "schemata:\n  'A`) DETACH DELETE (n': {label: B}\n",
        2,
        "the first in A-Z, is expected",
    ),
    "schema with a very long name": (f"schemata:\n  {'A' * 65}: {{label: B}}\n", 2, "64"),
    "schema in Cyrillic": ("schemata:\n  Банк: {label: B}\n", 2, "got 'Банк'"),
    "relationship type in lower case": (
        _SCHEMA + "    properties:\n      boss: {label: Boss, type: entity, range: Person,\n"
        "        relation: led_by}\n",
        7,
        "a relationship type of A-Z, digits and underscores is expected here",
    ),
    "edge type with a hyphen": (
        _SCHEMA + "    edge: {source: a, target: b, label: c, type: LED-BY}\n",
        5,
        "a relationship type of A-Z, digits and underscores is expected here",
    ),
    "property in upper case": (
        _SCHEMA + "    properties:\n      Size: {label: Size}\n",
        6,
        r"the first in a-z, is expected here \(got 'Size'\)",
    ),
    "property that the graph keeps": (
        _SCHEMA + "    properties:\n      risk: {label: Risk}\n",
        6,
        r"keeps this name for itself \(got 'risk'\)",
    ),
    "schema named as the graph's root": (
        "schemata:\n  Entity: {label: Entity}\n",
        2,
        r"keeps this name for itself \(got 'Entity'\)",
    ),
    "schema named as a relationship type": (
        "schemata:\n  Owns: {label: Owns, extends: [Thing]}\n",
        2,
        "name of a relationship type",
    ),
    "relation named as a schema": (
        _SCHEMA + "    properties:\n      boss: {label: Boss, type: entity, range: Person,"
        " relation: PERSON}\n",
        6,
        "name of schema Person",
    ),
    "schema declared before": ("schemata:\n  Person: {label: Person}\n", 2, "declared twice"),
    "group declared before": (
        "groups:\n  person: {label: P, color: '#000000', shape: circle}\n",
        2,
        "declared twice",
    ),
    "key twice": ("schemata:\n  Branch:\n    label: A\n    label: B\n", 4, "stands twice"),
    "schema twice in a file": (
        "schemata:\n  Branch: {label: A}\n  Branch: {label: B}\n",
        3,
        "stands twice",
    ),
    "property twice": (
        _SCHEMA + "    properties:\n      size: {label: A}\n      size: {label: B}\n",
        7,
        "stands twice",
    ),
    "property known already": (
        "extensions:\n  Person:\n    properties:\n      birthDate: {label: Birthday}\n",
        4,
        "has this property already",
    ),
    "extension of an unknown schema": (
        "extensions:\n  Persn:\n    properties:\n      size: {label: Size}\n",
        2,
        r"unknown schema \(got 'Persn'\). Did you mean Person",
    ),
    "type differs from the parent's": (
        _SCHEMA + "    properties:\n      name: {label: Name, type: number}\n",
        6,
        "of type name from Thing, of type number from Branch",
    ),
    "type differs from a descendant's": (
        "extensions:\n  Thing:\n    properties:\n      birthDate: {label: Birthday}\n",
        4,
        "Person would have two properties",
    ),
    "relationship type of another edge": (
        "schemata:\n  Lease:\n    label: Lease\n    extends: [Interest]\n"
        "    edge: {source: a, target: b, label: rents, type: OWNS}\n    properties:\n"
        "      a: {label: A, type: entity, range: Person}\n"
        "      b: {label: B, type: entity, range: Asset}\n",
        2,
        "taken by Ownership",
    ),
    "relation of an edge's type": (
        _SCHEMA + "    properties:\n      boss: {label: Boss, type: entity, range: Person,"
        " relation: OWNS}\n",
        6,
        "taken by Ownership",
    ),
    "colour by name": (_SCHEMA + "    color: red\n", 5, "a colour as #rrggbb is expected here"),
    "colour with script": (
        _SCHEMA + "    color: '#000\"/>'\n",
        5,
        "a colour as #rrggbb is expected here",
    ),
    "colour left unquoted": (
        _SCHEMA + "    color: 123456\n",
        5,
        "a colour as #rrggbb is expected here",
    ),
    "unknown shape": (_SCHEMA + "    shape: star\n", 5, "no such shape"),
    "line style of a node": (_SCHEMA + "    shape: dashed\n", 5, "no such shape"),
    "shape of an edge": (
        "schemata:\n  Joint:\n    label: J\n    extends: [Ownership]\n    shape: circle\n",
        5,
        "no such line style",
    ),
    "unknown icon": (_SCHEMA + "    icon: persn\n", 5, "unknown icon"),
    "unknown group": (_SCHEMA + "    group: persons\n", 5, r"Did you mean person"),
    "no group": ("schemata:\n  Branch:\n    label: Branch\n    icon: link\n", 2, "has no group"),
    "no icon": ("schemata:\n  Branch:\n    label: Branch\n    group: person\n", 2, "has no icon"),
    "icon that is no path": ("icons:\n  bad: 'M0 0\"/><script>'\n", 2, "SVG path data"),
    "group without colour": (
        "groups:\n  staff: {label: Staff, shape: circle}\n",
        2,
        "staff': needs 'color'",
    ),
    "group of unknown shape": (
        "groups:\n  staff: {label: Staff, color: '#000000', shape: blob}\n",
        2,
        "shape': not one of the words allowed here",
    ),
    "unknown vocabulary": (
        _SCHEMA + "    vocabulary: fibo\n",
        5,
        "vocabulary': not one of the words allowed here",
    ),
    "unknown format": (
        _SCHEMA + "    properties:\n      code: {label: Code, type: identifier, format: lie}\n",
        6,
        r"unknown format \(got 'lie'\). Did you mean lei",
    ),
    "format of a text": (
        _SCHEMA + "    properties:\n      code: {label: Code, format: lei}\n",
        6,
        "unknown format",
    ),
    "flag that is a word": (_SCHEMA + "    abstract: maybe\n", 5, "true or false is expected"),
    "list where text belongs": (_SCHEMA + "    plural: [Branches]\n", 5, "text is expected"),
    "text where a list belongs": (
        "schemata:\n  Branch:\n    label: Branch\n    extends: Thing\n",
        4,
        "a list is expected",
    ),
    "text where a mapping belongs": (
        "schemata: Branch\n",
        1,
        "schemata': keys and values are expected here",
    ),
    "list at the root": ("- schemata\n", 1, "keys and values are expected here"),
    "example twice": (
        _SCHEMA + "    properties:\n      code: {label: Code, examples: [a, b, a]}\n",
        6,
        "code': an example stands twice",
    ),
    "type without description": (
        "types:\n  colour: {label: Colour}\n",
        2,
        "colour': needs 'description'",
    ),
    "broken YAML": ("schemata:\n  Branch: {label: Branch\n  Other: x\n", 3, "well-formed YAML"),
    "two documents": ("schemata: {}\n---\nschemata: {}\n", 2, "several documents"),
    "nothing for a key": ("schemata:\n  Branch:\n    label:\n", 3, "nothing stands here"),
    "list as a key": ("schemata:\n  ? [a]\n  : x\n", 2, "a key must be text"),
    "tag of a Python object": (
        "schemata:\n  Branch:\n    label: !!python/object/apply:os.system [ls]\n",
        3,
        "text is expected",
    ),
}


@pytest.mark.parametrize(("text", "line", "message"), _FAULTS.values(), ids=_FAULTS.keys())
def test_fault(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OntologyError, match=message) as caught:
        load_ontology([path])
    assert caught.value.file == str(path)
    assert caught.value.line == line
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert "\n" not in str(caught.value)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="no such file or folder"):
        load_ontology([tmp_path / "missing.yaml"])


def test_long_inheritance(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "schemata:\n"
        + "".join(f"  A{n}: {{label: A, extends: [A{n + 1}]}}\n" for n in range(2000))
        + "  A2000: {label: A, extends: [Thing]}\n"
    )
    with pytest.raises(OntologyError, match="more than 50"):
        load_ontology([path])


def test_fault_in_the_second_of_two_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(_SCHEMA)
    (tmp_path / "b.yaml").write_text("# comment\n" + _SCHEMA)
    with pytest.raises(OntologyError, match=re.escape(str(tmp_path / "b.yaml") + ":3:")):
        load_ontology([tmp_path])
