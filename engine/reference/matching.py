"""Which events count for a duty (DESIGN §3 matching), their time aside."""

from __future__ import annotations

from zhiben.engine.reference.civil_days import NEVER
from zhiben.engine.reference.conditions import holds
from zhiben.engine.reference.facts import Event
from zhiben.engine.reference.occasion import Occasion, Terms
from zhiben.engine.reference.owed import Owed
from zhiben.engine.reference.world import World
from zhiben.rules.model import Duty


def matching(world: World, occasion: Occasion, terms: Terms) -> list[Event]:
    """Every event that counts for a duty, whenever it happened, in order of time, then reference."""
    if terms.name not in occasion.matching:
        occasion.matching[terms.name] = [e for e in world.events if matches(world, occasion, terms.duty, e)]
    return occasion.matching[terms.name]


def matches(world: World, occasion: Occasion, duty: Duty, event: Event) -> bool:
    """Whether an event is of the kind that a duty counts (its time aside)."""
    if event.type not in duty.events or event is occasion.raiser:
        return False
    if not names_subject(duty.same) and not world.is_counted(occasion.bearer, duty.whose, event):
        return False
    if not is_same(duty.same, event, occasion) or not _differs(duty, event, occasion):
        return False
    until = duty.measure.until
    if until is not None and any(event.fields.get(mine) is None for _, mine in until.same):
        return False
    if duty.measure.field is not None and event.fields.get(duty.measure.field) is None:
        return False
    return holds(duty.where, event.fields.get)


def is_inside(owed: Owed, event: Event) -> bool:
    """Whether an event lies in the window: the window overlaps its instant, or its day."""
    if event.first >= (NEVER if owed.closes is None else owed.closes):
        return False
    return event.last >= owed.counts_from if owed.after is None else event.first > owed.after


def names_subject(same: tuple[tuple[str, str], ...]) -> bool:
    """Whether `same` says whose events count, instead of the bearer."""
    return any(event_field == "subject" for event_field, _ in same)


def is_same(same: tuple[tuple[str, str], ...], event: Event, occasion: Occasion) -> bool:
    """Whether each field of the event is the occasion's; a missing value equals nothing."""
    return all(
        event.fields.get(ours) is not None and event.fields.get(ours) == occasion.value(other) for ours, other in same
    )


def _differs(duty: Duty, event: Event, occasion: Occasion) -> bool:
    """Whether each field of the event is other than its counterpart; a missing value is not different."""
    for (ours, other), where in zip(duty.differs, duty.differs_on, strict=True):
        mine = event.fields.get(ours)
        theirs = occasion.value(other) if where == "occasion" else event.fields.get(other)
        if mine is None or theirs is None or mine == theirs:
            return False
    return True
