"""The nearest misses: of the events beside a duty those that fail least, then the nearest in time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.failing import Failing
from zhiben.engine.explain.pools import AFTER, BEFORE, Near, near
from zhiben.engine.search import Flags, Ints, counted, firsts, stable_order, written_out
from zhiben.events.civil import ALWAYS, NEVER

Sides = npt.NDArray[np.int8]
SIDES = ("within", "before", "after", "broke", "standing")
BROKE, STANDING = np.int8(3), np.int8(4)


class Misses(Struct, frozen=True):
    """(q,) events told of duties, by duty, then the nearest first.

    Attributes:
        duty: which of the asked duties.
        rank: 0 = the nearest of its duty.
        position: of the event; among the wide ones.
        failed: (q, c) the conditions that it fails.
        side: number in `SIDES`.
        distance: us by which it lies outside the window, 0 inside.
        days: civil days likewise; -1 where the window does not begin, or end, with a day.
    """

    duty: Ints
    rank: Ints
    position: Ints
    failed: Flags
    side: Sides
    distance: Ints
    days: Ints


def nearest(asked: Asked, failing: Failing, lacking: Ints, most: int) -> list[Misses]:
    """The nearest misses of the duties that lack something, at most so many of each."""
    return [_chosen(asked, part, most) for part in near(asked, failing, lacking)]


def told(asked: Asked, failing: Failing, duty: Ints, element: Ints, side: np.int8, most: int) -> Misses:
    """Elements that broke duties, or stand; (p,) duties ascending, and of each the last ones come first."""
    size = counted(duty, len(asked.rows))[duty]
    past = np.cumsum(counted(duty, len(asked.rows)))[duty]
    rank = past - 1 - np.arange(len(duty), dtype=np.int64)
    kept = np.flatnonzero((rank < most) & (size > 0))
    kept = kept[np.lexsort((rank[kept], duty[kept]))]
    position = asked.widened(asked.judgement.part.slices.elements.position[element[kept]])
    nothing = np.zeros(len(kept), np.int64)
    failed = np.zeros((len(kept), len(failing.conditions)), np.bool_)
    return Misses(duty[kept], rank[kept], position, failed, np.full(len(kept), side), nothing, nothing)


def _chosen(asked: Asked, found: Near, most: int) -> Misses:
    windows, events = asked.windows, asked.wide.events
    first, last = events.first[found.position], events.last[found.position]
    opens, closes = windows.counts_from[found.duty], windows.closes[found.duty]
    is_before, is_after = found.side == BEFORE, found.side == AFTER
    distance = np.where(is_before, opens - last, np.where(is_after, first - closes + 1, 0))
    count = found.failed.sum(axis=1) + (is_before | is_after)
    reference = np.where(closes < NEVER, closes, np.where(opens > ALWAYS, opens, 0))
    keys = [count, distance, np.abs(first - reference), found.position]
    order, rank = _first(found.duty, keys) if most == 1 else _ranked(found.duty, keys, most)
    duty, side = found.duty[order], found.side[order]
    days = _days(asked, side, opens[order], closes[order], first[order], last[order])
    return Misses(duty, rank, found.position[order], found.failed[order], side, distance[order], days)


def _ranked(duty: Ints, keys: list[Ints], most: int) -> tuple[Ints, Ints]:
    """(q,) the first of each duty by some keys, at most so many, each event once; and their (q,) ranks."""
    order = np.lexsort((*reversed(keys), duty))
    duty, position = duty[order], keys[-1][order]
    order, duty = (part[firsts(duty) | firsts(position)] for part in (order, duty))
    starts = np.flatnonzero(firsts(duty))
    rank = np.arange(len(duty), dtype=np.int64) - np.repeat(starts, np.diff(starts, append=len(duty)))
    kept = rank < most
    return order[kept], rank[kept]


def _first(duty: Ints, keys: list[Ints]) -> tuple[Ints, Ints]:
    """The same of one of each duty: nothing needs to be put in order for that."""
    left = np.arange(len(duty), dtype=np.int64)
    for key in keys:
        mine, values = duty[left], key[left]
        least = np.full(int(mine.max(initial=-1)) + 1, np.iinfo(np.int64).max)
        np.minimum.at(least, mine, values)
        left = left[values == least[mine]]
    left = left[stable_order(duty[left])]
    left = left[firsts(duty[left])]
    return left, np.zeros(len(left), np.int64)


def _days(asked: Asked, side: Sides, opens: Ints, closes: Ints, first: Ints, last: Ints) -> Ints:
    """(q,) whole days outside the windows where these begin, or end, with one; 24:00 of a day is still that day."""
    civil = asked.wide.civil
    open_day, close_day = civil.days(opens), civil.days(closes - 1)
    opens_a_day, ends_a_day = civil.starts(open_day) == opens, civil.starts(close_day + 1) == closes
    days = np.where((side == BEFORE) & opens_a_day, open_day - civil.days(last), -1)
    return np.where((side == AFTER) & ends_a_day, civil.days(first) - close_day, days)


def standing(asked: Asked, duties: Ints) -> tuple[Ints, Ints]:
    """(p,) duty and (p,) element of everything that stands when some duties are decided."""
    which, element = written_out(asked.lo[duties], asked.hi[duties])
    return duties[which], element
