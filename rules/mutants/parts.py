"""A duty with one of its parts changed: what counts, measure and bound here, the rest in modules of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from zhiben.events.vocabulary import SCALE, Field, Vocabulary
from zhiben.rules.model import (
    Bound,
    Duty,
    EachEntity,
    EntitySet,
    Measure,
    MeasureName,
    SinceLast,
)
from zhiben.rules.mutants.change import Change, ends, event_fields, others_whose
from zhiben.rules.mutants.conditions import conditions
from zhiben.rules.mutants.occasions import occasions
from zhiben.rules.mutants.steps import bounds
from zhiben.rules.mutants.windows import windows

_OTHER_MEASURE: Mapping[MeasureName, tuple[MeasureName, ...]] = {
    "sum": ("max",), "mean": ("min",), "min": ("max",), "max": ("min",), "latest": ("max",), "days": ("count",),
    "distinct": ("count",), "standing": ("count",),
}  # fmt: skip


def changes(duty: Duty, vocabulary: Vocabulary, bearer: str | None) -> Iterator[Change]:
    """Every change of a duty by one step; `bearer` None = the log as a whole owes it."""
    known = event_fields(duty.events, vocabulary)
    yield from (Change("where", said, found) for said, found in conditions(duty.where, known))
    if len(duty.events) > 1:
        for name in duty.events:
            yield Change("events", f"event without {name}", tuple(other for other in duty.events if other != name))
    if not isinstance(duty.occasion, EachEntity):
        for pair in duty.same:
            yield Change("same", f"same without {pair[0]}", tuple(other for other in duty.same if other != pair))
    yield from _differs(duty)
    if not any(field == "subject" for field, _ in duty.same):
        for other in others_whose(duty.whose, vocabulary, bearer):
            yield Change("whose", f"whose {duty.whose} -> {other}", other)
    yield from (Change("measure", said, found) for said, found in _measures(duty, known, vocabulary))
    yield from _bounds(duty)
    yield from windows(duty)
    yield from (Change("occasion", said, found) for said, found in occasions(duty, vocabulary, bearer))


def _differs(duty: Duty) -> Iterator[Change]:
    for number, (field, _) in enumerate(duty.differs):
        left = tuple(range(number)) + tuple(range(number + 1, len(duty.differs)))
        found = tuple(duty.differs[n] for n in left), tuple(duty.differs_on[n] for n in left)
        yield Change("differs", f"differs without {field}", found[0], (("differs_on", found[1]),))


def _measures(duty: Duty, known: Mapping[str, Field], vocabulary: Vocabulary) -> Iterator[tuple[str, Measure]]:
    given = duty.measure
    if given.name == "share" and given.where is not None:
        for said, where in conditions(given.where, known):
            yield f"share: {said}", replace(given, where=where)
    if given.name == "covers" and len(given.values) > 1:
        for value in given.values:
            yield f"covers without {value}", replace(given, values=tuple(v for v in given.values if v != value))
    if isinstance(given.wanted, EntitySet):
        kind = vocabulary.entities.get(given.wanted.kind)
        for said, where in conditions(given.wanted.where, kind.fields if kind else {}):
            yield f"covers: {said}", replace(given, wanted=replace(given.wanted, where=where))
    if given.until is not None:
        for said, until in ends(given.until, vocabulary):
            yield f"standing: {said}", replace(given, until=until)
    for other in _OTHER_MEASURE.get(given.name, ()):
        if other == "count":
            yield f"{given.name} -> count", Measure()
        else:
            yield f"{given.name} -> {other}", replace(given, name=other)


def _bounds(duty: Duty) -> Iterator[Change]:
    if isinstance(duty.window, SinceLast):  # it has no other bound
        return
    if duty.measure.name == "covers" and duty.bound.low == SCALE:
        if duty.measure.wanted is not None:  # of listed values each is left out instead
            half = (("bound", Bound("at_least", SCALE // 2)),)
            yield Change("measure", "covers all -> half", duty.measure, half)
        return
    yield from (Change("bound", said, found) for said, found in bounds(duty.bound))
