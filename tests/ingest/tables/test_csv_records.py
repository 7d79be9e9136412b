"""Splitting CSV: what is good, what is not, and on which line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.tables.files.records import Piece, Splitter, TooLong
from kg.text.files import LARGEST_RECORD


def split(text: str | bytes, columns: int = 2, delimiter: str = ",", quote: str = '"') -> Piece:
    body = text.encode() if isinstance(text, str) else text
    piece = Splitter(columns, delimiter, quote).split(body)
    assert piece is not None
    return piece


def rows(piece: Piece, delimiter: str = ",", quote: str = '"') -> list[list[str]]:
    """The good records as Python's csv module reads what was written."""
    return list(
        csv.reader(
            io.StringIO(piece.body.decode(), newline=""),
            delimiter=delimiter,
            quotechar=quote or None,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
            strict=True,
        )
    )


def faults(piece: Piece) -> list[tuple[int, int, str]]:
    return [(fault.record, fault.line, fault.reason) for fault in piece.faults]


def test_plain_lines_pass_as_they_are() -> None:
    piece = split("1,2\n3,4\n")
    assert piece.body == b"1,2\n3,4\n"
    assert (piece.records, piece.lines, list(piece.starts)) == (2, 2, [0, 1])
    assert not piece.faults
    assert not piece.padded


def test_an_incomplete_last_line_is_left_for_the_next_buffer() -> None:
    piece = split("1,2\n3,4")
    assert (piece.consumed, piece.records) == (4, 1)
    assert Splitter(2, ",", '"').split(b"1,2") is None


def test_windows_line_ends_become_line_feeds() -> None:
    assert split("1,2\r\n3,4\r\n").body == b"1,2\n3,4\n"
    assert split('1,"2"\r\n3,4\r\n').body == b'1,"2"\n3,4\n'


def test_mixed_line_ends_are_read() -> None:
    piece = split("1,2\r\n3,4\n5,6\r\n")
    assert rows(piece) == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert list(piece.starts) == [0, 1, 2]


def test_a_short_and_a_long_record_do_not_even_out() -> None:
    piece = split("1,2\n3\n4,5,6\n7,8\n")
    assert rows(piece) == [["1", "2"], ["7", "8"]]
    assert faults(piece) == [
        (1, 1, "1 fields instead of 2"),
        (2, 2, "3 fields instead of 2"),
    ]
    assert list(piece.good) == [0, 3]
    assert list(piece.starts) == [0, 3]


def test_blank_lines_are_lines_but_not_records() -> None:
    piece = split("1,2\n\n\n3,4\n")
    assert rows(piece) == [["1", "2"], ["3", "4"]]
    assert (piece.records, piece.lines, list(piece.starts)) == (2, 4, [0, 3])


def test_quoted_line_ends_belong_to_the_text() -> None:
    piece = split('1,"a\nb"\n2,"c\r\n\nd"\n3,e\n')
    assert rows(piece) == [["1", "a\nb"], ["2", "c\r\n\nd"], ["3", "e"]]
    assert list(piece.starts) == [0, 2, 5]
    assert (piece.records, piece.lines, piece.multiline) == (3, 6, True)


def test_doubled_quotes_stand_for_one() -> None:
    assert rows(split('1,"say ""no"""\n"""",""\n')) == [["1", 'say "no"'], ['"', ""]]


def test_a_quote_inside_a_bare_field_is_text() -> None:
    piece = split('1,5" pipe\n2,"x"\n')
    assert rows(piece) == [["1", '5" pipe'], ["2", "x"]]
    assert not piece.faults


def test_text_after_a_closing_quote_is_a_fault() -> None:
    piece = split('1,"a"b\n2,c\n')
    assert rows(piece) == [["2", "c"]]
    assert faults(piece) == [(0, 0, "text after a closing quote")]


def test_a_quote_never_closed_leaves_its_record() -> None:
    piece = split('1,2\n3,"4\n5,6\n')
    assert rows(piece) == [["1", "2"]]
    assert piece.consumed == 4
    assert Splitter(2, ",", '"').split(b'3,"4\n5,6\n') is None


