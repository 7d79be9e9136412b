"""Files that are refused, each with one line, and none that is half read."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from ingest.regulations.formats import pdf
from ingest.regulations.formats.detect import (
    FORMATS,
    PACKAGINGS,
    detect,
    read_act,
    reader_of,
)
from kg.errors import BadFile
from kg.text import markup

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE ACT [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY a{n} "{"&a" + str(n - 1) + ";" if n else "&a;"}{"&a;" * 9}">' for n in range(9)
    )
    + "]><ACT>&a8;</ACT>"
)


def _refused(path: Path) -> str:
    with pytest.raises(BadFile) as caught:
        read_act(path)
    line = str(caught.value)
    assert "\n" not in line
    assert path.name in line
    return line


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"{", "no known shape"),
        (b'{"celex_id": "32015L2366", "articles": [', "no JSON"),
        (
            rb'{"celex_id": "32015L2366", "articles": [{"number": "1", "text": "a \ud800 bank"}]}',
            "no JSON",
        ),
        (b'{"celex_id": "nonsense", "articles": []}', "no CELEX number"),
        (b'{"celex_id": "32015L2366", "articles": []}', "no articles"),
        (b'{"celex_id": "32015L2366", "articles": [{"number": "1"}]}', "has no text"),
        (
            b'{"title": "x", "provisions": [{"provision_ref": "?", "content": "x"}]}',
            "has no number",
        ),
        (b"<regulation xmlns='eregs'><part><content>", "not well-formed XML"),
        (b"<regulation xmlns='eregs'/>", "names no title and part"),
        (b"<ACT><TITLE>REGULATION (EU) 2020/1</TITLE>", "not well-formed XML"),
        (b"<ACT><TITLE>Nothing</TITLE></ACT>", "names no number"),
        (b"<ACT><TITLE>REGULATION (EU) 2020/1</TITLE></ACT>", "holds no article"),
        (b"<unknown><a/></unknown>", "no known format"),
        (b"<akomaNtoso/>", "no Akoma Ntoso"),
        (b"<html><body><p></p><script>the law</script></body></html>", "no text in it"),
        (b"\x00\x01\x02\x03" * 100, "no format that is known"),
        (b"%PDF-1.7 broken", "no PDF that can be read"),
        (LAUGHS.encode(), "declares entities"),
        (
            b'<!DOCTYPE ACT [<!ENTITY x SYSTEM "file:///etc/passwd">]><ACT>&x;</ACT>',
            "declares entities",
        ),
        (
            "Die Bank muss den Behörden jede Transaktion unverzüglich melden.".encode(),
            "neither English nor Chinese",
        ),
        (
            LAUGHS.replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16"),
            "XML",
        ),
        (
            b'<!DOCTYPE html [<!ENTITY a "ha">]><html><body><p>The law of &a;</p></body></html>',
            "declares entities",
        ),
        (b"PK\x03\x04 and so on", "ZIP archive"),
        (b"<ANNEX><TITLE/><CONTENTS><P>x</P></CONTENTS></ANNEX>", "annex alone"),
        (b"<DOC><BIB.DOC/></DOC>", "only names the files"),
        (
            b'<Legislation xmlns="x"><Body><P1><P1para><Text>x</Text></P1para></P1></Body>'
            b"</Legislation>",
            "CLML",
        ),
        (b"<akomaNtoso><judgment/></akomaNtoso>", "no act"),
        (
            b'<DIV8 N="about" TYPE="SECTION" NODE="12:1"><P>x</P></DIV8>',
            "to which part of the CFR",
        ),
        (
            b"<ACT><BIB.INSTANCE><LG.DOC>FR</LG.DOC></BIB.INSTANCE><TITLE><TI><P>REGULATION (EU) "
            b"2020/1</P></TI></TITLE><ENACTING.TERMS><ARTICLE><TI.ART>Article 1</TI.ART><ALINEA>"
            b"Oui.</ALINEA></ARTICLE></ENACTING.TERMS></ACT>",
            "neither English nor Chinese",
        ),
        (
            b"<akomaNtoso><act><meta><identification><FRBRExpression><FRBRlanguage language='ita'/>"
            b"</FRBRExpression></identification></meta><body><article><num>1</num><content><p>Si."
            b"</p></content></article></body></act></akomaNtoso>",
            "neither English nor Chinese",
        ),
        (b"<ACT>" + b"<P>" * 300 + b"</P>" * 300 + b"</ACT>", "deep"),
    ],
)
def test_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "act.bin"
    path.write_bytes(content)
    assert says in _refused(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in _refused(tmp_path / "none.xml")


def test_html_of_a_hundred_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    with path.open("wb") as stream:
        stream.write(b"<html><body><p>The law of the bank</p>")
        stream.truncate(100 * 2**20)
    assert "larger than 24 MB" in _refused(path)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in (*FORMATS, *PACKAGINGS)
        if name not in {"eurlex_xhtml", "html", "text", "pdf"}
    ],
)
def test_truncated_real_shapes_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "act"
    path.write_bytes(b"<DIV5 TYPE='PART' N='1'>" if "json" not in name else b'{"a": ')
    with pytest.raises(BadFile):
        reader_of(name)(path)


def _pdf(pages: list[str], *, encrypt: bool = False, more: int = 0) -> bytes:
    """A small PDF with one line of text a page, written out by the rules of the format."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, text in enumerate(pages):
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in text.split("\n")) if text else ""
        lines += "(A) Tj " * more
        stream = zlib.compress(f"BT /F1 11 Tf 50 750 Td {lines}ET".encode())
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(
            f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode()
            + stream
            + b"\nendstream"
        )
    trailer = b""
    if encrypt:
        key = b"00" * 32
        objects.append(
            b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + key + b"> /U <" + key + b"> >>"
        )
        trailer = f" /Encrypt {len(objects)} 0 R /ID [<00> <00>]".encode()
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    start = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + table
    return made + (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R".encode()
        + trailer
        + f" >>\nstartxref\n{start}\n%%EOF\n".encode()
    )


