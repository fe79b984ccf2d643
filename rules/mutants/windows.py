"""A window and its options changed by one step: period, date, duration, `from`, `partial`, `roll`, `grace`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec.structs import replace

from zhiben.rules.model import Before, By, Duration, Duty, Every, SinceLast, Window, Within
from zhiben.rules.mutants.change import Change
from zhiben.rules.mutants.steps import dates, durations, periods

_DAY = Duration(1, "days")
_YEAR = Duration(1, "years")


def windows(duty: Duty) -> Iterator[Change]:
    """Every change of when a duty is owed and of what counts for it by its time."""
    if not (isinstance(duty.window, Before) and duty.measure.name == "standing"):  # looks back without limit anyway
        yield from (Change("window", said, found) for said, found in _lengths(duty.window))
    yield from _starts(duty)
    if isinstance(duty.window, Every):
        other = "skip" if duty.partial == "require" else "require"
        yield Change("partial", f"partial {duty.partial} -> {other}", other)
    if isinstance(duty.window, By | Within) and duty.bound.name == "at_least":
        yield from _more_time(duty)


def _lengths(given: Window) -> Iterator[tuple[str, Window]]:
    if isinstance(given, Every):
        yield from ((said, Every(found)) for said, found in periods(given.period))
    elif isinstance(given, By):
        yield from ((f"by {said}", By(found)) for said, found in dates(given.date))
    elif isinstance(given, Before) and given.duration is None:
        yield f"before any -> {_YEAR}", Before(_YEAR)
    elif isinstance(given, Within | SinceLast | Before) and given.duration is not None:
        word = {Within: "within", SinceLast: "since_last", Before: "before"}[type(given)]
        yield from ((f"{word} {said}", replace(given, duration=found)) for said, found in durations(given.duration))


def _starts(duty: Duty) -> Iterator[Change]:
    if isinstance(duty.from_, dt.date):
        yield from (Change("from_", f"from {said}", found) for said, found in dates(duty.from_))
    elif duty.from_ == "any":
        yield Change("from_", "without from: any", None)
    elif duty.measure.name == "standing":  # as above
        return
    elif isinstance(duty.window, By | SinceLast) or _owes_parts(duty):
        yield Change("from_", "with from: any", "any")


def _owes_parts(duty: Duty) -> bool:
    """Whether a first period that was cut is owed; a day has no part."""
    return isinstance(duty.window, Every) and duty.partial == "require" and duty.window.period != "day"


def _more_time(duty: Duty) -> Iterator[Change]:
    if duty.roll:
        yield Change("roll", "without roll", False)
    if duty.grace is not None:
        yield Change("grace", "without grace", None)
        yield from (Change("grace", f"grace {said}", found) for said, found in durations(duty.grace))
    elif isinstance(duty.window, Within) and duty.window.field is not None:  # other windows are lengthened themselves
        yield Change("grace", f"with grace: {_DAY}", _DAY)
