"""Problems in the order in which somebody mends them: file by file, from the first line to the last."""

from __future__ import annotations

from typing import Iterable, Sequence

from zhiben.events.problem import Problem

_Place = tuple[int, int, int, int]


def in_order(problems: Iterable[Problem], files: Iterable[str | None] = ()) -> list[Problem]:
    """Problems by file, sheet, line and column; those of one place as they come, those without a place last.

    Args:
        problems: in any order.
        files: in the order of the log; files that are not among them stand where their first problem leaves them.
    """
    given = list(problems)
    sequence = _merged(
        list(dict.fromkeys(f for f in files if f is not None)),
        list(dict.fromkeys(p.span.file for p in given if p.span is not None)),
    )
    rank = {file: i for i, file in enumerate(sequence)}
    sheets: dict[tuple[str, str | None], int] = {}
    for problem in given:
        if problem.span is not None and problem.span.sheet is not None:
            sheets.setdefault((problem.span.file, problem.span.sheet), len(sheets) + 1)

    def place(problem: Problem) -> _Place:
        span = problem.span
        if span is None:
            return len(rank), 0, 0, 0
        return rank[span.file], sheets.get((span.file, span.sheet), 0), span.line, span.column

    return sorted(given, key=place)


def _merged(known: Sequence[str], seen: Sequence[str]) -> list[str]:
    """The known files, with each of the others right after the one that it was seen behind."""
    found = list(known)
    at = 0
    for file in seen:
        if file in known:
            at = found.index(file) + 1
        else:
            found.insert(at, file)
            at += 1
    return found
