"""`since_last: 3 months`: a cadence that restarts at each matching event (DESIGN §4 `since_last`)."""

from __future__ import annotations

import datetime as dt
from typing import Callable

import numpy as np
from msgspec import Struct

from zhiben.engine.conditions import FALSE
from zhiben.engine.elements import Elements
from zhiben.engine.intervals import Windows, joined
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.reasons import NOT_PUBLISHED, unknown_where
from zhiben.engine.search import Ints, firsts, written_out
from zhiben.engine.stage import Stage
from zhiben.engine.stretches import stretches
from zhiben.engine.terms import duties_of, read
from zhiben.events.civil import ALWAYS, NEVER, to_day
from zhiben.rules.model import Duty, Rule, SinceLast


class _Runs(Struct, frozen=True):
    """(r,) stretches of lives in which the duty is not known to be off, half-open."""

    occasion: Ints
    start: Ints
    end: Ints


def cut(stage: Stage, rule: Rule, occasions: Occasions, elements: Callable[[int], Elements]) -> Windows:
    """One window per baseline: the start of a run, and each distinct instant of matching events inside it."""
    runs = _runs(stage, rule, occasions)
    parts = [
        _of_variant(stage, rule, occasions, runs, number, duty, elements(number))
        for number, duty in enumerate(duties_of(rule))
    ]
    return joined(parts, is_strict=True)


def _runs(stage: Stage, rule: Rule, occasions: Occasions) -> _Runs:
    found = stretches(stage, rule, occasions)
    kept = np.flatnonzero(found.terms.owed != FALSE)
    which, start, end = found.occasion[kept], found.start[kept], found.end[kept]
    fresh = firsts(which)
    fresh[1:] |= start[1:] != end[:-1]
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], len(which))[: len(first)] - 1
    begin = np.maximum(start[first], stage.dawn)
    stop = np.minimum(end[last], stage.instants(rule.in_force)[1])
    alive = begin < stop
    return _Runs(which[first][alive], begin[alive], stop[alive])


def _of_variant(
    stage: Stage, rule: Rule, occasions: Occasions, runs: _Runs, number: int, duty: Duty, found: Elements
) -> Windows:
    """The windows whose baselines stand under one variant."""
    assert isinstance(duty.window, SinceLast)
    group = found.answering[runs.occasion]
    # An event at the very start of a run has the instant of the run's own baseline: one duty, by the later last one.
    index = found.by_first
    owner, element = _counting(found, occasions, runs, index.before(group, runs.start), index.before(group, runs.end))
    everything = np.arange(len(runs.occasion), dtype=np.int64)
    start_last = np.where(occasions.is_triggered, occasions.last[runs.occasion], runs.start)
    run = np.concatenate([everything, owner])
    first = np.concatenate([runs.start, found.first[element]])
    last = np.concatenate([start_last, found.last[element]])
    reading = occasions.start[runs.occasion[run]] if occasions.is_triggered else first
    terms = read(stage, rule, occasions, runs.occasion[run], reading)
    mine = np.flatnonzero(terms.variant == number)
    order = mine[np.lexsort((last[mine], first[mine], run[mine]))]
    final = np.append(firsts(run[order])[1:] | firsts(first[order])[1:], True)[: len(order)]
    order = order[final]
    run, first, last, reason, reading = run[order], first[order], last[order], terms.reason[order], reading[order]
    opens = first
    if duty.from_ is not None:
        at_start = np.flatnonzero(first == runs.start[run])
        opens, last = first.copy(), last.copy()
        opens[at_start], last[at_start] = _earlier(stage, duty, found, occasions, runs, run[at_start], last[at_start])
    closes, known = stage.reckoning.closes(duty.window.duration, opens, last)
    closes = np.where(known, closes, NEVER)
    reason = unknown_where(reason, ~known, NOT_PUBLISHED)
    due = np.where(known, closes - 1, NEVER)
    variant = np.full(len(run), number, np.int64)
    windows = Windows(runs.occasion[run], variant, first, opens, opens, closes, due, reason, reading)
    return windows.take(~known | (closes <= runs.end[run]))  # what is due after the end is not owed


def _counting(found: Elements, occasions: Occasions, runs: _Runs, lo: Ints, hi: Ints) -> tuple[Ints, Ints]:
    """(p,) number of the slice and (p,) element of what counts for each run."""
    owner, element = written_out(lo, hi)
    counts = found.counts(element, occasions, runs.occasion[owner])
    return owner[counts], element[counts]


def _earlier(
    stage: Stage, duty: Duty, found: Elements, occasions: Occasions, runs: _Runs, run: Ints, last: Ints
) -> tuple[Ints, Ints]:
    """Under `from`, the start's baseline is the last matching event before it, if its time is not up by then.

    Args:
        run, last: (q,) runs, and the last instants of their own baselines.

    Returns:
        (q,) first and (q,) last instants of the baselines.
    """
    assert isinstance(duty.window, SinceLast)
    from_ = stage.civil.start(to_day(duty.from_)) if isinstance(duty.from_, dt.date) else int(ALWAYS)
    asked = _Runs(runs.occasion[run], runs.start[run], runs.end[run])
    group, index = found.answering[asked.occasion], found.by_first
    lo, hi = index.before(group, np.full(len(run), from_, np.int64)), index.through(group, asked.start)
    owner, element = _counting(found, occasions, asked, lo, hi)
    order = np.lexsort((found.last[element], found.first[element], owner))
    final = order[np.append(firsts(owner[order])[1:], True)[: len(order)]]
    owner, element = owner[final], element[final]
    closes, known = stage.reckoning.closes(duty.window.duration, found.first[element], found.last[element])
    is_there = known & (closes > asked.start[owner]) & (found.first[element] < asked.start[owner])
    owner, element = owner[is_there], element[is_there]
    first, last = asked.start.copy(), last.copy()
    first[owner], last[owner] = found.first[element], found.last[element]
    return first, last
