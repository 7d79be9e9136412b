"""Pieces of an inline XBRL document: contexts, units, and values with their tags."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from demo.annual_report import YEARS
from demo.plan import CURRENCY

_LEI_SCHEME = "http://standards.iso.org/iso/17442"
_SEGMENT = (
    '<xbrli:segment><xbrldi:explicitMember dimension="us-gaap:StatementGeographicalAxis">'
    "demo:HomeMarketMember</xbrldi:explicitMember></xbrli:segment>"
)

NAMESPACES = " ".join(
    f'xmlns{":" if prefix else ""}{prefix}="{uri}"'
    for prefix, uri in (
        ("", "http://www.w3.org/1999/xhtml"),
        ("ix", "http://www.xbrl.org/2013/inlineXBRL"),
        ("ixt", "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"),
        ("xbrli", "http://www.xbrl.org/2003/instance"),
        ("xbrldi", "http://xbrl.org/2006/xbrldi"),
        ("link", "http://www.xbrl.org/2003/linkbase"),
        ("xlink", "http://www.w3.org/1999/xlink"),
        ("iso4217", "http://www.xbrl.org/2003/iso4217"),
        ("dei", "http://xbrl.sec.gov/dei/2025"),
        ("us-gaap", "http://fasb.org/us-gaap/2025"),
        ("demo", "http://demo.example/2025"),
    )
)


def header(lei: str) -> str:
    """What is not shown: hidden facts, contexts (`d2025`, `i2025`, `home2025`) and units."""
    contexts = []
    for year in YEARS:
        during = (
            f"<xbrli:startDate>{year}-01-01</xbrli:startDate>"
            f"<xbrli:endDate>{year}-12-31</xbrli:endDate>"
        )
        at_end = f"<xbrli:instant>{year}-12-31</xbrli:instant>"
        contexts += [
            _context(f"d{year}", lei, during),
            _context(f"i{year}", lei, at_end),
            _context(f"home{year}", lei, during, _SEGMENT),
        ]
    hidden = [
        text("dei:AmendmentFlag", "false"),
        text("dei:DocumentFiscalYearFocus", str(YEARS[0])),
        text("dei:DocumentFiscalPeriodFocus", "FY"),
    ]
    units = [
        f'<xbrli:unit id="money"><xbrli:measure>iso4217:{CURRENCY}</xbrli:measure></xbrli:unit>',
        '<xbrli:unit id="shares"><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unit>',
    ]
    return "\n".join(
        [
            '<div style="display:none"><ix:header>',
            f"<ix:hidden>{''.join(hidden)}</ix:hidden>",
            '<ix:references><link:schemaRef xlink:type="simple" xlink:href="demo-2025.xsd"/>'
            "</ix:references>",
            "<ix:resources>",
            *contexts,
            *units,
            "</ix:resources>",
            "</ix:header></div>",
        ]
    )


def _context(name: str, lei: str, period: str, segment: str = "") -> str:
    return (
        f'<xbrli:context id="{name}"><xbrli:entity>'
        f'<xbrli:identifier scheme="{_LEI_SCHEME}">{lei}</xbrli:identifier>{segment}'
        f"</xbrli:entity><xbrli:period>{period}</xbrli:period></xbrli:context>"
    )


def text(concept: str, value: str, *, form: str = "", context: str = "") -> str:
    """A tagged piece of text, of the newest year unless a context is named."""
    written = f' format="ixt:{form}"' if form else ""
    where = context or f"d{YEARS[0]}"
    return (
        f'<ix:nonNumeric name="{concept}" contextRef="{where}"{written}>'
        f"{escape(value)}</ix:nonNumeric>"
    )


def thousands(concept: str, context: str, value: int) -> str:
    """An amount in thousands as statements print it; one below zero stands in brackets."""
    return _number(concept, context, value, scale=3, unit="money")


def millions(concept: str, context: str, value: int) -> str:
    """An amount given in thousands, as prose prints it: 45123 is `45.123`."""
    sign = "-" if value < 0 else ""
    shown = f"{abs(value) // 1000:,}.{abs(value) % 1000:03d}"
    return _tag(concept, context, shown, sign=sign, scale=6, decimals=-3, unit="money")


def count(concept: str, context: str, value: int) -> str:
    """A number of shares."""
    return _number(concept, context, value, scale=0, unit="shares")


def _number(concept: str, context: str, value: int, *, scale: int, unit: str) -> str:
    sign = "-" if value < 0 else ""
    tagged = _tag(
        concept, context, f"{abs(value):,}", sign=sign, scale=scale, decimals=-scale, unit=unit
    )
    return f"({tagged})" if sign else tagged


def _tag(
    concept: str, context: str, shown: str, *, sign: str, scale: int, decimals: int, unit: str
) -> str:
    signed = f' sign="{sign}"' if sign else ""
    scaled = f' scale="{scale}"' if scale else ""
    return (
        f'<ix:nonFraction name="{concept}" contextRef="{context}" unitRef="{unit}"'
        f' decimals="{decimals}"{scaled}{signed} format="ixt:num-dot-decimal">'
        f"{shown}</ix:nonFraction>"
    )


def table(rows: Sequence[Sequence[str]], *, header_row: bool = True) -> str:
    """Rows of cells that are markup already; the first row is the header."""
    lines = ["<table>"]
    for number, row in enumerate(rows):
        name = "th" if header_row and number == 0 else "td"
        lines.append("<tr>" + "".join(f"<{name}>{cell}</{name}>" for cell in row) + "</tr>")
    return "\n".join([*lines, "</table>"])
