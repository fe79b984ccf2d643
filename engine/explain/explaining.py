"""Explanations of some duties of an audit, all at once: their nearest misses, and what would have met them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from zhiben.engine.audit import Audit
from zhiben.engine.explain.asked import Asked, judgements_of
from zhiben.engine.explain.ending import Ending, eased, ending, ending_record, ending_span
from zhiben.engine.explain.failing import Failing
from zhiben.engine.explain.lasting import is_ended
from zhiben.engine.explain.named import root_of
from zhiben.engine.explain.nearest import BROKE, STANDING, Misses, nearest, standing, told
from zhiben.engine.explain.record import Record, is_matching, record
from zhiben.engine.explain.shape import REMEDIES, Explanations
from zhiben.engine.explain.shortfall import (
    CONTRADICTION,
    DECIDED,
    ENDED,
    ENTANGLED,
    KINDS,
    NO_ROOM,
    NONE,
    NOTHING,
    ONE,
    SEVERAL,
    UNCOVERED,
    UNSURE,
    WHYS,
    Shortfall,
    shortfall,
)
from zhiben.engine.explain.shortfall import STANDING as STANDING_WHY
from zhiben.engine.explain.span import NO_DAY, Span, span
from zhiben.engine.explain.telling import asks_of, ending_asks, ending_values, ids_of, misses_of, values_of
from zhiben.engine.explain.undecided import information, lacks_coverage
from zhiben.engine.judge import MET
from zhiben.engine.reasons import NOT_COVERED, NOTHING_TO_MEASURE
from zhiben.engine.search import Flags, Ints
from zhiben.engine.simulate.palette import Palette
from zhiben.events.civil import ALWAYS, NEVER
from zhiben.events.vocabulary import ARROW, DUTY_DECIDED
from zhiben.rules.decided import chain
from zhiben.rules.model import EachEvent, Rule

MOST = 5  # nearest misses of a duty
_AT_ONCE = (("grows", "at_least"), ("falls", "at_most"))  # what one record decides, whatever else is missing


def explanations(audit: Audit, duties: pa.Table, most: int = MOST) -> Explanations:
    """Explain duties of the audit's ledger.

    Args:
        duties: rows of the ledger; the column `duty` is read, and `rule`.
        most: how many near misses of each are told.

    Returns:
        Five tables that name the duties, in no particular order of them. A duty that is met has no remedy to tell.
    """
    made = Explaining(most)
    if duties.num_rows:
        judgements_of(audit, duties, made.take)
    return made.joined()


class Explaining:
    """Explanations as they come, one rule and variant after the other."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._parts: list[Explanations] = []
        self._palette: Palette | None = None

    def take(self, asked: Asked) -> None:
        """Explain some duties of one judgement."""
        if not len(asked.rows):
            return
        if self._palette is None:
            self._palette = Palette(asked.judgement.stage.rulebook, asked.wide.civil, "en")
        self._parts.append(_explained(asked, self._palette, self._most))

    def joined(self) -> Explanations:
        """All of them."""
        return Explanations.joined(self._parts)


def _explained(asked: Asked, palette: Palette, most: int) -> Explanations:
    is_met = asked.judgement.part.judged.verdict[asked.rows] == MET
    missing, when = shortfall(asked), span(asked)
    missing = _where(missing, is_met, NOTHING, 0)
    found = record(asked, palette, missing, when)
    missing = _tempered(asked, eased(asked, missing), when, found)
    is_open = ~is_met & (asked.windows.reason == 0)
    asks = [asks_of(asked, missing, is_open), information(asked)]
    values = [values_of(asked, found, np.isin(missing.kind, (ONE, SEVERAL)))]
    told_misses, failed = misses_of(asked, *_misses(asked, missing, is_met, most))
    ends, missing = ending(asked, _where(missing, is_met, NOTHING, 0))
    when = ending_span(asked, ends, when)
    last = ending_record(asked, palette, ends, when) if len(ends) else None
    if last is not None:
        missing = _tempered_ending(asked, missing, when, ends, last)
        asks.append(ending_asks(asked, ends))
        values.append(ending_values(asked, ends, last, np.isin(missing.kind, (ONE, SEVERAL))))
    return Explanations(
        _remedies(asked, missing, when, found, ends, last),
        pa.concat_tables(asks),
        pa.concat_tables(values),
        told_misses,
        failed,
    )


