"""Dates and instants: every accepted form, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.events.civil import calendar, from_micros
from zhiben.events.dates import BadDate, pattern_fault, read_date

SHANGHAI = calendar("Asia/Shanghai")
NEW_YORK = calendar("America/New_York")

WHOLE_DAY = ("2024-03-24T16:00:00+00:00", "2024-03-25T15:59:59.999999+00:00")


def iso(text: str, **how: object) -> tuple[str, str]:
    moment = read_date(text, SHANGHAI, **how)  # type: ignore[arg-type]
    return from_micros(moment.first).isoformat(), from_micros(moment.last).isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-25",
        "2024-3-25",
        "2024/3/25",
        "2024.3.25",
        "2024.03.25",
        "2024年3月25日",
        "２０２４年３月２５日",
        "2024年3月25号",
    ],
)
def test_a_bare_date_is_its_whole_civil_day(text: str) -> None:
    assert iso(text) == WHOLE_DAY


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-03-25T10:30:00Z", "2024-03-25T10:30:00+00:00"),
        ("2024-03-25T10:30:00+08:00", "2024-03-25T02:30:00+00:00"),
        ("2024-03-25 10:30-0500", "2024-03-25T15:30:00+00:00"),
        ("2024-03-25 10:30", "2024-03-25T02:30:00+00:00"),
        ("2024/3/25 9:05:07", "2024-03-25T01:05:07+00:00"),
        ("2024.3.25 10:30", "2024-03-25T02:30:00+00:00"),
        ("2024年3月25日10时30分", "2024-03-25T02:30:00+00:00"),
        ("2024年3月25日 10：30", "2024-03-25T02:30:00+00:00"),
        ("2024年3月25日10点30分15秒", "2024-03-25T02:30:15+00:00"),
        ("2024-03-25T10:30:00.123456Z", "2024-03-25T10:30:00.123456+00:00"),
        ("2024-03-25T10:30:00.123456789Z", "2024-03-25T10:30:00.123456+00:00"),
        ("2024-03-25T24:00", "2024-03-25T16:00:00+00:00"),
        ("2024-12-31T24:00:00", "2024-12-31T16:00:00+00:00"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00"),
    ],
)
def test_a_time_of_day_makes_it_an_instant(text: str, instant: str) -> None:
    assert iso(text) == (instant, instant)


@pytest.mark.parametrize(
    "text",
    ["2024-02-30", "2023-02-29", "2024-13-01", "2024-03", "24-03-25", "25/03/2024", "20240325", "45376", "yesterday",
     "1899-12-31", "2200-01-01", "2024-03-25T25:00", "2024-03-25T24:01", "2024-03-25T10:61", "2024-03-25T10:30+25:00",
     "2024-03-2510:30", "2024-03-25T", "2024年3月", "NaT", "2199-12-31T24:00", "0000-00-00"],
)  # fmt: skip
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(BadDate):
        read_date(text, SHANGHAI)


def test_an_ambiguous_civil_time_is_its_first_occurrence() -> None:
    assert from_micros(read_date("2024-11-03 01:30", NEW_YORK).first).isoformat() == "2024-11-03T05:30:00+00:00"


def test_a_civil_time_that_never_was_is_the_first_instant_after_the_gap() -> None:
    assert from_micros(read_date("2024-03-10 02:30", NEW_YORK).first).isoformat() == "2024-03-10T07:00:00+00:00"


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        ("1", "1900-01-01"),
        ("59", "1900-02-28"),
        ("61", "1900-03-01"),
        ("45376", "2024-03-25"),
        ("45376.0", "2024-03-25"),
    ],
)
def test_excel_serials_are_days(serial: str, day: str) -> None:
    assert iso(serial, has_serials=True) == iso(day)


def test_an_excel_serial_with_a_fraction_is_an_instant() -> None:
    assert iso("45376.4375", has_serials=True) == iso("2024-03-25 10:30")


@pytest.mark.parametrize("serial", ["60", "0", "999999", "20240325"])
def test_serials_of_no_day_are_refused(serial: str) -> None:
    with pytest.raises(BadDate):
        read_date(serial, SHANGHAI, has_serials=True)


def test_a_pattern_accepts_its_own_form_only() -> None:
    assert iso("20240325", pattern="%Y%m%d") == WHOLE_DAY
    assert iso("2024／03／25", pattern="%Y／%m／%d") == WHOLE_DAY
    assert iso("25.03.2024 10:30", pattern="%d.%m.%Y %H:%M") == iso("2024-03-25 10:30")
    with pytest.raises(BadDate):
        read_date("2024-03-25", SHANGHAI, "%Y%m%d")
    with pytest.raises(BadDate):
        read_date("18500325", SHANGHAI, "%Y%m%d")


@pytest.mark.parametrize("pattern", ["%Q", "%H:%M", "%Y", "day", "%", "%Y%Y%m%d"])
def test_patterns_that_cannot_name_a_day_have_a_fault(pattern: str) -> None:
    assert pattern_fault(pattern)


@given(st.datetimes(dt.datetime(1900, 1, 2), dt.datetime(2199, 12, 30)), st.integers(-18 * 60, 18 * 60))
def test_iso_text_of_any_instant_is_read_back_exactly(moment: dt.datetime, offset: int) -> None:
    aware = moment.replace(tzinfo=dt.timezone(dt.timedelta(minutes=offset)))
    assert from_micros(read_date(aware.isoformat(), NEW_YORK).first) == aware


@given(st.text(max_size=30))
def test_no_text_makes_anything_but_a_bad_date(text: str) -> None:
    try:
        moment = read_date(text, SHANGHAI, has_serials=True)
    except BadDate:
        return
    assert moment.first <= moment.last
