"""`max: field`: the greatest value of a field; of nothing, it cannot be judged."""

from __future__ import annotations

from typing import ClassVar

from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.measures import Direction, Reading
from zhiben.engine.measures.extreme import first_at, greatest
from zhiben.engine.search import Ints
from zhiben.rules.model import Measure


class Gauge:
    """The maximum only grows."""

    direction: ClassVar[Direction] = "grows"
    is_curable: ClassVar[bool] = True

    def __init__(self, events: Existing, measure: Measure, elements: Elements) -> None:
        self._values = events.numbers(measure.field or "", elements.position)

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """The greatest value of each slice."""
        return greatest(self._values, lo, hi)

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """The first element at or above the limit."""
        return first_at(self._values, lo, end, limit + beyond)
