"""Names of parties in running text: where a list parts, what is a role, who is a person."""

from __future__ import annotations

import time

import pytest

from ingest.reports.narrative.parties import is_person, parties_in, proper_name
from ingest.reports.narrative.party_words import authority
from ingest.reports.narrative.terms import DefinedTerm, Terms

ELM = "Elm Tree Bancorp, Inc."
TERMS = Terms(
    [
        DefinedTerm("the Company", ELM, True),
        DefinedTerm("Elm Tree", ELM, True),
        DefinedTerm("Oak", "Oak, Ash and Birch LLP", False),
        DefinedTerm("SEC", "U.S. Securities and Exchange Commission", False),
    ],
    ELM,
    ["Musk"],
)
SEC = "U.S. Securities and Exchange Commission"


@pytest.mark.parametrize(
    "name",
    [
        "the Securities and Exchange Commission",
        "the U.S. Securities and Exchange Commission",
        "Bureau of Alcohol, Tobacco, Firearms and Explosives",
        "India Ventures and Holdings Ltd.",
        "Wells Fargo Bank and Trust Company",
        "Johnson and Johnson Services, Inc.",
        "Simpson Thacher and Bartlett LLP",
        "Paul, Weiss and Partners LLP",
        "Smith and Company",
        "the City and County of San Francisco",
        "Sorensen Family Properties, LLC",
        "Ministry of Agriculture and the Environment",
    ],
)
def test_a_name_with_a_comma_or_an_and_stays_whole(name: str) -> None:
    assert parties_in([name], TERMS) == (name,)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("the Department of Justice and the Federal Trade Commission",
         ("the Department of Justice", "the Federal Trade Commission")),
        ("the Securities and Exchange Commission and FINRA",
         ("the Securities and Exchange Commission", "FINRA")),
        ("the Company, Birch Inc. and Johnson and Johnson Services, Inc.",
         (ELM, "Birch Inc.", "Johnson and Johnson Services, Inc.")),
        ("the Company, Johnson and Johnson Services, Inc.",
         (ELM, "Johnson and Johnson Services, Inc.")),
        ("Birch, Inc., Oak Credit LLC and Maria T. Delgado",
         ("Birch, Inc.", "Oak Credit LLC", "Maria T. Delgado")),
        ("Elm Tree, Mastercard, and American Express", (ELM, "Mastercard", "American Express")),
        ("Mastercard and Elm Tree", ("Mastercard", ELM)),
        ("Elon Musk and Ash Corp.", ("Elon Musk", "Ash Corp.")),
        ("Maria Delgado and Harold Quince", ("Maria Delgado", "Harold Quince")),
        ("the State of Texas and the State of New Mexico",
         ("the State of Texas", "the State of New Mexico")),
        ("First Prairie Bank and Lakeshore Savings Bank",
         ("First Prairie Bank", "Lakeshore Savings Bank")),
        ("Wells Fargo Bank and Trust Company, as trustee", ("Wells Fargo Bank and Trust Company",)),
        ("Meridian Freight Corp., et al.", ("Meridian Freight Corp.",)),
        ("the Company and its former Chief Financial Officer, Harold P. Quince",
         (ELM, "Harold P. Quince")),
        ("Oak, Ash and Birch LLP and Elm Tree", ("Oak, Ash and Birch LLP", ELM)),
    ],
)  # fmt: skip
def test_a_list_parts_between_whole_parties(words: str, names: tuple[str, ...]) -> None:
    assert parties_in([words], TERMS) == names


def test_a_list_that_words_announce_parts_at_each_comma() -> None:
    assert parties_in(["x.Oil, Birch and Ash"], TERMS, listed=True) == ("x.Oil", "Birch", "Ash")


@pytest.mark.parametrize(
    "role",
    [
        "our Chairman", "Our Chairman", "its Chief Executive Officer", "the Company’s directors",
        "our former Chief Financial Officer", "the majority shareholder",
        "Our wholly-owned subsidiary", "our subsidiaries", "an affiliate",
        "each of our directors and executive officers",
        "Our lamps", "the Attorneys General of New York and California", "Birch on May 5",
    ],
)  # fmt: skip
def test_a_role_is_no_party(role: str) -> None:
    assert proper_name(role, TERMS) is None


@pytest.mark.parametrize("name", ["Our Next Energy, Inc.", "The Boring Company", "Director Corp."])
def test_a_name_may_begin_like_a_role(name: str) -> None:
    assert proper_name(name, TERMS) == name


def test_a_name_in_apposition_is_the_party() -> None:
    assert parties_in(["our Chairman, Viktor A. Sorensen,"], TERMS) == ("Viktor A. Sorensen",)


@pytest.mark.parametrize(
    "name",
    ["the SEC", "SEC", "the Securities and Exchange Commission", SEC,
     "United States Securities and Exchange Commission"],
)  # fmt: skip
def test_an_authority_has_one_name(name: str) -> None:
    assert proper_name(name, TERMS) == SEC


@pytest.mark.parametrize(
    "name", ["Securities and Exchange Commission of Pakistan", "California Department of Justice"]
)
def test_an_authority_of_another_country_or_state_is_another(name: str) -> None:
    assert authority(name) is None
    assert parties_in([name], TERMS) == (name,)


@pytest.mark.parametrize(
    ("name", "text", "person"),
    [
        ("Harold P. Quince", "Harold P. Quince was sued.", True),
        ("Elon Musk", "Elon Musk and others; Mr. Musk did.", True),
        ("Maria Delgado", "Maria Delgado, a former employee, filed an action.", True),
        ("Ellen Brightwater", "paid to Ellen Brightwater, the spouse of our chair", True),
        ("Jane Roe", "owned by our director Jane Roe, was paid", True),
        ("American Express", "American Express, a company of our director, sued.", False),
        ("American Express", "American Express and our director", False),
        ("Arthur J. Gallagher", "Arthur J. Gallagher & Co. sued.", False),
        ("Boston Realty", "Boston Realty, an affiliate of our Chairman, sued.", False),
        ("Quince LLC", "Quince LLC, a driver", False),
    ],
)
def test_a_person_is_one_of_whom_the_words_say_so(name: str, text: str, person: bool) -> None:
    assert is_person(name, text) is person


@pytest.mark.parametrize(
    "words",
    ["A and " * 3000, "Our " * 5000, "A, " * 5000 + "Inc.", "the Company’s " * 3000, "x" * 20000],
)
def test_hostile_words_take_no_time(words: str) -> None:
    began = time.monotonic()
    parties_in([words], TERMS)
    proper_name(words, TERMS)
    is_person("Jane Roe", f"our {words} Jane Roe, a {words}")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "words",
    ["Consolidated Statements of Income", "Balance Sheets", "Note 15", "Item 8", "Credit Agreement",
     "Statements of Cash Flows", "Equity Incentive Plan", "Revenue"],
)  # fmt: skip
def test_a_statement_or_a_thing_is_no_party(words: str) -> None:
    assert proper_name(words, TERMS) is None
