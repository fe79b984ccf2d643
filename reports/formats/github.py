"""`github`: workflow commands, which GitHub shows as annotations beside the lines of a pull request.

A value is escaped as the runner unescapes it: %, CR and LF everywhere, `:` and `,` too in properties.
Source: docs.github.com, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from zhiben.events.problem import Problem
from zhiben.reports.contents import Contents
from zhiben.reports.safe import visible
from zhiben.reports.values import with_value
from zhiben.reports.words import Lang
from zhiben.rules.titles import titled

FILE = ""
_LEVEL = {"critical": "error", "high": "error", "medium": "warning", "low": "notice"}
_OF_PROBLEM = {"error": "error", "warning": "warning", "note": "notice"}


def text(contents: Contents) -> str:
    """One line for every problem of the data and every finding."""
    audit, lang = contents.audit, contents.lang
    problems = (_problem(problem, lang, contents.names) for problem in audit.problems)
    findings = (_finding(row, lang) for row in contents.findings.iter_rows(named=True))
    return "".join([*problems, *findings])


def refusal(problems: Sequence[Problem], lang: Lang) -> str:
    """One line for every problem."""
    return "".join(_problem(problem, lang, {}) for problem in problems)


def _finding(row: dict[str, Any], lang: Lang) -> str:
    places = [item for item in row["evidence"] if item["file"]]
    properties = {"title": f"{row['rule']} {row[f'title_{lang}']}"}
    if places:
        properties = {"file": places[0]["file"], "line": str(places[0]["line"]), **properties}
    return _command(_LEVEL[row["severity"]], properties, row[f"sentence_{lang}"])


def _problem(problem: Problem, lang: Lang, names: Any) -> str:
    properties = {"title": problem.code}
    if problem.span is not None:
        place = {"file": names.get(problem.span.file, problem.span.file)}
        if problem.span.line:
            place["line"] = str(problem.span.line)
        properties = place | properties
    told = with_value(problem, lang)
    said = titled(problem.code, told.message, lang).removeprefix(":").strip()
    return _command(_OF_PROBLEM[problem.level], properties, f"{said} ({told.hint})" if told.hint else said)


def _command(level: str, properties: dict[str, str], message: str) -> str:
    told = ",".join(f"{name}={''.join(_escaped(visible(value), True))}" for name, value in properties.items())
    return f"::{level} {told}::{''.join(_escaped(visible(message), False))}\n"


def _escaped(value: str, is_property: bool) -> Iterator[str]:
    marks = {"%": "%25", "\r": "%0D", "\n": "%0A"} | ({":": "%3A", ",": "%2C"} if is_property else {})
    return (marks.get(letter, letter) for letter in value)
