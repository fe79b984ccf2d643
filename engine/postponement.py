"""Postponement: `roll` to a working day, then `grace` (docs/decisions/0001, reading 18)."""

from __future__ import annotations

import numpy as np

from zhiben.engine.search import Flags, Ints
from zhiben.engine.stage import Stage
from zhiben.events.civil import NEVER
from zhiben.rules.model import Duration


def rolled(stage: Stage, closes: Ints, chosen: Flags) -> tuple[Ints, Flags]:
    """Ends on a day off moved to the end of the next working day where `chosen`; and (n,) where that is known."""
    known = np.ones(len(closes), np.bool_)
    rows = np.flatnonzero(chosen & (closes < NEVER))
    if not len(rows):
        return closes, known
    moved = closes.copy()
    days = stage.civil.days(closes[rows] - 1)
    following, known[rows] = stage.reckoning.next_workday(days)
    moved[rows] = np.where(following == days, closes[rows], stage.civil.starts(following + 1))
    return moved, known


def graced(stage: Stage, closes: Ints, grace: Duration | None, chosen: Flags) -> tuple[Ints, Flags]:
    """Ends moved by a grace where `chosen` (reading 18); and (n,) where that is known."""
    known = np.ones(len(closes), np.bool_)
    rows = np.flatnonzero(chosen & (closes < NEVER))
    if grace is None or not len(rows):
        return closes, known
    moved = closes.copy()
    last = closes[rows] - 1
    moved[rows], known[rows] = stage.reckoning.closes(grace, last, last)
    return moved, known
