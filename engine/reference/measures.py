"""What matching events come to as one number (DESIGN §3 measures, §5 nothing to measure)."""

from __future__ import annotations

from fractions import Fraction
from typing import Sequence

from zhiben.engine.reference.civil_days import CivilDays
from zhiben.engine.reference.conditions import Reason, holds
from zhiben.engine.reference.facts import Event, Value
from zhiben.events.vocabulary import SCALE
from zhiben.rules.model import Bound, Measure

# These can only grow as events are added; `min` can only fall; the others may go either way.
GROWING = ("count", "days", "distinct", "covers", "max")

Measured = Fraction | Reason


def measured(measure: Measure, events: Sequence[Event], days: CivilDays) -> Measured:
    """The exact number, or why there is none."""
    if measure.name in ("count", "standing"):
        return Fraction(len(events))
    if measure.name == "days":
        return Fraction(len({days.day(event.first) for event in events}))
    if measure.name == "share":
        assert measure.where is not None
        part = sum(holds(measure.where, event.fields.get) for event in events)
        return Fraction(part, len(events)) if events else "nothing-to-measure"

    assert measure.field is not None
    values = [event.fields[measure.field] for event in events]
    if measure.name == "distinct":
        return Fraction(len(_seen(values)))
    if measure.name == "covers":
        wanted = set(measure.values)
        return Fraction(len(_seen(values) & wanted), len(wanted))

    numbers = [_number(value) for value in values]
    if measure.name == "sum":
        return sum(numbers, Fraction(0))
    if not numbers:
        return "nothing-to-measure"
    if measure.name == "mean":
        return sum(numbers, Fraction(0)) / len(numbers)
    if measure.name == "min":
        return min(numbers)
    if measure.name == "max":
        return max(numbers)
    assert measure.name == "latest"
    latest = {number for event, number in zip(events, numbers, strict=True) if event.first == events[-1].first}
    return latest.pop() if len(latest) == 1 else "conflicting-latest"


def satisfied(bound: Bound, value: Fraction) -> bool:
    """Whether a number lies within the bound, both ends included."""
    return not is_below(bound, value) and not is_above(bound, value)


def is_below(bound: Bound, value: Fraction) -> bool:
    """Whether a number misses the lower limit."""
    return isinstance(bound.low, int) and value < Fraction(bound.low, SCALE)


def is_above(bound: Bound, value: Fraction) -> bool:
    """Whether a number exceeds the upper limit."""
    return isinstance(bound.high, int) and value > Fraction(bound.high, SCALE)


def _seen(values: Sequence[Value]) -> set[Value]:
    """Every value that occurs; a list counts with each of its items."""
    return {item for value in values for item in (value if isinstance(value, tuple) else (value,))}


def _number(value: Value) -> Fraction:
    assert isinstance(value, int)  # the loader lets only numbers be measured
    return Fraction(value, SCALE)
