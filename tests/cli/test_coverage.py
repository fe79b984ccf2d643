"""`zhiben rules coverage`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.running import RULEBOOK, Zhiben


@pytest.fixture
def book(tmp_path: Path) -> Path:
    copy = tmp_path / "book"
    shutil.copytree(RULEBOOK, copy)
    return copy


def changed(file: Path, right: str, wrong: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(right) == 1
    file.write_text(text.replace(right, wrong), encoding="utf-8")


def row(out: str, first: str, rule: str) -> list[str]:
    (line,) = [line for line in out.splitlines() if line.startswith(first) and f" {rule} " in line]
    return [cell for cell in line.split("  ") if cell]


def test_every_clause_is_told_with_its_rules_cases_and_parameters(zhiben: Zhiben) -> None:
    said = zhiben("rules", "coverage", "workshop-safety", "--lang", "en")
    assert said.code == 0
    assert "6 clauses are duties, 0 of them without a rule; 1 guidance, 1 context; 7 rules, 0 of them" in said.err
    cells = row(said.out, "3.2 ", "hazard-closed-in-time/otherwise")
    assert "accountability case opened" in " ".join(cells) and " 2/2" in cells
    assert cells[-1].strip() == "accountability_days (choice)"
    assert "states the aim and asks for nothing" in said.out


def test_a_case_is_counted_for_the_verdict_that_it_expects(zhiben: Zhiben, book: Path) -> None:
    shutil.rmtree(book / "examples")
    assert " 0/0" in zhiben("rules", "coverage", str(book)).out
    (book / "examples").mkdir()
    (book / "examples" / "a.yaml").write_text(
        """
- example: one
  as_of: 2024-07-31
  given: []
  expect:
    - {rule: drills-not-too-far-apart, verdict: met}
    - {rule: drills-not-too-far-apart, verdict: met, opens: 2024-02-01}
    - {rule: drills-not-too-far-apart, verdict: breached}
- {example: two, as_of: 2024-07-31, given: [], expect: [{rule: drills-not-too-far-apart, verdict: met}]}
""",
        encoding="utf-8",
    )
    assert "2/1" in row(zhiben("rules", "coverage", str(book), "--lang", "en").out, "2.3 ", "drills-not-too-far-apart")


def test_a_duty_without_a_rule_fails(zhiben: Zhiben, book: Path) -> None:
    changed(book / "tasks" / "inspections.yaml", 'clause: "2.3"', 'clause: "2.2"')
    said = zhiben("rules", "coverage", str(book), "--lang", "en")
    assert said.code == 1
    assert row(said.out + " ", "2.3 ", "NO")[-1].strip() == "NO RULE"
    assert "6 clauses are duties, 1 of them without a rule" in said.err
    assert zhiben("rules", "coverage", str(book), "--lang", "zh", "--format", "markdown").code == 1


def test_without_an_outline_nobody_can_say_and_it_fails(zhiben: Zhiben, book: Path) -> None:
    file = book / "rulebook.yaml"
    file.write_text(file.read_text(encoding="utf-8").partition("clauses:")[0], encoding="utf-8")
    said = zhiben("rules", "coverage", str(book), "--lang", "en")
    assert said.code == 1 and "no outline" in said.err
    assert said.out.count("(no clause)") == 7  # six rules and an `otherwise`


def test_examples_that_cannot_be_read_are_told(zhiben: Zhiben, book: Path) -> None:
    (book / "examples" / "a.yaml").write_text("- example: one\n", encoding="utf-8")
    said = zhiben("rules", "coverage", str(book))
    assert said.code == 1 and "a.yaml:1" in said.err


def test_a_page_keeps_markup_in_its_cells(zhiben: Zhiben, book: Path) -> None:
    changed(book / "rulebook.yaml", "en: Drills", 'en: "a|b <b>*"')
    said = zhiben("rules", "coverage", str(book), "--format", "markdown", "--lang", "en")
    assert said.code == 0 and "2.3 a\\|b &lt;b>\\*" in said.out


def test_an_unusable_rulebook_ends_with_two(zhiben: Zhiben, book: Path) -> None:
    changed(book / "tasks" / "hazards.yaml", "event: hazard_closed\n", "event: hazard_clsed\n")
    assert zhiben("rules", "coverage", str(book)).code == 2
