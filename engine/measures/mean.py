"""`mean: field`: the average of a field; the mean of nothing cannot be judged."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.measures import Direction, Reading
from zhiben.engine.measures.exact import measured
from zhiben.engine.measures.sum import Totals
from zhiben.engine.search import Ints
from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import Measure


class Gauge:
    """Total by number, rounded neither up nor down."""

    direction: ClassVar[Direction] = "free"
    is_curable: ClassVar[bool] = False

    def __init__(self, events: Existing, measure: Measure, elements: Elements) -> None:
        self._totals = Totals(events.numbers(measure.field or "", elements.position))

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """The average of each slice."""
        number = np.maximum(hi - lo, 1)
        units, rest = self._totals.between(lo, hi)
        whole, over = np.divmod(units, number)
        millionths, remainder = np.divmod(over * SCALE + rest, number)
        floor = whole * SCALE + millionths
        shown = (units + rest / SCALE) / number
        return measured(floor, floor + (remainder > 0), shown, hi <= lo)

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """An average is certain only at the close."""
        return end
