"""`github`: workflow commands, which GitHub shows as annotations beside the lines of a pull request.

A value is escaped as the runner unescapes it: %, CR and LF everywhere, `:` and `,` too in properties.
Source: docs.github.com, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from zhiben.events.problem import Problem
from zhiben.reports.catalogue import SEVERITIES
from zhiben.reports.contents import Contents
from zhiben.reports.located import Place, located, problem_place
from zhiben.reports.safe import visible
from zhiben.reports.values import finding_text, problem_text
from zhiben.reports.words import Lang, say

FILE = ""
_LEVEL = {"critical": "error", "high": "error", "medium": "warning", "low": "notice"}
_RANK = ("error", "warning", "notice")
_OF_PROBLEM = {"error": "error", "warning": "warning", "note": "notice"}


def text(contents: Contents) -> str:
    """One line for every problem of the data and every finding, errors first: GitHub shows ten a step of each level.

    With a baseline those of a level that persist come last.
    """
    lang, rows = contents.lang, contents.findings
    told = [(_OF_PROBLEM[p.level], False, -1, _problem(p, lang, contents.names)) for p in contents.audit.problems]
    at = located(contents.audit, rows, contents.names)
    for row, where in zip(rows.iter_rows(named=True), at, strict=True):
        grave, is_old = SEVERITIES.index(row["severity"]), row["status"] == "persisting"
        told.append((_LEVEL[row["severity"]], is_old, grave, _finding(row, where.first, lang)))
    return "".join(line for *_, line in sorted(told, key=lambda one: (_RANK.index(one[0]), *one[1:3])))


def refusal(problems: Sequence[Problem], lang: Lang) -> str:
    """One line for every problem, errors first."""
    told = sorted(problems, key=lambda problem: _RANK.index(_OF_PROBLEM[problem.level]))
    return "".join(_problem(problem, lang, {}) for problem in told)


def _finding(row: dict[str, Any], where: Place | None, lang: Lang) -> str:
    status = f" ({say(lang, 'status', row['status'])})" if row["status"] else ""
    properties = {"title": f"{row['rule']} {row[f'title_{lang}']}{status}"}
    if where is not None:
        properties = _at(where) | properties
    return _command(_LEVEL[row["severity"]], properties, finding_text(row, lang))


def _problem(problem: Problem, lang: Lang, names: Any) -> str:
    properties = {"title": problem.code}
    if problem.span is not None:
        properties = _at(problem_place(problem.span, names)) | properties
    return _command(_OF_PROBLEM[problem.level], properties, problem_text(problem, lang))


def _at(place: Place) -> dict[str, str]:
    return {"file": place.file} | ({"line": str(place.line)} if place.line else {})


def _command(level: str, properties: dict[str, str], message: str) -> str:
    told = ",".join(f"{name}={''.join(_escaped(visible(value), True))}" for name, value in properties.items())
    return f"::{level} {told}::{''.join(_escaped(visible(message), False))}\n"


def _escaped(value: str, is_property: bool) -> Iterator[str]:
    marks = {"%": "%25", "\r": "%0D", "\n": "%0A"} | ({":": "%3A", ",": "%2C"} if is_property else {})
    return (marks.get(letter, letter) for letter in value)
