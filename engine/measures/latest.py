"""`latest: field`: the value at the latest instant; two different values at that instant cannot be judged."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.measures import Direction, Reading
from zhiben.engine.measures.exact import measured
from zhiben.engine.reasons import CONFLICTING_LATEST
from zhiben.engine.search import Flags, Ints, firsts
from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import Measure


class Gauge:
    """The last element of the slice, compared with those of its instant."""

    direction: ClassVar[Direction] = "free"
    is_curable: ClassVar[bool] = False

    def __init__(self, events: Existing, measure: Measure, elements: Elements) -> None:
        self._values = events.numbers(measure.field or "", elements.position)
        # Where the run of one (group, instant) that each element belongs to begins, and that of equal values in it.
        instant = firsts(elements.group) | firsts(elements.first)
        self._instant = _run_starts(instant)
        self._equal = _run_starts(instant | firsts(self._values))

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """The latest value of each slice."""
        if not len(self._values):
            nothing = np.zeros(len(lo), np.int64)
            return measured(nothing, nothing, nothing / SCALE, hi <= lo)
        final = np.maximum(hi - 1, 0)
        value = self._values[final]
        # Every element of the instant inside the slice has this value: the equal run reaches back to where both begin.
        conflicts = (hi > lo) & (self._equal[final] > np.maximum(self._instant[final], lo))
        found = measured(value, value, np.where(conflicts, np.nan, value / SCALE), hi <= lo)
        reason = np.where(conflicts, CONFLICTING_LATEST, found.reason).astype(np.int8)
        return Reading(found.floor, found.ceiling, found.shown, reason)

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """A latest value is certain only at the close."""
        return end


def _run_starts(starts: Flags) -> Ints:
    """(e,) where each element's run begins."""
    found: Ints = np.maximum.accumulate(np.where(starts, np.arange(len(starts), dtype=np.int64), 0))
    return found
