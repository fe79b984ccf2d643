"""Which fields of which event types the rules of a rulebook read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from zhiben.rules.model import Duty, EachEvent, FieldLimit, Rule, Rulebook, Test, Until, Within


def asked_fields(rulebook: Rulebook) -> dict[str, frozenset[str]]:
    """For every event type, the names of the fields that some rule reads of it; empty where no rule names the type."""
    found: dict[str, set[str]] = {name: set() for name in rulebook.vocabulary.events}
    for rule in _chained(rulebook):
        for duty in (rule.duty, *(variant.duty for variant in rule.variants)):
            for types, names in _read(rule, duty):
                for kind in types:
                    found.get(kind, set()).update(names)
    return {
        kind: frozenset(_with_time_of_entry(names) & {*rulebook.vocabulary.events[kind].fields, "recordedtime"})
        for kind, names in found.items()
    }


def _chained(rulebook: Rulebook) -> Iterator[Rule]:
    for rule in rulebook.rules:
        step: Rule | None = rule
        while step is not None:
            yield step
            step = step.otherwise


def _read(rule: Rule, duty: Duty) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """(event types, fields that are read of them) of one duty."""
    mine = {field for field, _ in (*duty.same, *duty.differs)} | _tested(duty.where) | _tested(duty.measure)
    mine |= {duty.measure.field} if duty.measure.field else set()
    yield duty.events, mine
    occasion = duty.occasion
    until = getattr(occasion, "until", None)
    if isinstance(occasion, EachEvent):
        theirs = {other for _, other in (*duty.same, *duty.differs)} | _tested(occasion.where)
        theirs |= {name for variant in rule.variants for name in _tested(variant.when)}
        theirs |= {limit.field for limit in _parts(duty.bound) if isinstance(limit, FieldLimit)}
        if isinstance(duty.window, Within) and duty.window.field:
            theirs.add(duty.window.field)
        yield occasion.events, theirs | ({other for _, other in until.same} if until else set())
    for end in (until, getattr(duty.measure, "until", None)):
        if isinstance(end, Until):
            yield end.events, {field for field, _ in end.same} | _tested(end.where)


def _tested(part: object) -> set[str]:
    return {test.field for test in _parts(part) if isinstance(test, Test)}


def _parts(part: object) -> Iterator[object]:
    """A dataclass of the model and everything inside it."""
    if isinstance(part, tuple):
        for item in part:
            yield from _parts(item)
    elif is_dataclass(part) and not isinstance(part, type):
        yield part
        for field in fields(part):
            yield from _parts(getattr(part, field.name))


def _with_time_of_entry(names: set[str]) -> set[str]:
    return names | {"recordedtime"} if "recorded_after" in names else names
