"""`check --format F`: stdout can be parsed whatever happens, and the exit code is the same in every format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import RULEBOOK, Zhiben
from tests.reports.test_github import received
from tests.reports.test_junit import outcome, suites
from tests.reports.test_markdown import Page
from tests.reports.test_sarif import checked
from zhiben.reports.catalogue import SEVERITIES, reaches
from zhiben.reports.formats import format_names, is_text

RULE = "emergency-plan-issued"  # of the log below its only finding
_PLAN = ["--rulebook", "book", "--rule", RULE, "--as-of", "2024-12-31"]


def in_annotations(text: str) -> list[str]:
    """Rule or code of every annotation of GitHub that is an error, a warning or a notice of a finding."""
    lines = [received(line) for line in text.splitlines()]
    assert {command for command, _, _ in lines} <= {"error", "warning", "notice"}
    return [properties["title"].split(" ")[0] for _, properties, _ in lines]


def in_results(text: str) -> list[str]:
    """Rule of every result of SARIF; of a run that did not succeed the codes of its notifications."""
    (invocation,) = checked(text)["invocations"]
    told = [one["descriptor"]["id"] for one in invocation.get("toolConfigurationNotifications", [])]
    assert invocation["executionSuccessful"] is not bool(told)
    return told or [one["ruleId"].removeprefix("data/") for one in checked(text)["results"]]


def in_cases(text: str) -> list[str]:
    """Suite, or code, of every case of JUnit that has failed."""
    cases = [(suite.name, case) for suite in suites(text) for case in suite]
    failed = [(name, case) for name, case in cases if outcome(case) not in ("met", "pending", "unknown", "waived")]
    return [str(case.name).split(" ")[0] if name == "data" else str(name) for name, case in failed]


def in_page(text: str) -> list[str]:
    """Rule of every line of the table of findings; where there is no such table, the codes in the list of problems."""
    page = Page(text)
    assert page.tags[0][0] == "h3"
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| ")]
    findings = [row[2].strip() for row in rows if row[1].strip().split(" ")[0] in SEVERITIES]
    problems = [line.partition("error ")[2].partition(":")[0] for line in text.splitlines() if line.startswith("- ")]
    return findings or [code for code in problems if code]


READERS: dict[str, Callable[[str], list[str]]] = {
    "github": in_annotations,
    "junit": in_cases,
    "markdown": in_page,
    "sarif": in_results,
}


def test_every_format_that_is_printed_has_a_reader_here() -> None:
    assert [name for name in format_names() if is_text(name)] == sorted(READERS)


@pytest.fixture
def log(tmp_path: Path) -> str:
    """A log in which nothing is wrong, beside a copy of the rulebook; it lacks an emergency plan."""
    for source in RULEBOOK.rglob("*.yaml"):
        target = tmp_path / "book" / source.relative_to(RULEBOOK)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    (tmp_path / "log.csv").write_text("id,type,subject,time\n1,training,甲,2024-01-02\n", encoding="utf-8")
    return "log.csv"


def graver(folder: Path, severity: str) -> None:
    """Give the rule another severity."""
    file = folder / "book" / "tasks" / "hazards.yaml"
    head, start, rule = file.read_text(encoding="utf-8").partition(f"- id: {RULE}\n")
    file.write_text(head + start + rule.replace("severity: medium", f"severity: {severity}", 1), encoding="utf-8")


@pytest.mark.parametrize("format_", READERS)
@pytest.mark.parametrize("severity", SEVERITIES)
def test_the_exit_code_follows_the_severity_and_the_finding_is_told_all_the_same(
    zhiben: Zhiben, tmp_path: Path, log: str, format_: str, severity: str
) -> None:
    graver(tmp_path, severity)
    for limit in SEVERITIES:
        said = zhiben("check", log, *_PLAN, "--format", format_, "--fail-on", limit)
        assert said.code == (1 if reaches(severity, limit) else 0), limit
        assert READERS[format_](said.out) == [RULE]
    assert zhiben("check", log, *_PLAN, "--format", format_).code == 1  # any finding, where nothing is said


@pytest.mark.parametrize("format_", READERS)
def test_rejected_rows_fail_whatever_the_severity_asked_for(
    zhiben: Zhiben, tmp_path: Path, log: str, format_: str
) -> None:
    with (tmp_path / log).open("a", encoding="utf-8") as rows:
        rows.write("2,training,甲,never\n")
    said = zhiben("check", log, *_PLAN, "--format", format_, "--fail-on", "critical")
    assert said.code == 1
    assert sorted(READERS[format_](said.out)) in (["bad-date", RULE], [RULE])  # a page lists problems apart
    assert "bad-date" in said.out


@pytest.mark.parametrize("format_", READERS)
def test_without_findings_nothing_is_told_and_it_parses(zhiben: Zhiben, log: str, format_: str) -> None:
    said = zhiben("check", log, *_PLAN[:-1], "2024-01-03", "--format", format_)
    assert (said.code, READERS[format_](said.out)) == (0, [])


REFUSALS: dict[str, tuple[list[str], str]] = {
    "a log that is not there": (["absent.csv", *_PLAN], "unreadable-file"),
    "a map that is none": (["log.csv", *_PLAN, "--map", "bad.yaml"], "yaml-syntax"),
    "a map that is not there": (["log.csv", *_PLAN, "--map", "absent.yaml"], "no-such-file"),
    "a rulebook with a mistake": (["log.csv", *_PLAN], "unknown-field"),
    "a rulebook that is not there": (["log.csv", "--rulebook", "workshop"], "no-such-rulebook"),
    "a rule that is not there": (["log.csv", "--rulebook", "book", "--rule", "emergency-plan"], "unknown-rule"),
    "an as-of that is no date": (["log.csv", *_PLAN, "--as-of", "2024-13-01"], "no-such-date"),
    "a waiver without a reason": (["log.csv", *_PLAN, "--waivers", "waivers.csv"], "missing-column"),
    "a baseline that is none": (["log.csv", *_PLAN, "--baseline", "log.csv"], "not-parquet"),
    "a parameter that is not there": (["log.csv", *_PLAN, "--set", "accountability=3 days"], "undefined-parameter"),
    "a severity that is none": (["log.csv", *_PLAN, "--fail-on", "hihg"], "bad-argument"),
    "an option that is none": (["log.csv", *_PLAN, "--fail-onn", "high"], "bad-argument"),
    "a setting without a value": (["log.csv", *_PLAN, "--set", "accountability_days"], "bad-argument"),
    "no log at all": (_PLAN, "bad-argument"),
    "what is new, without a baseline": (["log.csv", *_PLAN, "--fail-on-new"], "bad-argument"),
}


@pytest.mark.parametrize("format_", READERS)
@pytest.mark.parametrize("what", REFUSALS)
def test_a_refusal_is_said_in_the_format_and_nothing_else_is(
    zhiben: Zhiben, tmp_path: Path, log: str, format_: str, what: str
) -> None:
    (tmp_path / "bad.yaml").write_text("type: [inspection\n", encoding="utf-8")
    (tmp_path / "waivers.csv").write_text("id,bearer,approved_by,from,through\n1,甲,乙,2024-01-01,2024-12-31\n")
    if what == "a rulebook with a mistake":
        with (tmp_path / "book" / "rulebook.yaml").open("a", encoding="utf-8") as book:
            book.write("timezon: UTC\n")
    arguments, code = REFUSALS[what]
    said = zhiben("check", *arguments, "--format", format_)
    assert said.code == 2
    assert code in READERS[format_](said.out), said
    assert said.err.strip()
