"""A title above the headings: recognised, so that one message says which row holds the headings."""

from __future__ import annotations

import pyarrow as pa

from zhiben.events.distinct import as_text
from zhiben.events.headings import Headings
from zhiben.events.problem import Problem
from zhiben.events.sheet import Broken, Sheet

_LOOKED_AT = 5  # rows below the title
_RECOGNISABLE = 2  # headings that mean something


def title_problem(sheet: Sheet, headings: Headings) -> Problem | None:
    """What to say of a sheet whose first row is a title, or None where it may hold headings.

    It is a title where nothing in it means anything and a row below reads like headings, or where it fills one cell of
    several.

    Args:
        sheet: whose headings do not suffice.
        headings: what headings may mean.
    """
    filled = [h for h in sheet.headers if h]
    if not sheet.header_line or not filled or any(headings.meaning(h) is not None for h in filled):
        return None
    row = _headings_below(sheet, headings)
    is_lone = len(filled) == 1 and (len(sheet.headers) > 1 or sheet.spoiled) and len(sheet.lines) + sheet.spoiled
    if row is None and not is_lone:
        return None
    row = row or (int(sheet.lines[0]) if len(sheet.lines) and not sheet.spoiled else sheet.header_line + 1)
    shown = f"`{filled[0][:40]}`" if len(filled) == 1 else f"`{filled[0][:40]}`, …"
    message = f"the first row, {shown}, is no row of headings; it may be a title, with the headings in row {row}"
    return Problem("title-row", message, sheet.header_span(), f"give a map that says `read: {{header_row: {row}}}`")


def _headings_below(sheet: Sheet, headings: Headings) -> int | None:
    """The line of the first row that reads like headings."""
    if not len(sheet.lines):
        return None
    try:
        cells = [as_text(column.slice(0, _LOOKED_AT)) for column in sheet.read(range(len(sheet.headers)))]
    except (Broken, pa.ArrowException):
        return None
    for row, words in enumerate(zip(*(c.to_pylist() for c in cells), strict=True)):
        if sum(word is not None and headings.meaning(word) is not None for word in words) >= _RECOGNISABLE:
            return int(sheet.lines[row])
    return None
