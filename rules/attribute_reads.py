"""Which attributes of which entities decide what is owed: without them a verdict is unknown."""

from __future__ import annotations

from collections.abc import Iterator

from zhiben.rules.decided import chain
from zhiben.rules.event_reads import parts_of, tested
from zhiben.rules.model import Duty, EachEntity, EntitySet, FieldLimit, FieldSet, Rule, Rulebook, Within


def attribute_reads(rulebook: Rulebook) -> dict[tuple[str, str], tuple[str, ...]]:
    """(kind, attribute) with the names of the rules that read it, in the order of the rulebook."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for rule in rulebook.rules:
        for step in chain(rule):
            for kind, name in _of_rule(step):
                if kind in rulebook.vocabulary.entities and name in rulebook.vocabulary.entities[kind].fields:
                    found.setdefault((kind, name), {})[step.id] = None
    return {pair: tuple(rules) for pair, rules in found.items()}


def _of_rule(rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.bearer is not None:
        yield from ((rule.bearer, name) for name in sorted(tested(rule.applies)))
        for variant in rule.variants:
            yield from ((rule.bearer, name) for name in sorted(tested(variant.when) - variant.on_occasion))
    occasion = rule.duty.occasion
    if isinstance(occasion, EachEntity):
        for variant in rule.variants:
            yield from ((occasion.kind, name) for name in sorted(tested(variant.when) & variant.on_occasion))
        yield from ((occasion.kind, name) for name in sorted(tested(occasion.where)))
    for duty in (rule.duty, *(variant.duty for variant in rule.variants)):
        yield from _of_duty(rule, duty)


def _of_duty(rule: Rule, duty: Duty) -> Iterator[tuple[str, str]]:
    kind = duty.occasion.kind if isinstance(duty.occasion, EachEntity) else ""
    for limit in parts_of(duty.bound):
        if isinstance(limit, FieldLimit):
            yield (kind if limit.on_occasion else rule.bearer or "", limit.field)
    if isinstance(duty.window, Within) and duty.window.field and not rule.due_on_occasion:
        yield (rule.bearer or "", duty.window.field)
    match duty.measure.wanted:
        case FieldSet(name, on_occasion):
            yield (kind if on_occasion else rule.bearer or "", name)
        case EntitySet(of, where):
            yield from ((of, name) for name in sorted(tested(where)))
