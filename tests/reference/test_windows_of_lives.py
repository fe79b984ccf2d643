"""`every`, `by`, `since_last` and `throughout`: sentences of the design, worked by hand."""

from __future__ import annotations

import datetime as dt

from tests.reference.build import (
    HIGH_RISK,
    at_least,
    at_most,
    columns,
    condition,
    dates,
    duty,
    entity,
    event,
    ledger,
    rule,
    variant,
    words,
)
from zhiben.rules.model import By, Duration, EachEvent, Every, SinceLast, Throughout, Until

QUARTER = duty(Every("quarter"))
MONTHLY_IF_HIGH_RISK = rule(QUARTER, variants=(variant("1", duty(Every("month")), HIGH_RISK),))
JUNE = By(dt.date(2024, 6, 30))


# --- every ---


def test_who_turns_high_risk_on_10_february_finishes_the_quarter_and_owes_months_from_april() -> None:
    a = [
        entity("A", (None, "2024-02-09"), high_risk=False),
        entity("A", ("2024-02-10", None), high_risk=True),
    ]
    rows = ledger(MONTHLY_IF_HIGH_RISK, [], "2024-06-30", entities=a)
    assert columns(rows, "variant severity opens closes verdict") == [
        ("", "medium", "2024-01-01 00:00", "2024-04-01 00:00", "breached"),
        ("1", "high", "2024-04-01 00:00", "2024-05-01 00:00", "breached"),
        ("1", "high", "2024-05-01 00:00", "2024-06-01 00:00", "breached"),
        ("1", "high", "2024-06-01 00:00", "2024-07-01 00:00", "breached"),
    ]


def test_who_turns_ordinary_in_february_owes_the_rest_of_that_quarter_from_march_also_under_skip() -> None:
    a = [
        entity("A", (None, "2024-02-14"), high_risk=True),
        entity("A", ("2024-02-15", None), high_risk=False),
    ]
    skipping = rule(
        duty(Every("quarter"), partial="skip"),
        variants=(variant("1", duty(Every("month"), partial="skip"), HIGH_RISK),),
    )
    expected = [
        ("1", "2024-01-01 00:00", "2024-02-01 00:00"),
        ("1", "2024-02-01 00:00", "2024-03-01 00:00"),
        ("", "2024-03-01 00:00", "2024-04-01 00:00"),
        ("", "2024-04-01 00:00", "2024-07-01 00:00"),
    ]
    for one in (MONTHLY_IF_HIGH_RISK, skipping):
        assert columns(ledger(one, [], "2024-06-30", entities=a), "variant opens closes") == expected


def test_entry_and_exit_clip_periods_owed_in_full_or_not_at_all() -> None:
    a = [entity("A", ("2024-02-15", "2024-08-20"))]
    assert columns(ledger(rule(QUARTER), [], entities=a), "opens closes due") == [
        ("2024-02-15 00:00", "2024-04-01 00:00", "2024-03-31 23:59:59.999999"),
        ("2024-04-01 00:00", "2024-07-01 00:00", "2024-06-30 23:59:59.999999"),
        ("2024-07-01 00:00", "2024-08-21 00:00", "2024-08-20 23:59:59.999999"),
    ]
    skipping = rule(duty(Every("quarter"), partial="skip"))
    assert columns(ledger(skipping, [], entities=a), "opens closes") == [("2024-04-01 00:00", "2024-07-01 00:00")]


def test_adjacent_rows_of_one_entity_are_one_span_and_a_gap_makes_two() -> None:
    joined = [entity("A", ("2024-01-01", "2024-02-10"), grade=1), entity("A", ("2024-02-11", "2024-03-31"), grade=2)]
    assert columns(ledger(rule(QUARTER), [], entities=joined), "opens") == [("2024-01-01 00:00",)]
    apart = [joined[0], entity("A", ("2024-02-12", "2024-03-31"), grade=2)]
    assert columns(ledger(rule(QUARTER), [], entities=apart), "opens closes") == [
        ("2024-01-01 00:00", "2024-02-11 00:00"),
        ("2024-02-12 00:00", "2024-04-01 00:00"),
    ]


def test_the_last_microsecond_of_the_quarter_counts_and_the_next_does_not() -> None:
    log = [event("in", "check", "2024-03-31 23:59:59.999999"), event("out", "check", "2024-07-01 00:00")]
    rows = ledger(rule(QUARTER), log, "2024-06-30", entities=[entity("A")])
    assert columns(rows, "verdict decided evidence") == [
        ("met", "2024-03-31 23:59:59.999999", ["in"]),
        ("breached", "2024-06-30 23:59:59.999999", []),
    ]


