"""Whether the log is declared complete for what a duty counts (DESIGN §2 and §5 coverage)."""

from __future__ import annotations

from zhiben.engine.reference.civil_days import ALWAYS, NEVER
from zhiben.engine.reference.facts import Stretch, common, joined
from zhiben.engine.reference.matching import names_subject
from zhiben.engine.reference.occasion import Occasion
from zhiben.engine.reference.world import World
from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.model import Duty


def is_covered(world: World, occasion: Occasion, duty: Duty, opens: int, closes: int) -> bool:
    """Whether the log is declared complete for every counted type and subject in [opens, closes).

    What stands may have begun, or ended, at any time: it needs the whole time since in_force.from, and both types.
    """
    if world.declarations is None:
        return True
    since = world.range(occasion.rule.in_force)[0]
    counted, until = _counted(world, occasion, duty), duty.measure.until
    if until is None:
        return _all_declared(world, counted, duty.events, (max(opens, since), closes))
    always = [(ALWAYS, NEVER)]
    ending: list[tuple[str | None, list[Stretch]]] = [(None, always)] if names_subject(until.same) else counted
    return all(
        _all_declared(world, whose, kinds, (since, closes))
        for whose, kinds in ((counted, duty.events), (ending, until.events))
    )


def _all_declared(
    world: World, counted: list[tuple[str | None, list[Stretch]]], kinds: tuple[str, ...], needed: Stretch
) -> bool:
    return all(
        _is_declared(world, subject, kind, stretch)
        for subject, time in counted
        for stretch in common(time, [needed])
        for kind in kinds
    )


def _counted(world: World, occasion: Occasion, duty: Duty) -> list[tuple[str | None, list[Stretch]]]:
    """Whose events count, and when; None = everybody's."""
    always = [(ALWAYS, NEVER)]
    for event_field, other in duty.same:
        if event_field == "subject":
            return [(str(occasion.value(other)), always)]
    if occasion.bearer == "*" or duty.whose == "any":
        return [(None, always)]
    counted: list[tuple[str | None, list[Stretch]]] = [(occasion.bearer, always)]
    if duty.whose == "below" and world.registry is not None:
        for name in world.registry.ids():
            counted.append((name, world.registry.times_below(name, occasion.bearer)))
    if duty.whose == "above" and world.registry is not None:
        for name in world.registry.ids():
            counted.append((name, world.registry.times_below(occasion.bearer, name)))
    return counted


def _is_declared(world: World, subject: str | None, kind: str, needed: Stretch) -> bool:
    assert world.declarations is not None
    if kind == DUTY_DECIDED:
        return True
    declared = joined(
        (row.start, row.end)
        for row in world.declarations
        if row.subject in (None, subject) and row.type in (None, kind)
    )
    return any(start <= needed[0] and needed[1] <= end for start, end in declared)
