"""Occasions: what raises a duty. The bearer in force, an entity below it, a trigger event, a breach.

Whatever it is, it becomes one row: who owes, from when to when the occasion lives, and what it can be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.conditions import matching
from zhiben.engine.correlation import combined, field_columns, joint_codes, value_texts
from zhiben.engine.reasons import MISSING_TRIGGER_VALUE, NOT_PUBLISHED, Reasons, unknown_where
from zhiben.engine.search import Flags, GroupedTimes, Ints, firsts
from zhiben.engine.stage import Stage
from zhiben.engine.thresholds import reached
from zhiben.events.civil import ALWAYS, NEVER
from zhiben.rules.model import BearerInForce, Duty, EachEntity, EachEvent, Rule, Threshold, Until, Whose


@dataclass(frozen=True)
class Occasions:
    """(m,) occasions of one rule.

    Attributes:
        bearer: code of who owes; -1 = the log as a whole.
        start, end: the life, half-open; NEVER = no end.
        whole_start: where the validity began, before in_force cut it (where attributes can first be read).
        last: last instant of a trigger that is a bare date, else `start`.
        entity: code of the entity, -1 = none.
        trigger: position of the (root) trigger event, -1 = none.
        raiser: position of the event that itself raised the duty, -1 = none (a breach, an entity, the bearer).
        key, raised_by: (m,) texts of the ledger.
        reason: why the duty is unknown whatever happens, 0 = it is not for that reason.
        is_triggered: attributes are read once, at the trigger, and the life is cut by nothing else.
        on_entities: the (root) occasion is an entity; names are read on it.
    """

    bearer: Ints
    start: Ints
    end: Ints
    whole_start: Ints
    last: Ints
    entity: Ints
    trigger: Ints
    raiser: Ints
    key: pa.Array
    raised_by: pa.Array
    reason: Reasons
    is_triggered: bool
    on_entities: bool

    def __len__(self) -> int:
        return len(self.bearer)

    def take(self, rows: Ints) -> Occasions:
        """Some of the occasions."""
        index = pa.array(rows)
        chosen = {
            f.name: getattr(self, f.name)[rows] for f in fields(self) if isinstance(getattr(self, f.name), np.ndarray)
        }
        return replace(self, **chosen, key=self.key.take(index), raised_by=self.raised_by.take(index))


def occasions(stage: Stage, rule: Rule) -> Occasions:
    """The occasions of a rule that is not an `otherwise`."""
    match rule.duty.occasion:
        case BearerInForce():
            return _bearers(stage, rule)
        case EachEntity() as each:
            return _entities(stage, rule, each)
        case EachEvent() as each:
            return _triggers(stage, rule, each)
    raise AssertionError("breaches are occasions of `otherwise` rules only")


def breaches(stage: Stage, rule: Rule, parents: Occasions, duties: pa.Array, decided: Ints) -> Occasions:
    """Occasions of an `otherwise` rule: the parent's breached duties while the bearer is in force (reading 6).

    Args:
        parents: (b,) occasions of the breached duties.
        duties: (b,) their ids.
        decided: (b,) when the breach was certain.
    """
    counts = np.flatnonzero(_in_force(stage, rule, parents.bearer, decided))
    kept = parents.take(counts)
    raised = replace(
        kept,
        start=decided[counts],
        last=decided[counts],
        whole_start=decided[counts],
        end=np.full(len(counts), NEVER),
        raiser=np.full(len(counts), -1, np.int64),
        raised_by=duties.take(pa.array(counts)),
        reason=np.zeros(len(counts), np.int8),
        is_triggered=True,
    )
    until = getattr(rule.duty.occasion, "until", None)
    return _ended(stage, rule, until, rule.duty.whose, raised) if until else raised


def bearer_pairs(stage: Stage, bearer: str | None, whose: Whose, positions: Ints) -> tuple[Ints, Ints]:
    """Whose event it is: (p,) index into `positions` and (p,) bearer code; -1 for the log as a whole."""
    if bearer is None:
        return np.arange(len(positions), dtype=np.int64), np.full(len(positions), -1, np.int64)
    everything = np.arange(len(positions), dtype=np.int64)
    subjects = stage.registry.event_subject[positions]
    if whose == "own" or stage.registry.is_empty:
        return everything, subjects
    # One's own events count whether or not one is valid then (reading 10); those of others while they are below.
    which, above = stage.registry.ancestors(subjects, stage.events.first[positions], bearer)
    is_other = above != subjects[which]
    return np.concatenate([everything, which[is_other]]), np.concatenate([subjects, above[is_other]])


def _in_force(stage: Stage, rule: Rule, bearer: Ints, when: Ints) -> Flags:
    """(m,) True where the bearer is one of the rule's kind, valid, and the rule in force at that instant."""
    start, end = stage.instants(rule.in_force)
    inside: Flags = (when >= start) & (when < end)
    if rule.bearer is None or stage.registry.is_empty:
        return inside
    rows = stage.registry.row_at(bearer, when)
    kinds, numbers = stage.registry.kinds
    right_kind: Flags = np.append(kinds, -1)[rows] == numbers.get(rule.bearer, -2)
    return inside & right_kind


def _bearers(stage: Stage, rule: Rule) -> Occasions:
    if rule.bearer is None:
        log = np.full(1, -1, np.int64)
        return _lives(stage, rule, log, log, np.full(1, ALWAYS), np.full(1, NEVER))
    spans = stage.registry.spans(rule.bearer)
    return _lives(stage, rule, spans.who, np.full(len(spans.who), -1, np.int64), spans.start, spans.end)


