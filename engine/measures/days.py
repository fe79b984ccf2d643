"""`count: days`: how many distinct civil days the matching events fall on (a bare date falls on its own day)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.measures import Direction, Reading
from zhiben.engine.measures.exact import fewest, whole
from zhiben.engine.search import Ints, firsts
from zhiben.rules.model import Measure


class Gauge:
    """Elements are in order of time, so days are counted where the day changes."""

    direction: ClassVar[Direction] = "grows"
    is_curable: ClassVar[bool] = True

    def __init__(self, events: Existing, measure: Measure, elements: Elements) -> None:
        days = events.day_of(elements.position)
        self._changes = np.flatnonzero(firsts(days) | firsts(elements.group)).astype(np.int64)

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """The first element's day, and every change of day after it."""
        inside = np.searchsorted(self._changes, hi, "left") - np.searchsorted(self._changes, lo, "right")
        return whole(np.where(hi > lo, inside + 1, 0).astype(np.int64))

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """The element that opens the last day that was wanting."""
        wanted = fewest(limit, beyond)
        after = np.searchsorted(self._changes, lo, "right") + wanted - 2
        never = np.iinfo(np.int64).max
        opening: Ints = np.append(self._changes, never)[np.clip(after, 0, len(self._changes))]
        return np.minimum(np.where(wanted <= 1, lo + wanted - 1, opening), end)
