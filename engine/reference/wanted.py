"""The set that a `covers` duty has to see, where a field or the registry says it (reading 35)."""

from __future__ import annotations

from msgspec.structs import replace

from zhiben.engine.reference.conditions import Reason, answer
from zhiben.engine.reference.facts import Value
from zhiben.engine.reference.owed import Owed
from zhiben.engine.reference.world import World
from zhiben.rules.model import EntitySet, FieldSet, Measure


def known_measure(world: World, owed: Owed) -> tuple[Measure, list[Reason]]:
    """The measure of a duty with its set written out as values, and why the set is not known."""
    measure = owed.terms.duty.measure
    if measure.wanted is None:
        return measure, []
    if isinstance(measure.wanted, FieldSet):
        values, reasons = _listed(world, owed, measure.wanted)
    else:
        values, reasons = _entities(world, owed, measure.wanted)
    return replace(measure, values=tuple(values)), reasons


def owes_nothing(world: World, owed: Owed) -> bool:
    """Whether there is nobody to be covered; a field without a value is no such thing, it is unknown."""
    measure, reasons = known_measure(world, owed)
    return isinstance(measure.wanted, EntitySet) and not measure.values and not reasons


def _listed(world: World, owed: Owed, wanted: FieldSet) -> tuple[list[str], list[Reason]]:
    occasion = owed.occasion
    value: Value | None
    reason: Reason = "missing-attribute"
    if not wanted.on_occasion:
        value = world.attribute(occasion.bearer, occasion.rule.bearer, owed.read_at, wanted.field)
    elif occasion.entity is not None:
        value = world.attribute(occasion.entity, occasion.entity_kind, owed.read_at, wanted.field)
    else:
        value = None if occasion.root is None else occasion.root.fields.get(wanted.field)
        reason = "missing-trigger-value"
    if value is None:
        return [], [reason]
    assert isinstance(value, tuple)  # the loader lets only lists be covered
    return sorted(set(value)), []


def _entities(world: World, owed: Owed, wanted: EntitySet) -> tuple[list[str], list[Reason]]:
    """Who is of that kind, below the bearer (of the whole log: anywhere), and valid."""
    if world.registry is None:
        return [], []
    bearer, when = owed.occasion.bearer, owed.read_at
    found: list[str] = []
    reasons: list[Reason] = []
    for name in world.registry.ids(wanted.kind):
        row = world.registry.row(name, when)
        if row is None or row.kind != wanted.kind:
            continue
        if owed.occasion.rule.bearer is not None and not world.registry.is_below(name, bearer, when):
            continue
        said = answer(wanted.where, row.fields.get, lambda _: "missing-attribute")
        if said is True:
            found.append(name)
        elif said is not False:
            reasons.append(said)
    return sorted(found), reasons
