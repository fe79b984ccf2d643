"""`occurrence: last`: one duty after the other of a bearer and key, each moved while it is open (reading 36)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from zhiben.engine.reference.civil_days import NEVER
from zhiben.engine.reference.limits import known_bound
from zhiben.engine.reference.matching import is_inside, matching
from zhiben.engine.reference.measures import measured, satisfied
from zhiben.engine.reference.occasion import Occasion
from zhiben.engine.reference.occasions import group_of
from zhiben.engine.reference.owed import Owed
from zhiben.engine.reference.windows import cut, due_from
from zhiben.engine.reference.world import World
from zhiben.rules.model import Rule


def laid_in_streams(world: World, rule: Rule, occasions: list[Occasion]) -> list[Owed]:
    """The duties of all triggers, which come in order of time for each bearer."""
    laid: list[Owed] = []
    streams: dict[object, list[Occasion]] = {}
    for occasion in occasions:
        assert occasion.root is not None
        group = group_of(rule.duty, occasion.root)
        if occasion.reasons or group is None:
            laid += cut(world, occasion)
        else:
            streams.setdefault((occasion.bearer, group), []).append(occasion)
    for stream in streams.values():
        laid += _of_stream(world, stream)
    return laid


def _of_stream(world: World, stream: list[Occasion]) -> list[Owed]:
    laid: list[Owed] = []
    current: Owed | None = None
    for occasion in stream:
        if current is not None and occasion.start < _reached(world, current):
            if current.closes is None or occasion.start < current.closes:
                current = due_from(world, current.occasion, current.terms, occasion)
            continue
        for begun in cut(world, occasion):
            laid += [] if current is None else [current]
            current = begun
    return laid if current is None else [*laid, current]


def _reached(world: World, owed: Owed) -> int:
    """The first instant at which what happened since the opening satisfies the bound, in time or late."""
    bound, lacking = known_bound(world, owed)
    if lacking:
        return NEVER
    measure = owed.terms.duty.measure
    events = [e for e in matching(world, owed.occasion, owed.terms) if is_inside(replace(owed, closes=None), e)]
    for moment in [-NEVER, *sorted({event.first for event in events})]:
        value = measured(measure, [event for event in events if event.first <= moment], world.days)
        if isinstance(value, Fraction) and satisfied(bound, value):
            return max(owed.raised, moment)
    return NEVER
