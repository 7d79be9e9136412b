"""Hostile acts in every format: time that grows with their length alone, damage that is told."""

from __future__ import annotations

import os
import random
import time
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.regulations.formats.detect import read_act
from kg.errors import BadFile

LAW = "The bank shall file a report of the transactions of the law of this Act. "
SIZE = 40_000
AKN = ("<akomaNtoso><act><body><article><num>1</num><content><p>", "</p></content></article>")
XHTML = '<p class="oj-ti-art">Article 1</p>'

REPEATED = {
    "text": ("Article 1\n", "", (
        "(a)\n", "(i)\n(ii)\n(a)\n", "1. x\n", "\N{EM DASH} x\n", "words\n", "a-\n", "Article 1\n",
        "‘Article 1\n", "Article 3 is replaced by the following:\n‘x\n", "§ 1.1 Aa.\n", "ANNEX\n",
        "CHAPTER I\nPart A\n", "Contents\nArticle 1\n", "<!-- ", "1.1 a\n", "A, ", "(1) x\n",
        "Done at Brussels, 1 May\n(1)\n", "It shall apply from ",
    )),
    "numbered": ("1. Aa\n2. Bb\n3. Cc\n", "", ("4. Dd\n", "words\n", "Aaa\n5. (1) x;\n")),
    "chinese": ("第一条 银行应当报告法律的交易。\n" * 20, "", (
        "第一条 银行应当报告。\n", "“第一条 银行\n", "（一）甲；\n1.乙；\n", "中华人民共和国、",
    )),
    "html": ("<html><body><h2>Article 1</h2>", "</body></html>", (
        "<p>(a)</p>", "<p>words</p>", "<br>", "<td>x", "<pre>a\n</pre>", "<h1>Aa</h1>", "x ",
    )),
    "xhtml": (f"<html><body>{XHTML}", "</body></html>", (
        "<p class='oj-normal'>(a)</p>", XHTML, "<p class='oj-note'>(1) x</p>",
        "<a href='#ntr1'>1</a>",
        "<p class='oj-ti-grseq-1'>x</p>",
    )),
    "formex": ("<ACT><TITLE><TI><P>REGULATION (EU) 2020/1</P></TI></TITLE><ENACTING.TERMS>"
               "<ARTICLE><TI.ART>Article 1</TI.ART><ALINEA>" + LAW + "</ALINEA>",
               "</ARTICLE></ENACTING.TERMS></ACT>", (
        "<NP><TXT>x</TXT></NP>", "<ALINEA>x</ALINEA>", "<PARAG/>", "<NOTE>x</NOTE>", "<HT>x</HT>",
        "<QUOT.S><P>x</P></QUOT.S>", "<TBL><CORPUS><ROW><CELL>x</CELL></ROW></CORPUS></TBL>",
        "<SUBDIV><TITLE/></SUBDIV>",
    )),
    "akoma ntoso": (AKN[0] + LAW, AKN[1] + "</body></act></akomaNtoso>", (
        "</p><p>x", "<i>x</i>", "</p></content><paragraph><content><p>x</p></content></paragraph>"
        "<content><p>", "<authorialNote><p>x</p></authorialNote>",
        "</p></content></article><article><content><p>x",
        "</p></content><point><content><p>x</p></content></point><content><p>",
        "</p></content></article><section><heading>x</heading></section><article><content><p>",
    )),
    "ecfr": ('<DIV5 N="1" TYPE="PART" NODE="12:1"><HEAD>P</HEAD><DIV8 N="1.1" TYPE="SECTION">'
             f"<HEAD>A</HEAD><P>{LAW}</P>", "</DIV8></DIV5>", (
        "<P>(a) x</P>", "<P>(i) x</P>", "<FTNT>x</FTNT>", "<EDNOTE><P>x</P></EDNOTE>", "<I>x</I>",
        '</DIV8><DIV8 N="1.1" TYPE="SECTION"><P>x</P>',
    )),
    "regml": ("<regulation xmlns='eregs'><preamble><cfr><title>12</title><section>1</section></cfr>"
              "</preamble><part><content><section sectionNum='1' label='1-1'><subject>A</subject>",
              "</section></content></part></regulation>", (
        "<paragraph label='1-1-a' marker='a'><content>x</content></paragraph>",
        "<tableOfContents/>", "<paragraph/>",
    )),
    "analysis": ("<regulation xmlns='eregs'><preamble><cfr><title>12</title><section>1</section>"
                 "</cfr></preamble><analysis>", "</analysis></regulation>", (
        "<analysisSection><title>x</title></analysisSection>",
    )),
    "json": ('{"celex_id": "32015L2366", "articles": [{"number": "1", "text": "' + LAW,
             '"}], "recitals": []}', (r"\n(a)\n", r"\nwords\n", '"}, {"number": "1", "text": "x')),
}  # fmt: skip
"""Start and end of a file, and what is repeated between them."""


