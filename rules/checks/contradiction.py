"""Whether two conditions on the bearer can never hold together, as far as single tests of one field show it."""

from __future__ import annotations

from typing import Iterator

from zhiben.rules.model import AllOf, Condition, Test, Variant


def contradicted(applies: Condition, variant: Variant) -> str | None:
    """The first field on which a variant's `when` and its rule's `applies` exclude each other; None where none does.

    Only fields that `when` reads on the bearer, with one value, joined by "and"; texts, numbers and flags.
    """
    for mine in _tests(variant.when):
        for other in _tests(applies):
            is_same = mine.field == other.field and mine.field not in variant.on_occasion and not mine.many
            if is_same and (_exclude(mine, other) or _exclude(other, mine)):
                return mine.field
    return None


def _tests(condition: Condition) -> Iterator[Test]:
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, AllOf):
        for part in condition.parts:
            yield from _tests(part)


def _exclude(one: Test, other: Test) -> bool:
    """True where no value satisfies both; asked both ways round."""
    if one.operator == "exists":
        return one.values == (False,) and other.values != (False,)
    if one.operator == "in" and other.operator == "in":
        return one.storage != "time" and not set(one.values) & set(other.values)
    if one.operator == "in" and other.operator == "not_in":
        return one.storage != "time" and set(one.values) <= set(other.values)
    if one.storage not in ("number", "duration"):
        return False
    if one.operator == "in":
        return not any(_holds(value, other) for value in one.values)
    if one.operator in ("lt", "lte") and other.operator in ("gt", "gte"):
        high, low = one.values[0], other.values[0]
        is_strict = one.operator == "lt" or other.operator == "gt"
        return isinstance(high, int) and isinstance(low, int) and (high < low or (high == low and is_strict))
    return False


def _holds(value: object, test: Test) -> bool:
    """Whether a number passes a test; True where that is not known."""
    limit = test.values[0] if test.values else None
    if not isinstance(value, int) or not isinstance(limit, int):
        return True
    holds = {"lt": value < limit, "lte": value <= limit, "gt": value > limit, "gte": value >= limit}
    return holds.get(test.operator, True)
