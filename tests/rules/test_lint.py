"""What lint asks for beyond what loading needs: labels, titles, sources, and clauses that somebody checks."""

from __future__ import annotations

from pathlib import Path

from tests.rules.book import RULEBOOK, write
from zhiben.rules.lint import lint

PLAIN_VOCABULARY = """\
entities: {enterprise: {}}
events:
  inspection: {label: {zh: 检查}, fields: {score: {type: number, label: {zh: 得分, en: Score}}, note: {type: text, label: 备注}}}
  drill: {label: {zh: 演练, en: Drill}}
"""
OUTLINE = """\
parameters:
  often: {default: month, origin: law}
  few: {default: 3, origin: choice, reason: 未定}
clauses:
  - {id: "1", title: {zh: 一, en: One}}
  - {id: "2", title: {zh: 二, en: Two}}
  - {id: "3", title: {zh: 三, en: Three}, force: guidance}
  - {id: "4", force: context, why: 目标}
"""
TASKS = """\
- id: first
  clause: "1"
  title: {zh: 一, en: One}
  severity: high
  bearer: enterprise
  duty: {event: inspection, mean: score, at_least: $few, every: $often}
- id: second
  title: 二
  bearer: enterprise
  duty: {event: inspection, at_least: 1, every: year}
- id: third
  bearer: enterprise
  clause: "1"
  severity: low
  duty: {event: inspection, at_least: 1, every: year}
"""


def test_a_bare_rulebook_is_asked_for_the_rest(tmp_path: Path) -> None:
    case = {"rulebook": RULEBOOK + OUTLINE, "vocabulary": PLAIN_VOCABULARY, "tasks": TASKS}
    found = [(p.level, p.code, p.message) for p in lint(write(tmp_path, case))]
    assert found == [
        ("warning", "missing-origin", "parameter `often` has no reason and no source"),
        ("warning", "clause-without-rule", "clause `2` is a duty and no rule cites it"),
        ("warning", "missing-why", "clause `3` is guidance and does not say why no rule is possible"),
        ("note", "missing-title", "clause `4` has no title"),
        ("warning", "missing-severity", "rule `second` counts as medium"),
        ("warning", "missing-clause", "rule `second` cites no clause"),
        ("warning", "missing-title", "the title of rule `second` has no English"),
        ("warning", "missing-title", "rule `third` has no title"),
        ("note", "missing-label", "`enterprise` has no label in zh and en"),
        ("note", "missing-label", "`inspection` has no label in en"),
        ("note", "missing-label", "`inspection.note` has no label in en"),
        ("note", "unused-field", "no rule reads `inspection.note`"),
        ("note", "unused-event", "no rule reads `drill`"),
    ]


PARAMETERS = """\
parameters:
  cited: {default: 1, origin: source, source: 第二条}
  lawful: {default: 1, origin: law, source: 某法第八条}
  chosen: {default: 1, origin: choice, reason: 未定}
  bare: {default: 1, origin: choice}
  unsourced: {default: 1, origin: law, reason: 未定}
  nobodys: {default: 1, source: 第二条}
"""


def test_a_parameter_says_whose_word_it_is_by_origin_and_source_or_reason(tmp_path: Path) -> None:
    found = [p.message for p in lint(write(tmp_path, {"parameters": PARAMETERS})) if p.code == "missing-origin"]
    assert found == [
        "parameter `bare` has no reason",
        "parameter `unsourced` has no source",
        "parameter `nobodys` has no origin",
    ]


def test_what_is_written_wrongly_is_not_missing_as_well(tmp_path: Path) -> None:
    rule = "clause: 1\nseverity: 高\ntitle: 3\nduty: {event: inspection, at_least: 1, every: year}"
    codes = {p.code for p in lint(write(tmp_path, {"rule": rule}))}
    assert {"wrong-type", "unknown-value", "bad-label"} <= codes
    assert not codes & {"missing-clause", "missing-severity", "missing-title"}


def test_a_rulebook_without_an_outline_is_told(tmp_path: Path) -> None:
    assert "missing-outline" in {p.code for p in lint(write(tmp_path, {}))}


def test_nothing_is_said_of_what_is_unused_while_rules_cannot_be_read(tmp_path: Path) -> None:
    codes = {p.code for p in lint(write(tmp_path, {"duty": "{event: inspection, at_least: many, every: year}"}))}
    assert "wrong-type" in codes and not codes & {"unused-event", "unused-field", "unused-parameter"}


def test_the_draft_is_complete_in_labels_titles_clauses_and_origins(shared: Path, tmp_path: Path) -> None:
    from tests.rules.test_notice import mended

    assert {p.code for p in lint(mended(shared / "notice", tmp_path))} == {"unused-field", "unused-event"}


def test_no_folder(tmp_path: Path) -> None:
    assert [p.code for p in lint(tmp_path / "nowhere")] == ["no-such-rulebook"]


def test_an_origin_with_a_mistake_of_its_own_is_not_said_to_be_missing(tmp_path: Path) -> None:
    parameters = "parameters:\n  few: {default: 3, origin: guess, reason: 未定}\n"
    found = lint(write(tmp_path, {"rulebook": RULEBOOK + parameters}))
    assert [p.code for p in found if p.code in ("unknown-value", "missing-origin")] == ["unknown-value"]


ALIKE = """\
entities:
  enterprise: {label: {zh: 企业, en: Enterprise}, fields: {size: {type: number, label: {zh: 规模, en: Size}}}}
  firm: {label: {zh: 公司, en: "enterprise "}}
events:
  inspection:
    label: {zh: 检查, en: Inspection}
    fields:
      first: {type: date, label: {zh: 日期, en: Date}}
      second: {type: date, label: {zh: 日期, en: Day}}
      third: {type: date, label: {zh: 日 期, en: Date}}
  drill: {label: {zh: 演练, en: Drill}, fields: {first: {type: date, label: {zh: 日期, en: Date}}}}
  exercise: {label: {zh: 演练, en: Drill}}
"""


def test_what_is_called_alike_is_told_with_both_places(tmp_path: Path) -> None:
    tasks = TASKS.replace("title: 二", "title: {zh: 一, en: Two}")
    found = [p for p in lint(write(tmp_path, {"rulebook": RULEBOOK, "vocabulary": ALIKE, "tasks": tasks}))
             if p.code == "same-label"]  # fmt: skip
    assert [(p.level, p.message) for p in found] == [
        ("warning", "`first` and `second` are both called “一”"),
        ("warning", "`enterprise` and `firm` are both called “enterprise ”"),
        ("warning", "`inspection.first` and `inspection.second` are both called “日期”"),
        ("warning", "`inspection.first` and `inspection.third` are both called “日 期” / “Date”"),
        ("warning", "`drill` and `exercise` are both called “演练” / “Drill”"),
    ]
    for problem in found:
        assert problem.span is not None and len(problem.also) == 1
        assert problem.also[0].line < problem.span.line


def test_what_has_no_label_is_not_called_alike(tmp_path: Path) -> None:
    bare = "entities: {enterprise: {}}\nevents: {inspection: {fields: {score: {type: number}}}, drill: {}}\n"
    case = {"rulebook": RULEBOOK + OUTLINE, "vocabulary": bare, "tasks": TASKS}
    assert "same-label" not in {p.code for p in lint(write(tmp_path, case))}
