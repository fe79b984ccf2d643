"""Civil time: which instant a calendar day begins in a zone, and which day an instant belongs to.

Instants are int64 microseconds since the epoch, UTC. Days are int64 days since 1970-01-01 on the civil calendar.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Instants = npt.NDArray[np.int64]
Days = npt.NDArray[np.int64]

US = 1
SECOND = 1_000_000
DAY = 86_400 * SECOND
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
EPOCH_DAY = dt.date(1970, 1, 1).toordinal()

# The civil years that are understood; anything outside is a data error, not a date of an audit.
FIRST_YEAR, LAST_YEAR = 1900, 2199
FIRST_DAY = dt.date(FIRST_YEAR, 1, 1).toordinal() - EPOCH_DAY
LAST_DAY = dt.date(LAST_YEAR, 12, 31).toordinal() - EPOCH_DAY

# Stand-ins for "without limit" in instant arithmetic; far outside every understood year.
NEVER = np.int64(2**62)
ALWAYS = np.int64(-(2**62))

_FIRST_MIDNIGHT = dt.datetime(FIRST_YEAR, 1, 1)
_FEW = 10_000  # instants from which on it pays to ask whether the clock is ever changed between them
_SAMPLED = 4  # days; in no zone has an offset ever been changed and changed back within so few


def to_micros(moment: dt.datetime) -> int:
    """Instant of an aware datetime, exact (no float seconds)."""
    return (moment - EPOCH) // dt.timedelta(microseconds=1)


def from_micros(instant: int) -> dt.datetime:
    """Aware UTC datetime of an instant."""
    return EPOCH + dt.timedelta(microseconds=int(instant))


def to_day(date: dt.date) -> int:
    """Days since 1970-01-01."""
    return date.toordinal() - EPOCH_DAY


def from_day(day: int) -> dt.date:
    """Calendar date of a day number."""
    return dt.date.fromordinal(int(day) + EPOCH_DAY)


@dataclass(frozen=True)
class CivilCalendar:
    """Days and instants of one zone.

    A day without a midnight starts at its first instant; an ambiguous midnight is its first occurrence (DESIGN §4).
    """

    zone: str
    _starts: Instants = field(repr=False, compare=False)

    def start(self, day: int) -> int:
        """First instant of a civil day; days outside the understood years are clamped."""
        return int(self._starts[min(max(int(day), FIRST_DAY), LAST_DAY + 1) - FIRST_DAY])

    def starts(self, days: Days) -> Instants:
        """(n,) first instants of (n,) civil days; days outside the understood years are clamped."""
        clamped: Days = np.minimum(np.maximum(days, FIRST_DAY), LAST_DAY + 1)  # `clip` takes longer for few
        return self._starts[clamped - FIRST_DAY]

    def shift(self, first: int, last: int) -> int | None:
        """What brings civil times of all days from the first to the last to UTC, in us; None where it is not the same.

        Civil times are us since 1970-01-01T00:00 on the zone's own clock; None also beyond the understood years.
        """
        if not FIRST_DAY <= first <= last <= LAST_DAY:
            return None
        shifts = self._starts[first - FIRST_DAY : last + 2 - FIRST_DAY] - np.arange(first, last + 2) * DAY
        return int(shifts[0]) if (shifts == shifts[0]).all() else None

    def day(self, instant: int) -> int:
        """Civil day of an instant; before the understood years the day before them, after them the day after."""
        starts, instant = self._starts, int(instant)
        place = min(max(instant // DAY - FIRST_DAY, 0), len(starts) - 1)  # by UTC; a zone is never far from it
        while place + 1 < len(starts) and starts[place + 1] <= instant:
            place += 1
        while place >= 0 and starts[place] > instant:
            place -= 1
        return place + FIRST_DAY

    def days(self, instants: Instants) -> Days:
        """(n,) civil days of (n,) instants."""
        if len(instants) > _FEW:
            first, last = self.day(instants.min()), self.day(instants.max())
            shift = self.shift(first, last)
            if shift is not None:
                found: Days = (instants - shift) // DAY
                return found
        return np.searchsorted(self._starts, instants, side="right").astype(np.int64) - 1 + FIRST_DAY

    def instant(self, moment: dt.datetime) -> int:
        """Instant of a naive civil datetime: the first if ambiguous, the first instant after a gap if it never was."""
        return _civil_instant(moment, ZoneInfo(self.zone))


@lru_cache(maxsize=16)
def calendar(zone: str) -> CivilCalendar:
    """The calendar of an IANA zone.

    Raises:
        zoneinfo.ZoneInfoNotFoundError: no such zone.
    """
    tz = ZoneInfo(zone)
    size = LAST_DAY - FIRST_DAY + 2
    sampled = np.append(np.arange(0, size - 1, _SAMPLED), size - 1)
    offsets = _offsets(tz, sampled)
    changes = np.flatnonzero(np.diff(offsets))
    # Only around a change of offset can a midnight be missing or ambiguous, or have another offset than its neighbours.
    starts = np.arange(FIRST_DAY, LAST_DAY + 2, dtype=np.int64) * DAY - np.repeat(
        offsets, np.diff(sampled, append=size)
    )
    for i in (day for change in changes for day in range(sampled[change], sampled[change + 1] + 1)):
        starts[i] = _civil_instant(_FIRST_MIDNIGHT + dt.timedelta(days=i), tz)
    return CivilCalendar(zone, np.maximum.accumulate(starts))


def _offsets(tz: ZoneInfo, days: Days) -> npt.NDArray[np.int64]:
    """(n,) us by which civil time is ahead of UTC at the midnights of (n,) days after the first."""
    if tz.key == "UTC":
        return np.zeros(len(days), np.int64)
    midnight, offset = dt.datetime.fromordinal, tz.utcoffset
    found = [offset(midnight(ordinal)) for ordinal in (days + _FIRST_MIDNIGHT.toordinal()).tolist()]
    return np.array(found, "timedelta64[us]").astype(np.int64)


def _civil_instant(moment: dt.datetime, tz: ZoneInfo) -> int:
    found = moment.replace(tzinfo=tz, fold=0).astimezone(dt.UTC)
    if found.astimezone(tz).replace(tzinfo=None) == moment:
        return to_micros(found)
    # The clock jumped over this civil time: the answer is the jump itself, found by halving.
    low, high = to_micros(found) - 2 * DAY, to_micros(found) + DAY
    while high - low > 1:
        middle = (low + high) // 2
        civil = from_micros(middle).astimezone(tz).replace(tzinfo=None)
        low, high = (low, middle) if civil >= moment else (middle, high)
    return high