def _where(missing: Shortfall, flags: Flags, kind: int, why: int) -> Shortfall:
    return replace(
        missing,
        kind=np.where(flags, kind, missing.kind).astype(np.int8),
        why=np.where(flags, why, missing.why).astype(np.int8),
    )


def _tempered(asked: Asked, missing: Shortfall, when: Span, found: Record) -> Shortfall:
    """What is claimed of a record only where it can exist, and changes nothing else about the duty."""
    wanted = np.isin(missing.kind, (ONE, SEVERAL))
    # Where the log is not complete only what decides at once decides.
    reason = asked.judgement.part.judged.reason[asked.rows]
    is_uncovered = reason == NOT_COVERED
    if (asked.judgement.part.measure.direction, asked.judgement.part.bound.name) not in _AT_ONCE:
        missing = _where(missing, wanted & is_uncovered, NOTHING, 0)
        wanted &= ~is_uncovered
        if asked.judgement.stage.coverage is not None:  # that nothing was measured comes first among the reasons
            is_open = wanted & (reason == NOTHING_TO_MEASURE) & lacks_coverage(asked)
            missing = _where(missing, is_open, UNSURE, UNCOVERED)
            wanted &= ~is_open
    if found.type == DUTY_DECIDED:  # nobody can log one
        return _where(missing, wanted, NONE, DECIDED)
    missing = _where(missing, wanted & when.is_empty, NONE, NO_ROOM)
    missing = _where(missing, wanted & ~when.is_empty & ~found.is_sound, UNSURE, CONTRADICTION)
    missing = _where(missing, np.isin(missing.kind, (ONE, SEVERAL)) & _is_entangled(asked, found), UNSURE, ENTANGLED)
    return _where(missing, np.isin(missing.kind, (ONE, SEVERAL)) & is_ended(asked, found, when), UNSURE, ENDED)


def _tempered_ending(asked: Asked, missing: Shortfall, when: Span, ends: Ending, last: Record) -> Shortfall:
    """The same of records that end something: they must not be a beginning, nor end the occasion."""
    flags = np.zeros((3, len(missing.kind)), np.bool_)
    duty, until = asked.judgement.duty, getattr(asked.judgement.duty.occasion, "until", None)
    flags[0, ends.duty] = when.is_empty[ends.duty]
    flags[1, ends.duty] = ~last.is_sound
    flags[2, ends.duty] = is_matching(asked, last, duty.events, duty.where)
    if until is not None:
        flags[2, ends.duty] |= is_matching(asked, last, until.events, until.where)
    wanted = np.isin(missing.kind, (ONE, SEVERAL))
    missing = _where(missing, wanted & flags[0], NONE, NO_ROOM)
    missing = _where(missing, wanted & flags[1], UNSURE, CONTRADICTION)
    return _where(missing, wanted & flags[2], UNSURE, ENTANGLED)


def _is_entangled(asked: Asked, found: Record) -> Flags:
    """(k,) where the record would itself raise, move or end the duty."""
    book, rule = asked.judgement.stage.rulebook, asked.judgement.rule
    entangled = np.zeros(len(found.first), np.bool_)
    for step in {rule.id: rule, (root := root_of(book, rule)).id: root}.values():
        occasion = step.duty.occasion
        until = getattr(occasion, "until", None)
        if until is not None:
            entangled |= is_matching(asked, found, until.events, until.where)
        if isinstance(occasion, EachEvent) and (occasion.occurrence != "each" or occasion.threshold is not None):
            entangled |= is_matching(asked, found, occasion.events, occasion.where)
    measured = asked.judgement.duty.measure.until
    if measured is not None:
        entangled |= is_matching(asked, found, measured.events, measured.where)
    return entangled | _feeds(asked, found, [root, rule])


def _feeds(asked: Asked, found: Record, own: list[Rule]) -> Flags:
    """(k,) where what was decided of others raises the duty, and the record would count for, or raise, one of these."""
    feeds = np.zeros(len(found.first), np.bool_)
    occasions = [rule.duty.occasion for rule in own]
    if not any(isinstance(one, EachEvent) and DUTY_DECIDED in one.events for one in occasions):
        return feeds
    for rule in asked.judgement.stage.rulebook.rules:
        for step in chain(rule):
            for duty in (step.duty, *(variant.duty for variant in step.variants)):
                if step not in own:
                    feeds |= is_matching(asked, found, duty.events, duty.where)
                    if isinstance(duty.occasion, EachEvent):
                        feeds |= is_matching(asked, found, duty.occasion.events, duty.occasion.where)
    return feeds


