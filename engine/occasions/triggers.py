"""Occasions that events raise: each, the first, or every Nth of a bearer and key."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.conditions import of_kind
from zhiben.engine.correlation import combined, value_codes, value_texts
from zhiben.engine.occasions.bearers import bearer_pairs, in_force
from zhiben.engine.occasions.shape import Occasions, Spelt
from zhiben.engine.occasions.until import ended
from zhiben.engine.reasons import NOT_PUBLISHED, Reasons
from zhiben.engine.search import Flags, Ints, firsts, sorted_by
from zhiben.engine.stage import Stage
from zhiben.engine.thresholds import reached
from zhiben.events.civil import NEVER
from zhiben.rules.model import Duty, EachEvent, Rule, Threshold


def of_events(stage: Stage, rule: Rule, each: EachEvent) -> Occasions:
    """The triggers that count (reading 3), with the lives that their `until` leaves them."""
    events = stage.events
    candidates = of_kind(events, each.events, each.where)
    which, bearer = bearer_pairs(stage, rule.bearer, each.whose, candidates)
    position = candidates[which]
    counts = in_force(stage, rule, bearer, events.first[position])
    if not counts.all():
        position, bearer = position[counts], bearer[counts]
    # In canonical order inside each bearer, so that "first" and "Nth" mean what they say.
    order = sorted_by(bearer + 1, position)
    position, bearer = position[order], bearer[order]
    kept, reason = _occurrences(stage, rule.duty, each, bearer, position)
    if len(kept) < len(position):
        position, bearer = position[kept], bearer[kept]
    first, nothing = events.first[position], np.full(len(position), -1, np.int64)
    key, spelt = _keys(stage, rule.duty, position)
    found = Occasions(
        bearer=bearer,
        start=first,
        end=np.full(len(position), NEVER),
        whole_start=first,
        last=events.last_of(position, first),
        entity=nothing,
        trigger=position,
        raiser=position,
        key=key,
        raised_by=events.references(position),
        reason=reason,
        is_triggered=True,
        on_entities=False,
        spelt=spelt,
    )
    return ended(stage, rule, each.until, rule.duty.whose, found) if each.until else found


def _occurrences(stage: Stage, duty: Duty, each: EachEvent, bearer: Ints, position: Ints) -> tuple[Ints, Reasons]:
    """Which triggers raise a duty: all, the first, or every Nth in time of each bearer and key.

    Returns:
        (m,) indices, ascending, and (m,) why what they raise is unknown, 0 = it is not.
    """
    everything = np.arange(len(position), dtype=np.int64)
    if each.occurrence == "each" and each.threshold is None:
        return everything, np.zeros(len(position), np.int8)
    parts = [bearer + 1]
    for _, trigger_field in duty.same:
        parts.append(value_codes(stage.events, trigger_field, position))
    group = combined(parts)
    raising = np.argsort(group, kind="stable")
    reason = np.zeros(len(position), np.int8)
    if each.threshold is not None:
        raising = raising[group[raising] >= 0]
        raising, is_uncertain = _nth(stage, each.threshold, group[raising], position[raising], raising)
        reason[raising[is_uncertain]] = NOT_PUBLISHED
    if each.occurrence == "first":
        raising = raising[firsts(group[raising]) | (group[raising] < 0)]
    raising = np.sort(raising)
    return raising, reason[raising]


def _nth(stage: Stage, threshold: Threshold, group: Ints, position: Ints, index: Ints) -> tuple[Ints, Flags]:
    """Those of the indices that reach the threshold, and where that is uncertain for want of a calendar."""
    events, back = stage.events, threshold.count - 1
    closes, known = stage.reckoning.closes(threshold.within, events.first[position], events.last[position])
    raised = np.flatnonzero(reached(group, events.first[position], np.where(known, closes, NEVER), threshold.count))
    return index[raised], ~known[raised - back]


def _keys(stage: Stage, duty: Duty, position: Ints) -> tuple[pa.Array, Spelt | None]:
    """(m,) the `same` values of the triggers, joined; a single text also as a number."""
    if len(duty.same) == 1 and (coded := stage.events.coded(duty.same[0][1])) is not None:
        spelt = Spelt(coded, coded.at(position))
        return spelt.texts(), spelt
    parts = [value_texts(stage.events, trigger_field, position, stage.civil) for _, trigger_field in duty.same]
    if not parts:
        return pa.repeat(pa.scalar("", pa.string()), len(position)), None
    return pc.binary_join_element_wise(*parts, ";") if len(parts) > 1 else parts[0], None