def test_weeks_start_on_monday() -> None:
    weekly = rule(duty(Every("week")), in_force=dates("2024-01-03", "2024-01-16"))  # a Wednesday to a Tuesday
    assert columns(ledger(weekly, [], entities=[entity("A")]), "opens closes") == [
        ("2024-01-03 00:00", "2024-01-08 00:00"),
        ("2024-01-08 00:00", "2024-01-15 00:00"),
        ("2024-01-15 00:00", "2024-01-17 00:00"),
    ]


def test_from_lets_earlier_events_count_for_a_first_period_that_was_cut() -> None:
    log = [event("early", "check", "2024-01-10")]
    for since, verdict, decided in (
        ("any", "met", "2024-02-15 00:00"),  # nothing is decided before it is owed
        (dt.date(2024, 1, 10), "met", "2024-02-15 00:00"),
        (dt.date(2024, 1, 11), "breached", "2024-03-31 23:59:59.999999"),
        (None, "breached", "2024-03-31 23:59:59.999999"),
    ):
        one = rule(duty(Every("quarter"), from_=since), in_force=dates("2024-02-15", "2024-06-30"))
        first = ledger(one, log, entities=[entity("A")])[0]
        assert (first["opens"], first["verdict"], first["decided"]) == ("2024-02-15 00:00", verdict, decided)


def test_a_window_is_not_owed_where_applies_is_false_at_its_opening_and_the_periods_go_on() -> None:
    a = [
        entity("A", (None, "2024-02-14"), high_risk=False),
        entity("A", ("2024-02-15", "2024-08-01"), high_risk=True),
        entity("A", ("2024-08-02", None), high_risk=False),
    ]
    rows = ledger(rule(QUARTER, applies=HIGH_RISK), [], entities=a)
    assert columns(rows, "opens closes") == [
        ("2024-04-01 00:00", "2024-07-01 00:00"),
        ("2024-07-01 00:00", "2024-10-01 00:00"),
    ]


def test_a_missing_attribute_is_unknown_on_the_windows_of_the_next_variant_never_the_lax_one_in_silence() -> None:
    rows = ledger(MONTHLY_IF_HIGH_RISK, [event("e", "check", "2024-01-05")], "2024-03-31", entities=[entity("A")])
    assert columns(rows, "variant closes verdict reason observed decided evidence_count") == [
        ("", "2024-04-01 00:00", "unknown", "missing-attribute", None, None, 0)
    ]
    assert columns(ledger(rule(QUARTER, applies=HIGH_RISK), [], "2024-03-31", entities=[entity("A")]), "reason") == [
        ("missing-attribute",)
    ]


def test_variants_by_date_are_those_in_force_at_the_opening() -> None:
    stricter = variant(
        "1", duty(Every("month")), condition("name", False, operator="exists"), in_force=dates("2024-05-15")
    )
    rows = ledger(rule(QUARTER, variants=(stricter,)), [], "2024-08-31", entities=[entity("A")])
    assert columns(rows, "variant opens") == [
        ("", "2024-01-01 00:00"),
        ("", "2024-04-01 00:00"),
        ("1", "2024-07-01 00:00"),
        ("1", "2024-08-01 00:00"),
    ]


def test_periods_of_a_trigger_run_until_it_ends_or_the_rule_does() -> None:
    occasion = EachEvent(("found",), until=Until(("closed",), same=(("case", "case"),)))
    one = rule(duty(Every("month"), occasion, same=(("case", "case"),)))
    log = [
        event("f1", "found", "2024-03-10", case="1"),
        event("c1", "closed", "2024-04-20 09:00", case="1"),
        event("f2", "found", "2024-11-20 12:00", case="2"),
    ]
    assert columns(ledger(one, log, entities=[entity("A")]), "key opens closes") == [
        ("1", "2024-03-10 00:00", "2024-04-01 00:00"),
        ("1", "2024-04-01 00:00", "2024-04-20 09:00"),
        ("2", "2024-11-20 12:00", "2024-12-01 00:00"),
        ("2", "2024-12-01 00:00", "2025-01-01 00:00"),
    ]


# --- by ---


