"""What rules read of events: which types, in which role, which fields, and which values they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from zhiben.rules.decided import chain
from zhiben.rules.model import (
    AllOf,
    AnyOf,
    Condition,
    Duty,
    EachEvent,
    FieldLimit,
    FieldSet,
    Not,
    Rule,
    Rulebook,
    Test,
    Within,
)

Wanted = tuple[str, tuple[str, ...]]


class EventRead(Struct, frozen=True):
    """One place of a rule that reads events.

    Attributes:
        rule: its name in a ledger.
        role: these events count for the duty, raise it, or end something.
        is_owed: they count, and the duty is kept by having them (its bound is no mere `at_most`).
        fields: names of the fields that are read, `recordedtime` for `recorded_after`.
        values: (field, texts) of which a category, or another text, is asked to have one; never what it must not have.
    """

    rule: str
    role: Literal["counts", "raises", "ends"]
    is_owed: bool
    events: tuple[str, ...]
    fields: frozenset[str]
    values: frozenset[Wanted]


def event_reads(rulebook: Rulebook) -> tuple[EventRead, ...]:
    """Every place of every rule, variants and `otherwise` included, each once."""
    found = (
        read
        for rule in rulebook.rules
        for step in chain(rule)
        for duty in (step.duty, *(variant.duty for variant in step.variants))
        for read in _of_duty(step, duty)
    )
    return tuple(dict.fromkeys(found))


def asked_fields(rulebook: Rulebook) -> dict[str, frozenset[str]]:
    """For every event type, the names of the fields that some rule reads of it; empty where no rule names the type."""
    found: dict[str, set[str]] = {name: set() for name in rulebook.vocabulary.events}
    for read in event_reads(rulebook):
        for kind in read.events:
            found.get(kind, set()).update(read.fields)
    return {
        kind: frozenset(names & {*rulebook.vocabulary.events[kind].fields, "recordedtime"})
        for kind, names in found.items()
    }


def _of_duty(rule: Rule, duty: Duty) -> Iterator[EventRead]:
    is_owed = duty.bound.name != "at_most"
    mine = {field for field, _ in (*duty.same, *duty.differs)} | tested(duty.where) | tested(duty.measure.where)
    mine |= {other for (_, other), on in zip(duty.differs, duty.differs_on, strict=False) if on == "event"}
    mine |= {duty.measure.field} if duty.measure.field else set()
    values = _values(duty.where) | (_values(duty.measure.where) if duty.measure.where else frozenset())
    values |= {(duty.measure.field or "", (value,)) for value in duty.measure.values}
    yield _read(rule, "counts", is_owed, duty.events, mine, values)
    occasion = duty.occasion
    until = getattr(occasion, "until", None)
    if isinstance(occasion, EachEvent):
        raising = _of_trigger(rule, duty) | tested(occasion.where)
        raising |= {other for _, other in until.same} if until else set()
        yield _read(rule, "raises", False, occasion.events, raising, _values(occasion.where))
    for end in (until, duty.measure.until):
        if end is not None:
            ending = {field for field, _ in end.same} | tested(end.where)
            yield _read(rule, "ends", False, end.events, ending, _values(end.where))


def _of_trigger(rule: Rule, duty: Duty) -> set[str]:
    """Fields that are read on the trigger event."""
    names = {other for _, other in duty.same}
    names |= {other for (_, other), on in zip(duty.differs, duty.differs_on, strict=False) if on == "occasion"}
    names |= {name for variant in rule.variants for name in tested(variant.when) & variant.on_occasion}
    names |= {p.field for p in parts_of(duty.bound) if isinstance(p, FieldLimit) and p.on_occasion}
    if isinstance(duty.window, Within) and duty.window.field and rule.due_on_occasion:
        names.add(duty.window.field)
    if isinstance(duty.measure.wanted, FieldSet) and duty.measure.wanted.on_occasion:
        names.add(duty.measure.wanted.field)
    return names


def _read(
    rule: Rule,
    role: Literal["counts", "raises", "ends"],
    is_owed: bool,
    events: tuple[str, ...],
    names: set[str],
    values: frozenset[Wanted],
) -> EventRead:
    stored = {"recordedtime" if name == "recorded_after" else name for name in names}
    return EventRead(rule.id, role, is_owed, events, frozenset(stored), values)


def tested(part: object) -> set[str]:
    """Names of the fields that a condition, or several, tests."""
    return {test.field for test in parts_of(part) if isinstance(test, Test)}


def parts_of(part: object) -> Iterator[object]:
    """A record of the model and everything inside it."""
    if isinstance(part, tuple):
        for item in part:
            yield from parts_of(item)
    elif isinstance(part, Struct):
        yield part
        for name in part.__struct_fields__:
            yield from parts_of(getattr(part, name))


def _values(condition: Condition) -> frozenset[Wanted]:
    """Texts that a condition asks for; not what stands under `not`, nor what is one of several ways (`any_of`)."""
    match condition:
        case Test(field, "in", values, "text"):
            return frozenset({(field, tuple(map(str, values)))})
        case Test(field, "has_all", values, "text"):
            return frozenset((field, (str(value),)) for value in values)
        case AllOf(parts):
            return frozenset[Wanted]().union(*map(_values, parts))
        case AnyOf() | Not() | Test():
            return frozenset()
