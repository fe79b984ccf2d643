"""`standing`: how many are begun and not ended at an instant (DESIGN §3 measure, reading 34)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from zhiben.engine.reference.civil_days import NEVER
from zhiben.engine.reference.conditions import holds
from zhiben.engine.reference.facts import Event
from zhiben.engine.reference.matching import is_same, matching, names_subject
from zhiben.engine.reference.measures import satisfied
from zhiben.engine.reference.occasion import Occasion
from zhiben.engine.reference.owed import Owed
from zhiben.engine.reference.world import World
from zhiben.events.civil import FIRST_DAY
from zhiben.rules.model import Bound, Duty


def standing(world: World, owed: Owed, instant: int) -> list[Event]:
    """Beginnings at or before an instant, without those that an end at or before it ended; in order of time."""
    duty = owed.terms.duty
    return [
        event
        for event in matching(world, owed.occasion, owed.terms)
        if event.first <= instant and _ended(world, owed.occasion, duty, event) > instant
    ]


def deciding(world: World, owed: Owed, bound: Bound) -> int | None:
    """Under `throughout`: the first instant at which what stands is out of bounds; None where there is none yet."""
    opens = max(owed.opens, world.days.start(FIRST_DAY))
    closes = NEVER if owed.closes is None else owed.closes
    changes = {opens, *(event.first for event in world.events if opens < event.first < closes)}
    for instant in sorted(changes):
        if not satisfied(bound, Fraction(len(standing(world, owed, instant)))):
            return instant
    return None


def _ended(world: World, occasion: Occasion, duty: Duty, begun: Event) -> int:
    """When something begun ended: at the first end at or after it; NEVER where it did not."""
    until = duty.measure.until
    assert until is not None
    # Names of the end are compared with the beginning as those of an event with its trigger.
    beginning = replace(occasion, root=begun)
    for event in world.events:
        if (
            event.first >= begun.first
            and event is not begun
            and event.type in until.events
            and _is_counted(world, occasion, duty, begun, event)
            and is_same(until.same, event, beginning)
            and holds(until.where, event.fields.get)
        ):
            return event.first
    return NEVER


def _is_counted(world: World, occasion: Occasion, duty: Duty, begun: Event, end: Event) -> bool:
    """Whose ends count: those of the subject that `same` of the `until` names, else of whose beginnings count."""
    assert duty.measure.until is not None
    if names_subject(duty.measure.until.same):
        return True
    if names_subject(duty.same):
        return end.subject == begun.subject
    return world.is_counted(occasion.bearer, duty.whose, end)
