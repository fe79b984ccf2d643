"""`junit`: duties as test cases, for the test reports of CI services.

A suite for each rule, a case for each duty. A finding is a `failure`; what cannot be judged, is not due yet or is
waived is `skipped` with the verdict as its type, so that nothing but `met` counts as passed. Rejected rows are `error`s
of a suite of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import polars as pl

from zhiben.events.problem import Problem
from zhiben.reports.contents import Contents
from zhiben.reports.figures import moment_text
from zhiben.reports.safe import visible
from zhiben.reports.values import finding_text, problem_text
from zhiben.reports.words import Lang, say
from zhiben.rules.model import Rule

if TYPE_CHECKING:
    from junitparser import TestCase, TestSuite

FILE = "junit.xml"
_DATA = "data"
_SKIPPED = ("unknown", "pending", "waived")


def write(contents: Contents, path: Path) -> None:
    """Write junit.xml."""
    path.write_bytes(text(contents).encode())


def text(contents: Contents) -> str:
    """The whole document."""
    audit, lang = contents.audit, contents.lang
    marks = "（{}）" if lang == "zh" else " ({})"
    said = {
        row["duty"]: finding_text(row, lang)
        for rows in (contents.findings, contents.of_verdicts(*_SKIPPED))
        for row in rows.iter_rows(named=True)
    }
    status = {  # against the baseline; a case's name stays the same in every run, and so it stands in the message
        row["duty"]: marks.format(say(lang, "status", row["status"]))
        for row in contents.findings.iter_rows(named=True)
        if row["status"]
    }
    frame = pl.DataFrame(audit.ledger)
    zone = audit.rulebook.timezone
    frame = frame.with_columns(
        _from=moment_text(pl.col("opens"), zone), _through=moment_text(pl.col("due"), zone, is_end=True)
    ).fill_null("…")
    by_rule = {key[0]: group for key, group in frame.group_by("rule", maintain_order=True)}
    suites = [_problems(audit.problems, lang, contents.names)] if audit.problems else []
    for rule, _ in contents.summary.rules:
        rows = by_rule.get(rule.id, frame.clear())
        suites.append(_suite(rule, [_case(row, said, status, lang) for row in rows.iter_rows(named=True)], lang))
    return _document(f"{audit.rulebook.name} {audit.as_of}", suites)


def refusal(problems: Sequence[Problem], lang: Lang) -> str:
    """One suite in which every problem is an error."""
    return _document("zhiben", [_problems(problems, lang, {})])


def _document(name: str, suites: Sequence[TestSuite]) -> str:
    from junitparser import JUnitXml

    whole = JUnitXml(visible(name))
    for suite in suites:
        whole.append(suite)
    whole.update_statistics()
    # Written here, because junitparser writes with whichever of two libraries is installed, and not in the same bytes.
    root = ElementTree.fromstring(whole.tostring())
    root.attrib.pop("skipped")  # readers that hold files to the schema of Jenkins know it of suites only
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(rule: Rule, cases: list[TestCase], lang: Lang) -> TestSuite:
    from junitparser import TestSuite

    suite = TestSuite(visible(rule.id))
    told = {"title": rule.title.text(lang, rule.id), "severity": rule.severity, "clause": ";".join(rule.clauses)}
    for name, value in told.items():
        suite.add_property(name, visible(value))
    suite.add_testcases(cases)
    return suite


def _case(row: dict[str, Any], said: Mapping[str, str], status: Mapping[str, str], lang: Lang) -> TestCase:
    from junitparser import Failure, Skipped, TestCase

    # CI services tell cases apart by name: all of a duty's own words, and its id, which is the same in every run.
    words = (row["bearer"], row["key"], f"{row['_from']}/{row['_through']}", f"[{row['duty']}]")
    case = TestCase(visible(" ".join(filter(None, words))), visible(row["rule"]), 0)
    verdict = row["verdict"]
    if verdict == "met":
        return case
    sentence = visible(said[row["duty"]])
    if verdict in _SKIPPED:
        why = say(lang, "reason", row["reason"]) if row["reason"] else sentence
        case.result = [Skipped(visible(f"{say(lang, 'verdict', verdict)}: {why}"), verdict)]
    else:
        failure = Failure(f"{say(lang, 'severity', row['severity'])}{status.get(row['duty'], '')}: {sentence}", verdict)
        failure.text = sentence
        case.result = [failure]
    return case


def _problems(problems: Iterable[Problem], lang: Lang, names: Mapping[str, str]) -> TestSuite:
    """Errors are cases; warnings and notes, which cost no row, are the suite's output."""
    from junitparser import Error, SystemOut, TestCase, TestSuite

    suite, told, cases = TestSuite(_DATA), [], []
    for problem in problems:
        place = ""
        if problem.span is not None:
            place = str(problem.span).replace(problem.span.file, names.get(problem.span.file, problem.span.file), 1)
        line = visible(problem_text(problem, lang))
        if problem.level == "error":
            case = TestCase(visible(f"{problem.code} {place}".strip()), _DATA, 0)
            error = Error(line, problem.code)
            error.text = visible(f"{place}: ") + line if place else line
            case.result = [error]
            cases.append(case)
        else:
            told.append(visible(f"{place}: " if place else "") + f"{problem.level}[{problem.code}] {line}")
    suite.add_testcases(cases)
    if told:
        suite.append(SystemOut("\n".join(told)))
    return suite
