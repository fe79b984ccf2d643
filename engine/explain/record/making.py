"""The one record that would have met a duty, as columns: made from the rule, the occasion and what is missing."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pyarrow as pa

from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.fixed import given
from zhiben.engine.explain.named import fields_of, tests_of
from zhiben.engine.explain.record.columns import BUILT_IN, TIME, Record, fields_of_type, put, value_columns
from zhiben.engine.explain.record.differing import does_differ, unlike
from zhiben.engine.explain.record.holding import holding, holds_length
from zhiben.engine.explain.record.measured import measured
from zhiben.engine.explain.shortfall import Shortfall
from zhiben.engine.explain.span import NO_DAY, Span, free_day
from zhiben.engine.explain.values import satisfying
from zhiben.engine.search import Flags, Ints
from zhiben.engine.simulate.palette import Palette
from zhiben.events.civil import ALWAYS
from zhiben.events.vocabulary import DUTY_DECIDED, LAST
from zhiben.rules.model import Condition, Duty

_ITS_OWN = frozenset(("time", "recorded_after"))  # of every record: it cannot take them from a trigger


def record(asked: Asked, palette: Palette, missing: Shortfall, when: Span) -> Record:
    """One more record for every asked duty, whether it is needed or not."""
    duty, events = asked.judgement.duty, asked.judgement.stage.events
    condition, needed = missing.condition(duty), _needed(duty)
    first, last, is_there = _time(asked, missing, when)
    size, day = len(first), int(np.median(events.civil.days(first))) if len(first) else 0
    found = Record(_type(asked, condition, needed), _subject(asked), first, last)
    fields, pinned = fields_of_type(asked, found.type), {duty.measure.field or "", *dict(duty.same)}
    chosen = satisfying(condition, fields, palette, day, pinned, needed, 1 + len(duty.differs))
    values = chosen or {}
    for name in [name for name in fields_of(condition) if name in values]:
        put(found, name, *value_columns(values[name][0], size))
    is_sound = np.full(size, chosen is not None) & is_there & _give(asked, found) & measured(asked, found, missing)
    for name in [name for name in needed if name in values]:
        put(found, name, *unlike(asked, found, name, values[name]))
    _enter(found, condition)
    is_sound &= holding(asked, found, condition) & does_differ(asked, found)
    if not _is_of_its_type(asked, found):
        if DUTY_DECIDED in duty.events:
            found.type = DUTY_DECIDED
        is_sound = np.zeros(size, np.bool_)
    found.is_sound = is_sound
    return found


def _is_of_its_type(asked: Asked, found: Record) -> bool:
    """Whether records of the type can say all this: of several types a rule may ask for what only another one has."""
    kind = asked.judgement.stage.rulebook.vocabulary.events.get(found.type)
    told = {name.removesuffix(LAST) for name in found.columns} - BUILT_IN
    return kind is None or told <= set(kind.fields)


def _needed(duty: Duty) -> tuple[str, ...]:
    """The fields that a record has to fill, whatever the condition says: what differs, and what its end is told by."""
    names = []
    for (mine, other), side in zip(duty.differs, duty.differs_on, strict=True):
        names += [other, mine] if side == "event" else [mine]
    names += [mine for _, mine in duty.measure.until.same] if duty.measure.until else []
    return tuple(dict.fromkeys(names))


def _type(asked: Asked, condition: Condition, needed: Collection[str]) -> str:
    """The first of the event types that has every field which the record must have; the first of all where none has."""
    duty, kinds = asked.judgement.duty, asked.judgement.stage.rulebook.vocabulary.events
    told = {*dict(duty.same), *needed, *fields_of(condition)} | ({duty.measure.field} if duty.measure.field else set())
    able = [name for name in duty.events if name in kinds and told - BUILT_IN <= set(kinds[name].fields)]
    return [*able, *sorted(duty.events, key=DUTY_DECIDED.__eq__)][0]


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


def _give(asked: Asked, found: Record) -> Flags:
    """What the trigger or the entity says, where a record has to say the same; (k,) where it can."""
    names = [mine for mine, _ in asked.judgement.duty.same]
    for name in names:
        columns = given(asked, name)
        if name == "subject":
            found.subject = columns[0].cast(pa.string())
        elif name not in _ITS_OWN:
            put(found, name, *columns)
    return np.full(len(found.first), _ITS_OWN.isdisjoint(names))


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
