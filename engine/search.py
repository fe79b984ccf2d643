"""Binary search inside groups, and slices written out: the two moves that replace loops over duties.

All arrays are int64. A *slice* is a half-open range of positions [lo, hi).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


_DIGIT, _BITS = 16, 63  # bits that numpy sorts in one pass, and those of a number that is not negative
_FEW = 64  # rows that are sorted in the fewest steps
_DENSE = 4  # numbers per element up to which a table of all of them is worth its room


class GroupedTimes(Struct, frozen=True):
    """Times sorted inside groups, ready to be searched by (group, time).

    A query for a group that is not there finds an empty slice: at position 0 before all groups, at n after them.
    """

    names: Ints  # (g,) distinct groups, ascending
    bounds: Ints  # (g + 1,) where each begins; at the end n
    times: Ints  # (n,) ascending inside each group
    begin: Ints | None  # where the first group not below each number from 0 begins; None where they are too far apart

    @classmethod
    def of(cls, groups: Ints, times: Ints) -> GroupedTimes:
        """From (n,) groups and (n,) times, already sorted by (group, time)."""
        starts = firsts(groups).nonzero()[0]
        names = groups[starts]
        bounds, begin = np.append(starts, len(groups)).astype(np.int64), None
        if len(names) and names[0] >= 0 and names[-1] < _DENSE * len(groups) + (1 << _DIGIT):
            is_there = np.zeros(int(names[-1]) + 2, np.bool_)
            is_there[names] = True
            begin = bounds[np.cumsum(is_there) - is_there]
        return cls(names, bounds, times, begin)

    def before(self, groups: Ints, times: Ints) -> Ints:
        """(m,) position of the first element of the group at or after the time."""
        return self._find(groups, times, is_after=False)

    def through(self, groups: Ints, times: Ints) -> Ints:
        """(m,) position of the first element of the group after the time."""
        return self._find(groups, times, is_after=True)

    def starts(self, groups: Ints) -> Ints:
        """(m,) position of the group's first element."""
        if self.begin is None:
            return self.bounds[self.names.searchsorted(groups)]
        return self.begin.take(groups, mode="clip")

    def ends(self, groups: Ints) -> Ints:
        """(m,) position past the group's last element."""
        return self.starts(groups + 1)

    def _find(self, groups: Ints, times: Ints, is_after: bool) -> Ints:
        """All searches halve their slices together; those that have found their place leave."""
        low, high = self.starts(groups), self.ends(groups)
        if len(low) == 1:
            at = self.times[low[0] : high[0]].searchsorted(times, "right" if is_after else "left")
            return low + at
        active = (low < high).nonzero()[0]
        left, right, when = low[active], high[active], times[active]
        while len(active):
            middle = (left + right) >> 1
            here = self.times.take(middle)
            goes_on = here <= when if is_after else here < when
            left, right = np.where(goes_on, middle + 1, left), np.where(goes_on, right, middle)
            is_open = left < right
            if not is_open.all():
                low[active] = left
                active, left, right, when = active[is_open], left[is_open], right[is_open], when[is_open]
        return low


def stable_order(numbers: Ints) -> Ints:
    """(n,) positions that sort (n,) numbers; equal ones keep their order.

    Numbers from 0 of one digit are sorted by it. Others are sorted with their positions in their last bits, where there
    is room for both: numpy sorts plain numbers several times as fast as positions by them.
    """
    if len(numbers) <= _FEW:
        return np.argsort(numbers, kind="stable").astype(np.int64, copy=False)
    top, bits = int(numbers.max(initial=0)), len(numbers).bit_length()
    if int(numbers.min(initial=0)) < 0 or top.bit_length() + bits > _BITS:
        return np.argsort(numbers, kind="stable").astype(np.int64)
    if not top >> _DIGIT:
        return np.argsort(numbers.astype(np.uint16), kind="stable").astype(np.int64)
    order = (numbers.astype(np.int64, copy=False) << bits) | np.arange(len(numbers), dtype=np.int64)
    order.sort()
    order &= (1 << bits) - 1
    return order


def sorted_by(*keys: Ints) -> Ints:
    """(n,) positions that sort by (n,) keys, the first of them the weightiest; ties keep their order."""
    assert keys, "sorted by nothing"
    if len(keys[0]) <= _FEW:
        return np.lexsort(keys[::-1]).astype(np.int64, copy=False)
    first, *others = keys
    if others and _is_in_order(first, others[-1]):
        others.pop()  # then rows that are equal in all the others are in its order
    order: Ints | None = None
    for key in reversed(_joined([first, *others], len(first))):
        if order is not None:
            order = order.take(stable_order(key.take(order)))
        elif (key[1:] < key[:-1]).any():
            order = stable_order(key)
    return np.arange(len(first), dtype=np.int64) if order is None else order


