"""Whose event it is, and who is in force when."""

from __future__ import annotations

import numpy as np

from zhiben.engine.search import Flags, Ints
from zhiben.engine.stage import Stage
from zhiben.rules.model import Rule, Whose


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
    return np.concatenate([everything, which]), np.concatenate([subjects, above])


def in_force(stage: Stage, rule: Rule, bearer: Ints, when: Ints) -> Flags:
    """(m,) True where the bearer is one of the rule's kind, valid, and the rule in force at that instant."""
    start, end = stage.instants(rule.in_force)
    inside: Flags = (when >= start) & (when < end)
    if rule.bearer is None or stage.registry.is_empty:
        return inside
    rows = stage.registry.row_at(bearer, when)
    kinds, numbers = stage.registry.kinds
    right_kind: Flags = np.append(kinds, -1)[rows] == numbers.get(rule.bearer, -2)
    return inside & right_kind
