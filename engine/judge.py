"""The verdict algebra: a measured window and a bound become a verdict, the instant it became certain, and the reason.

The one place where verdicts are made (DESIGN §5). What is certain is decided by an event at once; everything else at
the close, and then only if the log is complete for the window.
"""

from __future__ import annotations

from typing import Callable

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from zhiben.engine.covering import SetGauge
from zhiben.engine.elements import Slices
from zhiben.engine.intervals import Windows
from zhiben.engine.ledger import VERDICTS
from zhiben.engine.limits import Limits
from zhiben.engine.measures import Gauge, Reading
from zhiben.engine.reasons import NOT_COVERED, Reasons, unknown_where
from zhiben.engine.search import Flags, Ints
from zhiben.events.civil import NEVER

MET, PENDING, BREACHED, LATE, WAIVED, UNKNOWN = range(6)
assert VERDICTS == ("met", "pending", "breached", "late", "waived", "unknown")

Verdicts = npt.NDArray[np.int8]
_NONE = np.iinfo(np.int64).max


class Judged(Struct, frozen=True):
    """(d,) verdicts.

    Attributes:
        verdict: number of the verdict in `VERDICTS`.
        decided, cured: instants, NEVER = null.
        observed: NaN = null.
        reason: 0 unless unknown.
        seen: past the last element that belongs to the evidence.
    """

    verdict: Verdicts
    decided: Ints
    cured: Ints
    observed: npt.NDArray[np.float64]
    reason: Reasons
    seen: Ints


def judge(
    limits: Limits,
    measure: Gauge,
    slices: Slices,
    windows: Windows,
    clock: Ints,
    may_be_late: bool,
    is_covered: Callable[[Flags], Flags],
) -> Judged:
    """Verdicts of duties that share a measure.

    Args:
        clock: (d,) a window has closed when `closes <= clock`.
        may_be_late: the window and the bound are such that a miss can be made up for.
        is_covered: asked with (d,) flags, answers (d,) whether the log is complete for the windows of the flagged.
    """
    lo, hi, first = slices.lo, slices.hi, slices.elements.first
    reading = measure.read(lo, hi)
    at_once = windows.reason != 0
    hit_met, hit_breached = _certain(limits, measure, lo, hi)
    is_closed = windows.closes <= clock
    met, breached = (hit_met < hi) & ~at_once, (hit_breached < hi) & ~at_once
    by_close = is_closed & ~met & ~breached & ~at_once
    satisfied = _satisfied(limits, reading)
    reason = np.where(by_close, reading.reason, windows.reason).astype(np.int8)
    covered = is_covered(by_close) | ~by_close
    reason = unknown_where(reason, ~covered, NOT_COVERED)
    judgeable = by_close & (reason == 0)

    verdict = np.full(len(lo), PENDING, np.int8)
    verdict[reason != 0] = UNKNOWN
    verdict[met | (judgeable & satisfied)] = MET
    verdict[breached | (judgeable & ~satisfied)] = BREACHED

    decided = np.full(len(lo), NEVER)
    decided[judgeable] = np.maximum(windows.raised, windows.closes - 1)[judgeable]
    for flags, hit in ((met, hit_met), (breached, hit_breached)):
        rows = flags.nonzero()[0]
        if not len(rows):
            continue
        before_any = hit[rows] < lo[rows]
        event = first[np.where(before_any, 0, hit[rows])] if len(first) else windows.raised[rows]
        decided[rows] = np.maximum(windows.raised[rows], np.where(before_any, windows.raised[rows], event))

    cured, seen = np.full(len(lo), NEVER), hi.copy()
    if may_be_late and measure.is_curable and limits.low is not None:
        _cure(limits.low, measure, slices, verdict, cured, seen)
    observed = np.where(at_once, np.nan, reading.shown)
    return Judged(verdict, decided, cured, observed, reason, np.where(at_once, lo, seen))


def waived(judged: Judged, is_covered: Flags) -> Judged:
    """The same verdicts, with what a waiver covers excused; what is met, or cannot be judged, needs no excuse.

    Everything but the verdict stays as it would have been, so it can still be told what was excused: without `decided`
    it was pending, with `cured` late, else breached.

    Args:
        is_covered: (d,) a waiver covers the duty.
    """
    is_excused = is_covered & np.isin(judged.verdict, (PENDING, BREACHED, LATE))
    return replace(judged, verdict=np.where(is_excused, WAIVED, judged.verdict).astype(np.int8))


def _certain(limits: Limits, measure: Gauge, lo: Ints, hi: Ints) -> tuple[Ints, Ints]:
    """(d,) elements that make the bound met, and broken, whatever comes later; past every slice where none does."""
    never = np.full(len(lo), _NONE)
    met, breached = never, never
    if measure.direction == "free":
        return met, breached
    grows = measure.direction == "grows"
    # Towards `within` the value can only move further in, beyond `outside` it can never come back.
    within, outside = (limits.low, limits.high) if grows else (limits.high, limits.low)
    if within is not None and outside is None:
        found = measure.reaches(lo, hi, within)
        met = np.where(found < hi, found, _NONE)
    if outside is not None:
        found = measure.reaches(lo, hi, outside, beyond=True)
        breached = np.where(found < hi, found, _NONE)
    return met, breached


def _satisfied(limits: Limits, reading: Reading) -> Flags:
    """(d,) True where the value lies inside the bound, ends included."""
    found = np.ones(len(reading.floor), np.bool_)
    if limits.low is not None:
        found &= reading.floor >= limits.low
    if limits.high is not None:
        found &= reading.ceiling <= limits.high
    return found


def _cure(low: Ints, measure: Gauge, slices: Slices, verdict: Verdicts, cured: Ints, seen: Ints) -> None:
    """Breaches that later elements made up for become late; fills `verdict`, `cured` and `seen` of those."""
    rows = ((verdict == BREACHED) & (slices.end > slices.hi)).nonzero()[0]
    if not len(rows):
        return
    measure = measure.taken(rows) if isinstance(measure, SetGauge) else measure
    found = measure.reaches(slices.lo[rows], slices.end[rows], low[rows])
    made_up = found < slices.end[rows]
    rows, found = rows[made_up], found[made_up]
    when = slices.elements.first[found]
    verdict[rows], cured[rows] = LATE, when
    group = slices.elements.group[found]
    seen[rows] = slices.elements.by_first.through(group, when)