@pytest.mark.parametrize(
    ("name", "unit"), [(name, unit) for name, (_, _, units) in REPEATED.items() for unit in units]
)
def test_twice_the_length_takes_twice_the_time(tmp_path: Path, name: str, unit: str) -> None:
    start, end, _ = REPEATED[name]
    law = (
        ""
        if name in {"chinese", "json", "formex", "regml", "analysis"} or start[0] == "<"
        else LAW + "\n"
    )

    def seconds(size: int) -> float:
        path = tmp_path / "act"
        path.write_text(start + law + unit * (size // len(unit)) + end, encoding="utf-8")
        before = time.process_time()
        # What is repeated may be no act; that is found out in time, too.
        with suppress(BadFile):
            read_act(path)
        return time.process_time() - before

    seconds(SIZE // 8)
    once = seconds(SIZE)
    assert seconds(2 * SIZE) < max(3.5 * once, 1.0)
    assert once < 3


SAMPLES = Path(__file__).parent / "samples"
MUTANTS = int(os.environ.get("RISKWEAVE_MUTANTS", "200"))
SEED = 1


def mutated(content: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """A file with some bytes cut, doubled, turned or put in, as damage and slips do."""
    made = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 4, 10])):
        at = chance.randrange(len(made) + 1)
        end = min(len(made), at + chance.choice([1, 5, 20, 100, 400]))
        other = chance.choice(others)
        match chance.randrange(6):
            case 0:
                made[at:at] = bytes([chance.randrange(256)])
            case 1:
                del made[at:end]
            case 2:
                made[at:at] = made[at:end] * chance.choice([1, 2, 50])
            case 3:
                made[at:end] = bytes(sign ^ 1 << chance.randrange(8) for sign in made[at:end])
            case 4:
                made[at:at] = chance.choice(
                    [b"\x00", b"\r", b"\xed\xa0\x80", b"\xff\xfe", b"&#0;", b"&eacute;", b"<!-- ",
                     rb"\ud800", b"null", b"9" * 30, "第".encode(), "²".encode()]
                )  # fmt: skip
            case _:
                made[at:at] = other[chance.randrange(len(other)) :][:100]
    return bytes(made)


def test_damaged_acts_are_read_or_refused_in_one_line(tmp_path: Path) -> None:
    """RISKWEAVE_MUTANTS=10000 tries as many."""
    chance = random.Random(SEED)
    told: list[str] = []
    files = {path: path.read_bytes() for path in sorted(SAMPLES.iterdir())}
    for _ in range(MUTANTS):
        sample = chance.choice(list(files))
        path = tmp_path / f"act{sample.suffix}"
        path.write_bytes(mutated(files[sample], list(files.values()), chance))
        try:
            act = read_act(path)
        except BadFile as refusal:
            told.append(str(refusal))
            continue
        keys = [one.key for one in act.walk()]
        assert len(keys) == len(set(keys))
        "".join(one.text for one in act.walk()).encode()
    assert told
    assert not any("\n" in one for one in told)
