"""Exact readings: whole numbers, ratios and decimals as millionths."""

from __future__ import annotations

import numpy as np

from zhiben.engine.measures import Floats, Reading
from zhiben.engine.reasons import NOTHING_TO_MEASURE, Reasons
from zhiben.engine.search import Flags, Ints
from zhiben.events.vocabulary import SCALE

_FAR = 2**61  # a limit beyond this is beyond every number of events


def fewest(limit: Ints, beyond: bool, of: int | Ints = 1) -> Ints:
    """(d,) the least whole numbers n >= 0 so that n/of is at or above (or beyond) limits in millionths."""
    limit = np.clip(limit, -_FAR // of, _FAR // of)
    least: Ints = np.maximum(limit * of // SCALE + 1 if beyond else -(-limit * of // SCALE), 0)
    return least


def whole(numbers: Ints) -> Reading:
    """Whole numbers."""
    scaled = numbers * SCALE
    return Reading(scaled, scaled, numbers.astype(np.float64), judged(len(numbers)))


def ratio(parts: Ints, of: Ints) -> Reading:
    """Parts of a whole, both whole numbers; nothing to measure where the whole is 0."""
    there = np.maximum(of, 1)
    return measured(parts * SCALE // there, -(-parts * SCALE // there), parts / there, of == 0)


def decimals(values: Ints) -> Reading:
    """Values that are millionths already."""
    return Reading(values, values, values / SCALE, judged(len(values)))


def measured(floor: Ints, ceiling: Ints, shown: Floats, is_empty: Flags) -> Reading:
    """Values, with those that had nothing to measure marked."""
    reason = np.where(is_empty, NOTHING_TO_MEASURE, 0).astype(np.int8)
    return Reading(floor, ceiling, np.where(is_empty, np.nan, shown), reason)


def judged(size: int) -> Reasons:
    """(d,) no reason against judging."""
    return np.zeros(size, np.int8)
