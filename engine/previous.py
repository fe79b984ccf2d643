"""What the window before measured: the limit of a duty that is compared with it (`{previous: X}`, reading 33)."""

from __future__ import annotations

from typing import Callable

import numpy as np

from zhiben.engine.covered import is_covered
from zhiben.engine.elements import Elements, slices
from zhiben.engine.intervals import Windows
from zhiben.engine.limits import Before
from zhiben.engine.measures import gauge
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.reasons import NOT_COVERED, NOTHING_TO_COMPARE, unknown_where
from zhiben.engine.search import GroupedTimes, Ints
from zhiben.engine.stage import Stage
from zhiben.engine.standing import at_close
from zhiben.engine.terms import duties_of
from zhiben.rules.model import Duty, PreviousLimit, Rule


def windows_before(
    stage: Stage, rule: Rule, raised: Occasions, windows: Windows, found: Callable[[int], Elements]
) -> Before:
    """What was measured in the window of the same occasion that closes where each window opens.

    Whether that window's own limit was known does not matter. Rules that never look back get zeros, which nobody reads.
    """
    size = len(windows)
    value, reason = np.zeros(size, np.int64), np.zeros(size, np.int8)
    if not any(_looks_back(duty) for duty in duties_of(rule)):
        return Before(value, reason)
    for number, duty in enumerate(duties_of(rule)):
        rows = np.flatnonzero(windows.variant == number)
        if len(rows):
            value[rows], reason[rows] = _measured(stage, rule, duty, raised, windows.take(rows), found(number))
    before = _before(windows)
    is_first = before < 0
    chosen = np.where(is_first, 0, before)
    return Before(value[chosen], np.where(is_first, NOTHING_TO_COMPARE, reason[chosen]).astype(np.int8))


def _looks_back(duty: Duty) -> bool:
    return isinstance(duty.bound.low, PreviousLimit) or isinstance(duty.bound.high, PreviousLimit)


def _measured(
    stage: Stage, rule: Rule, duty: Duty, raised: Occasions, windows: Windows, found: Elements
) -> tuple[Ints, Ints]:
    """(d,) what windows of one variant measured, in millionths, and why that cannot be compared with."""
    if duty.measure.until is None:
        cut_out = slices(stage, found, raised, windows)
    else:
        cut_out = at_close(stage, rule, duty, raised, found, windows)
    reading = gauge(stage.events, duty.measure, cut_out.elements).read(cut_out.lo, cut_out.hi)
    is_lost = (windows.reason != 0) | found.is_incomparable[windows.occasion] | (reading.reason != 0)
    everything = np.ones(len(windows), np.bool_)
    reason = np.where(is_lost, NOTHING_TO_COMPARE, 0).astype(np.int8)
    covered = is_covered(stage, rule, duty, raised, windows, everything)
    return reading.floor, unknown_where(reason, ~covered, NOT_COVERED).astype(np.int64)


def _before(windows: Windows) -> Ints:
    """(d,) number of the window of the same occasion that closes where each one opens, -1 = there is none."""
    order = np.lexsort((windows.closes, windows.occasion))
    occasion, closes = windows.occasion[order], windows.closes[order]
    index = GroupedTimes.of(occasion, closes)
    place = index.before(windows.occasion, windows.opens)
    is_there = place < index.through(windows.occasion, windows.opens)
    return np.where(is_there, np.append(order, -1)[place], -1)
