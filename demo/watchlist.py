"""A fictional sanctions list in the layout of OFAC's SDN files, and whom of the bank it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from demo.plan import START, Plan
from demo.population import Addresses, Population, ascii_fold
from demo.tables import Table, from_rows
from demo.words import draw_company_names, draw_people, load_words
from kg.values.countries import country_name

PROGRAM = "FICTION"
NULL = "-0- "
"""How OFAC writes a missing value."""

VARIANTS = {
    "exact": "the name as the bank has it",
    "capitals": "without accents, family name first",
    "alias": "another name first, the bank's name as an alias",
    "passport": "other names altogether, the same passport",
    "legal form": "the legal form written out",
    "misspelt": "letters swapped or doubled",
    "namesake": "somebody else of the same name, born in another year",
}
"""How a listed name differs from the customer's; a namesake is not the customer."""

_EACH = 2
_UNRELATED = 40
_WRITTEN_OUT = {
    "B.V.": "Besloten Vennootschap",
    "N.V.": "Naamloze Vennootschap",
    "Ltd": "Limited",
    "GmbH": "Gesellschaft mit beschränkter Haftung",
    "LLC": "Limited Liability Company",
    "Inc.": "Incorporated",
}


@dataclass(frozen=True, slots=True)
class ListedCompany:
    """An entry that means no customer; `country` is the name of a country."""

    number: int
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Watchlist:
    """The three files as lines of CSV without header, and the truth about them.

    `truth` has party_id, ent_num, variant and same (`yes`, or `no` for a namesake); `companies`
    are the listed companies that are no customers.
    """

    sdn: list[str]
    alt: list[str]
    add: list[str]
    truth: Table
    companies: tuple[ListedCompany, ...]


@dataclass(slots=True)
class _Draft:
    sdn: list[str] = field(default_factory=list)
    alt: list[str] = field(default_factory=list)
    add: list[str] = field(default_factory=list)
    truth: list[tuple[str, str, str, str]] = field(default_factory=list)
    companies: list[ListedCompany] = field(default_factory=list)

    def entry(
        self, name: str, kind: str, remarks: Sequence[str], alias: str, home: tuple[str, str, str]
    ) -> int:
        number = 90_001 + len(self.sdn)
        note = "; ".join(remarks) + "." if remarks else None
        blanks: list[str | None] = [None] * 7
        self.sdn.append(_line(number, name, kind, PROGRAM, *blanks, note))
        if alias:
            self.alt.append(_line(number, 1 + len(self.alt), "aka", alias, None))
        self.add.append(_line(number, 1 + len(self.add), *home, None))
        return number


def make_watchlist(plan: Plan, population: Population) -> Watchlist:
    """Draw the list: two customers for each variant, and some who are no customers."""
    rng = plan.rng("watchlist")
    draft = _Draft()
    people = population.people
    strangers = _strangers(rng, set(people.names))
    # Accents make the variant `capitals` worth its name, where somebody has some.
    accented = [n for n, name in enumerate(people.names) if not name.isascii()]
    plain = [n for n, name in enumerate(people.names) if name.isascii()]
    accented, plain = (rng.permutation(group).tolist() for group in (accented, plain))
    for variant in ("exact", "capitals", "alias", "passport", "misspelt", "namesake"):
        for _ in range(_EACH):
            pool = accented if variant == "capitals" and accented else plain
            _list_person(rng, draft, population, int(pool.pop()), variant, strangers)
    _list_companies(rng, draft, population)
    for given, family in strangers[:_UNRELATED]:
        born = date(1960, 1, 1) + timedelta(days=int(rng.integers(12_000)))
        draft.entry(_listed(given, family), "individual", [_dob(born)], "", _somewhere(rng))
    names = ("party_id", "ent_num", "variant", "same")
    truth = from_rows(names, draft.truth)
    return Watchlist(draft.sdn, draft.alt, draft.add, truth, tuple(draft.companies))


