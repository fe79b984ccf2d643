"""The one record that would have met a duty, as columns: made from the rule, the occasion and what is missing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhiben.engine.arrow import one
from zhiben.engine.correlation import field_columns
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.named import tests_of
from zhiben.engine.explain.record.chosen import any_value, measured, put_another
from zhiben.engine.explain.record.columns import (
    BUILT_IN,
    TIME,
    Record,
    fields_of_type,
    put,
    value_columns,
)
from zhiben.engine.explain.record.holding import does_differ, holding, holds_length
from zhiben.engine.explain.shortfall import Shortfall
from zhiben.engine.explain.span import NO_DAY, Span, free_day
from zhiben.engine.explain.values import satisfying
from zhiben.engine.search import Flags, Ints
from zhiben.engine.simulate.palette import Palette
from zhiben.events.civil import ALWAYS
from zhiben.events.vocabulary import DUTY_DECIDED, LAST
from zhiben.rules.model import AllOf, Condition, Duty, Not


def record(asked: Asked, palette: Palette, missing: Shortfall, when: Span) -> Record:
    """One more record for every asked duty, whether it is needed or not."""
    judgement = asked.judgement
    duty, events = judgement.duty, judgement.stage.events
    condition = _condition(duty, missing)
    pinned = _pinned(duty)
    first, last, is_day = _time(asked, missing, when)
    day = int(np.median(events.civil.days(first))) if len(first) else 0
    kinds = [name for name in duty.events if _carries(asked, name, condition, duty)]
    kinds += sorted(duty.events, key=DUTY_DECIDED.__eq__)
    found = Record(kinds[0], _subject(asked), first, last)
    fields = fields_of_type(asked, found.type)
    constants = satisfying(condition, fields, palette, day, pinned)
    is_sound = np.full(len(first), constants is not None) & is_day
    for name, value in (constants or {}).items():
        put(found, name, *value_columns(value, len(first)))
    for mine, other in duty.same:
        _copy(asked, found, mine, other)
    own = {mine: found.columns.get(mine) for mine, _ in duty.same}
    is_sound &= measured(asked, found, missing)
    for (mine, other), side in zip(duty.differs, duty.differs_on, strict=True):
        put_another(asked, found, condition, palette, day, mine, other, side, fields)
    if duty.measure.until is not None:
        for _, mine in duty.measure.until.same:
            if mine not in found.columns and mine != "subject":
                put(found, mine, *value_columns(any_value(fields.get(mine), 0, day), len(first)))
    _enter(found, condition)
    is_sound &= holding(asked, found, condition) & does_differ(asked, found)
    if any(found.columns.get(mine) is not column for mine, column in own.items()):
        is_sound = np.zeros(len(first), np.bool_)  # another value was put where the trigger's has to be
    if not _is_of_its_type(asked, found):
        if DUTY_DECIDED in duty.events:
            found.type = DUTY_DECIDED
        is_sound = np.zeros(len(first), np.bool_)
    found.is_sound = is_sound
    return found


def _is_of_its_type(asked: Asked, found: Record) -> bool:
    """Whether records of the type can say all this: of several types a rule may ask for what only another one has."""
    kind = asked.judgement.stage.rulebook.vocabulary.events.get(found.type)
    told = {name.removesuffix(LAST) for name in found.columns} - BUILT_IN
    return kind is None or told <= set(kind.fields)


def _condition(duty: Duty, missing: Shortfall) -> Condition:
    share = duty.measure.where
    if share is None or missing.hits is None:
        return duty.where
    return AllOf((duty.where, share if missing.hits else Not(share)))


def _pinned(duty: Duty) -> frozenset[str]:
    measured = {duty.measure.field} if duty.measure.field else set()
    return frozenset({mine for mine, _ in duty.same} | measured)


def _carries(asked: Asked, name: str, condition: Condition, duty: Duty) -> bool:
    """Whether an event type has every field that the record must have."""
    kind = asked.judgement.stage.rulebook.vocabulary.events.get(name)
    if kind is None:
        return False
    needed = {mine for mine, _ in duty.same} | {mine for mine, _ in duty.differs}
    needed |= {duty.measure.field} if duty.measure.field else set()
    needed |= {test.field for test in tests_of(condition)}
    return needed - BUILT_IN <= set(kind.fields)


def _subject(asked: Asked) -> pa.Array:
    """Whose the record is: the bearer's; of a rule of the whole log, the trigger's subject or anybody's."""
    judgement, registry = asked.judgement, asked.judgement.stage.registry
    code = judgement.occasions.bearer[asked.occasion]
    if judgement.rule.bearer is None:
        trigger = judgement.occasions.trigger[asked.occasion]
        subjects = np.append(registry.event_subject, -1)
        code = subjects[np.where(trigger < 0, len(subjects) - 1, trigger)]
    found = registry.names.take(pa.array(code, mask=code < 0))
    if judgement.rule.bearer is None and len(registry.names):
        found = found.fill_null(registry.names[0])
    return found


def _time(asked: Asked, missing: Shortfall, when: Span) -> tuple[Ints, Ints, Flags]:
    """First and last instant of the record, a whole day where that is possible; and where there is any time at all."""
    civil = asked.wide.civil
    day = np.where(when.first_day != NO_DAY, when.first_day, when.last_day)
    if asked.judgement.duty.measure.name == "days":
        day = free_day(asked, when)
    is_day = when.has_days & (day != NO_DAY)
    at = np.where(when.first > ALWAYS, when.first, when.last)
    shown = np.where(is_day, day, 0)
    first = np.where(is_day, civil.starts(shown), at)
    last = np.where(is_day, civil.starts(shown + 1) - 1, at)
    is_there = is_day if asked.judgement.duty.measure.name == "days" else ~when.is_empty
    return first, last, is_there


def _copy(asked: Asked, found: Record, mine: str, other: str) -> None:
    """A value of the trigger, or the name of the entity."""
    judgement, which = asked.judgement, asked.occasion
    if judgement.occasions.on_entities:
        columns = [asked.entity.take(pa.array(which))]
    else:
        columns = [one(c) for c in field_columns(judgement.stage.events, other, judgement.occasions.trigger[which])]
    if mine == "subject":
        found.subject = columns[0].cast(pa.string())
    elif mine != "time":
        put(found, mine, *columns)


def _enter(found: Record, condition: Condition) -> None:
    """When the record is entered, where a test asks for it."""
    tests = [test for test in tests_of(condition) if test.field in ("recorded_after", "recordedtime")]
    if not tests:
        return
    delays = [int(value) for test in tests for value in test.values if isinstance(value, int)]
    tried = [0, *delays, *(delay + 1 for delay in delays)]
    wanted = [test for test in tests if test.field == "recorded_after"]
    good = [delay for delay in tried if all(holds_length(test, delay) for test in wanted)]
    found.columns["recordedtime"] = pa.array(found.first + (good[0] if good else 0)).cast(TIME)
