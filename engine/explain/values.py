"""Values with which an event satisfies a condition, found once for a rule: what a record has to say."""

from __future__ import annotations

import random
from collections.abc import Collection, Container, Iterator, Mapping
from itertools import islice

from zhiben.engine.reference.conditions import holds
from zhiben.engine.reference.facts import Value
from zhiben.engine.simulate.conditions import Literal, alternatives
from zhiben.engine.simulate.palette import Palette
from zhiben.events.civil import DAY
from zhiben.events.vocabulary import DECIDED, SCALE, Field
from zhiben.rules.model import Condition, Moment

_BUILT_IN = {"source": Field("source", "text")}
_NOT_VALUES = ("time", "recordedtime", "recorded_after", "subject")  # of these the span and the occasion decide


def satisfying(
    condition: Condition,
    fields: Mapping[str, Field],
    palette: Palette,
    day: int,
    pinned: Container[str],
    needed: Collection[str] = (),
    most: int = 1,
) -> dict[str, list[Value]] | None:
    """Values of the fields that a condition looks at, and of those that must say something; None where none were found.

    Args:
        day: civil day around which dates are made up.
        pinned: fields that are left out, since something else says what they hold.
        needed: fields that must be there, whether the condition looks at them or not.
        most: how many values of each field are wanted, the likeliest first; there may be fewer, but one at least.
    """
    for way in alternatives(condition):
        found = _met(way, fields, palette, day, pinned, needed, most)
        if found is not None:
            return found
    return None


def any_value(known: Field | None, number: int, day: int) -> Value:
    """Some value of a field; another one for another number, where there are so many."""
    if known is None or known.storage == "text":
        if known is not None and known.type == "category" and known.values:
            word = known.values[number % len(known.values)].name
        else:
            word = f"example {number + 1}"
        return (word,) if known is not None and known.many else word
    if known.storage == "flag":
        return number == 0
    if known.storage == "time":
        return Moment((day + number) * DAY, (day + number + 1) * DAY - 1)
    return (number + 1) * SCALE


def _met(
    way: list[Literal],
    fields: Mapping[str, Field],
    palette: Palette,
    day: int,
    pinned: Container[str],
    needed: Collection[str],
    most: int,
) -> dict[str, list[Value]] | None:
    row: dict[str, list[Value]] = {}
    tested = dict.fromkeys(test.field for test, _ in way)
    for name in dict.fromkeys([*tested, *needed]):
        if name in pinned or name in _NOT_VALUES:
            continue
        good = (value for value in _good(name, way, fields, palette, day) if value is not None or name not in needed)
        found = list(islice(good, most))
        if name not in tested and len(found) < most:
            found = [any_value(fields.get(name), number, day) for number in range(most)]
        if not found:
            return None
        if found[0] is not None:
            row[name] = [value for value in found if value is not None]
    return row


def _good(
    name: str, way: list[Literal], fields: Mapping[str, Field], palette: Palette, day: int
) -> Iterator[Value | None]:
    known = fields.get(name) or DECIDED.fields.get(name) or _BUILT_IN.get(name)
    if known is None:
        return
    mine = [literal for literal in way if literal[0].field == name]
    tried = palette.candidates(known, [test for test, _ in mine], day, random.Random(0))
    tried = [value for value in tried if value is not None] + [None]
    for test, is_wanted in mine:
        if is_wanted and test.operator == "in" and known.storage == "text" and not known.many:
            tried = [value for value in tried if value in test.values]  # of a long list of words these are few
    yield from (value for value in tried if all(_says(literal, name, value) for literal in mine))


def _says(literal: Literal, name: str, value: Value | None) -> bool:
    test, is_wanted = literal
    row = {} if value is None else {name: value}
    return holds(test, row.get) is is_wanted