def _list_person(
    rng: np.random.Generator,
    draft: _Draft,
    population: Population,
    person: int,
    variant: str,
    strangers: list[tuple[str, str]],
) -> None:
    people = population.people
    given, family = people.given[person], people.family[person]
    born = START.date() + timedelta(days=int(people.birth_day[person]))
    remarks = [_dob(born)]
    name, alias = f"{family}, {given}", ""
    if variant == "capitals":
        name = f"{_ascii(family).upper()}, {_ascii(given)}"
    elif variant == "alias":
        name, alias = _listed(*strangers.pop()), name
    elif variant == "passport":
        name = _listed(*strangers.pop())
        country = country_name(people.nationality[person])
        remarks.append(f"Passport {people.passport[person]} ({country})")
    elif variant == "misspelt":
        name = f"{misspell(family)}, {given}"
    elif variant == "namesake":
        remarks = [_dob(born.replace(year=born.year - int(rng.integers(9, 15)), day=1))]
    home = _home(population.addresses, int(people.address[person]))
    if variant in ("namesake", "passport"):
        home = _somewhere(rng)
    number = draft.entry(name, "individual", remarks, alias, home)
    same = "no" if variant == "namesake" else "yes"
    draft.truth.append((people.ids[person], str(number), variant, same))


def _list_companies(rng: np.random.Generator, draft: _Draft, population: Population) -> None:
    companies = population.companies
    known = [n for n, form in enumerate(companies.legal_form) if form in _WRITTEN_OUT]
    for company in rng.permutation(known)[:_EACH].tolist():
        form = companies.legal_form[company]
        name = companies.names[company].removesuffix(form) + _WRITTEN_OUT[form]
        home = _home(population.addresses, int(companies.address[company]))
        number = draft.entry(_ascii(name).upper(), NULL.strip(), [], "", home)
        draft.truth.append((companies.ids[company], str(number), "legal form", "yes"))
    taken = {name.removesuffix(f" {form}") for name, form in
             zip(companies.names, companies.legal_form, strict=True)}  # fmt: skip
    for name in draw_company_names(rng, ["trade"] * 12):
        if name not in taken:
            home = _somewhere(rng)
            number = draft.entry(name.upper(), NULL.strip(), [], "", home)
            draft.companies.append(ListedCompany(number, name.upper(), home[2]))


def misspell(word: str) -> str:
    """Swap the letters in the middle and double the last one."""
    middle = len(word) // 2
    swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    # Equal neighbours would make a swap without effect; doubling always has one.
    return swapped + word[-1]


def _strangers(rng: np.random.Generator, known: set[str]) -> list[tuple[str, str]]:
    given, family, _ = draw_people(rng, 3 * _UNRELATED)
    pairs = zip(given, family, strict=True)
    return [(g, f) for g, f in pairs if f"{g} {f}" not in known]


def _ascii(text: str) -> str:
    """Accents off, case kept word by word."""
    return " ".join(
        ascii_fold(word).capitalize() if not word.isascii() else word for word in text.split()
    )


def _listed(given: str, family: str) -> str:
    return f"{_ascii(family).upper()}, {_ascii(given)}"


def _dob(born: date) -> str:
    return f"DOB {born:%d %b %Y}"


def _home(addresses: Addresses, number: int) -> tuple[str, str, str]:
    country = country_name(addresses.country[number])
    return addresses.street[number], addresses.city[number], country


def _somewhere(rng: np.random.Generator) -> tuple[str, str, str]:
    towns = load_words().towns
    countries = list(towns)
    country = countries[int(rng.integers(len(countries)))]
    town = towns[country][int(rng.integers(len(towns[country])))]
    return "", town, country_name(country)


def _line(*fields: str | int | None) -> str:
    return ",".join(
        NULL if f in (None, "", NULL.strip()) else str(f) if isinstance(f, int) else _quoted(str(f))
        for f in fields
    )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
