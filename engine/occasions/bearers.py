"""Whose event it is, and who is in force when."""

from __future__ import annotations

import numpy as np

from zhiben.engine.search import Flags, GroupedTimes, Ints, written_out
from zhiben.engine.stage import Stage
from zhiben.rules.model import Rule, Whose


def bearer_pairs(stage: Stage, bearer: str | None, whose: Whose, positions: Ints) -> tuple[Ints, Ints]:
    """Whose event it is: (p,) index into `positions` and (p,) bearer code; -1 for the log as a whole.

    Under `any` an event is everybody's, so there are as many pairs as events times bearers.
    """
    everything = np.arange(len(positions), dtype=np.int64)
    if bearer is None:
        return everything, np.full(len(positions), -1, np.int64)
    if whose == "any":
        bearers = np.unique(stage.registry.spans(bearer).who)
        return np.repeat(everything, len(bearers)), np.tile(bearers, len(positions))
    subjects = stage.registry.event_subject[positions]
    if whose == "own" or stage.registry.is_empty:
        return _of_somebody(everything, subjects)
    # One's own events count whether or not one is valid then (reading 10); those of others while they are below.
    when = stage.events.first[positions]
    if whose == "below":
        which, others = stage.registry.ancestors(subjects, when, bearer)
    else:
        stays = stage.registry.stays_below(None, bearer)
        index = GroupedTimes.of(stays.below, np.zeros(len(stays.below), np.int64))
        which, stay = written_out(index.starts(subjects), index.ends(subjects))
        while_below = (stays.start[stay] <= when[which]) & (when[which] < stays.end[stay])
        which, others = which[while_below], stays.who[stay[while_below]]
    return _of_somebody(np.concatenate([everything, which]), np.concatenate([subjects, others]))


def _of_somebody(which: Ints, bearer: Ints) -> tuple[Ints, Ints]:
    """Pairs without those of nobody: a decided duty of the log as a whole is no bearer's own."""
    is_nobody = bearer < 0
    return (which[~is_nobody], bearer[~is_nobody]) if is_nobody.any() else (which, bearer)


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
