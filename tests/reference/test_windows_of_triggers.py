"""`within`, `before` and `otherwise`: sentences of the design, worked by hand."""

from __future__ import annotations

import pytest

from tests.reference.build import (
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
from zhiben.rules.model import Before, EachBreach, EachEvent, Every, Throughout, Until, Within

FOUND = EachEvent(("found",))
CLOSED = ("closed",)
SAME_CASE = (("case", "case"),)


def within(text: str) -> Within:
    return Within(words(text))


def test_a_missed_31_march_within_30_days_runs_through_30_april() -> None:
    child = rule(duty(within("30 days"), EachBreach(), ("opened",)), id="r/otherwise")
    parent = rule(duty(Every("quarter")), otherwise=child, in_force=dates("2024-01-01", "2024-06-30"))
    rows = ledger(parent, [], "2024-04-10", entities=[entity("A")])
    assert columns(rows, "rule opens closes due verdict decided") == [
        ("r", "2024-01-01 00:00", "2024-04-01 00:00", "2024-03-31 23:59:59.999999", "breached",
         "2024-03-31 23:59:59.999999"),
        ("r", "2024-04-01 00:00", "2024-07-01 00:00", "2024-06-30 23:59:59.999999", "pending", None),
        ("r/otherwise", "2024-03-31 23:59:59.999999", "2024-05-01 00:00", "2024-04-30 23:59:59.999999", "pending",
         None),
    ]  # fmt: skip
    assert rows[2]["raised_by"] == rows[0]["duty"]


@pytest.mark.parametrize(
    ("trigger", "length", "closes"),
    [
        ("2024-01-31 10:00", "1 month", "2024-03-01 00:00"),  # the month ends on 29 February
        ("2023-01-31 10:00", "1 month", "2023-03-01 00:00"),
        ("2024-02-29 10:00", "1 year", "2025-03-01 00:00"),  # 28 February 2025
        ("2024-05-06 10:00", "1 week", "2024-05-14 00:00"),
        ("2024-05-06 10:00", "30 days", "2024-06-06 00:00"),
        ("2024-05-06", "30 days", "2024-06-06 00:00"),
        ("2024-05-06 10:00", "48 hours", "2024-05-08 10:00:00.000001"),
        ("2024-05-06", "24 hours", "2024-05-08 00:00"),  # the last instant of the day, and 24 hours
        (
            "2024-09-27 10:00",
            "3 workdays",
            "2024-10-09 00:00",
        ),  # Sunday the 29th and Monday count, 1 to 7 October do not
        ("2024-10-10 10:00", "2 workdays", "2024-10-13 00:00"),  # Saturday 12 October is made up for the holiday
        ("2025-09-26 10:00", "3 workdays", "2025-10-01 00:00"),  # Sunday 28 September 2025 is made up
        ("2026-02-13 10:00", "1 workdays", "2026-02-15 00:00"),  # Saturday 14 February 2026 is made up
    ],
)
def test_legal_counting(trigger: str, length: str, closes: str) -> None:
    one = rule(duty(within(length), FOUND, CLOSED), in_force=dates("2023-01-01"))
    (row,) = ledger(one, [event("f", "found", trigger)], "2026-12-31", entities=[entity("A")])
    assert row["closes"] == closes


def test_the_last_instant_counts_where_hours_do() -> None:
    one = rule(duty(within("48 hours"), FOUND, CLOSED))
    for time, verdict, cured in (
        ("2024-05-08 10:00", "met", None),
        ("2024-05-08 10:00:00.000001", "late", "2024-05-08 10:00:00.000001"),
    ):
        log = [event("f", "found", "2024-05-06 10:00"), event("c", "closed", time)]
        (row,) = ledger(one, log, entities=[entity("A")])
        assert (row["verdict"], row["cured"]) == (verdict, cured)


def test_an_unpublished_year_is_unknown_with_that_reason() -> None:
    one = rule(duty(within("10 workdays"), FOUND, CLOSED), in_force=dates("2190-01-01"))
    rows = ledger(one, [event("f", "found", "2190-05-06"), event("c", "closed", "2190-05-07")], "2190-12-31")
    assert columns(rows, "opens closes due verdict observed reason evidence decided") == [
        ("2190-05-06 00:00", None, None, "unknown", None, "calendar-not-published", [], None)
    ]


@pytest.mark.parametrize(
    ("due", "closes", "reason"),
    [
        ("2024-05-10", "2024-05-11 00:00", ""),
        ("2024-05-10 17:00", "2024-05-10 17:00:00.000001", ""),
        ("2024-05-06", "2024-05-07 00:00", ""),  # the trigger's own day
        ("2024-05-06 10:00", "2024-05-06 10:00:00.000001", ""),
        ("2024-05-06 09:59", None, "due-date-before-trigger"),
        ("2024-05-05", None, "due-date-before-trigger"),
        (None, None, "missing-due-date"),
    ],
)
def test_until_the_date_that_the_trigger_names(due: str | None, closes: str | None, reason: str) -> None:
    one = rule(duty(Within(field="due"), FOUND, CLOSED))
    (row,) = ledger(one, [event("f", "found", "2024-05-06 10:00", due=due)], "2024-05-06", entities=[entity("A")])
    assert (row["closes"], row["reason"]) == (closes, reason)


def test_until_the_date_that_the_bearer_names() -> None:
    one = rule(duty(Within(field="end"), FOUND, CLOSED), due_on_occasion=False)
    (row,) = ledger(one, [event("f", "found", "2024-05-06")], entities=[entity("A", end="2024-05-20")])
    assert row["closes"] == "2024-05-21 00:00"


def test_the_trigger_itself_never_counts_but_a_twin_at_its_instant_does() -> None:
    one = rule(duty(within("1 day"), EachEvent(("check",))))
    alone = ledger(one, [event("a", "check", "2024-05-06 10:00")], "2024-05-31", entities=[entity("A")])
    assert columns(alone, "raised_by verdict") == [("a", "breached")]
    log = [event("a", "check", "2024-05-06 10:00"), event("b", "check", "2024-05-06 10:00")]
    assert columns(ledger(one, log, "2024-05-31", entities=[entity("A")]), "raised_by verdict evidence") == [
        ("a", "met", ["b"]),
        ("b", "met", ["a"]),
    ]


def test_same_ties_case_to_case_and_a_trigger_without_it_is_unknown() -> None:
    one = rule(duty(within("2 days"), FOUND, CLOSED, same=SAME_CASE))
    log = [
        event("f1", "found", "2024-05-06", case="1"),
        event("f2", "found", "2024-05-06", case="2"),
        event("f3", "found", "2024-05-06"),
        event("c1", "closed", "2024-05-07", case="1"),
        event("c3", "closed", "2024-05-07"),
    ]
    rows = ledger(one, log, entities=[entity("A")])
    assert columns(rows, "key raised_by closes verdict reason evidence") == [
        ("", "f3", None, "unknown", "missing-trigger-value", []),
        ("1", "f1", "2024-05-09 00:00", "met", "", ["c1"]),
        ("2", "f2", "2024-05-09 00:00", "breached", "", []),
    ]


def test_four_eyes_of_the_trigger_and_of_the_event_itself() -> None:
    log = [
        event("f", "found", "2024-05-06", who="li"),
        event("1", "closed", "2024-05-07", who="li", other="wu"),
        event("2", "closed", "2024-05-07", who="wu", other="wu"),
        event("3", "closed", "2024-05-07", other="wu"),
    ]
    for on, other, evidence in (("occasion", "who", ["2"]), ("event", "other", ["1"])):
        one = rule(duty(within("2 days"), FOUND, CLOSED, differs=(("who", other),), differs_on=(on,)))
        assert ledger(one, log, entities=[entity("A")])[0]["evidence"] == evidence


def test_when_on_a_trigger_reads_the_trigger_and_is_undecided_where_it_is_silent() -> None:
    stricter = variant("1", duty(within("1 day"), FOUND, CLOSED), condition("score", 3, operator="gte"),
                       on_occasion=frozenset({"score"}))  # fmt: skip
    one = rule(duty(within("9 days"), FOUND, CLOSED), variants=(stricter,))
    log = [
        event("a", "found", "2024-05-06", score=3),
        event("b", "found", "2024-05-06", score=2.999999),
        event("c", "found", "2024-05-06"),
    ]
    assert columns(ledger(one, log, entities=[entity("A")]), "raised_by variant closes verdict reason") == [
        ("a", "1", "2024-05-08 00:00", "breached", ""),
        ("b", "", "2024-05-16 00:00", "breached", ""),
        ("c", "", "2024-05-16 00:00", "unknown", "missing-trigger-value"),
    ]


# --- before ---


def test_before_looks_back_to_the_start_of_the_day_so_long_before() -> None:
    one = rule(duty(Before(words("30 days")), EachEvent(("opened",))))
    for checked, verdict in (("2024-05-01", "met"), ("2024-05-01 00:00", "met"), ("2024-04-30 23:59", "breached")):
        log = [event("e", "check", checked), event("o", "opened", "2024-05-31 14:00")]
        (row,) = ledger(one, log, entities=[entity("A")])
        assert (row["opens"], row["closes"], row["verdict"], row["decided"]) == (
            "2024-05-01 00:00",
            "2024-05-31 14:00:00.000001",
            verdict,
            "2024-05-31 14:00",
        )


def test_an_admission_and_a_use_on_one_bare_date_the_use_was_admitted() -> None:
    one = rule(duty(Before(), EachEvent(("opened",))))
    log = [event("e", "check", "2024-05-31 18:00"), event("o", "opened", "2024-05-31")]
    assert columns(ledger(one, log, entities=[entity("A")]), "opens closes verdict") == [
        (None, "2024-06-01 00:00", "met")
    ]
    log[1] = event("o", "opened", "2024-05-31 14:00")
    assert columns(ledger(one, log, entities=[entity("A")]), "verdict") == [("breached",)]


def test_before_is_not_clipped_by_in_force() -> None:
    log = [event("e", "check", "2021-07-01"), event("o", "opened", "2024-01-01")]
    assert columns(ledger(rule(duty(Before(), EachEvent(("opened",)))), log), "verdict") == [("met",)]


def test_hours_before_are_exact() -> None:
    one = rule(duty(Before(words("2 hours")), EachEvent(("opened",))))
    log = [event("e", "check", "2024-05-31 11:59:59.999999"), event("o", "opened", "2024-05-31 14:00")]
    assert columns(ledger(one, log), "opens verdict") == [("2024-05-31 12:00", "breached")]


# --- breaches as triggers ---


def test_chains_of_breaches_keep_bearer_and_key_and_read_the_root_trigger() -> None:
    grandchild = rule(
        duty(within("1 day"), EachBreach(), ("opened",), same=(("who", "who"),)), id="r/otherwise/otherwise"
    )
    child = rule(
        duty(within("2 days"), EachBreach(), ("check",), same=SAME_CASE), id="r/otherwise", otherwise=grandchild
    )
    parent = rule(duty(within("3 days"), FOUND, CLOSED, same=SAME_CASE), otherwise=child)
    log = [
        event("f", "found", "2024-05-06 10:00", case="1", who="li"),
        event("o", "opened", "2024-05-12 08:00", who="li"),
    ]
    rows = ledger(parent, log, entities=[entity("A")])
    assert columns(rows, "rule bearer key closes verdict") == [
        ("r", "A", "1", "2024-05-10 00:00", "breached"),
        ("r/otherwise", "A", "1", "2024-05-12 00:00", "breached"),
        ("r/otherwise/otherwise", "A", "1", "2024-05-13 00:00", "met"),
    ]


def test_a_late_parent_raises_its_child_and_a_bearer_out_of_force_does_not() -> None:
    child = rule(duty(within("2 days"), EachBreach(), ("opened",)), id="r/otherwise")
    parent = rule(duty(within("3 days"), FOUND, CLOSED), otherwise=child)
    log = [event("f", "found", "2024-05-06"), event("c", "closed", "2024-05-10")]
    assert columns(ledger(parent, log, entities=[entity("A")]), "rule verdict opens") == [
        ("r", "late", "2024-05-06 00:00"),
        ("r/otherwise", "breached", "2024-05-09 23:59:59.999999"),
    ]
    left = [entity("A", (None, "2024-05-08"))]
    assert columns(ledger(parent, log, entities=left), "rule verdict") == [("r", "late")]


def test_an_exceeded_bound_raises_its_child_at_the_exceeding_event() -> None:
    child = rule(duty(within("1 day"), EachBreach(), ("opened",)), id="r/otherwise")
    parent = rule(duty(Throughout(), bound=at_most(1)), otherwise=child)
    log = [
        event("1", "check", "2024-05-06"),
        event("2", "check", "2024-05-08 10:00"),
        event("3", "check", "2024-05-09"),
    ]
    rows = ledger(parent, log, entities=[entity("A")])
    assert columns(rows, "rule decided opens closes") == [
        ("r", "2024-05-08 10:00", "2024-01-01 00:00", "2025-01-01 00:00"),
        ("r/otherwise", "2024-05-09 23:59:59.999999", "2024-05-08 10:00", "2024-05-10 00:00"),
    ]


def test_a_breach_lives_until_an_event_ends_it() -> None:
    child = rule(duty(Throughout(), EachBreach(Until(("closed",))), bound=at_most(0)), id="r/otherwise")
    parent = rule(duty(within("3 days"), FOUND, ("opened",)), otherwise=child)
    log = [event("f", "found", "2024-05-06"), event("c", "closed", "2024-05-20 09:00")]
    rows = ledger(parent, log, entities=[entity("A")])
    assert columns(rows, "rule opens closes verdict")[1:] == [
        ("r/otherwise", "2024-05-09 23:59:59.999999", "2024-05-20 09:00", "met")
    ]
