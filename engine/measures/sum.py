"""`sum: field`: the total of a field; the sum of nothing is 0. Exact, whatever the order of the rows."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.measures import Direction, Reading
from zhiben.engine.measures.exact import judged
from zhiben.engine.search import Ints, firsts, written_out
from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import Measure

_WIDE = 2**62  # totals beyond this are compared as this; bounds stay below it


class Totals:
    """Running totals in two parts, whole units and millionths, so that none of them can overflow."""

    def __init__(self, values: Ints) -> None:
        units, rest = np.divmod(values, SCALE)
        self._units = np.concatenate([np.zeros(1, np.int64), np.cumsum(units)])
        self._rest = np.concatenate([np.zeros(1, np.int64), np.cumsum(rest)])

    def between(self, lo: Ints, hi: Ints) -> tuple[Ints, Ints]:
        """(d,) whole units (towards minus infinity) and (d,) millionths in [0, SCALE) of each slice."""
        hi = np.maximum(hi, lo)
        carry, rest = np.divmod(self._rest[hi] - self._rest[lo], SCALE)
        return self._units[hi] - self._units[lo] + carry, rest


def scaled(units: Ints, rest: Ints) -> Ints:
    """(d,) millionths, kept inside what int64 holds."""
    limit = _WIDE // SCALE
    return np.where(np.abs(units) < limit, np.clip(units, -limit, limit) * SCALE + rest, np.sign(units) * _WIDE)


class Gauge:
    """Differences of running totals."""

    direction: ClassVar[Direction] = "free"
    is_curable: ClassVar[bool] = True

    def __init__(self, events: Existing, measure: Measure, elements: Elements) -> None:
        self._totals = Totals(events.numbers(measure.field or "", elements.position))
        self._elements = elements

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """The total of each slice."""
        units, rest = self._totals.between(lo, hi)
        value = scaled(units, rest)
        return Reading(value, value, units + rest / SCALE, judged(len(lo)))

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """The last element of the first instant after which the total is at or above the limit."""
        duty, element = written_out(lo, end)
        total = scaled(*self._totals.between(lo[duty], element + 1))
        is_last = np.append(firsts(duty)[1:] | firsts(self._elements.first[element])[1:], True)[: len(duty)]
        hits = np.flatnonzero(is_last & (total >= limit[duty] + beyond))
        found = end.copy()
        found[duty[hits][::-1]] = element[hits][::-1]  # written backwards, so that the first hit stands
        return found
