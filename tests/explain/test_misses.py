"""The nearest miss: which event is told, which conditions it failed, and by how much it missed the window."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from zhiben.engine.audit import Audit
from zhiben.reports.referred import Referred
from zhiben.reports.why.because import Because
from zhiben.reports.why.misses import missed
from zhiben.reports.why.remedies import remedied
from zhiben.reports.words import Lang

from ..cases.tables import _SETTING, Case
from .worlds import audit_of_case

EVENTS = {
    "inspection": {"by": "text", "topic": "text", "hours": "number", "site": "text", "checked_by": "text"},
    "found": {"site": "text", "by": "text", "due": "date"},
}
QUARTER: dict[str, Any] = {
    "event": "inspection",
    "where": {"by": "principal", "topic": "fire"},
    "at_least": 1,
    "every": "quarter",
}
SITE: dict[str, Any] = {
    "for_each": {"event": "found"},
    "event": "inspection",
    "same": ["site"],
    "at_least": 1,
    "within": "30 days",
}


def miss_texts(audit: Audit, ledger: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """(duty, rank, event, text) of the misses of some ledger rows; what stands open is told in one text."""
    because = Because.of(ledger, audit.explanations)
    events = Referred.of(audit.log, because.references(), None)
    (duty,) = because.of_duty(because.misses["row"], "duty")
    told = because.misses.select("rank", "event").with_columns(
        duty=duty, text=missed(audit.rulebook, because, events, lang)
    )
    is_told = (pl.col("rank") == 0) | (because.misses["side"] != "standing")
    return told.filter(is_told).select("duty", "rank", "event", "text")


def remedy_texts(audit: Audit, ledger: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """(duty, text) of some ledger rows."""
    because = Because.of(ledger, audit.explanations)
    events = Referred.of(audit.log, because.references(), None)
    (duty,) = because.of_duty(because.remedies["row"], "duty")
    return pl.DataFrame([duty, remedied(audit.rulebook, because, events, lang)])


def told(duty: dict[str, Any], log: list[str], lang: Lang = "en", **setting: Any) -> tuple[str, str]:
    """The nearest miss and the remedy of the first duty that is not met."""
    said = {**_SETTING, "events": EVENTS, "duty": duty, "as_of": "2024-04-30", "base": "2024-01-01", **setting}
    found = audit_of_case(Case("misses", "a case", said, tuple(log), ()))
    ledger = pl.DataFrame(found.ledger).filter(pl.col("verdict") != "met").head(1)
    misses = miss_texts(found, ledger, lang).filter(pl.col("rank") == 0)
    remedies = remedy_texts(found, ledger, lang)
    return (misses["text"].to_list() or [""])[0], remedies["text"][0] or ""


def test_the_event_that_fails_fewest_conditions_is_told_with_what_it_fails() -> None:
    log = ["inspection@2024-02-01 by=deputy topic=gas", "inspection@2024-03-01 by=deputy topic=fire"]
    miss, remedy = told(QUARTER, log)
    assert miss == "Nearest miss: inspection of 1 March 2024 (log.csv:3), by: deputy, not principal."
    assert remedy == (
        "One record would have met it: inspection of e (by: principal; topic: fire), between 1 January 2024 and "
        "31 March 2024."
    )


def test_a_value_that_is_missing_is_told_as_missing() -> None:
    miss, _ = told(QUARTER, ["inspection@2024-03-01 topic=fire"])
    assert miss.endswith("by not given (asked: principal).")


def test_several_conditions_are_named_one_by_one() -> None:
    miss, _ = told(QUARTER, ["inspection@2024-03-01 by=deputy topic=gas"], lang="zh")
    assert (
        miss == "最接近的记录：2024年3月1日的inspection（log.csv:2），by为deputy，而非principal；topic为gas，而非fire。"
    )


@pytest.mark.parametrize(
    ("where", "line", "said"),
    [
        ({"any_of": [{"by": "a"}, {"topic": "t"}]}, "by=b topic=u", "by: b, topic: u (asked: by: a or topic: t)"),
        ({"not": {"by": "b", "topic": "u"}}, "by=b topic=u", "by: b, topic: u (asked: not (by: b and topic: u))"),
        ({"all_of": [{"by": "a"}, {"topic": "t"}]}, "by=b topic=t", "by: b, not a"),
        ({"hours": {"gte": 8}}, "hours=5", "hours: 5 (asked: hours at least 8)"),
        ({"by": {"not": "b"}}, "by=b", "by: b (asked: by: not b)"),
        ({"by": {"exists": True}}, "topic=t", "by not given (asked: by given)"),
    ],
)
def test_conditions_of_every_form(where: dict[str, Any], line: str, said: str) -> None:
    duty = {"event": "inspection", "where": where, "at_least": 1, "every": "quarter"}
    miss, _ = told(duty, [f"inspection@2024-03-01 {line}"])
    assert miss == f"Nearest miss: inspection of 1 March 2024 (log.csv:2), {said}."


def test_the_right_event_outside_the_window_is_told_with_how_far() -> None:
    right = "by=principal topic=fire"
    after, _ = told(QUARTER, [f"inspection@2024-04-03 {right}"])
    assert after.endswith("3 days after the window closed.")
    hours = {**SITE, "within": "24 hours"}
    before, _ = told(hours, ["inspection@0h site=s", "found@12h site=s"])
    assert before.endswith("12 hours before the window opened.")


def test_what_lies_inside_comes_before_what_lies_outside() -> None:
    log = ["inspection@2024-04-01 by=principal topic=fire", "inspection@2024-02-01 by=deputy topic=fire"]
    miss, _ = told(QUARTER, log)
    assert "by: deputy" in miss


def test_a_key_that_nobody_else_has_is_a_failed_condition() -> None:
    miss, remedy = told(SITE, ["found@2024-01-02 site=s1", "inspection@2024-01-05 site=s11"])
    assert miss.endswith("site: s11, not s1.")
    assert "(site: s1)" in remedy


def test_what_is_about_another_case_is_no_miss() -> None:
    log = ["found@2024-01-02 site=s1", "found@2024-01-02 site=s2", "inspection@2024-01-05 site=s2"]
    assert told(SITE, log)[0] == ""


def test_somebody_elses_event_is_told_where_a_key_ties_it_to_the_duty() -> None:
    miss, _ = told(SITE, ["found@2024-01-02 site=s1", "inspection@2024-01-05 site=s1 subject=f"])
    assert miss.endswith("recorded for f, not e.")


def test_somebody_elses_event_is_told_where_he_belongs_to_the_bearer() -> None:
    kinds = {"enterprise": {}, "plant": {}}
    line = "inspection@2024-03-01 by=principal topic=fire subject={}"
    entities = ["e enterprise", "p plant owner=e", "x plant"]
    miss, _ = told(QUARTER, [line.format("p")], entities=entities, attributes=kinds)
    assert miss.endswith("recorded for p, not e.")
    assert told(QUARTER, [line.format("x")], entities=entities, attributes=kinds)[0] == ""


def test_same_as_it_must_not_be() -> None:
    duty = {**SITE, "differs": {"checked_by": "by"}}
    miss, _ = told(duty, ["found@2024-01-02 site=s by=li", "inspection@2024-01-05 site=s checked_by=li"])
    assert miss.endswith("checked by: li, the same as the by of what raised it.")


def test_what_was_entered_too_late_is_told() -> None:
    line = "inspection@2024-03-01 by=principal topic=fire recorded=2024-06-01"
    miss, _ = told(QUARTER, [line, "found@2024-01-02"], known_at="2024-05-01")
    assert "entered on 1 June 2024" in miss and miss.endswith("after the known-at instant.")


def test_a_missing_measured_field_is_told() -> None:
    duty = {"event": "inspection", "sum": "hours", "at_least": 8, "every": "quarter"}
    miss, remedy = told(duty, ["inspection@2024-03-01 by=a", "inspection@2024-03-02 hours=3"])
    assert miss.endswith("hours not given.")
    assert "hours at least 5" in remedy


def test_the_event_that_broke_a_prohibition_is_told_and_that_nothing_undoes_it() -> None:
    duty = {"event": "inspection", "at_most": 1, "every": "quarter"}
    log = [f"inspection@2024-0{month}-01" for month in (1, 2, 3)]
    miss, remedy = told(duty, log)
    assert miss == "Broken by: inspection of 1 February 2024 (log.csv:3)."
    assert remedy.startswith("No further record can undo this: if the record at log.csv:3 is wrong")


def test_two_missing_records_are_said_to_be_two() -> None:
    _, remedy = told({**QUARTER, "at_least": 2}, ["inspection@2024-04-20"])
    assert remedy.startswith("It would have taken 2 more records such as: inspection of e (by: principal; topic: fire)")


def test_a_pending_duty_says_what_will_meet_it() -> None:
    _, remedy = told(QUARTER, ["inspection@2024-03-01"], as_of="2024-03-10")
    assert remedy.startswith("One more record will meet it: ")


@pytest.mark.parametrize(
    ("duty", "log", "setting", "said"),
    [
        ({**SITE, "within": {"field": "due"}}, ["found@2024-01-02 site=s"], {}, "Needed: the “due” of found of 2 January 2024 (log.csv:2)."),
        (SITE, ["found@2024-01-02"], {}, "Needed: the “site” of found of 2 January 2024 (log.csv:2)."),
        ({**SITE, "within": {"field": "due"}}, ["found@2024-01-02 site=s due=2024-01-01"], {}, "The “due” of found of 2 January 2024 (log.csv:2), 1 January 2024, lies before that record itself and has to be corrected."),
        (QUARTER, ["inspection@2024-01-02"], {"coverage": ["e inspection 2024-01-01..2024-02-01"]}, "Needed: a declaration that the log holds every inspection record of e from 1 January 2024 to 31 March 2024."),
    ],
)  # fmt: skip
def test_an_unknown_duty_says_what_would_decide_it(
    duty: dict[str, Any], log: list[str], setting: dict[str, Any], said: str
) -> None:
    _, remedy = told(duty, log, **setting)
    assert remedy.startswith(said)


def test_a_missing_attribute_is_told_with_whose_it_is() -> None:
    setting = {
        "attributes": {"enterprise": {"risky": "flag"}},
        "entities": ["e enterprise"],
        "rule": {"applies": {"risky": True}},
    }
    _, remedy = told(QUARTER, [], **setting)
    assert remedy.startswith("Needed: the “risky” of e")


def test_a_ledger_without_anything_to_explain_is_explained_too() -> None:
    said = {**_SETTING, "events": EVENTS, "duty": QUARTER, "as_of": "2023-01-01"}
    found = audit_of_case(Case("misses", "nothing", said, ("inspection@2022-01-01",), ()))
    assert found.explanations.remedies.num_rows == 0
    assert replace(found).explanations.misses.num_rows == 0
