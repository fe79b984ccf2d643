"""A problem of the data, said with the field it is about and the value that was found there."""

from __future__ import annotations

from dataclasses import replace

from zhiben.events.problem import Problem
from zhiben.rules.phrases import in_chinese

_SHOWN = 60  # characters of a value


def with_value(problem: Problem, lang: str = "en") -> Problem:
    """The problem as it is told: in the language as far as it is known there, field and value at its head, if any."""
    problem = in_chinese(problem) if lang == "zh" else problem
    if not problem.value:
        return problem
    value = problem.value if len(problem.value) <= _SHOWN else problem.value[:_SHOWN] + "…"
    field = f"{problem.field} " if problem.field else ""
    return replace(problem, message=f"{field}`{value}`: {problem.message}")
