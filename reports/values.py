"""A problem of the data, said with the field it is about and the value that was found there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from zhiben.events.problem import Problem
from zhiben.reports.words import Lang
from zhiben.rules.titles import titled

_SHOWN = 60  # characters of a value


def with_value(problem: Problem, lang: str = "en") -> Problem:
    """The problem as it is told: in the language as far as it is known there, field and value at its head, if any."""
    named = problem.field
    if lang == "zh":
        from zhiben.rules.phrases import in_chinese
        from zhiben.rules.phrases.blanks import attribute

        problem, named = in_chinese(problem), attribute(named)
    if not problem.value:
        return problem
    value = problem.value if len(problem.value) <= _SHOWN else problem.value[:_SHOWN] + "…"
    field = f"{named} " if named else ""
    colon = "：" if lang == "zh" else ": "
    return replace(problem, message=f"{field}`{value}`{colon}{problem.message}")


def finding_text(row: Mapping[str, Any], lang: Lang) -> str:
    """What was owed and seen, the nearest miss and the remedy, of a row of `rows.explained`. Not made visible yet."""
    said = (row[f"{part}_{lang}"] for part in ("sentence", "miss", "remedy"))
    return ("" if lang == "zh" else " ").join(filter(None, said))


def problem_text(problem: Problem, lang: Lang) -> str:
    """Message and hint, without place and code; in Chinese with a title of the code. Not made visible yet."""
    marks = "（建议：{}）" if lang == "zh" else " ({})"
    told = with_value(problem, lang)
    hint = marks.format(told.hint) if told.hint else ""
    return titled(problem.code, told.message, lang).removeprefix(":").lstrip() + hint
