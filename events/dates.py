"""Dates and instants as people and programs write them.

Accepted: `2024-03-25`, `2024/3/25`, `2024.3.25`, `2024年3月25日`, each optionally with a time of day; ISO instants with
or without offset; in workbooks Excel serials; or whatever a `strptime` format describes. A date without a time of day
is its whole civil day; a time without an offset is civil time of the zone (ambiguous = first occurrence). 24:00 is the
next midnight and a leap second the next minute. Fractions finer than a microsecond are cut off.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from zhiben.events.almost_dates import fault_of
from zhiben.events.civil import (
    DAY,
    FIRST_DAY,
    FIRST_YEAR,
    LAST_DAY,
    LAST_YEAR,
    CivilCalendar,
    from_day,
    to_day,
    to_micros,
)

_FORMS = re.compile(
    r"""(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号])
    (?:(?:\s*T\s*|\s*)(?<!\d)(?P<time>.+)|\s+(?P<spaced>.+))?\Z""",
    re.VERBOSE | re.ASCII,
)
_TIME = re.compile(
    r"(\d{1,2})(?::|[时点])(\d{1,2})(?:(?::|分)(?:(\d{1,2})(?:[.,](\d{1,9}))?秒?)?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?\Z",
    re.ASCII,
)
# As serials these would be days of 1905 and 1906.
_YEAR_AND_MONTH = re.compile(r"((?:19|20)\d\d)(?:\.(\d{1,2}))?\Z", re.ASCII)
_SECOND_DAY = re.compile(r"\s*(?:至|到|~|—|–|、)")
_SERIAL = re.compile(r"\d{1,6}(?:\.\d+)?\Z", re.ASCII)
_EXCEL_EPOCH = to_day(dt.date(1899, 12, 30))
_FALSE_LEAP_DAY = 60  # Excel believes in 29 February 1900; days before it are off by one
_LIKELY = (25_569, 73_051)  # serials of the years 1970 to 2099
_OF_DAY = re.compile(r"%-?[HIMSfpXcsTRzZ]")

EXPECTED = "dates are written 2024-03-25, 2024/3/25, 2024.3.25 or 2024年3月25日, with or without a time such as 10:30"


class Moment(NamedTuple):
    """First and last instant, us since the epoch, UTC; equal unless it is a whole civil day."""

    first: int
    last: int


class BadDate(ValueError):
    """The text is no date; `str()` says why."""


def read_date(text: str, civil: CivilCalendar, pattern: str | None = None, has_serials: bool = False) -> Moment:
    """The moment that a text describes.

    Args:
        text: stripped, not empty.
        civil: days and instants of the zone.
        pattern: a `strptime` format; then no other form is accepted (save cells that a workbook holds as dates).
        has_serials: a bare number counts as an Excel serial.

    Raises:
        BadDate: no date, a date that does not exist, or a year outside those understood.
    """
    text = unicodedata.normalize("NFKC", text)
    if pattern is not None:
        try:
            return _by_pattern(text, pattern, civil)
        except BadDate:
            if not has_serials or not _FORMS.match(text):
                raise
    if has_serials and _SERIAL.match(text):
        if (in_part := _YEAR_AND_MONTH.match(text)) is not None:
            raise BadDate(_lost_zero(text, in_part))
        return _serial(text, civil)
    found = _FORMS.match(text)
    if found is None or (found["time"] and _SECOND_DAY.match(found["time"])):
        raise BadDate(_as_serial(text, civil) or fault_of(text) or "this is not a date")
    year, *pairs = found.groups()[:9]
    month, day = (int(p) for p in pairs if p is not None)
    date = _date(int(year), month, day)
    rest = found["time"] or found["spaced"]
    return whole_day(to_day(date), civil) if rest is None else _with_time(date, rest, civil)


def whole_day(day: int, civil: CivilCalendar) -> Moment:
    """First and last instant of a civil day."""
    return Moment(civil.start(day), civil.start(day + 1) - 1)


def is_understood(instant: int, civil: CivilCalendar) -> bool:
    """Whether an instant lies in an understood year of the zone."""
    return civil.start(FIRST_DAY) <= instant < civil.start(LAST_DAY + 1)


def pattern_fault(pattern: str) -> str | None:
    """What is wrong with a `strptime` format, or None."""
    try:
        sample = dt.datetime(2024, 3, 25, 10, 30, tzinfo=dt.UTC).strftime(pattern)
        found = dt.datetime.strptime(sample, pattern)
    except (ValueError, re.error) as why:
        return f"{why}"
    if (found.year, found.month, found.day) != (2024, 3, 25):
        return "it does not say year, month and day"
    return None


def _date(year: int, month: int, day: int) -> dt.date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadDate(f"the year {year} is outside {FIRST_YEAR}–{LAST_YEAR}")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise BadDate("there is no such day") from None


def _with_time(date: dt.date, rest: str, civil: CivilCalendar) -> Moment:
    found = _TIME.match(rest.strip())
    if found is None:
        raise BadDate(f"`{rest.strip()}` is not a time of day")
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    micros = int((found[4] or "").ljust(6, "0")[:6])
    is_midnight = (hour, minute, second, micros) == (24, 0, 0, 0)
    if not (is_midnight or hour < 24) or minute > 59 or second > 60:
        raise BadDate(f"there is no such time of day as {rest.strip()}")
    of_day = dt.timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micros)
    return _instant(dt.datetime.combine(date, dt.time()) + of_day, _offset(found[5]), civil)


def _offset(text: str | None) -> dt.timedelta | None:
    if text is None:
        return None
    if text in "Zz":
        return dt.timedelta()
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 18 or minutes > 59:
        raise BadDate(f"there is no such offset as {text}")
    return dt.timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)


def _instant(moment: dt.datetime, offset: dt.timedelta | None, civil: CivilCalendar) -> Moment:
    """An instant of a naive civil time, or of a time at an offset."""
    if offset is None:
        instant = civil.instant(moment) if FIRST_YEAR <= moment.year <= LAST_YEAR else civil.start(LAST_DAY + 1)
    else:
        instant = to_micros(moment.replace(tzinfo=dt.UTC)) - offset // dt.timedelta(microseconds=1)
    if not is_understood(instant, civil):
        raise BadDate(f"the instant is outside the years {FIRST_YEAR}–{LAST_YEAR}")
    return Moment(instant, instant)


def _lost_zero(text: str, found: re.Match[str]) -> str:
    """Why a number that looks like a year, or a year and a month, is no date."""
    year, month = found.groups()
    if month is None:
        return f"{text} is a year, not a date"
    if month == "1":
        return (
            f"{text} is stored as a number and may be January or October {year}, because 2024.10 becomes 2024.1; "
            "no month of this column written like that can be trusted"
        )
    return f"{text} is stored as a number, a year and perhaps a month; the day is missing"


def _serial(text: str, civil: CivilCalendar) -> Moment:
    whole, _, fraction = text.partition(".")
    day = int(whole) + _EXCEL_EPOCH + (int(whole) < _FALSE_LEAP_DAY)
    if not FIRST_DAY <= day <= LAST_DAY or int(whole) == _FALSE_LEAP_DAY:
        raise BadDate(f"{text} is not the serial number of a day from {FIRST_YEAR} to {LAST_YEAR}")
    if not fraction.strip("0"):
        return whole_day(day, civil)
    # Serials are doubles: about a millisecond of a day is what they can say.
    millis = round(float(f"0.{fraction}") * DAY / 1000)
    midnight = dt.datetime.combine(from_day(day), dt.time())
    return _instant(midnight + dt.timedelta(milliseconds=millis), None, civil)


def _as_serial(text: str, civil: CivilCalendar) -> str | None:
    """What a bare number would be in a workbook, for those that are likely to come from one."""
    if not _SERIAL.match(text) or not _LIKELY[0] <= int(text.partition(".")[0]) < _LIKELY[1]:
        return None
    day = from_day(civil.day(_serial(text, civil).first))
    return f"{text} may be an Excel date, {day}; it is not read as one, because here it is a bare number"


def _by_pattern(text: str, pattern: str, civil: CivilCalendar) -> Moment:
    try:
        found = dt.datetime.strptime(text, unicodedata.normalize("NFKC", pattern))
    except (ValueError, OverflowError):
        raise BadDate(f"this does not have the form `{pattern}` that the map gives") from None
    _date(found.year, found.month, found.day)
    if found.tzinfo is None and not _OF_DAY.search(pattern):
        return whole_day(to_day(found.date()), civil)
    return _instant(found.replace(tzinfo=None), found.utcoffset(), civil)
