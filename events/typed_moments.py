"""Columns of native dates and timestamps to first and last instants."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhiben.events.civil import DAY, FIRST_DAY, LAST_DAY, CivilCalendar
from zhiben.events.dates import EXPECTED
from zhiben.events.distinct import Decoded
from zhiben.events.sheet import Rows
from zhiben.events.values import Fault
from zhiben.events.vocabulary import ARROW

INSTANT = ARROW["time"]
_FAR = 2**62  # us from the epoch; beyond every understood year


def of_days(column: pa.Array, civil: CivilCalendar) -> Decoded:
    """First and last instants of a `date32` column; days outside the understood years are bad."""
    days = column.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    missing = column.is_null().to_numpy(zero_copy_only=False)
    bad = np.flatnonzero((days < FIRST_DAY) | (days > LAST_DAY))
    first, last = civil.starts(days), civil.starts(days + 1) - 1
    return _moments(first, last, missing, bad, column)


def of_timestamps(column: pa.Array, civil: CivilCalendar) -> Decoded:
    """Instants, first and last the same, of a `timestamp` column of any unit; without a zone it is civil time."""
    missing = column.is_null().to_numpy(zero_copy_only=False)
    micros = _micros(column)
    void = missing if missing.any() else None
    micros = micros if void is None else np.where(missing, 0, micros)
    quick = _plain_instants(micros, column.type.tz is not None, civil)
    if quick is not None:
        first = as_instants(quick, void)
        return Decoded(first, first)
    instants = micros if column.type.tz is not None else _from_civil(micros, civil)
    low, high = civil.start(FIRST_DAY), civil.start(LAST_DAY + 1)
    bad = np.flatnonzero(
        (instants < low) | (instants >= high) | (micros // DAY > LAST_DAY + 1) | (micros // DAY < FIRST_DAY - 1)
    )
    return _moments(instants, instants, missing, bad, column)


def _plain_instants(micros: Rows, is_aware: bool, civil: CivilCalendar) -> Rows | None:
    """Instants where the clock is never changed between the first and the last, or None where that needs a look."""
    low, high = int(micros.min(initial=0)), int(micros.max(initial=0))
    shift = civil.shift(low // DAY - 1, high // DAY + 1)
    if shift is None:
        return None
    return micros if is_aware or not shift else micros + shift


def _micros(column: pa.Array) -> Rows:
    """(n,) numbers of a column as us, 0 for nulls; what is too far away for that, as far away as can be.

    Exact for finer units but for the part of a microsecond that is cut off.
    """
    whole = column.cast(pa.int64())
    numbers: Rows = (whole.fill_null(0) if whole.null_count else whole).to_numpy(zero_copy_only=False)
    unit = column.type.unit
    if unit == "ns":
        return numbers // 1000
    factor = {"us": 1, "ms": 1000, "s": 1_000_000}[unit]
    return numbers if factor == 1 else np.clip(numbers, -(_FAR // factor), _FAR // factor) * factor


def _from_civil(micros: Rows, civil: CivilCalendar) -> Rows:
    """Instants of civil times given as us since 1970-01-01T00:00 on the zone's own clock."""
    days = micros // DAY
    start = civil.starts(days)
    found = start + micros % DAY
    # A day of another length has a change of clock somewhere in it: those times are looked at one by one.
    odd = np.flatnonzero((civil.starts(days + 1) - start != DAY) & (days >= FIRST_DAY) & (days <= LAST_DAY))
    if len(odd):
        distinct, codes = np.unique(micros[odd], return_inverse=True)
        epoch = dt.datetime(1970, 1, 1)
        exact = [civil.instant(epoch + dt.timedelta(microseconds=int(m))) for m in distinct]
        found[odd] = np.array(exact, np.int64)[codes]
    outside = (days < FIRST_DAY) | (days > LAST_DAY)
    return np.where(outside, np.where(days < FIRST_DAY, -_FAR, _FAR), found)


def _moments(first: Rows, last: Rows, missing: npt.NDArray[np.bool_], bad: Rows, column: pa.Array) -> Decoded:
    bad = bad[~missing[bad]]
    void = missing.copy()
    void[bad] = True
    texts = column.take(pa.array(bad)).cast(pa.string()).to_pylist() if len(bad) else []
    fault = Fault("bad-date", "the date is outside the understood years", EXPECTED)
    begins = as_instants(first, void)
    return Decoded(begins, begins if last is first else as_instants(last, void), bad, [fault] * len(bad), texts)


def as_instants(micros: Rows, void: npt.NDArray[np.bool_] | None) -> pa.Array:
    """(n,) us since the epoch as instants, null where `void`."""
    return pa.array(micros, pa.int64(), mask=void).cast(INSTANT)
