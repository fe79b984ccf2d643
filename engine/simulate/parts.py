"""What a rulebook says, taken apart: its duties, event types, and the conditions over events and over entities."""

from __future__ import annotations

from collections.abc import Iterator

from zhiben.rules.model import (
    AllOf,
    AnyOf,
    Condition,
    Duty,
    EachEntity,
    EachEvent,
    FieldLimit,
    Not,
    Rule,
    Rulebook,
    Test,
    Until,
)

DECIDED = "duty_decided"  # made by the engine itself; nobody can log one


def chain(rule: Rule) -> Iterator[Rule]:
    """A rule, and what follows its breach, to any depth."""
    current: Rule | None = rule
    while current is not None:
        yield current
        current = current.otherwise


def every_rule(book: Rulebook) -> Iterator[Rule]:
    """All rules, each with its chain."""
    for rule in book.rules:
        yield from chain(rule)


def duties(rule: Rule) -> tuple[Duty, ...]:
    """The duty of a rule and those of its variants."""
    return (rule.duty, *(variant.duty for variant in rule.variants))


def duty_named(rule: Rule, variant: str) -> Duty:
    """The duty that a ledger row's `variant` names."""
    return next((v.duty for v in rule.variants if v.name == variant), rule.duty)


def until_of(duty: Duty) -> Until | None:
    """What ends the life of the occasion."""
    return getattr(duty.occasion, "until", None)


def ending_of(duty: Duty) -> Until | None:
    """What ends what is `standing`, where that is the measure."""
    found: Until | None = getattr(duty.measure, "until", None)
    return found


def types_of(rule: Rule) -> set[str]:
    """Every event type that can change what becomes of a rule or of its chain."""
    found: set[str] = set()
    for one in chain(rule):
        for duty in duties(one):
            found.update(duty.events)
            if isinstance(duty.occasion, EachEvent):
                found.update(duty.occasion.events)
            for until in (until_of(duty), ending_of(duty)):
                found.update(until.events if until else ())
    return found


def event_conditions(rule: Rule) -> Iterator[tuple[tuple[str, ...], Condition]]:
    """(event types, condition over them) of one rule."""
    for duty in duties(rule):
        yield duty.events, duty.where
        if duty.measure.where is not None:
            yield duty.events, duty.measure.where
        if isinstance(duty.occasion, EachEvent):
            yield duty.occasion.events, duty.occasion.where
        for until in (until_of(duty), ending_of(duty)):
            if until is not None:
                yield until.events, until.where


def entity_conditions(rule: Rule) -> Iterator[tuple[str, Condition]]:
    """(entity kind, condition over its attributes) of one rule."""
    occasion = rule.duty.occasion
    if rule.bearer is not None:
        yield rule.bearer, rule.applies
        for variant in rule.variants:
            if not variant.on_occasion:
                yield rule.bearer, variant.when
    if isinstance(occasion, EachEntity):
        yield occasion.kind, occasion.where
        for variant in rule.variants:
            if variant.on_occasion:
                yield occasion.kind, variant.when
    for kind in listed_kinds(rule):
        if rule.duty.measure.where is not None:
            yield kind, rule.duty.measure.where


def listed_kinds(rule: Rule) -> list[str]:
    """Entity kinds that a `covers` lists."""
    kinds = []
    for duty in duties(rule):
        over = getattr(duty.measure, "over", None) or getattr(duty.measure, "entity", None)
        kind = over if isinstance(over, str) else getattr(over, "kind", None)
        if isinstance(kind, str):
            kinds.append(kind)
    return kinds


def tests(condition: Condition | None) -> Iterator[Test]:
    """Every test inside a condition."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests(condition.part)
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from tests(part)


def limit_fields(rule: Rule) -> Iterator[tuple[str, bool, str]]:
    """(field, whether it is read on the occasion, measure) of every limit that a field says."""
    for duty in duties(rule):
        for limit in (duty.bound.low, duty.bound.high):
            if isinstance(limit, FieldLimit):
                yield limit.field, limit.on_occasion, duty.measure.name
