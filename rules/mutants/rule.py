"""Every mutant of a rule, its variants and what is owed otherwise included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhiben.events.vocabulary import Field, Vocabulary
from zhiben.rules.model import Duty, Rule, Variant
from zhiben.rules.mutants.conditions import conditions
from zhiben.rules.mutants.parts import Change, changes


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed rule.

    Attributes:
        rule: name of the (child) rule that was changed.
        change: what was changed, unlike any other change of that rule.
        root: the whole changed rule, from its root.
    """

    rule: str
    change: str
    root: Rule


def mutants_of(rule: Rule, vocabulary: Vocabulary) -> Iterator[Mutant]:
    """The mutants of a rule; a change that two places allow is made once."""
    seen: set[tuple[str, str]] = set()
    for name, change, root in _all(rule, vocabulary):
        if (name, change) not in seen:
            seen.add((name, change))
            yield Mutant(name, change, root)


def _all(rule: Rule, vocabulary: Vocabulary) -> Iterator[tuple[str, str, Rule]]:
    for change, found in _of_one(rule, vocabulary):
        yield rule.id, change, found
    if rule.otherwise is not None:
        for name, change, child in _all(rule.otherwise, vocabulary):
            yield name, change, replace(rule, otherwise=child)


def _of_one(rule: Rule, vocabulary: Vocabulary) -> Iterator[tuple[str, Rule]]:
    kind = vocabulary.entities.get(rule.bearer or "")
    attributes: dict[str, Field] = dict(kind.fields) if kind else {}
    for said, found in conditions(rule.applies, attributes):
        yield f"applies: {said}", replace(rule, applies=found)
    for change in changes(rule.duty, vocabulary):
        yield change.said, replace(rule, duty=_with(rule.duty, change), variants=_inherited(rule, change))
    for number, variant in enumerate(rule.variants):
        others = (*rule.variants[:number], *rule.variants[number + 1 :])
        yield f"without variant {variant.name}", replace(rule, variants=others)
        for said, found in conditions(variant.when, vocabulary.event_fields() | attributes):
            yield f"variant {variant.name}: when {said}", _put(rule, number, replace(variant, when=found))
        for change in changes(variant.duty, vocabulary):
            if getattr(variant.duty, change.field) != getattr(rule.duty, change.field):
                changed = replace(variant, duty=_with(variant.duty, change))
                yield f"variant {variant.name}: {change.said}", _put(rule, number, changed)


def _inherited(rule: Rule, change: Change) -> tuple[Variant, ...]:
    """The variants, where they have that field from the base, changed alike."""
    return tuple(
        replace(variant, duty=_with(variant.duty, change))
        if getattr(variant.duty, change.field) == getattr(rule.duty, change.field)
        else variant
        for variant in rule.variants
    )


def _put(rule: Rule, number: int, variant: Variant) -> Rule:
    return replace(rule, variants=(*rule.variants[:number], variant, *rule.variants[number + 1 :]))


def _with(duty: Duty, change: Change) -> Duty:
    return replace(duty, **{change.field: change.value})
