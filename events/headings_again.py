"""A second row of headings further down: the same form once more, or another form on the same sheet."""

from __future__ import annotations

from typing import Iterator

import numpy as np
import pyarrow as pa

from zhiben.events.distinct import as_text
from zhiben.events.headings import Headings
from zhiben.events.problem import Problem
from zhiben.events.sheet import Rows, Sheet
from zhiben.events.values import plain

_FEWEST = 3  # headings in a row that make it one of headings


def headings_again(sheet: Sheet, headings: Headings) -> tuple[Rows, list[Problem]]:
    """Rows that hold headings, and an error for each.

    A row is one of headings where at least three of its cells, and most of those filled, are headings of the sheet
    that stand under themselves, or mean something to the vocabulary without standing for a value.

    Returns:
        Positions of such rows, ascending; and what is said of them.
    """
    count = len(sheet.lines)
    if not count:
        return np.zeros(0, np.int64), []
    same = np.zeros(count, np.int64)
    known = np.zeros(count, np.int64)
    filled = np.zeros(count, np.int64)
    for place, heading in enumerate(sheet.headers):
        coded = as_text(sheet.read([place])[0]).dictionary_encode()
        words = [str(word) for word in coded.dictionary.to_pylist()]
        folded = [plain(word) for word in words]
        is_same = np.array([word == plain(heading) for word in folded] + [False], np.bool_)
        is_known = np.array([len(w) <= 20 and headings.meaning(w) is not None for w in words] + [False], np.bool_)
        codes = coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
        same += is_same[codes]
        known += is_known[codes]
        filled += codes < len(words)
    is_again = (same >= _FEWEST) & (same * 2 > filled)
    is_other = ~is_again & (known >= _FEWEST) & (known * 2 > filled)
    rows = np.flatnonzero(is_again | is_other)
    return rows, list(_said(sheet, rows, is_again))


def _said(sheet: Sheet, rows: Rows, is_again: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[Problem]:
    for row in rows.tolist():
        if is_again[row]:
            heading = next(h for h in sheet.headers if h)
            message = "the headings stand here once more; the row is no event"
            hint = f"delete the row, or say in the log map: read: {{skip_rows: {{{heading}: [{heading}]}}}}"
        else:
            shown = _cells(sheet, row)
            message = (
                f"this row holds other headings ({shown}); a second form seems to begin here, "
                f"and the rows below it were read by the headings of row {sheet.header_line}"
            )
            hint = "put each form on a sheet of its own"
        yield Problem("headings-again", message, sheet.span(row), hint)


def _cells(sheet: Sheet, row: int) -> str:
    cells = [as_text(column.take(pa.array([row])))[0].as_py() for column in sheet.read(range(len(sheet.headers)))]
    return ", ".join(f"`{cell[:20]}`" for cell in cells if cell)
