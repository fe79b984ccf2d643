"""Worked cases of a rulebook may give waivers, written like a table of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zhiben.engine.trials import Trials, run_trials
from zhiben.rules.shipped import rulebook_path

CASE = """
- example: excused
  start: 2024-03-15
  as_of: 2024-06-30
  given:
    events: [{id: f, type: hazard_found, subject: 甲, time: +0 days, hazard_id: H, level: major, rectify_by: +5 days}]
    entities: [{id: 甲, kind: company, valid_from: 2024-01-01, high_risk: false}]
    waivers: [{id: w, rule: RULE, bearer: 甲, reason: rebuilt, approved_by: a board, from: +0 days, through: +DAYS days}]
  expect:
    - {rule: hazard-closed-in-time, verdict: VERDICT}
"""


def tried(folder: Path, **words: str) -> Trials:
    copy = folder / "book"
    shutil.copytree(rulebook_path("workshop-safety"), copy)
    case = CASE
    for name, value in words.items():
        case = case.replace(name, value)
    (copy / "examples" / "excused.yaml").write_text(case, encoding="utf-8")
    return run_trials(copy)


@pytest.mark.parametrize(("days", "verdict"), [("5", "waived, waiver: w"), ("4", "breached")])
def test_a_case_with_a_waiver_is_judged_with_it(tmp_path: Path, days: str, verdict: str) -> None:
    trials = tried(tmp_path, RULE="hazard-closed-in-time", DAYS=days, VERDICT=verdict)
    assert [p.message for p in trials.problems] == []
    assert [example.name for example, _ in trials.failed] == []


def test_a_mistake_in_it_is_told_at_the_case(tmp_path: Path) -> None:
    trials = tried(tmp_path, RULE="hazard-closed-in-tiem", DAYS="5", VERDICT="waived")
    assert [(p.code, p.span.line if p.span else 0) for p in trials.problems] == [("unknown-rule", 8)]
