"""Numbers, dates, durations and bounds one step up and down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec.structs import replace

from zhiben.events.vocabulary import SCALE, Storage
from zhiben.rules.model import Bound, Constant, Duration, FieldLimit, Limit, Moment, Period, PreviousLimit, Unit
from zhiben.rules.words import PERIODS

_NEIGHBOUR: dict[Unit, Unit] = {
    "minutes": "hours", "hours": "days", "days": "workdays", "workdays": "days", "weeks": "days", "months": "weeks",
    "years": "months",
}  # fmt: skip
_DAY = 86_400_000_000
_ONE_DAY = dt.timedelta(days=1)


def number_step(millionths: int) -> int:
    """One unit of the last digit that the number is written with."""
    step = SCALE
    while millionths % step:
        step //= 10
    return step


def written(millionths: int) -> str:
    """A number as in a rule file."""
    text = f"{millionths / SCALE:.6f}".rstrip("0").rstrip(".")
    return text or "0"


def durations(given: Duration) -> Iterator[tuple[str, Duration]]:
    """One more, one less, another unit."""
    other = _NEIGHBOUR[given.unit]
    for found in (
        replace(given, amount=given.amount + 1),
        replace(given, amount=given.amount - 1),
        replace(given, unit=other),
    ):
        if found.amount > 0:
            yield f"{given} -> {found}", found


def dates(given: dt.date) -> Iterator[tuple[str, dt.date]]:
    """The days beside."""
    for found in (given - _ONE_DAY, given + _ONE_DAY):
        yield f"{given} -> {found}", found


def periods(given: Period) -> Iterator[tuple[str, Period]]:
    """The next shorter and the next longer period (a half-year is between quarter and year)."""
    place = PERIODS.index(given)
    for other in (place - 1, place + 1):
        if 0 <= other < len(PERIODS):
            yield f"every {given} -> every {PERIODS[other]}", PERIODS[other]


def constants(given: Constant, storage: Storage) -> Iterator[Constant]:
    """A number or duration one step up and down, a day moved, a flag turned; texts are exchanged elsewhere."""
    if isinstance(given, bool):
        yield not given
    elif isinstance(given, int):
        step = _duration_step(given) if storage == "duration" else number_step(given)
        yield from (given - step, given + step)
    elif isinstance(given, Moment):
        yield from (Moment(given.first + shift, given.last + shift) for shift in (-_DAY, _DAY))


def _duration_step(micros: int) -> int:
    return next(unit for unit in (_DAY, _DAY // 24, _DAY // 1440, 1) if micros % unit == 0)


def limits(given: Limit) -> Iterator[tuple[str, Limit]]:
    """A limit one step up and down."""
    if isinstance(given, FieldLimit | PreviousLimit):
        for times in (given.times - SCALE // 10, given.times + SCALE // 10):
            yield f"times {written(given.times)} -> {written(times)}", replace(given, times=times)
        return
    for found in (given - number_step(given), given + number_step(given)):
        yield f"{written(given)} -> {written(found)}", found


def bounds(given: Bound) -> Iterator[tuple[str, Bound]]:
    """Other limits, and the comparison sharpened to `exactly`."""
    if given.name == "exactly" and given.low is not None:
        for said, found in limits(given.low):
            yield f"exactly {said}", Bound("exactly", found, found)
        yield "exactly -> at_least", Bound("at_least", given.low)
        yield "exactly -> at_most", Bound("at_most", None, given.low)
        return
    if given.low is not None:
        for said, found in limits(given.low):
            yield f"{given.name} {said}", replace(given, low=found)
    if given.high is not None:
        for said, found in limits(given.high):
            yield f"{given.name} {said}", replace(given, high=found)
    limit = given.low if given.name == "at_least" else given.high
    if given.name != "between" and limit is not None and limit != 0:
        yield f"{given.name} -> exactly", Bound("exactly", limit, limit)
