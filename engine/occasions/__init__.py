"""Occasions: what raises a duty. The bearer in force, an entity below it, a trigger event, a breach.

Whatever it is, it becomes one row: who owes, from when to when the occasion lives, and what it can be asked for.
"""

from __future__ import annotations

from zhiben.engine.occasions.lives import of_bearers, of_entities
from zhiben.engine.occasions.shape import Occasions
from zhiben.engine.occasions.triggers import of_events
from zhiben.engine.stage import Stage
from zhiben.rules.model import BearerInForce, EachEntity, EachEvent, Rule


def occasions(stage: Stage, rule: Rule) -> Occasions:
    """The occasions of a rule that is not an `otherwise`."""
    match rule.duty.occasion:
        case BearerInForce():
            return of_bearers(stage, rule)
        case EachEntity() as each:
            return of_entities(stage, rule, each)
        case EachEvent() as each:
            return of_events(stage, rule, each)
    raise AssertionError("breaches are occasions of `otherwise` rules only")
