"""Mappings that ship, to be used by their names or copied and changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.errors import NotFound, suggestion

_FOLDER = Path(__file__).parent / "mappings" / "templates"


@dataclass(frozen=True, slots=True)
class Template:
    """A mapping that ships: what it is for, in its own words, and where it lies."""

    name: str
    path: Path

    @property
    def text(self) -> str:
        """The YAML, with its comments."""
        return self.path.read_text(encoding="utf-8")

    @property
    def about(self) -> str:
        """The comment that it begins with."""
        lines = self.text.splitlines()
        end = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
        return " ".join(line.lstrip("# ") for line in lines[:end])


def templates() -> tuple[Template, ...]:
    """All of them, by name."""
    return tuple(Template(path.stem, path) for path in sorted(_FOLDER.glob("*.yaml")))


def template(name: str) -> Template:
    """The one of that name; raises NotFound, which says what there is."""
    known = {one.name: one for one in templates()}
    if name not in known:
        raise NotFound("no such template", value=name, hint=suggestion(name, known))
    return known[name]
