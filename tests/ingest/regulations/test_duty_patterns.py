"""What English law says must be done: each pattern by its example, and polarity above all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.regulations.extraction import Passage, extract, extract_passages
from ingest.regulations.extraction.english.duties.cues import Pattern, patterns


@pytest.mark.parametrize("pattern", patterns().patterns, ids=lambda one: one.name)
def test_a_pattern_yields_what_its_example_says(pattern: Pattern) -> None:
    found = extract(pattern.example).obligations
    assert tuple((one.subject, one.modality, one.verb) for one in found) == pattern.yields


@pytest.mark.parametrize(
    ("text", "duties"),
    [
        (
            "A depositary shall not be obliged to verify the data, but it shall keep a copy.",
            [("A depositary", "neednot", "verify"), ("it", "must", "keep")],
        ),
        (
            "No bank shall be obliged to grant credit and every bank shall give reasons.",
            [("bank", "neednot", "grant"), ("every bank", "must", "give")],
        ),
        (
            "The servicer is not obligated to pay if it got no bill, and must return the bill.",
            [("The servicer", "neednot", "pay"), ("The servicer", "must", "return")],
        ),
        (
            "The Commission shall be empowered to adopt acts and shall consult experts.",
            [("The Commission", "may", "adopt"), ("The Commission", "must", "consult")],
        ),
        ("Institutions do not have to report again.", [("Institutions", "neednot", "report")]),
        (
            "It is not necessary for the lender to provide a new statement.",
            [("the lender", "neednot", "provide")],
        ),
        (
            "Nothing in this section requires a bank to close the account.",
            [("a bank", "neednot", "close")],
        ),
        (
            "An issuer is not prohibited from publishing the figures.",
            [("An issuer", "may", "publish")],
        ),
        ("The firm is not permitted to lend assets.", [("The firm", "mustnot", "lend")]),
        (
            "The agent shall not only notify the client but also keep a record.",
            [("The agent", "must", "notify"), ("The agent", "must", "keep")],
        ),
        (
            "The AIFM may, but need not, appoint an external valuer.",
            [("The AIFM", "may", "appoint")],
        ),
        (
            "Under no circumstances shall the manager act for its own account.",
            [("the manager", "mustnot", "act")],
        ),
        ("Clients may be affected by the decision.", []),
        ("Firms are exempt from the duty to report.", [("Firms", "neednot", "report")]),
        (
            "A trader is exempt from keeping records, but shall keep the invoices.",
            [("A trader", "neednot", "keep"), ("A trader", "must", "keep")],
        ),
        ("There is no requirement for a firm to appoint one.", [("a firm", "neednot", "appoint")]),
        ("The Board may, but is not required to, hold it.", [("The Board", "may", "hold")]),
        ("The bank shall not be liable to pay the fee.", [("The bank", "neednot", "be")]),
        ("The court shall not be bound by the opinion.", [("The court", "neednot", "bind")]),
        ("The price of units may fall.", []),
        (
            "Neither party may terminate, nor shall it be obliged to pay.",
            [("party", "mustnot", "terminate"), ("it", "neednot", "pay")],
        ),
        ("A bank is required not to disclose the report.", [("A bank", "mustnot", "disclose")]),
        (
            "Clients shall have the right not to be bound by it.",
            [("Clients", "neednot", "bind")],
        ),
        (
            "The bank shall keep but not disclose it.",
            [("The bank", "must", "keep"), ("The bank", "mustnot", "disclose")],
        ),
        ("The Bank shall not be prevented from lending.", [("The Bank", "may", "lend")]),
        ("A firm shall have documented procedures.", [("A firm", "must", "have")]),
        ("The auditor(s) shall sign it.", [("The auditor(s)", "must", "sign")]),
        ("The agent shall re-examine the file.", [("The agent", "must", "reexamine")]),
        (
            "2. The plan shall be in writing and shall: (a) name the auditor; (b) list the risks.",
            [
                ("The plan", "must", "be"),
                ("The plan", "must", "name"),
                ("The plan", "must", "list"),
            ],
        ),
        (
            "The bank shall within two months from the notice referred to in Article 5 give its"
            " opinion.",
            [("The bank", "must", "give")],
        ),
        ("These Regulations may be cited as the Fees Regulations 2030.", []),
        ("A fee shall be paid in such form as may be prescribed.", [("A fee", "must", "pay")]),
        ("“Deed” shall mean a warranty deed.", []),
        (
            "Whoever forges a note, with intent to defraud, shall be fined.",
            [("Whoever", "must", "fine")],
        ),
        (
            "Any person who is found guilty of fraud, shall be liable to a fine.",
            [("Any person", "must", "be")],
        ),
        ("The 3[High Court] may dispense with it.", [("The High Court", "may", "dispense")]),
        (
            "The bank shall check that the client has an account and shall keep a copy.",
            [("The bank", "must", "check"), ("The bank", "must", "keep")],
        ),
        (
            "The Board, in consultation with the EBA, ESMA and others, shall issue it.",
            [("The Board", "must", "issue")],
        ),
        (
            "The notice shall appear on the page and be delivered by the bank.",
            [("The notice", "must", "appear"), ("bank", "must", "deliver")],
        ),
        ("Adjournments shall not exceed 21 days.", [("Adjournments", "mustnot", "exceed")]),
    ],
)
def test_polarity(text: str, duties: list[tuple[str, str, str]]) -> None:
    found = extract(text).obligations
    assert [(one.subject, one.modality, one.verb) for one in found] == duties


_WHO = st.sampled_from(["A bank", "ESMA", "An AIFM", "The CCP", "Each obliged entity"])
_WHAT = st.sampled_from(["keep a record", "publish the list", "notify the client of the fee"])
_SAYS = st.sampled_from(
    [
        ("shall {}", "must"),
        ("shall not {}", "mustnot"),
        ("may {}", "may"),
        ("may not {}", "mustnot"),
        ("need not {}", "neednot"),
        ("is not required to {}", "neednot"),
        ("is required to {}", "must"),
        ("shall not be required to {}", "neednot"),
        ("is under no obligation to {}", "neednot"),
        ("is empowered to {}", "may"),
        ("shall have the power to {}", "may"),
        ("is prohibited from", None),
    ]
)


@settings(max_examples=60, deadline=None)
@given(_WHO, _WHAT, _SAYS)
def test_one_verb_has_one_modality(who: str, what: str, says: tuple[str, str | None]) -> None:
    form, modality = says
    text = f"{who} {form.format(what)}." if modality else f"{who} is prohibited from lending it."
    (one,) = extract(text).obligations
    assert (one.obliged, one.modality) == (who, modality or "mustnot")


@pytest.mark.parametrize(
    ("lead", "point", "said"),
    [
        (
            "Without prejudice to Article 5, the depositary shall, in particular:",
            "keep a record, unless the client objects; and",
            ("the depositary", "must", "keep a record", "unless the client objects"),
        ),
        (
            "The management company shall at least annually and whenever necessary:",
            "(a) review its policies;",
            ("The management company", "must", "review its policies", None),
        ),
        (
            "The institution shall do all of the following:",
            "(a) notify the Board;",
            ("The institution", "must", "notify the Board", None),
        ),
        (
            "Member States shall ensure that, at all times, AIFMs:",
            "(a) act honestly;",
            ("Member States", "must", "ensure that, at all times, AIFMs act honestly", None),
        ),
        (
            "An AIFM shall not be required to:",
            "(a) register; or",
            ("An AIFM", "neednot", "register", None),
        ),
        (
            "The servicer is prohibited from:",
            "(a) charging a fee;",
            ("The servicer", "mustnot", "charge a fee", None),
        ),
    ],
)
def test_a_point_is_a_duty_by_the_words_above_it(
    lead: str, point: str, said: tuple[str, str, str, str | None]
) -> None:
    _, found = extract_passages([Passage(lead, opens_list=True), Passage(point, (lead,))])
    (one,) = found.obligations
    assert (one.obliged, one.modality, one.action, one.condition) == said


def test_the_opening_of_need_nots_bans_nothing() -> None:
    lead = "An AIFM shall not be required to:"
    above, _ = extract_passages([Passage(lead, opens_list=True), Passage("register;", (lead,))])
    assert above.obligations == ()


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Paragraphs 2 and 3 shall apply to banks.", "apply Paragraphs 2 and 3 to banks"),
        ("The obligation shall cease after a year.", "have the obligation cease after a year"),
        ("The leverage ratio shall not exceed 0.8.", "have the leverage ratio exceed 0.8"),
        ("That statement shall be published.", "publish that statement"),
    ],
)
def test_provisions_statements_and_abstractions_are_no_party(text: str, action: str) -> None:
    (one,) = extract(text).obligations
    assert (one.obliged, one.action) == (None, action)


def test_each_statement_says_how_it_was_found_and_how_surely() -> None:
    found = extract("No person shall not file a report within 5 days under Article 6.")
    (one,) = found.obligations
    assert (one.method, one.confidence) == ("rules+parse", 0.5)
    assert (found.deadlines[0].method, found.citations[0].method) == ("rules", "rules")


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("They shall be deposited in a separate account.", "be deposited in a separate account"),
        ("They shall be notified by the bank without delay.", "notify them without delay"),
        ("It decides which measures shall be taken by the bank.", "take measures"),
        ("Checks shall be carried out by banks.", "carry out checks"),
    ],
)
def test_a_pronoun_is_no_object(text: str, action: str) -> None:
    assert [one.action for one in extract(text).obligations] == [action]
