"""YAML of people's files: every value knows its place, every fault is one line that tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import MappingError, OntologyError, RiskweaveError, SetupError, suggestion
from kg.yaml_file import Value
from kg.yaml_nodes import DEEPEST_NESTING, LARGEST_FILE, yaml_files

LOADERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]


@pytest.fixture(params=LOADERS, ids=lambda loader: str(loader.__name__))
def _each_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.yaml_nodes._Loader", request.param)


def root_of(text: str) -> Value:
    return Value.parse(text, "own.yaml", MappingError)


def value_of(text: str) -> Value:
    """The value of the key `a` of a mapping."""
    return root_of(f"a: {text}\n").mapping("a file")["a"]


def fault(read: Callable[[], object]) -> str:
    with pytest.raises(MappingError) as caught:
        read()
    assert "\n" not in str(caught.value)
    return str(caught.value)


# Files


@pytest.mark.usefixtures("_each_loader")
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a:\n  b: Fili\xe1l\n", ":2: is not UTF-8"),
        (b"\xff\xfea\x00", ":1: is not UTF-8"),
        (b"a:\n  b: x\x00y\n", r":2: not well-formed YAML: it holds a control character"),
        (b"a: x\n\ny\xef\xbf\xbf: z\n", ":3: not well-formed YAML: it holds a control character"),
        (b"a: {b: c\nd: e\n", ":2: not well-formed YAML"),
        (b"a: [", ":1: not well-formed YAML"),
        (b"a:\n\tb: c\n", ":2: not well-formed YAML"),
        (b"a: b: c\n", ":1: not well-formed YAML"),
        (b"a: !x!y z\n", ":1: not well-formed YAML"),
        (b"a: 1\n---\nb: 2\n", ":2: holds several documents"),
        (b"a: 1\nb: *c\n", ":2: no anchor of this name above (got 'c')"),
        (b"a: 1\nb: &c\n  - *c\n", ":3: a value cannot contain itself (got 'c')"),
        (b"- " * 100_000, f":1: nests more than {DEEPEST_NESTING} levels deep"),
        (b"[" * 100_000, f":1: nests more than {DEEPEST_NESTING} levels deep"),
        (b"a: {\n" * 100_000, f":{DEEPEST_NESTING}: nests more than {DEEPEST_NESTING} levels"),
        (b"#" + b"x" * LARGEST_FILE, f": larger than {LARGEST_FILE} bytes"),
    ],
)
@pytest.mark.parametrize("error", [MappingError, OntologyError, SetupError])
def test_a_file_that_cannot_be_read(
    tmp_path: Path, content: bytes, says: str, error: type[RiskweaveError]
) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(content)
    with pytest.raises(error) as caught:
        Value.read(path, error)
    assert type(caught.value) is error
    assert str(caught.value).startswith(f"{path}{says}")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(MappingError, match="cannot be read: ") as caught:
            Value.read(path, MappingError)
        assert caught.value.file == str(path)


def test_limits_are_those_that_fit(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("a: " + "[" * (DEEPEST_NESTING - 1) + "]" * (DEEPEST_NESTING - 1))
    size = path.stat().st_size
    assert Value.read(path, MappingError, largest=size).mapping("a file")["a"].is_list
    with pytest.raises(MappingError, match=f"larger than {size - 1} bytes"):
        Value.read(path, MappingError, largest=size - 1)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "null\n", "\ufeff"])
def test_an_empty_file_is_null_and_no_mapping(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    root = Value.read(path, MappingError)
    assert root.is_null
    assert fault(lambda: root.record("a file", ("a",))) == f"{path}: the file is empty"


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: b\n")
    assert Value.read(path, MappingError).mapping("a file")["a"].text() == "b"


def test_aliases_are_shared_not_copied() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 12)]
    keys = root_of("\n".join(lines)).mapping("a file")
    assert len(keys["a11"].items()) == 9
    assert keys["a11"].items()[8].items()[8].field == "a11.8.8"


def test_files_of_folders_come_by_name(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "c.txt"):
        (tmp_path / name).touch()
    found = yaml_files([tmp_path / "c.txt", tmp_path], MappingError)
    assert [path.name for path in found] == ["c.txt", "a.yml", "b.yaml"]
    with pytest.raises(MappingError, match="no such file or folder"):
        yaml_files([tmp_path / "none.yaml"], MappingError)
    (tmp_path / "inner").mkdir()
    with pytest.raises(SetupError, match="folder holds no YAML file"):
        yaml_files([tmp_path / "inner"], SetupError)


# Values


@pytest.mark.usefixtures("_each_loader")
def test_places() -> None:
    root = root_of("# head\na:\n  b:\n    - c: 1\n    - c: 2\n")
    b = root.mapping("a file")["a"].mapping("a")["b"]
    second = b.items()[1]
    assert (root.line, root.field, root.file) == (2, "", "own.yaml")
    assert (b.line, b.field) == (3, "a.b")
    assert (second.line, second.field) == (5, "a.b.1")
    assert second.mapping("a part")["c"].field == "a.b.1.c"


def test_errors_tell_the_field_where_the_file_wants_it() -> None:
    plain, named = (
        Value.parse("a:\n  b: 200\n", "own.yaml", MappingError, name_fields=fields)
        .mapping("a file")["a"]
        .mapping("a part")["b"]
        for fields in (False, True)
    )
    assert fault(lambda: plain.number(0, 100)) == ("own.yaml:2: must be from 0 to 100 (got 200.0)")
    assert fault(lambda: named.number(0, 100)) == (
        "own.yaml:2: field 'a.b': must be from 0 to 100 (got 200.0)"
    )
    assert str(named.error("no", field="other", line=7)) == "own.yaml:7: field 'other': no"


def test_text() -> None:
    assert value_of('" x \\t y "').text() == "x y"
    assert value_of('" x \\t y "').text(fold=False) == " x \t y "
    assert value_of("'12'").text() == "12"
    assert value_of("!!str 12").text() == "12"
    assert value_of("''").text() == ""
    assert "it is empty" in fault(lambda: value_of("' '").text(empty=False))
    for plain in ("12", "1.5", "no", "2024-10-25", "0x1F", "1:30"):
        assert fault(value_of(plain).text) == (
            f"own.yaml:1: text is expected here; put it in quotes (got '{plain}')"
        )
    assert "nothing stands here" in fault(value_of("").text)
    assert "not a list or mapping" in fault(value_of("[x]").text)


def test_flag() -> None:
    assert [value_of(word).flag() for word in ("true", "Yes", "ON", "false", "no", "off")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    for other in ("maybe", "1", "'true'", "", "[true]"):
        assert "true or false is expected here" in fault(value_of(other).flag)


def test_numbers() -> None:
    assert value_of("-12").integer() == -12
    assert value_of("7").integer(7, 7) == 7
    assert value_of("0.1").number() == 0.1
    assert Fraction(str(value_of("33.3").number())) == Fraction(333, 10)
    assert value_of("25").number(25) == 25.0
    for other in ("010", "0x1F", "1_000", "1:30", "'7'", "2.0", "true", "", "[7]", "9" * 19):
        assert "a whole number is expected here" in fault(value_of(other).integer)
    for other in (".inf", ".nan", "010", "1:30.5", "1_0.5", "'7'", "many", "5."):
        assert "a number is expected here" in fault(value_of(other).number)
    assert "must be at least 8 (got 7)" in fault(lambda: value_of("7").integer(8))
    assert "must be at most 6 (got 7)" in fault(lambda: value_of("7").integer(most=6))
    assert "must be from 0 to 0.5 (got 0.6)" in fault(lambda: value_of("0.6").number(0, 0.5))


def test_day() -> None:
    assert value_of("2024-10-25").day() == date(2024, 10, 25)
    assert value_of("'2024-10-25'").day() == date(2024, 10, 25)
    for other in ("2024-02-30", "25 October", "2024-10-25T00:00:00", "20241025", "", "[]"):
        assert "a date is expected here" in fault(value_of(other).day)


@given(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**17), 10**17),
        st.text(),
        st.dates().map(str),
        st.integers(-(10**9), 10**9).map(lambda number: number / 8),
    )
)
def test_scalar_is_what_was_written(content: object) -> None:
    text = yaml.safe_dump({"a": content})
    found = root_of(text).mapping("a file")["a"].scalar()
    assert found == content
    assert type(found) is type(content)


def test_scalars_of_odd_form_stay_text() -> None:
    assert [value_of(odd).scalar() for odd in ("010", "1:30", ".inf", "2024-10-25")] == [
        "010", "1:30", ".inf", "2024-10-25",
    ]  # fmt: skip
    assert "one value is expected here" in fault(value_of("[1]").scalar)


def test_lists() -> None:
    assert value_of("[x, y]").texts() == ("x", "y")
    assert value_of("[]").texts() == ()
    assert "stands twice in this list (got 'x')" in fault(value_of("[x, y, x]").texts)
    assert "a list is expected here" in fault(value_of("x").items)
    assert "it is empty" in fault(lambda: value_of("[]").items(empty=False))
    assert "it is empty" in fault(lambda: value_of("[]").texts(empty=False))


def test_one_of() -> None:
    assert value_of("each").one_of(("each", "pairs")) == "each"
    assert fault(lambda: value_of("pair").one_of(("each", "pairs"))) == (
        "own.yaml:1: not one of the words allowed here (got 'pair')."
        " Did you mean 'pairs'? Known: each, pairs"
    )


def test_mapping() -> None:
    assert list(root_of("b: 1\na: 2\n").mapping("a file")) == ["b", "a"]
    assert fault(lambda: root_of("a: 1\nb: 2\na: 3\n").mapping("a file")) == (
        "own.yaml:3: this key stands twice in a file (got 'a')"
    )
    assert fault(lambda: root_of("a: 1\nnmae: 2\n").mapping("a file", ("a", "name"))) == (
        "own.yaml:2: unknown key in a file (got 'nmae'). Did you mean 'name'? Known: a, name"
    )
    assert fault(lambda: root_of("- a\n").mapping("a file")) == (
        "own.yaml:1: a file must be a mapping of keys to values"
    )
    assert "put it in quotes (got 'no')" in fault(lambda: root_of("no: 1\n").mapping("a file"))


def test_record() -> None:
    root = root_of("a: 1\nc: 2\n")
    assert list(root.record("a file", ("a",), ("b", "c"))) == ["a", "c"]
    assert "a file needs 'd'" in fault(lambda: root.record("a file", ("a", "d"), ("c",)))
    assert "unknown key in a file (got 'c')" in fault(lambda: root.record("a file", ("a",)))


def test_tags_make_no_objects() -> None:
    assert "not a list" in fault(value_of("!!python/object/apply:os.system [ls]").text)
    assert "put it in quotes" in fault(value_of("!!python/name:os.system ls").text)


def test_members_are_of_the_class_of_the_root() -> None:
    class Own(Value):
        pass

    root = Own.parse("a: [{b: 1}]\n", "own.yaml", MappingError)
    (item,) = root.mapping("a file")["a"].items()
    assert type(item.mapping("a part")["b"]) is Own


@given(st.text(), st.booleans())
def test_any_text_is_read_or_refused_in_one_line(text: str, c_loader: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.yaml_nodes._Loader", LOADERS[-1] if c_loader else LOADERS[0])
        said = ""
        try:
            root_of(text).mapping("a file")
        except MappingError as error:
            said = str(error)
    assert len(said.splitlines()) <= 1


def test_suggestion() -> None:
    assert suggestion("nmae", ["name", "id"]) == "Did you mean 'name'? Known: id, name"
    assert suggestion("x", ["name", "id"]) == "Known: id, name"
    many = [f"name{number}" for number in range(25)]
    assert suggestion("name77", many[:7]) is not None
    assert suggestion("x", many) is None
    assert suggestion("x", []) is None
    assert (suggestion("name24", many) or "") == "Did you mean 'name24'?"
