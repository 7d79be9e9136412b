"""Words that tell nobody from anybody: placeholders, generic words and particles of names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `words.yaml`, which says what each holds."""

    placeholders: frozenset[str]
    generic: frozenset[str]
    particles: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The shipped lists."""
    import yaml

    text = (files("kg.identity") / "words.yaml").read_text(encoding="utf-8")
    lists = yaml.safe_load(text)
    return Words(**{name: frozenset(found) for name, found in lists.items()})
