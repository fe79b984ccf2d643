"""`distinct: field`: how many different values a field has (of a list, every item counts)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.measures import Direction, Reading
from zhiben.engine.measures.exact import fewest, whole
from zhiben.engine.search import Ints, firsts, written_out
from zhiben.rules.model import Measure


class Gauge:
    """An item is new in a slice where the one before it with the same value lies outside."""

    direction: ClassVar[Direction] = "grows"
    is_curable: ClassVar[bool] = True

    def __init__(self, events: Existing, measure: Measure, elements: Elements) -> None:
        self._element, value = events.items(measure.field or "", elements.position)
        order = np.lexsort((np.arange(len(value)), value, elements.group[self._element]))
        is_first = firsts(value[order]) | firsts(elements.group[self._element][order])
        before = np.append(order[:1], order[:-1])
        self._previous = np.empty(len(order), np.int64)  # element of the previous equal item in the group, -1 = none
        self._previous[order] = np.where(is_first, -1, self._element[before])
        self._repeats = np.empty(len(order), np.bool_)  # the same value twice in one element
        self._repeats[order] = ~is_first & (self._element[before] == self._element[order])

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """The number of different values in each slice."""
        duty, _ = self._new(lo, hi)
        return whole(np.bincount(duty, minlength=len(lo)).astype(np.int64))

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """The element that brings the last value that was wanting."""
        wanted = fewest(limit, beyond)
        duty, element = self._new(lo, end)
        sizes = np.bincount(duty, minlength=len(lo))
        at = np.cumsum(sizes) - sizes + wanted - 1
        found = np.where(wanted == 0, lo - 1, end)
        rows = np.flatnonzero((sizes >= wanted) & (wanted > 0))
        found[rows] = element[at[rows]]
        return found

    def _new(self, lo: Ints, hi: Ints) -> tuple[Ints, Ints]:
        """(p,) number of the slice and (p,) element of every item that is new in its slice."""
        first, last = np.searchsorted(self._element, lo, "left"), np.searchsorted(self._element, hi, "left")
        duty, item = written_out(first.astype(np.int64), last.astype(np.int64))
        is_new = (self._previous[item] < lo[duty]) & ~self._repeats[item]
        return duty[is_new], self._element[item[is_new]]
