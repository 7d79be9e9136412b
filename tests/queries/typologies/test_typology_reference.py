"""The documentation of typologies keeps up with the code."""

from __future__ import annotations

from pathlib import Path

from queries.typologies import load_typologies
from queries.typologies.kernel_specs import KERNELS
from queries.typologies.reference import kernels_markdown

PAGE = Path(__file__).parents[3] / "docs" / "scores" / "typologies.md"


def test_every_kernel_has_a_section() -> None:
    text = kernels_markdown()

    for name, kernel in KERNELS.items():
        assert f"### {name}\n" in text
        for entry in (*kernel.parameters, *kernel.features):
            assert f"| `{entry}` |" in text


def test_the_page_has_the_kernels_as_they_are() -> None:
    assert kernels_markdown().strip() in PAGE.read_text(encoding="utf-8")


def test_the_page_names_every_typology_with_its_threshold() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for typology in load_typologies():
        row = f"| `{typology.name}` | {typology.title} | [{typology.kernel}](#{typology.kernel}) |"
        assert f"{row} {typology.threshold:g} points |" in page


def test_the_example_on_the_page_is_a_typology(tmp_path: Path) -> None:
    example = PAGE.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    file = tmp_path / "example.yaml"
    file.write_text(example, encoding="utf-8")

    assert "quick_collection" in {typology.name for typology in load_typologies([file])}
