"""Thresholds: the Nth event inside a rolling duration raises a duty, then counting restarts.

Restarting makes each raise depend on the one before it, so a round looks at the next raise of every group.
"""

from __future__ import annotations

import numpy as np

from zhiben.engine.search import Flags, Ints


def reached(group: Ints, first: Ints, closes: Ints, count: int) -> Flags:
    """Which events raise.

    Args:
        group: (n,) numbers from 0, events sorted by (group, time).
        first: (n,) first instants.
        closes: (n,) end, not included, of the rolling duration that begins with each event.
        count: how many events raise.

    Returns:
        (n,) True at each event that is the count-th since counting (re)started, all of them inside the duration of
        the earliest.
    """
    raised = np.zeros(len(group), np.bool_)
    back = count - 1
    # Events that are the count-th of so many inside the duration of the earliest: only these ever raise.
    is_near = (group[back:] == group[: len(group) - back]) & (first[back:] < closes[: len(closes) - back])
    reaching = np.flatnonzero(is_near) + back
    at = np.flatnonzero(np.append(True, group[reaching][1:] != group[reaching][:-1])[: len(reaching)])
    end = np.append(at[1:], len(reaching))[: len(at)]
    while len(at):
        raising = reaching[at]
        raised[raising] = True
        at = np.searchsorted(reaching, raising + count)
        is_left = at < end
        at, end = at[is_left], end[is_left]
    return raised
