"""What was found, against what is hidden."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Observation:
    """What a comparison needs to know of a finding.

    Attributes:
        id, kind, score: as in the finding; the score is 0 to 100.
        subject: id of the entity it is about.
        members: ids of the entities involved.
        transfers: ids, as in the transfers file, of the transfers it rests on.
    """

    id: str
    kind: str
    score: float
    subject: str
    members: frozenset[str]
    transfers: frozenset[str]


@dataclass(frozen=True, slots=True)
class TypologyResult:
    """How the schemes of one typology fared; `by` counts the findings that hit, by kind."""

    typology: str
    hidden: int
    found: int
    missed: tuple[str, ...]
    by: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class KindResult:
    """How the findings of one kind fared: those that hit a scheme, and false alarms."""

    kind: str
    findings: int
    hits: int

    @property
    def false_alarms(self) -> int:
        """Findings that hit no scheme."""
        return self.findings - self.hits

    @property
    def precision(self) -> float:
        """Share of the findings that hit a scheme, 0 to 1."""
        return self.hits / self.findings


@dataclass(frozen=True, slots=True)
class VariantResult:
    """How the customers on the list fared whose names differ in one way.

    `same` is False for namesakes: finding one of them is a false alarm.
    """

    variant: str
    same: bool
    listed: int
    found: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Schemes by typology, findings about payments by kind, and the watchlist by variant.

    `hits` gives, for each scheme that was found, the id of the highest finding that hit it.
    `subsidiary_found` tells whether the listed name in a customer's annual report was matched;
    `other_matches` counts watchlist findings that name no pair of the truth.
    """

    typologies: tuple[TypologyResult, ...]
    kinds: tuple[KindResult, ...]
    variants: tuple[VariantResult, ...]
    hits: Mapping[str, str]
    subsidiary_found: bool
    other_matches: int

    @property
    def hidden(self) -> int:
        """Schemes in all."""
        return sum(row.hidden for row in self.typologies)

    @property
    def found(self) -> int:
        """Schemes that some finding hit."""
        return len(self.hits)


def read_truth(folder: Path, name: str) -> list[dict[str, str]]:
    """Rows of `folder/name.csv`."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def compare(
    observations: Sequence[Observation],
    truth: Path,
    canonical: Mapping[str, str],
    *,
    bank: str,
    watchlist: str,
) -> Comparison:
    """Compare findings with the truth.

    A finding about payments hits a scheme when at least half of the transfers that it
    rests on belong to it. A watchlist finding is right when it involves both the customer
    and the entry that is meant.

    Args:
        truth: folder of the truth's files.
        canonical: ids of records that were put under another id, and that id.
        bank, watchlist: namespaces of the records of the bank and of the list.
    """
    scheme_of = {row["transfer_id"]: row["scheme"] for row in read_truth(truth, "scheme_transfers")}
    payments = [o for o in observations if o.transfers]
    hit = {o.id: scheme_hit(o, scheme_of) for o in payments}
    hits: dict[str, str] = {}
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for observation in sorted(payments, key=lambda o: (-o.score, o.id)):
        scheme = hit[observation.id]
        if scheme is not None:
            hits.setdefault(scheme, observation.id)
            by[scheme][observation.kind] += 1
    kinds = Counter(o.kind for o in payments)
    right = Counter(o.kind for o in payments if hit[o.id] is not None)
    variants, explained = _variants(observations, truth, canonical, bank, watchlist)
    matches = [o for o in observations if o.kind.startswith("watchlist")]
    subsidiary = {o.id for o in matches if _is_subsidiary(o, truth, canonical, watchlist)}
    return Comparison(
        typologies=tuple(_typologies(read_truth(truth, "schemes"), hits, by)),
        kinds=tuple(KindResult(kind, kinds[kind], right[kind]) for kind in sorted(kinds)),
        variants=tuple(variants),
        hits=hits,
        subsidiary_found=bool(subsidiary),
        other_matches=len({o.id for o in matches} - explained - subsidiary),
    )


def scheme_hit(observation: Observation, scheme_of: Mapping[str, str]) -> str | None:
    """The scheme to which at least half of a finding's transfers belong, None if there is none."""
    counts = Counter(scheme_of[t] for t in observation.transfers if t in scheme_of)
    if not counts:
        return None
    scheme, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return scheme if 2 * count >= len(observation.transfers) else None


def _typologies(
    schemes: Iterable[Mapping[str, str]],
    hits: Mapping[str, str],
    by: Mapping[str, Counter[str]],
) -> Iterable[TypologyResult]:
    numbers: dict[str, list[str]] = defaultdict(list)
    for row in schemes:
        numbers[row["typology"]].append(row["scheme"])
    for typology, members in numbers.items():
        kinds: Counter[str] = Counter()
        for scheme in members:
            kinds.update(by.get(scheme, {}))
        missed = tuple(scheme for scheme in members if scheme not in hits)
        yield TypologyResult(typology, len(members), len(members) - len(missed), missed, kinds)


def _variants(
    observations: Sequence[Observation],
    truth: Path,
    canonical: Mapping[str, str],
    bank: str,
    watchlist: str,
) -> tuple[list[VariantResult], set[str]]:
    """How each variant fared, and the ids of the findings that name a pair of the truth."""
    matches = [o for o in observations if o.kind.startswith("watchlist")]
    explained: set[str] = set()
    listed: Counter[tuple[str, bool]] = Counter()
    found: Counter[tuple[str, bool]] = Counter()
    for row in read_truth(truth, "watchlist"):
        variant = (row["variant"], row["same"] == "yes")
        ids = (f"{bank}:{row['party_id']}", f"{watchlist}:{row['ent_num']}")
        pair = {canonical.get(record, record) for record in ids}
        about = {o.id for o in matches if pair <= o.members}
        explained |= about
        listed[variant] += 1
        found[variant] += bool(about)
    rows = [
        VariantResult(name, same, listed[name, same], found[name, same]) for name, same in listed
    ]
    return rows, explained


def _is_subsidiary(
    observation: Observation, truth: Path, canonical: Mapping[str, str], watchlist: str
) -> bool:
    """Whether it is about a subsidiary in the annual report and the entry of its name."""
    (row,) = read_truth(truth, "subsidiary")
    entry = f"{watchlist}:{row['ent_num']}"
    # Only the annual report speaks of subsidiaries.
    return canonical.get(entry, entry) in observation.members and any(
        "/subsidiary/" in member for member in observation.members
    )
