"""Qualified names, with one prefix for each namespace whatever a document calls it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

XBRLI = "http://www.xbrl.org/2003/instance"
XBRLDI = "http://xbrl.org/2006/xbrldi"
LINK = "http://www.xbrl.org/2003/linkbase"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"

_FIXED = {
    XBRLI: "xbrli",
    XBRLDI: "xbrldi",
    LINK: "link",
    XLINK: "xlink",
    "http://www.xbrl.org/2003/iso4217": "iso4217",
}
# http://fasb.org/us-gaap/2024, http://xbrl.sec.gov/dei/2024, http://xbrl.us/us-gaap/2009-01-31
_DATED = re.compile(
    r"^https?://(?:fasb\.org|xbrl\.(?:sec\.gov|us|fasb\.org))/(?P<name>[\w-]+)/\d{4}(?:-\d\d-\d\d)?$"
)
# https://xbrl.ifrs.org/taxonomy/2023-03-23/ifrs-full
_IFRS = re.compile(r"^https?://xbrl\.ifrs\.org/taxonomy/[\d-]+/(?P<name>[\w-]+)$")
_STANDARD = frozenset({
    "us-gaap", "srt", "dei", "ecd", "cyd", "country", "currency", "stpr", "exch", "sic", "naics",
    "invest", "ifrs-full", *_FIXED.values(),
})  # fmt: skip


@lru_cache(maxsize=4096)
def standard_prefix(namespace: str) -> str | None:
    """The usual prefix of a standard taxonomy's namespace, whatever its year, else None."""
    if namespace in _FIXED:
        return _FIXED[namespace]
    match = _DATED.match(namespace) or _IFRS.match(namespace)
    return match["name"] if match else None


def prefixed(namespace: str, local: str, prefix: str | None) -> str:
    """`us-gaap:Assets`: the usual prefix, else that of the document.

    `{namespace}local` where the document has no prefix, or one that would mean another
    taxonomy.
    """
    usual = standard_prefix(namespace)
    if usual:
        return f"{usual}:{local}"
    if not prefix or prefix in _STANDARD:
        return f"{{{namespace}}}{local}"
    return f"{prefix}:{local}"


def resolve(name: str, namespaces: Mapping[str | None, str]) -> tuple[str, str]:
    """Namespace, and name under its usual prefix, of a QName in a document.

    Raises:
        ValueError: its prefix is not declared, or it is no name.
    """
    prefix, colon, local = name.strip().rpartition(":")
    namespace = namespaces.get(prefix if colon else None)
    if not local or any(c.isspace() for c in local):
        raise ValueError(f"'{name}' is no qualified name")
    if namespace is None:
        if colon:
            raise ValueError(f"the prefix of '{name}' is not declared")
        return "", local
    return namespace, prefixed(namespace, local, prefix or None)


def of_tag(tag: str, namespaces: Mapping[str | None, str]) -> tuple[str, str]:
    """Namespace, and name under its usual prefix, of an element's `{namespace}local`."""
    if not tag.startswith("{"):
        return "", tag
    namespace, _, local = tag[1:].partition("}")
    prefix = next((p for p, uri in namespaces.items() if uri == namespace and p), None)
    return namespace, prefixed(namespace, local, prefix)
