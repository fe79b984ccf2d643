"""`every: quarter`: civil periods laid end to end from the start of a life (DESIGN §4 `every`)."""

from __future__ import annotations

import datetime as dt
from typing import Callable, Literal

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
from zhiben.rules.model import Every, Rule

AT_ONCE = 10_000  # periods of all lives together that are laid in one step, where there are not more lives than that
MOST = 64  # of one life


def cut(stage: Stage, rule: Rule, occasions: Occasions, elements: Callable[[int], Elements]) -> Windows:
    """Each opening reads its variant, runs to the end of that variant's period, and the next one opens there.

    A life without an end stops at the end of in_force. Steps go from period to period, over all lives at once, and of
    few lives over many periods.
    """
    stop = np.minimum(occasions.end, stage.instants(rule.in_force)[1])
    last = np.minimum(stop, stage.as_of.before)
    which = np.arange(len(occasions), dtype=np.int64)
    opens, is_first = np.maximum(occasions.start, stage.dawn), True
    parts: list[Windows] = []
    while len(which := which[(inside := opens < last[which])]):
        laid, opens = _laid(stage, rule, occasions, which, opens[inside], stop[which], last[which], is_first)
        parts.append(laid)
        is_first = False
    return joined(parts)


def _laid(
    stage: Stage, rule: Rule, occasions: Occasions, which: Ints, opens: Ints, stop: Ints, last: Ints, is_first: bool
) -> tuple[Windows, Ints]:
    """Some periods of each life: the windows owed, and where the next period opens.

    All periods are those of the variant that is read at `opens`; from where another one is read on, they are left to
    the next step.
    """
    reading = occasions.start[which] if occasions.is_triggered else opens
    terms = read(stage, rule, occasions, which, reading)
    variant, owed, reason = terms.variant[None], terms.owed[None], terms.reason[None]
    ahead = np.arange(min(max(AT_ONCE // len(which), 1), MOST), dtype=np.int64)[:, None]
    shape = (len(ahead), len(which))  # of all that follows: periods by lives
    first, end = np.empty(shape, np.int64), np.empty(shape, np.int64)
    is_skipping = np.zeros(shape, np.bool_)
    counted_from = opens
    days = stage.civil.days(opens)
    for number, duty in enumerate(duties_of(rule)):
        lives = (terms.variant == number).nonzero()[0]
        if not len(lives):
            continue
        assert isinstance(duty.window, Every)
        begun = days[lives]
        if (begun == begun[0]).all():  # as it mostly is: one period for all
            begun = begun[:1]
        first_day, next_day = period(duty.window.period, begun, ahead)
        first[:, lives], end[:, lives] = stage.civil.starts(first_day), stage.civil.starts(next_day)
        is_skipping[:, lives] = duty.partial == "skip"
        if is_first and duty.from_ is not None:
            counted_from = counted_from.copy()
            counted_from[lives] = _counting(duty.from_, stage, first[0, lives], opens[lives])
    is_cut: Flags = end > stop
    if is_first:
        is_cut[0] |= first[0] < opens
    first[0] = opens
    is_laid: Flags = first < last
    if len(ahead) > 1 and not occasions.is_triggered:
        later = read(stage, rule, occasions, np.tile(which, len(ahead)), first.reshape(-1))
        variant, owed = later.variant.reshape(shape), later.owed.reshape(shape)
        reason = later.reason.reshape(shape)
        is_laid = np.logical_and.accumulate(is_laid & (variant == variant[0]), axis=0)
    following = end[is_laid.sum(axis=0) - 1, np.arange(len(which))]
    row, life = np.nonzero(is_laid & (owed != FALSE) & ~(is_cut & is_skipping))
    # Of a triggered life what is read once holds for all periods.
    read_in = row if len(variant) > 1 else 0
    start, closes = first[row, life], np.minimum(end[row, life], stop[life])
    due = np.where(closes < NEVER, closes - 1, NEVER)
    counts_from = start if counted_from is opens else np.where(row > 0, start, counted_from[life])
    read_at = occasions.start[which[life]] if occasions.is_triggered else start
    found = Windows(
        which[life], variant[read_in, life], start, start, counts_from, closes, due, reason[read_in, life], read_at
    )
    return found, following


def _counting(since: dt.date | Literal["any"], stage: Stage, start: Ints, opens: Ints) -> Ints:
    """Under `from`, a first period that the life's start cut counts from its own start, or from that date if later."""
    if isinstance(since, dt.date):
        start = np.maximum(start, stage.civil.start(to_day(since)))
    return np.minimum(start, opens)
