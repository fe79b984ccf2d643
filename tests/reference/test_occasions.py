"""What raises a duty: bearers, entities below them, events, thresholds: sentences of the design, worked by hand."""

from __future__ import annotations

from tests.reference.build import (
    HIGH_RISK,
    at_most,
    columns,
    condition,
    dates,
    duty,
    entity,
    event,
    ledger,
    rule,
    words,
)
from zhiben.rules.model import BearerInForce, Before, EachEntity, EachEvent, Every, Threshold, Throughout, Within

FOUND = EachEvent(("found",))
YEARLY = Every("year")
ONE_DAY = Within(words("1 day"))


def site(id: str, owner: str, valid: tuple[str | None, str | None] = (None, None), **more: object) -> dict[str, object]:
    return entity(id, valid, **{"kind": "site", "owner": owner, **more})


# --- bearers ---


def test_without_entities_the_bearers_are_the_subjects_seen() -> None:
    log = [
        event("1", "check", "2024-05-01", "B"),
        event("2", "found", "2024-05-01", "A"),
        event("3", "found", "2026-01-01", "C"),
    ]
    assert columns(ledger(rule(duty(YEARLY)), log), "bearer verdict") == [("A", "breached"), ("B", "met")]


def test_without_a_bearer_the_log_as_a_whole_owes_and_everybodys_events_count() -> None:
    log = [event("1", "check", "2024-05-01", "B"), event("2", "check", "2024-04-01", "A")]
    assert columns(ledger(rule(duty(YEARLY), bearer=None), log, entities=[entity("A")]), "bearer key evidence") == [
        ("*", "", ["2", "1"])
    ]


def test_an_entity_with_no_events_at_all_owes_and_other_kinds_do_not() -> None:
    rows = ledger(rule(duty(YEARLY)), [], entities=[entity("A"), site("S", "A")])
    assert columns(rows, "bearer verdict") == [("A", "breached")]


def test_own_and_below() -> None:
    registry = [entity("A"), entity("B", owner="A"), site("S", "B", (None, "2024-05-31"))]
    for whose, evidence in (("own", ["1"]), ("below", ["1", "2", "3"])):
        log = [
            event("1", "check", "2024-05-01", "A"),
            event("2", "check", "2024-05-02", "B"),
            event("3", "check", "2024-05-03", "S"),
            event("4", "check", "2024-06-01", "S"),  # the site is no longer there: below nobody
        ]
        assert ledger(rule(duty(YEARLY, whose=whose)), log, entities=registry)[0]["evidence"] == evidence


# --- entities below ---


def test_each_site_below_has_a_life_cut_by_both_validities_and_by_a_change_of_ownership() -> None:
    registry = [
        entity("A", (None, "2024-09-30")),
        entity("B"),
        site("S", "A", ("2024-03-01", "2024-05-31")),
        site("S", "B", ("2024-06-01", None)),
        site("T", "A"),
    ]
    one = rule(duty(Throughout(), EachEntity("site"), same=(("case", "id"),)))
    assert columns(ledger(one, [], entities=registry), "bearer key raised_by opens closes") == [
        ("A", "S", "S", "2024-03-01 00:00", "2024-06-01 00:00"),
        ("A", "T", "T", "2024-01-01 00:00", "2024-10-01 00:00"),
        ("B", "S", "S", "2024-06-01 00:00", "2025-01-01 00:00"),
    ]


def test_moving_between_units_of_one_bearer_cuts_nothing() -> None:
    registry = [
        entity("A"),
        entity("A1", owner="A"),
        entity("A2", owner="A"),
        site("S", "A1", (None, "2024-05-31")),
        site("S", "A2", ("2024-06-01", None)),
    ]
    one = rule(duty(Throughout(), EachEntity("site"), same=(("case", "id"),)))
    rows = ledger(one, [], entities=registry)
    assert columns(rows, "bearer opens closes") == [
        ("A", "2024-01-01 00:00", "2025-01-01 00:00"),
        ("A1", "2024-01-01 00:00", "2024-06-01 00:00"),
        ("A2", "2024-06-01 00:00", "2025-01-01 00:00"),
    ]


def test_the_event_must_name_the_site_or_be_about_it() -> None:
    registry = [entity("A"), site("S", "A"), site("T", "A")]
    log = [
        event("1", "check", "2024-05-01", "A", case="S"),
        event("2", "check", "2024-05-02", "T"),
        event("3", "check", "2024-05-03", "B", case="T"),
    ]
    for same, evidence in (((("case", "id"),), [["1"], []]), ((("subject", "id"),), [[], ["2"]])):
        one = rule(duty(YEARLY, EachEntity("site"), same=same))
        assert [row["evidence"] for row in ledger(one, log, entities=registry)] == evidence


