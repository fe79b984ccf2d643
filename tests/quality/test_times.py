"""When events were written down: late, early, in one go, on the last day, on days off."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.quality.worlds import MONTHLY, audited, check, of


def late(count: int, days: int, soon: int = 0) -> list[str]:
    """Checks of 1 June 2024, entered so many days after, each on another day; and some entered at once."""
    recorded = date(2024, 6, 1).toordinal() + days
    rows = [check("2024-06-01", date.fromordinal(recorded + n).isoformat()) for n in range(count)]
    return [*rows, *[check("2024-06-02", "2024-06-02")] * soon]


@pytest.mark.parametrize(("days", "told"), [(30, 2), (31, 3)])
def test_late_is_more_than_thirty_days_after(tmp_path: Path, days: int, told: int) -> None:
    (found, *_) = [*of(audited(tmp_path, late(3, days)), "recorded-late"), None]
    assert (found.count if found else 2) == told


def test_fewer_than_three_late_entries_are_slips(tmp_path: Path) -> None:
    assert of(audited(tmp_path, late(2, 100)), "recorded-late") == []


@pytest.mark.parametrize(("soon", "is_told"), [(27, True), (28, False)])
def test_late_entries_are_told_from_a_tenth_on(tmp_path: Path, soon: int, is_told: bool) -> None:
    found = of(audited(tmp_path, late(3, 100, soon)), "recorded-late")
    assert bool(found) is is_told
    if is_told:
        assert (found[0].count, found[0].total, found[0].subject, found[0].type) == (3, 30, "甲", "check")
        assert found[0].numbers == {"limit": 30, "median": 0, "most": 102}
        assert [place.line for place in found[0].places] == [2, 3, 4]


@pytest.mark.parametrize(("count", "is_told"), [(19, False), (20, True)])
def test_the_distribution_of_delays_needs_twenty_entries(tmp_path: Path, count: int, is_told: bool) -> None:
    rows = [check("2024-06-01", f"2024-06-{n:02}") for n in range(1, count + 1)]
    found = of(audited(tmp_path, [*rows, check("2024-06-01")]), "recording-delay")
    assert bool(found) is is_told
    if is_told:
        assert (found[0].count, found[0].total, found[0].level) == (20, 21, "note")
        assert found[0].numbers == {"limit": 30, "median": 9, "ninety": 18, "most": 19, "late": 0}


@pytest.mark.parametrize(
    ("time", "recorded", "is_told"),
    [
        ("2024-06-02", "2024-06-01", True),
        ("2024-06-02", "2024-06-02", False),
        ("2024-06-02T10:00", "2024-06-02T09:59", True),
        ("2024-06-02T10:00", "2024-06-02T10:00", False),
        ("2024-06-02", "2024-06-02T08:00", False),
    ],
)
def test_entered_before_it_happened(tmp_path: Path, time: str, recorded: str, is_told: bool) -> None:
    found = of(audited(tmp_path, [check(time, recorded), check("2024-06-01", "2024-06-01")]), "recorded-early")
    assert [(one.count, one.total, one.type) for one in found] == ([(1, 2, "check")] if is_told else [])


def months(count: int, entered: str, first: int = 1) -> list[str]:
    """A check on the 5th of so many months, all entered on one day at different hours."""
    return [check(f"2024-{first + n:02}-05", f"{entered}T{8 + n:02}:00") for n in range(count)]


@pytest.mark.parametrize(("count", "is_told"), [(4, False), (5, True)])
def test_five_entries_of_one_day_are_a_batch(tmp_path: Path, count: int, is_told: bool) -> None:
    found = of(audited(tmp_path, months(count, "2024-09-15")), "entered-together")
    assert bool(found) is is_told
    if is_told:
        (one,) = found
        assert (one.reason, one.level, one.subject, one.count, one.total) == ("batch", "note", "甲", 5, 5)
        assert (one.first, one.last, one.entered) == (date(2024, 1, 5), date(2024, 5, 5), date(2024, 9, 15))
        assert one.numbers == {"late": 5, "limit": 30, "subjects": 1} and one.names == ("check",)


@pytest.mark.parametrize(("last", "is_told"), [("2024-05-06", False), ("2024-05-07", True)])
def test_what_a_batch_tells_of_lies_more_than_a_month_apart(tmp_path: Path, last: str, is_told: bool) -> None:
    # From 5 April, 6 May is 31 days on.
    rows = [check(day, "2024-09-15") for day in ("2024-04-05", "2024-04-06", "2024-04-07", "2024-04-08", last)]
    assert bool(of(audited(tmp_path, rows), "entered-together")) is is_told


@pytest.mark.parametrize(("soon", "is_told"), [(3, True), (4, False)])
def test_half_of_a_batch_is_late(tmp_path: Path, soon: int, is_told: bool) -> None:
    rows = months(3, "2024-09-15") + [check("2024-09-14", "2024-09-15")] * soon
    assert bool(of(audited(tmp_path, rows), "entered-together")) is is_told


def test_entries_of_others_or_of_other_days_make_no_batch(tmp_path: Path) -> None:
    rows = [check(f"2024-0{n}-05", "2024-09-15", subject="甲" if n % 2 else "乙") for n in range(1, 9)]
    assert of(audited(tmp_path, rows), "entered-together") == []


@pytest.mark.parametrize(("entered", "reason"), [("2024-09-22", "batch"), ("2024-09-23", "before-deadline")])
def test_a_batch_within_seven_days_of_a_deadline_is_told_as_such(tmp_path: Path, entered: str, reason: str) -> None:
    # The yearly duty ends with the year; the month's with 30 September, and an event of September serves it.
    rows = [*months(5, entered), check("2024-09-05", f"{entered}T20:00")]
    (one,) = of(audited(tmp_path, rows, MONTHLY, "{event: check, at_least: 1, every: year}"), "entered-together")
    assert one.reason == reason and one.level == ("warning" if reason == "before-deadline" else "note")
    assert one.numbers.get("left") == (7 if reason == "before-deadline" else None)


@pytest.mark.parametrize(("as_of", "reason"), [("2024-09-22", "before-deadline"), ("2024-09-23", "batch")])
def test_the_as_of_day_is_a_deadline_too(tmp_path: Path, as_of: str, reason: str) -> None:
    (one,) = of(audited(tmp_path, months(5, "2024-09-15"), as_of=as_of), "entered-together")
    assert one.reason == reason


@pytest.mark.parametrize(("count", "is_told"), [(9, False), (10, True)])
def test_many_units_at_one_instant_look_like_a_new_system(tmp_path: Path, count: int, is_told: bool) -> None:
    rows = [check(f"2024-{n:02}-05", "2024-11-15T09:00", subject=f"单位{n}") for n in range(1, count + 1)]
    found = of(audited(tmp_path, rows), "entered-together")
    assert [(one.reason, one.level, one.subject, one.count, one.numbers["subjects"]) for one in found] == (
        [("joint", "note", "", 10, 10)] if is_told else []
    )


def test_a_batch_is_not_told_again_as_late_entries_nor_as_one_of_many_units(tmp_path: Path) -> None:
    rows = [check(f"2024-{n:02}-05", "2024-11-15T09:00") for n in range(1, 11)]
    found = audited(tmp_path, rows)
    assert [one.reason for one in of(found, "entered-together")] == ["batch"]
    assert of(found, "recorded-late") == []


@pytest.mark.parametrize(("soon", "is_told"), [(0, True), (1, False)])
def test_met_by_late_entries_is_met_and_said(tmp_path: Path, soon: int, is_told: bool) -> None:
    # June: one entry of September, and as many soon ones. Half of the evidence is not more than half.
    rows = [check("2024-06-05", "2024-09-15")] + [check("2024-06-06", "2024-06-07")] * soon
    found = audited(tmp_path, rows)
    june = [d for d in found.ledger.to_pylist() if d["verdict"] == "met"]
    assert len(june) == 1
    remarks = of(found, "met-on-late-evidence")
    assert bool(remarks) is is_told
    if is_told:
        (one,) = remarks
        assert (one.subject, one.rule, one.count, one.total, one.level) == ("甲", "r1", 1, 1, "warning")
        assert one.duties == (june[0]["duty"],) and one.entered == date(2024, 9, 15)
        assert one.numbers == {"limit": 30, "events": 1}


@pytest.mark.parametrize(("recorded", "is_told"), [("2024-07-05", False), ("2024-07-06", True)])
def test_evidence_is_late_after_thirty_days(tmp_path: Path, recorded: str, is_told: bool) -> None:
    assert bool(of(audited(tmp_path, [check("2024-06-05", recorded)]), "met-on-late-evidence")) is is_told


def test_a_limit_that_is_kept_rests_on_no_evidence(tmp_path: Path) -> None:
    rows = [check("2024-06-05", "2024-09-15")]
    assert of(audited(tmp_path, rows, "{event: check, at_most: 3, every: month}"), "met-on-late-evidence") == []


CLOSING = "{for_each: {event: hazard}, event: closed, same: [number], at_least: 1, within: {field: due}}"


def closings(on_last: int, before: int) -> list[str]:
    return [
        line
        for n in range(on_last + before)
        for line in (
            f"hazard,甲,2024-03-01,,,,,H{n},minor,2024-03-20",
            f"closed,甲,{'2024-03-20' if n < on_last else '2024-03-11'},,,,,H{n},,",
        )
    ]


@pytest.mark.parametrize(("on_last", "before", "is_told"), [(4, 0, False), (5, 0, True), (5, 5, True), (5, 6, False)])
def test_closings_exactly_on_the_last_day(tmp_path: Path, on_last: int, before: int, is_told: bool) -> None:
    found = of(audited(tmp_path, closings(on_last, before), CLOSING), "closed-on-deadline")
    told = [(one.subject, one.rule, one.count, one.total, len(one.duties)) for one in found]
    assert told == ([("甲", "r1", 5, 5 + before, 5)] if is_told else [])


def test_hours_have_no_last_day(tmp_path: Path) -> None:
    rows = [
        line
        for n in range(6)
        for line in (f"hazard,甲,2024-03-01T08:00,,,,,H{n},minor,", f"closed,甲,2024-03-01T09:00,,,,,H{n},,")
    ]
    duty = "{for_each: {event: hazard}, event: closed, same: [number], at_least: 1, within: 10 hours}"
    found = audited(tmp_path, rows, duty)
    assert set(found.ledger["verdict"].to_pylist()) == {"met"}
    assert of(found, "closed-on-deadline") == []


@pytest.mark.parametrize(("working", "is_told"), [(18, False), (19, True)])
def test_days_off_are_counted_from_twenty_events_on(tmp_path: Path, working: int, is_told: bool) -> None:
    # 10 February 2024 is the first day of the Spring Festival; 4 February, a Sunday, is worked.
    rows = [check("2024-02-10"), *[check("2024-02-04")] * working]
    found = of(audited(tmp_path, rows), "recorded-on-days-off")
    assert [(one.count, one.total, one.level) for one in found] == ([(1, 20, "note")] if is_told else [])


def test_years_whose_calendar_is_not_published_are_left_out(tmp_path: Path) -> None:
    found = of(audited(tmp_path, [check("2090-01-01")] * 30, as_of="2090-12-31"), "recorded-on-days-off")
    assert found == []


def test_what_was_not_known_yet_is_not_looked_at(tmp_path: Path) -> None:
    rows = months(5, "2024-09-15")
    assert of(audited(tmp_path, rows, as_of="2024-08-31", known_at="2024-08-31"), "entered-together") == []
