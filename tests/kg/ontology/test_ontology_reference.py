"""The reference page has everything, and nothing in it breaks its tables or links."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from kg.ontology import load_ontology, reference_markdown


@pytest.fixture(scope="module")
def page() -> str:
    return reference_markdown(load_ontology())


def _section(page: str, name: str) -> str:
    _, _, rest = page.partition(f"\n### {name}\n")
    return re.split(r"\n##", rest, maxsplit=1)[0]


def test_everything_is_there(page: str) -> None:
    ontology = load_ontology()
    headings = set(re.findall(r"^### (\w+)$", page, flags=re.MULTILINE))
    assert headings == set(ontology.schemata)
    for schema in ontology.schemata.values():
        section = _section(page, schema.name)
        assert schema.rdf in section
        for name in schema.own_properties:
            assert f"| `{name}` |" in section
    for type_ in ontology.relationship_types:
        assert f"| `{type_}` |" in page
    assert ontology.version in page


def test_anchors_are_unique_and_links_lead_somewhere(page: str) -> None:
    headings = re.findall(r"^#+ (.+)$", page, flags=re.MULTILINE)
    anchors = Counter(re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-") for h in headings)
    assert [anchor for anchor, times in anchors.items() if times > 1] == []
    links = set(re.findall(r"\]\(#([^)]*)\)", page))
    assert links
    assert links <= set(anchors)


def test_tables_are_rectangular(page: str) -> None:
    width = 0
    for line in page.splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        assert width in (0, cells), line
        width = cells


def test_a_schema_in_full(page: str) -> None:
    section = _section(page, "Passport")
    assert "- Extends [Identification](#identification)" in section
    assert "- Labels `Passport`, `Identification`" in section
    assert "- Required: `holder`, `number`" in section
    assert "- Identity key: `number` + `country` names the entity in `holder`" in section
    assert "| `gender` | gender | `x.gender = '…'` | Gender | *Personal.* |" in section


def test_an_edge_in_full(page: str) -> None:
    section = _section(page, "Ownership")
    assert "Relationship `OWNS`, from `owner` to `asset`: the owner owns the asset" in section
    assert "| `owner` | [LegalEntity](#legalentity) |  | Owner | Who owns it. |" in section
    family = _section(page, "Family")
    assert "either way round" in family


def test_limits_of_values(page: str) -> None:
    share = next(
        line
        for line in _section(page, "Ownership").splitlines()
        if line.startswith("| `percentage`")
    )
    assert "From 0 to 100." in share
    assert "| `x.percentage > 25` |" in share
    assert "Not before `startDate`." in _section(page, "Interval")
    assert "At least 0." in _section(page, "Value")
    born = next(
        line for line in _section(page, "Person").splitlines() if line.startswith("| `birthDate`")
    )
    assert "*Several, distinctive, personal.*" in born


def test_how_the_graph_holds_each_kind(page: str) -> None:
    _, _, rest = page.partition("\n## In the graph\n")
    section = rest.partition("\n## ")[0]
    assert "| date | `p_from` | DATE | First day that it may be. |" in section
    assert "| money | `p` | INTEGER |" in section
    assert "`'…' IN x.p_all`" in section


def test_markup_from_a_user_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "schemata:\n  Branch:\n    label: Branch\n    extends: [Thing]\n"
        "    description: 'a | b <script>alert(1)</script>'\n    properties:\n"
        "      size: {label: '<b>', description: 'x | y', examples: ['a|b', 'c`d']}\n"
    )
    page = reference_markdown(load_ontology([path]))
    assert "<script>" not in page
    assert "<b>" not in page
    test_tables_are_rectangular(page)


def test_page_is_the_same_twice(page: str) -> None:
    assert reference_markdown(load_ontology()) == page
