"""How much a duty asks for, where a field or the window before says it (DESIGN §3 bound)."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from msgspec.structs import replace

from zhiben.engine.reference.conditions import Reason
from zhiben.engine.reference.covered import is_covered
from zhiben.engine.reference.matching import is_inside, matching
from zhiben.engine.reference.measures import measured
from zhiben.engine.reference.owed import Owed
from zhiben.engine.reference.standing import standing
from zhiben.engine.reference.world import World
from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import Bound, Limit, PreviousLimit


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
    if isinstance(limit, PreviousLimit):
        return _times_before(world, owed, limit)
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
    return _rounded(Fraction(value) * Fraction(limit.times, SCALE)), None


def _times_before(world: World, owed: Owed, limit: PreviousLimit) -> tuple[Limit, Reason | None]:
    """What the window before measured, so many times; its own bound, and whether that was known, does not matter."""
    before = owed.before
    if before is None or before.reasons:
        return limit, "nothing-to-compare"
    duty = before.terms.duty
    assert before.closes is not None
    if duty.measure.until is not None:
        inside = standing(world, before, before.closes - 1)
    else:
        inside = [event for event in matching(world, before.occasion, before.terms) if is_inside(before, event)]
    total = measured(duty.measure, inside, world.days)
    if not isinstance(total, Fraction):
        return limit, "nothing-to-compare"
    if not is_covered(world, before.occasion, duty, min(before.opens, before.counts_from), before.closes):
        return limit, "not-covered"
    return _rounded(total * limit.times), None


def _rounded(millionths: Fraction) -> int:
    return floor(millionths + Fraction(1, 2))