def test_where_of_an_entity_is_read_at_each_opening_and_undecided_where_missing() -> None:
    registry = [
        entity("A"),
        site("S", "A", (None, "2024-06-30"), high_risk=True),
        site("S", "A", ("2024-07-01", None), high_risk=False),
        site("T", "A"),
    ]
    one = rule(duty(Every("half-year"), EachEntity("site", HIGH_RISK), same=(("case", "id"),)))
    assert columns(ledger(one, [], entities=registry), "key opens verdict reason") == [
        ("S", "2024-01-01 00:00", "breached", ""),
        ("T", "2024-01-01 00:00", "unknown", "missing-attribute"),
        ("T", "2024-07-01 00:00", "unknown", "missing-attribute"),
    ]


# --- events ---


def test_a_trigger_counts_while_its_bearer_is_in_force_and_its_duty_runs_to_its_own_close() -> None:
    registry = [entity("A", ("2024-05-02", "2024-05-10"))]
    log = [
        event("early", "found", "2024-05-01"),
        event("last", "found", "2024-05-10"),
        event("over", "found", "2024-05-11"),
    ]
    rows = ledger(rule(duty(Within(words("30 days")), FOUND)), log, entities=registry)
    assert columns(rows, "raised_by closes") == [("last", "2024-06-10 00:00")]


def test_where_chooses_triggers_and_a_missing_value_passes_no_test() -> None:
    log = [
        event("1", "found", "2024-05-01", who="li"),
        event("2", "found", "2024-05-01", who="wu"),
        event("3", "found", "2024-05-01"),
    ]
    one = rule(duty(ONE_DAY, EachEvent(("found",), condition("who", "wu", operator="not_in"))))
    assert columns(ledger(one, log), "raised_by") == [("1",)]


def test_a_trigger_of_a_unit_below_raises_duties_of_all_above() -> None:
    registry = [entity("A"), entity("B", owner="A")]
    one = rule(duty(ONE_DAY, EachEvent(("found",), whose="below")))
    rows = ledger(one, [event("1", "found", "2024-05-01", "B", source="hq")], entities=registry)
    assert columns(rows, "bearer raised_by") == [("A", "hq/1"), ("B", "hq/1")]


def test_first_is_the_first_per_bearer_and_key_before_applies() -> None:
    one = rule(duty(ONE_DAY, EachEvent(("found",), occurrence="first"), same=(("case", "case"),)))
    log = [
        event("2", "found", "2024-05-01 10:00", case="x"),
        event("1", "found", "2024-05-01 10:00", case="x"),  # at the same instant: by reference
        event("3", "found", "2024-05-02", case="y"),
        event("4", "found", "2024-05-03"),
        event("5", "found", "2024-05-04"),  # without a value each counts as its own
    ]
    assert columns(ledger(one, log), "key raised_by reason") == [
        ("", "4", "missing-trigger-value"),
        ("", "5", "missing-trigger-value"),
        ("x", "1", ""),
        ("y", "3", ""),
    ]
    a = [entity("A", (None, "2024-05-01"), high_risk=False), entity("A", ("2024-05-02", None), high_risk=True)]
    again = [*log, event("6", "found", "2024-05-05", case="x")]
    assert columns(ledger(rule(one.duty, applies=HIGH_RISK), again, entities=a), "raised_by") == [
        ("4",),
        ("5",),
        ("3",),
    ]


def test_a_threshold_is_reached_by_the_nth_event_inside_the_rolling_time_then_counting_restarts() -> None:
    one = rule(duty(ONE_DAY, EachEvent(("found",), threshold=Threshold(3, words("10 days")))))
    log = [
        event("1", "found", "2024-05-01 10:00"),
        event("2", "found", "2024-05-09 10:00"),
        event("3", "found", "2024-05-12 00:00"),  # 1 May + 10 days ends with the 11th: the first has rolled out
        event("4", "found", "2024-05-19 23:59"),  # 9 May + 10 days ends with the 19th: 2, 3, 4
        event("5", "found", "2024-05-20"),
        event("6", "found", "2024-05-21"),  # counting has restarted: 5, 6
        event("7", "found", "2024-05-30"),  # 5, 6, 7
    ]
    assert columns(ledger(one, log), "raised_by") == [("4",), ("7",)]


