"""Where a desk is: its own file whatever its folder is called, or a database by URL."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

import kg
from kg.config import FILE_NAME, DeskPlace, load_config
from kg.desk import Desk, desk_url
from kg.errors import SetupError

NAMES = [
    "a?b", "a?mode=memory", "a%20b", "a%2Fb", "case [1]", "#1", "two  spaces ", "back\\slash",
    "a*b", "file:x?cache=shared", "a&b=c", "a;b", "'quoted\"", "~", "$HOME", "张伟",
    os.fsdecode(b"odd\xff\xfebytes"),
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_desk_lies_in_its_folder_whatever_that_is_called(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    with kg.init(folder) as workspace:
        workspace.desk.log("test", folder="this one")
        assert len(workspace.desk.audit()) == 1
    assert os.listdir(tmp_path) == [name]
    assert "desk.sqlite" in os.listdir(folder)


def test_each_folder_has_a_desk_of_its_own(tmp_path: Path) -> None:
    for name in NAMES:
        with kg.init(tmp_path / name) as workspace:
            workspace.desk.log("test", name=os.fsencode(name).hex())
    for name in NAMES:
        with kg.open(tmp_path / name) as workspace:
            [line] = workspace.desk.audit()
            assert line.facts == {"name": os.fsencode(name).hex()}
    assert sorted(os.listdir(tmp_path)) == sorted(NAMES)


def settings(folder: Path, desk: str) -> Path:
    (folder / FILE_NAME).write_text(f"format: 1\ndesk: {desk}\n", encoding="utf-8")
    return folder


def test_a_file_is_named_as_it_is_written_relative_to_the_workspace(tmp_path: Path) -> None:
    folder = settings(tmp_path, "'sqlite:///a%20b?c#d.sqlite'")
    url = desk_url(load_config(folder).desk, folder)
    assert url.database == f"{tmp_path}/a%20b?c#d.sqlite"
    assert not url.query


def test_a_file_elsewhere_is_named_whole(tmp_path: Path) -> None:
    folder = settings(tmp_path, "sqlite:////var/desks/one.sqlite")
    assert desk_url(load_config(folder).desk, folder).database == "/var/desks/one.sqlite"


def test_a_server_is_asked_with_the_password_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = settings(tmp_path, "postgresql+pg8000://ann@db.example:5433/desk")
    monkeypatch.setenv("RISKWEAVE_DESK_PASSWORD", "p@ss/w:rd")
    url = desk_url(load_config(folder).desk, folder)
    assert (url.username, url.password, url.host, url.port, url.database) == (
        "ann", "p@ss/w:rd", "db.example", 5433, "desk",
    )  # fmt: skip


def test_the_variable_may_have_a_name_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = settings(tmp_path, "{url: 'postgresql+pg8000://ann@db/desk', password_env: BANK_DESK}")
    monkeypatch.setenv("BANK_DESK", "hush")
    assert desk_url(load_config(folder).desk, folder).password == "hush"  # noqa: S105


@pytest.mark.parametrize(
    ("desk", "complaint"),
    [
        ("postgresql+pg8000://ann:hush123@db/desk", "a password must not stand in the settings"),
        ("postgresql+pg8000://ann:hush%40123@db/desk", "a password must not stand"),
        ("postgresql+pg8000://ann@db/desk?password=hush123", "a password must not stand"),
        ("postgresql+pg8000://ann@db/desk?sslpassword=hush123", "a password must not stand"),
        ("hush123", "needs the address of a database"),
        ("mysql://ann:hush123@db/desk", "needs the address of a database"),
        ("postgresql://db", "needs the address of a database"),
        ("sqlite:///", "names no file"),
        ("sqlite:///workspace.yaml", "names a file of the workspace that is no desk"),
        ("sqlite:///./lake/../lake/manifest.json", "names a file of the workspace that is no"),
        ("sqlite://", "needs the address of a database"),
        ("[hush123]", "keys and values are expected here"),
        ("{url: [hush123]}", "text is expected here"),
        ("{url: sqlite:///x, password: hush123}", "field 'desk.password': unknown key"),
    ],
)
def test_a_wrong_address_is_told_without_showing_it(
    tmp_path: Path, desk: str, complaint: str
) -> None:
    with pytest.raises(SetupError, match=complaint) as caught:
        load_config(settings(tmp_path, desk))
    assert str(caught.value).startswith(f"{tmp_path / FILE_NAME}:2: field 'desk")
    assert "hush" not in str(caught.value)


def test_a_server_that_does_not_answer_is_one_line_without_the_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("pg8000")
    monkeypatch.setenv("RISKWEAVE_DESK_PASSWORD", "hush123")
    place = DeskPlace("postgresql+pg8000://ann@127.0.0.1:1/desk")
    desk = Desk(desk_url(place, tmp_path))
    with pytest.raises(SetupError, match="the desk cannot be used") as caught:
        desk.audit()
    assert "hush123" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_driver_that_is_not_installed_is_named(tmp_path: Path) -> None:
    desk = Desk(desk_url(DeskPlace("postgresql+nosuch://ann@db/desk"), tmp_path))
    with pytest.raises(SetupError, match="driver is not installed"):
        desk.audit()


def test_a_file_that_is_no_desk_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    path.write_bytes(b"what is this?" * 1000)
    desk = Desk(path)
    with pytest.raises(SetupError, match=r"desk\.sqlite: the desk is damaged"):
        desk.audit()
    assert path.read_bytes() == b"what is this?" * 1000


def test_a_workspace_is_its_owners_alone(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir(mode=0o755)
    for folder in (tmp_path / "new", there):
        with kg.init(folder) as workspace:
            workspace.desk.log("test")
            modes = {
                path.name: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.iterdir()]
            }
        assert modes.pop(folder.name) == 0o700
        assert modes.keys() >= {"workspace.yaml", "desk.sqlite", "desk.sqlite-wal"}
        assert set(modes.values()) == {0o600}
