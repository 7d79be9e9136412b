"""Lists whose modal stands in the provision above, and who is obliged, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.regulations.extraction import Obligation, Passage, extract, extract_passages


def _found(lead: str, *points: str, language: str = "en") -> list[tuple[Obligation, ...]]:
    passages = [Passage(lead, (), True), *(Passage(point, (lead,)) for point in points)]
    return [one.obligations for one in extract_passages(passages, language)]


def _said(one: Obligation) -> tuple[str | None, str, str]:
    return one.obliged, one.modality, one.action


def test_each_point_has_the_subject_and_modal_of_the_words_above() -> None:
    lead = "Where it is asked to, the payment service provider shall:"
    points = ("notify the payer of the loss; and", "(b) keep a record of each notice.")

    above, first, second = _found(lead, *points)

    assert above == ()
    assert [_said(one) for one in (*first, *second)] == [
        ("the payment service provider", "must", "notify the payer of the loss"),
        ("the payment service provider", "must", "keep a record of each notice"),
    ]
    assert first[0].condition == "Where it is asked to"
    place = first[0].lead
    assert place is not None
    assert lead[place.start : place.end] == "the payment service provider shall"
    assert points[0][first[0].start : first[0].end] == "notify the payer of the loss"
    assert points[1][second[0].start : second[0].end] == "keep a record of each notice"


def test_a_ban_stays_a_ban_in_its_points() -> None:
    _, (point,) = _found("The provider shall not:", "store the credentials of the user;")

    assert _said(point) == ("The provider", "mustnot", "store the credentials of the user")


def test_points_complete_the_verb_above_and_leave_no_empty_duty_there() -> None:
    above, (point,) = _found("Member States shall ensure that:", "the payer is told of the fee;")

    assert above == ()
    assert _said(point) == ("Member States", "must", "ensure that the payer is told of the fee")


def test_a_list_of_things_is_a_duty_of_the_words_above_alone() -> None:
    (above,), point = _found(
        "The contract shall contain the following information:", "the name of the payer;"
    )

    assert _said(above) == (None, "must", "have the contract contain the following information")
    assert point == ()


@pytest.mark.parametrize(
    "lead",
    [
        "The provider shall pay. It keeps the following:",
        "The provider shall notify the payer.",
        "Definitions:",
        "",
    ],
)
def test_words_above_without_an_open_modal_give_a_point_nothing(lead: str) -> None:
    assert _found(lead, "notify the payer;")[1] == ()


def test_the_words_above_may_stand_two_levels_up() -> None:
    top, middle = "The institution shall:", "where a transfer is late:"
    passages = [
        Passage(top, (), True),
        Passage(middle, (top,), True),
        Passage("refund the fee;", (top, middle)),
    ]

    *_, point = extract_passages(passages)

    assert [_said(one) for one in point.obligations] == [
        ("The institution", "must", "refund the fee")
    ]
    assert point.obligations[0].lead is not None
    assert point.obligations[0].lead.above == 0


def test_chinese_points_have_the_subject_and_modal_above() -> None:
    lead = "反洗钱行政主管部门进行监督检查时，可以采取下列措施："
    point = "（一）进入金融机构进行检查；"

    above, (own,) = _found(lead, point, language="zh")

    assert [_said(one) for one in above] == [("反洗钱行政主管部门", "may", "采取下列措施")]
    assert _said(own) == ("反洗钱行政主管部门", "may", "进入金融机构进行检查")
    assert own.lead is not None


def test_chinese_conditions_and_things_are_no_duties() -> None:
    for lead, point in (
        ("设立商业银行，应当具备下列条件：", "有健全的组织机构和管理制度；"),
        ("申请人应当提交下列文件、资料：", "可行性研究报告；"),
        ("有下列情形之一的，不得担任董事：", "担任破产公司的董事的；"),
    ):
        assert _found(lead, point, language="zh")[1] == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Credit institutions, payment institutions and, where applicable, their agents shall"
            " notify the authority.",
            (
                "Credit institutions, payment institutions and, where applicable, their agents",
                "must",
                "notify the authority",
            ),
        ),
        ("ESMA and EBA shall issue guidelines.", ("ESMA and EBA", "must", "issue guidelines")),
        (
            "The opinion shall be published on the website.",
            (None, "must", "publish the opinion on the website"),
        ),
        (
            "No account shall be closed without notice.",
            (None, "mustnot", "close account without notice"),
        ),
        (
            "The report must be filed by the bank.",
            ("the bank", "must", "file the report"),
        ),
        (
            "Financial entities should be required to keep a register.",
            ("Financial entities", "should", "keep a register"),
        ),
        (
            "Members shall ensure that a user has the right to use it.",
            ("Members", "must", "ensure that a user has the right to use it"),
        ),
        (
            "Members shall ensure that the payee shall not charge a fee.",
            ("Members", "must", "ensure that the payee shall not charge a fee"),
        ),
        (
            "EBA shall, after consulting others, including users, reflecting all views, issue it.",
            ("EBA", "must", "issue it"),
        ),
        (
            "The Office shall give the parties subject to the proceedings a hearing.",
            ("The Office", "must", "give the parties subject to the proceedings a hearing"),
        ),
        (
            "No person shall engage or attempt to engage in insider dealing.",
            ("person", "mustnot", "engage or attempt to engage in insider dealing"),
        ),
        (
            "This Act shall be without prejudice to Article 5.",
            (None, "must", "have this Act be without prejudice to Article 5"),
        ),
    ],
)
def test_who_is_obliged_to_what(text: str, said: tuple[str | None, str, str]) -> None:
    assert _said(extract(text).obligations[0]) == said


@pytest.mark.parametrize(
    "text",
    ["The remedy may be unavailable.", "The limits may not always be in force."],
)
def test_what_may_be_so_is_not_allowed(text: str) -> None:
    assert extract(text).obligations == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "金融机构不得采取过度措施，保障客户的基本服务。",
            [("金融机构", "mustnot", "采取过度措施")],
        ),
        ("客户身份信息发生变更的，应当及时更新。", [(None, "must", "及时更新")]),
        (
            "客户要求转往境外的，经国务院反洗钱行政主管部门负责人批准，可以采取临时冻结措施。",
            [(None, "may", "采取临时冻结措施")],
        ),
        (
            "发现可疑活动，海关应当将线索移送侦查机关。",
            [("海关", "must", "将线索移送侦查机关")],
        ),
    ],
)
def test_who_is_obliged_to_what_in_chinese(
    text: str, said: list[tuple[str | None, str, str]]
) -> None:
    assert [_said(one) for one in extract(text, "zh").obligations] == said


@pytest.mark.parametrize(
    ("text", "language", "threshold"),
    [
        ("The Board shall decide by a two-thirds majority.", "en", (">=", 2, "thirds")),
        ("at least one third of the votes", "en", (">=", 1, "thirds")),
        ("more than three quarters of its capital", "en", (">", 75, "percent")),
        ("不少于二分之一", "zh", (">=", 50, "percent")),
        ("经三分之二以上的成员同意", "zh", (">=", 2, "thirds")),
    ],
)
def test_fractions_in_words(text: str, language: str, threshold: tuple[str, int, str]) -> None:
    (one,) = extract(text, language, parse=False).thresholds

    assert (one.operator, one.value, one.unit) == (
        threshold[0],
        Decimal(threshold[1]),
        threshold[2],
    )
    assert text[one.start : one.end] == one.text


@pytest.mark.parametrize(
    "text",
    ["on behalf of a third party", "‘small’ means less than one third of Tier 1 capital", "a half"],
)
def test_other_fractions_are_no_thresholds(text: str) -> None:
    assert extract(text, parse=False).thresholds == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "The Bank may, if it considers it necessary, by order,-- (a) regulate the issue of"
            " bills, and (b) specify the conditions.",
            [("may", "regulate the issue of bills"), ("may", "specify the conditions")],
        ),
        (
            "The issuer shall do the following: (a) publish the notice; and (b) where the notice is"
            " changed, inform the holders.",
            [("must", "do the following"), ("must", "publish the notice"),
             ("must", "inform the holders")],
        ),
        (
            "A licensee must, as regards clients: (i) obtain the name; (ii) verify it.",
            [("must", "obtain the name"), ("must", "verify it")],
        ),
        (
            "The following data shall be kept: (a) the name of the client; (b) the account.",
            [("must", "keep the following data")],
        ),
        ("Time limit: A firm must file the report.", [("must", "file the report")]),
    ],
)  # fmt: skip
def test_points_behind_dashes_conditions_and_asides(text: str, said: list[tuple[str, str]]) -> None:
    assert [(one.modality, one.action) for one in extract(text).obligations] == said
