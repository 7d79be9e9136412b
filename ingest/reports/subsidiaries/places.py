"""Places of incorporation: countries, states and provinces, as filings write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ingest.reports.xbrl.transforms import tables
from kg.values.countries import country_code

if TYPE_CHECKING:
    from collections.abc import Mapping

_CANADIAN = frozenset(
    {"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"}
)
_OWN_COUNTRY = frozenset({"AS", "GU", "MP", "PR", "UM", "VI"})
_LONGEST = 80
_TOWN = re.compile(r"[^\W\d_][^\d;:&]*")
_WORDS_BEFORE = re.compile(
    r"^(?:(?:the )?(?:state|commonwealth|province|territory|(?:federative |federal |democratic )?"
    r"(?:republic|kingdom)|rep\.|principality|sultanate|grand duchy|bailiwick) of |the )",
    re.IGNORECASE,
)
_LAWS_BEFORE = re.compile(
    r"^(?:an?\s+)?(?:(?:incorporated|organi[sz]ed|formed|registered|existing|chartered)\s+)?"
    r"(?:(?:in|under)\s+)?(?:the\s+)?(?:laws\s+of\s+)?(?:the\s+)?",
    re.IGNORECASE,
)
_KIND_BEHIND = re.compile(
    r"[\s,/–—(-]+(?:(?:limited|general|public|private|statutory|business|exempted|joint|stock|"
    r"liability|national|federal|savings|non-?profit|professional|chartered)\s*)*"
    r"(?:corporation|corp\.?|company|partnership|trust|bank|banking association|association|"
    r"l\.?l\.?c\.?|l\.?p\.?|l\.?l\.?p\.?|inc\.?|ltd\.?|plc|federal|entity)\)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """`country` is an ISO 3166 alpha-2 code in lower case, `region` a state's postal code."""

    country: str
    region: str | None = None


def _places() -> Mapping[str, str]:
    return _table("places")


def _territories() -> Mapping[str, str]:
    return _table("territories")


@lru_cache(maxsize=3)
def _table(table: str) -> Mapping[str, str]:
    import yaml

    text = (files("ingest.reports.subsidiaries") / "places.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded[table]


@lru_cache(maxsize=20_000)
def place(text: str) -> Place | None:
    """The place that a text names and does nothing else; None otherwise.

    "Delaware", "DE", "Delaware, U.S.", "Cayman Islands", "Toronto, Ontario, Canada" are places.
    "Georgia" is the state: filings call the country "Republic of Georgia".
    """
    plain = " ".join(text.split()).strip(" .,;*")
    if not plain or len(plain) > _LONGEST or not re.search(r"[A-Za-zÀ-ÿ]", plain):
        return None
    found = _whole(plain)
    if found is not None:
        return found
    parts = [part.strip() for part in re.split(r",|/|\s[-–—]\s|[()]", plain) if part.strip()]
    if not 2 <= len(parts) <= 3:
        return None
    places = [_whole(part) for part in parts]
    last = places[-1]
    towns = [part for part, found in zip(parts, places, strict=True) if found is None]
    if last is None or not all(_TOWN.fullmatch(town) for town in towns):
        return None
    region = next((found.region for found in places if found is not None and found.region), None)
    countries = {found.country for found in places if found is not None}
    # "Hong Kong, China" is Hong Kong; two countries that belong apart are no place.
    inner = [country for country in countries if _territories().get(country) in countries]
    if len(countries) == 1:
        return Place(last.country, region)
    return Place(inner[0]) if len(countries) == 2 and inner else None


def is_bare_place(text: str) -> bool:
    """Whether a text is a country or state without a town: "Ohio", not "Dayton, Ohio"."""
    parts = re.split(r"[,/()]|\s[-–—]\s", text.strip(" .,;*"))
    return place(text) is not None and all(place(part) for part in parts if part.strip())


@lru_cache(maxsize=20_000)
def jurisdiction_place(text: str) -> Place | None:
    """The place that the words of a jurisdiction name, None where they name none.

    As `place`, and with the kind of entity: "Delaware limited liability company", "a Nevada
    corporation", "United States / National Bank", "Under the laws of Jersey"; and with the
    traditional abbreviations of states, "N.Y.".
    """
    plain = " ".join(text.split()).strip(" .,;*()")
    state = _table("states").get(plain.replace(".", "").replace(" ", "").casefold())
    if state is not None:
        return Place("us", state)
    bare = _LAWS_BEFORE.sub("", plain)
    return place(plain) or place(bare) or place(_KIND_BEHIND.sub("", bare))


def _whole(text: str) -> Place | None:
    folded = (
        text.casefold().strip(" .") if not re.fullmatch(r"(?:\w\.)+", text) else text.casefold()
    )
    own = _places().get(folded) or _places().get(text.casefold())
    if own is not None or text in {"US", "UK"}:
        return Place(own or {"US": "us", "UK": "gb"}[text])
    state = _state(text.strip(), folded) or _state("", _WORDS_BEFORE.sub("", folded))
    if state is not None:
        return state
    # Two or three letters that are a code of a country are more often a word of a name.
    if len(text) <= 3 and not (text.isupper() and len(text) == 3):
        return None
    code = country_code(text) or country_code(_WORDS_BEFORE.sub("", text))
    return Place(code) if code is not None and len(code) == 2 else None


def _state(text: str, folded: str) -> Place | None:
    table: Mapping[str, Any] = tables()["provinces"]
    code = text if text in table else _state_names().get(folded)
    if code is None:
        return None
    if code in _OWN_COUNTRY:
        return Place(code.lower())
    return Place("ca" if code in _CANADIAN else "us", code)


@lru_cache(maxsize=1)
def _state_names() -> Mapping[str, str]:
    return {str(name): str(code) for code, name in tables()["provinces"].items()}
