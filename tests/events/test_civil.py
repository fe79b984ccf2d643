"""Days of a zone: first instants, also where a clock was moved at midnight."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from zhiben.events.civil import calendar, from_micros, to_day, to_micros
from zhiben.events.workdays import published

# Offsets changed at midnight, twice in a month, by half an hour, or by a whole day.
ZONES = [
    "UTC",
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Gaza",
]


@pytest.mark.parametrize("zone", ZONES)
def test_every_day_starts_at_the_first_instant_with_its_date(zone: str) -> None:
    civil, tz = calendar(zone), ZoneInfo(zone)
    for day in range(to_day(dt.date(1985, 1, 1)), to_day(dt.date(2030, 1, 1))):
        start, end = civil.start(day), civil.start(day + 1)
        if start == end:
            assert (zone, day) == ("Pacific/Apia", to_day(dt.date(2011, 12, 30)))  # the day that was left out
            continue
        date = dt.date(1970, 1, 1) + dt.timedelta(days=day)
        assert from_micros(start).astimezone(tz).date() == date
        assert from_micros(start - 1).astimezone(tz).date() < date
        assert civil.day(start) == day
        assert civil.day(end - 1) == day


@pytest.mark.parametrize(
    ("zone", "civil_time", "utc"),
    [
        ("Europe/Berlin", "2024-10-27T02:30", "2024-10-27T00:30"),  # twice: the first
        ("Europe/Berlin", "2024-03-31T02:30", "2024-03-31T01:00"),  # never: the first instant after the gap
        ("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00"),  # a day without a midnight
        ("Asia/Shanghai", "2024-03-31T00:00", "2024-03-30T16:00"),
    ],
)
def test_civil_times_that_are_twice_or_never(zone: str, civil_time: str, utc: str) -> None:
    expected = to_micros(dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC))
    assert calendar(zone).instant(dt.datetime.fromisoformat(civil_time)) == expected


def test_working_days_of_china_are_those_of_the_calendar_that_is_published() -> None:
    first, last = (found(chinese_calendar.holidays).year for found in (min, max))
    for year in range(first, last + 1):
        days = [dt.date(year, 1, 1) + dt.timedelta(days=i) for i in range(366)]
        working = {day for day in days if day.year == year and chinese_calendar.is_workday(day)}
        assert published("CN", year) == working
    assert published("CN", first - 1) is published("cn", last + 1) is None
