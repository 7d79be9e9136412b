"""Money in and out by month, as still SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from queries.money.sums import Month
from viz.text import money, short_money

_IN_COLOR, _OUT_COLOR = "#0f766e", "#b45309"
_WIDTH, _HALF, _TOP, _LEFT, _RIGHT = 1000.0, 92.0, 16.0, 84.0, 8.0
_FONT = "Segoe UI, Helvetica Neue, Arial, Liberation Sans, sans-serif"


def monthly_svg(shown: Sequence[Month], currency: str) -> str:
    """Bars up for money in and down for money out, one scale for both; text is escaped."""
    if not shown:
        return ""
    largest = max(max(one.paid_in, one.paid_out) for one in shown) or 1
    step = (_WIDTH - _LEFT - _RIGHT) / len(shown)
    bar = min(step * 0.72, 40.0)
    middle = _TOP + _HALF
    height = middle + _HALF + 26
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="100%"'
        f' viewBox="0 0 {_WIDTH:.0f} {height:.0f}" font-family="{_FONT}" font-size="12">',
        f"<title>{escape(f'Money in and out by month, {currency}')}</title>",
        _grid(middle, largest, currency),
    ]
    every = max(1, round(len(shown) / 16))
    for place, one in enumerate(shown):
        x = _LEFT + step * place + (step - bar) / 2
        parts.append(_bar(x, bar, middle, one.paid_in / largest, _IN_COLOR, up=True))
        parts.append(_bar(x, bar, middle, one.paid_out / largest, _OUT_COLOR, up=False))
        parts.append(_hover(_LEFT + step * place, step, middle, one, currency))
        if place % every == 0:
            parts.append(
                f'<text x="{x + bar / 2:.1f}" y="{height - 6:.0f}" text-anchor="middle"'
                f' fill="#56616f">{escape(one.month)}</text>'
            )
    parts.append(f'<path d="M{_LEFT} {middle}H{_WIDTH - _RIGHT}" stroke="#56616f"/></svg>')
    return "\n".join(parts)


def _grid(middle: float, largest: int, currency: str) -> str:
    lines = []
    for y, label in (
        (middle - _HALF, short_money(largest, currency)),
        (middle, "0"),
        (middle + _HALF, short_money(largest, currency)),
    ):
        lines.append(f'<path d="M{_LEFT} {y}H{_WIDTH - _RIGHT}" stroke="#d9dee5"/>')
        lines.append(
            f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end" fill="#56616f">'
            f"{escape(label)}</text>"
        )
    for y, label, color in (
        (middle - _HALF / 2, "in", _IN_COLOR),
        (middle + _HALF / 2, "out", _OUT_COLOR),
    ):
        lines.append(
            f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end" font-weight="700"'
            f' fill="{color}">{label}</text>'
        )
    return "\n".join(lines)


def _bar(x: float, width: float, middle: float, part: float, color: str, *, up: bool) -> str:
    if part <= 0:
        return ""
    tall = max(part * _HALF, 1.0)
    y = middle - tall if up else middle
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{tall:.1f}" fill="{color}"/>'


def _hover(x: float, width: float, middle: float, one: Month, currency: str) -> str:
    text = (
        f"{one.month}: in {money(one.paid_in, currency)} ({one.count_in:,}×),"
        f" out {money(one.paid_out, currency)} ({one.count_out:,}×)"
    )
    return (
        f'<rect x="{x:.1f}" y="{middle - _HALF:.1f}" width="{width:.1f}" height="{2 * _HALF:.1f}"'
        f' fill="#000000" fill-opacity="0"><title>{escape(text)}</title></rect>'
    )
