"""Typed declarations in YAML: what is decoded, and what is said of what cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.declarations import Declared, Filled, Number, decode, json_schema, read
from kg.errors import MappingError

Weight = Annotated[float, msgspec.Meta(ge=0, le=10)]


class Control(Declared, frozen=True, kw_only=True):
    name: Filled
    kind: Literal["detective", "preventive"] = "detective"
    weight: Weight = 1.0
    factor: Number = 1.0
    years: int | None = None
    since: date | None = None
    active: bool = True
    codes: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)] = ("x",)

    def __post_init__(self) -> None:
        if self.years == 13:
            raise ValueError("thirteen years are no term")


class File(Declared, frozen=True):
    controls: dict[str, Control]
    more: tuple[str | Control, ...] = ()


def fault(body: str) -> str:
    with pytest.raises(MappingError) as error:
        decode(body, "c.yaml", File, MappingError)
    return str(error.value)


def test_a_scalar_is_the_text_that_stands_there() -> None:
    file = decode(
        "controls:\n  no: {name: 010, since: 2020-02-29, active: false, codes: [yes, 1:30, 1e5]}\n",
        "c.yaml",
        File,
        MappingError,
    )
    control = file.value.controls["no"]
    assert (control.name, control.since, control.active) == ("010", date(2020, 2, 29), False)
    assert control.codes == ("yes", "1:30", "1e5")


@pytest.mark.parametrize(
    ("body", "line", "field", "said"),
    [
        (
            "controls:\n  a: {name: A}\n  b:\n    nmae: B\n",
            4,
            "controls.b.nmae",
            "unknown key. Did you mean 'name'? Known: active, codes, factor, kind, name, since,"
            " weight, years",
        ),
        ("controls:\n  a: {name: A}\n  b:\n    kind: detective\n", 3, "controls.b", "needs 'name'"),
        (
            "controls:\n  a:\n    name: A\n    kind: detctive\n",
            4,
            "controls.a.kind",
            "not one of the words allowed here (got 'detctive'). Did you mean 'detective'? Known: "
            "detective, preventive",
        ),
        (
            "controls:\n  a:\n    name: A\n    weight: 11\n",
            4,
            "controls.a.weight",
            "must be from 0 to 10 (got '11')",
        ),
        (
            "controls:\n  a:\n    name: A\n    factor: .nan\n",
            4,
            "controls.a.factor",
            "a number is expected here",
        ),
        ("controls:\n  a:\n    name: A\n    factor: nan\n", 4, "controls.a.factor", "must be"),
        (
            "controls:\n  a:\n    name: A\n    years: 010\n",
            4,
            "controls.a.years",
            "a whole number is expected here (got '010')",
        ),
        (
            "controls:\n  a:\n    name: A\n    years: 13\n",
            2,
            "controls.a",
            "thirteen years are no term",
        ),
        (
            "controls:\n  a:\n    name: A\n    since: 2020-02-30\n",
            4,
            "controls.a.since",
            "a date is expected here (got '2020-02-30'). Write it YYYY-MM-DD",
        ),
        (
            "controls:\n  a:\n    name: A\n    active: maybe\n",
            4,
            "controls.a.active",
            "true or false is expected here (got 'maybe')",
        ),
        (
            "controls:\n  a:\n    name:\n",
            3,
            "controls.a.name",
            "text is expected here, and nothing stands here",
        ),
        (
            "controls:\n  a:\n    name: ''\n",
            3,
            "controls.a.name",
            "text is expected here, and it is empty",
        ),
        (
            "controls:\n  a:\n    name: A\n    codes: []\n",
            4,
            "controls.a.codes",
            "a list is expected here, and it is empty",
        ),
        ("controls: []\n", 1, "controls", "keys and values are expected here"),
        (
            "controls: {}\nmore:\n  - one\n  - {name: B, weight: -1}\n",
            4,
            "more.1.weight",
            "must be from 0 to 10 (got '-1')",
        ),
        ("controls:\n  a: {name: A}\n  a: {name: B}\n", 3, "", "this key stands twice (got 'a')"),
        ("", 1, "", "needs 'controls'"),
    ],
)
def test_a_fault_is_one_line_with_its_place(body: str, line: int, field: str, said: str) -> None:
    place = f"c.yaml:{line}: " + (f"field '{field}': " if field else "")
    assert fault(body).startswith(place + said)


def test_what_lies_across_entries_is_told_at_its_place() -> None:
    file = decode("controls:\n  a: {name: A}\n  b:\n    name: A\n", "c.yaml", File, MappingError)
    assert str(file.error("named twice", "controls", "b", "name")) == (
        "c.yaml:4: field 'controls.b.name': named twice (got 'A')"
    )
    assert file.line("controls", "b", "weight") == 3
    assert file.line() == 1


def test_a_file_is_read_with_bounds(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("controls: {}\n" + "#" * 100, encoding="utf-8")
    assert read(path, File, MappingError).value == File({})
    with pytest.raises(MappingError, match="larger than 50 bytes"):
        read(path, File, MappingError, largest=50)
    with pytest.raises(MappingError, match="cannot be read"):
        read(tmp_path / "none.yaml", File, MappingError)


def test_aliases_within_aliases_make_no_billions() -> None:
    lines = ["controls: {}", "more: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert fault("\n".join(lines)).startswith("c.yaml:2: more than 1000000 values")


def test_editors_get_a_json_schema() -> None:
    control = json_schema(File)["$defs"]["Control"]
    assert control["additionalProperties"] is False
    assert control["required"] == ["name"]
    assert control["properties"]["kind"]["enum"] == ["detective", "preventive"]


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        st.sampled_from(["{name: A}", "{nmae: A}", "{name: A, years: x}", "[]", "", "x"]),
        max_size=6,
    )
)
def test_the_key_at_fault_is_the_one_named(entries: dict[str, str]) -> None:
    body = "controls:\n" + "".join(f"  {key}: {value}\n" for key, value in entries.items())
    bad = [line for line, value in enumerate(entries.values(), 2) if value != "{name: A}"]
    if not entries:
        return
    if not bad:
        assert len(decode(body, "c.yaml", File, MappingError).value.controls) == len(entries)
    else:
        assert fault(body).startswith(f"c.yaml:{bad[0]}: field 'controls.")
