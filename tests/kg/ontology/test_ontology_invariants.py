"""What holds for any ontology, whatever users add."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import OntologyError
from kg.ontology import Ontology, load_ontology, reference_markdown

_BASES = ("Thing", "Person", "Company", "Interval", "Event", "BankAccount")


def _load(content: str | bytes) -> Ontology:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_ontology([path])


@st.composite
def _families(
    draw: Callable[[st.SearchStrategy[Sequence[str]]], Sequence[str]],
) -> dict[str, object]:
    """Schemata A0, A1, … that each extend a base and some of those before it."""
    names = draw(st.lists(st.sampled_from(_BASES), min_size=1, max_size=8))
    schemata: dict[str, object] = {}
    for number, base in enumerate(names):
        earlier = [f"A{n}" for n in range(number)]
        parents = draw(st.lists(st.sampled_from(earlier), unique=True)) if earlier else []
        schemata[f"A{number}"] = {
            "label": f"Kind {number}",
            "extends": [*parents, base],
            "group": "thing",
            "icon": "thing",
            "properties": {f"p{number}": {"label": f"Property {number}"}},
        }
    return schemata


@given(_families())
@settings(deadline=None, max_examples=25)
def test_inheritance(schemata: dict[str, object]) -> None:
    ontology = _load(yaml.safe_dump({"schemata": schemata}))
    for schema in ontology.schemata.values():
        assert schema.name not in schema.ancestors
        assert len(set(schema.ancestors)) == len(schema.ancestors)
        order = (schema.name, *schema.ancestors)
        for parent_name in schema.extends:
            parent = ontology.get(parent_name)
            assert schema.is_a(parent_name)
            assert set(parent.ancestors) <= set(schema.ancestors)
            assert set(parent.properties) <= set(schema.properties)
            assert set(parent.identity) <= set(schema.identity)
        for at, name in enumerate(order):
            # A kind always stands before what it extends.
            assert set(ontology.get(name).ancestors) <= set(order[at + 1 :])
        if schema.is_node:
            assert schema.labels[0] == schema.name
            assert set(schema.labels[1:]) <= set(schema.ancestors)
            for label in schema.labels:
                assert set(ontology.get(label).labels) <= set(schema.labels)
        for name in (*schema.required, *schema.caption, *schema.featured):
            assert name in schema.properties
    assert reference_markdown(ontology)


@given(st.permutations(list("abcdef")))
@settings(deadline=None, max_examples=10)
def test_order_of_declaration_does_not_matter(order: list[str]) -> None:
    def text(letters: Sequence[str]) -> str:
        chain = dict(zip("abcdef", ["Thing", "A", "B", "A", "D", "E"], strict=True))
        return "schemata:\n" + "".join(
            f"  {letter.upper()}: {{label: {letter}, extends: [{chain[letter]}]}}\n"
            for letter in letters
        )

    straight, shuffled = _load(text("abcdef")), _load(text(order))
    assert straight.version == shuffled.version
    assert straight.schemata == shuffled.schemata


_WORDS = st.sampled_from(
    [
        "schemata",
        "extensions",
        "groups",
        "icons",
        "types",
        "Person",
        "Branch",
        "Ownership",
        "label",
        "extends",
        "properties",
        "type",
        "entity",
        "range",
        "relation",
        "edge",
        "source",
        "target",
        "identity",
        "required",
        "caption",
        "featured",
        "group",
        "icon",
        "color",
        "shape",
        "name",
        "OWNS",
        "Thing",
        "true",
        "#000000",
        "circle",
        "abstract",
        "plural",
        "values",
        "formats",
    ]
)
_DOCUMENTS = st.recursive(
    _WORDS | st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=20,
)


def _fault(content: str | bytes) -> OntologyError | None:
    try:
        _load(content)
    except OntologyError as fault:
        return fault
    return None


@given(_DOCUMENTS)
@settings(deadline=None, max_examples=60)
def test_any_document_is_read_or_refused_with_its_place(document: object) -> None:
    fault = _fault(yaml.safe_dump(document))
    if fault is not None:
        assert fault.file is not None
        assert fault.file.endswith("own.yaml")
        assert fault.line is not None
        assert "\n" not in str(fault)


@given(st.binary(max_size=200))
@settings(deadline=None, max_examples=60)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    fault = _fault(content)
    if fault is not None:
        assert fault.file is not None
        assert fault.file.endswith("own.yaml")
