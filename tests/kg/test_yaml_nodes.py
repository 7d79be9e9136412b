"""From YAML text to nodes: every fault is one line that tells its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import MappingError, OntologyError, RiskweaveError, SetupError
from kg.yaml_nodes import (
    DEEPEST_NESTING,
    FLAG,
    LARGEST_FILE,
    LIST,
    MAPPING,
    NULL,
    TEXT,
    Node,
    parse,
    read_text,
    yaml_files,
)

LOADERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]


@pytest.fixture(params=LOADERS, ids=lambda loader: str(loader.__name__))
def _each_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.yaml_nodes._Loader", request.param)


def root_of(text: str) -> Node:
    root = parse(text, "own.yaml", MappingError)
    assert root is not None
    return root


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
        parse(read_text(path, error, LARGEST_FILE), str(path), error)
    assert type(caught.value) is error
    assert str(caught.value).startswith(f"{path}{says}")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(MappingError, match="cannot be read: ") as caught:
            read_text(path, MappingError, LARGEST_FILE)
        assert caught.value.file == str(path)


def test_limits_are_those_that_fit(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("a: " + "[" * (DEEPEST_NESTING - 1) + "]" * (DEEPEST_NESTING - 1))
    size = path.stat().st_size
    assert root_of(read_text(path, MappingError, size)).tag == MAPPING
    with pytest.raises(MappingError, match=f"larger than {size - 1} bytes"):
        read_text(path, MappingError, size - 1)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "null\n", "~"])
def test_a_file_that_holds_nothing(text: str) -> None:
    root = parse(text, "own.yaml", MappingError)
    assert root is None or root.tag == NULL


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: b\n")
    assert read_text(path, MappingError, 9) == "a: b\n"


def test_aliases_are_shared_not_copied() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 12)]
    root = root_of("\n".join(lines))
    assert root.content[11][1].content[8].content[8] is root.content[9][1]


@pytest.mark.usefixtures("_each_loader")
def test_every_node_has_its_line() -> None:
    root = root_of("# head\na:\n  b:\n    - c: 1\n    - c: 2\n")
    ((a, inner),) = root.content
    ((b, listed),) = inner.content
    assert (root.line, a.line, b.line) == (2, 2, 3)
    assert [each.line for each in listed.content] == [4, 5]


@pytest.mark.parametrize(
    ("text", "tag"),
    [("no", FLAG), ("'no'", TEXT), ("", NULL), ("'null'", TEXT), ("!!python/name:os.x y", TEXT)],
)
def test_what_yaml_takes_a_scalar_for(text: str, tag: str) -> None:
    ((_, value),) = root_of(f"a: {text}\n").content
    assert (value.tag == tag) or (tag == TEXT and value.tag not in (NULL, FLAG, LIST, MAPPING))


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


@given(st.text(), st.booleans())
def test_any_text_is_read_or_refused_in_one_line(text: str, c_loader: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.yaml_nodes._Loader", LOADERS[-1] if c_loader else LOADERS[0])
        said = ""
        try:
            parse(text, "own.yaml", MappingError)
        except MappingError as error:
            said = str(error)
    assert len(said.splitlines()) <= 1
