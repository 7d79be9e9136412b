"""Near names: spellings that one name may have, and names that only look so."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identity.name_keys import key
from kg.identity.near_names import NearNames, likely_near, near_names, nearness, similarity

PEOPLE = [
    ("Jon Harrow", "John Harrow", "'jon' and 'john' are spelled alike"),
    ("Tomas Bergmann", "Thomas Bergmann", "'tomas' and 'thomas' are spelled alike"),
    ("Mohammed Ali", "Muhammad Ali", "'mohammed' and 'muhammad' are spelled alike"),
    ("Valery Nikolaevich Ostrov", "Valery Ostrov", "one leaves out 'nikolaevich'"),
    ("D. Ostrovsky", "Dmitry Ostrovsky", "'d' is an initial"),
    ("Иван Петров", "Ivan Petrov", "'петров' and 'petrov' are spelled alike; 'иван' and "
     "'ivan' are spelled alike"),
    ("حسين علي", "Hussein Ali", "'حسين' and 'hussein' are spelled alike; 'علي' and 'ali' are "
     "spelled alike"),
]  # fmt: skip
OTHER_PEOPLE = [
    ("Li Wen", "Li Wan"),
    ("Li Wei", "Li Na"),
    ("Ali Hassan", "Ali Hussein"),
    ("Ali Hassan", "Hassan Ibrahim"),
    ("John Smith", "Jan Smith"),
    ("Omar Patel", "Omar Pitalua"),
    ("Valery Konstantinovich Ostrov", "Valery Nikolaevich Ostrov"),
    ("D. Ross", "D. Rossi"),
    ("Ostrov", "Valery Ostrov"),
]
PARTIES = [
    ("JSCARGOVEL", "JSC ARGOVEL", "the same letters, with other spaces"),
    ("Volna Trading", "Volna Trading OOO", "the same but for the legal form"),
    ("Bergmann Trading", "Bergman Trading", "'bergmann' and 'bergman' are spelled alike"),
    ("Газпром", "Gazprom", "the same in another script"),
]
OTHER_PARTIES = [
    ("Blue Heron Shipping Ltd", "Blue Heron Farming Ltd"),
    ("Alfa Ltd", "Alfa LLC"),
    ("Fund 1000001 Ltd", "Fund 1000002 Ltd"),
    ("Orion Trading", "Orion Traders"),
    ("Ltd", "LLC"),
]


@pytest.mark.parametrize(("one", "other", "how"), PEOPLE)
def test_spellings_of_one_person(one: str, other: str, how: str) -> None:
    assert nearness(one, other, person=True) == how
    assert list(NearNames([(other, True)]).of(one, person=True)) == [(other, how)]


@pytest.mark.parametrize(("one", "other"), OTHER_PEOPLE)
def test_other_people(one: str, other: str) -> None:
    assert nearness(one, other, person=True) is None


@pytest.mark.parametrize(("one", "other", "how"), PARTIES)
def test_spellings_of_one_firm(one: str, other: str, how: str) -> None:
    assert nearness(one, other, person=False) == how
    assert list(NearNames([(other, False)]).of(one, person=False)) == [(other, how)]


@pytest.mark.parametrize(("one", "other"), OTHER_PARTIES)
def test_other_firms(one: str, other: str) -> None:
    assert nearness(one, other, person=False) is None


def test_equal_names_and_nobodys_are_not_near() -> None:
    found = near_names([("Ada Quill", True), ("N/A", True)], [("QUILL, Ada", True), ("NA", True)])

    assert found.to_pylist() == []


@pytest.mark.parametrize("name", ["N/A", "Unknown", "-", "Ltd.", "unbekannt", "S.A.", ""])
def test_what_stands_for_want_of_a_name_has_no_key(name: str) -> None:
    assert key(name, person=True) == key(name, person=False) == ""


@pytest.mark.parametrize(("one", "other"), [pair[:2] for pair in PEOPLE + PARTIES])
def test_a_look_for_few_names_skips_none_that_is_near(one: str, other: str) -> None:
    assert not other.isascii() or re.search(likely_near([one]), other.lower())


@given(st.text(max_size=20), st.text(max_size=20), st.booleans())
def test_nearness_is_mutual(one: str, other: str, person: bool) -> None:
    there = nearness(one, other, person=person)
    back = nearness(other, one, person=person)

    assert (there is None) == (back is None)
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
