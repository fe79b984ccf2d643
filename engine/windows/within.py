"""`within: 30 days` after the trigger, or through the due date that it names (DESIGN §4 `within`)."""

from __future__ import annotations

from typing import Callable

import numpy as np

from zhiben.engine import streams
from zhiben.engine.arrow import ints, is_null
from zhiben.engine.conditions import FALSE
from zhiben.engine.correlation import field_columns
from zhiben.engine.elements import Elements
from zhiben.engine.intervals import Windows
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.postponement import graced, rolled
from zhiben.engine.reasons import (
    DUE_DATE_BEFORE_TRIGGER,
    MISSING_DUE_DATE,
    NOT_PUBLISHED,
    strongest,
    unknown_where,
)
from zhiben.engine.search import Flags, Ints
from zhiben.engine.stage import Stage
from zhiben.engine.streams import Ends
from zhiben.engine.terms import duties_of, read
from zhiben.events.civil import NEVER
from zhiben.events.vocabulary import LAST
from zhiben.rules.model import Duty, Rule, Within


def cut(stage: Stage, rule: Rule, occasions: Occasions, elements: Callable[[int], Elements]) -> Windows:
    """One window per trigger or breach, from its first instant; under `occurrence: last` one per stream's duty."""

    def ends_of(rows: Ints, duty: Duty) -> Ends:
        return _ends(stage, rule, occasions, rows, duty)

    if getattr(rule.duty.occasion, "occurrence", "each") == "last":
        return streams.cut(stage, rule, occasions, elements, ends_of)
    size = len(occasions)
    which = np.arange(size, dtype=np.int64)
    terms = read(stage, rule, occasions, which, occasions.start)
    closes, due, reason = np.full(size, NEVER), np.full(size, NEVER), np.zeros(size, np.int8)
    for number, duty in enumerate(duties_of(rule)):
        rows = (terms.variant == number).nonzero()[0]
        ends = ends_of(rows, duty)
        closes[rows], due[rows], reason[rows] = ends.closes, ends.due, ends.reason
    start = occasions.start
    reason = strongest(terms.reason, reason)
    return Windows(which, terms.variant, start, start, start, closes, due, reason, start).take(terms.owed != FALSE)


def _ends(stage: Stage, rule: Rule, occasions: Occasions, rows: Ints, duty: Duty) -> Ends:
    """When the windows of some occasions end, `roll` and `grace` included."""
    assert isinstance(duty.window, Within)
    reason = np.zeros(len(rows), np.int8)
    first, last = occasions.start[rows], occasions.last[rows]
    if duty.window.duration is not None:
        end, known = stage.reckoning.closes(duty.window.duration, first, last)
    else:
        last_due, present = _due(stage, rule, occasions, rows, duty.window.field or "")
        end = np.where(present & (last_due >= first), last_due + 1, NEVER)
        reason = unknown_where(reason, ~present, MISSING_DUE_DATE)
        reason = unknown_where(reason, present & (last_due < first), DUE_DATE_BEFORE_TRIGGER)
        known = np.ones(len(rows), np.bool_)
    moved, is_rolled = rolled(stage, end, known & np.bool_(duty.roll))
    late, is_graced = graced(stage, moved, duty.grace, known & is_rolled)
    known = known & is_rolled & is_graced
    reason = unknown_where(reason, ~known, NOT_PUBLISHED)
    due = np.where(known & (moved < NEVER), moved - 1, NEVER)
    return Ends(np.where(known, late, NEVER), due, reason)


def _due(stage: Stage, rule: Rule, occasions: Occasions, rows: Ints, field: str) -> tuple[Ints, Flags]:
    """(n,) last instant of the due date, and where there is one."""
    if rule.due_on_occasion and not occasions.on_entities:
        columns = field_columns(stage.events, field, occasions.trigger[rows])
        return ints(columns[-1]), ~is_null(columns[0])
    who = occasions.entity if rule.due_on_occasion else occasions.bearer
    found = stage.registry.row_at(who[rows], occasions.start[rows])
    table = stage.registry.table
    if field not in table.column_names:
        return np.zeros(len(rows), np.int64), np.zeros(len(rows), np.bool_)
    present = np.append(~is_null(table[field]), np.bool_(False))[found]
    last = table[field + LAST] if field + LAST in table.column_names else table[field]
    return np.append(ints(last), 0)[found], present
