"""Civil days of one zone, counted as the law counts them (DESIGN §4), with nothing but `datetime` and `zoneinfo`.

A day is the number of days since 1970-01-01; an instant is microseconds since the epoch, UTC. Working on its own, apart
from `events/civil.py`, so that a mistake in either is noticed.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from zoneinfo import ZoneInfo

from zhiben.events.civil import FIRST_DAY, LAST_DAY, from_day, from_micros, to_day, to_micros
from zhiben.events.workdays import published
from zhiben.rules.model import Duration, Period

ALWAYS = -(2**62)  # before every event
NEVER = 2**62  # after every event

_EXACT = {"minutes": 60_000_000, "hours": 3_600_000_000}
_MONTHS_OF_PERIOD = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


class CivilDays:
    """The calendar of one rulebook: its zone, and the country whose working days count."""

    def __init__(self, zone: str, country: str) -> None:
        self._zone = ZoneInfo(zone)
        self._country = country
        self._starts: dict[int, int] = {}

    def start(self, day: int) -> int:
        """First instant of a day; days outside the understood years are taken as the nearest edge."""
        day = min(max(day, FIRST_DAY), LAST_DAY + 1)
        if day not in self._starts:
            self._starts[day] = self._first_instant(from_day(day))
        return self._starts[day]

    def end(self, day: int) -> int:
        """First instant after a day."""
        return self.start(day + 1)

    def day(self, instant: int) -> int:
        """The day in which an instant lies: the one that has started and whose successor has not."""
        day = to_day(from_micros(instant).astimezone(self._zone).date())
        while self.end(day) <= instant:
            day += 1
        while self.start(day) > instant:
            day -= 1
        return day

    def _first_instant(self, date: dt.date) -> int:
        midnight = dt.datetime(date.year, date.month, date.day, tzinfo=self._zone)
        instant = to_micros(midnight.astimezone(dt.UTC))  # an ambiguous midnight is its first occurrence (fold 0)
        if self._clock(instant) == midnight.replace(tzinfo=None):
            return instant
        # The clock jumped over this midnight. The jump lies between the two ways of reading it.
        before = to_micros(midnight.replace(fold=1).astimezone(dt.UTC)) - 1
        while instant - before > 1:
            middle = (before + instant) // 2
            if self._clock(middle) < midnight.replace(tzinfo=None):
                before = middle
            else:
                instant = middle
        return instant

    def _clock(self, instant: int) -> dt.datetime:
        return from_micros(instant).astimezone(self._zone).replace(tzinfo=None)

    def period(self, instant: int, period: Period) -> tuple[int, int]:
        """First instant of the civil period in which `instant` lies, and first instant after it."""
        day = self.day(instant)
        if period == "day":
            return self.start(day), self.end(day)
        if period == "week":
            monday = day - from_day(day).weekday()
            return self.start(monday), self.start(monday + 7)
        months = _MONTHS_OF_PERIOD[period]
        date = from_day(day)
        first = to_day(date.replace(month=(date.month - 1) // months * months + 1, day=1))
        return self.start(first), self.start(_add_months(first, months))

    def is_workday(self, day: int) -> bool | None:
        """None where the calendar of that year is not published."""
        if not FIRST_DAY <= day <= LAST_DAY:
            return None
        date = from_day(day)
        workdays = published(self._country, date.year)
        return None if workdays is None else date in workdays

    def rolled(self, day: int) -> int | None:
        """The day itself if it is a working day, else the next one; None where that is not published."""
        while (working := self.is_workday(day)) is False:
            day += 1
        return None if working is None else day

    def moved(self, day: int, duration: Duration, direction: int = 1) -> int | None:
        """The day that lies `duration` (civil units) after `day`, or before it with direction -1.

        Month ends clamp: a month after 31 January is 28 or 29 February. None where workdays are not published.
        """
        amount = duration.amount
        if duration.unit == "workdays":
            while amount:
                day += direction
                working = self.is_workday(day)
                if working is None:
                    return None
                amount -= working
            return day
        if duration.unit == "days":
            return day + direction * amount
        if duration.unit == "weeks":
            return day + direction * 7 * amount
        return _add_months(day, direction * amount * (12 if duration.unit == "years" else 1))

    def last_instant(self, last: int, duration: Duration) -> int | None:
        """Last instant of the legal period of `duration` after something whose own last instant is `last`.

        Minutes and hours: exactly so much later. Days and longer: the day itself is not counted, the last day counts to
        its end. None where workdays are not published.
        """
        if duration.is_exact:
            return last + exact(duration)
        day = self.moved(self.day(last), duration)
        return None if day is None else self.end(day) - 1

    def first_instant(self, first: int, duration: Duration) -> int | None:
        """Where looking back `duration` from `first` begins: exactly, or at the start of the day so long before."""
        if duration.is_exact:
            return first - exact(duration)
        day = self.moved(self.day(first), duration, -1)
        return None if day is None else self.start(day)


def exact(duration: Duration) -> int:
    """Microseconds of a duration in minutes or hours."""
    return duration.amount * _EXACT[duration.unit]


def _add_months(day: int, months: int) -> int:
    date = from_day(min(max(day, FIRST_DAY), LAST_DAY))
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if not 1 <= year <= 9998:
        return FIRST_DAY if year < 1 else LAST_DAY + 1
    return to_day(dt.date(year, month + 1, min(date.day, monthrange(year, month + 1)[1])))
