"""Every mutant of a rule, its variants and what is owed otherwise included."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from zhiben.events.vocabulary import Field, Vocabulary
from zhiben.rules.model import DateRange, EachEntity, Rule, Variant
from zhiben.rules.mutants.change import Change
from zhiben.rules.mutants.conditions import conditions
from zhiben.rules.mutants.parts import changes
from zhiben.rules.mutants.steps import dates


class Mutant(Struct, frozen=True):
    """A changed rule.

    Attributes:
        rule: name of the (child) rule that was changed.
        change: what was changed, unlike any other change of that rule.
        root: the whole changed rule, from its root.
    """

    rule: str
    change: str
    root: Rule


def mutants_of(rule: Rule, vocabulary: Vocabulary, whole: DateRange) -> Iterator[Mutant]:
    """The mutants of a rule; what is said alike of two places is numbered, the same rule is made once.

    `whole`: when the rulebook is in force; only what a rule says of its own is changed.
    """
    seen: dict[tuple[str, str], list[Rule]] = {}
    for name, change, root in _all(rule, vocabulary, whole):
        alike = seen.setdefault((name, change), [])
        if root not in alike:
            alike.append(root)
            yield Mutant(name, change if len(alike) == 1 else f"{change} ({len(alike)})", root)


def _all(rule: Rule, vocabulary: Vocabulary, whole: DateRange) -> Iterator[tuple[str, str, Rule]]:
    for change, found in _of_one(rule, vocabulary, whole):
        yield rule.id, change, found
    if rule.otherwise is not None:
        for name, change, child in _all(rule.otherwise, vocabulary, whole):
            yield name, change, replace(rule, otherwise=child)


def _of_one(rule: Rule, vocabulary: Vocabulary, whole: DateRange) -> Iterator[tuple[str, Rule]]:
    kind = vocabulary.entities.get(rule.bearer or "")
    attributes: dict[str, Field] = dict(kind.fields) if kind else {}
    for said, found in conditions(rule.applies, attributes):
        yield f"applies: {said}", replace(rule, applies=found)
    for said, days in _ranges(rule.in_force, whole):
        yield f"in_force {said}", replace(rule, in_force=days)
    for change in changes(rule.duty, vocabulary, rule.bearer):
        yield change.said, replace(rule, duty=change.made(rule.duty), variants=_inherited(rule, change))
    each = rule.duty.occasion
    entity = vocabulary.entities.get(each.kind) if isinstance(each, EachEntity) else None
    named = attributes | (dict(entity.fields) if entity else vocabulary.event_fields())
    for number, variant in enumerate(rule.variants):
        others = (*rule.variants[:number], *rule.variants[number + 1 :])
        yield f"without variant {variant.name}", replace(rule, variants=others)
        for said, found in conditions(variant.when, named):
            yield f"variant {variant.name}: when {said}", _put(rule, number, replace(variant, when=found))
        for said, days in _ranges(variant.in_force, DateRange()):
            yield f"variant {variant.name}: in_force {said}", _put(rule, number, replace(variant, in_force=days))
        if number:
            before = rule.variants[number - 1]
            swapped = (*rule.variants[: number - 1], variant, before, *rule.variants[number + 1 :])
            yield f"variant {variant.name} before {before.name}", replace(rule, variants=swapped)
        for change in changes(variant.duty, vocabulary, rule.bearer):
            if getattr(variant.duty, change.field) != getattr(rule.duty, change.field):
                changed = replace(variant, duty=change.made(variant.duty))
                yield f"variant {variant.name}: {change.said}", _put(rule, number, changed)


def _inherited(rule: Rule, change: Change) -> tuple[Variant, ...]:
    """The variants, where they have that field from the base, changed alike."""
    return tuple(
        replace(variant, duty=change.made(variant.duty))
        if getattr(variant.duty, change.field) == getattr(rule.duty, change.field)
        else variant
        for variant in rule.variants
    )


def _put(rule: Rule, number: int, variant: Variant) -> Rule:
    return replace(rule, variants=(*rule.variants[:number], variant, *rule.variants[number + 1 :]))


def _ranges(given: DateRange, whole: DateRange) -> Iterator[tuple[str, DateRange]]:
    """Either end one day earlier and later, where it is the rule's own and not that of the `whole`."""
    if given.start is not None and given.start != whole.start:
        yield from ((f"from {said}", replace(given, start=found)) for said, found in dates(given.start))
    if given.end is not None and given.end != whole.end:
        yield from ((f"through {said}", replace(given, end=found)) for said, found in dates(given.end))
