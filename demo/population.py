"""People, companies and employees of the demo bank, and how they can be reached."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

from demo.plan import HOME, Ints, Plan
from demo.words import draw_company_names, draw_people, load_words

BRANCHES = ("Main Street", "Old Harbour", "University", "Airport", "West Market", "Garden City")

_TRADE_SHARES = {
    "trade": 0.26,
    "service": 0.22,
    "build": 0.12,
    "retail": 0.24,
    "utility": 0.03,
    "holding": 0.13,
}
_OFFSHORE = ("cy", "lu", "pa", "vg", "ae")
_FOLD = str.maketrans({"ı": "i", "đ": "d", "ø": "o", "ł": "l", "ß": "s"})
_LEI_PREFIX = "0000RW"
"""No issuer of LEIs has a prefix that begins with four zeros."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Postal addresses, one a row; others point at them by row number."""

    street: list[str]
    postcode: list[str]
    city: list[str]
    country: list[str]


@dataclass(frozen=True, slots=True)
class People:
    """Customers who are natural persons. Dates are days before or after the period's first."""

    ids: list[str]
    given: list[str]
    family: list[str]
    nationality: list[str]
    birth_day: Ints
    address: Ints
    household: Ints
    phone: list[str]
    email: list[str]
    passport: list[str]
    tax_number: list[str]
    occupation: list[str]
    since_day: Ints
    device: Ints
    """Number of the device they use; several people may share one."""

    @property
    def names(self) -> list[str]:
        """Given names and family name."""
        return [f"{g} {f}" for g, f in zip(self.given, self.family, strict=True)]


@dataclass(frozen=True, slots=True)
class Companies:
    """Customers who are companies; `trade` is a key of the word list's trades."""

    ids: list[str]
    names: list[str]
    trade: list[str]
    country: list[str]
    legal_form: list[str]
    address: Ints
    phone: list[str]
    email: list[str]
    registration: list[str]
    tax_number: list[str]
    lei: list[str]
    founded_day: Ints
    staff: Ints
    """How many customers of the bank it employs."""


@dataclass(frozen=True, slots=True)
class Employees:
    """The bank's own staff."""

    ids: list[str]
    given: list[str]
    family: list[str]
    role: list[str]
    branch: list[str]
    hired_day: Ints


@dataclass(frozen=True, slots=True)
class Population:
    """Everybody, and where they live."""

    people: People
    companies: Companies
    employees: Employees
    addresses: Addresses


_OCCUPATIONS = (
    "teacher", "nurse", "driver", "clerk", "engineer", "cook", "student", "electrician",
    "programmer", "cleaner", "accountant", "shop assistant", "retired", "gardener", "lawyer",
)  # fmt: skip
_ROLES = ("teller", "relationship manager", "compliance officer", "back office clerk")


def make_population(plan: Plan) -> Population:
    """Draw everybody."""
    rng = plan.rng("population")
    given, family, culture = draw_people(rng, plan.people + plan.employees)
    countries = [c.country for c in load_words().cultures]
    book = _AddressBook(rng)
    people = _people(rng, plan, given, family, culture, countries, book)
    companies = _companies(rng, plan.companies, book)
    staff = slice(plan.people, None)
    employees = Employees(
        ids=[f"E{n:04d}" for n in range(1, plan.employees + 1)],
        given=given[staff],
        family=family[staff],
        role=[_ROLES[r] for r in rng.choice(4, size=plan.employees, p=[0.5, 0.3, 0.08, 0.12])],
        branch=[BRANCHES[b] for b in rng.integers(len(BRANCHES), size=plan.employees)],
        hired_day=-rng.integers(60, 5000, size=plan.employees),
    )
    return Population(people, companies, employees, book.addresses)


def ascii_fold(text: str) -> str:
    """Lower-case letters and digits of ASCII only; accents go, spaces become dots."""
    flat = unicodedata.normalize("NFKD", text.casefold().translate(_FOLD))
    return "".join(c for c in flat.replace(" ", ".") if c.isascii() and (c.isalnum() or c == "."))


def lei_of(number: int) -> str:
    """A Legal Entity Identifier with right check digits (ISO 17442) that nobody has."""
    body = f"{_LEI_PREFIX}{number:012d}"
    digits = int("".join(str(int(c, 36)) for c in body) + "00")
    return f"{body}{98 - digits % 97:02d}"


