"""Decided duties as events: the reserved type `duty_decided`, and which rules read those of which others.

A rule reads another where its condition is not plainly false of what is known of the other's duties beforehand: their
rule, clauses and severities (reading 37). What reads is judged after what it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Mapping

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from zhiben.events.vocabulary import DUTY_DECIDED
from zhiben.rules.model import AllOf, AnyOf, Condition, Duty, EachEvent, Not, Rule, Test, Until

RULE, CLAUSE, SEVERITY = (f"{DUTY_DECIDED}.{name}" for name in ("rule", "clause", "severity"))

Part = tuple[str | int, ...]
Kinds = list[Mapping[str, tuple[str, ...]]]


class Reading(Struct, frozen=True):
    """A condition under which a rule reads decided duties, and where its `event` may stand, below the rule."""

    where: Condition
    parts: tuple[Part, ...]


def chain(rule: Rule) -> Iterator[Rule]:
    """The rule and what is owed otherwise."""
    step: Rule | None = rule
    while step is not None:
        yield step
        step = step.otherwise


def duties_of_chain(rule: Rule) -> Iterator[Duty]:
    """All forms of what is owed under a rule and otherwise."""
    for step in chain(rule):
        yield step.duty
        yield from (variant.duty for variant in step.variants)


def readings(rule: Rule) -> list[Reading]:
    """Where a rule, or anything of its chain, reads decided duties."""
    found: list[Reading] = []
    at: Part = ()
    for step in chain(rule):
        base: Part = ("duty",) if step is rule else at
        found += _of_duty(step.duty, base, base)
        for number, variant in enumerate(step.variants):
            found += _of_duty(variant.duty, (*at, "variants", number), base)
        at = (*at, "otherwise")
    return found


def is_sound(where: Condition) -> bool:
    """Whether every test of a condition could be understood: it has a field and a value."""
    if isinstance(where, Test):
        return bool(where.field and where.values)
    return is_sound(where.part) if isinstance(where, Not) else all(map(is_sound, where.parts))


def reads(rules: Sequence[Rule], asked: Sequence[list[Reading]] | None = None) -> list[frozenset[int]]:
    """Of each rule the places of those whose decided duties (children's included) it reads.

    Args:
        asked: the readings of each rule that are to be looked at; by default all.
    """
    asked = [readings(rule) for rule in rules] if asked is None else asked
    if not any(asked):
        return [frozenset()] * len(rules)
    kinds = [_kinds(rule) for rule in rules]
    return [frozenset[int]().union(*(_matching(reading, kinds) for reading in own)) for own in asked]


def reads_by(reading: Reading, rules: Sequence[Rule]) -> list[bool]:
    """Of each rule whether the condition is not plainly false of every duty of its chain."""
    matching = _matching(reading, [_kinds(rule) for rule in rules])
    return [place in matching for place in range(len(rules))]


def with_all_read(rules: Sequence[Rule], wanted: Iterable[int]) -> frozenset[int]:
    """The places of some rules and of those whose decided duties they read, however many steps away."""
    kinds: list[Kinds] = []
    found, new = frozenset[int](), frozenset(wanted)
    while new:
        found |= new
        asked = [reading for place in new for reading in readings(rules[place])]
        kinds = kinds or ([_kinds(rule) for rule in rules] if asked else [])
        new = frozenset[int]().union(*(_matching(reading, kinds) for reading in asked)) - found
    return found


def levels(read: Sequence[frozenset[int]]) -> list[int] | None:
    """Of each rule how many others have to be judged before it, one after the other; None where they go in circles."""
    found = [0] * len(read)
    for _ in range(len(read) + 1):
        now = [max((found[other] + 1 for other in others), default=0) for others in read]
        if now == found:
            return found
        found = now
    return None


def can_match(where: Condition, known: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a condition is not plainly false of duties of which these fields are known and all others open."""
    return _answer(where, known) is not False


def _of_duty(duty: Duty, part: Part, base: Part) -> list[Reading]:
    """The places of one duty; a variant's `event` may stand in the base."""
    found = []
    occasion = duty.occasion
    if isinstance(occasion, EachEvent) and DUTY_DECIDED in occasion.events:
        found.append(Reading(occasion.where, ((*base, "for_each"),)))
    if DUTY_DECIDED in duty.events:
        found.append(Reading(duty.where, (part, base)))
    until: Until | None = getattr(occasion, "until", None)
    if until is not None and DUTY_DECIDED in until.events:
        found.append(Reading(until.where, ((*base, "for_each", "until"), (*base, "until"))))
    ends: Until | None = getattr(duty.measure, "until", None)
    if ends is not None and DUTY_DECIDED in ends.events:
        found.append(Reading(ends.where, ((*part, "standing", "until"), (*base, "standing", "until"))))
    return found


def _matching(reading: Reading, kinds: Sequence[Kinds]) -> frozenset[int]:
    """The places of the rules of which a reading's condition is not plainly false."""
    return frozenset(place for place, own in enumerate(kinds) if any(can_match(reading.where, kind) for kind in own))


def _kinds(rule: Rule) -> Kinds:
    """What is known beforehand of the duties of a rule and its children, one entry for each severity they may have."""
    return [
        {RULE: (step.id,), CLAUSE: step.clauses, SEVERITY: (severity,)}
        for step in chain(rule)
        for severity in sorted({step.severity, *(variant.severity for variant in step.variants)})
    ]


def _answer(where: Condition, known: Mapping[str, tuple[str, ...]]) -> bool | None:
    """Kleene's three values; None = open."""
    match where:
        case AllOf(parts):
            return _all([_answer(part, known) for part in parts])
        case AnyOf(parts):
            return _not(_all([_not(_answer(part, known)) for part in parts]))
        case Not(part):
            return _not(_answer(part, known))
    return _tested(where, known[where.field]) if where.field in known else None


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _tested(test: Test, held: tuple[str, ...]) -> bool | None:
    """A test on a value, or on the items of a list; a test on nothing is false."""
    if test.operator == "exists":
        return bool(held) == test.values[0]
    if test.operator == "not_in":
        return bool(held) and not set(held) & set(test.values)
    if test.operator == "has_all":
        return set(test.values) <= set(held)
    if test.operator == "in":
        return bool(set(held) & set(test.values))
    if test.operator == "contains":
        return any(str(test.values[0]) in item for item in held)
    return bool(held) and pc.any(pc.match_substring_regex(pa.array(held), str(test.values[0]))).as_py() is True
