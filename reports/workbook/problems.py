"""The worksheet of data problems: every one that the inputs had, with its place and what can be done."""

from __future__ import annotations

from zhiben.reports.contents import Contents
from zhiben.reports.workbook.sheets import Book, Column
from zhiben.reports.workbook.words import word
from zhiben.rules.render import level_word
from zhiben.rules.titles import titled


def write_problems(book: Book, contents: Contents) -> int:
    """Data problems in the order of the audit; returns how many had no place."""
    lang = contents.lang
    names = ("level", "code", "place", "field", "value", "message", "hint")
    widths = (9, 22, 34, 16, 24, 70, 50)
    columns = [Column(word(n, lang), w, "wrapped" if w > 30 else "text") for n, w in zip(names, widths, strict=True)]
    rows = []
    for problem in contents.audit.problems:
        place = "" if problem.span is None else str(problem.span)
        if problem.span is not None and problem.span.file in contents.names:
            place = contents.names[problem.span.file] + place.removeprefix(problem.span.file)
        said = titled(problem.code, problem.message, lang).removeprefix(":").strip()
        rows.append((level_word(problem, lang), problem.code, place, problem.field, problem.value, said, problem.hint))
    return book.table(word("problems", lang), columns, rows, len(rows))
