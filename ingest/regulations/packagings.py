"""Laws as JSON, one object an article, turned into the lines of the page they came from.

EU acts: `celex_id`, `full_name`, `id` (short name), `effective_date`, `eur_lex_url`, `articles`
(each with `number`, `title`, `text`, perhaps `chapter`) and `recitals` (`recital_number`,
`text`). The last article's text goes on with signatures, footnotes and annexes. `definitions`
repeats what the articles say and is left out.

Laws of the People's Republic of China: `id`, `title`, `issued_date`, `in_force_date`,
`issuing_body`, `url`, `provisions` (each with `provision_ref`, `chapter`, `title`, `content`).
Its `status` "amended" says that another version has taken its place, but not when; the day on
which that takes effect tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import filterfalse, groupby
from pathlib import Path
from typing import Any

from ingest.regulations.structure.act import Act
from ingest.regulations.structure.act_dates import compact_day
from ingest.regulations.structure.act_names import act_and_wording, short_name
from ingest.regulations.structure.lines import Line, act_of_lines, concludes
from kg.errors import BadFile
from kg.text.chinese_numbers import to_numeral
from kg.text.files import read_json

# What reading a page as text leaves of its scripts.
_SCRIPT = re.compile(r"/{8,}.*|.*\$\(document\)\.ready\(.*")
_CHINESE_NUMBER = re.compile(r"(\d{1,4})(?:[.\-之](\d{1,2}))?")


def read_eurlex_json(path: Path) -> Act:
    """The EU act in a file.

    Raises:
        BadFile: it is no such JSON, has no articles, or an article has no number or text.
    """
    data = read_json(path)
    named = act_and_wording(_line(data, "celex_id").upper())
    if named is None:
        raise BadFile("no CELEX number", file=path, field="celex_id", value=data.get("celex_id"))
    celex, wording = named
    recitals = _objects(data, "recitals", path, "text") if data.get("recitals") else []
    # Some files give the last recital twice.
    kept = [one for one, _ in groupby(recitals)]
    repeated = len(recitals) - len(kept)
    act = act_of_lines(
        [*_recitals(kept), *_european(_objects(data, "articles", path, "number", "text"))],
        path,
        title=_line(data, "full_name") or celex,
        celex=celex,
        wording=wording,
        left_out=(("repeated recitals", repeated),) if repeated else (),
    )
    return replace(
        act,
        short_title=_line(data, "id") or None,
        effective=wording or compact_day(_line(data, "effective_date")) or act.effective,
        url=_line(data, "eur_lex_url") or None,
    )


def read_prc_json(path: Path) -> Act:
    """The Chinese law in a file.

    Raises:
        BadFile: it is no such JSON, has no title or provisions, or one has no number or text.
    """
    data = read_json(path)
    title = _line(data, "title")
    if not title:
        raise BadFile("no title", file=path, field="title")
    found = _objects(data, "provisions", path, "provision_ref", "content")
    act = act_of_lines(list(_chinese(found, path)), path, title=title)
    adopted = compact_day(_line(data, "issued_date"))
    effective = compact_day(_line(data, "in_force_date")) or act.effective
    version, name = effective or adopted, short_name(title)
    return replace(
        act,
        id=f"prc:{name}@{version.isoformat()}" if version else f"prc:{name}",
        short_title=name,
        type="Statute",
        authority=_line(data, "issuing_body") or None,
        adopted=adopted,
        effective=effective,
        url=_line(data, "url") or None,
        identifiers=(("flk", _line(data, "id")),) if _line(data, "id") else (),
    )


READERS = {"eurlex_json": read_eurlex_json, "prc_json": read_prc_json}
"""The readers of packagings by their names."""


def _recitals(found: list[dict[str, Any]]) -> Iterator[Line]:
    for place, one in enumerate(found, 1):
        own, *rest = filter(str.strip, one["text"].split("\n"))
        yield Line(f"({one.get('recital_number') or place}) {own}", "recital")
        yield from (Line(words, "recital") for words in rest)


def _european(articles: list[dict[str, Any]]) -> Iterator[Line]:
    chapter = ""
    for one in articles:
        if _line(one, "chapter") not in ("", chapter):
            chapter = _line(one, "chapter")
            yield Line(f"Chapter {chapter}", "division")
        yield Line(f"Article {_line(one, 'number')}", "article")
        yield Line(_line(one, "title"), "heading")
        # Behind the last article's own words, headings are told by their words.
        ended = False
        for words in filterfalse(_SCRIPT.match, one["text"].split("\n")):
            ended = ended or (one is articles[-1] and concludes(words))
            yield Line(words, "" if ended else "text")


def _chinese(provisions: list[dict[str, Any]], path: Path) -> Iterator[Line]:
    chapter = ""
    for place, one in enumerate(provisions, 1):
        number = _CHINESE_NUMBER.fullmatch(_line(one, "provision_ref"))
        if not number:
            raise BadFile(f"provision {place} has no number", file=path, field="provisions")
        if _line(one, "chapter") not in ("", chapter):
            chapter = _line(one, "chapter")
            yield Line(chapter, "division")
        cited = f"第{to_numeral(int(number[1]))}条"
        cited += f"之{to_numeral(int(number[2]))}" if number[2] else ""
        first, *rest = one["content"].split("\n")
        yield Line(f"{cited} {_line(one, 'title')} {first}", "article")
        yield from (Line(words, "text") for words in rest)


def _line(data: dict[str, Any], field: str) -> str:
    """A text of an object on one line; "" for anything else than text."""
    value = data.get(field)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _objects(data: dict[str, Any], field: str, path: Path, *texts: str) -> list[dict[str, Any]]:
    """The objects of a list, each of which has the named texts."""
    found = data.get(field)
    if not isinstance(found, list) or not found:
        raise BadFile(f"no {field}", file=path, field=field)
    called = {"number": "number", "provision_ref": "number"}
    for place, one in enumerate(found, 1):
        for text in texts:
            value = one.get(text) if isinstance(one, dict) else None
            if not isinstance(value, str) or not value.strip():
                what = f"{field.removesuffix('s')} {place} has no {called.get(text, 'text')}"
                raise BadFile(what, file=path, field=field)
    return found
