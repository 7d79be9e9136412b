from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import BadFile
from kg.text.markup import children, line_of, local_name, read_records, text_of

RECORDS = frozenset({"R"})


def read(path: Path) -> list[tuple[str, int | None]]:
    advanced: list[int] = []
    found = [(text_of(e), line_of(e)) for e in read_records(path, "LIST", RECORDS, advanced.append)]
    assert len(advanced) == len(found)
    assert all(0 < done <= path.stat().st_size for done in advanced)
    return found


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "list.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_records_come_with_their_lines(tmp_path: Path) -> None:
    path = write(tmp_path, "<LIST>\n<A><R>one</R></A>\n\n<R>t<!-- cut -->wo\n x</R></LIST>")
    assert read(path) == [("one", 2), ("two x", 4)]


def test_names_are_without_namespaces(tmp_path: Path) -> None:
    path = write(tmp_path, '<u:LIST xmlns:u="urn:x"><u:R><u:N>1</u:N><?pi?></u:R></u:LIST>')
    for element in read_records(path, "LIST", RECORDS, lambda _done: None):
        assert local_name(element) == "R"
        assert [(name, text_of(child)) for name, child in children(element)] == [("N", "1")]


def test_records_are_forgotten_after_use(tmp_path: Path) -> None:
    path = write(tmp_path, "<LIST>" + "<R><N>x</N></R>" * 30_000 + "</LIST>")
    most = 0
    for element in read_records(path, "LIST", RECORDS, lambda _done: None):
        parent = element.getparent()
        assert parent is not None
        most = max(most, len([child for child in parent if len(child)]))
    # The parser reads ahead in blocks, but what was used is gone.
    assert most < 5_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_declared_encoding_holds(tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><LIST><R>Türkiye</R></LIST>'
    assert read(write(tmp_path, text.encode(encoding))) == [("Türkiye", 1)]


EXTERNAL = '<!DOCTYPE LIST [<!ENTITY x SYSTEM "file:///etc/passwd">]><LIST><R>&x;</R></LIST>'
LAUGHS = (
    '<!DOCTYPE LIST [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
    "<LIST><R>&d;&d;&d;</R></LIST>"
)
REMOTE = '<!DOCTYPE LIST SYSTEM "http://127.0.0.1:9/list.dtd"><LIST><R>x</R></LIST>'
PARAMETER = (
    '<!DOCTYPE LIST [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]><LIST><R>x</R></LIST>'
)


@pytest.mark.parametrize("text", [EXTERNAL, LAUGHS, REMOTE, PARAMETER])
def test_a_document_type_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadFile, match="document type declaration") as caught:
        read(write(tmp_path, text))
    assert (caught.value.file, caught.value.line) == ("list.xml", 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<LIST>\n<R>one</R>\n<R>tw", 3),
        ("<LIST>\n<R>one</R>\n<R>two</X></LIST>", 3),
        ("", None),
        ("not xml at all", 1),
        ("<LIST>\n<R>&undefined;</R></LIST>", 2),
        (b"<LIST>\n<R>\xff\xfe</R></LIST>", 2),
    ],
)
def test_a_file_that_is_not_well_formed_is_refused_with_its_line(
    tmp_path: Path, text: str | bytes, line: int | None
) -> None:
    with pytest.raises(BadFile, match="not well-formed XML") as caught:
        read(write(tmp_path, text))
    assert caught.value.file == "list.xml"
    if line is not None:
        assert caught.value.line == line


def test_another_root_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="not a LIST"):
        read(write(tmp_path, "<html><R>x</R></html>"))


def test_one_text_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="a text is longer than 10 MB") as caught:
        read(write(tmp_path, "<LIST><R>" + "x" * 11_000_000 + "</R></LIST>"))
    assert "HUGE" not in str(caught.value)


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="nested too deeply"):
        read(write(tmp_path, "<LIST>" + "<R>" * 3000 + "</R>" * 3000 + "</LIST>"))