def test_by_is_owed_by_who_is_in_force_at_the_end_of_the_day() -> None:
    registry = [
        entity("enters on the day", ("2024-06-30", None)),
        entity("leaves on the day", (None, "2024-06-30")),
        entity("leaves the day before", (None, "2024-06-29")),
        entity("enters the day after", ("2024-07-01", None)),
    ]
    assert columns(ledger(rule(duty(JUNE)), [], entities=registry), "bearer opens closes due") == [
        ("enters on the day", "2024-06-30 00:00", "2024-07-01 00:00", "2024-06-30 23:59:59.999999"),
        ("leaves on the day", "2024-01-01 00:00", "2024-07-01 00:00", "2024-06-30 23:59:59.999999"),
    ]


def test_by_made_up_afterwards_is_late_with_the_date_of_the_cure() -> None:
    log = [event("e", "check", "2024-07-02 08:00"), event("f", "check", "2024-07-03")]
    rows = ledger(rule(duty(JUNE)), log, entities=[entity("A")])
    assert columns(rows, "verdict decided cured observed evidence") == [
        ("late", "2024-06-30 23:59:59.999999", "2024-07-02 08:00", 0.0, ["e"])
    ]


def test_by_counts_from_its_own_start_and_is_never_met_before_it_is_owed() -> None:
    log = [event("e", "check", "2023-12-05")]
    for since, opens, verdict in (
        ("any", None, "met"),
        (dt.date(2023, 12, 1), "2023-12-01 00:00", "met"),
        (dt.date(2023, 12, 6), "2023-12-06 00:00", "breached"),
    ):
        (row,) = ledger(rule(duty(JUNE, from_=since)), log, entities=[entity("A")])
        assert (row["opens"], row["verdict"]) == (opens, verdict)
        if verdict == "met":
            assert row["decided"] == "2024-01-01 00:00"


def test_roll_then_grace() -> None:
    # 10 to 17 February 2024 is Spring Festival; Sunday the 18th is a make-up working day.
    tenth = By(dt.date(2024, 2, 10))
    for grace, closes in (
        (None, "2024-02-19 00:00"),
        (Duration(3, "days"), "2024-02-22 00:00"),
        (Duration(2, "workdays"), "2024-02-21 00:00"),
        (Duration(12, "hours"), "2024-02-19 12:00"),
    ):
        (row,) = ledger(rule(duty(tenth, roll=True, grace=grace)), [], entities=[entity("A")])
        assert (row["due"], row["closes"]) == ("2024-02-18 23:59:59.999999", closes)


def test_an_event_inside_the_grace_discharges() -> None:
    one = rule(duty(JUNE, grace=Duration(3, "days")))
    for time, verdict in (("2024-07-03 23:59", "met"), ("2024-07-04 00:00", "late")):
        (row,) = ledger(one, [event("e", "check", time)], entities=[entity("A")])
        assert (row["verdict"], row["due"], row["closes"]) == (
            verdict,
            "2024-06-30 23:59:59.999999",
            "2024-07-04 00:00",
        )
    assert ledger(one, [], "2024-07-02", entities=[entity("A")])[0]["verdict"] == "pending"


def test_by_reads_attributes_at_from_but_not_before_the_bearer_exists() -> None:
    a = [entity("A", ("2023-11-01", "2023-12-31"), high_risk=True), entity("A", ("2024-01-01", None), high_risk=False)]
    for since, owed in (("any", 0), (None, 0), (dt.date(2023, 12, 31), 1), (dt.date(2023, 1, 1), 1)):
        assert len(ledger(rule(duty(JUNE, from_=since), applies=HIGH_RISK), [], entities=a)) == owed


# --- since_last ---

THREE_MONTHS = rule(duty(SinceLast(words("3 months"))))


def test_a_cadence_starts_with_the_span_and_at_each_event_and_a_long_gap_is_one_breach() -> None:
    log = [
        event("e1", "check", "2024-02-10 10:00"),
        event("e2", "check", "2024-08-01 09:00"),
        event("e3", "check", "2024-11-15 09:00"),
    ]
    rows = ledger(THREE_MONTHS, log, entities=[entity("A")])
    assert columns(rows, "opens closes verdict decided observed evidence") == [
        ("2024-01-01 00:00", "2024-04-02 00:00", "met", "2024-02-10 10:00", 1.0, ["e1"]),
        ("2024-02-10 10:00", "2024-05-11 00:00", "breached", "2024-05-10 23:59:59.999999", 0.0, []),
        ("2024-08-01 09:00", "2024-11-02 00:00", "breached", "2024-11-01 23:59:59.999999", 0.0, []),
        # what the third event asks for falls due after the rule is out of force: not owed
    ]


