"""`screen` on a bank and a watchlist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import kg
import queries
from kg.model import Finding
from queries.screening.scoring import shipped_model
from queries.screening.screen import screening
from tests.queries.lake_worlds import resolve
from tests.queries.worlds import World

Build = Callable[..., kg.Workspace]


@pytest.fixture
def watchlist() -> World:
    return World()


def listed(
    watchlist: World,
    key: str,
    schema: str = "Person",
    /,
    *,
    begins: str = "",
    ends: str = "",
    **facts: str,
) -> str:
    """A target of a sanction."""
    target = watchlist.entity(f"list:{key}", schema, **facts)
    period = {"startDate": begins, "endDate": ends}
    watchlist.entity(
        f"list:sanction-{key}",
        "Sanction",
        entity=target,
        authority="The Office",
        program="TEST",
        **{prop: value for prop, value in period.items() if value},
    )
    return target


def screened(lake: Build, bank: World, watchlist: World, **options: str) -> list[Finding]:
    return queries.screen(lake(bank, sources={"list": watchlist}), **options)


def points(finding: Finding) -> dict[str, float]:
    return {reason.feature: reason.contribution for reason in finding.reasons}


def test_the_same_name_in_another_spelling(lake: Build, world: World, watchlist: World) -> None:
    world.person("Élodie MARCHÉ-Dubois")
    listed(watchlist, "1", name="Dubois Marche, Elodie")
    (finding,) = screened(lake, world, watchlist)

    assert finding.kind == "watchlist_match"
    assert finding.subject == "w:élodie marché-dubois"
    assert finding.members == ("w:élodie marché-dubois", "list:1")
    assert points(finding) == {"name": 65.0, "listed": 0.0}
    assert finding.score == 65.0
    assert finding.summary == (
        "Élodie MARCHÉ-Dubois (w:élodie marché-dubois) may be Dubois Marche, Elodie (list:1),"
        " listed by The Office (TEST)."
    )


def test_claims_of_both_sides_support_it(lake: Build, world: World, watchlist: World) -> None:
    world.person("Ada Quill")
    listed(watchlist, "1", name="Ada Quill")
    ws = lake(world, sources={"list": watchlist})
    (finding,) = queries.screen(ws)
    with ws.view() as view:
        told = view.sql(
            "SELECT source, prop, value FROM claims WHERE list_contains($ids, id) ORDER BY ALL",
            {"ids": list(finding.reasons[0].claims)},
        ).rows

    assert told == [("list", "name", "Ada Quill"), ("world", "name", "Ada Quill")]


@pytest.mark.parametrize(
    ("own", "other", "feature", "score"),
    [
        ("1957-03-19", "1957-03-19", "same_birth_date", 95.0),
        ("1957-03-19", "1957", "compatible_birth_date", 80.0),
    ],
)
def test_a_day_of_birth_that_fits_raises_the_score(
    lake: Build,
    world: World,
    watchlist: World,
    own: str,
    other: str,
    feature: str,
    score: float,
) -> None:
    world.person("Ada Quill", birthDate=own)
    listed(watchlist, "1", name="Ada Quill", birthDate=other)
    (finding,) = screened(lake, world, watchlist)

    assert feature in points(finding)
    assert finding.score == score


def test_a_day_of_birth_that_cannot_be_read_counts_neither_for_nor_against(
    lake: Build, world: World, watchlist: World
) -> None:
    world.person("Ada Quill", birthDate="1957-03-19")
    listed(watchlist, "1", name="Ada Quill", birthDate="under inquiry")
    (finding,) = screened(lake, world, watchlist)

    assert finding.score == 65.0
    assert not [feature for feature in points(finding) if feature.endswith("birth_date")]


def test_the_day_of_birth_that_matches_is_named(
    lake: Build, world: World, watchlist: World
) -> None:
    person = world.person("Ada Quill", birthDate="1957-03-19")
    world.entity(person, "Person", birthDate="1950")
    listed(watchlist, "1", name="Ada Quill", birthDate="1957-03-19")
    watchlist.entity("list:1", "Person", birthDate="1948")
    (finding,) = screened(lake, world, watchlist)

    told = next(r for r in finding.reasons if r.feature == "same_birth_date")
    assert (told.value, told.explanation) == ("1957-03-19", "Both were born on 1957-03-19.")
    assert len(told.claims) == 2


def test_the_days_of_birth_that_are_compatible_are_named(
    lake: Build, world: World, watchlist: World
) -> None:
    person = world.person("Ada Quill", birthDate="1957-03-19")
    world.entity(person, "Person", birthDate="1950")
    listed(watchlist, "1", name="Ada Quill", birthDate="1957")
    watchlist.entity("list:1", "Person", birthDate="1948")
    (finding,) = screened(lake, world, watchlist)

    told = next(r for r in finding.reasons if r.feature == "compatible_birth_date")
    assert told.explanation == "The days of birth are compatible: 1957-03-19; listed: 1957."


def test_all_days_of_birth_are_named_where_they_differ(
    lake: Build, world: World, watchlist: World
) -> None:
    person = world.person("Ada Quill", birthDate="1980-01-01")
    world.entity("w:p", "Passport", holder=person, number="X123456", country="nl")
    world.entity(person, "Person", birthDate="1981")
    listed(watchlist, "1", name="Somebody Else", birthDate="1957-03-19")
    watchlist.entity("list:p", "Passport", holder="list:1", number="X123456", country="nl")
    (finding,) = screened(lake, world, watchlist)

    told = next(r for r in finding.reasons if r.feature == "other_birth_date")
    assert told.value == "1980-01-01, 1981"
    assert told.explanation == ("The days of birth differ: 1980-01-01, 1981; listed: 1957-03-19.")


def test_a_namesake_of_another_age_is_no_match(lake: Build, world: World, watchlist: World) -> None:
    world.person("Ada Quill", birthDate="1980-01-01")
    listed(watchlist, "1", name="Ada Quill", birthDate="1957-03-19")

    assert screened(lake, world, watchlist) == []


def test_a_conflict_is_told_as_a_reason_against(
    lake: Build, world: World, watchlist: World
) -> None:
    world.person("Ada Quill", nationality="nl")
    listed(watchlist, "1", name="Ada Quill", nationality="ru")
    (finding,) = screened(lake, world, watchlist)

    assert points(finding) == {"name": 65.0, "other_country": -15.0, "listed": 0.0}
    assert "nl" in finding.reasons[1].explanation
    assert "ru" in finding.reasons[1].explanation


def test_a_shared_country_raises_the_score(lake: Build, world: World, watchlist: World) -> None:
    world.person("Ada Quill", nationality="ru")
    listed(watchlist, "1", name="Ada Quill", birthCountry="ru")
    (finding,) = screened(lake, world, watchlist)

    assert points(finding)["same_country"] == 10.0


@pytest.mark.parametrize("prop", ["alias", "previousName"])
def test_another_name_counts_less(lake: Build, world: World, watchlist: World, prop: str) -> None:
    world.person("Ada Quill")
    listed(watchlist, "1", name="Somebody Else", **{prop: "Quill, Ada"})
    (finding,) = screened(lake, world, watchlist)

    assert points(finding) == {"alias": 55.0, "listed": 0.0}


def test_a_weak_alias_alone_will_not_do(lake: Build, world: World, watchlist: World) -> None:
    world.person("Ada Quill")
    listed(watchlist, "1", name="Somebody Else", weakAlias="Ada Quill")

    assert screened(lake, world, watchlist) == []


def test_a_weak_alias_and_the_day_of_birth_will(
    lake: Build, world: World, watchlist: World
) -> None:
    world.person("Ada Quill", birthDate="1957-03-19")
    listed(watchlist, "1", name="Somebody Else", weakAlias="Ada Quill", birthDate="1957-03-19")
    (finding,) = screened(lake, world, watchlist)

    assert points(finding) == {"weak_alias": 25.0, "same_birth_date": 30.0, "listed": 0.0}


def test_one_word_is_a_weak_name(lake: Build, world: World, watchlist: World) -> None:
    world.person("Quill", birthDate="1957-03-19")
    listed(watchlist, "1", name="Quill", birthDate="1957-03-19")
    (finding,) = screened(lake, world, watchlist)

    assert points(finding)["single_word"] == -10.0


def test_one_word_that_is_another_name_is_still_told(
    lake: Build, world: World, watchlist: World
) -> None:
    world.company("Sobinbank", jurisdiction="ru")
    listed(watchlist, "1", "Company", name="Somebody Else", alias="SOBINBANK")
    (finding,) = screened(lake, world, watchlist)

    assert finding.score == 45


def test_a_name_that_many_have_is_a_weak_name(lake: Build, world: World, watchlist: World) -> None:
    for n in range(12):
        world.entity(f"w:{n}", "Person", name="Ada Quill")
    listed(watchlist, "1", name="Ada Quill")
    found = screened(lake, world, watchlist)

    assert {finding.score for finding in found} == {50.0}
    assert points(found[0])["common_name"] == -15.0


def test_legal_forms_have_one_spelling(lake: Build, world: World, watchlist: World) -> None:
    world.company("Nordlicht Handel GmbH")
    listed(
        watchlist,
        "1",
        "Organization",
        name="NORDLICHT HANDEL GESELLSCHAFT MIT BESCHRÄNKTER HAFTUNG",
    )

    assert len(screened(lake, world, watchlist)) == 1


@pytest.mark.parametrize(
    ("own", "other", "matches"),
    [
        ("Person", "Vessel", False),
        ("Person", "Company", False),
        ("Vessel", "Company", False),
        ("Vessel", "Airplane", False),
        ("Vessel", "Vessel", True),
        ("LegalEntity", "Person", True),
        ("LegalEntity", "Company", True),
        ("Company", "PublicBody", True),
    ],
)
def test_only_what_may_be_the_same_kind_of_thing_matches(
    lake: Build, world: World, watchlist: World, own: str, other: str, matches: bool
) -> None:
    world.entity("w:x", own, name="Silver Heron")
    listed(watchlist, "1", other, name="Silver Heron")

    assert (len(screened(lake, world, watchlist)) == 1) is matches


def test_the_same_passport_under_another_name(lake: Build, world: World, watchlist: World) -> None:
    world.person("Ada Quill")
    world.entity("w:p", "Passport", holder="w:ada quill", number="X 123-456", country="nl")
    listed(watchlist, "1", name="Somebody Else")
    watchlist.entity("list:p", "Passport", holder="list:1", number="X123456")
    (finding,) = screened(lake, world, watchlist)

    assert points(finding) == {"identifier": 55.0, "listed": 0.0}
    assert finding.reasons[0].value == "X 123-456"


def test_passports_of_two_countries_are_two_passports(
    lake: Build, world: World, watchlist: World
) -> None:
    world.person("Ada Quill")
    world.entity("w:p", "Passport", holder="w:ada quill", number="X123456", country="nl")
    listed(watchlist, "1", name="Somebody Else")
    watchlist.entity("list:p", "Passport", holder="list:1", number="X123456", country="ru")

    assert screened(lake, world, watchlist) == []


def test_a_passport_outweighs_another_day_of_birth(
    lake: Build, world: World, watchlist: World
) -> None:
    world.person("Ada Quill", birthDate="1980-01-01")
    world.entity("w:p", "Passport", holder="w:ada quill", number="X123456", country="nl")
    listed(watchlist, "1", name="Somebody Else", birthDate="1957-03-19")
    watchlist.entity("list:p", "Passport", holder="list:1", number="X123456", country="nl")
    (finding,) = screened(lake, world, watchlist)

    assert points(finding)["other_birth_date"] < 0
    assert finding.score == 50.0


def test_records_put_under_one_identity_are_a_match(
    lake: Build, world: World, watchlist: World
) -> None:
    world.person("Ada Quill", birthDate="1980-01-01")
    listed(watchlist, "1", name="Somebody Else", birthDate="1957-03-19")
    ws = lake(world, sources={"list": watchlist})
    assert queries.screen(ws) == []
    ws.judge("w:ada quill", "list:1", "same", by="an analyst", reason="interview")
    resolve(ws)
    (finding,) = queries.screen(ws)

    assert len(finding.members) == 1
    assert points(finding) == {"resolved": 100.0, "listed": 0.0}
    assert finding.score == 100.0
    assert " is Somebody Else" in finding.summary


def test_a_company_number_needs_the_same_country_or_none(
    lake: Build, world: World, watchlist: World
) -> None:
    world.company("Alpha", registrationNumber="HRB 12345", jurisdiction="de")
    listed(watchlist, "1", "Company", name="Beta", registrationNumber="HRB12345", jurisdiction="at")

    assert screened(lake, world, watchlist) == []


def test_a_topic_alone_lists_a_party(lake: Build, world: World, watchlist: World) -> None:
    world.person("Ada Quill")
    watchlist.entity("list:1", "Person", name="Ada Quill", topics="sanction")
    watchlist.entity("list:2", "Person", name="Ada Quill", topics="role.pep")
    (finding,) = screened(lake, world, watchlist)

    assert finding.members[1] == "list:1"
    assert "tagged as sanctioned" in finding.summary


def test_lists_are_not_screened_against_each_other(
    lake: Build, world: World, watchlist: World
) -> None:
    other = World()
    listed(watchlist, "1", name="Ada Quill")
    listed(other, "9", name="Ada Quill")
    ws = lake(world, sources={"list": watchlist, "other": other})

    assert queries.screen(ws) == []


@pytest.mark.parametrize(
    ("as_of", "matches"),
    [
        ("2020-05-31", False),
        ("2020-06-01", True),
        ("2022-12-31", True),
        ("2023-01-01", False),
        (None, False),
    ],
)
def test_a_sanction_counts_while_it_is_in_force(
    lake: Build, world: World, watchlist: World, as_of: str | None, matches: bool
) -> None:
    world.person("Ada Quill")
    listed(watchlist, "1", begins="2020-06-01", ends="2022", name="Ada Quill", topics="sanction")
    ws = lake(world, sources={"list": watchlist})

    assert (len(queries.screen(ws, as_of=as_of)) == 1) is matches


def test_first_and_last_name_make_a_name(lake: Build, world: World, watchlist: World) -> None:
    world.entity("w:1", "Person", firstName="Ada", lastName="Quill")
    listed(watchlist, "1", name="Ada Quill")

    assert len(screened(lake, world, watchlist)) == 1


@pytest.mark.parametrize("name", ["…", "\u202e", "' OR 1=1 --"])
def test_strange_names_do_no_harm(lake: Build, world: World, watchlist: World, name: str) -> None:
    world.entity("w:1", "Person", name=name)
    listed(watchlist, "1", name="?!")

    assert screened(lake, world, watchlist) == []


def test_the_model_can_be_another(lake: Build, world: World, watchlist: World) -> None:
    world.person("Ada Quill")
    listed(watchlist, "1", name="Ada Quill")
    ws = lake(world, sources={"list": watchlist})

    assert queries.screen(ws, model=replace(shipped_model(), threshold=70.0)) == []


def test_it_is_the_same_finding_every_time(lake: Build, world: World, watchlist: World) -> None:
    world.person("Ada Quill")
    listed(watchlist, "1", name="Ada Quill")
    ws = lake(world, sources={"list": watchlist})

    assert queries.screen(ws) == queries.screen(ws)


def test_two_that_a_person_judged_different_are_no_match(
    lake: Build, world: World, watchlist: World
) -> None:
    own = world.person("Ada Quill")
    other = world.entity("w:2", "Person", name="Ada Quill")
    listed(watchlist, "1", name="Ada Quill")
    ws = lake(world, sources={"list": watchlist})
    assert len(queries.screen(ws)) == 2

    ws.judge("list:1", own, "different", by="ann", reason="passport seen")

    assert [finding.subject for finding in queries.screen(ws)] == [other]


def test_who_judged_two_the_same_is_told_and_what_speaks_against_it(
    lake: Build, world: World, watchlist: World
) -> None:
    own = world.person("Ada Quill")
    listed(watchlist, "1", name="Anatol Shugran")
    ws = lake(world, sources={"list": watchlist})
    ws.judge(own, "list:1", "same", by="ann", reason="passport seen")
    ws.refresh()
    (finding,) = queries.screen(ws)

    assert points(finding) == {"resolved": 100.0, "listed": 0.0}
    assert "as ann judged them the same on " in finding.summary
    assert finding.summary.endswith("(passport seen), yet their names are not those of one person.")


def test_a_near_name_is_a_match_that_says_what_differs(
    lake: Build, world: World, watchlist: World
) -> None:
    own = world.person("Jon Harrow", country="fr")
    world.person("Jan Harrow")
    listed(watchlist, "1", name="John HARROW", country="fr")
    (finding,) = screened(lake, world, watchlist)

    assert finding.subject == own
    assert points(finding) == {"near_name": 50.0, "same_country": 10.0, "listed": 0.0}
    assert finding.reasons[0].explanation == (
        "'Jon Harrow' is near the listed name 'John HARROW': 'jon' and 'john' are spelled alike."
    )


def test_parties_without_a_name_are_told_and_match_nobody(
    lake: Build, world: World, watchlist: World
) -> None:
    world.entity("w:1", "Person", name="N/A")
    world.entity("w:2", "Person", birthDate="1957-03-19")
    world.entity("w:3", "Company", name="Ltd")
    world.entity("w:4", "Person", firstName="Ada", lastName="Quill")
    world.entity("w:5", "BankAccount", accountNumber="12345678")
    listed(watchlist, "1", name="N/A")
    found = screening(lake(world, sources={"list": watchlist}))

    assert found.findings == ()
    assert found.notes == ("3 parties without a name could not be screened by name: w:1, w:2, w:3",)
