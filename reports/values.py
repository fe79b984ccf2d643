"""A problem of the data, said with the field it is about and the value that was found there."""

from __future__ import annotations

from dataclasses import replace

from zhiben.events.problem import Problem

_SHOWN = 60  # characters of a value


def with_value(problem: Problem) -> Problem:
    """The problem with field and value at the head of its message; unchanged where there is no value."""
    if not problem.value:
        return problem
    value = problem.value if len(problem.value) <= _SHOWN else problem.value[:_SHOWN] + "…"
    field = f"{problem.field} " if problem.field else ""
    return replace(problem, message=f"{field}`{value}`: {problem.message}")