def test_what_happens_at_one_instant_is_one_baseline_and_does_not_discharge_itself() -> None:
    log = [event("e1", "check", "2024-02-10 10:00"), event("e2", "check", "2024-02-10 10:00")]
    rows = ledger(THREE_MONTHS, log, "2024-06-30", entities=[entity("A")])
    assert columns(rows, "opens verdict evidence_count") == [
        ("2024-01-01 00:00", "met", 2),
        ("2024-02-10 10:00", "breached", 0),
    ]


def test_a_bare_date_baseline_closes_by_its_last_instant_where_hours_are_counted() -> None:
    one = rule(duty(SinceLast(words("24 hours"))), in_force=dates("2024-03-01", "2024-03-31"))
    rows = ledger(one, [event("e", "check", "2024-03-10")], "2024-03-20", entities=[entity("A")])
    assert columns(rows, "opens closes") == [
        ("2024-03-01 00:00", "2024-03-02 00:00:00.000001"),
        ("2024-03-10 00:00", "2024-03-12 00:00"),
    ]


def test_from_carries_an_earlier_baseline_over_the_start_only_if_it_is_still_running_there() -> None:
    one = rule(duty(SinceLast(words("3 months")), from_="any"))
    running, over = event("e", "check", "2023-11-20"), event("o", "check", "2023-09-30")
    for log, opens, closes in (
        ([running, over], "2023-11-20 00:00", "2024-02-21 00:00"),
        ([over], "2024-01-01 00:00", "2024-04-02 00:00"),
    ):
        (row,) = ledger(one, log, "2024-05-31", entities=[entity("A")])
        assert (row["opens"], row["closes"], row["verdict"]) == (opens, closes, "breached")


def test_the_cadence_starts_anew_where_applies_turns_true_and_ends_where_it_turns_false() -> None:
    a = [
        entity("A", (None, "2024-05-31"), high_risk=False),
        entity("A", ("2024-06-01", "2024-09-30"), high_risk=True),
        entity("A", ("2024-10-01", None), high_risk=False),
    ]
    one = rule(duty(SinceLast(words("3 months"))), applies=HIGH_RISK)
    log = [event("before", "check", "2024-05-20"), event("within", "check", "2024-07-10")]
    rows = ledger(one, log, entities=a)
    # 1 June → 1 September; 10 July → 10 October lies behind the stretch and is not owed
    assert columns(rows, "opens closes verdict evidence") == [
        ("2024-06-01 00:00", "2024-09-02 00:00", "met", ["within"])
    ]


def test_each_baseline_has_the_variant_of_its_own_instant() -> None:
    a = [entity("A", (None, "2024-03-31"), high_risk=False), entity("A", ("2024-04-01", None), high_risk=True)]
    one = rule(
        duty(SinceLast(words("6 months"))), variants=(variant("1", duty(SinceLast(words("1 month"))), HIGH_RISK),)
    )
    rows = ledger(one, [event("e", "check", "2024-04-01 08:00")], "2024-12-01", entities=a)
    assert columns(rows, "variant opens closes verdict") == [
        ("", "2024-01-01 00:00", "2024-07-02 00:00", "met"),
        ("1", "2024-04-01 08:00", "2024-05-02 00:00", "breached"),
    ]


def test_a_duty_due_at_the_very_end_of_the_span_is_owed_and_one_due_later_is_not() -> None:
    for length, end, owed in (
        ("3 months", "2024-04-01", 1),
        ("3 months", "2024-03-31", 0),
        ("24 hours", "2024-01-01", 0),  # the last instant that counts is the first of the next day
        ("24 hours", "2024-01-02", 1),
    ):
        one = rule(duty(SinceLast(words(length))), in_force=dates("2024-01-01", end))
        assert len(ledger(one, [], entities=[entity("A")])) == owed


def test_a_bare_date_and_an_instant_that_begin_together_are_one_baseline_that_lasts_the_day() -> None:
    one = rule(duty(SinceLast(words("24 hours"))), in_force=dates("2024-03-01", "2024-03-31"))
    for day, place in (("2024-03-10", 1), ("2024-03-01", 0)):  # in the midst of the span, and on its first day
        for bare, sharp in (("1", "2"), ("2", "1")):
            log = [event(bare, "check", day), event(sharp, "check", day + " 00:00")]
            row = ledger(one, log, "2024-03-20", entities=[entity("A")])[place]
            assert (row["opens"], row["closes"]) == (day + " 00:00", f"{day[:-2]}{int(day[-2:]) + 2:02} 00:00")


