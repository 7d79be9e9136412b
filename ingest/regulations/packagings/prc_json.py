"""Laws of the People's Republic of China as JSON with one object for each article.

Keys: `id`, `title`, `status`, `issued_date`, `in_force_date`, `issuing_body`, `url`, `provisions`
(each with `provision_ref`, `chapter`, `title`, `content`). `status` "amended" says that another
version has taken its place, but not when; the day on which that takes effect tells it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ingest.regulations.files import day, words
from ingest.regulations.packagings.prc_names import short_name
from ingest.regulations.structure.act import Act, Provision, with_unique_keys
from ingest.regulations.structure.outline import outlined_chinese
from kg.errors import BadFile
from kg.text.chinese_numbers import to_numeral
from kg.text.files import read_json

_NUMBER = re.compile(r"(\d{1,4})(?:[.\-之](\d{1,2}))?")


def read(path: Path) -> Act:
    """The law in a file.

    Raises:
        BadFile: it is no such JSON, has no title or provisions, or one has no number or text.
    """
    data = read_json(path)
    title = words(data.get("title"))
    if not title:
        raise BadFile("no title", file=path, field="title")
    found = data.get("provisions")
    if not isinstance(found, list) or not found:
        raise BadFile("no provisions", file=path, field="provisions")
    effective, adopted = day(data.get("in_force_date")), day(data.get("issued_date"))
    version = effective or adopted
    name = short_name(title)
    provisions = _in_chapters(found, [_article(one, at, path) for at, one in enumerate(found, 1)])
    return Act(
        id=f"prc:{name}@{version.isoformat()}" if version else f"prc:{name}",
        title=title,
        short_title=name,
        type="Statute",
        authority=words(data.get("issuing_body")) or None,
        jurisdiction="cn",
        language="zh",
        adopted=adopted,
        effective=effective,
        repealed=None,
        url=words(data.get("url")) or None,
        identifiers=(("flk", words(data.get("id"))),) if words(data.get("id")) else (),
        provisions=with_unique_keys(provisions),
    )


def _article(one: Any, place: int, path: Path) -> Provision:
    number = _NUMBER.fullmatch(words(one.get("provision_ref"))) if isinstance(one, dict) else None
    if not number:
        raise BadFile(f"provision {place} has no number", file=path, field="provisions")
    if not isinstance(one.get("content"), str):
        raise BadFile(f"provision {place} has no text", file=path, field="provisions")
    cited = f"第{to_numeral(int(number[1]))}条"
    if number[2]:
        cited += f"之{to_numeral(int(number[2]))}"
    text, children = outlined_chinese(one["content"], (cited,))
    heading = words(one.get("title")) or None
    return Provision((cited,), "Article", cited, heading, text, children)


def _in_chapters(found: list[Any], made: list[Provision]) -> tuple[Provision, ...]:
    top: list[Provision] = []
    for one, provision in zip(found, made, strict=True):
        chapter = words(one.get("chapter"))
        if not chapter:
            top.append(provision)
        elif top and top[-1].kind == "Chapter" and top[-1].key == (chapter,):
            last = top.pop()
            children = (*last.children, provision)
            top.append(Provision((chapter,), "Chapter", chapter, None, "", children))
        else:
            top.append(Provision((chapter,), "Chapter", chapter, None, "", (provision,)))
    return tuple(top)
