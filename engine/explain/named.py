"""The conditions on an event that counts, one by one: what an event that does not count has failed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from zhiben.rules.model import AllOf, Condition, Duty, Not, Rule, Rulebook, Test

Kind = Literal["where", "share", "measured", "differs", "same", "whose", "known"]


class Named(Struct, frozen=True):
    """One condition.

    Attributes:
        fields: whose values show why it failed.
        condition: of `where` and `share`.
        other: field of the occasion, or of the event itself, that `same` and `differs` look at.
        is_on_occasion: whose field `other` is.
    """

    kind: Kind
    fields: tuple[str, ...] = ()
    condition: Condition | None = None
    other: str = ""
    is_on_occasion: bool = True


def named(rule: Rule, duty: Duty) -> tuple[Named, ...]:
    """The conditions of a duty, always in the same order: an explanation names them by their place here."""
    found = [Named("where", fields_of(part), part) for part in parts_of(duty.where)]
    measure = duty.measure
    if measure.where is not None:
        found += [Named("share", fields_of(part), part) for part in parts_of(measure.where)]
    told = (measure.field,) if measure.field else tuple(mine for _, mine in measure.until.same) if measure.until else ()
    found += [Named("measured", (field,)) for field in told]
    found += [
        Named("differs", (field,), None, other, side == "occasion")
        for (field, other), side in zip(duty.differs, duty.differs_on, strict=True)
    ]
    found += [Named("same", (field,), None, other) for field, other in duty.same]
    if is_scoped(rule, duty):
        found.append(Named("whose", ("subject",)))
    found.append(Named("known", ("recordedtime",)))
    return tuple(found)


def is_scoped(rule: Rule, duty: Duty) -> bool:
    """Whether it matters whose event it is, beside what `same` asks."""
    return rule.bearer is not None and duty.whose != "any" and not any(field == "subject" for field, _ in duty.same)


def parts_of(condition: Condition) -> Iterator[Condition]:
    """What must hold, one by one: an `all_of`, written or meant, is taken apart; anything else stands whole."""
    if isinstance(condition, AllOf):
        for part in condition.parts:
            yield from parts_of(part)
    else:
        yield condition


def fields_of(condition: Condition) -> tuple[str, ...]:
    """The fields that a condition looks at, each once, as they are written."""
    return tuple(dict.fromkeys(test.field for test in tests_of(condition)))


def tests_of(condition: Condition) -> Iterator[Test]:
    """Every test of a condition."""
    if isinstance(condition, Test):
        yield condition
        return
    for part in (condition.part,) if isinstance(condition, Not) else condition.parts:
        yield from tests_of(part)


def root_of(rulebook: Rulebook, rule: Rule) -> Rule:
    """The rule at the head of a chain of `otherwise`."""
    head = rule.id.partition("/")[0]
    return next((one for one in rulebook.rules if one.id == head), rule)
