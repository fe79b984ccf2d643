"""What becomes of a duty as of the ledger: met, pending, breached, late or unknown (DESIGN §5)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from fractions import Fraction

from msgspec.structs import replace

from zhiben.engine.reference.civil_days import NEVER
from zhiben.engine.reference.conditions import Reason, first_reason
from zhiben.engine.reference.covered import is_covered
from zhiben.engine.reference.facts import Event
from zhiben.engine.reference.identity import duty_id
from zhiben.engine.reference.limits import known_bound
from zhiben.engine.reference.matching import is_inside
from zhiben.engine.reference.matching import matching as matching_events
from zhiben.engine.reference.measures import GROWING, is_above, is_below, measured, satisfied
from zhiben.engine.reference.owed import Owed
from zhiben.engine.reference.standing import deciding, standing
from zhiben.engine.reference.wanted import known_measure
from zhiben.engine.reference.world import World
from zhiben.rules.model import Bound, By, Duty, Measure, Throughout, Within

_CURABLE = ("count", "days", "distinct", "covers", "sum", "max")


@dataclass(frozen=True, slots=True)
class Judged:
    """A duty with its verdict. `observed` is None where nothing could be measured.

    `unknown_at`: when it was clear that it cannot be judged; None where it can. `waiver`: the id of the one that
    excuses it; then the rest is as it would have been without.
    """

    owed: Owed
    id: str
    verdict: str
    observed: Fraction | None
    evidence: tuple[Event, ...]
    decided: int | None = None
    cured: int | None = None
    reason: Reason | None = None
    bound: Bound | None = None
    unknown_at: int | None = None
    waiver: str = ""


def judge(world: World, owed: Owed) -> Judged:
    """The verdict on one duty."""
    bound, lacking = known_bound(world, owed)
    measure, wanting = known_measure(world, owed)
    reasons: list[Reason] = [*owed.reasons, *lacking, *wanting]
    return dataclasses.replace(_judged(world, owed, bound, measure, reasons), bound=bound)


def _judged(world: World, owed: Owed, bound: Bound, measure: Measure, reasons: list[Reason]) -> Judged:
    identity = duty_id(world.rulebook, owed)
    if reasons:
        return Judged(owed, identity, "unknown", None, (), reason=first_reason(reasons), unknown_at=owed.raised)

    duty = replace(owed.terms.duty, bound=bound, measure=measure)
    if duty.measure.until is not None:
        return _of_what_stands(world, owed, duty, identity)
    matching = matching_events(world, owed.occasion, owed.terms)
    inside = [event for event in matching if is_inside(owed, event)]
    total = measured(duty.measure, inside, world.days)
    observed = total if isinstance(total, Fraction) else None

    early = _certain_early(world, duty, inside)
    if early is not None:
        verdict, instant = early
        return Judged(owed, identity, verdict, observed, tuple(inside), decided=max(owed.raised, instant))

    if owed.closes is None or owed.closes > world.as_of.clock:
        return Judged(owed, identity, "pending", observed, tuple(inside))

    decided = max(owed.raised, owed.closes - 1)
    if not is_covered(world, owed.occasion, duty, min(owed.opens, owed.counts_from), owed.closes):
        return Judged(owed, identity, "unknown", observed, tuple(inside), reason="not-covered", unknown_at=decided)
    if not isinstance(total, Fraction):
        return Judged(owed, identity, "unknown", None, tuple(inside), reason=total, unknown_at=decided)

    if satisfied(duty.bound, total):
        return Judged(owed, identity, "met", observed, tuple(inside), decided=decided)
    cured = _cured(world, owed, duty, matching, inside)
    if cured is None:
        return Judged(owed, identity, "breached", observed, tuple(inside), decided=decided)
    curing = [event for event in matching if owed.closes <= event.first <= cured]
    return Judged(owed, identity, "late", observed, (*inside, *curing), decided=decided, cured=cured)


def _of_what_stands(world: World, owed: Owed, duty: Duty, identity: str) -> Judged:
    """At the window's last instant, or under `throughout` at the first one at which what stands is out of bounds."""
    closes = NEVER if owed.closes is None else owed.closes
    broken = deciding(world, owed, duty.bound) if isinstance(duty.window, Throughout) else None
    at = closes - 1 if broken is None else broken
    there = tuple(standing(world, owed, at))
    seen = Fraction(len(there))
    if broken is None and closes > world.as_of.clock:
        return Judged(owed, identity, "pending", seen, there)
    if not is_covered(world, owed.occasion, duty, owed.opens, at + 1):
        instant = max(owed.raised, at)
        return Judged(owed, identity, "unknown", seen, there, reason="not-covered", unknown_at=instant)
    verdict = "met" if satisfied(duty.bound, seen) else "breached"
    return Judged(owed, identity, verdict, seen, there, decided=max(owed.raised, at))


def _certain_early(world: World, duty: Duty, inside: list[Event]) -> tuple[str, int] | None:
    """The verdict that no later event can undo, and the first instant at which that was so.

    Everything that happens at one first instant is taken together. Before any event there is nothing yet.
    """
    name, bound = duty.measure.name, duty.bound
    if name not in GROWING and name != "min":
        return None
    moments = sorted({event.first for event in inside})
    for moment in [-NEVER, *moments]:
        value = measured(duty.measure, [event for event in inside if event.first <= moment], world.days)
        if not isinstance(value, Fraction):
            continue
        if name == "min":
            if is_below(bound, value):
                return "breached", moment
            if bound.name == "at_most" and not is_above(bound, value):
                return "met", moment
        else:
            if is_above(bound, value):
                return "breached", moment
            if bound.name == "at_least" and not is_below(bound, value):
                return "met", moment
    return None


def _cured(world: World, owed: Owed, duty: Duty, matching: list[Event], inside: list[Event]) -> int | None:
    """The first instant after the close at which what was missed had been made up; None if it was not."""
    if not isinstance(duty.window, By | Within) or duty.bound.name != "at_least" or duty.measure.name not in _CURABLE:
        return None
    assert owed.closes is not None
    after = [event for event in matching if event.first >= owed.closes]
    for moment in sorted({event.first for event in after}):
        value = measured(duty.measure, [*inside, *(e for e in after if e.first <= moment)], world.days)
        if isinstance(value, Fraction) and satisfied(duty.bound, value):
            return moment
    return None
