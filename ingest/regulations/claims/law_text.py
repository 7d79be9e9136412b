"""Which provisions of an act are rules of its own.

A preamble gives reasons, an official interpretation explains, a model form is to be copied, a
correlation table only lists, and words put into another act are that act's: none of them obliges
anybody by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ingest.regulations.structure.act import ANNEXED
from ingest.regulations.structure.headings import CORRESPONDENCE
from kg.declarations import Declared, Filled, Words, shipped

if TYPE_CHECKING:
    from ingest.regulations.structure.act import Provision

_ATTACHED = frozenset({"Annex", "Appendix"})


class Standing(NamedTuple):
    """How the words of a provision count.

    Attributes:
        rules: they can oblige.
        quoted: they are those of another act, as are its "this Article" and "paragraph 2", or
            those of a correlation table, whose "Article 2" may be of either act.
    """

    rules: bool
    quoted: bool


_OF_ACT = Standing(rules=True, quoted=False)


class _NoRules(Declared, frozen=True):
    kinds: frozenset[Filled]
    headings: Words


def standings(
    provisions: Sequence[Provision], above: Standing = _OF_ACT
) -> Iterator[tuple[tuple[str, ...], Standing]]:
    """Key of each provision, in the order of the text, with how its words count."""
    for provision in provisions:
        listed = _only_lists(provision)
        own = Standing(
            above.rules and not listed and not _is_no_rule(provision),
            above.quoted or listed or provision.kind == "Amendment",
        )
        yield provision.key, own
        yield from standings(provision.children, own)


def _only_lists(provision: Provision) -> bool:
    heading = provision.heading or ""
    return provision.key[0].startswith(ANNEXED) and CORRESPONDENCE.search(heading) is not None


def _is_no_rule(provision: Provision) -> bool:
    known = _no_rules()
    if provision.kind in known.kinds:
        return True
    heading = (provision.heading or "").casefold()
    return provision.kind in _ATTACHED and any(words in heading for words in known.headings)


@cache
def _no_rules() -> _NoRules:
    return shipped("ingest.regulations.claims", "law_text.yaml", _NoRules)
