"""Markup that nobody vouches for: its named characters, its limits, and what is refused."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadFile
from kg.text.files import read_bytes
from kg.text.markup import html_encoding, parse_html, parse_xml, text_of

DECLARED = '<!DOCTYPE act SYSTEM "act.dtd">'


@pytest.mark.parametrize("declared", ["", DECLARED])
def test_named_characters_keep_their_meaning(declared: str) -> None:
    root = parse_xml(
        f'{declared}<act t="caf&eacute;">&sect;&nbsp;5 &lt; caf&eacute; &NotEqualTilde; &amp;c'
        "</act>".encode(),
        "act.xml",
    )
    assert root.text == "§\u00a05 < café ≂\u0338 &c"
    assert root.get("t") == "café"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_named_characters_in_another_encoding(encoding: str) -> None:
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{name}"?>{DECLARED}<a>é &eacute;</a>'
    assert parse_xml(text.encode(encoding), "a.xml").text == "é é"


def test_an_ampersand_in_cdata_or_a_comment_is_itself() -> None:
    root = parse_xml(b"<a><![CDATA[&eacute;]]><!-- &eacute; -->&eacute;</a>", "a.xml")
    assert root.text == "&eacute;é"


@pytest.mark.parametrize("place", ["<a>\n&corp;</a>", '<a t="1">x<b/>\n&corp;</a>'])
def test_a_name_that_is_no_character_is_never_dropped(place: str) -> None:
    with pytest.raises(BadFile, match="corp") as caught:
        parse_xml(f"{DECLARED}{place}".encode(), "a.xml")
    assert str(caught.value).startswith("a.xml:2: ")


def test_nothing_outside_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("<!ENTITY x 'secret'>")
    (tmp_path / "a.dtd").write_text("<!ENTITY eacute 'secret'>")
    content = f'<!DOCTYPE a SYSTEM "{tmp_path}/a.dtd"><a>&eacute;</a>'.encode()
    assert parse_xml(content, tmp_path / "a.xml").text == "é"
    with pytest.raises(BadFile, match="declares entities"):
        parse_xml(b"<!DOCTYPE a [<!ENTITY % x SYSTEM 'secret'> %x;]><a/>", "a.xml")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<p>text</p", "ends inside a tag"),
        (b"<html><body><p>text</p>", "ends before </html>"),
        (b"<div>" * 300, "nested too deeply"),
        (b"<!DOCTYPE html [<!ENTITY a 'x'>]><html></html>", "declares entities"),
    ],
)
def test_html_that_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        parse_html(content, "a.htm")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"\xef\xbb\xbf<p>", "utf-8"),
        ("<p>".encode("utf-16"), "utf-16"),
        (b'<meta charset="shift_jis"><p>', "shift_jis"),
        (b'<?xml version="1.0" encoding="GB18030"?><p>', "gb18030"),
        (b'<meta charset="iso-8859-1"><p>\x96', "windows-1252"),
        (b'<meta charset="us-ascii"><p>\xc3\xa9', "utf-8"),
        (b'<meta charset="nonsense"><p>', "utf-8"),
    ],
)
def test_encodings_of_html(content: bytes, encoding: str) -> None:
    assert html_encoding(content) == encoding


@given(st.text(alphabet="<>&;! -[]CDATAx\n", max_size=60))
def test_whatever_is_given_is_read_or_refused(text: str) -> None:
    for parse in (parse_xml, parse_html):
        with contextlib.suppress(BadFile):
            parse(text.encode(), "a")


@pytest.mark.parametrize("piece", ["&", "<![CDATA[", "<!--", "&a", "<a>&eacute;</a>"])
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    def seconds(count: int) -> float:
        content = b"<r>" + piece.encode() * count + b"</r>"
        best = 9.0
        for _ in range(3):
            began = time.perf_counter()
            with contextlib.suppress(BadFile):
                text_of(parse_xml(content, "a"))
            best = min(best, time.perf_counter() - began)
        return best

    assert seconds(40_000) < 0.05 + 6 * seconds(20_000)


def test_bytes_are_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(BadFile, match="larger than 1 MB"):
        read_bytes(path, 2**20)
    with pytest.raises(BadFile, match=r"^document: the file is empty"):
        read_bytes(b" \n", 2**20)
