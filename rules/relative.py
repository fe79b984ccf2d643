"""Days counted from an anchor: `+10 days`, `-1 months`, `+2 weeks`, in worked cases."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

_FORM = re.compile(r"([+-])\s?([0-9]{1,5}) (day|week|month|year)s?\Z")
_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}


def is_relative_day(text: str) -> bool:
    """True for a signed number of days, weeks, months or years in words."""
    return _FORM.match(text) is not None


def counted_day(text: str, start: dt.date) -> dt.date:
    """The day so much later (or earlier) than `start`; ends of months are clamped.

    Raises:
        ValueError: not of that form, or outside the calendar.
    """
    found = _FORM.match(text)
    if found is None:
        raise ValueError(text)
    amount = int(found[1] + found[2])
    try:
        if found[3] in _DAYS:
            return start + dt.timedelta(days=amount * _DAYS[found[3]])
        year, month = divmod(start.year * 12 + start.month - 1 + amount * _MONTHS[found[3]], 12)
        return dt.date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError) as error:
        raise ValueError(f"{text} from {start} is outside the calendar") from error
