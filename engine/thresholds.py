"""Thresholds: the Nth event inside a rolling duration raises a duty, then counting restarts.

Restarting makes each raise depend on the one before it, so this walks along the events of the groups that can reach N.
"""

from __future__ import annotations

import numpy as np

from zhiben.engine.search import Flags, Ints, counted


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
    sizes = counted(group, int(group.max(initial=-1)) + 1)
    ends = np.cumsum(sizes)
    for number in np.flatnonzero(sizes >= count):
        at = int(ends[number] - sizes[number]) + back
        while at < ends[number]:
            raised[at] = first[at] < closes[at - back]
            at += count if raised[at] else 1
    return raised
