"""When a record would count: the first and the last instant, and the first and the last day."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.named import parts_of
from zhiben.engine.search import Flags, Ints, counted, firsts, written_out
from zhiben.events.civil import ALWAYS, NEVER
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.model import Condition, EachBreach, EachEvent, Moment, Test

NO_DAY = np.iinfo(np.int64).min


class Span(Struct, frozen=True):
    """(k,) when a record counts, ends included.

    Attributes:
        first, last: instants; ALWAYS and NEVER = without limit.
        first_day, last_day: civil days that it may bear as bare dates; NO_DAY = without limit, or no such day.
        has_days: whether there is a day at all.
    """

    first: Ints
    last: Ints
    first_day: Ints
    last_day: Ints
    has_days: Flags

    @property
    def is_empty(self) -> Flags:
        """(k,) True where no instant is left."""
        found: Flags = self.first > self.last
        return found


def span(asked: Asked, condition: Condition) -> Span:
    """The time in which one more record that satisfies a condition would count for each duty."""
    windows, civil, duty = asked.windows, asked.wide.civil, asked.judgement.duty
    first, last = windows.counts_from.copy(), np.where(windows.closes >= NEVER, NEVER, windows.closes - 1)
    # What follows a breach must not be what cures, or hastens, the breach itself: it comes after that instant.
    is_after = isinstance(duty.occasion, EachBreach) or (
        isinstance(duty.occasion, EachEvent) and DUTY_DECIDED in duty.occasion.events
    )
    whole_days = windows.is_strict or is_after
    if windows.is_strict:
        first = np.maximum(first, windows.raised) + 1  # earlier ones would move the baseline itself
    elif is_after:
        later = windows.raised + 1  # where there is no time after it, `claims` looks whether the breach is touched
        first = np.where(later <= last, np.maximum(first, later), first)
    if duty.measure.name == "latest":
        elements = asked.judgement.part.slices.elements.first
        has_any = asked.hi > asked.lo
        after = np.append(elements, ALWAYS - 1)[np.where(has_any, asked.hi - 1, len(elements))] + 1
        first, whole_days = np.maximum(first, after), True
    for part in parts_of(condition):
        if isinstance(part, Test) and part.field == "time":
            first, last, whole_days = *_narrowed(part, first, last), True
    first_day = civil.days(first)
    if whole_days:
        first_day = np.where(civil.starts(first_day) < first, first_day + 1, first_day)
    last_day = civil.days(last)
    has_days = (first_day <= last_day) & (first <= last)
    first_day = np.where((first <= ALWAYS) | ~has_days, NO_DAY, first_day)
    last_day = np.where((last >= NEVER) | ~has_days, NO_DAY, last_day)
    return Span(first, last, first_day, last_day, has_days)


def _narrowed(test: Test, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Instants that a test on `time` leaves; of several values the first."""
    value = test.values[0]
    if not isinstance(value, Moment):  # whether there is a time at all: every event has one
        return (first, last) if value else (first, np.minimum(last, first - 1))
    match test.operator:
        case "lt":
            return first, np.minimum(last, value.first - 1)
        case "lte":
            return first, np.minimum(last, value.last)
        case "gt":
            return np.maximum(first, value.last + 1), last
        case "gte":
            return np.maximum(first, value.first), last
        case "in":
            return np.maximum(first, value.first), np.minimum(last, value.last)
    return first, last


def free_day(asked: Asked, found: Span) -> Ints:
    """(k,) the first day of each span on which nothing counts yet, NO_DAY where every day is taken."""
    part, events = asked.judgement.part, asked.judgement.stage.events
    duty, element = written_out(asked.lo, asked.hi)
    days = events.day_of(part.slices.elements.position[element])
    start = np.where(found.first_day == NO_DAY, NO_DAY // 4, found.first_day)
    pairs = np.unique(np.stack([duty, days])[:, days >= start[duty]], axis=1)
    owner, day = pairs[0], pairs[1]
    begins = np.cumsum(counted(owner, len(start))) - counted(owner, len(start))
    step = np.arange(len(owner), dtype=np.int64) - begins[owner]
    is_gap = day != start[owner] + step
    free = start + counted(owner, len(start))
    gaps = np.flatnonzero(is_gap)
    gaps = gaps[firsts(owner[gaps])]
    free[owner[gaps]] = start[owner[gaps]] + step[gaps]
    is_room = found.has_days & ((found.last_day == NO_DAY) | (free <= found.last_day))
    return np.where(is_room & (found.first_day != NO_DAY), free, NO_DAY)
