"""Statements of Chinese law, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.regulations.extraction import Passage, extract, extract_passages


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "依照本法第三十二条第一款第二项规定",
            [("本法第三十二条第一款第二项", "this-act/第三十二条/第一款/第二项")],
        ),
        (
            "依照《中华人民共和国公司法》第三条、第五条",
            [
                ("《中华人民共和国公司法》第三条", "prc:公司法/第三条"),
                ("第五条", "prc:公司法/第五条"),
            ],
        ),
        ("对前款第一项规定的名单", [("前款第一项", "previous-paragraph-1/第一项")]),
        ("本条第二款所称", [("本条第二款", "this-article/第二款")]),
        ("依照本条规定", []),
    ],
)
def test_citations(text: str, expected: list[tuple[str, str]]) -> None:
    found = extract(text, "zh").citations
    assert [(one.text, one.target) for one in found] == expected


def test_a_range_of_articles_has_all_of_them_as_targets() -> None:
    (one,) = extract("本法第五十二条至第五十四条规定", "zh").citations
    assert one.targets == tuple(f"this-act/第五十{n}条" for n in "二三四")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("处五千元以上二十万元以下罚款", [(">=", "5000", "CNY"), ("<=", "200000", "CNY")]),
        ("违法所得不足五十万元的", [("<", "500000", "CNY")]),
        ("资本充足率不得低于百分之八", [(">=", "8", "percent")]),
        ("并处违法所得一倍以上五倍以下罚款", [(">=", "1", "times"), ("<=", "5", "times")]),
        (
            "金额超过人民币一万元或者外币等值一千美元的",
            [(">", "10000", "CNY"), (">", "1000", "USD")],
        ),
        ("人民币5万元以上（含5万元）", [(">=", "50000", "CNY")]),
        ("注册资本最低限额为十亿元人民币", [(">=", "1000000000", "CNY")]),
    ],
)
def test_thresholds(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = extract(text, "zh").thresholds
    assert [(one.operator, f"{one.value:f}", one.unit) for one in found] == expected
    assert all(one.text == text[one.start : one.end] for one in found)


@pytest.mark.parametrize(
    ("text", "words", "duration"),
    [
        ("应当自验收完毕之日起三日内解除", "自验收完毕之日起三日内", "P3D"),
        ("应当在五个工作日内报告", "五个工作日内", "P5D"),
        ("应当至少保存十年", "至少保存十年", "P10Y"),
        ("接管期限最长不得超过二年", "最长不得超过二年", "P2Y"),
        ("应当及时更新", "及时", None),
    ],
)
def test_deadline(text: str, words: str, duration: str | None) -> None:
    (one,) = extract(text, "zh").deadlines
    assert (one.text, one.duration) == (words, duration)


def test_days_and_sentences_of_prison() -> None:
    (one,) = extract("应当于2025年6月30日前完成", "zh").deadlines
    assert one.date == date(2025, 6, 30)
    assert extract("处五年以下有期徒刑", "zh").deadlines == ()
    assert extract("最近二年的财务会计报告", "zh").deadlines == ()


@pytest.mark.parametrize(
    ("text", "term", "scope"),
    [
        ("本法所称反洗钱，是指为了预防洗钱活动的行为。", "反洗钱", "本法"),
        ("本法所称的商业银行是指企业法人。", "商业银行", "本法"),
        ("中国反洗钱监测分析中心（以下简称“中心”）", "中心", None),
    ],
)
def test_defined_term(text: str, term: str, scope: str | None) -> None:
    (one,) = extract(text, "zh").defined_terms
    assert (one.term, one.scope) == (term, scope)


def test_the_verb_to_appoint_defines_nothing() -> None:
    assert extract("由国务院指定的机构", "zh").defined_terms == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("金融机构应当按照规定建立客户尽职调查制度。", [("金融机构", "must", "建立")]),
        (
            "第三方应当提供必要的信息，并配合金融机构开展调查。",
            [("第三方", "must", "提供"), ("第三方", "must", "配合")],
        ),
        ("商业银行的工作人员不得泄露商业秘密。", [("商业银行的工作人员", "mustnot", "泄露")]),
        ("被询问人可以要求补充。", [("被询问人", "may", "要求")]),
        ("禁止任何单位和个人利用支付账户从事洗钱活动。", [("任何单位和个人", "mustnot", "利用")]),
        ("金融机构无需报告前款规定的交易。", [("金融机构", "neednot", "报告")]),
        (
            "由国务院银行业监督管理机构责令改正；情节严重的，可以吊销。",
            [("国务院银行业监督管理机构", "may", "吊销")],
        ),
        (
            "商业银行有下列变更事项之一的，应当经国务院银行业监督管理机构批准：",
            [("商业银行", "must", "批准")],
        ),
        ("应当建立信息系统而未建立的", []),
    ],
)
def test_obligations(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = extract(text, "zh").obligations
    assert [(one.subject, one.modality, one.verb) for one in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "金融机构应当：（一）建立内部控制制度；（二）报告可疑交易。",
            [("金融机构", "must", "建立内部控制制度"), ("金融机构", "must", "报告可疑交易")],
        ),
        (
            "金融机构不得：\n（一）泄露客户信息；\n（二）为客户开立匿名账户。",
            [
                ("金融机构", "mustnot", "泄露客户信息"),
                ("金融机构", "mustnot", "为客户开立匿名账户"),
            ],
        ),
    ],
)
def test_points_behind_a_bare_modal(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = extract(text, "zh").obligations
    assert [(one.obliged, one.modality, one.action) for one in found] == expected
    assert all(text[one.start : one.end] == one.action for one in found)


def test_points_of_their_own_behind_a_bare_modal() -> None:
    lead = "发现可疑交易的，金融机构不得："
    passages = [Passage(lead, (), True), Passage("（一）泄露客户信息；", (lead,))]
    _, point = extract_passages(passages, "zh")
    (one,) = point.obligations
    assert (one.obliged, one.modality, one.action) == ("金融机构", "mustnot", "泄露客户信息")
    assert one.condition == "发现可疑交易的"


@pytest.mark.parametrize("modal", ["可以", "应当"])
def test_who_punishes_is_the_authority_before_and_not_the_punished(modal: str) -> None:
    text = f"由中国人民银行处二十万元以上罚款；对直接负责的主管人员{modal}处五万元以下罚款。"
    found = extract(text, "zh").obligations
    assert [one.obliged for one in found] == ["中国人民银行"]
    assert [
        one.obliged for one in extract("对直接负责的主管人员可以处罚款。", "zh").obligations
    ] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "商业银行未经国务院银行业监督管理机构批准，不得变更名称或者注册资本。",
            ("商业银行", "变更名称或者注册资本", "未经国务院银行业监督管理机构批准"),
        ),
        (
            "未经客户同意，金融机构不得向任何单位或者个人提供客户身份资料。",
            ("金融机构", "向任何单位或者个人提供客户身份资料", "未经客户同意"),
        ),
        (
            "任何单位和个人未经许可不得经营征信业务。",
            ("任何单位和个人", "经营征信业务", "未经许可"),
        ),
        (
            "未取得支付业务许可证的，不得从事支付业务。",
            ("未取得支付业务许可证的", "从事支付业务", "未取得支付业务许可证的"),
        ),
    ],
)
def test_a_ban_without_approval_keeps_who_what_and_when(
    text: str, said: tuple[str, str, str]
) -> None:
    (one,) = extract(text, "zh").obligations
    assert one.modality == "mustnot"
    assert (one.obliged, one.action, one.condition) == said
