from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values.countries import _names, country_code, country_name, nationality_in


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GB", "gb"),
        ("gbr", "gb"),
        ("uk", "gb"),
        ("United Kingdom of Great Britain and Northern Ireland", "gb"),
        # OFAC
        ("Korea, North", "kp"),
        ("Virgin Islands, British", "vg"),
        ("Man, Isle of", "im"),
        ("Bahamas, The", "bs"),
        ("Congo, Democratic Republic of the", "cd"),
        ("Congo, Republic of the", "cg"),
        ("Region: Gaza", "ps"),
        ("Region: Crimea", "ua-cri"),
        ("Burma", "mm"),
        ("Palestinian", "ps"),
        ("The Gambia", "gm"),
        ("Cote d Ivoire", "ci"),
        ("Netherlands Antilles", "an"),
        # UN
        ("Iran (Islamic Republic of)", "ir"),
        ("Democratic People's Republic of Korea", "kp"),
        ("Democratic People’s Republic of Korea", "kp"),
        ("Syrian Arab Republic", "sy"),
        ("Türkiye", "tr"),
        ("Viet Nam", "vn"),
        ("State of Palestine", "ps"),
        ("China, Hong Kong Special Administrative Region", "hk"),
        # ICIJ
        ("Virgin Islands British", "vg"),
        ("Saint Kitts & Nevis", "kn"),
        ("Ivory Coast", "ci"),
        ("Côte d'Ivoire", "ci"),
        ("Lao People's Democratic Republic", "la"),
        ("Republic Of Maldives", "mv"),
        ("Curacao", "cw"),
        # other languages
        ("Allemagne", "de"),
        ("Россия", "ru"),
        ("中国", "cn"),
        # withdrawn and user-assigned codes
        ("su", "su"),
        ("SUN", "su"),
        ("suhh", "su"),
        ("YUG", "yu"),
        ("Kosovo", "xk"),
        ("XKX", "xk"),
        ("Zaire", "cd"),
    ],
)
def test_spellings(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "undetermined",
        "-0-",
        "Tehran, Iran",
        "Region: Kafia Kingi",
        "840",
        "XX",
        "ZZZ",
        "()",
    ],
)
def test_what_names_no_country_is_none(text: str) -> None:
    assert country_code(text) is None


def test_names_close_to_each_other_are_told_apart() -> None:
    names = ["Niger", "Nigeria", "Guinea", "Guinea-Bissau", "Equatorial Guinea", "Dominica"]
    names += ["Dominican Republic", "Papua New Guinea", "South Sudan", "Sudan", "Saint Martin"]
    codes = [country_code(name) for name in names]
    assert codes == ["ne", "ng", "gn", "gw", "gq", "dm", "do", "pg", "ss", "sd", "mf"]


def test_every_code_and_its_name_lead_back_to_it() -> None:
    for code, name in _names().items():
        assert country_code(code.upper()) == code
        assert country_code(name) == code, name


def test_name_of_a_code() -> None:
    assert country_name("ir") == "Iran"
    assert country_name("XK") == "Kosovo"
    assert country_name("nowhere") == "nowhere"


@given(st.text(max_size=30))
def test_an_answer_is_its_own_code(text: str) -> None:
    code = country_code(text)
    assert code is None or country_code(code) == code


def test_babel_is_loaded_only_when_asked() -> None:
    script = "import sys, kg.values.countries; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Libyan", "ly"),
        ("SOUTH KOREAN", "kr"),
        ("Nigerien", "ne"),
        ("Nigerian", "ng"),
        ("Congolese", None),
        ("Korean", None),
    ],
)
def test_an_adjective_of_one_country_is_that_country(text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_a_nationality_among_words() -> None:
    assert nationality_in("Libyan passport number 347834") == "ly"
    assert nationality_in("a South African passport") == "za"
    assert nationality_in("passport no. 1, issued in Paris") is None
