"""What the annual report of one of the bank's customers tells: people, subsidiaries, figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from demo.control import Control
from demo.plan import Plan
from demo.population import Population
from demo.watchlist import ListedCompany, Watchlist
from demo.words import draw_company_names, draw_people, load_words
from ingest.reports.people.person import person_name
from kg.values.countries import country_name

YEARS = (2025, 2024, 2023)
"""Ends of fiscal years of the balance sheet, newest first; income is told of the first two."""

DIRECTOR = "Director"
"""Title of a member of the board who holds no office."""

_TRADES = ("trade", "service", "build", "retail")
_SUBSIDIARIES = 5
_DAYS_A_YEAR = 365.25
_YOUNGEST = 25
_PERMILLE = 1000

# Per mille of the year's revenue, oldest year first: in the last one receivables and stock run
# ahead of revenue and cash runs short, so that the indicators have something to say.
_SHARES = {
    "cost": (660, 658, 690),
    "overhead": (170, 171, 168),
    "depreciation": (35, 35, 31),
    "interest": (9, 10, 14),
    "cash": (92, 86, 28),
    "receivables": (130, 134, 238),
    "inventory": (108, 110, 146),
    "other_current": (20, 20, 19),
    "plant": (300, 292, 262),
    "intangibles": (24, 25, 33),
    "payables": (66, 67, 88),
    "short_term_debt": (28, 31, 60),
}
_GROWTH = (1060, 1230)
"""Per mille, year on year."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who signs the report; `director` also sits on the board."""

    name: str
    age: int
    title: str
    director: bool


@dataclass(frozen=True, slots=True)
class Subsidiary:
    """A line of Exhibit 21; `share` is a percentage."""

    name: str
    country: str
    share: int


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """The contents of an annual report.

    Attributes:
        company_id: of the customer, in the bank's tables.
        lei: by which the report and the bank mean the same company.
        guaranteed: a debtor for whom it guarantees and the amount in whole units of the
            currency; None where the bank knows of no such guarantee.
        listed: the subsidiary that bears the name of an entry on the watchlist.
        figures: thousands of the currency by name and fiscal year.
        shares: of common stock outstanding.
    """

    company_id: str
    name: str
    lei: str
    country: str
    city: str
    business: str
    officers: tuple[Officer, ...]
    auditor: str
    auditor_since: int
    plaintiff: str
    claimed: int
    guaranteed: tuple[str, int] | None
    subsidiaries: tuple[Subsidiary, ...]
    listed: ListedCompany
    figures: Mapping[str, Mapping[int, int]]
    shares: int

    @property
    def registrant(self) -> str:
        """Id of the company in the report's claims."""
        return f"lei:{self.lei}"


