"""Values with which an event satisfies a condition, found once for a rule: what a record has to say."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import islice

from zhiben.engine.reference.conditions import holds
from zhiben.engine.reference.facts import Value
from zhiben.engine.simulate.conditions import Literal, alternatives
from zhiben.engine.simulate.palette import Palette
from zhiben.events.vocabulary import DECIDED, Field
from zhiben.rules.model import Condition

_BUILT_IN = {"source": Field("source", "text")}
_NOT_VALUES = ("time", "recordedtime", "recorded_after", "subject")  # of these the span and the occasion decide
_SIZE = 1000  # values of a field that are tried


def satisfying(
    condition: Condition, fields: Mapping[str, Field], palette: Palette, day: int, pinned: frozenset[str]
) -> dict[str, Value] | None:
    """Values of the fields that a condition looks at, those of `pinned` apart; None where none were found."""
    for way in alternatives(condition):
        found = _met(way, fields, palette, day, pinned)
        if found is not None:
            return found
    return None


def _met(
    way: list[Literal], fields: Mapping[str, Field], palette: Palette, day: int, pinned: frozenset[str]
) -> dict[str, Value] | None:
    row: dict[str, Value] = {}
    for name in dict.fromkeys(test.field for test, _ in way):
        if name in pinned or name in _NOT_VALUES:
            continue
        found = list(islice(_good(name, way, fields, palette, day), 1))
        if not found:
            return None
        if found[0] is not None:
            row[name] = found[0]
    return row


def choices(
    name: str, way: list[Literal], fields: Mapping[str, Field], palette: Palette, day: int
) -> list[Value | None]:
    """Values of one field with which all its tests say what they must, those that are there first."""
    return list(islice(_good(name, way, fields, palette, day), _SIZE))


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
