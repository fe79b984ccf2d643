"""Binary search inside groups, and slices written out: the two moves that replace loops over duties.

All arrays are int64. A *slice* is a half-open range of positions [lo, hi).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class GroupedTimes:
    """Times sorted inside groups, ready to be searched by (group, time).

    Groups are numbers from 0; a query for group -1 finds an empty slice at position 0.
    """

    distinct: Ints  # (u,) distinct times, ascending
    composite: Ints  # (n,) group * (u + 1) + rank of the time, ascending

    @classmethod
    def of(cls, groups: Ints, times: Ints) -> GroupedTimes:
        """From (n,) groups and (n,) times, already sorted by (group, time)."""
        distinct, ranks = np.unique(times, return_inverse=True)
        return cls(distinct, groups * (len(distinct) + 1) + ranks)

    def before(self, groups: Ints, times: Ints) -> Ints:
        """(m,) position of the first element of the group at or after the time."""
        return self._find(groups, np.searchsorted(self.distinct, times, "left"))

    def through(self, groups: Ints, times: Ints) -> Ints:
        """(m,) position of the first element of the group after the time."""
        return self._find(groups, np.searchsorted(self.distinct, times, "right"))

    def starts(self, groups: Ints) -> Ints:
        """(m,) position of the group's first element."""
        return self._find(groups, np.zeros(len(groups), np.int64))

    def ends(self, groups: Ints) -> Ints:
        """(m,) position past the group's last element."""
        return self._find(groups + 1, np.zeros(len(groups), np.int64))

    def _find(self, groups: Ints, ranks: Ints) -> Ints:
        return np.searchsorted(self.composite, groups * (len(self.distinct) + 1) + ranks, "left").astype(np.int64)


def written_out(lo: Ints, hi: Ints) -> tuple[Ints, Ints]:
    """Every position of every slice.

    Returns:
        (p,) number of the slice and (p,) position, in order of slice, then position; empty slices (hi <= lo) give none.
    """
    lengths = np.maximum(hi - lo, 0)
    owners = np.repeat(np.arange(len(lo), dtype=np.int64), lengths)
    offsets = np.cumsum(lengths) - lengths
    return owners, np.arange(len(owners), dtype=np.int64) - offsets[owners] + lo[owners]


def counted(owners: Ints, size: int) -> Ints:
    """(size,) how often each number below `size` occurs."""
    return np.bincount(owners, minlength=size).astype(np.int64)


def firsts(owners: Ints) -> Flags:
    """(p,) True at the first of each run of equal neighbours."""
    flags = np.ones(len(owners), np.bool_)
    flags[1:] = owners[1:] != owners[:-1]
    return flags
