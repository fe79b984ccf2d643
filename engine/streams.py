"""`occurrence: last`: triggers of one bearer and key are a stream; later ones move the open duty (reading 36)."""

from __future__ import annotations

from typing import Callable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine.conditions import FALSE
from zhiben.engine.correlation import combined, value_codes
from zhiben.engine.elements import Elements, slices
from zhiben.engine.intervals import Windows
from zhiben.engine.limits import Before, limits
from zhiben.engine.measures import gauge
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.reasons import Reasons, strongest
from zhiben.engine.search import Flags, GroupedTimes, Ints
from zhiben.engine.stage import Stage
from zhiben.engine.terms import Terms, duties_of, read
from zhiben.events.civil import NEVER
from zhiben.rules.model import Duty, Rule


class Ends(Struct, frozen=True):
    """(m,) where the window of each trigger would end under one variant: `closes` and `due` NEVER where unknown."""

    closes: Ints
    due: Ints
    reason: Reasons


def cut(
    stage: Stage,
    rule: Rule,
    occasions: Occasions,
    found: Callable[[int], Elements],
    ends_of: Callable[[Ints, Duty], Ends],
) -> Windows:
    """One window per trigger that raises a duty, closed by the last trigger that moved it.

    Args:
        ends_of: when the windows of some occasions end, reckoned from their own triggers.
    """
    everything = np.arange(len(occasions), dtype=np.int64)
    terms = read(stage, rule, occasions, everything, occasions.start)
    duties = duties_of(rule)
    ends = [ends_of(everything, duty) for duty in duties]
    reached = np.full(len(occasions), NEVER)
    group = _groups(stage, rule, occasions)
    for number, duty in enumerate(duties):
        rows = np.flatnonzero(terms.variant == number)
        if len(rows):
            reached[rows] = _reached(stage, duty, occasions, found(number), _unending(occasions, terms, rows))
            group[rows[found(number).is_untied[rows]]] = -1
    starts, windows = _folded(occasions, terms, ends, reached, group)
    return windows.take(starts)


def _groups(stage: Stage, rule: Rule, occasions: Occasions) -> Ints:
    """(m,) codes of bearer and key; -1 without one of the `same` values."""
    parts = [occasions.bearer + 1]
    for _, other in rule.duty.same:
        parts.append(value_codes(stage.events, other, occasions.trigger))
    return combined(parts)


def _unending(occasions: Occasions, terms: Terms, rows: Ints) -> Windows:
    """Windows that open with each trigger and never close."""
    start, never = occasions.start[rows], np.full(len(rows), NEVER)
    reason = np.zeros(len(rows), np.int8)
    return Windows(rows, terms.variant[rows], start, start, start, never, never, reason, start)


def _reached(stage: Stage, duty: Duty, occasions: Occasions, found: Elements, windows: Windows) -> Ints:
    """(n,) first instant at which what counts since the opening satisfies the bound, in time or late; NEVER."""
    unread = Before(np.zeros(len(windows), np.int64), np.zeros(len(windows), np.int8))
    bounds = limits(stage, duty.bound, occasions, windows, unread)
    assert bounds.low is not None, "`occurrence: last` goes with at_least only"
    cut_out = slices(stage, found, occasions, windows)
    measure = gauge(stage.events, duty.measure, cut_out.elements)
    hit = measure.reaches(cut_out.lo, cut_out.end, bounds.low)
    first = np.append(cut_out.elements.first, NEVER)
    nothing = measure.read(cut_out.lo, cut_out.lo)
    by_nothing = (nothing.reason == 0) & (nothing.floor >= bounds.low)  # the sum of nothing is at least 0
    at = np.where(by_nothing | (hit < cut_out.lo), windows.raised, first[np.clip(hit, 0, len(first) - 1)])
    is_hit = (by_nothing | (hit < cut_out.end)) & (bounds.reason == 0)
    return np.where(is_hit, np.maximum(at, windows.raised), NEVER)


def _folded(occasions: Occasions, terms: Terms, ends: list[Ends], reached: Ints, group: Ints) -> tuple[Flags, Windows]:
    """Which triggers raise a duty, and the windows of all; a round looks at the k-th trigger of every group."""
    size = len(occasions)
    everything = np.arange(size, dtype=np.int64)
    own = (np.stack([getattr(end, name) for end in ends]) for name in ("closes", "due", "reason"))
    closes, due, reason = (columns[terms.variant, everything] for columns in own)
    raises = group < 0  # each is a duty of its own, that cannot be judged
    order = np.argsort(group, kind="stable")
    order = order[group[order] >= 0]
    sorted_groups = group[order]
    index = GroupedTimes.of(sorted_groups, np.zeros(len(order), np.int64))
    names = np.unique(sorted_groups)
    left, end = index.starts(names), index.ends(names)
    current = np.full(len(names), -1, np.int64)
    active = np.arange(len(names), dtype=np.int64)
    while len(active):
        now = order[left[active]]
        held = current[active]
        at = occasions.start[now]
        is_over = (held < 0) | (at >= reached[held])
        begins = is_over & (terms.owed[now] != FALSE)
        moves = ~is_over & (at < closes[held])
        raises[now[begins]] = True
        current[active[begins]] = now[begins]
        mover, moved = now[moves], held[moves]
        for number, each in enumerate(ends):
            chosen = terms.variant[moved] == number
            closes[moved[chosen]], due[moved[chosen]] = each.closes[mover[chosen]], each.due[mover[chosen]]
            reason[moved[chosen]] = each.reason[mover[chosen]]
        left[active] += 1
        active = active[left[active] < end[active]]
    start = occasions.start
    whole = Windows(everything, terms.variant, start, start, start, closes, due, reason.astype(np.int8), start)
    return raises & (terms.owed != FALSE), replace(whole, reason=strongest(whole.reason, terms.reason))