def _entities(stage: Stage, rule: Rule, each: EachEntity) -> Occasions:
    if rule.bearer is None:
        alone = stage.registry.spans(each.kind)
        return _lives(stage, rule, np.full(len(alone.who), -1, np.int64), alone.who, alone.start, alone.end)
    stays = stage.registry.stays_below(rule.bearer, each.kind)
    found = _lives(stage, rule, stays.below, stays.who, stays.start, stays.end)
    whole = [
        stage.registry.span_start(rule.bearer, found.bearer, found.start),
        stage.registry.span_start(each.kind, found.entity, found.start),
    ]
    return replace(found, whole_start=np.maximum(*whole))


def _lives(stage: Stage, rule: Rule, bearer: Ints, entity: Ints, start: Ints, end: Ints) -> Occasions:
    """Lives of bearers and entities, cut to the rule's in_force."""
    from_, to = stage.instants(rule.in_force)
    cut_start, cut_end = np.maximum(start, from_), np.minimum(end, to)
    alive = cut_start < cut_end
    entity, cut_start = entity[alive], cut_start[alive]
    nothing = np.full(len(cut_start), -1, np.int64)
    names = _named(stage.registry.names, entity)
    return Occasions(
        bearer=bearer[alive],
        start=cut_start,
        end=cut_end[alive],
        whole_start=start[alive],
        last=cut_start,
        entity=entity,
        trigger=nothing,
        raiser=nothing,
        key=names,
        raised_by=names,
        reason=np.zeros(len(cut_start), np.int8),
        is_triggered=False,
        on_entities=isinstance(rule.duty.occasion, EachEntity),
    )


def _triggers(stage: Stage, rule: Rule, each: EachEvent) -> Occasions:
    events = stage.events
    candidates = matching(events, each.where, events.of_types(each.events))
    which, bearer = bearer_pairs(stage, rule.bearer, each.whose, candidates)
    position = candidates[which]
    counts = _in_force(stage, rule, bearer, events.first[position])
    position, bearer = position[counts], bearer[counts]
    # In canonical order inside each bearer, so that "first" and "Nth" mean what they say.
    order = np.lexsort((position, bearer))
    position, bearer = position[order], bearer[order]
    kept, reason = _occurrences(stage, rule.duty, each, bearer, position)
    position, bearer = position[kept], bearer[kept]
    first, nothing = events.first[position], np.full(len(position), -1, np.int64)
    found = Occasions(
        bearer=bearer,
        start=first,
        end=np.full(len(position), NEVER),
        whole_start=first,
        last=events.last[position],
        entity=nothing,
        trigger=position,
        raiser=position,
        key=_keys(stage, rule.duty, position),
        raised_by=events.references.take(pa.array(position)),
        reason=reason,
        is_triggered=True,
        on_entities=False,
    )
    return _ended(stage, rule, each.until, rule.duty.whose, found) if each.until else found


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
        columns = field_columns(stage.events, trigger_field, position)
        parts.append(joint_codes(columns, [column.slice(0, 0) for column in columns])[0])
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


def _keys(stage: Stage, duty: Duty, position: Ints) -> pa.Array:
    """(m,) the `same` values of the triggers, joined."""
    parts = [value_texts(stage.events, trigger_field, position, stage.civil) for _, trigger_field in duty.same]
    if not parts:
        return pa.array([""] * len(position), pa.string())
    return pc.binary_join_element_wise(*parts, ";") if len(parts) > 1 else parts[0]


def _ended(stage: Stage, rule: Rule, until: Until, whose: Whose, found: Occasions) -> Occasions:
    """Lives end at the first `until` event at or after the trigger; an empty life owes nothing (reading 7)."""
    events = stage.events
    candidates = matching(events, until.where, events.of_types(until.events))
    if any(field == "subject" for field, _ in until.same):  # it says whose event, instead of the bearer
        position, bearer, owing = candidates, np.zeros(len(candidates), np.int64), np.zeros(len(found), np.int64)
    else:
        which, bearer = bearer_pairs(stage, rule.bearer, whose, candidates)
        position, bearer, owing = candidates[which], bearer + 1, found.bearer + 1
    lefts, rights = [bearer], [owing]
    is_untied = np.zeros(len(found), np.bool_)
    for event_field, trigger_field in until.same:
        left, right = joint_codes(
            field_columns(events, event_field, position), field_columns(events, trigger_field, found.trigger)
        )
        lefts.append(left)
        rights.append(right)
        is_untied |= right < 0
    joined = combined([np.concatenate([left, right]) for left, right in zip(lefts, rights, strict=True)])
    group, asked = joined[: len(position)], joined[len(position) :]
    order = np.lexsort((position, group))
    order = order[group[order] >= 0]
    group, position = group[order], position[order]
    index = GroupedTimes.of(group, events.first[position])
    lo, hi = index.before(asked, found.start), index.ends(asked)
    padded = np.append(position, -2)
    lo = np.where((lo < hi) & (padded[lo] == found.raiser), lo + 1, lo)  # the trigger never ends its own life
    end = np.where(lo < hi, np.append(events.first[position], NEVER)[lo], NEVER)
    lived = replace(found, end=end, reason=unknown_where(found.reason, is_untied, MISSING_TRIGGER_VALUE))
    return lived.take(np.flatnonzero(end > found.start))


def _named(names: pa.Array, code: Ints) -> pa.Array:
    """(m,) names of codes; "" for -1."""
    return names.take(pa.array(code, mask=code < 0)).fill_null("")
