from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.watchlists.birth_dates import dates_of_range
from ingest.watchlists.ofac.clauses import HANDLERS
from ingest.watchlists.ofac.remarks import (
    NOT_UNDERSTOOD,
    DocumentText,
    classify,
    kind_of_unknown,
    read_document,
    relative,
    split_remark,
    tables,
    without_stop,
)


def test_a_remark_is_split_at_semicolons_outside_parentheses() -> None:
    remark = "DOB 1950;  POB Cairo; (data from a passport; see there); .;a.k.a. 'X'."
    assert list(split_remark(remark)) == [
        (0, "DOB 1950"),
        (11, "POB Cairo"),
        (22, "(data from a passport; see there)"),
        (59, "a.k.a. 'X'."),
    ]


@given(st.text(alphabet="ab;(). 'é", max_size=40))
def test_clauses_stand_where_their_offsets_say(remark: str) -> None:
    for start, clause in split_remark(remark):
        assert remark[start : start + len(clause)] == clause


def test_every_kind_has_a_handler() -> None:
    kinds = set(tables()["values"]) - {"listed", "effective"}
    assert kinds <= set(HANDLERS)
    assert {document["property"] for document in tables()["documents"]}


@pytest.mark.parametrize(
    ("text", "kind", "value", "alternative"),
    [
        ("DOB 10 Dec 1948", "birth-date", "10 Dec 1948", False),
        ("alt. DOB 1936", "birth-date", "1936", True),
        ("POB Cairo, Egypt", "birth-place", "Cairo, Egypt", False),
        ("nationality: Eritrean", "nationality", "Eritrean", False),
        ("alt. citizen Kenya", "citizenship", "Kenya", True),
        ("Gender Male.", "gender", "Male.", False),
        ("a.k.a. 'BNC'.", "alias", "BNC", False),
        ("a.k.a. ''AHMED THE TANZANIAN''.", "alias", "AHMED THE TANZANIAN", False),
        ("a.k.a. ''ABD AL-RAHMAN'.", "alias", "'ABD AL-RAHMAN", False),
        ("a.k.a. 'Abu Haza''", "alias", "Abu Haza'", False),
        ("f.k.a. 'POSIS'", "former-name", "POSIS", False),
        ("d.b.a. 'ANARQUIA PAINTBALL'.", "alias", "ANARQUIA PAINTBALL", False),
        ("Linked To: HIZBALLAH.", "linked", "HIZBALLAH.", False),
        ("Passport A1 (Iran)", "document", "A1 (Iran)", False),
        ("alt. Passport Booklet: A6169832 (Pakistan)", "document", "A6169832 (Pakistan)", True),
        ("NIT # 800146749-7 (Colombia).", "document", "# 800146749-7 (Colombia).", False),
        ("Email:adelb@shabakah.net.sa.", "email", "adelb@shabakah.net.sa.", False),
        ("info@sanabel.org.uk (email).", "email", "info@sanabel.org.uk", False),
        ("http://www.sanabel.org.uk (website)", "website", "http://www.sanabel.org.uk", False),
        ("www.al-nour.net.", "website", "www.al-nour.net", False),
        ("Telephone (98)(21)(66153220)", "phone", "(98)(21)(66153220)", False),
        ("Alt. Fax: 9221227700019", "fax", "9221227700019", True),
        ("Alternate Title, Police Chief", "position", "Police Chief", False),
        ("Alt. Position: General Manager", "position", "General Manager", True),
        ("Minister of Justice.", "role", "Minister of Justice", False),
        ("Colonel-General.", "role", "Colonel-General", False),
        ("Haji.", "title", "Haji", False),
        ("wife of Slobodan Milosevic.", "relative", "wife of Slobodan Milosevic", False),
        ("ICTY indictee in custody.", "note", "ICTY indictee in custody.", False),
        ("(Tradex Co. is a subsidiary.).", "note", "(Tradex Co. is a subsidiary.).", False),
        ("Faxafloi harbour", "note", "Faxafloi harbour", False),
        ("DOB", NOT_UNDERSTOOD, "DOB", False),
        (
            "Executive Order 13662 Directive Determination - Subject to Directive 3.",
            "provision",
            "Executive Order 13662 Directive Determination - Subject to Directive 3",
            False,
        ),
        (
            "Digital Currency Address - XBT 149w62rY42aZBox8fGcmqNsXUzSStKeq8C",
            "wallet",
            "XBT 149w62rY42aZBox8fGcmqNsXUzSStKeq8C",
            False,
        ),
        (
            "Vessel Registration Identification IMO 9187629",
            "imo",
            "9187629",
            False,
        ),
    ],
)
def test_clauses_of_a_person(text: str, kind: str, value: str, alternative: bool) -> None:
    clause = classify(0, text, person=True)
    assert (clause.kind, clause.value, clause.alternative) == (kind, value, alternative)
    assert clause.text == text