def test_nul_and_undecodable_bytes_are_faults() -> None:
    piece = split(b"1,a\0b\n2,caf\xe9\n3,c\n")
    assert rows(piece) == [["3", "c"]]
    assert faults(piece) == [(0, 0, "a NUL byte"), (1, 1, "bytes that are not UTF-8")]
    assert [fault.undecodable for fault in piece.faults] == [False, True]


def test_a_stray_carriage_return_is_a_fault() -> None:
    piece = split("1,a\rb\n2,c\n")
    assert rows(piece) == [["2", "c"]]
    assert faults(piece) == [(0, 0, "a carriage return inside a line")]


def test_without_quotes_a_quote_is_a_character() -> None:
    piece = split('1,"a\n2,b"c"\n', quote="")
    assert rows(piece, quote="") == [["1", '"a'], ["2", 'b"c"']]


def test_blanks_around_fields_are_noticed() -> None:
    assert split("1, 2\n").padded
    assert split("1\t,2\n").padded
    assert split(" 1,2\n").padded
    assert split("1,2 \n").padded
    assert split('1,"2 "\n').padded
    assert split("1,\u00a02\n").padded
    assert not split("1,two words\n").padded
    assert not split('1,"two words"\n').padded


def test_a_record_that_is_too_long_is_named_by_its_line() -> None:
    long = b"x" * (LARGEST_RECORD + 1)
    with pytest.raises(TooLong) as caught:
        Splitter(2, ",", '"').split(b"1,2\n3," + long + b"\n")
    assert caught.value.line == 1
    with pytest.raises(TooLong) as caught:
        Splitter(2, ",", '"').split(long)
    assert caught.value.line == 0
    with pytest.raises(TooLong) as caught:
        Splitter(2, ",", '"').split(b'1,2\n3,"a\nb"\n4,"' + long + b'"\n')
    assert caught.value.line == 3


CSV_TEXT = st.text(st.sampled_from('ab1,,,"""\n\n\r \té\0'), max_size=60)


def reference(text: str, columns: int) -> tuple[list[list[str]], int]:
    """Good rows and number of records, by Python's csv module alone."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    good: list[list[str]] = []
    records = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return good, records
        except csv.Error as error:
            if str(error) == "unexpected end of data":
                return good, records
            records += 1
            continue
        if row:
            records += 1
            if len(row) == columns and not any("\0" in cell for cell in row):
                good.append(row)


@given(CSV_TEXT, st.integers(1, 3))
def test_any_text_is_split_as_the_csv_module_splits_it(text: str, columns: int) -> None:
    text = text.replace("\r", "") + "\n"
    piece = Splitter(columns, ",", '"').split(text.encode())
    good, records = reference(text, columns)
    if piece is None:
        assert records == 0
        return
    assert piece.records == records
    assert rows(piece) == good
    assert len(piece.good) == len(piece.starts) == len(good)
    assert piece.records == len(good) + len(piece.faults)


@given(CSV_TEXT, st.integers(1, 3))
def test_good_and_bad_records_make_up_all(text: str, columns: int) -> None:
    piece = Splitter(columns, ",", '"').split((text + "\n").encode())
    if piece is None:
        return
    assert piece.records == len(piece.good) + len(piece.faults)
    places = sorted([*piece.good.tolist(), *(fault.record for fault in piece.faults)])
    assert places == list(range(piece.records))
    assert len(rows(piece)) == len(piece.good)
    assert piece.lines == (text + "\n").encode()[: piece.consumed].count(b"\n")


RECORDS = st.lists(
    st.lists(st.text(st.sampled_from('ab ,"\né'), max_size=5), min_size=2, max_size=2),
    min_size=1,
    max_size=8,
)


@given(
    RECORDS, st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
)
def test_what_the_csv_module_writes_is_read_back(
    records: list[list[str]], line_end: str, quoting: int
) -> None:
    output = io.StringIO(newline="")
    csv.writer(output, lineterminator=line_end, quoting=quoting).writerows(records)  # type: ignore[arg-type]
    piece = split(output.getvalue())
    assert rows(piece) == records
    assert not piece.faults
