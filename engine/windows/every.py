"""`every: quarter`: civil periods laid end to end from the start of a life (DESIGN §4 `every`)."""

from __future__ import annotations

import datetime as dt
from typing import Callable

import numpy as np

from zhiben.engine.conditions import FALSE
from zhiben.engine.durations import period
from zhiben.engine.elements import Elements
from zhiben.engine.intervals import Windows, joined
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.search import Flags, Ints
from zhiben.engine.stage import Stage
from zhiben.engine.terms import duties_of, read
from zhiben.events.civil import NEVER, to_day
from zhiben.rules.model import Duty, Every, Rule


def cut(stage: Stage, rule: Rule, occasions: Occasions, elements: Callable[[int], Elements]) -> Windows:
    """Each opening reads its variant, runs to the end of that variant's period, and the next one opens there.

    A life without an end stops at the end of in_force. Steps go from period to period, over all lives at once.
    """
    stop = np.minimum(occasions.end, stage.instants(rule.in_force)[1])
    which = np.arange(len(occasions), dtype=np.int64)
    opens, is_first = np.maximum(occasions.start, stage.dawn), True
    parts: list[Windows] = []
    while len(which := which[(inside := (opens < stop[which]) & (opens < stage.as_of.before))]):
        opens = opens[inside]
        laid, following = _laid(stage, rule, occasions, which, opens, stop[which], is_first)
        parts.append(laid)
        opens, is_first = following, False
    return joined(parts)


def _laid(
    stage: Stage, rule: Rule, occasions: Occasions, which: Ints, opens: Ints, stop: Ints, is_first: bool
) -> tuple[Windows, Ints]:
    """One period of each life: the windows owed, and where the next period opens."""
    reading = occasions.start[which] if occasions.is_triggered else opens
    terms = read(stage, rule, occasions, which, reading)
    days = stage.civil.days(opens)
    start, end, counts_from = opens.copy(), opens.copy(), opens.copy()
    is_skipping = np.zeros(len(which), np.bool_)
    for number, duty in enumerate(duties_of(rule)):
        rows = np.flatnonzero(terms.variant == number)
        assert isinstance(duty.window, Every)
        first_day, next_day = period(duty.window.period, days[rows])
        start[rows], end[rows] = stage.civil.starts(first_day), stage.civil.starts(next_day)
        is_skipping[rows] = duty.partial == "skip"
        if is_first:
            counts_from[rows] = _counting(stage, duty, start[rows], opens[rows])
    closes = np.minimum(end, stop)
    is_cut: Flags = closes < end
    if is_first:
        is_cut |= start < opens
    owed = (terms.owed != FALSE) & ~(is_cut & is_skipping)
    reason = terms.reason
    due = np.where(closes < NEVER, closes - 1, NEVER)
    return Windows(which, terms.variant, opens, opens, counts_from, closes, due, reason, reading).take(owed), end


def _counting(stage: Stage, duty: Duty, start: Ints, opens: Ints) -> Ints:
    """Under `from`, a first period that the life's start cut counts from its own start, or from that date if later."""
    if duty.from_ is None:
        return opens
    if isinstance(duty.from_, dt.date):
        start = np.maximum(start, stage.civil.start(to_day(duty.from_)))
    return np.minimum(start, opens)
