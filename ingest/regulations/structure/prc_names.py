"""Names of laws of the People's Republic of China."""

from __future__ import annotations

import re

_COUNTRY = "中华人民共和国"
_STATUTE = re.compile(
    rf"{_COUNTRY}[一-鿿、（）()]{{1,40}}?(?:法|法典|条例)(?:[（(][^（）()]*[）)])?"
)


def is_statute(title: str) -> bool:
    """Whether a title is the full name of a law: 中华人民共和国反洗钱法."""
    return bool(_STATUTE.fullmatch("".join(title.split())))


def short_name(title: str) -> str:
    """The name of a law without its country and edition: 反洗钱法."""
    plain = "".join(title.split()).removeprefix(_COUNTRY)
    return re.sub(r"[（(][^（）()]*[）)]$", "", plain).strip()
