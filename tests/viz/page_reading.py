"""Reading a page back, to compare what it shows with what it was made from."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from typing import Any

from lxml import html

from kg.values.money import parse_amount

_SUM = re.compile(r"(-?[\d,.]+) ([A-Z]{3,})")


class ReadPage:
    """A page as its reader or a screen reader finds it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = html.document_fromstring(text)

    def find(self, xpath: str, **names: Any) -> list[Any]:
        """Elements, attributes or texts of the page."""
        found = self.root.xpath(xpath, **names)
        assert isinstance(found, list)
        return found

    def rows(self, table: str) -> list[list[str]]:
        """Cell texts of the body of the table with that id."""
        found = self.find("//table[@id=$table]/tbody/tr", table=table)
        return [[cell.text_content() for cell in row.xpath("./td|./th")] for row in found]

    def content(self) -> dict[str, Any]:
        """What the page's script shows on demand."""
        (script,) = self.find("//script[@type='application/json']")
        content: dict[str, Any] = json.loads(script.text)
        return content

    def policy(self) -> dict[str, list[str]]:
        """The content security policy by directive."""
        (value,) = self.find("//meta[@http-equiv='Content-Security-Policy']/@content")
        return {words[0]: words[1:] for words in (part.split() for part in str(value).split(";"))}

    def inline(self, tag: str) -> list[str]:
        """Texts of the page's inline styles or of the scripts it runs."""
        pattern = rf"<{tag}>(.*?)</{tag}>"
        return re.findall(pattern, self.text, flags=re.DOTALL)


def source_expression(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def sums(texts: list[str]) -> Counter[str]:
    """Minor units by currency of all sums found in the texts."""
    total: Counter[str] = Counter()
    for text in texts:
        for amount, currency in _SUM.findall(text):
            total[currency] += parse_amount(amount, currency, thousands=",")
    return total
