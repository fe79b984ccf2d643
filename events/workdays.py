"""Working days of a country, make-up working days included; None where a year's calendar is not published."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache


@lru_cache(maxsize=4096)
def published(country: str, year: int) -> frozenset[dt.date] | None:
    """All working days of one year, or None where they are not published (yet) or not known.

    Args:
        country: "CN" (State Council notices, make-up days included) or another ISO 3166 code, optionally with a
            subdivision ("DE-BY"); weekends are Saturday and Sunday there.
        year: civil year.
    """
    days = [dt.date(year, 1, 1) + dt.timedelta(days=i) for i in range(366 if _is_leap(year) else 365)]
    if country.upper() == "CN":
        import chinese_calendar

        off, on = chinese_calendar.holidays, chinese_calendar.workdays
        if not min(off).year <= year <= max(off).year:
            return None
        # As its `is_workday` says, which looks for the first and the last of all holidays again on every day.
        return frozenset(day for day in days if day in on or (day.weekday() < 5 and day not in off))
    import holidays

    code, _, part = country.upper().partition("-")
    try:
        closed = holidays.country_holidays(code, subdiv=part or None, years=[year])
    except NotImplementedError:
        return None
    return frozenset(day for day in days if day.weekday() < 5 and day not in closed)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
