"""What would be breached, late or pending, and a waiver valid at its close (or now, if open) covers it (DESIGN §5)."""

from __future__ import annotations

from dataclasses import replace

from zhiben.engine.reference.civil_days import ALWAYS
from zhiben.engine.reference.verdicts import Judged
from zhiben.engine.reference.world import World
from zhiben.events.civil import to_day
from zhiben.rules.waivers import Waiver


def excused(world: World, duty: Judged) -> Judged:
    """The duty as it is, or waived; of several waivers the one that holds longest is named, then the first by id."""
    if duty.verdict not in ("breached", "late", "pending") or not duty.owed.occasion.rule.waivable:
        return duty
    covering = [waiver for waiver in world.waivers if _is_in_scope(world, waiver, duty) and _holds(world, waiver, duty)]
    if not covering:
        return duty
    longest = max(waiver.end for waiver in covering)
    return replace(duty, verdict="waived", waiver=min(w.id for w in covering if w.end == longest))


def _is_in_scope(world: World, waiver: Waiver, duty: Judged) -> bool:
    """Whether everything that the waiver names is the duty's."""
    occasion, owed = duty.owed.occasion, duty.owed
    named = (
        (waiver.duty, duty.id),
        (waiver.rule, occasion.rule.id),
        (waiver.bearer, occasion.bearer),
        (waiver.key, occasion.key),
    )
    if any(given is not None and given != own for given, own in named):
        return False
    first, last = waiver.window.start, waiver.window.end
    begins_inside = first is None or (owed.opens != ALWAYS and owed.opens >= world.days.start(to_day(first)))
    ends_inside = last is None or (owed.due is not None and owed.due < world.days.end(to_day(last)))
    return begins_inside and ends_inside


def _holds(world: World, waiver: Waiver, duty: Judged) -> bool:
    """Whether it is valid on the last instant of the window; where that is still open, on the last that is known."""
    closes = duty.owed.closes
    is_closed = closes is not None and closes <= world.as_of.clock
    at = closes - 1 if is_closed and closes is not None else world.as_of.before - 1
    return world.days.start(to_day(waiver.start)) <= at < world.days.end(to_day(waiver.end))
