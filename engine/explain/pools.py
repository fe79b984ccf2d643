"""Where near misses are looked for: events that fail something, in a duty's window, and the right ones outside it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from zhiben.engine.correlation import combined
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.failing import Failing
from zhiben.engine.explain.named import is_scoped
from zhiben.engine.occasions.bearers import bearer_pairs
from zhiben.engine.search import Flags, GroupedTimes, Ints, among, sorted_by, written_out

WITHIN, BEFORE, AFTER = np.int8(0), np.int8(1), np.int8(2)
_MOST = 1000  # events of one duty and pool that are looked at, those nearest to the window's close
_AT_ONCE = 5000  # duties
_OUTSIDE = 3  # events on either side of the window


class Near(Struct, frozen=True):
    """(p,) events beside the duty that they do not count for.

    Attributes:
        duty: which of the asked duties.
        position: of the event among the wide ones.
        failed: (p, c) the conditions that it fails.
        side: WITHIN, BEFORE or AFTER the window.
    """

    duty: Ints
    position: Ints
    failed: Flags
    side: np.ndarray[tuple[int], np.dtype[np.int8]]


class _Pool(Struct, frozen=True):
    """Events by group and time, and the group of each occasion (-1 = none)."""

    index: GroupedTimes
    position: Ints
    group: Ints
    is_own: bool
    must_fail_once: bool

    @classmethod
    def of(cls, asked: Asked, group: Ints, position: Ints, wanted: Ints, is_own: bool, once: bool) -> _Pool:
        told_of = wanted[asked.occasion]
        kept = np.flatnonzero(among(group, told_of))
        group, position = group[kept], position[kept]
        order = sorted_by(group, position)
        group, position = group[order], position[order]
        return cls(GroupedTimes.of(group, asked.wide.events.first[position]), position, wanted, is_own, once)


def near(asked: Asked, failing: Failing, duties: Ints) -> Iterator[Near]:
    """What lies near some of the asked duties, a part of the duties at a time."""
    pools = list(_pools(asked, failing))
    parts = np.array_split(duties, len(duties) // _AT_ONCE + 1)
    for part in parts:
        found = [_within(asked, failing, pool, part) for pool in pools]
        if asked.judgement.duty.measure.until is None:
            found.append(_outside(asked, failing, part))
        yield _joined_near(found)


def _pools(asked: Asked, failing: Failing) -> Iterator[_Pool]:
    judgement, wide = asked.judgement, asked.wide
    rule, duty = judgement.rule, judgement.duty
    everything = np.arange(len(failing.candidates), dtype=np.int64)
    which, bearer, owing = everything, np.zeros(len(everything), np.int64), np.zeros(len(asked.bearer), np.int64)
    scoped = is_scoped(rule, duty)
    if scoped:
        which, owner = bearer_pairs(wide, rule.bearer, duty.whose, failing.candidates)
        bearer, owing = owner + 1, asked.bearer + 1
    tied = [(left, right) for place, left, right, is_equal in failing.pairs if is_equal]
    whole, wanted = _joined([(bearer, owing), *((left[which], right) for left, right in tied)])
    position = failing.candidates[which]
    yield _Pool.of(asked, whole, position, wanted, is_own=True, once=False)
    # An event about something that another duty may be owed for is no miss of this one.
    is_free = np.ones(len(which), np.bool_)
    if tied:
        alike = [(left, np.concatenate([right, more])) for (left, right), more in zip(tied, failing.known, strict=True)]
        keys, asked_for = _joined(alike)
        is_free = ~among(keys, asked_for)[which]
        group, mine = _joined([(bearer, owing)])
        yield _Pool.of(asked, np.where(is_free, group, -1), position, mine, is_own=True, once=False)
    if scoped and tied:
        taken = np.zeros(len(everything), np.bool_)
        taken[which[among(whole, wanted)]] = True  # its own bearer owes it already
        group, mine = _joined(tied)
        yield _Pool.of(asked, np.where(taken, -1, group), failing.candidates, mine, is_own=False, once=True)
    if scoped and not tied and duty.whose == "own" and wide.registry.has_owners:
        for whose in ("below", "above"):
            which, owner = bearer_pairs(wide, rule.bearer, "below" if whose == "below" else "above", failing.candidates)
            is_other = owner != wide.registry.event_subject[failing.candidates[which]]
            group, mine = _joined([(owner[is_other] + 1, owing)])
            yield _Pool.of(asked, group, failing.candidates[which[is_other]], mine, is_own=False, once=True)


def _joined(parts: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Codes of events and of occasions, one for each combination."""
    size = len(parts[0][0])
    codes = combined([np.concatenate(pair) for pair in parts])
    return codes[:size], codes[size:]


def _within(asked: Asked, failing: Failing, pool: _Pool, duties: Ints) -> Near:
    """Events of the pool in the duties' windows that fail at least something."""
    windows, wide = asked.windows, asked.wide
    occasion = windows.occasion[duties]
    start, closes, group = windows.counts_from[duties], windows.closes[duties], pool.group[occasion]
    hi = pool.index.before(group, closes)
    lo = pool.index.before(group, wide.civil.starts(wide.civil.days(start)))
    which, at = written_out(np.maximum(lo, hi - _MOST), hi)
    position = pool.position[at]
    first, last = wide.events.first[position], wide.events.last[position]
    inside = (first > start[which]) if windows.is_strict else (last >= start[which])
    inside &= position != asked.widened(asked.judgement.occasions.raiser[occasion[which]])
    which, position = which[inside], position[inside]
    candidate = np.searchsorted(failing.candidates, position)
    failed = failing.of_pairs(candidate, occasion[which], pool.is_own)
    count = failed.sum(axis=1)
    kept = (count == 1) if pool.must_fail_once else (count > 0)
    return Near(duties[which[kept]], position[kept], failed[kept], np.full(int(kept.sum()), WITHIN))


def _outside(asked: Asked, failing: Failing, duties: Ints) -> Near:
    """Events that would count, the nearest before and after the windows."""
    judgement, windows = asked.judgement, asked.windows
    found, occasion = judgement.elements, windows.occasion[duties]
    group, start = found.answering[occasion], windows.counts_from[duties]
    past = found.by_first.before(group, windows.closes[duties])
    ahead = found.by_first.before(group, start)
    sides = []
    for side, lo, hi in (
        (BEFORE, np.maximum(found.by_first.starts(group), ahead - _OUTSIDE), ahead),
        (AFTER, past, np.minimum(found.by_first.ends(group), past + _OUTSIDE)),
    ):
        which, element = written_out(lo, hi)
        kept = found.counts(element, judgement.occasions, occasion[which])
        if side == BEFORE:
            kept &= windows.is_strict | (found.last[element] < start[which])
        which, element = which[kept], element[kept]
        position = asked.widened(found.position[element])
        failed = np.zeros((len(which), len(failing.conditions)), np.bool_)
        sides.append(Near(duties[which], position, failed, np.full(len(which), side)))
    return _joined_near(sides)


def _joined_near(parts: list[Near]) -> Near:
    """Several parts as one."""
    return Near(
        np.concatenate([part.duty for part in parts]),
        np.concatenate([part.position for part in parts]),
        np.concatenate([part.failed for part in parts]),
        np.concatenate([part.side for part in parts]),
    )
