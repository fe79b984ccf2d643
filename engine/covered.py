"""Declared coverage: whether a window's verdict may rest on what the log does not hold (DESIGN §5 Coverage)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.engine.arrow import ints, is_null
from zhiben.engine.intervals import Windows
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.search import Flags, GroupedTimes, Ints, firsts, written_out
from zhiben.engine.stage import Stage
from zhiben.events.civil import ALWAYS, NEVER
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.model import Duty, Rule

EVERYBODY = -1  # the subject of rows that cover all subjects
UNKNOWN = -3  # a subject that is nobody in particular: only what covers all subjects covers it


class Declared(Struct, frozen=True):
    """Stretches covered for one event type, merged, sorted by (slot, start); slot 0 = what covers all subjects."""

    subject: Ints  # (k,) codes with rows of their own, ascending; slot i + 1
    slot: Ints
    start: Ints
    end: Ints

    def covers(self, subject: Ints, start: Ints, end: Ints) -> Flags:
        """(q,) True where one stretch holds all of [start, end); an empty one is held by any."""
        if not len(self.slot):
            return start >= end
        place = np.searchsorted(self.subject, subject)
        own = np.append(self.subject, -2)[place] == subject
        slot = np.where(own, place + 1, 0)
        index = GroupedTimes.of(self.slot, self.start)
        at = index.through(slot, start) - 1
        inside = np.maximum(at, 0)
        held = (at >= index.starts(slot)) & (self.end[inside] >= end)
        return held | (start >= end)


def declared(stage: Stage, event_type: str) -> Declared:
    """What a coverage declaration says about one event type; what was decided is known to the last row."""
    if event_type == DUTY_DECIDED:
        return Declared(np.zeros(0, np.int64), np.zeros(1, np.int64), np.array([ALWAYS]), np.array([NEVER]))
    assert stage.coverage is not None
    table = stage.coverage.table
    relevant = pc.fill_null(pc.equal(table["type"].cast(pa.string()), event_type), True)
    table = table.filter(relevant)
    names = stage.registry.names
    subject = ints(pc.index_in(table["subject"].cast(pa.string()), value_set=names), null=UNKNOWN)
    code = np.where(is_null(table["subject"]), EVERYBODY, subject)
    start = _bounds(stage, table["from"], 0)
    end = _bounds(stage, table["through"], 1)
    everybody = code == EVERYBODY
    subjects = np.unique(code[code >= 0])
    # Each subject with rows of its own also has those of everybody.
    shared = np.flatnonzero(everybody)
    slots, starts, ends = [np.zeros(len(shared), np.int64)], [start[shared]], [end[shared]]
    own = np.flatnonzero(code >= 0)
    slots.append(np.searchsorted(subjects, code[own]) + 1)
    starts.append(start[own])
    ends.append(end[own])
    slots.append(np.repeat(np.arange(1, len(subjects) + 1, dtype=np.int64), len(shared)))
    starts.append(np.tile(start[shared], len(subjects)))
    ends.append(np.tile(end[shared], len(subjects)))
    return Declared(subjects, *_merged(np.concatenate(slots), np.concatenate(starts), np.concatenate(ends)))


def is_covered(stage: Stage, rule: Rule, duty: Duty, occasions: Occasions, windows: Windows, asked: Flags) -> Flags:
    """(d,) True where the log is complete for a window; answered for the (d,) flagged ones only."""
    found = np.ones(len(windows), np.bool_)
    rows = asked.nonzero()[0]
    if stage.coverage is None or not len(rows):
        return found
    which = windows.occasion[rows]
    since = stage.instants(rule.in_force)[0]
    start = np.maximum(np.minimum(windows.opens[rows], windows.counts_from[rows]), since)
    closes = windows.closes[rows]
    until, types = duty.measure.until, duty.events
    if until is not None:  # what stands may have begun, or ended, at any time
        start = np.full(len(rows), since, np.int64)
        if any(field == "subject" for field, _ in until.same):  # the ends may be anybody's
            nobody = np.full(len(rows), UNKNOWN, np.int64)
            for event_type in until.events:
                found[rows[~declared(stage, event_type).covers(nobody, start, closes)]] = False
        else:
            types = (*types, *until.events)
    owner, subject, start, end = counted_subjects(stage, rule, duty, occasions, which, start, closes)
    for event_type in dict.fromkeys(types):
        held = declared(stage, event_type).covers(subject, start, end)
        found[rows[owner[~held]]] = False
    return found


def counted_subjects(
    stage: Stage, rule: Rule, duty: Duty, occasions: Occasions, which: Ints, start: Ints, end: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Whose events a window counts, and from when to when: (p,) window, subject code, start, end."""
    everything = np.arange(len(which), dtype=np.int64)
    replacing = [other for field, other in duty.same if field == "subject"]
    if replacing and occasions.on_entities:
        return everything, occasions.entity[which], start, end
    if replacing:
        return everything, _named_subjects(stage, replacing[0], occasions.trigger[which]), start, end
    if rule.bearer is None or duty.whose == "any":
        return everything, np.full(len(which), UNKNOWN, np.int64), start, end
    bearer = occasions.bearer[which]
    if duty.whose == "own":
        return everything, bearer, start, end
    is_below = duty.whose == "below"
    stays = stage.registry.stays_below(rule.bearer, None) if is_below else stage.registry.stays_below(None, rule.bearer)
    mine, theirs = (stays.below, stays.who) if is_below else (stays.who, stays.below)
    order = np.argsort(mine, kind="stable")
    index = GroupedTimes.of(mine[order], np.zeros(len(order), np.int64))
    owner, at = written_out(index.starts(bearer), index.ends(bearer))
    stay = order[at]
    return (
        np.concatenate([everything, owner]),
        np.concatenate([bearer, theirs[stay]]),
        np.concatenate([start, np.maximum(start[owner], stays.start[stay])]),
        np.concatenate([end, np.minimum(end[owner], stays.end[stay])]),
    )


def _named_subjects(stage: Stage, field: str, trigger: Ints) -> Ints:
    """(p,) codes of the subjects that a field of the triggers names; UNKNOWN where nobody bears that name."""
    column = stage.events.column(field).take(pa.array(trigger, mask=trigger < 0)).cast(pa.string())
    return ints(pc.index_in(column, value_set=stage.registry.names), null=UNKNOWN)


def _bounds(stage: Stage, days: pa.ChunkedArray, shift: int) -> Ints:
    """(k,) first instants of days, `shift` days later; null is without limit."""
    return np.where(is_null(days), NEVER if shift else ALWAYS, stage.civil.starts(ints(days) + shift))


def _merged(slot: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Stretches of one slot that touch or overlap become one."""
    order = np.lexsort((start, slot))
    slot, start, end = slot[order], start[order], end[order]
    # The furthest end so far inside each slot, by ranks so that slots do not mix.
    distinct, rank = np.unique(end, return_inverse=True)
    furthest = np.maximum.accumulate(slot * (len(distinct) + 1) + rank) - slot * (len(distinct) + 1)
    reach = distinct[furthest] if len(distinct) else end
    fresh = firsts(slot)
    fresh[1:] |= start[1:] > reach[:-1]
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], len(slot))[: len(first)] - 1
    return slot[first], start[first], reach[last]
