"""Who did how in which period, and in which task: a cell has the colour of its gravest verdict and says all counts."""

from __future__ import annotations

import polars as pl

from zhiben.engine.ledger import VERDICTS
from zhiben.reports.contents import Contents
from zhiben.reports.words import say
from zhiben.reports.workbook.sheets import Book, Column
from zhiben.reports.workbook.words import word

GRAVEST_FIRST = ("breached", "late", "unknown", "pending", "waived", "met")
assert set(GRAVEST_FIRST) == set(VERDICTS)
_QUARTERS = 24  # more of them are told by the year
_LINE = 15  # points


def write_matrices(book: Book, contents: Contents) -> None:
    """Bearers, the worst first, by the quarters (of a long time, years) in which duties are due; and by tasks."""
    counts = contents.audit.counts(["bearer", "quarter"])
    is_long = len(set(counts["quarter"].to_pylist())) > _QUARTERS
    _write(book, contents, "year" if is_long else "quarter", word("by_period", contents.lang))
    _write(book, contents, "task", word("by_task", contents.lang))


def _write(book: Book, contents: Contents, by: str, name: str) -> None:
    lang = contents.lang
    table = pl.DataFrame(contents.audit.counts(["bearer", by]))
    across = sorted(set(table[by].to_list()), key=lambda value: (value == "", value))
    found = {(row["bearer"], row[by]): row for row in table.iter_rows(named=True)}
    sheet = book.sheet(name)
    heads = [word("bearer", lang), *(value or word("no_due" if by != "task" else "task", lang) for value in across)]
    columns = [Column(heads[0], 24), *(Column(head, 15, "coloured") for head in heads[1:])]
    book.head(sheet, columns)
    sheet.freeze_panes(1, 1)
    for place, (bearer, _) in enumerate(contents.summary.bearers, 1):
        rows = [found.get((bearer, value)) for value in across]
        told = [[verdict for verdict in GRAVEST_FIRST if row and row[verdict]] for row in rows]
        sheet.set_row(place, _LINE * max(map(len, told), default=1))
        book.put(sheet, place, 0, say(lang, "label", "whole_log") if bearer == "*" else bearer, "wrapped")
        for column, (row, verdicts) in enumerate(zip(rows, told, strict=True), 1):
            if row is not None and verdicts:
                lines = "\n".join(f"{say(lang, 'verdict', verdict)} {row[verdict]}" for verdict in verdicts)
                book.lines(sheet, place, column, lines, verdicts[0])
    sheet.autofilter(0, 0, max(1, len(contents.summary.bearers)), len(columns) - 1)
