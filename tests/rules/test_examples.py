"""Worked cases: those of the shipped rulebooks hold, and what is wrong with one is found and told at its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zhiben.engine.trials import run_trials
from zhiben.rules.relative import counted_day, is_relative_day
from zhiben.rules.shipped import rulebook_path, shipped_rulebooks

WORKSHOP = rulebook_path("workshop-safety")
CASE = """
- example: one
  as_of: 2024-04-30
  given:
    entities: [{id: 甲, kind: company, valid_from: 2024-04-01, high_risk: no}]
    events: [{id: e1, type: inspection, subject: 甲, time: 2024-04-10, led_by: principal}]
  expect: [{rule: principal-leads-inspection, verdict: met}]
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The small rulebook with one example of its own."""
    copy = tmp_path / "book"
    shutil.copytree(WORKSHOP, copy, ignore=shutil.ignore_patterns("examples", "demo"))
    (copy / "examples").mkdir()
    (copy / "examples" / "a.yaml").write_text(CASE, encoding="utf-8")
    return copy


def rewritten(book: Path, *changes: tuple[str, str]) -> Path:
    file = book / "examples" / "a.yaml"
    text = file.read_text(encoding="utf-8")
    for right, wrong in changes:
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    file.write_text(text, encoding="utf-8")
    return book


@pytest.mark.parametrize("name", shipped_rulebooks())
def test_the_cases_of_a_shipped_rulebook_hold(name: str) -> None:
    trials = run_trials(rulebook_path(name))
    assert len(trials.examples) >= len(trials.rulebook.rules)
    assert trials.problems == [] and trials.failed == [] and trials.unproven == []


def test_what_is_expected_holds(book: Path) -> None:
    trials = run_trials(book)
    assert trials.failed == [] and trials.problems == []
    unproven = dict(trials.unproven)
    assert unproven["principal-leads-inspection"] == ("breached",)
    assert unproven["hazard-closed-in-time/otherwise"] == ("met", "breached")
    assert not trials.is_passed


@pytest.mark.parametrize(
    ("right", "wrong", "differing"),
    [
        ("verdict: met", "verdict: breached", ("verdict",)),
        ("verdict: met", "verdict: met, opens: 2024-04-02", ("opens",)),
        ("verdict: met", "verdict: met, due: 2024-06-29, observed: 2", ("due", "observed")),
        ("verdict: met", "verdict: met, evidence: [e2]", ("evidence",)),
        ("verdict: met", "verdict: met, bearer: 乙, required: at_least 2", ("bearer", "required")),
        ("verdict: met", "verdict: met, cured: 2024-04-01, variant: high-risk", ("variant", "cured")),
        ("led_by: principal", "led_by: deputy", ("verdict",)),
    ],
)
def test_a_row_that_is_otherwise_fails(book: Path, right: str, wrong: str, differing: tuple[str, ...]) -> None:
    ((_, mismatches),) = run_trials(rewritten(book, (right, wrong))).failed
    ((rule, expected, row),) = [(one.rule, one.expected, one.row) for one in mismatches]
    assert rule == "principal-leads-inspection" and expected is not None and row is not None
    assert set(mismatches[0].differing) == set(differing)


def test_rows_and_expectations_match_one_to_one(book: Path) -> None:
    more = rewritten(book, ("verdict: met}", "verdict: met}, {rule: principal-leads-inspection, verdict: met}"))
    ((_, mismatches),) = run_trials(more).failed
    assert [(one.expected is None, one.row is None) for one in mismatches] == [(False, True)]
    none = rewritten(more, ("verdict: met}, {rule: principal-leads-inspection, verdict: met}", "verdict: none}"))
    ((_, mismatches),) = run_trials(none).failed
    assert [(one.expected is None, one.row is None) for one in mismatches] == [(True, False)]
    counted = rewritten(none, ("verdict: none", "verdict: met, count: 2"))
    ((_, mismatches),) = run_trials(counted).failed
    assert [(one.expected is None, one.row is None) for one in mismatches] == [(False, True)]


def test_a_vaguer_expectation_leaves_a_row_to_the_one_that_needs_it(book: Path) -> None:
    vague = (
        "{rule: principal-leads-inspection, verdict: met}, {rule: principal-leads-inspection, verdict: met, bearer: 甲}"
    )
    trials = run_trials(
        rewritten(
            book,
            ("high_risk: no}", "high_risk: no}, {id: 乙, kind: company, valid_from: 2024-04-01, high_risk: no}"),
            (
                "led_by: principal}",
                "led_by: principal}, {id: e2, type: inspection, subject: 乙, time: 2024-04-11, led_by: principal}",
            ),
            ("{rule: principal-leads-inspection, verdict: met}", vague),
        )
    )
    assert trials.failed == []


@pytest.mark.parametrize(
    ("right", "wrong", "code", "line"),
    [
        ("rule: principal-leads-inspection", "rule: principal-leads-inspecton", "unknown-rule", 7),
        ("led_by: principal", "led_by: pricipal", "unknown-value", 6),
        ("led_by: principal", "leader: principal", "unknown-column", 6),
        ("time: 2024-04-10", "time: 2024-04-31", "no-such-date", 6),
        ("type: inspection", "type: inspecton", "unknown-type", 6),
        ("kind: company", "kind: compny", "unknown-kind", 5),
        ("time: 2024-04-10", "time: +9 days", "no-start", 6),
        ("as_of: 2024-04-30", "profile: strict\n  as_of: 2024-04-30", "unknown-profile", 2),
        ("as_of: 2024-04-30", "title: one", "missing-field", 2),
        ("verdict: met", "verdikt: met", "unknown-field", 7),
        ("verdict: met", "verdict: meet", "unknown-value", 7),
        ("- example: one", "- examples: one", "unknown-field", 2),
        ("- example: one", "- example: one\n  start: 2024-02-30", "no-such-date", 3),
    ],
)
def test_a_mistake_is_told_at_its_place(book: Path, right: str, wrong: str, code: str, line: int) -> None:
    problems = run_trials(rewritten(book, (right, wrong))).problems
    assert code in {p.code for p in problems}
    problem = next(p for p in problems if p.code == code)
    assert problem.span is not None and problem.span.file.endswith("examples/a.yaml") and problem.span.line == line


def test_a_list_whose_only_item_is_wrong_is_not_said_to_be_too_short(book: Path) -> None:
    wrong, empty = ("verdict: met", "verdict: kept"), ("[{rule: principal-leads-inspection, verdict: kept}]", "[]")
    assert [p.code for p in run_trials(rewritten(book, wrong)).problems] == ["unknown-value"]
    assert [p.code for p in run_trials(rewritten(book, empty)).problems] == ["wrong-length"]


def test_two_examples_of_one_name_are_told(book: Path) -> None:
    (book / "examples" / "b.yaml").write_text(CASE, encoding="utf-8")
    (problem,) = run_trials(book).problems
    assert problem.code == "duplicate-example" and len(problem.also) == 1


def test_a_file_may_share_what_its_examples_have_in_common(book: Path) -> None:
    shared = CASE.replace("\n", "\n  ").replace("as_of: 2024-04-30", "title: one")
    text = f"as_of: +29 days\nstart: 2024-04-01\nexamples:{shared}"
    (book / "examples" / "a.yaml").write_text(text.replace("time: 2024-04-10", "time: +1 weeks"), encoding="utf-8")
    trials = run_trials(book)
    assert trials.problems == [] and trials.failed == [] and len(trials.examples) == 1


def test_relative_days_clamp_the_ends_of_months() -> None:
    import datetime as dt

    start = dt.date(2024, 1, 31)
    assert [str(counted_day(t, start)) for t in ("+1 months", "-2 months", "+1 years", "+2 weeks", "-31 days")] == [
        "2024-02-29", "2023-11-30", "2025-01-31", "2024-02-14", "2023-12-31",
    ]  # fmt: skip
    assert not is_relative_day("10 days") and not is_relative_day("+10 d") and is_relative_day("+1 day")
    with pytest.raises(ValueError, match="outside the calendar"):
        counted_day("+99999 years", start)
