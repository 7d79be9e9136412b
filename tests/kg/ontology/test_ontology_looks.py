"""Colours, shapes and icons can be told apart and drawn."""

from __future__ import annotations

import itertools
import math
import re

import pytest

from kg.ontology import Group, Icon, load_ontology

# Severe colour vision deficiency, linear RGB (Machado, Oliveira and Fernandes 2009, table 1).
_SIGHT = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_Triple = tuple[float, float, float]
_ONTOLOGY = load_ontology()
_ALIKE = {frozenset({"square", "rounded-square"})}


def _linear(color: str) -> _Triple:
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return red, green, blue


def _seen(color: str, sight: str) -> _Triple:
    light = _linear(color)
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True))))
        for row in _SIGHT[sight]
    )
    return red, green, blue


def _lab(light: _Triple) -> _Triple:
    red, green, blue = light

    def root(value: float) -> float:
        return math.cbrt(value) if value > 0.008856 else 7.787 * value + 16 / 116

    x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
    y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _contrast_with_white(color: str) -> float:
    red, green, blue = _linear(color)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _confusable() -> list[tuple[Group, Group]]:
    return [
        (one, two)
        for one, two in itertools.combinations(_ONTOLOGY.groups.values(), 2)
        if one.shape == two.shape or frozenset({one.shape, two.shape}) in _ALIKE
    ]


def test_contrast_of_white_and_black() -> None:
    assert _contrast_with_white("#FFFFFF") == pytest.approx(1)
    assert _contrast_with_white("#000000") == pytest.approx(21)


@pytest.mark.parametrize("group", _ONTOLOGY.groups.values(), ids=lambda group: group.name)
def test_white_icons_can_be_read_on_every_colour(group: Group) -> None:
    assert _contrast_with_white(group.color) >= 3  # WCAG 2.2, 1.4.11 for graphics


@pytest.mark.parametrize(("one", "two"), _confusable(), ids=lambda group: group.name)
def test_groups_of_like_shape_differ_in_colour(one: Group, two: Group) -> None:
    for sight in _SIGHT:
        distance = math.dist(_lab(_seen(one.color, sight)), _lab(_seen(two.color, sight)))
        assert distance > 10, sight


def test_every_look_is_known() -> None:
    lines = {"solid", "dashed", "dotted"}
    for schema in _ONTOLOGY.schemata.values():
        assert re.fullmatch("#[0-9A-F]{6}", schema.color)
        assert schema.icon in _ONTOLOGY.icons
        assert schema.group in _ONTOLOGY.groups
        assert (schema.shape in lines) == schema.is_edge, schema.name


def test_no_icon_or_group_is_idle() -> None:
    schemata = _ONTOLOGY.schemata.values()
    assert {schema.icon for schema in schemata} == set(_ONTOLOGY.icons)
    assert {schema.group for schema in schemata} == set(_ONTOLOGY.groups)


@pytest.mark.parametrize("icon", _ONTOLOGY.icons.values(), ids=lambda icon: icon.name)
def test_icon_stays_on_its_view_box(icon: Icon) -> None:
    ends = _end_points(icon.path)
    assert len(ends) > 2
    for x, y in ends:
        assert -0.01 <= x <= 24.01
        assert -0.01 <= y <= 24.01


_PARAMETERS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}


def _end_points(path: str) -> list[tuple[float, float]]:
    """Where each segment of SVG path data ends, in absolute coordinates."""
    points: list[tuple[float, float]] = []
    x = y = start_x = start_y = 0.0
    for letter, body in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", body)]
        size = _PARAMETERS[letter.lower()]
        if size == 0:
            assert not numbers
            x, y = start_x, start_y
            continue
        assert numbers, (letter, path)
        assert len(numbers) % size == 0, (letter, body)
        for at in range(0, len(numbers), size):
            step = numbers[at : at + size]
            base_x, base_y = (x, y) if letter.islower() else (0.0, 0.0)
            if letter in "hH":
                x = base_x + step[0]
            elif letter in "vV":
                y = base_y + step[0]
            else:
                x, y = base_x + step[-2], base_y + step[-1]
            if letter in "mM" and at == 0:
                start_x, start_y = x, y
            points.append((x, y))
    return points


def test_end_points_of_a_square() -> None:
    assert _end_points("M1 2h3v3H1z") == [(1, 2), (4, 2), (4, 5), (1, 5)]
