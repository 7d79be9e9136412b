"""Putting a page together and on disk: templates, content hashes, whole-file writes."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli_tools import shortened
from kg.errors import UsageError
from viz.text import visible

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_LONGEST_TEXT = 1000
"""Characters of one text on a page; names are cut shorter where they are put in."""


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("viz", "templates"),
        autoescape=True,
        finalize=_printed,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _printed(value: object) -> object:
    """Text as it goes into a page: what would deceive the reader spelt out, the overlong cut."""
    return visible(shortened(value, _LONGEST_TEXT)) if type(value) is str else value


def template(name: str) -> Template:
    """A page template of this package; everything put into it is escaped and visible."""
    return _environment().get_template(name)


def content_hash(text: str) -> str:
    """The source expression of a content security policy that allows exactly this text."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def write_whole(path: str | os.PathLike[str], text: str) -> Path:
    """Write `text` as UTF-8 to `path`, all of it or nothing; nothing else is touched.

    A half surrogate, which UTF-8 cannot hold, is spelt out as `\\udc80`.

    Raises:
        UsageError: the folder does not exist, or the path cannot be written.
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise UsageError(f"folder {target.parent} does not exist", file=target)
    if target.is_dir():
        raise UsageError("is a folder, not a file", file=target)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(6)}.part")
    try:
        with draft.open("xb") as stream:
            stream.write(text.encode("utf-8", "backslashreplace"))
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    except OSError as fault:
        raise UsageError(f"cannot be written: {fault.strerror}", file=target) from fault
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return target
