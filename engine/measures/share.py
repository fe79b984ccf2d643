"""`share: WHERE`: the part of the matching events that also satisfy a condition; of nothing, it cannot be judged."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from zhiben.engine.conditions import matching
from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.measures import Direction, Reading
from zhiben.engine.measures.exact import ratio
from zhiben.engine.search import Ints
from zhiben.rules.model import ALWAYS, Measure


class Gauge:
    """Two counts."""

    direction: ClassVar[Direction] = "free"
    is_curable: ClassVar[bool] = False

    def __init__(self, events: Existing, measure: Measure, elements: Elements) -> None:
        positions = np.unique(elements.position)
        satisfied = matching(events, measure.where or ALWAYS, positions)
        hits = np.isin(elements.position, satisfied)
        self._hits = np.concatenate([np.zeros(1, np.int64), np.cumsum(hits)])

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """The share in each slice."""
        return ratio(self._hits[np.maximum(hi, lo)] - self._hits[lo], hi - lo)

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """A share is certain only at the close."""
        return end
