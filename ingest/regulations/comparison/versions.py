"""Acts as the lake holds them, and what changed between two versions, article by article.

Articles are matched by their words, not by their numbers alone: a new law counts anew. The
likeness of two articles is the share of three-sign sequences (of three words in English) that
they have in common (Dice), 0 to 1; a like number and place in the act decide between equals.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from ingest.regulations.structure.act import Act, Provision
from kg.errors import NotFound

if TYPE_CHECKING:
    from kg import Workspace

Change = Literal["same", "moved", "changed", "replaced", "added", "gone"]

CHANGED = 0.55
"""Likeness from which on an article is the old one with changes."""
REPLACED = 0.25
"""Likeness from which on it is another that takes the old one's place."""
_SAME = 0.9999
_UNITS = frozenset({"Article", "Section"})
_NOT_MATCHED = frozenset({"Analysis", "Interpretation"})
_GRAM = 3
_MOST_HOLDERS = 200
"""Articles of the old version that are compared for one sequence of words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one article.

    Attributes:
        change: "same"; "moved" where only the number is another; "changed" and "replaced" by how
            much of the words stayed; "added" and "gone" where there is no counterpart.
        old, new: None where there is none.
        likeness: 0 to 1.
        since: from when the new state holds; None where the new version does not say.
    """

    change: Change
    old: Provision | None
    new: Provision | None
    likeness: float
    since: date | None


def differences(old: Act, new: Act) -> tuple[Difference, ...]:
    """What became of each article from one version to a later, in the new order, the gone last."""
    before, after = _articles(old), _articles(new)
    pairs = _matched(before, after)
    found = []
    for place, article in enumerate(after):
        if place in pairs:
            other, likeness = pairs[place]
            change = _change(before[other], article, likeness)
            found.append(Difference(change, before[other], article, likeness, new.effective))
        else:
            found.append(Difference("added", None, article, 0.0, new.effective))
    kept = {other for other, _ in pairs.values()}
    found += [
        Difference("gone", article, None, 0.0, new.effective)
        for place, article in enumerate(before)
        if place not in kept
    ]
    return tuple(found)


def _articles(act: Act) -> list[Provision]:
    found = []
    for top in act.provisions:
        if top.kind not in _NOT_MATCHED:
            found += [one for one in top.walk() if one.kind in _UNITS]
    return found


def _change(old: Provision, new: Provision, likeness: float) -> Change:
    if likeness >= _SAME:
        return "same" if old.key == new.key else "moved"
    return "changed" if likeness >= CHANGED else "replaced"


def _matched(
    before: Sequence[Provision], after: Sequence[Provision]
) -> dict[int, tuple[int, float]]:
    """New article to old one with their likeness; each old one is taken at most once."""
    old_grams, new_grams = [_grams(one) for one in before], [_grams(one) for one in after]
    holders: dict[str, list[int]] = {}
    for place, grams in enumerate(old_grams):
        for gram in grams:
            holders.setdefault(gram, []).append(place)
    ranked = []
    for place, grams in enumerate(new_grams):
        shared = Counter[int]()
        for gram, count in grams.items():
            # What very many articles say tells none of them from another.
            for other in holders.get(gram, ())[:_MOST_HOLDERS]:
                shared[other] += min(count, old_grams[other][gram])
        for other, common in shared.items():
            likeness = 2 * common / (grams.total() + old_grams[other].total())
            if likeness >= REPLACED or (likeness > 0 and before[other].key == after[place].key):
                nearness = 0.02 * (before[other].key == after[place].key) - 0.02 * abs(
                    place / max(len(after), 1) - other / max(len(before), 1)
                )
                ranked.append((likeness + nearness, likeness, place, other))
    ranked.sort(key=lambda rank: (-rank[0], rank[2], rank[3]))
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for _, likeness, place, other in ranked:
        if place not in pairs and other not in taken and likeness >= REPLACED:
            pairs[place] = (other, likeness)
            taken.add(other)
    return pairs


def _grams(article: Provision) -> Counter[str]:
    text = "".join(f"{one.heading or ''} {one.text} " for one in article.walk())
    if re.search("[一-鿿]", text):
        units: Sequence[str] = re.sub(r"[\s，。；：、“”《》（）]", "", text)
        joint = ""
    else:
        units, joint = re.findall(r"\w+", text.casefold()), " "
    if len(units) <= _GRAM:
        return Counter([joint.join(units)])
    return Counter(joint.join(units[at : at + _GRAM]) for at in range(len(units) - _GRAM + 1))


def stored_act(ws: Workspace, ref: str) -> Act:
    """The wording of an act with that id.

    Raises:
        NotFound: no wording with that id was read.
    """
    entity = ws.resolve(ref)
    with ws.view() as view:
        rows = view.sql(
            """
            SELECT canonical, schema, prop, value FROM claims
            WHERE schema IN ('Regulation', 'Provision')
              AND (canonical = $act OR starts_with(canonical, $act || '/'))
            ORDER BY confidence, value
            """,
            {"act": entity},
        ).rows
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    for record, _, prop, value in rows:
        facts[record][prop] = value
    own = facts.pop(entity, {})
    if not any("provisionType" in said for said in facts.values()):
        raise NotFound("no wording of an act has that id", value=ref)
    effective = own.get("effectiveDate")
    return Act(
        id=entity,
        title=own.get("name", entity),
        short_title=own.get("shortTitle"),
        type=own.get("regulationType", "Document"),
        authority=own.get("authority"),
        jurisdiction=own.get("jurisdiction"),
        language="zh" if entity.startswith("prc:") else "en",
        adopted=None,
        effective=date.fromisoformat(effective) if effective else None,
        repealed=None,
        url=None,
        identifiers=(),
        # Others are only cited, or stand in another wording of the act.
        provisions=_tree(entity, {k: said for k, said in facts.items() if "provisionType" in said}),
    )


def _tree(act: str, facts: Mapping[str, Mapping[str, str]]) -> tuple[Provision, ...]:
    """The provisions in their order; one whose parent is not known stands at the top."""
    order = sorted(facts, key=lambda one: (float(facts[one].get("readingOrder", "inf")), one))
    children: dict[str | None, list[Provision]] = defaultdict(list)
    # Backwards, so that all children of a provision are made before it.
    for record in reversed(order):
        said, parent = facts[record], facts[record].get("parent")
        made = Provision(
            key=tuple(record[len(act) + 1 :].split("/")),
            kind=said.get("provisionType", "Article"),
            number=said.get("number"),
            heading=said.get("heading"),
            text=said.get("bodyText", ""),
            children=tuple(reversed(children.pop(record, []))),
        )
        children[parent if parent in facts else None].append(made)
    return tuple(reversed(children[None]))