@pytest.mark.parametrize("text", ["Minister of Justice.", "Haji", "wife of X"])
def test_offices_are_looked_for_in_persons_only(text: str) -> None:
    assert classify(0, text, person=False).kind == "note"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1084010 (Egypt)", DocumentText("1084010", "eg", None, None, "")),
        ("No. 22095919778 (Norway).", DocumentText("22095919778", "no", None, None, "")),
        ("# PMA-910805 (Mexico).", DocumentText("PMA-910805", "mx", None, None, "")),
        ("No 1362098 (Colombia)", DocumentText("1362098", "co", None, None, "")),
        ("381310014 (Korea, North)", DocumentText("381310014", "kp", None, None, "")),
        (
            "C284181 (Saudi Arabia) issued 12 Aug 2000 expires 19 Jun 2005",
            DocumentText("C284181", "sa", "2000-08-12", "2005-06-19", ""),
        ),
        ("H1 (Sudan) issued 1999.", DocumentText("H1", "sd", "1999", None, "")),
        ("No. 22839 (Jalisco) (Mexico).", DocumentText("22839", "mx", None, None, "Jalisco")),
        ("A123456(7) (Hong Kong)", DocumentText("A123456(7)", "hk", None, None, "")),
        (
            "1 (Iran) issued 01 Jan 2008 to 31 Dec 2010",
            DocumentText("1", "ir", None, None, "issued 01 Jan 2008 to 31 Dec 2010"),
        ),
        ("KORBKPPY", DocumentText("KORBKPPY", None, None, None, "")),
        ("issued in Sarajevo, Bosnia-Herzegovina", None),
        ("is issued by the State of Texas.", None),
        ("A1 and Kuwaiti National ID No. 2 issued under the name X", None),
        ("# Provisional (Colombia).", None),
        ("", None),
    ],
)
def test_read_document(value: str, expected: DocumentText | None) -> None:
    assert read_document(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Minister of Justice.", "Minister of Justice"),
        ("R D I S.A.", "R D I S.A."),
        ("LONDON, S. DE R.L. DE C.V.", "LONDON, S. DE R.L. DE C.V."),
        ("ALFA CO.", "ALFA CO"),
        ("Alfa Co.", "Alfa Co."),
        ("SMITH, John, Jr.", "SMITH, John, Jr."),
        ("no stop", "no stop"),
    ],
)
def test_a_final_stop_goes_unless_it_ends_an_abbreviation(text: str, expected: str) -> None:
    assert without_stop(text) == expected


def test_kinds_of_unknown_clauses_are_counted_by_their_first_words() -> None:
    assert kind_of_unknown("Serial 201735161, whatever") == "Serial #"
    assert kind_of_unknown("Kurdish.") == "Kurdish"


SLOW = ["Passport " + "," * 100_000, "Email " + "a@" + "." * 100_000 + " x", "(" * 100_000]


@pytest.mark.parametrize("text", SLOW)
def test_text_made_to_be_slow_is_not_looked_into(text: str) -> None:
    assert classify(0, text, person=True).kind == NOT_UNDERSTOOD


@given(st.text(max_size=60), st.sampled_from(["", "alt. ", "DOB ", "Passport ", "a.k.a. '"]))
def test_any_clause_is_something_that_is_known(text: str, start: str) -> None:
    clause = classify(3, start + text, person=True)
    known = {*HANDLERS, "listed", "effective", "note", "provision", NOT_UNDERSTOOD}
    assert clause.kind in known
    assert (clause.text, clause.start) == (start + text, 3)
    document = read_document(text)
    assert document is None or document.number


def test_relatives() -> None:
    assert relative("half-brother of Saddam Hussein") == ("half-brother", "Saddam Hussein")
    with pytest.raises(ValueError, match="names no relative"):
        relative("Minister of Justice")


@pytest.mark.parametrize(
    ("text", "dates", "surely"),
    [
        ("10 Dec 1948.", ["1948-12-10"], 1.0),
        ("circa 1951", ["1951"], 0.7),
        ("1962 to 1963", ["1962", "1963"], 0.5),
        ("circa 1979-1982", ["1979", "1980", "1981", "1982"], 0.25),
        ("01 Jan 1961 to 31 Dec 1961", ["1961"], 1.0),
        ("01 Feb 1958 to 28 Feb 1958", ["1958-02"], 1.0),
        ("01 Sep 1965 to 31 Dec 1966", ["1965", "1966"], 0.5),
        ("1900 to 1950", ["1900", "1950"], 0.5),
        ("1963 to 1962", [], 0.0),
        ("unknown", [], 0.0),
        ("", [], 0.0),
    ],
)
def test_dates_of_range(text: str, dates: list[str], surely: float) -> None:
    assert dates_of_range(text) == (dates, surely)
