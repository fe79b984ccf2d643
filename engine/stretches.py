"""Stretches: a life cut wherever its terms change."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.search import Ints, firsts, written_out
from zhiben.engine.stage import Stage
from zhiben.engine.terms import Terms, read
from zhiben.rules.model import Rule


class Stretches(Struct, frozen=True):
    """(s,) parts of lives, half-open, in order of occasion and time; `terms` hold all through each."""

    occasion: Ints
    start: Ints
    end: Ints
    terms: Terms


def stretches(stage: Stage, rule: Rule, occasions: Occasions) -> Stretches:
    """Lives cut where `applies`, an entity's `where` or the variant changes; a trigger's life is one stretch."""
    which = np.arange(len(occasions), dtype=np.int64)
    if occasions.is_triggered:
        return Stretches(which, occasions.start, occasions.end, read(stage, rule, occasions, which, occasions.start))
    which, start = _boundaries(stage, rule, occasions)
    terms = read(stage, rule, occasions, which, start)
    changes = firsts(which)
    for part in (terms.owed, terms.variant, terms.doubt):
        changes |= firsts(part.astype(np.int64))
    kept = np.flatnonzero(changes)
    which, start = which[kept], start[kept]
    end = np.append(start[1:], 0)[: len(start)]
    is_last = np.append(firsts(which)[1:], True)[: len(which)]
    end = np.where(is_last, occasions.end[which], end)
    return Stretches(which, start, end, Terms(terms.owed[kept], terms.variant[kept], terms.doubt[kept]))


def _boundaries(stage: Stage, rule: Rule, occasions: Occasions) -> tuple[Ints, Ints]:
    """Where terms could change: starts of lives, of attribute rows and of dated variants inside them."""
    registry = stage.registry
    everything = np.arange(len(occasions), dtype=np.int64)
    which, start = [everything], [occasions.start]
    for who in (occasions.bearer, occasions.entity):
        if len(registry.code):
            owner, row = written_out(registry.row_starts(who), registry.row_ends(who))
            which.append(owner)
            start.append(registry.start[row])
    for variant in rule.variants:
        for edge in stage.instants(variant.in_force):
            which.append(everything)
            start.append(np.full(len(everything), edge, np.int64))
    all_which, all_start = np.concatenate(which), np.concatenate(start)
    inside = (all_start >= occasions.start[all_which]) & (all_start < occasions.end[all_which])
    pairs = np.unique(np.stack([all_which[inside], all_start[inside]], axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]
