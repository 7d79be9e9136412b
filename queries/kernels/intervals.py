"""Times as intervals: what order, waiting and windows mean where a moment is not exactly known.

A transfer happened at some microsecond from `instant` (its first possible one) to `latest`, both
included; for an exact one the two are equal. All of these are questions of what may have been:

- `b` may follow `a` if it may have been later: `latest[b] > instant[a]`. Of exact ones it must be.
- a wait of `hop` is possible if the least wait is no longer: `instant[b] - latest[a] <= hop`.
- some transfers may lie in a window of `width` if there is a moment `s` so that each may have been
  from `s` to `s + width`: none may begin more than `width` after another's end.
- a wait is told by its bounds (`waits`).

Nothing is wider than `TransferGraph.width`, so that in order of `instant` all that may matter
stands within `width` of where exact transfers would be searched: with exact ones nothing more is
looked at than without these rules.
"""

from __future__ import annotations

import numpy as np

from queries.kernels.compiling import compiled_part
from queries.kernels.graph import Int32s, Int64s


@compiled_part
def may_follow(instant: Int64s, latest: Int64s, before: int, after: int) -> bool:
    """Whether `after` may have been later than `before`."""
    return bool(latest[after] > instant[before])


@compiled_part
def may_wait(instant: Int64s, latest: Int64s, before: int, after: int, hop: int) -> bool:
    """Whether `after` may have been no more than `hop` later than `before`."""
    return bool(instant[after] - latest[before] <= hop)


@compiled_part
def leaving_order(edges: Int32s, latest: Int64s, exact: bool) -> Int64s:
    """Places of `edges`, ascending by `instant`, in the order in which a moving window leaves them.

    Empty for exact transfers, which it leaves in the order in which it reaches them.
    """
    if exact:
        return np.empty(0, np.int64)
    return np.argsort(latest[edges], kind="mergesort")


@compiled_part
def leaving(order: Int64s, place: int, exact: bool) -> int:
    """The place of the one that is left next."""
    return place if exact else int(order[place])


@compiled_part
def first_inside(edges: Int32s, end: int, latest: Int64s, since: int) -> int:
    """The place of the first of `edges[:end]` that may have been at `since` or later, or `end`."""
    for place in range(end):
        if latest[edges[place]] >= since:
            return place
    return end


def waits(instant: Int64s, latest: Int64s, before: Int32s, after: Int32s) -> tuple[Int64s, Int64s]:
    """The least and the longest time from each of `before` to that of `after`, microseconds."""
    least = np.maximum(instant[after] - latest[before], 0)
    return least, np.maximum(latest[after] - instant[before], 0)
