"""`throughout: true`: the whole life, cut where `applies` or the variant changes (DESIGN §4 `throughout`)."""

from __future__ import annotations

from typing import Callable

import numpy as np

from zhiben.engine.conditions import FALSE
from zhiben.engine.elements import Elements
from zhiben.engine.intervals import Windows
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.stage import Stage
from zhiben.engine.stretches import stretches
from zhiben.events.civil import NEVER
from zhiben.rules.model import Rule


def cut(stage: Stage, rule: Rule, occasions: Occasions, elements: Callable[[int], Elements]) -> Windows:
    """One window per stretch of equal terms."""
    found = stretches(stage, rule, occasions)
    reason = found.terms.reason
    due = np.where(found.end < NEVER, found.end - 1, NEVER)
    start = found.start
    reading = occasions.start[found.occasion] if occasions.is_triggered else start
    windows = Windows(found.occasion, found.terms.variant, start, start, start, found.end, due, reason, reading)
    return windows.take(found.terms.owed != FALSE)