def _is_in_order(first: Ints, last: Ints) -> bool:
    """Whether rows are in order by two keys as they are."""
    is_behind = (first[1:] < first[:-1]) | ((first[1:] == first[:-1]) & (last[1:] < last[:-1]))
    return not is_behind.any()


def _joined(keys: list[Ints], size: int) -> list[Ints]:
    """Keys of which neighbours are one number where they and a position have room in it."""
    if not size:
        return keys
    joined, width = [keys[0]], _span(keys[0])
    for key in keys[1:]:
        span = _span(key)
        if (width * span).bit_length() + size.bit_length() > _BITS:
            joined.append(key)
            width = span
        else:
            joined[-1] = (joined[-1] - joined[-1].min()) * span + (key - key.min())
            width *= span
    return joined


def _span(key: Ints) -> int:
    return int(key.max()) - int(key.min()) + 1


def numbered(asked: Ints, others: Ints) -> tuple[Ints, Ints]:
    """Numbers from 0 for the distinct codes that are asked for.

    Args:
        asked, others: codes, -1 = none.

    Returns:
        (m,) numbers of those asked for, and (n,) of the others; -1 = none, or not asked for.
    """
    top = max(int(asked.max(initial=-1)), int(others.max(initial=-1)))
    if top < _DENSE * (len(asked) + len(others)) + (1 << _DIGIT):
        is_wanted = np.zeros(top + 2, np.bool_)
        is_wanted[asked] = True  # -1 falls on the last one
        is_wanted[-1] = False
        number = np.where(is_wanted, np.cumsum(is_wanted) - 1, -1)
        return number[asked], number[others]
    # Codes far apart: a table of hashes.
    known = pa.array(asked, mask=asked < 0).dictionary_encode()
    there = pc.fill_null(known.indices, -1).to_numpy(zero_copy_only=False)
    found = pc.fill_null(pc.index_in(pa.array(others, mask=others < 0), value_set=known.dictionary), -1)
    return there.astype(np.int64), found.to_numpy(zero_copy_only=False).astype(np.int64)


def among(codes: Ints, wanted: Ints) -> Flags:
    """(n,) True for the codes that are some of the wanted ones; those below 0 are none."""
    wanted = wanted[wanted >= 0]
    top = max(int(wanted.max(initial=-1)), int(codes.max(initial=-1)))
    if int(codes.min(initial=-1)) == -1 and top < _DENSE * (len(codes) + len(wanted)) + (1 << _DIGIT):
        is_wanted = np.zeros(top + 2, np.bool_)  # -1 falls on the last one
        is_wanted[wanted] = True
        return np.asarray(is_wanted[codes])
    found: Flags = pc.is_in(pa.array(codes), value_set=pa.array(wanted)).to_numpy(zero_copy_only=False)
    return found


def written_out(lo: Ints, hi: Ints) -> tuple[Ints, Ints]:
    """Every position of every slice.

    Returns:
        (p,) number of the slice and (p,) position, in order of slice, then position; empty slices (hi <= lo) give none.
    """
    if len(lo) == 1:
        positions = np.arange(lo[0], hi[0], dtype=np.int64)
        return np.zeros(len(positions), np.int64), positions
    lengths = np.maximum(hi - lo, 0)
    owners = np.repeat(np.arange(len(lo), dtype=np.int64), lengths)
    offsets = np.cumsum(lengths) - lengths
    return owners, np.arange(len(owners), dtype=np.int64) + np.repeat(lo - offsets, lengths)


def counted(owners: Ints, size: int) -> Ints:
    """(size,) how often each number below `size` occurs."""
    return np.bincount(owners, minlength=size).astype(np.int64)


def alike(keys: Sequence[Ints], sizes: Sequence[int]) -> tuple[list[Ints], Ints]:
    """How often each combination of numbers occurs, in ascending order.

    Args:
        keys: one column of (n,) numbers from 0 or several; `sizes`: what they are below; their product below 2**63.

    Returns:
        (g,) numbers of the combinations that occur, by column, and (g,) how often.
    """
    code = np.ravel_multi_index(tuple(keys), tuple(max(size, 1) for size in sizes))
    room = math.prod(sizes)
    if room <= _DENSE * len(code):
        times = np.bincount(code, minlength=room)
        found = np.flatnonzero(times)
        times = times[found]
    else:
        found, times = np.unique(code, return_counts=True)
    parts = np.unravel_index(found, tuple(max(size, 1) for size in sizes))
    return [part.astype(np.int64) for part in parts], times.astype(np.int64)


def firsts(owners: Ints) -> Flags:
    """(p,) True at the first of each run of equal neighbours."""
    flags = np.ones(len(owners), np.bool_)
    flags[1:] = owners[1:] != owners[:-1]
    return flags
