"""`count: events` (the default): how many matching events."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.measures import Direction, Reading
from zhiben.engine.measures.exact import fewest, whole
from zhiben.engine.search import Ints
from zhiben.rules.model import Measure


class Gauge:
    """Positions subtract to counts."""

    direction: ClassVar[Direction] = "grows"
    is_curable: ClassVar[bool] = True

    def __init__(self, events: Existing, measure: Measure, elements: Elements) -> None:
        pass

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """Number of elements."""
        return whole(hi - lo)

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """The element that makes the number full."""
        full: Ints = np.minimum(lo + fewest(limit, beyond) - 1, end)
        return full
