"""Values that make a condition true, or false in one single test.

A condition is taken as its alternatives, each a list of tests that must hold or must not; a field's value is then
looked for among candidates made from the tests themselves, and checked with the definition the reference uses.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from itertools import islice, product

from zhiben.engine.reference.conditions import holds
from zhiben.engine.reference.facts import Value
from zhiben.rules.model import AllOf, Condition, Not, Test

Literal = tuple[Test, bool]  # a test, and whether it is to hold
Row = dict[str, Value]
Candidates = Callable[[str, list[Test]], list[Value | None]]

_ALTERNATIVES = 64


def alternatives(condition: Condition, is_wanted: bool = True) -> list[list[Literal]]:
    """The ways to make a condition true (or false): lists of tests with what each must say."""
    if isinstance(condition, Test):
        return [[(condition, is_wanted)]]
    if isinstance(condition, Not):
        return alternatives(condition.part, not is_wanted)
    parts = [alternatives(part, is_wanted) for part in condition.parts]
    if isinstance(condition, AllOf) == is_wanted:
        return [[literal for way in ways for literal in way] for ways in islice(product(*parts), _ALTERNATIVES)]
    return [way for ways in parts for way in ways][:_ALTERNATIVES]


def satisfied(
    condition: Condition, pinned: Mapping[str, Value], candidates: Candidates, rng: random.Random
) -> tuple[Row, list[Literal]] | None:
    """Values with which a condition holds, and the tests that had to; None where none were found.

    Args:
        pinned: fields that keep their value.
        candidates: values a field may take (None = missing), the likeliest first.
    """
    ways = alternatives(condition)
    rng.shuffle(ways)
    for way in ways:
        found = _met(way, pinned, candidates, rng)
        if found is not None and holds(condition, found.get):
            return found, way
    return None


def broken(
    condition: Condition,
    row: Mapping[str, Value],
    way: list[Literal],
    free: Callable[[str], bool],
    candidates: Candidates,
    rng: random.Random,
) -> tuple[str, Value | None] | None:
    """One field with another value, so that just one test fails and the condition with it; None where that cannot be.

    Args:
        row: values with which the condition holds.
        way: the tests that make it hold.
        free: whether a field may be changed.
    """
    order = list(way)
    rng.shuffle(order)
    for literal in order:
        name = literal[0].field
        if not free(name):
            continue
        others = [other for other in way if other is not literal and other[0].field == name]
        values = candidates(name, [test for test, _ in way if test.field == name])
        for value in _preferring_present(values, rng):
            changed = {key: one for key, one in row.items() if key != name}
            if value is not None:
                changed[name] = value
            if (
                not _says(literal, changed)
                and all(_says(o, changed) for o in others)
                and not holds(condition, changed.get)
            ):
                return name, value
    return None


def _met(way: list[Literal], pinned: Mapping[str, Value], candidates: Candidates, rng: random.Random) -> Row | None:
    row: Row = dict(pinned)
    for name in dict.fromkeys(test.field for test, _ in way):
        literals = [literal for literal in way if literal[0].field == name]
        if name in pinned:
            values: list[Value | None] = [pinned[name]]
        else:
            values = candidates(name, [test for test, _ in literals])
            values = _preferring_present(values, rng)
        for value in values:
            row.pop(name, None)
            if value is not None:
                row[name] = value
            if all(_says(literal, row) for literal in literals):
                break
        else:
            return None
    return row


def _preferring_present(values: list[Value | None], rng: random.Random) -> list[Value | None]:
    """Values in random order, a missing one last."""
    present = [value for value in values if value is not None]
    rng.shuffle(present)
    return [*present, *([None] if None in values else [])]


def _says(literal: Literal, row: Mapping[str, Value]) -> bool:
    test, wanted = literal
    return holds(test, row.get) is wanted