def test_which_earlier_event_is_the_baseline_of_the_start() -> None:
    for length, since, days_of_checks, opens, closes in (
        ("60 days", dt.date(2023, 11, 20), ["2023-11-20"], "2023-11-20 00:00", "2024-01-20 00:00"),
        ("60 days", dt.date(2023, 11, 21), ["2023-11-20"], "2024-01-01 00:00", "2024-03-02 00:00"),
        ("31 days", "any", ["2023-11-30"], "2024-01-01 00:00", "2024-02-02 00:00"),  # due with the last day before
        ("31 days", "any", ["2023-12-01"], "2023-12-01 00:00", "2024-01-02 00:00"),
        ("5 days", "any", ["2023-12-30", "2024-01-01"], "2024-01-01 00:00", "2024-01-07 00:00"),
        ("24 hours", "any", ["2023-12-31", "2023-12-31 00:00"], "2023-12-31 00:00", "2024-01-02 00:00"),
        ("24 hours", "any", ["2023-12-31 00:00", "2023-12-31"], "2023-12-31 00:00", "2024-01-02 00:00"),
    ):
        log = [event(str(n), "check", time) for n, time in enumerate(days_of_checks)]
        one = rule(duty(SinceLast(words(length)), from_=since))
        (row,) = ledger(one, log, "2024-06-30", entities=[entity("A")])
        assert (row["opens"], row["closes"], row["verdict"]) == (opens, closes, "breached")


# --- throughout ---


def test_throughout_is_cut_where_applies_or_the_variant_changes() -> None:
    a = [
        entity("A", (None, "2024-02-29"), high_risk=False, grade=1),
        entity("A", ("2024-03-01", "2024-04-30"), high_risk=False, grade=2),
        entity("A", ("2024-05-01", None), high_risk=True, grade=2),
    ]
    stricter = variant("strict", duty(Throughout(), bound=at_most(0)), HIGH_RISK)
    one = rule(duty(Throughout(), bound=at_most(1)), variants=(stricter,))
    rows = ledger(one, [event("e", "check", "2024-06-01")], entities=a)
    assert columns(rows, "variant opens closes required verdict decided") == [
        ("", "2024-01-01 00:00", "2024-05-01 00:00", "at_most 1", "met", "2024-04-30 23:59:59.999999"),
        ("strict", "2024-05-01 00:00", "2025-01-01 00:00", "at_most 0", "breached", "2024-06-01 00:00"),
    ]


def test_a_life_until_an_event_leaves_that_instant_out() -> None:
    occasion = EachEvent(("opened",), until=Until(("closed",)))
    one = rule(duty(Throughout(), occasion, bound=at_most(0)))
    for checked, verdict in (("2024-05-06 11:59", "breached"), ("2024-05-06 12:00", "met")):
        log = [
            event("o", "opened", "2024-05-06 09:00"),
            event("e", "check", checked),
            event("c", "closed", "2024-05-06 12:00"),
        ]
        (row,) = ledger(one, log, entities=[entity("A")])
        assert (row["opens"], row["closes"], row["verdict"]) == ("2024-05-06 09:00", "2024-05-06 12:00", verdict)


def test_a_life_that_is_never_ended_is_open_and_pending() -> None:
    occasion = EachEvent(("opened",), until=Until(("closed",)))
    (row,) = ledger(
        rule(duty(Throughout(), occasion, bound=at_most(0))),
        [event("o", "opened", "2024-05-06")],
        entities=[entity("A")],
    )
    assert (row["closes"], row["due"], row["verdict"], row["decided"]) == (None, None, "pending", None)


def test_an_empty_life_owes_nothing() -> None:
    occasion = EachEvent(("opened",), until=Until(("closed",)))
    log = [event("o", "opened", "2024-05-06"), event("c", "closed", "2024-05-06")]
    assert ledger(rule(duty(Throughout(), occasion, bound=at_least(1))), log, entities=[entity("A")]) == []


def test_the_trigger_never_ends_its_own_life_but_its_twin_does() -> None:
    occasion = EachEvent(("opened",), until=Until(("opened",)))
    log = [event("o", "opened", "2024-05-06"), event("p", "opened", "2024-05-07")]
    rows = ledger(rule(duty(Throughout(), occasion, bound=at_most(0))), log, entities=[entity("A")])
    assert columns(rows, "raised_by closes") == [("o", "2024-05-07 00:00"), ("p", None)]
