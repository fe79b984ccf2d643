"""Every problem code has a Chinese title, and people who read Chinese see it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import zhiben.cli
import zhiben.engine
import zhiben.events
import zhiben.reports
import zhiben.rules
from tests.reports.worlds import demo
from zhiben.engine.reasons import REASONS
from zhiben.events.problem import Problem, Span
from zhiben.reports.change_words import GONE, OUTCOME, STATE, UNUSED
from zhiben.reports.compact import problem_line
from zhiben.reports.remark_words import TEXTS
from zhiben.reports.words import NOTE, say
from zhiben.rules.explain import explain
from zhiben.rules.render import render
from zhiben.rules.titles import TITLES

PACKAGES = (zhiben.events, zhiben.rules, zhiben.engine, zhiben.reports, zhiben.cli)
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
# Words with a hyphen that are no codes of problems; those of reasons and notes have tables of their own.
OTHER = (
    {"as-of", "half-year", "known-at", "utf-16-le", "utf-8", "utf-8-bom", "utf-8-sig", "yyyy-mm-dd"}
    | set(NOTE)
    | set(REASONS)
)
OTHER |= {part for key in TEXTS for part in key.split(":")}
OTHER |= {"due-soon", "zhiben-live", "content-length", "content-type"}  # words of the live monitor and of HTTP
OTHER |= {"aria-labelledby", "tooltip-overlay", "utf-16-le"}  # words of SVG and of Python
OTHER |= {"near-miss", "rectification-notice", "zhiben-findings-1", "zhiben-manifest-1", "zhiben-report"}
OTHER |= set(GONE) | set(STATE) | set(UNUSED) | set(OUTCOME)
# Names of OSCAL, SARIF and calendars, as their specifications have them.
OTHER |= set(
    "assessment-objective assessment-results back-matter control-id control-selections deviation-approved import-ap "
    "include-controls last-modified local-definitions no-clause not-satisfied objective-id objectives-and-methods "
    "observation-uuid oscal-version related-observations related-risks relevant-evidence reviewed-controls risk-uuid "
    "rulebook-sha256 sha-256 subject-uuid target-id x-wr-caldesc x-wr-calname "
    "x-wr-timezone zhiben-version".split()
)
FIRST_WORDS = {"Problem", "Fault", "Mistake", "mistake", "error", "warning", "note", "_problem", "_unusable", "_spoil"}
# Codes put together while running, with the words that are put in.
FAMILIES = {
    "missing-{}": ("id", "kind", "recordedtime", "source", "subject", "time", "type"),
    "unknown-{}": ("type", "field"),
    "{}-of-another-rulebook": ("log", "entities"),
}
NO_CODES = {
    "{}-title",
    "{}-desc",
    "texts-{}",
    "chart-period-{}",
    "chart-heading-{}",
    "{}-{}",
    "example-{}",
    "row-{}",
    "{}-kept",
    "{}-missed",
}  # ids: made from content, or made up


def trees() -> Iterator[ast.AST]:
    for package in PACKAGES:
        for folder in package.__path__:
            for file in sorted(Path(folder).rglob("*.py")):
                yield ast.parse(file.read_text(encoding="utf-8"))


def is_text(node: ast.expr) -> bool:
    """A message: a text with blanks, or one that values are put into."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
    )


def word(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def codes() -> set[str]:
    """Every code that the sources can give."""
    found: set[str] = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEBAB.fullmatch(node.value):
                found.add(node.value)
            elif isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in FIRST_WORDS and (first := word(node.args[0])) and re.fullmatch("[a-z0-9]+", first):
                    found.add(first)
            elif isinstance(node, ast.Tuple) and len(node.elts) == 3 and is_text(node.elts[1]):
                if (first := word(node.elts[0])) and re.fullmatch("[a-z0-9]+", first):
                    found.add(first)
            elif isinstance(node, ast.JoinedStr):
                pattern = "".join(word(part) or "{}" for part in node.values)
                if re.fullmatch("[a-z{}-]*[a-z}]-[a-z{][a-z{}-]*", pattern) and pattern not in NO_CODES:
                    found |= {pattern.replace("{}", inner) for inner in FAMILIES[pattern]}
    return found - OTHER


def test_every_code_in_the_sources_has_a_title_and_no_other_has() -> None:
    found = codes()
    assert {"bad-date", "conflict", "overlap", "tab", "undecodable", "missing-subject"} <= found
    assert found - set(TITLES) == set()
    assert set(TITLES) - found == set()


def test_titles_are_short_chinese_and_told_apart() -> None:
    for code, title in TITLES.items():
        assert re.search("[\u4e00-\u9fff]", title), code
        assert len(title) <= 20, code
        assert title[-1] not in "。.：:", code


PROBLEM = Problem("bad-date", "there is no such day", Span("log.csv", 40), "write 2025-02-28", value="2025-02-30")


def test_the_title_stands_before_the_details() -> None:
    assert render(PROBLEM, "zh").splitlines()[0] == "错误[bad-date] 日期无法识别：there is no such day"
    assert render(PROBLEM, "en").splitlines()[0] == "error[bad-date]: there is no such day"
    assert problem_line(PROBLEM, "zh") == (
        "log.csv:40: 错误[bad-date] 日期无法识别：`2025-02-30`：没有这一天（建议：write 2025-02-28）"
    )
    assert problem_line(PROBLEM, "en") == (
        "log.csv:40: error[bad-date] `2025-02-30`: there is no such day (write 2025-02-28)"
    )


@pytest.mark.parametrize(("level", "chinese"), [("error", "错误"), ("warning", "警告"), ("note", "提示")])
def test_levels_are_chinese(level: str, chinese: str) -> None:
    problem = Problem("duplicates", "m", level=level)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert problem_line(problem, "zh") == f"{chinese}[duplicates] 重复记录已略去：m"


def test_hostile_details_stay_harmless() -> None:
    hostile = Problem("bad-date", "a\x1b[31mb\u202ec")
    for said in (render(hostile, "zh"), problem_line(hostile, "zh")):
        assert not {"\x1b", "\u202e"} & set(said)


def test_a_severity_has_the_same_word_in_rules_and_reports() -> None:
    book = demo().rulebook
    for rule in book.rules:
        assert explain(book, rule, "zh").startswith(f"{rule.id}（{say('zh', 'severity', rule.severity)}）")
    assert len({rule.severity for rule in book.rules}) > 2
