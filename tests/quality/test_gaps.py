"""What is missing from a log: rules, types, fields, values, entities, attributes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.quality.worlds import MONTHLY, audited, check, of
from zhiben.engine.quality import silent_among_peers

BY_NUMBER = "{for_each: {event: hazard}, event: closed, same: [number], at_least: 1, within: 30 days}"
MAJOR = (
    "{for_each: {event: hazard, where: {level: major}}, event: closed, same: [number], at_least: 1, within: 30 days}"
)
HAZARD = "hazard,甲,2024-03-01,,,,,H1,minor,"


@pytest.mark.parametrize(
    ("duty", "extra", "reason", "names"),
    [
        (BY_NUMBER, "", "no-trigger", ("hazard",)),
        (MONTHLY, ", in_force: {from: 2026-01-01}", "not-in-force", ()),
        (MONTHLY, ", applies: {high_risk: true}", "does-not-apply", ("org",)),
        (
            "{for_each: {entity: site}, event: check, same: {led_by: id}, at_least: 1, every: month}",
            "",
            "no-entity",
            ("site",),
        ),
    ],
)
def test_why_a_rule_was_never_raised(
    tmp_path: Path, duty: str, extra: str, reason: str, names: tuple[str, ...]
) -> None:
    found = audited(tmp_path, [check("2024-03-01")], duty, entities="id,kind,high_risk\n甲,org,false\n", extra=extra)
    (one,) = of(found, "rule-never-raised")
    assert (one.reason, one.names, one.rules, one.count, one.total, one.level) == (reason, names, ("r1",), 1, 1, "note")


def test_triggers_that_are_not_as_asked(tmp_path: Path) -> None:
    (one,) = of(audited(tmp_path, [HAZARD], MAJOR, BY_NUMBER), "rule-never-raised")
    assert (one.reason, one.names, one.rules, one.count, one.total) == ("no-such-trigger", ("hazard",), ("r1",), 1, 2)


def test_nobody_of_the_kind(tmp_path: Path) -> None:
    (one,) = of(audited(tmp_path, [check("2024-03-01")], entities="id,kind\n甲,site\n"), "rule-never-raised")
    assert (one.reason, one.names) == ("no-bearer", ("org",))


def test_a_rule_with_a_duty_and_an_otherwise_without_are_not_told(tmp_path: Path) -> None:
    extra = ", otherwise: {event: closed, at_least: 1, within: 10 days}"
    rows = [check(f"2024-{n:02}-05") for n in range(1, 13)]
    assert of(audited(tmp_path, rows, extra=extra), "rule-never-raised") == []


def test_types_never_seen_by_what_they_are_for(tmp_path: Path) -> None:
    duties = ("{event: mishap, at_least: 1, every: month}", BY_NUMBER)
    owed, raises = of(audited(tmp_path, [check("2024-03-01")], *duties), "type-never-seen")
    assert (owed.reason, owed.level, owed.names, owed.rules) == ("owed", "warning", ("mishap",), ("r1",))
    assert (raises.reason, raises.level, raises.names, raises.rules) == ("raises", "note", ("hazard",), ("r2",))


def test_one_of_several_ways_is_enough_and_what_is_not_due_yet_is_no_gap(tmp_path: Path) -> None:
    several = "{event: [check, mishap], at_least: 1, every: month}"
    later = "{event: closed, at_least: 1, by: 2025-12-31}"
    assert of(audited(tmp_path, [check("2024-03-01")], several, later), "type-never-seen") == []


def test_a_type_seen_once_is_seen(tmp_path: Path) -> None:
    assert of(audited(tmp_path, [HAZARD, "closed,甲,2024-03-02,,,,,H1,,"], BY_NUMBER), "type-never-seen") == []


LED = "{event: check, where: {led_by: principal}, at_least: 1, every: month}"


@pytest.mark.parametrize(("count", "is_told"), [(2, False), (3, True)])
def test_a_field_that_no_event_carries(tmp_path: Path, count: int, is_told: bool) -> None:
    found = of(audited(tmp_path, [check("2024-03-01")] * count, LED), "field-never-filled")
    told = [(one.type, one.attribute, one.total, one.rules, one.level) for one in found]
    assert told == ([("check", "led_by", 3, ("r1",), "warning")] if is_told else [])


def test_a_field_that_one_event_carries_is_no_gap(tmp_path: Path) -> None:
    rows = [check("2024-03-01")] * 5 + [check("2024-03-01", more="deputy")]
    assert of(audited(tmp_path, rows, LED), "field-never-filled") == []


def test_a_time_of_entry_that_a_rule_reads_and_nobody_gives(tmp_path: Path) -> None:
    duty = "{event: check, share: {recorded_after: {lte: 7 days}}, at_least: 0.9, every: month}"
    (one,) = of(audited(tmp_path, [check("2024-03-01")] * 3, duty), "field-never-filled")
    assert one.attribute == "recordedtime"


@pytest.mark.parametrize(("count", "is_told"), [(4, False), (5, True)])
def test_nobody_ever_recorded_that_the_principal_led(tmp_path: Path, count: int, is_told: bool) -> None:
    rows = [check("2024-03-01", more="deputy")] * count + [check("2024-03-01")]
    found = of(audited(tmp_path, rows, LED), "value-never-seen")
    told = [(one.reason, one.type, one.attribute, one.names, one.total, one.rules, one.level) for one in found]
    assert told == ([("owed", "check", "led_by", ("principal",), 5, ("r1",), "warning")] if is_told else [])


def test_a_value_that_was_seen_once_is_no_gap(tmp_path: Path) -> None:
    rows = [check("2024-03-01", more="deputy")] * 5 + [check("2024-03-01", more="principal")]
    assert of(audited(tmp_path, rows, LED), "value-never-seen") == []


def test_of_alternatives_one_is_enough_and_what_must_not_be_is_not_asked_for(tmp_path: Path) -> None:
    rows = [check("2024-03-01", more="deputy")] * 6
    either = "{event: check, where: {led_by: [principal, deputy]}, at_least: 1, every: month}"
    never = "{event: check, where: {led_by: {not: principal}}, at_least: 1, every: month}"
    limited = "{event: check, where: {led_by: principal}, at_most: 1, every: month}"
    assert of(audited(tmp_path, rows, either, never, limited), "value-never-seen") == []


def test_each_value_that_has_to_be_covered_is_asked_for(tmp_path: Path) -> None:
    rows = [check("2024-03-01", more=",fire")] * 5
    duty = "{event: check, covers: {topics: [fire, traffic]}, every: month}"
    (one,) = of(audited(tmp_path, rows, duty), "value-never-seen")
    assert (one.attribute, one.names) == ("topics", ("traffic",))


def test_a_level_that_would_raise_duties_and_is_never_reported(tmp_path: Path) -> None:
    (one,) = of(audited(tmp_path, [HAZARD] * 5, MAJOR), "value-never-seen")
    assert (one.reason, one.level, one.names) == ("raises", "note", ("major",))


def test_entities_without_any_event(tmp_path: Path) -> None:
    entities = "id,kind,valid_from,valid_to\n甲,org,,\n乙,org,,\n丙,org,2025-06-01,\n丁,org,,2023-12-31\n戊,site,,\n"
    (one,) = of(audited(tmp_path, [check("2024-03-01")], entities=entities), "entity-without-events")
    # 丙 does not exist yet, 丁 no longer did when the rulebook came into force, and sites owe nothing.
    assert (one.type, one.names, one.count, one.total, one.level) == ("org", ("乙",), 1, 2, "warning")


def test_an_event_after_the_as_of_day_is_no_event(tmp_path: Path) -> None:
    found = audited(tmp_path, [check("2024-03-01")], as_of="2024-02-28")
    assert [one.names for one in of(found, "entity-without-events")] == [("甲",)]


def test_everybody_has_events_or_nobody_is_known(tmp_path: Path) -> None:
    assert of(audited(tmp_path / "a", [check("2024-03-01")]), "entity-without-events") == []
    assert of(audited(tmp_path / "b", [check("2024-03-01")], entities=None), "entity-without-events") == []


def test_attributes_that_decide_and_are_not_filled_in(tmp_path: Path) -> None:
    entities = "id,kind,high_risk,staff\n甲,org,true,5\n乙,org,,\n"
    extra = ", variants: [{when: {high_risk: true}, every: week}]"
    (one,) = of(audited(tmp_path, [check("2024-03-01")], entities=entities, extra=extra), "attribute-missing")
    # Nobody reads `staff`.
    assert (one.type, one.attribute, one.names, one.count, one.total) == ("org", "high_risk", ("乙",), 1, 2)
    assert (one.rules, one.level) == (("r1",), "warning")


def test_attributes_that_all_have_are_no_gap_and_those_that_none_has_are(tmp_path: Path) -> None:
    extra = ", applies: {high_risk: true}"
    filled, absent = "id,kind,high_risk\n甲,org,true\n", "id,kind\n甲,org\n"
    rows = [check("2024-03-01")]
    assert of(audited(tmp_path / "a", rows, entities=filled, extra=extra), "attribute-missing") == []
    (one,) = of(audited(tmp_path / "b", rows, entities=absent, extra=extra), "attribute-missing")
    assert (one.count, one.total) == (1, 1)


def peers(count: int, silent: int, life: str = "") -> tuple[str, list[str]]:
    names = [f"单位{n}" for n in range(count)]
    entities = "id,kind,valid_from\n" + "".join(f"{name},org,{life}\n" for name in names)
    return entities, [
        line
        for n, name in enumerate(names)
        for line in (check("2024-11-01", subject=name), f"hazard,{name},2024-11-02,,,,,H{n},minor,")[
            : 1 if n < silent else 2
        ]
    ]


@pytest.mark.parametrize(
    ("count", "silent", "is_told"), [(4, 1, False), (5, 1, True), (10, 2, True), (10, 3, False), (5, 0, False)]
)
@pytest.mark.parametrize("wide", [0, 10**6])
def test_who_never_records_what_nearly_all_others_do(
    tmp_path: Path, count: int, silent: int, is_told: bool, wide: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(silent_among_peers, "_WIDE", wide)
    entities, rows = peers(count, silent)
    found = of(audited(tmp_path, rows, BY_NUMBER, MONTHLY, entities=entities), "silent-among-peers")
    told = [(one.type, one.attribute, one.count, one.total, one.level) for one in found]
    assert told == ([("hazard", "org", silent, count, "note")] if is_told else [])


@pytest.mark.parametrize(("since", "is_told"), [("2024-10-02", True), ("2024-10-03", False)])
def test_the_young_are_not_compared(tmp_path: Path, since: str, is_told: bool) -> None:
    entities, rows = peers(5, 1, since)  # 90 days before 31 December
    assert bool(of(audited(tmp_path, rows, BY_NUMBER, entities=entities), "silent-among-peers")) is is_told
