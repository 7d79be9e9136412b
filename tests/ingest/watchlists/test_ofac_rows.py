from __future__ import annotations

from pathlib import Path

import pytest

from ingest.watchlists.ofac import rows as ofac_rows
from ingest.watchlists.ofac.rows import BadRow, Row, read_list_file
from kg.errors import BadFile

PRIM = '{},"{}",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"{}"'


def write(folder: Path, text: str | bytes, name: str = "sdn.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def names(file: ofac_rows.ListFile) -> list[str]:
    return [row.values["name"] for row in file.rows if isinstance(row, Row)]


def bad(file: ofac_rows.ListFile) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in file.rows if isinstance(row, BadRow)]


def test_the_number_of_columns_says_which_file_it_is(tmp_path: Path) -> None:
    texts = {
        "primary": PRIM.format(1, "A", "x"),
        "aliases": '1,2,"aka","B",-0- ',
        "addresses": '1,2,-0- ,"Havana","Cuba",-0- ',
        "comments": '1,"and so on"',
    }
    for kind, text in texts.items():
        assert read_list_file(write(tmp_path, text, "download.csv")).kind == kind


def test_nulls_are_empty_and_spaces_are_one(tmp_path: Path) -> None:
    (row,) = read_list_file(
        write(tmp_path, '7,"A   B",-0- ,"X",,-0-,-0- ,-0- ,-0- ,-0- ,-0- ,-0')
    ).rows
    assert isinstance(row, Row)
    assert row.values["name"] == "A B"
    assert row.raw["name"] == "A   B"
    assert [row.values[c] for c in ("type", "title", "call_sign", "remarks")] == ["", "", "", ""]


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\x1a", "\r\n\x1a\r\n", "\x1a"])
def test_a_control_z_may_end_the_file(tmp_path: Path, end: str) -> None:
    text = PRIM.format(1, "A", "x") + "\r\n" + PRIM.format(2, "B", "y") + end
    file = read_list_file(write(tmp_path, text))
    assert (names(file), bad(file)) == (["A", "B"], [])


def test_quotes_in_a_value_are_doubled(tmp_path: Path) -> None:
    assert names(read_list_file(write(tmp_path, PRIM.format(1, 'THE ""X"" CO', "x")))) == [
        'THE "X" CO'
    ]


def test_a_value_may_run_over_lines_and_lines_are_still_counted(tmp_path: Path) -> None:
    text = PRIM.format(1, "A", "first\nsecond") + "\n" + PRIM.format(2, "B", "x")
    rows = read_list_file(write(tmp_path, text)).rows
    assert [(row.line, row.values["remarks"]) for row in rows if isinstance(row, Row)] == [
        (1, "first second"),
        (3, "x"),
    ]


def test_a_quote_that_never_ends_loses_its_own_line_only(tmp_path: Path) -> None:
    lines = [PRIM.format(n, f"N{n}", "x") for n in range(1, 6)]
    lines[1] = lines[1].removesuffix('"')
    file = read_list_file(write(tmp_path, "\n".join(lines)))
    assert names(file) == ["N1", "N3", "N4", "N5"]
    assert bad(file) == [(2, "a quoted value never ends")]


def test_a_row_of_another_width_is_set_aside(tmp_path: Path) -> None:
    text = "\n".join([PRIM.format(1, "A", "x"), '2,"B","C"', PRIM.format(3, "D", "x")])
    file = read_list_file(write(tmp_path, text))
    assert names(file) == ["A", "D"]
    assert bad(file) == [(2, "3 columns where there are 12")]


def test_a_key_that_is_no_number_is_set_aside(tmp_path: Path) -> None:
    text = PRIM.format(1, "A", "x") + "\n" + PRIM.format("12x", "B", "x")
    assert bad(read_list_file(write(tmp_path, text))) == [(2, "ent_num is not a number")]


def test_a_header_is_not_a_record(tmp_path: Path) -> None:
    header = ",".join(ofac_rows.COLUMNS["primary"])
    file = read_list_file(write(tmp_path, header + "\n" + PRIM.format(1, "A", "x")))
    assert (names(file), bad(file)) == (["A"], [])


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PRIM.format(1, "PEÑA NIÑO", "x").encode(), "PEÑA NIÑO"),
        (b"\xef\xbb\xbf" + PRIM.format(1, "PEÑA NIÑO", "x").encode(), "PEÑA NIÑO"),
        (PRIM.format(1, "PEÑA NIÑO", "x").encode("latin-1"), "PEÑA NIÑO"),
        (PRIM.format(1, "O’BRIEN", "x").encode("windows-1252"), "O’BRIEN"),
    ],
)
def test_utf8_and_windows_1252_are_told_apart(tmp_path: Path, data: bytes, name: str) -> None:
    assert names(read_list_file(write(tmp_path, data))) == [name]


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (PRIM.format(1, "A", "x").encode("utf-16"), "null bytes", 1),
        (PRIM.format(1, "A", "x").encode() + b"\nB\x81D", "neither UTF-8 nor", 2),
        ("Ñandú\n".encode() + "Ñandú".encode("latin-1"), "neither UTF-8 nor", 2),
        (b"a,b,c\n1,2,3\n", "not one of OFAC's", 1),
        (b"", "not one of OFAC's", 1),
        (PRIM.format(1, "A", "x").encode() + b'\n2,"B",-0- ,"CU', "cut short", 2),
        (PRIM.format(1, "A", "x").encode() + b'\n2,"B",-0- ,"CUBA",-0-', "cut short", 2),
        (PRIM.format(1, "A", "x").encode() + b"\n26", "cut short", 2),
    ],
)
def test_bad_files_are_refused_with_their_place(
    tmp_path: Path, data: bytes, message: str, line: int
) -> None:
    with pytest.raises(BadFile, match=message) as caught:
        read_list_file(write(tmp_path, data))
    assert (caught.value.file, caught.value.line) == ("sdn.csv", line)


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_another_separator_is_named(tmp_path: Path, sign: str) -> None:
    row = sign.join(["{0}", '"ABBAS, {0}"', "individual", *["-0-"] * 8, '"DOB 1950, or so."'])
    text = "\n".join(row.format(number) for number in range(1, 5))
    with pytest.raises(BadFile, match="not by commas as OFAC has them"):
        read_list_file(write(tmp_path, text))


def test_semicolons_in_remarks_are_no_separators(tmp_path: Path) -> None:
    text = "\n".join(f'{number},"DOB 1950; POB Oslo."' for number in range(1, 5))
    assert len(read_list_file(write(tmp_path, text)).rows) == 4


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofac_rows, "LARGEST_LIST", 10)
    with pytest.raises(BadFile, match="not an OFAC list"):
        read_list_file(write(tmp_path, PRIM.format(1, "A", "x")))


def test_a_huge_value_is_set_aside(tmp_path: Path) -> None:
    text = PRIM.format(1, "A", "y" * 200_000) + "\n" + PRIM.format(2, "B", "x")
    file = read_list_file(write(tmp_path, text))
    assert names(file) == ["B"]
    assert bad(file) == [(1, "field larger than field limit (131072)")]
