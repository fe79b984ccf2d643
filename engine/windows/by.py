"""`by: 2024-12-31`: owed by whoever is in force at the end of that day (DESIGN §4 `by`)."""

from __future__ import annotations

import datetime as dt
from typing import Callable

import numpy as np

from zhiben.engine.conditions import FALSE
from zhiben.engine.elements import Elements
from zhiben.engine.intervals import Windows
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.postponement import graced, rolled
from zhiben.engine.reasons import NOT_PUBLISHED, unknown_where
from zhiben.engine.search import Ints
from zhiben.engine.stage import Stage
from zhiben.engine.terms import duties_of, read
from zhiben.events.civil import ALWAYS, NEVER, to_day
from zhiben.rules.model import By, Rule


def cut(stage: Stage, rule: Rule, occasions: Occasions, elements: Callable[[int], Elements]) -> Windows:
    """One window per life that contains all of the end of the day; `roll` and `grace` move only its close."""
    size = len(occasions)
    reading = _reading(stage, rule, occasions)
    terms = read(stage, rule, occasions, np.arange(size, dtype=np.int64), reading)
    written, closes, due = (np.zeros(size, np.int64) for _ in range(3))
    opens = occasions.start.copy()
    known = np.ones(size, np.bool_)
    for number, duty in enumerate(duties_of(rule)):
        rows = terms.variant == number
        assert isinstance(duty.window, By)
        written[rows] = stage.civil.start(to_day(duty.window.date) + 1)
        if duty.from_ is not None:
            opens[rows] = stage.civil.start(to_day(duty.from_)) if isinstance(duty.from_, dt.date) else ALWAYS
        moved, is_rolled = rolled(stage, np.where(rows, written, NEVER), rows & np.bool_(duty.roll))
        late, is_graced = graced(stage, moved, duty.grace, rows)
        due[rows], closes[rows] = moved[rows] - 1, late[rows]
        known[rows] = (is_rolled & is_graced)[rows]
    closes, due = np.where(known, closes, NEVER), np.where(known, due, NEVER)
    owed = (occasions.start < written) & (occasions.end >= written) & (terms.owed != FALSE)
    reason = terms.reason
    reason = unknown_where(reason, ~known, NOT_PUBLISHED)
    raised = np.maximum(occasions.start, opens)
    which = np.arange(size, dtype=np.int64)
    return Windows(which, terms.variant, raised, opens, opens, closes, due, reason, reading).take(owed)


def _reading(stage: Stage, rule: Rule, occasions: Occasions) -> Ints:
    """(m,) when attributes are read: at a `from` date, no earlier than there is anything to read (reading 13)."""
    if occasions.is_triggered or not isinstance(rule.duty.from_, dt.date):
        return occasions.start
    return np.maximum(occasions.whole_start, stage.civil.start(to_day(rule.duty.from_)))
