"""CSV files: encodings, headers, and what makes a whole file unusable."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

import ingest.tables.files.slices as slices_module
from ingest.tables.files.slices import CsvFile, Slice, read_ahead
from ingest.tables.mapping import TableFormat
from kg.errors import BadFile
from kg.text.files import LARGEST_RECORD

PLAIN = TableFormat()


def write(folder: Path, content: bytes | str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def header(path: Path, form: TableFormat = PLAIN) -> tuple[str, ...]:
    with CsvFile(path, form) as file:
        return file.header


def read(path: Path, form: TableFormat = PLAIN) -> tuple[str, list[Slice]]:
    """All good records as text, and the slices."""
    text, found = "", []
    with CsvFile(path, form) as file:
        for piece in read_ahead(file.slices(path.parent)):
            text += piece.path.read_text()
            found.append(piece)
    return text, found


def refusal(path: Path, form: TableFormat = PLAIN) -> str:
    with pytest.raises(BadFile) as caught:
        read(path, form)
    return str(caught.value)


def test_lines_are_counted_from_the_top_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,2\n\n"3\n",4\n5\n6,7\n')
    text, (piece,) = read(path)
    assert text == '1,2\n"3\n",4\n6,7\n'
    assert list(piece.records) == [1, 2, 4]
    assert list(piece.lines) == [2, 4, 7]
    assert [(fault.record, fault.line) for fault in piece.faults] == [(3, 6)]


def test_a_last_line_without_an_end_is_a_record(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a,b\n1,2\n3,4"))[0] == "1,2\n3,4\n"


@pytest.mark.parametrize(
    ("end", "reason"),
    [(b"3", "1 fields instead of 2"), (b"3,caf\xc3", "bytes that are not UTF-8")],
)
def test_a_cut_last_line_refuses_the_file(tmp_path: Path, end: bytes, reason: str) -> None:
    assert refusal(write(tmp_path, b"a,b\n" + b"1,2\n" * 200 + end)) == (
        f"file.csv:202: is cut short: the last line has {reason}, and no line end"
        f" (got {end.decode('utf-8', 'replace')!r})."
        " Get the whole file; if this is all of it, end or delete the last line"
    )


@pytest.mark.parametrize("end", ["3\n", "3\n4,5", "3,4,5", "  ", "\x1a", "\n\n"])
def test_an_odd_last_line_is_no_cut_file(tmp_path: Path, end: str) -> None:
    assert read(write(tmp_path, "a,b\n1,2\n" + end))[0].startswith("1,2\n")


@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_without_a_mark_is_named(tmp_path: Path, order: str) -> None:
    path = write(tmp_path, "nr;from\n1;A\n".encode(f"utf-16-{order}"))
    assert f"NUL, as in UTF-16. Name its encoding: --set encoding=utf-16-{order}" in refusal(path)
    form = TableFormat(delimiter=";", encoding=f"utf-16-{order}")
    assert header(path, form) == ("nr", "from")


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-8"),
        ("utf-16-le", "utf-16-le"),
        ("utf-32", "utf-8"),
        ("latin-1", "latin-1"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, declared: str) -> None:
    path = write(tmp_path, "näme,b\r\ncafé,2\r\n".encode(encoding))
    form = replace(PLAIN, encoding=declared)
    assert header(path, form) == ("näme", "b")
    assert read(path, form)[0] == "café,2\n"


def test_gzip_is_unpacked(tmp_path: Path) -> None:
    path = write(tmp_path, gzip.compress(b"a,b\n1,2\n"), "file.csv.gz")
    assert header(path) == ("a", "b")
    assert read(path)[0] == "1,2\n"


def test_a_damaged_gzip_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, gzip.compress(b"a,b\n1,2\n" * 9)[:-12], "file.csv.gz")
    assert "file.csv.gz: cannot be read" in refusal(path)


def test_a_zip_archive_is_refused(tmp_path: Path) -> None:
    assert "is a zip archive" in refusal(write(tmp_path, b"PK\x03\x04xxxx"))


def test_an_old_macs_line_ends(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a,b\r1,2\r3,4\r"))[0] == "1,2\n3,4\n"


def test_lines_before_the_header_are_skipped(tmp_path: Path) -> None:
    path = write(tmp_path, "Report of May\n\na,b\n1,2\n")
    _, (piece,) = read(path, replace(PLAIN, skip=1))
    assert header(path, replace(PLAIN, skip=1)) == ("a", "b")
    assert list(piece.lines) == [4]


def test_files_without_a_header(tmp_path: Path) -> None:
    form = replace(PLAIN, header=False, columns=("a", "b"))
    _, (piece,) = read(write(tmp_path, "1,2\n3,4\n"), form)
    assert list(piece.lines) == [1, 2]


def test_a_header_alone_has_no_records(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a,b\n")) == ("", [])


def test_names_of_columns(tmp_path: Path) -> None:
    path = write(tmp_path, ' a  b ,"c, d",a b,,A\n')
    assert header(path) == ("a b", "c, d", "a b#2", "column 4", "A")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(write(tmp_path, content)) == "file.csv: is empty"


def test_a_header_in_another_encoding_is_refused(tmp_path: Path) -> None:
    message = refusal(write(tmp_path, b"caf\xe9,b\n1,2\n"))
    assert message.startswith("file.csv:1: the header is not UTF-8. Name its encoding")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    message = refusal(write(tmp_path, b"a,b\n1,2\ncaf\xe9,2\n"))
    assert message.startswith("file.csv:3: is not UTF-8: 1 of 2 records cannot be decoded")


def test_one_undecodable_record_of_many_is_a_fault(tmp_path: Path) -> None:
    _, (piece,) = read(write(tmp_path, b"a,b\n" + b"1,2\n" * 200 + b"caf\xe9,2\n"))
    assert [(f.line, f.reason) for f in piece.faults] == [(202, "bytes that are not UTF-8")]


def test_text_that_is_not_in_its_declared_encoding_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n1,2\n".encode("utf-16-le") + b"\x00\xd8\x41\x00")
    message = refusal(path, replace(PLAIN, encoding="utf-16-le"))
    assert message.startswith("file.csv:3: is not utf-16-le")


def test_a_wrong_delimiter_is_refused(tmp_path: Path) -> None:
    form = replace(PLAIN, header=False, columns=("a", "b"))
    message = refusal(write(tmp_path, "1;2\n3;4\n"), form)
    assert message == (
        "file.csv:1: no record can be read; the first has 1 fields instead of 2"
        " (got '1;2'). Is the delimiter right?"
    )


def test_a_quote_never_closed_is_refused(tmp_path: Path) -> None:
    message = refusal(write(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n'))
    assert message.startswith("file.csv:3: a quote is opened and never closed")


def test_an_endless_line_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,2\n3,")
        file.truncate(2 << 30)
    message = refusal(path)
    assert message.startswith(f"file.csv:3: a record is longer than {LARGEST_RECORD:,} bytes")


def test_an_endless_header_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, b"a," * LARGEST_RECORD)
    assert "file.csv:1: a record is longer than" in refusal(path)


def test_a_header_of_countless_columns_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, ",".join("abc"[n % 3] for n in range(10_001)) + "\n")
    assert refusal(path) == "file.csv:1: has more than 10,000 columns"


def test_slices_and_buffers_may_end_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices_module, "SLICE_BYTES", 100)
    monkeypatch.setattr("ingest.tables.files.text_stream.CHUNK", 7)
    lines = [f'{n},"x\n{n}"' if n % 3 == 0 else f"{n},é{n}" for n in range(60)]
    path = write(tmp_path, "a,b\n" + "\n".join(lines) + "\n")
    text, found = read(path)
    assert text == "\n".join(lines) + "\n"
    assert len(found) > 3
    assert [number for piece in found for number in piece.records] == list(range(1, 61))
    starts, line = [], 2
    for n in range(60):
        starts.append(line)
        line += 2 if n % 3 == 0 else 1
    assert [number for piece in found for number in piece.lines] == starts
    assert sum(piece.rows for piece in found) == 60
    assert found[-1].position == path.stat().st_size
