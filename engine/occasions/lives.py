"""Occasions that simply live: a bearer in force, an entity below it."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from zhiben.engine.occasions.shape import Occasions, Spelt
from zhiben.engine.registry import Registry
from zhiben.engine.search import GroupedTimes, Ints, written_out
from zhiben.engine.stage import Stage
from zhiben.events.civil import ALWAYS, NEVER
from zhiben.rules.model import EachEntity, Rule


def of_bearers(stage: Stage, rule: Rule) -> Occasions:
    """Each span of each bearer in force; without `bearer` the log as a whole."""
    if rule.bearer is None:
        log = np.full(1, -1, np.int64)
        return _lives(stage, rule, log, log, np.full(1, ALWAYS), np.full(1, NEVER))
    spans = stage.registry.spans(rule.bearer)
    return _lives(stage, rule, spans.who, np.full(len(spans.who), -1, np.int64), spans.start, spans.end)


def of_entities(stage: Stage, rule: Rule, each: EachEntity) -> Occasions:
    """Each stretch of time in which an entity lies below a bearer (reading 2)."""
    if rule.bearer is None:
        alone = stage.registry.spans(each.kind)
        return _lives(stage, rule, np.full(len(alone.who), -1, np.int64), alone.who, alone.start, alone.end)
    stays = stage.registry.stays_below(rule.bearer, each.kind)
    # The time in which the bearer is valid too: every stay meets every span of its bearer.
    spans = stage.registry.spans(rule.bearer)
    index = GroupedTimes.of(spans.who, spans.start)
    stay, span = written_out(index.starts(stays.below), index.ends(stays.below))
    start, end = np.maximum(stays.start[stay], spans.start[span]), np.minimum(stays.end[stay], spans.end[span])
    alive = start < end
    stay, span = stay[alive], span[alive]
    found = _lives(stage, rule, stays.below[stay], stays.who[stay], start[alive], end[alive])
    whole = [span_start(stage.registry, rule.bearer, found.bearer, found.start)]
    whole.append(span_start(stage.registry, each.kind, found.entity, found.start))
    return replace(found, whole_start=np.maximum(*whole))


def span_start(registry: Registry, kind: str, who: Ints, when: Ints) -> Ints:
    """(q,) first instant of the unbroken validity that holds each instant."""
    spans = registry.spans(kind)
    found = GroupedTimes.of(spans.who, spans.start).through(who, when) - 1
    return spans.start[found] if len(spans.who) else when


def _lives(stage: Stage, rule: Rule, bearer: Ints, entity: Ints, start: Ints, end: Ints) -> Occasions:
    """Lives of bearers and entities, cut to the rule's in_force."""
    from_, to = stage.instants(rule.in_force)
    cut_start, cut_end = np.maximum(start, from_), np.minimum(end, to)
    alive = cut_start < cut_end
    entity, cut_start = entity[alive], cut_start[alive]
    nothing = np.full(len(cut_start), -1, np.int64)
    spelt = Spelt(stage.registry.spelt, entity)
    names = spelt.texts()
    return Occasions(
        bearer=bearer[alive],
        start=cut_start,
        end=cut_end[alive],
        whole_start=start[alive],
        last=cut_start,
        entity=entity,
        trigger=nothing,
        raiser=nothing,
        key=names,
        raised_by=names,
        reason=np.zeros(len(cut_start), np.int8),
        is_triggered=False,
        on_entities=isinstance(rule.duty.occasion, EachEntity),
        spelt=spelt,
    )