def test_pdf(tmp_path: Path) -> None:
    path = tmp_path / "act.pdf"
    path.write_bytes(
        _pdf(
            ["Article 1\nScope\n1. The bank shall file a report of the transactions.\n2. It ends."]
        )
    )
    assert detect(path) == "pdf"
    act = read_act(path)
    texts = {one.key: one.text for one in act.walk()}
    assert texts["art_1", "par_1"] == "The bank shall file a report of the transactions."
    assert texts["art_1", "par_2"] == "It ends."


def test_running_heads_and_page_numbers_of_a_pdf_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "act.pdf"
    path.write_bytes(
        _pdf(
            [
                f"OFFICIAL JOURNAL\nArticle {n}\nThe bank shall file report {n} of the law.\n{n}"
                for n in range(1, 6)
            ]
        )
    )
    whole = "\n".join(one.text for one in read_act(path).walk())
    assert "OFFICIAL" not in whole
    assert whole.count("The bank shall file") == 5
    assert not any(line.isdigit() for line in whole.split("\n"))


def test_a_scan_is_told_to_have_no_text(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(_pdf(["", ""]))
    assert "no text in the PDF" in _refused(path)


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.pdf"
    path.write_bytes(_pdf(["Article 1 the law of the bank shall"], encrypt=True))
    assert "is encrypted" in _refused(path)


def test_heads_of_facing_pages_and_broken_words_of_a_pdf(tmp_path: Path) -> None:
    years = ("rat", "ox", "tiger", "hare", "dragon", "snake")
    heads = [("L 119/{} EN", "4.5.2016"), ("4.5.2016", "L 119/{} EN")]
    path = tmp_path / "act.pdf"
    path.write_bytes(
        _pdf(
            [
                f"{heads[n % 2][0].format(n)} Journal {heads[n % 2][1].format(n)}\nArticle {n}\n"
                f"The bank shall file its report number {n} of the transac-\ntions of the {year}."
                for n, year in enumerate(years, 1)
            ]
        )
    )
    act = read_act(path)
    texts = {one.key: one.text for one in act.walk()}
    assert texts == {
        (
            f"art_{n}",
        ): f"The bank shall file its report number {n} of the transactions of the {year}."
        for n, year in enumerate(years, 1)
    }
    assert act.left_out == (("running heads and page numbers", 6),)


def test_a_pdf_that_asks_for_memory_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(_pdf(["Article 1"], more=1_000_000))
    assert path.stat().st_size < 32_000
    monkeypatch.setattr(pdf, "_MEMORY", 300 * 2**20)
    assert "needs more memory or time" in _refused(path)


def test_many_articles_of_one_number_take_no_time(tmp_path: Path) -> None:
    path = tmp_path / "act.html"
    path.write_text("<h2>Article 1</h2><p>The bank shall file.</p>" * 20_000)
    keys = [one.key[-1] for one in read_act(path).walk()]
    assert keys[:2] + keys[-1:] == ["art_1", "art_1-2", "art_1-20000"]


def test_sizes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "act.xml"
    path.write_bytes(b"<ACT>" + b" " * 5_000 + b"</ACT>")
    monkeypatch.setattr(markup, "LARGEST_XML", 2**10)
    assert "larger than" in _refused(path)
