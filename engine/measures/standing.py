"""`standing: {until: …}`: how many are begun and not ended; the slices hold just those (`engine/standing.py`)."""

from __future__ import annotations

from typing import ClassVar

from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.measures import Direction, Reading
from zhiben.engine.measures.exact import whole
from zhiben.engine.search import Ints
from zhiben.rules.model import Measure


class Gauge:
    """Positions subtract to counts, which begin and end: nothing is certain before the close."""

    direction: ClassVar[Direction] = "free"
    is_curable: ClassVar[bool] = False

    def __init__(self, events: Existing, measure: Measure, elements: Elements) -> None:
        pass

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """Number of elements."""
        return whole(hi - lo)

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """What stands may have ended again."""
        return end
