"""Letters as they are meant, where typesetting has put signs of its own in their place.

A text that was taken from a PDF, a page or an e-book may hold ligatures ("ﬁve"), soft hyphens
("work\u00ading") and signs without a width ("with\u200bin"), at which words are no longer found.
"""

from __future__ import annotations

import re
import unicodedata

_TYPESET = re.compile("[\u00ad\u200b\u2060\ufeff\ufb00-\ufb06]")


def plain_letters(text: str) -> str:
    """The same text with ligatures taken apart, and without soft hyphens and signs of no width.

    Joiners that change letters (U+200C, U+200D) stay, as Persian and Indic scripts write with them.
    """
    if text.isascii():
        return text
    return _TYPESET.sub(lambda sign: _plain(sign[0]), text)


def _plain(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign) if sign >= "\ufb00" and sign != "\ufeff" else ""
