"""The CELEX number of the EU act that a title names."""

from __future__ import annotations

import re

from ingest.regulations.extraction.english.citation_parts import Level, find_parts

TYPES = {"R": "Regulation", "L": "Directive", "D": "Decision", "F": "Decision"}
"""Type of act by the letter of its CELEX number."""
_CAPITALS = re.compile(
    r"\b(?:REGULATION|DIRECTIVE|DECISION|FRAMEWORK|COMMISSION|COUNCIL|DELEGATED|IMPLEMENTING)\b"
)


def celex_in(title: str) -> str | None:
    """CELEX number of the first EU act named, None where none is; titles may be in capitals."""
    text = _CAPITALS.sub(lambda found: found[0].capitalize(), title)
    for part in find_parts(text):
        if part.level == Level.ACT and part.paths and part.paths[0].startswith("celex:3"):
            return part.paths[0].removeprefix("celex:")
    return None
