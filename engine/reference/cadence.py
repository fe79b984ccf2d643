"""`since_last`: a cadence that restarts at each matching event (DESIGN §4)."""

from __future__ import annotations

from zhiben.engine.reference.civil_days import ALWAYS
from zhiben.engine.reference.facts import Event, Stretch, joined
from zhiben.engine.reference.matching import matches, matching
from zhiben.engine.reference.occasion import Occasion, Terms
from zhiben.engine.reference.owed import Owed, owed
from zhiben.engine.reference.world import World
from zhiben.events.civil import FIRST_DAY, to_day
from zhiben.rules.model import SinceLast


def since_last(world: World, occasion: Occasion) -> list[Owed]:
    """A cadence: the start, and each instant of a matching event, ask for a strictly later one in time."""
    pieces = [stretch for stretch, terms in world.stretches(occasion) if terms.owed is not False]
    return [duty for stretch in joined(pieces) for duty in _cadence(world, occasion, stretch)]


def _cadence(world: World, occasion: Occasion, stretch: Stretch) -> list[Owed]:
    begin, end = max(stretch[0], world.days.start(FIRST_DAY)), stretch[1]
    lasts = {begin: max(begin, occasion.last)}  # last instant of each baseline, by its first
    for event in world.events:
        if not begin <= event.first < end:
            continue
        if matches(world, occasion, world.terms(occasion, event.first).duty, event):
            lasts[event.first] = max(event.last, lasts.get(event.first, event.last))
    duties = []
    for baseline in sorted(lasts):
        terms = world.terms(occasion, baseline)
        opens, last = baseline, lasts[baseline]
        if baseline == begin:
            opens, last = _earlier_baseline(world, occasion, terms, begin) or (opens, last)
        limit = _cadence_limit(world, terms, last)
        if limit is None:
            duties.append(
                owed(occasion, terms, opens, None, raised=baseline, after=opens, reasons=["calendar-not-published"])
            )
        elif limit < end:
            duties.append(owed(occasion, terms, opens, limit + 1, raised=baseline, after=opens))
    return duties


def _earlier_baseline(world: World, occasion: Occasion, terms: Terms, begin: int) -> tuple[int, int] | None:
    """With `from`: the last matching event before the start, if what it asks for is due after the start."""
    duty = terms.duty
    if duty.from_ is None:
        return None
    since = ALWAYS if isinstance(duty.from_, str) else world.days.start(to_day(duty.from_))
    earlier: list[Event] = [e for e in matching(world, occasion, terms) if since <= e.first <= begin]
    if not earlier or earlier[-1].first == begin:
        return None
    first = earlier[-1].first
    last = max(event.last for event in earlier if event.first == first)
    limit = _cadence_limit(world, terms, last)
    return (first, last) if limit is not None and limit + 1 > begin else None


def _cadence_limit(world: World, terms: Terms, last: int) -> int | None:
    assert isinstance(terms.duty.window, SinceLast)
    return world.days.last_instant(last, terms.duty.window.duration)
