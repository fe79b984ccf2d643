"""`min: field`: the least value of a field; of nothing, it cannot be judged."""

from __future__ import annotations

from typing import ClassVar

from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.measures import Direction, Reading
from zhiben.engine.measures.extreme import first_at, greatest
from zhiben.engine.search import Ints
from zhiben.rules.model import Measure


class Gauge:
    """The minimum only falls."""

    direction: ClassVar[Direction] = "falls"
    is_curable: ClassVar[bool] = False

    def __init__(self, events: Existing, measure: Measure, elements: Elements) -> None:
        self._values = events.numbers(measure.field or "", elements.position)

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """The least value of each slice."""
        found = greatest(-self._values, lo, hi)
        return Reading(-found.floor, -found.ceiling, -found.shown + 0.0, found.reason)

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """The first element at or below the limit."""
        return first_at(-self._values, lo, end, beyond - limit)
