"""Places of incorporation: countries, states and provinces, as filings write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ingest.reports.xbrl.transforms import tables
from kg.model.countries import country_code

if TYPE_CHECKING:
    from collections.abc import Mapping

_CANADIAN = frozenset(
    {"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"}
)
_OWN_COUNTRY = frozenset({"AS", "GU", "MP", "PR", "UM", "VI"})
_LONGEST = 80
_WORDS_BEFORE = re.compile(
    r"^(?:(?:the )?(?:state|commonwealth|province|territory|republic) of |the )", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """`country` is an ISO 3166 alpha-2 code in lower case, `region` a state's postal code."""

    country: str
    region: str | None = None


@lru_cache(maxsize=1)
def _places() -> Mapping[str, str]:
    import yaml

    text = (files("ingest.reports") / "places.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded["places"]


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
    if places[-1] is None and places[0] is None:
        return None
    last = places[-1] or places[0]
    if last is None or (places[-1] is None and len(parts) > 1):
        return None
    region = next((found.region for found in places if found is not None and found.region), None)
    return Place(last.country, region)


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
