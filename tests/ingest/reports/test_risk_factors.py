"""Risk factors: sentences that head a risk; page heads and headings of groups are none."""

from __future__ import annotations

from ingest.reports.narrative.narrative import read_narrative

_BODY = "This may happen at any time and could cost us money and the trust of those we serve."


def risks(*blocks: str) -> list[str | None]:
    body = "".join(f"<p>{block}</p>" for block in blocks)
    page = (
        f"<html><body><p><b>Item 1A. Risk Factors</b></p>{body}<p><b>Item 2.</b></p></body></html>"
    )
    return [one.heading for one in read_narrative(page.encode(), "a.htm").risks]


def test_a_page_head_parts_no_paragraph() -> None:
    assert risks(
        "<b>Risks Related to Our Ships</b>",
        "<b>Storms may delay our ships.</b>",
        "Storms are frequent in our waters and may delay ships for many days, which costs the",
        "<b>Tern Shipping Lines and Others</b>",
        "ports that we call at a lot of money and the trust of our customers.",
        "<b>Fuel could cost more</b>",
        _BODY,
    ) == ["Storms may delay our ships.", "Fuel could cost more"]


def test_what_stands_on_each_page_is_no_risk() -> None:
    head = "<b>Tern Shipping is a company of the north 12</b>"
    assert risks(
        "<b>We depend on few ports.</b>", _BODY, head, _BODY, head, _BODY, head, _BODY,
        "<b>Table of Contents</b>", _BODY, "<b>Tern Corp 2031 Form 10-K</b>", _BODY,
    ) == ["We depend on few ports."]  # fmt: skip


def test_headings_in_italics_count_where_none_is_bold() -> None:
    assert risks(
        "<i>Storms may delay our ships.</i>", f"{_BODY} See <i>Fuel</i>.",
        '<span style="text-decoration:underline">Fuel could cost more.</span>', _BODY,
    ) == ["Storms may delay our ships.", "Fuel could cost more."]  # fmt: skip
    assert risks("<b>Fuel could cost more.</b>", _BODY, "<i>It did so before.</i>", _BODY) == [
        "Fuel could cost more."
    ]


def test_a_heading_in_title_case_that_speaks_of_the_company_is_a_risk() -> None:
    assert risks(
        "<b>Risks Related to Our Ships and Our Piers</b>", _BODY,
        "<b>Our International Operations Expose Us to Many Risks</b>", _BODY,
        "<b>Our Piers</b>", _BODY,
    ) == ["Our International Operations Expose Us to Many Risks"]  # fmt: skip


def test_a_heading_may_begin_its_paragraph_where_none_stands_alone() -> None:
    assert risks(
        "<u>Risks Related to Our Ships</u>",
        f"<font><i>Storms May Delay Our Ships:</i></font> {_BODY}",
        f"<b>Fuel could cost more.</b> {_BODY} <b>Ships</b> need it.",
        f"{_BODY} <i>Fuel could cost less.</i>",
    ) == ["Storms May Delay Our Ships", "Fuel could cost more."]
