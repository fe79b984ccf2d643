"""Measures, bounds, the verdict algebra and coverage: sentences of the design, worked by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.reference.build import (
    HIGH_RISK,
    at_least,
    at_most,
    between,
    columns,
    condition,
    duty,
    entity,
    event,
    exactly,
    ledger,
    rule,
    words,
)
from zhiben.rules.model import Bound, By, EachEntity, EachEvent, Every, Measure, SinceLast, Within

A = [entity("A")]
ONE, COUNT = at_least(1), Measure()
YEAR = Every("year")
CLOSE = "2024-12-31 23:59:59.999999"


def checks(*scores: float | None, day: int = 1) -> list[dict[str, Any]]:
    """One check per day of May at 10:00, from the 1st on."""
    return [event(f"e{n}", "check", f"2024-05-{day + n:02} 10:00", score=s) for n, s in enumerate(scores)]


def one(log: list[dict[str, Any]], bound: Bound, measure: Measure = COUNT, as_of: str = "2025-06-30") -> dict[str, Any]:
    """The single duty of a year."""
    (row,) = ledger(rule(duty(YEAR, bound=bound, measure=measure)), log, as_of, entities=A)
    return row


def score(name: Any) -> Measure:
    return Measure(name, "score")


@pytest.mark.parametrize(
    ("bound", "measure", "scores", "verdict", "decided"),
    [
        # a count can only grow
        (at_least(2), Measure(), (0, 0, 0), "met", "2024-05-02 10:00"),
        (at_least(2), Measure(), (0,), "breached", CLOSE),
        (at_most(2), Measure(), (0, 0), "met", CLOSE),
        (at_most(2), Measure(), (0, 0, 0), "breached", "2024-05-03 10:00"),
        (exactly(2), Measure(), (0, 0), "met", CLOSE),
        (exactly(2), Measure(), (0,), "breached", CLOSE),
        (exactly(2), Measure(), (0, 0, 0), "breached", "2024-05-03 10:00"),
        (between(1, 2), Measure(), (0,), "met", CLOSE),
        (between(1, 2), Measure(), (), "breached", CLOSE),
        (between(1, 2), Measure(), (0, 0, 0), "breached", "2024-05-03 10:00"),
        # events without the measured field do not match
        (at_least(2), score("distinct"), (1, None, 1, 2), "met", "2024-05-04 10:00"),
        (at_most(1), score("distinct"), (1, None, 1, 2), "breached", "2024-05-04 10:00"),
        # max grows, min falls
        (at_least(5), score("max"), (1, 7, 9), "met", "2024-05-02 10:00"),
        (at_most(5), score("max"), (1, 7, 9), "breached", "2024-05-02 10:00"),
        (at_most(5), score("max"), (1, 5), "met", CLOSE),
        (exactly(5), score("max"), (5,), "met", CLOSE),
        (at_least(5), score("min"), (7, 4, 9), "breached", "2024-05-02 10:00"),
        (at_most(5), score("min"), (7, 5, 9), "met", "2024-05-02 10:00"),
        (at_least(5), score("min"), (7, 5), "met", CLOSE),
        (between(5, 6), score("min"), (7, 5), "met", CLOSE),
        (between(5, 6), score("min"), (7,), "breached", CLOSE),
        (between(5, 6), score("min"), (7, 4), "breached", "2024-05-02 10:00"),
        # the others are decided at the close
        (at_least(3), score("sum"), (1, 5, -2), "met", CLOSE),
        (at_most(3), score("sum"), (1, 5, -2), "breached", CLOSE),
        (at_most(3), score("sum"), (), "met", CLOSE),
        (at_least(0.1), score("mean"), (0.1, 0.1, 0.1), "met", CLOSE),
        (at_least(0.100001), score("mean"), (0.1, 0.1, 0.100002), "breached", CLOSE),
        (exactly(3), score("latest"), (1, 2, 3), "met", CLOSE),
        (exactly(3), score("latest"), (3, 2), "breached", CLOSE),
    ],
)  # fmt: skip
def test_when_a_verdict_is_certain(
    bound: Bound, measure: Measure, scores: tuple[float | None, ...], verdict: str, decided: str
) -> None:
    row = one(checks(*scores), bound, measure)
    assert (row["verdict"], row["decided"], row["reason"]) == (verdict, decided, "")


@pytest.mark.parametrize("name", ["mean", "min", "max", "latest", "share"])
def test_of_nothing_there_is_nothing_to_measure(name: Any) -> None:
    measure = Measure("share", where=condition("ok", True)) if name == "share" else score(name)
    row = one([event("other", "found", "2024-05-01", score=1)], at_most(3), measure)
    assert columns([row], "verdict reason observed decided") == [("unknown", "nothing-to-measure", None, None)]
    assert one([], at_most(3), measure, "2024-12-30")["verdict"] == "pending"


@pytest.mark.parametrize(
    ("measure", "scores", "observed"),
    [
        (Measure(), (1, None, 3), 3.0),
        (score("sum"), (1.5, None, 3), 4.5),
        (score("sum"), (), 0.0),
        (score("mean"), (1, 1, 2), 4 / 3),
        (score("min"), (2, 1.000001, 3), 1.000001),
        (score("max"), (-2, -1, -3), -1.0),
        (score("latest"), (2, 1, 3), 3.0),
    ],
)
def test_observed(measure: Measure, scores: tuple[float | None, ...], observed: float) -> None:
    assert one(checks(*scores), at_least(100), measure, "2024-12-30")["observed"] == observed


def test_days_are_distinct_civil_days() -> None:
    times = ["2024-05-01", "2024-05-01 23:59", "2024-05-02 00:00", "2024-05-02 07:59"]  # 07:59 is 1 May in UTC
    row = one([event(f"e{n}", "check", time) for n, time in enumerate(times)], at_least(2), Measure("days"))
    assert columns([row], "observed decided") == [(2.0, "2024-05-02 00:00")]


def test_a_share_is_compared_exactly() -> None:
    third = [event(str(n), "check", "2024-05-01", ok=n == 0) for n in range(3)]
    measure = Measure("share", where=condition("ok", True))
    assert columns([one(third, at_least(0.333333), measure)], "verdict observed") == [("met", 1 / 3)]
    assert one(third, at_least(0.333334), measure)["verdict"] == "breached"
    silent = [*third[:1], event("silent", "check", "2024-05-01")]  # a missing value passes no test but is counted
    assert one(silent, at_least(0.5), measure)["observed"] == 0.5


def test_covers_is_the_share_of_the_listed_values_that_were_seen() -> None:
    measure = Measure("covers", "tags", values=("fire", "power", "gas", "water"))
    log = [
        event("1", "check", "2024-05-01", tags=["fire", "power"]),
        event("2", "check", "2024-05-02", tags=["fire", "lifts"]),
        event("3", "check", "2024-05-03", tags=[]),
    ]
    row = one(log, at_least(1), measure)
    assert columns([row], "required verdict observed evidence") == [("at_least 1", "breached", 0.5, ["1", "2"])]
    log.append(event("4", "check", "2024-05-04", tags=["water", "gas"]))
    assert columns([one(log, at_least(1), measure)], "verdict decided") == [("met", "2024-05-04 00:00")]


def test_latest_with_differing_values_at_one_instant_is_unknown() -> None:
    same, other = checks(1, 3), checks(1, 4)[1:]
    twin = [{**other[0], "id": "twin"}]
    assert one(same, exactly(3), score("latest"))["verdict"] == "met"
    row = one(same + twin, exactly(3), score("latest"))
    assert columns([row], "verdict reason observed evidence_count") == [("unknown", "conflicting-latest", None, 3)]
    assert one([*same, {**same[1], "id": "twin"}], exactly(3), score("latest"))["verdict"] == "met"


def test_required_is_text_without_trailing_zeros() -> None:
    assert [one([], bound, score("sum"))["required"] for bound in
            (at_least(2), at_most(0.5), exactly(1), between(1, 3), at_least(100), at_most(0.000001))] == [
        "at_least 2", "at_most 0.5", "exactly 1", "between 1 and 3", "at_least 100", "at_most 0.000001"
    ]  # fmt: skip


def test_evidence_shows_twenty_in_order_of_time_then_id_and_counts_all() -> None:
    log = [event(f"{n:02}", "check", "2024-05-01 10:00") for n in range(25)] + [event("zz", "check", "2024-05-01")]
    row = one(log, at_least(1))
    assert row["evidence"] == ["zz", *[f"{n:02}" for n in range(19)]]
    assert row["evidence_count"] == 26


# --- late ---


def test_late_is_the_first_instant_at_which_the_total_is_made_up() -> None:
    log = [
        event("in", "check", "2024-06-30", score=1),
        event("a", "check", "2024-07-02 10:00", score=5),
        event("b", "check", "2024-07-02 10:00", score=-4),  # together they come to 2
        event("c", "check", "2024-07-03", score=3),
        event("d", "check", "2024-07-04", score=3),
    ]
    by = rule(duty(By(dt.date(2024, 6, 30)), bound=at_least(5), measure=score("sum")))
    assert columns(ledger(by, log, entities=A), "verdict cured observed evidence") == [
        ("late", "2024-07-03 00:00", 1.0, ["in", "a", "b", "c"])
    ]


@pytest.mark.parametrize(
    ("window", "bound", "measure"),
    [
        (Every("half-year"), at_least(1), Measure()),
        (SinceLast(words("181 days")), at_least(1), Measure()),
        (By(dt.date(2024, 6, 30)), exactly(1), Measure()),
        (By(dt.date(2024, 6, 30)), between(1, 2), Measure()),
        (By(dt.date(2024, 6, 30)), at_least(1), score("latest")),
    ],
)
def test_what_cannot_be_late_stays_breached_or_unknown(window: Any, bound: Bound, measure: Measure) -> None:
    log = [event("after", "check", "2024-07-02", score=1)]
    row = ledger(rule(duty(window, bound=bound, measure=measure)), log, entities=A)[0]
    assert row["verdict"] == ("unknown" if measure.name == "latest" else "breached")
    assert row["cured"] is None


# --- coverage ---


def verdicts(
    coverage: list[tuple[str | None, ...]], log: list[dict[str, Any]], bound: Bound = ONE, **more: Any
) -> list[Any]:
    """Verdict and reason of each half-year of 2024."""
    half_yearly = rule(duty(Every("half-year"), bound=bound, **more))
    rows = ledger(half_yearly, log, entities=[entity("A"), entity("B", owner="A"), entity("C")], coverage=coverage)  # type: ignore[arg-type]
    return [(row["verdict"], row["reason"]) for row in rows if row["bearer"] == "A"]


NOT_COVERED = ("unknown", "not-covered")


def test_what_rests_on_absence_needs_coverage_of_the_whole_window() -> None:
    assert verdicts([("A", "check", "2024-01-01", "2024-06-30")], []) == [("breached", ""), NOT_COVERED]
    assert verdicts([("A", "check", "2024-01-02", "2024-12-31")], []) == [NOT_COVERED, ("breached", "")]
    assert verdicts([("A", "check", None, "2024-03-31"), (None, "check", "2024-04-01", None)], [])[0] == (
        "breached",
        "",
    )
    assert verdicts([("A", "check", None, "2024-03-30"), (None, "check", "2024-04-01", None)], [])[0] == NOT_COVERED
    assert verdicts([("B", "check", None, None)], []) == [NOT_COVERED] * 2
    assert verdicts([("A", "found", None, None)], []) == [NOT_COVERED] * 2
    assert verdicts([], []) == [NOT_COVERED] * 2


def test_what_is_there_decides_although_coverage_is_missing() -> None:
    log = [event("e", "check", "2024-05-01"), event("f", "check", "2024-08-01"), event("g", "check", "2024-08-02")]
    assert verdicts([], log) == [("met", "")] * 2
    assert verdicts([], log, at_most(1)) == [NOT_COVERED, ("breached", "")]
    assert verdicts([], log, exactly(1)) == [NOT_COVERED, ("breached", "")]


def test_before_the_close_it_is_pending_not_unknown() -> None:
    (row,) = ledger(rule(duty(YEAR)), [], "2024-12-30", entities=A, coverage=[])
    assert (row["verdict"], row["reason"]) == ("pending", "")


def test_every_counted_type_and_subject_must_be_covered() -> None:
    a, b = ("A", None, None, None), ("B", None, None, None)
    assert verdicts([a], [], whose="below") == [NOT_COVERED] * 2
    assert verdicts([a, b], [], whose="below") == [("breached", "")] * 2
    assert verdicts([a], [], events=("check", "found")) == [("breached", "")] * 2
    assert verdicts([("A", "check", None, None)], [], events=("check", "found")) == [NOT_COVERED] * 2


def test_an_entity_below_needs_coverage_only_while_it_is_below() -> None:
    registry = [entity("A"), entity("B", (None, "2024-03-31"), owner="A")]
    half_yearly = rule(duty(Every("half-year"), whose="below"))
    declared: list[Any] = [("A", None, None, None), ("B", None, None, "2024-03-31")]
    rows = ledger(half_yearly, [], entities=registry, coverage=declared)
    assert [row["verdict"] for row in rows if row["bearer"] == "A"] == ["breached", "breached"]


def test_a_log_as_a_whole_is_covered_by_declarations_for_everybody_only() -> None:
    whole = rule(duty(YEAR), bearer=None)
    for subject, verdict in (("A", "unknown"), (None, "breached")):
        assert ledger(whole, [], entities=A, coverage=[(subject, None, None, None)])[0]["verdict"] == verdict


def test_where_same_names_the_subject_that_subject_must_be_covered() -> None:
    registry = [entity("A"), entity("S", kind="site", owner="A")]
    each = rule(duty(YEAR, EachEntity("site"), same=(("subject", "id"),)))
    for subject, verdict in (("A", "unknown"), ("S", "breached")):
        assert ledger(each, [], entities=registry, coverage=[(subject, None, None, None)])[0]["verdict"] == verdict


def test_coverage_is_needed_from_in_force_on_not_from_an_earlier_opening() -> None:
    by = rule(duty(By(dt.date(2024, 6, 30)), from_="any"))
    for since, verdict in (("2024-01-01", "breached"), ("2024-01-02", "unknown")):
        assert ledger(by, [], entities=A, coverage=[("A", None, since, None)])[0]["verdict"] == verdict


def test_late_and_uncovered_is_unknown() -> None:
    within = rule(duty(Within(words("1 day")), EachEvent(("found",))))
    log = [event("f", "found", "2024-05-06"), event("e", "check", "2024-05-08")]
    assert columns(ledger(within, log, entities=A, coverage=[]), "verdict reason cured") == [
        ("unknown", "not-covered", None)
    ]
    assert columns(ledger(within, log, entities=A), "verdict") == [("late",)]


def test_where_several_reasons_hold_the_first_of_the_list_is_given() -> None:
    within = rule(duty(Within(field="due"), EachEvent(("found",)), same=(("case", "case"),)))
    assert ledger(within, [event("f", "found", "2024-05-06")], entities=A)[0]["reason"] == "missing-trigger-value"
    applying = rule(within.duty, applies=HIGH_RISK)
    assert ledger(applying, [event("f", "found", "2024-05-06")], entities=A)[0]["reason"] == "missing-attribute"
