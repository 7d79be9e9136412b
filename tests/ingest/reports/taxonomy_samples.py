"""A small XBRL instance with its schema and its label linkbase, of our own making."""

from __future__ import annotations

from pathlib import Path

STANDARD = "http://www.xbrl.org/2003/role/label"
TERSE = "http://www.xbrl.org/2003/role/terseLabel"

INSTANCE = """<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance"
 xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:g="http://fasb.org/us-gaap/2024"
 xmlns:dei="http://xbrl.sec.gov/dei/2024" xmlns:own="http://www.example.com/2024">
<link:schemaRef xlink:type="simple" xlink:href="own-2024.xsd"/>
<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">42
</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:instant>2024-12-31</xbrli:instant>
</xbrli:period></xbrli:context>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
<dei:DocumentType contextRef="c">10-K</dei:DocumentType>
<dei:EntityRegistrantName contextRef="c">Own Rails</dei:EntityRegistrantName>
<g:Assets contextRef="c" unitRef="usd" decimals="0">900</g:Assets>
<own:RailCars contextRef="c" unitRef="usd" decimals="0">70</own:RailCars>
<g:Goodwill contextRef="c" unitRef="usd" decimals="0">5</g:Goodwill>
</xbrli:xbrl>"""

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:own="http://www.example.com/2024" targetNamespace="http://www.example.com/2024"
 xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink">
<xs:annotation><xs:appinfo><!-- more -->
<link:linkbaseRef xlink:href="own-2024_lab.xml"
 xlink:role="http://www.xbrl.org/2003/role/labelLinkbaseRef"/>
<link:linkbaseRef xlink:href="own-2024_pre.xml"
 xlink:role="http://www.xbrl.org/2003/role/presentationLinkbaseRef"/>
</xs:appinfo></xs:annotation>
<xs:element name="RailCars" id="odd-id"/></xs:schema>"""


def linkbase(*parts: str) -> str:
    """A linkbase with one extended link of labels."""
    return (
        '<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink"><link:labelLink>'
        f"{''.join(parts)}</link:labelLink></link:linkbase>"
    )


def locator(href: str, name: str) -> str:
    """Where a concept is declared."""
    return f'<link:loc xlink:href="{href}" xlink:label="{name}"/>'


def label(name: str, text: str, language: str = "en-US", role: str = STANDARD) -> str:
    """A label; without a language where that is empty."""
    said = f' xml:lang="{language}"' if language else ""
    return f'<link:label xlink:label="{name}" xlink:role="{role}"{said}>{text}</link:label>'


def arc(concept: str, resource: str, how: str = "") -> str:
    """An arc from a concept to a label."""
    return f'<link:labelArc xlink:from="{concept}" xlink:to="{resource}" {how}/>'


LINKBASE = linkbase(
    locator("https://xbrl.fasb.org/us-gaap/2024/us-gaap-2024.xsd#us-gaap_Assets", "a"),
    label("ra", "Assets, total", role="http://www.xbrl.org/2003/role/totalLabel"),
    label("ra", "Assets,\n  all of them"),
    arc("a", "ra"),
    locator("own-2024.xsd#odd-id", "c"),
    label("rc", "Rail cars"),
    label("rc", "Waggons", "de"),
    arc("c", "rc"),
)


def write_filing(
    folder: Path, instance: str = INSTANCE, schema: str = SCHEMA, linkbase: str = LINKBASE
) -> None:
    """An instance, its schema and its labels, as a filer leaves them in one folder."""
    for name, text in (
        ("own-2024.xml", instance), ("own-2024.xsd", schema), ("own-2024_lab.xml", linkbase),
    ):  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
