"""Durations on the civil calendar: where a time limit ends, by exact or by legal counting.

Legal counting (Civil Code of the PRC, arts. 200-204): the day of the trigger is not counted, the last day counts to its
end, months end on the day of the same number or on their last.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property

import numpy as np
from msgspec import Struct

from zhiben.engine.search import Flags, Ints
from zhiben.events.civil import CivilCalendar, from_day, to_day
from zhiben.events.workdays import published
from zhiben.rules.model import Duration, Period

MINUTE = 60_000_000
_EXACT = {"minutes": MINUTE, "hours": 60 * MINUTE}
_MONTHS = {"months": 1, "years": 12}
_PERIOD_MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_WORKDAYS_A_YEAR = 150  # fewer than any year has: how far the working calendar must reach is never underestimated


class Reckoning(Struct, frozen=True):
    """Civil arithmetic of one rulebook: its zone and its working days."""

    civil: CivilCalendar
    holidays: str

    def closes(self, duration: Duration, first: Ints, last: Ints) -> tuple[Ints, Flags]:
        """Ends of `within duration` after triggers.

        Args:
            first, last: (n,) first and last instant of each trigger (equal unless it is a bare date).

        Returns:
            (n,) closes, not included; (n,) True where the working calendar is published that far.
        """
        if duration.is_exact:
            return last + duration.amount * _EXACT[duration.unit] + 1, np.ones(len(last), np.bool_)
        days, known = self.later(duration, self.civil.days(first))
        return self.civil.starts(days + 1), known

    def opens(self, duration: Duration, first: Ints) -> tuple[Ints, Flags]:
        """(n,) openings of `before duration` of triggers with (n,) first instants, and where they are known."""
        if duration.is_exact:
            return first - duration.amount * _EXACT[duration.unit], np.ones(len(first), np.bool_)
        days, known = self.earlier(duration, self.civil.days(first))
        return self.civil.starts(days), known

    def later(self, duration: Duration, days: Ints) -> tuple[Ints, Flags]:
        """(n,) days so much after (n,) days, and where they are known. Civil units only."""
        if duration.unit == "workdays":
            return self._workdays_later(days, duration.amount)
        return _shifted(days, duration, 1), np.ones(len(days), np.bool_)

    def earlier(self, duration: Duration, days: Ints) -> tuple[Ints, Flags]:
        """(n,) days so much before (n,) days, and where they are known. Civil units only."""
        if duration.unit == "workdays":
            return self._workdays_earlier(days, duration.amount)
        return _shifted(days, duration, -1), np.ones(len(days), np.bool_)

    def next_workday(self, days: Ints) -> tuple[Ints, Flags]:
        """(n,) first working days at or after (n,) days, and where they are known."""
        return self._workdays_later(days - 1, 1)

    def _workdays_later(self, days: Ints, amount: int) -> tuple[Ints, Flags]:
        if amount == 0 or not len(days):
            return days, np.ones(len(days), np.bool_)
        span = _WorkingSpan.over(self.holidays, int(days.min()), int(days.max()), amount)
        wanted = span.workdays_through(days) + amount
        found = np.searchsorted(span.total, wanted, "left").astype(np.int64)
        inside = np.minimum(found, len(span.total) - 1)
        known = (found < len(span.total)) & (span.blank_through(inside + span.start) == span.blank_through(days))
        return np.where(known, inside + span.start, days), known

    def _workdays_earlier(self, days: Ints, amount: int) -> tuple[Ints, Flags]:
        if amount == 0 or not len(days):
            return days, np.ones(len(days), np.bool_)
        span = _WorkingSpan.over(self.holidays, int(days.min()), int(days.max()), amount)
        wanted = span.workdays_through(days - 1) - amount + 1
        found = np.searchsorted(span.total, wanted, "left").astype(np.int64)
        known = (wanted >= 1) & (span.blank_through(found + span.start - 1) == span.blank_through(days - 1))
        return np.where(known, found + span.start, days), known


class _WorkingSpan(Struct, frozen=True, dict=True):
    """Running totals of working days, and of days whose calendar is not published, over whole years."""

    start: int  # day number of the first day
    total: Ints  # (n,) working days from the start through each day
    blank: Ints  # (n,) unpublished days from the start through each day

    @classmethod
    def over(cls, country: str, first: int, last: int, amount: int) -> _WorkingSpan:
        reach = amount // _WORKDAYS_A_YEAR + 1
        years = range(max(from_day(first).year - reach, 1), min(from_day(last).year + reach, 9998) + 1)
        working, blank = [], []
        for year in years:
            start, end = to_day(dt.date(year, 1, 1)), to_day(dt.date(year + 1, 1, 1))
            known = published(country, year)
            flags = np.zeros(end - start, np.int64)
            if known is not None:
                flags[[to_day(day) - start for day in known]] = 1
            working.append(flags)
            blank.append(np.full(end - start, int(known is None), np.int64))
        return cls(
            to_day(dt.date(years[0], 1, 1)), np.cumsum(np.concatenate(working)), np.cumsum(np.concatenate(blank))
        )

    def workdays_through(self, days: Ints) -> Ints:
        return self._padded_total[days - self.start + 1]

    def blank_through(self, days: Ints) -> Ints:
        return self._padded_blank[days - self.start + 1]

    @cached_property
    def _padded_total(self) -> Ints:
        return np.concatenate([np.zeros(1, np.int64), self.total])

    @cached_property
    def _padded_blank(self) -> Ints:
        return np.concatenate([np.zeros(1, np.int64), self.blank])


def period(unit: Period, days: Ints, ahead: Ints | int = 0) -> tuple[Ints, Ints]:
    """The civil period that holds each day, or the one so many periods after it.

    Args:
        ahead: of any shape that goes with that of the days.

    Returns:
        (n,) its first day and (n,) the first day after it; weeks start on Monday.
    """
    if unit == "day":
        return days + ahead, days + ahead + 1
    if unit == "week":
        monday = days - (days + 3) % 7 + 7 * ahead  # 1970-01-01 was a Thursday
        return monday, monday + 7
    length = _PERIOD_MONTHS[unit]
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    start = months - months % length + length * ahead
    return _first_days(start), _first_days(start + length)


def _shifted(days: Ints, duration: Duration, sign: int) -> Ints:
    amount = sign * duration.amount
    if duration.unit == "days":
        return days + amount
    if duration.unit == "weeks":
        return days + 7 * amount
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    of_month = days - _first_days(months)
    target = months + amount * _MONTHS[duration.unit]
    return np.minimum(_first_days(target) + of_month, _first_days(target + 1) - 1)


def _first_days(months: Ints) -> Ints:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