def make_annual_report(
    plan: Plan, population: Population, control: Control, watchlist: Watchlist
) -> AnnualReport:
    """Draw the report of a customer with an LEI; best one that guarantees for another."""
    rng = plan.rng("annual report")
    companies, book = population.companies, population.addresses
    boards = _boards(population, control)
    debts = {row[0]: (row[1], row[2] // 100) for row in reversed(control.guarantees)}
    listed = {row["party_id"] for row in watchlist.truth.dicts()}

    def fitness(number: int) -> tuple[bool, bool, bool, int]:
        company = companies.ids[number]
        plain = companies.trade[number] in _TRADES and company not in listed
        return plain, company in debts, len(boards.get(company, ())) >= 2, -number

    number = max((n for n, lei in enumerate(companies.lei) if lei), key=fitness)
    company = companies.ids[number]
    names = dict(zip(companies.ids, companies.names, strict=True))
    debtor, amount = debts.get(company, ("", 0))
    coined = _coined(rng, {name.casefold() for name in names.values()})
    shown = watchlist.companies[int(rng.integers(len(watchlist.companies)))]
    home = int(companies.address[number])
    return AnnualReport(
        company_id=company,
        name=companies.names[number],
        lei=companies.lei[number],
        country=country_name(companies.country[number]),
        city=book.city[home],
        business=companies.trade[number],
        officers=_officers(rng, population, boards.get(company, ())),
        auditor=f"{' & '.join(name.split()[0] for name in coined[:2])} LLP",
        auditor_since=int(rng.integers(2012, 2023)),
        plaintiff=f"{coined[2]} Ltd",
        claimed=int(rng.integers(12, 60)) * 50_000,
        guaranteed=(names[debtor], amount) if debtor else None,
        subsidiaries=_subsidiaries(rng, coined[3:], shown),
        listed=shown,
        figures=_figures(rng),
        shares=int(rng.integers(20, 90)) * 100_000,
    )


def _boards(population: Population, control: Control) -> dict[str, list[tuple[str, int]]]:
    """Name and age of the directors of each company whose names a reader takes for names."""
    people = population.people
    places = {person: n for n, person in enumerate(people.ids)}
    boards: dict[str, list[tuple[str, int]]] = {}
    for person, company, _, _ in control.directors:
        number = places[person]
        name = people.names[number]
        age = int(-people.birth_day[number] / _DAYS_A_YEAR)
        if person_name(name) == name and age >= _YOUNGEST:
            boards.setdefault(company, []).append((name, age))
    return boards


def _officers(
    rng: np.random.Generator, population: Population, board: Sequence[tuple[str, int]]
) -> tuple[Officer, ...]:
    """The directors whom the bank knows, and officers whom it does not."""
    known = set(population.people.names)
    given, family, _ = draw_people(rng, 200)
    strangers = [
        name
        for name in (f"{g} {f}" for g, f in zip(given, family, strict=True))
        if name not in known and name.isascii() and person_name(name) == name
    ]
    found = [
        Officer(name, age, "Chief Executive Officer and Director" if not place else DIRECTOR, True)
        for place, (name, age) in enumerate(board)
    ]
    hired = ["Chief Financial Officer", "General Counsel"]
    if not found:
        hired.insert(0, "Chief Executive Officer")
    ages = rng.integers(34, 62, size=len(hired)).tolist()
    found += [
        Officer(name, age, title, False)
        for name, age, title in zip(strangers, ages, hired, strict=False)
    ]
    return tuple(found)


def _coined(rng: np.random.Generator, known: set[str]) -> list[str]:
    """Names of companies that are none of the bank's customers."""
    drawn = draw_company_names(rng, ["trade"] * 60)
    free = [name for name in drawn if not any(one.startswith(name.casefold()) for one in known)]
    return free[: 3 + _SUBSIDIARIES]


def _subsidiaries(
    rng: np.random.Generator, names: Sequence[str], listed: ListedCompany
) -> tuple[Subsidiary, ...]:
    """Subsidiaries in capitals, as the watchlist writes names; one has the name of an entry."""
    forms = load_words().legal_forms
    countries = rng.choice(["nl", "gb", "de", "lu", "cy", "es"], size=len(names)).tolist()
    found = [
        Subsidiary(f"{name} {forms[country][0]}".upper(), country_name(country), share)
        for name, country, share in zip(
            names,
            countries,
            rng.choice([51, 60, 75, 100, 100], size=len(names)).tolist(),
            strict=True,
        )
    ]
    place = int(rng.integers(1, len(found)))
    found.insert(place, Subsidiary(listed.name, listed.country, 100))
    return tuple(found)


def _figures(rng: np.random.Generator) -> dict[str, dict[int, int]]:
    """Statements that add up: debt in the long run is what the balance sheet leaves open."""
    revenue = [int(rng.integers(30_000, 80_000))]
    for growth in _GROWTH:
        revenue.append(revenue[-1] * growth // _PERMILLE)
    lines: dict[str, dict[int, int]] = {"revenue": {}}
    years = tuple(reversed(YEARS))
    for place, year in enumerate(years):
        lines["revenue"][year] = revenue[place]
        for name, shares in _SHARES.items():
            # A little off the round share, so that the figures look like figures.
            share = shares[place] * _PERMILLE + int(rng.integers(-900, 900))
            lines.setdefault(name, {})[year] = revenue[place] * share // _PERMILLE**2
    stock = dict.fromkeys(years, 5000)
    retained = 0
    for place, year in enumerate(years):

        def at(name: str, when: int = year) -> int:
            return lines[name][when]

        def put(name: str, value: int, when: int = year) -> int:
            lines.setdefault(name, {})[when] = value
            return value

        operating = put(
            "operating_income", at("revenue") - at("cost") - at("overhead") - at("depreciation")
        )
        pretax = put("pretax_income", operating - at("interest"))
        tax = put("tax", pretax // 4)
        income = put("net_income", pretax - tax)
        dividends = put("dividends", income * 3 // 10)
        put("taxes_payable", tax // 4)
        put("gross_profit", at("revenue") - at("cost"))
        current = put(
            "current_assets",
            sum(map(at, ("cash", "receivables", "inventory", "other_current"))),
        )
        assets = put("assets", current + at("plant") + at("intangibles"))
        retained = assets // 4 if place == 0 else retained + income - dividends
        put("retained_earnings", retained)
        equity = put("equity", stock[year] + retained)
        owed = put(
            "current_liabilities", sum(map(at, ("payables", "short_term_debt", "taxes_payable")))
        )
        put("long_term_debt", assets - equity - owed)
        put("liabilities", assets - equity)
        if place:
            _cash_flow(lines, years[place - 1], year)
    lines["common_stock"] = stock
    return lines


def _cash_flow(lines: dict[str, dict[int, int]], before: int, year: int) -> None:
    """Cash flows of a year from two balance sheets; they add up to the change in cash."""

    def rise(name: str) -> int:
        return lines[name][year] - lines[name][before]

    worn = lines["depreciation"][year]
    flows = {
        "operating_cash_flow": lines["net_income"][year]
        + worn
        - sum(map(rise, ("receivables", "inventory", "other_current")))
        + sum(map(rise, ("payables", "taxes_payable"))),
        "investing_cash_flow": -(rise("plant") + rise("intangibles") + worn),
        "financing_cash_flow": rise("short_term_debt")
        + rise("long_term_debt")
        - lines["dividends"][year],
        "change_in_cash": rise("cash"),
    }
    for name, value in flows.items():
        lines.setdefault(name, {})[year] = value
