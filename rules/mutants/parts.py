"""A duty with one of its parts changed: occasion, matching, measure, bound, window, options."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from zhiben.events.vocabulary import SCALE, Field, Vocabulary
from zhiben.rules.model import (
    Before,
    By,
    Duty,
    EachBreach,
    EachEntity,
    EachEvent,
    Every,
    Measure,
    MeasureName,
    SinceLast,
    Until,
    Window,
    Within,
)
from zhiben.rules.mutants.conditions import conditions
from zhiben.rules.mutants.steps import bounds, dates, durations, periods


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a duty: the field, what was changed, the field's new value."""

    field: str
    said: str
    value: Any


_OTHER_MEASURE: Mapping[MeasureName, MeasureName] = {
    "sum": "max", "mean": "min", "min": "max", "max": "min", "latest": "max",
}  # fmt: skip


def changes(duty: Duty, vocabulary: Vocabulary) -> Iterator[Change]:
    """Every change of a duty by one step."""
    known = event_fields(duty.events, vocabulary)
    yield from (Change("where", said, found) for said, found in conditions(duty.where, known))
    if len(duty.events) > 1:
        for name in duty.events:
            yield Change("events", f"event without {name}", tuple(other for other in duty.events if other != name))
    if not isinstance(duty.occasion, EachEntity):
        for pair in duty.same:
            yield Change("same", f"same without {pair[0]}", tuple(other for other in duty.same if other != pair))
    if duty.whose != "own" and not any(field == "subject" for field, _ in duty.same):
        yield Change("whose", f"whose {duty.whose} -> own", "own")
    yield from (Change("measure", said, found) for said, found in _measures(duty.measure, known, vocabulary))
    is_all = duty.measure.name == "covers" and duty.bound.low == SCALE
    if not (is_all or isinstance(duty.window, SinceLast)):  # these have no other bound
        yield from (Change("bound", said, found) for said, found in bounds(duty.bound))
    yield from (Change("window", said, found) for said, found in _windows(duty.window))
    yield from (Change("occasion", said, found) for said, found in _occasions(duty, vocabulary))
    yield from _options(duty)


def event_fields(types: tuple[str, ...], vocabulary: Vocabulary) -> Mapping[str, Field]:
    """Fields of some event types, the first type's before those of the others."""
    kinds = [vocabulary.events[name] for name in reversed(types) if name in vocabulary.events]
    return {name: field for kind in kinds for name, field in kind.fields.items()}


def _measures(given: Measure, known: Mapping[str, Field], vocabulary: Vocabulary) -> Iterator[tuple[str, Measure]]:
    if given.name == "count":
        return
    if given.name == "share" and given.where is not None:
        for said, found in conditions(given.where, known):
            yield f"share: {said}", replace(given, where=found)
    if given.name == "covers" and len(given.values) > 1:
        for value in given.values:
            yield f"covers without {value}", replace(given, values=tuple(v for v in given.values if v != value))
    if given.until is not None:
        for said, until in _ends(given.until, vocabulary):
            yield f"standing: {said}", replace(given, until=until)
    if given.name in ("sum", "mean", "min", "max", "latest"):
        other = _OTHER_MEASURE[given.name]
        yield f"{given.name} -> {other}", replace(given, name=other)


def _windows(given: Window) -> Iterator[tuple[str, Window]]:
    if isinstance(given, Every):
        yield from ((said, Every(found)) for said, found in periods(given.period))
    elif isinstance(given, By):
        yield from ((f"by {said}", By(found)) for said, found in dates(given.date))
    elif isinstance(given, Within | SinceLast | Before) and given.duration is not None:
        word = {Within: "within", SinceLast: "since_last", Before: "before"}[type(given)]
        yield from ((f"{word} {said}", replace(given, duration=found)) for said, found in durations(given.duration))


def _occasions(duty: Duty, vocabulary: Vocabulary) -> Iterator[tuple[str, Any]]:
    each = duty.occasion
    if isinstance(each, EachEntity):
        kind = vocabulary.entities.get(each.kind)
        for said, found in conditions(each.where, kind.fields if kind else {}):
            yield f"for_each: {said}", replace(each, where=found)
    if isinstance(each, EachEvent):
        for said, found in conditions(each.where, event_fields(each.events, vocabulary)):
            yield f"for_each: {said}", replace(each, where=found)
        if len(each.events) > 1:
            for name in each.events:
                yield f"for_each without {name}", replace(each, events=tuple(n for n in each.events if n != name))
        if each.whose != "own":
            yield f"for_each: whose {each.whose} -> own", replace(each, whose="own")
        if each.threshold is not None:
            for count in (each.threshold.count - 1, each.threshold.count + 1):
                if count > 0:
                    said = f"for_each: count {each.threshold.count} -> {count}"
                    yield said, replace(each, threshold=replace(each.threshold, count=count))
            for said, within in durations(each.threshold.within):
                yield f"for_each: within {said}", replace(each, threshold=replace(each.threshold, within=within))
        elif each.occurrence != "each":
            yield f"occurrence: {each.occurrence} -> each", replace(each, occurrence="each")
    if isinstance(each, EachEvent | EachBreach) and each.until is not None:
        for said, until in _ends(each.until, vocabulary):
            yield f"until: {said}", replace(each, until=until)


def _ends(given: Until, vocabulary: Vocabulary) -> Iterator[tuple[str, Until]]:
    for said, found in conditions(given.where, event_fields(given.events, vocabulary)):
        yield said, replace(given, where=found)
    for pair in given.same:
        yield f"same without {pair[0]}", replace(given, same=tuple(other for other in given.same if other != pair))


def _options(duty: Duty) -> Iterator[Change]:
    if isinstance(duty.from_, dt.date):
        yield from (Change("from_", f"from {said}", found) for said, found in dates(duty.from_))
    elif duty.from_ == "any":
        yield Change("from_", "without from: any", None)
    if isinstance(duty.window, Every):
        other = "skip" if duty.partial == "require" else "require"
        yield Change("partial", f"partial {duty.partial} -> {other}", other)
    if isinstance(duty.window, By | Within) and duty.bound.name == "at_least":
        if duty.roll:
            yield Change("roll", "without roll", False)
        if duty.grace is not None:
            yield Change("grace", "without grace", None)
            yield from (Change("grace", f"grace {said}", found) for said, found in durations(duty.grace))
