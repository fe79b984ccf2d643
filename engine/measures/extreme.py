"""What `min` and `max` share: the extreme value of slices, and the first element beyond a limit."""

from __future__ import annotations

import numpy as np

from zhiben.engine.measures import Reading
from zhiben.engine.measures.exact import measured
from zhiben.engine.search import Flags, Ints, written_out
from zhiben.events.vocabulary import SCALE


def greatest(values: Ints, lo: Ints, hi: Ints) -> Reading:
    """The greatest value of each slice; nothing to measure where it is empty."""
    found = np.zeros(len(lo), np.int64)
    rows = np.flatnonzero(hi > lo)
    if len(rows):
        edges = np.stack([lo[rows], hi[rows]], axis=1).ravel()
        padded = np.append(values, values[-1:])  # reduceat wants every edge inside
        found[rows] = np.maximum.reduceat(padded, edges)[::2]
    return measured(found, found, found / SCALE, hi <= lo)


def first_of(hits: Flags, lo: Ints, end: Ints) -> Ints:
    """(d,) the first element at or after `lo` that is a hit; `end` where there is none before it."""
    at = np.flatnonzero(hits).astype(np.int64)
    never = np.iinfo(np.int64).max
    found: Ints = np.append(at, never)[np.searchsorted(at, lo, "left")]
    return np.minimum(found, end)


def first_at(values: Ints, lo: Ints, end: Ints, limit: Ints) -> Ints:
    """(d,) the first element at or after `lo` whose value is at least the slice's limit; `end` where there is none."""
    if len(limit) and (limit == limit[0]).all():
        return first_of(values >= limit[0], lo, end)
    duty, element = written_out(lo, end)
    hits = np.flatnonzero(values[element] >= limit[duty])
    found = end.copy()
    found[duty[hits][::-1]] = element[hits][::-1]  # written backwards, so that the first hit stands
    return found
