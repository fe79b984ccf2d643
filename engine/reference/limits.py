"""How much a duty asks for, where a field says it (DESIGN §3 bound)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor

from zhiben.engine.reference.conditions import Reason
from zhiben.engine.reference.owed import Owed
from zhiben.engine.reference.world import World
from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import Bound, Limit


def known_bound(world: World, owed: Owed) -> tuple[Bound, list[Reason]]:
    """The bound of a duty in numbers, and why a number of it is not known."""
    bound = owed.terms.duty.bound
    low, no_low = _known(world, owed, bound.low)
    high, no_high = _known(world, owed, bound.high)
    reasons: list[Reason] = [reason for reason in (no_low, no_high) if reason is not None]
    return (bound if reasons else replace(bound, low=low, high=high)), reasons


def _known(world: World, owed: Owed, limit: Limit | None) -> tuple[Limit | None, Reason | None]:
    if limit is None or isinstance(limit, int):
        return limit, None
    occasion = owed.occasion
    reason: Reason = "missing-attribute"
    if not limit.on_occasion:
        value = world.attribute(occasion.bearer, occasion.rule.bearer, owed.read_at, limit.field)
    elif occasion.entity is not None:
        value = world.attribute(occasion.entity, occasion.entity_kind, owed.read_at, limit.field)
    else:
        value = None if occasion.root is None else occasion.root.fields.get(limit.field)
        reason = "missing-trigger-value"
    if value is None:
        return limit, reason
    assert isinstance(value, int)  # the loader lets only numbers be limits
    return floor(Fraction(value) * Fraction(limit.times, SCALE) + Fraction(1, 2)), None
