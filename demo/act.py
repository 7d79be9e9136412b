"""The law of the demo: a fictional act in two wordings, as Akoma Ntoso (OASIS LegalDocML)."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import Any

import yaml

WORDINGS = ("older", "newer")

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- A law of a country that does not exist; part of the demo. -->
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">
  <act name="act">
    <meta>
      <identification source="#demo">
        <FRBRWork>
          <FRBRthis value="{uri}"/>
          <FRBRuri value="{uri}"/>
          <FRBRdate date="{adopted}" name="adoption"/>
          <FRBRauthor href="#parliament"/>
          <FRBRcountry value="xh"/>
        </FRBRWork>
        <FRBRExpression>
          <FRBRthis value="{uri}/eng@{begins}"/>
          <FRBRuri value="{uri}/eng@{begins}"/>
          <FRBRdate date="{begins}" name="entryIntoForce"/>
          <FRBRlanguage language="eng"/>
        </FRBRExpression>
      </identification>
    </meta>
    <preface>
      <p><docTitle>{title}</docTitle></p>
    </preface>
    <body>
"""
_TAIL = """\
    </body>
  </act>
</akomaNtoso>
"""


@lru_cache(maxsize=1)
def _source() -> Mapping[str, Any]:
    text = (files("demo") / "act.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def act_id() -> str:
    """Id of the act as such."""
    return f"akn:{_source()['uri'].removeprefix('/akn/')}"


def wording_id(wording: str) -> str:
    """Id of a wording, `older` or `newer`."""
    return f"{act_id()}@{_source()['wordings'][wording]['from']}"


def act_files() -> dict[str, str]:
    """The text of each wording by the name of its file."""
    return {
        f"payments-integrity-act-{_source()['wordings'][wording]['from']:%Y}.xml": act_xml(wording)
        for wording in WORDINGS
    }


def act_xml(wording: str) -> str:
    """A wording, `older` or `newer`, as a document."""
    source = _source()
    dates = source["wordings"][wording]
    head = _HEAD.format(
        uri=source["uri"],
        title=escape(source["title"]),
        adopted=dates["adopted"],
        begins=dates["from"],
    )
    return head + "".join(_chapter(one, wording) for one in source["chapters"]) + _TAIL


def _chapter(chapter: Mapping[str, Any], wording: str) -> str:
    number = chapter["number"]
    lines = [
        f'      <chapter eId="chp_{number}">',
        f"        <num>Chapter {number}</num>",
        f"        <heading>{escape(chapter['heading'])}</heading>",
    ]
    for article in chapter["articles"]:
        if article.get("only", wording) == wording:
            lines += _article(article, wording)
    return "\n".join([*lines, "      </chapter>", ""])


def _article(article: Mapping[str, Any], wording: str) -> Iterator[str]:
    own = f"art_{article['number']}"
    yield f'        <article eId="{own}">'
    yield f"          <num>Article {article['number']}</num>"
    yield f"          <heading>{escape(article['heading'])}</heading>"
    paragraphs: Sequence[str | Mapping[str, Sequence[str]]] = article["paragraphs"]
    if wording == "older":
        paragraphs = article.get("was", paragraphs)
    for number, paragraph in enumerate(paragraphs, start=1):
        yield f'          <paragraph eId="{own}__para_{number}">'
        yield f"            <num>{number}.</num>"
        if isinstance(paragraph, str):
            yield f"            <content><p>{escape(paragraph)}</p></content>"
        else:
            ((intro, points),) = paragraph.items()
            yield f"            <intro><p>{escape(intro)}</p></intro>"
            for letter, point in zip(string.ascii_lowercase, points, strict=False):
                yield f'            <point eId="{own}__para_{number}__point_{letter}">'
                yield f"              <num>({letter})</num>"
                yield f"              <content><p>{escape(point)}</p></content>"
                yield "            </point>"
        yield "          </paragraph>"
    yield "        </article>"
