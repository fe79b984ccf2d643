"""Rules changed by one step: the cases of a shipped rulebook notice every change, and the command says what they miss."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zhiben.engine.mutation import Mutation, mutate
from zhiben.engine.trials import run_trials
from zhiben.events.problem import Unusable
from zhiben.rules.loading import load_rulebook
from zhiben.rules.mutants import mutants_of
from zhiben.rules.shipped import rulebook_path, shipped_rulebooks

PROVEN = shipped_rulebooks()


def mutated(folder: Path) -> Mutation:
    return mutate(run_trials(folder), folder)


@pytest.mark.parametrize("name", PROVEN)
def test_no_mutant_of_a_shipped_rulebook_survives(name: str) -> None:
    found = mutated(rulebook_path(name))
    assert found.made > 4 * len(load_rulebook(name).rules)
    assert [(mutant.rule, mutant.change) for mutant in found.surviving] == []
    assert found.stale == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    target = tmp_path / "book"
    shutil.copytree(rulebook_path("workshop-safety"), target)
    return target


def test_a_case_that_is_missing_lets_mutants_live(copy: Path) -> None:
    file = copy / "examples" / "hazards.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("  - example: trained-a-year-before")], encoding="utf-8")
    (copy / "examples" / "what-does-not-count.yaml").unlink()
    alive = {(mutant.rule, mutant.change) for mutant in mutated(copy).surviving}
    assert ("trained-before-hot-work", "before 12 months -> 11 months") in alive
    assert ("trained-before-hot-work", "same without worker") in alive
    assert {rule for rule, _ in alive} >= {"trained-before-hot-work"}


def test_a_reason_that_excuses_nothing_is_told(copy: Path) -> None:
    file = copy / "examples" / "equivalent.yaml"
    more = "- {rule: drills-not-too-far-apart, mutant: since_last 6 months -> 7 months, reason: none}\n"
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    (stale,) = mutated(copy).stale
    assert stale.mutant == "since_last 6 months -> 7 months" and stale.span.line > 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- {rule: drills, mutant: a, reason: b}", "unknown-rule"),
        ("- {rule: emergency-plan-issued, mutant: a}", "missing-field"),
        ("{rule: a}", "wrong-type"),
        ("- {rule: emergency-plan-issued, mutant: a, reason: b, why: c}", "unknown-field"),
    ],
)
def test_a_mistake_in_the_list_is_told(copy: Path, text: str, code: str) -> None:
    (copy / "examples" / "equivalent.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Unusable) as told:
        mutated(copy)
    assert [problem.code for problem in told.value.problems] == [code]


def test_every_part_of_a_rule_is_changed() -> None:
    book = load_rulebook("workshop-safety")
    made = {(m.rule, m.change) for rule in book.rules for m in mutants_of(rule, book.vocabulary, book.in_force)}
    assert {
        ("principal-leads-inspection", "every quarter -> every month"),
        ("principal-leads-inspection", "every quarter -> every half-year"),
        ("principal-leads-inspection", "at_least 1 -> 0"),
        ("principal-leads-inspection", "at_least 1 -> 2"),
        ("principal-leads-inspection", "at_least -> exactly"),
        ("principal-leads-inspection", "without led_by: [principal]"),
        ("principal-leads-inspection", "led_by: [principal] -> led_by: [deputy]"),
        ("principal-leads-inspection", "without variant high-risk"),
        ("principal-leads-inspection", "variant high-risk: every month -> every week"),
        ("principal-leads-inspection", "variant high-risk: when high_risk: [true] -> high_risk: [false]"),
        ("principal-leads-inspection", "partial require -> skip"),
        ("emergency-plan-issued", "without roll"),
        ("hazard-closed-in-time", "for_each: without level: [major]"),
        ("hazard-closed-in-time", "same without hazard_id"),
        ("hazard-closed-in-time/otherwise", "within 15 days -> 16 days"),
        ("hazard-closed-in-time/otherwise", "within 15 days -> 15 workdays"),
        ("drills-not-too-far-apart", "since_last 6 months -> 6 weeks"),
    } <= made


def test_a_mutant_that_would_wait_for_its_own_verdicts_is_not_made(copy: Path) -> None:
    (copy / "tasks" / "breaches.yaml").write_text(
        "- id: few-breaches\n"
        "  duty:\n"
        "    {event: duty_decided, where: {outcome: breached, rule: {not: few-breaches}}, at_most: 3, every: quarter}\n",
        encoding="utf-8",
    )
    alive = {change for name, change in ((m.rule, m.change) for m in mutated(copy).surviving) if name == "few-breaches"}
    assert "every quarter -> every month" in alive
    assert not [change for change in alive if "few-breaches" in change]


def test_the_wider_language_is_changed_too() -> None:
    book = load_rulebook("dongsheng-2024-21")
    made = {(m.rule, m.change) for rule in book.rules for m in mutants_of(rule, book.vocabulary, book.in_force)}
    assert {
        ("principal-leads-inspection", "whose own -> below"),
        ("major-hazard-closed", "whose below -> any"),
        ("major-hazard-closed", "for_each: whose below -> own"),
        ("major-hazard-closed", "for_each without hazard_extended"),
        ("major-hazard-closed", "occurrence: last -> each"),
        ("major-hazard-closed", "occurrence: last -> first"),
        ("major-hazard-closed", "with grace: 1 day"),
        ("accident-circular-studied", "for_each: whose above -> any"),
        ("evacuation-drill", "variant crowded before high-risk"),
        ("fire-hazard-list-made", "covers: old_premises: [true] -> old_premises: [false]"),
        ("fire-hazard-list-made", "covers all -> half"),
        ("old-premises-fully-equipped", "variant by-code: covers all -> half"),
        ("standardisation-rate", "in_force from 2026-01-01 -> 2025-12-31"),
        ("safety-staff-level", "standing -> count"),
        ("safety-staff-level", "at_least times 1 -> 1.1"),
        ("safety-spending-kept-up", "at_least times 1 -> 0.9"),
        ("open-major-hazard-watched", "without until"),
        ("contractor-admitted-before-start", "before any -> 1 year"),
        ("fire-capability-raised", "with from: any"),
    } <= made


def test_four_eyes_grace_and_dated_variants_are_changed(copy: Path) -> None:
    (copy / "tasks" / "more.yaml").write_text(
        "- id: closed-by-another\n"
        "  bearer: company\n"
        "  duty:\n"
        "    for_each: {event: training}\n"
        "    event: hot_work\n"
        "    same: [worker]\n"
        "    differs: {worker: worker}\n"
        "    at_least: 1\n"
        "    within: 5 days\n"
        "    grace: 2 days\n"
        "  variants:\n"
        "    - {id: later, in_force: {from: 2025-01-01}, at_least: 2}\n",
        encoding="utf-8",
    )
    book = load_rulebook(copy)
    (rule,) = [rule for rule in book.rules if rule.id == "closed-by-another"]
    made = {m.change: m.root for m in mutants_of(rule, book.vocabulary, book.in_force)}
    assert {
        "differs without worker",
        "without grace",
        "grace 2 days -> 3 days",
        "variant later: in_force from 2025-01-01 -> 2025-01-02",
        "variant later: at_least 2 -> 3",
        "without variant later",
    } <= made.keys()
    changed = made["differs without worker"].duty
    assert (changed.differs, changed.differs_on) == ((), ())


def test_what_is_said_alike_of_two_places_is_changed_in_both(copy: Path) -> None:
    (copy / "tasks" / "more.yaml").write_text(
        "- id: twice\n"
        "  bearer: company\n"
        "  duty:\n"
        "    event: inspection\n"
        "    where: {any_of: [{led_by: principal, workshop: A}, {led_by: principal, workshop: B}]}\n"
        "    at_least: 1\n"
        "    every: quarter\n",
        encoding="utf-8",
    )
    book = load_rulebook(copy)
    (rule,) = [rule for rule in book.rules if rule.id == "twice"]
    made = {m.change: m.root for m in mutants_of(rule, book.vocabulary, book.in_force)}
    assert {"without led_by: [principal]", "without led_by: [principal] (2)"} <= made.keys()
    assert len(set(map(repr, made.values()))) == len(made)
