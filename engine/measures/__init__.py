"""Measures: the matching events of each window folded into one number. One module per word of the language.

Each module has a class `Gauge` with the members of the protocol below; the file name is the word of the rule file
(`count: days` is `days`). Numbers are exact: a value between two millionths is given as the millionths below and above
it, which is enough to compare it with any bound.
"""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar, Literal, Protocol

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from zhiben.engine.elements import Elements
from zhiben.engine.existing import Existing
from zhiben.engine.reasons import Reasons
from zhiben.engine.search import Ints
from zhiben.rules.model import Measure

Floats = npt.NDArray[np.float64]
Direction = Literal["grows", "falls", "free"]


class Reading(Struct, frozen=True):
    """(d,) measured values.

    Attributes:
        floor, ceiling: greatest millionths not above, least not below the value.
        shown: the value for people; NaN where nothing could be measured.
        reason: why there is no value, 0 = there is one.
    """

    floor: Ints
    ceiling: Ints
    shown: Floats
    reason: Reasons


class Gauge(Protocol):
    """One measure over sorted elements.

    Attributes:
        direction: whether later events can only raise the value, only lower it, or do either.
        is_curable: whether later events can make up for a missed lower bound (`late`).
    """

    direction: ClassVar[Direction]
    is_curable: ClassVar[bool]

    def read(self, lo: Ints, hi: Ints) -> Reading:
        """The value over each slice."""
        ...

    def reaches(self, lo: Ints, end: Ints, limit: Ints, beyond: bool = False) -> Ints:
        """(d,) element with which the value over [lo, here] is first at or beyond (or only beyond) its (d,) limit.

        Elements of one instant are taken together where it matters. `end` where that is never; `lo - 1` where it is so
        before any element.
        """
        ...


def gauge(events: Existing, measure: Measure, elements: Elements) -> Gauge:
    """The gauge of a rule's measure."""
    module = import_module(f"zhiben.engine.measures.{measure.name}")
    made: Gauge = module.Gauge(events, measure, elements)
    return made
