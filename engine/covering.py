"""`covers` over sets that differ from duty to duty: the share of its own set that each duty saw, 0 to 1."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.measures import Direction, Reading
from zhiben.engine.measures.exact import fewest, ratio
from zhiben.engine.search import Flags, Ints, counted, written_out
from zhiben.engine.wanted import Wanted

_NONE = np.iinfo(np.int64).max


class SetGauge:
    """For every duty and value of its set, where it is first seen: one binary search each.

    The slices that it is asked about are those of the duties of `sets`, in order.
    """

    direction: ClassVar[Direction] = "grows"
    is_curable: ClassVar[bool] = True

    def __init__(self, events: Existing, field: str, elements: Elements, sets: Wanted) -> None:
        self._sets = sets
        self._step = len(elements.position) + 1
        element, value = events.items(field, elements.position, sets.words)
        is_wanted = value >= 0
        self._seen: Ints = np.sort(value[is_wanted] * self._step + element[is_wanted])

    def taken(self, rows: Ints | Flags) -> SetGauge:
        """The gauge of some of the duties."""
        found = object.__new__(SetGauge)
        found._sets, found._step, found._seen = self._sets.take(rows), self._step, self._seen
        return found

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """The share of its set that each slice holds."""
        duty, first = self._first(lo)
        seen = counted(duty[first < hi[duty]], len(lo))
        return ratio(seen, self._sets.end - self._sets.start)

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """The element that shows the last value that was wanting."""
        sizes = self._sets.end - self._sets.start
        wanted = fewest(limit, beyond, np.maximum(sizes, 1))
        duty, first = self._first(lo)
        first = np.append(first[np.lexsort((first, duty))], _NONE)
        at = np.cumsum(sizes) - sizes + np.clip(wanted - 1, 0, np.maximum(sizes - 1, 0))
        last_wanting = np.minimum(first[at], end)
        return np.where(wanted == 0, lo - 1, np.where(wanted > sizes, end, last_wanting))

    def _first(self, lo: Ints) -> tuple[Ints, Ints]:
        """(q,) duty and (q,) first element at or after its `lo` with each value of its set; far off without one."""
        duty, pair = written_out(self._sets.start, self._sets.end)
        base = self._sets.value[pair] * self._step
        found = np.append(self._seen, _NONE)[np.searchsorted(self._seen, base + lo[duty], "left")]
        return duty, np.where(found < base + self._step, found - base, _NONE)
