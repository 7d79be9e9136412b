from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.names import normalise_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Alfa  Trading, Limited", "alfa trading ltd"),
        ("ALFA TRADING LTD.", "alfa trading ltd"),
        ("O'Brien & Sons, Ltd.", "obrien and sons ltd"),
        ("O’Brien and Sons Limited", "obrien and sons ltd"),
        ("Banco Nacional S.A.", "banco nacional sa"),
        ("Banco Nacional, Sociedad Anónima", "banco nacional sa"),
        ("PROMI FEL, S. DE R.L. DE C.V.", "promi fel srldecv"),
        ("Götz Gesellschaft mit beschränkter Haftung", "gotz gmbh"),
        ("OOO Romashka", "romashka ooo"),
        ("Romashka, OOO", "romashka ooo"),
        ("ООО «Ромашка»", "ромашка ooo"),
        ("OOO", "ooo"),
        ("J.P. Morgan", "jp morgan"),
        ("Łódź Ærø Ønske", "lodz aero onske"),
        ("Straße", "strasse"),
        ("أحمد", "احمد"),
        ("محمّد", "محمد"),
        ("बैंक", "बैंक"),
        ("バンク", "バンク"),
        ("ﬁrst ＢＡＮＫ", "first bank"),
        ("Al-Qa'ida", "al qaida"),
        ("left\u202eright\u200b", "leftright"),
        ("…", ""),
        ("", ""),
    ],
)
def test_organisation_names_take_one_form(name: str, expected: str) -> None:
    assert normalise_name(name) == expected


def test_different_legal_forms_stay_different() -> None:
    assert normalise_name("Alfa Ltd") != normalise_name("Alfa LLC")


def test_order_of_a_persons_names_does_not_matter() -> None:
    assert normalise_name("AL-ZAWAHIRI, Ayman", person=True) == "al ayman zawahiri"
    assert normalise_name("Ayman al Zawahiri", person=True) == "al ayman zawahiri"


def test_a_persons_name_is_not_read_as_a_legal_form() -> None:
    assert normalise_name("Limited, John", person=True) == "john limited"


FORMS = (
    "ooo ao ooo, Limited Liability Company co. S.A. s a de c v rl Joint Stock Public PT sp z o.o. "
    "Общество с ограниченной ответственностью ооо Romashka & Ltd L.L.C. GmbH"
)
FORM_WORDS = st.sampled_from(FORMS.split())


@given(st.one_of(st.text(max_size=40), st.lists(FORM_WORDS, max_size=10).map(" ".join)))
def test_normalising_twice_changes_nothing(name: str) -> None:
    for person in (False, True):
        once = normalise_name(name, person=person)
        assert normalise_name(once, person=person) == once
        assert not any(unicodedata.category(c).startswith("C") for c in once)


@given(st.text(max_size=40))
def test_case_of_ascii_and_spaces_do_not_matter(name: str) -> None:
    swapped = "".join(c.swapcase() if c.isascii() else c for c in name)
    assert normalise_name(f"  {swapped} ") == normalise_name(name)
