from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.config import FILE_NAME, Config, load_config, save_config
from kg.errors import SetupError


def test_settings_are_read_back(tmp_path: Path) -> None:
    config = Config(name="bank", transfers="pairs", memory_limit="1GB", ontology=("more.yaml",))
    save_config(tmp_path, config)
    assert load_config(tmp_path) == config


@given(
    name=st.text(),
    store=st.dictionaries(
        st.sampled_from(["uri", "user", "serve"]), st.text() | st.booleans() | st.none()
    ),
    ontology=st.lists(st.text(min_size=1).filter(str.strip)),
)
def test_any_settings_are_read_back(
    name: str, store: dict[str, object], ontology: list[str]
) -> None:
    config = Config(name=name, store={"engine": "neo4j", **store}, ontology=tuple(ontology))
    with tempfile.TemporaryDirectory() as folder:
        save_config(Path(folder), config)
        assert load_config(Path(folder)) == config


@pytest.mark.parametrize("limit", ["lots", "5", "0GB", "-1GB", "[]"])
def test_memory_is_an_amount(tmp_path: Path, limit: str) -> None:
    (tmp_path / FILE_NAME).write_text(f"format: 1\nmemory_limit: {limit}\n")
    with pytest.raises(SetupError, match="memory"):
        load_config(tmp_path)


def test_settings_left_out_are_the_usual_ones(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("format: 1\nontology:\n")
    assert load_config(tmp_path) == Config()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "format: 1\ncolour: red",
            r"workspace\.yaml:2: field 'colour': unknown key\. Known: desk, extractor, format",
        ),
        (
            "format: 1\ntransfers: some",
            r"field 'transfers': not one of .*Known: each, pairs",
        ),
        ("format: 9", r"field 'format': not a workspace of this version"),
        ("- a", "keys and values are expected here"),
        ("format: 1\nstore: {engine: oracle}", "field 'store': needs an engine"),
        ("format: 1\nstore: {engine: neo4j, password: hush}", "a password must not stand"),
        ("format: true", r"field 'format': not a workspace of this version"),
        ("name: bank", r"field 'format': not a workspace of this version"),
        ("", r"workspace\.yaml:1: field 'format': not a workspace of this version"),
        ("format: 1\nname: [a]", r"workspace\.yaml:2: field 'name': text is expected here"),
        ("format: 1\ntimezone: Mars/Base", r"workspace\.yaml:2: field 'timezone': no such time"),
        ("format: 1\nontology: more.yaml", r"field 'ontology': a list is expected here"),
        ("format: 1\nname: a\x07b", r"workspace\.yaml:2: not well-formed YAML"),
        ("format: 1\nname: \udce1", r"workspace\.yaml:2: is not UTF-8"),
        ("format: 1\nstore: " + "[" * 5000, r"workspace\.yaml:2: nests more than"),
        ("format: [", r"workspace\.yaml:1: not well-formed YAML"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(SetupError, match=complaint):
        load_config(tmp_path)


def test_texts_need_no_quotes_and_flags_are_flags(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(
        "format: 1\nname: 2024\nstore: {engine: embedded, serve: yes, user: 'no'}\n"
    )
    config = load_config(tmp_path)
    assert (config.name, config.store["serve"], config.store["user"]) == ("2024", True, "no")


@pytest.mark.parametrize(
    "store",
    [
        "hush123",
        "[hush123]",
        "{password: hush123}",
        "{engine: neo4j, password: hush123}",
        "{engine: oracle, passwd: hush123}",
        "{engine: neo4j, uri: [hush123]}",
    ],
)
def test_no_error_shows_what_may_be_a_password(tmp_path: Path, store: str) -> None:
    (tmp_path / FILE_NAME).write_text(f"format: 1\nstore: {store}\n")
    with pytest.raises(SetupError, match=r"workspace\.yaml:2: field 'store") as caught:
        load_config(tmp_path)
    assert "hush123" not in str(caught.value)
