"""Proxy statements in further layouts: text documents, names over biographies, ranks."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.reports.people.person import person_key, person_name
from ingest.reports.people.proxy import Proxy, read_proxy

TEXT = """<PAGE>
                            SCHEDULE 14A INFORMATION

                             ELECTION OF DIRECTORS

     The Board has nominated the three persons named below for election as
directors to serve until the next annual meeting of stockholders of the
Company and until their successors are elected and qualified.

<TABLE>
<CAPTION>
                                                                       DIRECTOR
NAME                       AGE         POSITION WITH COMPANY            SINCE
- ----                       ---         ---------------------           --------
<S>                        <C>         <C>                             <C>
John A. Harrow             55          Chairman and Director             1988
Mary B. Plough             61          Director                          1992
Peter Q. Sickle III        48          President and Director            1995
</TABLE>

                SECURITY OWNERSHIP OF CERTAIN BENEFICIAL OWNERS

     The following table sets forth certain information as of March 1, 1997 with
respect to the beneficial ownership of the Company's Common Stock by directors.

<TABLE>
<CAPTION>
NAME OF                              NUMBER OF SHARES       PERCENT
BENEFICIAL OWNER                    BENEFICIALLY OWNED      OF CLASS
- ----------------                    ------------------      --------
<S>                                 <C>                     <C>
John A. Harrow                            1,234,567           12.3%
Mary B. Plough                               10,000             *
Furrow Partners, L.P.                       900,000            9.0%
</TABLE>
"""


def read(body: str) -> Proxy:
    return read_proxy(f"<html><body>{body}</body></html>".encode(), "proxy.htm")


def test_a_text_document() -> None:
    proxy = read_proxy(TEXT.encode(), "proxy.txt")
    assert [(p.name, p.age, p.since, p.titles, p.director, p.officer) for p in proxy.people] == [
        ("John A. Harrow", 55, 1988, ("Chairman and Director",), True, False),
        ("Mary B. Plough", 61, 1992, ("Director",), True, False),
        ("Peter Q. Sickle III", 48, 1995, ("President and Director",), True, True),
    ]
    assert [(h.holder, h.kind, h.shares, h.percent, h.under_one) for h in proxy.holdings] == [
        ("John A. Harrow", "insider", 1234567, Decimal("12.3"), False),
        ("Mary B. Plough", "insider", 10000, None, True),
        ("Furrow Partners, L.P.", "owner", 900000, Decimal("9.0"), False),
    ]
    assert {holding.as_of for holding in proxy.holdings} == {"March 1, 1997"}


def test_a_nominee_does_not_sit_on_the_board_yet() -> None:
    rows = (
        ("Ada M. Quill", 61, "Chair of the Board", "2012"),
        ("Bo Vane", 57, "President and Director", "2019"),
        ("Cy Heron", 49, "Director", "2021"),
        ("Di Finch", 70, "Director Nominee", "&#8212;"),
        ("Ed Stork", 44, "Nominee for election as a Director", ""),
        ("Flo Wren", 50, "Director, Nominee", "2015"),
        ("Gus Crane", 52, "President and Director-Elect", ""),
    )
    table = "".join(
        f"<tr><td>{name}</td><td>{age}</td><td>{position}</td><td>{since}</td></tr>"
        for name, age, position, since in rows
    )
    proxy = read(
        "<p>ELECTION OF DIRECTORS</p><table><tr><th>Name</th><th>Age</th><th>Position</th>"
        f"<th>Director Since</th></tr>{table}</table>"
    )
    assert [(p.name, p.director, p.nominee) for p in proxy.people] == [
        ("Ada M. Quill", True, False),
        ("Bo Vane", True, False),
        ("Cy Heron", True, False),
        ("Di Finch", False, True),
        ("Ed Stork", False, True),
        ("Flo Wren", True, True),
        ("Gus Crane", False, False),
    ]


def test_a_biography_of_a_nominee() -> None:
    proxy = read(
        "<p>ELECTION OF DIRECTORS</p>"
        "<p>Di Finch, 62, is a nominee for election as a director.</p>"
        "<p>Cy Heron, 60, has served as a director since 2015.</p>"
        "<p>Ed Stork, 44, is a director of the Company.</p>"
        "<p>Flo Wren, 50, is a director of Ridge Bank.</p>"
    )
    assert [(p.name, p.director, p.nominee) for p in proxy.people] == [
        ("Di Finch", False, True),
        ("Cy Heron", True, False),
        ("Ed Stork", True, False),
    ]


def test_a_name_over_its_biography() -> None:
    proxy = read(
        "<p>ELECTION OF DIRECTORS</p><p>Below is what we know of the director nominees.</p>"
        "<table><tr><td>Name</td><td>Age</td><td>Position</td></tr>"
        "<tr><td>Anna Coulter</td><td>56</td><td>Chief Executive Officer and Director</td></tr>"
        "<tr><td>Łukasz Żytni</td><td>51</td><td>Director</td></tr></table>"
        "<p><b>Anna Coulter</b></p><p>Ms. Coulter has served as our Chief Executive Officer and as"
        " a member of our Board of Directors since May 2021.</p>"
        "<p><b>Ben Tiller</b></p><p>Mr. Tiller has served as a member of our Board of Directors"
        " since June 2024.</p>"
        "<p><b>Carl Hedge</b></p><p>Mr. Hedge has served as a member of the board of directors of"
        " Another Corp. since June 2019.</p>"
        "<p><b>Dora Mead</b></p><p>Mr. Weir has been a member of our Board since 2020.</p>"
    )
    assert [(p.name, p.since, p.director, p.nominee) for p in proxy.people] == [
        ("Anna Coulter", 2021, True, True),
        ("Łukasz Żytni", None, True, True),
        ("Ben Tiller", 2024, True, False),
    ]


def test_directors_who_go_on_are_no_nominees() -> None:
    proxy = read(
        "<p>Nominees</p><table><tr><td>Name</td><td>Age</td><td>Position</td></tr>"
        "<tr><td>Ivy Barrow</td><td>50</td><td>Director</td></tr></table>"
        "<p>Continuing Directors</p><table><tr><td>Name</td><td>Age</td><td>Position</td></tr>"
        "<tr><td>Jon Spade</td><td>60</td><td>Director</td></tr></table>"
        "<p>Directors and nominees</p><table><tr><td>Name</td><td>Age</td><td>Position</td></tr>"
        "<tr><td>Kay Trowel</td><td>70</td><td>Director</td></tr></table>"
    )
    assert [(p.name, p.nominee) for p in proxy.people] == [
        ("Ivy Barrow", True),
        ("Jon Spade", False),
        ("Kay Trowel", False),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Sir Peter Dale, CBE",
        "Lt. Gen. Karen M. Woods (Ret.)",
        "The Hon. Rosa Vale",
        "Magdalena Yeşil",
        "Łukasz Żytni",
        "Mei-Ling Chen, Ph.D.",
        "John D. (“Jack”) O’Brien, Jr.",
        "W. Rodney McMullen",
        "Maria de la Cruz",
    ],
)
def test_names(name: str) -> None:
    assert person_name(name) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sir Peter Dale, CBE", "Peter Dale"),
        ("Admiral James G. Stark (Ret.)", "James G. Stark"),
        ("Lt. Gen. Karen M. Woods", "KAREN M. WOODS"),
        ("Dr. Mei-Ling Chen, Ph.D.", "Mei-Ling Chen"),
    ],
)
def test_ranks_and_honours_make_no_other_person(one: str, other: str) -> None:
    assert person_key(one) == person_key(other)
