"""Shares, and numbers that a record carries itself: what one more record has to be."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.shortfall import (
    FREE,
    NONE,
    SEVERAL,
    UNBOUNDED,
    UNSURE,
    Shortfall,
    is_free,
    marked,
    needing,
)
from zhiben.engine.measures.sum import Totals, scaled
from zhiben.engine.search import Flags, Ints
from zhiben.events.vocabulary import NUMBER_LIMIT, SCALE

_WIDE = 2**62


def share(asked: Asked, found: Shortfall, low: Ints, high: Ints, flags: Flags) -> Shortfall:
    """How many records of one kind move a share inside its bound."""
    of = asked.hi - asked.lo
    hits = np.rint(np.where(np.isnan(found.reading.shown), 0, found.reading.shown) * of).astype(np.int64)
    is_low = asked.judgement.duty.bound.name == "at_least"
    if is_low:
        room = SCALE - low
        need = -(-(low * of - hits * SCALE) // np.maximum(room, 1))
        never = (room <= 0) & (hits < of)
    elif asked.judgement.duty.bound.name == "at_most":
        need = -(-hits * SCALE // np.maximum(high, 1)) - of
        never = (high <= 0) & (hits > 0)
    else:
        return marked(found, flags, UNSURE, UNBOUNDED)
    need = np.maximum(need, 1)
    is_beyond = is_low & (low > SCALE)
    found = replace(needing(found, flags, need), hits=is_low)
    return marked(found, flags & (never | is_beyond), NONE, UNBOUNDED)


def amount(asked: Asked, found: Shortfall, low: Ints, high: Ints, flags: Flags) -> Shortfall:
    """The number that one more record has to carry."""
    measure, reading = asked.judgement.duty.measure, found.reading
    have = np.where(reading.reason != 0, 0, reading.floor)
    least, greatest = low, high
    if measure.name == "sum":
        least, greatest = _less(low, have), _less(high, have)
    elif measure.name == "mean":
        size = asked.hi - asked.lo
        total = _totals(asked)
        is_far = np.abs(np.where(is_free(low), 0, low)).astype(np.float64) * (size + 1) > _WIDE
        is_far |= np.abs(np.where(is_free(high), 0, high)).astype(np.float64) * (size + 1) > _WIDE
        least = np.where(is_free(low) | is_far, FREE, np.where(is_far, 0, low) * (size + 1) - total)
        greatest = np.where(is_free(high) | is_far, FREE, np.where(is_far, 0, high) * (size + 1) - total)
        found = marked(found, flags & is_far, UNSURE, UNBOUNDED)
        flags = flags & ~is_far
    known = asked.judgement.stage.events.fields.get(measure.field or "")
    if known is not None and known.type == "integer":
        least = np.where(is_free(least), least, -(-least // SCALE) * SCALE)
        greatest = np.where(is_free(greatest), greatest, greatest // SCALE * SCALE)
    found = replace(needing(found, flags, np.ones(len(flags), np.int64)), low=least, high=greatest)
    limit = NUMBER_LIMIT * SCALE
    is_void = ~is_free(least) & ~is_free(greatest) & (least > greatest)
    is_void |= ~is_free(least) & (least >= limit)
    found = marked(found, flags & is_void, NONE, UNBOUNDED)
    return _several_small(asked, found, high, flags) if measure.name == "mean" else found


def _several_small(asked: Asked, found: Shortfall, high: Ints, flags: Flags) -> Shortfall:
    """A mean that only a negative number would bring down: rather several records of 0."""
    is_odd = flags & is_free(found.low) & ~is_free(found.high) & (found.high < 0) & (high >= 0)
    size, total = asked.hi - asked.lo, _totals(asked)
    need = -(-total // np.maximum(high, 1)) - size
    found = replace(found, high=np.where(is_odd, 0, found.high))
    found = replace(
        found,
        kind=np.where(is_odd, SEVERAL, found.kind).astype(np.int8),
        count=np.where(is_odd, need, found.count),
    )
    return marked(found, is_odd & (high == 0), NONE, UNBOUNDED)


def _totals(asked: Asked) -> Ints:
    """(k,) sums of the measured field over the windows; wide ones are kept inside int64."""
    events, elements = asked.judgement.stage.events, asked.judgement.part.slices.elements
    totals = Totals(events.numbers(asked.judgement.duty.measure.field or "", elements.position))
    return scaled(*totals.between(asked.lo, asked.hi))


def _less(limit: Ints, have: Ints) -> Ints:
    return np.where(is_free(limit), limit, limit - have)
