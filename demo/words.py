"""Names of people, companies, streets and towns, drawn from `names.yaml`."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Culture:
    """A stock of given and family names; `country` is ISO 3166-1 alpha-2, lower case."""

    name: str
    country: str
    weight: float
    given: tuple[str, ...]
    family: tuple[str, ...]

    def person(self, number: int) -> tuple[str, str]:
        """Return the `number`-th person of this culture as (given names, family name).

        Numbers below `plain` have one given name; then come second given names, then
        an initial as well. Different numbers give different names, up to `capacity`.
        """
        rest, family = divmod(number % self.plain, len(self.family))
        given = self.given[rest % len(self.given)]
        level = number // self.plain
        if level:
            # Steps of 1 to len-1, so that nobody is called by the same name twice.
            others = len(self.given) - 1
            step = 1 + (level - 1) % others
            given += f" {self.given[(rest + step) % len(self.given)]}"
            if initial := (level - 1) // others:
                given += f" {string.ascii_uppercase[initial - 1]}."
        return given, self.family[family]

    @property
    def plain(self) -> int:
        """How many people have one given name only."""
        return len(self.given) * len(self.family)

    @property
    def capacity(self) -> int:
        """How many people of this culture have different names."""
        return self.plain * (1 + (len(self.given) - 1) * (1 + len(string.ascii_uppercase)))


@dataclass(frozen=True, slots=True)
class Words:
    """All word lists. `trades` maps a kind of business to the words that name it."""

    cultures: tuple[Culture, ...]
    streets: tuple[str, ...]
    towns: Mapping[str, tuple[str, ...]]
    company_words: tuple[str, ...]
    trades: Mapping[str, tuple[str, ...]]
    legal_forms: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def load_words() -> Words:
    """Read `names.yaml`."""
    text = (files("demo") / "names.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    return Words(
        cultures=tuple(
            Culture(name, c["country"], c["weight"], tuple(c["given"]), tuple(c["family"]))
            for name, c in raw["cultures"].items()
        ),
        streets=tuple(raw["streets"]),
        towns={country: tuple(names) for country, names in raw["towns"].items()},
        company_words=tuple(raw["company"]["words"]),
        trades={kind: tuple(names) for kind, names in raw["company"]["trades"].items()},
        legal_forms={c: tuple(forms) for c, forms in raw["company"]["legal_forms"].items()},
    )


def draw_people(rng: np.random.Generator, count: int) -> tuple[list[str], list[str], Ints]:
    """Return given names, family names and culture index of `count` people, all different."""
    cultures = load_words().cultures
    weights = np.array([c.weight for c in cultures])
    culture = rng.choice(len(cultures), size=count, p=weights / weights.sum())
    given, family = [""] * count, [""] * count
    for index, stock in enumerate(cultures):
        (places,) = np.nonzero(culture == index)
        # A little more room than people, so that some have two given names and some one.
        room = min(max(2 * stock.plain, 2 * len(places)), stock.capacity)
        numbers = rng.permutation(room)[: len(places)]
        for place, number in zip(places.tolist(), numbers.tolist(), strict=True):
            given[place], family[place] = stock.person(number)
    return given, family, culture.astype(np.int64)


def draw_company_names(rng: np.random.Generator, trades: list[str]) -> list[str]:
    """Return one name without legal form for each kind of business in `trades`, all different."""
    words = load_words()
    names: list[str] = []
    taken: set[str] = set()
    for trade in trades:
        endings = words.trades[trade]
        while True:
            first, second = rng.integers(len(words.company_words), size=2)
            ending = endings[rng.integers(len(endings))]
            name = f"{words.company_words[first]} {ending}"
            if name in taken and first != second:
                name = f"{words.company_words[first]} {words.company_words[second]} {ending}"
            if name not in taken:
                break
        taken.add(name)
        names.append(name)
    return names
