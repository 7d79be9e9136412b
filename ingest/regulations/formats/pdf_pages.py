"""The text of each page of a PDF, read in a process of its own.

A PDF of some kilobytes can ask for any amount of memory and time, and can end the process that
reads it. So this file is run as a script, which imports nothing of the project: it prints one line
of JSON for each page, and ends with a code that says how it went.
"""

from __future__ import annotations

import json
import re
import sys

MOST_PAGES = 5_000
ENCRYPTED, UNREADABLE, TOO_MANY_PAGES, TOO_LONG, BAD_PAGE = 10, 11, 12, 13, 14
"""How the script ends where it could not read all."""
_MOST_SIGNS = 24 * 2**20


def pages(path: str, memory: int, seconds: int) -> int:
    """Print the text of each page; gives back how it went, 0 where all was read.

    Args:
        memory: bytes that the process may use. seconds: of computing that it may take.
    """
    _bound(memory, seconds)
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as fault:
        return ENCRYPTED if "password" in str(fault).lower() else UNREADABLE
    if len(document) > MOST_PAGES:
        return TOO_MANY_PAGES
    signs = 0
    for number in range(len(document)):
        try:
            page = document[number]
            words = page.get_textpage()
            if words.count_chars() > _MOST_SIGNS - signs:
                return TOO_LONG
            # PDFium has signs of its own for a hyphen at the end of a line.
            text = re.sub("[\x02\ufffe](?:\r?\n)?", "-\n", words.get_text_bounded())
            words.close()
            page.close()
        except pypdfium2.PdfiumError:
            return BAD_PAGE
        signs += len(text)
        print(json.dumps(text), flush=True)
    return 0


def _bound(memory: int, seconds: int) -> None:
    """Bound what the process may use; Windows has no such bounds."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(pages(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