class _AddressBook:
    """Makes addresses, each different from the others."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.addresses = Addresses([], [], [], [])
        self._rng = rng
        self._taken: set[tuple[str, str, str]] = set()

    def add(self, country: str) -> int:
        words, rng = load_words(), self._rng
        towns = words.towns[country]
        while True:
            street = words.streets[rng.integers(len(words.streets))]
            line = f"{street} {rng.integers(1, 400)}"
            town = towns[rng.integers(len(towns))]
            if (line, town, country) not in self._taken:
                break
        self._taken.add((line, town, country))
        book = self.addresses
        book.street.append(line)
        book.postcode.append(f"{rng.integers(1000, 9999)}")
        book.city.append(town)
        book.country.append(country)
        return len(book.street) - 1


def _people(
    rng: np.random.Generator,
    plan: Plan,
    given: list[str],
    family: list[str],
    culture: Ints,
    countries: list[str],
    book: _AddressBook,
) -> People:
    count = plan.people
    # Households are neighbours in this order: of one culture, mostly.
    order = np.lexsort((rng.random(count), culture[:count]))
    sizes = rng.choice([1, 2, 3, 4], size=count, p=[0.4, 0.3, 0.15, 0.15])
    home_of_place = np.repeat(np.arange(count), sizes)[:count]
    household = np.empty(count, dtype=np.int64)
    household[order] = home_of_place
    at_home = rng.random(count) < 0.8
    address_of: dict[int, int] = {}
    address = np.empty(count, dtype=np.int64)
    phone, email = [""] * count, [""] * count
    first_of: dict[int, int] = {}
    device = np.arange(count, dtype=np.int64)
    shares = rng.random((count, 3))
    for person in order.tolist():
        home = int(household[person])
        country = HOME if at_home[home] else countries[culture[person]]
        if home not in address_of:
            address_of[home] = book.add(country)
        address[person] = address_of[home]
        first = first_of.setdefault(home, person)
        own = f"{ascii_fold(given[person])}.{ascii_fold(family[person])}"
        shares_phone, shares_email, shares_device = shares[person]
        phone[person] = phone[first] if shares_phone < 0.25 and first != person else ""
        phone[person] = phone[person] or f"+99920{person:07d}"
        email[person] = email[first] if shares_email < 0.05 and first != person else ""
        email[person] = email[person] or f"{own}.{person}@post.example"
        if shares_device < 0.2:
            device[person] = device[first]
    citizen = rng.random(count) < 0.55
    return People(
        ids=[f"C{n:05d}" for n in range(1, count + 1)],
        given=given[:count],
        family=family[:count],
        nationality=[
            HOME if c else countries[k] for c, k in zip(citizen, culture[:count], strict=True)
        ],
        birth_day=-rng.integers(18 * 365, 85 * 365, size=count),
        address=address,
        household=household,
        phone=phone,
        email=email,
        passport=[
            f"X{n:07d}" for n in rng.choice(9_000_000, size=count, replace=False) + 1_000_000
        ],
        tax_number=[
            f"0{n:08d}" for n in rng.choice(90_000_000, size=count, replace=False) + 10_000_000
        ],
        occupation=[_OCCUPATIONS[n] for n in rng.integers(len(_OCCUPATIONS), size=count)],
        since_day=-rng.integers(30, 6000, size=count),
        device=device,
    )


def _companies(rng: np.random.Generator, count: int, book: _AddressBook) -> Companies:
    words = load_words()
    kinds = list(_TRADE_SHARES)
    trade = [kinds[k] for k in rng.choice(len(kinds), size=count, p=list(_TRADE_SHARES.values()))]
    # Even the smallest bank has one company of each kind, for its customers to pay.
    trade[: len(kinds)] = kinds
    names = draw_company_names(rng, trade)
    others = [c for c in words.legal_forms if c != HOME]
    country: list[str] = []
    for kind, abroad, pick in zip(
        trade, rng.random(count), rng.integers(1 << 30, size=count), strict=True
    ):
        if kind == "holding" and abroad < 0.35:
            country.append(_OFFSHORE[pick % len(_OFFSHORE)])
        elif abroad < 0.15 and kind not in ("retail", "utility"):
            country.append(others[pick % len(others)])
        else:
            country.append(HOME)
    # Two addresses where a formation agent registers many companies.
    agents = (book.add(HOME), book.add("cy"))
    at_agent = rng.random(count) < np.where([k in ("holding", "trade") for k in trade], 0.12, 0.0)
    address = np.array(
        [
            agents[c != HOME] if agent else book.add(c)
            for c, agent in zip(country, at_agent.tolist(), strict=True)
        ],
        dtype=np.int64,
    )
    forms = [
        words.legal_forms[c][n % len(words.legal_forms[c])]
        for c, n in zip(country, rng.integers(60, size=count).tolist(), strict=True)
    ]
    hires = np.array([k not in ("holding",) for k in trade])
    staff = np.where(hires, np.minimum(rng.zipf(1.9, size=count), 60), 0)
    registration = [
        f"{n:08d}" for n in rng.choice(90_000_000, size=count, replace=False) + 10_000_000
    ]
    return Companies(
        ids=[f"B{n:05d}" for n in range(1, count + 1)],
        names=[f"{name} {form}" for name, form in zip(names, forms, strict=True)],
        trade=trade,
        country=country,
        legal_form=forms,
        address=address,
        phone=[f"+99930{n:07d}" for n in range(count)],
        email=[f"office@{ascii_fold(n).replace('.', '-')}.example" for n in names],
        registration=registration,
        tax_number=[f"9{n}" for n in registration],
        lei=[lei_of(n) if has else "" for n, has in enumerate(rng.random(count) < 0.3)],
        founded_day=-rng.integers(90, 12_000, size=count),
        staff=staff.astype(np.int64),
    )
