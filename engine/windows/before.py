"""`before: 30 days` (or `any`) the trigger: what must have been there when it happened (DESIGN §4 `before`)."""

from __future__ import annotations

from typing import Callable

import numpy as np

from zhiben.engine.conditions import FALSE
from zhiben.engine.elements import Elements
from zhiben.engine.intervals import Windows
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.reasons import NOT_PUBLISHED, unknown_where
from zhiben.engine.stage import Stage
from zhiben.engine.terms import duties_of, read
from zhiben.events.civil import ALWAYS
from zhiben.rules.model import Before, Rule


def cut(stage: Stage, rule: Rule, occasions: Occasions, elements: Callable[[int], Elements]) -> Windows:
    """One window per trigger, through its own instant or day; in_force does not clip it."""
    size = len(occasions)
    which = np.arange(size, dtype=np.int64)
    terms = read(stage, rule, occasions, which, occasions.start)
    reason = terms.reason
    opens = np.full(size, ALWAYS)
    closes = occasions.last + 1
    for number, duty in enumerate(duties_of(rule)):
        assert isinstance(duty.window, Before)
        if duty.window.duration is None:
            continue
        rows = np.flatnonzero(terms.variant == number)
        opens[rows], known = stage.reckoning.opens(duty.window.duration, occasions.start[rows])
        reason[rows] = unknown_where(reason[rows], ~known, NOT_PUBLISHED)
        opens[rows] = np.where(known, opens[rows], ALWAYS)
    found = Windows(which, terms.variant, occasions.start, opens, opens, closes, closes - 1, reason, occasions.start)
    return found.take(terms.owed != FALSE)
