"""`covers: {field: [values]}`: the share of the listed values that were seen, 0 to 1."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa

from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.measures import Direction, Reading
from zhiben.engine.measures.exact import fewest, ratio
from zhiben.engine.measures.extreme import first_of
from zhiben.engine.search import Flags, Ints
from zhiben.rules.model import Measure


class Gauge:
    """For every listed value, where it was seen."""

    direction: ClassVar[Direction] = "grows"
    is_curable: ClassVar[bool] = True

    def __init__(self, events: Existing, measure: Measure, elements: Elements) -> None:
        wanted = tuple(dict.fromkeys(measure.values))
        element, value = events.items(measure.field or "", elements.position, pa.array(wanted, pa.string()))
        self._seen: list[Flags] = []
        for number, _ in enumerate(wanted):
            flags = np.zeros(len(elements.position), np.bool_)
            flags[element[value == number]] = True
            self._seen.append(flags)

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """The share of the values that each slice holds."""
        seen = np.zeros(len(lo), np.int64)
        for flags in self._seen:
            seen += first_of(flags, lo, hi) < hi
        return ratio(seen, np.full(len(lo), len(self._seen), np.int64))

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """The element that shows the last value that was wanting."""
        wanted = fewest(limit, beyond, len(self._seen))
        seen = np.sort(np.stack([first_of(flags, lo, end) for flags in self._seen]), axis=0)
        last_wanting = np.take_along_axis(seen, np.clip(wanted - 1, 0, len(self._seen) - 1)[None, :], axis=0)[0]
        return np.where(wanted == 0, lo - 1, np.where(wanted > len(self._seen), end, last_wanting))
