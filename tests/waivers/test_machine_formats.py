"""Waivers and baselines in the formats for machines: what is new, what persists, what is gone, what is excused and by whom."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from tests.reports.test_github import received
from tests.reports.test_junit import suites
from tests.reports.test_oscal import document
from tests.reports.test_sarif import run_of
from tests.waivers.test_baseline import CLOSE, CLOSED, FOUND, LED, judged, waiver
from zhiben.engine.audit import Audit
from zhiben.reports.contents import Contents
from zhiben.reports.formats import github, junit, markdown

LED_IN = {quarter: f"i{quarter},inspection,甲,2024-0{3 * quarter}-01,principal,,,\n" for quarter in (1, 2)}


def states(found: Audit) -> Counter[tuple[str, str, str]]:
    """Rule, kind and state of every result."""
    return Counter((r["ruleId"], r["kind"], r.get("baselineState", "")) for r in run_of(found)["results"])


def test_new_unchanged_and_updated_findings(tmp_path: Path) -> None:
    before = judged(tmp_path, FOUND + LED_IN[2], "2024-03-31", rules=(LED, CLOSED))
    late = CLOSE.replace("03-10", "03-26")
    now = judged(tmp_path, FOUND + late, "2024-06-30", baseline=before, rules=(LED, CLOSED))
    told = states(now)
    assert told[CLOSED, "fail", "updated"] == 1  # breached then, late now
    assert told[LED, "fail", "unchanged"] == 1  # the first quarter
    assert told[LED, "fail", "new"] == 1  # the second one, pending then
    assert sum(told.values()) == 3 + told[f"{CLOSED}/otherwise", "fail", "new"]


def test_without_a_baseline_no_result_has_a_state(tmp_path: Path) -> None:
    assert {state for _, _, state in states(judged(tmp_path, FOUND))} == {""}


def test_what_was_met_and_is_missed_again_is_new(tmp_path: Path) -> None:
    before = judged(tmp_path, FOUND + CLOSE)
    told = states(judged(tmp_path, FOUND, baseline=before))
    assert told[CLOSED, "fail", "new"] == 1


def test_findings_that_are_gone_are_absent_and_pass_for_no_failure(tmp_path: Path) -> None:
    before = judged(tmp_path, FOUND)
    now = judged(tmp_path, FOUND + CLOSE, baseline=before)
    told = states(now)
    assert told[CLOSED, "pass", "absent"] == 1
    assert told[f"{CLOSED}/otherwise", "notApplicable", "absent"] == 1
    absent = [r for r in run_of(now)["results"] if r.get("baselineState") == "absent"]
    assert {r["level"] for r in absent} == {"none"}
    assert all(r["locations"] for r in absent)
    old = set(before.findings["duty"].to_pylist())
    assert {r["partialFingerprints"]["zhibenDuty/v1"] for r in absent} <= old
    assert {(r["properties"]["was"], r["properties"]["outcome"]) for r in absent} == {
        ("breached", "cured"),
        ("breached", "not-owed"),
    }


def test_a_finding_whose_rule_is_gone_is_absent_without_a_rule_of_this_run(tmp_path: Path) -> None:
    from msgspec.structs import replace

    from zhiben.engine.audit import audit
    from zhiben.rules.loading import load_rulebook

    before = judged(tmp_path, FOUND)
    book = load_rulebook("workshop-safety")
    fewer = replace(book, rules=tuple(rule for rule in book.rules if rule.id == LED))
    now = audit(tmp_path / "log.csv", fewer, entities=tmp_path / "entities.csv", as_of="2024-06-30", baseline=before)
    absent = [r for r in run_of(now)["results"] if r["ruleId"] == CLOSED]
    assert [(r["baselineState"], r["properties"]["reason"]) for r in absent] == [("absent", "rule-removed")]
    assert "ruleIndex" not in absent[0] and absent[0]["locations"] == []


def test_what_is_waived_since_is_updated_and_suppressed_with_reason_and_approver(tmp_path: Path) -> None:
    before = judged(tmp_path, FOUND)
    excused = waiver(CLOSED, "2024-03-01", "2024-12-31")
    now = judged(tmp_path, FOUND, baseline=before, waivers=excused)
    (result,) = [r for r in run_of(now)["results"] if r["ruleId"] == CLOSED]
    assert result["baselineState"] == "updated"
    (suppression,) = result["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert suppression["justification"] == "w, approved by a board, 2024-03-01 through 2024-12-31: a reason"
    told = suppression["properties"]
    assert (told["waiver"], told["reason"], told["approvedBy"], told["through"]) == (
        "w",
        "a reason",
        "a board",
        "2024-12-31",
    )
    again = judged(tmp_path, FOUND, baseline=now, waivers=excused)
    (result,) = [r for r in run_of(again)["results"] if r["ruleId"] == CLOSED]
    assert result["baselineState"] == "unchanged" and result["suppressions"]


def compared(tmp_path: Path) -> Audit:
    """One finding that persists, one that is new, one cured."""
    before = judged(tmp_path, FOUND, "2024-03-31")
    return judged(tmp_path, FOUND + CLOSE, "2024-06-30", baseline=before)


def test_junit_says_it_in_the_message_and_keeps_the_names(tmp_path: Path) -> None:
    now = compared(tmp_path)
    failures = [case for suite in suites(junit.text(Contents.of(now, "en"))) for case in suite if case.result]
    told = Counter(str(case.result[0].message).partition(":")[0] for case in failures)
    assert told["high (persisting)"] == 1 and told["high (new)"] == 1
    alone = judged(tmp_path, FOUND + CLOSE, "2024-06-30")
    names = [
        [case.name for suite in suites(junit.text(Contents.of(one, "en"))) for case in suite] for one in (now, alone)
    ]
    assert names[0] == names[1]


def test_annotations_say_it_in_the_title_new_ones_first(tmp_path: Path) -> None:
    lines = [received(line) for line in github.text(Contents.of(compared(tmp_path), "en")).splitlines()]
    titles = [properties["title"] for command, properties, _ in lines if command == "error"]
    assert [title.rpartition(" ")[2] for title in titles] == ["(new)", "(persisting)"]


def test_a_page_counts_them_and_lists_what_is_gone_and_what_is_waived(tmp_path: Path) -> None:
    excused = waiver(LED, "2024-03-01", "2024-03-31")
    before = judged(tmp_path, FOUND, "2024-03-31")
    now = judged(tmp_path, FOUND + CLOSE, "2024-06-30", baseline=before, waivers=excused)
    text = markdown.text(Contents.of(now, "en"))
    assert "Since the baseline (as of 2024-03-31): 1 new; findings that are gone: 1 cured, 1 waived" in text
    assert "high (new)" in text
    assert "<summary>Findings that are gone (2)</summary>" in text
    assert "<summary>waived (1)</summary>" in text
    assert "approved by a board, 2024-03-01 through 2024-03-31: a reason" in text


def test_observations_and_risks_of_oscal_have_it_as_a_property(tmp_path: Path) -> None:
    excused = waiver(LED, "2024-03-01", "2024-03-31")
    before = judged(tmp_path, FOUND, "2024-03-31")
    now = judged(tmp_path, FOUND, "2024-06-30", baseline=before, waivers=excused)
    (result,) = document(now, "en", tmp_path)["results"]
    told = Counter((risk["status"], *props(risk, "waiver", "status")) for risk in result["risks"])
    assert told["deviation-approved", "w", ""] == 1
    assert told["open", "", "new"] == 2 and told["open", "", "persisting"] == 1
    assert Counter(props(one, "status") for one in result["observations"])[("new",)] == 2


def props(part: dict[str, Any], *names: str) -> tuple[str, ...]:
    found = {prop["name"]: prop["value"] for prop in part["props"]}
    return tuple(found.get(name, "") for name in names)
