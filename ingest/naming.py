"""Names made from what a document says: of sources in the lake, and of entities in ids."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

_LONGEST_SLUG = 60
_LONGEST_SOURCE_NAME = 64


def source_name(text: str) -> str:
    """A name that a source of the lake can have, from what a document says of itself."""
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-")[:_LONGEST_SOURCE_NAME]


def distinct_source_name(text: str) -> str:
    """The same, told apart by a digest where letters of another script or a long end fall away."""
    if text.isascii() and len(text) <= _LONGEST_SOURCE_NAME:
        return source_name(text)
    digest = sha256(text.encode()).hexdigest()[:8]
    return f"{source_name(text)[: _LONGEST_SOURCE_NAME - 9].rstrip('-')}-{digest}"


def slug(*parts: str) -> str:
    """A readable name for ids, the same for the same parts: `apple-operations-limited-1f0c2a9b`.

    The hex digits at the end tell apart what reads alike.
    """
    whole = "\x1f".join(parts)
    plain = unicodedata.normalize("NFKD", parts[0]).encode("ascii", "ignore").decode().lower()
    readable = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].rstrip("-")
    return f"{readable or 'x'}-{sha256(whole.encode()).hexdigest()[:8]}"
