"""Whether a condition holds: yes, no, or undecided for want of a value (DESIGN §3 `where`, §5 missing attributes)."""

from __future__ import annotations

from functools import lru_cache
from typing import Callable, Iterable, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.engine.reference.facts import Value
from zhiben.rules.model import AllOf, AnyOf, Condition, Constant, Moment, Not, Test

Reason = Literal[
    "missing-attribute",
    "missing-trigger-value",
    "missing-due-date",
    "due-date-before-trigger",
    "calendar-not-published",
    "nothing-to-compare",
    "not-covered",
    "nothing-to-measure",
    "conflicting-latest",
]
REASONS: tuple[Reason, ...] = get_args(Reason)

# True, False, or the reason why neither can be said.
Answer = bool | Reason


def first_reason(reasons: Iterable[Reason]) -> Reason | None:
    """Where several hold, the first of the list of reading 31; None where none does."""
    return min(reasons, key=REASONS.index, default=None)


def answer(condition: Condition, read: Callable[[str], Value | None], if_missing: Callable[[str], Answer]) -> Answer:
    """What a condition says.

    Args:
        read: value of a field, None where missing.
        if_missing: what a test on a missing field says: False for events, a reason for attributes and triggers.
    """
    if isinstance(condition, AllOf):
        return all_of([answer(part, read, if_missing) for part in condition.parts])
    if isinstance(condition, AnyOf):
        return _opposite(all_of([_opposite(answer(part, read, if_missing)) for part in condition.parts]))
    if isinstance(condition, Not):
        return _opposite(answer(condition.part, read, if_missing))
    value = read(condition.field)
    if condition.operator == "exists":
        return (value is not None) == condition.values[0]
    if value is None:
        return if_missing(condition.field)
    return _passes(condition, value)


def holds(condition: Condition, read: Callable[[str], Value | None]) -> bool:
    """What a condition says of an event: a test on a missing value is false."""
    return answer(condition, read, lambda _: False) is True


def all_of(answers: list[Answer]) -> Answer:
    """Three-valued "and": one no is a no; otherwise one undecided leaves it undecided."""
    if any(a is False for a in answers):
        return False
    reasons: list[Reason] = [a for a in answers if not isinstance(a, bool)]
    return first_reason(reasons) or True


def _opposite(a: Answer) -> Answer:
    return not a if isinstance(a, bool) else a


def _passes(test: Test, value: Value) -> bool:
    elements = value if isinstance(value, tuple) else (value,)
    if test.operator == "in":
        return any(_equal(element, wanted) for element in elements for wanted in test.values)
    if test.operator == "not_in":
        return not any(_equal(element, wanted) for element in elements for wanted in test.values)
    if test.operator == "has_all":
        return all(any(_equal(element, wanted) for element in elements) for wanted in test.values)
    return any(_compares(test.operator, element, test.values[0]) for element in elements)


def _equal(value: Value, wanted: Constant) -> bool:
    if isinstance(value, Moment) and isinstance(wanted, Moment):
        return value.first <= wanted.last and value.last >= wanted.first  # days are equal where they overlap
    return value == wanted


def _compares(operator: str, value: Value, limit: Constant) -> bool:
    if operator == "contains":
        return str(limit) in str(value)
    if operator == "matches":
        return _found(str(limit), str(value))
    if isinstance(value, Moment) and isinstance(limit, Moment):
        return {
            "lte": value.first <= limit.last,
            "gte": value.last >= limit.first,
            "lt": value.first < limit.first,
            "gt": value.last > limit.last,
        }[operator]
    assert isinstance(value, int)  # the loader lets only numbers and dates be compared
    assert isinstance(limit, int)
    return {"lte": value <= limit, "gte": value >= limit, "lt": value < limit, "gt": value > limit}[operator]


@lru_cache(maxsize=65536)
def _found(pattern: str, text: str) -> bool:
    found: bool = pc.match_substring_regex(pa.array([text]), pattern)[0].as_py()
    return found
