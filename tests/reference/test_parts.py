"""The parts everything rests on: conditions, civil days, ids; expected values worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.reference.build import columns, condition, dates, duty, entity, event, instant, ledger, rule, when, words
from tests.reference.test_windows_of_triggers import CLOSED, FOUND
from zhiben.engine.reference.civil_days import CivilDays
from zhiben.engine.reference.conditions import answer, holds
from zhiben.engine.reference.facts import EntityRow, Registry, common, joined
from zhiben.engine.reference.identity import mix, text_hash
from zhiben.events.civil import to_day, to_micros
from zhiben.rules.model import AllOf, AnyOf, Condition, Duration, Every, Moment, Not, Within

VALUES: dict[str, Any] = {"who": "王丽", "score": 2_500_000, "tags": ("a", "b"), "ok": False, "due": when("2024-05-06")}
MAY_6 = when("2024-05-06")


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (condition("who", "王丽"), True),
        (condition("who", "李", "王丽"), True),
        (condition("who", "李", operator="not_in"), True),
        (condition("who", "王", operator="contains"), True),
        (condition("who", "^丽", operator="matches"), False),
        (condition("who", "丽$", operator="matches"), True),
        (condition("score", 2.5, operator="lte"), True),
        (condition("score", 2.5, operator="lt"), False),
        (condition("score", 2.499999, operator="gt"), True),
        (condition("score", 2.5, operator="gte"), True),
        (condition("ok", False), True),
        (condition("tags", "b", "c", many=True), True),
        (condition("tags", "b", "c", operator="not_in", many=True), False),  # no element
        (condition("tags", "c", operator="not_in", many=True), True),
        (condition("tags", "a", "b", operator="has_all", many=True), True),
        (condition("tags", "a", "c", operator="has_all", many=True), False),
        (condition("missing", "x", operator="not_in"), False),
        (Not(condition("missing", "x")), True),
        (condition("missing", True, operator="exists"), False),
        (condition("missing", False, operator="exists"), True),
        (condition("who", True, operator="exists"), True),
        (AnyOf((condition("ok", True), condition("who", "王丽"))), True),
        (AnyOf(()), False),
        (AllOf(()), True),
        (AllOf((condition("ok", False), condition("who", "李"))), False),
    ],
)
def test_conditions_over_events(test: Condition, expected: bool) -> None:
    assert holds(test, VALUES.get) is expected


@pytest.mark.parametrize(
    ("value", "passes"),
    [
        (when("2024-05-05"), {"lt", "lte"}),
        (when("2024-05-05 23:59:59.999999"), {"lt", "lte"}),
        (when("2024-05-06 00:00"), {"lte", "gte", "in"}),
        (when("2024-05-06"), {"lte", "gte", "in"}),
        (when("2024-05-06 23:59:59.999999"), {"lte", "gte", "in"}),
        (when("2024-05-07 00:00"), {"gt", "gte"}),
    ],
)
def test_dates_compare_whole_days(value: Moment, passes: set[str]) -> None:
    for operator in ("lt", "lte", "gt", "gte", "in"):
        test = condition("due", MAY_6, operator=operator)
        assert holds(test, {"due": value}.get) is (operator in passes)


def test_a_whole_day_passes_a_comparison_with_an_instant_within_it_if_some_of_the_day_does() -> None:
    noon = when("2024-05-06 12:00")
    for operator in ("lt", "lte", "gt", "gte", "in"):
        assert holds(condition("due", noon, operator=operator), {"due": when("2024-05-06")}.get)  # some of the day is


def test_a_missing_attribute_is_undecided_and_only_what_is_there_decides() -> None:
    def says(test: Condition) -> object:
        return answer(test, VALUES.get, lambda _: "missing-attribute")

    missing, no, yes = condition("missing", "x"), condition("ok", True), condition("ok", False)
    assert says(missing) == "missing-attribute"
    assert says(Not(missing)) == "missing-attribute"
    assert says(condition("missing", "x", operator="not_in")) == "missing-attribute"
    assert says(AllOf((missing, no))) is False
    assert says(AllOf((missing, yes))) == "missing-attribute"
    assert says(AnyOf((missing, yes))) is True
    assert says(AnyOf((missing, no))) == "missing-attribute"
    assert says(condition("missing", True, operator="exists")) is False


def test_built_in_fields() -> None:
    log = [event("e", "check", "2024-05-06 10:00", source="hq", recorded="2024-05-07 10:00")]
    for test, passes in (
        (condition("source", "hq"), True),
        (condition("subject", "A"), True),
        (condition("time", MAY_6), True),
        (condition("recordedtime", when("2024-05-07")), True),
        (condition("recorded_after", 86_400, operator="gt"), False),  # microseconds: one day, not more
        (condition("recorded_after", 86_399.999999, operator="gt"), True),
    ):
        row = ledger(rule(duty(Every("year"), where=test)), log, entities=[entity("A")])[0]
        assert row["verdict"] == ("met" if passes else "breached")


# --- civil days ---


def utc(text: str) -> int:
    return to_micros(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC))


def day(text: str) -> int:
    return to_day(dt.date.fromisoformat(text))


@pytest.mark.parametrize(
    ("zone", "date", "start"),
    [
        ("Asia/Shanghai", "2024-03-31", "2024-03-30 16:00"),
        ("Europe/Berlin", "2024-03-31", "2024-03-30 23:00"),
        ("Europe/Berlin", "2024-04-01", "2024-03-31 22:00"),  # the day before had 23 hours
        ("America/Havana", "2024-11-03", "2024-11-03 04:00"),  # midnight came twice: the first
        ("America/Havana", "2024-11-04", "2024-11-04 05:00"),
        ("Africa/Cairo", "2024-04-26", "2024-04-25 22:00"),  # no midnight: it began at 01:00
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04 03:00"),
        ("Pacific/Apia", "2011-12-30", "2011-12-30 10:00"),  # a day that never was is empty
        ("Pacific/Apia", "2011-12-31", "2011-12-30 10:00"),
        ("America/St_Johns", "2005-10-30", "2005-10-30 02:30"),  # at 00:01 back to 23:01 of the day before
    ],
)
def test_a_day_starts_at_its_first_instant(zone: str, date: str, start: str) -> None:
    days = CivilDays(zone, "CN")
    assert days.start(day(date)) == utc(start)
    if date != "2011-12-30":
        assert days.day(utc(start)) == day(date)
    assert days.day(utc(start) - 1) < day(date)


def test_a_day_goes_on_where_its_clock_is_put_back_past_midnight() -> None:
    days = CivilDays("America/St_Johns", "CN")
    assert days.day(utc("2005-10-30 03:00")) == day(
        "2005-10-30"
    )  # the clock says 23:30 of the 29th, for the second time


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("day", "2024-02-29", "2024-03-01"),
        ("week", "2024-02-26", "2024-03-04"),
        ("month", "2024-02-01", "2024-03-01"),
        ("quarter", "2024-01-01", "2024-04-01"),
        ("half-year", "2024-01-01", "2024-07-01"),
        ("year", "2024-01-01", "2025-01-01"),
    ],
)
def test_civil_periods(period: Any, start: str, end: str) -> None:
    found = CivilDays("Asia/Shanghai", "CN").period(instant("2024-02-29 12:00"), period)
    assert found == (instant(start), instant(end))


@pytest.mark.parametrize(
    ("start", "length", "direction", "end"),
    [
        ("2024-01-31", "1 month", 1, "2024-02-29"),
        ("2024-03-31", "1 month", -1, "2024-02-29"),
        ("2024-12-31", "2 months", 1, "2025-02-28"),
        ("2024-01-31", "13 months", -1, "2022-12-31"),
        ("2024-02-29", "1 year", 1, "2025-02-28"),
        ("2024-10-08", "1 workdays", -1, "2024-09-30"),
        ("2024-10-01", "2 workdays", -1, "2024-09-29"),  # a Sunday that was worked
    ],
)
def test_days_moved(start: str, length: str, direction: int, end: str) -> None:
    assert CivilDays("Asia/Shanghai", "CN").moved(day(start), words(length), direction) == day(end)


def test_working_days_elsewhere_are_weekdays_without_holidays() -> None:
    days = CivilDays("Europe/Berlin", "DE")
    assert days.moved(day("2024-09-30"), Duration(3, "workdays")) == day("2024-10-04")  # the 3rd is a holiday
    assert CivilDays("UTC", "ZZ").moved(day("2024-09-30"), Duration(1, "workdays")) is None


def test_a_day_of_23_hours_in_law_and_on_the_clock() -> None:
    berlin = {"zone": "Europe/Berlin", "holidays": "DE", "entities": [entity("A")]}
    log = [event("f", "found", "2024-03-30 12:00")]
    for length, closes in (("1 day", "2024-04-01 00:00"), ("24 hours", "2024-03-31 13:00:00.000001")):
        one = rule(duty(Within(words(length)), FOUND, CLOSED))
        assert columns(ledger(one, log, **berlin), "closes") == [(closes,)]  # type: ignore[arg-type]


def test_periods_in_a_zone_without_that_midnight() -> None:
    daily = rule(duty(Every("day")), in_force=dates("2024-04-25", "2024-04-26"))
    rows = ledger(daily, [event("e", "check", "2024-04-26 01:00")], zone="Africa/Cairo", entities=[entity("A")])
    assert columns(rows, "opens closes verdict") == [
        ("2024-04-25 00:00", "2024-04-26 01:00", "breached"),
        ("2024-04-26 01:00", "2024-04-27 00:00", "met"),
    ]
    assert (
        instant("2024-04-27 00:00", "Africa/Cairo") - instant("2024-04-26 01:00", "Africa/Cairo") == 23 * 3_600_000_000
    )
    assert ZoneInfo("Africa/Cairo").key == "Africa/Cairo"


# --- ownership, stretches, ids ---


def test_every_link_must_be_valid_and_nothing_is_below_itself() -> None:
    rows = [
        EntityRow("site", "site", "unit", 0, 100, {}),
        EntityRow("unit", "enterprise", "group", 10, 50, {}),
        EntityRow("a", "enterprise", "b", 0, 100, {}),
        EntityRow("b", "enterprise", "a", 0, 100, {}),
    ]
    registry = Registry(rows)
    assert registry.times_below("site", "group") == [(10, 50)]
    assert registry.times_below("site", "unit") == [(0, 100)]
    assert registry.times_below("group", "site") == []
    assert registry.times_below("a", "b") == [(0, 100)]
    assert registry.times_below("a", "a") == []
    assert registry.times_below("a", "group") == []


def test_stretches() -> None:
    assert joined([(5, 7), (0, 2), (2, 3), (9, 9)]) == [(0, 3), (5, 7)]
    assert common([(0, 5), (8, 12)], [(3, 10)]) == [(3, 5), (8, 10)]
    assert common([(0, 5)], [(5, 9)]) == []


def test_ids_are_mixed_as_the_reading_says() -> None:
    assert mix(0) == 0xE220A8397B1DCDAF  # the first number of splitmix64 from 0, as published
    assert text_hash("") == mix(0)
    assert text_hash("ab") == mix(mix(2) ^ 0x6261)
    assert text_hash("12345678é") == mix(mix(mix(10) ^ 0x3837363534333231) ^ 0xA9C3)
    (row,) = ledger(rule(duty(Every("year"))), [], entities=[entity("A")])
    hashed = 0
    for text in ("book", "r", "A", "", ""):
        hashed = mix(hashed ^ text_hash(text))
    assert row["duty"] == f"{mix(hashed ^ 1_704_038_400_000_000):016x}"  # 2024-01-01 00:00 +08:00
