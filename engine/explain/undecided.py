"""What information would decide a duty that cannot be judged: the one cell, the declaration, the calendar."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.arrow import flags, is_null, one
from zhiben.engine.correlation import field_columns, texts_of
from zhiben.engine.covered import counted_subjects, declared
from zhiben.engine.explain.asked import Asked
from zhiben.engine.explain.named import fields_of
from zhiben.engine.explain.shape import ASKS
from zhiben.engine.explain.telling import asking, ids_of
from zhiben.engine.reasons import (
    CONFLICTING_LATEST,
    DUE_DATE_BEFORE_TRIGGER,
    MISSING_ATTRIBUTE,
    MISSING_DUE_DATE,
    MISSING_TRIGGER_VALUE,
    NOT_COVERED,
    NOT_PUBLISHED,
)
from zhiben.engine.search import Flags, Ints
from zhiben.events.civil import ALWAYS, NEVER
from zhiben.rules.model import ALWAYS as ANY
from zhiben.rules.model import Duty, EachEntity, FieldLimit, FieldSet, Rule, Within


def information(asked: Asked) -> pa.Table:
    """`ASKS` of what is missing, for duties that are unknown; `values` say where:

    `trigger` (event), `attribute` (entity, place of its row), `due` (event, due date), `coverage` (subject, first and
    last day; `field` is the event type), `calendar` (its name), `conflict` (events).
    """
    reason = asked.judgement.part.judged.reason[asked.rows]
    if not reason.any():
        return ASKS.empty_table()

    def rows(*codes: int) -> Ints:
        return np.flatnonzero(np.isin(reason, codes)).astype(np.int64)

    on_trigger, on_bearer, on_entity = _read_fields(asked.judgement.rule, asked.judgement.duty)
    parts = [ASKS.empty_table()]
    parts += [_trigger(asked, rows(MISSING_TRIGGER_VALUE, MISSING_DUE_DATE), field) for field in on_trigger]
    missing = rows(MISSING_ATTRIBUTE, MISSING_DUE_DATE)
    occasions, which = asked.judgement.occasions, asked.occasion
    parts += [_attribute(asked, missing, occasions.bearer[which], field) for field in on_bearer]
    parts += [_attribute(asked, missing, occasions.entity[which], field) for field in on_entity]
    parts.append(_due(asked, rows(DUE_DATE_BEFORE_TRIGGER)))
    parts.append(_coverage(asked, rows(NOT_COVERED)))
    unpublished = rows(NOT_PUBLISHED)
    calendar = asked.judgement.stage.rulebook.holidays
    parts.append(asking(asked, unpublished, "calendar", "", "", [_same(calendar, len(unpublished))]))
    parts.append(_conflict(asked, rows(CONFLICTING_LATEST)))
    return pa.concat_tables(parts)


def _read_fields(rule: Rule, duty: Duty) -> tuple[list[str], list[str], list[str]]:
    """Fields that judging reads on the trigger, on the bearer and on the entity, each once."""
    trigger, bearer, entity = [other for _, other in duty.same], [*fields_of(rule.applies)], list[str]()
    trigger += [other for (_, other), side in zip(duty.differs, duty.differs_on, strict=True) if side == "occasion"]
    occasion = entity if isinstance(duty.occasion, EachEntity) else trigger
    if isinstance(duty.occasion, EachEntity):
        trigger.clear()
        entity += fields_of(duty.occasion.where)
    for variant in rule.variants:
        for field in fields_of(variant.when) if variant.when != ANY else ():
            (occasion if field in variant.on_occasion else bearer).append(field)
    for limit in (duty.bound.low, duty.bound.high, duty.measure.wanted):
        if isinstance(limit, FieldLimit | FieldSet):
            (occasion if limit.on_occasion else bearer).append(limit.field)
    if isinstance(duty.window, Within) and duty.window.field is not None:
        (occasion if rule.due_on_occasion else bearer).append(duty.window.field)
    return tuple(list(dict.fromkeys(part)) for part in (trigger, bearer, entity))  # type: ignore[return-value]


def _trigger(asked: Asked, rows: Ints, field: str) -> pa.Table:
    """Triggers that do not say what is needed."""
    judgement = asked.judgement
    trigger = judgement.occasions.trigger[asked.occasion[rows]]
    lacks = is_null(field_columns(judgement.stage.events, field, trigger)[0]) & (trigger >= 0)
    rows, trigger = rows[lacks], trigger[lacks]
    events = judgement.stage.events.references(trigger)
    return asking(asked, rows, "trigger", field, "exists", [events.cast(pa.string())])


def _attribute(asked: Asked, rows: Ints, who: Ints, field: str) -> pa.Table:
    """Entities whose row does not say what is needed, and where that row stands."""
    registry = asked.judgement.stage.registry
    at = registry.row_at(who[rows], asked.windows.read_at[rows])
    lacks = np.ones(len(rows), np.bool_)
    if field in registry.table.column_names:
        lacks = np.append(is_null(registry.table[field]), np.bool_(True))[at]
    lacks &= who[rows] >= 0
    rows, at = rows[lacks], at[lacks]
    name = registry.names.take(pa.array(who[rows]))
    places = _same("", len(rows))
    if {"file", "line"} <= set(registry.table.column_names):
        there = pa.array(at, mask=at >= registry.table.num_rows)
        file, line = (one(registry.table[part].take(there)).cast(pa.string()) for part in ("file", "line"))
        places = pc.binary_join_element_wise(file, line, ":").fill_null("")
    return asking(asked, rows, "attribute", field, "exists", [name.cast(pa.string()), places])


def _due(asked: Asked, rows: Ints) -> pa.Table:
    duty, judgement = asked.judgement.duty, asked.judgement
    field = duty.window.field if isinstance(duty.window, Within) else None
    if field is None or not judgement.rule.due_on_occasion or judgement.occasions.on_entities:
        return ASKS.empty_table()
    trigger = judgement.occasions.trigger[asked.occasion[rows]]
    columns = [one(column) for column in field_columns(judgement.stage.events, field, trigger)]
    events = judgement.stage.events.references(trigger).cast(pa.string())
    return asking(asked, rows, "due", field, "gte", [events, texts_of(columns, asked.wide.civil).cast(pa.string())])


def lacks_coverage(asked: Asked) -> Flags:
    """(k,) duties for whose window something that they count is not declared."""
    everything = np.arange(len(asked.rows), dtype=np.int64)
    ids, told = ids_of(asked, everything), _coverage(asked, everything)["duty"]
    found: Flags = flags(pc.is_in(ids, value_set=one(told)))
    return found


def _coverage(asked: Asked, rows: Ints) -> pa.Table:
    """Types and subjects for which no declaration covers the window."""
    judgement, windows = asked.judgement, asked.windows
    stage, duty = judgement.stage, judgement.duty
    if not len(rows) or stage.coverage is None:
        return ASKS.empty_table()
    since = stage.instants(judgement.rule.in_force)[0]
    start = np.maximum(np.minimum(windows.opens[rows], windows.counts_from[rows]), since)
    types = duty.events
    if duty.measure.until is not None:
        start = np.full(len(rows), since)
        types = (*types, *duty.measure.until.events)
    closes, which = windows.closes[rows], windows.occasion[rows]
    counted = counted_subjects(stage, judgement.rule, duty, judgement.occasions, which, start, closes)
    owner, subject, first, last = counted
    parts = [ASKS.empty_table()]
    for event_type in dict.fromkeys(types):
        lost = np.flatnonzero(~declared(stage, event_type).covers(subject, first, last))
        code = subject[lost]
        names = stage.registry.names.take(pa.array(code, mask=code < 0)).cast(pa.string()).fill_null("*")
        days = [_day(asked, first[lost]), _day(asked, last[lost] - 1)]
        parts.append(asking(asked, rows[owner[lost]], "coverage", event_type, "", [names, *days]))
    return pa.concat_tables(parts)


def _conflict(asked: Asked, rows: Ints) -> pa.Table:
    """The last two events of the window, which contradict each other."""
    elements, events = asked.judgement.part.slices.elements, asked.judgement.stage.events
    rows = rows[asked.hi[rows] - asked.lo[rows] > 1]
    pair = [events.references(elements.position[asked.hi[rows] - back]) for back in (2, 1)]
    field = asked.judgement.duty.measure.field or ""
    return asking(asked, rows, "conflict", field, "", [part.cast(pa.string()) for part in pair])


def _day(asked: Asked, instants: Ints) -> pa.Array:
    """The civil day of each instant as text; "" without limit."""
    civil = asked.wide.civil
    limited = (instants > ALWAYS) & (instants < NEVER - 1)
    days = pa.array(np.where(limited, civil.days(instants), 0).astype(np.int32), mask=~limited).cast(pa.date32())
    return days.cast(pa.string()).fill_null("")


def _same(word: str, size: int) -> pa.Array:
    return pa.repeat(pa.scalar(word, pa.string()), size)