def test_a_threshold_counts_per_bearer_and_key_and_cannot_count_what_has_no_key() -> None:
    one = rule(duty(ONE_DAY, EachEvent(("found",), threshold=Threshold(2, words("10 days"))), same=(("case", "case"),)))
    log = [
        event("1", "found", "2024-05-01", case="x"),
        event("2", "found", "2024-05-01", case="y"),
        event("3", "found", "2024-05-01", "B", case="x"),
        event("4", "found", "2024-05-01"),
        event("5", "found", "2024-05-02"),
        event("6", "found", "2024-05-03", case="y"),
    ]
    assert columns(ledger(one, log), "bearer key raised_by") == [("A", "y", "6")]


def test_keys_are_written_as_text_numbers_flags_days_and_instants() -> None:
    one = rule(duty(ONE_DAY, FOUND, same=(("case", "case"), ("score", "score"), ("ok", "ok"), ("due", "due"))))
    log = [
        event("1", "found", "2024-05-01", case="甲", score=2.50, ok=True, due="2024-05-02"),
        event("2", "found", "2024-05-01", case="乙", score=-30, ok=False, due="2024-05-02 09:30"),
    ]
    assert sorted(row["key"] for row in ledger(one, log)) == [
        "乙;-30;false;2024-05-02T01:30:00Z",
        "甲;2.5;true;2024-05-02",
    ]


# --- as of ---


def test_a_date_knows_its_whole_day_and_an_instant_what_has_begun() -> None:
    quarterly = rule(duty(Every("quarter")))
    for as_of, expected in (
        ("2024-03-31", [("2024-01-01 00:00", "breached")]),
        ("2024-03-31 23:59:59.999999", [("2024-01-01 00:00", "pending")]),
        ("2024-04-01 00:00", [("2024-01-01 00:00", "breached"), ("2024-04-01 00:00", "pending")]),
    ):
        assert columns(ledger(quarterly, [], as_of, entities=[entity("A")]), "opens verdict") == expected


def test_events_exist_up_to_the_instant_a_bare_date_from_its_first() -> None:
    yearly = rule(duty(YEARLY))
    log = [event("1", "check", "2024-03-31")]
    for as_of, verdict in (("2024-03-30", "pending"), ("2024-03-30 23:59", "pending"), ("2024-03-31 00:00", "met")):
        assert ledger(yearly, log, as_of, entities=[entity("A")])[0]["verdict"] == verdict


def test_what_was_entered_after_known_at_does_not_exist() -> None:
    yearly = rule(duty(YEARLY))
    for recorded, known_at, verdict in (
        ("2024-04-05 10:00", "2024-04-05 10:00", "met"),
        ("2024-04-05 10:00:00.000001", "2024-04-05 10:00", "pending"),
        ("2024-04-05", "2024-04-05", "met"),
        ("2024-04-05", "2024-04-04", "pending"),
        (None, "2024-04-04", "met"),
    ):
        log = [event("1", "check", "2024-03-31", recorded=recorded)]
        assert ledger(yearly, log, "2024-03-31", known_at=known_at, entities=[entity("A")])[0]["verdict"] == verdict


def test_rows_are_sorted_and_ids_stay_while_the_clock_moves() -> None:
    first, second = rule(duty(Before(), FOUND), id="z"), rule(duty(Every("half-year"), BearerInForce()), id="a")
    log = [
        event("2", "found", "2024-05-01", "B"),
        event("1", "found", "2024-05-02", "B"),
        event("3", "found", "2024-05-03"),
    ]
    early, late = ledger((first, second), log, "2024-05-31"), ledger((first, second), log, "2024-12-31")
    assert columns(late, "rule bearer opens raised_by") == [
        ("z", "A", None, "3"),
        ("z", "B", None, "1"),
        ("z", "B", None, "2"),
        ("a", "A", "2024-01-01 00:00", ""),
        ("a", "A", "2024-07-01 00:00", ""),
        ("a", "B", "2024-01-01 00:00", ""),
        ("a", "B", "2024-07-01 00:00", ""),
    ]
    ids = [row["duty"] for row in late]
    assert len(set(ids)) == len(ids)
    assert [row["duty"] for row in early] == [ids[0], ids[1], ids[2], ids[3], ids[5]]


def test_the_order_of_rows_changes_nothing() -> None:
    one = rule(duty(Throughout(), bound=at_most(2)), in_force=dates("2024-01-01", "2024-06-30"))
    log = [event(str(n), "check", "2024-05-01 10:00") for n in range(5)]
    assert ledger(one, log, entities=[entity("A")]) == ledger(one, log[::-1], entities=[entity("A")])
