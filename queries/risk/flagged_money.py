"""Money exchanged with parties that are listed or alerted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from queries.connections.accounts import holders
from queries.risk.standing import sanctioned

if TYPE_CHECKING:
    from queries.risk.subject import RiskSubject

_MOST_COUNTERPARTIES = 2000
_MOST_TRANSFERS_NAMED = 20


@dataclass(frozen=True, slots=True)
class FlaggedMoney:
    """Money in one direction that was exchanged with flagged parties.

    Attributes:
        direction: "in" or "out".
        share: 0 to 1, of all money in that direction. Shares are taken by currency and
            weighted by the number of transfers in it, since currencies do not add up.
        counterparties: flagged accounts, sorted; `parties` the flagged accounts or their
            flagged holders.
        transfers: ids of the first twenty of the transfers.
        unchecked: counterparties beyond the two thousand with most transfers.
    """

    direction: str
    share: float
    counterparties: tuple[str, ...]
    parties: tuple[str, ...]
    transfers: tuple[str, ...]
    unchecked: int


def flagged_money(subject: RiskSubject, flagged_score: float) -> tuple[FlaggedMoney, ...]:
    """Flagged money in and out, directions without any left out.

    A party is flagged when it is listed, or when an alert of at least `flagged_score` points
    stands on it that does not involve the subject.
    """
    con = subject.ledger
    ranked = con.execute(
        "SELECT counterparty FROM moves GROUP BY counterparty"
        " ORDER BY sum(count) DESC, counterparty"
    ).fetchall()
    candidates = [row[0] for row in ranked[:_MOST_COUNTERPARTIES]]
    flagged = _flagged(subject, candidates, flagged_score)
    if not flagged:
        return ()
    found = []
    for direction in ("in", "out"):
        share = con.execute(
            """
            SELECT sum(transfers * share) / sum(transfers) FROM (
                SELECT sum(count)::double AS transfers,
                       coalesce(sum(amount) FILTER (list_contains($flagged, counterparty)), 0)
                           ::double / nullif(sum(amount), 0)::double AS share
                FROM moves WHERE direction = $direction GROUP BY currency
            ) WHERE share IS NOT NULL
            """,
            {"flagged": sorted(flagged), "direction": direction},
        ).fetchall()[0][0]
        rows = con.execute(
            """
            SELECT transfer, counterparty FROM moves
            WHERE direction = $direction AND list_contains($flagged, counterparty)
            ORDER BY moment, transfer
            """,
            {"flagged": sorted(flagged), "direction": direction},
        ).fetchall()
        if rows and share:
            accounts = sorted({row[1] for row in rows})
            found.append(
                FlaggedMoney(
                    direction=direction,
                    share=float(share),
                    counterparties=tuple(accounts),
                    parties=tuple(sorted({party for a in accounts for party in flagged[a]})),
                    transfers=tuple(row[0] for row in rows[:_MOST_TRANSFERS_NAMED]),
                    unchecked=max(0, len(ranked) - _MOST_COUNTERPARTIES),
                )
            )
    return tuple(found)


def _flagged(
    subject: RiskSubject, candidates: list[str], flagged_score: float
) -> dict[str, tuple[str, ...]]:
    own = {subject.id, *subject.money_ends}
    alerted = {
        finding.subject
        for finding in (alert.finding for alert in subject.standing)
        if finding.score >= flagged_score
        and finding.kind != "exposure"
        and own.isdisjoint({finding.subject, *finding.members})
    }
    behind: dict[str, set[str]] = {account: {account} for account in candidates}
    for holding in holders(subject.reader, candidates):
        if holding.holder not in own:
            behind[holding.account].add(holding.holder)
    everybody = {party for parties in behind.values() for party in parties}
    listed = sanctioned(subject.reader, subject.reader.nodes(everybody).values())
    flagged: dict[str, tuple[str, ...]] = {}
    for account, parties in behind.items():
        if hits := parties & (alerted | listed.keys()):
            flagged[account] = tuple(sorted(hits))
    return flagged
