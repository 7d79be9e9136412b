"""EU acts as JSON with one object for each article.

Keys: `celex_id`, `full_name`, `id` (short name), `effective_date`, `eur_lex_url`, `articles` (each
with `number`, `title`, `text`, perhaps `chapter`) and `recitals`. `definitions` repeats what the
articles say and is left out. The last article's text goes on with signatures, footnotes and
annexes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.regulations.files import day, words
from ingest.regulations.formats.eurlex_amendments import with_amendments_marked
from ingest.regulations.formats.eurlex_endings import ending_of
from ingest.regulations.structure.act import Act, Provision, with_unique_keys
from ingest.regulations.structure.outline import outlined
from kg.errors import BadFile
from kg.text.files import read_json

_TYPES = {"R": "Regulation", "L": "Directive", "D": "Decision"}
_CELEX = re.compile(r"3(\d{4})([A-Z]{1,2})(\d{1,4})(?:\(\d+\))?")


def read(path: Path) -> Act:
    """The act in a file.

    Raises:
        BadFile: it is no such JSON, has no articles, or an article has no number or text.
    """
    data = read_json(path)
    celex = words(data.get("celex_id")).upper()
    form = _CELEX.fullmatch(celex)
    if not form:
        raise BadFile("no CELEX number", file=path, field="celex_id", value=data.get("celex_id"))
    articles = data.get("articles")
    if not isinstance(articles, list) or not articles:
        raise BadFile("no articles", file=path, field="articles")
    for place, one in enumerate(articles, 1):
        _check_article(one, place, path)
    ending = ending_of(articles[-1]["text"].split("\n"))
    made = [_article(one, one["text"].split("\n")) for one in articles[:-1]]
    made.append(_article(articles[-1], ending.article))
    provisions = (
        *_recitals(data.get("recitals"), path),
        *_in_chapters(articles, made),
        *ending.provisions,
    )
    return Act(
        id=f"celex:{celex}",
        title=words(data.get("full_name")) or celex,
        short_title=words(data.get("id")) or None,
        type=_TYPES.get(form[2], "Document"),
        authority=None,
        jurisdiction="eu",
        language="en",
        adopted=None,
        effective=day(data.get("effective_date")),
        repealed=None,
        url=words(data.get("eur_lex_url")) or None,
        identifiers=(("celex", celex),),
        provisions=with_unique_keys(provisions),
        left_out=(("footnotes", ending.footnotes),) if ending.footnotes else (),
    )


def _check_article(one: Any, place: int, path: Path) -> None:
    if not isinstance(one, dict) or not words(one.get("number")):
        raise BadFile(f"article {place} has no number", file=path, field="articles")
    if not isinstance(one.get("text"), str):
        raise BadFile(f"article {place} has no text", file=path, field="articles")


def _article(one: dict[str, Any], lines: Sequence[str]) -> Provision:
    number = words(one["number"])
    key = (f"art_{number}",)
    text, children = outlined(with_amendments_marked(lines), key)
    heading = words(one.get("title")) or None
    return Provision(key, "Article", f"Article {number}", heading, text, children)


def _in_chapters(articles: list[Any], made: list[Provision]) -> tuple[Provision, ...]:
    """Articles below their chapters, where the file names them."""
    top: list[Provision] = []
    chapter, inside = "", list[Provision]()

    def close() -> None:
        if not chapter:
            top.extend(inside)
        elif inside:
            key, number = (f"chapter_{chapter}",), f"Chapter {chapter}"
            top.append(Provision(key, "Chapter", number, None, "", tuple(inside)))

    for one, provision in zip(articles, made, strict=True):
        name = words(one.get("chapter"))
        if name != chapter:
            close()
            chapter, inside = name, []
        inside.append(provision)
    close()
    return tuple(top)


def _recitals(found: Any, path: Path) -> tuple[Provision, ...]:
    if found is None:
        return ()
    if not isinstance(found, list):
        raise BadFile("a list is expected", file=path, field="recitals")
    made = []
    for place, one in enumerate(found, 1):
        if not isinstance(one, dict) or not isinstance(one.get("text"), str):
            raise BadFile(f"recital {place} has no text", file=path, field="recitals")
        number = str(one.get("recital_number") or place)
        text = "\n".join(filter(None, map(words, one["text"].split("\n"))))
        made.append(Provision((f"rct_{number}",), "Recital", f"({number})", None, text))
    return tuple(made)
