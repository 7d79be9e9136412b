"""Citations, thresholds, deadlines, terms and obligations of English law, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.regulations.extraction import extract, extract_all, language_of, resolve
from kg.errors import UsageError


@pytest.mark.parametrize(
    ("text", "cited", "targets"),
    [
        (
            "in Article 4(1), point (a), of Regulation (EU) No 575/2013 of",
            "Article 4(1), point (a), of Regulation (EU) No 575/2013",
            ["celex:32013R0575/art_4/par_1/pt_a"],
        ),
        ("see Articles 5 to 7.", "Articles 5 to 7", [f"this-act/art_{n}" for n in (5, 6, 7)]),
        (
            "in Recommendation 2003/361/EC on",
            "Recommendation 2003/361/EC",
            ["celex:32003H0361"],
        ),
        (
            "under subsection (a), (b), or (e) of section 26 of the Animal Welfare Act",
            "subsection (a), (b), or (e) of section 26 of the Animal Welfare Act",
            [f"act:animal-welfare-act/26/{one}" for one in "abe"],
        ),
        (
            "they infringe Article 21 or 23, entities",
            "Article 21 or 23",
            ["this-act/art_21", "this-act/art_23"],
        ),
        ("within Article 5 or 3 days", "Article 5", ["this-act/art_5"]),
        (
            "points (b) and (f) of point (12) of Article 2",
            "points (b) and (f) of point (12) of Article 2",
            ["this-act/art_2/pt_12/pt_b", "this-act/art_2/pt_12/pt_f"],
        ),
        (
            "under Public Law 111-203, Title X, by",
            "Public Law 111-203, Title X",
            ["act:public-law-111-203/title_X"],
        ),
        ("under the Stamp Act, 1899 in", "Stamp Act, 1899", ["act:stamp-act-1899"]),
        (
            "under sub-section (2) of section 20 in",
            "sub-section (2) of section 20",
            ["this-act/20/2"],
        ),
        ("of this paragraph (a) who", "paragraph (a)", ["this-section/a"]),
        ("§ 1005.7(b)(3) says", "§ 1005.7(b)(3)", ["ecfr:*/1005/7/b/3"]),
        ("under 15 U.S.C. 1693 et seq.", "15 U.S.C. 1693 et seq.", ["usc:15/1693"]),
        (
            "in paragraph (b)(1) of this section",
            "paragraph (b)(1) of this section",
            ["this-section/b/1"],
        ),
        (
            "and point (c) of paragraph 2 applies",
            "point (c) of paragraph 2",
            ["this-article/par_2/pt_c"],
        ),
        ("under the Bank Secrecy Act", "Bank Secrecy Act", ["act:bank-secrecy-act"]),
        ("listed in Annex II.", "Annex II", ["this-act/annex_II"]),
        (
            "31 U.S.C. 5312(a)(2) or (c)(1)",
            "31 U.S.C. 5312(a)(2)",
            ["usc:31/5312/a/2", "usc:31/5312/c/1"],
        ),
        (
            "that Regulations (EU) No 1093/2010 and (EU) 2017/2402 lay down",
            "Regulations (EU) No 1093/2010 and (EU) 2017/2402",
            ["celex:32010R1093", "celex:32017R2402"],
        ),
        ("under Directive 95/46/EC", "Directive 95/46/EC", ["celex:31995L0046"]),
        ("of Article 290 TFEU", "Article 290 TFEU", ["celex:12016E/art_290"]),
        ("see 31 CFR 1010.311(b)", "31 CFR 1010.311(b)", ["ecfr:31/1010/311/b"]),
        (
            "points (a) to (c) of Article 5(2)",
            "points (a) to (c) of Article 5(2)",
            [f"this-act/art_5/par_2/pt_{p}" for p in "abc"],
        ),
        (
            "the second subparagraph of Article 5(1)",
            "second subparagraph of Article 5(1)",
            ["this-act/art_5/par_1/subpar_2"],
        ),
        (
            "Chapter 2 of Title V of the TEU",
            "Chapter 2 of Title V of the TEU",
            ["celex:12016M/title_V/chapter_2"],
        ),
        (
            "as appendix A of this section",
            "appendix A of this section",
            ["this-section/appendix_A"],
        ),
    ],
)
def test_citation_with_targets(text: str, cited: str, targets: list[str]) -> None:
    (one,) = extract(text, parse=False).citations
    assert one.text == cited == text[one.start : one.end]
    assert list(one.targets) == targets


def test_sections_after_a_double_sign_are_a_citation_each() -> None:
    found = extract("pursuant to §§ 1010.311, 1010.313 and 1021.313, shall", parse=False).citations
    assert [one.text for one in found] == ["1010.311", "1010.313", "1021.313"]


def test_that_article_is_the_one_cited_before() -> None:
    text = (
        "Article 5(1) of Directive 2014/65/EU and paragraph 3 of that Article, but not this Article"
    )
    found = extract(text, parse=False).citations
    assert [one.target for one in found] == [
        "celex:32014L0065/art_5/par_1",
        "celex:32014L0065/art_5/par_3",
    ]


@pytest.mark.parametrize(
    ("target", "act", "key", "absolute"),
    [
        ("this-act/art_5", "celex:32015L2366", ("art_9",), "celex:32015L2366/art_5"),
        (
            "this-article/par_2",
            "celex:32015L2366",
            ("art_9", "par_1"),
            "celex:32015L2366/art_9/par_2",
        ),
        ("this-paragraph/pt_a", "celex:32015L2366", ("art_9",), None),
        ("this-section/b/1", "ecfr:12/1005", ("7", "a"), "ecfr:12/1005/7/b/1"),
        ("ecfr:*/1010/311", "ecfr:31/1020", ("320",), "ecfr:31/1010/311"),
        ("ecfr:*/1010/311", "celex:32015L2366", (), None),
        ("usc:15/1693", "ecfr:12/1005", (), "usc:15/1693"),
        (
            "previous-paragraph-1/第一项",
            "prc:x@2025-01-01",
            ("第四十条", "第二款"),
            "prc:x@2025-01-01/第四十条/第一款/第一项",
        ),
        ("previous-article", "prc:x@2025-01-01", ("第四十条",), "prc:x@2025-01-01/第三十九条"),
        ("previous-paragraph-1", "prc:x@2025-01-01", ("第四十条", "第一款"), None),
    ],
)
def test_resolve(target: str, act: str, key: tuple[str, ...], absolute: str | None) -> None:
    assert resolve(target, act, key) == absolute


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in currency of more than $10,000, except", [(">", "10000", "USD")]),
        ("its capital shall at no time be less than EUR 20 000;", [(">=", "20000", "EUR")]),
        ("does not exceed EUR 30", [("<=", "30", "EUR")]),
        ("exceeding EUR 5 million", [(">", "5000000", "EUR")]),
        ("up to €1 000", [("<=", "1000", "EUR")]),
        ("at least two per cent of", [(">=", "2", "percent")]),
        (
            "higher than 2,5 million transactions and EUR 500 000 000 respectively",
            [(">", "2500000", "transactions"), (">", "500000000", "EUR")],
        ),
        ("of $15 or less.", [("<=", "15", "USD")]),
        ("between EUR 500 and EUR 1 000", [(">=", "500", "EUR"), ("<=", "1000", "EUR")]),
        ("$3,000 through $10,000 inclusive", [(">=", "3000", "USD"), ("<=", "10000", "USD")]),
        ("the child is at least 16 years old", [(">=", "16", "years")]),
        ("fewer than 150 natural or legal persons per Member State", [("<", "150", "persons")]),
        ("a fine of $5,000", [("=", "5000", "USD")]),
        (
            "the following minimum ratios: a cash ratio of 4.5 percent; a gearing of 6 percent",
            [(">=", "4.5", "percent"), (">=", "6", "percent")],
        ),
        (
            "the following maximum shares: 10 % of its capital; 20 % of its funds",
            [("<=", "10", "percent"), ("<=", "20", "percent")],
        ),
        ("a funding ratio of less than 1.5 as reported", [("<", "1.5", "ratio")]),
        ("EUR 125 000;", [("=", "125000", "EUR")]),
        ("A fund shall not hold more than 10 % of it", [("<=", "10", "percent")]),
        ("No firm may invest more than 5 % in it", [("<=", "5", "percent")]),
        ("shall not apply to transfers of more than EUR 50", [(">", "50", "EUR")]),
        (
            "a fine of up to 4 % of turnover or EUR 20 000 000",
            [("<=", "4", "percent"), ("<=", "20000000", "EUR")],
        ),
        (
            "minimum capital of the greater of $250,000 or 2 percent of debts",
            [(">=", "250000", "USD"), (">=", "2", "percent")],
        ),
        ("not less than 0.75 times the amount", [(">=", "0.75", "times")]),
        ("The haircut shall be 15 %.", [("=", "15", "percent")]),
        ("a group of 5 or more persons", [(">=", "5", "persons")]),
        (
            "the following ceilings: for banks, 3 %; for funds, 2 %.",
            [("<=", "3", "percent"), ("<=", "2", "percent")],
        ),
        ("has attained the age of sixty-five years", [(">=", "65", "years")]),
        ("a fine which may extend to ten crore rupees", [("<=", "100000000", "INR")]),
        ("For example, if it charged US$150, plus a fee of US$10, the sender could", []),
        ("a $20 gift card", []),
        ("retained for at least five years", []),
        ("in Article 5 000 words", []),
        ("one or more persons", []),
    ],
)
def test_thresholds(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = extract(text, parse=False).thresholds
    assert [(one.operator, f"{one.value:f}", one.unit) for one in found] == expected
    assert all(one.text == text[one.start : one.end] for one in found)


@pytest.mark.parametrize(
    ("text", "words", "duration", "anchor"),
    [
        (
            "filed within 15 days following the day on which it occurred.",
            "within 15 days following the day on which it occurred",
            "P15D",
            "following the day on which it occurred",
        ),
        (
            "kept for a period of five years from the date of the report.",
            "for a period of five years from the date of the report",
            "P5Y",
            "from the date of the report",
        ),
        ("respond within four hours", "within four hours", "PT4H", None),
        (
            "specified in such order, not to exceed five years.",
            "not to exceed five years",
            "P5Y",
            None,
        ),
        (
            "by the end of the following business day.",
            "by the end of the following business day",
            "P1D",
            "the end of the following business day",
        ),
        ("shall notify without undue delay.", "without undue delay", None, None),
        (
            "no later than 30 calendar days before the date",
            "no later than 30 calendar days before the date",
            "P30D",
            "before the date",
        ),
        (
            "at the time a new account is opened, unless",
            "at the time a new account is opened",
            None,
            "a new account is opened",
        ),
        ("within two (2) quarters", "within two (2) quarters", "P6M", None),
        (
            "As soon as it adopts an act, the",
            "As soon as it adopts an act",
            None,
            "As soon as it adopts an act",
        ),
        (
            "laid, as soon as may be after it is made, before",
            "as soon as may be after it is made",
            None,
            "after it is made",
        ),
        ("within the period specified in it", "within the period specified", None, None),
        (
            "made available upon a duly reasoned request.",
            "upon a duly reasoned request",
            None,
            None,
        ),
        ("It shall regularly review them", "regularly", None, None),
    ],
)
def test_deadline(text: str, words: str, duration: str | None, anchor: str | None) -> None:
    (one,) = extract(text, parse=False).deadlines
    assert (one.text, one.duration, one.anchor) == (words, duration, anchor)
    assert one.text == text[one.start : one.end]


def test_days_dates_and_repetition() -> None:
    (one,) = extract("within 10 business days of receipt", parse=False).deadlines
    assert (one.days, one.duration) == ("business", "P10D")
    (one,) = extract("by 17 January 2025", parse=False).deadlines
    assert one.date == date(2025, 1, 17)
    (one,) = extract("on or before June 30 of each calendar year", parse=False).deadlines
    assert (one.month_day, one.recurring, one.date) == ("06-30", "P1Y", None)
    (one,) = extract("reviewed every two years", parse=False).deadlines
    assert (one.recurring, one.duration) == ("P2Y", None)
    assert extract("by 31 February 2025", parse=False).deadlines == ()


@pytest.mark.parametrize(
    "text",
    [
        "over the preceding three years",
        "persons under 18 years of age",
        "daily withdrawal limits",
        "shall be imprisoned for not more than 5 years",
        "It regularly reviews them",
        "goods that were produced before 29 June 2023",
        "in May",
    ],
)
def test_no_deadline(text: str) -> None:
    assert extract(text, parse=False).deadlines == ()


@pytest.mark.parametrize(
    ("text", "term", "definition", "scope"),
    [
        ("‘payer’s account’ means an account;", "payer’s account", "an account", None),
        (
            "For the purposes of this Article, ‘owner’ means any person.",
            "owner",
            "any person",
            "this Article",
        ),
        ("(1) Business day means any day.", "Business day", "any day", None),
        ("a Suspicious Activity Report (“SAR”), and", "SAR", None, None),
        ("hereinafter referred to as ‘the Register’", "the Register", None, None),
        ("The term “Act” has the same meaning as in § 1005.2.", "Act", "as in § 1005.2", None),
    ],
)
def test_defined_term(text: str, term: str, definition: str | None, scope: str | None) -> None:
    (one,) = extract(text, parse=False).defined_terms
    assert (one.term, one.definition, one.scope) == (term, definition, scope)
    assert text[one.start : one.end] == term


def test_initials_behind_a_name_are_its_short_form() -> None:
    text = "A Metropolitan Statistical Area (MSA) and the Authorities (EUR) of an area (MSA)."
    (one,) = extract(text, parse=False).defined_terms
    assert (one.term, one.start, one.definition) == ("MSA", text.index("MSA"), None)


@pytest.mark.parametrize("text", ["a transfer by means of a card", "This means that the bank pays"])
def test_no_defined_term(text: str) -> None:
    assert extract(text, parse=False).defined_terms == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Records shall be retained by the obliged entity.",
            [("obliged entity", "must", "retain")],
        ),
        ("All reports may also be filed by mail.", [("All reports", "may", "file")]),
        ("A bank is required to file a report.", [("A bank", "must", "file")]),
        (
            "No payment institution shall take deposits.",
            [("payment institution", "mustnot", "take")],
        ),
        (
            "A person is prohibited from structuring transactions.",
            [("A person", "mustnot", "structure")],
        ),
        ("A bank need not report the transaction.", [("A bank", "neednot", "report")]),
        (
            "The institution shall not be required to disclose it.",
            [("The institution", "neednot", "disclose")],
        ),
        (
            "Competent authorities should consult each other.",
            [("Competent authorities", "should", "consult")],
        ),
        ("Providers may not charge a fee.", [("Providers", "mustnot", "charge")]),
        (
            "Payment service providers shall monitor and report suspicious transactions.",
            [
                ("Payment service providers", "must", "monitor"),
                ("Payment service providers", "must", "report"),
            ],
        ),
        (
            "Member States shall provide that the payer may revoke an order.",
            [("Member States", "must", "provide"), ("the payer", "may", "revoke")],
        ),
        (
            "The issuer shall: (a) notify the authority; (b) publish it; and (c) keep records.",
            [
                ("The issuer", "must", "notify"),
                ("The issuer", "must", "publish"),
                ("The issuer", "must", "keep"),
            ],
        ),
        (
            "The controller shall, without undue delay, notify the breach to the authority.",
            [("The controller", "must", "notify")],
        ),
        (
            "It shall be unlawful for any person to transmit funds.",
            [("any person", "mustnot", "transmit")],
        ),
        (
            "In no case shall reporting be delayed more than 60 calendar days.",
            [("reporting", "mustnot", "delay")],
        ),
        (
            "Notwithstanding paragraph (a), the consumer may not exceed the limit.",
            [("the consumer", "mustnot", "exceed")],
        ),
        ("The report describes risks which may arise.", []),
        ("Records that are required to be kept are listed below.", []),
    ],
)
def test_obligations(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = extract(text).obligations
    assert [(one.subject, one.modality, one.verb) for one in found] == expected


def test_obligation_tells_object_recipient_condition_and_whole_party() -> None:
    text = "The bank or its agent shall send the report to the authority, if a customer asks."
    (one,) = extract(text).obligations
    assert (one.subject, one.party) == ("The bank", "The bank or its agent")
    assert one.object is not None
    assert one.object.startswith("the report")
    assert (one.recipient, one.condition) == ("the authority", "if a customer asks")
    assert text[one.start : one.end].startswith("The bank")


def test_citations_do_not_break_a_parse_and_come_back_in_the_words() -> None:
    text = "A report required by § 1010.311 or § 1021.311, shall be filed by the bank."
    assert [one.subject for one in extract(text).obligations] == ["bank"]
    (one,) = extract("Paragraph 1 shall not apply.").obligations
    assert (one.subject, one.modality) == ("Paragraph 1", "mustnot")


@pytest.mark.parametrize(
    "part", ["shall be ", "The bank shall, if asked, ", "(", "may not, ", "no person shall: (a) "]
)
def test_hostile_sentences_are_cut_and_parsed(part: str) -> None:
    extract(part * (50_000 // len(part)))


def test_many_texts_keep_their_order() -> None:
    texts = [f"Bank {n} shall file {n} reports." if n % 3 else "" for n in range(300)]
    found = list(extract_all(texts))
    assert [bool(one.obligations) for one in found] == [bool(text) for text in texts]


def test_unknown_language_and_endless_text_are_refused() -> None:
    with pytest.raises(UsageError, match="no rules for this language"):
        extract("Die Bank meldet.", "de")
    with pytest.raises(UsageError, match="longer than"):
        extract("a" * 2_000_001)


def test_language_of() -> None:
    assert language_of("The bank shall file a report of each transaction.") == "en"
    assert language_of("金融机构应当按照规定报告。") == "zh"
    german = "Die Zahlungsdienstleister müssen den Behörden jede Transaktion unverzüglich melden."
    assert language_of(german) is None


@pytest.mark.parametrize(
    "part",
    [
        "(",
        "a ",
        "Article 1, ",
        "§ 1.1(a)",
        "five hundred and ",
        "1 000 ",
        "1,",
        "not more than ",
        "‘",
        "Aa ",
        "within five ",
        "points (a), ",
        "(a) or ",
        "shall be ",
        "第一条、",
        "一",
        "应当",
        "《",
        "自",
        "of the ",
    ],
)
def test_hostile_repetition_is_read_in_linear_time(part: str) -> None:
    """Would run for hours with a pattern that backtracks; the timeout of the suite ends it."""
    text = part * (20_000 // len(part))
    extract(text, parse=False)
    extract(text, "zh")


def test_a_number_with_spaces_is_one_word_of_the_action() -> None:
    text = "The institution shall report each transaction of EUR 10 000 or more to the Office."
    (found,) = extract(text).obligations

    assert found.object == "each transaction of EUR 10 000 or more"
    assert found.recipient == "the Office"