def _misses(asked: Asked, missing: Shortfall, is_met: Flags, most: int) -> tuple[Failing, list[Misses]]:
    failing = Failing.of(asked)
    parts = []
    duty, element = _broke(asked, is_met)
    if len(duty):
        parts.append(told(asked, failing, duty, element, BROKE, most))
    name = asked.judgement.duty.measure.name
    if name == "standing":
        over = np.flatnonzero((missing.why == STANDING_WHY) & ~is_met)
        which, element = standing(asked, over.astype(np.int64))
        parts.append(told(asked, failing, which, element, STANDING, max(most, MOST)))  # told together
        return failing, parts
    is_exceeded = np.zeros(len(asked.rows), np.bool_)
    is_exceeded[duty] = True
    is_known = asked.windows.reason == 0
    lacking = np.flatnonzero(~is_met & is_known & ~is_exceeded & (missing.kind != NOTHING)).astype(np.int64)
    return failing, [*parts, *nearest(asked, failing, lacking, most)]


def _broke(asked: Asked, is_met: Flags) -> tuple[Ints, Ints]:
    """(p,) duties and (p,) elements with which a value first lay beyond its bound."""
    judgement = asked.judgement
    measure, limits, part = judgement.duty.measure.name, judgement.part.limits, judgement.part
    lo, hi = part.slices.lo, part.slices.hi
    beyond = limits.low if measure == "min" else limits.high
    if measure == "latest":
        hit = np.where(hi > lo, hi - 1, hi)
        is_hit = part.judged.verdict != MET
    elif measure in ("mean", "share", "standing") or beyond is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    else:
        hit = part.measure.reaches(lo, hi, beyond, beyond=True)
        is_hit = np.ones(len(lo), np.bool_)
    is_hit = (is_hit & (hit >= lo) & (hit < hi) & (part.windows.reason == 0))[asked.rows] & ~is_met
    duty = np.flatnonzero(is_hit).astype(np.int64)
    return duty, hit[asked.rows][duty]


def _remedies(
    asked: Asked, missing: Shortfall, when: Span, found: Record, ends: Ending, last: Record | None
) -> pa.Table:
    size = len(asked.rows)
    everything = np.arange(size, dtype=np.int64)
    wanted = np.isin(missing.kind, (ONE, SEVERAL))
    kind = ARROW["time"]
    is_closed = asked.judgement.part.windows.closes[asked.rows] <= asked.judgement.stage.as_of.clock
    is_at_once = (asked.judgement.part.measure.direction, asked.judgement.part.bound.name) in _AT_ONCE
    becomes = np.where(wanted, np.where(is_closed | is_at_once, 1, 2), 0)
    is_ending = np.zeros(size, np.bool_)
    is_ending[ends.duty] = True
    types = pa.array([found.type, last.type if last else ""], pa.string())
    subjects = pa.concat_arrays([part.subject.cast(pa.string()) for part in (found, last) if part])
    at = everything.copy()
    at[ends.duty] = size + np.arange(len(ends), dtype=np.int64)
    columns = [
        ids_of(asked, everything),
        pa.array(KINDS, pa.string()).take(pa.array(missing.kind.astype(np.int64))),
        pa.array(WHYS, pa.string()).take(pa.array(missing.why.astype(np.int64))),
        pa.array(missing.count),
        pa.array(["", "met", "pending"], pa.string()).take(pa.array(becomes)),
        pa.array(is_ending & wanted),
        types.take(pa.array(is_ending.astype(np.int64), mask=~wanted)),
        subjects.take(pa.array(at, mask=~wanted)),
        pa.array(when.first, mask=~wanted | (when.first <= ALWAYS)).cast(kind),
        pa.array(when.last, mask=~wanted | (when.last >= NEVER)).cast(kind),
        _days(when.first_day, wanted),
        _days(when.last_day, wanted),
    ]
    return pa.table(columns, schema=REMEDIES)


def _days(days: Ints, wanted: Flags) -> pa.Array:
    is_null = ~wanted | (days == NO_DAY)
    return pa.array(np.where(is_null, 0, days).astype(np.int32), mask=is_null).cast(pa.date32())
